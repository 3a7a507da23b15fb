//! What a call costs beside the same call by hand.

use std::{
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::{
    Bench,
    table::{Row, Section, Unit},
};

/// The scenarios of `venue-bench`: name, words, the goal for instructions, and two numbers of calls
/// whose difference is what the calls cost.
const SCENARIOS: [(&str, &str, f64, [u32; 2]); 4] = [
    ("place", "signed order", 0.95, [20, 120]),
    ("list", "list of 20 orders", 0.90, [20, 80]),
    ("book", "book of 150 levels a side", 0.75, [10, 40]),
    ("tickers", "800 tickers", 0.75, [3, 9]),
];

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    let program = build(bench.root)?;
    let rounds = bench.rounds(15).to_string();
    let mut rows = Vec::new();
    for measured in run(&program, &["rounds", &rounds])? {
        let found = SCENARIOS.iter().find(|(name, ..)| measured["what"] == *name);
        let words = found.map_or("?", |(_, words, ..)| words);
        let goal = (measured["what"] == "place").then_some(0.97);
        rows.push(ratio(format!("{words}: CPU, SDK over by hand"), goal, &measured, 1e3, "µs"));
    }
    let served = Served::start(&program)?;
    rows.extend(instructions(&program, &served.url)?);
    rows.extend(allocations(&program, &served.url)?);
    drop(served);
    for measured in run(&program, &["parts", &rounds])? {
        let what = measured["what"].as_str().unwrap_or_default().to_owned();
        let goal = match what.as_str() {
            "signing an order: HMAC-SHA256" => 1.2,
            "signing an order: Ed25519" => 1.05,
            _ => 1.3,
        };
        rows.push(ratio(format!("{what}, over the primitive"), Some(goal), &measured, 1.0, "ns"));
    }
    for measured in run(&program, &["overhead", &rounds])? {
        rows.push(Row {
            what: "limiter, clock and tracing without a subscriber, a call".to_owned(),
            unit: Unit::Nanoseconds,
            samples: numbers(&measured["ours"]),
            goal: Some(1_000.0),
            note: "two limits".to_owned(),
        });
    }
    for measured in run(&program, &["connections"])? {
        let words = [("sequential", "1,000 calls in a row", 1.0), ("concurrent", "64 tasks", 64.0)];
        for (name, words, goal) in words {
            rows.push(Row {
                what: format!("connections opened for {words}"),
                unit: Unit::Count,
                samples: numbers(&measured[name]),
                goal: Some(goal),
                note: String::new(),
            });
        }
    }
    Ok(Section {
        name: "calls",
        text: "Bitget's SDK beside a client written by hand with reqwest, serde_json, hmac and `String` \
               fields (`tests/bench/src/by_hand.rs`): one process, one core for the caller and another \
               for the server, loopback without TLS, release profile as it comes. CPU is that of the \
               calling thread, the kernel's part included. Instructions are counted by callgrind, as \
               the difference of two runs of different length."
            .to_owned(),
        rows,
        tables: Vec::new(),
    })
}

/// Builds the measuring program as a user would build theirs.
fn build(root: &Path) -> io::Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--package", "venue-bench"]).current_dir(root);
    // The workspace's own target directory, wherever that is.
    cargo.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    let output = cargo.output()?;
    let built = String::from_utf8_lossy(&output.stdout);
    let program = built.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let ours = message["target"]["name"] == "venue-bench";
        message["executable"].as_str().filter(|_| ours).map(PathBuf::from)
    });
    program.ok_or_else(|| io::Error::other("the package venue-bench does not build"))
}

/// Runs the program and reads what it prints, a JSON object a line.
fn run(program: &Path, arguments: &[&str]) -> io::Result<Vec<Value>> {
    let output = Command::new(program).args(arguments).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("venue-bench {} failed", arguments.join(" "))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).map_err(io::Error::other)).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_f64).collect(),
        other => other.as_f64().into_iter().collect(),
    }
}

/// A row of the ratios, round by round, of what both sides took.
fn ratio(what: String, goal: Option<f64>, measured: &Value, scale: f64, unit: &str) -> Row {
    let (ours, theirs) = (numbers(&measured["ours"]), numbers(&measured["theirs"]));
    let middle = |samples: &[f64]| {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN) / scale
    };
    let note = format!("{:.1} {unit} and {:.1} {unit}", middle(&ours), middle(&theirs));
    let samples = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect();
    Row { what, unit: Unit::Ratio, samples, goal, note }
}

/// The server in a process of its own, which ends with its standard input.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let mut url = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut url)?;
        }
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Instructions of a call, where valgrind is there.
fn instructions(program: &Path, url: &str) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, words, goal, [few, many]) in SCENARIOS {
        let mut a_call = Vec::new();
        for caller in ["sdk", "by-hand"] {
            let [few_cost, many_cost] =
                [few, many].map(|count| count_instructions(program, caller, name, count, url));
            let (Some(few_cost), Some(many_cost)) = (few_cost?, many_cost?) else {
                eprintln!("without valgrind no instructions are counted");
                return Ok(Vec::new());
            };
            a_call.push((many_cost - few_cost) / f64::from(many - few));
        }
        let [ours, theirs] = *a_call.as_slice() else { continue };
        rows.push(Row {
            what: format!("{words}: instructions, SDK over by hand"),
            unit: Unit::Ratio,
            samples: vec![ours / theirs],
            goal: Some(goal),
            note: format!("{:.0} and {:.0} thousand", ours / 1e3, theirs / 1e3),
        });
    }
    Ok(rows)
}

fn count_instructions(
    program: &Path,
    caller: &str,
    scenario: &str,
    count: u32,
    url: &str,
) -> io::Result<Option<f64>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    command.args(["calls", caller, scenario, &count.to_string(), url]);
    let output = match command.output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : ")?.1.parse().ok());
    collected.map(Some).ok_or_else(|| io::Error::other(format!("valgrind failed:\n{text}")))
}

/// Allocations of a call: ours less theirs.
fn allocations(program: &Path, url: &str) -> io::Result<Vec<Row>> {
    let counter = program.with_file_name("allocations");
    let mut rows = Vec::new();
    for (name, words, ..) in SCENARIOS {
        let count = |caller| {
            let output = Command::new(&counter).args([caller, name, url]).output()?;
            let text = String::from_utf8_lossy(&output.stdout);
            text.trim().parse::<f64>().map_err(io::Error::other)
        };
        let (ours, theirs) = (count("sdk")?, count("by-hand")?);
        rows.push(Row {
            what: format!("{words}: allocations, SDK less by hand"),
            unit: Unit::Count,
            samples: vec![ours - theirs],
            goal: Some(0.0),
            note: format!("{ours:.0} and {theirs:.0}"),
        });
    }
    Ok(rows)
}
