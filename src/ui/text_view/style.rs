//! How the text looks: type and colours, all given from outside.

use egui::Color32;

/// The family of the reading face.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Source Serif 4.
    #[default]
    Serif,
    /// Inter.
    Sans,
}

/// The type the text is set in.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStyle {
    /// Font size in points.
    pub size: f32,
    /// From baseline to baseline, as a multiple of the size.
    pub line_height: f32,
    /// The longest line, in average characters of the reading face. People like 60 to 75.
    pub measure: f32,
    /// Serif or sans.
    pub face: Face,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self {
            size: 17.0,
            line_height: 1.6,
            measure: 70.0,
            face: Face::Serif,
        }
    }
}

impl TextStyle {
    /// The same with every value in a range that can be shown, whatever a settings file says.
    pub(super) fn sane(&self) -> Self {
        let within = |value: f32, low: f32, high: f32, default: f32| match value.is_finite() {
            true => value.clamp(low, high),
            false => default,
        };
        let default = Self::default();
        Self {
            size: within(self.size, 6.0, 96.0, default.size),
            line_height: within(self.line_height, 1.0, 3.0, default.line_height),
            measure: within(self.measure, 10.0, 400.0, default.measure),
            face: self.face,
        }
    }
}

/// Every colour the view paints with, apart from those of the marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewColors {
    /// Running text.
    pub text: Color32,
    /// The headline.
    pub headline: Color32,
    /// The outline of the current unit.
    pub frame: Color32,
    /// A tint inside that outline; transparent for none.
    pub frame_fill: Color32,
    /// Behind selected text.
    pub selection: Color32,
    /// The caret, shown where an empty selection stands.
    pub caret: Color32,
    /// The outline of a selected mark.
    pub mark_outline: Color32,
    /// The part of the scroll bar that moves, at rest.
    pub scroll_thumb: Color32,
    /// The same under the pointer or held.
    pub scroll_thumb_active: Color32,
    /// The groove it moves in; transparent for none.
    pub scroll_track: Color32,
}
