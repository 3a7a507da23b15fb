//! `cargo xtask lint-specs [EXCHANGE…] [--explain [RULE]]`: refuses what would generate wrongly,
//! before it does.
//!
//! Each file here holds one theme; [`rules`] is the table of all rules with their reasons. The
//! checks never panic and always end, whatever the YAML: what is malformed is reported by
//! [`structure`] and passed over by the others, and every way along a `$ref` has a bound.
//!
//! A spec without findings generates. What no check sees, and people must: whether a spec tells
//! the truth about its exchange.

mod components;
mod descriptions;
mod enums;
mod examples;
mod exchange;
mod extensions;
mod forms;
mod grammar;
mod names;
mod operations;
mod parameters;
mod paths;
mod places;
mod quotes;
mod references;
mod report;
mod responses;
mod rows;
mod rules;
mod security;
mod shared;
mod specs;
mod structure;
mod values;

#[cfg(test)]
mod tests;

use std::{io, path::Path, process::ExitCode};

use crate::spec::{self, Exchange, Finding};
use report::Report;
use specs::Specs;

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
    let (exchanges, mut findings) = spec::load_readable(root, &names);
    findings.extend(check(&exchanges));
    findings.sort();
    if findings.is_empty() {
        let files: usize = exchanges.iter().map(|exchange| exchange.documents().count()).sum();
        crate::say!("{} exchanges, {files} files: nothing to report", exchanges.len());
    }
    Ok(report(&findings))
}

/// Prints the findings and says whether there are any.
pub fn report(findings: &[Finding]) -> ExitCode {
    for finding in findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => return ExitCode::SUCCESS,
        1 => eprint!("1 problem in the specs; "),
        count => eprint!("{count} problems in the specs; "),
    }
    eprintln!("`specs/README.md` has the rules, `cargo xtask lint-specs --explain RULE` a reason");
    ExitCode::FAILURE
}

/// Reads the exchanges that are named, or all, and checks them; what is wrong is printed.
pub fn passed(root: &Path, names: &[String]) -> Result<Vec<Exchange>, ExitCode> {
    let exchanges = spec::load(root, names).map_err(|findings| report(&findings))?;
    let findings = check(&exchanges);
    if findings.is_empty() { Ok(exchanges) } else { Err(report(&findings)) }
}

/// Checks the specs; the findings are sorted.
pub fn check(exchanges: &[Exchange]) -> Vec<Finding> {
    let mut findings = Vec::new();
    report::begin();
    for exchange in exchanges {
        let specs = Specs::of(exchange);
        let mut report = Report::default();
        structure::check(&specs, &mut report);
        quotes::check(&specs, &mut report);
        let mut whole = references::check(&specs, &mut report);
        whole &= exchange::check(&specs, &mut report);
        security::check(&specs, &mut report);
        paths::check(&specs, &mut report);
        operations::check(&specs, &mut report);
        names::check(&specs, &mut report);
        shared::check(&specs, &mut report);
        // Without the common document or its envelope, everything below would be wrong.
        if whole {
            parameters::check(&specs, &mut report);
            responses::check(&specs, &mut report);
            components::check(&specs, &mut report);
            extensions::check(&specs, &mut report);
            examples::check(&specs, &mut report);
        }
        findings.extend(report.into_findings());
    }
    findings.sort();
    findings.dedup();
    findings
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
