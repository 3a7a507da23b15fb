//! Parameters: in path or query, plain values, and no rule that nobody would keep.

use super::{
    descriptions,
    places::{self, Position},
    report::{Report, Subject},
    rules,
    specs::{Doc, Specs},
    structure::describe,
};
use crate::spec::node::Node;

/// Checks every parameter.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    for (doc, operation) in specs.operations() {
        for parameter in operation.parameters() {
            let subject = operation.subject();
            let name = parameter.text_at("name").unwrap_or("a parameter");
            let subject = subject.member(name);
            one(specs, doc, parameter, &subject, report);
        }
    }
}

fn one<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    parameter: &'a Node,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    if parameter.entries().is_empty() || parameter.get("$ref").is_some() {
        return;
    }
    let rule = &rules::PARAMETER;
    descriptions::check(subject, parameter, parameter.place, "the parameter", report);
    let position = match parameter.get("in") {
        None => Position::Query,
        Some(place) => match place.text() {
            Some("path") => Position::Path,
            Some("query") => Position::Query,
            Some("header" | "cookie") => {
                let message = format!(
                    "parameters in {} are not supported; if the signature needs it, the hand-written \
                     half of the client sends it",
                    describe(place),
                );
                return report.add(subject, place.place, rule, message);
            }
            _ => {
                let message = format!("`in` is {}; write `path` or `query`", describe(place));
                return report.add(subject, place.place, rule, message);
            }
        },
    };
    let required = parameter.get("required");
    match required {
        None => {
            let message = "no `required`; write `required: true` or `required: false`";
            report.add(subject, parameter.place, rule, message);
        }
        Some(required) if position == Position::Path && !required.is_true() => {
            let message = "a parameter in the path is always required; write `required: true`";
            report.add(subject, required.place, rule, message);
        }
        Some(_) => {}
    }
    let default = if position == Position::Path { "simple" } else { "form" };
    if let Some(style) = parameter.get("style").filter(|style| style.text() != Some(default)) {
        let message = format!(
            "the style {} is not supported; leave it out: lists are sent as `ids=1&ids=2`",
            describe(style),
        );
        report.add(subject, style.place, rule, message);
    }
    if let Some(explode) = parameter.get("explode").filter(|explode| !explode.is_true()) {
        let message = "`explode: false` is not supported: lists are sent as `ids=1&ids=2`; where the \
             exchange wants `ids=1,2`, make it `type: string` and say so";
        report.add(subject, explode.place, rule, message);
    }
    let Some(schema) = parameter.get("schema") else {
        let message = "no `schema`; say what the parameter holds";
        return report.add(subject, parameter.place, rule, message);
    };
    places::inline(specs, doc, schema, position, subject, report);
    // The runtime leaves these out where they are not given, whatever the spec says.
    if required.is_some_and(Node::is_true) && position == Position::Query {
        let found = specs.resolve(doc, schema).node;
        let format = found.text_at("format").unwrap_or_default();
        let optional = found.text_at("type") == Some("array") || format.starts_with("bool-");
        if optional {
            let message = "nothing makes sure that a required list or worded truth value is given; write \
                 `required: false` and say so in the `description`";
            report.add(subject, schema.place, rule, message);
        }
    }
    if let Some(nullable) = schema.get("nullable") {
        let message =
            "a parameter cannot be null; write `required: false` and leave `nullable` out";
        report.add(subject, nullable.place, rule, message);
    }
}
