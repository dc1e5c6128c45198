//! A folder to work in, and the program to run in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;

/// A folder of files. All commands run in it.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// With these files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        for (name, content) in files {
            desk.put(name, content);
        }
        desk
    }

    /// With the example article and its labels.
    pub fn with_example() -> Self {
        let read = |path| fs::read(path).expect("it comes with the program");
        Self::with(&[
            ("microsoft-openai.txt", &read("seeds/microsoft-openai.txt")),
            ("microsoft-openai.ron", &read("tests/data/microsoft-openai.ron")),
        ])
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// The program, ready to run here.
    pub fn program(&self) -> Command {
        let mut program = Command::cargo_bin("glossator").expect("it is built");
        program
            .current_dir(self.folder.path())
            .env("COLUMNS", "100")
            .env("GLOSSATOR_CONFIG_DIR", self.path("config"))
            .env_remove("GLOSSATOR_LOG");
        program
    }

    /// Runs the program with arguments that spaces separate.
    pub fn run(&self, arguments: &str) -> Ran {
        let output = self
            .program()
            .args(arguments.split_whitespace())
            .output()
            .expect("it runs");
        Ran {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    /// The code and what stood on the standard output; nothing may stand on the other.
    #[track_caller]
    pub fn quietly(self) -> (i32, String) {
        assert_eq!(self.err, "");
        (self.code, self.out)
    }
}

/// Compares with a file in `tests/data`, or writes it if the variable `GLOSSATOR_BLESS` is set.
#[track_caller]
pub fn assert_golden(name: &str, content: &str) {
    let path = Path::new("tests/data").join(name);
    if std::env::var_os("GLOSSATOR_BLESS").is_some() {
        fs::write(&path, content).expect("written");
    }
    let golden = fs::read_to_string(&path).expect("a golden file; set GLOSSATOR_BLESS=1 to write it");
    assert!(
        golden == content,
        "{} differs (GLOSSATOR_BLESS=1 writes it anew):\n{content}",
        path.display()
    );
}
