//! The cost of checking a large exchange, compared with progenitor's client of the same specs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::spec::model;

use super::{
    Bench, codegen,
    measure::{self, Usage},
    stock,
    table::{Row, Section, Unit},
};

/// The largest exchange.
const EXCHANGE: &str = "bitget";

/// What progenitor's client needs.
const STOCK: &str = r#"[package]
name = "stock"
edition = "2024"

[dependencies]
progenitor-client = "=0.15.1"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

/// What is measured of Bitget when one group is enough.
const GROUP: &str = "spot_trade";

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    let ours = Package::ours(bench.root)?;
    let document = codegen::load(bench.root, EXCHANGE)?;
    let text = stock::generate(&document).map_err(io::Error::other)?;
    let stock = Package::stock(bench.root, &text)?;

    let all = ["--no-default-features", "--features", "all"];
    let one = ["--no-default-features", "--features", GROUP];
    let (mut whole, mut single, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=bench.rounds(3) {
        let usages = [ours.check(&all)?, ours.check(&one)?, stock.check(&[])?];
        // The first round also checks what the packages are built on.
        if round > 0 {
            let [a, b, c] = usages;
            whole.push(a);
            single.push(b);
            theirs.push(c);
        }
    }
    let over = |what: &str, ours: &[Usage], goal, part: fn(&Usage) -> f64| Row {
        what: what.to_owned(),
        unit: Unit::Ratio,
        samples: ours.iter().zip(&theirs).map(|(ours, theirs)| part(ours) / part(theirs)).collect(),
        goal,
        note: String::new(),
    };
    let row = |what: &str, unit, usages: &[Usage], part: fn(&Usage) -> f64| Row {
        what: what.to_owned(),
        unit,
        samples: usages.iter().map(part).collect(),
        goal: None,
        note: String::new(),
    };
    let seconds = |usage: &Usage| usage.seconds;
    let megabytes = |usage: &Usage| usage.megabytes;
    let time = Unit::Seconds;
    let rows = vec![
        over("processor time, all features, over progenitor", &whole, Some(0.6), seconds),
        over("processor time, one feature, over progenitor", &single, Some(0.08), seconds),
        over("memory, all features, over progenitor", &whole, Some(0.6), megabytes),
        over("memory, one feature, over progenitor", &single, None, megabytes),
        row("processor time, all features", time, &whole, seconds),
        row("processor time, one feature", time, &single, seconds),
        row("processor time, progenitor", time, &theirs, seconds),
        row("memory, all features", Unit::Megabytes, &whole, megabytes),
        row("memory, one feature", Unit::Megabytes, &single, megabytes),
        row("memory, progenitor", Unit::Megabytes, &theirs, megabytes),
    ];
    Ok(Section {
        name: "check",
        text: format!(
            "`cargo check` of `venue-{EXCHANGE}`, whose specs have {} operations in {} groups, over what \
             progenitor by itself makes of the same specs with its Builder interface. To take them it needs \
             them bundled into one document, lists that may come bare given as their pages, enums as text \
             whose values differ in case or marks alone, and no patterns. Only the crate itself is checked, without TLS; its \
             dependencies are there, and incremental compilation is off. One feature is the group `{GROUP}`.",
            model::Model::of(&document).operations().count(),
            document.groups.len(),
        ),
        rows,
        tables: Vec::new(),
    })
}

/// A library in a folder of its own.
struct Package {
    folder: PathBuf,
    target: PathBuf,
}

impl Package {
    /// Our crate, copied: what is measured is made anew, and the workspace's own files are left alone.
    fn ours(root: &Path) -> io::Result<Self> {
        let original = root.join("crates").join(EXCHANGE);
        let folder = root.join("target/bench/check/ours");
        copy(&original.join("src"), &folder.join("src"))?;
        fs::copy(original.join("README.md"), folder.join("README.md"))?;
        let manifest = fs::read_to_string(original.join("Cargo.toml"))?;
        let (_, rest) = manifest.split_once("\n[features]\n").unwrap_or_default();
        let (features, _) = rest.split_once("\n[dependencies]\n").unwrap_or_default();
        let manifest = format!(
            "[package]\nname = \"ours\"\nedition = \"2024\"\n\n[features]\n{features}\n[dependencies]\n\
             serde = \"1\"\nvenue-core = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
            root.join("crates/core"),
        );
        Self::new(root, folder, &manifest)
    }

    /// What progenitor wrote.
    fn stock(root: &Path, text: &str) -> io::Result<Self> {
        let folder = root.join("target/bench/check/stock");
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), text)?;
        Self::new(root, folder, STOCK)
    }

    /// Gives it its manifest, and the versions of the workspace's lock file.
    fn new(root: &Path, folder: PathBuf, manifest: &str) -> io::Result<Self> {
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let mut fetch = Command::new("cargo");
        fetch.arg("fetch").current_dir(&folder);
        measure::quietly(fetch)?;
        Ok(Self { folder, target: root.join("target/bench/check/target") })
    }

    /// Checks it as if its source had just changed.
    fn check(&self, features: &[&str]) -> io::Result<Usage> {
        let source = self.folder.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let mut check = Command::new("cargo");
        check.args(["check", "--offline", "--locked", "--target-dir"]).arg(&self.target);
        check.args(features).current_dir(&self.folder).env("CARGO_INCREMENTAL", "0");
        measure::run(&check)
    }
}

/// Copies a folder into an empty one.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::remove_dir_all(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir_all(to)?,
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
