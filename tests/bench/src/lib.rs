//! What a call of the SDK costs, beside the same call, hand-written.
//!
//! `cargo xtask bench` builds this package in release mode, runs it, and writes the table.
//! One exchange represents all: the transport, the readers and the generator are the same.

pub mod hand_written;
pub mod overhead;
pub mod parts;
pub mod responses;
pub mod scenario;
pub mod server;

/// A runtime of one thread, as the figures are per core.
///
/// # Errors
/// When the system refuses one.
pub fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())
}
