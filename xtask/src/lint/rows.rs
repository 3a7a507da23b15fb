//! Arrays that are records: every column has a name, a type and a description.

use std::collections::HashSet;

use super::{
    descriptions,
    names::is_keyword,
    places::{self, Position},
    report::{Report, Subject, shown, suggest_or},
    rules,
    specs::{Doc, Specs},
    structure::describe,
};
use crate::{
    ir::snake,
    spec::node::{Data, Entry, Node},
};

/// Checks a component with `x-tuple`.
pub(super) fn check<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &'a Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::TUPLE;
    let node = &entry.value;
    if node.text_at("type") != Some("array") {
        let message =
            "`x-tuple` stands at an array; write `type: array` and `items: {type: string}`";
        report.add(subject, entry.place, rule, message);
    }
    let Some(tuple) = node.get("x-tuple") else { return };
    let columns = tuple.items();
    if columns.is_empty() {
        let found = describe(tuple);
        let message = format!("`x-tuple` is {found} without columns; write one entry for each");
        report.add(subject, tuple.place, rule, message);
    }
    let item = node.get("items").and_then(|items| items.text_at("type"));
    let mut names = HashSet::new();
    let mut optional = false;
    for column in columns {
        let Some(name) = self::column(specs, doc, column, subject, report) else { continue };
        let subject = subject.member(name);
        if !names.insert(snake(name)) {
            let message = format!(
                "another column becomes the field `{}` too; call one otherwise",
                snake(name)
            );
            report.add(&subject, column.place, rule, message);
        }
        let this = column.get("optional").is_some_and(Node::is_true);
        if optional && !this {
            let message =
                "a column that must be there, behind one that may be missing; make it optional too";
            report.add(&subject, column.place, rule, message);
        }
        optional = this;
        if let (Some(item), Some(kind)) = (item, column.text_at("type"))
            && item != kind
        {
            let message = format!(
                "the column is of type {}, and `items` of type {}; write the same, or `items: {{}}` \
                     where the columns differ",
                shown(kind),
                shown(item),
            );
            report.add(&subject, column.place, rule, message);
        }
    }
}

/// Checks a column, and returns its name.
fn column<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    column: &'a Node,
    subject: &Subject<'_>,
    report: &mut Report,
) -> Option<&'a str> {
    const MEMBERS: [&str; 7] =
        ["name", "type", "format", "description", "optional", "$ref", "allOf"];
    const TYPES: [&str; 4] = ["string", "number", "integer", "boolean"];
    let rule = &rules::TUPLE;
    if !matches!(column.data, Data::Map(_)) {
        let message = format!(
            "a column is {}; write `{{name: price, type: string, format: decimal, description: Price.}}`",
            describe(column),
        );
        report.add(subject, column.place, rule, message);
        return None;
    }
    let Some(name) = column.get("name") else {
        report.add(subject, column.place, rule, "a column without `name`; give it one");
        return None;
    };
    let Some(name_text) = name.text() else {
        let message = format!("a column is called {}; write text", describe(name));
        report.add(subject, name.place, rule, message);
        return None;
    };
    let subject = &subject.member(name_text);
    let word = name_text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = name_text.starts_with(|first: char| first.is_ascii_lowercase());
    if !word || !begins || is_keyword(&snake(name_text)) {
        let message = format!(
            "the column's name {} makes no field; write it like `open_time`, and by no word of Rust",
            shown(name_text),
        );
        report.add(subject, name.place, rule, message);
    }
    for entry in column.entries() {
        let key = entry.key.as_str();
        if key == "nullable" {
            let message =
                "a column cannot be `nullable`; write `optional: true` for those at the end";
            report.add(subject, entry.place, rule, message);
        } else if !MEMBERS.contains(&key) {
            let advice = suggest_or(key, MEMBERS, "; leave it out");
            report.add(
                subject,
                entry.place,
                rule,
                format!("a column has no member {}{advice}", shown(key)),
            );
        }
    }
    if let Some(optional) = column.get("optional").filter(|one| !matches!(one.data, Data::Bool(_)))
    {
        let message = format!("`optional` is {}; write `true` or leave it out", describe(optional));
        report.add(subject, optional.place, rule, message);
    }
    for key in ["type", "format", "$ref"] {
        if let Some(other) = column.get(key).filter(|value| value.text().is_none()) {
            let message = format!("`{key}` of a column is {}; write text", describe(other));
            report.add(subject, other.place, rule, message);
        }
    }
    let kind = column.get("type").and_then(|kind| Some((kind.place, kind.text()?)));
    if let Some((place, kind)) = kind.filter(|(_, kind)| !TYPES.contains(kind)) {
        let advice = suggest_or(kind, TYPES, "; write `string`");
        let message = format!("a column has no type {}{advice}", shown(kind));
        report.add(subject, place, rule, message);
    }
    if column.get("type").is_none() && column.get("$ref").is_none() && column.get("allOf").is_none()
    {
        report.add(subject, column.place, rule, "a column without `type`; say what it holds");
    } else {
        places::inline(specs, doc, column, Position::Column, subject, report);
    }
    descriptions::check(subject, column, column.place, "the column", report);
    Some(name_text)
}
