//! Every case of the corpus, one snapshot each under `fixtures/lint/`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use super::{
    Folder, base,
    cases::{CASES, Case, Edit},
};
use crate::{lint::rules::RULES, spec::Diagnostic};

/// What the linter finds in each case, and what the case changes.
static FOUND: LazyLock<Vec<(&Case, Vec<Diagnostic>, String)>> = LazyLock::new(|| {
    let found = CASES.iter().map(|case| {
        let (files, changes) = files(case);
        (case, Folder::with(&files).diagnostics(), changes)
    });
    found.collect()
});

/// The files of a case, and what it changes, for people.
fn files(case: &Case) -> (BTreeMap<String, Vec<u8>>, String) {
    let mut files = base();
    let mut changes = Vec::new();
    for edit in case.edits {
        match edit {
            Edit::Replace(name, old, new) => {
                let bytes = files.get_mut(*name).unwrap();
                let text = String::from_utf8(bytes.clone()).unwrap();
                *bytes = text.replace(old, new).into_bytes();
                changes.push(difference(name, old, new));
            }
            Edit::File(name, text) => {
                files.insert((*name).to_owned(), text.as_bytes().to_vec());
                changes.push(format!("new {name}: {text}"));
            }
            Edit::Without(name) => {
                files.remove(*name);
                changes.push(format!("without {name}"));
            }
        }
    }
    (files, changes.join("\n"))
}

/// The lines that an edit takes away and puts in.
fn difference(name: &str, old: &str, new: &str) -> String {
    let mut lines = vec![format!("in {name}:")];
    for (sign, text, other) in [('-', old, new), ('+', new, old)] {
        let other: BTreeSet<&str> = other.lines().collect();
        let own = text.lines().filter(|line| !line.trim().is_empty() && !other.contains(line));
        lines.extend(own.map(|line| format!("{sign} {}", line.trim())));
    }
    lines.join("\n")
}

#[test]
fn every_edit_replaces_something_that_stands_once() {
    let mut problems = Vec::new();
    for case in CASES {
        let mut files = base();
        for edit in case.edits {
            let Edit::Replace(name, old, new) = edit else { continue };
            let bytes = files.get_mut(*name).unwrap();
            let text = String::from_utf8(bytes.clone()).unwrap();
            let count = text.matches(old).count();
            if count != 1 {
                problems.push(format!("{}: {old:?} stands {count} times in {name}", case.name));
            }
            *bytes = text.replace(old, new).into_bytes();
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_broken_spec_has_its_diagnostics() {
    let mut silent = Vec::new();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../fixtures/lint");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (case, diagnostics, changes) in FOUND.iter() {
        let rules: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
        let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        let text = lines.join("\n");
        if !rules.contains(case.rule) {
            silent.push(format!("{}: `{}` does not object:\n{text}", case.name, case.rule));
        }
        settings.set_description(changes.as_str());
        settings.bind(|| insta::assert_snapshot!(case.name, text));
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn every_snapshot_belongs_to_a_case() {
    let names: BTreeSet<String> = CASES.iter().map(|case| format!("{}.snap", case.name)).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint");
    let files = fs::read_dir(folder).unwrap().flatten();
    let files = files.map(|file| file.file_name().into_string().unwrap());
    let strays: Vec<_> =
        files.filter(|name| name.ends_with(".snap") && !names.contains(name)).collect();
    assert!(strays.is_empty(), "no case for {strays:?}");
}

#[test]
fn every_rule_has_a_case_and_every_diagnostic_a_rule() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(known.len(), RULES.len(), "two rules have one name");
    let mut seen = BTreeSet::new();
    for (case, diagnostics, _) in FOUND.iter() {
        for diagnostic in diagnostics {
            assert!(
                known.contains(diagnostic.rule),
                "{}: unknown rule {}",
                case.name,
                diagnostic.rule
            );
            seen.insert(diagnostic.rule);
        }
    }
    // What the linter passes and the generator refuses is a rule that is missing here.
    seen.insert("generates");
    assert_eq!(seen, known);
}

#[test]
fn the_names_of_cases_are_unique_and_there_are_more_than_a_hundred() {
    let names: BTreeSet<&str> = CASES.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), CASES.len());
    assert!(CASES.len() > 100, "{}", CASES.len());
}

#[test]
fn diagnostics_are_sorted_and_each_is_one_line_that_says_where() {
    for (case, diagnostics, _) in FOUND.iter() {
        assert!(diagnostics.is_sorted(), "{}", case.name);
        for line in diagnostics.iter().map(ToString::to_string) {
            assert!(line.starts_with("specs/acme"), "{line}");
            assert!(line.ends_with(']') && !line.contains('\n'), "{line}");
            let mut parts = line.split(':').skip(1);
            let place = [parts.next(), parts.next()].map(|part| part.unwrap().parse::<usize>());
            assert!(place.iter().all(|part| part.as_ref().is_ok_and(|part| *part > 0)), "{line}");
        }
    }
}

#[test]
fn every_rule_explains_itself_with_a_reason_and_an_example() {
    for rule in RULES {
        let text = rule.explanation();
        assert!(text.starts_with(&format!("{}: {}", rule.name, rule.line)), "{text}");
        assert!(rule.reason.len() > 60 && rule.reason.ends_with('.'), "{}", rule.name);
        assert!(!rule.example.is_empty() && !rule.line.ends_with('.'), "{}", rule.name);
        assert!(text.lines().all(|line| line.chars().count() <= 130), "{}", rule.name);
    }
}
