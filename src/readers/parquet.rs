//! Parquet tables.

use std::fs::File;

use parquet::{
    basic::{LogicalType, TimeUnit},
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
    record::{Field, Row as ParquetRow, reader::RowIter},
};
use serde::Deserialize as _;
use serde_json::Value;

use super::{
    Limits, Problem,
    cells::RowCells,
    parquet_guard,
    table::{Row, TakeRow},
};
use crate::panics;

/// Rows are made in batches of this size; fewer than the crate's, for an article is long.
const BATCH: usize = 64;

/// Reads rows from a file.
pub(super) fn rows(file: &File, limits: &Limits, take: TakeRow) -> Result<(), Problem> {
    let mut table = ParquetTable::open(file.try_clone()?, limits)?;
    while let Some((number, row)) = table.next_row()? {
        let cells = table.names().iter().cloned().zip(row);
        let cells = RowCells::deserialize(Value::Object(cells.collect()));
        let cells = cells
            .map_err(|error| error.to_string())
            .and_then(|RowCells(cells)| cells);
        if take(Row { number, cells }).is_break() {
            break;
        }
    }
    Ok(())
}

/// A Parquet table, read row by row.
pub struct ParquetTable {
    rows: RowIter<'static>,
    names: Vec<String>,
    notes: Vec<(String, String)>,
    nanoseconds: Vec<String>,
    /// How many rows have been read.
    number: u64,
}

impl ParquetTable {
    /// Reads what the file says of itself.
    ///
    /// # Errors
    /// If it is no such table, or damaged.
    pub fn open(mut file: File, limits: &Limits) -> Result<Self, Problem> {
        parquet_guard::check(&mut file, limits)?;
        let reader = guarded(|| SerializedFileReader::new(file)).and_then(|reader| reader.map_err(Problem::damaged))?;
        let about = reader.metadata().file_metadata();
        let names = about.schema_descr().root_schema().get_fields().iter();
        let names = names.map(|field| field.name().to_owned()).collect();
        let notes = about.key_value_metadata().into_iter().flatten();
        let notes = notes
            .filter_map(|note| Some((note.key.clone(), note.value.clone()?)))
            .collect();
        let nanoseconds = nanosecond_columns(&reader);
        let rows = guarded(|| RowIter::from_file_into(Box::new(reader)).with_batch_size(BATCH))?;
        Ok(Self {
            rows,
            names,
            notes,
            nanoseconds,
            number: 0,
        })
    }

    /// The names of its columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What the program that wrote the file noted in it under a name.
    pub fn note(&self, name: &str) -> Option<&str> {
        let note = self.notes.iter().find(|(other, _)| other == name);
        note.map(|(_, note)| &**note)
    }

    /// The next row with its number from 1: a value for each column, nested ones whole.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<(u64, Vec<Value>)>, Problem> {
        let row = guarded(|| {
            let row = self.rows.next()?;
            Some(row.map(|row| values(row, &self.nanoseconds)))
        });
        let values = match row {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(values))) => values,
            // After an error inside, where the next row begins is not known.
            Ok(Some(Err(error))) => return Err(Problem::broken_after(self.number, error)),
            Err(_) => return Err(Problem::broken_after(self.number, NONSENSE)),
        };
        self.number += 1;
        Ok(Some((self.number, values)))
    }
}

const NONSENSE: &str = "its Parquet data make no sense";

/// Runs a piece of the crate, which panics on some damaged files.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    panics::expected(work).map_err(|_| Problem::damaged(NONSENSE))
}

/// The columns that count nanoseconds, which the crate takes for plain numbers.
fn nanosecond_columns(reader: &impl FileReader) -> Vec<String> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns = schema.columns().iter().filter(|column| {
        matches!(
            column.logical_type_ref(),
            Some(LogicalType::Timestamp(kind)) if kind.unit == TimeUnit::NANOS
        )
    });
    columns.map(|column| column.path().string()).collect()
}

fn values(row: ParquetRow, nanoseconds: &[String]) -> Vec<Value> {
    let columns = row.into_columns().into_iter();
    let values = columns.map(|(name, field)| match field {
        Field::Long(value) if nanoseconds.contains(&name) => value_of(Field::TimestampMicros(value / 1000)),
        field => value_of(field),
    });
    values.collect()
}

/// A field as JSON, which keeps nested ones whole.
fn value_of(field: Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => Value::Bool(value),
        Field::Str(text) => Value::String(text),
        // Some programs do not say that their texts are texts. Other bytes mean nothing to a person.
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => Value::Null,
        },
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => Value::String(timestamp(&field.to_string())),
        Field::Group(row) => Value::Object(
            row.into_columns()
                .into_iter()
                .map(|(name, field)| (name, value_of(field)))
                .collect(),
        ),
        Field::ListInternal(list) => Value::Array(list.elements().iter().cloned().map(value_of).collect()),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().cloned();
            Value::Object(
                entries
                    .map(|(key, value)| (text_of(value_of(key)), value_of(value)))
                    .collect(),
            )
        }
        // Numbers, which JSON writes the same way; and dates, times and decimals, which it does not know.
        other => {
            let text = other.to_string();
            text.parse().map_or(Value::String(text), Value::Number)
        }
    }
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        value => value.to_string(),
    }
}

/// A time as RFC 3339 has it, of one such as `2024-05-03 10:00:00.000 +00:00`.
fn timestamp(written: &str) -> String {
    let time = written.trim_end_matches(" +00:00").replacen(' ', "T", 1);
    let time = if time.contains('.') {
        time.trim_end_matches('0').trim_end_matches('.')
    } else {
        &time
    };
    format!("{time}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_where_they_can_be() {
        assert_eq!(timestamp("2024-05-03 10:00:00.000 +00:00"), "2024-05-03T10:00:00Z");
        assert_eq!(
            timestamp("2024-05-03 10:00:00.120000 +00:00"),
            "2024-05-03T10:00:00.12Z"
        );
    }
}
