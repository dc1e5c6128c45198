//! Fonts of the system for the window around the article: names of files and the like may be in any script.
//!
//! eframe has a provider for this too, but on a machine that has fontconfig and no fonts it panics.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use egui::epaint::text::{FallbackRequest, FontInsert, FontPriority, FontProvider, InsertFontFamily};
use fontique::{
    Collection, CollectionOptions, FallbackKey, GenericFamily, QueryFamily, QueryFont, QueryStatus, SourceCache,
};

use super::text_view::scripts_of;
use crate::panics;

/// Finds a font for what the bundled ones lack.
struct SystemFonts {
    /// Filled by a thread, since it takes a while to list what is there.
    fonts: Arc<OnceLock<Mutex<Fonts>>>,
}

struct Fonts {
    collection: Collection,
    cache: SourceCache,
}

fn load() -> Mutex<Fonts> {
    let collection = Collection::new(CollectionOptions {
        shared: false,
        system_fonts: true,
    });
    Mutex::new(Fonts {
        collection,
        cache: SourceCache::default(),
    })
}

/// Lets egui use the fonts of the system.
pub fn install(context: &egui::Context) {
    let fonts: Arc<OnceLock<Mutex<Fonts>>> = Arc::default();
    let filled = Arc::clone(&fonts);
    panics::spawn("Listing the fonts", move || {
        filled.get_or_init(load);
    });
    context.add_font_provider(Arc::new(SystemFonts { fonts }));
}

impl FontProvider for SystemFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let character = request.cluster.chars().next()?;
        let mut fonts = self
            .fonts
            .get_or_init(load)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let found = fonts.find(request.cluster, character)?;
        let name = format!("system:{}:{}", found.family.0.to_u64(), found.index);
        let (data, _) = found.blob.into_raw_parts();
        let family = InsertFontFamily {
            family: request.family.clone(),
            priority: FontPriority::Lowest,
        };
        Some(FontInsert {
            name,
            data: egui::FontData::from_blob(data, found.index),
            families: vec![family],
        })
    }
}

impl Fonts {
    /// The first font that has the character: of its script, or else of any kind.
    fn find(&mut self, cluster: &str, character: char) -> Option<QueryFont> {
        let kinds = [
            GenericFamily::SansSerif,
            GenericFamily::Emoji,
            GenericFamily::Math,
            GenericFamily::Serif,
        ];
        for script in scripts_of(cluster).into_iter().map(Some).chain([None]) {
            let mut query = self.collection.query(&mut self.cache);
            query.set_families(kinds.map(QueryFamily::Generic));
            if let Some(script) = script {
                query.set_fallbacks(FallbackKey::from(script));
            }
            let mut found = None;
            query.matches_with(|font| {
                let has_it = font
                    .charmap()
                    .and_then(|map| map.map(character))
                    .is_some_and(|glyph| glyph != 0);
                if !has_it {
                    return QueryStatus::Continue;
                }
                found = Some(font.clone());
                QueryStatus::Stop
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
