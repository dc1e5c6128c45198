//! What the tests of all formats have in common: trials that every format must pass, files of other programs, and files that
//! are made to harm.

pub(crate) mod hostile;
pub(crate) mod samples;
pub(crate) mod trial;

use std::{fs, ops::ControlFlow, path::Path};

use super::{Candidate, Claim, FORMATS, Format, Item, ReadOptions, anchor};
use crate::store::folder;

/// How often each file of each format is damaged.
const DAMAGES: usize = 120;
/// What does harm where it is not expected.
const HARM: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"99999999999999999999",
    b"-1",
    b"1e999",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"\"",
    b"</",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]>&a;",
    b"\r\n",
    b"\t\t",
    b"../../../etc/passwd",
    "\u{202e}".as_bytes(),
    b"\xc7\xff\xff\xff\xff",
    b"null",
    b"#",
    b"PK\x05\x06",
];

/// Whatever is in a file, reading it comes to an end, and what is handed out can be put in a text.
#[test]
fn files_of_every_format_may_be_damaged() {
    let trial = trial::units();
    let mut random = fastrand::Rng::with_seed(7);
    for format in FORMATS {
        for trial in [trial.clone(), trial::example()] {
            if let Ok(written) = trial::write(*format, &trial.dataset, &trial.documents) {
                damage_all(*format, written.path(), &mut random);
            }
        }
    }
}

fn damage_all(format: &dyn Format, folder: &Path, random: &mut fastrand::Rng) {
    let paths = folder::files_below(folder).0;
    for path in &paths {
        let whole = fs::read(path).expect("a file");
        for _ in 0..DAMAGES {
            fs::write(path, damaged(&whole, random)).expect("written");
            paths.iter().for_each(|path| read(format, path));
        }
        fs::write(path, whole).expect("written");
    }
}

fn damaged(whole: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..random.usize(1..4) {
        let at = random.usize(..=bytes.len());
        match random.u8(..4) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, random.choice(HARM).copied().unwrap_or_default().iter().copied())),
            2 => drop(bytes.drain(at..(at + random.usize(..40)).min(bytes.len()))),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.u8(..8);
                }
            }
        }
    }
    bytes
}

fn read(format: &dyn Format, path: &Path) {
    let Ok(head) = folder::head_of(path, crate::readers::HEAD) else {
        return;
    };
    if format.claim(&Candidate { path, head: &head }) != Claim::Main {
        return;
    }
    let _ = format.read(path, &ReadOptions::default(), &mut |item| {
        if let Item::Document(found) = item {
            let anchored = anchor(*found, None, "", "", jiff::Timestamp::UNIX_EPOCH);
            for (_, annotation) in anchored.document.spans() {
                assert!(!anchored.document.quote(annotation).is_empty());
            }
        }
        ControlFlow::Continue(())
    });
}
