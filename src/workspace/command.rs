//! Everything a user can do.

use std::path::PathBuf;

use encoding_rs::Encoding;

use super::{Edge, Stride};
use crate::{
    annotation::AnnotationId,
    article::{ByteOffset, Query, UnitKind},
    labels::LabelId,
    store::settings::{Reading, Theme},
};

/// One thing a user can do. Menus, keys, buttons, the pointer and tests all give these to
/// [`Workspace::run`](super::Workspace::run): there is no other way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    // --- files ---
    /// Ask which article to open.
    Open,
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
    /// Try to save now.
    SaveNow,
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
    /// Select the next annotation.
    NextAnnotation,
    /// Select the annotation before.
    PreviousAnnotation,
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
    /// Give the label with this index in the set.
    LabelAt(usize),
    /// Give a label to the selection, the selected annotation or the current unit.
    Label(LabelId),
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
    /// Take the last step back.
    Undo,
    /// Do the last undone step again.
    Redo,

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
    pub const NAMED: [Self; 44] = [
        Self::Open,
        Self::SaveNow,
        Self::Quit,
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
        Self::NextAnnotation,
        Self::PreviousAnnotation,
        Self::ShowFind,
        Self::NextHit,
        Self::PreviousHit,
        Self::Back,
        Self::Undo,
        Self::Redo,
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
        Self::Copy,
        Self::ToggleTheme,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::ShowCommands,
        Self::ShowKeys,
        Self::SetAside,
    ];

    /// What people read in menus and buttons.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "Open article…",
            Self::OpenFile(_) | Self::OpenAs(..) => "Open this article",
            Self::ReadAs(_) => "Read in this encoding",
            Self::SetLanguage(_) => "Set the language",
            Self::SetAside => "Set the file aside and go on",
            Self::SaveNow => "Save now",
            Self::Quit => "Quit",
            Self::LeaveUnsaved => "Leave without saving",
            Self::NextUnit => "Next unit",
            Self::PreviousUnit => "Previous unit",
            Self::FirstUnit => "First unit",
            Self::LastUnit => "Last unit",
            Self::NextUnlabelled => "Next unlabelled unit",
            Self::PreviousUnlabelled => "Previous unlabelled unit",
            Self::LargerUnit => "Larger unit",
            Self::SmallerUnit => "Smaller unit",
            Self::StepBy(_) => "Step by",
            Self::ToggleStepOver => "Step over lines without a claim",
            Self::ToggleParagraphAsOne => "One annotation a paragraph",
            Self::NextAnnotation => "Next annotation",
            Self::PreviousAnnotation => "Previous annotation",
            Self::PageDown => "One screen down",
            Self::PageUp => "One screen up",
            Self::Back => "Back to the unit",
            Self::Press(_) | Self::Drag { .. } | Self::Release | Self::PointAt(_) => "Select text",
            Self::Select(_) => "Select annotation",
            Self::Copy => "Copy quote",
            Self::LabelAt(_) | Self::Label(_) => "Label",
            Self::Arm(_) => "Label by dragging alone",
            Self::Delete => "Delete annotation",
            Self::MoveEdge(Edge::End, true, Stride::Word) => "End: one word on",
            Self::MoveEdge(Edge::End, false, Stride::Word) => "End: one word back",
            Self::MoveEdge(Edge::Start, true, Stride::Word) => "Start: one word on",
            Self::MoveEdge(Edge::Start, false, Stride::Word) => "Start: one word back",
            Self::MoveEdge(Edge::End, true, Stride::Grapheme) => "End: one character on",
            Self::MoveEdge(Edge::End, false, Stride::Grapheme) => "End: one character back",
            Self::MoveEdge(Edge::Start, true, Stride::Grapheme) => "Start: one character on",
            Self::MoveEdge(Edge::Start, false, Stride::Grapheme) => "Start: one character back",
            Self::Split => "Split in two",
            Self::Join => "Join with the next",
            Self::ToggleUnsure => "Unsure",
            Self::EditNote => "Write a note",
            Self::SetNote(..) => "Note",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::ShowFind => "Find…",
            Self::Find(_) => "Find",
            Self::NextHit => "Next hit",
            Self::PreviousHit => "Previous hit",
            Self::LabelHit => "Label hit and go on",
            Self::LabelAllHits(_) => "Label all hits",
            Self::ShowCommands => "All commands…",
            Self::ShowKeys => "Keys",
            Self::ZoomIn => "Larger",
            Self::ZoomOut => "Smaller",
            Self::ZoomReset => "Ordinary size",
            Self::SetTheme(_) => "Theme",
            Self::SetReading(_) => "Text",
            Self::ToggleTheme => "Light or dark",
        }
    }

    /// A line that says what it does, for tooltips and the list of keys.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Open => "Choose a text file to label",
            Self::OpenFile(_) | Self::OpenAs(..) => "Open the article, with its annotations if it has any",
            Self::ReadAs(_) => "Read the file again; possible while nothing is labelled",
            Self::SetLanguage(_) => "Sentences are cut by the rules of the language",
            Self::SetAside => "Rename the file that cannot be used; what could be read of it is kept",
            Self::SaveNow => "Everything is saved by itself; this only does it at once",
            Self::Quit => "End the program; everything is saved",
            Self::LeaveUnsaved => "Give up the edits that could not be saved",
            Self::NextUnit | Self::PreviousUnit | Self::FirstUnit | Self::LastUnit => "Move the frame",
            Self::NextUnlabelled | Self::PreviousUnlabelled => "Move the frame past what has a label",
            Self::LargerUnit | Self::SmallerUnit | Self::StepBy(_) => "Step by words, clauses, sentences or paragraphs",
            Self::ToggleStepOver => {
                "After a label, section names, bylines and the like are passed by; the arrows still visit them"
            }
            Self::ToggleParagraphAsOne => "A label given to a paragraph goes to it as a whole, not to each sentence",
            Self::NextAnnotation | Self::PreviousAnnotation => "Select it, to change or delete it",
            Self::PageDown | Self::PageUp => "Scroll",
            Self::Back => "Drop the selection",
            Self::Press(_) | Self::Drag { .. } | Self::Release | Self::PointAt(_) => {
                "Drag over the text; hold Alt for exact characters"
            }
            Self::Select(_) => "Select it, to change or delete it",
            Self::Copy => "Copy the selected text, or the text of the annotation or sentence",
            Self::LabelAt(_) | Self::Label(_) => "Label the selection or the sentence; the same label again removes it",
            Self::Arm(_) => "Every drag gives this label until Esc is pressed",
            Self::Delete => "Delete the selected annotation, or those of the framed sentence",
            Self::MoveEdge(..) => "Move an end of the annotation, the selection or the unit",
            Self::Split => "Cut it where you last clicked in it, or between its clauses, and label each half",
            Self::Join => "Make one annotation of this and the next; it keeps the label of this one",
            Self::ToggleUnsure => "Mark the annotation as doubtful, or no longer",
            Self::EditNote => "Say something about the annotation",
            Self::SetNote(..) => "What you want to say about the annotation",
            Self::Undo => "Take back the last step, as far back as the article was opened",
            Self::Redo => "Do again what was undone",
            Self::ShowFind => "Look for words in the text, and label where they are",
            Self::Find(_) => "Look for this in the text",
            Self::NextHit | Self::PreviousHit => "Select it, to label it or not",
            Self::LabelHit => "The label is the one given last",
            Self::LabelAllHits(_) => "All places where it was found get the label, as one step",
            Self::ShowCommands => "Find any command by a few letters of its name",
            Self::ShowKeys => "Show which keys do what",
            Self::ZoomIn | Self::ZoomOut | Self::ZoomReset => "Change the size of everything",
            Self::SetReading(_) => "How articles are set: size, measure, spacing, face",
            Self::SetTheme(_) | Self::ToggleTheme => "Change the colours of the window",
        }
    }

    /// Whether a key that is held down does it again and again.
    pub fn repeats(&self) -> bool {
        self.section() == Section::Move
            || matches!(
                self,
                Self::MoveEdge(..) | Self::Undo | Self::Redo | Self::ZoomIn | Self::ZoomOut
            )
    }

    /// Where it stands in menus.
    pub fn section(&self) -> Section {
        match self {
            Self::Open
            | Self::OpenFile(_)
            | Self::OpenAs(..)
            | Self::ReadAs(_)
            | Self::SetLanguage(_)
            | Self::SetAside
            | Self::SaveNow
            | Self::Quit
            | Self::LeaveUnsaved => Section::File,
            Self::NextUnit
            | Self::PreviousUnit
            | Self::FirstUnit
            | Self::LastUnit
            | Self::NextUnlabelled
            | Self::PreviousUnlabelled
            | Self::LargerUnit
            | Self::SmallerUnit
            | Self::StepBy(_)
            | Self::ShowFind
            | Self::Find(_)
            | Self::NextHit
            | Self::PreviousHit
            | Self::ToggleStepOver
            | Self::ToggleParagraphAsOne
            | Self::NextAnnotation
            | Self::PreviousAnnotation
            | Self::PageDown
            | Self::PageUp
            | Self::Back => Section::Move,
            Self::Press(_)
            | Self::Drag { .. }
            | Self::Release
            | Self::PointAt(_)
            | Self::Select(_)
            | Self::Copy
            | Self::LabelHit
            | Self::LabelAllHits(_)
            | Self::LabelAt(_)
            | Self::Label(_)
            | Self::Arm(_)
            | Self::Delete
            | Self::MoveEdge(..)
            | Self::Split
            | Self::Join
            | Self::ToggleUnsure
            | Self::EditNote
            | Self::SetNote(..)
            | Self::Undo
            | Self::Redo => Section::Label,
            Self::ShowCommands
            | Self::ShowKeys
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::ZoomReset
            | Self::SetTheme(_)
            | Self::SetReading(_)
            | Self::ToggleTheme => Section::View,
        }
    }
}
