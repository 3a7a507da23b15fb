//! Writing `crates/sandbox/src/generated/<exchange>/`: what the simulated exchange knows of its
//! interface, as an enum of operations and static tables.
//!
//! Operations, envelope, codes and examples are the intermediate representation's. What a request
//! may be is read from the bundled schemas: the sandbox checks what goes over the wire, which the
//! Rust types of the representation no longer tell in full.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::text::{Source, literal};
use crate::{
    ir::{Api, Group, Operation, Security},
    spec::{
        model::only_ref,
        names::pascal,
        node::{Entry, Node},
    },
};

/// Writes the tables of an exchange, by path below its folder: `mod.rs`, and a file for each group.
pub fn write(api: &Api) -> BTreeMap<String, String> {
    let tables = Tables { api, used: RefCell::default(), bundle: &api.document };
    let groups: Vec<Vec<String>> = api.groups.iter().map(|group| tables.of_group(group)).collect();
    // What several groups refer to stands in `mod.rs`.
    let mut owners: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for name in group {
            owners.entry(name).or_default().insert(at);
        }
    }
    let is_shared = |name: &str| owners.get(name).is_some_and(|owners| owners.len() > 1);
    let mut files = BTreeMap::new();
    for (group, names) in api.groups.iter().zip(&groups) {
        let mut source = Source::file(&group.file);
        source.module_doc(&format!("{}.", group.title.trim_end_matches('.')));
        source.blank();
        source.line("#[allow(clippy::wildcard_imports, reason = \"a table uses most of it\")]");
        source.line("use super::*;");
        for operation in &group.operations {
            source.blank();
            tables.write_operation(&mut source, operation);
        }
        tables.write_schemas(&mut source, names.iter().filter(|name| !is_shared(name)));
        files.insert(format!("{}.rs", group.name), source.finish());
    }
    let mut source = Source::file(&format!("specs/{}/", api.name));
    source.module_doc(&format!("The interface of {}, as its specs describe it.", api.name));
    source.blank();
    source.line("use http::Method;");
    source.blank();
    source.line("#[allow(clippy::wildcard_imports, reason = \"a table uses most of it\")]");
    source.line("use crate::table::*;");
    source.blank();
    for group in &api.groups {
        source.line(&format!("mod {};", group.name));
    }
    source.blank();
    source.doc("The operations.");
    source.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]");
    source.open("pub enum Operation {");
    for operation in api.operations() {
        source.doc(&format!("{}.", operation.summary));
        source.line(&format!("{},", pascal(&operation.name)));
    }
    source.close("}");
    source.blank();
    source.doc("The interface.");
    source.open("pub static API: Api<Operation> = Api {");
    source.line(&format!("prefix: {},", literal(&tables.prefix())));
    tables.write_envelope(&mut source);
    tables.write_error_codes(&mut source);
    let operations = api.groups.iter().flat_map(|group| {
        group.operations.iter().map(|one| format!("{}::{}", group.name, one.id.to_uppercase()))
    });
    list(&mut source, "operations", operations);
    source.close("};");
    let shared = owners.keys().filter(|name| is_shared(name));
    tables.write_schemas(&mut source, shared);
    files.insert("mod.rs".to_owned(), source.finish());
    files
}

struct Tables<'a> {
    api: &'a Api,
    /// The schemas that were referred to since the last group began.
    used: RefCell<BTreeSet<&'a str>>,
    bundle: &'a Node,
}

impl<'a> Tables<'a> {
    /// The operation in the bundle.
    fn node(&self, operation: &Operation) -> Option<&'a Node> {
        self.bundle.at(&["paths", &operation.path, &operation.method.to_lowercase()])
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
        let Some(envelope) = &self.api.envelope else {
            return source.line("envelope: None,");
        };
        source.open("envelope: Some(Envelope {");
        source.line(&format!("code: {},", literal(&envelope.code)));
        source.line(&format!("success: &[{}],", joined(&envelope.success)));
        source.line(&format!("message: &[{}],", joined(&envelope.message)));
        source.line(&format!("data: {},", literal(&envelope.data)));
        source.line(&format!("time: {},", option(envelope.time.as_deref().map(literal))));
        source.close("}),");
    }

    fn write_error_codes(&self, source: &mut Source) {
        let kinds = self.api.error_codes.iter().map(|(kind, codes)| {
            let lines: Vec<String> = codes.chunks(10).map(joined).collect();
            match lines.as_slice() {
                [line] => format!("(ErrorKind::{}, &[{line}])", pascal(kind)),
                lines => {
                    let lines = lines.join(",\n    ");
                    format!("(ErrorKind::{}, &[\n    {lines},\n])", pascal(kind))
                }
            }
        });
        list(source, "error_codes", kinds);
    }

    fn write_operation(&self, source: &mut Source, operation: &Operation) {
        let node = self.node(operation);
        source.doc(&format!("{}.", operation.summary));
        let name = operation.id.to_uppercase();
        source.open(&format!("pub const {name}: OperationSpec<Operation> = OperationSpec {{"));
        source.line(&format!("id: Operation::{},", pascal(&operation.name)));
        source.line(&format!("name: {},", literal(&operation.name)));
        source.line(&format!("method: Method::{},", operation.method));
        let segments: Vec<String> = operation.path.split('/').map(segment).collect();
        source.line(&format!("path: &[{}],", segments.join(", ")));
        let security = match operation.security {
            Security::Public => "Public",
            Security::Optional(_) => "Optional",
            Security::Required(_) => "Required",
        };
        source.line(&format!("security: Security::{security},"));
        source.line(&format!("status: {},", operation.response.status));
        source.line(&format!("enveloped: {},", operation.enveloped));
        let parameters = node.and_then(|node| node.get("parameters")).map_or(&[][..], Node::items);
        let parameters = parameters.iter().filter_map(|one| self.parameter(one));
        list(source, "parameters", parameters);
        let body = ["requestBody", "content", "application/json", "schema"];
        let body = node.and_then(|node| node.at(&body)).map(|body| self.reference(body));
        let required = node.and_then(|node| node.at(&["requestBody", "required"]));
        let is_optional = body.is_some() && !required.is_some_and(Node::is_true);
        source.line(&format!("body: {},", option(body)));
        source.line(&format!("is_body_optional: {is_optional},"));
        let pagination = node.and_then(|node| node.get("x-pagination")).map(pagination);
        source.line(&format!("pagination: {},", option(pagination)));
        let echo: Vec<String> = operation.echo.iter().map(|name| literal(name)).collect();
        source.line(&format!("echo: &[{}],", echo.join(", ")));
        let examples = operation.response.examples.iter().map(|example| {
            let text = raw(&example.value.to_json());
            format!("Example {{ name: {}, text: {text} }}", literal(&example.name))
        });
        list(source, "examples", examples);
        source.close("};");
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
        let only = only_ref(schema).filter(|_| !is_nullable).and_then(referenced);
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
            let choices = choices.items().iter().filter_map(Node::scalar);
            let choices: Vec<String> = choices.map(str::to_owned).collect();
            about.push(format!("choices: &[{}]", joined(&choices)));
        }
        for (field, key) in [
            ("minimum", "minimum"),
            ("maximum", "maximum"),
            ("min_length", "minLength"),
            ("max_length", "maxLength"),
        ] {
            if let Some(bound) = find(key).and_then(Node::scalar) {
                about.push(format!("{field}: Some({bound})"));
            }
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

    /// The schemas that the requests of a group refer to, and those that these refer to.
    fn of_group(&self, group: &Group) -> Vec<String> {
        self.used.borrow_mut().clear();
        for operation in &group.operations {
            self.write_operation(&mut Source::default(), operation);
        }
        let mut known = BTreeSet::new();
        loop {
            let new: Vec<&str> = self.used.borrow().difference(&known).copied().collect();
            if new.is_empty() {
                return known.into_iter().map(str::to_owned).collect();
            }
            for name in new {
                known.insert(name);
                self.schema(name).map(|schema| (self.about(schema), self.fields(schema)));
            }
        }
    }

    fn write_schemas<'n>(
        &self,
        source: &mut Source,
        names: impl Iterator<Item = impl AsRef<str> + 'n>,
    ) {
        for name in names {
            if let Some(schema) = self.schema(name.as_ref()) {
                source.blank();
                self.write_schema(source, name.as_ref(), schema);
            }
        }
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
    name.to_uppercase() + "_SCHEMA"
}

fn segment(text: &str) -> String {
    match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(name) => format!("Segment::Parameter({})", literal(name)),
        None => format!("Segment::Literal({})", literal(text)),
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

fn joined(texts: &[String]) -> String {
    texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", ")
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
