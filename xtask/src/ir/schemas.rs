//! Lowering schemas: what may stand in a property, a list, a parameter, a body or a response, and
//! which components there are.

use serde_json::{Map, Value, json};

use super::{
    Scalar,
    lower::{Lowering, described, page},
    scalar::SCALARS,
    types,
};
use crate::spec::{
    grammar::EXTENSIONS,
    model::{self, Doc, Kind, MAX_STEPS},
    node::{Data, Entry, Node, shown},
    report::{At, describe, listed, refuse, suggest, suggest_or},
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
    /// The whole response, where there is no envelope.
    Payload,
    /// The response with its envelope.
    Response,
}

impl Position {
    /// What may be referred to from here.
    fn takes(self, kind: Kind) -> bool {
        match self {
            Self::Property | Self::Item | Self::Payload => {
                !matches!(kind, Kind::Enveloped | Kind::Other)
            }
            Self::Column | Self::Query => kind == Kind::Enum,
            Self::Path => false,
            Self::Body | Self::Element => kind == Kind::Object,
            Self::Response => matches!(kind, Kind::Object | Kind::Enveloped),
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
            Self::Payload => "a response",
            Self::Response => "a response with its envelope",
        }
    }
}

impl<'m, 'a> Lowering<'m, 'a> {
    /// A schema in place.
    pub(super) fn schema(
        &mut self,
        doc: &'m Doc<'a>,
        node: &'a Node,
        position: Position,
        at: &At<'m>,
    ) -> Value {
        let called = position.called();
        let has = |key: &str| node.get(key).is_some();
        // Those that nobody knows are reported as such.
        for entry in node.entries() {
            if EXTENSIONS.iter().any(|(name, _)| *name == entry.key) {
                refuse!(at, entry.span; "extension":
                    "`{}` at {called}; extensions of schemas stand at components: move it", entry.key);
            }
        }
        let list = node.text_at("type") == Some("array");
        let inline =
            ["enum", "properties", "additionalProperties", "required"].into_iter().any(has);
        if has("oneOf") {
            refuse!(at, node.span; "one-of":
                "`oneOf` at {called}; make it a component with `x-bare-array`, or one object with optional fields");
        } else if has("anyOf") || has("not") || !matches!(node.data, Data::Map(_)) {
        } else if has("$ref") || has("allOf") {
            return self.reference(doc, node, position, at);
        } else if inline || node.text_at("type") == Some("object") {
            let what = if has("enum") { "an enum" } else { "an object" };
            refuse!(at, node.span; "ref-only":
                "{what} in place at {called}; make it a component and refer to it by `$ref`");
        } else if position == Position::Element || position == Position::Body && !list {
            refuse!(at, node.span; "ref-only":
                "a body in place; make it a component and refer to it by `$ref`");
        } else if position == Position::Response {
            refuse!(at, node.span; "ref-only":
                "a response in place; make it a component, `allOf` over `Envelope` and the payload");
        } else if list {
            return self.array(doc, node, position, at);
        } else {
            scalar(node, position, at);
        }
        plain(node).into()
    }

    fn array(
        &mut self,
        doc: &'m Doc<'a>,
        node: &'a Node,
        position: Position,
        at: &At<'m>,
    ) -> Value {
        if let Some(format) = node.get("format") {
            refuse!(at, format.span; "format":
                "an array has no format {}; leave it out", describe(format));
        }
        let Some(items) = node.get("items") else { return json!({}) };
        let of_arrays = items.text_at("type") == Some("array");
        let inner = match position {
            Position::Item => {
                refuse!(at, node.span; "ref-only":
                    "an array of arrays; make the inner one a component with `x-tuple`");
                return json!({});
            }
            Position::Path => {
                refuse!(at, node.span; "parameter": "a list in the path; write an integer or plain text");
                return json!({});
            }
            Position::Column => {
                refuse!(at, node.span; "tuple": "a list in a column; write a plain value");
                return json!({});
            }
            Position::Query if of_arrays => {
                refuse!(at, items.span; "parameter": "an array of arrays in the query; write a plain list");
                return json!({});
            }
            Position::Query => Position::Query,
            Position::Body => Position::Element,
            _ => Position::Item,
        };
        let mut lowered = plain(node);
        lowered.insert("items".to_owned(), self.schema(doc, items, inner, at));
        if inner == Position::Query {
            if let Some(nullable) = items.get("nullable") {
                refuse!(at, nullable.span; "parameter":
                    "an item of a list in the query cannot be null; leave `nullable` out");
            }
            if items.text_at("format").is_some_and(|format| format.starts_with("bool-")) {
                refuse!(at, items.span; "format":
                    "a list of worded bools would be sent as `true` and `false`; write text");
            }
        }
        lowered.into()
    }

    fn reference(
        &mut self,
        doc: &'m Doc<'a>,
        node: &'a Node,
        position: Position,
        at: &At<'m>,
    ) -> Value {
        if model::only_ref(node).is_none() {
            refuse!(at, node.span; "all-of":
                "`allOf` in place is a description around one `$ref`; write `allOf: [{{$ref: …}}]`, and \
                 objects with more as a component");
            return json!({});
        }
        if node.get("$ref").is_none() {
            const LOST: [&str; 7] = [
                "type",
                "format",
                "enum",
                "items",
                "properties",
                "required",
                "additionalProperties",
            ];
            for entry in node.entries().iter().filter(|entry| LOST.contains(&entry.key.as_str())) {
                refuse!(at, entry.span; "all-of":
                    "`{}` beside `allOf` would be lost; leave it out", entry.key);
            }
        }
        let Some(found) = self.model.target(doc, node) else { return json!({}) };
        let Some(entry) = found.entry else { return json!({}) };
        let kind = Kind::of(found.node);
        if position.takes(kind) || kind == Kind::Other {
            return self.referred(found, kind, node);
        }
        let (name, what, called) = (shown(&entry.key), kind.called(), position.called());
        let (rule, advice) = match position {
            Position::Body | Position::Element => {
                ("request-body", "write an object, or a list of objects")
            }
            Position::Path => ("parameter", "write an integer or plain text"),
            Position::Query => ("parameter", "write a plain value, an enum, or a list of these"),
            Position::Column => ("tuple", "write a plain value or an enum"),
            _ if kind == Kind::Enveloped => ("all-of", "refer to the payload inside"),
            Position::Response => ("envelope", "write `allOf` over `Envelope` and the payload"),
            _ => ("ref-only", "refer to an object, an enum or a tuple"),
        };
        at.add(node.span, rule, format!("{name} is {what} and stands for {called}; {advice}"));
        json!({})
    }

    /// What a reference to a component becomes.
    fn referred(&mut self, found: model::Found<'m, 'a>, kind: Kind, node: &Node) -> Value {
        let name = self.meet(found);
        if kind == Kind::Map {
            let Some((entry, values)) = found.entry.zip(values(found.node)) else {
                return json!({});
            };
            if self.maps >= MAX_STEPS {
                return json!({});
            }
            self.maps += 1;
            let at = self.at_component(found.doc, entry);
            let values = self.schema(found.doc, values, Position::Item, &at);
            self.maps -= 1;
            return json!({"type": "object", "additionalProperties": values});
        }
        let target = json!({"$ref": format!("#/components/schemas/{name}")});
        match node.get("nullable").is_some_and(Node::is_true) {
            true => json!({"allOf": [target], "nullable": true}),
            false => target,
        }
    }

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
                let shape = types::variants(entry, at);
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
                let shape = types::columns(entry, at);
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

/// The values of a map.
fn values(node: &Node) -> Option<&Node> {
    node.get("additionalProperties").filter(|values| !values.entries().is_empty())
}

/// A scalar, and of a list what stands beside its items.
fn plain(node: &Node) -> Map<String, Value> {
    let mut lowered = Map::new();
    for name in ["type", "format"] {
        lowered.extend(node.text_at(name).map(|text| (name.to_owned(), text.into())));
    }
    if let Some(Data::Bool(nullable)) = node.get("nullable").map(|one| &one.data) {
        lowered.insert("nullable".to_owned(), (*nullable).into());
    }
    lowered
}

/// Checks that what is required is there, once.
fn required(node: &Node, at: &At<'_>) {
    let properties = node.get("properties").map_or(&[][..], Node::entries).iter();
    let known: Vec<&str> = properties.map(|entry| entry.key.as_str()).collect();
    let mut seen = std::collections::HashSet::new();
    for (item, name) in node
        .get("required")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|item| Some((item, item.text()?)))
    {
        let first = seen.insert(name);
        if !known.contains(&name) {
            let advice = suggest_or(name, known.iter().copied(), "; leave it out or describe it");
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

/// Checks a plain value: one of the types in the table of `specs/README.md`.
fn scalar(node: &Node, position: Position, at: &At<'_>) {
    let format = node.get("format");
    let name = format.and_then(Node::text);
    let span = format.map_or(node.span, |format| format.span);
    let Some(kind) = node.get("type") else {
        return refuse!(at, node.span; "format":
            "a schema without `type`; write one of the table in `specs/README.md`");
    };
    let Some(kind) = kind.text() else { return };
    if !["string", "number", "integer", "boolean"].contains(&kind) {
        return;
    }
    let plain = matches!((kind, name), ("string" | "boolean", None) | ("integer", Some("int64")));
    let scalar = name.and_then(|name| Scalar::of(kind, name));
    if !plain && scalar.is_none() {
        return no_format(kind, name, span, at);
    }
    match position {
        Position::Path
            if !matches!((kind, name), ("string", None) | ("integer", Some("int64"))) =>
        {
            refuse!(at, span; "parameter":
                "a parameter in the path is `type: string` without format, or an `int64`");
        }
        Position::Query if name == Some("password") => refuse!(at, span; "parameter":
            "a secret in the query would stand in logs; send it in the body, or let the hand-written half \
             sign with it"),
        Position::Column if name == Some("password") => refuse!(at, span; "tuple":
            "a secret in a column, and tuples hold no secrets; make it a property of an object"),
        Position::Item if scalar.is_some_and(|scalar| scalar.writer.is_some()) => {
            refuse!(at, span; "format":
                "a list or map of these cannot be written back in its form; write the type in which it \
                 stands in Rust: decimals as `type: string`, times and whole numbers as `type: integer`, \
                 bools as `type: boolean`");
        }
        _ => {}
    }
}

/// Reports a format that is not in the table.
fn no_format(kind: &str, name: Option<&str>, span: crate::spec::node::Span, at: &At<'_>) {
    let Some(name) = name else {
        let problem = match kind {
            "number" => {
                "a number without format would go through a binary float; write `format: decimal` or `big-decimal`"
            }
            _ => "an integer without format; write `format: int64`, or a timestamp's",
        };
        return refuse!(at, span; "format": "{problem}");
    };
    let formats = SCALARS.iter().filter(|scalar| scalar.json == kind).map(|scalar| scalar.format);
    let formats: Vec<&str> = formats.chain((kind == "integer").then_some("int64")).collect();
    let suggestion = suggest(name, formats.iter().copied());
    let advice = match (name, suggestion.as_str()) {
        _ if kind == "boolean" => "; leave it out".to_owned(),
        ("int32", _) => "; write `int64`".to_owned(),
        ("float" | "double", _) => "; write `decimal`, which rounds nothing".to_owned(),
        ("uuid" | "uri" | "url" | "email" | "hostname", _) => {
            "; leave it out: it is plain text".to_owned()
        }
        ("date", _) => "; leave it out and say in the `description` how it is written".to_owned(),
        (_, "") => format!("; there are {}", listed(formats)),
        (_, suggestion) => suggestion.to_owned(),
    };
    refuse!(at, span; "format": "type `{kind}` has no format {}{advice}", shown(name));
}
