//! The command line: the path to open in the window, and commands that need none.

mod check;
mod export;
mod log;
mod project;
mod stats;

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use encoding_rs::Encoding;

pub use log::start as start_logging;

use crate::{
    article::decode,
    exchange::ExportError,
    project::{Cancelled, PartsError, QueryError, export::NotExported, import::ImportError},
    store::{
        self, LoadError, ManifestError, OpenError, Opened, WriteError, home, paths::PathError, settings::SettingsFile,
    },
};

const EXAMPLES: &str = "\
Examples:
  glossator news.txt                                  label an article in the window
  glossator check news.txt                            is every label still true of the text?
  glossator stats news.ron                            how much is labelled, and as what
  glossator export news.txt --out news.jsonl          a dataset, by the ending of its name
  glossator export news.txt --format csv --out - | head

  glossator new elections                             a project: many articles, one label set
  glossator import elections pages/ more.jsonl        bring articles in, whatever they are
  glossator elections                                 label them in the window
  glossator split elections --train 0.8               train, validation and test
  glossator export elections --out elections.jsonl

An article's labels are kept beside it: those of news.txt in news.ron. Either path will do.
A file that is called like a command is opened as ./check.

Exit status: 0 done, 1 the labels have faults, 2 it could not be done.";

/// Turns articles into labelled datasets.
///
/// Open an article and mark what in it is fact, analysis or opinion, or whatever else you look for. The marks are
/// saved beside the article and exported as a dataset.
#[derive(Debug, Parser)]
#[command(name = "glossator", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// The article or project to open in the window, or an annotation file
    path: Option<PathBuf>,
    /// The encoding of the article, if it is not what it seems: utf-8, windows-1252, shift_jis …
    #[arg(long, global = true, value_name = "LABEL", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// What draws the window: glow (OpenGL) or wgpu (Vulkan, Metal, Direct3D 12); whatever works, if not given
    #[arg(long, value_name = "NAME", value_parser = ["glow", "wgpu"])]
    renderer: Option<String>,
    /// Write what each frame costs to a file, as comma-separated values; for those who look for slow ones
    #[arg(long, value_name = "FILE")]
    frame_log: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the labels of an article as a dataset
    ///
    /// Labels with faults are not exported: “glossator check” names the faults.
    Export(export::Args),
    /// Check that every offset and quote is true of the text, and every label known
    ///
    /// Prints a line for each fault, “file:line: what”, or how many annotations there are if all are true.
    Check(check::Args),
    /// Show how much of an article or a project is labelled, and as what
    Stats(stats::Args),
    /// Make a folder a project: many articles with one label set
    New(project::new::Args),
    /// Bring articles into a project
    ///
    /// Texts are copied, everything else is converted once. What the project has already is left out. If something
    /// could not be read, the rest comes in all the same, and the exit status is 1.
    Import(project::import::Args),
    /// Divide the articles of a project into train, validation and test, or into batches
    ///
    /// Articles that are nearly the same are never on both sides. Those that are in a part already stay in it.
    Split(project::split::Args),
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Action {
    /// To open the window.
    Window {
        /// The article or annotation file to open in it.
        path: Option<PathBuf>,
        /// The encoding of the article, if a person chose it.
        encoding: Option<&'static Encoding>,
        /// The name of what is to draw it, if a person chose it.
        renderer: Option<String>,
        /// Where to write what its frames cost.
        frame_log: Option<PathBuf>,
    },
    /// Nothing more: a command has run.
    Done(ExitCode),
}

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Faults,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Export(#[from] NotExported),
    #[error(transparent)]
    Output(WriteError),
    #[error(
        "Nobody has labelled {} yet: there is no annotation file {}. Open the article in the window to label it.",
        article.display(),
        layer.display()
    )]
    NoLabels { article: PathBuf, layer: PathBuf },
    #[error("It is not clear which format {} should have. Say so with --format {}.", out.display(), names.join(" or "))]
    WhichFormat { out: PathBuf, names: Vec<&'static str> },
    #[error("{} is {what}, and would be overwritten. Give --out another name.", out.display())]
    WouldOverwrite { out: PathBuf, what: &'static str },
    #[error("{} is no project. “glossator new {}” makes it one.", .0.display(), .0.display())]
    NoProject(PathBuf),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Parts(#[from] PartsError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error("{0} is for projects, which have something to draw.")]
    OnlyOfProjects(&'static str),
    #[error("The path goes after the command: glossator check {}.", .0.display())]
    PathBeforeCommand(PathBuf),
}

impl Failure {
    /// Whether whoever read our output has seen enough of it, as `head` does.
    fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(error) | Self::Export(NotExported::Export(ExportError::Write(error))) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(WriteError::of_output(error))
    }
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        Self::Open(error.into())
    }
}

impl Cli {
    /// Runs the command that was asked for, if any.
    pub fn act(self) -> Action {
        let Some(command) = self.command else {
            return Action::Window {
                path: self.path,
                encoding: self.encoding,
                renderer: self.renderer,
                frame_log: self.frame_log,
            };
        };
        let mut out = BufWriter::new(io::stdout().lock());
        let result = match self.path {
            Some(path) => Err(Failure::PathBeforeCommand(path)),
            None => command.run(self.encoding, &mut out),
        };
        let result = result.and_then(|outcome| Ok(out.flush().map(|()| outcome)?));
        Action::Done(match result {
            Ok(Outcome::Done) => ExitCode::SUCCESS,
            Ok(Outcome::Faults) => ExitCode::from(1),
            Err(failure) => {
                if !failure.is_broken_pipe() {
                    tell(failure);
                }
                ExitCode::from(2)
            }
        })
    }
}

impl Command {
    fn run(self, encoding: Option<&'static Encoding>, out: &mut dyn Write) -> Result<Outcome, Failure> {
        match self {
            Self::Export(args) => export::run(&args, encoding, out),
            Self::Check(args) => check::run(&args, encoding, out),
            Self::Stats(args) => stats::run(&args, encoding, out),
            Self::New(args) => project::new::run(&args, out),
            Self::Import(args) => project::import::run(&args, out),
            Self::Split(args) => project::split::run(&args, out),
        }
    }
}

/// The settings of the person; what is wrong with them is told, for by them it is decided whose labels are meant.
fn settings() -> SettingsFile {
    let settings = SettingsFile::load();
    settings.warning().iter().for_each(tell);
    settings
}

/// Opens what a command is about, and tells what is in doubt about its encoding.
fn open(path: &Path, encoding: Option<&'static Encoding>) -> Result<Opened, OpenError> {
    // In a project everybody has labels of their own.
    let annotator = match home::project_of(path) {
        Some(_) => settings().get().annotator.clone(),
        None => "nobody yet".to_owned(),
    };
    let opened = store::open(path, encoding, &annotator, |_| ())?;
    opened.article.encoding_notice().iter().for_each(tell);
    Ok(opened)
}

/// Says something to the person, apart from the output.
fn tell(what: impl std::fmt::Display) {
    // If even this cannot be written, there is nobody to tell.
    let _ = writeln!(io::stderr(), "glossator: {what}");
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    decode::encoding_for(label).ok_or_else(|| {
        let names: Vec<_> = decode::COMMON_ENCODINGS
            .iter()
            .map(|encoding| encoding.name())
            .collect();
        format!("no such encoding; there are {} and some others", names.join(", "))
    })
}

/// `1 annotation`, `2 annotations`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_window_is_asked_for() {
        let action = |arguments: &[&str]| Cli::try_parse_from(arguments).expect("arguments").act();
        assert!(matches!(
            action(&["glossator"]),
            Action::Window {
                path: None,
                encoding: None,
                renderer: None,
                frame_log: None,
            }
        ));
        match action(&["glossator", "news.txt", "--encoding", "latin1"]) {
            Action::Window { path, encoding, .. } => {
                assert_eq!(
                    (path, encoding),
                    (Some("news.txt".into()), Some(encoding_rs::WINDOWS_1252))
                );
            }
            other @ Action::Done(_) => panic!("{other:?}"),
        }
    }
}
