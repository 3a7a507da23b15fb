//! `cargo xtask demo`: the SDKs at work against the simulated exchanges.
//!
//! The demo is a program of the tests' package. It is started, not linked: this program has to
//! run when the generated crates do not compile, since it generates them.

use std::{
    env, io,
    path::Path,
    process::{Command, ExitCode},
};

/// Builds and runs the demo, and ends as it does.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    if let Some(unknown) = arguments.first() {
        return Err(io::Error::other(format!("takes no arguments, but was given `{unknown}`")));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "--package", "venue-tests", "--example", "demo"])
        .current_dir(root)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
