//! A log of what each frame cost, for those who look for slow ones.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// The first line of a log: the names of its columns.
const HEAD: &str = "seconds,update_ms,paint_ms,laid_out,drawn,texture_bytes";

/// What a frame cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrameCost {
    /// When it began, since the start of the program.
    pub begun: Duration,
    /// What it took to attend to input and lay out the window.
    pub update: Duration,
    /// What it took after that: tessellating, handing textures and triangles to the graphics card. Not the waiting for
    /// the screen.
    pub paint: Duration,
    /// Blocks of text laid out.
    pub laid_out: usize,
    /// Tiles of text drawn.
    pub drawn: usize,
    /// What all textures take.
    pub texture_bytes: usize,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum FrameLogError {
    /// Something else is there.
    #[error("{} is no log of frames, and would be overwritten. Give --frame-log another name.", .0.display())]
    WouldOverwrite(PathBuf),
    /// It cannot be written.
    #[error("{} cannot be written: {error}.", path.display())]
    Unwritable {
        /// Where the log was to be.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// A file with a line for each frame, as comma-separated values.
#[derive(Debug)]
pub struct FrameLog {
    file: fs::File,
}

impl FrameLog {
    /// Begins a log at `path`; an old log there is replaced.
    ///
    /// # Errors
    /// If it cannot be written, or something else is there.
    pub fn begin(path: &Path) -> Result<Self, FrameLogError> {
        let unwritable = |error| FrameLogError::Unwritable {
            path: path.to_owned(),
            error,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(unwritable)?;
        let mut start = Vec::new();
        (&mut file)
            .take(HEAD.len() as u64)
            .read_to_end(&mut start)
            .map_err(unwritable)?;
        if !start.is_empty() && start != HEAD.as_bytes() {
            return Err(FrameLogError::WouldOverwrite(path.to_owned()));
        }
        io::Seek::rewind(&mut file)
            .and_then(|()| file.set_len(0))
            .and_then(|()| writeln!(file, "{HEAD}"))
            .map_err(unwritable)?;
        Ok(Self { file })
    }

    /// Adds a frame. What cannot be written is left out: a log is not worth more than that.
    pub fn add(&mut self, frame: &FrameCost) {
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        let line = format!(
            "{:.6},{:.3},{:.3},{},{},{}\n",
            frame.begun.as_secs_f64(),
            millis(frame.update),
            millis(frame.paint),
            frame.laid_out,
            frame.drawn,
            frame.texture_bytes
        );
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            tracing::warn!(%error, "a frame could not be logged");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_has_a_line_for_each_frame_and_replaces_only_logs() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("frames.csv");
        let frame = FrameCost {
            begun: Duration::from_millis(1_250),
            update: Duration::from_micros(1_500),
            paint: Duration::from_micros(250),
            laid_out: 3,
            drawn: 2,
            texture_bytes: 4096,
        };
        for frames in [3, 1] {
            let mut log = FrameLog::begin(&path).expect("a log");
            (0..frames).for_each(|_| log.add(&frame));
            let written = fs::read_to_string(&path).expect("a log");
            let lines: Vec<&str> = written.lines().collect();
            assert_eq!(lines[0], HEAD);
            assert_eq!(lines[1..], vec!["1.250000,1.500,0.250,3,2,4096"; frames]);
        }
        let article = folder.path().join("a.txt");
        crate::store::put_new(&article, b"Yes.").expect("written");
        assert!(matches!(
            FrameLog::begin(&article),
            Err(FrameLogError::WouldOverwrite(_))
        ));
        assert_eq!(fs::read_to_string(&article).expect("as it was"), "Yes.");
        assert!(matches!(
            FrameLog::begin(folder.path()),
            Err(FrameLogError::Unwritable { .. })
        ));
    }
}
