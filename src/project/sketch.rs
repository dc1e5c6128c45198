//! Texts that are nearly the same: the wire story that two papers printed, the page that was saved twice.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// How many words in a row are compared.
const SHINGLE: usize = 4;
/// How many places a sketch has.
const PLACES: usize = 32;
/// How many places in a row must agree for two texts to be compared. With 8 rows of 4, two texts of which 80 % is the
/// same are compared with a chance of 98 %, two of which 30 % is with 6 %.
const ROW: usize = 4;
/// The share of places that must agree for two texts to count as nearly the same.
const ALIKE: f32 = 0.7;
/// Shorter texts are the same or not: a few words in common say nothing.
const LEAST_WORDS: usize = 20;

/// What texts are compared by: the least hash of their runs of words, for each of 32 parts of all hashes (MinHash with
/// one permutation: Li, Owen and Zhang 2012, empty places filled as Shrivastava 2017 does). Of two sketches, the share of places that
/// agree estimates the share of runs that the texts have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch([u32; PLACES]);

impl Sketch {
    /// The sketch of a text; `None` if it is too short to be told from others so.
    pub fn of(text: &str) -> Option<Self> {
        let mut places = [u32::MAX; PLACES];
        let mut run = [0_u64; SHINGLE];
        let mut count = 0;
        for word in words(text) {
            run.rotate_left(1);
            if let Some(last) = run.last_mut() {
                *last = hash_of(word);
            }
            count += 1;
            if count >= SHINGLE {
                let hash = run.iter().fold(0, |hash, word| mix(hash ^ word));
                let place = usize::try_from(hash >> 32).unwrap_or_default() % PLACES;
                if let Some(least) = places.get_mut(place) {
                    // The lower half, which the place does not depend on; the highest value says that nothing is there.
                    *least = (*least).min((hash & 0xFFFF_FFFE) as u32);
                }
            }
        }
        (count >= LEAST_WORDS).then(|| Self(filled(places)))
    }

    /// The share of the text that the other has too, as far as sketches can tell: 0 to 1.
    pub fn likeness(&self, other: &Self) -> f32 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        same as f32 / PLACES as f32
    }

    /// The rows of places; texts that are alike most often have one in common.
    fn rows(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.0.chunks(ROW).enumerate()
    }
}

/// The words of a text, as far as it matters here: runs of letters and digits, and each character of scripts that put no
/// spaces between words. Far quicker than cutting words by the rules of Unicode.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        rest = rest.get(start..)?;
        let first = rest.chars().next()?;
        let end = if is_unspaced(first) {
            first.len_utf8()
        } else {
            let goes_on = |character: char| character.is_alphanumeric() && !is_unspaced(character);
            rest.find(|character: char| !goes_on(character)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

/// Whether a character is of a script without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Puts into empty places what stands in another, chosen by the place alone, so that equal texts stay equal.
fn filled(mut places: [u32; PLACES]) -> [u32; PLACES] {
    let found = places;
    for (place, value) in places.iter_mut().enumerate().filter(|(_, value)| **value == u32::MAX) {
        let mut draw = mix(place as u64 + 1);
        for _ in 0..1024 {
            let other = usize::try_from(draw % PLACES as u64).unwrap_or_default();
            match found.get(other) {
                Some(least) if *least != u32::MAX => {
                    *value = *least;
                    break;
                }
                _ => draw = mix(draw),
            }
        }
    }
    places
}

/// FNV-1a of a word in small letters.
pub(super) fn hash_of(word: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    if word.is_ascii() {
        word.bytes().for_each(|byte| add(byte.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for character in word.chars().flat_map(char::to_lowercase) {
            character.encode_utf8(&mut buffer).bytes().for_each(&mut add);
        }
    }
    hash
}

/// The finish of splitmix64: every bit of the result depends on every bit of the number.
pub(super) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// For each text the first of those that are nearly the same as it, by their numbers: itself if it is the first, or
/// alone. Texts without a sketch are alone.
pub fn alike<'a>(sketches: impl IntoIterator<Item = Option<&'a Sketch>>) -> Vec<usize> {
    let sketches: Vec<Option<&Sketch>> = sketches.into_iter().collect();
    let mut groups = Groups::new(sketches.len());
    let mut seen: HashMap<(usize, &[u32]), Vec<usize>> = HashMap::new();
    for (number, sketch) in sketches.iter().enumerate() {
        let Some(sketch) = sketch else { continue };
        for row in sketch.rows() {
            let before = seen.entry(row).or_default();
            // A row that very many share says little; and its first members are joined by their other rows.
            for other in before.iter().take(64) {
                let is_alike = || {
                    let other = sketches.get(*other).copied().flatten();
                    other.is_some_and(|other| sketch.likeness(other) >= ALIKE)
                };
                if groups.first(*other) != groups.first(number) && is_alike() {
                    groups.join(*other, number);
                }
            }
            before.push(number);
        }
    }
    (0..sketches.len()).map(|number| groups.first(number)).collect()
}

/// Numbers in groups, each known by its first.
pub(super) struct Groups(Vec<usize>);

impl Groups {
    /// Each alone.
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The first of the group that a number is in.
    pub(super) fn first(&mut self, number: usize) -> usize {
        let mut first = number;
        while let Some(before) = self.0.get(first).copied().filter(|before| *before != first) {
            first = before;
        }
        if let Some(place) = self.0.get_mut(number) {
            *place = first;
        }
        first
    }

    /// Makes the groups of two numbers one.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(place) = self.0.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Parliament passed the budget on 3 March by 214 votes to 187. The coalition now depends on the \
        two smallest parties, so every later vote is a negotiation, said the chair of the committee. Nothing of this \
        was new to those who had followed the debate since the autumn, when the first draft was withdrawn.";

    fn sketch(text: &str) -> Sketch {
        Sketch::of(text).expect("long enough")
    }

    #[test]
    fn the_same_story_in_two_papers_is_found() {
        let other_paper = format!("(AP) – {} Read more on page 4.", STORY.replace("autumn", "fall"));
        let another = "The central bank left its rate where it was on Thursday, and said that it would look at the \
            figures again in May. Most banks had expected as much, although some had hoped for a quarter of a point.";
        assert!(sketch(STORY).likeness(&sketch(&other_paper)) > 0.7);
        assert!(sketch(STORY).likeness(&sketch(another)) < 0.2);
        let texts = [another, STORY, "Too short.", &other_paper, "Too short."];
        let sketches: Vec<_> = texts.iter().map(|text| Sketch::of(text)).collect();
        assert_eq!(alike(sketches.iter().map(Option::as_ref)), [0, 1, 2, 1, 4]);
    }

    #[test]
    fn scripts_without_spaces_have_sketches_too() {
        let story = "议会以二百一十四票对一百八十七票通过了预算。联合政府现在依赖两个最小的政党,因此以后的每次表决都是一场谈判。";
        let other = "央行周四将利率维持不变,并表示将在五月份再次审视相关数据。多数银行此前已预料到这一结果,虽然有些银行曾期待变化。";
        assert!(sketch(story).likeness(&sketch(&format!("快讯:{story}"))) > 0.7);
        assert!(sketch(story).likeness(&sketch(other)) < 0.2);
    }

    #[test]
    fn a_thousand_copies_are_one_group() {
        let sketches: Vec<_> = (0..1000)
            .map(|number| Sketch::of(&format!("{STORY} {number}")))
            .collect();
        let groups = alike(sketches.iter().map(Option::as_ref));
        assert!(groups.iter().all(|first| *first == 0));
    }
}
