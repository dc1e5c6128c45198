//! A web page as a tree, and the text of a tree.

use dom_query::{Document, NodeRef};
use html5ever::{
    ParseOpts,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use super::{
    Problem,
    flow::{Flow, Gap},
};

/// How deep the elements of a page may lie in each other. Real pages stay below 100; the cost of parsing grows with
/// the square of the depth.
const DEEPEST: usize = 512;
/// How many pieces a page may consist of, whatever its length. Real pages have some thousands; a piece costs a third of a
/// kilobyte and some microseconds.
const MOST_NODES: usize = 400_000;
/// A page may consist of so many pieces, and of one more for each so many bytes that it has: so it takes no more than 20 times
/// its length in memory. Real pages have forty bytes to a piece.
const NODES_BESIDES: usize = 50_000;
const BYTES_OF_NODE: usize = 16;
/// How many bytes a page may have. Most of a large page are pictures, which cost next to nothing.
const LARGEST: usize = 32 * 1024 * 1024;
/// How many bytes may be looked at when a page is written as HTML: a quarter of a second.
const MOST_LOOKED_AT: u64 = 2 << 30;
/// How many bytes are parsed between two looks at the depth.
const CHUNK: usize = 8 * 1024;

/// The tree of a page.
pub(super) fn parse(html: &str) -> Result<Document, Problem> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    if html.len() > LARGEST {
        let limit = LARGEST as u64;
        return Err(Problem::TooLarge { limit });
    }
    let most_nodes = (NODES_BESIDES + html.len() / BYTES_OF_NODE).min(MOST_NODES);
    let mut parser = html5ever::parse_document(Document::default(), options);
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK));
        parser.process(StrTendril::from(chunk));
        check(&parser.tokenizer.sink.sink, most_nodes)?;
        rest = after;
    }
    Ok(parser.finish())
}

/// Checks that the page is not too much by now.
fn check(page: &Document, most_nodes: usize) -> Result<(), Problem> {
    // Every fault in a page is noted, and some have nothing else.
    page.errors.borrow_mut().clear();
    if page.tree.len() > most_nodes {
        Err(Problem::TooManyElements { limit: most_nodes })
    } else if open_depth(page) > DEEPEST {
        Err(Problem::TooDeep { limit: DEEPEST })
    } else {
        Ok(())
    }
}

/// How deep the elements lie that the parser may still add to: the last of each parent. What stands in a table where
/// it must not is put before the table, so the element before a last one counts too.
fn open_depth(page: &Document) -> usize {
    let mut deepest = 0;
    let mut open = vec![(page.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        if deepest > DEEPEST {
            break;
        }
        let contents = node.element_ref().and_then(|element| element.template_contents);
        open.extend(contents.and_then(|id| page.tree.get(&id)).map(|node| (node, depth + 1)));
        if let Some(last) = node.last_child() {
            if last.has_name("table") {
                open.extend(last.prev_sibling().map(|node| (node, depth + 1)));
            }
            open.push((last, depth + 1));
        }
    }
    deepest
}

/// Whether the crate would take long to write the page as HTML: for each sign that it escapes, it looks through the rest of
/// the text that the sign is in.
pub(super) fn is_slow_to_write(page: &Document) -> bool {
    let mut looked_at = 0_u64;
    page.root().descendants_it().any(|node| {
        let texts = node.is_text().then(|| node.text()).into_iter();
        let values = node.attrs().into_iter().map(|attribute| attribute.value);
        looked_at += texts.chain(values).map(|text| looked_at_in(&text)).sum::<u64>();
        looked_at > MOST_LOOKED_AT
    })
}

fn looked_at_in(text: &str) -> u64 {
    // The second is the first byte of a non-breaking space, and of many signs besides.
    let escaped = memchr::memchr2_iter(b'&', 0xC2, text.as_bytes()).count();
    (text.len() as u64).saturating_mul(escaped as u64)
}

/// Whether page furniture (navigation, forms …) is left out of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Furniture {
    /// It is part of the text.
    Keep,
    /// It is left out.
    Drop,
}

/// The text in and below `root`, with an empty line between paragraphs.
pub(super) fn text(root: NodeRef, furniture: Furniture) -> String {
    let mut flow = Flow::default();
    let mut node = root;
    // A walk without recursion: down where there are children, else on, else up and on.
    loop {
        let entered = enter(&node, furniture, &mut flow);
        if let Some(child) = node.first_child().filter(|_| entered) {
            node = child;
            continue;
        }
        loop {
            leave(&node, &mut flow);
            if node.id == root.id {
                return flow.into_text();
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return flow.into_text(),
            }
        }
    }
}

/// Writes what stands at the start of a node; whether to go on with what is in it.
fn enter(node: &NodeRef, furniture: Furniture, flow: &mut Flow) -> bool {
    if node.is_text() {
        let text = node.text();
        if node.parent().is_some_and(|parent| is_in_pre(&parent)) {
            flow.verbatim(text.trim_end_matches('\n'));
        } else {
            flow.words(&text);
        }
        return false;
    }
    let Some(name) = node.node_name() else {
        return true;
    };
    if is_never_text(&name) || furniture == Furniture::Drop && (is_furniture(&name) || node.has_attr("hidden")) {
        return false;
    }
    match name.as_ref() {
        "br" => flow.line_break(),
        "td" | "th" => flow.gap(Gap::Tab),
        name => flow.gap(gap_around(name)),
    }
    true
}

/// Writes what stands at the end of a node.
fn leave(node: &NodeRef, flow: &mut Flow) {
    if let Some(name) = node.node_name() {
        flow.gap(gap_around(&name));
    }
}

fn is_in_pre(node: &NodeRef) -> bool {
    // Highlighted code has elements of its own in it, but not many levels of them.
    node.has_name("pre") || node.ancestors_it(Some(3)).any(|ancestor| ancestor.has_name("pre"))
}

fn is_never_text(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "template" | "noscript" | "head" | "svg" | "iframe" | "object" | "rp" | "rt" | "textarea"
    )
}

fn is_furniture(name: &str) -> bool {
    matches!(name, "nav" | "button" | "select" | "dialog")
}

fn gap_around(name: &str) -> Gap {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "details" | "dialog"
        | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "header" | "hgroup" | "hr" | "main" | "menu" | "nav" | "ol" | "p" | "pre" | "section"
        | "summary" | "table" | "ul" => Gap::Paragraph,
        "dd" | "dt" | "legend" | "li" | "option" | "tr" => Gap::Line,
        _ => Gap::None,
    }
}

#[cfg(test)]
mod tests {
    use rustix::time::{ClockId, clock_gettime};

    use super::*;

    fn text_of(html: &str) -> String {
        text(parse(html).expect("a page").root(), Furniture::Drop)
    }

    #[test]
    fn blocks_are_paragraphs_and_words_stay_whole() {
        let html = "<title>No</title><nav>Home</nav><h1>Head<b>line</b></h1>\n<p>One <i>two</i>\n three<br>four\
                    <p>&nbsp;<ul><li>a<li>b</ul><script>x</script><table><tr><td>1<td>2<tr><td>3</table>";
        assert_eq!(
            text_of(html),
            "Headline\n\nOne two three\nfour\n\n\u{a0}\n\na\nb\n\n1\t2\n3"
        );
        assert_eq!(text_of("<pre>a\n  b\n</pre>c"), "a\n  b\n\nc");
        assert_eq!(
            text_of("<div><div>a</div></div><ruby>漢<rt>かん</rt></ruby>"),
            "a\n\n漢"
        );
    }

    /// How long this thread has worked, whatever else the machine does.
    fn seconds_of_work() -> i64 {
        clock_gettime(ClockId::ThreadCPUTime).tv_sec
    }

    /// How deep the elements of a whole page lie.
    fn depth(page: &Document) -> usize {
        let mut deepest = 0;
        let mut open = vec![(page.root(), 0)];
        while let Some((node, depth)) = open.pop() {
            deepest = deepest.max(depth);
            open.extend(node.children_it(false).map(|child| (child, depth + 1)));
        }
        deepest
    }

    #[test]
    fn pages_that_are_slow_to_write_are_known() {
        let is_slow = |html: &str| is_slow_to_write(&parse(html).expect("a page"));
        let signs = "&amp;".repeat(100_000);
        assert!(is_slow(&format!("<p>{signs}")));
        assert!(is_slow(&format!("<p title=\"{signs}\">x")));
        // As many in many paragraphs, or in a long text few.
        assert!(!is_slow(&"<p>&amp; &pound;".repeat(20_000)));
        assert!(!is_slow(&format!("<p>{}&amp;", "x".repeat(1_000_000))));
    }

    #[test]
    fn deep_pages_are_refused_soon_and_without_recursion() {
        let pages: Vec<String> = vec![
            "<div>".repeat(100_000),
            format!("<table>{}", "<div>".repeat(100_000)),
            format!("<table><tr>{}", "<b><i>".repeat(50_000)),
            "<table><div>".repeat(50_000),
            "<table><tr><td>".repeat(50_000),
            "<template>".repeat(100_000),
            "<table><template>".repeat(50_000),
            "<span><div></span>".repeat(50_000),
            "<b class=x><p>".repeat(50_000),
            "<b><div></b>".repeat(50_000),
            "<a><div><p>".repeat(50_000),
            "<svg><foreignObject>".repeat(50_000),
            "<ul><li>".repeat(50_000),
            "<select><div>".repeat(50_000),
            "<frameset>".repeat(50_000),
            "<ruby><rt>".repeat(50_000),
            (0..50_000).map(|n| format!("<font size={n}>x<p>")).collect(),
        ];
        let work = move || {
            for html in pages {
                let (start, begins) = (seconds_of_work(), html.split_at(18).0);
                match parse(&html) {
                    Ok(page) => assert!(depth(&page) <= DEEPEST, "{begins}"),
                    Err(Problem::TooDeep { .. } | Problem::TooManyElements { .. }) => {}
                    Err(error) => panic!("{begins}: {error}"),
                }
                assert!(seconds_of_work() < start + 5, "{begins}");
            }
        };
        let thread = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(work)
            .expect("a thread");
        thread.join().expect("no overflow");
    }

    #[test]
    fn long_flat_pages_are_not_deep() {
        let flat = "<p>text<span>unclosed".repeat(10_000);
        assert!(parse(&flat).is_ok());
        assert!(parse(&"<div>a</div>".repeat(20_000)).is_ok());
    }
}
