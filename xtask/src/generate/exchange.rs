//! Writing what an exchange has once: its profile, its envelope, its list of groups.

use super::{
    group,
    kinds::scope,
    operation,
    text::{Source, literal},
};
use crate::{
    ir::{Api, Limit},
    spec::names::pascal,
};

/// `exchange.rs`: the profile, the clock, the envelope and the error codes.
pub(super) fn write(api: &Api) -> String {
    let file = api.common_file.clone().unwrap_or_else(|| format!("specs/{}/", api.name));
    let mut source = Source::file(&file);
    source.module_doc("What holds for every operation of the exchange.");
    source.blank();
    let clock = api.clock();
    let mut names = vec!["ErrorKind", "ExchangeProfile"];
    if api.envelope.is_some() {
        names.push("Envelope");
    }
    if clock.is_some() {
        names.extend(["Method", "Operation", "Retry"]);
    }
    if api.overall_limit.is_some() {
        names.push("Scope");
    }
    names.sort_unstable();
    source.import("use venue_core::", names.into_iter().map(str::to_owned).collect());
    source.blank();
    source.doc("The exchange's error codes, its clock, and its limit on all operations together.");
    let mut chain = Vec::new();
    if clock.is_some() {
        chain.push(".clock(&CLOCK)".to_owned());
    }
    if let Some(limit) = api.overall_limit {
        let Limit { requests, seconds, .. } = limit;
        chain.push(format!(".overall_limit({requests}, {seconds}, Scope::{})", scope(limit)));
    }
    let new = ("ExchangeProfile::new", &["ERROR_CODES".to_owned()][..]);
    source.statement("pub const PROFILE: ExchangeProfile =", new, &chain);
    if let Some(operation) = clock {
        source.blank();
        source
            .doc("The operation that returns the exchange's time, whichever groups are compiled.");
        let mut chain = vec![".retry(Retry::Safe)".to_owned()];
        if api.envelope.is_some() {
            chain.push(".envelope(&ENVELOPE)".to_owned());
        }
        let field = operation.clock.as_deref().unwrap_or_default();
        chain.push(format!(".clock({})", literal(field)));
        let arguments = operation::arguments(operation);
        source.statement("static CLOCK: Operation =", operation::made(&arguments), &chain);
    }
    if let Some(envelope) = &api.envelope {
        source.blank();
        source.doc("The wrapper around every response.");
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| literal(item)).collect();
            items.join(", ")
        };
        let time = envelope.time.as_deref();
        let time = time.map_or("None".to_owned(), |time| format!("Some({})", literal(time)));
        let fields = [
            format!("code: {}", literal(&envelope.code)),
            format!("success: &[{}]", list(&envelope.success)),
            format!("message: &[{}]", list(&envelope.message)),
            format!("data: {}", literal(&envelope.data)),
            format!("time: {time}"),
        ];
        source.literal("pub static ENVELOPE: Envelope =", "Envelope", &fields);
    }
    source.blank();
    source.doc("The exchange's error codes, by what they mean.");
    error_codes(&mut source, api);
    source.finish()
}

fn error_codes(source: &mut Source, api: &Api) {
    const HEAD: &str = "pub static ERROR_CODES: &[(ErrorKind, &str)] =";
    if api.error_codes.is_empty() {
        return source.line(&format!("{HEAD} &[];"));
    }
    source.open(&format!("{HEAD} &["));
    for (kind, codes) in &api.error_codes {
        let short = format!("(ErrorKind::{}, {}),", pascal(kind), literal(&codes.join(" ")));
        if codes.len() <= 12 && short.len() <= 96 {
            source.line(&short);
            continue;
        }
        source.open("(");
        source.line(&format!("ErrorKind::{},", pascal(kind)));
        let mut lines: Vec<String> = codes.chunks(12).map(|codes| codes.join(" ")).collect();
        let last = lines.pop().unwrap_or_default();
        // The backslash takes the line's end and the next one's indentation out of the text.
        let text: Vec<String> =
            lines.iter().map(|line| format!("{} \\", line.escape_default())).collect();
        source.raw_lines(&text, &last.escape_default().to_string());
        source.close("),");
    }
    source.close("];");
}

/// `mod.rs`: the groups, each behind its feature where there are several.
pub(super) fn write_module(api: &Api) -> String {
    let mut source = Source::file(&format!("specs/{}/", api.name));
    source.module_doc("The generated half of this crate: types, requests and operations.");
    source.blank();
    let mut modules = vec![(String::new(), "pub mod exchange;".to_owned())];
    if !api.is_single() {
        modules.push((String::new(), "pub mod index;".to_owned()));
    }
    if !api.common.is_empty() {
        modules.push((String::new(), "pub mod common;".to_owned()));
    }
    for one in &api.groups {
        let feature = if api.is_single() { String::new() } else { group::feature(one) };
        modules.push((feature, format!("pub mod {};", one.name)));
    }
    modules.sort_by(|one, other| one.1.cmp(&other.1));
    for (feature, module) in modules {
        source.line(&feature);
        source.line(&module);
    }
    if !api.is_single() {
        source.blank();
        source.open("impl crate::Client {");
        for one in &api.groups {
            source.blank();
            source.doc(&format!("{}.", one.title.trim_end_matches('.')));
            source.line(&group::feature(one));
            source.line("#[inline]");
            let (name, pascal) = (&one.name, pascal(&one.name));
            source.open(&format!("pub fn {name}(&self) -> {name}::{pascal}<'_> {{"));
            source.line(&format!("{name}::{pascal}::new(self.transport())"));
            source.close("}");
        }
        source.close("}");
    }
    source.finish()
}
