//! What may be told of a panic: the program's own words, never those of a text.

use std::any::Any;

/// What formatted messages of the standard library begin with whose values are numbers until the first quote.
const NUMBERS_ONLY: [&str; 15] = [
    "index out of bounds: ",
    "byte index ",
    "start byte index ",
    "end byte index ",
    "byte range ",
    "begin <= end (",
    "range start index ",
    "range end index ",
    "slice index starts at ",
    "copy_from_slice: ",
    "mid > len",
    "insertion index (is ",
    "removal index (is ",
    "swap_remove index (is ",
    "chunk size must be non-zero",
];
/// What may open a quotation of text.
const QUOTES: [char; 5] = ['`', '\'', '"', '“', '‘'];
/// How many functions of a backtrace are kept.
const DEPTH: usize = 80;

/// The message of a panic, as far as it can hold no text: whole if it stands like that in the sources; if it was made
/// from values, only where those are known to be numbers.
pub fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(literal) = payload.downcast_ref::<&'static str>() {
        return (*literal).to_owned();
    }
    let made = payload.downcast_ref::<String>().map_or("", String::as_str);
    if !NUMBERS_ONLY.iter().any(|beginning| made.starts_with(beginning)) {
        return "made from values, and left out, for it may hold text".to_owned();
    }
    match made.split_once(QUOTES) {
        Some((numbers, _)) => format!("{numbers}…"),
        None => made.to_owned(),
    }
}

/// The path of a source file without the folders of whoever built the program.
pub fn source(path: &str) -> String {
    let path = path.replace('\\', "/");
    if let Some((_, of_registry)) = path.split_once("/registry/src/") {
        return of_registry
            .split_once('/')
            .map_or(of_registry, |(_, rest)| rest)
            .to_owned();
    }
    if let Some((_, of_rust)) = path.split_once("/library/") {
        return format!("library/{of_rust}");
    }
    match path.starts_with('/') || path.contains(':') {
        true => path.rsplit('/').next().unwrap_or_default().to_owned(),
        false => path,
    }
}

/// The functions of a backtrace, without the paths of files.
pub fn functions(backtrace: &str) -> Vec<String> {
    let numbered = |line: &str| {
        let (number, function) = line.trim_start().split_once(": ")?;
        number
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| function.to_owned())
    };
    backtrace.lines().filter_map(numbered).take(DEPTH).collect()
}

#[cfg(test)]
mod tests {
    use std::panic::{self, AssertUnwindSafe};

    use super::*;

    /// What is kept of the message of a real panic.
    fn kept(work: impl FnOnce()) -> String {
        let payload = panic::catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
        message(&*payload)
    }

    #[test]
    fn messages_hold_no_text() {
        let text = "Café “Zentral” sagte nichts, it's `closed`".to_owned();
        let (far, three) = (text.len() + 7, std::hint::black_box(3));
        assert_eq!(
            kept(|| drop(text[..4].to_owned())),
            "end byte index 4 is not a char boundary; it is inside …"
        );
        assert!(kept(|| drop(text[far..].to_owned())).starts_with("start byte index 5"));
        assert_eq!(
            kept(|| assert_eq!([1, 2, 3][three], 7)),
            "index out of bounds: the len is 3 but the index is 3"
        );
        assert_eq!(kept(|| panic!("plainly wrong")), "plainly wrong");
        let left_out = "made from values, and left out, for it may hold text";
        assert_eq!(kept(|| panic!("no place for {text}")), left_out);
        assert_eq!(kept(|| assert_eq!(text.parse::<u8>().expect("a number"), 7)), left_out);
        assert_eq!(kept(|| panic::panic_any(7)), left_out);
        for said in [
            kept(|| drop(text[..4].to_owned())),
            kept(|| drop(text[far..].to_owned())),
        ] {
            assert!(!said.contains("Zentral") && !said.contains('é'), "{said}");
        }
    }

    #[test]
    fn sources_are_named_without_the_folders_of_a_machine() {
        let registry = "/home/ana/.cargo/registry/src/index-1949cf8c6b5b557f/egui-0.37.0/src/context.rs";
        assert_eq!(source(registry), "egui-0.37.0/src/context.rs");
        assert_eq!(
            source("/rustc/f2d3ce0bd/library/core/src/option.rs"),
            "library/core/src/option.rs"
        );
        assert_eq!(source("src/ui/app/showing.rs"), "src/ui/app/showing.rs");
        assert_eq!(source("src\\ui\\app\\showing.rs"), "src/ui/app/showing.rs");
        assert_eq!(source("C:\\Users\\ana\\news\\x.rs"), "x.rs");
        assert_eq!(source("/home/ana/x.rs"), "x.rs");
    }

    #[test]
    fn a_backtrace_is_a_list_of_functions() {
        let backtrace = "   0: core::panicking::panic\n             at /home/ana/panicking.rs:1:2\n  12: main\n";
        assert_eq!(functions(backtrace), ["core::panicking::panic", "main"]);
    }
}
