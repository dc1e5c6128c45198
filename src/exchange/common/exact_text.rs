//! Texts that stand in files of their own beside what is said of them.

use crate::article::decode;

/// A text with each character that the program counted which wrote the offsets: a byte order mark is one, and a line end
/// of Windows is two.
pub(in crate::exchange) fn of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
        decode::decode(error.into_bytes(), None).map_or(lossy, |decoded| decoded.text)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_dropped_from_a_text() {
        assert_eq!(super::of("\u{feff}a\r\n".into()), "\u{feff}a\r\n");
        assert_eq!(
            super::of(b"caf\xe9 au lait, tr\xe8s bon".to_vec()),
            "café au lait, très bon"
        );
        assert_eq!(super::of(b"\xff\0\0".to_vec()), "\u{fffd}\0\0");
    }
}
