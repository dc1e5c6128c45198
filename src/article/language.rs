//! Which language a text is in.

use whatlang::Lang;

/// The text's language as a BCP 47 tag (`en`, `zh`, `ar` …), or `None` if too little of it is there to tell.
///
/// Looks at the first 16 KiB: enough to tell, and no slower on a book.
pub fn detect(text: &str) -> Option<&'static str> {
    let sample = text.get(..text.floor_char_boundary(16 * 1024)).unwrap_or(text);
    let found = whatlang::detect(sample)?;
    (found.is_reliable() || sample.chars().filter(|c| c.is_alphabetic()).count() > 200).then(|| tag(found.lang()))
}

/// Every language that [`detect`] knows: its tag and its name in English, by name.
pub fn known() -> Vec<(&'static str, &'static str)> {
    let mut known: Vec<_> = Lang::all().iter().map(|lang| (tag(*lang), lang.eng_name())).collect();
    known.sort_unstable_by_key(|(_, name)| *name);
    known
}

/// The English name of a language tag that [`detect`] knows.
pub fn name(tag_wanted: &str) -> Option<&'static str> {
    Lang::all()
        .iter()
        .find(|lang| tag(**lang) == tag_wanted)
        .map(|lang| lang.eng_name())
}

/// The two-letter code (ISO 639-1) of a language: what BCP 47 and the sentence rules use.
fn tag(lang: Lang) -> &'static str {
    match lang.code() {
        "afr" => "af",
        "aka" => "ak",
        "amh" => "am",
        "ara" => "ar",
        "aze" => "az",
        "bel" => "be",
        "ben" => "bn",
        "bul" => "bg",
        "cat" => "ca",
        "ces" => "cs",
        "cmn" => "zh",
        "cym" => "cy",
        "dan" => "da",
        "deu" => "de",
        "ell" => "el",
        "eng" => "en",
        "epo" => "eo",
        "est" => "et",
        "fin" => "fi",
        "fra" => "fr",
        "guj" => "gu",
        "heb" => "he",
        "hin" => "hi",
        "hrv" => "hr",
        "hun" => "hu",
        "hye" => "hy",
        "ind" => "id",
        "ita" => "it",
        "jav" => "jv",
        "jpn" => "ja",
        "kan" => "kn",
        "kat" => "ka",
        "khm" => "km",
        "kor" => "ko",
        "lat" => "la",
        "lav" => "lv",
        "lit" => "lt",
        "mal" => "ml",
        "mar" => "mr",
        "mkd" => "mk",
        "mya" => "my",
        "nep" => "ne",
        "nld" => "nl",
        "nob" => "nb",
        "ori" => "or",
        "pan" => "pa",
        "pes" => "fa",
        "pol" => "pl",
        "por" => "pt",
        "ron" => "ro",
        "rus" => "ru",
        "sin" => "si",
        "slk" => "sk",
        "slv" => "sl",
        "sna" => "sn",
        "spa" => "es",
        "srp" => "sr",
        "swe" => "sv",
        "tam" => "ta",
        "tel" => "te",
        "tgl" => "tl",
        "tha" => "th",
        "tuk" => "tk",
        "tur" => "tr",
        "ukr" => "uk",
        "urd" => "ur",
        "uzb" => "uz",
        "vie" => "vi",
        "yid" => "yi",
        "zul" => "zu",
        // A language that a later version of the detector may add keeps its three-letter code: also BCP 47.
        three_letters => three_letters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let cases = [
            (
                "en",
                "The company opened two data centers in Finland in March, according to its annual report.",
            ),
            (
                "de",
                "Der Rat hat am dritten März beschlossen, dass die Gebühr für alle Haushalte steigen wird.",
            ),
            ("zh", "微软在与OpenAI的合作上已累计花费超过1000亿美元"),
            ("ar", "قال وزير المالية إن الإنفاق تجاوز مئة مليار دولار في هذا العام"),
            ("he", "לפי עדותו של סמנכל העסקאות החברה הוציאה יותר ממאה מיליארד דולר"),
            ("th", "ไมโครซอฟท์ใช้เงินมากกว่าหนึ่งแสนล้านดอลลาร์"),
        ];
        for (expected, text) in cases {
            assert_eq!(detect(text), Some(expected), "{text}");
        }
        assert_eq!(detect("123 – 456"), None);
        assert_eq!(detect(""), None);
    }

    #[test]
    fn every_known_language_has_a_two_letter_tag_of_its_own() {
        let mut tags: Vec<_> = known().into_iter().map(|(tag, _)| tag).collect();
        assert!(tags.iter().all(|tag| tag.len() == 2), "{tags:?}");
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), known().len());
        assert_eq!(name("en"), Some("English"));
    }
}
