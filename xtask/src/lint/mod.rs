//! `cargo xtask lint-specs [EXCHANGE…] [--explain [RULE]]`: refuses what would generate wrongly,
//! before it does.
//!
//! What a spec means is read once, by `spec` and `ir`, which say what is malformed and what has no
//! meaning. Here are the rules on what remains: one theme in each file, and [`rules`], the table of
//! all rules with their reasons. Nothing panics and everything ends, whatever the YAML.
//!
//! A spec without diagnostics generates: the last check is to make its interface. What no check
//! sees, and people must: whether a spec tells the truth about its exchange.

mod examples;
mod exchange;
mod forms;
mod names;
mod operations;
mod paths;
mod quotes;
mod references;
mod rules;
mod security;
mod shared;

#[cfg(test)]
mod tests;

use std::{io, path::Path, process::ExitCode};

use crate::{
    ir::{self, Api},
    spec::{
        self, Diagnostic, Exchange,
        model::Model,
        report::{self, Report},
        structure,
    },
};

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let mut names = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--explain" => return Ok(explain(arguments.next().map(String::as_str))),
            flag if flag.starts_with('-') => {
                eprintln!("`lint-specs` has no flag `{flag}`, only `--explain [RULE]`");
                return Ok(ExitCode::FAILURE);
            }
            name => names.push(name.to_owned()),
        }
    }
    let (exchanges, mut diagnostics) = spec::load_readable(root, &names);
    diagnostics.extend(check(&exchanges));
    diagnostics.sort();
    if diagnostics.is_empty() {
        let files: usize = exchanges.iter().map(|exchange| exchange.documents().count()).sum();
        crate::say!("{} exchanges, {files} files: nothing to report", exchanges.len());
    }
    Ok(report(&diagnostics))
}

/// Prints the diagnostics and says whether there are any.
pub fn report(diagnostics: &[Diagnostic]) -> ExitCode {
    for diagnostic in diagnostics {
        eprintln!("{diagnostic}");
    }
    match diagnostics.len() {
        0 => return ExitCode::SUCCESS,
        1 => eprint!("1 problem in the specs; "),
        count => eprint!("{count} problems in the specs; "),
    }
    eprintln!("`specs/README.md` has the rules, `cargo xtask lint-specs --explain RULE` a reason");
    ExitCode::FAILURE
}

/// Reads the exchanges that are named, or all, and checks them; what is wrong is printed.
pub fn passed(root: &Path, names: &[String]) -> Result<Vec<(Exchange, Api)>, ExitCode> {
    let exchanges = spec::load(root, names).map_err(|diagnostics| report(&diagnostics))?;
    let apis: Result<Vec<Api>, Vec<Diagnostic>> = exchanges.iter().map(check_one).collect();
    match apis {
        Ok(apis) => Ok(exchanges.into_iter().zip(apis).collect()),
        Err(_) => Err(report(&check(&exchanges))),
    }
}

/// Checks the specs; the diagnostics are sorted.
pub fn check(exchanges: &[Exchange]) -> Vec<Diagnostic> {
    let found = exchanges.iter().filter_map(|exchange| check_one(exchange).err());
    let mut diagnostics: Vec<Diagnostic> = found.flatten().collect();
    diagnostics.sort();
    diagnostics
}

/// Checks the specs of an exchange, and returns its interface.
fn check_one(exchange: &Exchange) -> Result<Api, Vec<Diagnostic>> {
    report::begin();
    let (model, report) = (Model::of(exchange), Report::default());
    structure::check(&model, &report);
    quotes::check(&model, &report);
    let mut whole = references::check(&model, &report);
    whole &= exchange::check(&model, &report);
    security::check(&model, &report);
    paths::check(&model, &report);
    operations::check(&model, &report);
    names::check(&model, &report);
    shared::check(&model, &report);
    // Without the common document or its envelope, everything below would be wrong.
    let lowered = if whole { ir::lower(&model, &report) } else { Vec::new() };
    let api = if report.len() == 0 { ir::join(&model, &lowered, &report) } else { None };
    if let Some(api) = &api {
        examples::check(exchange, api, &report);
    }
    match api.filter(|_| report.len() == 0) {
        Some(api) => Ok(api),
        None => Err(report.finish()),
    }
}

/// Prints the reason of a rule, or the list of all of them.
fn explain(rule: Option<&str>) -> ExitCode {
    let Some(name) = rule else {
        for rule in rules::RULES {
            crate::say!("{:22} {}", rule.name, rule.line);
        }
        return ExitCode::SUCCESS;
    };
    match rules::RULES.iter().find(|rule| rule.name == name) {
        Some(rule) => {
            crate::say!("{}", rule.explanation());
            ExitCode::SUCCESS
        }
        None => {
            report::begin();
            let known = rules::RULES.iter().map(|rule| rule.name);
            let suggestion = report::suggest(name, known);
            eprintln!("there is no rule `{name}`{suggestion}; `--explain` alone lists them");
            ExitCode::FAILURE
        }
    }
}
