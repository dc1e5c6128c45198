//! Where the program keeps what is its user's: settings, journals, reports, the example, caches.

use std::{env, ffi::OsString, path::PathBuf};

use etcetera::BaseStrategy as _;

use super::FOLDER_VARIABLE;

/// That of the settings: the one that was `chosen`, else where the system keeps them.
pub(super) fn folder(chosen: Option<OsString>) -> Option<PathBuf> {
    match chosen.filter(|folder| !folder.is_empty()) {
        Some(folder) => Some(folder.into()),
        None => Some(etcetera::choose_base_strategy().ok()?.config_dir().join("glossator")),
    }
}

/// The folder of reports of errors of the program, if there is a place for them.
pub fn reports() -> Option<PathBuf> {
    let chosen = env::var_os(FOLDER_VARIABLE).filter(|folder| !folder.is_empty());
    Some(chosen.map(PathBuf::from).or_else(states)?.join("reports"))
}

/// Where the system keeps what programs remember: the state of the user, or else their data.
fn states() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("glossator"))
}

/// For journals outside of projects.
pub(super) fn journals() -> Option<PathBuf> {
    Some(states()?.join("journals"))
}

/// For what can be worked out again.
pub(super) fn caches() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("glossator"))
}

/// For the example article.
pub(super) fn example() -> Option<PathBuf> {
    Some(
        etcetera::choose_base_strategy()
            .ok()?
            .data_dir()
            .join("glossator")
            .join("example"),
    )
}
