//! Whether the SDK has all of Bitget: each operation of the list once, and no other.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeMap, fs};

use venue_tests::spec;

/// What the list has and the SDK has not: method and path, and why.
const LEFT_OUT: [(&str, &str); 1] = [(
    "POST /api/v2/copy/mix-trader/config-setting-base",
    "one client's spelling of config-settings-base, which is there",
)];

#[test]
fn each_operation_of_the_exchange_is_there_once_and_no_other_is() {
    let list = spec::root().join("tests/fixtures/bitget/operations.txt");
    let list = fs::read_to_string(list).unwrap();
    let mut wanted: BTreeMap<&str, usize> =
        list.lines().filter(|line| !line.starts_with('#')).map(|line| (line, 0)).collect();
    assert_eq!(wanted.len(), 577, "the list");
    let has: Vec<String> = spec::operations("bitget")
        .iter()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let mut unknown = Vec::new();
    for operation in &has {
        match wanted.get_mut(operation.as_str()) {
            Some(count) => *count += 1,
            None => unknown.push(operation),
        }
    }
    assert!(unknown.is_empty(), "not in the list: {unknown:?}");
    for (operation, count) in wanted {
        let expected = usize::from(LEFT_OUT.iter().all(|(left_out, _)| *left_out != operation));
        assert_eq!(count, expected, "{operation}");
    }
}

#[test]
fn each_version_and_group_has_as_many_operations_as_the_reference() {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in spec::operations("bitget") {
        *versions.entry(operation.path.split('/').nth(2).unwrap()).or_default() += 1;
        *groups.entry(operation.name.split_once('.').unwrap().0).or_default() += 1;
    }
    assert_eq!(versions, BTreeMap::from([("v2", 333), ("v3", 243)]));
    insta::assert_debug_snapshot!(groups);
}
