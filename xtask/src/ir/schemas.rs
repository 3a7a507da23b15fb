//! Lowering schemas in place: what may stand in a property, a list, a parameter, a body or a
//! response.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::{Scalar, Shape, scalar::SCALARS};
use crate::spec::{
    grammar::EXTENSIONS,
    model::{self, Doc, Found, Kind, MAX_STEPS, Model, page},
    node::{Data, Entry, Node, Span, shown},
    report::{At, Report, describe, listed, refuse, suggest},
};

/// The components in use, by their names.
pub type Used = BTreeMap<String, Use>;

/// Where a component is used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Use {
    /// Whether it stands in the common document.
    pub is_common: bool,
    /// Whether it is the whole body of an operation, whose request has its fields.
    pub is_body: bool,
    /// Whether it stands inside of a request.
    pub in_requests: bool,
    pub in_responses: bool,
    /// Whether it stands in an envelope or failure, of which only the examples are checked.
    pub is_checked: bool,
}

impl Use {
    /// Whether code is generated of it.
    pub fn is_written(&self) -> bool {
        self.in_requests || self.in_responses
    }

    /// Whether only examples are checked against it.
    pub fn is_only_checked(&self) -> bool {
        self.is_checked && !self.is_written()
    }

    /// Adds the uses in another group.
    pub fn merge(&mut self, other: &Self) {
        self.is_common |= other.is_common;
        self.is_body |= other.is_body;
        self.in_requests |= other.in_requests;
        self.in_responses |= other.in_responses;
        self.is_checked |= other.is_checked;
    }
}

/// The direction in which a schema travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Body,
    Request,
    Response,
    Checked,
}

/// A lowering under way.
pub(super) struct Lowering<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) report: &'m Report,
    pub(super) schemas: Map<String, Value>,
    pub(super) used: Used,
    pub(super) shapes: BTreeMap<String, Shape>,
    pub(super) way: Way,
    /// Components that were met and not read yet: a chain of them may be as long as the file.
    pub(super) open: Vec<(Found<'m, 'a>, Way)>,
    met: HashSet<(*const Node, Way)>,
    /// How many maps the schema that is being read stands in.
    pub(super) maps: usize,
}

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
    pub(super) fn new(model: &'m Model<'a>, report: &'m Report) -> Self {
        Self {
            model,
            report,
            schemas: Map::new(),
            used: Used::new(),
            shapes: BTreeMap::new(),
            way: Way::Response,
            open: Vec::new(),
            met: HashSet::new(),
            maps: 0,
        }
    }

    pub(super) fn at_component(&self, doc: &'m Doc<'a>, entry: &Entry) -> At<'m> {
        At::document(self.report, doc.document).field(&entry.key)
    }

    /// Takes a component in, with all that it uses, and returns the name of the type it becomes.
    pub(super) fn meet(&mut self, found: Found<'m, 'a>) -> String {
        let Some(entry) = found.entry else { return String::new() };
        if self.met.insert((found.node, self.way)) {
            self.open.push((found, self.way));
        }
        match Kind::of(found.node) {
            // What is left of these is their page, or what is inside.
            Kind::List => {
                let page = page(found.node).and_then(|page| self.model.target(found.doc, page));
                let page = page.filter(|page| Kind::of(page.node) == Kind::Object);
                return page.map_or_else(String::new, |page| self.meet(page));
            }
            Kind::Map | Kind::Enveloped | Kind::Other => return entry.key.clone(),
            Kind::Object | Kind::Enum | Kind::Tuple => {}
        }
        let used = self.used.entry(entry.key.clone()).or_default();
        used.is_common = found.doc.is_common;
        *match self.way {
            Way::Body => &mut used.is_body,
            Way::Request => &mut used.in_requests,
            Way::Response => &mut used.in_responses,
            Way::Checked => &mut used.is_checked,
        } = true;
        entry.key.clone()
    }

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
}

/// The values of a map.
pub(super) fn values(node: &Node) -> Option<&Node> {
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
fn no_format(kind: &str, name: Option<&str>, span: Span, at: &At<'_>) {
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
