//! An exchange laid out in a copy of the workspace, compiled and called there.

use std::{collections::BTreeSet, path::PathBuf};

use super::*;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn names_that_would_not_compile_are_rejected() {
    for (name, reason) in [
        ("Kraken", "lower-case"),
        ("1inch", "lower-case"),
        ("gate-io", "lower-case"),
        ("gate_io", "lower-case"),
        ("../x", "lower-case"),
        ("", "lower-case"),
        ("börse", "lower-case"),
        ("loop", "keyword"),
        ("async", "keyword"),
        ("bitget", "already"),
        ("core", "already"),
        ("tests", "something else"),
        ("client", "something else"),
        ("abcdefghijklmnopqrstuvwxyz", "too long"),
    ] {
        let message = check(workspace(), name).unwrap_err();
        assert!(message.contains(reason), "{name}: {message}");
    }
    assert_eq!(check(workspace(), "kraken"), Ok(()));
}

#[test]
fn the_templates_pass_the_linter_and_generate() {
    let (_, common) = TEMPLATES[0];
    let (_, api) = TEMPLATES[1];
    let document = |name: &str, text: &str| {
        let text = fill(text, "kraken");
        let root = crate::spec::node::Node::parse(&text).unwrap();
        let file = format!("specs/kraken/{name}.yaml");
        crate::spec::Document { file, name: name.to_owned(), root, text }
    };
    let exchange = crate::spec::Exchange {
        name: "kraken".to_owned(),
        common: Some(document("common", common)),
        groups: vec![document("api", api)],
    };
    let exchanges = [exchange];
    let diagnostics: Vec<String> =
        crate::lint::check(&exchanges).iter().map(ToString::to_string).collect();
    assert_eq!(diagnostics, [""; 0]);
    assert_eq!(crate::ir::api(&exchanges[0]).unwrap().operations().count(), 3);
    for (path, text) in TEMPLATES {
        assert!(!fill(text, "kraken").to_lowercase().contains("{{name"), "{path}");
    }
}

/// Makes a folder hold the workspace's files and nothing else. A file that is there as it should
/// be keeps its time, so that cargo does not build it again.
fn copy_workspace(to: &Path) {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(list).current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "the copy is made of the files that git knows");
    let mut copied = BTreeSet::new();
    for file in String::from_utf8(output.stdout).unwrap().split_terminator('\0') {
        // What was deleted and not yet committed is still listed.
        let Ok(bytes) = fs::read(workspace().join(file)) else { continue };
        let target = to.join(file);
        if fs::read(&target).ok().as_ref() != Some(&bytes) {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(&target, bytes).unwrap();
        }
        copied.insert(target);
    }
    remove_others(to, &copied);
}

/// Removes what an earlier run left behind.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, kept);
            // An empty folder goes, one that still holds something stays.
            let _ = fs::remove_dir(&path);
        } else if !kept.contains(&path) {
            fs::remove_file(&path).unwrap();
        }
    }
}

/// Builds a client of an exchange that did not exist before, and calls it.
#[test]
#[ignore = "compiles a crate and what it needs; part of .ci/run"]
fn a_new_exchange_compiles_and_can_be_called() {
    // The folder that cargo builds in: this program is in <target>/debug/deps.
    let program = std::env::current_exe().unwrap();
    let target: PathBuf = program.ancestors().nth(3).unwrap().to_owned();
    let copy = target.join("new-exchange");
    copy_workspace(&copy);
    run(&copy, &["kraken".to_owned()]).unwrap();
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let command = command.args(arguments).current_dir(&copy);
        let output = command.env("CARGO_TARGET_DIR", &target).output().unwrap();
        let (out, log) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}\n{out}\n{log}");
        out.into_owned()
    };
    let package = ["--offline", "--locked", "--package", "venue-kraken"];
    let out = cargo(&[&["test"], &package[..]].concat());
    assert!(out.contains("test result: ok. 5 passed"), "{out}");
    // The harness that reaches every operation compiles with the tests of the workspace.
    cargo(&["check", "--offline", "--locked", "--package", "venue-tests"]);
    cargo(&["fmt", "--check", "--package", "venue-kraken"]);
}
