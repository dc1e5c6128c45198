//! The lines of a PDF's pages into paragraphs.

use std::collections::{BTreeSet, HashMap};

/// How many lines at the top and bottom of a page may be a header or footer.
const EDGE: usize = 2;
/// With fewer pages, a line that repeats may well be text.
const FEWEST_PAGES: usize = 3;
/// A line that is shorter than this part of the usual line ends its paragraph, if a sentence ends there as well.
const SHORT_LINE: f64 = 0.75;

/// The text of pages, with an empty line between paragraphs and each paragraph on one line; and the headers and footers
/// that were left out.
pub(super) fn clean(pages: &[String]) -> (String, Vec<String>) {
    let pages: Vec<Vec<String>> = pages.iter().map(|page| lines(page)).collect();
    let repeated = repeated_edges(&pages);
    let lines: Vec<String> = pages.iter().flat_map(|page| body(page, &repeated)).collect();
    let left_out: BTreeSet<String> = repeated.into_iter().map(|(_, line)| line).collect();
    (paragraphs(&lines), left_out.into_iter().collect())
}

/// The lines of a page, with one blank between words. A non-breaking space is no blank.
fn lines(page: &str) -> Vec<String> {
    let words = |line: &str| {
        line.split([' ', '\t'])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    page.split(['\n', '\r']).map(words).collect()
}

/// Where a line stands at the edge of a page: how many lines with text are before it, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Edge {
    Top(usize),
    Bottom(usize),
}

/// The lines at the top and bottom of a page, by their index.
fn edges(page: &[String]) -> Vec<(usize, Edge)> {
    let lines = page.iter().enumerate();
    let filled: Vec<usize> = lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, _)| index)
        .collect();
    let top = filled
        .iter()
        .take(EDGE)
        .enumerate()
        .map(|(place, index)| (*index, Edge::Top(place)));
    let bottom = filled.iter().skip(EDGE).rev().take(EDGE).enumerate();
    top.chain(bottom.map(|(place, index)| (*index, Edge::Bottom(place))))
        .collect()
}

/// A line without its digits: page 3 and page 4 have the same footer.
fn without_digits(line: &str) -> String {
    let rest: String = line.chars().filter(|c| !c.is_numeric()).collect();
    rest.trim().to_owned()
}

/// The lines that stand at the same edge of more than half of the pages.
fn repeated_edges(pages: &[Vec<String>]) -> Vec<(Edge, String)> {
    if pages.len() < FEWEST_PAGES {
        return Vec::new();
    }
    let mut counts: HashMap<(Edge, String), usize> = HashMap::new();
    for page in pages {
        for (index, edge) in edges(page) {
            if let Some(line) = page.get(index) {
                *counts.entry((edge, without_digits(line))).or_default() += 1;
            }
        }
    }
    let repeated = counts.into_iter().filter(|(_, count)| count * 2 > pages.len());
    repeated.map(|(line, _)| line).collect()
}

/// The lines of a page without what repeats at its edges and without a bare page number.
fn body(page: &[String], repeated: &[(Edge, String)]) -> Vec<String> {
    let is_furniture = |index: usize, edge: Edge| {
        let line = page.get(index).map(String::as_str).unwrap_or_default();
        is_page_number(line) || repeated.contains(&(edge, without_digits(line)))
    };
    let furniture: Vec<usize> = edges(page)
        .into_iter()
        .filter(|(index, edge)| is_furniture(*index, *edge))
        .map(|(index, _)| index)
        .collect();
    let lines = page.iter().enumerate().filter(|(index, _)| !furniture.contains(index));
    let kept: Vec<String> = lines.map(|(_, line)| line.clone()).collect();
    // A paragraph may go on on the next page; so the empty lines at the edges of a page mean nothing.
    let first = kept.iter().position(|line| !line.is_empty()).unwrap_or(kept.len());
    let last = kept
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(first, |last| last + 1);
    kept.get(first..last).unwrap_or_default().to_vec()
}

/// `12`, `- 12 -`, `Page 12 of 30`, `12/30`.
fn is_page_number(line: &str) -> bool {
    let rest: String = line.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    line.chars().count() <= 20
        && line.chars().any(|c| c.is_ascii_digit())
        && matches!(
            rest.as_str(),
            "" | "page" | "pageof" | "seite" | "seitevon" | "of" | "p"
        )
        && !line.contains(['.', ',', '%', '$', '€', ':'])
}

fn paragraphs(lines: &[String]) -> String {
    let usual = usual_length(lines);
    let mut text = String::new();
    let mut previous: Option<&String> = None;
    for line in lines {
        if line.is_empty() {
            previous = None;
            continue;
        }
        match previous {
            _ if text.is_empty() => {}
            Some(previous) if !ends_paragraph(previous, usual) => join(&mut text),
            _ => text.push_str("\n\n"),
        }
        text.push_str(line);
        previous = Some(line);
    }
    text
}

/// The length that most full lines have: that of the line longer than nine in ten.
fn usual_length(lines: &[String]) -> f64 {
    let mut lengths: Vec<usize> = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.chars().count())
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).copied().unwrap_or_default() as f64
}

fn ends_paragraph(line: &str, usual: f64) -> bool {
    let is_short = (line.chars().count() as f64) < usual * SHORT_LINE;
    let end = line.trim_end_matches(['"', '\'', '”', '“', '’', '»', ')', '」', '』']);
    is_short && end.ends_with(['.', '!', '?', ':', '。', '！', '？', '…', '؟'])
}

/// Prepares the end of the text for the next line of its paragraph.
fn join(text: &mut String) {
    let Some(last) = text.chars().next_back() else {
        return;
    };
    let before = text.chars().rev().nth(1);
    let is_word = before.is_some_and(char::is_alphabetic);
    match last {
        '\u{ad}' | '\u{2010}' | '-' if is_word => {
            text.pop();
        }
        // Between characters of Chinese and Japanese there are no blanks.
        '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' => {}
        _ => text.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean_of(pages: &[&str]) -> String {
        clean(&pages.iter().map(|page| (*page).to_owned()).collect::<Vec<_>>()).0
    }

    #[test]
    fn lines_are_joined_and_words_too() {
        let page = "A headline\n\nThe first  line of a para-\ngraph that goes on for\nlong. It ends.\nThe next paragraph is long too\nand ends.";
        assert_eq!(
            clean_of(&[page]),
            "A headline\n\nThe first line of a paragraph that goes on for long. It ends.\n\nThe next paragraph is long too and ends."
        );
        assert_eq!(clean_of(&["微软在与\n合作上花费"]), "微软在与合作上花费");
    }

    #[test]
    fn what_repeats_on_pages_is_dropped() {
        let page = |number: u32, text: &str| format!("Daily News {number}\n\n{text}\n\nPage {number} of 4");
        let pages = [
            page(1, "One sentence that runs on"),
            page(2, "to the next page."),
            page(3, "Three."),
        ];
        let (text, left_out) = clean(&pages);
        assert_eq!(text, "One sentence that runs on to the next page.\n\nThree.");
        assert_eq!(left_out, ["Daily News", "Page  of"]);
        assert_eq!(clean_of(&["In 2024\nit was so."]), "In 2024 it was so.");
        assert_eq!(clean_of(&["Text of a page\n\n12"]), "Text of a page");
    }
}
