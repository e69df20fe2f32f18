#![no_main]

#[allow(dead_code, reason = "a target asks one thing")]
#[path = "../../crates/record/tests/anything/each.rs"]
mod each;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| each::patch(bytes));
