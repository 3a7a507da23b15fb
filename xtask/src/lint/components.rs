//! Components: which kinds there are, and what each of them holds.

use std::collections::HashSet;

use super::{
    descriptions, enums,
    places::{self, Position},
    report::{Report, Subject, shown, suggest_or},
    responses, rows, rules,
    specs::{Doc, Kind, Specs},
    structure::describe,
};
use crate::spec::{
    model,
    node::{Data, Entry, Node, Place},
};

/// Checks every component.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    for doc in &specs.docs {
        for entry in doc.components("schemas") {
            let subject = Subject::component(doc.document, &entry.key);
            component(specs, doc, entry, &subject, report);
        }
    }
}

fn component<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let node = &entry.value;
    if !matches!(node.data, Data::Map(_)) {
        return;
    }
    if node.get("$ref").is_some() || model::only_ref(node).is_some() {
        let message =
            "a component that is only another's name; refer to that one where this is used";
        return report.add(subject, entry.place, &rules::COMPONENT, message);
    }
    descriptions::check(subject, node, entry.place, "the component", report);
    if let Some(nullable) = node.get("nullable") {
        let message = "`nullable` at a component; write it where the component is used";
        report.add(subject, nullable.place, &rules::COMPONENT, message);
    }
    let kind = Kind::of(node);
    let allowed: &[&str] = match kind {
        Kind::Record => &["type", "required", "properties", "additionalProperties"],
        Kind::Enum => &["type", "format", "enum", "x-enum-varnames"],
        Kind::Row => &["type", "items", "x-tuple"],
        Kind::Map => &["type", "additionalProperties"],
        Kind::List => &["x-bare-array", "oneOf"],
        Kind::Answer => &["allOf"],
        Kind::Other => &[],
    };
    match kind {
        Kind::Record => record(specs, doc, entry, subject, report),
        Kind::Enum => enums::check(entry, subject, report),
        Kind::Row => rows::check(specs, doc, entry, subject, report),
        Kind::Map => map(specs, doc, entry, subject, report),
        Kind::List => list(specs, doc, entry, subject, report),
        Kind::Answer => responses::parts(specs, doc, node, subject, report),
        Kind::Other => other(node, entry.place, subject, report),
    }
    let shared = ["description", "deprecated", "externalDocs", "nullable"];
    // Those that OpenAPI does not know, or that are never read, are reported by their own rules.
    let ours =
        ["type", "format", "required", "properties", "additionalProperties", "items", "allOf"];
    let more = ["oneOf", "enum", "x-tuple", "x-bare-array", "x-enum-varnames"];
    for found in node.entries() {
        let key = found.key.as_str();
        let misplaced = ours.contains(&key) || more.contains(&key);
        if kind != Kind::Other && misplaced && !allowed.contains(&key) && !shared.contains(&key) {
            let called = kind.called();
            let message =
                format!("`{key}` at {called}; leave it out, or make it another component");
            report.add(subject, found.place, &rules::COMPONENT, message);
        }
    }
}

fn other(node: &Node, place: Place, subject: &Subject<'_>, report: &mut Report) {
    let never = ["anyOf", "not"];
    if node.entries().iter().any(|entry| never.contains(&entry.key.as_str())) {
        return;
    }
    let message = match node.text_at("type") {
        Some("array") => {
            "an array is no component, unless `x-tuple` makes it a row; write it where it is used"
        }
        Some("object") => {
            "an object without `properties`; list them, or say by `additionalProperties` what the map holds"
        }
        Some(_) => "a plain value is no component; write its type where it is used",
        None => "a component without `type`; write an object, an enum, a row or a map",
    };
    report.add(subject, place, &rules::COMPONENT, message);
}

fn expect_type(node: &Node, wanted: &str, what: &str, subject: &Subject<'_>, report: &mut Report) {
    match node.get("type") {
        Some(found) if found.text() == Some(wanted) => {}
        Some(found) => {
            let message =
                format!("{what} has the type {}; write `type: {wanted}`", describe(found));
            report.add(subject, found.place, &rules::COMPONENT, message);
        }
        None => {
            let message = format!("{what} has no type; write `type: {wanted}`");
            report.add(subject, node.place, &rules::COMPONENT, message);
        }
    }
}

fn record<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let node = &entry.value;
    expect_type(node, "object", "an object", subject, report);
    if let Some(more) = node.get("additionalProperties") {
        let message = match more.data {
            Data::Bool(_) => "`additionalProperties` as a truth value; leave it out: new members are \
                 always read over"
                .to_owned(),
            _ => "`additionalProperties` beside `properties` would be lost; make the map a property, or the \
                 component a map only"
                .to_owned(),
        };
        report.add(subject, more.place, &rules::ADDITIONAL_PROPERTIES, message);
    }
    let properties = node.get("properties").map_or(&[][..], Node::entries);
    if properties.is_empty() {
        let message = "an object without `properties`; list them, or say by `additionalProperties` what \
             the map holds";
        report.add(subject, entry.place, &rules::COMPONENT, message);
    }
    for entry in properties {
        let subject = subject.member(&entry.key);
        property(specs, doc, entry, &subject, report);
    }
    required(node, subject, report);
    let required = node.get("required").map_or(&[][..], Node::items);
    let required: HashSet<&str> = required.iter().filter_map(Node::text).collect();
    for entry in properties.iter().filter(|entry| required.contains(entry.key.as_str())) {
        if entry.value.get("nullable").is_some_and(Node::is_true) {
            let message = "required, and may be null; take it out of `required`: it reads the same";
            report.add(&subject.member(&entry.key), entry.place, &rules::NULLABLE, message);
        }
    }
}

/// Checks a property.
pub(super) fn property<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    if entry.value.get("$ref").is_none() && matches!(entry.value.data, Data::Map(_)) {
        descriptions::check(subject, &entry.value, entry.place, "the property", report);
    }
    places::inline(specs, doc, &entry.value, Position::Property, subject, report);
}

/// Checks that what is required is there, once.
pub(super) fn required(node: &Node, subject: &Subject<'_>, report: &mut Report) {
    let properties = node.get("properties").map_or(&[][..], Node::entries);
    let known: HashSet<&str> = properties.iter().map(|entry| entry.key.as_str()).collect();
    let mut seen = HashSet::new();
    for item in node.get("required").map_or(&[][..], Node::items) {
        let Some(name) = item.text() else { continue };
        let problem = if !known.contains(name) {
            let advice = suggest_or(
                name,
                properties.iter().map(|entry| entry.key.as_str()),
                "; leave it out or describe it",
            );
            format!("is required and no property{advice}")
        } else if !seen.insert(name) {
            "is required twice; write it once".to_owned()
        } else {
            continue;
        };
        report.add(subject, item.place, &rules::STRUCTURE, format!("{} {problem}", shown(name)));
    }
}

fn map<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let node = &entry.value;
    expect_type(node, "object", "a map", subject, report);
    let Some(values) = node.get("additionalProperties") else { return };
    if matches!(values.data, Data::Bool(_)) || values.entries().is_empty() {
        let message =
            "a map of anything; say what it holds: `additionalProperties: {type: string}`";
        return report.add(subject, values.place, &rules::ADDITIONAL_PROPERTIES, message);
    }
    places::inline(specs, doc, values, Position::Item, subject, report);
}

/// A list that may come bare.
fn list<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::ONE_OF;
    let node = &entry.value;
    let how = "write `x-bare-array: MEMBER` and `oneOf` with a `$ref` to the page and the array of the \
         member's items";
    let mut add = |place: Place, message: String| report.add(subject, place, rule, message);
    let Some(member) = node.get("x-bare-array") else {
        return add(
            entry.place,
            format!("`oneOf` without `x-bare-array` cannot be read exactly; {how}"),
        );
    };
    let parts = node.get("oneOf").map_or(&[][..], Node::items);
    let page = parts.iter().find(|part| part.get("$ref").is_some());
    let array = parts.iter().find(|part| part.text_at("type") == Some("array"));
    let (Some(name), Some(page), Some(array), 2) = (member.text(), page, array, parts.len()) else {
        return add(entry.place, format!("the list that may come bare is not whole; {how}"));
    };
    let Some(found) = specs.target(doc, page) else { return };
    if !std::ptr::eq(found.doc.document, doc.document) {
        return add(
            page.place,
            "the page stands in another document; move it beside the list".to_owned(),
        );
    }
    if Kind::of(found.node) != Kind::Record {
        let called = Kind::of(found.node).called();
        return add(page.place, format!("the page is {called}, and should be an object"));
    }
    let members = specs.members(doc, page);
    let Some(list) = members.get(name) else {
        let advice = suggest_or(name, members.names(), "; name the one that holds the list");
        return add(member.place, format!("the page has no member {}{advice}", shown(name)));
    };
    if name != super::names::field(name) {
        let field = super::names::field(name);
        let name = shown(name);
        add(
            member.place,
            format!(
                "the member {name} becomes the field `{field}`, and the macro needs one name for both"
            ),
        );
    }
    let inner = specs.resolve(doc, &list.entry.value);
    if report.objects_to(inner.doc.document, inner.node) {
        return;
    }
    let mut add = |place: Place, message: String| report.add(subject, place, rule, message);
    let schema = inner.node;
    let item = schema.get("items").filter(|_| schema.text_at("type") == Some("array"));
    match (item, array.get("items")) {
        (None, _) => {
            let name = shown(name);
            add(
                member.place,
                format!("the page's member {name} is no array; name the one that is"),
            );
        }
        (Some(inner), Some(outer)) if inner.to_json() != outer.to_json() => {
            let name = shown(name);
            add(
                outer.place,
                format!(
                    "the bare array and the page's {name} hold different items; write the same `items`"
                ),
            );
        }
        _ => {}
    }
    for other in members.iter().filter(|other| other.required && other.entry.key != name) {
        let other = shown(&other.entry.key);
        add(
            page.place,
            format!(
                "the page requires {other}, which a bare array does not have; make it optional"
            ),
        );
    }
    let same = |other: &Entry| {
        other.value.get("x-bare-array").is_some()
            && other.value.get("oneOf").map_or(&[][..], Node::items).iter().any(|part| {
                part.text_at("$ref").is_some() && part.text_at("$ref") == page.text_at("$ref")
            })
    };
    let first = doc.components("schemas").iter().find(|other| same(other));
    if let Some(first) = first.filter(|first| first.key != entry.key) {
        let name = shown(&first.key);
        add(page.place, format!("{name} makes a list of this page already; refer to that one"));
    }
}
