//! Counts the allocations of a call: `allocations <caller> <scenario>` prints one number.

use std::process::ExitCode;

use venue_bench::scenario::{Caller, Scenario};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() -> ExitCode {
    match run() {
        Ok(counts) => {
            println!("{counts}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("allocations: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The responses come from another process, so that only the caller's allocations are seen.
fn run() -> Result<f64, String> {
    const CALLS: u32 = 20;
    let mut arguments = std::env::args().skip(1);
    let (Some(caller), Some(scenario), Some(url)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: allocations <caller> <scenario> <base URL>".to_owned());
    };
    let scenario = Scenario::named(&scenario)?;
    let runtime = venue_bench::runtime()?;
    let caller = Caller::new(&caller, &url)?;
    runtime.block_on(async {
        caller.call(scenario).await?;
        let profiler = dhat::Profiler::builder().testing().build();
        for _ in 0..CALLS {
            caller.call(scenario).await?;
        }
        let blocks = dhat::HeapStats::get().total_blocks;
        drop(profiler);
        u32::try_from(blocks)
            .map(|blocks| f64::from(blocks) / f64::from(CALLS))
            .map_err(|error| error.to_string())
    })
}
