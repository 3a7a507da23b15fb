//! A public suite of JSON and of what is nearly JSON, read as a response is.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use venue_core::wire::from_json;
use venue_tests::spec;

/// What a response with this body is read as.
fn ours(bytes: &[u8]) -> Result<Value, String> {
    from_json(std::str::from_utf8(bytes).map_err(|error| error.to_string())?)
}

fn files() -> BTreeMap<String, Vec<u8>> {
    let folder = spec::root().join("tests/fixtures/json_test_suite");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    let name = |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn what_is_json_is_read_and_what_is_none_is_refused() {
    let mut read = BTreeMap::from([('y', 0), ('n', 0)]);
    for (name, bytes) in files() {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        match (name.chars().next().unwrap(), ours(&bytes)) {
            ('y', Err(why)) => panic!("{name} is refused: {why}: {shown}"),
            ('n', Ok(value)) => panic!("{name} is read as {value}: {shown}"),
            ('y', Ok(value)) => {
                let theirs: Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!(value, theirs, "{name}");
                *read.get_mut(&'y').unwrap() += 1;
            }
            ('n', Err(_)) => *read.get_mut(&'n').unwrap() += 1,
            _ => {}
        }
    }
    assert_eq!(read, BTreeMap::from([('y', 95), ('n', 188)]));
}

/// What is left to the reader and read: numbers that a float holds, if not exactly. The rest is
/// refused: larger numbers (a `Decimal` has its own bounds), what is no UTF-8 or no Unicode, a byte
/// order mark, and what is nested more than 128 deep.
const READ: [&str; 5] = [
    "i_number_double_huge_neg_exp",
    "i_number_real_underflow",
    "i_number_too_big_neg_int",
    "i_number_too_big_pos_int",
    "i_number_very_big_negative_int",
];

#[test]
fn what_is_left_to_the_reader_is_refused_but_for_numbers() {
    let left = files().into_iter().filter(|(name, _)| name.starts_with("i_"));
    let read: Vec<String> =
        left.filter(|(_, bytes)| ours(bytes).is_ok()).map(|(name, _)| name).collect();
    assert_eq!(read, READ);
}
