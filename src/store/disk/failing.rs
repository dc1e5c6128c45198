//! A disk that fails when it is told to, for tests.

use std::{
    collections::HashMap,
    fs::{self, File, Metadata, Permissions},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use super::{Disk, RealDisk};

/// A folder of the real disk, of which any operation can fail. Nothing is really forced to disk, but it is known what
/// would have been.
#[derive(Clone, Debug, Default)]
pub struct FailingDisk(Arc<Mutex<State>>);

/// What fails, and how.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The number of the operation, from 0.
    pub at: usize,
    /// Whether all later operations fail too.
    pub for_good: bool,
    /// What the system says.
    pub errno: i32,
    /// Only operations in this folder fail.
    pub below: PathBuf,
}

#[derive(Debug, Default)]
struct State {
    count: usize,
    fault: Option<Fault>,
    tripped: bool,
    /// Where files are that were opened, by inode.
    paths: HashMap<u64, PathBuf>,
    /// How much is forced to disk of files of which not everything is, by inode.
    unsynced: HashMap<u64, u64>,
    /// Names that are not forced to disk, and what had them before.
    renamed: Vec<(PathBuf, Option<Vec<u8>>)>,
    /// What somebody writes to a file just before two are exchanged.
    intruder: Option<(PathBuf, Vec<u8>)>,
}

impl FailingDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nothing has panicked")
    }

    /// Lets something fail from now on.
    pub fn fail(&self, fault: Fault) {
        self.state().fault = Some(fault);
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        self.state().fault = None;
    }

    /// How many operations there were.
    pub fn count(&self) -> usize {
        self.state().count
    }

    /// Whether anything has failed.
    pub fn has_tripped(&self) -> bool {
        self.state().tripped
    }

    /// Lets somebody write to a file just before two are exchanged.
    pub fn intrude(&self, path: PathBuf, bytes: Vec<u8>) {
        self.state().intruder = Some((path, bytes));
    }

    /// The power is cut: in this folder and below only that is left which was forced to disk.
    pub fn cut_power(&self, folder: &Path) {
        let state = &mut *self.state();
        for path in files_below(folder) {
            let file = File::options().write(true).open(&path).expect("a file");
            let metadata = file.metadata().expect("known");
            if let Some(length) = state.unsynced.get(&metadata.ino()) {
                file.set_len((*length).min(metadata.len())).expect("cut");
            }
        }
        for (path, before) in state.renamed.drain(..).rev() {
            // Its folder may have been removed since.
            let _ = match before {
                Some(bytes) => fs::write(&path, bytes),
                None => fs::remove_file(&path),
            };
        }
    }

    fn step(&self, path: &Path) -> io::Result<()> {
        let state = &mut *self.state();
        let number = state.count;
        state.count += 1;
        let fault = state.fault.as_ref().filter(|fault| {
            (number == fault.at || fault.for_good && number > fault.at) && path.starts_with(&fault.below)
        });
        match fault {
            Some(fault) => {
                state.tripped = true;
                Err(io::Error::from_raw_os_error(fault.errno))
            }
            None => Ok(()),
        }
    }

    fn step_of(&self, file: &File) -> io::Result<()> {
        let path = self.state().paths.get(&inode(file)).cloned();
        self.step(&path.expect("it was opened here"))
    }

    fn opened(&self, path: &Path, file: &File, synced: u64) {
        let state = &mut *self.state();
        state.paths.insert(inode(file), path.to_owned());
        state.unsynced.insert(inode(file), synced);
    }

    fn renames(&self, from: &Path, to: &Path) {
        let before = fs::read(to).ok();
        let state = &mut *self.state();
        state.renamed.push((to.to_owned(), before));
        for path in state.paths.values_mut().filter(|path| *path == from) {
            *path = to.to_owned();
        }
    }
}

fn inode(file: &File) -> u64 {
    file.metadata().expect("known").ino()
}

/// All files in a folder and below.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}

impl Disk for FailingDisk {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.step(path)?;
        RealDisk.metadata(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.step(path)?;
        RealDisk.read_link(path)
    }

    fn read(&self, path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
        self.step(path)?;
        RealDisk.read(path)
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        self.step(path)?;
        let file = RealDisk.create(path)?;
        self.opened(path, &file, 0);
        Ok(file)
    }

    fn open_end(&self, path: &Path) -> io::Result<File> {
        self.step(path)?;
        let file = RealDisk.open_end(path)?;
        let length = file.metadata()?.len();
        self.opened(path, &file, length);
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.step_of(file) {
            file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        let length = file.metadata()?.len();
        self.state().unsynced.entry(inode(file)).or_insert(length);
        file.write_all(bytes)
    }

    fn set_permissions(&self, file: &File, permissions: Permissions) -> io::Result<()> {
        self.step_of(file)?;
        RealDisk.set_permissions(file, permissions)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.step_of(file)?;
        self.state().unsynced.remove(&inode(file));
        Ok(())
    }

    fn metadata_of(&self, file: &File) -> io::Result<Metadata> {
        self.step_of(file)?;
        RealDisk.metadata_of(file)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step(one)?;
        if let Some((path, bytes)) = self.state().intruder.take() {
            fs::write(path, bytes)?;
        }
        if other.exists() {
            self.renames(one, other);
        }
        RealDisk.exchange(one, other)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(from)?;
        self.renames(from, to);
        RealDisk.rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(from)?;
        if !to.exists() {
            self.renames(from, to);
        }
        RealDisk.rename_new(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step(path)?;
        RealDisk.remove(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step(path)?;
        RealDisk.create_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step(path)?;
        self.state().renamed.retain(|(name, _)| name.parent() != Some(path));
        Ok(())
    }
}
