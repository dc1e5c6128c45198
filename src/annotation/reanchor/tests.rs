use proptest::prelude::*;

use super::*;

/// The sentences of a text, each a quote with what stands before it where it is repeated.
fn quoted<'a>(old: &'a str, quotes: &[std::ops::Range<usize>]) -> Vec<Quoted<'a>> {
    let text = Text::new(old.to_owned());
    let chars = |at| text.byte_to_char(ByteOffset::new(at));
    quotes
        .iter()
        .map(|range| {
            let quote = &old[range.clone()];
            let before = &old[..range.start];
            let from = before.char_indices().rev().nth(31).map_or(0, |(at, _)| at);
            Quoted {
                at: (chars(range.start), chars(range.end)),
                quote,
                before: (old.matches(quote).count() > 1).then_some(&before[from..]),
            }
        })
        .collect()
}

/// Where the `number`th `quote` is.
fn nth(text: &str, quote: &str, number: usize) -> std::ops::Range<usize> {
    let at = text.match_indices(quote).nth(number).expect("it is there").0;
    at..at + quote.len()
}

/// What becomes of quotes of `old` in `new`: a letter for the outcome, where it starts, and what stands there.
fn found(old: &str, new: &str, quotes: &[std::ops::Range<usize>]) -> Vec<String> {
    let text = Text::new(new.to_owned());
    let outcomes = reanchor(&text, &quoted(old, quotes));
    outcomes
        .into_iter()
        .map(|outcome| {
            let how = match outcome {
                Outcome::There(_) => "there",
                Outcome::Along(_) => "along",
                Outcome::Changed(_) => "changed",
                Outcome::Lost(_) => return "lost".to_owned(),
            };
            let span = outcome.span().expect("a place");
            format!("{how} {}: {}", span.start().get(), text.slice(span))
        })
        .collect()
}

const OLD: &str = "The budget passed on Monday. Nobody had expected that. The vote was close, by 214 to 187. \
                   Analysts see a weaker coalition. That is good news for everyone.";

#[test]
fn quotes_go_along_with_insertions_and_deletions() {
    let budget = nth(OLD, "The budget passed on Monday.", 0);
    let vote = nth(OLD, "The vote was close, by 214 to 187.", 0);
    let news = nth(OLD, "That is good news for everyone.", 0);
    let quotes = [budget, vote, news];
    let inserted = OLD.replace("Nobody", "It rained. Nobody");
    assert_eq!(
        found(OLD, &inserted, &quotes),
        [
            "there 0: The budget passed on Monday.",
            "along 66: The vote was close, by 214 to 187.",
            "along 134: That is good news for everyone."
        ]
    );
    let deleted = OLD.replace("The vote was close, by 214 to 187. ", "");
    assert_eq!(
        found(OLD, &deleted, &quotes),
        [
            "there 0: The budget passed on Monday.",
            "lost",
            "along 88: That is good news for everyone."
        ]
    );
}

#[test]
fn changed_quotes_are_found_if_enough_is_left() {
    let quotes = [
        nth(OLD, "The vote was close, by 214 to 187.", 0),
        nth(OLD, "Analysts see a weaker coalition.", 0),
        nth(OLD, "The budget passed on Monday.", 0),
    ];
    let changed = OLD
        .replace(
            "The vote was close, by 214 to 187.",
            "The vote was very close, by 215 to 186.",
        )
        .replace("Analysts see a weaker coalition.", "Others wonder what comes next.");
    assert_eq!(
        found(OLD, &changed, &quotes),
        [
            "changed 55: The vote was very close, by 215 to 186.",
            "lost",
            "there 0: The budget passed on Monday."
        ]
    );
}

#[test]
fn a_quote_that_has_gone_elsewhere_needs_more_likeness() {
    let filler = "Quite another sentence stands here. And one more of them, with some words.";
    let old = format!("{OLD} {filler}");
    let vote = "The vote was close, by 214 to 187.";
    let quotes = [
        nth(&old, vote, 0),
        nth(&old, "Nobody had expected that.", 0),
        nth(&old, "Analysts see a weaker coalition.", 0),
        nth(&old, "And one more of them, with some words.", 0),
    ];
    let elsewhere = |sentence: &str| format!("{} {sentence}", old.replace(&format!("{vote} "), ""));
    let outcome = |sentence| found(&old, &elsewhere(sentence), &quotes).swap_remove(0);
    assert_eq!(outcome(vote), format!("along {}: {vote}", old.len() - vote.len()));
    assert!(outcome("The vote was close, by 214 to 188.").starts_with("changed"));
    assert_eq!(outcome("The vote was very close, by 215 to 186."), "lost");
}

#[test]
fn repeated_sentences_are_told_apart_by_what_stands_before_them() {
    let old = "First part. Read more. Second part. Read more. Third part. Read more. The end.";
    let second = nth(old, "Read more.", 1);
    for new in [
        "Read more. First part. Read more. Second part. Read more. Third part. Read more. The end.",
        "Something new. Second part. Read more. Third part. Read more. The end.",
        "First part. Read more. Third part. Read more. Second part. Read more. The end.",
    ] {
        let outcome = found(old, new, std::slice::from_ref(&second)).swap_remove(0);
        let expected = new.find("Second part. Read more.").expect("it is there") + "Second part. ".len();
        assert!(
            outcome.ends_with(&format!(" {expected}: Read more.")),
            "{outcome} in {new}"
        );
    }
}

#[test]
fn several_of_the_same_words_stay_several() {
    let old = "Yes. Yes. Yes. No.";
    let all = [nth(old, "Yes.", 0), nth(old, "Yes.", 1), nth(old, "Yes.", 2)];
    assert_eq!(
        found(old, "Well, yes. Yes. Yes. Yes. No.", &all),
        ["along 11: Yes.", "along 16: Yes.", "along 21: Yes."]
    );
    let fewer = found(old, "Yes. Yes. No.", &all);
    assert_eq!(
        fewer.iter().filter(|outcome| *outcome == "lost").count(),
        1,
        "{fewer:?}"
    );
    // Two annotations of one place stay together.
    let same = [all[1].clone(), all[1].clone()];
    let together = found(old, "No. Yes. Yes. No.", &same);
    assert_eq!(together[0], together[1]);
}

#[test]
fn how_characters_are_composed_is_no_change() {
    use unicode_normalization::UnicodeNormalization;
    let composed = "Der Café-Besitzer sagte: „Schön.“ Später ging er. 각하 Việt Nam.";
    let decomposed: String = composed.nfd().collect();
    for (old, new) in [(composed, decomposed.as_str()), (decomposed.as_str(), composed)] {
        let quotes: Vec<_> = ["Besitzer sagte", "sagte: „", "Nam."]
            .map(|quote| nth(old, quote, 0))
            .to_vec();
        for outcome in found(old, new, &quotes) {
            assert!(outcome.starts_with("along"), "{outcome}");
        }
        let cafe = old.find("-Besitzer").expect("it is there");
        let outcome = found(old, new, std::slice::from_ref(&(4..cafe))).swap_remove(0);
        assert_eq!(
            outcome,
            format!("there 4: {}", &new[4..new.find("-Besitzer").expect("it is there")])
        );
    }
}

#[test]
fn other_quotation_marks_and_spaces_are_a_change_of_the_quote() {
    let old = "She said: \"It's over - really.\" Then she left.";
    let new = "She said:\n“It’s over – really.” Then she left.";
    let quote = nth(old, "\"It's over - really.\"", 0);
    assert_eq!(found(old, new, &[quote]), ["changed 10: “It’s over – really.”"]);
}

#[test]
fn nothing_is_put_where_another_annotation_is() {
    let old = "Read more about the budget. Read more about the weather.";
    let quotes = [
        nth(old, "Read more about the budget.", 0),
        nth(old, "Read more about the weather.", 0),
    ];
    assert_eq!(
        found(old, "Read more about the weather.", &quotes),
        ["lost", "along 0: Read more about the weather."]
    );
}

#[test]
fn scripts_without_spaces_are_found_too() {
    let old = "政府周一通过了预算案。没有人预料到这一点。分析人士认为联盟变弱了。";
    let quotes = [
        nth(old, "没有人预料到这一点。", 0),
        nth(old, "政府周一通过了预算案。", 0),
    ];
    assert_eq!(
        found(
            old,
            "今天,政府周二通过了预算案。没有人能预料到这一点。分析人士认为联盟变弱了。",
            &quotes
        ),
        [
            format!(
                "changed {}: 没有人能预料到这一点。",
                "今天,政府周二通过了预算案。".len()
            ),
            format!("changed {}: 政府周二通过了预算案。", "今天,".len())
        ]
    );
}

#[test]
fn many_annotations_of_a_long_text_take_moments() {
    // Counted by hand it would be the product of both.
    let old: String = (0..10_000)
        .map(|number| format!("Sentence {number} says that it is number {number}. "))
        .collect();
    let quotes: Vec<_> = old.match_indices("Sentence").map(|(at, _)| at).collect();
    let ranges: Vec<_> = quotes.windows(2).map(|pair| pair[0]..pair[1] - 1).collect();
    let new = format!("Something new. {}", old.replace("number 77", "figure 77"));
    let text = Text::new(new);
    let begun = std::time::Instant::now();
    let outcomes = reanchor(&text, &quoted_alone(&old, &ranges));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
    assert_eq!(
        count(|outcome| matches!(outcome, Outcome::Lost(_) | Outcome::There(_))),
        0
    );
    assert_eq!(count(|outcome| matches!(outcome, Outcome::Changed(_))), 111);
    for (outcome, range) in outcomes.iter().zip(&ranges) {
        let span = outcome.span().expect("a place");
        assert_eq!(text.slice(span), old[range.clone()].replace("number 77", "figure 77"));
    }
}

/// Quotes that stand only once.
#[test]
fn each_of_a_word_that_is_everywhere_goes_along() {
    let old: String = (0..4000).map(|n| format!("Line {n} of the list. ")).collect();
    let new = format!("A new start. {old}").replace("Line 3000 of the list. ", "");
    let words: Vec<_> = old.match_indices("the").map(|(at, word)| at..at + word.len()).collect();
    let lines = [10, 2000, 3500].map(|n| nth(&old, &format!("Line {n} of"), 0));
    let (old_text, text) = (Text::new(old.clone()), Text::new(new.clone()));
    let quotes = words.iter().chain(&lines).map(|range| Quoted {
        at: (
            old_text.byte_to_char(ByteOffset::new(range.start)),
            old_text.byte_to_char(ByteOffset::new(range.end)),
        ),
        quote: &old[range.clone()],
        before: (range.len() == 3).then(|| &old[range.start.saturating_sub(12)..range.start]),
    });
    let outcomes = reanchor(&text, &quotes.collect::<Vec<_>>());
    for (number, outcome) in outcomes.iter().take(words.len()).enumerate() {
        let line = outcome.span().map(|span| &new[..span.start().get()]);
        let is_right = line.is_some_and(|line| line.ends_with(&format!("Line {number} of ")));
        assert!(is_right || number == 3000, "{number}: {outcome:?}");
    }
}

fn quoted_alone<'a>(old: &'a str, quotes: &[std::ops::Range<usize>]) -> Vec<Quoted<'a>> {
    // ASCII, so that bytes are code points.
    let quoted = |range: &std::ops::Range<usize>| Quoted {
        at: (CharOffset::new(range.start), CharOffset::new(range.end)),
        quote: &old[range.clone()],
        before: None,
    };
    quotes.iter().map(quoted).collect()
}

proptest! {
    /// Whatever happens around them, quotes that are still there once are found, and exactly so.
    #[test]
    fn unique_quotes_are_always_found(
        before in "[a-z .]{0,40}",
        middle in "[a-z .é😊]{0,40}",
        after in "[a-z .]{0,40}",
        swapped in any::<bool>(),
    ) {
        let (one, other) = ("QUITE UNIQUE ONE.", "ÄNOTHER 😊 ONE!");
        let old = format!("x {one} y {other} z");
        let new = if swapped { format!("{before}{other}{middle}{one}{after}") } else { format!("{before}{one}{middle}{other}{after}") };
        let quotes = [nth(&old, one, 0), nth(&old, other, 0)];
        let found = found(&old, &new, &quotes);
        for (outcome, quote) in found.iter().zip([one, other]) {
            let at = format!(" {}: {quote}", new.find(quote).expect("it is there"));
            prop_assert!(outcome.ends_with(&at), "{outcome}");
            prop_assert!(!outcome.starts_with("changed"));
        }
    }

    /// Nothing panics, and all places are stretches of the text.
    #[test]
    fn anything_can_be_looked_for_in_anything(
        text in "([ab ]{1,3}|é|e\u{301}|한|\n|\u{ad}|“){0,40}",
        quotes in prop::collection::vec(("([ab ]{1,3}|é|e\u{301}|한|\n|\u{ad}|“){0,12}", 0..60_usize, 0..20_usize, prop::option::of("[ab ]{0,32}")), 0..10),
    ) {
        let text = Text::new(text);
        let quoted: Vec<_> = quotes
            .iter()
            .map(|(quote, start, length, before)| Quoted {
                at: (CharOffset::new(*start), CharOffset::new(start + length)),
                quote,
                before: before.as_deref(),
            })
            .collect();
        let outcomes = reanchor(&text, &quoted);
        prop_assert_eq!(outcomes.len(), quoted.len());
        for (outcome, quoted) in outcomes.iter().zip(&quoted) {
            if let Outcome::There(span) | Outcome::Along(span) = outcome {
                let (found, quote) = (Folded::of(text.slice(*span)).string, Folded::of(quoted.quote).string);
                prop_assert_eq!(found.trim(), quote.trim());
            }
        }
    }
}
