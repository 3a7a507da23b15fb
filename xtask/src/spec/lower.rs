//! From a spec as it is written to the plain OpenAPI that progenitor understands.
//!
//! What progenitor would get wrong is taken out and kept for our own writers: envelopes give way
//! to their payloads, failed answers and examples go, lists that may come bare become their
//! pages, and every `$ref` points into the document itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    Document, Exchange,
    model::{self, Group, Operation},
    node::{Data, Node},
};

/// The schemas that a document's operations use, and the document for progenitor.
pub struct Lowered {
    pub openapi: Value,
    /// Schemas of this document in use.
    pub own: BTreeSet<String>,
    /// Schemas of the common document in use.
    pub common: BTreeSet<String>,
}

struct Lowering<'a> {
    exchange: &'a Exchange,
    schemas: Map<String, Value>,
    own: BTreeSet<String>,
    common: BTreeSet<String>,
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
pub fn common(exchange: &Exchange, document: &Document, used: &BTreeSet<String>) -> Lowered {
    let mut lowering = Lowering::new(exchange);
    for name in used {
        lowering.component(document, true, name);
    }
    lowering.finish(Map::new())
}

impl<'a> Lowering<'a> {
    fn new(exchange: &'a Exchange) -> Self {
        Self { exchange, schemas: Map::new(), own: BTreeSet::new(), common: BTreeSet::new() }
    }

    fn finish(self, paths: Map<String, Value>) -> Lowered {
        let openapi = json!({
            "openapi": "3.0.3",
            "info": {"title": "venue", "version": "1"},
            "paths": paths,
            "components": {"schemas": self.schemas},
        });
        Lowered { openapi, own: self.own, common: self.common }
    }

    fn operation(&mut self, document: &'a Document, operation: &Operation<'a>) -> Value {
        let mut parameters = Vec::new();
        for parameter in &operation.parameters {
            parameters.push(json!({
                "name": parameter.name,
                "in": parameter.location,
                "required": parameter.required,
                "schema": self.schema(document, parameter.schema),
            }));
        }
        let body = operation.body_schema().map(|schema| {
            let schema = self.schema(document, schema);
            json!({"required": true, "content": {"application/json": {"schema": schema}}})
        });
        let answer = operation.success.as_ref().and_then(|success| success.schema);
        let payload = answer.and_then(|answer| {
            if operation.enveloped {
                model::payload(self.exchange, document, answer)
            } else {
                Some((document, answer))
            }
        });
        let success = match payload {
            Some((document, payload)) => {
                let schema = self.schema(document, payload);
                json!({"description": "", "content": {"application/json": {"schema": schema}}})
            }
            None => json!({"description": ""}),
        };
        let mut lowered = Map::new();
        lowered.insert("operationId".to_owned(), operation.id.into());
        lowered.insert("parameters".to_owned(), parameters.into());
        lowered.extend(body.map(|body| ("requestBody".to_owned(), body)));
        lowered.insert("responses".to_owned(), json!({"200": success}));
        lowered.into()
    }

    /// A schema in place.
    fn schema(&mut self, document: &'a Document, node: &'a Node) -> Value {
        let nullable = node.get("nullable").is_some_and(Node::is_true);
        if let Some((in_common, name)) = model::only_ref(node).and_then(model::schema_ref) {
            let target = model::schema(self.exchange, document, in_common, name);
            if let Some((document, map)) = target.filter(|(_, target)| is_map(target)) {
                return self.schema(document, map);
            }
            let name = self.component(document, in_common, name);
            let target = json!({"$ref": format!("#/components/schemas/{name}")});
            return if nullable { json!({"allOf": [target], "nullable": true}) } else { target };
        }
        let mut lowered = Map::new();
        for entry in node.entries() {
            let value = match entry.key.as_str() {
                "type" | "format" | "nullable" | "required" => to_value(&entry.value),
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
        let is_common = document.name == "common";
        if let Some(page) = bare_array_page(node) {
            return self.component(document, false, page);
        }
        let used = if is_common { &mut self.common } else { &mut self.own };
        if used.insert(name.to_owned()) {
            let mut lowered = self.schema(document, node);
            if node.get("x-tuple").is_some() {
                // Only its name counts: the writer of rows makes the type.
                lowered = json!({"type": "object"});
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
