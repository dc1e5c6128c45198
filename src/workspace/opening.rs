//! Opening an article, away from the frame.

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
};

use encoding_rs::Encoding;

use super::{Document, Tally, Wake, document::Parts, stepping};
use crate::{
    article::{UnitKind, Units},
    store::{self, Loaded, Remembered, SaveStatus, Saver, journal},
};

/// What to open and how.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// An article or its RON file.
    pub path: PathBuf,
    /// The encoding to read it in, if a person chose one.
    pub encoding: Option<&'static Encoding>,
    /// Who labels, if the annotations name nobody yet.
    pub annotator: String,
    /// The folder of journals, if there is a place for them.
    pub journals: Option<PathBuf>,
    /// Whether the user has given up what is unsaved of the article that is open.
    pub given_up: bool,
}

/// Why an article was not opened, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OpenFailure {
    /// It cannot be read.
    Unreadable(String),
    /// The one that is open cannot be saved.
    Unsaved(String),
}

/// Saves what is left to save; if that fails, why.
pub(super) fn why_unsaved(saver: &Saver) -> Option<String> {
    match saver.flush(super::PATIENCE) {
        SaveStatus::Clean | SaveStatus::Saved { .. } => None,
        SaveStatus::Failed { message, .. } => Some(message),
        SaveStatus::Pending => Some("The disk does not answer.".to_owned()),
    }
}

/// An article that is being opened.
pub(super) struct Opening {
    /// What was asked for.
    pub order: Order,
    result: mpsc::Receiver<Result<Parts, OpenFailure>>,
}

impl Opening {
    /// Starts to open an article; `before` is saved first, so that opening the same article again finds everything.
    pub(super) fn start(order: Order, before: Option<Arc<Saver>>, wake: Wake) -> Self {
        let (sender, result) = mpsc::channel();
        let asked = order.clone();
        thread::spawn(move || {
            let unsaved = before.filter(|_| !order.given_up).and_then(|saver| why_unsaved(&saver));
            let opened = match unsaved {
                Some(why) => Err(OpenFailure::Unsaved(why)),
                None => open(&order, &wake).map_err(OpenFailure::Unreadable),
            };
            // Nobody listens any more if another article was asked for meanwhile.
            let _ = sender.send(opened);
            wake();
        });
        Self { order: asked, result }
    }

    /// What came of it, if it is done.
    pub(super) fn poll(&self) -> Option<Result<Parts, OpenFailure>> {
        match self.result.try_recv() {
            Ok(result) => Some(result),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(Err(self.broken())),
        }
    }

    /// Waits for what comes of it.
    pub(super) fn wait(&self) -> Result<Parts, OpenFailure> {
        self.result.recv().unwrap_or_else(|_| Err(self.broken()))
    }

    fn broken(&self) -> OpenFailure {
        let path = self.order.path.display();
        OpenFailure::Unreadable(format!(
            "{path} could not be opened: the program met an error of its own."
        ))
    }
}

fn open(order: &Order, wake: &Wake) -> Result<Parts, String> {
    let opened = store::open(&order.path, order.encoding, &order.annotator).map_err(|error| error.to_string())?;
    let (loaded, leave) = match opened.layer {
        Ok(loaded) => {
            let leave = loaded.writable().map_err(|reason| reason.to_string());
            (loaded, leave)
        }
        // The article is shown all the same.
        Err(error) => (Loaded::fresh(&opened.article, &order.annotator), Err(error.to_string())),
    };
    let language = loaded.header.metadata.language.as_deref();
    let units = Arc::new(Units::of(opened.article.text(), UnitKind::Sentence, language));
    let mut parts = Parts {
        tally: Tally::of(opened.article.text(), &loaded.layer, &units),
        to_do: stepping::first_to_do(opened.article.text(), &units, &loaded.layer),
        article: opened.article,
        units,
        layer: loaded.layer,
        header: loaded.header,
        faults: loaded.faults,
        notices: loaded.notices,
        read_only: None,
        saver: None,
        remembered: Remembered::default(),
        journal: order
            .journals
            .as_deref()
            .map(|folder| journal::path_in(folder, &opened.layer_path)),
        layer_path: opened.layer_path,
    };
    match leave {
        Ok(on_disk) => {
            if let Some(path) = &parts.journal {
                parts.remembered = journal::remember(path, &parts.article, &parts.layer, &on_disk);
            }
            parts.saver = Some(parts.start_saver(on_disk, wake).map_err(|error| error.to_string())?);
        }
        Err(why) => parts.read_only = Some(why),
    }
    Ok(parts)
}

/// Cuts a document's text anew by the rules of another language, away from the frame.
pub(super) struct Cutting {
    result: mpsc::Receiver<(Arc<Units>, String)>,
}

impl Cutting {
    pub(super) fn start(document: &Document, language: String, wake: Wake) -> Self {
        let (sender, result) = mpsc::channel();
        let text = Arc::clone(document.text());
        thread::spawn(move || {
            let units = Units::of(&text, UnitKind::Sentence, Some(&language));
            let _ = sender.send((Arc::new(units), language));
            wake();
        });
        Self { result }
    }

    pub(super) fn poll(&self) -> Option<(Arc<Units>, String)> {
        self.result.try_recv().ok()
    }

    pub(super) fn wait(&self) -> Option<(Arc<Units>, String)> {
        self.result.recv().ok()
    }
}
