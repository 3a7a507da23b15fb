//! The layers of this crate: no module imports from one above it, and no file holds too much.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// From the bottom to the top. Modules in one layer may know each other.
const LAYERS: &[&[&str]] = &[
    &["deadline", "operation", "redact", "time"],
    &["wire"],
    &["enums", "record"],
    &["argument", "error"],
    &["profile", "request", "response"],
    &["parameters"],
    &["clock", "limits", "retry"],
    &["decode"],
    &["authenticator"],
    &["transport"],
    &["call", "client", "fuzz", "pages"],
];

fn sources() -> Vec<(String, PathBuf)> {
    fn below(folder: &Path, module: Option<&str>, found: &mut Vec<(String, PathBuf)>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let module = module.unwrap_or(&stem).to_owned();
            if path.is_dir() {
                below(&path, Some(&module), found);
            } else if module != "lib" {
                found.push((module, path));
            }
        }
    }
    let mut found = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), None, &mut found);
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The modules that a source names after `crate::`, in imports and in code.
fn named(source: &str) -> Vec<String> {
    let word = |text: &str| {
        text.chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect::<String>()
    };
    let code: Vec<&str> =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        // The names at the first level of `crate::{a::{b, c}, d}`.
        let (mut depth, mut begins) = (0, true);
        for (at, one) in list.char_indices() {
            match one {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                one if begins && !one.is_whitespace() => {
                    found.push(word(&list[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn no_module_imports_from_one_above_it() {
    let mut count = 0;
    for (module, path) in sources() {
        let own = layer(&module).unwrap_or_else(|| panic!("`{module}` has no layer: say which"));
        for name in named(&fs::read_to_string(&path).unwrap()) {
            // A name that begins with a capital, and a macro, stands in the crate's root.
            let Some(other) = layer(&name) else { continue };
            count += 1;
            let path = path.display();
            assert!(other <= own, "{path}: `{module}` imports from `{name}`, which is above it");
        }
    }
    assert!(count > 50, "only {count} imports were found");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    for (_, path) in sources() {
        // The reader of JSON is one state machine.
        let most = if path.ends_with("wire/json.rs") { 500 } else { 400 };
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= most, "{} has {lines} lines", path.display());
    }
}
