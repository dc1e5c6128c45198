//! Files that are damaged, cut off or made to do harm: whatever is in them, the program comes to an end soon, and what it
//! makes of them is sound.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod targets;

use proptest::{collection::vec, prelude::*, test_runner::Config};

use targets::{TARGETS, Target, samples};

/// Programs that check for overflow and are not optimised, beside other tests, may take this many times as long.
const PATIENCE: u32 = 20;
/// How often an input is damaged.
const DAMAGES: usize = 12;

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target")
}

/// Inputs that once did harm, those that a fuzzer would begin with, and the latter damaged.
fn holds(name: &str) {
    let target = target(name);
    for (input, bytes) in samples(&format!("tests/data/hostile/{name}")) {
        println!("{input}");
        target.check(&bytes, PATIENCE);
    }
    let mut random = fastrand::Rng::with_seed(7);
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty());
    for seed in &seeds {
        target.check(seed, PATIENCE);
        for _ in 0..DAMAGES {
            target.check(&damaged(seed, &mut random), PATIENCE);
        }
    }
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    let any = (any::<u8>(), vec(piece(), 0..60)).prop_map(|(first, pieces)| {
        let mut input = vec![first];
        input.extend(pieces.concat());
        input
    });
    proptest::test_runner::TestRunner::new(config)
        .run(&any, |input| {
            target.check(&input, PATIENCE);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// A few bytes of anything, and what means something to one parser or another.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "\n",
        "\r",
        "\t",
        "\0",
        " ",
        "\"",
        "\\",
        "<",
        ">",
        "</",
        "<p>",
        "&#x0;",
        "&amp;",
        "<!--",
        "]]>",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        ",",
        ":",
        "=",
        "r#\"",
        "version: 2,",
        "99999999999999999999",
        "-1",
        "1e999",
        "null",
        "\u{feff}",
        "é",
        "文",
        "😊",
        "e\u{301}",
        "\u{202e}",
        "\u{200d}",
        "\u{2028}",
        "שלום",
        "क्ष",
        "Mr. ",
        "? ",
        "。",
        "\n=====\n",
    ]);
    prop_oneof![
        3 => known.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..8),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => "[a-z ]{1,30}".prop_map(String::into_bytes),
    ]
}

fn damaged(whole: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.usize(1..4) {
        let at = random.usize(..=bytes.len());
        match random.u8(..5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..(at + random.usize(..40)).min(bytes.len()))),
            2 => {
                let from = random.usize(..=bytes.len());
                let piece = bytes[from..(from + random.usize(..60)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            3 => drop(bytes.splice(at..at, [0, 0xff, b'"', b'\n'].repeat(random.usize(..3)))),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.u8(..8);
                }
            }
        }
    }
    bytes
}

macro_rules! targets {
    ($($name:ident)*) => { $(#[test] fn $name() { holds(stringify!($name)); })* };
}
targets!(texts containers imports files layer journal offsets segmentation layout);

/// Nothing is followed by recursion as deep as a file likes.
#[test]
fn nested_without_end() {
    // A frame of a function takes hundreds of bytes, and a stack has two million.
    const DEEP: usize = 20_000;
    for piece in ["[", "(", "(labels:", "{\"a\":", "Some("] {
        let deep = piece.repeat(DEEP);
        target("layer").check(piece.repeat(5 * DEEP).as_bytes(), PATIENCE);
        target("journal").check(deep.as_bytes(), PATIENCE);
        for first in 0..9 {
            target("files").check(&[&[first], deep.as_bytes()].concat(), PATIENCE);
        }
    }
    let files = [
        ("a.json", "{\"a\":"),
        ("a.json", "["),
        ("a.jsonl", "{\"spans\":["),
        ("a.xml", "<a>"),
        ("a.xmi", "<a>"),
        ("a.html", "<div>"),
        ("a.ron", "(a:"),
    ];
    for (name, piece) in files {
        let file = format!("{name}\n=====\n{}", piece.repeat(DEEP));
        for first in 0..18 {
            target("imports").check(&[&[first], file.as_bytes()].concat(), PATIENCE);
        }
    }
    for first in 0..10 {
        for piece in ["<w:p>", "<text:p>", "<div>", "<c>"] {
            target("containers").check(&[&[first], piece.repeat(DEEP).as_bytes()].concat(), PATIENCE);
        }
    }
}
