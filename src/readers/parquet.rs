//! Parquet tables.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
};

use parquet::{
    basic::{LogicalType, TimeUnit},
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
    record::{Field, Row as ParquetRow, reader::RowIter},
};
use serde_json::Value;

use super::{
    Problem, jsonl,
    table::{Cells, Row, TakeRow},
};

/// Rows are made in batches of this size; fewer than the crate's, for an article is long.
const BATCH: usize = 64;

/// Reads rows from a file.
pub(super) fn rows(file: &File, take: TakeRow) -> Result<(), Problem> {
    let file = file.try_clone()?;
    let reader = guarded(|| SerializedFileReader::new(file)).and_then(|reader| reader.map_err(Problem::damaged))?;
    let nanoseconds = nanosecond_columns(&reader);
    let mut iterator = guarded(|| RowIter::from_file_into(Box::new(reader)).with_batch_size(BATCH))?;
    for number in 1.. {
        let row = guarded(|| iterator.next().map(|row| row.map(|row| cells(row, &nanoseconds))));
        let cells = match row {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(cells))) => cells,
            // After an error inside, where the next row begins is not known.
            Ok(Some(Err(error))) => return Err(Problem::broken_after(number - 1, error)),
            Err(_) => return Err(Problem::broken_after(number - 1, NONSENSE)),
        };
        if take(Row { number, cells }).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

const NONSENSE: &str = "its Parquet data make no sense";

/// Runs a piece of the crate, which panics on some damaged files.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Problem::damaged(NONSENSE))
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

fn cells(row: ParquetRow, nanoseconds: &[String]) -> Result<Cells, String> {
    let columns = row.into_columns().into_iter().map(|(name, field)| {
        let value = match field {
            Field::Long(value) if nanoseconds.contains(&name) => value_of(Field::TimestampMicros(value / 1000)),
            field => value_of(field),
        };
        (name, value)
    });
    jsonl::cells(Value::Object(columns.collect()))
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
