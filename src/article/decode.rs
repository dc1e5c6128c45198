//! Bytes of a file into text, without losing or changing a character.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What [`decode`] made of some bytes.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark and with every line end as a line feed, as Python's `open()` gives it.
    pub text: String,
    /// The encoding the bytes were read with.
    pub encoding: &'static Encoding,
    /// How that encoding was found.
    pub how: Found,
    /// How many byte sequences meant nothing in this encoding and stand as U+FFFD in the text.
    pub replaced: usize,
}

/// How an encoding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The bytes are valid UTF-8, or a byte order mark names the encoding: no doubt.
    Certain,
    /// A person or the article's RON file named it.
    Chosen,
    /// Statistics suggest it: a person should look at the text.
    Guessed,
}

/// Why bytes are not taken as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it holds binary data, not text")]
pub struct NotText;

/// The encoding that a person calls `label` (`utf-8`, `windows-1252`, `shift_jis` …, as the web names them).
pub fn encoding_for(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.trim().as_bytes())
}

/// The encodings worth offering to a person whose text looks wrong.
pub const COMMON_ENCODINGS: [&Encoding; 14] = [
    UTF_8,
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::KOI8_R,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::GB18030,
    encoding_rs::BIG5,
    encoding_rs::SHIFT_JIS,
    encoding_rs::EUC_KR,
    UTF_16LE,
];

/// Decodes the bytes of a file.
///
/// A byte order mark decides; else `choice`; else zero bytes in every other place are UTF-16, valid UTF-8 is UTF-8,
/// and anything else is guessed.
///
/// # Errors
/// If the result holds zero characters, as only binary files do.
pub fn decode(bytes: Vec<u8>, choice: Option<&'static Encoding>) -> Result<Decoded, NotText> {
    let mark = Encoding::for_bom(&bytes);
    let may_be_utf8 = mark.is_none() && choice.is_none_or(|choice| choice == UTF_8);
    // Most files, and all large ones that people make today: nothing is copied or looked at twice.
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if may_be_utf8 && !text.contains('\0') => {
            let how = if choice.is_some() {
                Found::Chosen
            } else {
                Found::Certain
            };
            return decoded(text, UTF_8, how, 0);
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let (encoding, how, body) = match (mark, choice) {
        (Some((encoding, length)), _) => (encoding, Found::Certain, bytes.get(length..).unwrap_or_default()),
        (None, Some(encoding)) => (encoding, Found::Chosen, bytes.as_slice()),
        (None, None) => (guess(&bytes), Found::Guessed, bytes.as_slice()),
    };
    let (text, _) = encoding.decode_without_bom_handling(body);
    let replaced = if encoding == UTF_8 && std::str::from_utf8(body).is_ok() {
        0
    } else {
        text.matches(char::REPLACEMENT_CHARACTER).count()
    };
    decoded(text.into_owned(), encoding, how, replaced)
}

fn decoded(text: String, encoding: &'static Encoding, how: Found, replaced: usize) -> Result<Decoded, NotText> {
    if text.contains('\0') {
        return Err(NotText);
    }
    Ok(Decoded {
        text: with_line_feeds(text),
        encoding,
        how,
        replaced,
    })
}

/// A text that is decoded already, such as that of a RON file.
pub fn plain(text: String) -> Decoded {
    Decoded {
        text: with_line_feeds(text),
        encoding: UTF_8,
        how: Found::Certain,
        replaced: 0,
    }
}

/// The encoding of bytes that are no UTF-8 text.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 without a mark, told by its zero bytes: Latin text has one in every pair, and always on the same side.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros_at = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (zeros_at(0), zeros_at(1));
    let pairs = bytes.len() / 2;
    if !bytes.len().is_multiple_of(2) || pairs == 0 {
        None
    } else if low_first * 3 > pairs && high_first == 0 {
        Some(UTF_16LE)
    } else if high_first * 3 > pairs && low_first == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Makes CRLF and CR into LF.
fn with_line_feeds(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str, Found) {
        let decoded = decode(bytes.to_vec(), None).expect("text");
        (decoded.text, decoded.encoding.name(), decoded.how)
    }

    #[test]
    fn marks_are_dropped_and_line_ends_become_line_feeds() {
        assert_eq!(
            decoded(b"\xEF\xBB\xBFa\r\nb\rc\n"),
            ("a\nb\nc\n".into(), "UTF-8", Found::Certain)
        );
        assert_eq!(
            decoded(b"\xFF\xFEa\0\x3d\xd8\x0a\xde"),
            ("a😊".into(), "UTF-16LE", Found::Certain)
        );
        assert_eq!(decoded(b"\xFE\xFF\0a"), ("a".into(), "UTF-16BE", Found::Certain));
    }

    #[test]
    fn nothing_else_is_normalised() {
        let text = "e\u{301} \u{fb01} \u{a0}\u{2028}\u{feff}";
        assert_eq!(decoded(text.as_bytes()).0, text);
    }

    #[test]
    fn encodings_are_found() {
        let russian = "Министерство финансов сообщило, что расходы превысили план на сто миллиардов рублей.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(decoded(&bytes), (russian.into(), "windows-1251", Found::Guessed));
        let japanese = "財務省は、支出が千億ドルを超えたと発表した。";
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(japanese);
        assert_eq!(decoded(&bytes), (japanese.into(), "Shift_JIS", Found::Guessed));
        let unmarked: Vec<u8> = "Shares fell.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&unmarked), ("Shares fell.".into(), "UTF-16LE", Found::Guessed));
    }

    #[test]
    fn a_choice_is_followed_and_what_means_nothing_is_counted() {
        let decoded = decode(b"caf\xe9 \xff".to_vec(), encoding_for("utf-8")).expect("text");
        assert_eq!(
            (decoded.text.as_str(), decoded.how, decoded.replaced),
            ("caf\u{fffd} \u{fffd}", Found::Chosen, 2)
        );
        assert_eq!(
            decode(b"caf\xe9".to_vec(), encoding_for("latin1")).expect("text").text,
            "café"
        );
    }

    #[test]
    fn binary_files_are_refused() {
        assert_eq!(
            decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0".to_vec(), None).err(),
            Some(NotText)
        );
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), None).err(),
            Some(NotText)
        );
    }
}
