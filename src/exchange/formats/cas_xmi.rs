//! UIMA CAS XMI, a file an article and one for the types: for INCEpTION, DKPro and all of UIMA.

mod reading;

use std::{
    io::{self, Write},
    path::Path,
};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    carries::Text,
    cas::{self, Structure, Type, Value},
    markup,
    names::FileNames,
};

/// The file of the types.
const TYPES: &str = "TypeSystem.xml";
/// What tells XMI from other XML.
const NAMESPACE: &str = "http://www.omg.org/XMI";

/// CAS XMI.
pub(super) struct CasXmi;

impl Format for CasXmi {
    fn name(&self) -> &'static str {
        "cas-xmi"
    }

    fn help(&self) -> &'static str {
        "UIMA CAS XMI, a file an article, for INCEpTION, DKPro and UIMA"
    }

    fn folder(&self, _: super::Extras) -> &'static str {
        "cas_xmi"
    }

    fn carries(&self) -> Carries {
        Carries {
            text: Text::Replaced,
            ..cas::CARRIES
        }
    }

    fn python(&self) -> &'static str {
        "import cassis, pathlib\n\
         types = cassis.load_typesystem(open(\"TypeSystem.xml\", \"rb\"))\n\
         articles = [cassis.load_cas_from_xmi(file.open(\"rb\"), types) for file in sorted(pathlib.Path().glob(\"*.xmi\"))]\n\
         spans = [(span.begin, span.end, span.label) for cas in articles for span in cas.select(\"custom.Span\")]"
    }

    fn fit(&self, document: Document, losses: &mut Losses) -> Document {
        markup::fit(cas::fit(document), losses)
    }

    fn begin<'a>(&self, _: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        let mut file = out.create(TYPES)?;
        type_system(&mut file)?;
        file.finish()?;
        Ok(Box::new(Folder {
            names: FileNames::default(),
            out,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        let has = |what: &str| memchr::memmem::find(candidate.head, what.as_bytes()).is_some();
        if candidate.ends_with(".xml") && has("<typeSystemDescription") {
            Claim::Part
        } else if (candidate.ends_with(".xmi") || candidate.ends_with(".xml")) && has(NAMESPACE) && has(".ecore") {
            Claim::Main
        } else {
            Claim::No
        }
    }

    fn read(&self, path: &Path, options: &ReadOptions, take: Take<'_>) -> Result<(), ReadError> {
        reading::read(path, options)?.hand_out(path, options, take)
    }
}

struct Folder<'a> {
    names: FileNames,
    out: &'a Files<'a>,
}

impl Writer for Folder<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let mut file = self.out.create(&format!("{}.xmi", self.names.of(&document.id)))?;
        begin(&mut file)?;
        let mut number = 1_u64;
        cas::structures(document, &mut |structure| {
            number += 1;
            Ok(element(&mut file, number, &structure)?)
        })?;
        write!(
            file,
            "  <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"{}\" mimeType=\"text/plain\"",
            cas::VIEW
        )?;
        markup::attribute(&mut file, "sofaString", document.text.as_str())?;
        file.write_all(b"/>\n  <cas:View sofa=\"1\" members=\"")?;
        for member in 2..=number {
            write!(file, "{}{member}", if member == 2 { "" } else { " " })?;
        }
        file.write_all(b"\"/>\n</xmi:XMI>\n")?;
        Ok(file.finish()?)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn begin(out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"{NAMESPACE}\" xmlns:cas=\"http:///uima/cas.ecore\""
    )?;
    let mut last = "";
    for kind in cas::TYPES {
        if kind.prefix != last {
            let (package, _) = split(kind);
            write!(
                out,
                " xmlns:{}=\"http:///{}.ecore\"",
                kind.prefix,
                package.replace('.', "/")
            )?;
            last = kind.prefix;
        }
    }
    out.write_all(b" xmi:version=\"2.0\">\n  <cas:NULL xmi:id=\"0\"/>\n")
}

/// The package and the short name of a type.
fn split(kind: &Type) -> (&'static str, &'static str) {
    kind.name.rsplit_once('.').unwrap_or(("", kind.name))
}

fn element(out: &mut dyn Write, number: u64, structure: &Structure<'_>) -> io::Result<()> {
    let (_, name) = split(structure.kind);
    write!(
        out,
        "  <{}:{name} xmi:id=\"{number}\" sofa=\"1\"",
        structure.kind.prefix
    )?;
    if let Some((begin, end)) = structure.at {
        write!(out, " begin=\"{begin}\" end=\"{end}\"")?;
    }
    for (name, value) in &structure.features {
        match value {
            Value::Text(text) => markup::attribute(out, name, text)?,
            Value::True => write!(out, " {name}=\"true\"")?,
        }
    }
    out.write_all(b"/>\n")
}

fn type_system(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n  <types>\n",
    )?;
    for Type {
        name, parent, features, ..
    } in cas::TYPES
    {
        write!(
            out,
            "    <typeDescription><name>{name}</name><description/><supertypeName>{parent}</supertypeName>"
        )?;
        if !features.is_empty() {
            out.write_all(b"<features>\n")?;
            for (name, range) in *features {
                writeln!(
                    out,
                    "      <featureDescription><name>{name}</name><description/><rangeTypeName>{range}</rangeTypeName></featureDescription>"
                )?;
            }
            out.write_all(b"    </features>")?;
        }
        out.write_all(b"</typeDescription>\n")?;
    }
    out.write_all(b"  </types>\n</typeSystemDescription>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Item, samples, trial};

    #[test]
    fn everything_that_xml_can_hold_comes_back() {
        trial::round_trip(&CasXmi);
    }

    #[test]
    fn files_of_other_programs_are_read() {
        let said = samples::said(&CasXmi, "cas_xmi");
        let documents = [
            ("claims.txt", vec!["?: Opinion “😊”", "?: Fact “lives”"]),
            ("spans.txt", vec!["?: place & more “Rome”"]),
        ];
        let documents = documents.map(|(id, spans)| (id.to_owned(), spans.into_iter().map(str::to_owned).collect()));
        assert_eq!(said, documents);
    }

    #[test]
    fn what_is_wrong_is_told_and_does_no_harm() {
        let whole = std::fs::read(samples::path("cas_xmi/claims.xmi")).expect("a sample");
        samples::read_beginnings(&CasXmi, "a.xmi", &whole);
        let begin = "<x:XMI xmlns:x=\"http://www.omg.org/XMI\" xmlns:c=\"http:///uima/cas.ecore\" xmlns:u=\"http:///custom.ecore\">";
        let sofa = "<c:Sofa x:id=\"1\" sofaID=\"v\" sofaString=\"Yes.\"/>";
        let read = |inner: &str| samples::read(&CasXmi, "a.xmi", format!("{begin}{inner}</x:XMI>").as_bytes());
        assert!(read("").is_err());
        assert!(read(&"<a>".repeat(10_000)).is_err());
        assert!(samples::read(&CasXmi, "a.xmi", b"<a><b/></a>").is_err());
        assert!(samples::read(&CasXmi, "a.xmi", b"no XML").is_err());
        for (span, problems) in [
            ("<u:Span sofa=\"1\" begin=\"-1\" end=\"x\" label=\"a\"/>", 1),
            (
                "<u:Span sofa=\"1\" begin=\"0\" end=\"99999999999999999999999\" label=\"a\"/>",
                1,
            ),
            ("<u:Span sofa=\"1\" begin=\"3\" end=\"1\" label=\"&unknown; &#0;\"/>", 0),
            ("<u:Span sofa=\"2\" begin=\"0\" end=\"1\" label=\"elsewhere\"/>", 0),
        ] {
            let items = read(&format!("{sofa}{span}")).expect("read");
            let found = items.iter().filter(|item| matches!(item, Item::Problem(_))).count();
            assert_eq!((items.len(), found), (1 + problems, problems), "{span}");
        }
    }

    #[test]
    fn entities_of_a_file_are_not_expanded() {
        let xmi =
            b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<x:XMI xmlns:x=\"http://www.omg.org/XMI\" \
            xmlns:c=\"http:///uima/cas.ecore\"><c:Sofa x:id=\"1\" sofaString=\"&b;\"/></x:XMI>";
        let items = samples::read(&CasXmi, "a.xmi", xmi).expect("read");
        assert!(matches!(&items[..], [Item::Document(found)] if found.text.as_deref() == Some("&b;")));
    }

    #[test]
    fn other_encodings_are_read() {
        let xmi = "<?xml version='1.0' encoding='ISO-8859-1'?><x:XMI xmlns:x=\"http://www.omg.org/XMI\" \
            xmlns:c=\"http:///uima/cas.ecore\"><c:Sofa sofaString=\"\u{e9}\"/></x:XMI>";
        let latin: Vec<u8> = xmi.chars().map(|c| c as u8).collect();
        let mut wide = vec![0xff, 0xfe];
        wide.extend(xmi.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [latin, wide] {
            let items = samples::read(&CasXmi, "a.xmi", &bytes).expect("read");
            assert!(matches!(&items[..], [Item::Document(found)] if found.text.as_deref() == Some("\u{e9}")));
        }
    }
}
