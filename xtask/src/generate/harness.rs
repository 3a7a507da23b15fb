//! Writing `tests/src/generated/<exchange>.rs`: every operation of an exchange behind one function,
//! so that a test can hold a promise against all of them.

use super::{
    kinds::rust,
    text::{Source, literal},
};
use crate::{
    ir::{Api, Body, Example, Field, Group, Kind, Operation, Shape, Type},
    spec::node::Node,
};

/// Writes the harness of an exchange.
pub(super) fn write(api: &Api) -> String {
    let mut source = Source::file(&format!("specs/{}/", api.name));
    source.module_doc("Every operation behind one function, with a value for every parameter.");
    source.blank();
    source.line(&format!("use venue_{}::*;", api.name));
    source.blank();
    source.line("use crate::{Reached, again, kept, reach, spec::Operation};");
    source.blank();
    let each =
        || api.groups.iter().flat_map(|group| group.operations.iter().map(move |one| (group, one)));
    source.doc("The operations by their full names.");
    source.open("pub const OPERATIONS: &[&str] = &[");
    for (_, operation) in each() {
        source.line(&format!("{},", literal(&operation.name)));
    }
    source.close("];");
    source.blank();
    source.doc("The field that holds the payload of a response.");
    let data = api.envelope.as_ref().map(|envelope| literal(&envelope.data));
    let data = data.map_or("None".to_owned(), |data| format!("Some({data})"));
    source.line(&format!("pub const DATA: Option<&str> = {data};"));
    source.blank();
    source.doc("What the specs say of the operations.");
    source.open("pub const SPECS: &[Operation] = &[");
    for (_, operation) in each() {
        source.open("Operation {");
        source.line(&format!("name: {},", literal(&operation.name)));
        source.line(&format!("method: {},", literal(&operation.method)));
        source.line(&format!("path: {},", literal(&operation.path)));
        examples(&mut source, "examples", &operation.response.examples);
        examples(&mut source, "body_examples", &operation.request.examples);
        source.close("},");
    }
    source.close("];");
    source.blank();
    source.doc("Calls an operation; none where only a hand-written method may call it.");
    source.open("pub async fn call(client: &Client, operation: &str) -> Option<Reached> {");
    source.open("Some(match operation {");
    for (group, operation) in each().filter(|(_, operation)| !operation.internal) {
        source.open(&format!("{} => {{", literal(&operation.name)));
        source.line(&format!("let call = {};", start(api, group, operation)));
        for field in &operation.request.fields {
            let value = sample(api, group, field);
            source.line(&format!("let call = call.{}({value});", field.name));
        }
        source.line("reach(call.send().await)");
        source.close("}");
    }
    end(&mut source);
    source.blank();
    source
        .doc("Calls an operation with a request that was made beforehand, written and read again;");
    source.doc("none where it takes nothing, or only a hand-written method may call it.");
    source.open("pub async fn call_with(client: &Client, operation: &str) -> Option<Reached> {");
    source.open("Some(match operation {");
    for (group, operation) in each().filter(|(_, one)| !one.request.fields.is_empty()) {
        source.open(&format!("{} => {{", literal(&operation.name)));
        let request = format!("{}Request", path(api, group, &operation.pascal()));
        let required = operation.request.fields.iter().filter(|field| field.required);
        let required: Vec<String> = required.map(|field| sample(api, group, field)).collect();
        source.line(&format!("let request = {request}::new({});", required.join(", ")));
        for field in operation.request.fields.iter().filter(|field| !field.required) {
            let value = sample(api, group, field);
            source.line(&format!("let request = request.{}({value});", field.name));
        }
        let start = start(api, group, operation);
        source.line(&format!("reach({start}.request(kept(&request)).send().await)"));
        source.close("}");
    }
    end(&mut source);
    source.blank();
    source.doc("Reads a payload of an operation and writes it again.");
    source
        .open("pub fn decode(operation: &str, payload: &str) -> Option<Result<String, String>> {");
    source.open("Some(match operation {");
    for (group, operation) in each() {
        let payload = rust(&operation.response.payload, &path(api, group, "types::"));
        source.line(&format!("{} => again::<{payload}>(payload),", literal(&operation.name)));
    }
    end(&mut source);
    source.blank();
    source.doc(
        "Reads a request body of an operation and writes it again; none where it has no body.",
    );
    source.open(
        "pub fn decode_body(operation: &str, body: &str) -> Option<Result<String, String>> {",
    );
    source.open("Some(match operation {");
    for (group, operation) in each() {
        let kind = match &operation.request.body {
            Body::None => continue,
            Body::Object { .. } => path(api, group, &format!("{}Request", operation.pascal())),
            Body::Component(name) => path(api, group, &format!("types::{name}")),
            Body::List => match operation.request.fields.first() {
                Some(field) => rust(&field.kind, &path(api, group, "types::")),
                None => continue,
            },
        };
        source.line(&format!("{} => again::<{kind}>(body),", literal(&operation.name)));
    }
    end(&mut source);
    source.finish()
}

fn examples(source: &mut Source, field: &str, examples: &[Example]) {
    let each = examples.iter().map(|example| {
        format!("({}, {})", literal(&example.name), literal(&example.value.to_json()))
    });
    source.line(&format!("{field}: &[{}],", each.collect::<Vec<_>>().join(", ")));
}

fn end(source: &mut Source) {
    source.line("_ => return None,");
    source.close("})");
    source.close("}");
}

/// How a builder is begun.
fn start(api: &Api, group: &Group, operation: &Operation) -> String {
    let handle = if api.is_single() { String::new() } else { format!(".{}()", group.name) };
    format!("client{handle}.{}()", operation.id)
}

/// Something of a group, as the exchange's crate has it.
fn path(api: &Api, group: &Group, name: &str) -> String {
    if api.is_single() { name.to_owned() } else { format!("{}::{name}", group.name) }
}

/// A value for a field: the spec's example where it has one, else one that fits the type.
fn sample(api: &Api, group: &Group, field: &Field) -> String {
    value(api, group, &field.kind, field.example.as_ref(), &field.name)
}

fn value(api: &Api, group: &Group, kind: &Kind, example: Option<&Node>, name: &str) -> String {
    let text = example.and_then(Node::scalar);
    match kind {
        Kind::Text => literal(text.unwrap_or(name)),
        Kind::Int => text.filter(|text| text.parse::<i64>().is_ok()).unwrap_or("7").to_owned(),
        Kind::Bool => "true".to_owned(),
        Kind::Scalar(scalar) => match scalar.rust {
            "Decimal" | "BigDecimal" => literal(text.unwrap_or("1.50")),
            "TimestampMs" => text.unwrap_or("1700000000000").to_owned() + "_i64",
            "TimestampUs" => text.unwrap_or("1700000000000000").to_owned() + "_i64",
            "TimestampS" => text.unwrap_or("1700000000").to_owned() + "_i64",
            "DateTime" => literal(text.unwrap_or("2023-11-14T22:13:20Z")),
            "i64" => text.unwrap_or("7").to_owned(),
            "bool" => "true".to_owned(),
            _ => literal("sample-secret"),
        },
        Kind::Named(of) => match api.find(group, of) {
            Some(Type { shape: Shape::Enum { integer, variants }, .. }) => {
                let first = variants.first().map(|variant| variant.value.as_str());
                let value = text.or(first).unwrap_or_default();
                if *integer { format!("{value}_i64") } else { literal(value) }
            }
            Some(Type { shape: Shape::Request { fields, .. }, .. }) => {
                object(api, group, of, fields, example)
            }
            _ => "Default::default()".to_owned(),
        },
        Kind::List(inner) => {
            let items = example.map_or(&[][..], Node::items);
            format!("[{}]", value(api, group, inner, items.first(), name))
        }
        Kind::Option(inner) => value(api, group, inner, example, name),
        Kind::Map(_) | Kind::Json | Kind::Unit => "Default::default()".to_owned(),
    }
}

/// An object inside of a request, with all its fields.
fn object(
    api: &Api,
    group: &Group,
    name: &str,
    fields: &[Field],
    example: Option<&Node>,
) -> String {
    let given = |field: &Field| {
        let found = example.and_then(|example| example.get(&field.wire));
        value(api, group, field.kind.inner(), found, &field.name)
    };
    let required: Vec<String> = fields.iter().filter(|field| field.required).map(given).collect();
    let mut made =
        format!("{}::new({})", path(api, group, &format!("types::{name}")), required.join(", "));
    for field in fields.iter().filter(|field| !field.required) {
        made.push_str(&format!(".{}({})", field.name, given(field)));
    }
    made
}
