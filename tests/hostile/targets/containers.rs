//! Readers of binary files. Archives are also made around what is given, or else nothing behind the ZIP format is reached.

use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
    time::Duration,
};

use glossator::readers::{self, Kind, Limits, Options, Workbook};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    input, samples,
    texts::{check, file},
};

/// Makes a file of an input, and the kind that it is; a workbook is of none.
type Maker = (Option<Kind>, fn(&[u8]) -> Vec<u8>);

/// What a file of the input's bytes is made into.
const MAKERS: [Maker; 9] = [
    (Some(Kind::Docx), whole),
    (Some(Kind::Odt), whole),
    (Some(Kind::Epub), whole),
    (Some(Kind::Pdf), whole),
    (Some(Kind::Parquet), whole),
    (None, whole),
    (Some(Kind::Docx), docx),
    (Some(Kind::Odt), odt),
    (Some(Kind::Epub), epub),
];
/// A workbook, which no article is read from, but labels are.
const WORKBOOK: usize = MAKERS.len();

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (name, bytes) in samples("tests/data/readers") {
        let kind = Kind::of(&name, &bytes[..bytes.len().min(readers::HEAD)]).ok();
        if let Some(number) = MAKERS.iter().position(|(other, _)| kind.is_some() && *other == kind) {
            seeds.push(input::of_parts(number, &[&bytes]));
        }
    }
    for (_, bytes) in samples("tests/data/exchange/xlsx") {
        seeds.push(input::of_parts(5, &[&bytes]));
    }
    let document: &[u8] = br#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">One &amp; </w:t><w:tab/><w:br/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:footnoteReference w:id="1"/></w:p></w:body></w:document>"#;
    let core: &[u8] = br#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>T</dc:title><dc:creator>A</dc:creator><dc:language>en</dc:language></cp:coreProperties>"#;
    seeds.push(input::of_parts(6, &[document, core]));
    let content: &[u8] = br#"<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h>One</text:h><text:p>Two<text:s text:c="3"/>three<text:tab/><text:line-break/></text:p><text:note><text:note-body><text:p>no</text:p></text:note-body></text:note><text:tracked-changes/></office:text></office:body></office:document-content>"#;
    seeds.push(input::of_parts(7, &[content, core]));
    let package: &[u8] = br#"<package xmlns:dc="d"><metadata><dc:title>T</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav"/></manifest><spine><itemref idref="a"/></spine></package>"#;
    let chapter: &[u8] = b"<html><head><title/></head><body><h1>One</h1><p>Two<br/>three</p></body></html>";
    seeds.push(input::of_parts(8, &[package, chapter]));
    let sheet: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c><c t="b"><v>1</v></c></row><row><c><v>1.5</v></c></row></sheetData></worksheet>"#;
    let shared: &[u8] = b"<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r></si></sst>";
    seeds.push(input::of_parts(WORKBOOK, &[sheet, shared]));
    seeds
}

pub fn run(input: &[u8]) {
    let Some((first, bytes)) = input::choice(input) else {
        return;
    };
    match MAKERS.get(first % (WORKBOOK + 1)) {
        Some((Some(kind), make)) => read(*kind, &make(bytes)),
        Some((None, make)) => read_sheets(&make(bytes)),
        None => read_sheets(&xlsx(bytes)),
    }
}

fn read(kind: Kind, bytes: &[u8]) {
    let options = Options {
        limits: Limits {
            // Nothing that is given here has a reason to take longer.
            pdf: Duration::from_secs(3),
            ..Limits::default()
        },
        ..Options::default()
    };
    let name = format!("article.{}", kind.extensions()[0]);
    let _ = Kind::of(&name, &bytes[..bytes.len().min(readers::HEAD)]);
    let _ = readers::read(kind, file(bytes), &name, &options, &mut |draft| {
        if let Ok(draft) = draft {
            check(kind, &draft);
        }
        ControlFlow::Continue(())
    });
}

fn read_sheets(bytes: &[u8]) {
    let Ok(mut book) = Workbook::open(file(bytes), &Limits::default()) else {
        return;
    };
    let names: Vec<String> = book.names().map(str::to_owned).collect();
    for name in names {
        let Ok(mut sheet) = book.sheet(&name) else { continue };
        while let Ok(Some(_)) = sheet.next_row() {}
    }
}

fn whole(bytes: &[u8]) -> Vec<u8> {
    bytes.to_owned()
}

fn docx(input: &[u8]) -> Vec<u8> {
    around(&["word/document.xml", "docProps/core.xml"], input, &[])
}

fn odt(input: &[u8]) -> Vec<u8> {
    let kind = ("mimetype", "application/vnd.oasis.opendocument.text");
    around(&["content.xml", "meta.xml"], input, &[kind])
}

fn epub(input: &[u8]) -> Vec<u8> {
    let container = r#"<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>"#;
    let fixed = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
    ];
    around(&["b.opf", "a.xhtml"], input, &fixed)
}

fn xlsx(input: &[u8]) -> Vec<u8> {
    let book = r#"<workbook xmlns:r="r"><sheets><sheet name="articles" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let fixed = [("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations)];
    around(&["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"], input, &fixed)
}

/// An archive with fixed parts, and the parts of the input under these names.
fn around(names: &[&str], input: &[u8], fixed: &[(&str, &str)]) -> Vec<u8> {
    let given = names.iter().copied().zip(input::parts(input, names.len()));
    let parts = fixed
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()))
        .chain(given);
    archive(parts)
}

/// An archive of parts, as they are.
pub fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, stored).expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}
