//! Who may write a layer: one program at a time. A lock of the operating system says so, which ends with the program that
//! holds it, however that ends.
//!
//! Where locks cannot be had, as on some network drives, what others write is still noticed before each save.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsStr,
    fmt,
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Component, Path, PathBuf},
    process,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use jiff::Timestamp;
use ron::Options;
use serde::{Deserialize, Serialize};

use super::{Home, LAYERS, journal, layer_file, local_time, open::layer_of, seconds, small};

/// The folder of a project's locks.
const LOCKS: [&str; 2] = [".glossator", "locks"];
/// How the names of locks end.
const ENDING: &str = "lock";
/// How much of a name is shown, in characters.
const LONGEST_NAME: usize = 40;
/// How often a lock may be let go of just before it is taken.
const MOST_TRIES: usize = 100;

/// What came of asking for a layer.
#[derive(Debug)]
pub enum Claim {
    /// No other program writes to the layer for as long as this is kept.
    Mine(Lock),
    /// Another program has it open.
    Taken(Holder),
    /// There is no place where programs could tell each other.
    NoPlace,
}

/// Who has a layer open. Nothing is known of who could not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    user: String,
    host: String,
    process: u32,
    /// RFC 3339, UTC.
    since: String,
}

/// The right to write a layer. Within one program several may have it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    slot: Arc<Slot>,
}

/// A lock of this program.
type Slot = Mutex<Held>;

/// What this program holds of a lock.
#[derive(Debug, Default)]
struct Held {
    file: Option<File>,
    /// How many have it.
    by: usize,
}

/// The locks of this program, by the paths of their files.
static SLOTS: Mutex<BTreeMap<PathBuf, Weak<Slot>>> = Mutex::new(BTreeMap::new());

impl Claim {
    /// Asks for the labels of what is at `path`, an article or an annotation file, for `annotator`. `states` is the folder
    /// for what the program remembers, if there is one.
    pub fn of(path: &Path, annotator: &str, states: Option<&Path>) -> Self {
        let Ok((home, layer)) = layer_of(path, annotator) else {
            return Self::NoPlace;
        };
        for place in places(&home, &layer, states) {
            match claim(&place, annotator) {
                Ok(claim) => return claim,
                Err(error) => tracing::info!(%error, layer = %layer.display(), "no lock can be had there"),
            }
        }
        Self::NoPlace
    }

    /// Whether somebody else has the layer open, in this program or in another.
    pub(super) fn is_open_elsewhere(&self) -> bool {
        match self {
            Self::Mine(lock) => lock_of(&lock.slot).by > 1,
            Self::Taken(_) => true,
            Self::NoPlace => false,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "These labels are open in another window")?;
        if self.process != 0 {
            let Self {
                user, host, process, ..
            } = self;
            write!(f, " ({user} on {host}, process {process}")?;
            if let Ok(since) = self.since.parse() {
                write!(f, ", since {}", local_time(since))?;
            }
            write!(f, ")")?;
        }
        write!(f, ". They can be read here, not changed.")
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut held = lock_of(&self.slot);
        held.by = held.by.saturating_sub(1);
        if held.by == 0
            && let Some(file) = held.file.take()
        {
            let_go(&self.path, &file);
        }
    }
}

/// Where the lock of a layer may lie, the best place first: in its project, where all who share that see it, or else where
/// the journals of lone articles are.
fn places(home: &Home, layer: &Path, states: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    let shared = match home {
        Home::Project { root, .. } => in_project(root, layer),
        Home::Beside => None,
    };
    let own = states.map(|folder| journal::path_in(folder, layer).with_extension(ENDING));
    shared.into_iter().chain(own)
}

/// The path of the lock of a layer in a project's folder of layers. Nothing on the way to it may lead out of the project.
fn in_project(root: &Path, layer: &Path) -> Option<PathBuf> {
    let layer = std::path::absolute(layer).ok()?;
    let inner = layer.strip_prefix(root.join(LAYERS)).ok()?.with_extension(ENDING);
    let mut path = root.to_owned();
    for part in LOCKS.iter().map(OsStr::new).chain(&inner) {
        path.push(part);
        let is_plain = matches!(Path::new(part).components().next(), Some(Component::Normal(_)));
        if !is_plain || path.is_symlink() {
            return None;
        }
    }
    Some(path)
}

/// Takes the lock at `path`, unless another program has it.
fn claim(path: &Path, user: &str) -> io::Result<Claim> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let path = folder.canonicalize()?.join(path.file_name().unwrap_or_default());
    let slot = slot_of(&path);
    let mut held = lock_of(&slot);
    if held.by == 0 {
        let Some(mut file) = lock_file(&path)? else {
            return Ok(Claim::Taken(Holder::of(&path)));
        };
        if let Err(error) = sign(&mut file, user) {
            tracing::debug!(%error, path = %path.display(), "a lock does not say who holds it");
        }
        held.file = Some(file);
    }
    held.by += 1;
    drop(held);
    Ok(Claim::Mine(Lock { path, slot }))
}

/// Makes the file at `path` if it is not there, and locks it; `None` if another program has.
pub(super) fn lock_file(path: &Path) -> io::Result<Option<File>> {
    for _ in 0..MOST_TRIES {
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            // Who held it has removed it since it was opened here.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::other("others take it and let it go again and again"))
}

/// Writes into a lock who holds it.
fn sign(file: &mut File, user: &str) -> io::Result<()> {
    let holder = Holder {
        user: user.to_owned(),
        host: host(),
        process: process::id(),
        since: seconds(Timestamp::now()),
    };
    let ron = Options::default().to_string_pretty(&holder, layer_file::pretty());
    file.set_len(0)?;
    file.write_all(ron.map_err(io::Error::other)?.as_bytes())
}

/// Lets go of a lock and removes its file. Whoever has opened that meanwhile finds it gone, and makes another.
fn let_go(path: &Path, file: &File) {
    if !cfg!(unix) || !is_at(file, path) {
        return;
    }
    if let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, path = %path.display(), "a lock was left behind");
    }
}

impl Holder {
    /// Who holds the lock at `path`. They may be just about to say it.
    fn of(path: &Path) -> Self {
        let told: Self = small::read(path, u32::MAX).ok().flatten().unwrap_or_default();
        Self {
            user: short(&told.user),
            host: short(&told.host),
            ..told
        }
    }
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// A name that others have written, as it can be shown in a line.
fn short(name: &str) -> String {
    let plain = name.chars().filter(|character| !character.is_control());
    plain.take(LONGEST_NAME).collect()
}

/// What this machine is called.
fn host() -> String {
    let told = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| env::var("COMPUTERNAME").ok());
    let told = told.or_else(|| env::var("HOSTNAME").ok());
    let name = told.unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        "this machine".to_owned()
    } else {
        name
    }
}

/// What this program holds of the lock at `path`.
fn slot_of(path: &Path) -> Arc<Slot> {
    let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    slots.retain(|_, slot| slot.strong_count() > 0);
    if let Some(slot) = slots.get(path).and_then(Weak::upgrade) {
        return slot;
    }
    let slot = Arc::<Slot>::default();
    slots.insert(path.to_owned(), Arc::downgrade(&slot));
    slot
}

/// A panic elsewhere leaves the numbers as true as they were.
fn lock_of(slot: &Slot) -> MutexGuard<'_, Held> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
