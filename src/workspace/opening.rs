//! Opening an article, away from the frame.

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
};

use encoding_rs::Encoding;

use super::{
    Document, Tally, Wake,
    adopting::{Adopted, adopt},
    document::{Access, Parts},
    job::{own_error, spawn},
    stepping,
};
use crate::{
    annotation::{About, History, Layer},
    article::Units,
    store::{self, Claim, Home, Loaded, Lock, Opened, Places, Preview, Remembered, SaveStatus, Saver},
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
    /// The folder of journals outside of projects, if there is a place for them.
    pub journals: Option<PathBuf>,
    /// Whether what is done is kept on disk.
    pub saves: bool,
    /// Whether the user has given up what is unsaved of the article that is open.
    pub given_up: bool,
    /// Whether the annotation file is set aside if it still cannot be used.
    pub sets_aside: bool,
}

impl Order {
    /// Asks for the right to write the annotations.
    pub(super) fn claim(&self) -> Claim {
        Claim::of(&self.path, &self.annotator, self.journals.as_deref())
    }
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
    match saver.flush(store::PATIENCE) {
        SaveStatus::Clean | SaveStatus::Saved { .. } => None,
        SaveStatus::Failed { message, .. } => Some(message),
        SaveStatus::Pending => Some("The disk does not answer.".to_owned()),
    }
}

/// What comes of opening an article.
pub(super) enum News {
    /// Its text, where it takes more than a moment to read the annotations. They come next.
    Text(Box<Parts>),
    /// All of it, or why there is nothing.
    All(Result<Box<Parts>, OpenFailure>),
}

/// An article that is being opened.
pub(super) struct Opening {
    /// What was asked for.
    pub order: Order,
    news: mpsc::Receiver<News>,
    /// Its lock, if that was had before.
    _lock: Option<Lock>,
}

/// The sentences of longer texts are counted when the article is open already. In bytes.
const LONG: usize = 1 << 20;

impl Opening {
    /// Starts to open an article; `before` is saved first, so that opening the same article again finds everything.
    pub(super) fn start(order: Order, before: Option<Arc<Saver>>, wake: Wake) -> Self {
        let (sender, news) = mpsc::channel();
        let asked = order.clone();
        spawn("Opening", Arc::clone(&wake), move || {
            let tell = |news| {
                // Nobody listens any more if another article was asked for meanwhile.
                let _ = sender.send(news);
                wake();
            };
            if let Some(why) = before.filter(|_| !order.given_up).and_then(|saver| why_unsaved(&saver)) {
                return tell(News::All(Err(OpenFailure::Unsaved(why))));
            }
            match open(&order, &wake, |parts| tell(News::Text(Box::new(parts)))) {
                Ok(parts) => {
                    let units = Arc::clone(&parts.units);
                    tell(News::All(Ok(Box::new(parts))));
                    if units.count().is_none() {
                        units.cut_all();
                        wake();
                    }
                }
                Err(why) => tell(News::All(Err(OpenFailure::Unreadable(why)))),
            }
        });
        Self {
            order: asked,
            news,
            _lock: None,
        }
    }

    /// Keeps a lock until the document has it.
    pub(super) fn holding(self, lock: Lock) -> Self {
        let _lock = Some(lock);
        Self { _lock, ..self }
    }

    /// What came of it since the last call.
    pub(super) fn poll(&self) -> Option<News> {
        match self.news.try_recv() {
            Ok(news) => Some(news),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(self.broken()),
        }
    }

    /// Waits for what comes of it next.
    pub(super) fn wait(&self) -> News {
        self.news.recv().unwrap_or_else(|_| self.broken())
    }

    fn broken(&self) -> News {
        let what = format!("Opening {}", self.order.path.display());
        News::All(Err(OpenFailure::Unreadable(own_error(&what, ""))))
    }
}

/// Reads the article and its labels; `show` shows the text before these are there. An article without labels may take over
/// those of one that is gone: then there is something to tell of it.
fn read(order: &Order, claim: &Claim, mut show: impl FnMut(Preview<'_>)) -> Result<(Opened, Adopted), String> {
    let open = |show: &mut dyn FnMut(Preview<'_>)| {
        let opened = store::open(&order.path, order.encoding, &order.annotator, show);
        opened.map_err(|error| error.to_string())
    };
    let opened = open(&mut show)?;
    if !order.saves || matches!(claim, Claim::Taken(_)) {
        return Ok((opened, Adopted::Nothing));
    }
    let mut is_shown = false;
    let adopted = adopt(order, &opened, || {
        is_shown = true;
        if let Ok(fresh) = &opened.layer {
            show(Preview {
                article: &opened.article,
                layer_path: &opened.layer_path,
                about: About::clone(fresh.layer.about()),
                header: fresh.header.clone(),
            });
        }
    });
    if !matches!(adopted, Adopted::Labels(_)) {
        return Ok((opened, adopted));
    }
    let mut again = open(&mut |preview| {
        if !is_shown {
            show(preview);
        }
    })?;
    // What is shown goes on, unless the labels have brought another encoding.
    if again.article.sha256() == opened.article.sha256() {
        again.article = opened.article;
    }
    Ok((again, adopted))
}

fn open(order: &Order, wake: &Wake, text_first: impl FnOnce(Parts)) -> Result<Parts, String> {
    let (mut known, mut text_first) = (None, Some(text_first));
    // Before they are read, so that nobody writes them afterwards.
    let claim = order.claim();
    let (opened, adopted) = read(order, &claim, |preview| {
        let parts = Parts::preview(order, preview);
        let units = Arc::clone(&parts.units);
        known = Some((Arc::clone(parts.article.text()), Arc::clone(&units)));
        if let Some(text_first) = text_first.take() {
            text_first(parts);
        }
        // All of them are needed to count what is labelled.
        spawn("Cutting the text", Arc::clone(wake), move || units.cut_all());
    })?;
    let (mut loaded, leave) = match opened.layer {
        Ok(loaded) => {
            let leave = loaded.writable().map_err(|reason| reason.to_string());
            (loaded, leave)
        }
        // The article is shown all the same.
        Err(error) => {
            let home = Home::of(opened.article.path()).unwrap_or_default();
            let fresh = Loaded::fresh(&opened.article, &order.annotator, home);
            (fresh, Err(error.to_string()))
        }
    };
    let journals = Places::of(&loaded.header.home, &opened.layer_path, order.journals.as_deref());
    let (in_file, mut remembered) = (loaded.layer.clone(), Remembered::default());
    // What another window has not saved yet it will save itself.
    let is_taken = matches!(claim, Claim::Taken(_));
    if let Some(on_disk) = leave.as_ref().ok().filter(|_| !is_taken) {
        remembered = journals.remember(&opened.article, &in_file, on_disk);
    }
    let history = recover(&mut loaded, &mut remembered);
    let is_adopted = matches!(adopted, Adopted::Labels(_));
    if let Adopted::Labels(told) | Adopted::Left(told) = adopted {
        loaded.notices.push(told);
    }
    let text = opened.article.text();
    let language = loaded.header.metadata.language.as_deref();
    let known = known.filter(|(of, _)| Arc::ptr_eq(of, text)).map(|(_, units)| units);
    let units = known.unwrap_or_else(|| Arc::new(Units::of(text, language)));
    if text.end().get() < LONG {
        units.cut_all();
    }
    let mut parts = Parts {
        order: order.clone(),
        tally: Tally::of(text, &loaded.layer, &units),
        to_do: stepping::first_to_do(text, &units, &loaded.layer),
        article: opened.article,
        units,
        layer: loaded.layer,
        header: loaded.header,
        faults: loaded.faults,
        notices: loaded.notices,
        access: Access::Writable,
        saver: None,
        history,
        journals,
        layer_path: opened.layer_path,
    };
    match (claim, leave) {
        (Claim::Taken(holder), _) => parts.access = Access::Taken(holder.to_string()),
        (claim, Ok(on_disk)) if order.saves => {
            let lock = match claim {
                Claim::Mine(lock) => Some(lock),
                Claim::Taken(_) | Claim::NoPlace => None,
            };
            let saver = parts.start_saver(on_disk, (in_file, remembered), lock, wake);
            let saver = saver.map_err(|error| error.to_string())?;
            if is_adopted {
                // The file still names the article that is gone.
                saver.header(parts.header.clone());
            }
            parts.saver = Some(saver);
        }
        (_, Ok(_)) => {}
        (_, Err(why)) => parts.access = Access::ReadOnly(why),
    }
    Ok(parts)
}

/// Does again what the program did not live to save, and gives back what can be undone then. Of what is remembered only that
/// stays which fits.
fn recover(loaded: &mut Loaded, remembered: &mut Remembered) -> History {
    let mut history = remembered.history.clone();
    let happen = |event| history.happen(&mut loaded.layer, event);
    let unfit = remembered
        .unsaved
        .iter()
        .map(happen)
        .position(|happened| happened.is_err());
    let recovered = unfit.unwrap_or(remembered.unsaved.len());
    let lost = remembered.lost + remembered.unsaved.split_off(recovered).len();
    let steps = |count: usize| format!("{count} {}", if count == 1 { "step" } else { "steps" });
    if recovered > 0 {
        tracing::info!(recovered, "what was not saved is done again");
        loaded.notices.push(format!(
            "Glossator was ended before it could save everything. What you had done is here again ({}).",
            steps(recovered)
        ));
    }
    for kept in &remembered.kept {
        loaded.notices.push(format!(
            "The journal of these labels has steps in it that this version of Glossator does not know. What they would undo, and \
             what of them was not saved, is not here; a newer version can bring it back from the copy that was kept: {}",
            kept.display()
        ));
    }
    if lost > 0 {
        loaded.notices.push(format!(
            "Glossator was ended before it could save everything, and others have changed the labels since: {} could not be done again.",
            steps(lost)
        ));
    }
    history
}

impl Parts {
    /// What can be shown before the annotations are there.
    fn preview(order: &Order, preview: Preview<'_>) -> Self {
        let language = preview.header.metadata.language.as_deref();
        Self {
            order: order.clone(),
            units: Arc::new(Units::of(preview.article.text(), language)),
            article: preview.article.clone(),
            tally: Tally::default(),
            to_do: None,
            layer: Layer::new(preview.about),
            header: preview.header,
            faults: Vec::new(),
            notices: Vec::new(),
            access: Access::Loading,
            layer_path: preview.layer_path.to_owned(),
            saver: None,
            history: History::default(),
            journals: Places::default(),
        }
    }
}

/// A document's text cut anew.
pub(super) struct Cut {
    pub language: String,
    pub units: Arc<Units>,
    /// Of the annotations as they were at `revision`.
    pub tally: Tally,
    pub revision: u64,
}

/// Cuts a document's text anew by the rules of another language, away from the frame.
pub(super) struct Cutting {
    result: mpsc::Receiver<Cut>,
}

/// What came of cutting, or why nothing, in words for the user.
pub(super) type Cuts = Result<Cut, String>;

impl Cutting {
    pub(super) fn start(document: &Document, language: String, wake: Wake) -> Self {
        let (sender, result) = mpsc::channel();
        let (text, layer) = (Arc::clone(document.text()), document.layer().clone());
        let revision = document.changes().revision();
        spawn("Cutting the text", wake, move || {
            let units = Arc::new(Units::of(&text, Some(&language)));
            units.cut_all();
            let _ = sender.send(Cut {
                tally: Tally::of(&text, &layer, &units),
                units,
                language,
                revision,
            });
        });
        Self { result }
    }

    pub(super) fn poll(&self) -> Option<Cuts> {
        match self.result.try_recv() {
            Ok(cut) => Some(Ok(cut)),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(Err(broken_cut())),
        }
    }

    pub(super) fn wait(&self) -> Cuts {
        self.result.recv().map_err(|_| broken_cut())
    }
}

fn broken_cut() -> String {
    own_error("Cutting the text", "Sentences are cut as before.")
}
