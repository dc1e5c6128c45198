//! Builds plain text from marked-up pieces: words, blanks, lines, paragraphs.

/// What stands between two pieces of text. A wider gap takes the place of a narrower one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: they touch.
    #[default]
    None,
    /// A blank.
    Space,
    /// A tab: the next cell of a table's row.
    Tab,
    /// A line end.
    Line,
    /// An empty line.
    Paragraph,
}

/// Text that grows piece by piece. Gaps are written when text follows, so none is ever left at an end or doubled.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    gap: Gap,
}

impl Flow {
    /// There is at least `gap` before what follows.
    pub fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A line end that a writer put there: a second one makes an empty line.
    pub fn line_break(&mut self) {
        let gap = if self.gap >= Gap::Line {
            Gap::Paragraph
        } else {
            Gap::Line
        };
        self.gap(gap);
    }

    /// Text in which any run of blanks and line ends means one blank, as in HTML. A non-breaking space is no blank.
    pub fn words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let word_end = rest.find(is_blank).unwrap_or(rest.len());
            let (word, blanks) = rest.split_at(word_end);
            if !word.is_empty() {
                self.verbatim(word);
            }
            rest = blanks.trim_start_matches(is_blank);
            if rest.len() < blanks.len() {
                self.gap(Gap::Space);
            }
        }
    }

    /// Text in which every character counts.
    pub fn verbatim(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Tab => "\t",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.text.push_str(text);
    }

    /// What was built.
    pub fn into_text(self) -> String {
        self.text
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_between_texts_only() {
        let mut flow = Flow::default();
        flow.gap(Gap::Paragraph);
        flow.words("  One \n two");
        flow.words("-three ");
        flow.gap(Gap::Line);
        flow.gap(Gap::Tab);
        flow.words("  four\u{a0}five");
        flow.line_break();
        flow.line_break();
        flow.words("six");
        flow.gap(Gap::Paragraph);
        assert_eq!(flow.into_text(), "One two-three\nfour\u{a0}five\n\nsix");
    }
}
