//! How the window looks: every colour, font and distance.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin, Shadow, Stroke, TextStyle,
    Visuals, epaint::text::VariationCoords, vec2,
};

use super::text_view::{Cue, ViewColors};
use crate::{labels::Rgb, store::settings::Theme};

/// The colours of the window, light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Whether these are the dark ones.
    pub dark: bool,
    /// Behind the article.
    pub page: Color32,
    /// Behind everything around it.
    pub panel: Color32,
    /// Behind what stands out of a panel: fields, chips.
    pub raised: Color32,
    /// Behind what the pointer is over.
    pub hovered: Color32,
    /// Text.
    pub text: Color32,
    /// Text that explains.
    pub muted: Color32,
    /// Lines between parts.
    pub hairline: Color32,
    /// What is current: the frame, the selection, links.
    pub accent: Color32,
    /// Text of what went well.
    pub good: Color32,
    /// Text of what did not.
    pub problem: Color32,
    /// Behind a message that wants to be read.
    pub notice: Color32,
    /// Behind what was found.
    pub hit: Color32,
}

const fn gray(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Tokens = Tokens {
    dark: false,
    page: gray(0xFFFDF9),
    panel: gray(0xF5F2EC),
    raised: gray(0xFFFFFF),
    hovered: gray(0xEAE5DB),
    text: gray(0x24211C),
    muted: gray(0x6A645A),
    hairline: gray(0xE0DACE),
    accent: gray(0x2F5D8C),
    good: gray(0x2C6E49),
    problem: gray(0xA8321F),
    notice: gray(0xFBF0D3),
    hit: gray(0xFFE97A),
};

const DARK: Tokens = Tokens {
    dark: true,
    page: gray(0x1B1C1F),
    panel: gray(0x141517),
    raised: gray(0x26282C),
    hovered: gray(0x2F3237),
    text: gray(0xE8E4DC),
    muted: gray(0xA29D93),
    hairline: gray(0x303338),
    accent: gray(0x8DB8EA),
    good: gray(0x7FC8A0),
    problem: gray(0xF29483),
    notice: gray(0x3A3220),
    hit: gray(0x6B5A12),
};

impl Tokens {
    /// The colours in force.
    pub fn of(visuals: &Visuals) -> &'static Self {
        if visuals.dark_mode { &DARK } else { &LIGHT }
    }

    /// The colours the text view paints with.
    pub fn view(&self) -> ViewColors {
        ViewColors {
            text: self.text,
            headline: self.text,
            frame: self.accent,
            frame_fill: Color32::TRANSPARENT,
            selection: mix(self.page, self.accent, if self.dark { 0.45 } else { 0.28 }),
            caret: self.accent,
            mark_outline: self.text,
            scroll_thumb: mix(self.page, self.muted, 0.35),
            scroll_thumb_active: mix(self.page, self.muted, 0.75),
            scroll_track: Color32::TRANSPARENT,
        }
    }

    /// The colours of the map beside the text.
    pub fn map(&self) -> MapColors {
        MapColors {
            page: self.page,
            text: self.text,
            view: mix(self.page, self.muted, if self.dark { 0.20 } else { 0.14 }),
            view_edge: mix(self.page, self.muted, 0.45),
            here: self.accent,
            unsure: mix(self.page, self.text, 0.75),
            hit: mix(self.hit, self.text, if self.dark { 0.45 } else { 0.25 }),
        }
    }

    /// The background of text with a label of this colour. Text on it has a contrast of at least 4.5 (WCAG AA).
    pub fn fill(&self, label: Rgb) -> Color32 {
        let color = opaque(label);
        let most = if self.dark { 0.40 } else { 0.36 };
        // Any colour may be chosen for a label: the tint gives way before the text does.
        (0..=10)
            .map(|step| mix(self.page, color, most * (1.0 - 0.1 * step as f32)))
            .find(|fill| contrast(self.text, *fill) >= 4.5)
            .unwrap_or(self.page)
    }

    /// The colour of lines and swatches of a label: its own, or what can be seen of it on the page.
    pub fn line(&self, label: Rgb) -> Color32 {
        visible(label, self.text, self.page)
    }
}

/// The colours of the map beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapColors {
    page: Color32,
    text: Color32,
    /// Behind what is in view.
    pub view: Color32,
    /// Its upper and lower edge.
    pub view_edge: Color32,
    /// Beside what a label would go to.
    pub here: Color32,
    /// Beside what is unsure.
    pub unsure: Color32,
    /// Beside what was found.
    pub hit: Color32,
}

impl MapColors {
    /// A row of which `share` has a label of this colour.
    pub fn label(&self, label: Rgb, share: f32) -> Color32 {
        mix(self.page, visible(label, self.text, self.page), 0.25 + 0.75 * share)
    }
}

/// The colour of a label whose set does not know it.
pub const UNKNOWN_LABEL: Rgb = Rgb([0x80, 0x80, 0x80]);

/// How the lines of the label at a place in its set are drawn, so that colour is not all that tells labels apart.
pub fn cue(place: usize) -> Cue {
    Cue::ALL.get(place % Cue::ALL.len()).copied().unwrap_or_default()
}

/// A label's colour, or what can be seen of it on a page with this text.
fn visible(label: Rgb, text: Color32, page: Color32) -> Color32 {
    let color = opaque(label);
    (0..=10)
        .map(|step| mix(color, text, 0.08 * step as f32))
        .find(|line| contrast(*line, page) >= 2.2)
        .unwrap_or(color)
}

fn opaque(Rgb([red, green, blue]): Rgb) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// The colour `share` of the way from one to another.
pub fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let channel = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * share).round() as u8;
    Color32::from_rgb(
        channel(from.r(), to.r()),
        channel(from.g(), to.g()),
        channel(from.b(), to.b()),
    )
}

/// The contrast ratio of two opaque colours, 1 to 21, by WCAG 2.2.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let linear = |channel: u8| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

// --- fonts -----------------------------------------------------------------------------------------------

/// The family of words that stand out.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// The family of titles, which are set like the article's headline.
pub fn serif() -> FontFamily {
    FontFamily::Name("serif".into())
}

const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter.ttf");
const SERIF: &[u8] = include_bytes!("../../assets/fonts/SourceSerif4-Semibold.otf");

/// The fonts of the window, before egui's own ones.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let weight = |value: f32| FontTweak {
        coords: VariationCoords::new([(b"wght", value)]),
        ..FontTweak::default()
    };
    let mut add = |name: &str, bytes: &'static [u8], tweak: FontTweak, family: FontFamily| {
        fonts
            .font_data
            .insert(name.into(), Arc::new(FontData::from_static(bytes).tweak(tweak)));
        let fallback = fonts
            .families
            .get(&FontFamily::Proportional)
            .cloned()
            .unwrap_or_default();
        fonts.families.entry(family).or_insert(fallback).insert(0, name.into());
    };
    add("Inter semibold", INTER, weight(600.0), strong());
    add("Source Serif", SERIF, FontTweak::default(), serif());
    add("Inter", INTER, weight(420.0), FontFamily::Proportional);
    fonts
}

// --- style -----------------------------------------------------------------------------------------------

/// Sets fonts and both themes. Once, at the start.
pub fn install(context: &egui::Context) {
    context.set_fonts(fonts());
    context.options_mut(|options| {
        options.fallback_theme = egui::Theme::Light;
        // Zooming is a command of ours.
        options.zoom_with_keyboard = false;
    });
    for (theme, tokens) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        context.style_mut_of(theme, |style| set_style(style, tokens));
    }
}

/// Follows the user's choice between light and dark.
pub fn choose(context: &egui::Context, theme: Theme) {
    context.set_theme(match theme {
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
        Theme::System => egui::ThemePreference::System,
    });
}

fn set_style(style: &mut egui::Style, tokens: &Tokens) {
    style.text_styles = [
        (TextStyle::Small, FontId::new(11.5, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(13.5, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(13.5, FontFamily::Proportional)),
        (TextStyle::Heading, FontId::new(15.0, strong())),
        (TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace)),
    ]
    .into();
    style.interaction.selectable_labels = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size.y = 26.0;
    spacing.menu_margin = Margin::same(6);
    spacing.tooltip_width = 320.0;
    // Lists that spring back at their ends would draw frames for two seconds.
    style.spacing.scroll.kinetic.rubber_band = false;
    style.visuals = visuals(tokens);
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.panel;
    visuals.window_stroke = Stroke::new(1.0, tokens.hairline);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    let shadow = Color32::from_black_alpha(if tokens.dark { 110 } else { 36 });
    visuals.window_shadow = Shadow {
        offset: [0, 8],
        blur: 28,
        spread: 0,
        color: shadow,
    };
    visuals.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: shadow,
    };
    visuals.extreme_bg_color = tokens.raised;
    visuals.text_edit_bg_color = Some(tokens.raised);
    visuals.faint_bg_color = mix(tokens.panel, tokens.hovered, 0.5);
    visuals.weak_text_color = Some(tokens.muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.problem;
    visuals.error_fg_color = tokens.problem;
    visuals.selection.bg_fill = mix(tokens.panel, tokens.accent, if tokens.dark { 0.4 } else { 0.22 });
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    let radius = CornerRadius::same(6);
    let widgets = &mut visuals.widgets;
    for (widget, fill, line, text) in [
        (&mut widgets.noninteractive, tokens.panel, tokens.hairline, tokens.text),
        (&mut widgets.inactive, tokens.raised, tokens.hairline, tokens.text),
        (
            &mut widgets.hovered,
            tokens.hovered,
            mix(tokens.hairline, tokens.muted, 0.5),
            tokens.text,
        ),
        (&mut widgets.active, tokens.hovered, tokens.accent, tokens.text),
        (&mut widgets.open, tokens.hovered, tokens.hairline, tokens.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels;

    #[test]
    fn text_can_be_read_on_every_background() {
        for tokens in [LIGHT, DARK] {
            for background in [
                tokens.page,
                tokens.panel,
                tokens.raised,
                tokens.hovered,
                tokens.notice,
                tokens.hit,
                tokens.view().selection,
            ] {
                assert!(contrast(tokens.text, background) >= 4.5, "{tokens:?} {background:?}");
            }
            for color in [tokens.muted, tokens.accent, tokens.good, tokens.problem] {
                assert!(contrast(color, tokens.panel) >= 4.5, "{color:?} on {:?}", tokens.panel);
            }
            let chosen = [[0, 0, 0], [255, 255, 255], [255, 255, 0], [0, 0, 255], [128, 128, 128]].map(Rgb);
            let built_in = labels::built_in();
            for label in built_in.labels().iter().map(|label| label.color).chain(chosen) {
                assert!(
                    contrast(tokens.text, tokens.fill(label)) >= 4.5,
                    "{label} dark {}",
                    tokens.dark
                );
                assert!(
                    contrast(tokens.line(label), tokens.page) >= 2.2,
                    "{label} dark {}",
                    tokens.dark
                );
            }
        }
    }

    #[test]
    fn contrast_is_as_wcag_says() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(Color32::from_rgb(0x76, 0x76, 0x76), Color32::WHITE) - 4.54).abs() < 0.01);
    }
}
