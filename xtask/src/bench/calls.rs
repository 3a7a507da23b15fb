//! What a call costs beside the same call, hand-written.

use std::{
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::{
    Bench,
    table::{Row, Section, Unit, median},
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
    let rounds = bench.rounds(41).to_string();
    // A call is measured more often: it differs from the hand-written one by a few percent only.
    let many = bench.rounds(121).to_string();
    let mut rows = Vec::new();
    for measured in run(&program, &["rounds", &many])? {
        let found = SCENARIOS.iter().find(|(name, ..)| measured.what == *name);
        let words = found.map_or("?", |(_, words, ..)| words);
        let goal = (measured.what == "place").then_some(0.97);
        rows.push(measured.ratio(format!("{words}: CPU, SDK over by hand"), goal, (1e3, "µs")));
    }
    let served = Served::start(&program)?;
    rows.extend(instructions(&program, &served.url)?);
    rows.extend(allocations(&program, &served.url)?);
    drop(served);
    for measured in run(&program, &["parts", &rounds])? {
        let what = format!("{}, over the primitive", measured.what);
        let goal = measured.goal;
        rows.push(measured.ratio(what, goal, (1.0, "ns")));
    }
    for measured in run(&program, &["overhead", &rounds])? {
        rows.push(Row {
            what: format!("{}, a call", measured.what),
            unit: Unit::Nanoseconds,
            samples: measured.ours,
            goal: measured.goal,
            note: "two limits".to_owned(),
        });
    }
    for measured in run(&program, &["connections"])? {
        rows.push(Row {
            what: format!("connections opened for {}", measured.what),
            unit: Unit::Count,
            samples: measured.ours,
            goal: measured.goal,
            note: String::new(),
        });
    }
    Ok(Section {
        name: "calls",
        text: "Bitget's SDK beside a hand-written client on reqwest, serde_json, hmac and `String` \
               fields (`tests/bench/src/hand_written.rs`): one process, one core for the caller and \
               another for the server, loopback without TLS, release profile as it comes. CPU is that of the \
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
        let ours = message.pointer("/target/name")?.as_str()? == "venue-bench";
        message.get("executable")?.as_str().filter(|_| ours).map(PathBuf::from)
    });
    program.ok_or_else(|| io::Error::other("the package venue-bench does not build"))
}

/// What the program prints, a JSON object a line.
struct Measured {
    what: String,
    ours: Vec<f64>,
    theirs: Vec<f64>,
    goal: Option<f64>,
}

/// Runs the program and reads what it prints.
fn run(program: &Path, arguments: &[&str]) -> io::Result<Vec<Measured>> {
    let output = Command::new(program).args(arguments).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("venue-bench {} failed", arguments.join(" "))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(Measured::read).collect()
}

impl Measured {
    fn read(line: &str) -> io::Result<Self> {
        let value: Value = serde_json::from_str(line).map_err(io::Error::other)?;
        let numbers = |name| {
            let items = value.get(name).and_then(Value::as_array);
            items.into_iter().flatten().filter_map(Value::as_f64).collect()
        };
        Ok(Self {
            what: value.get("what").and_then(Value::as_str).unwrap_or_default().to_owned(),
            ours: numbers("ours"),
            theirs: numbers("theirs"),
            goal: value.get("goal").and_then(Value::as_f64),
        })
    }

    /// A row of the ratios, round by round, of what both sides took.
    fn ratio(self, what: String, goal: Option<f64>, (scale, unit): (f64, &str)) -> Row {
        let middle = |samples: &[f64]| median(samples).unwrap_or(f64::NAN) / scale;
        let (ours, theirs) = (middle(&self.ours), middle(&self.theirs));
        let note = format!("{ours:.1} {unit} and {theirs:.1} {unit}");
        let ratios = self.ours.iter().zip(&self.theirs).map(|(ours, theirs)| ours / theirs);
        Row { what, unit: Unit::Ratio, samples: ratios.collect(), goal, note }
    }
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
