//! From a spec as it is written to the plain OpenAPI that progenitor understands.
//!
//! What progenitor would get wrong is taken out and read by us: envelopes give way to their
//! payloads, bodies to their components, failures and examples go, lists that may come bare
//! become their pages, and every `$ref` points into the document itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::spec::{
    Document, Exchange,
    model::{self, Group, Operation},
    node::{Data, Node},
};

/// The document for progenitor, and the components that the operations use.
pub struct Lowered {
    pub openapi: Value,
    pub used: Used,
}

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
}

/// The direction in which a schema travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Body,
    Request,
    Response,
}

struct Lowering<'a> {
    exchange: &'a Exchange,
    schemas: Map<String, Value>,
    used: Used,
    way: Way,
    /// The maps that are being read, so that one of itself ends.
    maps: Vec<&'a str>,
}

/// Lowers a group.
pub fn group(exchange: &Exchange, group: &Group<'_>) -> Lowered {
    let mut lowering = Lowering::new(exchange);
    let mut paths = Map::new();
    for operation in &group.operations {
        let lowered = lowering.operation(group.document, operation);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.to_owned(), lowered);
        }
    }
    lowering.finish(paths)
}

/// Lowers the schemas of the common document that groups use.
pub fn common(exchange: &Exchange, document: &Document, used: &Used) -> Lowered {
    let mut lowering = Lowering::new(exchange);
    for name in used.keys() {
        lowering.component(document, true, name);
    }
    lowering.finish(Map::new())
}

impl<'a> Lowering<'a> {
    fn new(exchange: &'a Exchange) -> Self {
        Self {
            exchange,
            schemas: Map::new(),
            used: Used::new(),
            way: Way::Response,
            maps: Vec::new(),
        }
    }

    fn finish(self, paths: Map<String, Value>) -> Lowered {
        let openapi = json!({
            "openapi": "3.0.3",
            "info": {"title": "venue", "version": "1"},
            "paths": paths,
            "components": {"schemas": self.schemas},
        });
        Lowered { openapi, used: self.used }
    }

    fn operation(&mut self, document: &'a Document, operation: &Operation<'a>) -> Value {
        self.way = Way::Request;
        let mut parameters = Vec::new();
        for parameter in &operation.parameters {
            parameters.push(json!({
                "name": parameter.name,
                "in": parameter.location,
                "required": parameter.required,
                "schema": self.schema(document, parameter.schema),
            }));
        }
        if let Some(schema) = operation.body_schema() {
            if !operation.internal && model::only_ref(schema).is_some() {
                self.way = Way::Body;
            }
            self.schema(document, schema);
        }
        self.way = Way::Response;
        let response = operation.success.as_ref().and_then(|success| success.schema);
        let payload = response.and_then(|response| {
            if operation.enveloped {
                model::payload(self.exchange, document, response)
            } else {
                Some((document, response))
            }
        });
        let success = match payload {
            Some((document, payload)) => {
                let schema = self.schema(document, payload);
                json!({"description": "", "content": {"application/json": {"schema": schema}}})
            }
            None => json!({"description": ""}),
        };
        json!({
            "operationId": operation.id,
            "parameters": parameters,
            "responses": {"200": success},
        })
    }

    /// A schema in place.
    fn schema(&mut self, document: &'a Document, node: &'a Node) -> Value {
        let nullable = node.get("nullable").is_some_and(Node::is_true);
        if let Some((in_common, name)) = model::only_ref(node).and_then(model::schema_ref) {
            let target = model::schema(self.exchange, document, in_common, name);
            if let Some((document, map)) = target.filter(|(_, target)| is_map(target)) {
                if self.maps.contains(&name) {
                    return json!({});
                }
                self.maps.push(name);
                let lowered = self.schema(document, map);
                self.maps.pop();
                return lowered;
            }
            let name = self.component(document, in_common, name);
            let target = json!({"$ref": format!("#/components/schemas/{name}")});
            return if nullable { json!({"allOf": [target], "nullable": true}) } else { target };
        }
        let mut lowered = Map::new();
        for entry in node.entries() {
            let value = match entry.key.as_str() {
                "type" | "format" | "nullable" => to_value(&entry.value),
                // What may be null is an `Option`, whether or not it must be there.
                "required" => {
                    let nullable = |name: &str| {
                        let property = node.at(&["properties", name, "nullable"]);
                        property.is_some_and(Node::is_true)
                    };
                    let names = entry.value.items().iter().filter_map(Node::text);
                    names.filter(|name| !nullable(name)).collect()
                }
                "items" | "additionalProperties" if !entry.value.entries().is_empty() => {
                    self.schema(document, &entry.value)
                }
                "properties" => {
                    let properties = entry.value.entries().iter();
                    properties
                        .map(|property| {
                            (property.key.clone(), self.schema(document, &property.value))
                        })
                        .collect::<Map<_, _>>()
                        .into()
                }
                "allOf" => {
                    entry.value.items().iter().map(|part| self.schema(document, part)).collect()
                }
                _ => continue,
            };
            lowered.insert(entry.key.clone(), value);
        }
        lowered.into()
    }

    /// Takes a component in, with all that it uses, and returns the name of the type it becomes.
    fn component(&mut self, document: &'a Document, in_common: bool, name: &str) -> String {
        let Some((document, node)) = model::schema(self.exchange, document, in_common, name) else {
            return name.to_owned();
        };
        if let Some(page) = bare_array_page(node) {
            return self.component(document, false, page);
        }
        let used = self.used.entry(name.to_owned()).or_default();
        used.is_common = document.name == "common";
        let seen = match self.way {
            Way::Body => &mut used.is_body,
            Way::Request => &mut used.in_requests,
            Way::Response => &mut used.in_responses,
        };
        if !std::mem::replace(seen, true) {
            if self.way == Way::Body {
                self.way = Way::Request;
            }
            let mut lowered = self.schema(document, node);
            if node.get("x-tuple").is_some() {
                // Only its name counts: we make the type. Its columns may use enums.
                lowered = json!({"type": "object"});
                for column in node.get("x-tuple").map_or(&[][..], Node::items) {
                    self.schema(document, column);
                }
            }
            self.schemas.insert(name.to_owned(), lowered);
        }
        name.to_owned()
    }
}

/// A map from names to values of one kind; it needs no type of its own.
fn is_map(node: &Node) -> bool {
    node.get("additionalProperties").is_some_and(|values| !values.entries().is_empty())
}

/// The page type of a list that may come bare.
pub fn bare_array_page(node: &Node) -> Option<&str> {
    node.get("x-bare-array")?;
    let alternatives = node.get("oneOf")?.items();
    alternatives.iter().find_map(model::schema_ref).map(|(_, name)| name)
}

fn to_value(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Text(text) | Data::Number(text) => Value::String(text.clone()),
        Data::List(items) => items.iter().map(to_value).collect(),
        Data::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), to_value(&entry.value)))
            .collect::<Map<_, _>>()
            .into(),
    }
}
