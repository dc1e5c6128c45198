//! What the documents say is true: their examples of files load, and stay as they are when saved.

#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::fs;

use glossator::store::{self, to_ron};

/// The first example in RON of a document, in which some labels may be left out.
fn example(document: &str) -> String {
    let text = fs::read_to_string(document).expect("a document");
    let (_, rest) = text.split_once("```ron\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("an end of the example");
    let others = "    (id: \"analysis\", name: \"Analysis\", color: \"#e69f00\"),\n    \
                  (id: \"opinion\", name: \"Opinion\", color: \"#cc79a7\"),\n";
    example.replace("    …\n", others)
}

#[test]
fn examples_of_annotation_files_are_as_the_program_writes_them() {
    for document in ["README.md", "ARCHITECTURE.md"] {
        let folder = tempfile::tempdir().expect("a folder");
        let article = folder.path().join("microsoft-openai.txt");
        fs::copy("seeds/microsoft-openai.txt", &article).expect("copied");
        let ron = example(document);
        fs::write(article.with_extension("ron"), &ron).expect("written");
        let opened = store::open(&article, None, "nobody", |_| ()).expect("an article");
        let loaded = opened.layer.expect("labels");
        assert_eq!((loaded.faults, loaded.notices), (vec![], vec![]), "{document}");
        let saved = to_ron("microsoft-openai.txt", &opened.article, &loaded.header, &loaded.layer).expect("RON");
        assert_eq!(saved, ron, "{document}");
    }
}

#[test]
fn the_readme_tells_of_all_formats() {
    const BEGIN: &str = "GLOSSATOR_BLESS=1 cargo test --test documents -->\n";
    const END: &str = "<!-- end of formats -->";
    let readme = fs::read_to_string("README.md").expect("a document");
    let (before, rest) = readme.split_once(BEGIN).expect("where it begins");
    let (there, after) = rest.split_once(END).expect("where it ends");
    let wanted = format!("\n{}", glossator::exchange::guide());
    if std::env::var_os("GLOSSATOR_BLESS").is_some() {
        fs::write("README.md", format!("{before}{BEGIN}{wanted}{END}{after}")).expect("written");
    } else {
        assert_eq!(there, wanted, "README.md differs (GLOSSATOR_BLESS=1 writes it anew)");
    }
}
