//! What generating costs, and how much code comes of it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Bench, invalid,
    measure::{self, Usage},
    stock, synthetic,
    table::{Row, Section, Table, Unit, thousands},
};
use crate::{
    generate, ir,
    spec::{self, Exchange},
};

/// The sizes of the synthetic exchange, in operations.
const SIZES: [usize; 3] = [150, 300, 600];

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    let mut all = Vec::new();
    let mut sizes: [Vec<Usage>; 3] = Default::default();
    let mut folders = Vec::new();
    for size in SIZES {
        folders.push(lay_out(bench.root, size)?);
    }
    // The first run writes, the others find everything as it should be.
    for folder in [bench.root.to_owned()].iter().chain(&folders) {
        run(folder)?;
    }
    for _ in 0..bench.rounds(3) {
        all.push(run(bench.root)?.seconds);
        for (samples, folder) in sizes.iter_mut().zip(&folders) {
            samples.push(run(folder)?);
        }
    }
    let [_, half, full] = &sizes;
    let row = |what: String, unit, samples, goal, note: &str| Row {
        what,
        unit,
        samples,
        goal,
        note: note.to_owned(),
    };
    let ratio = full.iter().zip(half).map(|(full, half)| full.seconds / half.seconds).collect();
    let mut rows = vec![
        row("all five exchanges".to_owned(), Unit::Seconds, all, Some(2.0), ""),
        row("600 operations over 300".to_owned(), Unit::Ratio, ratio, Some(2.2), "linear is 2"),
    ];
    for (size, usages) in SIZES.iter().zip(&sizes) {
        let seconds = usages.iter().map(|usage| usage.seconds).collect();
        let megabytes = usages.iter().map(|usage| usage.megabytes).collect();
        rows.push(row(format!("{size} operations, time"), Unit::Seconds, seconds, None, ""));
        rows.push(row(format!("{size} operations, memory"), Unit::Megabytes, megabytes, None, ""));
    }
    Ok(Section {
        name: "codegen",
        text: "`cargo xtask codegen` with its debug binary built: processor time of one process, from \
               reading the specs to comparing the files. Exchanges of 150, 300 and 600 operations in 20 \
               groups are made of renamed copies of Bitget's operations and types. Below it, the lines \
               that progenitor writes from the same specs by itself, with its Builder interface, beside \
               ours; blank lines and documentation count on both sides."
            .to_owned(),
        rows,
        tables: vec![lines(bench.root, &folders)?],
    })
}

/// Writes the specs of a synthetic exchange, and returns the folder that serves as the workspace.
pub fn lay_out(root: &Path, operations: usize) -> io::Result<PathBuf> {
    let original = load(root, "bitget")?;
    let folder = root.join("target/bench/synthetic").join(operations.to_string());
    let specs = folder.join("specs").join(synthetic::NAME);
    fs::create_dir_all(&specs)?;
    for (name, text) in synthetic::documents(&original, operations) {
        fs::write(specs.join(name), text)?;
    }
    Ok(folder)
}

/// Reads one exchange.
pub fn load(root: &Path, name: &str) -> io::Result<Exchange> {
    let exchanges = spec::load(root, &[name.to_owned()]);
    let first = exchanges.map_err(|diagnostics| invalid(&diagnostics))?.pop();
    first.ok_or_else(|| io::Error::other(format!("there is no exchange {name}")))
}

/// Generates everything in a folder, in a process of its own.
pub fn run(folder: &Path) -> io::Result<Usage> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["bench", "generate"]).arg(folder);
    measure::run(&command)
}

/// How many lines each exchange has, by progenitor and by us.
fn lines(root: &Path, folders: &[PathBuf]) -> io::Result<Table> {
    let mut exchanges = spec::load(root, &[]).map_err(|diagnostics| invalid(&diagnostics))?;
    for folder in folders {
        exchanges.push(load(folder, synthetic::NAME)?);
    }
    let head = ["exchange", "operations", "progenitor", "per operation", "ours", "per operation"];
    let mut rows = Vec::new();
    for exchange in &exchanges {
        let api = ir::api(exchange).map_err(|diagnostics| invalid(&diagnostics))?;
        let operations = api.operations().count() as f64;
        let theirs = stock::generate(exchange).map_err(io::Error::other)?.lines().count() as f64;
        let ours = generate::exchange(&api).lines() as f64;
        let numbers = [operations, theirs, theirs / operations, ours, ours / operations];
        let mut row = vec![exchange.name.clone()];
        row.extend(numbers.map(thousands));
        rows.push(row);
    }
    Ok(Table { head: head.map(str::to_owned).to_vec(), rows })
}
