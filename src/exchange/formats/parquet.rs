//! Parquet: the tables of CSV, with types, for programs that handle many rows.

use std::path::Path;

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    columnar::{Columnar, Value},
    fields, label_file,
    tables::{self, Cell, Column, Kind},
};
use crate::{
    readers::{Limits, ParquetTable, Problem},
    store::{folder, seconds},
};

/// The table of spans.
const SPANS: &str = "spans.parquet";
/// The table of documents.
const DOCUMENTS: &str = "documents.parquet";

/// Parquet tables.
pub(super) struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn help(&self) -> &'static str {
        "The two tables of csv as Parquet, for pandas, Polars, DuckDB and Spark"
    }

    fn single_file(&self) -> Option<&'static str> {
        Some(SPANS)
    }

    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn python(&self) -> &'static str {
        "import pandas\n\
         spans = pandas.read_parquet(\"spans.parquet\")\n\
         articles = pandas.read_parquet(\"documents.parquet\")"
    }

    fn fit(&self, document: Document, _losses: &mut Losses) -> Document {
        tables::fit(document)
    }

    fn begin<'a>(&self, dataset: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        label_file::write(dataset, out)?;
        let names = tables::files(out, dataset.is_units, [SPANS, DOCUMENTS]);
        let begun = |name: Option<&str>, columns: &[Column]| {
            name.map(|name| Columnar::new(out.create(name)?, &schema(columns)))
                .transpose()
        };
        Ok(Box::new(Tables {
            spans: begun(names.spans, &tables::SPANS)?,
            documents: begun(names.documents, &tables::documents(dataset.is_units))?,
            is_units: dataset.is_units,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        match candidate.head.starts_with(b"PAR1") {
            true => tables::claim(candidate, open),
            false if label_file::is_one(candidate) => Claim::Part,
            false => Claim::No,
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        tables::read(path, open, options, take)
    }
}

/// The schema of a table, as Parquet writes schemas.
fn schema(columns: &[Column]) -> String {
    let mut schema = "message schema {\n".to_owned();
    for column in columns {
        let repetition = if column.is_full { "required" } else { "optional" };
        schema += &match column.kind {
            Kind::Text => format!("{repetition} binary {} (STRING);\n", column.name),
            Kind::Number => format!("{repetition} int64 {};\n", column.name),
            Kind::Truth => format!("{repetition} boolean {};\n", column.name),
        };
    }
    schema + "}"
}

struct Tables {
    spans: Option<Columnar>,
    documents: Option<Columnar>,
    is_units: bool,
}

impl Writer for Tables {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        if let Some(table) = &mut self.documents {
            write(table, &tables::document(document, self.is_units)?)?;
        }
        if let Some(table) = &mut self.spans {
            for (layer, annotation) in document.spans() {
                write(table, &tables::span(document, layer, annotation))?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        for table in [self.spans, self.documents].into_iter().flatten() {
            table.finish()?;
        }
        Ok(())
    }
}

fn write(table: &mut Columnar, cells: &[Cell<'_>]) -> Result<(), ExportError> {
    for (column, cell) in cells.iter().enumerate() {
        match cell {
            Cell::Missing => table.put(column, Value::Nothing(0), 0),
            Cell::Text(text) => table.put(column, Value::Text(text), 0),
            Cell::Number(number) => table.put(column, Value::Number(*number), 0),
            Cell::Truth(truth) => table.put(column, Value::Truth(*truth), 0),
            Cell::Time(time) => table.put(column, Value::Text(&seconds(*time)), 0),
        }
    }
    table.end_row()
}

/// A table with its first rows.
fn open(path: &Path, limits: &Limits) -> Result<tables::Table, ReadError> {
    let rows = ParquetTable::open(folder::open_file(path)?, limits)?;
    tables::Table::new(path, rows.names().to_vec(), Box::new(rows))
}

impl tables::Rows for ParquetTable {
    fn next_row(&mut self) -> Result<Option<tables::Row>, Problem> {
        let Some((number, values)) = Self::next_row(self)? else {
            return Ok(None);
        };
        let cells = values
            .into_iter()
            .map(|value| fields::text(value).filter(|text| !text.is_empty()));
        Ok(Some(tables::Row {
            number,
            cells: Ok(cells.collect()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{
        Extras,
        trial::{self, claim_at, in_short, items_of, sampled},
    };

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&Parquet);
        trial::check(&Parquet, &trial::sentences(Extras::default())).expect("units come back");
    }

    #[test]
    fn tables_of_other_programs_are_read() {
        let pandas = sampled(&Parquet, "parquet/pandas/spans.parquet");
        let ids: Vec<&str> = pandas.iter().map(|document| &*document.id).collect();
        assert_eq!(ids, ["b", "a", "c"]);
        let spans = in_short(&pandas[0]);
        assert_eq!((&*spans[0].3, &*spans[0].4), ("fact", "fact one"));
        assert_eq!((&*spans[1].0, &*spans[1].4), ("ben", "opinion two"));
        // The offsets count the carriage return, which we do not keep.
        assert_eq!(pandas[1].text.as_str(), "He said\n“no”.");
        assert_eq!(in_short(&pandas[1])[0].4, "“no”");
        assert_eq!(
            pandas[1].layers[0].annotations[0].made.to_string(),
            "2026-03-04T08:00:00Z"
        );
        let polars = sampled(&Parquet, "parquet/polars.parquet");
        assert_eq!(polars.len(), 2);
        assert_eq!(in_short(&polars[1]).len(), 2);
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let whole = std::fs::read(trial::sample("parquet/pandas/spans.parquet")).expect("a sampled");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spans.parquet");
        for at in (0..whole.len()).step_by(61) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x5a;
            for bytes in [&whole[..at], &flipped] {
                std::fs::write(&path, bytes).expect("written");
                let _ = (
                    claim_at(&Parquet, &path),
                    items_of(&Parquet, &path, &ReadOptions::default()),
                );
            }
        }
    }

    #[test]
    fn ordinary_tables_are_not_claimed() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/readers/articles.parquet");
        assert_eq!(claim_at(&Parquet, &path), Claim::No);
    }
}
