//! Names of components that would become one name in Rust, or the name of something else. Those
//! of fields are compared where they are made, in `ir`.

use std::collections::HashMap;

use crate::{
    ir::TAKEN,
    spec::{
        model::{Doc, Kind, Model, Operation},
        names::pascal,
        node::{Entry, Span, shown},
        report::{At, Report, refuse},
    },
};

/// Types that stand in the same files, or that everybody knows by these names.
const TYPES: &str = " Arc Argument BTreeMap BigDecimal Box Call CallOptions Cell Clone Cow Cursor DateTime \
    Debug Decimal Default Deserialize Drop Either Err Error Fn From HashMap Into ItemStream Items Iterator \
    None Ok Option PartialEq Response Result Row Secret Self Send Serialize Some String Sync Transport Value \
    Vec ";

/// What a parameter cannot be called either: these stand beside parameters where they are read.
const TAKEN_BY_READER: [&str; 4] = ["body", "client", "info", "url"];

/// Checks components, and parameters by themselves.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    let mut bundled: HashMap<String, (&str, Span)> = HashMap::new();
    for doc in &model.docs {
        let at = At::document(report, doc.document);
        for entry in doc.components("schemas") {
            component(model, doc, entry, &at.field(&entry.key));
            let holds = |other: &&Doc<'_>| other.component("schemas", &entry.key).is_some();
            if !doc.is_common && model.docs.iter().filter(holds).count() > 1 {
                let name = format!("{}{}", pascal(&doc.document.name), entry.key);
                bundled.insert(name, (&doc.document.file, entry.span));
            }
        }
        for operation in &doc.operations {
            let at = operation.at(report, doc);
            parameters(operation, &at);
            confused(model, doc, operation, &at);
        }
    }
    for doc in &model.docs {
        let at = At::document(report, doc.document);
        for entry in doc.components("schemas") {
            if let Some((file, span)) = bundled.get(&entry.key) {
                refuse!(at.field(&entry.key), entry.span; "names":
                    "in the bundle the component at {file}:{span} gets this name, as several groups have one of \
                     its name; call one of them otherwise");
            }
        }
    }
}

fn component(model: &Model<'_>, doc: &Doc<'_>, entry: &Entry, at: &At<'_>) {
    let name = entry.key.as_str();
    let shown = shown(name);
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let pascal = heck::AsPascalCase(name).to_string();
    // A name that says where its owner stands in place of what it is.
    let bare = name.trim_end_matches(|last: char| last.is_ascii_digit());
    let by_place = name.ends_with("Inner") || (bare.ends_with("Response") && bare != name);
    if !word || !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        refuse!(at, entry.span; "names":
            "the component's name {shown} is not PascalCase; write it like `OrderBook`");
    } else if pascal != name {
        refuse!(at, entry.span; "names":
            "the generator makes `{pascal}` of the component's name {shown}; write that, acronyms as words");
    } else if by_place {
        refuse!(at, entry.span; "names":
            "the component's name {shown} says where it stands; say what it is, like `OrderBook`");
    } else if TYPES.contains(&format!(" {name} ")) || name.starts_with("Timestamp") {
        refuse!(at, entry.span; "names":
            "the component's name {shown} hides another type in the generated code; add a word");
    }
    let common = model.common().filter(|_| !doc.is_common);
    if common.is_some_and(|common| common.component("schemas", name).is_some()) {
        refuse!(at, entry.span; "names":
            "`common.yaml` has a {shown} too; refer to that one, or call this one otherwise");
    }
}

fn parameters(operation: &Operation<'_>, at: &At<'_>) {
    for node in operation.parameters().iter().filter_map(|one| one.get("name")) {
        let Some(name) = node.text().filter(|name| !name.is_empty()) else { continue };
        let field = heck::AsSnakeCase(name).to_string();
        if TAKEN.contains(&field.as_str()) || TAKEN_BY_READER.contains(&field.as_str()) {
            refuse!(at, node.span; "names":
                "the parameter {} would have the name of something else in the request; leave it out here and \
                 let the hand-written half send it", shown(name));
        }
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic());
        if !begins || name.bytes().any(|byte| !byte.is_ascii_graphic()) {
            refuse!(at, node.span; "names":
                "the parameter's name {} makes no field; begin it with a letter, in ASCII", shown(name));
        }
    }
}

/// Components that would be taken for what is made of an operation.
fn confused(model: &Model<'_>, doc: &Doc<'_>, operation: &Operation<'_>, at: &At<'_>) {
    let Some(id) = operation.id() else { return };
    let base = heck::AsPascalCase(id).to_string();
    let find = |name: &str| {
        let own = doc.component("schemas", name);
        own.or_else(|| model.common().and_then(|common| common.component("schemas", name)))
    };
    let add = |name: &str, what: &str| {
        refuse!(at, operation.span; "names":
            "the generator would take the component {} for {what}; call the component otherwise", shown(name));
    };
    let response = format!("{base}Response");
    // The envelope of the operation is meant to be called so.
    if find(&response).is_some_and(|found| Kind::of(&found.value) != Kind::Enveloped) {
        add(&response, "the response of this operation");
    }
    let body = format!("{base}Body");
    if find(&body).is_some() {
        add(&body, "the body of this operation");
    }
    for parameter in operation.parameters() {
        let Some(name) = parameter.text_at("name") else { continue };
        let kind = heck::AsPascalCase(format!("{id}-{name}")).to_string();
        let refers = parameter.get("schema").and_then(|schema| model.target(doc, schema)?.entry);
        if refers.is_none_or(|entry| entry.key != kind) && find(&kind).is_some() {
            add(&kind, &format!("the parameter {}", shown(name)));
        }
    }
}
