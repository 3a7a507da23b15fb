//! The READMEs say what is so: links lead somewhere, named tests exist, counts are right.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use venue_tests::{exchanges, spec};

/// The README of the workspace, of the specs, and of each crate.
fn readmes() -> Vec<PathBuf> {
    let root = spec::root();
    let mut found = vec![root.join("README.md"), root.join("specs/README.md")];
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        found.push(entry.unwrap().path().join("README.md"));
    }
    found.sort();
    found
}

/// The links of a document: what they show, and where they lead.
fn links(text: &str) -> Vec<(&str, &str)> {
    let ends = text.match_indices("](").map(|(end, _)| end);
    ends.filter_map(|end| {
        let shown = text.get(text.get(..end)?.rfind('[')? + 1..end)?;
        let target = text.get(end + 2..)?.split_once(')')?.0;
        Some((shown, target))
    })
    .collect()
}

fn is_local(target: &str) -> bool {
    !target.starts_with("https://") && !target.starts_with('#')
}

fn folder(readme: &Path) -> &Path {
    readme.parent().unwrap()
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut dead = Vec::new();
    for readme in readmes() {
        let text = fs::read_to_string(&readme).unwrap();
        for (_, target) in links(&text).into_iter().filter(|(_, target)| is_local(target)) {
            let file = target.split('#').next().unwrap_or(target);
            if !folder(&readme).join(file).exists() {
                dead.push(format!("{}: {target}", readme.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn every_rule_names_tests_that_exist() {
    let readme = spec::root().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let rules: Vec<&str> = text.lines().filter(|line| line.starts_with("| **")).collect();
    assert_eq!(rules.len(), 8);
    for rule in rules {
        let tests: Vec<_> =
            links(rule).into_iter().filter(|(_, target)| target.ends_with(".rs")).collect();
        assert!(!tests.is_empty(), "no test shows: {rule}");
        for (shown, target) in tests {
            let name = shown.trim_matches('`');
            let source = fs::read_to_string(folder(&readme).join(target)).unwrap();
            assert!(source.contains(&format!("fn {name}(")), "{target} has no test {name}");
        }
    }
}

#[test]
fn the_table_of_crates_counts_the_operations() {
    let text = fs::read_to_string(spec::root().join("README.md")).unwrap();
    for exchange in exchanges::EXCHANGES {
        let count = exchanges::operations(exchange).len();
        let begin = format!("| [`venue-{exchange}`]");
        let row = text.lines().find(|line| line.starts_with(&begin)).unwrap();
        assert!(row.contains(&format!("| {count} |")), "{exchange} has {count}: {row}");
    }
}
