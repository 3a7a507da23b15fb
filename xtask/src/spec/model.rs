//! What the generator needs of a spec, read from its documents.
//!
//! Reading assumes a spec that `lint-specs` has passed; what does not fit is left out here and
//! reported there.

use super::{Document, Exchange, node::Node};

/// An API group: one document.
#[derive(Debug)]
pub struct Group<'a> {
    pub document: &'a Document,
    pub operations: Vec<Operation<'a>>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation<'a> {
    pub node: &'a Node,
    pub method: &'a str,
    pub path: &'a str,
    pub id: &'a str,
    pub summary: &'a str,
    pub description: &'a str,
    pub source: Option<&'a str>,
    pub security: Security<'a>,
    pub parameters: Vec<Parameter<'a>>,
    pub body: Option<&'a Node>,
    pub success: Option<Success<'a>>,
    pub internal: bool,
    pub enveloped: bool,
}

/// A parameter in path or query.
#[derive(Debug)]
pub struct Parameter<'a> {
    pub node: &'a Node,
    pub name: &'a str,
    pub location: &'a str,
    pub required: bool,
    pub description: &'a str,
    pub schema: &'a Node,
}

/// The answer that means success.
#[derive(Debug)]
pub struct Success<'a> {
    pub schema: Option<&'a Node>,
}

/// Which credentials an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security<'a> {
    Public,
    Optional(&'a str),
    Required(&'a str),
}

/// What a path may hold operations under.
pub const METHODS: [&str; 7] = ["get", "post", "put", "delete", "patch", "head", "options"];

impl<'a> Group<'a> {
    /// Reads a document.
    pub fn of(exchange: &'a Exchange, document: &'a Document) -> Self {
        let enveloped =
            exchange.common.as_ref().is_some_and(|common| common.root.get("x-envelope").is_some());
        let mut operations = Vec::new();
        for path in document.root.get("paths").map_or(&[][..], Node::entries) {
            for entry in path.value.entries() {
                if METHODS.contains(&entry.key.as_str()) {
                    let found =
                        Operation::of(document, &path.key, &entry.key, &entry.value, enveloped);
                    operations.extend(found);
                }
            }
        }
        Self { document, operations }
    }

    /// The name of the group: `spot_market`.
    pub fn name(&self) -> &'a str {
        &self.document.name
    }
}

impl<'a> Operation<'a> {
    fn of(
        document: &'a Document,
        path: &'a str,
        method: &'a str,
        node: &'a Node,
        enveloped: bool,
    ) -> Option<Self> {
        let parameters = node.get("parameters").map_or(&[][..], Node::items);
        Some(Self {
            node,
            method,
            path,
            id: node.text_at("operationId")?,
            summary: node.text_at("summary").unwrap_or_default(),
            description: node.text_at("description").unwrap_or_default(),
            source: node.get("externalDocs").and_then(|docs| docs.text_at("url")),
            security: security(node.get("security").or_else(|| document.root.get("security"))),
            parameters: parameters.iter().filter_map(Parameter::of).collect(),
            body: node.get("requestBody"),
            success: success(node.get("responses")?),
            internal: node.get("x-internal").is_some_and(Node::is_true),
            enveloped: enveloped && node.text_at("x-envelope") != Some("none"),
        })
    }

    /// The schema of the body.
    pub fn body_schema(&self) -> Option<&'a Node> {
        self.body?.at(&["content", "application/json", "schema"])
    }
}

impl<'a> Parameter<'a> {
    fn of(node: &'a Node) -> Option<Self> {
        Some(Self {
            node,
            name: node.text_at("name")?,
            location: node.text_at("in")?,
            required: node.get("required").is_some_and(Node::is_true),
            description: node.text_at("description").unwrap_or_default(),
            schema: node.get("schema")?,
        })
    }
}

fn success(responses: &Node) -> Option<Success<'_>> {
    let entry = responses.entries().iter().find(|entry| entry.key.starts_with('2'))?;
    let media = entry.value.at(&["content", "application/json"]);
    Some(Success { schema: media.and_then(|media| media.get("schema")) })
}

fn security(node: Option<&Node>) -> Security<'_> {
    let alternatives = node.map_or(&[][..], Node::items);
    let scheme = alternatives
        .iter()
        .find_map(|alternative| alternative.entries().first())
        .map(|entry| entry.key.as_str());
    match scheme {
        None => Security::Public,
        Some(name) if alternatives.iter().any(|one| one.entries().is_empty()) => {
            Security::Optional(name)
        }
        Some(name) => Security::Required(name),
    }
}

/// Where a `$ref` to a schema leads: whether into `common.yaml`, and the name.
pub fn schema_ref(node: &Node) -> Option<(bool, &str)> {
    let target = node.text_at("$ref")?;
    match target.strip_prefix("common.yaml#/components/schemas/") {
        Some(name) => Some((true, name)),
        None => Some((false, target.strip_prefix("#/components/schemas/")?)),
    }
}

/// A `$ref`, also one inside an `allOf` that only adds a description to it.
pub fn only_ref(node: &Node) -> Option<&Node> {
    if node.get("$ref").is_some() {
        return Some(node);
    }
    match node.get("allOf")?.items() {
        [one] if one.get("$ref").is_some() && node.get("properties").is_none() => Some(one),
        _ => None,
    }
}

/// A schema by name, in the group or in the common document.
pub fn schema<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    in_common: bool,
    name: &str,
) -> Option<(&'a Document, &'a Node)> {
    let document = if in_common { exchange.common.as_ref()? } else { document };
    Some((document, document.root.at(&["components", "schemas", name])?))
}

/// The payload inside an enveloped answer: the schema of the data member, or none.
pub fn payload<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    answer: &'a Node,
) -> Option<(&'a Document, &'a Node)> {
    let common = exchange.common.as_ref()?;
    let member = common.root.get("x-envelope")?.text_at("data")?;
    property(exchange, document, answer, member, 8)
}

/// A property of an object, looked for through `$ref` and `allOf`.
fn property<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    node: &'a Node,
    name: &str,
    depth: usize,
) -> Option<(&'a Document, &'a Node)> {
    let depth = depth.checked_sub(1)?;
    if let Some((in_common, target)) = schema_ref(node) {
        let (document, node) = schema(exchange, document, in_common, target)?;
        return property(exchange, document, node, name, depth);
    }
    if let Some(found) = node.at(&["properties", name]) {
        return Some((document, found));
    }
    node.get("allOf")?
        .items()
        .iter()
        .find_map(|part| property(exchange, document, part, name, depth))
}
