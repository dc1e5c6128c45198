//! Errors of the program itself: everything labelled is on the disk, the window says what happened, and a report holds
//! nothing of anybody's text.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod support;

use std::{
    env, fs, panic,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

use egui::{
    Key,
    epaint::text::{FallbackRequest, FontInsert, FontProvider},
};
use egui_kittest::{Harness, kittest::Queryable as _};
use glossator::{
    labels::LabelId,
    panics,
    store::{
        Manifest, SaveStatus,
        reports::{self, Report},
        settings::{SettingsFile, Theme},
    },
    ui::{App, Guarded},
    workspace::{Command, Workspace},
};
use jiff::Timestamp;
use support::{
    desk::{self, Desk, document, eventually, noon},
    soft_renderer::SoftRenderer,
    window::fonts,
};

const TEXT: &str = "Parliament passed the budget. The minister smiled. Nobody else did.";

type End = std::rc::Rc<std::cell::RefCell<Option<String>>>;

/// A window with its net, and why it had to be closed if it had to.
fn window(workspace: Workspace, report: fn() -> Option<Report>) -> (Harness<'static, Guarded>, End) {
    let end = End::default();
    let of_app = End::clone(&end);
    let mut window = Harness::builder()
        .with_size([1180.0, 800.0])
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(60)
        .renderer(SoftRenderer::default())
        .build_eframe(move |creation| Guarded::new(App::new(&creation.egui_ctx, workspace, fonts()), report, of_app));
    window.run();
    (window, end)
}

fn press(window: &mut Harness<'static, Guarded>, key: Key) {
    window.key_press(key);
    window.run();
}

fn click(window: &mut Harness<'static, Guarded>, name: &str) {
    window.get_by_label(name).click();
    window.run();
}

fn shows(window: &Harness<'static, Guarded>, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn workspace_of<'a>(window: &'a Harness<'static, Guarded>) -> &'a Workspace {
    window.state().app().workspace()
}

/// Waits until an article is open.
fn opens(window: &mut Harness<'static, Guarded>) {
    eventually("it opens", || {
        window.run();
        workspace_of(window).document().is_some() && workspace_of(window).opening().is_none()
    });
}

fn quotes_in(path: &Path) -> usize {
    fs::read_to_string(path).unwrap_or_default().matches("quote: ").count()
}

const TITLE: &str = "Glossator met an error of its own";

#[test]
fn a_panic_in_a_frame_costs_nothing_that_was_labelled() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    fn clock() -> Timestamp {
        assert!(!BROKEN.load(SeqCst), "the clock is broken");
        noon()
    }
    let desk = Desk::new();
    let article = desk.write("news.txt", TEXT);
    let layer = desk.path("news.ron");
    let (mut window, end) = window(desk.open(&article).with_clock(clock), || None);
    press(&mut window, Key::Num1);
    BROKEN.store(true, SeqCst);
    press(&mut window, Key::Num2);
    assert!(shows(&window, TITLE) && shows(&window, "All your labels are saved."));
    assert!(shows(&window, &layer.display().to_string()));
    assert_eq!(quotes_in(&layer), 1);
    // Keys are for nobody now.
    press(&mut window, Key::Num1);
    assert!(shows(&window, TITLE));

    click(&mut window, "Go on");
    opens(&mut window);
    assert!(!shows(&window, TITLE));
    assert_eq!(document(workspace_of(&window)).layer().len(), 1);
    // It is still broken, and must not run in a circle.
    press(&mut window, Key::Num2);
    assert!(shows(&window, TITLE) && shows(&window, "It happened again at once"));
    click(&mut window, "Go on without the article");
    assert!(workspace_of(&window).document().is_none() && workspace_of(&window).opening().is_none());
    assert!(shows(&window, "Open an article to label"));

    BROKEN.store(false, SeqCst);
    let mut again = desk.open(&article);
    again.run(Command::Label(LabelId::new("opinion")));
    desk::saved(&mut again);
    assert_eq!(quotes_in(&layer), 2);
    assert_eq!(*end.borrow(), None);
}

#[test]
fn what_is_half_written_in_a_note_is_kept() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    fn clock() -> Timestamp {
        assert!(!BROKEN.swap(false, SeqCst), "the clock is broken once");
        noon()
    }
    let desk = Desk::new();
    let article = desk.write("news.txt", TEXT);
    let (mut window, _) = window(desk.open(&article).with_clock(clock), || None);
    press(&mut window, Key::Num1);
    let annotation = document(workspace_of(&window))
        .layer()
        .iter()
        .next()
        .expect("a label")
        .id
        .clone();
    press(&mut window, Key::N);
    window.event(egui::Event::Text("by whom?".into()));
    window.run();
    BROKEN.store(true, SeqCst);
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Num2);
    window.run();
    if !shows(&window, TITLE) {
        press(&mut window, Key::Escape);
    }
    assert!(shows(&window, TITLE));
    let layer = desk.read("news.ron");
    assert!(
        layer.contains("by whom?") && layer.contains(&annotation.to_string()),
        "{layer}"
    );
}

#[test]
fn what_cannot_be_saved_keeps_the_window_open() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    fn clock() -> Timestamp {
        assert!(!BROKEN.load(SeqCst), "the clock is broken");
        noon()
    }
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).expect("a folder");
    let article = desk.write("folder/news.txt", TEXT);
    let (mut window, _) = window(desk.open(&article).with_clock(clock), || None);
    fs::rename(desk.path("folder"), desk.path("elsewhere")).expect("renamed");
    press(&mut window, Key::Num1);
    BROKEN.store(true, SeqCst);
    press(&mut window, Key::Num2);
    assert!(shows(&window, "Some of your work is not saved yet.") && shows(&window, "is not there"));
    assert!(shows(&window, "Quit without saving") && !shows(&window, "Go on"));
    fs::rename(desk.path("elsewhere"), desk.path("folder")).expect("renamed");
    click(&mut window, "Try again to save");
    assert!(shows(&window, "All your labels are saved.") && shows(&window, "Go on"));
    assert_eq!(quotes_in(&desk.path("folder/news.ron")), 1);
}

/// A report as the hook makes it.
fn report() -> Option<Report> {
    Some(Report {
        text: "Glossator met an error of its own.\n\nwhen      2026-03-04T12:00:00Z\nversion   0.1.0\nplace     \
               src/workspace/labelling.rs:120:13\ncommands  next-unit, label-at\n\n   0: core::panicking::panic\n"
            .to_owned(),
        path: Some(PathBuf::from(
            "/home/ana/.local/state/glossator/reports/report-2026-03-04T120000Z-01.txt",
        )),
    })
}

/// The page on the example, in a theme.
fn page(theme: Theme) -> Harness<'static, Guarded> {
    fn clock() -> Timestamp {
        panic!("the clock is broken")
    }
    let desk = Desk::new();
    let mut workspace = desk.workspace();
    workspace.run(Command::SetTheme(theme));
    // By a path that is the same on every machine; nothing is written there.
    workspace.run(Command::OpenFile("seeds/microsoft-openai.txt".into()));
    workspace.wait();
    let (mut window, _) = window(workspace.with_clock(clock), report);
    press(&mut window, Key::Num1);
    window
}

#[test]
fn the_page_after_a_panic() {
    let mut window = page(Theme::Light);
    window.snapshot("panic_light");
}

#[test]
fn the_report_is_shown_in_the_window() {
    let mut window = page(Theme::Dark);
    click(&mut window, "Show the report");
    assert!(shows(&window, "core::panicking::panic") && shows(&window, "Copy the report"));
    window.remove_cursor();
    window.run();
    window.snapshot("panic_dark");
}

#[test]
fn if_not_even_the_page_can_be_shown_the_program_ends() {
    /// What looks for fonts of the system.
    struct Panics;
    impl FontProvider for Panics {
        fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
            assert!(!request.cluster.contains('新'), "there is no font");
            None
        }
    }
    fn clock() -> Timestamp {
        panic!("the clock is broken")
    }
    let desk = Desk::new();
    let article = desk.write("news.txt", TEXT);
    let (mut window, end) = window(desk.open(&article).with_clock(clock), || {
        Some(Report {
            text: String::new(),
            path: Some("/新/report.txt".into()),
        })
    });
    window.ctx.add_font_provider(Arc::new(Panics));
    window.key_press(Key::Num1);
    for _ in 0..4 {
        window.step();
    }
    assert_eq!(end.take().as_deref(), Some("All that was labelled is saved."));
}

// --- threads ---------------------------------------------------------------------------------------------------------

/// A workspace whose window cannot be woken from the thread with this name, as often as `times` says.
fn wakes_badly(desk: &Desk, name: &'static str, times: &'static AtomicUsize) -> Workspace {
    let settings = SettingsFile::load_from(&desk.path(""));
    let wake = move || {
        let is_it = thread::current().name() == Some(name);
        let left = times.fetch_update(SeqCst, SeqCst, |times| times.checked_sub(usize::from(is_it)));
        assert!(!is_it || left.is_err(), "nobody can be woken");
    };
    Workspace::new(settings, Arc::new(wake)).with_clock(noon)
}

#[test]
fn a_thread_that_saves_badly_is_started_anew() {
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    let desk = Desk::new();
    let article = desk.write("news.txt", TEXT);
    let layer = desk.path("news.ron");
    let mut workspace = wakes_badly(&desk, "saver", &TIMES);
    workspace.run(Command::OpenFile(article));
    workspace.wait();
    // Twice for each: it wakes the window when it has saved, and when it has panicked.
    for label in ["fact", "analysis", "opinion"] {
        TIMES.store(2, SeqCst);
        workspace.run(Command::Label(LabelId::new(label)));
        eventually("it panics", || TIMES.load(SeqCst) == 0);
        eventually("it is started anew", || {
            workspace.tick();
            workspace
                .notice()
                .text
                .starts_with("Saving met an error of Glossator’s own.")
        });
        desk::saved(&mut workspace);
    }
    assert_eq!(quotes_in(&layer), 3);
    workspace.run(Command::Undo);
    desk::saved(&mut workspace);
    assert_eq!(quotes_in(&layer), 2);

    // What fails so often fails for ever: the user is told, and is asked before the window closes.
    TIMES.store(usize::MAX, SeqCst);
    workspace.run(Command::Label(LabelId::new("fact")));
    eventually("it gives up", || {
        workspace.tick();
        matches!(document(&workspace).save_status(), SaveStatus::Failed { message, .. } if message.contains("Saving has stopped"))
    });
    assert!(!workspace.is_saved());
    workspace.run(Command::Quit);
    assert!(matches!(
        workspace.dialog(),
        Some(glossator::workspace::Dialog::Unsaved { .. })
    ));
}

#[test]
fn a_job_that_panics_is_told() {
    static TIMES: AtomicUsize = AtomicUsize::new(usize::MAX);
    let desk = Desk::new();
    let root = desk.path("elections");
    Manifest::new("Elections".to_owned()).create(&root).expect("a project");
    let mut workspace = wakes_badly(&desk, "Reading the project", &TIMES);
    workspace.run(Command::OpenProject(root.clone()));
    eventually("it is told", || {
        workspace.tick();
        workspace
            .notice()
            .text
            .starts_with("Reading the project met an error of Glossator’s own.")
    });
    assert!(workspace.notice().is_problem);
    TIMES.store(0, SeqCst);
    fs::write(root.join("one.txt"), TEXT).expect("written");
    workspace.run(Command::RefreshProject);
    workspace.wait();
    assert_eq!(workspace.project().expect("a project").index().articles().len(), 1);
}

// --- reports ---------------------------------------------------------------------------------------------------------

/// Where the child works; without it this is the parent.
const FOLDER: &str = "GLOSSATOR_TEST_FOLDER";
/// Words of the article, a label and a file that no report may hold.
const SECRETS: [&str; 5] = ["Zanzibar", "Ωmega", "quixotic", "verdict", "dossier"];

/// Panics in all the ways in which a message can hold text; by itself it has nothing to do.
#[test]
fn child() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    fn clock() -> Timestamp {
        let text = format!("{}’s “{}” `{}`", SECRETS[0], SECRETS[1], SECRETS[2]);
        drop(text[..10].to_owned());
        noon()
    }
    reports::keep_in(Some(folder.join("reports")));
    let settings = SettingsFile::load_from(&folder);
    let mut workspace = Workspace::new(settings, Arc::new(|| {})).with_clock(clock);
    workspace.run(Command::OpenFile(folder.join("dossier.txt")));
    workspace.wait();
    workspace.run(Command::NextUnit);
    assert!(panics::caught(|| workspace.run(Command::Label(LabelId::new("fact")))).is_err());
    let text = document(&workspace).text().as_str().to_owned();
    let wrong: [fn(&str); 4] = [
        |text| panic!("no place for {text}"),
        |text| assert_eq!(text.parse::<u32>().expect("a number"), 7),
        |text| assert_eq!(text, "verdict", "{text} is no verdict"),
        |text| panic::panic_any(text.to_owned()),
    ];
    for wrong in wrong {
        assert!(panics::caught(|| wrong(&text)).is_err());
    }
    panics::spawn("Opening", move || panic!("dossier of {text}"));
    eventually("the thread has ended", || {
        fs::read_dir(folder.join("reports")).is_ok_and(|all| all.count() == 6)
    });
    // What readers expect leaves no report.
    assert!(panics::expected(|| panic!("as always")).is_err());
    assert_eq!(fs::read_dir(folder.join("reports")).expect("a folder").count(), 6);
}

#[test]
fn a_report_holds_nothing_of_anybodys_text() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("dossier.txt"),
        "Zanzibar was quiet. The Ωmega report called it quixotic. “No verdict,” it said: `none`.",
    )
    .expect("written");
    let ended = process::Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    let mut reports: Vec<String> = fs::read_dir(folder.path().join("reports"))
        .expect("reports")
        .map(|entry| fs::read_to_string(entry.expect("a file").path()).expect("a report"))
        .collect();
    reports.sort();
    for secret in SECRETS {
        assert!(
            !said.contains(&format!("{secret} ")) && !said.contains(&format!("“{secret}")),
            "{said}"
        );
        for report in &reports {
            assert!(!report.contains(secret), "{secret} in {report}");
        }
    }
    let by_clock = reports
        .iter()
        .find(|report| report.contains("end byte index 10 is not a char boundary; it is inside …"))
        .expect("a report of the first panic");
    for line in [
        concat!("version   ", env!("CARGO_PKG_VERSION")),
        "thread    child",
        "commands  open-file, next-unit, label-at",
    ] {
        assert!(by_clock.contains(line), "{by_clock}");
    }
    assert!(
        by_clock.contains("\nplace     tests/panics.rs:") || by_clock.contains("\nplace     library/"),
        "{by_clock}"
    );
    assert!(by_clock.contains("Workspace"), "a backtrace has names: {by_clock}");
    assert!(reports.iter().any(|report| report.contains("thread    Opening")));
}
