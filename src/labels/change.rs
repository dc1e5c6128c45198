//! Changes to a label set.

use super::{Label, LabelId, LabelSet, PALETTE};

/// Why a label set cannot be changed like that, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// It has no name.
    #[error("A label needs a name.")]
    NoName,
    /// Another label is called that.
    #[error("There already is a label {0}.")]
    SameName(String),
    /// Another label has its key.
    #[error("The key {key} is that of the label {holder}. Choose another, or change that one first.")]
    KeyOfLabel {
        /// The key.
        key: char,
        /// The name of the label that has it.
        holder: String,
    },
    /// The label that it is to be a kind of is one of its own kinds.
    #[error("{0} cannot be under itself.")]
    Circle(String),
    /// There is no such label.
    #[error("There is no label {0}.")]
    Missing(LabelId),
}

impl LabelSet {
    /// A new label called `name`, which is not in the set yet: with an id, a colour and, if one of its letters is free, a
    /// key of its own. `taken` tells which letters do something else.
    pub fn propose(&self, name: &str, taken: impl Fn(char) -> bool) -> Label {
        let name = name.trim();
        let is_free = |key: &char| self.by_key(*key).is_none() && !taken(*key);
        let color = PALETTE
            .iter()
            .find(|color| self.labels.iter().all(|label| label.color != **color))
            .or(PALETTE.get(self.labels.len() % PALETTE.len()));
        Label {
            id: self.fresh_id(name),
            name: name.to_owned(),
            color: color.copied().unwrap_or(super::Rgb([0x80; 3])),
            parent: None,
            key: name
                .chars()
                .flat_map(char::to_lowercase)
                .filter(|character| character.is_alphabetic())
                .find(is_free),
            definition: String::new(),
            examples: Vec::new(),
            hard_cases: Vec::new(),
        }
    }

    /// An id for a label called `name`, as people write them in files: lower case, words joined by hyphens.
    fn fresh_id(&self, name: &str) -> LabelId {
        let words: Vec<String> = name
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let stem = if words.is_empty() {
            "label".to_owned()
        } else {
            words.join("-")
        };
        let numbered = (2..).map(|number| LabelId::new(format!("{stem}-{number}")));
        std::iter::once(LabelId::new(&stem))
            .chain(numbered)
            .find(|id| !id.is_none() && self.get(id).is_none())
            .unwrap_or_else(|| LabelId::new(&stem))
    }

    /// The set with one more label, or with this one in the place of the one with its id.
    ///
    /// # Errors
    /// If it has no name, or its name or key is that of another, or it would be under itself.
    pub fn with(&self, label: Label) -> Result<Self, ChangeError> {
        if label.name.trim().is_empty() {
            return Err(ChangeError::NoName);
        }
        let mut others = self.labels.iter().filter(|other| other.id != label.id);
        if others.clone().any(|other| other.name == label.name) {
            return Err(ChangeError::SameName(label.name));
        }
        if let Some(key) = label.key
            && let Some(holder) = others.find(|other| other.key == Some(key))
        {
            let holder = holder.name.clone();
            return Err(ChangeError::KeyOfLabel { key, holder });
        }
        if let Some(parent) = &label.parent
            && (*parent == label.id || self.ancestors(parent).any(|above| above.id == label.id))
        {
            return Err(ChangeError::Circle(label.name));
        }
        let mut labels = self.labels.clone();
        match labels.iter_mut().find(|other| other.id == label.id) {
            Some(place) => *place = label,
            None => labels.push(label),
        }
        Ok(Self { labels })
    }

    /// The set with a label that comes from elsewhere, as it is `defined` there, or else with a colour of its own. What is
    /// taken already, its name, its colour or its key, it gets otherwise.
    pub fn adopted(&self, id: &LabelId, defined: Option<&Label>) -> Self {
        let proposed = self.propose(id.as_str(), |_| true);
        let mut label = defined.cloned().unwrap_or_else(|| proposed.clone());
        label.id.clone_from(id);
        label.parent = label.parent.filter(|parent| self.get(parent).is_some());
        label
            .hard_cases
            .retain(|case| self.get(&case.label).is_some() || case.label == *id);
        let others = || self.labels.iter().filter(|other| other.id != *id);
        if others().any(|other| other.color == label.color) {
            label.color = proposed.color;
        }
        if label
            .key
            .is_some_and(|key| others().any(|other| other.key == Some(key)))
        {
            label.key = None;
        }
        let taken = |name: &str| name.trim().is_empty() || others().any(|other| other.name == name);
        let names = std::iter::once(label.name.clone()).chain((2..).map(|number| format!("{id} {number}")));
        label.name = names.into_iter().find(|name| !taken(name)).unwrap_or_default();
        self.with(label).unwrap_or_else(|_| self.clone())
    }

    /// This set with what was changed between `before` and `after`: so that what others have changed in it meanwhile stays.
    pub fn with_changes(&self, before: &Self, after: &Self) -> Self {
        let unchanged = |label: &Label| before.get(&label.id) == Some(label);
        // What was not touched is as it is here, and gone if it is gone here.
        let kept = after.labels.iter().filter_map(|label| match unchanged(label) {
            true => self.get(&label.id).cloned(),
            false => Some(label.clone()),
        });
        let mut labels: Vec<Label> = kept.collect();
        let of_others = self
            .labels
            .iter()
            .filter(|label| after.get(&label.id).is_none() && before.get(&label.id).is_none());
        labels.extend(of_others.cloned());
        Self { labels }
    }

    /// The set without a label; what is under it goes under what it is under.
    ///
    /// # Errors
    /// If it is not in the set.
    pub fn without(&self, id: &LabelId) -> Result<Self, ChangeError> {
        let gone = self.get(id).ok_or_else(|| ChangeError::Missing(id.clone()))?;
        let mut labels = self.labels.clone();
        labels.retain(|label| label.id != *id);
        for label in labels.iter_mut().filter(|label| label.parent.as_ref() == Some(id)) {
            label.parent.clone_from(&gone.parent);
        }
        for label in &mut labels {
            label.hard_cases.retain(|case| case.label != *id);
        }
        Ok(Self { labels })
    }

    /// The set with a label at another place in the order, at most the last.
    ///
    /// # Errors
    /// If it is not in the set.
    pub fn moved(&self, id: &LabelId, place: usize) -> Result<Self, ChangeError> {
        let from = self.position(id).ok_or_else(|| ChangeError::Missing(id.clone()))?;
        let mut labels = self.labels.clone();
        let label = labels.remove(from);
        labels.insert(place.min(labels.len()), label);
        Ok(Self { labels })
    }

    /// This set with the labels of another: those of one id are taken from the other, new ones come last. A key that is
    /// taken here is left out.
    pub fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        for label in &other.labels {
            let mut label = label.clone();
            let holder = label.key.and_then(|key| joined.by_key(key));
            if holder.is_some_and(|holder| holder.id != label.id) {
                label.key = None;
            }
            match joined.labels.iter_mut().find(|known| known.id == label.id) {
                Some(place) => *place = label,
                None => joined.labels.push(label),
            }
        }
        joined
    }

    /// The label with an id and those it is a kind of, from the nearest.
    pub fn ancestors(&self, id: &LabelId) -> impl Iterator<Item = &Label> {
        let above = |label: &&Label| self.get(label.parent.as_ref()?);
        // Files may say anything; a circle ends.
        std::iter::successors(self.get(id), above).take(self.labels.len())
    }

    /// How deep a label lies under others: 0 at the top.
    pub fn depth(&self, id: &LabelId) -> usize {
        self.ancestors(id).count().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::built_in;

    #[test]
    fn a_new_label_is_told_from_all_others() {
        let set = built_in();
        let proposed = set.propose(" Fact ", |key| key == 't');
        assert_eq!(
            (proposed.id.as_str(), proposed.name.as_str(), proposed.key),
            ("fact-2", "Fact", Some('c'))
        );
        assert!(set.labels().iter().all(|label| label.color != proposed.color));
        assert_eq!(set.propose("Zitat: ganz", |_| false).id.as_str(), "zitat-ganz");
        assert_eq!(set.propose("引用", |_| false).key, Some('引'));
        assert_eq!(
            set.propose("none", |_| false).id.as_str(),
            "none-2",
            "that id means that no label fits"
        );
        assert_eq!(set.propose("…", |_| true).id.as_str(), "label");
    }

    #[test]
    fn names_keys_and_places_do_not_collide() {
        let set = built_in();
        let quote = set.propose("Quote", |_| false);
        let set = set.with(quote.clone()).expect("a new one");
        let change = |change: &dyn Fn(&mut Label)| {
            let mut label = quote.clone();
            change(&mut label);
            set.with(label)
        };
        assert_eq!(change(&|label| label.name = " ".into()), Err(ChangeError::NoName));
        assert_eq!(
            change(&|label| label.name = "Fact".into()),
            Err(ChangeError::SameName("Fact".into()))
        );
        let error = change(&|label| label.key = Some('f')).expect_err("taken");
        assert!(error.to_string().contains("label Fact"), "{error}");
        assert_eq!(
            change(&|label| label.name = "Citation".into())
                .expect("renamed")
                .labels()[3]
                .name,
            "Citation"
        );
        let under = change(&|label| label.parent = Some(LabelId::new("fact"))).expect("under fact");
        assert_eq!(under.depth(&quote.id), 1);
        let mut fact = under.labels()[0].clone();
        fact.parent = Some(quote.id.clone());
        assert_eq!(under.with(fact), Err(ChangeError::Circle("Fact".into())));
        assert_eq!(under.without(&LabelId::new("fact")).expect("gone").depth(&quote.id), 0);
        let moved = set.moved(&quote.id, 0).expect("moved");
        assert_eq!((moved.position(&quote.id), moved.labels().len()), (Some(0), 4));
    }

    #[test]
    fn sets_are_joined_without_two_of_anything() {
        let set = built_in();
        let mut other = set.without(&LabelId::new("fact")).expect("gone");
        other.labels[0].name = "Reading".into();
        other.labels.push(Label {
            key: Some('f'),
            ..set.propose("Finding", |_| false)
        });
        let joined = set.joined(&other);
        let shown: Vec<_> = joined
            .labels()
            .iter()
            .map(|label| (label.name.as_str(), label.key))
            .collect();
        assert_eq!(
            shown,
            [
                ("Fact", Some('f')),
                ("Reading", Some('a')),
                ("Opinion", Some('o')),
                ("Finding", None)
            ]
        );
    }
}
