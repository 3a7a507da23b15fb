//! Writing the file of an operation: what the client knows of it, its request, its builder.

use super::{
    kinds::{rust, scope},
    pagination, request, scalars,
    text::{Source, literal},
    used,
};
use crate::ir::{Api, Body, Group, Kind, Operation, Security, Shape};

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
            request::fields(&mut body, &name, &description, &request.fields, optional, "types::");
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
        let scope = scope(limit);
        let (requests, seconds) = (limit.requests, limit.seconds);
        chain.push(format!(".rate_limit({requests}, {seconds}, Scope::{scope})"));
    }
    if operation.enveloped {
        chain.push(".envelope(&ENVELOPE)".to_owned());
    }
    if !operation.echo.is_empty() {
        let names: Vec<String> = operation.echo.iter().map(|name| literal(name)).collect();
        chain.push(format!(".echo(&[{}])", names.join(", ")));
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
