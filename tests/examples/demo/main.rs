//! Five SDKs at work: `cargo xtask demo`.
//!
//! Starts the five simulated exchanges on loopback, and on each, through its SDK, logs in or
//! signs, places something, looks it up, takes it back, and reads the history. Prints what came back
//! as typed values. Ends with an error if a call did.

mod bitget;
mod ctc;
mod digitex;
mod durian;
mod picostocks;
mod table;

use std::process::ExitCode;

use venue_core::Error;
use venue_sandbox::Received;

use crate::table::Table;

#[tokio::main]
async fn main() -> ExitCode {
    let mut table = Table::new();
    match run(&mut table).await {
        Ok(()) => table.finish(),
        Err(why) => {
            eprintln!("the demo could not be set up: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(table: &mut Table) -> Result<(), Setup> {
    table.heading();
    bitget::calls(table).await?;
    digitex::calls(table).await?;
    durian::calls(table).await?;
    picostocks::calls(table).await?;
    ctc::calls(table).await?;
    bitget::rejected(table).await
}

/// A sandbox did not start, or a client could not be built.
type Setup = Box<dyn std::error::Error>;

/// What a call came to, as the table takes it.
type Outcome<T> = Result<venue_core::Response<T>, Error>;

/// The operations of the last requests that arrived, oldest first.
fn tail(received: &[Received], count: usize) -> String {
    let from = received.len().saturating_sub(count);
    let names = received.iter().skip(from).filter_map(|one| one.operation.as_deref());
    names.collect::<Vec<_>>().join(", ")
}
