#![no_main]

#[path = "../common.rs"]
mod fuzz;

libfuzzer_sys::fuzz_target!(init: fuzz::begin("texts"), |input: &[u8]| fuzz::run("texts", input));
