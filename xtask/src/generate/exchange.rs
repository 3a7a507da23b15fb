//! Writing what an exchange has once: its envelope, its error codes, its list of groups.

use super::{
    operations::{full_name, rate_limit},
    text::{Source, literal, pascal},
};
use crate::spec::{Exchange, model::Group, node::Node};

/// `exchange.rs`: the envelope and the error codes.
pub fn write(exchange: &Exchange) -> String {
    let common = exchange.common.as_ref();
    let file = common
        .map_or_else(|| format!("specs/{}/", exchange.name), |document| document.file.clone());
    let mut source = Source::file(&file);
    source.module_doc("What holds for every operation of the exchange.");
    source.blank();
    let envelope = common.and_then(|document| document.root.get("x-envelope"));
    let clock = clock(exchange);
    let limit = common.and_then(|document| rate_limit(&document.root));
    let mut names = Vec::new();
    if envelope.is_some() {
        names.push("Envelope");
    }
    names.extend(["ErrorKind", "ExchangeProfile"]);
    if clock.is_some() {
        names.extend(["Method", "Operation", "Retry"]);
    }
    if limit.is_some() {
        names.push("Scope");
    }
    source.line(&format!("use venue_core::{{{}}};", names.join(", ")));
    source.blank();
    source.doc("What is the exchange's own: its codes, its clock, its limit on everything.");
    source.open("pub const PROFILE: ExchangeProfile = ExchangeProfile::new(ERROR_CODES)");
    if clock.is_some() {
        source.line(".clock(&CLOCK)");
    }
    if let Some((requests, seconds, scope)) = limit {
        source.line(&format!(".overall_limit({requests}, {seconds}, Scope::{scope})"));
    }
    source.close("");
    source.end_statement();
    if let Some((method, path, name, member)) = clock {
        source.blank();
        source.doc("The operation that tells the exchange's time, whichever groups are compiled.");
        let enveloped = if envelope.is_some() { ".envelope(&ENVELOPE)" } else { "" };
        source.open("static CLOCK: Operation =");
        source.line(&format!(
            "Operation::new({}, Method::{method}, {}).retry(Retry::Safe){enveloped}.clock({});",
            literal(&name),
            literal(path),
            literal(member),
        ));
        source.close("");
    }
    if let Some(envelope) = envelope {
        source.blank();
        source.doc("The wrapper around every response.");
        source.open("pub static ENVELOPE: Envelope = Envelope {");
        source.line(&format!("code: {},", literal(envelope.text_at("code").unwrap_or_default())));
        source.line(&format!("success: &[{}],", list(envelope.get("success"))));
        source.line(&format!("message: &[{}],", list(envelope.get("message"))));
        source.line(&format!("data: {},", literal(envelope.text_at("data").unwrap_or_default())));
        let time = envelope
            .text_at("time")
            .map_or("None".to_owned(), |time| format!("Some({})", literal(time)));
        source.line(&format!("time: {time},"));
        source.close("};");
    }
    let kinds = common.and_then(|document| document.root.get("x-error-codes"));
    source.blank();
    source.doc("The exchange's error codes, by what they mean.");
    source.open("pub static ERROR_CODES: &[(ErrorKind, &str)] = &[");
    for entry in kinds.map_or(&[][..], Node::entries) {
        let codes: Vec<&str> = entry.value.items().iter().filter_map(Node::scalar).collect();
        source.open(&format!("(ErrorKind::{}, \"\\", pascal(&entry.key)));
        for line in codes.chunks(12) {
            // The backslash takes the line's end and the next one's indentation out of the text.
            source.line(&format!("{} \\", line.join(" ").escape_default()));
        }
        source.close("\"),");
    }
    source.close("];");
    source.finish()
}

/// The operation that tells the time: method, path, full name, and the field that holds it.
fn clock(exchange: &Exchange) -> Option<(String, &str, String, &str)> {
    let groups = exchange.groups.iter().map(|document| Group::of(exchange, document));
    groups.into_iter().find_map(|group| {
        group.operations.iter().find_map(|operation| {
            let field = operation.node.text_at("x-clock")?;
            let name = full_name(exchange, &group, operation.id);
            Some((operation.method.to_uppercase(), operation.path, name, field))
        })
    })
}

fn list(node: Option<&Node>) -> String {
    let items = node.map_or(&[][..], Node::items).iter().filter_map(Node::scalar);
    items.map(literal).collect::<Vec<_>>().join(", ")
}

/// `mod.rs`: the groups, each behind its feature where there are several.
pub fn write_module(exchange: &Exchange, groups: &[Group<'_>], has_common: bool) -> String {
    let mut source = Source::file(&format!("specs/{}/", exchange.name));
    source.module_doc("The generated half of this crate: types, builders and operations.");
    source.blank();
    let single = groups.len() == 1;
    if has_common {
        source.line("pub mod common;");
    }
    source.line("pub mod exchange;");
    for group in groups {
        if !single {
            source.line(&format!("#[cfg(feature = {})]", literal(group.name())));
        }
        source.line(&format!("pub mod {};", group.name()));
    }
    if !single {
        source.blank();
        source.open("impl crate::Client {");
        for group in groups {
            let info = group.document.root.get("info").and_then(|info| info.text_at("title"));
            source.blank();
            source.doc(&format!("{}.", info.unwrap_or_default().trim_end_matches('.')));
            source.line(&format!("#[cfg(feature = {})]", literal(group.name())));
            source.line("#[inline]");
            let (name, pascal) = (group.name(), pascal(group.name()));
            source.open(&format!("pub fn {name}(&self) -> {name}::{pascal}<'_> {{"));
            source.line(&format!("{name}::{pascal}::new(self.transport())"));
            source.close("}");
        }
        source.close("}");
    }
    source.finish()
}
