//! Noticing that others have changed files: a colleague on a shared folder, git, an editor.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use notify_debouncer_mini::{Config as DebouncerConfig, DebounceEventResult, Debouncer, new_debouncer_opt};

/// Changes come in bursts: what happens within so long is told at once.
const QUIET: Duration = Duration::from_millis(300);
/// How often a folder is looked through where the system does not tell of changes, as on some network drives.
const POLL: Duration = Duration::from_secs(20);

/// Watches a folder and all below it, for as long as it lives.
pub struct Watch {
    changed: Arc<Mutex<BTreeSet<PathBuf>>>,
    _watcher: Box<dyn Send>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("changed", &self.changed)
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Starts to watch a folder. `wake` is called from another thread when something has changed. Where the system cannot
    /// tell of changes, the folder is looked through now and then; `None` if even that is not possible.
    pub fn start(folder: &Path, wake: impl Fn() + Send + Clone + 'static) -> Option<Self> {
        let changed = Arc::new(Mutex::new(BTreeSet::new()));
        let heard = |changed: &Arc<Mutex<BTreeSet<PathBuf>>>| {
            let (changed, wake, root) = (Arc::clone(changed), wake.clone(), folder.to_owned());
            move |result: DebounceEventResult| {
                let Ok(events) = result else { return };
                let paths: Vec<PathBuf> = events
                    .into_iter()
                    .map(|event| event.path)
                    .filter(|path| matters(&root, path))
                    .collect();
                if !paths.is_empty() {
                    changed.lock().unwrap_or_else(PoisonError::into_inner).extend(paths);
                    wake();
                }
            }
        };
        let told = watcher::<RecommendedWatcher>(folder, heard(&changed), Config::default());
        let watcher = told.map(|watcher| Box::new(watcher) as Box<dyn Send>).or_else(|error| {
            tracing::info!(%error, "the folder is looked through now and then instead");
            let config = Config::default().with_poll_interval(POLL);
            watcher::<PollWatcher>(folder, heard(&changed), config).map(|watcher| Box::new(watcher) as Box<dyn Send>)
        });
        match watcher {
            Ok(watcher) => Some(Self {
                changed,
                _watcher: watcher,
            }),
            Err(error) => {
                tracing::warn!(%error, "changes by others will not be noticed until the project is opened again");
                None
            }
        }
    }

    /// What has changed since the last call.
    pub fn take(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn watcher<W: Watcher + Send + 'static>(
    folder: &Path,
    heard: impl Fn(DebounceEventResult) + Send + 'static,
    config: Config,
) -> notify::Result<Debouncer<W>> {
    let config = DebouncerConfig::default()
        .with_timeout(QUIET)
        .with_notify_config(config);
    let mut debouncer = new_debouncer_opt::<_, W>(config, heard)?;
    debouncer.watcher().watch(folder, RecursiveMode::Recursive)?;
    Ok(debouncer)
}

/// Files on the way to their names, and what programs keep for themselves, are no change of the project.
fn matters(root: &Path, path: &Path) -> bool {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let is_hidden = |part: std::path::Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    !inner.components().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn changes_are_told() {
        let folder = tempfile::Builder::new().prefix("watched").tempdir().expect("a folder");
        fs::create_dir(folder.path().join("may")).expect("made");
        let (sender, heard) = mpsc::channel();
        let watch = Watch::start(folder.path(), move || {
            let _ = sender.send(());
        })
        .expect("it can be watched");
        fs::write(folder.path().join(".hidden"), "1").expect("written");
        fs::write(folder.path().join("may/a.txt"), "1").expect("written");
        heard.recv_timeout(Duration::from_secs(10)).expect("it is told");
        let changed = watch.take();
        let names: Vec<_> = changed.iter().filter_map(|path| path.file_name()).collect();
        assert!(
            names.contains(&"a.txt".as_ref()) && !names.contains(&".hidden".as_ref()),
            "{names:?}"
        );
    }
}
