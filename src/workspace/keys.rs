//! Changing which keys do what, and which commands do anything now.

use super::{Chord, Command, Document, Key, KeyMap, Outcome, View, Workspace, labelling::deletable};

impl Workspace {
    /// What a chord does, in words: the name of a command or a label. `None` if it does nothing.
    pub fn holder_of(&self, chord: Chord) -> Option<String> {
        if let Some(command) = self.keymap.holder(chord) {
            return Some(command.name().trim_end_matches('…').to_owned());
        }
        match self.command_for(chord)? {
            Command::Label(label) => {
                let labels = self.document().map(Document::labels);
                let name = labels.map_or(label.as_str(), |labels| labels.name_of(&label));
                Some(format!("Label as {name}"))
            }
            other => Some(other.name().to_owned()),
        }
    }

    /// How a person gives a command: "press Ctrl+F", or where it has no key, by its name.
    pub(super) fn how_to(&self, command: &Command) -> String {
        match self.keymap.keys_of(command).next() {
            Some(chord) => format!("press {chord}"),
            None => format!("choose “{}” in the menu", command.name()),
        }
    }

    /// Has a chord give a command; if it gives another, only when it is to be `taken` from there.
    pub(super) fn bind(&mut self, command: Command, chord: Chord, taken: bool) -> Outcome {
        let is_digit = matches!(
            chord,
            Chord {
                ctrl: false,
                alt: false,
                key: Key::Char('1'..='9'),
                ..
            }
        );
        if is_digit {
            return Err(format!("{chord} gives the label at its place in the set, and always does.").into());
        }
        if self.keymap.holder(chord) == Some(&command) {
            return Ok(());
        }
        if !taken && let Some(holder) = self.holder_of(chord) {
            return Err(format!("{chord} is the key of “{holder}”.").into());
        }
        let what = format!("{chord} now does “{}”", command.name().trim_end_matches('…'));
        self.keymap.bind(chord, command);
        self.keep_keys(what)
    }

    /// Has a chord give nothing.
    pub(super) fn unbind(&mut self, chord: Chord) -> Outcome {
        self.keymap.unbind(chord);
        self.keep_keys(format!("{chord} does nothing now"))
    }

    /// Gives a command, or all of them, the keys of a first start.
    pub(super) fn reset_keys(&mut self, command: Option<&Command>) -> Outcome {
        match command {
            Some(command) => self.keymap.reset(command),
            None => self.keymap = KeyMap::default(),
        }
        self.keep_keys("The keys are as at first".to_owned())
    }

    fn keep_keys(&mut self, what: String) -> Outcome {
        let changes = self.keymap.changes();
        // What is not known here may be of a newer version, and is kept.
        let known = |id: &String| Command::by_id(id).is_some();
        self.settings
            .change_keys(|keys| {
                keys.retain(|id, _| !known(id));
                keys.extend(changes);
            })
            .map_err(|error| error.to_string())?;
        self.say(what);
        Ok(())
    }

    /// Whether a command does anything now; those that need more than their name always may.
    pub fn is_enabled(&self, command: &Command) -> bool {
        use Command as C;
        let document = self.document();
        let is_writable = document.is_some_and(|document| document.read_only().is_none());
        let has_annotation = document.is_some_and(|document| document.annotation_at_hand().is_some());
        if self.view() != View::Article && command.needs_text() && *command != C::Undo {
            return false;
        }
        match command {
            C::Open | C::OpenExample | C::Quit | C::ShowCommands | C::ShowKeys | C::ShowSettings => true,
            C::NewProject => true,
            C::ImportFiles | C::ImportFolder | C::PasteArticle | C::RefreshProject | C::CloseProject => {
                self.project().is_some()
            }
            C::NextArticle | C::PreviousArticle | C::NextUnfinished | C::ShowArticles | C::ShowSearch => {
                self.project().is_some()
            }
            C::ShowSplit => self.project().is_some(),
            C::ShowExport => self.project().is_some() || document.is_some_and(|document| !document.is_loading()),
            C::CorrectText => self.refuses_correction().is_none(),
            C::ToggleList | C::ShowNumbers | C::ShowConsistency => self.project().is_some(),
            C::ShowImport => self
                .project()
                .is_some_and(|project| project.import().summary().is_some()),
            C::ToggleTheme | C::ZoomIn | C::ZoomOut | C::ZoomReset | C::Back => true,
            C::ToggleStepOver | C::ToggleParagraphAsOne | C::ToggleTrim | C::ToggleNeighbours => true,
            C::NextHit | C::PreviousHit | C::LabelHit => self.find().is_some_and(|find| !find.hits().is_empty()),
            C::SetAside => document.is_some_and(|document| document.refuses_setting_aside().is_none()),
            C::SaveElsewhere => document.is_some_and(|document| !document.is_loading()),
            C::Undo if self.view() != View::Article => self
                .project()
                .is_some_and(|project| project.consistency().last_decision().is_some()),
            C::Undo => is_writable && document.is_some_and(|document| document.history().to_undo().is_some()),
            C::Redo => is_writable && document.is_some_and(|document| document.history().to_redo().is_some()),
            C::NextAnnotation | C::PreviousAnnotation | C::NextUnderCursor => {
                document.is_some_and(|document| !document.layer().is_empty())
            }
            C::ToggleUnsure | C::EditNote | C::Join | C::SecondChoice(_) => is_writable && has_annotation,
            C::Delete => is_writable && document.is_some_and(|document| !deletable(document).is_empty()),
            C::LabelNone | C::AimAtArticle | C::ToggleDone | C::ToggleSkipped | C::ToggleCoverage | C::NewLabel => {
                is_writable
            }
            C::NextMoved => document.is_some_and(|document| document.tally().moved() > 0),
            C::ConfirmAllMoved => is_writable && document.is_some_and(|document| document.tally().moved() > 0),
            C::ConfirmMoved => {
                let at_hand = document.and_then(Document::annotation_at_hand);
                is_writable && at_hand.is_some_and(|annotation| annotation.moved.is_some())
            }
            C::NextLost => document.is_some_and(|document| !document.layer().about().lost.is_empty()),
            C::DropAllLost => is_writable && self.is_enabled(&C::NextLost),
            C::PlaceLost | C::DropLost => {
                is_writable && document.is_some_and(|document| document.chosen_lost().is_some())
            }
            C::ShowLabels | C::ImportLabels | C::MoveEdge(..) | C::Split | C::SaveNow => is_writable,
            _ => document.is_some(),
        }
    }

    /// Says who labels, here and in articles that nobody has labelled yet.
    pub(super) fn set_annotator(&mut self, name: &str) -> Outcome {
        let name = name.trim();
        if name.is_empty() {
            return Err("Without a name nobody knows whose labels these are.".into());
        }
        self.change_settings(|settings| name.clone_into(&mut settings.annotator));
        self.annotator_changed();
        self.say(format!(
            "Articles that nobody has labelled yet will be labelled by {name}"
        ));
        Ok(())
    }
}
