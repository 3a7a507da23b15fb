//! Names that would become one name in Rust, or the name of something else.

use std::collections::HashMap;

use super::{
    report::{Report, Subject, shown},
    rules,
    specs::{Doc, Kind, Operation, Specs},
};
use crate::{
    generate::text::pascal,
    spec::node::{Node, Place},
};

/// Types that stand in the same files, or that everybody knows by these names.
const TYPES: [&str; 43] = [
    "Arc",
    "Argument",
    "BTreeMap",
    "BigDecimal",
    "Box",
    "Call",
    "CallOptions",
    "Cell",
    "Clone",
    "Cow",
    "Cursor",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "Deserialize",
    "Drop",
    "Either",
    "Err",
    "Error",
    "Fn",
    "From",
    "HashMap",
    "Into",
    "ItemStream",
    "Items",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Response",
    "Result",
    "Row",
    "Secret",
    "Send",
    "Serialize",
    "Some",
    "String",
    "Sync",
    "Transport",
    "Value",
    "Vec",
];

/// What progenitor or our builders call their own fields and methods.
const RESERVED: [&str; 10] =
    ["body", "call", "client", "info", "new", "options", "request", "send", "stream", "url"];

/// Checks properties, parameters and components.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut bundled: HashMap<String, (&str, Place)> = HashMap::new();
    for doc in &specs.docs {
        for entry in doc.components("schemas") {
            let subject = Subject::component(doc.document, &entry.key);
            component(specs, doc, &entry.key, entry.place, &subject, report);
            properties(&entry.value, &subject, report);
            for part in entry.value.get("allOf").map_or(&[][..], Node::items) {
                properties(part, &subject, report);
            }
            let shared =
                specs.docs.iter().filter(|other| other.component("schemas", &entry.key).is_some());
            if shared.count() > 1 && !doc.is_common {
                let name = format!("{}{}", pascal(&doc.document.name), entry.key);
                bundled.insert(name, (&doc.document.file, entry.place));
            }
        }
        for operation in &doc.operations {
            parameters(specs, doc, operation, report);
            confused(specs, doc, operation, report);
        }
    }
    for doc in &specs.docs {
        for entry in doc.components("schemas") {
            if let Some((file, place)) = bundled.get(&entry.key) {
                let subject = Subject::component(doc.document, &entry.key);
                let message = format!(
                    "in the bundle the component at {file}:{place} gets this name, as several groups have \
                     one of its name; call one of them otherwise",
                );
                report.add(&subject, entry.place, &rules::NAMES, message);
            }
        }
    }
}

/// Whether a name is snake_case.
pub(super) fn is_snake(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
        && heck::AsSnakeCase(name).to_string() == name
}

/// Whether a name is a word of Rust.
pub(super) fn is_keyword(name: &str) -> bool {
    name == "gen" || name == "_" || syn::parse_str::<syn::Ident>(name).is_err() && is_word(name)
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The field that progenitor makes of a property or parameter.
pub(super) fn field(name: &str) -> String {
    let name = name.replace('\'', "").replace(|c: char| !c.is_alphanumeric() && c != '_', "-");
    let snake = heck::AsSnakeCase(name).to_string();
    let field = match snake.chars().next() {
        None => "x".to_owned(),
        Some(first) if first.is_alphabetic() => snake,
        Some(_) => format!("x{snake}"),
    };
    if is_keyword(&field) { format!("{field}_") } else { field }
}

/// Whether a name says where its owner stands in place of what it is: `Response2`, `OrderInner`.
fn is_by_place(name: &str) -> bool {
    let word = name.trim_end_matches(|last: char| last.is_ascii_digit());
    name.ends_with("Inner") || (word.ends_with("Response") && word != name)
}

fn component(
    specs: &Specs<'_>,
    doc: &Doc<'_>,
    name: &str,
    place: Place,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::NAMES;
    let shown = shown(name);
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let pascal = heck::AsPascalCase(name).to_string();
    if !word || !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        let message =
            format!("the component's name {shown} is not PascalCase; write it like `OrderBook`");
        report.add(subject, place, rule, message);
    } else if pascal != name {
        let message = format!(
            "progenitor makes `{pascal}` of the component's name {shown}; write that, acronyms as words",
        );
        report.add(subject, place, rule, message);
    } else if is_by_place(name) {
        let message = format!(
            "the component's name {shown} says where it stands; say what it is, like `OrderBook`"
        );
        report.add(subject, place, rule, message);
    } else if TYPES.contains(&name) || name.starts_with("Timestamp") || name == "Self" {
        let message = format!(
            "the component's name {shown} hides another type in the generated code; add a word"
        );
        report.add(subject, place, rule, message);
    }
    if let Some(common) = specs.common().filter(|_| !doc.is_common)
        && common.component("schemas", name).is_some()
    {
        let message = format!(
            "`common.yaml` has a {shown} too; refer to that one, or call this one otherwise"
        );
        report.add(subject, place, rule, message);
    }
}

fn properties(node: &Node, subject: &Subject<'_>, report: &mut Report) {
    let mut fields: HashMap<String, &str> = HashMap::new();
    for entry in node.get("properties").map_or(&[][..], Node::entries) {
        let name = entry.key.as_str();
        let field = field(name);
        if name.is_empty() || !name.is_ascii() || name.bytes().any(|byte| byte.is_ascii_control()) {
            let message = format!(
                "the property's name {} makes no field; names are plain ASCII",
                shown(name)
            );
            report.add(subject, entry.place, &rules::NAMES, message);
        } else if let Some(other) = fields.insert(field.clone(), name) {
            let (name, other) = (shown(name), shown(other));
            let message = format!(
                "the properties {other} and {name} both become the field `{field}`; keep one, and say in its \
                 `description` that the other exists",
            );
            report.add(subject, entry.place, &rules::NAMES, message);
        }
    }
}

fn parameters<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    operation: &Operation<'a>,
    report: &mut Report,
) {
    let rule = &rules::NAMES;
    let subject = operation.subject();
    let mut fields: HashMap<String, &str> = HashMap::new();
    for parameter in operation.parameters() {
        let Some(node) = parameter.get("name") else { continue };
        let Some(name) = node.text().filter(|name| !name.is_empty()) else { continue };
        let field = field(name);
        let name_shown = shown(name);
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic());
        if !name.is_ascii() || !begins || name.bytes().any(|byte| !byte.is_ascii_graphic()) {
            let message = format!(
                "the parameter's name {name_shown} makes no field; begin it with a letter, in ASCII"
            );
            report.add(&subject, node.place, rule, message);
        } else if RESERVED.contains(&field.as_str()) {
            let message = format!(
                "the parameter {name_shown} would have the name of something else in the builder; leave it \
                 out here and let the hand-written half send it",
            );
            report.add(&subject, node.place, rule, message);
        } else if let Some(other) = fields.insert(field.clone(), name) {
            let other = shown(other);
            let message = format!(
                "the parameters {other} and {name_shown} both become `{field}`; keep one of them"
            );
            report.add(&subject, node.place, rule, message);
        }
    }
    let Some(body) = operation.body() else { return };
    let found = specs.resolve(doc, body);
    if Kind::of(found.node) != Kind::Record {
        return;
    }
    for entry in found.node.get("properties").map_or(&[][..], Node::entries) {
        let field = field(&entry.key);
        let name = shown(&entry.key);
        if let Some(other) = fields.get(&field) {
            let other = shown(other);
            let message = format!(
                "the parameter {other} and the body's member {name} both become `{field}` in the builder; \
                 send one of them",
            );
            report.add(&subject, body.place, rule, message);
        } else if ["options", "send", "stream", "new", "call"].contains(&field.as_str()) {
            let message = format!(
                "the body's member {name} would have the name of something else in the builder; make the \
                 operation `x-internal` and send it by hand",
            );
            report.add(&subject, body.place, rule, message);
        }
    }
}

/// Components that progenitor would take for what it makes of an operation.
fn confused<'a>(specs: &Specs<'a>, doc: &Doc<'a>, operation: &Operation<'a>, report: &mut Report) {
    let Some(id) = operation.id() else { return };
    let base = heck::AsPascalCase(id).to_string();
    let subject = operation.subject();
    let find = |name: &str| {
        let own = doc.component("schemas", name);
        own.or_else(|| specs.common().and_then(|common| common.component("schemas", name)))
    };
    let mut add = |name: &str, what: &str| {
        let name = shown(name);
        let message = format!(
            "progenitor would take the component {name} for {what}; call the component otherwise"
        );
        report.add(&subject, operation.place, &rules::NAMES, message);
    };
    let response = format!("{base}Response");
    // The envelope of the operation is meant to be called so.
    if find(&response).is_some_and(|found| Kind::of(&found.value) != Kind::Answer) {
        add(&response, "the answer of this operation");
    }
    let body = format!("{base}Body");
    if find(&body).is_some() {
        add(&body, "the body of this operation");
    }
    for parameter in operation.parameters() {
        let Some(name) = parameter.text_at("name") else { continue };
        let kind = heck::AsPascalCase(format!("{id}-{name}")).to_string();
        let refers = parameter.get("schema").and_then(|schema| specs.target(doc, schema));
        let itself = refers.and_then(|found| found.name) == Some(kind.as_str());
        if !itself && find(&kind).is_some() {
            add(&kind, &format!("the parameter {}", shown(name)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_called_as_progenitor_calls_them() {
        let names =
            ["uTime", "u_time", "type", "__str__", "1st", "self", "X-Mode", "a'b", "", "gen"];
        let fields =
            ["u_time", "u_time", "type_", "str", "x1st", "self_", "x_mode", "ab", "x", "gen_"];
        assert_eq!(names.map(field), fields);
    }

    #[test]
    fn snake_case_is_what_heck_leaves_as_it_is() {
        for name in ["place_order", "tickers", "get_v2_24h", "order2"] {
            assert!(is_snake(name), "{name}");
        }
        for name in ["placeOrder", "Place", "_x", "x_", "a__b", "", "1a", "a-b", "é"] {
            assert!(!is_snake(name), "{name}");
        }
    }

    #[test]
    fn keywords_are_those_of_rust_in_every_edition() {
        for name in ["type", "async", "try", "gen", "self", "Self", "crate", "abstract", "yield"] {
            assert!(is_keyword(name), "{name}");
        }
        for name in ["order", "order_type", "union", "auto", "raw", "", "1", "a-b"] {
            assert!(!is_keyword(name), "{name}");
        }
    }
}
