//! The operations of a bundled spec, each with the validators of what it takes and responses.

use jsonschema::{Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};
use venue_sandbox::Venue;

use super::schema::{Manner, validator};

/// Everything that a bundle says about requests and responses.
pub struct Spec {
    /// Path of the live base URL, often empty.
    pub prefix: String,
    pub operations: Vec<Operation>,
}

pub struct Operation {
    pub id: String,
    pub method: String,
    /// The path, with parameters in braces.
    pub template: String,
    pub security: Security,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Status of a success.
    pub status: u16,
    success: Validator,
    refusal: Validator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    Public,
    Optional,
    Required,
}

pub struct Parameter {
    pub name: String,
    pub in_path: bool,
    pub required: bool,
    pub schema: Value,
    validator: Validator,
}

pub struct Body {
    pub schema: Value,
    validator: Validator,
}

/// In what a request disagrees with its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub place: Location,
    pub fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Choice,
    Other,
}

/// The bundled OpenAPI document of an exchange.
pub fn bundle(exchange: &str) -> String {
    let file = format!("{}/specs/{exchange}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap()
}

impl Spec {
    /// Reads the bundle of an exchange.
    pub fn of<V: Venue>() -> Self {
        let document: Value = serde_json::from_str(&bundle(V::NAME)).unwrap();
        let either_case = V::ENUMS_IGNORE_CASE;
        let server = document["servers"][0]["url"].as_str().unwrap();
        let prefix = server.split('/').skip(3).map(|part| format!("/{part}")).collect();
        let mut operations = Vec::new();
        for (template, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations.push(Operation::new(
                    &document,
                    template,
                    method,
                    operation,
                    either_case,
                ));
            }
        }
        Self { prefix, operations }
    }

    pub fn operation(&self, id: &str) -> &Operation {
        self.operations.iter().find(|operation| operation.id == id).unwrap()
    }
}

/// The name of an operation: with its group in front, where the exchange has several.
pub fn full_name(document: &Value, operation: &Value) -> String {
    let id = operation["operationId"].as_str().unwrap();
    let group = operation["tags"][0].as_str().unwrap_or_default();
    match document["tags"].as_array().map_or(0, Vec::len) {
        0 | 1 => id.to_owned(),
        _ => format!("{group}.{}", id.strip_prefix(&format!("{group}_")).unwrap()),
    }
}

/// A response without payload may have one all the same, which clients drop.
fn wrapped(schema: Value) -> Value {
    match schema["$ref"].as_str() {
        Some("#/components/schemas/Envelope") => {
            json!({"allOf": [schema, {"type": "object", "properties": {"data": {}}}]})
        }
        _ => schema,
    }
}

impl Operation {
    fn new(document: &Value, template: &str, method: &str, it: &Value, either_case: bool) -> Self {
        let asked = Manner { either_case, ..Manner::default() };
        let refused = Manner { either_case, blank: true, closed: false };
        let told = Manner { closed: true, ..refused };
        let content = |of: &Value| of["content"]["application/json"]["schema"].clone();
        let responses = it["responses"].as_object().unwrap();
        let (status, success) = responses.iter().find(|(code, _)| code.starts_with('2')).unwrap();
        let refusal = resolved(document, &responses["4XX"]);
        let parameters = it["parameters"].as_array().into_iter().flatten();
        let parameter = |one: &Value| Parameter {
            name: one["name"].as_str().unwrap().to_owned(),
            in_path: one["in"] == "path",
            required: one["required"] == true,
            schema: resolved(document, &one["schema"]),
            validator: validator(document, &one["schema"], asked),
        };
        let body = it.get("requestBody").map(|body| Body {
            schema: resolved(document, &content(body)),
            validator: validator(document, &content(body), asked),
        });
        Self {
            id: full_name(document, it),
            method: method.to_uppercase(),
            template: template.to_owned(),
            security: match it["security"].as_array().map(Vec::as_slice) {
                Some([]) => Security::Public,
                Some(all) if all.iter().any(|one| one.as_object().is_some_and(Map::is_empty)) => {
                    Security::Optional
                }
                _ => Security::Required,
            },
            parameters: parameters.map(parameter).collect(),
            body,
            status: status.parse().unwrap(),
            success: validator(document, &wrapped(content(success)), told),
            refusal: validator(document, &content(&refusal), refused),
        }
    }

    /// In what the parameters of a request disagree: an empty one is an absent one.
    pub fn parameter_disagreements(&self, sent: &[(String, String)]) -> Vec<Disagreement> {
        let mut found = Vec::new();
        for parameter in &self.parameters {
            let place = if parameter.in_path { Location::Path } else { Location::Query };
            let mut values = sent
                .iter()
                .filter(|(name, text)| *name == parameter.name && !text.is_empty())
                .peekable();
            if parameter.required && values.peek().is_none() {
                found.push(Disagreement { place, fault: Fault::Missing });
            }
            for (_, text) in values {
                let value = typed(&parameter.schema, text);
                found.extend(disagreements(&parameter.validator, &value, place));
            }
        }
        found
    }

    /// In what a body disagrees. In a form all is text.
    pub fn body_disagreements(&self, body: &Value, is_form: bool) -> Vec<Disagreement> {
        let Some(known) = &self.body else {
            return Vec::new();
        };
        let mut body = body.clone();
        if is_form {
            for (name, value) in body.as_object_mut().unwrap() {
                *value = typed(&known.schema["properties"][name], value.as_str().unwrap());
            }
        }
        disagreements(&known.validator, &body, Location::Body)
    }

    /// In what the body of a success disagrees with the spec.
    pub fn success_problems(&self, body: &[u8]) -> Vec<String> {
        problems(&self.success, body)
    }

    /// In what the body of a refusal disagrees with the spec.
    pub fn refusal_problems(&self, body: &[u8]) -> Vec<String> {
        problems(&self.refusal, body)
    }
}

fn disagreements(validator: &Validator, value: &Value, place: Location) -> Vec<Disagreement> {
    let fault = |kind: &ValidationErrorKind| match kind {
        ValidationErrorKind::Required { .. } => Fault::Missing,
        ValidationErrorKind::Enum { .. } => Fault::Choice,
        _ => Fault::Other,
    };
    let errors = validator.iter_errors(value);
    errors.map(|error| Disagreement { place, fault: fault(error.kind()) }).collect()
}

fn problems(validator: &Validator, body: &[u8]) -> Vec<String> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return vec![error.to_string()],
    };
    let errors = validator.iter_errors(&value);
    errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A schema, with what it refers to in its place, to any depth.
fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return resolved(document, target);
    }
    if let Some([one]) = schema["allOf"].as_array().map(Vec::as_slice) {
        return resolved(document, one);
    }
    let mut schema = schema.clone();
    if let Some(fields) = schema["properties"].as_object() {
        let fields = fields.iter();
        let fields: Map<String, Value> =
            fields.map(|(name, one)| (name.clone(), resolved(document, one))).collect();
        schema["properties"] = fields.into();
    }
    if schema["items"].is_object() {
        schema["items"] = resolved(document, &schema["items"]);
    }
    schema
}

/// What a text stands for where the spec wants this: OpenAPI's style `simple` and `form`. A choice
/// is one of few texts, even if they are digits.
fn typed(schema: &Value, text: &str) -> Value {
    if let Some(choices) = schema["enum"].as_array() {
        let choice = choices.iter().find(|choice| choice.to_string().as_str() == text);
        return choice.cloned().unwrap_or_else(|| Value::from(text));
    }
    let read = match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().ok().map(Value::from),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    read.unwrap_or_else(|| Value::from(text))
}
