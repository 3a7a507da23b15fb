//! Comparing operations: how they are called, with what, and how the transport treats them.

use super::{
    Kind,
    exchanges::Changes,
    types::{Member, member_type, members, rust, wire},
};
use crate::{
    generate::operations::rate_limit,
    spec::{
        Exchange,
        model::{self, Group, Operation, Security},
        node::Node,
    },
};

/// A group with its exchange.
pub(super) type Side<'a> = (&'a Exchange, &'a Group<'a>);

/// An operation with what stands around it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    exchange: &'a Exchange,
    group: &'a Group<'a>,
    operation: &'a Operation<'a>,
}

/// Compares the operations of a group by their ids.
pub(super) fn compare(old: Side<'_>, new: Side<'_>, prefix: &str, changes: &mut Changes<'_>) {
    for operation in &new.1.operations {
        let subject = format!("{prefix}{}", operation.id);
        let line = format!("{} {}", operation.method.to_uppercase(), operation.path);
        match old.1.operations.iter().find(|before| before.id == operation.id) {
            Some(before) => {
                let before = Seen { exchange: old.0, group: old.1, operation: before };
                let after = Seen { exchange: new.0, group: new.1, operation };
                one(before, after, &subject, changes);
            }
            None => {
                changes.compatible(Kind::Added, &subject, format!("new operation `{line}`"));
            }
        }
    }
    for operation in &old.1.operations {
        if !new.1.operations.iter().any(|after| after.id == operation.id) {
            let subject = format!("{prefix}{}", operation.id);
            changes.breaking(Kind::Removed, &subject, "the operation is gone".to_owned());
        }
    }
}

fn one(before: Seen<'_>, after: Seen<'_>, subject: &str, changes: &mut Changes<'_>) {
    settings(before.operation, after.operation, subject, changes);
    let given = |seen| parameters(seen).into_iter().chain(body(seen)).collect::<Vec<_>>();
    inputs(&given(before), &given(after), subject, changes);
    let (old, new) = (body_name(before), body_name(after));
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        changes.breaking(Kind::Changed, subject, format!("takes a `{new}`, was `{old}`"));
    }
    let (old, new) = (payload(before), payload(after));
    if old != new {
        changes.breaking(Kind::Changed, subject, format!("answers `{new}`, was `{old}`"));
    }
}

/// What holds for the operation as a whole.
fn settings(old: &Operation<'_>, new: &Operation<'_>, subject: &str, changes: &mut Changes<'_>) {
    let line = |one: &Operation<'_>| format!("`{} {}`", one.method.to_uppercase(), one.path);
    if line(old) != line(new) {
        let text = format!("is {}, was {}", line(new), line(old));
        changes.compatible(Kind::Changed, subject, text);
    }
    if old.security != new.security {
        let text = format!("is {}, was {}", secured(new.security), secured(old.security));
        let needs = |security: Security<'_>| matches!(security, Security::Required(_));
        let breaking = needs(new.security) && !needs(old.security);
        changes.note(Kind::Changed, subject, text, breaking);
    }
    let safe = |one: &Operation<'_>| one.node.text_at("x-retry") == Some("safe");
    match (safe(old), safe(new)) {
        (false, true) => {
            let text = "may be sent again after a failure, was never sent twice".to_owned();
            changes.compatible(Kind::Changed, subject, text);
        }
        (true, false) => {
            let text = "is never sent twice, was sent again after a failure".to_owned();
            changes.compatible(Kind::Changed, subject, text);
        }
        _ => {}
    }
    match (limit(old.node), limit(new.node)) {
        (None, Some(new)) => changes.compatible(Kind::Added, subject, format!("limit of {new}")),
        (Some(old), None) => {
            changes.compatible(Kind::Removed, subject, format!("the limit of {old} is gone"));
        }
        (Some(old), Some(new)) if old != new => {
            changes.compatible(Kind::Changed, subject, format!("limit of {new}, was {old}"));
        }
        _ => {}
    }
    if old.internal != new.internal {
        let text = if new.internal { "has no method any longer" } else { "has a method" };
        changes.note(Kind::Changed, subject, text.to_owned(), new.internal);
    }
    pagination(old, new, subject, changes);
    for (extension, meaning) in [
        ("x-client-order-id", "the caller's name for the order"),
        ("x-clock", "the exchange's time"),
    ] {
        let (old, new) = (old.node.text_at(extension), new.node.text_at(extension));
        if old != new {
            let shown = |name: Option<&str>| {
                name.map_or("nowhere".to_owned(), |name| format!("in `{name}`"))
            };
            let text = format!("{meaning} is {}, was {}", shown(new), shown(old));
            changes.compatible(Kind::Changed, subject, text);
        }
    }
    let deprecated = |one: &Operation<'_>| one.node.get("deprecated").is_some_and(Node::is_true);
    match (deprecated(old), deprecated(new)) {
        (false, true) => changes.compatible(Kind::Changed, subject, "is deprecated".to_owned()),
        (true, false) => {
            changes.compatible(Kind::Changed, subject, "is no longer deprecated".to_owned());
        }
        _ => {}
    }
    let status =
        |one: &Operation<'_>| one.success.as_ref().map(|success| success.status.to_owned());
    if let (Some(old), Some(new)) = (status(old), status(new))
        && old != new
    {
        changes.compatible(Kind::Changed, subject, format!("succeeds with {new}, was {old}"));
    }
}

fn pagination(old: &Operation<'_>, new: &Operation<'_>, subject: &str, changes: &mut Changes<'_>) {
    match (old.node.get("x-pagination"), new.node.get("x-pagination")) {
        (None, Some(_)) => {
            changes.compatible(Kind::Added, subject, "has `stream()`".to_owned());
        }
        (Some(_), None) => {
            changes.breaking(Kind::Removed, subject, "`stream()` is gone".to_owned());
        }
        (Some(old), Some(new)) if old.to_json() != new.to_json() => {
            // The items' type is that of another list.
            let breaking = old.text_at("items") != new.text_at("items");
            let text = "`stream()` goes from page to page in another way".to_owned();
            changes.note(Kind::Changed, subject, text, breaking);
        }
        _ => {}
    }
}

/// The limit in words.
pub(super) fn limit(node: &Node) -> Option<String> {
    let (requests, seconds, scope) = rate_limit(node)?;
    let whom = if scope == "Ip" { "address" } else { "user" };
    Some(format!("{requests} requests in {seconds} s for each {whom}"))
}

fn secured(security: Security<'_>) -> String {
    match security {
        Security::Public => "public".to_owned(),
        Security::Optional(scheme) => format!("signed with {scheme} where there are credentials"),
        Security::Required(scheme) => format!("signed with {scheme}"),
    }
}

/// What a caller may set.
struct Input<'a> {
    /// `query parameter` or `body member`.
    what: String,
    name: &'a str,
    kind: String,
    wire: String,
    required: bool,
}

fn parameters(seen: Seen<'_>) -> Vec<Input<'_>> {
    let parameters = seen.operation.parameters.iter();
    parameters
        .map(|parameter| Input {
            what: format!("{} parameter", parameter.location),
            name: parameter.name,
            kind: rust(seen.exchange, seen.group.document, parameter.schema),
            wire: wire(parameter.schema),
            required: parameter.required,
        })
        .collect()
}

fn body(seen: Seen<'_>) -> Vec<Input<'_>> {
    let Some(schema) = seen.operation.body_schema() else { return Vec::new() };
    let members: Vec<Member<'_>> = members(seen.exchange, seen.group.document, schema);
    members
        .into_iter()
        .map(|member| Input {
            what: "body member".to_owned(),
            name: member.name,
            kind: rust(seen.exchange, member.document, member.node),
            wire: wire(member.node),
            required: member.required,
        })
        .collect()
}

/// Inputs are setters of the builder, known by their names wherever they go in the request.
fn inputs(before: &[Input<'_>], after: &[Input<'_>], subject: &str, changes: &mut Changes<'_>) {
    for new in after {
        let named = format!("{} `{}`", new.what, new.name);
        let Some(old) = before.iter().find(|old| old.name == new.name) else {
            let need = if new.required { "required" } else { "optional" };
            let text = format!("new {need} {named}: `{}`", new.kind);
            changes.note(Kind::Added, subject, text, new.required);
            continue;
        };
        if old.what != new.what {
            let text = format!("`{}` is a {}, was a {}", new.name, new.what, old.what);
            changes.compatible(Kind::Changed, subject, text);
        }
        if old.kind != new.kind {
            let text = format!("{named} is `{}`, was `{}`", new.kind, old.kind);
            changes.breaking(Kind::Changed, subject, text);
        } else if old.wire != new.wire {
            let text = format!("{named} is sent as {}, was {}", new.wire, old.wire);
            changes.compatible(Kind::Changed, subject, text);
        }
        if old.required != new.required {
            let (is, was) =
                if new.required { ("required", "optional") } else { ("optional", "required") };
            let text = format!("{named} is {is}, was {was}");
            changes.note(Kind::Changed, subject, text, new.required);
        }
    }
    for old in before {
        if !after.iter().any(|new| new.name == old.name) {
            let text = format!("{} `{}` is gone", old.what, old.name);
            changes.breaking(Kind::Removed, subject, text);
        }
    }
}

fn body_name(seen: Seen<'_>) -> Option<String> {
    let schema = seen.operation.body_schema()?;
    Some(rust(seen.exchange, seen.group.document, schema))
}

fn payload(seen: Seen<'_>) -> String {
    match answer(seen.exchange, seen.group, seen.operation) {
        Some((document, schema)) => member_type(seen.exchange, document, schema, true),
        None => "()".to_owned(),
    }
}

/// The payload's schema: without the wrapper where there is one.
pub(super) fn answer<'a>(
    exchange: &'a Exchange,
    group: &'a Group<'a>,
    operation: &Operation<'a>,
) -> Option<(&'a crate::spec::Document, &'a Node)> {
    let schema = operation.success.as_ref()?.schema?;
    if operation.enveloped {
        model::payload(exchange, group.document, schema)
    } else {
        Some((group.document, schema))
    }
}
