//! CSV: a table of spans and one of documents, for spreadsheets and for every program that reads tables.

use std::{io::Write as _, path::Path};

use jiff::Timestamp;

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer, label_file,
    tables::{self, Cell, Column},
};
use crate::{
    readers::{Delimited, Limits, Problem},
    store::{OutFile, folder, seconds},
};

/// The table of spans.
const SPANS: &str = "spans.csv";
/// The table of documents.
const DOCUMENTS: &str = "documents.csv";

/// Comma-separated values.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn help(&self) -> &'static str {
        "Two tables, of spans and of articles, for spreadsheets and statistics programs"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(SPANS)
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn carries_alone(&self) -> Carries {
        Carries {
            text: super::carries::Text::None,
            empty: false,
            silent: false,
            document: false,
            state: false,
            metadata: false,
            extra: false,
            split: false,
            ..Carries::ALL
        }
    }

    fn python(&self) -> &'static str {
        "import pandas\n\
         spans = pandas.read_csv(\"spans.csv\", keep_default_na=False)\n\
         articles = pandas.read_csv(\"documents.csv\", keep_default_na=False)"
    }

    fn fit(&self, document: Document, _losses: &mut Losses) -> Document {
        tables::fit(document)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        let names = tables::files(out, dataset.is_units, [SPANS, DOCUMENTS]);
        let begun = |name: Option<&str>, columns: &[Column]| name.map(|name| begun(out, name, columns)).transpose();
        Ok(Box::new(Tables {
            spans: begun(names.spans, &tables::SPANS)?,
            documents: begun(names.documents, &tables::documents(dataset.is_units))?,
            is_units: dataset.is_units,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        if label_file::is_one(candidate) {
            return Claim::Part;
        }
        if ![".csv", ".tsv", ".tab"]
            .iter()
            .any(|ending| candidate.ends_with(ending))
        {
            return Claim::No;
        }
        tables::claim(candidate, open)
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        tables::read(path, open, options, take)
    }
}

struct Tables {
    spans: Option<OutFile>,
    documents: Option<OutFile>,
    is_units: bool,
}

impl Writer for Tables {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        if let Some(file) = &mut self.documents {
            write(file, &tables::document(document, self.is_units)?)?;
        }
        if let Some(file) = &mut self.spans {
            for (layer, annotation) in document.spans() {
                write(file, &tables::span(document, layer, annotation))?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for file in [self.spans, self.documents].into_iter().flatten() {
            file.finish()?;
        }
        Ok(())
    }
}

/// A file with its header. Spreadsheets take it for UTF-8 only if it begins with a byte order mark.
fn begun(out: &Files<'_>, name: &str, columns: &[Column]) -> Result<OutFile, ExportError> {
    let mut file = out.create(name)?;
    file.write_all("\u{feff}".as_bytes())?;
    let names: Vec<Cell<'_>> = columns.iter().map(|column| Cell::Text(column.name.into())).collect();
    write(&mut file, &names)?;
    Ok(file)
}

/// Writes a row: texts in quotation marks, numbers bare.
fn write(file: &mut OutFile, cells: &[Cell<'_>]) -> std::io::Result<()> {
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            file.write_all(b",")?;
        }
        match cell {
            Cell::Missing => file.write_all(b"\"\"")?,
            Cell::Text(text) => quoted(file, text)?,
            Cell::Number(number) => write!(file, "{number}")?,
            Cell::Truth(truth) => write!(file, "{truth}")?,
            Cell::Time(time) => write!(file, "\"{}\"", without_zone(*time))?,
        }
    }
    file.write_all(b"\r\n")
}

/// A time in UTC without saying so: with a zone DuckDB does not hand it to Python without another library, and
/// spreadsheets take it for a text.
fn without_zone(time: Timestamp) -> String {
    seconds(time).replace('T', " ").replace('Z', "")
}

fn quoted(file: &mut OutFile, text: &str) -> std::io::Result<()> {
    file.write_all(b"\"")?;
    for (number, part) in text.split('"').enumerate() {
        if number > 0 {
            file.write_all(b"\"\"")?;
        }
        file.write_all(part.as_bytes())?;
    }
    file.write_all(b"\"")
}

/// A table with its first rows.
fn open(path: &Path, limits: &Limits) -> Result<tables::Table, ReadError> {
    let file = folder::open_file(path)?;
    let is_tabs = path.extension().is_some_and(|ending| {
        let ending = ending.to_string_lossy();
        ["tsv", "tab"].iter().any(|tabs| ending.eq_ignore_ascii_case(tabs))
    });
    let rows = Delimited::open(file, is_tabs.then_some(b'\t'), limits)?;
    tables::Table::new(path, rows.names().to_vec(), Box::new(rows))
}

impl tables::Rows for Delimited {
    fn next_row(&mut self) -> Result<Option<tables::Row>, Problem> {
        let Some(number) = Self::next_row(self)? else {
            return Ok(None);
        };
        let cells = self
            .row()
            .iter()
            .zip(self.names())
            .map(|(cell, name)| match std::str::from_utf8(cell) {
                Ok("") => Ok(None),
                Ok(cell) => Ok(Some(cell.to_owned())),
                Err(_) => Err(format!("“{name}” is not valid UTF-8")),
            });
        Ok(Some(tables::Row {
            number,
            cells: cells.collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{
        Extras, Item,
        trial::{self, claim_at, in_short, items_of, sampled},
    };

    fn short(who: &str, start: usize, end: usize, label: &str, quote: &str) -> (String, usize, usize, String, String) {
        (who.to_owned(), start, end, label.to_owned(), quote.to_owned())
    }

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&Csv);
        trial::check(&Csv, &trial::sentences(Extras::default())).expect("units come back");
    }

    #[test]
    fn texts_are_quoted_and_numbers_are_not() {
        let trial = trial::sentences(Extras::default());
        let folder = trial::write(&Csv, &trial.dataset, &trial.documents).expect("written");
        let written = std::fs::read_to_string(folder.path().join("dataset/documents.csv")).expect("a file");
        let rows: Vec<&str> = written.split("\r\n").collect();
        assert_eq!(
            rows[0],
            "\u{feff}\"doc_id\",\"split\",\"label\",\"annotator\",\"title\",\"author\",\"source\",\"url\",\"date\",\"lang\",\
             \"extra\",\"text\",\"layers\""
        );
        assert_eq!(
            rows[2],
            "\"d1#1\",\"validation\",\"认知规律\",\"ana\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"I think it was too much, \
             \"\"frankly\"\".\",\"[{\"\"annotator\"\":\"\"ana\"\",\"\"state\"\":\"\"InProgress\"\"}]\""
        );
        assert!(!folder.path().join("dataset/spans.csv").exists());
    }

    #[test]
    fn tables_of_other_programs_are_read() {
        let pandas = sampled(&Csv, "csv/pandas/spans.csv");
        let ids: Vec<&str> = pandas.iter().map(|document| &*document.id).collect();
        assert_eq!(ids, ["b", "a", "c", "d"]);
        assert_eq!(
            in_short(&pandas[0]),
            [
                short("ana", 2, 10, "fact", "fact one"),
                short("ben", 12, 23, "opinion", "opinion two")
            ]
        );
        assert_eq!(in_short(&pandas[1]), [short("ana", 8, 12, "quote", "\"no\"")]);
        assert_eq!(pandas[1].text.as_str(), "He said \"no\";\nshe did\tnot.");
        assert_eq!(pandas[1].layers[0].annotations[0].note.as_deref(), Some("sure"));
        assert_eq!(
            (pandas[3].metadata.title.as_deref(), pandas[2].text.as_str()),
            (Some("D"), "")
        );

        let with_texts = sampled(&Csv, "csv/with_texts.tsv");
        let texts: Vec<&str> = with_texts.iter().map(|document| document.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "He said \"no\";\nshe did\tnot.",
                "😊 fact one, opinion two",
                "東京都は、"
            ]
        );
        assert_eq!(in_short(&with_texts[2]), [short("ben", 0, 3, "place", "東京都")]);
    }

    #[test]
    fn labels_without_texts_are_of_articles_that_are_known() {
        let path = trial::sample("csv/excel.csv");
        assert_eq!(claim_at(&Csv, &path), Claim::Main);
        let items = items_of(&Csv, &path, &ReadOptions::default()).expect("readable");
        let [Item::Document(found)] = &items[..] else {
            panic!("{items:?}")
        };
        assert_eq!((found.id.as_deref(), &found.text), (Some("interview 1.txt"), &None));
        let layer = &found.layers[0];
        assert_eq!((layer.annotator.as_deref(), layer.spans.len()), (Some("Özge"), 2));
        let span = &layer.spans[0];
        assert_eq!(
            (span.quote.as_deref(), span.note.as_deref()),
            (Some("müde;"), Some("„so“ gesagt"))
        );
        assert_eq!((span.label.as_str(), span.line), ("Müdigkeit", Some(2)));
    }

    #[test]
    fn columns_can_be_told() {
        let (items, _folder) = read(
            "x,y,what,of\n0,2,q,ab\n1,2,r,ab\n",
            &[("start", "x"), ("end", "y"), ("label", "what"), ("text", "of")],
        );
        let [Item::Document(found)] = &items.expect("readable")[..] else {
            panic!("one document")
        };
        assert_eq!((found.text.as_deref(), found.layers[0].spans.len()), (Some("ab"), 2));
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_read() {
        let rows = "doc_id,label,start,end\nd,a,-1,2\nd,,0,1\nd,a,0,99999999999999999999999\nd,a,0,18446744073709551615\n,a,0,1\nd,a,1\nd,a,7,3\n";
        let (items, _folder) = read(rows, &[]);
        let items = items.expect("readable");
        let problems: Vec<String> = items
            .iter()
            .filter_map(|item| match item {
                Item::Problem(problem) => Some(problem.what.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(
            problems,
            [
                "“-1” is no offset",
                "it has no label",
                "“99999999999999999999999” is no offset",
                "it does not say which document it is of",
                "it has only one of start and end"
            ]
        );
        let spans: usize = items
            .iter()
            .map(|item| match item {
                Item::Document(found) => found.layers.iter().map(|layer| layer.spans.len()).sum(),
                _ => 0,
            })
            .sum();
        assert_eq!(spans, 2);
        let (broken, _folder) = read("a,b\n1,2\n", &[]);
        assert!(broken.expect_err("no spans").contains("say what they are called"));
    }

    #[test]
    fn spans_in_another_order_than_documents_are_put_to_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spans.csv");
        std::fs::write(&path, "doc_id,label,start,end\nc,x,0,1\nzz,x,0,1\na,x,0,1\nc,y,0,1\n").expect("written");
        std::fs::write(folder.path().join("documents.csv"), "doc_id,text\na,A\nb,B\nc,C\n").expect("written");
        let items = items_of(&Csv, &path, &ReadOptions::default()).expect("readable");
        let short: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Document(found) => {
                    let spans: usize = found.layers.iter().map(|layer| layer.spans.len()).sum();
                    Some((found.id.as_deref()?, found.text.as_deref(), spans))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            short,
            [
                ("a", Some("A"), 1),
                ("b", Some("B"), 0),
                ("c", Some("C"), 2),
                ("zz", None, 1)
            ]
        );
        let options = ReadOptions {
            limits: Limits {
                unpacked: 100,
                ..Limits::default()
            },
            ..ReadOptions::default()
        };
        let refused = items_of(&Csv, &path, &options).expect_err("too many");
        assert!(refused.contains("sort both by the ids of documents"), "{refused}");
    }

    #[test]
    fn broken_tables_are_refused() {
        let (items, _folder) = read("doc_id,label,start,end\nd,a,0,1\n\"d,a,0,1\n", &[]);
        assert!(items.is_ok_and(|items| items.len() == 2));
        let (items, _folder) = read("", &[]);
        assert!(items.is_err());
    }

    #[test]
    fn ordinary_tables_are_not_claimed() {
        for (table, name) in [
            ("id,title,text,label\n1,T,Words.,x\n", "articles.csv"),
            ("start,end,text\n1,2,Words.\n", "subtitles.csv"),
            ("file,start,end,label\na.mp3,0.5,2.25,music\n", "sounds.csv"),
            ("doc_id,text\n1,Words.\n", "documents.csv"),
            ("", "spans.csv"),
            ("doc_id,label,start,end\nd,a,0,1\n", "spans.txt"),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(name);
            std::fs::write(&path, table).expect("written");
            assert_eq!(claim_at(&Csv, &path), Claim::No, "{name}");
        }
    }

    fn read(table: &str, columns: &[(&str, &str)]) -> (Result<Vec<Item>, String>, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.csv");
        std::fs::write(&path, table).expect("written");
        let options = ReadOptions {
            columns: columns
                .iter()
                .map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned()))
                .collect(),
            ..ReadOptions::default()
        };
        (items_of(&Csv, &path, &options), folder)
    }
}
