//! One document for each exchange, with every group in it and every `$ref` inside.
//!
//! Groups are separate documents and may use one name for different things. In the bundle an
//! operation is called `<group>_<operationId>` where there are several groups, a component keeps
//! its name where no other group has it, and gets its group's name in front otherwise.

use std::collections::BTreeMap;

use crate::spec::{
    Document, Exchange,
    model::METHODS,
    names::pascal,
    node::{Data, Entry, Node, Span},
};

/// The bundle.
pub fn document(exchange: &Exchange) -> Node {
    let names = Names::of(exchange);
    let mut paths: Vec<Entry> = Vec::new();
    let mut components: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for document in exchange.documents() {
        for section in document.root.get("components").map_or(&[][..], Node::entries) {
            let target = components.entry(section.key.clone()).or_default();
            for entry in section.value.entries() {
                let name = names.component(document, &section.key, &entry.key);
                // A group repeats a security scheme by `$ref` to the common one.
                if entry.value.get("$ref").is_none()
                    && !target.iter().any(|other| other.key == name)
                {
                    let value = names.rewrite(document, &entry.value);
                    target.push(Entry { span: entry.span, key: name, value });
                }
            }
        }
        for path in document.root.get("paths").map_or(&[][..], Node::entries) {
            let value = names.path(document, &path.value);
            match paths.iter_mut().find(|other| other.key == path.key) {
                Some(Entry { value: Node { data: Data::Map(methods), .. }, .. }) => {
                    methods.extend(value.entries().to_vec());
                }
                _ => paths.push(Entry { value, ..path.clone() }),
            }
        }
    }
    let mut root = vec![pair("openapi", text("3.0.3"))];
    let first = exchange.groups.first().map(|document| &document.root);
    let title = format!("{} API, bundled from specs/{}", exchange.name, exchange.name);
    root.push(pair("info", map(vec![pair("title", text(&title)), pair("version", text("1"))])));
    root.extend(
        first.and_then(|root| root.get("servers")).map(|servers| pair("servers", servers.clone())),
    );
    let tags = exchange.groups.iter().map(|document| {
        let about = document.root.at(&["info", "title"]).and_then(Node::text).unwrap_or_default();
        map(vec![pair("name", text(&document.name)), pair("description", text(about))])
    });
    root.push(pair("tags", list(tags.collect())));
    for extension in ["x-envelope", "x-rate-limit", "x-error-codes"] {
        let found = exchange.common.as_ref().and_then(|common| common.root.get(extension));
        root.extend(found.map(|value| pair(extension, value.clone())));
    }
    root.push(pair("paths", map(paths)));
    let components = components.into_iter().map(|(key, entries)| pair(&key, map(entries)));
    root.push(pair("components", map(components.collect())));
    map(root)
}

/// What things are called in the bundle.
struct Names<'a> {
    exchange: &'a Exchange,
    /// How many documents have a schema of this name.
    schemas: BTreeMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn of(exchange: &'a Exchange) -> Self {
        let mut schemas = BTreeMap::new();
        for document in exchange.documents() {
            let entries =
                document.root.at(&["components", "schemas"]).map_or(&[][..], Node::entries);
            for entry in entries {
                *schemas.entry(entry.key.as_str()).or_insert(0) += 1;
            }
        }
        Self { exchange, schemas }
    }

    fn component(&self, document: &Document, section: &str, name: &str) -> String {
        let shared = section == "schemas" && self.schemas.get(name).is_some_and(|count| *count > 1);
        if shared && document.name != "common" {
            format!("{}{name}", pascal(&document.name))
        } else {
            name.to_owned()
        }
    }

    /// A path with its operations named, tagged, and with the document's own security.
    fn path(&self, document: &Document, path: &Node) -> Node {
        let mut entries = Vec::new();
        for entry in path.entries() {
            let mut value = self.rewrite(document, &entry.value);
            if let (true, Data::Map(fields)) =
                (METHODS.contains(&entry.key.as_str()), &mut value.data)
            {
                for found in fields.iter_mut().filter(|found| found.key == "operationId") {
                    let id = found.value.text().unwrap_or_default();
                    if self.exchange.groups.len() > 1 {
                        found.value = text(&format!("{}_{id}", document.name));
                    }
                }
                fields.insert(0, pair("tags", list(vec![text(&document.name)])));
                if !fields.iter().any(|found| found.key == "security") {
                    let security = document.root.get("security").cloned();
                    fields.push(pair("security", security.unwrap_or_else(|| list(Vec::new()))));
                }
            }
            entries.push(Entry { value, ..entry.clone() });
        }
        map(entries)
    }

    /// A copy in which every `$ref` leads into the bundle.
    fn rewrite(&self, document: &Document, node: &Node) -> Node {
        let data = match &node.data {
            Data::List(items) => {
                Data::List(items.iter().map(|item| self.rewrite(document, item)).collect())
            }
            Data::Map(entries) => Data::Map(
                entries
                    .iter()
                    .map(|entry| {
                        let target = (entry.key == "$ref").then(|| entry.value.text()).flatten();
                        let value = match target {
                            Some(target) => text(&self.target(document, target)),
                            // Examples are data, whatever their fields are called.
                            None if matches!(entry.key.as_str(), "example" | "examples") => {
                                entry.value.clone()
                            }
                            None => self.rewrite(document, &entry.value),
                        };
                        Entry { value, ..entry.clone() }
                    })
                    .collect(),
            ),
            other => other.clone(),
        };
        Node { span: node.span, data }
    }

    fn target(&self, document: &Document, target: &str) -> String {
        let (document, path) = match target.strip_prefix("common.yaml") {
            Some(path) => (self.exchange.common.as_ref().unwrap_or(document), path),
            None => (document, target),
        };
        match path.strip_prefix("#/components/").and_then(|path| path.split_once('/')) {
            Some((section, name)) => {
                format!("#/components/{section}/{}", self.component(document, section, name))
            }
            None => path.to_owned(),
        }
    }
}

fn node(data: Data) -> Node {
    Node { span: Span::default(), data }
}

fn text(text: &str) -> Node {
    node(Data::Text(text.to_owned()))
}

fn list(items: Vec<Node>) -> Node {
    node(Data::List(items))
}

fn map(entries: Vec<Entry>) -> Node {
    node(Data::Map(entries))
}

fn pair(key: &str, value: Node) -> Entry {
    Entry { span: value.span, key: key.to_owned(), value }
}
