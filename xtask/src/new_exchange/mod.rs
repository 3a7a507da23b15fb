//! `cargo xtask new-exchange NAME`: lays out the spec, the crate and the tests of one more
//! exchange, so that they compile and pass before the first fact about it is written down.
//!
//! What is laid out is `xtask/templates/exchange/`: a public read, a write signed with
//! HMAC-SHA256 and a signed list in pages, to be replaced by what the exchange has. Lists that
//! name every exchange are edited where that is one line in a known place; where it takes a
//! decision, the command says what is left to do.

mod hooks;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::Path,
    process::{Command, ExitCode},
};

use crate::{codegen, spec::names::pascal};

/// The files of an exchange: where they go, and what is in them.
const TEMPLATES: [(&str, &str); 9] = [
    ("specs/{{name}}/common.yaml", include_str!("../../templates/exchange/common.yaml")),
    ("specs/{{name}}/api.yaml", include_str!("../../templates/exchange/api.yaml")),
    ("crates/{{name}}/Cargo.toml", include_str!("../../templates/exchange/Cargo.toml.template")),
    ("crates/{{name}}/README.md", include_str!("../../templates/exchange/README.md")),
    ("crates/{{name}}/src/lib.rs", include_str!("../../templates/exchange/lib.rs")),
    ("crates/{{name}}/src/client.rs", include_str!("../../templates/exchange/client.rs")),
    ("crates/{{name}}/src/auth.rs", include_str!("../../templates/exchange/auth.rs")),
    ("crates/{{name}}/tests/calls.rs", include_str!("../../templates/exchange/calls.rs")),
    ("tests/fixtures/documents/{{name}}/index.json", "[]\n"),
];

/// Names that something else has: packages of the workspace, and documents of every exchange.
const TAKEN: [&str; 5] = ["common", "exchange", "generated", "tests", "xtask"];

/// Types that `client.rs` and `lib.rs` have beside the one that is named after the exchange.
const TYPES: [&str; 23] = [
    "Arc",
    "Client",
    "Clone",
    "Credentials",
    "Debug",
    "Decimal",
    "Default",
    "Environment",
    "Err",
    "Error",
    "ExchangeProfile",
    "From",
    "Into",
    "None",
    "Ok",
    "Option",
    "Outcome",
    "Response",
    "Secret",
    "Signer",
    "Some",
    "String",
    "Transport",
];

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let [name] = arguments else {
        eprintln!("`new-exchange` needs one name, such as `cargo xtask new-exchange kraken`");
        return Ok(ExitCode::FAILURE);
    };
    if let Err(message) = check(root, name) {
        eprintln!("{message}");
        return Ok(ExitCode::FAILURE);
    }
    let existing = exchanges(root)?;
    for (path, text) in TEMPLATES {
        let file = root.join(fill(path, name));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, fill(text, name))?;
        crate::say!("{}: written", fill(path, name));
    }
    let generated = codegen::run(root, std::slice::from_ref(name))?;
    if !root.join(format!("crates/{name}/src/generated/mod.rs")).exists() {
        return Ok(generated);
    }
    let left = hooks::apply(root, name, &existing)?;
    format(root, name);
    // `cargo xtask` runs with `--locked`, so the new package has to be in the lock file.
    if !succeeds(root, &["cargo", "update", "--workspace", "--offline", "--quiet"]) {
        crate::say!("Cargo.lock: not updated; run `cargo update --workspace`");
    }
    print!("{}", next_steps(name, &left));
    Ok(generated)
}

/// Whether an exchange can be called so; if not, why.
fn check(root: &Path, name: &str) -> Result<(), String> {
    let fits = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.chars().all(fits) {
        return Err(format!(
            "`{name}` cannot be a name: it becomes a package, a module and a folder, so it is made of \
             lower-case letters and digits and begins with a letter",
        ));
    }
    if name.len() > 24 {
        return Err(format!("`{name}` is too long: a name has at most 24 characters"));
    }
    if crate::spec::names::is_keyword(name) {
        return Err(format!("`{name}` is a keyword of Rust; choose another name"));
    }
    let exists = |folder: &str| root.join(folder).join(name).exists();
    if exists("specs") || exists("crates") {
        return Err(format!("there is a `{name}` already: specs/{name} or crates/{name}"));
    }
    if TAKEN.contains(&name) || TYPES.contains(&pascal(name).as_str()) {
        return Err(format!(
            "`{name}` means something else in this workspace; choose another name"
        ));
    }
    Ok(())
}

/// The names of the exchanges that are there.
fn exchanges(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("specs"))? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// A template with the name in its places.
fn fill(template: &str, name: &str) -> String {
    let filled = template.replace("{{name}}", name).replace("{{Name}}", &pascal(name));
    filled.replace("{{NAME}}", &name.to_uppercase())
}

/// Sorts imports and breaks lines as the length of the name wants it. Without rustfmt the files
/// compile as well.
fn format(root: &Path, name: &str) {
    let [first, second] =
        &["src/lib.rs", "tests/calls.rs"].map(|file| format!("crates/{name}/{file}"));
    if !succeeds(root, &["rustfmt", "--edition", "2024", first, second]) {
        crate::say!("crates/{name}: not formatted; run `cargo fmt`");
    }
}

fn succeeds(root: &Path, command: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else { return false };
    let status = Command::new(program).args(arguments).current_dir(root).status();
    status.is_ok_and(|status| status.success())
}

/// What a person does from here on.
fn next_steps(name: &str, left: &[String]) -> String {
    let mut text = format!(
        "\nvenue-{name} compiles and its tests pass: `cargo test --package venue-{name}`. From here:\n\
         \n  1. specs/{name}/: put the exchange's operations in place of the examples. specs/README.md is the guide;\
         \n     `cargo xtask lint-specs {name}` says what is wrong, `cargo xtask codegen {name}` writes the code.\
         \n  2. crates/{name}/src/client.rs: the address. crates/{name}/src/auth.rs: what is signed, and in which headers.\
         \n  3. crates/{name}/tests/calls.rs: a signature that the exchange documents, and a call of each kind.\
         \n  4. crates/{name}/README.md and the example in src/lib.rs. `grep -rn TODO specs/{name} crates/{name}` finds the rest.\
         \n\nThen, so that the tests of the whole workspace cover it too:\n",
    );
    let pascal = pascal(name);
    let mut steps = vec![
        format!(
            "tests/src/exchanges.rs: `{name}` in EXCHANGES (and its length), the variant \
             `{pascal}(venue_{name}::Client)`, and an arm in client_of, Client::call, operations, decode, \
             decode_body; tests/src/spec.rs: an arm in data_field and operations",
        ),
        "tests/tests/signatures.rs: an arm in securities and nobody".to_owned(),
        format!(
            "tests/fixtures/documents/{name}/: the responses that the exchange documents, each a file with a \
             line in index.json",
        ),
        "README.md: a line in the table of crates".to_owned(),
        "then `INSTA_UPDATE=always cargo test --package venue-tests` and read the new snapshots"
            .to_owned(),
        format!(
            "crates/sandbox/src/venues/{name}/, if users shall be able to test without the exchange; once the \
             folder is there, `cargo xtask codegen {name}` writes what the sandbox has to know of the specs to \
             crates/sandbox/src/generated/{name}/. Then its calls can stand in tests/tests/fault_matrix/cells.rs",
        ),
        "CHANGELOG.md: `cargo xtask spec-diff HEAD --changelog`".to_owned(),
    ];
    steps.extend(left.iter().cloned());
    for step in steps {
        text.push_str(&format!("  * {step}\n"));
    }
    text
}
