//! What every operation says of itself: its id, what it does, whether it may be repeated, where
//! the facts come from.

use std::collections::HashMap;

use super::{
    descriptions,
    names::{is_keyword, is_snake},
    report::{Report, Subject, shown},
    rules,
    specs::{Operation, Specs},
    structure::describe,
};
use crate::{
    generate::text::pascal,
    spec::node::{Data, Place},
};

/// The longest summary.
const SUMMARY: usize = 80;

/// Checks every operation.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut bundled: HashMap<String, (&str, Place)> = HashMap::new();
    for doc in specs.groups() {
        let mut ids: HashMap<&str, Place> = HashMap::new();
        for operation in &doc.operations {
            let subject = operation.subject();
            id(operation, &subject, report);
            summary(operation, &subject, report);
            descriptions::check(&subject, operation.node, operation.place, "the operation", report);
            source(operation, &subject, report);
            retry(operation, &subject, report);
            flags(specs, operation, &subject, report);
            let Some(id) = operation.node.get("operationId") else { continue };
            let Some(name) = id.text() else { continue };
            let mut other =
                ids.insert(name, id.place).map(|place| (doc.document.file.as_str(), place));
            if specs.exchange.groups.len() > 1 {
                let name = format!("{}_{name}", doc.document.name);
                let bundled = bundled.insert(name, (&doc.document.file, id.place));
                other = other.or(bundled);
            }
            if let Some((file, place)) = other {
                let message = format!(
                    "another operation is called so, at {file}:{place}; call one of them otherwise"
                );
                report.add(&subject, id.place, &rules::OPERATION_ID, message);
            }
        }
    }
}

fn id(operation: &Operation<'_>, subject: &Subject<'_>, report: &mut Report) {
    // Structs, constants and methods that stand beside what the generator makes of an id.
    const TYPES: [&str; 23] = [
        "argument",
        "big_decimal",
        "box",
        "call",
        "call_options",
        "cursor",
        "date_time",
        "decimal",
        "default",
        "error",
        "item_stream",
        "items",
        "option",
        "response",
        "result",
        "secret",
        "slot",
        "string",
        "timestamp_ms",
        "timestamp_s",
        "timestamp_us",
        "transport",
        "vec",
    ];
    const OTHERS: [&str; 7] = ["all", "builder", "clone", "envelope", "limits", "new", "signer"];
    let rule = &rules::OPERATION_ID;
    let Some(id) = operation.node.get("operationId") else {
        let message =
            "no `operationId`; call it by verb and noun for writes, by the noun for reads";
        return report.add(subject, operation.place, rule, message);
    };
    let Some(name) = id.text() else {
        let message = format!("the `operationId` is {}; write a name in snake_case", describe(id));
        return report.add(subject, id.place, rule, message);
    };
    let problem = if !is_snake(name) {
        "is not snake_case; write it like `place_order`"
    } else if is_keyword(name) {
        "is a word of Rust, which no method can be called; add the noun"
    } else if TYPES.contains(&name) || OTHERS.contains(&name) {
        "is the name of something else in the generated code; add a word"
    } else if pascal(name) != heck::AsPascalCase(name).to_string() {
        "makes one type's name here and another in progenitor; write digits at the end of a word"
    } else {
        return;
    };
    report.add(subject, id.place, rule, format!("the `operationId` {} {problem}", shown(name)));
}

fn summary(operation: &Operation<'_>, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::SUMMARY;
    let Some(summary) = operation.node.get("summary") else {
        let message = "no `summary`; say in one line what it does";
        return report.add(subject, operation.node.place, rule, message);
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
    report.add(subject, summary.place, rule, format!("the summary {problem}"));
}

fn source(operation: &Operation<'_>, subject: &Subject<'_>, report: &mut Report) {
    let url = operation.node.get("externalDocs").and_then(|docs| docs.get("url"));
    let Some(url) = url else {
        let description = operation.node.text_at("description").unwrap_or_default();
        if !description.contains("Source:") {
            let message = "no source; write `externalDocs: {url: https://…}`, or a sentence `Source: …` \
                 at the end of the `description`";
            report.add(subject, operation.node.place, &rules::SOURCE, message);
        }
        return;
    };
    let text = url.text().unwrap_or_default();
    if !text.starts_with("https://") && !text.starts_with("http://") {
        let message =
            format!("the source {} is no address; begin it with `https://`", describe(url));
        report.add(subject, url.place, &rules::SOURCE, message);
    }
}

fn retry(operation: &Operation<'_>, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::RETRY;
    let Some(retry) = operation.node.get("x-retry") else {
        let message =
            "no `x-retry`; write `safe` where sending it twice does no harm, else `never`";
        return report.add(subject, operation.node.place, rule, message);
    };
    match retry.text() {
        Some("never") => {}
        Some("safe") if operation.method == "get" => {}
        Some("safe") => {
            let description = operation.node.text_at("description").unwrap_or_default();
            let words = description.split(|character: char| !character.is_alphanumeric());
            if !words.into_iter().any(|word| matches!(word, "reads" | "Reads")) {
                let method = operation.method.to_uppercase();
                let message = format!(
                    "a {method} that is `safe` to repeat; write `never`, or say in the `description` \
                     that it only reads",
                );
                report.add(subject, retry.place, rule, message);
            }
        }
        _ => {
            let message = format!("`x-retry` is {}; write `safe` or `never`", describe(retry));
            report.add(subject, retry.place, rule, message);
        }
    }
}

fn flags(specs: &Specs<'_>, operation: &Operation<'_>, subject: &Subject<'_>, report: &mut Report) {
    if let Some(internal) = operation.node.get("x-internal")
        && !matches!(internal.data, Data::Bool(true))
    {
        let found = describe(internal);
        let message = format!("`x-internal` is {found}; write `true` or leave it out");
        report.add(subject, internal.place, &rules::INTERNAL, message);
    }
    if let Some(envelope) = operation.node.get("x-envelope") {
        let problem = if envelope.text() != Some("none") {
            let found = describe(envelope);
            format!("is {found}; at an operation write `none`, or leave it out")
        } else if specs.common().is_some_and(|_| specs.envelope().is_none()) {
            "is `none`, and the exchange has no envelope; leave it out".to_owned()
        } else {
            return;
        };
        report.add(subject, envelope.place, &rules::ENVELOPE, format!("`x-envelope` {problem}"));
    }
}
