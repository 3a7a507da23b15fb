//! See `venue_tests::fuzz::refusals`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::refusals(data));
