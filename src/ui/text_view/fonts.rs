//! The fonts the text is set in: two bundled reading faces, the system's fonts for every other script, and a last
//! resort for a machine that has none.
//!
//! Asking the system for its fonts and opening the one for a new script takes up to half a second, so a thread does
//! it: when a text is opened it looks which scripts occur, finds and opens their fonts and hands back a collection that
//! knows them. Until then the view shows what the bundled faces can set and leaves the rest out.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use fontique::{Blob, Collection, CollectionOptions, FallbackKey, FamilyId, Script, ScriptExt as _, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName, GenericFamily, LayoutContext, StyleProperty};

use super::style::Face;
use crate::{article::Text, panics};

/// The bundled reading faces: serif in two weights, and a variable sans.
const READING: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/SourceSerif4-Regular.otf"),
    include_bytes!("../../../assets/fonts/SourceSerif4-Semibold.otf"),
    include_bytes!("../../../assets/fonts/Inter.ttf"),
];

/// Colour emoji fonts by preference; the first that is installed is used before any black-and-white one.
const EMOJI: [&str; 5] = [
    "Noto Color Emoji",
    "Apple Color Emoji",
    "Segoe UI Emoji",
    "Twemoji",
    "JoyPixels",
];

/// Fonts with arrows, check marks and the like, which belong to no script.
const SYMBOLS: [&str; 7] = [
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Apple Symbols",
    "DejaVu Sans",
];

/// Where these are installed they are tried before what the system names, which for Thai may be a font whose tone marks
/// collide with vowels, and for Arabic one made for headlines.
const PREFERRED: [(&[u8; 4], &str); 20] = [
    (b"Arab", "Noto Naskh Arabic"),
    (b"Armn", "Noto Sans Armenian"),
    (b"Beng", "Noto Sans Bengali"),
    (b"Deva", "Noto Sans Devanagari"),
    (b"Ethi", "Noto Sans Ethiopic"),
    (b"Geor", "Noto Sans Georgian"),
    (b"Gujr", "Noto Sans Gujarati"),
    (b"Guru", "Noto Sans Gurmukhi"),
    (b"Hebr", "Noto Sans Hebrew"),
    (b"Khmr", "Noto Sans Khmer"),
    (b"Knda", "Noto Sans Kannada"),
    (b"Laoo", "Noto Sans Lao"),
    (b"Mlym", "Noto Sans Malayalam"),
    (b"Mymr", "Noto Sans Myanmar"),
    (b"Orya", "Noto Sans Oriya"),
    (b"Sinh", "Noto Sans Sinhala"),
    (b"Taml", "Noto Sans Tamil"),
    (b"Telu", "Noto Sans Telugu"),
    (b"Thai", "Noto Sans Thai"),
    (b"Tibt", "Noto Serif Tibetan"),
];

/// The languages that have forms of Han characters of their own, beside simplified Chinese.
const HAN: [&str; 3] = ["ja", "ko", "zh-Hant"];

/// Scripts that are prepared whatever the text: those of the reading faces, and what has no script of its own.
const ALWAYS: [&[u8; 4]; 6] = [b"Latn", b"Grek", b"Cyrl", b"Zyyy", b"Zinh", b"Zzzz"];

/// A collection of fonts to show text in, and how to find more.
pub struct FontSet {
    pub(super) context: FontContext,
    loader: Option<Loader>,
}

/// The thread that finds fonts, and what was asked of it.
struct Loader {
    requests: Sender<(Arc<Text>, egui::Context)>,
    answers: Receiver<FontContext>,
    asked: usize,
    answered: usize,
}

impl FontSet {
    /// The bundled fonts and those of the system. Returns at once: a thread looks for the system's fonts, and the view
    /// repaints when they are there.
    pub fn system() -> Self {
        let (requests, request_queue) = channel();
        let (answer_sender, answers) = channel();
        panics::spawn("Finding fonts", move || find_fonts(&request_queue, &answer_sender));
        Self {
            // Without the last resort: what the reading faces lack waits for the system's fonts.
            context: reading_faces(false),
            loader: Some(Loader {
                requests,
                answers,
                asked: 0,
                answered: 0,
            }),
        }
    }

    /// The bundled fonts alone, the same on every machine.
    pub fn bundled_only() -> Self {
        Self::with_extra(Vec::new())
    }

    /// The bundled fonts and the given ones (each the bytes of a font file) as fallback for every script; none of the
    /// system's. For tests: the same on every machine.
    pub fn with_extra(fonts: Vec<Vec<u8>>) -> Self {
        let mut context = reading_faces(false);
        let mut families: Vec<FamilyId> = Vec::new();
        for font in fonts {
            families.extend(register(&mut context.collection, Blob::from(font)));
        }
        let emoji: Vec<FamilyId> = families
            .iter()
            .copied()
            .filter(|family| {
                let name = context.collection.family_name(*family);
                name.is_some_and(|name| name.contains("Emoji"))
            })
            .collect();
        context
            .collection
            .set_generic_families(GenericFamily::Emoji, emoji.into_iter());
        families.extend(last_resort(&mut context.collection));
        let scripts = Script::all_samples().iter().map(|(script, _)| *script);
        for script in scripts.chain(ALWAYS.map(script)) {
            context.collection.set_fallbacks(script, families.iter().copied());
        }
        for language in HAN {
            let key = FallbackKey::from((script(b"Hani"), language));
            context.collection.set_fallbacks(key, families.iter().copied());
        }
        Self { context, loader: None }
    }

    /// Asks for the fonts that `text` needs.
    pub(super) fn request(&mut self, text: &Arc<Text>, egui: &egui::Context) {
        if let Some(loader) = &mut self.loader
            && loader.requests.send((Arc::clone(text), egui.clone())).is_ok()
        {
            loader.asked += 1;
        }
    }

    /// Takes what was found since the last call; whether there was anything.
    pub(super) fn receive(&mut self) -> bool {
        let Some(loader) = &mut self.loader else { return false };
        let mut any = false;
        loop {
            match loader.answers.try_recv() {
                Ok(context) => {
                    self.context = context;
                    loader.answered += 1;
                    any = true;
                }
                Err(TryRecvError::Empty) => return any,
                Err(TryRecvError::Disconnected) => {
                    tracing::warn!("the system's fonts cannot be found; using the bundled ones");
                    *self = Self::bundled_only();
                    return true;
                }
            }
        }
    }

    /// Whether fonts asked for are still being looked for.
    pub(super) fn waits(&self) -> bool {
        self.loader
            .as_ref()
            .is_some_and(|loader| loader.answered < loader.asked)
    }
}

/// The families to try for running text, before the fallbacks of each script.
pub(super) fn families(face: Face) -> FontFamily<'static> {
    const SERIF: &[FontFamilyName<'static>] = &[
        FontFamilyName::Named(std::borrow::Cow::Borrowed("Source Serif 4")),
        FontFamilyName::Named(std::borrow::Cow::Borrowed("Inter")),
    ];
    const SANS: &[FontFamilyName<'static>] = &[
        FontFamilyName::Named(std::borrow::Cow::Borrowed("Inter")),
        FontFamilyName::Named(std::borrow::Cow::Borrowed("Source Serif 4")),
    ];
    match face {
        Face::Serif => SERIF.into(),
        Face::Sans => SANS.into(),
    }
}

/// A collection with the bundled reading faces, on top of the system's fonts if asked for.
fn reading_faces(system_fonts: bool) -> FontContext {
    let mut context = FontContext {
        collection: Collection::new(CollectionOptions {
            shared: false,
            system_fonts,
        }),
        source_cache: SourceCache::default(),
    };
    for font in READING {
        register(&mut context.collection, Blob::new(Arc::new(font)));
    }
    context
}

/// The fonts that egui brings along: Latin, Greek, Cyrillic and some signs for machines without any font.
fn last_resort(collection: &mut Collection) -> Vec<FamilyId> {
    let definitions = egui::FontDefinitions::default();
    let mut families = Vec::new();
    // Not its icons: they sit on private code points that mean something else in a text.
    for (_, font) in definitions.font_data.iter().filter(|(name, _)| !name.contains("icon")) {
        families.extend(register(collection, Blob::new(Arc::clone(&font.font))));
    }
    families
}

fn register(collection: &mut Collection, font: Blob<u8>) -> Vec<FamilyId> {
    let registered = collection.register_fonts(font, None);
    registered.into_iter().map(|(family, _)| family).collect()
}

/// The work of the thread: one answer for each request, until the view is gone.
fn find_fonts(requests: &Receiver<(Arc<Text>, egui::Context)>, answers: &Sender<FontContext>) {
    let mut context = reading_faces(true);
    let collection = &mut context.collection;
    let last_resort = last_resort(collection);
    let system_emoji: Vec<FamilyId> = collection.generic_families(GenericFamily::Emoji).collect();
    let emoji: Vec<FamilyId> = EMOJI.iter().filter_map(|name| collection.family_id(name)).collect();
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter().chain(system_emoji));
    let symbols: Vec<FamilyId> = SYMBOLS.iter().filter_map(|name| collection.family_id(name)).collect();
    let mut seen = Seen::default();
    let mut ready = BTreeSet::new();
    let mut layouts: LayoutContext<()> = LayoutContext::new();

    while let Ok((text, egui)) = requests.recv() {
        let sample = seen.new_in(text.as_str());
        drop(text);
        for script in seen.scripts().into_iter().chain(ALWAYS.map(script)) {
            if ready.insert(script) {
                prepare(&mut context.collection, script, &symbols, &last_resort);
            }
        }
        // Laying out opens the fonts and has their pages read from the disk.
        let mut builder = layouts.ranged_builder(&mut context, &sample, 1.0, true);
        builder.push_default(StyleProperty::from(families(Face::Serif)));
        drop(builder.build(&sample));
        if answers.send(context.clone()).is_err() {
            return;
        }
        egui.request_repaint();
    }
}

/// Sets which families are tried for what the reading faces lack of a script.
fn prepare(collection: &mut Collection, of: Script, symbols: &[FamilyId], last_resort: &[FamilyId]) {
    let preferred = PREFERRED.iter().find(|(tag, _)| script(tag) == of);
    let preferred = preferred.and_then(|(_, name)| collection.family_id(name));
    let keys: Vec<FallbackKey> = match &of.to_bytes() {
        b"Hani" => (HAN.iter().copied().chain(["zh-Hans"]))
            .map(|language| FallbackKey::from((of, language)))
            .collect(),
        _ => vec![FallbackKey::from(of)],
    };
    for key in keys {
        // Kana should match the Han characters between them.
        let asked = match &of.to_bytes() {
            b"Hira" | b"Kana" => FallbackKey::from((script(b"Hani"), "ja")),
            _ => key,
        };
        // The system names its font; then come ours.
        let system: Vec<FamilyId> = collection.fallback_families(asked).collect();
        let families = preferred.into_iter().chain(system);
        let families = families
            .chain(symbols.iter().copied())
            .chain(last_resort.iter().copied());
        collection.set_fallbacks(key, families);
    }
}

fn script(tag: &[u8; 4]) -> Script {
    Script::from_bytes(*tag)
}

/// The scripts that a text may be in.
pub(in crate::ui) fn scripts_of(text: &str) -> Vec<Script> {
    let mut seen = Seen::default();
    seen.new_in(text);
    seen.scripts()
}

/// Which parts of Unicode have been met, in buckets of 128 code points.
#[derive(Default)]
struct Seen(BTreeSet<u32>);

impl Seen {
    /// Notes the characters of `text`; returns a few of each bucket that is new.
    fn new_in(&mut self, text: &str) -> String {
        const SAMPLES: u8 = 4;
        let mut sample = String::new();
        let mut counts = std::collections::BTreeMap::new();
        for character in text.chars().filter(|character| !character.is_ascii()) {
            let bucket = bucket(character);
            let count = match counts.get_mut(&bucket) {
                Some(count) => count,
                None if self.0.contains(&bucket) => continue,
                None => counts.entry(bucket).or_insert(0_u8),
            };
            if *count < SAMPLES {
                *count += 1;
                sample.push(character);
                sample.push(' ');
            }
        }
        self.0.extend(counts.into_keys());
        sample
    }

    /// The scripts that may have been met: all that have a sample character in a bucket met.
    fn scripts(&self) -> Vec<Script> {
        Script::all_samples()
            .iter()
            .filter(|(_, sample)| sample.chars().any(|character| self.0.contains(&bucket(character))))
            .map(|(script, _)| *script)
            .collect()
    }
}

/// Characters of one bucket belong to the same script, or nearly. Han and Hangul, which are large, are one each.
fn bucket(character: char) -> u32 {
    match character {
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => '今' as u32 >> 7,
        '\u{ac00}'..='\u{d7ff}' | '\u{1100}'..='\u{11ff}' => '가' as u32 >> 7,
        other => other as u32 >> 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_faces_have_their_names_and_weights() {
        let mut context = reading_faces(false);
        let serif = context.collection.family_by_name("Source Serif 4").expect("registered");
        let weights: Vec<f32> = serif.fonts().iter().map(|font| font.weight().value()).collect();
        assert_eq!(weights, [400.0, 600.0]);
        let sans = context.collection.family_by_name("Inter").expect("registered");
        assert!(sans.fonts().iter().all(fontique::FontInfo::has_weight_axis));
    }

    #[test]
    fn scripts_are_found_by_their_characters() {
        let mut seen = Seen::default();
        let sample = seen.new_in("Plain, then العربية, ไทย and 结构性判断.");
        assert!(sample.contains('ا') && sample.contains('ท') && sample.contains('结'));
        let scripts: Vec<String> = seen.scripts().iter().map(ToString::to_string).collect();
        for script in ["Arab", "Thai", "Hani"] {
            assert!(scripts.iter().any(|found| found == script), "{script} in {scripts:?}");
        }
        assert_eq!(seen.new_in("more العربية"), "", "known by now");
    }

    #[test]
    fn the_thread_answers_each_request() {
        let mut fonts = FontSet::system();
        assert!(!fonts.waits());
        fonts.request(&Arc::new(Text::new("Ünïcode ✓ 结构".into())), &egui::Context::default());
        assert!(fonts.waits());
        let start = std::time::Instant::now();
        while !fonts.receive() {
            assert!(start.elapsed().as_secs() < 60, "no answer");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert!(!fonts.waits());
    }
}
