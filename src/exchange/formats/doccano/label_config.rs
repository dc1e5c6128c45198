//! The labels of a project of doccano, as its page of labels imports and exports them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::{Candidate, Dataset, ExportError, Files, Item, ReadError, Take, css_color};
use crate::{
    labels::{Label, LabelId, PALETTE, Rgb},
    store::folder,
};

/// The file of labels.
pub(super) const NAME: &str = "label_config.json";
/// The longest one that is read, in bytes.
const LONGEST: u64 = 4 << 20;

#[derive(Serialize, Deserialize)]
struct LabelType {
    text: String,
    prefix_key: Option<String>,
    suffix_key: Option<String>,
    #[serde(default)]
    background_color: String,
    #[serde(default)]
    text_color: String,
}

/// Writes the labels of a dataset.
pub(super) fn write(dataset: &Dataset, out: &Files<'_>) -> Result<(), ExportError> {
    let labels: Vec<LabelType> = dataset.labels.labels().iter().map(LabelType::of).collect();
    let mut file = out.create(NAME)?;
    serde_json::to_writer_pretty(&mut file, &labels)?;
    Ok(file.finish()?)
}

impl LabelType {
    fn of(label: &Label) -> Self {
        let id = super::shortened(&label.id);
        // doccano knows no other keys.
        let key = label.key.filter(|key| key.is_ascii_lowercase() || key.is_ascii_digit());
        Self {
            text: id.as_ref().unwrap_or(&label.id).to_string(),
            prefix_key: None,
            suffix_key: key.map(String::from),
            background_color: label.color.to_string(),
            text_color: if is_light(label.color) { "#000000" } else { "#ffffff" }.to_owned(),
        }
    }

    fn label(self, place: usize) -> Label {
        let from_palette = || PALETTE.iter().copied().cycle().nth(place).unwrap_or(Rgb([0x7f; 3]));
        let key = self.suffix_key.and_then(|key| key.chars().next());
        Label {
            id: LabelId::new(&self.text),
            name: self.text,
            color: css_color::parse(&self.background_color).unwrap_or_else(from_palette),
            parent: None,
            key: key.filter(|key| key.is_alphabetic()),
            definition: String::new(),
            examples: Vec::new(),
            hard_cases: Vec::new(),
        }
    }
}

/// Whether black can be read better on a colour than white.
fn is_light(Rgb([red, green, blue]): Rgb) -> bool {
    // How bright each seems, in thousandths.
    let brightness = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    brightness > 150_000
}

/// Whether a file is one.
pub(super) fn is_one(candidate: &Candidate<'_>) -> bool {
    candidate.name() == NAME && candidate.head.trim_ascii_start().starts_with(b"[")
}

/// Hands out the labels of the file in the folder of `path`, if there is one. Whether reading is to go on.
///
/// # Errors
/// If there is one, but it cannot be understood.
pub(super) fn read(path: &Path, take: Take<'_>) -> Result<bool, ReadError> {
    let path = path.with_file_name(NAME);
    if !folder::is_file(&path) {
        return Ok(true);
    }
    let bytes = folder::read_at_most(&path, LONGEST)?;
    let types: Vec<LabelType> = serde_json::from_slice(&bytes)
        .map_err(|error| ReadError::Broken(format!("{NAME} beside it cannot be understood: {error}")))?;
    let mut labels = types.into_iter().enumerate();
    Ok(labels.all(|(place, label)| take(Item::Label(Box::new(label.label(place)))).is_continue()))
}
