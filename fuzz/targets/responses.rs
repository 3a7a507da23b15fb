//! See `venue_tests::fuzz::responses`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::responses(data));
