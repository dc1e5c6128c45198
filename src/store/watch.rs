//! Noticing that others have changed files: a colleague on a shared folder, git, an editor.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::{Duration, Instant},
};

use notify::{Config, Event, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::panics;

/// Changes come in bursts: they are told when so long nothing has happened, but no later than after the longest wait.
const QUIET: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How often a folder is looked through where the system does not tell of changes, as on some network drives.
const POLL: Duration = Duration::from_secs(20);

/// Watches a folder and all below it, or some files, for as long as it lives.
pub struct Watch {
    changed: Arc<Changed>,
    /// Ends the threads when it is dropped.
    _alive: mpsc::Sender<()>,
}

type Changed = Mutex<BTreeSet<PathBuf>>;

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("changed", &self.changed)
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Starts to watch a folder. `wake` is called from another thread when something has changed. Where the system cannot
    /// tell of changes, as on network drives, the folder is looked through now and then.
    pub fn start(folder: &Path, wake: impl Fn() + Send + 'static) -> Self {
        Self::of(Watched::Below(folder.to_owned()), wake)
    }

    /// Starts to watch some files, which need not be there yet.
    pub fn files(files: impl IntoIterator<Item = PathBuf>, wake: impl Fn() + Send + 'static) -> Self {
        Self::of(Watched::Files(files.into_iter().collect()), wake)
    }

    fn of(watched: Watched, wake: impl Fn() + Send + 'static) -> Self {
        let changed = Arc::new(Changed::default());
        let (happened, heard) = mpsc::channel();
        let (watch, ended) = mpsc::channel();
        let shared = Arc::clone(&changed);
        panics::spawn("Watching", move || {
            // To begin takes long in a large folder.
            let watcher = begin(&watched, &shared, &happened);
            // What happened meanwhile was not told.
            if let Watched::Below(root) = watched {
                shared.lock().unwrap_or_else(PoisonError::into_inner).insert(root);
                let _ = happened.send(());
            }
            drop(happened);
            panics::spawn("Telling of changes", move || tell(&heard, &wake));
            // Nothing is sent: this waits until the watch is dropped.
            let _ = ended.recv();
            drop(watcher);
        });
        Self { changed, _alive: watch }
    }

    /// What has changed since the last call. When watching has begun the folder itself is told once: anything may have
    /// changed before.
    pub fn take(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is watched.
#[derive(Clone, Debug)]
enum Watched {
    /// A folder and all below it.
    Below(PathBuf),
    /// Some files.
    Files(Vec<PathBuf>),
}

impl Watched {
    /// The folders that are to be watched, and how.
    fn folders(&self) -> (BTreeSet<PathBuf>, RecursiveMode) {
        let folder_of = |file: &PathBuf| match file.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        match self {
            Self::Below(folder) => ([folder.clone()].into(), RecursiveMode::Recursive),
            Self::Files(files) => (files.iter().map(folder_of).collect(), RecursiveMode::NonRecursive),
        }
    }

    /// Files on the way to their names, and what programs keep for themselves, are no change of a project.
    fn matters(&self, path: &Path) -> bool {
        match self {
            Self::Below(root) => {
                let inner = path.strip_prefix(root).unwrap_or(path);
                let is_hidden = |part: std::path::Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
                !inner.components().any(is_hidden)
            }
            Self::Files(files) => files.iter().any(|file| file.file_name() == path.file_name()),
        }
    }
}

/// What tells of changes, if anything can.
fn begin(watched: &Watched, changed: &Arc<Changed>, happened: &mpsc::Sender<()>) -> Option<Box<dyn Send>> {
    let handler = || {
        let (watched, changed, happened) = (watched.clone(), Arc::clone(changed), happened.clone());
        move |event: notify::Result<Event>| note(&watched, &changed, &happened, event)
    };
    let polling = || watcher::<PollWatcher>(watched, handler(), Config::default().with_poll_interval(POLL));
    let watcher = if watched.folders().0.iter().any(|folder| is_on_network(folder)) {
        polling()
    } else {
        watcher::<RecommendedWatcher>(watched, handler(), Config::default()).or_else(|error| {
            tracing::info!(%error, "the folder is looked through now and then instead");
            polling()
        })
    };
    watcher
        .inspect_err(|error| {
            tracing::warn!(%error, "changes by others will not be noticed until it is opened again");
        })
        .ok()
}

/// Whether a folder lies on a drive that other machines write to, of which the system does not tell.
#[cfg(target_os = "linux")]
fn is_on_network(folder: &Path) -> bool {
    // NFS, SMB, CIFS, SMB 2, 9p, and what runs in user space (sshfs and the like): statfs(2).
    const NETWORK: [u32; 6] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x0102_1997, 0x6573_5546];
    let kind = rustix::fs::statfs(folder).map(|stat| stat.f_type);
    kind.is_ok_and(|kind| u32::try_from(kind).is_ok_and(|kind| NETWORK.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn is_on_network(_: &Path) -> bool {
    false
}

fn watcher<W: Watcher + Send + 'static>(
    watched: &Watched,
    handler: impl FnMut(notify::Result<Event>) + Send + 'static,
    config: Config,
) -> notify::Result<Box<dyn Send>> {
    let mut watcher = W::new(handler, config)?;
    let (folders, how) = watched.folders();
    for folder in &folders {
        watcher.watch(folder, how)?;
    }
    Ok(Box::new(watcher))
}

/// Takes note of a change. That somebody has read a file is none.
fn note(watched: &Watched, changed: &Changed, happened: &mpsc::Sender<()>, event: notify::Result<Event>) {
    let Some(event) = event.ok().filter(|event| !event.kind.is_access()) else {
        return;
    };
    let mut paths = event.paths.into_iter().filter(|path| watched.matters(path)).peekable();
    if paths.peek().is_some() {
        changed.lock().unwrap_or_else(PoisonError::into_inner).extend(paths);
        // Nobody listens any more when the program ends.
        let _ = happened.send(());
    }
}

/// Calls `wake` after each burst of changes, until nobody watches any more.
fn tell(heard: &mpsc::Receiver<()>, wake: &dyn Fn()) {
    while heard.recv().is_ok() {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_WAIT && heard.recv_timeout(QUIET).is_ok() {}
        wake();
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn of_single_files_only_their_changes_are_told() {
        let folder = tempfile::Builder::new().prefix("watched").tempdir().expect("a folder");
        let file = folder.path().join("news.txt");
        let (sender, heard) = mpsc::channel();
        let watch = Watch::files([file.clone(), folder.path().join("news.ron")], move || {
            let _ = sender.send(());
        });
        // It takes a moment until it watches: until then nothing is told.
        let told = (0..50).any(|_| {
            fs::write(folder.path().join("other.txt"), "1").expect("written");
            fs::write(&file, "1").expect("written");
            heard.recv_timeout(Duration::from_millis(700)).is_ok()
        });
        assert!(told);
        let changed = watch.take();
        assert!(
            changed.iter().all(|path| path.file_name() == file.file_name()),
            "{changed:?}"
        );
        assert!(!changed.is_empty());
    }

    #[test]
    fn changes_are_told() {
        let folder = tempfile::Builder::new().prefix("watched").tempdir().expect("a folder");
        fs::create_dir(folder.path().join("may")).expect("made");
        fs::write(folder.path().join("read.txt"), "1").expect("written");
        let (sender, heard) = mpsc::channel();
        let watch = Watch::start(folder.path(), move || {
            let _ = sender.send(());
        });
        heard.recv_timeout(Duration::from_secs(10)).expect("it has begun");
        assert!(watch.take().contains(folder.path()));
        fs::read(folder.path().join("read.txt")).expect("read");
        fs::write(folder.path().join(".hidden"), "1").expect("written");
        fs::write(folder.path().join("may/a.txt"), "1").expect("written");
        heard.recv_timeout(Duration::from_secs(10)).expect("it is told");
        let changed = watch.take();
        let names: Vec<_> = changed.iter().filter_map(|path| path.file_name()).collect();
        assert!(names == ["a.txt"], "{names:?}");
    }
}
