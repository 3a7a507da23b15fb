//! From a spec as it is written to the plain OpenAPI that is read for names and types, and what is
//! wrong with a spec on the way: operations here, schemas in [`super::schemas`]
//! and [`super::components`].
//!
//! What would be read wrongly is taken out and read by us: envelopes give way to their payloads,
//! bodies to their components, failures and examples go, lists that may come bare become their
//! pages, and every `$ref` points into the document itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Shape,
    schemas::{Lowering, Position, Used, Way},
};
use crate::spec::{
    model::{Doc, Found, Model, Operation},
    node::{Entry, Node, Span, shown},
    report::{At, Report, describe, refuse, suggest},
    values::described,
};

const JSON: &str = "application/json";
const ERROR: &str = "#/components/responses/Error";

/// The plain document, and the components that the operations use.
#[derive(Debug)]
pub struct Lowered {
    pub openapi: Value,
    pub used: Used,
    /// Enums and tuples, which we read ourselves.
    pub shapes: BTreeMap<String, Shape>,
}

/// Lowers a group.
pub fn group<'a>(model: &Model<'a>, doc: &Doc<'a>, report: &Report) -> Lowered {
    let mut lowering = Lowering::new(model, report);
    let mut paths = Map::new();
    for operation in &doc.operations {
        let lowered = lowering.operation(doc, operation);
        let path = paths.entry(&operation.path.key).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.to_owned(), lowered);
        }
    }
    for holder in model.common().into_iter().chain([doc]) {
        for entry in holder.components("responses") {
            lowering.shared_response(holder, entry);
        }
    }
    lowering.finish(paths)
}

/// Lowers the schemas of the common document that groups use.
pub fn common<'a>(model: &Model<'a>, doc: &Doc<'a>, used: &Used, report: &Report) -> Lowered {
    let mut lowering = Lowering::new(model, report);
    for entry in used.keys().filter_map(|name| doc.component("schemas", name)) {
        lowering.meet(Found { doc, node: &entry.value, entry: Some(entry) });
    }
    lowering.finish(Map::new())
}

impl<'m, 'a> Lowering<'m, 'a> {
    fn finish(mut self, paths: Map<String, Value>) -> Lowered {
        while let Some((found, way)) = self.open.pop() {
            let Some(entry) = found.entry else { continue };
            self.way = if way == Way::Body { Way::Request } else { way };
            let at = self.at_component(found.doc, entry);
            if let Some(schema) = self.component(found.doc, entry, &at) {
                self.schemas.insert(entry.key.clone(), schema);
            }
        }
        let openapi = json!({
            "openapi": "3.0.3",
            "info": {"title": "venue", "version": "1"},
            "paths": paths,
            "components": {"schemas": self.schemas},
        });
        Lowered { openapi, used: self.used, shapes: self.shapes }
    }

    fn operation(&mut self, doc: &'m Doc<'a>, operation: &'m Operation<'a>) -> Value {
        let at = operation.at(self.report, doc);
        self.way = Way::Request;
        let parameters = operation.parameters().iter();
        let parameters: Vec<Value> =
            parameters.filter_map(|one| self.parameter(doc, one, &at)).collect();
        self.body(doc, operation, &at);
        self.way = Way::Response;
        let success = match self.responses(doc, operation, &at) {
            Some(schema) => {
                json!({"description": "", "content": {"application/json": {"schema": schema}}})
            }
            None => json!({"description": ""}),
        };
        json!({
            "operationId": operation.id().unwrap_or_default(),
            "parameters": parameters,
            "responses": {"200": success},
        })
    }

    fn parameter(&mut self, doc: &'m Doc<'a>, node: &'a Node, at: &At<'m>) -> Option<Value> {
        let at = &at.field(node.text_at("name").unwrap_or("a parameter"));
        if node.entries().is_empty() || node.get("$ref").is_some() {
            return None;
        }
        described(at, node, node.span, "the parameter");
        let position = match node.get("in").map(|place| (place, place.text())) {
            Some((_, Some("path"))) => Position::Path,
            None | Some((_, Some("query"))) => Position::Query,
            Some((place, Some("header" | "cookie"))) => {
                refuse!(at, place.span; "parameter":
                    "parameters in {} are not supported; if the signature needs it, the hand-written half of \
                     the client sends it", describe(place));
                return None;
            }
            Some((place, _)) => {
                refuse!(at, place.span; "parameter":
                    "`in` is {}; write `path` or `query`", describe(place));
                return None;
            }
        };
        let required = node.get("required");
        match required {
            None => refuse!(at, node.span; "parameter":
                "no `required`; write `required: true` or `required: false`"),
            Some(required) if position == Position::Path && !required.is_true() => {
                refuse!(at, required.span; "parameter":
                    "a parameter in the path is always required; write `required: true`");
            }
            Some(_) => {}
        }
        let default = if position == Position::Path { "simple" } else { "form" };
        if let Some(style) = node.get("style").filter(|style| style.text() != Some(default)) {
            refuse!(at, style.span; "parameter":
                "the style {} is not supported; leave it out: lists are sent as `ids=1&ids=2`",
                describe(style));
        }
        if let Some(explode) = node.get("explode").filter(|explode| !explode.is_true()) {
            refuse!(at, explode.span; "parameter":
                "`explode: false` is not supported: lists are sent as `ids=1&ids=2`; where the exchange \
                 wants `ids=1,2`, make it `type: string` and say so");
        }
        let Some(schema) = node.get("schema") else {
            refuse!(at, node.span; "parameter": "no `schema`; say what the parameter holds");
            return None;
        };
        let lowered = self.schema(doc, schema, position, at);
        let required = required.is_some_and(Node::is_true);
        // The runtime leaves these out where they are not given, whatever the spec says.
        let found = self.model.resolve(doc, schema).node;
        let worded = found.text_at("format").is_some_and(|format| format.starts_with("bool-"));
        let many = found.text_at("type") == Some("array");
        if required && position == Position::Query && (many || worded) {
            refuse!(at, schema.span; "parameter":
                "nothing makes sure that a required list or worded bool is given; write `required: false` \
                 and say so in the `description`");
        }
        if let Some(nullable) = schema.get("nullable") {
            refuse!(at, nullable.span; "parameter":
                "a parameter cannot be null; write `required: false` and leave `nullable` out");
        }
        Some(json!({
            "name": node.text_at("name")?,
            "in": node.text_at("in")?,
            "required": required,
            "schema": lowered,
        }))
    }

    fn body(&mut self, doc: &'m Doc<'a>, operation: &Operation<'a>, at: &At<'m>) {
        let Some(body) = operation.node.get("requestBody") else { return };
        if body.get("$ref").is_some() || body.entries().is_empty() {
            return;
        }
        if operation.method == "get" {
            refuse!(at, body.span; "request-body": "a GET has no body; write parameters `in: query`");
        }
        let required = body.get("required");
        if required.is_none() {
            refuse!(at, body.span; "request-body":
                "no `required`; write `required: true`, or `required: false` where no field of the body is \
                 required");
        }
        let Some(schema) = media(body, body.span, "the body", at) else { return };
        let many = schema.text_at("type") == Some("array");
        self.way = if many || operation.is_internal() { Way::Request } else { Way::Body };
        self.schema(doc, schema, Position::Body, at);
        let Some(required) = required.filter(|required| !required.is_true()) else { return };
        if many {
            refuse!(at, required.span; "request-body":
                "a list is always sent; write `required: true`");
        } else if let Some(field) =
            self.model.fields(doc, schema).iter().find(|field| field.required)
        {
            refuse!(at, required.span; "request-body":
                "the body may be left out, and its field {} is required; write `required: true`, or make the \
                 field optional", shown(&field.entry.key));
        }
    }

    /// The responses; returns the payload of the one that means success.
    fn responses(
        &mut self,
        doc: &'m Doc<'a>,
        operation: &'m Operation<'a>,
        at: &At<'m>,
    ) -> Option<Value> {
        let responses = operation.node.get("responses")?;
        let mut first: Option<&Entry> = None;
        let mut payload = None;
        for entry in responses.entries().iter().filter(|entry| !entry.key.starts_with("x-")) {
            let (key, name) = (entry.key.as_str(), shown(&entry.key));
            let is_status = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_digit());
            match key {
                "4XX" | "5XX" => self.failure(doc, entry, at),
                _ if is_status && key.starts_with('2') => {
                    if let Some(first) = first {
                        refuse!(at, entry.span; "responses":
                            "{name} beside {}: an operation has one success; keep one", shown(&first.key));
                    } else {
                        payload = self.success(doc, operation, entry, at);
                    }
                    first = first.or(Some(entry));
                }
                _ if is_status && key.starts_with(['4', '5']) => {
                    refuse!(at, entry.span; "responses":
                    "{name}: failures are read alike; keep `4XX` and `5XX`, and say in the `description` what \
                     {name} means")
                }
                _ => refuse!(at, entry.span; "responses":
                    "{name} is no response here; write one success such as `\"200\"`, `4XX` and `5XX`"),
            }
        }
        if first.is_none() {
            refuse!(at, responses.span; "responses":
                "no success; write `\"200\"`, or the status that is documented");
        }
        for key in ["4XX", "5XX"].into_iter().filter(|key| responses.get(key).is_none()) {
            refuse!(at, responses.span; "responses":
                "no `{key}`; write `{key}: {{$ref: \"common.yaml{ERROR}\"}}`");
        }
        payload
    }

    fn failure(&self, doc: &Doc<'a>, entry: &Entry, at: &At<'m>) {
        let common = self.model.common().is_some();
        let wanted = format!("{}{ERROR}", if common { "common.yaml" } else { "" });
        let found = entry.value.text_at("$ref");
        // One that leads nowhere is reported as such.
        let leads = found.is_none_or(|found| self.model.split(doc, found).is_some());
        if found != Some(&wanted) && (leads || common) {
            refuse!(at, entry.span; "responses":
                "`{}` is not the shared failure; write `$ref: \"{wanted}\"`", entry.key);
        }
    }

    fn success(
        &mut self,
        doc: &'m Doc<'a>,
        operation: &'m Operation<'a>,
        entry: &'a Entry,
        at: &At<'m>,
    ) -> Option<Value> {
        if entry.value.get("$ref").is_some() {
            refuse!(at, entry.span; "responses":
                "a success by `$ref` would lose its payload; write it out here");
            return None;
        }
        if entry.value.text_at("description").is_some_and(|text| text.trim().is_empty()) {
            refuse!(at, entry.span; "description":
                "the description of the response is empty; say what it holds");
        }
        let schema = media(&entry.value, entry.span, "the response", at);
        if !operation.enveloped {
            return Some(self.schema(doc, schema?, Position::Payload, at));
        }
        self.enveloped(doc, entry, schema, at);
        let schema = schema?;
        self.way = Way::Checked;
        self.schema(doc, schema, Position::Response, at);
        self.way = Way::Response;
        let payload = self.model.payload(doc, schema)?;
        let owner = self.model.target(doc, schema)?;
        let at = self.at_component(owner.doc, owner.entry?).field(&payload.entry.key);
        Some(self.schema(payload.doc, &payload.entry.value, Position::Property, &at))
    }

    /// The envelope around a response has its code, and nothing that would be lost.
    fn enveloped(&self, doc: &Doc<'a>, entry: &Entry, schema: Option<&'a Node>, at: &At<'m>) {
        let Some(envelope) = self.model.envelope() else { return };
        let Some(code) = envelope.text_at("code") else { return };
        if entry.value.get("content").is_none() {
            return refuse!(at, entry.span; "envelope":
                "the response has no body, so `{code}` cannot say that it is a success; refer to `Envelope`, \
                 or write `x-envelope: none`");
        }
        // One that leads nowhere, or is written in place, is reported as such.
        let Some(schema) = schema.filter(|schema| self.model.target(doc, schema).is_some()) else {
            return;
        };
        let fields = self.model.fields(doc, schema);
        if !fields.iter().any(|field| field.entry.key == code) {
            return refuse!(at, schema.span; "envelope":
                "the response has no `{code}`, by which the envelope tells a success; write `allOf` over \
                 `Envelope` and the payload, or `x-envelope: none`");
        }
        let messages = envelope.get("message").map_or(&[][..], Node::items).iter();
        let known = ["code", "data", "time"].iter().filter_map(|key| envelope.text_at(key));
        let known: Vec<&str> = known.chain(messages.filter_map(Node::text)).collect();
        for name in fields.iter().map(|field| field.entry.key.as_str()) {
            if !known.contains(&name) {
                let suggestion = suggest(name, known.iter().copied());
                refuse!(at, schema.span; "envelope":
                    "the response's field {} is neither payload nor named by `x-envelope`, so it would be \
                     lost{suggestion}; move it into `{}`, or write `x-envelope: none`",
                    shown(name), envelope.text_at("data").unwrap_or("data"));
            }
        }
    }

    fn shared_response(&mut self, doc: &'m Doc<'a>, entry: &'a Entry) {
        let at = self.at_component(doc, entry);
        if !doc.is_common && self.model.common().is_some() {
            refuse!(at, entry.span; "responses":
                "only `Error` is shared, and it stands in `common.yaml`; write other responses at their operation");
        }
        if entry.value.get("$ref").is_some() || entry.value.entries().is_empty() {
            return;
        }
        described(&at, &entry.value, entry.span, "the response");
        self.way = Way::Checked;
        if let Some(schema) = media(&entry.value, entry.span, "the response", &at) {
            self.schema(doc, schema, Position::Payload, &at);
        }
    }
}

/// The schema of the one media type, which has an example.
fn media<'a>(node: &'a Node, span: Span, what: &str, at: &At<'_>) -> Option<&'a Node> {
    let content = node.get("content")?;
    let json = content.get(JSON);
    if content.entries().is_empty() {
        refuse!(at, span; "media-type": "`content` is empty; write `{JSON}`");
    }
    for other in content.entries().iter().filter(|entry| entry.key != JSON) {
        let name = shown(&other.key);
        match json {
            Some(_) => refuse!(at, other.span; "media-type":
                "{name} beside `{JSON}`: only JSON is generated; leave it out and say so in the `description`"),
            None => refuse!(at, other.span; "media-type":
                "the media type is {name}; only `{JSON}`, written so, is generated"),
        }
    }
    let json = json?;
    let several = json.get("examples");
    match (json.get("example"), several) {
        (Some(_), Some(several)) => refuse!(at, several.span; "example":
            "`example` beside `examples`; OpenAPI allows one of them: name them all"),
        (None, None) => refuse!(at, json.span; "example":
            "{what} has no example; write the documented one, or `examples: {{constructed: {{summary: \
             Constructed from the field list, value: …}}}}`"),
        (None, Some(several)) if several.entries().is_empty() => {
            refuse!(at, several.span; "example":
            "`examples` has none; give each a name and a `value`")
        }
        _ => {}
    }
    for entry in several.map_or(&[][..], Node::entries) {
        let summary = entry.value.text_at("summary").unwrap_or_default();
        let name = shown(&entry.key);
        if entry.key.starts_with("constructed") && !summary.starts_with("Constructed") {
            refuse!(at, entry.span; "example":
                "the example {name} says not from what; write `summary: Constructed from the field list`");
        } else if summary.is_empty() {
            refuse!(at, entry.span; "example":
                "the example {name} has no `summary`; say where it is from, or what it shows");
        }
    }
    json.get("schema")
}
