//! Specs that were good until proptest changed a few lines: the linter says something or nothing,
//! and never panics. What it says nothing about, generates.

use std::{
    collections::BTreeMap,
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use proptest::{prelude::*, sample::Index};

use super::{Folder, fixtures, workspace};
use crate::spec;

/// A group of a real exchange, with the exchange's common document.
static GROUPS: LazyLock<Vec<BTreeMap<String, Vec<u8>>>> = LazyLock::new(|| {
    let mut groups = Vec::new();
    for folder in fs::read_dir(workspace().join("specs")).unwrap().flatten() {
        if !folder.path().is_dir() {
            continue;
        }
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
        let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
        for file in files {
            let name = file.file_name().into_string().unwrap();
            if name.ends_with(".yaml") && name != "common.yaml" {
                let common = ("common.yaml".to_owned(), read("common.yaml"));
                groups.push(BTreeMap::from([(name.clone(), read(&name)), common]));
            }
        }
    }
    assert!(groups.len() >= 15);
    groups
});

/// A change to one line, or between lines.
#[derive(Clone, Debug)]
enum Change {
    Delete(Index),
    Duplicate(Index, Index),
    Swap(Index, Index),
    Indent(Index, usize),
    /// A word gives way to another word of the file.
    Borrow(Index, Index, Index, Index),
    /// A word gives way to one that means something.
    Replace(Index, Index, &'static str),
    Cut(Index),
}

/// Words that mean something in a spec.
const WORDS: &[&str] = &[
    "$ref",
    "null",
    "true",
    "5",
    "1.5",
    "\"\"",
    "[]",
    "{}",
    "allOf",
    "oneOf",
    "anyOf",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "enum",
    "properties",
    "items",
    "type",
    "self",
    "options",
    "x-tuple",
    "x-bare-array",
    "nullable",
    "required",
    "decimal",
    "int64",
    "timestamp-ms",
    "path",
    "\"#/components/schemas/Side\"",
    "\"common.yaml#/components/schemas/Envelope\"",
    "Vec",
    "*",
    "&a",
    "\"\u{0}\"",
    "é",
    "|",
    ">-",
    "- ",
    "? ",
    "yes",
    "2019-03-20",
    "cursor",
    "head",
    "default",
];

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let change = prop_oneof![
        index().prop_map(Change::Delete),
        (index(), index()).prop_map(|(from, to)| Change::Duplicate(from, to)),
        (index(), index()).prop_map(|(from, to)| Change::Swap(from, to)),
        (index(), 0..12_usize).prop_map(|(line, spaces)| Change::Indent(line, spaces)),
        (index(), index(), index(), index()).prop_map(|(a, b, c, d)| Change::Borrow(a, b, c, d)),
        (index(), index(), proptest::sample::select(WORDS))
            .prop_map(|(line, word, new)| Change::Replace(line, word, new)),
        index().prop_map(Change::Cut),
    ];
    // One change leaves most of a spec readable; more reach odder places.
    prop_oneof![3 => prop::collection::vec(change.clone(), 1), 1 => prop::collection::vec(change, 2..5)]
}

/// Where the words of a line begin and end.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '/' | '#' | '"');
    for (place, character) in line.char_indices().chain([(line.len(), ' ')]) {
        match (is_word(character), start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                words.push((from, place));
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn apply(text: &str, changes: &[Change]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let word = |line: &str, index: &Index| {
        let words = words(line);
        (!words.is_empty()).then(|| words[index.index(words.len())])
    };
    for change in changes {
        if lines.is_empty() {
            break;
        }
        let count = lines.len();
        match change {
            Change::Delete(line) => drop(lines.remove(line.index(count))),
            Change::Duplicate(from, to) => {
                let line = lines[from.index(count)].clone();
                lines.insert(to.index(count), line);
            }
            Change::Swap(from, to) => lines.swap(from.index(count), to.index(count)),
            Change::Indent(line, spaces) => {
                let line = &mut lines[line.index(count)];
                *line = format!("{}{}", " ".repeat(*spaces), line.trim_start());
            }
            Change::Borrow(to, place, from, other) => {
                let source = lines[from.index(count)].clone();
                let line = &mut lines[to.index(count)];
                if let (Some((start, end)), Some((from, to))) =
                    (word(line, place), word(&source, other))
                {
                    line.replace_range(start..end, &source[from..to]);
                }
            }
            Change::Replace(line, place, new) => {
                let line = &mut lines[line.index(count)];
                if let Some((start, end)) = word(line, place) {
                    line.replace_range(start..end, new);
                }
            }
            Change::Cut(line) => lines.truncate(line.index(count) + 1),
        }
    }
    lines.join("\n") + "\n"
}

/// Changes one of the files.
fn changed(
    files: &BTreeMap<String, Vec<u8>>,
    file: &Index,
    changes: &[Change],
) -> BTreeMap<String, Vec<u8>> {
    let mut files = files.clone();
    let name = files.keys().nth(file.index(files.len())).unwrap().clone();
    let text = String::from_utf8(files[&name].clone()).unwrap();
    files.insert(name, apply(&text, changes).into_bytes());
    files
}

/// 64 cases, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    if env::var_os("PROPTEST_CASES").is_some() {
        config
    } else {
        ProptestConfig { cases: 64, ..config }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn real_specs_with_changes_never_make_the_linter_panic(
        group in any::<Index>(),
        file in any::<Index>(),
        changes in changes(),
    ) {
        let files = changed(group.get(&GROUPS), &file, &changes);
        for diagnostic in Folder::with(&files).diagnostics() {
            prop_assert!(!diagnostic.to_string().contains('\n'));
        }
    }

    #[test]
    fn what_the_linter_passes_generates(
        of_base in any::<bool>(),
        file in any::<Index>(),
        changes in changes(),
    ) {
        let good = fixtures(if of_base { "base" } else { "allowed" });
        let files = changed(&good, &file, &changes);
        let folder = Folder::with(&files);
        if folder.diagnostics().is_empty() {
            for exchange in &spec::load(&folder.0, &[]).unwrap() {
                let output = catch_unwind(AssertUnwindSafe(|| crate::ir::api(exchange)));
                let refused = output.unwrap().err().unwrap_or_default();
                prop_assert!(refused.is_empty(), "{}", refused[0]);
            }
        }
    }
}
