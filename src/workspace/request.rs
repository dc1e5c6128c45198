//! What the workspace asks of the window, and what is shown over it.

use super::{Command, ExportTarget};
use crate::article::Span;

/// Something that only the window can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask for a path with the desktop's own dialog.
    Pick(PathFor),
    /// Scroll so that this can be seen.
    Reveal(Span),
    /// Scroll by this many screens.
    Scroll(f32),
    /// Put the keyboard's focus on the text.
    FocusText,
    /// Put the keyboard's focus on the panel beside the text, or back on the text.
    SwitchPanel,
    /// Put the keyboard's focus on the field for what to find.
    FocusFind,
    /// Put the keyboard's focus on the filter of the list of articles.
    FocusArticles,
    /// Put the keyboard's focus on what is looked for in all articles.
    FocusSearch,
    /// Ask for what is on the clipboard, to make it an article.
    PasteArticle,
    /// Put the keyboard's focus on the note.
    FocusNote,
    /// Put this on the clipboard.
    CopyText(String),
    /// Scale everything by this factor; 1 is the ordinary size.
    Zoom(f32),
    /// Close the window: all is saved, or given up.
    Close,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFor {
    /// An article to open.
    Article,
    /// A folder to open as a project, or to make one.
    Project,
    /// Files to bring into the project.
    Import,
    /// A folder to bring into the project.
    ImportFolder,
    /// A file of labels to take over.
    Labels,
    /// A file to write labels to.
    LabelsOut,
    /// A folder to export to.
    ExportFolder,
    /// A folder for a copy of the open article and its labels.
    Elsewhere,
    /// A file to export to, and what it is usually called.
    ExportFile(&'static str),
}

impl PathFor {
    /// What is done with the paths, of which there is one but for an import.
    pub fn command(self, mut paths: Vec<std::path::PathBuf>) -> Option<Command> {
        if matches!(self, Self::Import | Self::ImportFolder) {
            return Some(Command::Import(paths));
        }
        let path = paths.pop()?;
        Some(match self {
            Self::Project => Command::NewProjectAt(path),
            Self::Import | Self::ImportFolder => Command::Import(vec![path]),
            Self::Article => Command::OpenFile(path),
            Self::Labels => Command::ImportLabelsFrom(path),
            Self::LabelsOut => Command::ExportLabelsTo(path),
            Self::Elsewhere => Command::SaveElsewhereTo(path),
            Self::ExportFolder => Command::ExportTo(ExportTarget::Folder(path)),
            Self::ExportFile(_) => Command::ExportTo(ExportTarget::File(path)),
        })
    }
}

/// What is shown over the window and wants an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// A field for a path.
    Path(PathFor),
    /// All commands, to be searched.
    Commands,
    /// How to divide the articles into train, validation and test.
    Split,
    /// The text of the open article, to be corrected.
    CorrectText,
    /// Which column of a table is what.
    Columns,
    /// What becomes of labels that the project does not have.
    LabelsFound,
    /// What is to be exported, and what would come of it.
    Export,
    /// What came of an import.
    ImportSummary,
    /// Which keys do what now.
    Keys,
    /// What the user can choose.
    Settings,
    /// The label set, to be changed.
    Labels,
    /// The name of a new label for what is at hand.
    NewLabel,
    /// Some edits cannot be saved: stay, or go on with what was asked for.
    Unsaved {
        /// Why they cannot be saved.
        why: String,
        /// What was asked for.
        then: Box<Command>,
    },
}
