//! The usual annotation file, which has an annotation on each line: what it says besides them is known at once, and
//! the lines are parsed by several threads.
//!
//! What comes of it is what the parser of whole files would give. The part around the lines is parsed as a file with
//! an empty list, so the lines do stand inside that list, and not in a text or a comment. Each line is parsed as a
//! value of its own with a comma after it, so none reaches into the next. A file of which any of this is not true is
//! left to the parser of whole files, which also knows what is wrong with it.

use std::collections::BTreeSet;

use serde::de::IgnoredAny;

use super::{
    parse::{DEPTH, FileIn, RowIn, deserialize, field_name},
    threads,
};

/// How a file begins: without extensions of RON that others might have switched on, which change what a value is.
const START: &str = "#![enable(implicit_some)]\n(\n";
/// What stands before and after the lines of annotations.
const BEFORE: &str = "\n  annotations: [\n";
const AFTER: &str = "  ],\n)\n";
/// How deep the list of annotations lies in the file.
const DEPTH_OF_LIST: usize = 2;
/// Fewer bytes are not worth a thread.
const LEAST_FOR_A_THREAD: usize = 128 * 1024;

/// A file, parsed but for its annotations.
pub struct InLines<'a> {
    /// The file without its annotations.
    pub outline: FileIn<IgnoredAny>,
    /// Fields that are not known.
    unknown: BTreeSet<String>,
    lines: &'a str,
}

impl<'a> InLines<'a> {
    /// `None` if the file is not written like that.
    pub fn of(source: &'a str) -> Option<Self> {
        let begin = source.find(BEFORE).filter(|_| source.starts_with(START))? + BEFORE.len();
        let lines = source.get(begin..)?.strip_suffix(AFTER)?;
        if !lines.ends_with('\n') {
            return None;
        }
        let mut unknown = BTreeSet::new();
        let around = format!("{}{AFTER}", source.get(..begin)?);
        let outline = deserialize(&around, DEPTH, |path| {
            unknown.insert(field_name(&path));
        });
        // Of a file that lists lost annotations more than the lines is to be read.
        let outline: FileIn<IgnoredAny> = outline.ok()?;
        outline.lost.is_empty().then_some(Self {
            outline,
            unknown,
            lines,
        })
    }

    /// The lines of annotations.
    pub fn lines(&self) -> std::str::Lines<'a> {
        self.lines.lines()
    }

    /// How long the annotations are as they are written, in bytes.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The fields around the lines that are not known.
    pub fn unknown(&self) -> BTreeSet<String> {
        self.unknown.clone()
    }

    /// The lines in parts, one for each thread that is worth it.
    pub fn parts(&self) -> Vec<Part<'a>> {
        parts(self.lines, threads::worth(self.lines.len(), LEAST_FOR_A_THREAD))
            .into_iter()
            .map(|lines| Part {
                lines: lines.lines(),
                unknown: BTreeSet::new(),
            })
            .collect()
    }
}

/// Some lines of annotations.
pub struct Part<'a> {
    lines: std::str::Lines<'a>,
    /// Fields of annotations that are not known.
    pub unknown: BTreeSet<String>,
}

impl<'a> Part<'a> {
    /// The annotation of the next line; `Some(None)` if the line is not one annotation.
    pub fn next(&mut self) -> Option<Option<RowIn<'a>>> {
        self.lines.next().map(|line| self.row(line))
    }

    fn row(&mut self, line: &'a str) -> Option<RowIn<'a>> {
        let row = line.strip_prefix("    ").filter(|row| row.starts_with('('))?;
        let row = deserialize(row.strip_suffix(',')?, DEPTH - DEPTH_OF_LIST, |path| {
            self.unknown.insert(format!("annotations.{}", field_name(&path)));
        });
        row.ok()
    }
}

/// Cuts lines into about as many parts, at line ends.
fn parts(lines: &str, count: usize) -> Vec<&str> {
    let mut parts = Vec::with_capacity(count);
    let mut rest = lines;
    for left in (2..=count).rev() {
        let near = rest.floor_char_boundary(rest.len() / left);
        let Some(end) = rest.get(near..).and_then(|tail| tail.find('\n')) else {
            break;
        };
        let (part, after) = rest.split_at(near + end + 1);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::parse::parse;

    fn file(lines: &str) -> String {
        format!(
            "#![enable(implicit_some)]\n(\n  version: 1,\n  article: (path: \"a.txt\", sha256: \"\", colour: 3),\n  \
             annotator: \"ana\",\n  labels: [],\n  annotations: [\n{lines}  ],\n)\n"
        )
    }

    fn row(quote: &str, more: &str) -> String {
        format!("    (at: (0, 1), label: \"fact\", quote: {quote}, id: \"x\", made: \"2026-03-04T09:12:31Z\"{more}),\n")
    }

    /// What is around the lines, what the lines give, and the fields that are not known.
    type Read<'a> = (FileIn<IgnoredAny>, Vec<RowIn<'a>>, BTreeSet<String>);

    fn by_lines(source: &str) -> Option<Read<'_>> {
        let lines = InLines::of(source)?;
        let (mut rows, mut unknown) = (Vec::new(), lines.unknown());
        for mut part in lines.parts() {
            while let Some(row) = part.next() {
                rows.push(row?);
            }
            unknown.extend(part.unknown);
        }
        Some((lines.outline, rows, unknown))
    }

    fn as_a_whole(source: &str) -> Option<Read<'_>> {
        let (mut file, unknown) = parse(source).ok()?;
        let rows = std::mem::take(&mut file.annotations);
        let FileIn {
            version,
            article,
            annotator,
            state,
            coverage,
            labels,
            document,
            ..
        } = file;
        let (lost, annotations) = (Vec::new(), Vec::new());
        Some((
            FileIn {
                version,
                article,
                annotator,
                state,
                coverage,
                labels,
                document,
                lost,
                annotations,
            },
            rows,
            unknown,
        ))
    }

    /// Nothing is given by lines that the parser of whole files does not give.
    fn agree(source: &str) -> bool {
        by_lines(source).is_none_or(|lines| {
            lines.0.version == 0 || as_a_whole(source).is_some_and(|whole| format!("{lines:?}") == format!("{whole:?}"))
        })
    }

    #[test]
    fn a_file_as_we_write_it_is_read_by_lines() {
        let rows = row("\"a\"", "") + &row("r#\"\"),\"#", ", links: [(to: 1)]") + &row("\"\\n\"", ", note: \"],\"");
        let source = file(&rows);
        let (_, rows, unknown) = by_lines(&source).expect("lines");
        assert_eq!(rows.len(), 3);
        assert_eq!(
            unknown.into_iter().collect::<Vec<_>>(),
            ["annotations.links", "article.colour"]
        );
        assert!(agree(&source));
    }

    #[test]
    fn many_lines_are_parted_between_threads() {
        let rows: String = (0..5_000).map(|number| row(&format!("\"{number}\""), "")).collect();
        for count in 1..9 {
            let parts = parts(&rows, count);
            assert_eq!(parts.concat(), rows);
            assert_eq!(parts.len(), count);
            assert!(parts.iter().all(|part| part.ends_with('\n')));
        }
        assert_eq!(by_lines(&file(&rows)).expect("lines").1.len(), 5_000);
        assert!(agree(&file(&rows)));
    }

    #[test]
    fn what_only_looks_like_lines_is_read_as_a_whole() {
        let plain = row("\"a\"", "");
        for lines in [
            "    (at: (0, 1),\n    label: \"fact\"),\n".to_owned(),
            format!("    /*\n{plain}    */\n"),
            format!("{plain}    // the end\n"),
            format!("{}{plain}", plain.replace("),\n", "), // why ),\n")),
            format!("{}{plain}", plain.replace("),\n", ") /* ),\n")),
            row("\"a\n    (b),\n\"", ""),
            row("r#\"a", "") + &row("\"#", ""),
            plain.replace("),\n", ")\n"),
            plain.replace("),\n", "),,\n"),
            plain.replace("fact\"", "fact"),
            format!("{plain}  ],\n)\n{plain}"),
        ] {
            assert!(agree(&file(&lines)), "{lines}");
        }
        let inside_a_text = file(&plain).replace("annotator: \"ana\"", "annotator: \"\n  annotations: [\n\"");
        assert!(agree(&inside_a_text));
        assert!(agree(&file(&plain).replace("  labels: [],\n", "  annotations: [],\n")));
        assert!(agree(&file(&plain).replace("version: 1", "version: 7")));
        assert!(agree(&file(&plain).replace("version: 1", "version: 0")));
    }

    proptest! {
        #[test]
        fn both_ways_agree_on_anything(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "    (at: (0, 1), label: \"fact\", quote: \"a\", id: \"x\", made: \"2026-03-04T09:12:31Z\"),\n",
                    "    (", "),\n", "\n", "\"", "r#\"", "\"#", "/*", "*/", "//", "at: (1, 2), ", "  ],\n)\n", "\n  annotations: [\n", ",", "(", ")", "\\",
                ]),
                0..8,
            )
        ) {
            prop_assert!(agree(&file(&pieces.concat())));
        }
    }
}
