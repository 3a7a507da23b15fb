//! The maintainers' commands: `cargo xtask <command>`.

mod codegen;
mod demo;
mod generate;
mod lint;
mod spec;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
cargo xtask <command>

  codegen [EXCHANGE…] [--check]   write the generated half of the crates, or compare it with the specs
  lint-specs [EXCHANGE…]          check the specs
  lint-specs --explain [RULE]     say why a rule is there, or list them all
  demo                            call five exchanges in miniature through the SDKs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let root = root();
    let result = match command {
        "codegen" => codegen::run(&root, rest),
        "demo" => demo::run(&root, rest),
        "lint-specs" => lint::run(&root, rest),
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
