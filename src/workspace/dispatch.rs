//! What each command does: where to look for it.

use super::{Command, Dialog, Outcome, PathFor, Request, View, Workspace, ZOOM_STEP};
use crate::{
    annotation::{About, State},
    labels::LabelId,
    store::settings::Theme,
};

impl Workspace {
    pub(super) fn dispatch(&mut self, command: Command) -> Outcome {
        if self.view() != View::Article && command.needs_text() {
            // The last decision is what is taken back where decisions are made.
            return match command {
                Command::Undo if self.view() == View::Consistency => self.take_decision_back(),
                _ => Err("The article is not shown now. Go back to it first (Esc).".into()),
            };
        }
        match command {
            Command::Open => self.request(Request::Pick(PathFor::Article)),
            Command::OpenFile(path) => return self.open_path(path),
            Command::OpenAs(path, encoding) => return self.open(path, Some(encoding)),
            Command::OpenProject(root) => return self.open_project_at(&root),
            Command::NewProject => self.request(Request::Pick(PathFor::Project)),
            Command::NewProjectAt(root) => return self.new_project(&root),
            Command::CloseProject => return self.close_project(),
            Command::ImportFiles => return self.pick_for_project(PathFor::Import),
            Command::ImportFolder => return self.pick_for_project(PathFor::ImportFolder),
            Command::Import(paths) => return self.import_files(paths),
            Command::PasteArticle => return self.paste_article(),
            Command::ImportText(text) => return self.import_text(text),
            Command::ChooseColumns(columns) => return self.choose_columns(columns),
            Command::AnswerLabels(answer) => return self.answer_labels(answer),
            Command::CancelImport => return self.cancel_import(),
            Command::ShowImport => self.dialog = Some(Dialog::ImportSummary),
            Command::OpenArticle(name) => return self.open_article(&name),
            Command::NextArticle => return self.next_article(true),
            Command::PreviousArticle => return self.next_article(false),
            Command::NextUnfinished => return self.next_unfinished(),
            Command::FindArticles(text) => return self.find_articles(text),
            Command::SortArticles(order) => return self.sort_articles(order),
            Command::ShowArticles => return self.show_list(Request::FocusArticles),
            Command::ShowSearch => return self.show_list(Request::FocusSearch),
            Command::SearchArticles(query, scope) => return self.search_articles(query, scope),
            Command::OpenHit(hit) => return self.open_hit(hit),
            Command::ToggleList => self.change_settings(|settings| settings.shows_articles ^= true),
            Command::ShowNumbers => return self.toggle_view(View::Numbers),
            Command::ShowSplit => return self.show_split(),
            Command::Divide(division) => return self.divide(division),
            Command::ShowExport => return self.show_export(),
            Command::ChangeExport(options) => return self.change_export(*options),
            Command::PickExportFolder => return self.pick_export(false),
            Command::PickExportFile => return self.pick_export(true),
            Command::ExportTo(target) => return self.export_to(target),
            Command::CancelExport => return self.cancel_export(),
            Command::CopyExportPath => return self.copy_export_path(),
            Command::CorrectText => return self.show_text(),
            Command::SetText(text) => return self.correct_text(&text),
            Command::ShowConsistency => return self.show_consistency(),
            Command::Settle(place, label) => return self.settle(place, label),
            Command::TakeDecisionBack => return self.take_decision_back(),
            Command::SetGuidelines { root, base, text } => return self.set_guidelines(&root, &base, text),
            Command::RefreshProject => return self.refresh_project(),
            Command::ReadAs(encoding) => return self.read_as(encoding),
            Command::SetLanguage(language) => return self.set_language(language),
            Command::SetAside => return self.set_aside(),
            Command::SaveNow => return self.save_now(),
            Command::SaveElsewhere => self.request(Request::Pick(PathFor::Elsewhere)),
            Command::SaveElsewhereTo(folder) => return self.save_elsewhere(folder),
            Command::OpenAgain => return self.open_again(),
            Command::Quit => return self.quit(),
            Command::LeaveUnsaved => return self.leave_unsaved(),
            Command::NextUnit => return self.move_unit(true),
            Command::PreviousUnit => return self.move_unit(false),
            Command::FirstUnit => return self.first_unit(),
            Command::LastUnit => return self.last_unit(),
            Command::NextUnlabelled => return self.go_to_unlabelled(true),
            Command::PreviousUnlabelled => return self.go_to_unlabelled(false),
            Command::NextAnnotation => return self.go_to_annotation(true),
            Command::PreviousAnnotation => return self.go_to_annotation(false),
            Command::LargerUnit => return self.resize_unit(true),
            Command::SmallerUnit => return self.resize_unit(false),
            Command::StepBy(kind) => return self.set_unit_kind(kind),
            Command::ToggleStepOver => {
                self.change_settings(|settings| settings.step_over_furniture ^= true);
                let now = self.settings().step_over_furniture;
                self.say(if now {
                    "Stepping over lines without a claim"
                } else {
                    "Walking every line"
                });
            }
            Command::ToggleParagraphAsOne => {
                self.change_settings(|settings| settings.paragraph_as_one ^= true);
                let now = self.settings().paragraph_as_one;
                self.say(if now {
                    "One annotation a paragraph"
                } else {
                    "One annotation a sentence"
                });
            }
            Command::ToggleTrim => {
                self.change_settings(|settings| settings.trim ^= true);
                let now = self.settings().trim;
                self.say(if now {
                    "White space at the ends is left out"
                } else {
                    "White space at the ends is kept"
                });
            }
            Command::ToggleNeighbours => {
                self.change_settings(|settings| settings.neighbours_move ^= true);
                let now = self.settings().neighbours_move;
                self.say(if now {
                    "What touches an edge moves along"
                } else {
                    "Edges move alone"
                });
            }
            Command::NextUnderCursor => return self.next_under_cursor(),
            Command::NextMoved => return self.next_moved(),
            Command::NextLost => return self.next_lost(),
            Command::ChooseLost(id) => return self.choose_lost(&id),
            Command::SwitchPanel => self.request(Request::SwitchPanel),
            Command::PageDown => self.request(Request::Scroll(1.0)),
            Command::PageUp => self.request(Request::Scroll(-1.0)),
            Command::Back => return self.back(),
            Command::Press(press) => return self.press(press),
            Command::Drag { to, exact } => return self.drag(to, exact),
            Command::Release => return self.release(),
            Command::PointAt(at) => return self.point_at(at),
            Command::Select(id) => return self.select(&id),
            Command::Copy => return self.copy(),
            Command::Label(label) => return self.label(label),
            Command::LabelPart(label) => return self.label_part(label),
            Command::LabelNone => return self.label(LabelId::none()),
            Command::SecondChoice(label) => return self.second_choice(label),
            Command::LabelArticle(label) => return self.label_article(label),
            Command::AimAtArticle => return self.aim_at_article(),
            Command::ToggleCoverage => return self.toggle_coverage(),
            Command::ToggleDone => return self.toggle_done(),
            Command::ToggleSkipped => return self.toggle_skipped(),
            Command::ShowLabels => return self.show_labels(Dialog::Labels),
            Command::ChangeLabels(change) => return self.change_labels(change),
            Command::NewLabel => return self.show_labels(Dialog::NewLabel),
            Command::LabelAnew(name) => return self.label_anew(&name),
            Command::ImportLabels => self.request(Request::Pick(PathFor::Labels)),
            Command::ImportLabelsFrom(path) => return self.import_labels(&path),
            Command::ExportLabels => self.request(Request::Pick(PathFor::LabelsOut)),
            Command::ExportLabelsTo(path) => return self.export_labels(&path),
            Command::Arm(label) => self.arm(label),
            Command::Delete => return self.delete(),
            Command::MoveEdge(edge, forward, stride) => return self.move_edge(edge, forward, stride),
            Command::Split => return self.split(),
            Command::Join => return self.join(),
            Command::ToggleUnsure => return self.toggle_unsure(),
            Command::EditNote => return self.edit_note(),
            Command::SetNote(id, note) => return self.set_note(&id, &note),
            Command::ConfirmMoved => return self.confirm_moved(),
            Command::ConfirmAllMoved => return self.confirm_all_moved(),
            Command::PlaceLost => return self.place_lost(),
            Command::DropLost => return self.drop_lost(),
            Command::DropAllLost => return self.drop_all_lost(),
            Command::Undo => return self.undo(),
            Command::Redo => return self.redo(),
            Command::ShowFind => return self.show_find(),
            Command::Find(query) => self.look_for(query),
            Command::NextHit => return self.go_to_hit(true),
            Command::PreviousHit => return self.go_to_hit(false),
            Command::LabelHit => return self.label_hit(),
            Command::LabelAllHits(label) => return self.label_all_hits(&label),
            Command::ShowCommands => self.dialog = Some(Dialog::Commands),
            Command::ShowKeys => self.dialog = Some(Dialog::Keys),
            Command::ShowSettings => self.dialog = Some(Dialog::Settings),
            Command::Bind(command, chord) => return self.bind(*command, chord, false),
            Command::TakeKey(command, chord) => return self.bind(*command, chord, true),
            Command::Unbind(chord) => return self.unbind(chord),
            Command::ResetKeys(command) => return self.reset_keys(command.as_deref()),
            Command::SetAnnotator(name) => return self.set_annotator(&name),
            Command::OpenExample => return self.open_example(),
            Command::KnowHow => self.change_settings(|settings| settings.knows_how = true),
            Command::ZoomIn => self.set_zoom(self.zoom * ZOOM_STEP),
            Command::ZoomOut => self.set_zoom(self.zoom / ZOOM_STEP),
            Command::ZoomReset => self.set_zoom(1.0),
            Command::SetReading(reading) => self.change_settings(|settings| settings.reading = reading),
            Command::SetTheme(theme) => self.set_theme(theme),
            Command::ToggleTheme => self.set_theme(match self.settings().theme {
                Theme::Dark => Theme::Light,
                Theme::Light | Theme::System => Theme::Dark,
            }),
        }
        Ok(())
    }

    /// Whether a command that turns something on and off has it on; `None` for all other commands.
    pub fn is_on(&self, command: &Command) -> Option<bool> {
        match command {
            Command::ToggleStepOver => Some(self.settings().step_over_furniture),
            Command::ToggleParagraphAsOne => Some(self.settings().paragraph_as_one),
            Command::ToggleTrim => Some(self.settings().trim),
            Command::ToggleNeighbours => Some(self.settings().neighbours_move),
            Command::ToggleList => Some(self.settings().shows_articles),
            Command::ShowNumbers => Some(self.view() == View::Numbers),
            Command::ShowConsistency => Some(self.view() == View::Consistency),
            Command::ToggleCoverage => Some(self.about().is_some_and(|about| about.coverage)),
            Command::ToggleDone => Some(self.about().is_some_and(|about| about.state == State::Done)),
            Command::ToggleSkipped => Some(self.about().is_some_and(|about| about.state == State::Skipped)),
            _ => None,
        }
    }

    /// What is said of the open article as a whole.
    fn about(&self) -> Option<&About> {
        self.document().map(|document| &**document.layer().about())
    }
}
