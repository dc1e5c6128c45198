//! Reads the command line; opens the window, or runs one command without it.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use encoding_rs::Encoding;
use glossator::{
    cli::{self, Action, Cli},
    ui::window,
    workspace::{Command, Workspace},
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli::start_logging();
    match cli.act() {
        Action::Done(code) => code,
        Action::Window { path, encoding } => open_window(path, encoding),
    }
}

fn open_window(path: Option<PathBuf>, encoding: Option<&'static Encoding>) -> ExitCode {
    let opened = window::run(move |settings, context| {
        let mut workspace = Workspace::new(settings, window::wake(context));
        match (path, encoding) {
            (Some(path), Some(encoding)) => workspace.run(Command::OpenAs(path, encoding)),
            (Some(path), None) => workspace.run(Command::OpenFile(path)),
            (None, _) => workspace.start(),
        }
        workspace
    });
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If even this cannot be written, there is nobody to tell.
            let _ = writeln!(io::stderr(), "glossator: {error}");
            ExitCode::from(2)
        }
    }
}
