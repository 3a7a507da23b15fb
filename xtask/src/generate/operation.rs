//! Writing the file of an operation: what the client knows of it, its request, its builder.

use super::{
    pagination, scalars,
    text::{Source, literal},
    types::rust,
    used, writer,
};
use crate::ir::{Api, Body, Field, FieldPlace, Group, Kind, Operation, Scalar, Security, Shape};

/// Writes the file.
pub(super) fn write(api: &Api, group: &Group, operation: &Operation) -> String {
    let mut body = Source::default();
    entry(&mut body, operation);
    // An internal operation is called by hand-written code, from its types and its entry.
    if !operation.internal {
        body.blank();
        body.open("venue_core::request! {");
        let request = &operation.request;
        if !request.fields.is_empty() {
            let name = format!("{}Request", operation.pascal());
            let description = match request.description.is_empty() {
                true => format!("The parameters of [`{}`].", operation.pascal()),
                false => request.description.clone(),
            };
            let optional = request.body == Body::Object { optional: true };
            fields(&mut body, &name, &description, &request.fields, optional, "types::");
            client_order_id(&mut body, api, group, operation);
            body.blank();
        }
        body.doc(&heading(operation));
        let payload = rust(&operation.response.payload, "types::");
        body.line(&format!("builder {}: OPERATION -> {payload}", operation.pascal()));
        body.close("}");
        if let Some(pages) = &operation.pagination {
            body.blank();
            pagination::write(&mut body, operation, pages);
        }
    }
    let body = body.finish();
    let mut source = Source::file(&group.file);
    let mut names = used(&body, ["Method", "Operation", "Retry", "Scope", "Security"]);
    names.extend(used(&body, ["pages"]));
    names.extend(scalars(&body));
    names.sort_by_key(|name| (name.starts_with(char::is_lowercase), name.clone()));
    source.import("use venue_core::", names);
    source.blank();
    if body.contains("types::") {
        source.line("use super::types;");
    }
    if operation.enveloped {
        source.line("use crate::generated::exchange::ENVELOPE;");
    }
    source.blank();
    source.raw(&body);
    source.finish()
}

fn heading(operation: &Operation) -> String {
    format!("{}: `{} {}`.", operation.summary, operation.method, operation.path)
}

/// The struct of a request, and the table of its fields.
pub(super) fn fields(
    source: &mut Source,
    name: &str,
    description: &str,
    fields: &[Field],
    optional_body: bool,
    prefix: &str,
) {
    source.doc(description);
    source.open(&format!("pub struct {name} {{"));
    for field in fields {
        source.doc(&field.description);
        let kind = rust(field.kind.inner(), prefix);
        source.line(&format!("pub {}: Option<{kind}>,", field.name));
    }
    source.close("}");
    let entry = |field: &Field| {
        let form = writer(&field.kind).map_or(String::new(), |writer| format!(" as {writer}"));
        let (place, words) = place(field, optional_body);
        let (name, wire) = (&field.name, literal(wire(field)));
        match field.required {
            true => {
                let kind = rust(field.kind.inner(), prefix);
                format!("{place} {name}: {kind} = {wire}{form}{words}")
            }
            false => format!("{place} ?{name} = {wire}{form}{words}"),
        }
    };
    source.table("fields", fields.iter().map(entry).collect());
}

/// The name of a field in a request as data. A body that is a list has none on the wire.
fn wire(field: &Field) -> &str {
    if field.wire.is_empty() { &field.name } else { &field.wire }
}

/// The step that puts a field into its place, and what it takes besides.
fn place(field: &Field, optional_body: bool) -> (&'static str, String) {
    let plain = |step| (step, String::new());
    match (field.place, field.kind.inner()) {
        (FieldPlace::Path, _) => plain("path"),
        (FieldPlace::Query, Kind::List(_)) => plain("query_list"),
        (FieldPlace::Query, Kind::Scalar(scalar)) => match words(scalar) {
            Some([no, yes]) => ("query_bool", format!(" [{}, {}]", literal(no), literal(yes))),
            None => plain("query"),
        },
        (FieldPlace::Query, _) => plain("query"),
        (FieldPlace::Body, _) if field.wire.is_empty() => plain("list"),
        (FieldPlace::Body, _) if optional_body => plain("optional_body"),
        (FieldPlace::Body, _) => plain("body"),
    }
}

/// Returns the words for no and yes of a bool that is text.
fn words(scalar: &'static Scalar) -> Option<[&'static str; 2]> {
    let (yes, no) = scalar.format.strip_prefix("bool-")?.split_once('-')?;
    Some([no, yes])
}

/// Writes where the client order id is, or those of a list of orders.
fn client_order_id(source: &mut Source, api: &Api, group: &Group, operation: &Operation) {
    let request = &operation.request;
    let field = |wire: &str| request.fields.iter().find(|field| field.wire == wire);
    match operation.client_order_id.as_slice() {
        [id] => {
            if let Some(field) = field(id) {
                source.line(&format!("id {}", field.name));
            }
        }
        [list, id] => {
            let Some(list) = field(list) else { return };
            let Kind::List(item) = list.kind.inner() else { return };
            let Kind::Named(item) = item.as_ref() else { return };
            let Some(Shape::Request { fields, .. }) = api.find(group, item).map(|item| &item.shape)
            else {
                return;
            };
            if let Some(field) = fields.iter().find(|field| field.wire == *id) {
                source.line(&format!("ids {}.{}", list.name, field.name));
            }
        }
        _ => {}
    }
}

/// Writes the entry: what the client knows before it calls.
fn entry(source: &mut Source, operation: &Operation) {
    source.doc(&format!("{}.", operation.summary));
    let mut chain = Vec::new();
    // Default: public, and never sent twice.
    match &operation.security {
        Security::Public => {}
        Security::Optional(name) => {
            chain.push(format!(".security(Security::Optional({}))", literal(name)));
        }
        Security::Required(name) => {
            chain.push(format!(".security(Security::Required({}))", literal(name)));
        }
    }
    if operation.safe {
        chain.push(".retry(Retry::Safe)".to_owned());
    }
    if let Some(limit) = operation.limit {
        let scope = super::exchange::scope(limit);
        let (requests, seconds) = (limit.requests, limit.seconds);
        chain.push(format!(".rate_limit({requests}, {seconds}, Scope::{scope})"));
    }
    if operation.enveloped {
        chain.push(".envelope(&ENVELOPE)".to_owned());
    }
    if let [id] = operation.client_order_id.as_slice() {
        chain.push(format!(".client_order_id({})", literal(id)));
    }
    if let Some(field) = &operation.clock {
        chain.push(format!(".clock({})", literal(field)));
    }
    if operation.confidential {
        chain.push(".confidential()".to_owned());
    }
    source.statement("pub static OPERATION: Operation =", made(&arguments(operation)), &chain);
}

/// The call that makes an operation.
pub(super) fn made(arguments: &[String]) -> (&'static str, &[String]) {
    ("Operation::new", arguments)
}

/// Its name, method and path.
pub(super) fn arguments(operation: &Operation) -> [String; 3] {
    let Operation { name, method, path, .. } = operation;
    [literal(name), format!("Method::{method}"), literal(path)]
}
