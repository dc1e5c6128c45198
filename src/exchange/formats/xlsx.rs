//! XLSX: what was labelled as a workbook for people, with sheets of spans, articles and labels.

mod cells;
mod reading;
mod sheets;

use std::{
    io::{self, Write as _},
    path::Path,
};

use rust_xlsxwriter::{ExcelDateTime, Workbook, XlsxError};

use self::sheets::{Sheet, labels};
use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer, carries, tables,
};
use crate::{
    panics::{Caught, expected},
    store::OutFile,
};

/// The workbook.
const FILE: &str = "annotations.xlsx";
/// How much is written to find out why nothing can be, in bytes.
const PROBE: usize = 1 << 20;
/// The sheets, of which the first two go on in others if they are full.
const SPANS: &str = "Spans";
const ARTICLES: &str = "Articles";
const LABELS: &str = "Labels";

/// Workbooks of spreadsheets.
pub(super) struct Xlsx;

impl Format for Xlsx {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn help(&self) -> &'static str {
        "A workbook for people to read, without the articles' texts"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(FILE)
    }

    fn carries(&self) -> Carries {
        Carries {
            text: carries::Text::None,
            ..Carries::ALL
        }
    }

    fn python(&self) -> &'static str {
        "import pandas\n\
         spans = pandas.read_excel(\"annotations.xlsx\", sheet_name=\"Spans\", keep_default_na=False)\n\
         articles = pandas.read_excel(\"annotations.xlsx\", sheet_name=\"Articles\", keep_default_na=False)"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        cells::fit(tables::fit(document), losses)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        let mut book = Workbook::new();
        book.set_tempdir(out.scratch_folder())?;
        // The time of writing would make the same dataset another file.
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
        let is_units = dataset.is_units;
        let spans = match is_units {
            true => None,
            false => Some(Sheet::new(&mut book, SPANS, tables::SPANS.to_vec())?),
        };
        let columns = tables::documents(is_units);
        let columns = columns.into_iter().filter(|column| is_units || column.name != "text");
        let articles = Sheet::new(&mut book, ARTICLES, columns.collect())?;
        labels(&mut book, dataset)?;
        Ok(Box::new(Book {
            file: out.create(FILE)?,
            book,
            spans,
            articles,
            is_units,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        match candidate.ends_with(".xlsx") && reading::is_ours(candidate.path) {
            true => Claim::Main,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options, take)
    }
}

/// The workbook that is being written.
struct Book {
    file: OutFile,
    book: Workbook,
    spans: Option<Sheet>,
    articles: Sheet,
    is_units: bool,
}

impl Writer for Book {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let columns = tables::documents(self.is_units);
        let cells = tables::document(document, self.is_units)?;
        let cells = columns.iter().zip(cells);
        let cells: Vec<_> = cells
            .filter(|(column, _)| self.is_units || column.name != "text")
            .map(|(_, cell)| cell)
            .collect();
        let Self {
            book, spans, articles, ..
        } = self;
        let added = expected(|| -> Result<(), ExportError> {
            articles.add(book, &cells)?;
            let Some(sheet) = spans else { return Ok(()) };
            for (layer, annotation) in document.spans() {
                sheet.add(book, &tables::span(document, layer, annotation))?;
            }
            Ok(())
        });
        added.unwrap_or_else(|Caught| Err(self.failed()))
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        let saved = expected(|| -> Result<(), ExportError> {
            for sheet in self.spans.iter().chain([&self.articles]) {
                sheet.finish(&mut self.book)?;
            }
            Ok(self.book.save_to_writer(&mut self.file)?)
        });
        saved.unwrap_or_else(|Caught| Err(self.failed()))?;
        Ok(self.file.finish()?)
    }
}

impl Book {
    /// Why the library has panicked: it does where its own files cannot be written, and says not why. Whoever writes as much in
    /// the same place meets the same.
    fn failed(&mut self) -> ExportError {
        let probed = self.file.write_all(&vec![0; PROBE]).and_then(|()| self.file.flush());
        let error = probed.err();
        error
            .unwrap_or_else(|| io::Error::other("a temporary file of the workbook cannot be written"))
            .into()
    }
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        Self::Io(std::io::Error::other(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        exchange::{
            Extras, Item,
            trial::{self, claim_at, items_of},
        },
        readers::Limits,
    };

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&Xlsx);
        trial::check(&Xlsx, &trial::sentences(Extras::default())).expect("units come back");
    }

    #[test]
    fn the_same_dataset_is_the_same_file() {
        let trial = trial::sentences(Extras::default());
        let bytes = || {
            let folder = trial::write(&Xlsx, &trial.dataset, &trial.documents).expect("written");
            std::fs::read(folder.path().join("dataset").join(FILE)).expect("a file")
        };
        let first = bytes();
        // The times in archives are of two seconds.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(first, bytes());
    }

    #[test]
    fn long_texts_are_cut_and_counted() {
        let mut trial = trial::sentences(Extras::default());
        let mut losses = Losses::default();
        let mut document = trial.documents.remove(0);
        document.metadata.title = Some("😊".repeat(20_000));
        document.extra = [("a".to_owned(), "x".repeat(40_000)), ("b".to_owned(), "y".to_owned())].into();
        let fitted = Xlsx.fit(document, &mut losses);
        assert_eq!(losses.count(crate::exchange::Loss::Cut), 2);
        assert_eq!(fitted.extra.len(), 1);
        trial.documents = vec![fitted];
        trial::check(&Xlsx, &trial).expect("comes back");
    }

    #[test]
    fn what_another_program_saved_again_is_read() {
        let path = trial::sample("xlsx/saved_again.xlsx");
        assert_eq!(claim_at(&Xlsx, &path), Claim::Main);
        let items = items_of(&Xlsx, &path, &ReadOptions::default()).expect("readable");
        let [
            Item::Label(fact),
            Item::Problem(problem),
            Item::Document(a),
            Item::Document(b),
        ] = &items[..]
        else {
            panic!("{items:?}")
        };
        assert_eq!(
            (&*fact.name, fact.key, &*fact.examples[0].text),
            ("Fact", Some('f'), "It rained.")
        );
        assert_eq!(
            problem.to_string().rsplit_once(".xlsx:").expect("a place").1,
            "3: \"blue\" is not a colour; write it as #rrggbb"
        );
        assert_eq!(
            (a.id.as_deref(), a.split.as_deref(), &a.text),
            (Some("a"), Some("train"), &None)
        );
        assert_eq!((a.metadata.title.as_deref(), &*a.extra["desk"]), (Some("東京"), "x"));
        let layer = &b.layers[0];
        assert_eq!(
            (layer.annotator.as_deref(), layer.document[0].as_str()),
            (Some("ben"), "fact")
        );
        let span = &layer.spans[0];
        assert_eq!((span.quote.as_deref(), span.unsure), (Some("=1+1 is two"), true));
        assert_eq!(span.note.as_deref(), Some("tab\there\nand a line"));
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let whole = std::fs::read(trial::sample("xlsx/saved_again.xlsx")).expect("a sampled");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        for at in (0..whole.len()).step_by(53) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x5a;
            for bytes in [&whole[..at], &flipped] {
                std::fs::write(&path, bytes).expect("written");
                let _ = (claim_at(&Xlsx, &path), items_of(&Xlsx, &path, &ReadOptions::default()));
            }
        }
    }

    #[test]
    fn files_that_unpack_to_too_much_are_refused() {
        let long = "x".repeat(4 << 20);
        let articles =
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>doc_id</v></c><c r=\"B1\" t=\"str\"><v>layers</v></c></row>";
        let cell = format!("{articles}<row><c t=\"str\"><v>{long}</v></c></row>");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        let options = ReadOptions {
            limits: Limits {
                text: 1 << 20,
                unpacked: 1 << 20,
                ..Limits::default()
            },
            ..ReadOptions::default()
        };
        for (sheet, shared, is_claimed) in [
            (&*cell, "<sst/>", true),
            (articles, &format!("<sst><si><t>{long}</t></si></sst>"), true),
        ] {
            write_book(&path, sheet, shared);
            assert_eq!(claim_at(&Xlsx, &path) == Claim::Main, is_claimed);
            assert!(items_of(&Xlsx, &path, &options).is_err());
        }
        write_book(&path, "<row><c><v>1</v></c></row>", "<sst/>");
        assert_eq!(claim_at(&Xlsx, &path), Claim::No);
    }

    fn write_book(path: &Path, rows: &str, shared: &str) {
        let mut zip = zip::ZipWriter::new(
            std::fs::File::options()
                .write(true)
                .create(true)
                .truncate(true)
                .open(path)
                .expect("made"),
        );
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        for (name, content) in [
            (
                "xl/workbook.xml",
                "<workbook><sheets><sheet name=\"Articles\" r:id=\"r1\"/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"r1\" Target=\"sheet.xml\"/></Relationships>",
            ),
            ("xl/sharedStrings.xml", shared),
            ("xl/sheet.xml", &sheet),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .expect("begun");
            zip.write_all(content.as_bytes()).expect("written");
        }
        zip.finish().expect("finished");
    }
}
