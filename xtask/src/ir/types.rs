//! Components as types: objects with the names that were read, in the order of the spec.

use super::{
    Field, FieldPlace, Shape, Type, lower::Lowered, progenitor::Reading, schemas::Use,
    shapes::split_meanings,
};
use crate::spec::{
    model::{self, Doc, Model, page},
    node::{Entry, Node, shown},
    report::{At, refuse},
};

/// The types of a document that are in use in one of these ways, in the order of the spec. What is
/// only ever a whole body is none: its fields are those of the operation's request.
pub(super) fn types(
    model: &Model<'_>,
    doc: &Doc<'_>,
    reading: &Reading,
    lowered: &Lowered,
    wanted: impl Fn(&str) -> Option<Use>,
    at: &At<'_>,
) -> Vec<Type> {
    let mut types = Vec::new();
    for entry in doc.components("schemas") {
        let Some(used) = wanted(&entry.key).filter(|used| used.is_common == doc.is_common) else {
            continue;
        };
        let shape = lowered.shapes.get(&entry.key).cloned().unwrap_or_else(|| {
            let at = at.field(&entry.key);
            let fields = fields(model, doc, reading, entry, &at);
            let bare_list = bare_list(doc, &entry.key);
            match used.in_requests {
                true => Shape::Request { fields, bare_list },
                false => Shape::Record { fields, bare_list },
            }
        });
        types.push(Type {
            name: entry.key.clone(),
            description: description_of(&entry.value),
            shape,
        });
    }
    types
}

fn description_of(node: &Node) -> String {
    let text = node.text_at("description").unwrap_or_default();
    if node.get("enum").is_some() { split_meanings(text).0 } else { text.to_owned() }
}

/// The field whose bare list reads as the object, where there is one.
fn bare_list(doc: &Doc<'_>, name: &str) -> Option<String> {
    let target = format!("#/components/schemas/{name}");
    let mut lists = doc.components("schemas").iter();
    let is_page =
        |list: &&Entry| page(&list.value).and_then(|page| page.text_at("$ref")) == Some(&target);
    lists.find(is_page)?.value.text_at("x-bare-array").map(str::to_owned)
}

/// The fields of an object, in the order of the spec.
pub(super) fn fields(
    model: &Model<'_>,
    doc: &Doc<'_>,
    reading: &Reading,
    entry: &Entry,
    at: &At<'_>,
) -> Vec<Field> {
    let Some(read) = reading.records.get(&entry.key) else {
        refuse!(at, entry.span; "generates": "the generator makes no struct of it; please report this spec");
        return Vec::new();
    };
    let required = model::required(&entry.value);
    let mut fields: Vec<Field> = Vec::new();
    for property in entry.value.get("properties").map_or(&[][..], Node::entries) {
        let (wire, span) = (&property.key, property.span);
        if wire.is_empty() || !wire.is_ascii() || wire.bytes().any(|byte| byte.is_ascii_control()) {
            refuse!(at, span; "names":
                "the property's name {} makes no field; names are plain ASCII", shown(wire));
            continue;
        }
        let Some(read) = read.iter().find(|field| field.wire == *wire) else {
            refuse!(at, span; "generates": "the property {} becomes no field; please report this spec", shown(wire));
            continue;
        };
        if let Some(other) = fields.iter().find(|other| other.name == read.name) {
            refuse!(at, span; "names":
                "the properties {} and {} both become the field `{}`; keep one, and say in its `description` \
                 that the other exists", shown(&other.wire), shown(wire), read.name);
        }
        fields.push(Field {
            name: read.name.clone(),
            wire: wire.clone(),
            span,
            place: FieldPlace::Body,
            kind: read.kind.clone(),
            required: required.contains(wire.as_str()),
            nullable: property.value.get("nullable").is_some_and(Node::is_true),
            description: description(model, doc, &property.value),
            example: None,
        });
    }
    fields
}

/// The description of a schema in place, or the first sentence of the one it refers to.
pub(super) fn description(model: &Model<'_>, doc: &Doc<'_>, node: &Node) -> String {
    if let Some(own) = node.text_at("description") {
        return own.to_owned();
    }
    let target = model.target(doc, node);
    let target = target.and_then(|target| target.node.text_at("description"));
    let (text, _) = split_meanings(target.unwrap_or_default());
    let text = text.trim();
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text.to_owned(),
    }
}
