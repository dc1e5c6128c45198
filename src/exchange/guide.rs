//! What the README says of formats, made of what they declare.

use std::fmt::Write as _;

use super::{
    Carries, FORMATS, Format,
    carries::{LabelFacts, Text},
};

/// The table of formats, and for each the lines of Python that load it, in Markdown.
pub fn guide() -> String {
    let mut guide = String::from(
        "| `--format` | what it is | offsets | overlaps | who | notes | article labels | title, url … | labels' colours | text |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for format in FORMATS {
        guide += &row(*format, &format.carries());
    }
    guide += "\nTo load them, in the folder of the dataset:\n\n";
    for format in FORMATS {
        // A string takes everything.
        let _ = write!(
            guide,
            "**{}**\n\n```python\n{}\n```\n\n",
            format.name(),
            format.python()
        );
    }
    guide
}

fn row(format: &dyn Format, carries: &Carries) -> String {
    let mark = |is: bool| if is { "✓" } else { "–" };
    let colours = carries.labels != LabelFacts::Ids;
    let text = match carries.text {
        Text::Exact => "exact",
        Text::Replaced => "exact, but for a few characters",
        Text::Tokens => "tokens",
        Text::None => "–",
    };
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {text} |\n",
        format.name(),
        format.help(),
        carries.unit.name(),
        mark(carries.overlap),
        mark(carries.annotator),
        mark(carries.note),
        mark(carries.document),
        mark(carries.metadata),
        mark(colours),
    )
}
