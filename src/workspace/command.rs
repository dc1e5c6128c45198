//! Everything a user can do.

use std::path::PathBuf;

use encoding_rs::Encoding;

use super::{Chord, Division, Edge, ExportOptions, ExportTarget, LabelAnswer, LabelChange, OrderBy, SearchHit, Stride};
use crate::{
    annotation::AnnotationId,
    article::{ByteOffset, Query, UnitKind},
    labels::LabelId,
    project::search::Scope,
    readers::Columns,
    store::settings::{Reading, Theme},
};

/// One thing a user can do. Menus, keys, buttons, the pointer and tests all give these to
/// [`Workspace::run`](super::Workspace::run): there is no other way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    // --- files ---
    /// Ask which article to open.
    Open,
    /// Open the example article, and put it on the disk before if it is not there yet.
    OpenExample,
    /// Put the lines on how to label away for good.
    KnowHow,
    /// Open an article, or the article of a RON file.
    OpenFile(PathBuf),
    /// Open an article whose encoding a person knows.
    OpenAs(PathBuf, &'static Encoding),
    /// Read the open article again in another encoding.
    ReadAs(&'static Encoding),
    /// Say which language the article is in (a BCP 47 tag): sentences are cut by its rules.
    SetLanguage(String),
    /// Rename an annotation file that cannot be used, and go on with what could be read of it.
    SetAside,
    /// Open the project in a folder.
    OpenProject(PathBuf),
    /// Ask which folder is to be opened as a project, or made one.
    NewProject,
    /// Make a folder a project, if it is none, and open it.
    NewProjectAt(PathBuf),
    /// Close the open project.
    CloseProject,
    /// Ask which files are to come into the project.
    ImportFiles,
    /// Ask for a folder of which all files are to come into the project.
    ImportFolder,
    /// Bring files and folders into the project.
    Import(Vec<PathBuf>),
    /// Bring what is on the clipboard into the project.
    PasteArticle,
    /// Bring a text into the project.
    ImportText(String),
    /// Say which column of a table is what; without an answer the table stays out.
    ChooseColumns(Option<Columns>),
    /// Say what becomes of labels that were found and the project does not have; without an answer nothing comes in.
    AnswerLabels(Option<LabelAnswer>),
    /// Call the import off.
    CancelImport,
    /// Show what came of the last import.
    ShowImport,
    /// Open an article of the project by its name there.
    OpenArticle(String),
    /// Open the next article of the list.
    NextArticle,
    /// Open the article before in the list.
    PreviousArticle,
    /// Open the next article of the list that is new or begun.
    NextUnfinished,
    /// Filter the list of articles.
    FindArticles(String),
    /// Sort the list of articles.
    SortArticles(OrderBy),
    /// Put the keyboard on the list of articles.
    ShowArticles,
    /// Put the keyboard where words are looked for in all articles.
    ShowSearch,
    /// Look for something in all articles of the list.
    SearchArticles(Query, Scope),
    /// Open an article at a place that was found in it.
    OpenHit(SearchHit),
    /// Show the list of articles, or hide it.
    ToggleList,
    /// Show the project in numbers, or the article again.
    ShowNumbers,
    /// Show the text of an article that was converted, to be corrected.
    CorrectText,
    /// Put another text in the place of that of the open article, which nobody has labelled.
    SetText(String),
    /// Ask how the articles are to be divided into train, validation and test.
    ShowSplit,
    /// Divide the articles.
    Divide(Division),
    /// Show what has different labels in different places, or the article again.
    ShowConsistency,
    /// Give all places of a conflict this label: the conflict by its place in the list.
    Settle(usize, LabelId),
    /// Take the last decision about a conflict back.
    TakeDecisionBack,
    /// Change the guidelines of a project: Markdown.
    SetGuidelines {
        /// The folder of the project.
        root: PathBuf,
        /// What they were when somebody began to change them.
        base: String,
        /// What they are to be.
        text: String,
    },
    /// Show what can be exported, and how.
    ShowExport,
    /// Choose otherwise what is exported, and how.
    ChangeExport(Box<ExportOptions>),
    /// Ask for a folder to export to.
    PickExportFolder,
    /// Ask for a file to export to.
    PickExportFile,
    /// Write what is chosen.
    ExportTo(ExportTarget),
    /// Call off what is being exported.
    CancelExport,
    /// Copy the path of what was exported.
    CopyExportPath,
    /// Look at the files of the project again.
    RefreshProject,
    /// Try to save now.
    SaveNow,
    /// Ask for a folder to write a copy of the open article and its labels to.
    SaveElsewhere,
    /// Write a copy of the open article and its labels into a folder.
    SaveElsewhereTo(PathBuf),
    /// Read the open article and its labels anew.
    OpenAgain,
    /// End the program.
    Quit,
    /// End the program, or open what was asked for, although some edits could not be saved.
    LeaveUnsaved,

    // --- moving ---
    /// Go to the next unit.
    NextUnit,
    /// Go to the unit before.
    PreviousUnit,
    /// Go to the first unit.
    FirstUnit,
    /// Go to the last unit.
    LastUnit,
    /// Go to the next unit without a label.
    NextUnlabelled,
    /// Go to the last unit before this one without a label.
    PreviousUnlabelled,
    /// Step by the next larger kind of unit.
    LargerUnit,
    /// Step by the next smaller kind of unit.
    SmallerUnit,
    /// Step by this kind of unit.
    StepBy(UnitKind),
    /// Labelling steps over lines that claim nothing, or no longer.
    ToggleStepOver,
    /// A paragraph gets one annotation, or one for each of its sentences.
    ToggleParagraphAsOne,
    /// White space at the ends of a selection is left out, or kept.
    ToggleTrim,
    /// What touches an edge moves along with it, or stays.
    ToggleNeighbours,
    /// Select the next annotation.
    NextAnnotation,
    /// Select the annotation before.
    PreviousAnnotation,
    /// Select the next of the annotations that lie where the cursor is, the innermost first.
    NextUnderCursor,
    /// Select the next annotation that was found elsewhere in a changed article, and not looked at yet.
    NextMoved,
    /// Choose the next annotation whose words are no longer in the article.
    NextLost,
    /// Choose an annotation whose words are no longer in the article.
    ChooseLost(AnnotationId),
    /// Put the keyboard's focus on the panel beside the text, or back on the text.
    SwitchPanel,
    /// Scroll one screen down.
    PageDown,
    /// Scroll one screen up.
    PageUp,
    /// Close what is open, or drop the selection: back to the current unit.
    Back,

    // --- selecting ---
    /// The pointer was pressed on the text.
    Press(Press),
    /// The pointer was moved with its button down.
    Drag {
        /// Where it is now.
        to: ByteOffset,
        /// Select exact characters instead of whole words.
        exact: bool,
    },
    /// The pointer was let go.
    Release,
    /// The pointer's other button was clicked: what lies there is what a menu is about.
    PointAt(ByteOffset),
    /// Select an annotation.
    Select(AnnotationId),
    /// Copy the quote of what is selected.
    Copy,

    // --- labelling ---
    /// Give a label to the selection, the selected annotation or the current unit.
    Label(LabelId),
    /// Give a label to the first part of the unit only (the first sentence of a paragraph, the first clause of a
    /// sentence), and go on with the rest.
    LabelPart(LabelId),
    /// Say that no label fits what is at hand.
    LabelNone,
    /// Say which label the annotation at hand would have if not its own, or no longer.
    SecondChoice(LabelId),
    /// Give a label to the article as a whole, or take it away.
    LabelArticle(LabelId),
    /// Have the next label go to the article as a whole.
    AimAtArticle,
    /// Ask for exactly one label, or none, on each unit; or no longer.
    ToggleCoverage,
    /// Mark the article as done, or as still to be worked on.
    ToggleDone,
    /// Mark the article as one that will not be labelled, or as still to be worked on.
    ToggleSkipped,
    /// Have every drag give this label, or no longer.
    Arm(LabelId),
    /// Delete the selected annotation, or those of the current unit.
    Delete,
    /// Move an end of what is at hand: which end, whether forward, how far.
    MoveEdge(Edge, bool, Stride),
    /// Cut what is at hand in two.
    Split,
    /// Join the annotation at hand with the next one.
    Join,
    /// Mark the selected annotation as doubtful, or no longer.
    ToggleUnsure,
    /// Go to where the note of the selected annotation is written.
    EditNote,
    /// Write a note on an annotation; an empty one removes it.
    SetNote(AnnotationId, String),
    /// Say that the annotation at hand is right where it was found again.
    ConfirmMoved,
    /// Say that all annotations are right where they were found again.
    ConfirmAllMoved,
    /// Give the chosen lost annotation the place that is framed or selected.
    PlaceLost,
    /// Give the chosen lost annotation up.
    DropLost,
    /// Give all lost annotations up.
    DropAllLost,
    /// Take the last step back.
    Undo,
    /// Do the last undone step again.
    Redo,

    // --- the label set ---
    /// Show the label set, to be changed.
    ShowLabels,
    /// Change the label set.
    ChangeLabels(LabelChange),
    /// Ask for the name of a new label for what is at hand.
    NewLabel,
    /// Give what is at hand a new label of this name.
    LabelAnew(String),
    /// Ask for a file of labels to take over.
    ImportLabels,
    /// Take over the labels of a file.
    ImportLabelsFrom(PathBuf),
    /// Ask where to write the labels to.
    ExportLabels,
    /// Write the labels to a file.
    ExportLabelsTo(PathBuf),

    // --- seeing ---
    /// Open the field for what to find.
    ShowFind,
    /// Look for something in the text.
    Find(Query),
    /// Select the next place where it was found.
    NextHit,
    /// Select the place before.
    PreviousHit,
    /// Label the selected hit as the last annotation was, and go on to the next.
    LabelHit,
    /// Give a label to all hits.
    LabelAllHits(LabelId),
    /// Show all commands, to be searched.
    ShowCommands,
    /// Show which keys do what.
    ShowKeys,
    /// Show what the user can choose.
    ShowSettings,
    /// Have a chord give a command, if it gives nothing yet.
    Bind(Box<Command>, Chord),
    /// Have a chord give a command, and no other.
    TakeKey(Box<Command>, Chord),
    /// Have a chord give nothing.
    Unbind(Chord),
    /// Give a command, or all of them, the keys of a first start.
    ResetKeys(Option<Box<Command>>),
    /// Say who labels.
    SetAnnotator(String),
    /// Make everything larger.
    ZoomIn,
    /// Make everything smaller.
    ZoomOut,
    /// Back to the ordinary size.
    ZoomReset,
    /// Choose light or dark colours.
    SetTheme(Theme),
    /// Change between light and dark.
    ToggleTheme,
    /// Set articles otherwise: size, measure, spacing, face.
    SetReading(Reading),
}

/// A press of the pointer's button on the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// Where: a gap between characters.
    pub at: ByteOffset,
    /// The how manieth press in quick succession this is: 1 places, 2 selects a word, 3 a sentence, 4 a paragraph.
    pub count: u8,
    /// Move the nearer end of the selection here instead of starting a new one.
    pub extend: bool,
    /// Select exact characters instead of whole words.
    pub exact: bool,
}

/// Where a command stands in menus and in the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Opening, saving, ending.
    File,
    /// Going from place to place.
    Move,
    /// Labelling and correcting.
    Label,
    /// How things look.
    View,
}

impl Section {
    /// What people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Move => "Move",
            Self::Label => "Edit",
            Self::View => "View",
        }
    }
}

impl Command {
    /// The commands that need nothing but their name, in the order of menus: what can be bound to a key.
    pub const NAMED: &[Self] = &[
        Self::Open,
        Self::NewProject,
        Self::OpenExample,
        Self::ImportFiles,
        Self::ImportFolder,
        Self::PasteArticle,
        Self::ShowImport,
        Self::ShowSplit,
        Self::ShowExport,
        Self::CorrectText,
        Self::RefreshProject,
        Self::CloseProject,
        Self::SaveNow,
        Self::SaveElsewhere,
        Self::OpenAgain,
        Self::Quit,
        Self::NextArticle,
        Self::PreviousArticle,
        Self::NextUnfinished,
        Self::ShowArticles,
        Self::ShowSearch,
        Self::NextUnit,
        Self::PreviousUnit,
        Self::NextUnlabelled,
        Self::PreviousUnlabelled,
        Self::FirstUnit,
        Self::LastUnit,
        Self::PageDown,
        Self::PageUp,
        Self::SmallerUnit,
        Self::LargerUnit,
        Self::ToggleStepOver,
        Self::ToggleParagraphAsOne,
        Self::ToggleTrim,
        Self::ToggleNeighbours,
        Self::ToggleCoverage,
        Self::NextAnnotation,
        Self::PreviousAnnotation,
        Self::NextUnderCursor,
        Self::NextMoved,
        Self::NextLost,
        Self::SwitchPanel,
        Self::ShowFind,
        Self::NextHit,
        Self::PreviousHit,
        Self::LabelHit,
        Self::Back,
        Self::Undo,
        Self::Redo,
        Self::LabelNone,
        Self::AimAtArticle,
        Self::NewLabel,
        Self::ToggleDone,
        Self::ToggleSkipped,
        Self::Delete,
        Self::MoveEdge(Edge::End, true, Stride::Word),
        Self::MoveEdge(Edge::End, false, Stride::Word),
        Self::MoveEdge(Edge::Start, true, Stride::Word),
        Self::MoveEdge(Edge::Start, false, Stride::Word),
        Self::MoveEdge(Edge::End, true, Stride::Grapheme),
        Self::MoveEdge(Edge::End, false, Stride::Grapheme),
        Self::MoveEdge(Edge::Start, true, Stride::Grapheme),
        Self::MoveEdge(Edge::Start, false, Stride::Grapheme),
        Self::Split,
        Self::Join,
        Self::ToggleUnsure,
        Self::EditNote,
        Self::ConfirmMoved,
        Self::ConfirmAllMoved,
        Self::PlaceLost,
        Self::DropLost,
        Self::DropAllLost,
        Self::Copy,
        Self::ShowLabels,
        Self::ImportLabels,
        Self::ExportLabels,
        Self::ToggleList,
        Self::ShowNumbers,
        Self::ShowConsistency,
        Self::ToggleTheme,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::ShowCommands,
        Self::ShowKeys,
        Self::ShowSettings,
        Self::SetAside,
    ];

    /// Whether it is about the text or the annotations of the open article, so that it makes no sense where these are not
    /// to be seen.
    pub fn needs_text(&self) -> bool {
        let elsewhere = matches!(
            self,
            Self::NextArticle
                | Self::PreviousArticle
                | Self::NextUnfinished
                | Self::ShowArticles
                | Self::ShowSearch
                | Self::SearchArticles(..)
                | Self::SwitchPanel
                | Self::Back
                | Self::Settle(..)
                | Self::TakeDecisionBack
        );
        matches!(self.section(), Section::Move | Section::Label) && !elsewhere
    }

    /// Whether a key that is held down does it again and again.
    pub fn repeats(&self) -> bool {
        self.section() == Section::Move
            || matches!(
                self,
                Self::MoveEdge(..) | Self::Undo | Self::Redo | Self::ZoomIn | Self::ZoomOut
            )
    }
}
