//! Which column of a table of spans or documents means what.

use super::{super::ReadOptions, source::Table};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What a document is called.
    Id,
    /// The text of a document.
    Text,
    /// The text of a span.
    Quote,
    /// Where a span starts.
    Start,
    /// Where it ends.
    End,
    /// Its label, or that of the document.
    Label,
    /// The label it would have if not that.
    Second,
    /// What somebody wrote about it.
    Note,
    /// Whether it is doubted.
    Unsure,
    /// Where it came from.
    Origin,
    /// Who made it.
    Annotator,
    /// Its name.
    Name,
    /// When it was made.
    Made,
    /// When it was changed.
    Changed,
    /// Which part of the dataset the document is in.
    Split,
    /// What else is known of the document, as JSON.
    Extra,
    /// What annotators said of the document, as JSON.
    Layers,
}

/// What each role is called in [`ReadOptions::columns`], and the usual names of such columns, the surest first. A name
/// that stands with two roles goes to the first that has no better one.
const ROLES: [(Role, &str, &[&str]); 17] = [
    (
        Role::Start,
        "start",
        &[
            "start",
            "begin",
            "startoffset",
            "startchar",
            "charstart",
            "beginoffset",
            "offsetstart",
            "startpos",
            "spanstart",
            "startindex",
            "from",
        ],
    ),
    (
        Role::End,
        "end",
        &[
            "end",
            "stop",
            "endoffset",
            "endchar",
            "charend",
            "offsetend",
            "endpos",
            "spanend",
            "endindex",
            "to",
        ],
    ),
    (
        Role::Quote,
        "quote",
        &[
            "quote",
            "quotation",
            "spantext",
            "entitytext",
            "mention",
            "surface",
            "selectedtext",
            "exact",
            "segment",
            "span",
            "coveredtext",
        ],
    ),
    (
        Role::Text,
        "text",
        &[
            "fulltext",
            "documenttext",
            "doctext",
            "articletext",
            "context",
            "sentence",
            "passage",
            "content",
            "body",
            "text",
        ],
    ),
    (
        Role::Id,
        "id",
        &[
            "docid",
            "documentid",
            "articleid",
            "textid",
            "docname",
            "documentname",
            "filename",
            "file",
            "fileid",
            "itemid",
            "recordid",
            "document",
            "article",
            "doc",
            "id",
        ],
    ),
    (Role::Name, "name", &["spanid", "annotationid", "entityid", "id"]),
    (
        Role::Label,
        "label",
        &[
            "label",
            "labels",
            "tag",
            "entitytype",
            "entitylabel",
            "entity",
            "category",
            "code",
            "class",
            "type",
            "concept",
        ],
    ),
    (Role::Second, "second", &["second", "secondlabel"]),
    (
        Role::Note,
        "note",
        &["note", "notes", "comment", "comments", "memo", "remark"],
    ),
    (Role::Unsure, "unsure", &["unsure", "uncertain"]),
    (Role::Origin, "origin", &["origin"]),
    (
        Role::Annotator,
        "annotator",
        &[
            "annotator",
            "annotatorid",
            "coder",
            "codername",
            "rater",
            "labeler",
            "labeller",
            "worker",
            "workerid",
            "user",
            "username",
        ],
    ),
    (Role::Made, "made", &["made", "created", "createdat"]),
    (Role::Changed, "changed", &["changed", "updated", "updatedat"]),
    (Role::Split, "split", &["split", "partition"]),
    (Role::Extra, "extra", &["extra"]),
    (Role::Layers, "layers", &["layers"]),
];

/// Which column has which role.
#[derive(Clone, Debug)]
pub(super) struct Roles([Option<usize>; ROLES.len()]);

impl Roles {
    /// The roles of the columns of a table of documents.
    pub fn of_documents(table: &Table, options: &ReadOptions) -> Self {
        let mut roles = Self::by_names(table.names(), options);
        let called = |name: &str| table.names().iter().position(|other| plain(other) == name);
        let is_chosen = |role: Role| options.columns.iter().any(|(ours, _)| *ours == role.ours());
        if !is_chosen(Role::Text) {
            roles.set(Role::Text, called("text").or(roles.place(Role::Text)));
        }
        // Other words for labels are more often facts about an article.
        if !is_chosen(Role::Label) {
            roles.set(Role::Label, called("label"));
        }
        if roles.place(Role::Label).is_none() {
            roles.set(Role::Annotator, None);
        }
        roles
    }

    /// The roles of the columns of a table of spans; `None` if it is none.
    pub fn of_spans(table: &Table, options: &ReadOptions) -> Option<Self> {
        let mut roles = Self::by_names(table.names(), options);
        if [Role::Start, Role::End, Role::Label]
            .iter()
            .any(|role| roles.place(*role).is_none())
        {
            return None;
        }
        let is_named = |place: Option<usize>, usual: &[&str]| {
            let name = place.and_then(|place| table.names().get(place));
            name.is_some_and(|name| !is_chosen(name, options) && usual.contains(&&*plain(name)))
        };
        let text = roles.place(Role::Text);
        if roles.place(Role::Quote).is_none() && is_named(text, &["text"]) && roles.is_quote(text, table) {
            roles.set(Role::Quote, text);
            roles.set(Role::Text, None);
        }
        let id = roles.place(Role::Id);
        let is_text = is_named(id, &["document", "article", "doc"]) && roles.is_text(id, table);
        if is_text && roles.place(Role::Text).is_none() {
            roles.set(Role::Text, id);
            roles.set(Role::Id, None);
        }
        Some(roles)
    }

    fn by_names(names: &[String], options: &ReadOptions) -> Self {
        let mut roles = Self([None; ROLES.len()]);
        for (role, ours, _) in ROLES {
            let theirs = options.columns.iter().find(|(name, _)| name == ours);
            let place = theirs.and_then(|(_, theirs)| names.iter().position(|name| name == theirs));
            roles.set(role, place);
        }
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        for (role, _, usual) in ROLES {
            if roles.place(role).is_some() {
                continue;
            }
            let is_free = |place: &usize| !roles.0.contains(&Some(*place));
            let mut places = usual
                .iter()
                .filter_map(|usual| names.iter().position(|name| name == usual));
            let place = places.find(is_free);
            roles.set(role, place);
        }
        roles
    }

    /// Where the column with a role is.
    pub fn place(&self, role: Role) -> Option<usize> {
        self.0.get(role.index()).copied().flatten()
    }

    /// Takes the cell with a role out of a row.
    pub fn take(&self, role: Role, cells: &mut [Option<String>]) -> Option<String> {
        cells.get_mut(self.place(role)?)?.take()
    }

    fn set(&mut self, role: Role, place: Option<usize>) {
        if let Some(slot) = self.0.get_mut(role.index()) {
            *slot = place;
        }
    }

    /// Whether a column holds the texts of spans rather than of documents: most are just as long as the span.
    fn is_quote(&self, place: Option<usize>, table: &Table) -> bool {
        let (mut fitting, mut all) = (0, 0);
        for (cell, start, end) in self.measured(place, table) {
            let lengths = [cell.chars().count(), cell.encode_utf16().count(), cell.len()];
            all += 1;
            fitting += usize::from(
                lengths
                    .iter()
                    .any(|length| Some(*length as u64) == end.checked_sub(start)),
            );
        }
        if all == 0 || self.place(Role::Id).is_none() {
            return self.place(Role::Id).is_some();
        }
        fitting * 2 >= all
    }

    /// Whether a column may hold the texts of documents: no span reaches beyond them.
    fn is_text(&self, place: Option<usize>, table: &Table) -> bool {
        let mut cells = self.measured(place, table).peekable();
        cells.peek().is_some() && cells.all(|(cell, _, end)| cell.len() as u64 >= end)
    }

    /// The first cells of a column with the offsets of their rows.
    fn measured<'a>(&'a self, place: Option<usize>, table: &'a Table) -> impl Iterator<Item = (&'a str, u64, u64)> {
        table.sample().filter_map(move |cells| {
            let cell = |place: Option<usize>| cells.get(place?)?.as_deref();
            let offset = |role| number(cell(self.place(role))?);
            Some((
                cell(place).unwrap_or_default(),
                offset(Role::Start)?,
                offset(Role::End)?,
            ))
        })
    }

    /// Whether the first rows have whole numbers for offsets, as far as they have any.
    pub fn has_offsets(&self, table: &Table) -> bool {
        table.sample().all(|cells| {
            [Role::Start, Role::End].iter().all(|role| {
                let cell = self.place(*role).and_then(|place| cells.get(place)?.as_deref());
                cell.is_none_or(|cell| number(cell).is_some())
            })
        })
    }
}

impl Role {
    /// What it is called in [`ReadOptions::columns`].
    fn ours(self) -> &'static str {
        ROLES.get(self.index()).map_or("", |(_, ours, _)| ours)
    }

    fn index(self) -> usize {
        ROLES.iter().position(|(role, ..)| *role == self).unwrap_or_default()
    }
}

/// A whole number, or one that a program has made a decimal of, such as `12.0`.
pub(super) fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let whole = text.trim_end_matches('0').strip_suffix('.').unwrap_or(text);
    whole.parse().ok()
}

fn is_chosen(name: &str, options: &ReadOptions) -> bool {
    options.columns.iter().any(|(_, theirs)| theirs == name)
}

/// A name in lower case and without what divides its words.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
