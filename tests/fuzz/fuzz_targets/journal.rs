#![no_main]

#[path = "../common.rs"]
mod fuzz;

libfuzzer_sys::fuzz_target!(init: fuzz::begin("journal"), |input: &[u8]| fuzz::run("journal", input));
