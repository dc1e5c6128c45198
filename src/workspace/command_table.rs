//! What people read of each command: the one table for menus, tooltips, the list of keys and the file that keeps them.

use super::{Command, Edge, Section, Stride};

/// What people read of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    /// What files call it. It stays when the name changes.
    id: &'static str,
    section: Section,
    name: &'static str,
    help: &'static str,
}

const fn row(id: &'static str, section: Section, name: &'static str, help: &'static str) -> Row {
    Row {
        id,
        section,
        name,
        help,
    }
}

impl Command {
    /// What files call it, as `next-unit`.
    pub fn id(&self) -> &'static str {
        self.row().id
    }

    /// The command of [`NAMED`](Self::NAMED) that files call `id`.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::NAMED.iter().find(|command| command.id() == id).cloned()
    }

    /// Where it stands in menus.
    pub fn section(&self) -> Section {
        self.row().section
    }

    /// What people read in menus and buttons.
    pub fn name(&self) -> &'static str {
        self.row().name
    }

    /// A line that says what it does, for tooltips and the list of keys.
    pub fn help(&self) -> &'static str {
        self.row().help
    }

    #[rustfmt::skip]
    fn row(&self) -> Row {
        use Command as C;
        use Section::{File, Label, Move, View};
        match self {
            C::Open => row("open", File, "Open article…", "Choose a text file to label"),
            C::OpenProject(_) | C::NewProjectAt(_) => row("open-project", File, "Open project", "A folder of articles that share a label set"),
            C::NewProject => row("new-project", File, "Project: open or make…", "Choose a folder: a project is opened, any other becomes one"),
            C::CloseProject => row("close-project", File, "Close the project", "Back to single articles"),
            C::ImportFiles => row("import-files", File, "Bring files in…", "Texts, web pages, documents, PDFs, e-books, mails, and tables with an article a row"),
            C::ImportFolder => row("import-folder", File, "Bring a folder in…", "All articles in a folder and below"),
            C::Import(_) | C::ChooseColumns(_) => row("import", File, "Bring in", "Files and folders come into the project"),
            C::PasteArticle => row("paste-article", File, "Paste as a new article", "What is on the clipboard becomes an article of the project"),
            C::AnswerLabels(_) => row("answer-labels", File, "Bring in with these labels", "Labels of files join the label set, become labels of it, or stay out"),
            C::ImportText(_) => row("import-text", File, "New article", "A text comes into the project"),
            C::CancelImport => row("cancel-import", File, "Call the import off", "Nothing of it comes in"),
            C::ShowImport => row("show-import", File, "What came in last…", "What the last import brought, what it left out, and why"),
            C::OpenArticle(_) | C::OpenHit(_) => row("open-article", File, "Open", "An article of the project"),
            C::NextArticle => row("next-article", Move, "Next article", "Of the list, as it is filtered and sorted"),
            C::PreviousArticle => row("previous-article", Move, "Previous article", "Of the list, as it is filtered and sorted"),
            C::NextUnfinished => row("next-unfinished", Move, "Next unfinished article", "The next that is neither done nor skipped"),
            C::FindArticles(_) => row("find-articles", View, "Filter the articles", "By words of the title, state:new, label:fact and the like"),
            C::SortArticles(_) => row("sort-articles", View, "Sort the articles", "By title, date, state and the like"),
            C::ShowArticles => row("show-articles", Move, "To the list of articles", "Put the keyboard on the filter of the list"),
            C::ShowSearch => row("show-search", Move, "Find in all articles…", "Look for words in the articles of the list"),
            C::SearchArticles(..) => row("search-articles", Move, "Find in all articles", "Look for words in the articles of the list"),
            C::ToggleList => row("toggle-list", View, "List of articles", "Show or hide it"),
            C::ShowNumbers => row("show-numbers", View, "Project in numbers", "Labels, sources, progress, and articles that stand out"),
            C::ShowSplit | C::Divide(_) => row("split-project", File, "Train, validation, test…", "Divide the articles; near-duplicates stay together, and the division is kept in the project"),
            C::ShowExport => row("export", File, "Export…", "Write the labels as a dataset; what a format cannot hold is told before"),
            C::ChangeExport(_) => row("change-export", File, "Change the export", "Which format, whose labels, which articles"),
            C::PickExportFolder => row("pick-export-folder", File, "Export to folder…", "The dataset gets a folder of its own there"),
            C::PickExportFile => row("pick-export-file", File, "To a file…", "The dataset alone, without what is usually beside it"),
            C::ExportTo(_) => row("export-to", File, "Export", "Write the dataset, read it back and compare it"),
            C::CancelExport => row("cancel-export", File, "Call the export off", "Nothing of it is written"),
            C::CopyExportPath => row("copy-export-path", File, "Copy path", "Where the dataset is"),
            C::CorrectText => row("correct-text", File, "Correct the text…", "Mend what the conversion of a PDF or a page got wrong, before anything is labelled"),
            C::SetText(_) => row("set-text", File, "Correct the text", "Of an article that nobody has labelled"),
            C::ShowConsistency => row("show-consistency", View, "Same words, different labels", "Sentences that are labelled differently in different places, to be settled"),
            C::Settle(..) => row("settle", Label, "All are this", "Give the label to all of your places, as one step"),
            C::TakeDecisionBack => row("take-decision-back", Label, "Take the last decision back", "All spans get the labels that they had"),
            C::SetGuidelines { .. } => row("set-guidelines", File, "Change the guidelines", "Markdown, kept in the project"),
            C::RefreshProject => row("refresh-project", File, "Look at the files again", "Take in what others have changed in the folder of the project"),
            C::OpenExample => row("open-example", File, "Open the example", "The article that comes with the program, to try things out"),
            C::KnowHow => row("know-how", View, "Put away", "Do not show this again"),
            C::ShowSettings => row("show-settings", View, "Settings…", "Keys, labelling, reading, and your name"),
            C::Bind(..) => row("bind", View, "Add this key", "Have the key give the command"),
            C::TakeKey(..) => row("take-key", View, "Take it from there", "Have the key give this command, and no other"),
            C::Unbind(_) => row("unbind", View, "Take the key away", "Have the key give nothing"),
            C::ResetKeys(_) => row("reset-keys", View, "Keys as at first", "Give back the keys of a first start"),
            C::SetAnnotator(_) => row("set-annotator", View, "Your name", "It is kept with the labels that you give"),
            C::OpenFile(_) | C::OpenAs(..) => row("open-file", File, "Open this article", "Open the article, with its annotations if it has any"),
            C::ReadAs(_) => row("read-as", File, "Read in this encoding", "Read the file again; possible while nothing is labelled"),
            C::SetLanguage(_) => row("set-language", File, "Set the language", "Sentences are cut by the rules of the language"),
            C::SetAside => row("set-aside", File, "Set the file aside and go on", "Rename the file that cannot be used; what could be read of it is kept"),
            C::SaveNow => row("save-now", File, "Save now", "Everything is saved by itself; this only does it at once"),
            C::SaveElsewhere => row("save-elsewhere", File, "Save elsewhere…", "Write a copy of the article with all labels into another folder; nothing there is overwritten"),
            C::SaveElsewhereTo(_) => row("save-elsewhere-to", File, "Save elsewhere", "Write a copy of the article with all labels into this folder"),
            C::OpenAgain => row("open-again", File, "Open again", "Read the article and its labels anew, as their files are now; labels are looked for by their words, and none is dropped"),
            C::Quit => row("quit", File, "Quit", "End the program; everything is saved"),
            C::LeaveUnsaved => row("leave-unsaved", File, "Leave without saving", "Leave although some edits could not be saved; those in the journal come back"),
            C::NextUnit => row("next-unit", Move, "Next unit", "Move the frame"),
            C::PreviousUnit => row("previous-unit", Move, "Previous unit", "Move the frame"),
            C::FirstUnit => row("first-unit", Move, "First unit", "Move the frame"),
            C::LastUnit => row("last-unit", Move, "Last unit", "Move the frame"),
            C::NextUnlabelled => row("next-unlabelled", Move, "Next unlabelled unit", "Move the frame past what has a label"),
            C::PreviousUnlabelled => row("previous-unlabelled", Move, "Previous unlabelled unit", "Move the frame past what has a label"),
            C::LargerUnit => row("larger-unit", Move, "Larger unit", "Step by words, clauses, sentences or paragraphs"),
            C::SmallerUnit => row("smaller-unit", Move, "Smaller unit", "Step by words, clauses, sentences or paragraphs"),
            C::StepBy(_) => row("step-by", Move, "Step by", "Step by words, clauses, sentences or paragraphs"),
            C::ToggleStepOver => row("toggle-step-over", Move, "Step over lines without a claim", "After a label, section names, bylines and the like are passed by; the arrows still visit them"),
            C::ToggleParagraphAsOne => row("toggle-paragraph-as-one", Move, "One annotation a paragraph", "A label given to a paragraph goes to it as a whole, not to each sentence"),
            C::NextAnnotation => row("next-annotation", Move, "Next annotation", "Select it, to change or delete it"),
            C::PreviousAnnotation => row("previous-annotation", Move, "Previous annotation", "Select it, to change or delete it"),
            C::NextUnderCursor => row("next-under-cursor", Move, "Next annotation here", "Of those that overlap at this place, the innermost first"),
            C::NextMoved => row("next-moved", Move, "Next that has moved", "Of the annotations that were found elsewhere after the article had changed"),
            C::NextLost => row("next-lost", Move, "Next that is lost", "Of the annotations whose words are no longer in the article"),
            C::ChooseLost(_) => row("choose-lost", Move, "Choose", "To give it a place, or to drop it"),
            C::SwitchPanel => row("switch-panel", Move, "To the panel and back", "Put the keyboard on the panel beside the text, or back on the text"),
            C::PageDown => row("page-down", Move, "One screen down", "Scroll"),
            C::PageUp => row("page-up", Move, "One screen up", "Scroll"),
            C::Back => row("back", Move, "Back to the unit", "Drop the selection"),
            C::Press(_) | C::Drag { .. } | C::Release | C::PointAt(_) => row("press", Label, "Select text", "Drag over the text; hold Alt for exact characters"),
            C::Select(_) => row("select", Label, "Select annotation", "Select it, to change or delete it"),
            C::Copy => row("copy", Label, "Copy quote", "Copy the selected text, or the text of the annotation or sentence"),
            C::Label(_) => row("label-at", Label, "Label", "Label the selection or the sentence; the same label again removes it"),
            C::LabelPart(_) => row("label-part", Label, "Label the first part", "Only the first sentence of the paragraph, or the first clause of the sentence, gets the label; the frame goes on with the rest"),
            C::LabelNone => row("label-none", Label, "No label fits", "Somebody looked at it, and it claims nothing; it is no part of datasets"),
            C::SecondChoice(_) => row("second-choice", Label, "Second choice", "What the annotation would be called if not that; the same again takes it back"),
            C::LabelArticle(_) => row("label-article", Label, "Label the article", "A label of the article as a whole; the same again takes it away"),
            C::AimAtArticle => row("aim-at-article", Label, "Label the whole article…", "The next label goes to the article as a whole"),
            C::ToggleCoverage => row("toggle-coverage", Label, "Every sentence gets one label", "Each gets exactly one label, or none by its key; what is left and what overlaps is counted"),
            C::ToggleDone => row("toggle-done", Label, "Done", "Mark the article as done, or as still to be worked on"),
            C::ToggleSkipped => row("toggle-skipped", Label, "Skip this article", "It will not be labelled: no article, a copy, or not for this dataset"),
            C::ShowLabels => row("show-labels", Label, "Label set…", "Add, rename, recolour, reorder, merge and delete labels, and say when to give them"),
            C::ChangeLabels(_) => row("change-labels", Label, "Change the label set", "Annotations follow, and all of it can be undone"),
            C::NewLabel => row("new-label", Label, "New label from here…", "Name a new label, and give it to what is framed or selected"),
            C::LabelAnew(_) => row("label-anew", Label, "New label", "A new label for what is framed or selected"),
            C::ImportLabels => row("import-labels", Label, "Take over labels from a file…", "The labels of a RON file join the set"),
            C::ImportLabelsFrom(_) => row("import-labels-from", Label, "Take over labels", "The labels of a RON file join the set"),
            C::ExportLabels => row("export-labels", Label, "Write the labels to a file…", "As RON, for other articles and other people"),
            C::ExportLabelsTo(_) => row("export-labels-to", Label, "Write the labels", "As RON, for other articles and other people"),
            C::ToggleTrim => row("toggle-trim", Move, "Leave out white space at the ends", "Of what is selected; without it, exact selections keep it"),
            C::ToggleNeighbours => row("toggle-neighbours", Move, "Neighbours move along", "Where two annotations touch, moving one edge moves the other's"),
            C::Arm(_) => row("arm", Label, "Label by dragging alone", "Every drag gives this label until it is called off"),
            C::Delete => row("delete", Label, "Delete annotation", "Delete the selected annotation, or those of the framed sentence"),
            C::MoveEdge(Edge::End, true, Stride::Word) => row("end-word-on", Label, "End: one word on", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::End, false, Stride::Word) => row("end-word-back", Label, "End: one word back", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::Start, true, Stride::Word) => row("start-word-on", Label, "Start: one word on", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::Start, false, Stride::Word) => row("start-word-back", Label, "Start: one word back", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::End, true, Stride::Grapheme) => row("end-character-on", Label, "End: one character on", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::End, false, Stride::Grapheme) => row("end-character-back", Label, "End: one character back", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::Start, true, Stride::Grapheme) => row("start-character-on", Label, "Start: one character on", "Move an end of the annotation, the selection or the unit"),
            C::MoveEdge(Edge::Start, false, Stride::Grapheme) => row("start-character-back", Label, "Start: one character back", "Move an end of the annotation, the selection or the unit"),
            C::Split => row("split", Label, "Split in two", "Cut it where you last clicked in it, or between its clauses, and label each half"),
            C::Join => row("join", Label, "Join with the next", "Make one annotation of this and the next; it keeps the label of this one"),
            C::ToggleUnsure => row("toggle-unsure", Label, "Unsure", "Mark the annotation as doubtful, or no longer"),
            C::EditNote => row("edit-note", Label, "Write a note", "Say something about the annotation"),
            C::SetNote(..) => row("set-note", Label, "Note", "What you want to say about the annotation"),
            C::ConfirmMoved => row("confirm-moved", Label, "Its place is right", "Of an annotation that was found elsewhere after the article had changed"),
            C::ConfirmAllMoved => row("confirm-all-moved", Label, "All places are right", "Of the annotations that were found elsewhere after the article had changed"),
            C::PlaceLost => row("place-lost", Label, "Place it here", "Give the lost annotation the place that is framed or selected"),
            C::DropLost => row("drop-lost", Label, "Drop it", "Give the lost annotation up; this can be undone"),
            C::DropAllLost => row("drop-all-lost", Label, "Drop all that are lost", "Give up the annotations whose words are no longer in the article; this can be undone"),
            C::Undo => row("undo", Label, "Undo", "Take back the last step, also of earlier days"),
            C::Redo => row("redo", Label, "Redo", "Do again what was undone"),
            C::ShowFind => row("show-find", Move, "Find…", "Look for words in the text, and label where they are"),
            C::Find(_) => row("find", Move, "Find", "Look for this in the text"),
            C::NextHit => row("next-hit", Move, "Next hit", "Select it, to label it or not"),
            C::PreviousHit => row("previous-hit", Move, "Previous hit", "Select it, to label it or not"),
            C::LabelHit => row("label-hit", Label, "Label hit and go on", "The label is the one given last"),
            C::LabelAllHits(_) => row("label-all-hits", Label, "Label all hits", "All places where it was found get the label, as one step"),
            C::ShowCommands => row("show-commands", View, "All commands…", "Find any command by a few letters of its name"),
            C::ShowKeys => row("show-keys", View, "Keys", "Show which keys do what"),
            C::ZoomIn => row("zoom-in", View, "Larger", "Change the size of everything"),
            C::ZoomOut => row("zoom-out", View, "Smaller", "Change the size of everything"),
            C::ZoomReset => row("zoom-reset", View, "Ordinary size", "Change the size of everything"),
            C::SetTheme(_) => row("set-theme", View, "Theme", "Change the colours of the window"),
            C::SetReading(_) => row("set-reading", View, "Text", "How articles are set: size, measure, spacing, face"),
            C::ToggleTheme => row("toggle-theme", View, "Light or dark", "Change the colours of the window"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_command_is_found_by_its_id() {
        for command in Command::NAMED {
            assert_eq!(Command::by_id(command.id()).as_ref(), Some(command));
        }
    }
}
