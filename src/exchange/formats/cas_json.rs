//! UIMA CAS JSON 0.4, a file an article: for INCEpTION and DKPro.

mod reading;

use std::{io::Write as _, path::Path};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    Candidate, Carries, Claim, Dataset, Document, ExportError, Files, Format, Losses, ReadError, ReadOptions, Take,
    Writer,
    cas::{self, Structure, Type, Value},
    names::FileNames,
};
use crate::store::OutFile;

/// CAS JSON.
pub(super) struct CasJson;

impl Format for CasJson {
    fn name(&self) -> &'static str {
        "cas-json"
    }

    fn help(&self) -> &'static str {
        "UIMA CAS JSON, a file an article, for INCEpTION and DKPro"
    }

    fn folder(&self, _: super::Extras) -> &'static str {
        "cas_json"
    }

    fn carries(&self) -> Carries {
        cas::CARRIES
    }

    fn python(&self) -> &'static str {
        "import cassis, pathlib\n\
         articles = [cassis.load_cas_from_json(file.open(\"rb\")) for file in sorted(pathlib.Path().glob(\"*.json\"))]\n\
         spans = [(span.begin, span.end, span.label) for cas in articles for span in cas.select(\"custom.Span\")]"
    }

    fn fit(&self, document: Document, _: &mut Losses) -> Document {
        cas::fit(document)
    }

    fn begin<'a>(&self, _: &'a Dataset, out: &'a Files<'a>) -> Result<Box<dyn Writer + 'a>, ExportError> {
        Ok(Box::new(Folder {
            types: serde_json::to_string(&Types)?,
            names: FileNames::default(),
            out,
        }))
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        let head = candidate.head.trim_ascii_start();
        let first = head.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
        let is_cas = first.is_some_and(|first| {
            let names: [&[u8]; 3] = [b"\"%TYPES\"", b"\"%FEATURE_STRUCTURES\"", b"\"%VIEWS\""];
            names.iter().any(|name| first.starts_with(name))
        });
        if candidate.ends_with(".json") && is_cas {
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
    types: String,
    names: FileNames,
    out: &'a Files<'a>,
}

impl Writer for Folder<'_> {
    fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let mut file = self.out.create(&format!("{}.json", self.names.of(&document.id)))?;
        write!(file, "{{\"%TYPES\":{},\n\"%FEATURE_STRUCTURES\":[", self.types)?;
        sofa(&mut file, document.text.as_str())?;
        let mut number = 1_u64;
        cas::structures(document, &mut |structure| {
            number += 1;
            element(&mut file, number, &structure)
        })?;
        write!(file, "],\n\"%VIEWS\":{{\"{}\":{{\"%SOFA\":1,\"%MEMBERS\":[", cas::VIEW)?;
        for member in 2..=number {
            write!(file, "{}{member}", if member == 2 { "" } else { "," })?;
        }
        file.write_all(b"]}}}\n")?;
        Ok(file.finish()?)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn sofa(file: &mut OutFile, text: &str) -> Result<(), ExportError> {
    let view = cas::VIEW;
    write!(
        file,
        "\n{{\"%ID\":1,\"%TYPE\":\"uima.cas.Sofa\",\"sofaNum\":1,\"sofaID\":\"{view}\",\"mimeType\":\"text/plain\",\"sofaString\":"
    )?;
    serde_json::to_writer(&mut *file, text)?;
    Ok(file.write_all(b"}")?)
}

/// The table of types.
struct Types;

impl Serialize for Types {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(cas::TYPES.map(|kind| (kind.name, TypeOut(kind))))
    }
}

struct TypeOut(&'static Type);

impl Serialize for TypeOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Feature {
            #[serde(rename = "%NAME")]
            name: &'static str,
            #[serde(rename = "%RANGE")]
            range: &'static str,
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("%NAME", self.0.name)?;
        map.serialize_entry("%SUPER_TYPE", self.0.parent)?;
        for (name, range) in self.0.features {
            map.serialize_entry(name, &Feature { name, range })?;
        }
        map.end()
    }
}

/// Writes a structure. By hand, for most of a file are tokens.
fn element(out: &mut OutFile, number: u64, structure: &Structure<'_>) -> Result<(), ExportError> {
    write!(
        out,
        ",\n{{\"%ID\":{number},\"%TYPE\":\"{}\",\"@sofa\":1",
        structure.kind.name
    )?;
    if let Some((begin, end)) = structure.at {
        write!(out, ",\"begin\":{begin},\"end\":{end}")?;
    }
    for (name, value) in &structure.features {
        write!(out, ",\"{name}\":")?;
        match value {
            Value::Text(text) => serde_json::to_writer(&mut *out, text)?,
            Value::True => out.write_all(b"true")?,
        }
    }
    Ok(out.write_all(b"}")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Item, samples, trial};

    #[test]
    fn everything_comes_back() {
        trial::round_trip(&CasJson);
    }

    #[test]
    fn files_of_other_programs_are_read() {
        let said = samples::said(&CasJson, "cas_json/annotation/people.txt/ana.json");
        assert_eq!(
            said,
            [(
                "people.txt".to_owned(),
                ["ana: PER “Ana Ruiz”", "ana: LOC “Łódź”", "ana: NamedEntity “May”"]
                    .map(str::to_owned)
                    .to_vec()
            )]
        );
        let said = samples::said(&CasJson, "cas_json/claims.json");
        let spans = ["?: Opinion “😊”", "?: Fact “lives”"].map(str::to_owned).to_vec();
        assert_eq!(said, [("claims.txt".to_owned(), spans)]);
    }

    #[test]
    fn what_is_wrong_is_told_and_does_no_harm() {
        let whole = std::fs::read(samples::path("cas_json/claims.json")).expect("a sample");
        samples::read_beginnings(&CasJson, "a.json", &whole);
        let read = |structures: &str| {
            let json = format!("{{\"%FEATURE_STRUCTURES\":{structures}}}");
            samples::read(&CasJson, "a.json", json.as_bytes())
        };
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for wrong in ["7", "[7]", "[]", "{}", &deep, "[{\"%ID\":{\"a\":1}}]"] {
            assert!(read(wrong).is_err(), "{wrong:.40}");
        }
        let sofa = r#"{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"_InitialView","sofaString":"Yes."}"#;
        for (span, problems) in [
            (
                r#"{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":-1,"end":2,"label":"a"}"#,
                1,
            ),
            (
                r#"{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":"0","end":1e99,"label":"a"}"#,
                1,
            ),
            (
                r#"{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":0,"label":["a"]}"#,
                1,
            ),
            (
                r#"{"%ID":2,"%TYPE":"custom.Span","@sofa":"x","begin":0,"end":18446744073709551615,"label":7}"#,
                0,
            ),
        ] {
            let items = read(&format!("[{sofa},{span}]")).expect("read");
            let found = items.iter().filter(|item| matches!(item, Item::Problem(_))).count();
            assert_eq!((items.len(), found), (1 + problems, problems), "{span}");
        }
        // By their numbers, as the format once was.
        let items = read(&format!(
            r#"{{"1":{sofa},"2":{{"%TYPE":"custom.Span","@sofa":1,"begin":0,"end":3,"label":"a"}}}}"#
        ));
        assert!(matches!(&items.expect("read")[..], [Item::Document(found)] if found.layers[0].spans.len() == 1));
    }

    #[test]
    fn only_a_cas_is_claimed() {
        for (name, head, claim) in [
            ("a.json", "{\n \"%TYPES\" : {", Claim::Main),
            ("a.json", "{\"text\": \"%TYPES\"}", Claim::No),
            ("a.json", "[{\"%TYPES\": 1}]", Claim::No),
            ("a.txt", "{\"%TYPES\": {}}", Claim::No),
        ] {
            let (path, head) = (Path::new(name), head.as_bytes());
            assert_eq!(CasJson.claim(&Candidate { path, head }), claim, "{head:?}");
        }
    }
}
