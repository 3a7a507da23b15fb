//! The lists that name every exchange, where adding to them is one line.

use std::{fs, io, path::Path};

/// A file with a sorted list that has one line for each exchange.
struct Lines {
    file: &'static str,
    /// The text before the exchange's name.
    before: &'static str,
    /// The text after it in the new line.
    behind: String,
}

/// Adds the exchange to the lists, and returns what could not be done.
pub fn apply(root: &Path, name: &str, existing: &[String]) -> io::Result<Vec<String>> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = "));
    let version = version.unwrap_or("\"0.1.0\"");
    let lists = [
        Lines {
            file: "Cargo.toml",
            before: "venue-",
            behind: format!(" = {{ path = \"crates/{name}\", version = {version} }}"),
        },
        Lines {
            file: "tests/Cargo.toml",
            before: "venue-",
            behind: ".workspace = true".to_owned(),
        },
        Lines { file: "tests/src/lib.rs", before: "    pub mod ", behind: ";".to_owned() },
    ];
    let mut left = Vec::new();
    for Lines { file, before, behind } in lists {
        let line = format!("{before}{name}{behind}");
        let edit = |text: &str| insert_line(text, before, name, existing, &line);
        left.extend(change(root, file, line.trim(), edit)?);
    }
    let wanted = format!("`{name}` in the list behind `for crate in`");
    left.extend(change(root, ".ci/run", &wanted, |text| insert_word(text, name, existing))?);
    Ok(left)
}

/// Edits a file, or says what is to be added where that did not work.
fn change(
    root: &Path,
    file: &str,
    wanted: &str,
    edit: impl Fn(&str) -> Option<String>,
) -> io::Result<Option<String>> {
    let path = root.join(file);
    let edited = fs::read_to_string(&path).ok().and_then(|text| edit(&text));
    let Some(edited) = edited else { return Ok(Some(format!("{file}: add {wanted}"))) };
    fs::write(&path, edited)?;
    crate::say!("{file}: {wanted}");
    Ok(None)
}

/// Adds a line to those of the other exchanges, in the order of their names.
fn insert_line(
    text: &str,
    before: &str,
    name: &str,
    existing: &[String],
    line: &str,
) -> Option<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let of = |line: &str| {
        let rest = line.strip_prefix(before)?;
        let end = rest.find(|character: char| !character.is_ascii_alphanumeric())?;
        existing.iter().find(|other| rest.get(..end) == Some(other.as_str()))
    };
    let neighbours: Vec<(usize, &String)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, of(line)?))).collect();
    let behind = neighbours.iter().find(|(_, other)| other.as_str() > name).map(|(at, _)| *at);
    let at = behind.or_else(|| neighbours.last().map(|(at, _)| at + 1))?;
    lines.insert(at, line);
    Some(format!("{}\n", lines.join("\n")))
}

/// Adds a word to the list of crates that CI goes through.
fn insert_word(text: &str, name: &str, existing: &[String]) -> Option<String> {
    let mut found = false;
    let edited: Vec<String> = text
        .lines()
        .map(|line| {
            let list =
                line.strip_prefix("for crate in ").and_then(|rest| rest.strip_suffix("; do"));
            let words = list.map(|list| list.split(' ').collect::<Vec<_>>());
            match words.filter(|words| existing.iter().all(|one| words.contains(&one.as_str()))) {
                Some(mut words) => {
                    found = true;
                    words.push(name);
                    words.sort_unstable();
                    format!("for crate in {}; do", words.join(" "))
                }
                None => line.to_owned(),
            }
        })
        .collect();
    found.then(|| format!("{}\n", edited.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_sorted_and_unknown_ones_are_left_alone() {
        let existing = ["bitget".to_owned(), "ctc".to_owned()];
        let insert = |text: &str, name: &str| {
            insert_line(text, "pub mod ", name, &existing, &format!("pub mod {name};"))
        };
        let list = "a\npub mod bitget;\npub mod ctc;\npub mod zebra;\n";
        let expected = "a\npub mod bitget;\npub mod coin;\npub mod ctc;\npub mod zebra;\n";
        assert_eq!(insert(list, "coin").unwrap(), expected);
        let expected = "a\npub mod bitget;\npub mod ctc;\npub mod kraken;\npub mod zebra;\n";
        assert_eq!(insert(list, "kraken").unwrap(), expected);
        assert_eq!(insert("pub mod bitgets;\n", "kraken"), None);
        let ci = "set -e\nfor crate in bitget ctc; do\ndone\n";
        let expected = "set -e\nfor crate in acme bitget ctc; do\ndone\n";
        assert_eq!(insert_word(ci, "acme", &existing).unwrap(), expected);
        assert_eq!(insert_word("for crate in a b; do\n", "acme", &existing), None);
    }
}
