//! Offsets as Python counts them: `open(f, encoding="utf-8-sig").read()[start:end]` is the quote.

use crate::desk::Desk;

/// What Python reads: without a mark, and with every line end as a line feed; by code points.
fn as_python_reads(bytes: &[u8]) -> Vec<char> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n").chars().collect()
}

const ARTICLE: &str =
    "\u{feff}👨‍👩‍👧 Title\r\n\r\nThe “deal” 😊 is done.\r\nHe said:\rno.\r\nЁжик e\u{301} 한국 ภาษาไทย.\r\n";

#[test]
fn offsets_are_those_of_python() {
    let desk = Desk::with(&[("news.txt", ARTICLE.as_bytes())]);
    let text = as_python_reads(ARTICLE.as_bytes());
    let quotes = ["👨‍👩‍👧", "😊 is done.\nHe said:\nno.", "e\u{301} 한국", "ภาษาไทย"];
    let rows: Vec<String> = quotes
        .iter()
        .enumerate()
        .map(|(number, quote)| {
            let wanted: Vec<char> = quote.chars().collect();
            let start = text.windows(wanted.len()).position(|window| window == wanted).expect("a quote");
            let end = start + wanted.len();
            format!("(at: ({start}, {end}), label: \"fact\", quote: {quote:?}, id: \"{number}\", made: \"2026-03-04T09:12:31Z\")")
        })
        .collect();
    let ron = format!(
        "(version: 1, article: (path: \"news.txt\", sha256: \"\"), annotator: \"py\", labels: [(id: \"fact\", name: \"Fact\", color: \"#0072b2\")], annotations: [{}])",
        rows.join(",\n")
    );
    desk.put("news.ron", ron);
    let checked = desk.run("check news.txt");
    assert_eq!((checked.code, checked.out.as_str()), (0, "4 annotations, all true\n"));
    assert!(
        checked.err.contains("every quote is still in its place"),
        "{}",
        checked.err
    );

    let exported = desk.run("export news.txt --format jsonl --out -");
    let object: serde_json::Value = serde_json::from_str(&exported.out).expect("JSON");
    for (span, quote) in object["spans"].as_array().expect("spans").iter().zip(quotes) {
        let at = |key: &str| span[key].as_u64().expect("a number") as usize;
        assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), quote);
        assert_eq!(span["text"], quote);
    }
    assert_eq!(object["text"], text.iter().collect::<String>());
}
