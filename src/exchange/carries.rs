//! What a format can hold. The report of losses, the dialog and the table in the README come from it.

/// What a format can hold of a [`Document`](super::Document), as each format declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carries {
    /// The text, character by character. Formats of tokens give it back in another form.
    pub text: Text,
    /// Documents without text. Writers of formats that cannot hold them pass over them.
    pub empty: bool,
    /// Documents of which nobody has said anything. Writers of formats that cannot hold them pass over them.
    pub silent: bool,
    /// Spans that share characters.
    pub overlap: bool,
    /// Who made a span.
    pub annotator: bool,
    /// What the annotator wrote about it.
    pub note: bool,
    /// That the annotator doubts it.
    pub unsure: bool,
    /// The label it would have if not that.
    pub second: bool,
    /// Where it came from, if not from a person's hand.
    pub origin: bool,
    /// The ids of annotations, and when they were made and changed.
    pub provenance: bool,
    /// Labels of the document as a whole.
    pub document: bool,
    /// How far annotators have come, and whether they must label each unit.
    pub state: bool,
    /// Title, author, source, url, date and language.
    pub metadata: bool,
    /// What else the source of a document said.
    pub extra: bool,
    /// Which part of the dataset a document is in.
    pub split: bool,
    /// Names, colours and definitions of labels, besides their ids.
    pub labels: LabelFacts,
    /// What its offsets count.
    pub unit: Unit,
}

/// How a format holds texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Every character as it is.
    Exact,
    /// Some characters are replaced, one by one, so that no offset moves.
    Replaced,
    /// As tokens: the white space between them is not what it was.
    Tokens,
    /// Not at all.
    None,
}

/// What a format holds of labels besides their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFacts {
    /// Nothing.
    Ids,
    /// Their colours.
    Colors,
    /// All.
    All,
}

/// What the offsets of a format count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points, as Python does.
    Chars,
    /// UTF-16 code units, as Java and JavaScript do.
    Utf16,
    /// Bytes of UTF-8. No format of ours does, but some files.
    Bytes,
    /// Nothing: places are marked by tokens.
    Tokens,
    /// Nothing: places are marked in the text itself.
    Marks,
}

impl Carries {
    /// A format that holds everything.
    pub const ALL: Self = Self {
        text: Text::Exact,
        empty: true,
        silent: true,
        overlap: true,
        annotator: true,
        note: true,
        unsure: true,
        second: true,
        origin: true,
        provenance: true,
        document: true,
        state: true,
        metadata: true,
        extra: true,
        split: true,
        labels: LabelFacts::All,
        unit: Unit::Chars,
    };

    /// A format that holds texts, and spans with labels that may overlap. Others say what they hold besides.
    pub const SPANS: Self = Self {
        text: Text::Exact,
        empty: true,
        silent: true,
        overlap: true,
        annotator: false,
        note: false,
        unsure: false,
        second: false,
        origin: false,
        provenance: false,
        document: false,
        state: false,
        metadata: false,
        extra: false,
        split: false,
        labels: LabelFacts::Ids,
        unit: Unit::Chars,
    };
}

impl Unit {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chars => "code points",
            Self::Utf16 => "UTF-16",
            Self::Bytes => "bytes",
            Self::Tokens => "tokens",
            Self::Marks => "marks in the text",
        }
    }
}
