//! Writing `tests/src/generated/<exchange>/`: a table of every operation of an exchange, with a file
//! for each group, so that a test can hold a promise against all of them.

use std::collections::BTreeMap;

use super::{
    kinds::rust,
    text::{Source, literal},
};
use crate::{
    ir::{Api, Body, Example, Field, Group, Kind, Operation, Shape, Type},
    spec::node::Node,
};

/// Writes the harness of an exchange, by path below its folder.
pub(super) fn write(api: &Api) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for group in &api.groups {
        files.insert(format!("{}.rs", group.name), of_group(api, group));
    }
    let mut source = Source::file(&format!("specs/{}/", api.name));
    source.module_doc("Every operation of the exchange.");
    source.blank();
    source.line(&format!("use venue_{}::Client;", api.name));
    source.blank();
    source.line("use crate::operation::Operation;");
    source.blank();
    for group in &api.groups {
        source.line(&format!("mod {};", group.name));
    }
    source.blank();
    source.doc("The field that holds the payload of a response.");
    let data = api.envelope.as_ref().map(|envelope| literal(&envelope.data));
    let data = data.map_or("None".to_owned(), |data| format!("Some({data})"));
    source.line(&format!("pub const DATA: Option<&str> = {data};"));
    source.blank();
    source.doc("The operations, in the order of the specs.");
    source.open("pub static OPERATIONS: &[Operation<Client>] = &[");
    for group in &api.groups {
        for operation in &group.operations {
            source.line(&format!("{}::{},", group.name, operation.id.to_uppercase()));
        }
    }
    source.close("];");
    files.insert("mod.rs".to_owned(), source.finish());
    files
}

/// The operations of a group.
fn of_group(api: &Api, group: &Group) -> String {
    let mut source = Source::file(&group.file);
    source.module_doc("Each operation, with a value for every parameter.");
    source.blank();
    source.line(&format!("use venue_{}::*;", api.name));
    source.blank();
    let takes = group.operations.iter().any(|one| !one.internal && !one.request.fields.is_empty());
    let calls = group.operations.iter().any(|one| !one.internal);
    let (kept, reach) = (if takes { "kept, " } else { "" }, if calls { "reach, " } else { "" });
    source.line(&format!("use crate::{{again, {kept}operation::Operation, {reach}spec}};"));
    for operation in &group.operations {
        source.blank();
        source.doc(&format!("{}.", operation.summary));
        let name = operation.id.to_uppercase();
        source.open(&format!("pub const {name}: Operation<Client> = Operation {{"));
        source.open("spec: spec::Operation {");
        source.line(&format!("name: {},", literal(&operation.name)));
        source.line(&format!("method: {},", literal(&operation.method)));
        source.line(&format!("path: {},", literal(&operation.path)));
        let table = path(api, group, "operations");
        source.line(&format!("compiled: &{table}::{},", operation.id.to_uppercase()));
        examples(&mut source, "examples", &operation.response.examples);
        examples(&mut source, "body_examples", &operation.request.examples);
        source.close("},");
        call(&mut source, api, group, operation);
        call_with(&mut source, api, group, operation);
        let payload = rust(&operation.response.payload, &path(api, group, "types::"));
        source.line(&format!("decode: again::<{payload}>,"));
        let body = match &operation.request.body {
            Body::None => None,
            Body::Object { .. } => {
                Some(path(api, group, &format!("{}Request", operation.pascal())))
            }
            Body::Component(name) => Some(path(api, group, &format!("types::{name}"))),
            Body::List => operation
                .request
                .fields
                .first()
                .map(|field| rust(&field.kind, &path(api, group, "types::"))),
        };
        let body = body.map_or("None".to_owned(), |body| format!("Some(again::<{body}>)"));
        source.line(&format!("decode_body: {body},"));
        source.close("};");
    }
    source.finish()
}

/// How it is called by its builder; none where only a hand-written method may call it.
fn call(source: &mut Source, api: &Api, group: &Group, operation: &Operation) {
    if operation.internal {
        return source.line("call: None,");
    }
    source.open("call: Some(|client| Box::pin(async move {");
    source.line(&format!("let call = {};", start(api, group, operation)));
    for field in &operation.request.fields {
        let value = sample(api, group, field);
        source.line(&format!("let call = call.{}({value});", field.name));
    }
    source.line("reach(call.send().await)");
    source.close("})),");
}

/// How it is called with a request that was made beforehand, written and read again; none where
/// it takes nothing, or only a hand-written method may call it.
fn call_with(source: &mut Source, api: &Api, group: &Group, operation: &Operation) {
    if operation.internal || operation.request.fields.is_empty() {
        return source.line("call_with: None,");
    }
    source.open("call_with: Some(|client| Box::pin(async move {");
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
    source.close("})),");
}

fn examples(source: &mut Source, field: &str, examples: &[Example]) {
    let each = examples.iter().map(|example| {
        format!("({}, {})", literal(&example.name), literal(&example.value.to_json()))
    });
    source.line(&format!("{field}: &[{}],", each.collect::<Vec<_>>().join(", ")));
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

/// The steps of a call with values for what it requires; none where a value needs a type that must
/// be named.
pub(super) fn required(api: &Api, group: &Group, operation: &Operation) -> Option<Vec<String>> {
    let fields = operation.request.fields.iter().filter(|field| field.required);
    let steps = fields.map(|field| {
        // What nearly every exchange has.
        let value = match field.wire.as_str() {
            "symbol" => literal("BTCUSDT"),
            "coin" | "marginCoin" => literal("USDT"),
            _ => sample(api, group, field),
        };
        format!(".{}({value})", field.name)
    });
    let steps: Vec<String> = steps.collect();
    (!steps.iter().any(|step| step.contains("::"))).then_some(steps)
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
