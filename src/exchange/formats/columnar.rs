//! Parquet files as they are written: column by column, a group of rows after the other.

use std::sync::Arc;

use parquet::{
    basic::{Compression, Type},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::ParquetError,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::{parser::parse_message_type, types::SchemaDescriptor},
};

use super::ExportError;
use crate::store::OutFile;

/// About how many bytes of rows are held in memory before they are written.
const GROUP: usize = 16 << 20;
/// What a value takes besides its bytes.
const VALUE: usize = 64;

/// A file that is being written.
pub(super) struct Columnar {
    file: SerializedFileWriter<OutFile>,
    leaves: Vec<Leaf>,
    bytes: usize,
}

/// A column with the values of the rows that are not written yet. How deep each lies, and what it repeats, is said as
/// Parquet does it.
struct Leaf {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// What both are where nothing is missing, and where all is repeated.
    most: (i16, i16),
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<i64>),
    Truths(Vec<bool>),
}

/// What is in a place of a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A whole number.
    Number(usize),
    /// True or false.
    Truth(bool),
    /// Nothing, from this level on.
    Nothing(i16),
}

impl Columnar {
    /// Begins a file with a schema as Parquet writes it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(out: OutFile, schema: &str) -> Result<Self, ExportError> {
        let schema = Arc::new(parse_message_type(schema)?);
        let descriptor = SchemaDescriptor::new(Arc::clone(&schema));
        let mut properties = WriterProperties::builder()
            .set_created_by("Glossator".to_owned())
            .set_compression(Compression::SNAPPY);
        let mut leaves = Vec::new();
        for column in descriptor.columns() {
            // No text is like another one.
            if column.name() == "text" {
                properties = properties.set_column_dictionary_enabled(column.path().clone(), false);
            }
            leaves.push(Leaf {
                values: match column.physical_type() {
                    Type::INT64 => Values::Numbers(Vec::new()),
                    Type::BOOLEAN => Values::Truths(Vec::new()),
                    _ => Values::Texts(Vec::new()),
                },
                definitions: Vec::new(),
                repetitions: Vec::new(),
                most: (column.max_def_level(), column.max_rep_level()),
            });
        }
        Ok(Self {
            file: SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?,
            leaves,
            bytes: 0,
        })
    }

    /// Adds a value to a column. `repetition` says which list goes on with it, from the outermost: none if it is 0.
    pub fn put(&mut self, column: usize, value: Value<'_>, repetition: i16) {
        let Some(leaf) = self.leaves.get_mut(column) else {
            return;
        };
        self.bytes += VALUE;
        let definition = match (&mut leaf.values, value) {
            (Values::Texts(texts), Value::Text(text)) => {
                self.bytes += text.len();
                texts.push(text.as_bytes().to_vec().into());
                leaf.most.0
            }
            (Values::Numbers(numbers), Value::Number(number)) => {
                numbers.push(i64::try_from(number).unwrap_or(i64::MAX));
                leaf.most.0
            }
            (Values::Truths(truths), Value::Truth(truth)) => {
                truths.push(truth);
                leaf.most.0
            }
            (_, Value::Nothing(level)) => level,
            _ => leaf.most.0 - 1,
        };
        leaf.definitions.push(definition);
        leaf.repetitions.push(repetition);
    }

    /// Ends a row, for which each column has got its values.
    ///
    /// # Errors
    /// If rows cannot be written.
    pub fn end_row(&mut self) -> Result<(), ExportError> {
        match self.bytes < GROUP {
            true => Ok(()),
            false => self.write_group(),
        }
    }

    fn write_group(&mut self) -> Result<(), ExportError> {
        let mut group = self.file.next_row_group()?;
        for leaf in &mut self.leaves {
            let Some(mut column) = group.next_column()? else { break };
            leaf.write(column.untyped())?;
            column.close()?;
        }
        group.close()?;
        self.bytes = 0;
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<(), ExportError> {
        if self.bytes > 0 {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?.finish()?)
    }
}

impl Leaf {
    fn write(&mut self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let definitions = (self.most.0 > 0).then_some(&*self.definitions);
        let repetitions = (self.most.1 > 0).then_some(&*self.repetitions);
        match (&mut self.values, column) {
            (Values::Texts(texts), ColumnWriter::ByteArrayColumnWriter(column)) => {
                column.write_batch(texts, definitions, repetitions)?;
                texts.clear();
            }
            (Values::Numbers(numbers), ColumnWriter::Int64ColumnWriter(column)) => {
                column.write_batch(numbers, definitions, repetitions)?;
                numbers.clear();
            }
            (Values::Truths(truths), ColumnWriter::BoolColumnWriter(column)) => {
                column.write_batch(truths, definitions, repetitions)?;
                truths.clear();
            }
            _ => return Err(ParquetError::General("a column is of another type".to_owned())),
        }
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    /// A text that may be missing, in a column of the outermost level.
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing(0), Self::Text)
    }
}

impl From<ParquetError> for ExportError {
    fn from(error: ParquetError) -> Self {
        Self::Io(std::io::Error::other(error))
    }
}
