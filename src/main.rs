//! Reads the command line; opens the window, or runs one command without it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use glossator::cli::{self, Action, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli::start_logging();
    match cli.act() {
        Action::Done(code) => code,
        Action::Window { path, encoding } => open_window(path, encoding),
    }
}

/// The window is not part of this build yet.
fn open_window(_path: Option<std::path::PathBuf>, _encoding: Option<&'static encoding_rs::Encoding>) -> ExitCode {
    let _ = writeln!(io::stderr(), "glossator: window not built in this branch");
    ExitCode::from(2)
}
