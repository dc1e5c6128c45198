//! The disk as those see it who write to it. All that is written goes through [`Disk`], so that a test can let any
//! operation fail.

use std::{
    fmt,
    fs::{self, File, Metadata, Permissions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// What saving asks of a disk: small operations, each of which happens or fails.
pub(super) trait Disk: fmt::Debug + Send + Sync {
    /// What is known of the file or folder that a path leads to.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;
    /// Where a symbolic link leads; `None` for what is none.
    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>>;
    /// All that is in a file, and what is known of it.
    fn read(&self, path: &Path) -> io::Result<(Vec<u8>, Metadata)>;
    /// Makes a file that was not there, with the permissions that new files have.
    fn create(&self, path: &Path) -> io::Result<File>;
    /// Opens a file that is there, to write at its end.
    fn open_end(&self, path: &Path) -> io::Result<File>;
    /// Writes all of `bytes`. When it fails some of them may be written.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Says who may do what with a file.
    fn set_permissions(&self, file: &File, permissions: Permissions) -> io::Result<()>;
    /// Forces a file to disk.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// What is known of an open file.
    fn metadata_of(&self, file: &File) -> io::Result<Metadata>;
    /// Gives each of two files the name of the other. Says [`Unsupported`](io::ErrorKind::Unsupported) where that cannot be
    /// done.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Gives a file another name, in the place of what has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file another name, which must be free.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder; the one around it must be there.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Forces the names in a folder to disk. Where the system cannot do that, it need not.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disks of this computer.
#[derive(Debug)]
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::metadata(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => fs::read_link(path).map(Some),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read(&self, path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        Ok((bytes, metadata))
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        File::options().write(true).create_new(true).open(path)
    }

    fn open_end(&self, path: &Path) -> io::Result<File> {
        File::options().append(true).open(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn set_permissions(&self, file: &File, permissions: Permissions) -> io::Result<()> {
        file.set_permissions(permissions)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn metadata_of(&self, file: &File) -> io::Result<Metadata> {
        file.metadata()
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        rename_at(one, other, rustix::fs::RenameFlags::EXCHANGE)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match rename_at(from, to, rustix::fs::RenameFlags::NOREPLACE) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            done => return done,
        }
        // An empty file keeps the name free from others.
        self.create(to)?;
        fs::rename(from, to).inspect_err(|_| {
            if let Err(error) = fs::remove_file(to) {
                tracing::debug!(%error, path = %to.display(), "an empty file was left behind");
            }
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let synced = File::open(path).and_then(|folder| folder.sync_all());
        match synced {
            Err(error) if is_beyond(error.kind()) => {
                tracing::debug!(%error, folder = %path.display(), "a folder cannot be synced");
                Ok(())
            }
            synced => synced,
        }
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// Whether an error says that a file system knows no such thing as a synced folder, or that a folder may be written to but not read.
#[cfg(unix)]
fn is_beyond(error: io::ErrorKind) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error, InvalidInput | PermissionDenied | Unsupported)
}

/// Lets a write to a file that has reached the size that the system allows fail, as any other write fails, where it would
/// else end the program.
///
/// # Errors
/// If the system refuses that.
pub fn survive_limits() -> io::Result<()> {
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default())?;
    Ok(())
}

#[cfg(target_os = "linux")]
fn rename_at(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    use rustix::{fs::CWD, io::Errno};
    rustix::fs::renameat_with(CWD, from, CWD, to, flags).map_err(|errno| match errno {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        errno => errno.into(),
    })
}

#[cfg(test)]
pub(super) mod failing;
