//! Words, clauses, sentences and paragraphs of texts in many languages.

use std::sync::Arc;

use glossator::article::{ByteOffset, Span, Text, UnitKind, Units, headline, is_furniture, language};

use super::{input, root};

const LANGUAGES: [Option<&str>; 12] = [
    None,
    Some("en"),
    Some("de-AT"),
    Some("fr"),
    Some("zh-Hans"),
    Some("ja"),
    Some("ar"),
    Some("hi"),
    Some("th"),
    Some("he"),
    Some("ru"),
    Some("-"),
];

pub fn seeds() -> Vec<Vec<u8>> {
    let article = std::fs::read(root().join("seeds/microsoft-openai.txt")).expect("the example");
    let texts = [
        "“Yes.” Mr. Smith (born 3.5.1950, e.g. in the U.S.) said no!? He didn't; however, she did: 3.14 % …\n\n* a\n* b",
        "他说：“好。”她问？真的！（对。）\n第二段……",
        "これは「文」です。はい！",
        "قال: «نعم». ثم ذهب؟",
        "यह है। वह है॥",
        "\u{2028}\u{85}\u{b}a.\u{200b}b\u{feff}.\t \u{a0}\n \n",
    ];
    let texts = texts.into_iter().map(str::as_bytes).chain([article.as_slice()]);
    texts
        .enumerate()
        .map(|(number, text)| input::of_parts(number * 2 % LANGUAGES.len(), &[text]))
        .collect()
}

pub fn run(input: &[u8]) {
    let Some((first, bytes)) = input::choice(input) else {
        return;
    };
    let text = Arc::new(Text::new(input::text(bytes)));
    let units = Units::of(&text, LANGUAGES[first % LANGUAGES.len()]);
    let all = UnitKind::ALL.map(|kind| units.of_kind(kind));
    for spans in &all {
        in_order(&text, spans);
    }
    let [words, clauses, sentences, paragraphs] = &all;
    inside(words, sentences);
    inside(clauses, sentences);
    inside(sentences, paragraphs);
    covered(&text, clauses, sentences);
    covered(&text, sentences, paragraphs);
    places(&text, &units, sentences);
    for sentence in sentences {
        assert!(!text.slice(*sentence).contains('\n'), "a sentence over a line end");
        let _ = is_furniture(&text, *sentence);
    }
    let _ = (headline(&text), language::detect(text.as_str()));
}

/// Units come in order, do not overlap, and lie on characters with nothing blank around them.
fn in_order(text: &Text, spans: &[Span]) {
    let mut end = ByteOffset::ZERO;
    for span in spans {
        assert!(end <= span.start(), "units overlap at {end:?}");
        assert_eq!(text.span(span.start(), span.end()), Ok(*span));
        let quote = text.slice(*span);
        assert_eq!(quote.trim(), quote, "blanks around a unit");
        end = span.end();
    }
}

/// Each of the small units lies in one of the large.
fn inside(small: &[Span], large: &[Span]) {
    let mut around = large.iter().peekable();
    for span in small {
        while around.next_if(|large| large.end() <= span.start()).is_some() {}
        assert!(
            around.peek().is_some_and(|large| large.covers(*span)),
            "{span:?} lies in no larger unit"
        );
    }
}

/// What is in no small unit, but in a large one, says nothing: it has no letter and no digit.
fn covered(text: &Text, small: &[Span], large: &[Span]) {
    let says_nothing = |from: ByteOffset, to: ByteOffset| {
        let between = &text.as_str()[from.get()..to.get()];
        assert!(!between.contains(char::is_alphanumeric), "{between:?} is left out");
    };
    for large in large {
        let from = small.partition_point(|span| span.end() <= large.start());
        let mut at = large.start();
        for span in small[from..].iter().take_while(|span| span.start() < large.end()) {
            says_nothing(at, span.start());
            at = span.end();
        }
        says_nothing(at, large.end());
    }
}

/// Asking for the unit at a place gives what cutting the whole text gives.
fn places(text: &Arc<Text>, whole: &Units, sentences: &[Span]) {
    whole.cut_all();
    assert_eq!(whole.count(), Some(sentences.len()));
    let step = (text.end().get() / 50).max(1);
    for at in (0..=text.end().get()).step_by(step) {
        let at = ByteOffset::new(at);
        let next = sentences.iter().position(|span| span.end() > at);
        assert_eq!(
            whole.at(at),
            next.map_or(sentences.last(), |next| sentences.get(next)).copied()
        );
        assert_eq!(
            whole.before(at),
            sentences.iter().rfind(|span| span.end() <= at).copied()
        );
        assert_eq!(whole.index_at(at), Some(next.unwrap_or(sentences.len())));
    }
}
