//! The measuring program. `cargo xtask bench` runs it; its parts run alone: `serve`, `rounds`, `parts`,
//! `overhead`, `connections`, and `calls <caller> <scenario> <count> <base URL>`.

use std::{
    hint::black_box,
    io::{self, Read},
    process::ExitCode,
};

use serde_json::json;
use venue_bench::{
    overhead, parts,
    scenario::{Caller, Scenario},
    server::{Idle, Server},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve"] => serve(),
        ["rounds", rounds] => number(rounds).and_then(measure_calls),
        ["parts", rounds] => number(rounds).and_then(measure_parts),
        ["overhead", rounds] => number(rounds).and_then(measure_overhead),
        ["connections"] => count_connections(),
        ["calls", caller, scenario, count, url] => {
            number(count).and_then(|count| call(caller, scenario, count, url))
        }
        _ => Err("say serve, rounds N, parts N, overhead N, connections, or calls <caller> <scenario> <count> <base URL>".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("venue-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

/// Serves until the standard input ends.
fn serve() -> Result<(), String> {
    let server = Server::start(Idle::Sleeps).map_err(|error| error.to_string())?;
    println!("{}", server.base_url());
    io::stdin().read_to_end(&mut Vec::new()).map_err(|error| error.to_string())?;
    Ok(())
}

fn call(caller: &str, scenario: &str, count: u32, url: &str) -> Result<(), String> {
    let scenario = Scenario::named(scenario)?;
    let caller = Caller::new(caller, url)?;
    venue_bench::runtime()?.block_on(async {
        for _ in 0..count {
            caller.call(scenario).await?;
        }
        Ok(())
    })
}

/// The CPU time of this thread, in nanoseconds; the server's threads have their own.
#[cfg(target_os = "linux")]
fn cpu() -> f64 {
    use nix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .map_or(f64::NAN, |time| std::time::Duration::from(time).as_secs_f64() * 1e9)
}

#[cfg(not(target_os = "linux"))]
fn cpu() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed().as_secs_f64() * 1e9
}

/// Keeps this thread, and those that it starts from now on, on one core. Where that cannot be
/// done, the figures are only less steady.
fn pin(core: usize) {
    #[cfg(target_os = "linux")]
    {
        use nix::{
            sched::{CpuSet, sched_setaffinity},
            unistd::Pid,
        };

        let mut set = CpuSet::new();
        if set.set(core).is_ok() {
            let _ = sched_setaffinity(Pid::from_raw(0), &set);
        }
    }
}

/// In alternation: a round of one, a round of the other, the first of each thrown away.
fn interleave(
    rounds: u32,
    mut one: impl FnMut() -> Result<f64, String>,
    mut other: impl FnMut() -> Result<f64, String>,
) -> Result<[Vec<f64>; 2], String> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (a, b) = if round % 2 == 0 {
            let a = one()?;
            (a, other()?)
        } else {
            let b = other()?;
            (one()?, b)
        };
        if round > 0 {
            ours.push(a);
            theirs.push(b);
        }
    }
    Ok([ours, theirs])
}

fn measure_calls(rounds: u32) -> Result<(), String> {
    pin(1);
    let server = Server::start(Idle::Spins).map_err(|error| error.to_string())?;
    pin(0);
    let runtime = venue_bench::runtime()?;
    let [sdk, hand_written] = Caller::NAMES.map(|name| Caller::new(name, &server.base_url()));
    let (sdk, hand_written) = (sdk?, hand_written?);
    for scenario in Scenario::ALL {
        let round = |caller: &Caller| {
            runtime.block_on(async {
                let before = cpu();
                for _ in 0..scenario.calls() {
                    caller.call(scenario).await?;
                }
                Ok((cpu() - before) / f64::from(scenario.calls()))
            })
        };
        let [ours, theirs] = interleave(rounds, || round(&sdk), || round(&hand_written))?;
        println!("{}", json!({"what": scenario.name(), "ours": ours, "theirs": theirs}));
    }
    Ok(())
}

fn measure_parts(rounds: u32) -> Result<(), String> {
    pin(0);
    for mut part in parts::all()? {
        let times = part.times;
        let round = |work: &mut parts::Work| {
            let before = cpu();
            for _ in 0..times {
                work();
            }
            Ok((cpu() - before) / f64::from(times))
        };
        let [ours, theirs] =
            interleave(rounds, || round(&mut part.ours), || round(&mut part.bare))?;
        println!(
            "{}",
            json!({"what": part.name, "ours": ours, "theirs": theirs, "goal": part.goal})
        );
    }
    Ok(())
}

fn measure_overhead(rounds: u32) -> Result<(), String> {
    const TIMES: u32 = 20_000;
    pin(0);
    let runtime = venue_bench::runtime()?;
    let overhead = overhead::Overhead::new()?;
    let mut samples = Vec::new();
    for _ in 0..rounds {
        let before = cpu();
        runtime.block_on(async {
            for _ in 0..TIMES {
                black_box(overhead.once().await);
            }
        });
        samples.push((cpu() - before) / f64::from(TIMES));
    }
    println!(
        "{}",
        json!({"what": "limiter, clock and tracing without a subscriber", "ours": samples, "goal": 1_000})
    );
    Ok(())
}

fn count_connections() -> Result<(), String> {
    let runtime = venue_bench::runtime()?;
    let count = |tasks: u32, calls: u32| {
        let server = Server::start(Idle::Sleeps).map_err(|error| error.to_string())?;
        let caller = Caller::new("sdk", &server.base_url())?;
        runtime.block_on(async {
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..tasks {
                let caller = caller.clone();
                running.spawn(async move {
                    for _ in 0..calls {
                        caller.call(Scenario::Place).await?;
                    }
                    Ok::<(), String>(())
                });
            }
            for done in running.join_all().await {
                done?;
            }
            Ok::<u64, String>(server.connections())
        })
    };
    for (what, tasks, calls, goal) in
        [("1,000 calls in a row", 1, 1_000, 1), ("64 tasks", 64, 20, 64)]
    {
        println!("{}", json!({"what": what, "ours": [count(tasks, calls)?], "goal": goal}));
    }
    Ok(())
}
