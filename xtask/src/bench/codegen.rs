//! What generating costs, and how much code comes of it.

use std::{env, io, path::Path, process::Command};

use super::{
    Bench, invalid,
    measure::{self, Usage},
    stock,
    table::{Row, Section, Table, Unit, thousands},
};
use crate::{
    generate, ir,
    spec::{self, Exchange},
};

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    // The first run writes, the others find everything as it should be.
    run(bench.root)?;
    let mut usages = Vec::new();
    for _ in 0..bench.rounds(5) {
        usages.push(run(bench.root)?);
    }
    let row = |what: &str, unit, goal, part: fn(&Usage) -> f64| Row {
        what: what.to_owned(),
        unit,
        samples: usages.iter().map(part).collect(),
        goal,
        note: String::new(),
    };
    Ok(Section {
        name: "codegen",
        text: "`cargo xtask codegen` with its debug binary built: processor time of one process, from \
               reading the specs to comparing the files. Below it, the lines that progenitor writes \
               from the same specs by itself, with its Builder interface, beside ours; blank lines and \
               documentation count on both sides."
            .to_owned(),
        rows: vec![
            row("all five exchanges", Unit::Seconds, Some(5.0), |usage| usage.seconds),
            row("all five exchanges, memory", Unit::Megabytes, None, |usage| usage.megabytes),
        ],
        tables: vec![lines(bench.root)?],
    })
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
fn lines(root: &Path) -> io::Result<Table> {
    let exchanges = spec::load(root, &[]).map_err(|diagnostics| invalid(&diagnostics))?;
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
