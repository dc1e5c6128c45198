//! What files cost that are made to cost much: the program itself reads them, and the system tells its time and memory.

#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::{
    env, fs,
    io::{Cursor, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// How long the inputs are, in MB: larger ones with `GLOSSATOR_LIMITS=10`, for a program that is optimised.
const MEGABYTES: usize = 1;
/// What a file may cost.
#[derive(Clone, Copy)]
struct Allowed {
    /// Besides, in MB.
    fixed: f64,
    /// For each MB of it, in MB.
    times: f64,
}

const PLAIN: Allowed = Allowed {
    fixed: 16.0,
    times: 20.0,
};
/// What the shortest annotations of other programs become: one takes about a kilobyte, on its way in and in the layer, and the
/// shortest have six bytes.
const ANNOTATIONS: Allowed = Allowed {
    fixed: 16.0,
    times: 200.0,
};
/// Whatever is packed unpacks to 64 MiB before its length counts.
const PACKED: Allowed = Allowed {
    fixed: 200.0,
    times: 20.0,
};
/// How long any file may take besides.
const FIXED_TIME: f64 = 1.5;
/// A program that is not optimised, on a machine that does much else, may take this many times as long.
const PATIENCE: f64 = if cfg!(debug_assertions) { 12.0 } else { 1.0 };

/// What reading a file has cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// The most memory at one time, in MB.
    peak: f64,
    /// Time of work, in seconds.
    time: f64,
}

fn megabytes() -> usize {
    let given = env::var("GLOSSATOR_LIMITS").ok().and_then(|number| number.parse().ok());
    given.unwrap_or(MEGABYTES)
}

/// Imports a file into a new project, and measures.
fn cost(name: &str, bytes: &[u8]) -> Cost {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_glossator"));
        command.args(arguments).current_dir(folder.path());
        command.env("GLOSSATOR_CONFIG_DIR", folder.path().join("settings"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(run(&["new", "project"]).status().expect("it runs").success());
    fs::write(folder.path().join(name), bytes).expect("written");
    let mut child = run(&["import", "project", name]).spawn().expect("it runs");
    let (mut cost, begun) = (Cost { peak: 0.0, time: 0.0 }, Instant::now());
    let status = loop {
        let process = Path::new("/proc").join(child.id().to_string());
        cost = cost.and(&process);
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{name} is read without end");
        thread::sleep(Duration::from_millis(2));
    };
    // Whatever it is, it is imported or refused: 101 is a panic, and a signal has no code.
    assert!(matches!(status.code(), Some(0..=2)), "{name}: {status}");
    cost
}

impl Cost {
    /// This and what a process has cost by now, if it is still there.
    fn and(self, process: &Path) -> Self {
        let peak = fs::read_to_string(process.join("status")).ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix(" kB")?.parse::<f64>().ok()
        });
        let ticks = fs::read_to_string(process.join("stat")).ok().and_then(|stat| {
            let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
            Some(fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?)
        });
        Self {
            peak: peak.map_or(self.peak, |peak| peak / 1024.0).max(self.peak),
            time: ticks.map_or(self.time, |ticks| ticks / 100.0).max(self.time),
        }
    }
}

/// Each file costs what it may.
fn cheap(allowed: Allowed, files: Vec<(&str, Vec<u8>)>) {
    let plain = cost("plain.txt", b"One sentence.");
    let mut wrong = Vec::new();
    for (name, bytes) in files {
        let length = bytes.len() as f64 / 1e6;
        let Cost { peak, time } = cost(name, &bytes);
        println!(
            "{name:28} {length:6.2} MB: {:7.1} MB more ({:5.1} × its length), {time:6.2} s",
            peak - plain.peak,
            (peak - plain.peak) / length
        );
        if peak - plain.peak > allowed.fixed + allowed.times * length || time > PATIENCE * (FIXED_TIME + length) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these cost too much: {wrong:?}");
}

/// A text that goes on until it is so long.
fn long(piece: &str) -> Vec<u8> {
    piece.repeat(megabytes() * 1_000_000 / piece.len()).into_bytes()
}

fn around(before: &str, middle: Vec<u8>, after: &str) -> Vec<u8> {
    [before.as_bytes(), &middle, after.as_bytes()].concat()
}

const PROSE: &str = "Parliament passed the budget on 3 March by 214 votes to 187. 😊 ";

#[test]
fn texts() {
    cheap(
        PLAIN,
        vec![
            ("prose.txt", long(&format!("{PROSE}{PROSE}\n\n"))),
            ("line.txt", long(PROSE)),
            ("letters.txt", long("a")),
            ("brackets.txt", long("[")),
            ("marks.txt", long("\u{301}")),
            ("blank.md", long(" \n")),
            ("dots.txt", long(".")),
            ("quotes.txt", long("\"“")),
        ],
    );
}

#[test]
fn pages() {
    cheap(
        PLAIN,
        vec![
            (
                "page.html",
                around("<html><body>", long(&format!("<p>{PROSE}</p>")), "</body></html>"),
            ),
            ("bold.html", around("<html>", long("<b>"), "")),
            ("div.html", around("<html>", long("<div>"), "x")),
            ("tables.html", around("<html>", long("<table>"), "x")),
            ("attributes.html", around("<html><p ", long("a=1 b=2 "), ">x")),
            (
                "entities.html",
                around("<html><p>", "&amp;".repeat(800_000).into_bytes(), ""),
            ),
            ("open.html", around("<html><p title=\"", long("<"), "")),
            ("formatting.html", around("<html>", long("<a><b><i><p>"), "x")),
        ],
    );
}

#[test]
fn mails() {
    let head = "From: a@example.org\nSubject: One\n";
    cheap(
        PLAIN,
        vec![
            (
                "mail.eml",
                around(&format!("{head}\n"), long(&format!("{PROSE}\n")), ""),
            ),
            ("headers.eml", around(head, long("To: b@example.org\n"), "\nx")),
            (
                "parts.eml",
                around(
                    &format!("{head}Content-Type: multipart/mixed; boundary=b\n\n"),
                    long("--b\n\nx\n"),
                    "",
                ),
            ),
            (
                "inline.eml",
                around(
                    &format!("{head}Content-Type: multipart/mixed; boundary=b\n\n"),
                    long("\n\nx--b"),
                    "",
                ),
            ),
            (
                "nested.eml",
                around(head, long("Content-Type: multipart/mixed; boundary=b\n\n--b\n"), "\nx"),
            ),
            ("words.eml", around("Subject: ", long("=?utf-8?q?=41?= "), "\n\nx")),
        ],
    );
}

#[test]
fn tables() {
    let deep = 100_000;
    cheap(
        PLAIN,
        vec![
            (
                "rows.json",
                around("[", long(&format!("{{\"text\":\"{PROSE}\"}},")), "{\"text\":\"x\"}]"),
            ),
            ("brackets.json", long("[")),
            ("objects.json", long("{\"a\":")),
            ("numbers.json", around("[{\"text\":\"x\",\"n\":[", long("0,"), "0]}]")),
            (
                "fields.json",
                around(
                    "[{\"text\":\"x\"",
                    (0..megabytes() * 80_000)
                        .flat_map(|n| format!(",\"{n:06}\":1").into_bytes())
                        .collect(),
                    "}]",
                ),
            ),
            (
                "names.json",
                around(
                    &format!("[{{\"text\":\"x\",\"{}\":{{", "n".repeat(megabytes() * 500_000)),
                    "\"\":0,".repeat(megabytes() * 100_000).into_bytes(),
                    "\"\":0}}]",
                ),
            ),
            (
                "few.json",
                around("[{\"text\":\"x\",\"a\":{", long("\"\":0,"), "\"\":0}}]"),
            ),
            ("deep.json", format!("[{{\"text\":{}", "[".repeat(deep)).into_bytes()),
            (
                "deep.jsonl",
                format!("{{\"text\":{}\n", "{\"a\":".repeat(deep)).into_bytes(),
            ),
            ("line.jsonl", around("{\"text\":\"", long("x"), "\"}")),
            ("empty.jsonl", long("{}\n")),
            ("rows.csv", around("id,text\n", long(&format!("1,{PROSE}\n")), "")),
            ("cell.csv", around("text\n\"", long("x"), "\"\n")),
            ("open.csv", around("text\n\"", long("x\n"), "")),
            ("commas.csv", long(",")),
            (
                "columns.csv",
                around(
                    "text",
                    ",c".repeat(100_000).into_bytes(),
                    &format!("\nx{}\n", ",1".repeat(100_000)),
                ),
            ),
            (
                "columns.tsv",
                around("text", "\tc".repeat(100_000).into_bytes(), &"\nx".repeat(1000)),
            ),
        ],
    );
}

/// An archive of one part, packed.
fn packed(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Letters that cannot be packed to less than half.
fn noise() -> String {
    let mut random = fastrand::Rng::with_seed(7);
    (0..megabytes() * 1_000_000).map(|_| random.alphanumeric()).collect()
}

#[test]
fn archives() {
    let document =
        |inside: &str| format!("<w:document xmlns:w=\"w\"><w:body>{inside}</w:body></w:document>").into_bytes();
    let entities: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let entities = format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{entities}]>");
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let bomb = document(&paragraph(&"a".repeat(400_000_000)));
    let mime = "application/vnd.oasis.opendocument.text".as_bytes().to_vec();
    cheap(
        PACKED,
        vec![
            (
                "noise.docx",
                packed(&[("word/document.xml", document(&paragraph(&noise())))]),
            ),
            (
                "prose.docx",
                packed(&[(
                    "word/document.xml",
                    document(&paragraph(PROSE).repeat(megabytes() * 10_000)),
                )]),
            ),
            ("bomb.docx", packed(&[("word/document.xml", bomb.clone())])),
            (
                "deep.docx",
                packed(&[("word/document.xml", "<w:p>".repeat(2_000_000).into_bytes())]),
            ),
            (
                "entities.docx",
                packed(&[(
                    "word/document.xml",
                    [entities.as_bytes(), &document(&paragraph("&l9;"))].concat(),
                )]),
            ),
            ("bomb.odt", packed(&[("mimetype", mime), ("content.xml", bomb)])),
        ],
    );
}

/// Files of other programs: documents with their spans.
#[test]
fn datasets() {
    let line = format!("{{\"text\":\"{}\",\"label\":[[0,10,\"Fact\"]]}}\n", PROSE.repeat(10));
    let task = |results: Vec<u8>| {
        let before = "[{\"data\":{\"text\":\"One. Two.\"},\"annotations\":[{\"result\":[";
        around(before, results, "{}]}]}]")
    };
    let cas = |inside: Vec<u8>| {
        let before = "<?xml version=\"1.0\"?><xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\">";
        around(before, inside, "</xmi:XMI>")
    };
    let tei = |inside: Vec<u8>| {
        let before = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>";
        around(before, inside, "</body></text></TEI>")
    };
    let spans = |before: &str, piece: &str, after: &str| around(before, long(piece), after);
    cheap(
        PLAIN,
        vec![
            ("doccano.jsonl", long(&line)),
            (
                "spans.jsonl",
                spans(
                    "{\"text\":\"One.\",\"spans\":[",
                    "{\"start\":0,\"end\":4,\"label\":\"A\"},",
                    "{}]}\n",
                ),
            ),
            (
                "layers.jsonl",
                spans("{\"text\":\"One.\",\"layers\":[", "{\"annotator\":\"\"},", "{}]}\n"),
            ),
            (
                "objects.jsonl",
                spans("{\"text\":\"One.\",\"spans\":[],\"x\":[", "{},", "{}]}\n"),
            ),
            (
                "numbers.jsonl",
                spans("{\"text\":\"One.\",\"spans\":[],\"x\":[", "0,", "0]}\n"),
            ),
            ("nothing.json", task(long("{},"))),
            (
                "targets.jsonld",
                spans(
                    "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"Annotation\",\"target\":[",
                    "{},",
                    "{}]}",
                ),
            ),
            (
                "views.json",
                spans(
                    "{\"%TYPES\":{},\"%FEATURE_STRUCTURES\":[",
                    "{\"%ID\":1},",
                    "{}],\"%VIEWS\":{}}",
                ),
            ),
            ("elements.xmi", cas(long("<a/>"))),
            (
                "annotations.xmi",
                cas(long("<x:A xmi:id=\"1\" sofa=\"1\" begin=\"0\" end=\"1\"/>")),
            ),
            (
                "namespace.xmi",
                around(
                    &format!(
                        "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:a=\"{}\">",
                        "n".repeat(megabytes() * 100_000)
                    ),
                    long("<a:b c=\"\"/>"),
                    "</xmi:XMI>",
                ),
            ),
            ("elements.tei", tei(long("<p/>"))),
            ("segments.tei", tei(long("<p><seg ana=\"#a\">a</seg></p>"))),
            ("spans.tei", tei(long("<span from=\"#a\" to=\"#b\" ana=\"#c\"/>"))),
            ("sentences.conll", long("a O\n\n")),
            ("entities.ann", long("T1\tA 0 1\ta\n")),
            ("parts.ann", around("T1\tA 0 1", long(";0 1"), "\ta\n")),
            (
                "report.html",
                around("<html><script id=\"glossator\">", long("[0,"), "</script>"),
            ),
        ],
    );
    cheap(
        ANNOTATIONS,
        vec![
            (
                "labels.jsonl",
                spans("{\"text\":\"One.\",\"label\":[", "[0,4,\"A\"],", "[0,4,\"A\"]]}\n"),
            ),
            (
                "tasks.json",
                task(long(
                    "{\"value\":{\"start\":0,\"end\":4,\"labels\":[\"A\"]},\"type\":\"labels\"},",
                )),
            ),
            ("tokens.conll", long("a\tB-A\n")),
        ],
    );
}

#[test]
fn annotations_nested_without_end_are_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("news.txt"), "Yes.").expect("written");
    for open in ["[", "(", "(a:", "{", "Some(", "{\"a\":", "((", "/*", "r#"] {
        for before in [
            "",
            "#![enable(implicit_some)]\n(\n  version: 1,\n  labels: ",
            "(version: 1, article: (path: \"news.txt\", sha256: \"\", more: ",
        ] {
            let content = format!("{before}{}", open.repeat(100_000));
            fs::write(folder.path().join("news.ron"), content).expect("written");
            let mut check = Command::new(env!("CARGO_BIN_EXE_glossator"));
            let check = check.args(["check", "news.ron"]).current_dir(folder.path());
            let status = check
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .expect("it runs");
            assert!(
                matches!(status.code(), Some(1 | 2)),
                "{open} after {before:?}: {status}"
            );
        }
    }
}
