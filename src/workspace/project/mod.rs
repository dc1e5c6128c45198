//! The open project: what is known of its articles, its list, and what goes on in it away from the frame.

mod consistency;
mod correcting;
mod guidelines;
mod importing;
mod labels;
mod list;
mod memory;
mod moving;
mod opening;
mod overview;
mod searching;
mod splitting;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

pub use consistency::Consistency;
pub use importing::{Incoming, LabelAnswer, Table};
pub use list::{ArticleList, OrderBy};
pub use overview::{Overview, View};
pub use searching::{Search, SearchHit};
pub use splitting::Division;

use super::{
    Notice, Outcome, PathFor, Request, Wake, Workspace,
    job::{Job, News},
};
use crate::annotation::About;
use crate::{
    project::{Assigned, Facts, Index},
    store::{MANIFEST, Manifest, Watch, folder, home},
};

/// How long after the index was kept it is kept again.
const KEEP_AGAIN: Duration = Duration::from_secs(60);

/// The open project.
pub struct OpenProject {
    root: PathBuf,
    manifest: Manifest,
    index: Index,
    assigned: Assigned,
    /// Whose labels the list shows, by the name of the folder.
    annotator: String,
    /// Where the index is kept between runs, if anywhere.
    cache: Option<PathBuf>,
    /// When it was last kept.
    kept_at: Option<Instant>,
    reading: Option<Job<Index>>,
    /// Something has changed while it was being read.
    reads_again: bool,
    /// The facts of an article that was just saved, and its place.
    touched: Option<Job<Facts>>,
    list: ArticleList,
    search: Search,
    overview: Overview,
    import: Incoming,
    consistency: Consistency,
    dividing: Option<Job<splitting::Divided>>,
    /// What met an error of the program away from the frame, in words for the user.
    broken: Option<String>,
    guidelines: Result<String, String>,
    watch: Watch,
    /// What was said of the open article when its labels were last compared with those of the project.
    kept_about: Option<Arc<About>>,
    /// Articles that were changed and left before the index could follow.
    left: BTreeSet<String>,
    /// Of the open article: what was last taken over into the index.
    seen: Option<(String, u64)>,
    wake: Wake,
}

impl OpenProject {
    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What its articles share.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What is known of its articles.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Its splits and batches.
    pub fn assigned(&self) -> &Assigned {
        &self.assigned
    }

    /// Whose labels the list shows, by the name of the folder.
    pub fn annotator(&self) -> &str {
        &self.annotator
    }

    /// The list of articles.
    pub fn list(&self) -> &ArticleList {
        &self.list
    }

    /// What is looked for in texts.
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// What is shown instead of an article.
    pub fn overview(&self) -> &Overview {
        &self.overview
    }

    /// What has different labels in different places.
    pub fn consistency(&self) -> &Consistency {
        &self.consistency
    }

    /// What is on its way into the project.
    pub fn import(&self) -> &Incoming {
        &self.import
    }

    /// How many of its articles have been read, and of how many, while that goes on.
    pub fn reading(&self) -> Option<(u64, u64)> {
        Some(self.reading.as_ref()?.progress().so_far())
    }

    /// How the project calls a file of it.
    pub fn name_of(&self, path: &Path) -> String {
        home::inside(&self.root, path)
    }

    /// The path of an article.
    pub fn path_of(&self, name: &str) -> PathBuf {
        folder::article_at(&self.root, name)
    }

    /// Looks at the disk again, away from the frame.
    pub(super) fn refresh(&mut self) {
        if self.reading.is_some() {
            self.reads_again = true;
            return;
        }
        let (root, known) = (self.root.clone(), self.index.clone());
        // Others may change something every few seconds; what is not kept is read again at the next start.
        let is_due = self.kept_at.is_none_or(|at| at.elapsed() >= KEEP_AGAIN);
        let cache = self.cache.clone().filter(|_| is_due);
        if is_due {
            self.kept_at = Some(Instant::now());
        }
        self.reading = Some(Job::start(
            "Reading the project",
            Arc::clone(&self.wake),
            move |progress, teller| {
                let index = known
                    .refreshed(&root, progress, &|index| teller.meanwhile(index))
                    .ok()?;
                if let Some(cache) = cache {
                    index.keep(&cache, &known);
                }
                Some(index)
            },
        ));
    }

    /// Takes over what other threads have finished.
    pub(super) fn tick(&mut self) {
        while let Some(news) = self.reading.as_ref().and_then(Job::poll) {
            self.have_read(news);
        }
        while let Some(news) = self.touched.as_ref().and_then(Job::poll) {
            self.touch(news);
        }
        self.tick_consistency();
        self.search.tick();
        let broken = self.list.tick().or(self.overview.tick());
        self.broken = self.broken.take().or(broken);
    }

    /// Waits for what other threads do.
    pub(super) fn wait(&mut self) {
        while let Some(news) = self.reading.as_ref().map(Job::wait) {
            self.have_read(news);
        }
        while let Some(news) = self.touched.as_ref().map(Job::wait) {
            self.touch(news);
        }
        self.wait_for_consistency();
        self.search.wait();
        let broken = self.list.wait().or(self.overview.wait());
        self.broken = self.broken.take().or(broken);
    }

    /// Whether another thread is at work for it.
    fn is_busy(&self) -> bool {
        self.reading.is_some()
            || self.touched.is_some()
            || !self.left.is_empty()
            || self.consistency.is_busy()
            || self.list.is_changing()
            || self.search.progress().is_some()
            || self.overview.is_counting()
    }

    fn have_read(&mut self, news: News<Index>) {
        let index = match news {
            News::Meanwhile(index) => index,
            News::Done(index) => {
                self.reading = None;
                index
            }
            News::Gone | News::Broken(_) => {
                self.reading = None;
                if let News::Broken(why) = news {
                    self.broken = Some(why);
                }
                return;
            }
        };
        self.set_index(index);
        if self.reading.is_none() && std::mem::take(&mut self.reads_again) {
            self.refresh();
        }
    }

    /// Reads again what is known of an article, away from the frame.
    fn touch_article(&mut self, name: String) {
        let (root, index, annotator) = (self.root.clone(), self.index.clone(), self.annotator.clone());
        self.touched = Some(Job::start("Reading an article", Arc::clone(&self.wake), move |_, _| {
            index.read_one(&root, &name, &annotator)
        }));
    }

    fn touch(&mut self, news: News<Facts>) {
        self.touched = None;
        match news {
            News::Done(facts) => {
                let index = self.index.with(facts);
                self.set_index(index);
            }
            News::Broken(why) => self.broken = Some(why),
            News::Meanwhile(_) | News::Gone => {}
        }
    }

    fn set_index(&mut self, index: Index) {
        self.index = index;
        self.select();
        self.overview
            .outdated(&self.index, &self.manifest.labels, &self.annotator);
    }
}

impl Workspace {
    /// The open project.
    pub fn project(&self) -> Option<&OpenProject> {
        self.project.as_ref()
    }

    /// What the project calls the open article, if that is of the project.
    pub fn article_name(&self) -> Option<String> {
        let (project, document) = (self.project()?, self.document()?);
        let path = std::path::absolute(document.article().path()).ok()?;
        path.starts_with(&project.root).then(|| project.name_of(&path))
    }

    /// Takes over what other threads have done for the project.
    pub(super) fn tick_project(&mut self) {
        self.tick_import();
        self.tick_settling();
        self.tick_dividing();
        if let Some(project) = &mut self.project {
            project.tick();
            project.select_again();
            project.count_again();
        }
        self.tell_of_broken();
        self.notice_changes();
        self.follow_document();
        self.keep_labels();
    }

    /// Says what met an error of the program away from the frame.
    fn tell_of_broken(&mut self) {
        if let Some(text) = self.project.as_mut().and_then(|project| project.broken.take()) {
            self.notice = Notice { text, is_problem: true };
        }
    }

    /// Takes in what others have changed in the folder of the project.
    fn notice_changes(&mut self) {
        let changed = self.project.as_ref().map(|project| project.watch.take());
        let Some(changed) = changed.filter(|changed| !changed.is_empty()) else {
            return;
        };
        // Whatever happened before the folder was watched.
        let anything = self
            .project
            .as_ref()
            .is_some_and(|project| changed.contains(&project.root));
        let own = self.document().map(|document| document.layer_path().to_owned());
        let is_own = |path: &PathBuf| {
            own.as_ref()
                .is_some_and(|own| path == own || own.parent() == Some(path))
        };
        if let Some(saver) = self.document().and_then(|document| document.saver()) {
            saver.look();
        }
        let others = changed.iter().any(|path| !is_own(path));
        let is_changed = |name: &str| {
            let of_name = |path: &PathBuf| path.file_name().is_some_and(|other| other == name);
            anything || changed.iter().any(of_name)
        };
        let (manifest, guidelines) = (is_changed(MANIFEST), is_changed(folder::GUIDELINES));
        if let Some(project) = &mut self.project {
            if others {
                project.refresh();
            }
            if guidelines {
                project.read_guidelines();
            }
        }
        if manifest {
            self.read_manifest_again();
        }
        let is_touched = self.document().is_some_and(|document| {
            let article = document.article().path();
            changed.iter().any(|path| may_touch(path, article))
        });
        if is_touched && self.opening.is_none() {
            self.look_at_text();
        }
    }

    /// Waits for what other threads do for the project.
    pub(super) fn wait_for_project(&mut self) {
        self.wait_for_import();
        self.wait_for_settling();
        self.wait_for_dividing();
        self.follow_document();
        while self.project.as_ref().is_some_and(OpenProject::is_busy) {
            if let Some(project) = &mut self.project {
                project.wait();
                project.select_again();
                project.count_again();
            }
            self.follow_document();
        }
        while let Some(news) = self.opening.as_ref().map(super::Opening::wait) {
            self.opened(news);
        }
        self.tell_of_broken();
    }

    /// Somebody else labels from now on: the list shows their labels.
    pub(super) fn annotator_changed(&mut self) {
        let annotator = home::folder_of(&self.settings().annotator);
        if let Some(project) = self.project.as_mut().filter(|project| project.annotator != annotator) {
            project.annotator = annotator;
            project.select();
            project
                .overview
                .outdated(&project.index, &project.manifest.labels, &project.annotator);
        }
    }

    /// Looks at the files of the project again.
    pub(super) fn refresh_project(&mut self) -> Outcome {
        self.open_project()?.refresh();
        Ok(())
    }

    /// Asks for files for the project.
    pub(super) fn pick_for_project(&mut self, what: PathFor) -> Outcome {
        self.open_project()?;
        self.request(Request::Pick(what));
        Ok(())
    }

    pub(super) fn paste_article(&mut self) -> Outcome {
        self.open_project()?;
        self.request(Request::PasteArticle);
        Ok(())
    }

    /// Shows the list of articles, and puts the keyboard on a part of it.
    pub(super) fn show_list(&mut self, focus: Request) -> Outcome {
        self.open_project()?;
        self.change_settings(|settings| settings.shows_articles = true);
        self.request(focus);
        Ok(())
    }

    /// Has the index follow an article that was left.
    fn follow_left(&mut self) {
        let Some(project) = &mut self.project else { return };
        if project.touched.is_some() || project.reading.is_some() {
            return;
        }
        // Whatever was left is on disk: nothing is left before.
        if let Some(name) = project.left.pop_first() {
            project.touch_article(name);
        }
    }

    /// Remembers that the index must follow the open article, which gives way to another.
    pub(super) fn leave_to_index(&mut self) {
        let Some(name) = self.article_name() else { return };
        let Some(document) = &self.document else { return };
        let now = (name, document.changes().revision());
        if let Some(project) = self
            .project
            .as_mut()
            .filter(|project| project.seen.as_ref() != Some(&now))
        {
            project.left.insert(now.0);
        }
    }

    /// Has the index follow the open article, once that is saved.
    pub(super) fn follow_document(&mut self) {
        let name = self.article_name();
        let document = self.document.as_ref().filter(|document| !document.is_loading());
        let (Some(name), Some(document)) = (name, document) else {
            return self.follow_left();
        };
        let now = (name, document.changes().revision());
        let is_saved = self.is_saved();
        let Some(project) = &mut self.project else { return };
        if !project.left.is_empty() {
            return self.follow_left();
        }
        if !is_saved || project.seen.as_ref() == Some(&now) || project.touched.is_some() || project.reading.is_some() {
            return;
        }
        project.touch_article(now.0.clone());
        project.seen = Some(now);
    }
}

/// Whether a change at a path may be one of an article: of its file, which may be gone, or of a folder around it.
fn may_touch(path: &Path, article: &Path) -> bool {
    let is_around = || article.ancestors().skip(1).any(|folder| folder == path);
    // Names first: to follow links costs a look at the disk.
    if path.file_name() != article.file_name() {
        // That of the project is told of whenever it begins to be watched.
        return is_around() && !home::is_project(path);
    }
    let is_there_now = || home::is_same(path, article);
    let was_there =
        || matches!((path.parent(), article.parent()), (Some(one), Some(other)) if home::is_same(one, other));
    path == article || is_there_now() || was_there()
}
