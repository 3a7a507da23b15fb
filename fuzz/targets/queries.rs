//! See `venue_tests::fuzz::queries`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::queries(data));
