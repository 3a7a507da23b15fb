//! See `venue_tests::fuzz::decimals`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| venue_tests::fuzz::decimals(data));
