//! `cargo xtask bench [SECTION…] [--quick]`: measures what the README claims about speed, and
//! writes it to `tests/bench/RESULTS.md`.
//!
//! A goal is a ratio within one run wherever that is possible: both sides are measured on the same
//! machine at the same time, round by round, and the median counts. So the verdicts hold on other
//! machines than the one named in the file. A missed goal is reported, not an error.

mod builds;
mod calls;
mod check;
mod codegen;
mod measure;
mod results;
mod stock;
mod table;

use std::{fs, io, path::Path, process::ExitCode};

use crate::spec::Diagnostic;
use table::Section;

/// What a section may know.
pub struct Bench<'a> {
    /// The root of the workspace.
    pub root: &'a Path,
    /// Whether few rounds are enough, to see that everything works.
    pub quick: bool,
}

impl Bench<'_> {
    /// How many rounds to measure: `full`, or one where quick.
    pub fn rounds(&self, full: usize) -> usize {
        if self.quick { 1 } else { full }
    }
}

/// A section's name, and what measures it.
type Entry = (&'static str, fn(&Bench<'_>) -> io::Result<Section>);

/// All sections, in the order of the file.
const SECTIONS: &[Entry] = &[
    ("calls", calls::section),
    ("builds", builds::section),
    ("codegen", codegen::section),
    ("check", check::section),
];

/// The file of the results.
const RESULTS: &str = "tests/bench/RESULTS.md";

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    // What sections run in processes of their own.
    match arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("measure", command)) => return measure::report(command),
        Some(("generate", [folder])) => return crate::codegen::run(Path::new(folder), &[]),
        _ => {}
    }
    let mut bench = Bench { root, quick: false };
    let mut only = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            "--quick" => bench.quick = true,
            name if SECTIONS.iter().any(|(known, _)| *known == name) => only.push(name),
            other => {
                let known: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
                eprintln!("`bench` knows `--quick` and {}, not `{other}`", known.join(", "));
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    let machine = measure::machine();
    let path = root.join(RESULTS);
    for (name, measure) in SECTIONS {
        if !only.is_empty() && !only.contains(name) {
            continue;
        }
        eprintln!("measuring {name} …");
        let section = measure(&bench)?;
        let text = section.render(&machine);
        crate::say!("{text}");
        // After each section, so that a later one that fails takes nothing with it.
        let found = match fs::read_to_string(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let order: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(&path, results::replace(&found, &order, name, &text))?;
    }
    crate::say!("written to {RESULTS}");
    Ok(ExitCode::SUCCESS)
}

/// A spec that should be right and is not.
fn invalid(diagnostics: &[Diagnostic]) -> io::Error {
    io::Error::other(diagnostics.first().map_or_else(String::new, ToString::to_string))
}
