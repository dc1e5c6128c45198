//! Reads the command line; opens the window, or runs one command without it.

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
    time::Instant,
};

use clap::Parser;
use glossator::{
    cli::{self, Action, Cli},
    panics,
    store::{self, FrameLog, reports, settings},
    ui::window::{self, Options, Renderer},
    workspace::{Command, Workspace},
};

fn main() -> ExitCode {
    let started = Instant::now();
    let cli = Cli::parse();
    cli::start_logging();
    reports::keep_in(settings::reports());
    if let Err(error) = store::survive_limits() {
        return failed(&error);
    }
    let (path, encoding, renderer, frame_log) = match panics::caught(|| cli.act()) {
        // What it was and where its report is has been said.
        Err(panics::Caught) => return ExitCode::from(2),
        Ok(Action::Done(code)) => return code,
        Ok(Action::Window {
            path,
            encoding,
            renderer,
            frame_log,
        }) => (path, encoding, renderer, frame_log),
    };
    let frame_log = match frame_log.map(|path| FrameLog::begin(&path)).transpose() {
        Ok(log) => log,
        Err(error) => return failed(&error),
    };
    let options = Options {
        renderer: renderer.map(|name| match name.as_str() {
            "wgpu" => Renderer::Wgpu,
            _ => Renderer::Glow,
        }),
        frame_log,
        started,
    };
    let opened = window::run(options, move |settings, context| {
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
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn Display) -> ExitCode {
    // If even this cannot be written, there is nobody to tell.
    let _ = writeln!(io::stderr(), "glossator: {error}");
    ExitCode::from(2)
}
