//! Files of articles that have changed since.

use super::*;
use crate::annotation::Moved;

#[test]
fn annotations_of_a_changed_article_are_found_again() {
    let (old, ron) = sample();
    let longer = article("news.txt", &format!("{TEXT}More.\n"));
    let loaded = load_ron(&longer, &ron).expect("a file");
    assert_eq!((loaded.layer.len(), loaded.read_only), (3, None));
    assert_eq!(loaded.notices.len(), 1);

    let other = article("news.txt", &format!("New: {TEXT}"));
    let loaded = load_ron(&other, &ron).expect("a file");
    let reanchored = |along, changed, lost| Some(Reanchored { along, changed, lost });
    assert_eq!((loaded.read_only, loaded.reanchored), (None, reanchored(3, 0, 0)));
    assert!(loaded.faults.is_empty() && loaded.notices.is_empty());
    for (before, after) in load_ron(&old, &ron)
        .expect("a file")
        .layer
        .iter()
        .zip(loaded.layer.iter())
    {
        assert_eq!(after.moved, Some(Moved::Along));
        assert_eq!(other.text().slice(after.span), old.text().slice(before.span));
        assert_eq!(after.span.start().get(), before.span.start().get() + 5);
    }
    // What was found is written, and read again as it is.
    let saved = to_ron("news.txt", &other, &loaded.header, &loaded.layer).expect("RON");
    let again = load_ron(&other, &saved).expect("a file");
    assert_eq!((&again.layer, again.reanchored), (&loaded.layer, None));
}

#[test]
fn what_a_changed_article_no_longer_says_is_kept() {
    let (_, ron) = sample();
    let changed = article(
        "news.txt",
        &TEXT
            .replace("passed the budget", "passed the budgets")
            .replace("Yes.", "No."),
    );
    let loaded = load_ron(&changed, &ron).expect("a file");
    assert_eq!(loaded.read_only, None);
    let lost = &loaded.layer.about().lost;
    assert_eq!(
        (
            loaded.layer.len() + lost.len(),
            loaded.reanchored.expect("changes").lost
        ),
        (3, lost.len())
    );
    assert!(lost.iter().all(|lost| lost.quote.ends_with("Yes.")));
    let marked: Vec<_> = loaded
        .layer
        .iter()
        .filter(|annotation| annotation.moved.is_some())
        .collect();
    assert!(
        marked
            .iter()
            .any(|annotation| annotation.moved == Some(Moved::From("Parliament passed the budget.".into()))),
        "{marked:?}"
    );
    let told: Vec<_> = loaded.faults.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|fault| fault.contains("which is no longer in the article")),
        "{told:?}"
    );
    assert!(loaded.faults.iter().all(|fault| fault.line.is_some()));

    let saved = to_ron("news.txt", &changed, &loaded.header, &loaded.layer).expect("RON");
    let again = load_ron(&changed, &saved).expect("a file");
    assert_eq!(
        (&again.layer, again.reanchored, again.read_only),
        (&loaded.layer, None, None)
    );
    assert_eq!(
        to_ron("news.txt", &changed, &again.header, &again.layer).expect("RON"),
        saved
    );

    // Two of the same name are a fault: one of them would be dropped.
    let (before, rows) = saved.split_once("  lost: [\n").expect("a list");
    let row = rows.lines().next().expect("a row");
    let twice = format!("{before}  lost: [\n{row}\n{rows}");
    let twice = load_ron(&changed, &twice).expect("a file");
    assert_eq!(twice.read_only, Some(Reason::Faults { count: 1 }));

    // The article is put back: all is where it was.
    let (old, _) = sample();
    let back = load_ron(&old, &saved).expect("a file");
    assert!(back.layer.about().lost.is_empty());
    let first = load_ron(&old, &ron).expect("a file");
    let places = |layer: &Layer| {
        layer
            .iter()
            .map(|annotation| (annotation.id.clone(), annotation.span))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(&back.layer), places(&first.layer));
}

#[test]
fn of_repeated_words_the_right_ones_are_found() {
    let (_, ron) = sample();
    // The last “Yes.” is where it was, but another one.
    let moved = article("news.txt", &TEXT.replace("It was close", "He is close!"));
    let loaded = load_ron(&moved, &ron).expect("a file");
    assert_eq!((loaded.layer.len(), loaded.read_only), (3, None));
}
