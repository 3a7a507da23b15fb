//! See `venue_tests::fuzz::redaction`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::redaction(data));
