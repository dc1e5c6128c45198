//! What the program notes down while it runs.

use std::io;

use tracing_subscriber::EnvFilter;

/// The environment variable that says what is noted: `debug`, `glossator::store=trace` and the like.
const VARIABLE: &str = "GLOSSATOR_LOG";

/// What is noted unless the variable says otherwise: our own warnings, and errors of libraries. Not those of the file
/// dialog: that a desktop has none is nothing to worry about, and the window offers another way.
const DEFAULT: &str = "error,glossator=warn,lopdf=off,pdf_extract=off,rfd=off";

/// Sends notes of warnings and worse to the standard error, or of whatever `GLOSSATOR_LOG` says.
pub fn start() {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .try_init();
    if let Err(error) = started {
        tracing::debug!(%error, "somebody else takes the notes");
    }
}
