//! What every operation says of itself: its id, what it does, whether it may be repeated, where
//! the facts come from.

use std::collections::HashMap;

use super::exchange::rate_limit;
use crate::spec::{
    model::{Doc, Model, Operation},
    names::{is_keyword, is_snake, pascal},
    node::{Data, Node, Span, shown},
    report::{At, Report, describe, refuse},
    values::described,
};

/// The longest summary.
const SUMMARY: usize = 80;

/// Checks every operation.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    let mut bundled: HashMap<String, (&str, Span)> = HashMap::new();
    let mut clocks: Option<(&str, Span)> = None;
    let mut builders: HashMap<(&str, String), &str> = HashMap::new();
    for (doc, operation) in model.operations() {
        let at = &operation.at(report, doc);
        id(operation, at);
        made(doc, operation, &mut builders, at);
        summary(operation, at);
        described(at, operation.node, operation.span, "the operation");
        source(operation, at);
        retry(operation, at);
        flags(model, operation, at);
        if let Some(limit) = operation.node.get("x-rate-limit") {
            rate_limit(limit, at);
        }
        if let Some(node) = operation.node.get("x-clock") {
            clock(model, doc, operation, node, at);
            let here = (doc.document.file.as_str(), operation.span);
            if let Some((file, span)) = clocks.replace(here) {
                refuse!(at, node.span; "clock":
                    "{file}:{span} tells the time already; a client asks one operation: keep one");
            }
        }
        let Some((node, name)) = operation.node.get("operationId").zip(operation.id()) else {
            continue;
        };
        // In the bundle an id has its group before it.
        let full = format!("{}_{name}", doc.document.name);
        if let Some((file, span)) = bundled.insert(full, (&doc.document.file, node.span)) {
            refuse!(at, node.span; "operation-id":
                "another operation is called so, at {file}:{span}; call one of them otherwise");
        }
    }
}

fn id(operation: &Operation<'_>, at: &At<'_>) {
    // Types, constants, methods and modules that stand beside what the generator makes of an id.
    const TAKEN: &str = " argument big_decimal box call call_options cursor date_time decimal default error \
        item_stream items option response result secret slot string timestamp_ms timestamp_s timestamp_us \
        transport vec all builder clone envelope limits new signer types operations ";
    let Some(id) = operation.node.get("operationId") else {
        return refuse!(at, operation.span; "operation-id":
            "no `operationId`; call it by verb and noun for writes, by the noun for reads");
    };
    let Some(name) = id.text() else {
        return refuse!(at, id.span; "operation-id":
            "the `operationId` is {}; write a name in snake_case", describe(id));
    };
    let problem = if !is_snake(name) {
        "is not snake_case; write it like `place_order`"
    } else if is_keyword(name) {
        "is a word of Rust, which no method can be called; add the noun"
    } else if TAKEN.contains(&format!(" {name} ")) {
        "is the name of something else in the generated code; add a word"
    } else if pascal(name) != heck::AsPascalCase(name).to_string() {
        "makes two names of one type; write digits at the end of a word"
    } else {
        return;
    };
    refuse!(at, id.span; "operation-id": "the `operationId` {} {problem}", shown(name));
}

/// What is made of an operation stands in its group's module, beside the group's own handle.
fn made<'a>(
    doc: &Doc<'a>,
    operation: &Operation<'a>,
    builders: &mut HashMap<(&'a str, String), &'a str>,
    at: &At<'_>,
) {
    let Some((node, id)) = operation.node.get("operationId").zip(operation.id()) else { return };
    let group = doc.document.name.as_str();
    builders.entry((group, pascal(group))).or_insert("the group itself");
    let takes = !operation.parameters().is_empty() || operation.body().is_some();
    for name in [Some(pascal(id)), takes.then(|| format!("{}Request", pascal(id)))] {
        let Some(name) = name.filter(|_| !operation.is_internal()) else { continue };
        match builders.insert((group, name.clone()), id) {
            Some(other) if other != id => refuse!(at, node.span; "operation-id":
                "`{name}` would be made of it and of {other}, in one module; add a word"),
            _ => {}
        }
    }
}

fn summary(operation: &Operation<'_>, at: &At<'_>) {
    let Some(summary) = operation.node.get("summary") else {
        return refuse!(at, operation.node.span; "summary": "no `summary`; say in one line what it does");
    };
    let text = summary.text().unwrap_or_default().trim();
    let problem = if text.is_empty() {
        "is empty; say in one line what it does".to_owned()
    } else if text.contains('\n') {
        "has several lines; keep one, the rest belongs to the `description`".to_owned()
    } else if text.ends_with('.') {
        "ends with a full stop; leave it out".to_owned()
    } else if text.chars().count() > SUMMARY {
        let count = text.chars().count();
        format!(
            "has {count} characters; {SUMMARY} are enough, the rest belongs to the `description`"
        )
    } else {
        return;
    };
    refuse!(at, summary.span; "summary": "the summary {problem}");
}

fn source(operation: &Operation<'_>, at: &At<'_>) {
    let Some(url) = operation.node.at(&["externalDocs", "url"]) else {
        if !operation.text("description").contains("Source:") {
            refuse!(at, operation.node.span; "source":
                "no source; write `externalDocs: {{url: https://…}}`, or a sentence `Source: …` at the end of \
                 the `description`");
        }
        return;
    };
    let text = url.text().unwrap_or_default();
    if !text.starts_with("https://") && !text.starts_with("http://") {
        refuse!(at, url.span; "source":
            "the source {} is no address; begin it with `https://`", describe(url));
    }
}

fn retry(operation: &Operation<'_>, at: &At<'_>) {
    let Some(retry) = operation.node.get("x-retry") else {
        return refuse!(at, operation.node.span; "retry":
            "no `x-retry`; write `safe` where sending it twice does no harm, else `never`");
    };
    match retry.text() {
        Some("never") => {}
        Some("safe") if operation.method == "get" => {}
        Some("safe") => {
            let mut words = operation.text("description").split(|c: char| !c.is_alphanumeric());
            if !words.any(|word| matches!(word, "reads" | "Reads")) {
                refuse!(at, retry.span; "retry":
                    "a {} that is `safe` to repeat; write `never`, or say in the `description` that it only \
                     reads", operation.method.to_uppercase());
            }
        }
        _ => refuse!(at, retry.span; "retry":
            "`x-retry` is {}; write `safe` or `never`", describe(retry)),
    }
}

fn flags(model: &Model<'_>, operation: &Operation<'_>, at: &At<'_>) {
    if let Some(internal) = operation.node.get("x-internal")
        && !matches!(internal.data, Data::Bool(true))
    {
        refuse!(at, internal.span; "internal":
            "`x-internal` is {}; write `true` or leave it out", describe(internal));
    }
    let Some(envelope) = operation.node.get("x-envelope") else { return };
    if envelope.text() != Some("none") {
        refuse!(at, envelope.span; "envelope":
            "`x-envelope` is {}; at an operation write `none`, or leave it out", describe(envelope));
    } else if model.common().is_some() && model.envelope().is_none() {
        refuse!(at, envelope.span; "envelope":
            "`x-envelope` is `none`, and the exchange has no envelope; leave it out");
    }
}

/// The client asks for the time by itself, without arguments and without a key.
fn clock(model: &Model<'_>, doc: &Doc<'_>, operation: &Operation<'_>, node: &Node, at: &At<'_>) {
    let method = operation.method.to_uppercase();
    if method != "GET" {
        refuse!(at, node.span; "clock": "a {method} cannot tell the time; name a GET that does");
    }
    let mut parameters = operation.parameters().iter();
    if let Some(required) = parameters.find(|one| one.get("required").is_some_and(Node::is_true)) {
        refuse!(at, node.span; "clock":
            "the client asks for the time without {}, which is required; name another operation",
            shown(required.text_at("name").unwrap_or_default()));
    }
    let security = operation.security(doc);
    if !security.is_empty() && !security.iter().any(|one| one.entries().is_empty()) {
        refuse!(at, node.span; "clock":
            "the client asks for the time unsigned, and this operation is always signed; name one that is \
             public");
    }
    if model.envelope().is_some() && operation.node.get("x-envelope").is_some() {
        refuse!(at, node.span; "clock":
            "the client reads the time through the envelope; take an operation that has it");
    }
}
