//! Schemas in place: what may stand in a property, a list, a parameter, a body or an answer.

use super::{
    grammar::EXTENSIONS,
    report::{Report, Subject, listed, shown, suggest},
    rules,
    specs::{Doc, Kind, Specs},
    structure::describe,
};
use crate::{
    ir::scalar::{SCALARS, Scalar},
    spec::{
        model,
        node::{Data, Node},
    },
};

/// Where a schema stands in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Property,
    /// In a list or map.
    Item,
    Column,
    Path,
    Query,
    Body,
    /// In the list that is the whole body.
    Element,
    /// The whole answer, where there is no envelope.
    Payload,
    /// The answer with its envelope.
    Answer,
}

impl Position {
    /// What may be referred to from here.
    fn takes(self, kind: Kind) -> bool {
        match self {
            Self::Property | Self::Item | Self::Payload => {
                !matches!(kind, Kind::Answer | Kind::Other)
            }
            Self::Column | Self::Query => kind == Kind::Enum,
            Self::Path => false,
            Self::Body | Self::Element => kind == Kind::Record,
            Self::Answer => matches!(kind, Kind::Record | Kind::Answer),
        }
    }

    fn called(self) -> &'static str {
        match self {
            Self::Property => "a property",
            Self::Item => "an item",
            Self::Column => "a column",
            Self::Path => "a parameter in the path",
            Self::Query => "a query parameter",
            Self::Body => "a request body",
            Self::Element => "an item of a request body",
            Self::Payload => "an answer",
            Self::Answer => "an answer with its envelope",
        }
    }
}

/// Checks a schema that stands in place.
pub(super) fn inline<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    node: &'a Node,
    position: Position,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let Data::Map(entries) = &node.data else { return };
    let called = position.called();
    // Those that nobody knows are reported as such.
    for entry in
        entries.iter().filter(|entry| EXTENSIONS.iter().any(|(name, _)| *name == entry.key))
    {
        let message = format!(
            "`{}` at {called}; extensions of schemas stand at components: move it",
            entry.key
        );
        report.add(subject, entry.place, &rules::EXTENSION, message);
    }
    let has = |key: &str| node.get(key).is_some();
    if has("oneOf") {
        let message = format!(
            "`oneOf` at {called}; make it a component with `x-bare-array`, or one object with optional members"
        );
        return report.add(subject, node.place, &rules::ONE_OF, message);
    }
    if has("anyOf") || has("not") {
        return;
    }
    if has("$ref") || has("allOf") {
        return reference(specs, doc, node, position, subject, report);
    }
    let named = ["enum", "properties", "additionalProperties", "required"];
    let inner = named.into_iter().find(|key| has(key));
    if inner.is_some() || node.text_at("type") == Some("object") {
        let what = if has("enum") { "an enum" } else { "an object" };
        let message =
            format!("{what} in place at {called}; make it a component and refer to it by `$ref`");
        return report.add(subject, node.place, &rules::REF_ONLY, message);
    }
    let is_list = position == Position::Body && node.text_at("type") == Some("array");
    match position {
        Position::Body | Position::Element if !is_list => {
            let message = "a body in place; make it a component and refer to it by `$ref`";
            return report.add(subject, node.place, &rules::REF_ONLY, message);
        }
        Position::Answer => {
            let message =
                "an answer in place; make it a component, `allOf` over `Envelope` and the payload";
            return report.add(subject, node.place, &rules::REF_ONLY, message);
        }
        _ => {}
    }
    if node.text_at("type") == Some("array") {
        return array(specs, doc, node, position, subject, report);
    }
    scalar(node, position, subject, report);
}

fn array<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    node: &'a Node,
    position: Position,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    if let Some(format) = node.get("format") {
        let message = format!("an array has no format {}; leave it out", describe(format));
        report.add(subject, format.place, &rules::FORMAT, message);
    }
    match position {
        Position::Item => {
            let message = "an array of arrays; make the inner one a component with `x-tuple`";
            return report.add(subject, node.place, &rules::REF_ONLY, message);
        }
        Position::Path => {
            let message = "a list in the path; write an integer or plain text";
            return report.add(subject, node.place, &rules::PARAMETER, message);
        }
        Position::Column => {
            let message = "a list in a column; write a plain value";
            return report.add(subject, node.place, &rules::TUPLE, message);
        }
        _ => {}
    }
    let Some(items) = node.get("items") else { return };
    let inner = match position {
        Position::Query => Position::Query,
        Position::Body => Position::Element,
        _ => Position::Item,
    };
    if inner == Position::Query && items.text_at("type") == Some("array") {
        let message = "an array of arrays in the query; write a plain list";
        return report.add(subject, items.place, &rules::PARAMETER, message);
    }
    inline(specs, doc, items, inner, subject, report);
    if let Some(nullable) = items.get("nullable").filter(|_| inner == Position::Query) {
        let message = "an item of a list in the query cannot be null; leave `nullable` out";
        report.add(subject, nullable.place, &rules::PARAMETER, message);
    }
    if inner == Position::Query
        && items.text_at("format").is_some_and(|format| format.starts_with("bool-"))
    {
        let message =
            "a list of worded truth values would be sent as `true` and `false`; write text";
        report.add(subject, items.place, &rules::FORMAT, message);
    }
}

fn reference<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    node: &'a Node,
    position: Position,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    if model::only_ref(node).is_none() {
        let message = "`allOf` in place is a description around one `$ref`; write `allOf: [{$ref: …}]`, and \
             objects with more as a component";
        return report.add(subject, node.place, &rules::ALL_OF, message);
    }
    if node.get("$ref").is_none() {
        for entry in node.entries() {
            let key = entry.key.as_str();
            let known = ["allOf", "description", "nullable", "deprecated"].contains(&key);
            let ours = [
                "type",
                "format",
                "enum",
                "items",
                "properties",
                "required",
                "additionalProperties",
            ];
            if !known && ours.contains(&key) {
                let message = format!("`{key}` beside `allOf` would be lost; leave it out");
                report.add(subject, entry.place, &rules::ALL_OF, message);
            }
        }
    }
    let Some(found) = specs.target(doc, node) else { return };
    let kind = Kind::of(found.node);
    // What is no component at all is reported there.
    if position.takes(kind) || kind == Kind::Other {
        return;
    }
    let name = shown(found.name.unwrap_or_default());
    let (called, what) = (position.called(), kind.called());
    let (rule, advice) = match position {
        Position::Body | Position::Element => {
            (&rules::REQUEST_BODY, "write an object, or a list of objects")
        }
        Position::Path => (&rules::PARAMETER, "write an integer or plain text"),
        Position::Query => (&rules::PARAMETER, "write a plain value, an enum, or a list of these"),
        Position::Column => (&rules::TUPLE, "write a plain value or an enum"),
        _ if kind == Kind::Answer => (&rules::ALL_OF, "refer to the payload inside"),
        Position::Answer => (&rules::ENVELOPE, "write `allOf` over `Envelope` and the payload"),
        _ => (&rules::REF_ONLY, "refer to an object, an enum or a row"),
    };
    report.add(
        subject,
        node.place,
        rule,
        format!("{name} is {what} and stands for {called}; {advice}"),
    );
}

/// Checks a plain value: one of the types in the table of `specs/README.md`.
fn scalar(node: &Node, position: Position, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::FORMAT;
    let format = node.get("format");
    let name = format.and_then(Node::text);
    let place = format.map_or(node.place, |format| format.place);
    let Some(kind) = node.get("type") else {
        let message = "a schema without `type`; write one of the table in `specs/README.md`";
        return report.add(subject, node.place, rule, message);
    };
    let Some(kind) = kind.text() else { return };
    if !["string", "number", "integer", "boolean"].contains(&kind) {
        return;
    }
    let plain = matches!((kind, name), ("string" | "boolean", None) | ("integer", Some("int64")));
    let known = name.is_some_and(|name| Scalar::of(kind, name).is_some());
    if !plain && !known {
        let formats = || {
            let ours =
                SCALARS.iter().filter(|scalar| scalar.json == kind).map(|scalar| scalar.format);
            ours.chain((kind == "integer").then_some("int64"))
        };
        let message = match (kind, name) {
            ("number", None) => {
                "a number without format would go through a binary float; write `format: \
                 decimal` or `big-decimal`"
                    .to_owned()
            }
            ("integer", None) => {
                "an integer without format; write `format: int64`, or a timestamp's".to_owned()
            }
            ("boolean", Some(name)) => {
                format!("a truth value has no format {}; leave it out", shown(name))
            }
            (_, Some(name)) => {
                let suggestion = suggest(name, formats());
                let advice = match (name, suggestion.as_str()) {
                    ("int32", _) => "; write `int64`".to_owned(),
                    ("float" | "double", _) => "; write `decimal`, which rounds nothing".to_owned(),
                    ("uuid" | "uri" | "url" | "email" | "hostname", _) => {
                        "; leave it out: it is plain text".to_owned()
                    }
                    ("date", _) => {
                        "; leave it out and say in the `description` how it is written".to_owned()
                    }
                    (_, "") => format!("; there are {}", listed(formats())),
                    (_, suggestion) => suggestion.to_owned(),
                };
                format!("type `{kind}` has no format {}{advice}", shown(name))
            }
            _ => return,
        };
        return report.add(subject, place, rule, message);
    }
    let scalar = name.and_then(|name| Scalar::of(kind, name));
    match position {
        Position::Path
            if !matches!((kind, name), ("string", None) | ("integer", Some("int64"))) =>
        {
            let message = "a parameter in the path is `type: string` without format, or an `int64`";
            report.add(subject, place, &rules::PARAMETER, message);
        }
        Position::Query if name == Some("password") => {
            let message = "a secret in the query would stand in logs; send it in the body, or let the \
                 hand-written half sign with it";
            report.add(subject, place, &rules::PARAMETER, message);
        }
        Position::Column if name == Some("password") => {
            report.add(
                subject,
                place,
                &rules::TUPLE,
                "a secret in a column, and rows hold no secrets; make it a property of an object",
            );
        }
        Position::Item if scalar.is_some_and(|scalar| scalar.writer.is_some()) => {
            let message = "a list or map of these cannot be written back in its form; write the type in \
                 which it stands in Rust: decimals as `type: string`, times and whole numbers as \
                 `type: integer`, truth values as `type: boolean`";
            report.add(subject, place, rule, message);
        }
        _ => {}
    }
}
