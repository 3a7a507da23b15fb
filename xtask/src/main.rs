//! The maintainers' commands: `cargo xtask <command>`.

/// Prints a line. That nobody reads it any more, as behind `| head`, is no reason to stop half way.
macro_rules! say {
    ($($line:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($line)*);
    }};
}
pub(crate) use say;

mod bench;
mod bundle;
mod codegen;
mod demo;
mod docs;
mod generate;
mod ir;
mod lint;
mod new_exchange;
mod spec;
mod spec_diff;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
cargo xtask <command>

  bench [SECTION…] [--quick]      measure speed and sizes, and write them to tests/bench/RESULTS.md
  bundle [EXCHANGE…] [--out DIR]  write each exchange as one OpenAPI document, for other tools
  codegen [EXCHANGE…] [--check]   write the generated half of the crates, or compare it with the specs
  docs [EXCHANGE…] [--out DIR]    render an API reference of each exchange, to read in a browser
  lint-specs [EXCHANGE…]          check the specs
  lint-specs --explain [RULE]     say why a rule is there, or list them all
  new-exchange NAME               lay out spec, crate and tests of one more exchange
  spec-diff REV [EXCHANGE…]       say what changed in the specs since a revision, and what it breaks
  spec-diff REV --changelog       write it under Unreleased in CHANGELOG.md
  demo                            call five simulated exchanges through the SDKs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let root = root();
    let result = match command {
        "bench" => bench::run(&root, rest),
        "bundle" => bundle::run(&root, rest),
        "codegen" => codegen::run(&root, rest),
        "demo" => demo::run(&root, rest),
        "docs" => docs::run(&root, rest),
        "lint-specs" => lint::run(&root, rest),
        "new-exchange" => new_exchange::run(&root, rest),
        "spec-diff" => spec_diff::run(&root, rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => {
            eprintln!("there is no command `{other}`\n\n{HELP}");
            Ok(ExitCode::FAILURE)
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("{command}: {error}");
        ExitCode::FAILURE
    })
}

/// The root of the workspace.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}
