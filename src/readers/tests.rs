//! One article in every format, and files that mean harm. `tests/data/readers/make.py` makes the files.

use std::{
    fs::File,
    io::{Seek, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::*;

/// Nothing may take longer, even unoptimised on a slow machine.
const LONGEST: Duration = Duration::from_secs(15);

fn path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/readers")).join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    file.rewind().expect("rewound");
    file
}

type Taken = Vec<Result<Draft, RowError>>;

fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Result<Taken, String> {
    let start = Instant::now();
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let kind = Kind::of(name, head).map_err(|error| error.to_string())?;
    let mut taken = Vec::new();
    let mut take = |draft| {
        taken.push(draft);
        ControlFlow::Continue(())
    };
    let done = read(kind, file_of(bytes), name, options, &mut take);
    assert!(start.elapsed() < LONGEST, "{name} took {:?}", start.elapsed());
    done.map_err(|error| error.to_string()).map(|()| taken)
}

fn all(name: &str) -> Result<Taken, String> {
    read_bytes(name, &bytes(name), &Options::default())
}

fn one(name: &str) -> Draft {
    let taken = all(name).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(taken.len(), 1, "{name}");
    taken
        .into_iter()
        .flatten()
        .next()
        .unwrap_or_else(|| panic!("{name} has a bad row"))
}

fn refusal(name: &str) -> String {
    all(name).expect_err(name)
}

fn article() -> String {
    String::from_utf8(bytes("article.txt"))
        .expect("UTF-8")
        .trim_end()
        .to_owned()
}

fn title() -> Option<String> {
    article().lines().next().map(str::to_owned)
}

// --- one article -------------------------------------------------------------------------------------------------

#[test]
fn plain_texts_stay_as_they_are() {
    assert_eq!(one("article.txt").text, format!("{}\n", article()));
    assert!(one("article.md").text.starts_with("# Café"));
}

#[test]
fn every_document_gives_the_same_text() {
    for name in [
        "article.html",
        "page-called.txt",
        "article.mhtml",
        "article.docx",
        "article.odt",
        "odt-called.docx",
        "article.epub",
        "article.eml",
        "evil-names.docx",
    ] {
        assert_eq!(one(name).text, article(), "{name}");
    }
}

#[test]
fn documents_tell_about_themselves() {
    let some = |text: &str| Some(text.to_owned());
    let page = one("article.html").metadata;
    assert_eq!((page.title, page.author), (title(), some("Jane Doe")));
    assert_eq!(
        (page.source, page.date),
        (some("The Daily Example"), some("2024-05-03T10:15:00Z"))
    );
    assert_eq!(
        (page.url, page.language),
        (some("https://example.org/news/turku"), some("en"))
    );
    for name in ["article.docx", "article.odt"] {
        let metadata = one(name).metadata;
        assert_eq!((metadata.title, metadata.author), (title(), some("Jane Doe")), "{name}");
        assert_eq!(
            (metadata.date, metadata.language),
            (some("2024-05-03T10:15:00Z"), some("en-GB")),
            "{name}"
        );
    }
    let book = one("article.epub");
    assert_eq!(
        (book.metadata.title, book.metadata.source),
        (title(), some("The Daily Example"))
    );
    assert_eq!(book.notices, ["One chapter is named in this book but missing."]);
    let mail = one("article.eml");
    assert_eq!(
        (mail.metadata.title, mail.metadata.author),
        (some("Café deal"), some("Jane Doe"))
    );
    assert_eq!(mail.metadata.date, some("2024-05-03T12:15:00+02:00"));
    assert_eq!(mail.notices, ["One attachment was left out."]);
    assert_eq!(
        one("article.mhtml").metadata.url,
        some("https://example.org/news/turku")
    );
    assert_eq!(one("saved.html").metadata.url, some("https://example.org/news/turku"));
}

#[test]
fn pages_without_an_article_are_taken_whole() {
    let short = one("short.html");
    assert_eq!(short.text, "Note\n\nOne line.\n\nTwo lines.");
    let whole = Options {
        whole_page: true,
        ..Options::default()
    };
    let page = read_bytes("a.html", &bytes("article.html"), &whole).expect("a page");
    let page = page[0].as_ref().expect("text");
    assert!(
        page.text.ends_with("Copyright The Daily Example. Terms"),
        "{}",
        page.text
    );
    assert!(page.notices.is_empty());
    assert_eq!(one("page.eml").text, "One.\n\nTwo.");
    assert!(one("windows-1251.html").text.ends_with("расходы превысили план."));
}

#[test]
fn word_processors_do_more_than_paragraphs() {
    assert_eq!(
        one("rich.docx").text,
        "Before the list\n\none\ntwo\n\nAfter\n\na\tb c\nd\te\n\nA\ttab\nbreak é& box\n\nA note."
    );
    assert_eq!(
        one("rich.odt").text.split_once("Last").map(|(before, _)| before),
        Some("Two  blanks, one\ttab\nbreak.\n\none\ntwo\n\na\tb\n\n")
    );
    assert!(one("rich.odt").text.ends_with("\n\nA note."));
    assert!(one("blanks.odt").text.len() < 2000);
}

#[test]
fn a_pdf_is_made_into_paragraphs() {
    let pdf = one("article.pdf");
    assert_eq!(
        pdf.text,
        "Cafe owners welcome data centre deal\n\n\
         The council of Turku approved the sale of forty hectares on Tuesday, ending a dispute that had split the town \
         for almost two years.\n\n\
         „We waited long enough,“ said Aino Rautio, who owns a café beside the harbour. She expects the builders to \
         come for lunch, and hopes that they will stay for dinner as well.\n\n\
         Critics doubt the 300 promised jobs.\n\n\
         The company did not answer questions about its use of water."
    );
    assert_eq!(pdf.metadata.title.as_deref(), Some("Cafe deal"));
    assert_eq!(pdf.metadata.date.as_deref(), Some("2024-05-03"));
    assert_eq!(
        pdf.notices,
        [
            "Text of a PDF: look it over before you label it.",
            "Left out at the edges of pages: “Page”, “The Daily Example”."
        ]
    );
    assert_eq!(one("pdf-called.txt"), pdf);
}

// --- tables ------------------------------------------------------------------------------------------------------

#[test]
fn every_table_gives_the_same_articles() {
    for (name, first) in [
        ("articles.jsonl", 1),
        ("jsonl-called.json", 1),
        ("articles.json", 1),
        ("object.json", 1),
        ("articles.csv", 2),
        ("semicolon.csv", 2),
        ("articles.tsv", 2),
        ("utf16.csv", 2),
    ] {
        let taken = all(name).unwrap_or_else(|error| panic!("{error}"));
        let drafts: Vec<_> = taken.into_iter().map(|draft| draft.expect(name)).collect();
        let [one, two] = drafts.as_slice() else {
            panic!("{name} has {} rows", drafts.len());
        };
        assert_eq!(one.text, article(), "{name}");
        assert_eq!((one.row, one.id.as_deref()), (Some(first), Some("1")), "{name}");
        assert_eq!(one.metadata.title, title(), "{name}");
        assert_eq!(one.metadata.author.as_deref(), Some("Jane Doe"), "{name}");
        assert_eq!(
            one.metadata.url.as_deref(),
            Some("https://example.org/news/turku"),
            "{name}"
        );
        assert_eq!(one.extra.get("score").map(String::as_str), Some("0.5"), "{name}");
        assert_eq!(one.extra.get("note"), None, "{name}");
        assert_eq!(two.text, "One.\n\nTwo, \"quoted\"; and so on.", "{name}");
        assert_eq!(two.metadata.language.as_deref(), Some("de"), "{name}");
    }
    let first = all("articles.jsonl")
        .expect("readable")
        .swap_remove(0)
        .expect("an article");
    assert_eq!(first.extra.get("tags").map(String::as_str), Some("[\"a\",\"b\"]"));
    assert_eq!(first.extra.get("meta.desk").map(String::as_str), Some("news"));
    assert_eq!(one("one.json").text, article());
}

#[test]
fn parquet_gives_its_articles() {
    for name in ["articles.parquet", "snappy.parquet"] {
        let taken = all(name).unwrap_or_else(|error| panic!("{error}"));
        let first = taken[0].as_ref().expect("an article");
        assert_eq!(first.text, article());
        assert_eq!(first.metadata.date.as_deref(), Some("2024-05-03T10:15:00Z"));
        let extra = |name: &str| first.extra.get(name).map(String::as_str);
        assert_eq!(
            (extra("day"), extra("score"), extra("checked")),
            (Some("2024-05-03"), Some("0.5"), Some("true"))
        );
        assert_eq!(
            (extra("tags"), extra("meta.desk")),
            (Some("[\"a\",\"b\"]"), Some("news"))
        );
        assert_eq!(
            taken[1],
            Err(RowError {
                row: 2,
                what: "there is no text in “text”".into()
            })
        );
    }
}

#[test]
fn bad_rows_are_told_and_passed() {
    let told = |name: &str| -> Vec<(u64, Option<String>)> {
        let taken = all(name).unwrap_or_else(|error| panic!("{error}"));
        taken
            .into_iter()
            .map(|row| match row {
                Ok(draft) => (draft.row.unwrap_or_default(), None),
                Err(error) => (error.row, Some(error.what)),
            })
            .collect()
    };
    let jsonl = told("bad-rows.jsonl");
    assert_eq!(
        jsonl.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [1, 3, 4, 5, 6, 7]
    );
    assert_eq!(jsonl.iter().filter(|(_, what)| what.is_none()).count(), 2, "{jsonl:?}");
    let csv = told("bad-rows.csv");
    assert_eq!(
        csv.iter().map(|(row, what)| (*row, what.is_none())).collect::<Vec<_>>(),
        [(2, true), (3, false), (4, false), (5, true), (6, false), (7, true)],
        "{csv:?}"
    );
    let latin = one("latin.csv");
    assert_eq!(latin.text, "Der König fuhr über die Brücke nach München, sagte er.");
}

#[test]
fn the_start_of_a_table_is_shown() {
    let preview = |name: &str, kind| {
        let file = File::open(path(name)).expect("a file");
        super::preview(kind, file, name, &Limits::default())
    };
    let shown = preview("articles.csv", Kind::Csv).expect("a table");
    assert_eq!(shown.columns[..3], ["id", "headline", "text"]);
    assert_eq!(shown.rows.len(), 2);
    assert_eq!(shown.rows[0][2].chars().count(), 200);
    assert_eq!(shown.guess.text, "text");
    assert_eq!(shown.guess.title.as_deref(), Some("headline"));
    let error = preview("header-only.csv", Kind::Csv).expect_err("no rows");
    assert_eq!(error.to_string(), "header-only.csv has no rows.");
}

#[test]
fn columns_can_be_chosen_and_reading_stopped() {
    let mut options = Options {
        columns: Some(Columns {
            text: "headline".into(),
            ..Columns::default()
        }),
        ..Options::default()
    };
    let mut texts = Vec::new();
    let mut take = |draft: Result<Draft, RowError>| {
        texts.extend(draft.map(|draft| draft.text));
        ControlFlow::Break(())
    };
    for (name, kind) in [
        ("articles.json", Kind::Json),
        ("articles.jsonl", Kind::Jsonl),
        ("articles.csv", Kind::Csv),
    ] {
        let file = File::open(path(name)).expect("a file");
        read(kind, file, name, &options, &mut take).expect("readable");
    }
    assert_eq!(texts, vec![title().expect("a title"); 3]);
    options.columns = Some(Columns {
        text: "story".into(),
        ..Columns::default()
    });
    let error = read_bytes("articles.csv", &bytes("articles.csv"), &options).expect_err("no such column");
    assert!(
        error.starts_with("articles.csv has no column “story”. It has: id, headline,"),
        "{error}"
    );
}

// --- kinds -------------------------------------------------------------------------------------------------------

#[test]
fn every_kind_knows_its_names() {
    for kind in Kind::ALL {
        for extension in kind.extensions() {
            let head: &[u8] = match kind {
                Kind::Pdf => b"%PDF-1.7",
                Kind::Docx | Kind::Odt | Kind::Epub => b"PK\x03\x04",
                Kind::Parquet => b"PAR1",
                _ => b"text",
            };
            let name = format!("A.File.{}", extension.to_uppercase());
            assert_eq!(Kind::of(&name, head).expect("known"), kind, "{name}");
        }
    }
    assert_eq!(Kind::of("README", b"text").expect("text"), Kind::Text);
    assert_eq!(Kind::of("a.docx", b"text").expect("text"), Kind::Text);
    assert_eq!(
        Kind::of("a.txt", b"\xEF\xBB\xBF\n<!-- x -->\n<HTML>").expect("a page"),
        Kind::Html
    );
    assert_eq!(Kind::of("a.txt", b"I wrote <html> once").expect("text"), Kind::Text);
}

#[test]
fn what_is_not_read_comes_with_advice() {
    assert_eq!(refusal("empty.txt"), "empty.txt is empty.");
    assert!(refusal("binary.txt").starts_with("binary.txt holds data of an unknown kind"));
    assert_eq!(
        refusal("plain.zip"),
        "plain.zip is an archive. Unpack it, and add what was in it."
    );
    let refused = |head: &[u8]| Kind::of("a.txt", head).expect_err("refused").to_string();
    assert!(refused(b"\xD0\xCF\x11\xE0\xA1").contains("save it as .docx"));
    assert!(refused(b"{\\rtf1").contains("Rich Text"));
    assert!(refused(b"\x89PNG\r\n").contains("OCR"));
    assert!(refusal("scan.pdf").contains("OCR"));
}

// --- harm --------------------------------------------------------------------------------------------------------

#[test]
fn every_file_cut_anywhere_is_read_or_refused() {
    for entry in std::fs::read_dir(path("")).expect("fixtures") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let bytes = bytes(&name);
        for part in 0..12 {
            let _ = read_bytes(&name, &bytes[..bytes.len() * part / 11], &Options::default());
        }
    }
}

#[test]
fn damaged_files_are_refused() {
    for name in [
        "truncated.docx",
        "truncated.odt",
        "truncated.epub",
        "broken-xml.docx",
        "garbage.pdf",
        "truncated.parquet",
    ] {
        let error = refusal(name);
        assert!(
            error.contains("is damaged") || error.contains("cannot be read"),
            "{error}"
        );
    }
    assert!(refusal("no-document.docx").contains("word/document.xml"));
    let cut = all("truncated.jsonl").expect("a good first row");
    assert!(cut[0].is_ok() && cut[1].is_err());
    assert!(refusal("truncated.json").contains("cannot be read after row 1"));
}

#[test]
fn entities_do_not_grow() {
    for name in ["entities.docx", "entities.odt"] {
        assert_eq!(one(name).text, "&lol9;", "{name}");
    }
}

#[test]
fn deep_files_are_refused() {
    assert!(refusal("deep.docx").contains("nested more than 256 levels"));
    let html = format!("<html>{}", "<div>".repeat(100_000));
    let error = read_bytes("deep.html", html.as_bytes(), &Options::default()).expect_err("deep");
    assert!(error.contains("nested more than 512 levels"), "{error}");
    let json = "[".repeat(100_000);
    assert!(read_bytes("deep.json", json.as_bytes(), &Options::default()).is_err());
    let json = format!("{{\"data\":[{{\"text\":{}", "[".repeat(100_000));
    assert!(read_bytes("deep.json", json.as_bytes(), &Options::default()).is_err());
    let json = format!(
        "{{\"x\":{}{},\"data\":[{{\"text\":\"a\"}}]}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let _ = read_bytes("deep.json", json.as_bytes(), &Options::default());
}

/// As deep as is let through, in a thread with a small stack: whatever the crate for articles does, it must end.
#[test]
fn pages_as_deep_as_allowed_are_read() {
    let html = format!(
        "<html><script type='application/ld+json'>{}</script><body>{}<p>{}</p>",
        "[".repeat(50_000),
        "<div class=article>".repeat(500),
        "Words that make a sentence, and a long one. ".repeat(50)
    );
    let work = move || read_bytes("deep.html", html.as_bytes(), &Options::default()).map(|taken| taken.len());
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(work)
        .expect("a thread");
    assert_eq!(thread.join().expect("no overflow"), Ok(1));
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    zip.start_file("word/document.xml", options).expect("a part");
    let zeros = vec![0; 1 << 20];
    for _ in 0..1024 {
        zip.write_all(&zeros).expect("written");
    }
    let bomb = zip.finish().expect("a file").into_inner();
    let error = read_bytes("bomb.docx", &bomb, &Options::default()).expect_err("a bomb");
    assert!(error.contains("unpacks to more than"), "{error}");

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..10_001 {
        zip.start_file(format!("word/document{number}"), options)
            .expect("a part");
    }
    let many = zip.finish().expect("a file").into_inner();
    let error = read_bytes("many.docx", &many, &Options::default()).expect_err("too many");
    assert!(error.contains("holds more than 10000 files"), "{error}");
}

#[test]
fn large_files_and_texts_are_refused() {
    let limits = Limits {
        file: 1000,
        text: 100,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let error = |length| read_bytes("a.txt", &vec![b'a'; length], &options).expect_err("refused");
    assert!(error(1001).contains("is larger than 1000 bytes"));
    assert!(error(1000).contains("more than 100 bytes of text"));
    let json = format!("[{{\"text\":\"{}\"}}]", "a".repeat(1 << 20));
    assert!(
        read_bytes("a.json", json.as_bytes(), &options)
            .expect_err("refused")
            .contains("too large")
    );
    let csv = format!("id,text\n1,\"{}", "a\n".repeat(1 << 20));
    assert!(
        read_bytes("a.csv", csv.as_bytes(), &options)
            .expect_err("refused")
            .contains("quotation mark")
    );
}

#[test]
fn a_line_of_100_megabytes_is_one_bad_row() {
    let mut jsonl = Vec::with_capacity(100 << 20);
    jsonl.extend(b"{\"text\":\"a\"}\n{\"text\":\"");
    jsonl.resize(100 << 20, b'a');
    jsonl.extend(b"\"}\n{\"text\":\"b\"}\n");
    let taken = read_bytes("long.jsonl", &jsonl, &Options::default()).expect("readable");
    assert!(taken[0].is_ok() && taken[2].is_ok());
    assert_eq!(
        taken[1],
        Err(RowError {
            row: 2,
            what: "the line is longer than 65 MiB".into()
        })
    );
}

#[test]
fn pdfs_that_lead_in_circles_are_refused_or_read() {
    assert_eq!(one("loop-drawings.pdf").text, "Before.\n\nAfter.");
    assert_eq!(one("often.pdf").text, "Before.");
    for name in ["loop-pages.pdf", "loop-references.pdf"] {
        let error = refusal(name);
        assert!(error.contains("is damaged") || error.contains("no text"), "{error}");
    }
    assert!(refusal("no-size.pdf").contains("none of its pages can be read"));
}

/// A PDF with one page, whose instructions are `content` again and again.
fn pdf_of(content: &[u8], times: usize) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..times {
        packer.write_all(content).expect("packed");
    }
    let packed = packer.finish().expect("packed");
    let mut pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 9 9] >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n"
        .to_vec();
    pdf.extend(format!("4 0 obj\n<< /Filter /FlateDecode /Length {} >>\nstream\n", packed.len()).bytes());
    pdf.extend(packed);
    let places = [1, 2, 3, 4].map(|number| {
        let object = format!("{number} 0 obj");
        memchr::memmem::find(&pdf, object.as_bytes()).expect("an object")
    });
    pdf.extend(b"\nendstream\nendobj\n");
    let start = pdf.len();
    pdf.extend(b"xref\n0 5\n0000000000 65535 f \n");
    pdf.extend(places.map(|place| format!("{place:010} 00000 n \n")).concat().bytes());
    pdf.extend(format!("trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    pdf
}

#[test]
fn pdfs_that_unpack_to_too_much_are_refused() {
    let read = |pdf: Vec<u8>| read_bytes("bomb.pdf", &pdf, &Options::default()).expect_err("refused");
    let error = read(pdf_of(&vec![0; 1 << 20], 1024));
    assert!(error.contains("unpacks to more than 256 MiB"), "{error}");
    assert!(read(pdf_of(&b"q Q ".repeat(1 << 18), 200)).contains("has no text"));
    assert!(read(pdf_of(b"0 0 m", 1)).contains("has no text"));
}

#[test]
fn a_pdf_that_takes_too_long_is_given_up() {
    let limits = Limits {
        pdf: Duration::ZERO,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let error = read_bytes("slow.pdf", &bytes("article.pdf"), &options).expect_err("too slow");
    assert!(error.contains("took longer than 0 seconds"), "{error}");
}
