//! What the program notes down while it runs.

use std::io;

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

/// The environment variable that says what is noted: `debug`, `glossator::store=trace` and the like.
const VARIABLE: &str = "GLOSSATOR_LOG";

/// Sends notes of warnings and worse to the standard error, or of whatever `GLOSSATOR_LOG` says.
pub fn start() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var(VARIABLE)
        .from_env_lossy();
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .try_init();
    if let Err(error) = started {
        tracing::debug!(%error, "somebody else takes the notes");
    }
}
