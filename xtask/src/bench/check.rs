//! The cost of checking a large exchange, compared with progenitor's client of the same specs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::generate::features;

use super::{
    Bench, codegen,
    measure::{self, Usage},
    stock, synthetic,
    table::{Row, Section, Unit},
};

/// How many operations the exchange has.
const OPERATIONS: usize = 600;

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

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    let folder = codegen::lay_out(bench.root, OPERATIONS)?;
    let generated = codegen::run(&folder)?;
    let ours = Package::ours(bench.root, folder.join("crates").join(synthetic::NAME))?;
    let document = codegen::load(&folder, synthetic::NAME)?;
    let text = stock::generate(&document).map_err(io::Error::other)?;
    let stock = Package::stock(bench.root, &text)?;

    let group = synthetic::group_name(1);
    let one = ["--no-default-features", "--features", group.as_str()];
    let (mut whole, mut single, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=bench.rounds(3) {
        let usages = [ours.check(&[])?, ours.check(&one)?, stock.check(&[])?];
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
        row("generating it", time, &[generated], seconds),
    ];
    Ok(Section {
        name: "synthetic",
        text: "`cargo check` of an exchange of 600 operations in 20 groups, renamed copies of Bitget's \
               operations and types, over what progenitor by itself makes of the same specs with its \
               Builder interface. To take them it needs them bundled into one document, and lists that may \
               come bare given as their pages. Only the crate itself is checked, without TLS; its \
               dependencies are there, and incremental compilation is off. One feature is one group of 30 operations."
            .to_owned(),
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
    /// Our crate: what is generated, and Bitget's client around it.
    fn ours(root: &Path, folder: PathBuf) -> io::Result<Self> {
        let bitget = root.join("crates/bitget");
        for file in ["src/lib.rs", "src/client.rs", "src/auth.rs", "README.md"] {
            fs::copy(bitget.join(file), folder.join(file))?;
        }
        let groups: Vec<String> = (1..=synthetic::GROUPS).map(synthetic::group_name).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        let manifest = format!(
            "[package]\nname = \"synthetic\"\nedition = \"2024\"\n\n[dependencies]\n\
             serde = \"1\"\nvenue-core = {{ path = {:?}, default-features = false }}\n\n[workspace]\n\n\
             [features]\ndefault = [\"all\"]\nrsa = [\"venue-core/rsa\"]\nall = []\n",
            root.join("crates/core"),
        );
        let manifest = features::update(&manifest, &groups).unwrap_or(manifest);
        Self::new(root, folder, &manifest)
    }

    /// What progenitor wrote.
    fn stock(root: &Path, text: &str) -> io::Result<Self> {
        let folder = root.join("target/bench/synthetic/stock");
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
        Ok(Self { folder, target: root.join("target/bench/synthetic/target") })
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
