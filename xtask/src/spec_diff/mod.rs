//! `cargo xtask spec-diff REV [EXCHANGE…] [--changelog]`: what changed in the specs since a
//! revision, in the terms of the API, and what that means for those who use the crates.
//!
//! Breaking is what may stop a program from compiling, or a call from being accepted that was.
//! What the generated crates keep open is not: types are `#[non_exhaustive]` and enums have
//! `Unknown`, so new fields and values break nobody; parameters are set on builders, so a new
//! optional one breaks nobody either. Requests are made by constructors and setters alone and judged as such: a
//! field that is no longer required is compatible. Descriptions and examples are not
//! compared.

mod changelog;
mod changes;
#[cfg(test)]
mod edits;
mod exchanges;
mod operations;
mod revision;
#[cfg(test)]
mod tests;
mod types;

use std::{fs, io, path::Path, process::ExitCode};

use crate::{
    ir::{self, Api},
    lint, spec,
};
pub use changes::{Change, Kind};

/// All differences, sorted by exchange and by what they concern.
pub fn diff(before: &[Api], after: &[Api]) -> Vec<Change> {
    let mut changes = exchanges::compare(before, after);
    changes.sort();
    changes
}

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let mut named = Vec::new();
    let mut write = false;
    for argument in arguments {
        match argument.as_str() {
            "--changelog" => write = true,
            flag if flag.starts_with('-') => {
                eprintln!("`spec-diff` has no flag `{flag}`, only `--changelog`");
                return Ok(ExitCode::FAILURE);
            }
            name => named.push(name.to_owned()),
        }
    }
    let Some((revision, only)) = named.split_first() else {
        eprintln!("`spec-diff` needs the revision to compare with, such as `HEAD` or `v0.1.0`");
        return Ok(ExitCode::FAILURE);
    };
    let before = match revision::load(root, revision) {
        Ok(before) => before,
        Err(message) => {
            eprintln!("{message}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let before = match ir::apis(&before) {
        Ok(before) => before,
        Err(diagnostics) => {
            eprintln!("the specs of {revision} are not what this version reads:");
            return Ok(lint::report(&diagnostics));
        }
    };
    let after = match spec::load(root, &[]).and_then(|after| ir::apis(&after)) {
        Ok(after) => after,
        Err(diagnostics) => return Ok(lint::report(&diagnostics)),
    };
    let known = |name: &String| before.iter().chain(&after).any(|one| one.name == *name);
    if let Some(name) = only.iter().find(|name| !known(name)) {
        eprintln!("there is no exchange `{name}`, neither here nor at {revision}");
        return Ok(ExitCode::FAILURE);
    }
    let mut changes = diff(&before, &after);
    changes.retain(|change| only.is_empty() || only.contains(&change.exchange));
    if !write {
        for change in &changes {
            crate::say!("{change}");
        }
    }
    let breaking = changes.iter().filter(|change| change.breaking).count();
    crate::say!("{}", summary(changes.len(), breaking, revision));
    if write {
        let path = root.join("CHANGELOG.md");
        let found = match fs::read_to_string(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        fs::write(&path, changelog::update(&found, &changes, only))?;
        crate::say!("written under Unreleased in CHANGELOG.md");
    }
    Ok(ExitCode::SUCCESS)
}

/// How many changes there are.
fn summary(changes: usize, breaking: usize, revision: &str) -> String {
    match (changes, breaking) {
        (0, _) => format!("no change since {revision}"),
        (1, 0) => format!("1 change since {revision}, and it breaks nothing"),
        (1, _) => format!("1 change since {revision}, and it is breaking"),
        (_, 0) => format!("{changes} changes since {revision}, none of them breaking"),
        _ => format!("{changes} changes since {revision}, {breaking} of them breaking"),
    }
}
