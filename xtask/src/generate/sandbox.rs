//! Writing `crates/sandbox/src/generated/<exchange>.rs`: what the simulated exchange knows of its
//! interface, as an enum of operations and static tables.

use std::{cell::RefCell, collections::BTreeSet};

use super::{
    operations::constant,
    text::{Source, literal, pascal},
};
use crate::spec::{
    Exchange, bundle,
    model::{self, METHODS},
    node::{Entry, Node},
};

/// Writes the tables of an exchange.
pub fn write(exchange: &Exchange) -> String {
    let bundle = bundle::document(exchange);
    let several = exchange.groups.len() > 1;
    let tables = Tables { several, used: RefCell::default(), bundle: &bundle };
    let operations = tables.operations();
    let mut source = Source::file(&format!("specs/{}/", exchange.name));
    source.module_doc(&format!("The interface of {}, as its specs describe it.", exchange.name));
    source.blank();
    source.line("use http::Method;");
    source.blank();
    source.line("#[allow(clippy::wildcard_imports, reason = \"a table uses most of it\")]");
    source.line("use crate::table::*;");
    source.blank();
    source.doc("The operations.");
    source.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]");
    source.open("pub enum Operation {");
    for operation in &operations {
        source.doc(
            &operation.node.text_at("summary").map_or(String::new(), |text| format!("{text}.")),
        );
        source.line(&format!("{},", pascal(&operation.name)));
    }
    source.close("}");
    source.blank();
    source.doc("The interface.");
    source.open("pub static API: Api<Operation> = Api {");
    source.line(&format!("prefix: {},", literal(&tables.prefix())));
    tables.write_envelope(&mut source);
    tables.write_error_codes(&mut source);
    source.open("operations: &[");
    for operation in &operations {
        tables.write_operation(&mut source, operation);
    }
    source.close("],");
    source.close("};");
    for (name, schema) in tables.schemas() {
        source.blank();
        tables.write_schema(&mut source, name, schema);
    }
    source.finish()
}

/// An operation in the bundle.
struct Operation<'a> {
    /// `spot_trade.place_order`, or the id where there is one group.
    name: String,
    method: &'a str,
    path: &'a str,
    node: &'a Node,
}

struct Tables<'a> {
    several: bool,
    /// The schemas that were referred to so far.
    used: RefCell<BTreeSet<&'a str>>,
    bundle: &'a Node,
}

impl<'a> Tables<'a> {
    fn operations(&self) -> Vec<Operation<'a>> {
        let paths = self.bundle.get("paths").map_or(&[][..], Node::entries);
        let of = |path: &'a Entry| {
            let methods = path.value.entries().iter();
            methods
                .filter(|entry| METHODS.contains(&entry.key.as_str()))
                .map(move |entry| (path, entry))
        };
        paths
            .iter()
            .flat_map(of)
            .map(|(path, entry)| {
                let node = &entry.value;
                let id = node.text_at("operationId").unwrap_or_default();
                let group = node.get("tags").and_then(|tags| tags.items().first()?.text());
                let inside = group.and_then(|group| id.strip_prefix(group)?.strip_prefix('_'));
                let name = match (group, inside) {
                    (Some(group), Some(id)) if self.several => format!("{group}.{id}"),
                    _ => id.to_owned(),
                };
                Operation { name, method: &entry.key, path: &path.key, node }
            })
            .collect()
    }

    /// The path of the first server's URL.
    fn prefix(&self) -> String {
        let servers = self.bundle.get("servers").map_or(&[][..], Node::items);
        let url = servers.first().and_then(|server| server.text_at("url")).unwrap_or_default();
        let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
        path.map(|(_, path)| format!("/{path}").trim_end_matches('/').to_owned())
            .unwrap_or_default()
    }

    fn write_envelope(&self, source: &mut Source) {
        let Some(envelope) = self.bundle.get("x-envelope") else {
            return source.line("envelope: None,");
        };
        let text = |name| literal(envelope.text_at(name).unwrap_or_default());
        source.open("envelope: Some(Envelope {");
        source.line(&format!("code: {},", text("code")));
        let success = envelope.get("success").map_or(&[][..], Node::items).iter();
        source.line(&format!("success: &[{}],", joined(success.map(Node::to_json))));
        let message = envelope.get("message").map_or(&[][..], Node::items).iter();
        let message = message.filter_map(Node::text).map(str::to_owned);
        source.line(&format!("message: &[{}],", joined(message)));
        source.line(&format!("data: {},", text("data")));
        let time = envelope.text_at("time").map(literal);
        source.line(&format!("time: {},", option(time)));
        source.close("}),");
    }

    fn write_error_codes(&self, source: &mut Source) {
        let kinds = self.bundle.get("x-error-codes").map_or(&[][..], Node::entries);
        source.open("error_codes: &[");
        for kind in kinds {
            let codes: Vec<&str> = kind.value.items().iter().filter_map(Node::scalar).collect();
            if codes.len() < 10 {
                let codes = joined(codes.iter().map(|code| (*code).to_owned()));
                source.line(&format!("(ErrorKind::{}, &[{codes}]),", pascal(&kind.key)));
                continue;
            }
            source.open(&format!("(ErrorKind::{}, &[", pascal(&kind.key)));
            for line in codes.chunks(10) {
                source.line(&format!("{},", joined(line.iter().map(|code| (*code).to_owned()))));
            }
            source.close("]),");
        }
        source.close("],");
    }

    fn write_operation(&self, source: &mut Source, operation: &Operation<'a>) {
        let node = operation.node;
        let enveloped = self.bundle.get("x-envelope").is_some();
        source.open("OperationSpec {");
        source.line(&format!("id: Operation::{},", pascal(&operation.name)));
        source.line(&format!("name: {},", literal(&operation.name)));
        source.line(&format!("method: Method::{},", operation.method.to_uppercase()));
        let segments: Vec<String> = operation.path.split('/').map(segment).collect();
        source.line(&format!("path: &[{}],", segments.join(", ")));
        source.line(&format!("security: Security::{},", security(node)));
        let success = node.get("responses").map_or(&[][..], Node::entries).iter();
        let success = success.clone().find(|entry| entry.key.starts_with('2'));
        source.line(&format!("status: {},", success.map_or("200", |entry| entry.key.as_str())));
        let own = node.text_at("x-envelope") == Some("none");
        source.line(&format!("enveloped: {},", enveloped && !own));
        let parameters = node.get("parameters").map_or(&[][..], Node::items).iter();
        list(source, "parameters", parameters.filter_map(|one| self.parameter(one)));
        let body = node.at(&["requestBody", "content", "application/json", "schema"]);
        source.line(&format!("body: {},", option(body.map(|body| self.reference(body)))));
        source.line(&format!("pagination: {},", option(node.get("x-pagination").map(pagination))));
        let media = success.and_then(|entry| entry.value.at(&["content", "application/json"]));
        let examples = media.map(examples).unwrap_or_default().into_iter().map(|(name, value)| {
            format!("Example {{ name: {}, text: {} }}", literal(name), raw(&value.to_json()))
        });
        list(source, "examples", examples);
        source.close("},");
    }

    fn parameter(&self, node: &'a Node) -> Option<String> {
        let location = node.text_at("in").filter(|one| matches!(*one, "path" | "query"))?;
        Some(format!(
            "Parameter {{ name: {}, in_path: {}, required: {}, schema: {} }}",
            literal(node.text_at("name")?),
            location == "path",
            node.get("required").is_some_and(Node::is_true),
            self.reference(node.get("schema")?),
        ))
    }

    /// A reference to a schema: to its own static, or to one in place.
    fn reference(&self, schema: &'a Node) -> String {
        let is_nullable = schema.get("nullable").is_some_and(Node::is_true);
        let only = model::only_ref(schema).filter(|_| !is_nullable).and_then(referenced);
        match only {
            Some(name) => {
                self.used.borrow_mut().insert(name);
                format!("&{}", static_name(name))
            }
            None => format!("&Schema {{ {} }}", self.about(schema).join(", ")),
        }
    }

    fn write_schema(&self, source: &mut Source, name: &str, schema: &'a Node) {
        let mut about = self.about(schema);
        let fields = self.fields(schema);
        if fields.is_empty() {
            let about = about.join(", ");
            return source
                .line(&format!("static {}: Schema = Schema {{ {about} }};", static_name(name)));
        }
        source.open(&format!("static {}: Schema = Schema {{", static_name(name)));
        let rest = about.pop().unwrap_or_default();
        about.iter().for_each(|line| source.line(&format!("{line},")));
        list(source, "fields", fields.into_iter());
        source.line(&rest);
        source.close("};");
    }

    /// What a schema says of a value itself, its fields aside.
    fn about(&self, schema: &'a Node) -> Vec<String> {
        let parts = self.parts(schema);
        let find = |key: &str| parts.iter().find_map(|part| part.get(key));
        let mut about = Vec::new();
        if let Some(kind) = find("type").and_then(Node::text) {
            about.push(format!("kind: Kind::{}", pascal(kind)));
        }
        if let Some(format) = find("format").and_then(Node::text) {
            about.push(format!("format: {}", literal(format)));
        }
        if let Some(choices) = find("enum") {
            let choices = choices.items().iter().filter_map(Node::scalar).map(str::to_owned);
            about.push(format!("choices: &[{}]", joined(choices)));
        }
        if parts.iter().any(|part| part.get("nullable").is_some_and(Node::is_true)) {
            about.push("nullable: true".to_owned());
        }
        if let Some(items) = find("items") {
            about.push(format!("items: Some({})", self.reference(items)));
        }
        about.push("..Schema::ANY".to_owned());
        about
    }

    fn fields(&self, schema: &'a Node) -> Vec<String> {
        let parts = self.parts(schema);
        let required: BTreeSet<&str> = parts
            .iter()
            .flat_map(|part| part.get("required").map_or(&[][..], Node::items))
            .filter_map(Node::text)
            .collect();
        let fields =
            parts.iter().flat_map(|part| part.get("properties").map_or(&[][..], Node::entries));
        let field = |field: &'a Entry| {
            format!(
                "Field {{ name: {}, required: {}, schema: {} }}",
                literal(&field.key),
                required.contains(field.key.as_str()),
                self.reference(&field.value),
            )
        };
        fields.map(field).collect()
    }

    /// A schema with everything that it refers to or is composed of.
    fn parts(&self, schema: &'a Node) -> Vec<&'a Node> {
        let mut parts = vec![schema];
        let mut next = 0;
        while let Some(part) = parts.get(next).copied() {
            parts.extend(referenced(part).and_then(|name| self.schema(name)));
            parts.extend(part.get("allOf").map_or(&[][..], Node::items));
            next += 1;
        }
        parts
    }

    fn schema(&self, name: &str) -> Option<&'a Node> {
        self.bundle.at(&["components", "schemas", name])
    }

    /// The schemas that requests refer to, by name, and those that these refer to.
    fn schemas(&self) -> Vec<(&'a str, &'a Node)> {
        let mut known = BTreeSet::new();
        loop {
            let new: Vec<&str> = self.used.borrow().difference(&known).copied().collect();
            if new.is_empty() {
                break;
            }
            for name in new {
                known.insert(name);
                self.schema(name).map(|schema| (self.about(schema), self.fields(schema)));
            }
        }
        known.into_iter().filter_map(|name| Some((name, self.schema(name)?))).collect()
    }
}

fn referenced(node: &Node) -> Option<&str> {
    node.text_at("$ref")?.strip_prefix("#/components/schemas/")
}

fn static_name(schema: &str) -> String {
    let mut name = String::new();
    for character in schema.chars() {
        if character.is_uppercase() && name.ends_with(|last: char| !last.is_uppercase()) {
            name.push('_');
        }
        name.push(character);
    }
    constant(&name)
}

fn segment(text: &str) -> String {
    match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(name) => format!("Segment::Parameter({})", literal(name)),
        None => format!("Segment::Literal({})", literal(text)),
    }
}

fn security(node: &Node) -> &'static str {
    let alternatives = node.get("security").map(Node::items);
    match alternatives {
        Some([]) => "Public",
        Some(all) if all.iter().any(|one| one.entries().is_empty()) => "Optional",
        // In doubt, closed.
        Some(_) | None => "Required",
    }
}

fn pagination(spec: &Node) -> String {
    let text = |name: &str| literal(spec.text_at(name).unwrap_or_default());
    let fields = |names: &[(&str, &str)]| {
        let fields = names.iter().map(|(field, name)| format!("{field}: {}", text(name)));
        fields.collect::<Vec<_>>().join(", ")
    };
    let (style, names): (&str, &[(&str, &str)]) = match spec.text_at("style") {
        Some("offset") => {
            ("Offset", &[("offset", "offset"), ("size", "limit"), ("total", "total")])
        }
        Some("page") => ("Page", &[("page", "page"), ("size", "size"), ("total", "total")]),
        Some("id") => ("Id", &[("cursor", "cursor"), ("id", "id"), ("next", "next")]),
        _ => ("Cursor", &[("cursor", "cursor"), ("next", "next")]),
    };
    format!("Pagination::{style} {{ {}, items: {} }}", fields(names), text("items"))
}

fn examples(media: &Node) -> Vec<(&str, &Node)> {
    let several = media.get("examples").map_or(&[][..], Node::entries).iter();
    let several = several.filter_map(|entry| Some((entry.key.as_str(), entry.value.get("value")?)));
    media.get("example").map(|one| ("", one)).into_iter().chain(several).collect()
}

/// Writes a field that holds a list, with an item on each line.
fn list(source: &mut Source, name: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return source.line(&format!("{name}: &[],"));
    }
    source.open(&format!("{name}: &["));
    items.for_each(|item| source.line(&format!("{item},")));
    source.close("],");
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| literal(&text)).collect::<Vec<_>>().join(", ")
}

fn option(text: Option<String>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"))
}

/// A raw string literal, whose marks the text does not have.
fn raw(text: &str) -> String {
    let mut marks = "#".to_owned();
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("r{marks}\"{text}\"{marks}")
}
