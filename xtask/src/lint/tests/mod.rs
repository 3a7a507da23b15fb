//! The linter on broken specs, on hostile files, and on specs that proptest breaks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cases;
mod corpus;
mod hostile;
mod matrix;
mod mutations;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::check;
use crate::spec::{self, Diagnostic};

/// A folder with specs that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    /// Specs of the exchange `acme`, by file name.
    fn with(files: &BTreeMap<String, Vec<u8>>) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = env::temp_dir().join(format!("venue-lint-{}-{count}", process::id()));
        let folder = root.join("specs").join("acme");
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        Self(root)
    }

    /// What the linter finds.
    fn diagnostics(&self) -> Vec<Diagnostic> {
        diagnostics(&self.0, &[])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn diagnostics(root: &Path, only: &[String]) -> Vec<Diagnostic> {
    let (exchanges, mut diagnostics) = spec::load_readable(root, only);
    diagnostics.extend(check(&exchanges));
    diagnostics.sort();
    diagnostics
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A folder of fixtures.
fn fixtures(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(name);
    let files = fs::read_dir(folder).unwrap().flatten();
    files
        .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
        .collect()
}

/// The spec that the cases edit.
fn base() -> BTreeMap<String, Vec<u8>> {
    fixtures("base")
}

#[test]
fn the_specs_of_this_workspace_have_no_diagnostics() {
    let found = diagnostics(workspace(), &[]);
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

/// Asserts that a spec has no diagnostics and that the generator can write it.
fn generates(files: &BTreeMap<String, Vec<u8>>) {
    let folder = Folder::with(files);
    let lines: Vec<String> = folder.diagnostics().iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    for exchange in &spec::load(&folder.0, &[]).unwrap() {
        let refused = crate::ir::api(exchange).err().unwrap_or_default();
        let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}

#[test]
fn the_spec_that_the_cases_edit_has_no_diagnostics_and_generates() {
    generates(&base());
}

#[test]
fn everything_that_the_rules_allow_has_no_diagnostics_and_generates() {
    generates(&fixtures("allowed"));
}
