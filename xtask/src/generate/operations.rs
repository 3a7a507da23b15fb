//! Writing `operations.rs`: what the transport knows of each operation.

use super::text::{Source, literal};
use crate::spec::{
    Exchange,
    model::{Group, Operation, Security},
    node::Node,
};

/// Writes the table of a group.
pub fn write(
    exchange: &Exchange,
    group: &Group<'_>,
    confidential: impl Fn(&str) -> bool,
) -> String {
    let mut source = Source::file(&group.document.file);
    source.module_doc("What the transport knows of each operation of this group.");
    source.blank();
    let mut names = vec!["Method", "Operation", "Retry"];
    if group.operations.iter().any(|operation| operation.node.get("x-rate-limit").is_some()) {
        names.push("Scope");
    }
    names.push("Security");
    source.line(&format!("use venue_core::{{{}}};", names.join(", ")));
    if group.operations.iter().any(|operation| operation.enveloped) {
        source.blank();
        source.line("use crate::generated::exchange::ENVELOPE;");
    }
    for operation in &group.operations {
        source.blank();
        let name = full_name(exchange, group, operation.id);
        write_one(&mut source, operation, &name, confidential(operation.id));
    }
    source.blank();
    source.doc("All operations of this group, in the order of the spec.");
    let names: Vec<String> =
        group.operations.iter().map(|one| format!("&{}", constant(one.id))).collect();
    source.open("pub static ALL: &[&Operation] = &[");
    for name in names {
        source.line(&format!("{name},"));
    }
    source.close("];");
    source.finish()
}

fn write_one(source: &mut Source, operation: &Operation<'_>, name: &str, confidential: bool) {
    source.doc(&format!("{}.", operation.summary));
    source.open(&format!("pub static {}: Operation =", constant(operation.id)));
    source.line(&format!(
        "Operation::new({}, Method::{}, {})",
        literal(name),
        operation.method.to_uppercase(),
        literal(operation.path),
    ));
    for line in settings(operation) {
        source.line(&format!("    {line}"));
    }
    if confidential {
        source.line("    .confidential()");
    }
    source.close("");
    // The statement ends on its last line.
    source.end_statement();
}

fn settings(operation: &Operation<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    match operation.security {
        Security::Public => lines.push(".security(Security::Public)".to_owned()),
        Security::Optional(name) => {
            lines.push(format!(".security(Security::Optional({}))", literal(name)));
        }
        Security::Required(name) => {
            lines.push(format!(".security(Security::Required({}))", literal(name)));
        }
    }
    let retry = if operation.node.text_at("x-retry") == Some("safe") { "Safe" } else { "Never" };
    lines.push(format!(".retry(Retry::{retry})"));
    if let Some((requests, seconds, scope)) = rate_limit(operation.node) {
        lines.push(format!(".rate_limit({requests}, {seconds}, Scope::{scope})"));
    }
    if operation.enveloped {
        lines.push(".envelope(&ENVELOPE)".to_owned());
    }
    if let Some(member) = operation.node.text_at("x-client-order-id") {
        lines.push(format!(".client_order_id({})", literal(member)));
    }
    if let Some(member) = operation.node.text_at("x-clock") {
        lines.push(format!(".clock({})", literal(member)));
    }
    lines
}

/// The documented limit: requests, seconds, and for whom they count.
pub fn rate_limit(node: &Node) -> Option<(i64, i64, &'static str)> {
    let limit = node.get("x-rate-limit")?;
    let scope = if limit.text_at("scope") == Some("ip") { "Ip" } else { "User" };
    let number = |name: &str| limit.get(name).and_then(Node::integer);
    Some((number("requests")?, number("seconds")?, scope))
}

/// The full name of an operation, which no other one of the exchange has.
pub fn full_name(exchange: &Exchange, group: &Group<'_>, id: &str) -> String {
    if exchange.groups.len() > 1 { format!("{}.{id}", group.name()) } else { id.to_owned() }
}

/// The name of an operation's constant.
pub fn constant(id: &str) -> String {
    id.to_uppercase()
}
