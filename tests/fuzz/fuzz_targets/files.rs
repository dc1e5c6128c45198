#![no_main]

#[path = "../common.rs"]
mod fuzz;

libfuzzer_sys::fuzz_target!(init: fuzz::begin("files"), |input: &[u8]| fuzz::run("files", input));
