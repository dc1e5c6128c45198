//! Which language's forms of Han characters a text wants: the same code point is drawn differently in Beijing, Taipei,
//! Tokyo and Seoul, and readers notice.

/// How much of the start of a text is looked at, in bytes.
const SAMPLE: usize = 16 * 1024;

/// Frequent characters that only simplified Chinese uses, and their traditional counterparts.
const SIMPLIFIED: &str = "这们为说国对时会发过还进开关问间电东车长门见马书买实现动种从业样头经";
const TRADITIONAL: &str = "這們為說國對時會發過還進開關問間電東車長門見馬書買實現動種從業樣頭經";

/// The BCP 47 tag of that language; `None` for a text without Han characters, or where nothing tells.
pub(super) fn of_han(string: &str) -> Option<&'static str> {
    let sample = string.get(..string.floor_char_boundary(SAMPLE)).unwrap_or_default();
    let (mut han, mut kana, mut hangul, mut simplified, mut traditional) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for character in sample.chars().filter(|character| !character.is_ascii()) {
        match character {
            '\u{3041}'..='\u{30fa}' => kana += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{3400}'..='\u{9fff}' => {
                han += 1;
                // Some are the same in both, and some of the traditional ones are in use in Japan: kana decides first.
                let (simple, full) = (SIMPLIFIED.contains(character), TRADITIONAL.contains(character));
                simplified += u32::from(simple && !full);
                traditional += u32::from(full && !simple);
            }
            _ => {}
        }
    }
    // A Japanese text is a third kana or more; a Chinese one that quotes some is not.
    if kana * 6 > han && kana > 0 {
        Some("ja")
    } else if hangul > han {
        Some("ko")
    } else if traditional > simplified {
        Some("zh-Hant")
    } else if simplified > 0 {
        Some("zh-Hans")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_their_language() {
        for (text, language) in [
            ("Plain English", None),
            ("微软在与OpenAI的合作上已累计花费，这是产业链重构。", Some("zh-Hans")),
            ("微軟在與OpenAI的合作上已累計花費，這是產業鏈重構。", Some("zh-Hant")),
            ("国会は予算案を214対187で可決した。", Some("ja")),
            ("국회는 예산안을 可決했다.", Some("ko")),
            ("「あ」是日语的字母，中国的报纸这样说，时间不长。", Some("zh-Hans")),
        ] {
            assert_eq!(of_han(text), language, "{text}");
        }
    }
}
