//! Writing `tests/src/generated/<exchange>.rs`: every operation of an exchange behind one function,
//! so that a test can hold a promise against all of them.

use super::{
    builders::{Call, Setter, outside},
    scalar::Scalar,
    shape::Rust,
    text::{Source, literal},
    types::enum_variants,
};
use crate::spec::{Document, Exchange, model, node::Node};

/// The operations of one group, ready to be called.
pub(super) struct GroupCalls<'a> {
    pub(super) document: &'a Document,
    pub(super) calls: Vec<Call<'a>>,
}

/// Writes the harness of an exchange.
pub(super) fn write(exchange: &Exchange, groups: &[GroupCalls<'_>]) -> String {
    let mut source = Source::file(&format!("specs/{}/", exchange.name));
    source.module_doc("Every operation behind one function, with a value for every parameter.");
    source.blank();
    source.line(&format!("use venue_{}::*;", exchange.name));
    source.blank();
    source.line("use crate::{Reached, again, reach};");
    source.blank();
    let single = groups.len() == 1;
    source.doc("The operations, as `group.id` where there are several groups.");
    source.open("pub const OPERATIONS: &[&str] = &[");
    for group in groups {
        for call in &group.calls {
            source.line(&format!("{},", literal(&name(group, call, single))));
        }
    }
    source.close("];");
    source.blank();
    source.doc("Calls an operation; none where only a hand-written method may call it.");
    source.open("pub async fn call(client: &Client, operation: &str) -> Option<Reached> {");
    source.open("Some(match operation {");
    for group in groups {
        for call in group.calls.iter().filter(|call| !call.operation.internal) {
            source.open(&format!("{} => {{", literal(&name(group, call, single))));
            let handle = if single { String::new() } else { format!(".{}()", group.document.name) };
            source.line(&format!("let call = client{handle}.{}();", call.operation.id));
            for setter in &call.setters {
                let value = sample(exchange, group.document, call, setter);
                source.line(&format!("let call = call.{}({value});", setter.rust_name));
            }
            source.line("reach(call.send().await)");
            source.close("}");
        }
    }
    source.line("_ => return None,");
    source.close("})");
    source.close("}");
    source.blank();
    source.doc("Reads a payload of an operation and writes it again.");
    source
        .open("pub fn decode(operation: &str, payload: &str) -> Option<Result<String, String>> {");
    source.open("Some(match operation {");
    for group in groups {
        for call in &group.calls {
            let payload = qualified(&outside(&call.builder.payload), group, single);
            source.line(&format!(
                "{} => again::<{payload}>(payload),",
                literal(&name(group, call, single))
            ));
        }
    }
    source.line("_ => return None,");
    source.close("})");
    source.close("}");
    source.blank();
    source.doc(
        "Reads a request body of an operation and writes it again; none where it has no body.",
    );
    source.open(
        "pub fn decode_body(operation: &str, body: &str) -> Option<Result<String, String>> {",
    );
    source.open("Some(match operation {");
    for group in groups {
        for call in &group.calls {
            if let Some((record, _)) = &call.body {
                let kind = qualified(&format!("types::{}", record.name), group, single);
                source.line(&format!(
                    "{} => again::<{kind}>(body),",
                    literal(&name(group, call, single))
                ));
            }
        }
    }
    source.line("_ => return None,");
    source.close("})");
    source.close("}");
    source.finish()
}

fn name(group: &GroupCalls<'_>, call: &Call<'_>, single: bool) -> String {
    if single {
        call.operation.id.to_owned()
    } else {
        format!("{}.{}", group.document.name, call.operation.id)
    }
}

fn qualified(kind: &str, group: &GroupCalls<'_>, single: bool) -> String {
    if single {
        kind.to_owned()
    } else {
        kind.replace("types::", &format!("{}::types::", group.document.name))
    }
}

/// A value for a parameter: the spec's example where it has one, else one that fits the type.
fn sample(
    exchange: &Exchange,
    document: &Document,
    call: &Call<'_>,
    setter: &Setter<'_>,
) -> String {
    let parameter = call.operation.parameters.iter().find(|one| one.name == setter.wire_name);
    let example = parameter
        .and_then(|parameter| {
            parameter.node.get("example").or_else(|| parameter.schema.get("example"))
        })
        .or_else(|| body_example(call)?.get(setter.wire_name));
    value(exchange, document, setter.kind, example, setter.rust_name)
}

fn body_example<'a>(call: &Call<'a>) -> Option<&'a Node> {
    let media = call.operation.body?.at(&["content", "application/json"])?;
    media.get("example").or_else(|| media.get("examples")?.entries().first()?.value.get("value"))
}

fn value(
    exchange: &Exchange,
    document: &Document,
    kind: &Rust,
    example: Option<&Node>,
    name: &str,
) -> String {
    let text = example.and_then(Node::scalar);
    match kind {
        Rust::Text => literal(text.unwrap_or(name)),
        Rust::Int => text.filter(|text| text.parse::<i64>().is_ok()).unwrap_or("7").to_owned(),
        Rust::Bool => "true".to_owned(),
        Rust::Scalar(marker) => match Scalar::of_marker(marker).map(|scalar| scalar.rust) {
            Some("Decimal" | "BigDecimal") => literal(text.unwrap_or("1.50")),
            Some("TimestampMs") => text.unwrap_or("1700000000000").to_owned() + "_i64",
            Some("TimestampUs") => text.unwrap_or("1700000000000000").to_owned() + "_i64",
            Some("TimestampS") => text.unwrap_or("1700000000").to_owned() + "_i64",
            Some("DateTime") => literal(text.unwrap_or("2023-11-14T22:13:20Z")),
            Some("i64") => text.unwrap_or("7").to_owned(),
            Some("bool") => "true".to_owned(),
            _ => literal("sample-secret"),
        },
        Rust::Named(of) => {
            let schema = [false, true]
                .into_iter()
                .find_map(|common| model::schema(exchange, document, common, of));
            let variants =
                schema.and_then(|(_, schema)| enum_variants(schema).ok()).unwrap_or_default();
            let first = variants.first().map(|(value, _)| value.as_str()).unwrap_or_default();
            match schema.and_then(|(_, schema)| schema.text_at("type")) {
                Some("integer") => format!("{}_i64", text.unwrap_or(first)),
                _ => literal(text.unwrap_or(first)),
            }
        }
        Rust::List(inner) => {
            let items = example.map_or(&[][..], Node::items);
            let one = value(exchange, document, inner, items.first(), name);
            format!("[{one}]")
        }
        Rust::Option(inner) => value(exchange, document, inner, example, name),
        Rust::Map(_) | Rust::Json | Rust::Unit => "Default::default()".to_owned(),
    }
}
