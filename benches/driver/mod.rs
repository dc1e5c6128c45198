//! The window without a display, frame by frame.

use std::{
    path::Path,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use egui::{Context, Event, Key, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, vec2};
use glossator::{
    article::Query,
    store::settings::SettingsFile,
    ui::{
        App,
        text_view::{FontSet, Work},
    },
    workspace::{Command, Workspace},
};
use rustix::time::{ClockId, clock_gettime};

/// What a frame took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Work of this thread: other programs do not stretch it.
    pub time: Duration,
    pub work: Work,
}

/// A window on an article.
pub struct Driver {
    context: Context,
    app: App,
    time: f64,
    size: egui::Vec2,
    _settings: tempfile::TempDir,
}

/// From one frame to the next.
const FRAME: Duration = Duration::from_micros(16_667);
const SIZE: egui::Vec2 = vec2(1280.0, 860.0);

/// Time that this thread has worked.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Memory of this process, in bytes; 0 where it is not known.
pub fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) << 10
}

impl Driver {
    /// Opens an article; how long it took until its text and until its labels could be seen, by the clock.
    pub fn open(path: &Path) -> (Self, Duration, Duration) {
        Self::open_in(path, |workspace| workspace)
    }

    /// The same in a workspace that was changed before.
    pub fn open_in(path: &Path, change: impl FnOnce(Workspace) -> Workspace) -> (Self, Duration, Duration) {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = SettingsFile::load_from(folder.path());
        let context = Context::default();
        let (waker, woken) = mpsc::channel();
        let wake = move || {
            let _ = waker.send(());
        };
        let workspace = change(Workspace::new(settings, Arc::new(wake)));
        let app = App::new(&context, workspace, FontSet::system());
        let mut driver = Self {
            context,
            app,
            time: 0.0,
            size: SIZE,
            _settings: folder,
        };
        driver.rest();
        let start = Instant::now();
        driver.app.workspace_mut().run(Command::OpenFile(path.to_owned()));
        let mut readable = None;
        loop {
            // As in a real window there is a frame only when something asks for it, and sixty a second at most.
            let next = Instant::now() + FRAME;
            while !driver.context.has_requested_repaint() && woken.try_recv().is_err() {
                std::thread::sleep(Duration::from_micros(200));
            }
            driver.frame(Vec::new());
            let document = driver.app.workspace().document();
            if document.is_some() {
                assert!(driver.app.work().layouts > 0, "the text is shown");
                readable.get_or_insert_with(|| start.elapsed());
            }
            if document.is_some_and(|document| !document.layer().is_empty()) {
                break;
            }
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        let labels_in = start.elapsed();
        (driver, readable.unwrap_or(labels_in), labels_in)
    }

    /// Runs a frame with these events.
    pub fn frame(&mut self, events: Vec<Event>) -> Cost {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let before = worked();
        let app = &mut self.app;
        let output = self.context.run_ui(input, |ui| app.frame(ui));
        let meshes = self.context.tessellate(output.shapes, output.pixels_per_point);
        let time = worked() - before;
        drop(meshes);
        Cost {
            time,
            work: self.app.work(),
        }
    }

    /// Makes the window narrower or wider.
    pub fn resize(&mut self, by: f32) -> Cost {
        self.size.x += by;
        self.frame(Vec::new())
    }

    /// Runs frames until nothing moves any more.
    pub fn rest(&mut self) {
        for _ in 0..120 {
            self.frame(Vec::new());
            if !self.context.has_requested_repaint() {
                return;
            }
        }
    }

    /// Runs frames for ever more keys, sixty a second, each of which labels; what each of them took by the clock.
    pub fn label_on(&mut self, keys: usize) -> Vec<(Cost, Duration)> {
        let mut costs = Vec::with_capacity(keys);
        for number in 0..keys {
            let start = Instant::now();
            let cost = self.key(Modifiers::NONE, [Key::Num1, Key::Num2][number % 2]);
            costs.push((cost, start.elapsed()));
            std::thread::sleep(FRAME.saturating_sub(start.elapsed()));
        }
        costs
    }

    /// Waits for fonts and for what is made ready around the view.
    pub fn warm_up(&mut self) {
        for _ in 0..40 {
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Turns the wheel over the text.
    pub fn wheel(&mut self, points: f32) -> Cost {
        self.frame(vec![
            Event::PointerMoved(Pos2::new(400.0, 400.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, points),
                source: egui::MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
                phase: TouchPhase::Move,
            },
        ])
    }

    /// Presses a key; the dearest of the frame with the key and the one after it.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) -> Cost {
        let press = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        let first = self.frame(vec![press(true)]);
        let second = self.frame(vec![press(false)]);
        if first.time > second.time { first } else { second }
    }

    /// Selects some annotation, as a click in the list does.
    pub fn select(&mut self, part: f64) -> Cost {
        let document = self.app.workspace().document().expect("open");
        let index = (document.layer().len() as f64 * part) as usize;
        let some = document.layer().nth(index).map(|some| some.id.clone());
        let before = worked();
        self.app
            .workspace_mut()
            .run(Command::Select(some.expect("an annotation")));
        let ran = worked() - before;
        let mut cost = self.frame(Vec::new());
        cost.time += ran;
        cost
    }

    /// Looks for a word; how long it takes until all hits are known, by the clock.
    pub fn find(&mut self, word: &str) -> Duration {
        self.app.workspace_mut().run(Command::ShowFind);
        let start = Instant::now();
        let query = Query {
            pattern: word.to_owned(),
            ..Query::default()
        };
        self.app.workspace_mut().run(Command::Find(query));
        self.app.workspace_mut().wait();
        start.elapsed()
    }
}
