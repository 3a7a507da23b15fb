//! Five SDKs at work: `cargo xtask demo`.
//!
//! Starts the five exchanges in miniature on loopback, calls each through its SDK, and prints what
//! came back as typed values. Ends with an error if a call did.

mod calls;
mod table;

use std::process::ExitCode;

use venue_core::Error;

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
    calls::bitget(table).await?;
    calls::digitex(table).await?;
    calls::durian(table).await?;
    calls::picostocks(table).await?;
    calls::ctc(table).await?;
    calls::refused(table).await
}

/// A sandbox did not start, or a client could not be built.
type Setup = Box<dyn std::error::Error>;

/// What a call came to, as the table takes it.
type Outcome<T> = Result<venue_core::Response<T>, Error>;
