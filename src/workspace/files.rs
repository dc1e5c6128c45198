//! Opening, saving and leaving articles.

use std::{path::PathBuf, sync::Arc};

use encoding_rs::Encoding;

use super::{
    Command, Dialog, Document, Notice, Outcome, Refusal, Request, Workspace,
    document::Parts,
    opening::{Cuts, Cutting, News, OpenFailure, Opening, Order, why_unsaved},
    rereading::Rereading,
    waiting::Waiting,
};
use crate::{
    article::{ByteOffset, Span},
    panics,
    store::{self, Lock, PATIENCE, SaveStatus},
};

impl Workspace {
    /// Opens what is at a path: an article, an annotation file or a project.
    pub(super) fn open_path(&mut self, path: PathBuf) -> Outcome {
        match store::home::project_at(&path) {
            Some(root) => self.open_project_at(&root),
            None => self.open(path, None),
        }
    }

    /// Opens an article on a thread of its own. What is unsaved of the one that is open is saved first.
    pub(super) fn open(&mut self, path: PathBuf, encoding: Option<&'static Encoding>) -> Outcome {
        self.dialog = None;
        let order = self.order(path, encoding, false);
        self.start_opening(order);
        Ok(())
    }

    fn order(&self, path: PathBuf, encoding: Option<&'static Encoding>, given_up: bool) -> Order {
        Order {
            path,
            encoding,
            annotator: self.settings().annotator.clone(),
            journals: self.settings.journals().map(Into::into),
            saves: self.saves,
            given_up,
            sets_aside: false,
        }
    }

    /// Reads the open article and its labels anew.
    pub(super) fn open_again(&mut self) -> Outcome {
        self.read_again(false)
    }

    fn read_again(&mut self, sets_aside: bool) -> Outcome {
        let document = self.document.as_ref().ok_or("No article is open.")?;
        let order = Order {
            given_up: false,
            sets_aside,
            ..document.order().clone()
        };
        self.start_opening(order);
        Ok(())
    }

    /// Opens anew what could only be read until now: who had it open has let go of it.
    pub(super) fn take_over(&mut self, lock: Lock) {
        self.waiting = None;
        if self.open_again().is_ok() {
            self.opening = self.opening.take().map(|opening| opening.holding(lock));
        }
    }

    fn start_opening(&mut self, order: Order) {
        // What is kept elsewhere need not be saved first.
        let before = self.document.as_ref().filter(|_| !self.is_kept_elsewhere());
        let before = before.and_then(|document| document.saver()).cloned();
        self.opening = Some(Opening::start(order, before, Arc::clone(&self.wake)));
    }

    /// Takes over what came of opening.
    pub(super) fn opened(&mut self, news: News) {
        let given_up = self.opening.as_ref().is_some_and(|opening| opening.order.given_up);
        let may_leave = self.may_leave() || given_up;
        let result = match news {
            News::Text(parts) if may_leave => return self.show(self.made_of(*parts)),
            // What is unsaved must not be put away; once all is read it is opened once more.
            News::Text(_) => return,
            News::All(result) => result,
        };
        let Some(opening) = self.opening.take() else { return };
        match result {
            // Something was labelled while the other article was read, perhaps in the same file: once more.
            Ok(_) if !may_leave => self.start_opening(opening.order),
            Ok(parts) => {
                let document = self.made_of(*parts);
                let path = document.article().path().to_owned();
                let was_taken = self.document.as_ref().is_some_and(Document::is_taken);
                let said = match was_taken && !document.is_taken() && self.goes_on(&document) {
                    true => "The labels can be changed now: no other window has them open".to_owned(),
                    false => opened_with(&document),
                };
                self.remember_place();
                let here = self.place_in(&document);
                self.show(document);
                self.wait_for_others();
                self.say(said);
                self.follow_article(&path);
                if let (Some(here), Some(document)) = (here, self.document.as_mut()) {
                    document.go_to_unit_at(here);
                    self.reveal_target();
                } else if !self.go_to_pending() {
                    self.return_to_place();
                }
                if self.project.is_none() {
                    self.change_settings(|settings| settings.add_recent(&path));
                }
                if opening.order.sets_aside {
                    self.set_aside_if_broken();
                }
            }
            Err(OpenFailure::Unsaved(why)) => {
                let then = Box::new(match opening.order.encoding {
                    Some(encoding) => Command::OpenAs(opening.order.path, encoding),
                    None => Command::OpenFile(opening.order.path),
                });
                self.dialog = Some(Dialog::Unsaved { why, then });
            }
            Err(OpenFailure::Unreadable(text)) => {
                if let Some(document) = self.document.as_mut().filter(|document| document.is_loading()) {
                    document.stay_read_only(text.clone());
                }
                self.notice = Notice { text, is_problem: true };
            }
        }
    }

    /// The document of what was opened. Where that is the text that is shown already it stays the same for the window.
    fn made_of(&self, mut parts: Parts) -> Document {
        let before = self.document.as_ref().filter(|before| before.is_taken());
        if let Some(before) = before.map(Document::article)
            && before.path() == parts.article.path()
            && before.sha256() == parts.article.sha256()
        {
            parts.article = before.clone();
        }
        Document::new(parts)
    }

    /// Whether a document is the one that is shown, come further.
    fn goes_on(&self, document: &Document) -> bool {
        self.document.as_ref().is_some_and(|before| document.continues(before))
    }

    /// Waits until another window lets go of the labels, if one has them open.
    fn wait_for_others(&mut self) {
        let document = self.document.as_ref().filter(|document| document.is_taken());
        self.waiting = document.map(|document| {
            // Which file it is need not be found out again.
            let path = document.layer_path().to_owned();
            let order = document.order().clone();
            Waiting::start(Order { path, ..order }, Arc::clone(&self.wake))
        });
    }

    /// Shows a document in place of the one that was open. If that was the same text without its annotations, what the
    /// user has done there stays.
    fn show(&mut self, document: Document) {
        let before = self.document.as_ref();
        let continues = self.goes_on(&document);
        let moved = before.map(|before| before.cursor.clone()).filter(|cursor| {
            let start = document.units().at(ByteOffset::ZERO);
            continues && (cursor.unit != start || cursor.selection.is_some())
        });
        if !continues {
            self.cutting = None;
            self.find = None;
            self.last_label = None;
            self.armed = None;
            self.aims_at_article = false;
            self.request(Request::FocusText);
        }
        self.leave_to_index();
        self.put_away_document();
        self.rereading = Rereading::of(&document, &self.wake);
        self.document = Some(document);
        match (moved, self.document_mut()) {
            (Some(cursor), Some(document)) => document.cursor = cursor,
            _ => {
                self.start_where_work_is();
                self.reveal_target();
            }
        }
    }

    /// Begins where there is something to label, unless every line is walked.
    fn start_where_work_is(&mut self) {
        let (step_over, kind) = (self.settings().step_over_furniture, self.settings().unit);
        let Some(document) = &mut self.document else { return };
        document.cursor.kind = kind;
        let place = document.to_do().filter(|_| step_over).map(Span::start);
        document.go_to_unit_at(place.unwrap_or_default());
    }

    pub(super) fn read_as(&mut self, encoding: &'static Encoding) -> Outcome {
        let Some(document) = &self.document else { return Ok(()) };
        if !document.layer().is_empty() {
            return Err(
                "The encoding can be changed only while nothing is labelled: the annotations would lie elsewhere."
                    .into(),
            );
        }
        self.open(document.article().path().to_owned(), Some(encoding))
    }

    pub(super) fn set_language(&mut self, language: String) -> Outcome {
        let wake = Arc::clone(&self.wake);
        let Some(document) = self.writable()? else {
            return Ok(());
        };
        let cutting = Cutting::start(document, language, wake);
        self.cutting = Some(cutting);
        Ok(())
    }

    pub(super) fn cut(&mut self, cut: Cuts) {
        self.cutting = None;
        let cut = match cut {
            Ok(cut) => cut,
            Err(text) => {
                self.notice = Notice { text, is_problem: true };
                return;
            }
        };
        let Some(document) = &mut self.document else { return };
        if cut.revision != document.changes().revision() {
            // Something was labelled meanwhile, so that it is not counted: once more.
            self.cutting = Some(Cutting::start(document, cut.language, Arc::clone(&self.wake)));
            return;
        }
        let mut header = document.header().clone();
        let name = crate::article::language::name(&cut.language)
            .unwrap_or(&cut.language)
            .to_owned();
        header.metadata.language = Some(cut.language);
        document.set_units(cut.units, cut.tally);
        document.set_header(header);
        self.say(format!("Sentences are cut by the rules of {name}"));
        self.reveal_target();
    }

    /// Sets the annotation file aside, unless it can be used by now: somebody may have mended it, as they were told to. So it
    /// is read again first.
    pub(super) fn set_aside(&mut self) -> Outcome {
        let refused = self.document.as_ref().map(Document::refuses_setting_aside);
        match refused {
            Some(Some(why)) => Err(why.into()),
            Some(None) => self.read_again(true),
            None => Ok(()),
        }
    }

    /// Sets the file aside that was just read again.
    fn set_aside_if_broken(&mut self) {
        let refuses = |document: &Document| document.refuses_setting_aside().is_some();
        let outcome = match &self.document {
            Some(document) if document.read_only().is_none() => {
                self.say("The annotation file can be used again: it was opened, and nothing was set aside");
                Ok(())
            }
            // What stands in the way is said above the text.
            Some(document) if refuses(document) => Ok(()),
            _ => self.set_aside_now(),
        };
        if let Err(Refusal(text)) = outcome {
            self.notice = Notice { text, is_problem: true };
        }
    }

    fn set_aside_now(&mut self) -> Outcome {
        let Some(document) = &mut self.document else {
            return Ok(());
        };
        let lock = document.claim()?;
        let kept = store::set_aside(document.layer_path()).map_err(|error| error.to_string())?;
        document
            .become_writable(lock, &self.wake)
            .map_err(|error| error.to_string())?;
        self.say(format!(
            "The old file is kept as {}",
            kept.file_name().unwrap_or(kept.as_os_str()).display()
        ));
        Ok(())
    }

    pub(super) fn save_now(&mut self) -> Outcome {
        let Some(saver) = self.document.as_ref().and_then(|document| document.saver()) else {
            return Ok(());
        };
        match saver.flush(PATIENCE) {
            SaveStatus::Failed { message, .. } => return Err(message.into()),
            SaveStatus::Clean => self.say("Nothing to save yet"),
            _ => self.say("Saved"),
        }
        Ok(())
    }

    pub(super) fn quit(&mut self) -> Outcome {
        self.remember_place();
        if !self.ask_if_unsaved(Command::Quit) {
            self.request(Request::Close);
        }
        Ok(())
    }

    /// Whether nothing is lost if the window is closed as it is: all is saved, or kept elsewhere.
    pub fn may_leave(&self) -> bool {
        self.is_saved() || self.is_kept_elsewhere()
    }

    /// Whether nothing waits to be saved.
    pub fn is_saved(&self) -> bool {
        self.document
            .as_ref()
            .is_none_or(|document| matches!(document.save_status(), SaveStatus::Clean | SaveStatus::Saved { .. }))
    }

    /// Saves, and if that fails shows a question before `then` is done. Says whether it did.
    pub(super) fn ask_if_unsaved(&mut self, then: Command) -> bool {
        if self.is_kept_elsewhere() {
            return false;
        }
        let Some(saver) = self.document.as_ref().and_then(|document| document.saver()) else {
            return false;
        };
        let Some(why) = why_unsaved(saver) else { return false };
        self.dialog = Some(Dialog::Unsaved {
            why,
            then: Box::new(then),
        });
        true
    }

    /// Goes on with what was asked for although some edits are not saved.
    pub(super) fn leave_unsaved(&mut self) -> Outcome {
        let Some(Dialog::Unsaved { then, .. }) = self.dialog.take() else {
            return Ok(());
        };
        let order = match *then {
            // The edits are given up only once the other article is there.
            Command::OpenFile(path) => self.order(path, None, true),
            Command::OpenAs(path, encoding) => self.order(path, Some(encoding), true),
            Command::Quit => {
                self.put_away_document();
                self.request(Request::Close);
                return Ok(());
            }
            // Another project, or none.
            then => {
                self.put_away_document();
                self.run(then);
                return Ok(());
            }
        };
        self.start_opening(order);
        Ok(())
    }

    /// Closes the open article. What is left to save is saved away from the frame.
    pub(super) fn put_away_document(&mut self) {
        self.waiting = None;
        if let Some(elsewhere) = &mut self.elsewhere {
            elsewhere.is_of_open = false;
        }
        if let Some(document) = self.document.take() {
            panics::spawn("Putting the article away", move || drop(document));
        }
    }
}

fn opened_with(document: &Document) -> String {
    let name = document.article().file_name();
    match document.layer().len() {
        0 => format!("Opened {name}"),
        1 => format!("Opened {name} with 1 annotation"),
        count => format!("Opened {name} with {count} annotations"),
    }
}
