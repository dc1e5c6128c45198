//! How labels are kept: the RON format, whole-file saves, and the program's own settings.
//!
//! This is the only room that writes files, and with [`article::read`](crate::article::read) the only one that
//! reads them.

mod amend;
pub mod article_file;
mod aside;
pub mod atomic;
mod awaited;
pub mod bundle;
pub mod cache;
mod checker;
mod fault;
pub mod folder;
mod frame_log;
mod header;
pub mod home;
mod in_lines;
pub mod journal;
mod known;
mod labels_file;
mod layer_file;
mod load;
mod load_error;
mod manifest;
mod on_disk;
mod one_line;
mod open;
mod outgoing;
mod outline;
mod parse;
pub mod paths;
mod projects_memory;
mod quick_row;
mod repeats;
mod ron_file;
#[cfg(test)]
pub(crate) mod samples;
mod saver;
pub mod settings;
pub mod small;
mod staging;
mod syntax_error;
mod threads;
mod watch;
mod write_error;

pub use amend::amend;
pub use article_file::{ArticleFile, ArticleFileError, Origin};
pub use aside::{set_aside, set_aside_as};
pub use atomic::put_new;
pub use fault::{Fault, FaultKind};
pub use frame_log::{FrameCost, FrameLog, FrameLogError};
pub use header::Header;
pub use home::{Home, LAYERS};
pub use journal::{Journal, Remembered};
pub use labels_file::{read_labels, write_labels};
pub use layer_file::{VERSION, seconds, to_ron};
pub use load::{Loaded, load};
pub use load_error::{LoadError, Reason};
pub use manifest::{MANIFEST, Manifest, ManifestError};
pub use on_disk::OnDisk;
pub use open::{OpenError, Opened, Preview, open, read_article};
pub use outgoing::{OutFile, Outgoing};
pub use outline::{Outline, OutlinedMark, outline};
pub use saver::{Notice, SaveStatus, Saver, save_layer};
pub use staging::Staging;
pub use syntax_error::SyntaxError;
pub use watch::Watch;
pub use write_error::WriteError;
