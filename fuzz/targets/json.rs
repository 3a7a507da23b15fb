//! See `venue_tests::fuzz::json`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::json(data));
