//! Lowering components: which kinds there are, and what each of them holds.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    schemas::{Lowering, Position, values},
    shapes,
};
use crate::spec::{
    model::{self, Doc, Kind, page},
    node::{Data, Entry, Node, shown},
    report::{At, describe, listed, refuse, suggest_or},
    values::described,
};

impl<'m, 'a> Lowering<'m, 'a> {
    /// Reads a component; returns its schema where it is one that becomes a type.
    pub(super) fn component(
        &mut self,
        doc: &'m Doc<'a>,
        entry: &'a Entry,
        at: &At<'m>,
    ) -> Option<Value> {
        let node = &entry.value;
        if !matches!(node.data, Data::Map(_)) {
            return None;
        }
        if model::only_ref(node).is_some() {
            refuse!(at, entry.span; "component":
                "a component that is only another's name; refer to that one where this is used");
            return None;
        }
        described(at, node, entry.span, "the component");
        if let Some(nullable) = node.get("nullable") {
            refuse!(at, nullable.span; "component":
                "`nullable` at a component; write it where the component is used");
        }
        let kind = Kind::of(node);
        let allowed: &[&str] = match kind {
            Kind::Object => &["type", "required", "properties", "additionalProperties"],
            Kind::Enum => &["type", "format", "enum", "x-enum-varnames"],
            Kind::Tuple => &["type", "items", "x-tuple"],
            Kind::Map => &["type", "additionalProperties"],
            Kind::List => &["x-bare-array", "oneOf"],
            Kind::Enveloped | Kind::Other => &["allOf"],
        };
        // Those that OpenAPI does not know, or that are never read, are reported by their own rules.
        const OURS: [&str; 12] = [
            "type",
            "format",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "allOf",
            "oneOf",
            "enum",
            "x-tuple",
            "x-bare-array",
            "x-enum-varnames",
        ];
        for found in node.entries().iter().filter(|_| kind != Kind::Other) {
            let key = found.key.as_str();
            if OURS.contains(&key) && !allowed.contains(&key) {
                refuse!(at, found.span; "component":
                    "`{key}` at {}; leave it out, or make it another component", kind.called());
            }
        }
        match kind {
            Kind::Object => return Some(self.object(doc, entry, at)),
            Kind::Enum => {
                let shape = shapes::variants(entry, at);
                self.shapes.insert(entry.key.clone(), shape);
                return Some(json!({"type": node.text_at("type").unwrap_or("string")}));
            }
            Kind::Tuple => {
                for column in node.get("x-tuple").map_or(&[][..], Node::items) {
                    let at = at.field(column.text_at("name").unwrap_or("a column"));
                    let mut typed = ["type", "$ref", "allOf"].into_iter();
                    if typed.any(|key| column.get(key).is_some()) {
                        self.schema(doc, column, Position::Column, &at);
                    }
                }
                let shape = shapes::columns(entry, at);
                self.shapes.insert(entry.key.clone(), shape);
                return Some(json!({"type": "object"}));
            }
            Kind::Map => self.map(doc, entry, at),
            Kind::List => self.list(doc, entry, at),
            Kind::Enveloped => self.enveloped_parts(doc, node, at),
            Kind::Other => other(entry, at),
        }
        None
    }

    fn object(&mut self, doc: &'m Doc<'a>, entry: &'a Entry, at: &At<'m>) -> Value {
        let node = &entry.value;
        expect_type(node, "object", "an object", at);
        if let Some(more) = node.get("additionalProperties") {
            let problem = match more.data {
                Data::Bool(_) => "as a bool; leave it out: new fields are always read over",
                _ => {
                    "beside `properties` would be lost; make the map a property, or the component a map only"
                }
            };
            refuse!(at, more.span; "additional-properties": "`additionalProperties` {problem}");
        }
        let properties = node.get("properties").map_or(&[][..], Node::entries);
        if properties.is_empty() {
            refuse!(at, entry.span; "component":
                "an object without `properties`; list them, or say by `additionalProperties` what the map holds");
        }
        let mut lowered = Map::new();
        for property in properties {
            lowered.insert(property.key.clone(), self.property(doc, property, at));
        }
        self::required(node, at);
        let required = model::required(node);
        let nullable = |one: &&Entry| one.value.get("nullable").is_some_and(Node::is_true);
        let required: Vec<&Entry> =
            properties.iter().filter(|one| required.contains(one.key.as_str())).collect();
        for property in required.iter().copied().filter(nullable) {
            refuse!(at.field(&property.key), property.span; "nullable":
                "required, and may be null; take it out of `required`: it reads the same");
        }
        // What may be null is an `Option`, whether or not it must be there.
        let required: Vec<&str> =
            required.iter().filter(|one| !nullable(one)).map(|one| one.key.as_str()).collect();
        json!({"type": "object", "properties": lowered, "required": required})
    }

    fn property(&mut self, doc: &'m Doc<'a>, entry: &'a Entry, at: &At<'m>) -> Value {
        let at = at.field(&entry.key);
        if entry.value.get("$ref").is_none() && matches!(entry.value.data, Data::Map(_)) {
            described(&at, &entry.value, entry.span, "the property");
        }
        self.schema(doc, &entry.value, Position::Property, &at)
    }

    fn map(&mut self, doc: &'m Doc<'a>, entry: &'a Entry, at: &At<'m>) {
        expect_type(&entry.value, "object", "a map", at);
        match values(&entry.value) {
            Some(values) => drop(self.schema(doc, values, Position::Item, at)),
            None => {
                let span =
                    entry.value.get("additionalProperties").map_or(entry.span, |one| one.span);
                refuse!(at, span; "additional-properties":
                    "a map of anything; say what it holds: `additionalProperties: {{type: string}}`");
            }
        }
    }

    /// A list that may come bare.
    fn list(&mut self, doc: &'m Doc<'a>, entry: &'a Entry, at: &At<'m>) {
        const HOW: &str = "write `x-bare-array: FIELD` and `oneOf` with a `$ref` to the page and the array of \
                           the field's items";
        let node = &entry.value;
        let Some(field) = node.get("x-bare-array") else {
            return refuse!(at, entry.span; "one-of":
                "`oneOf` without `x-bare-array` cannot be read exactly; {HOW}");
        };
        let parts = node.get("oneOf").map_or(&[][..], Node::items);
        let array = parts.iter().find(|part| part.text_at("type") == Some("array"));
        let (Some(name), Some(page), Some(array), 2) =
            (field.text(), page(node), array, parts.len())
        else {
            return refuse!(at, entry.span; "one-of": "the list that may come bare is not whole; {HOW}");
        };
        let Some(found) = self.model.target(doc, page) else { return };
        let kind = Kind::of(found.node);
        if found.doc.is_common != doc.is_common {
            return refuse!(at, page.span; "one-of":
                "the page stands in another document; move it beside the list");
        }
        if kind != Kind::Object {
            return refuse!(at, page.span; "one-of":
                "the page is {}, and should be an object", kind.called());
        }
        let fields = self.model.fields(doc, page);
        let known = || fields.iter().map(|field| field.entry.key.as_str());
        let name_shown = shown(name);
        let Some(list) = fields.iter().find(|field| field.entry.key == name) else {
            let advice = suggest_or(name, known(), "; name the one that holds the list");
            return refuse!(at, field.span; "one-of": "the page has no field {name_shown}{advice}");
        };
        let schema = self.model.resolve(doc, &list.entry.value).node;
        let is_array = schema.text_at("type") == Some("array");
        match (schema.get("items").filter(|_| is_array), array.get("items")) {
            (None, _) if !is_array => refuse!(at, field.span; "one-of":
                "the page's field {name_shown} is no array; name the one that is"),
            (Some(inner), Some(outer)) if inner.to_json() != outer.to_json() => {
                refuse!(at, outer.span; "one-of":
                    "the bare array and the page's {name_shown} hold different items; write the same `items`");
            }
            _ => {}
        }
        for other in fields.iter().filter(|other| other.required && other.entry.key != name) {
            refuse!(at, page.span; "one-of":
                "the page requires {}, which a bare array does not have; make it optional",
                shown(&other.entry.key));
        }
        let same = |other: &&Entry| {
            self::page(&other.value).is_some_and(|one| one.text_at("$ref") == page.text_at("$ref"))
        };
        let first = doc.components("schemas").iter().find(same);
        if let Some(first) = first.filter(|first| first.key != entry.key) {
            refuse!(at, page.span; "one-of":
                "{} makes a list of this page already; refer to that one", shown(&first.key));
        }
    }

    /// The parts of a response with its envelope.
    fn enveloped_parts(&mut self, doc: &'m Doc<'a>, node: &'a Node, at: &At<'m>) {
        let Some(envelope) = self.model.envelope() else {
            return refuse!(at, node.span; "all-of":
                "`allOf` puts the exchange's envelope around a payload, and `common.yaml` has no \
                 `x-envelope`; write one object with all fields");
        };
        let data = envelope.text_at("data").unwrap_or("data");
        for part in node.get("allOf").map_or(&[][..], Node::items) {
            if let Some(found) = self.model.target(doc, part) {
                match Kind::of(found.node) {
                    Kind::Object => drop(self.meet(found)),
                    kind => refuse!(at, part.span; "all-of":
                        "`allOf` over what is {}; name the envelope", kind.called()),
                }
                continue;
            }
            if model::only_ref(part).is_some() {
                continue;
            }
            let properties = part.get("properties").map_or(&[][..], Node::entries);
            if properties.is_empty() {
                refuse!(at, part.span; "all-of":
                    "a part of `allOf` is {} without `properties`; write a `$ref` to the envelope, and an \
                     object with `{data}`", describe(part));
            }
            for property in properties {
                let at = at.field(&property.key);
                if property.value.get("$ref").is_none() {
                    described(&at, &property.value, property.span, "the property");
                }
                // The payload is read where the operation is.
                if property.key != data {
                    self.schema(doc, &property.value, Position::Property, &at);
                }
            }
            required(part, at);
            let known = || properties.iter().map(|entry| entry.key.as_str());
            if !properties.is_empty() && !known().any(|name| name == data) {
                refuse!(at, part.span; "all-of":
                    "the object has {} and no `{data}`, which holds the payload; call it so",
                    listed(known().take(5)));
            }
        }
    }
}

/// Checks that what is required is there, once.
fn required(node: &Node, at: &At<'_>) {
    let properties = node.get("properties").map_or(&[][..], Node::entries);
    let names = || properties.iter().map(|entry| entry.key.as_str());
    let known: HashSet<&str> = names().collect();
    let mut seen = HashSet::new();
    for (item, name) in node
        .get("required")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|item| Some((item, item.text()?)))
    {
        let first = seen.insert(name);
        if !known.contains(name) {
            let advice = suggest_or(name, names(), "; leave it out or describe it");
            refuse!(at, item.span; "structure": "{} is required and no property{advice}", shown(name));
        } else if !first {
            refuse!(at, item.span; "structure": "{} is required twice; write it once", shown(name));
        }
    }
}

fn expect_type(node: &Node, wanted: &str, what: &str, at: &At<'_>) {
    match node.get("type") {
        Some(found) if found.text() == Some(wanted) => {}
        Some(found) => refuse!(at, found.span; "component":
            "{what} has the type {}; write `type: {wanted}`", describe(found)),
        None => refuse!(at, node.span; "component": "{what} has no type; write `type: {wanted}`"),
    }
}

fn other(entry: &Entry, at: &At<'_>) {
    let node = &entry.value;
    if node.get("anyOf").is_some() || node.get("not").is_some() {
        return;
    }
    let message = match node.text_at("type") {
        Some("array") => {
            "an array is no component, unless `x-tuple` makes it a tuple; write it where it is used"
        }
        Some("object") => {
            "an object without `properties`; list them, or say by `additionalProperties` what the map holds"
        }
        Some(_) => "a plain value is no component; write its type where it is used",
        None => "a component without `type`; write an object, an enum, a tuple or a map",
    };
    refuse!(at, entry.span; "component": "{message}");
}
