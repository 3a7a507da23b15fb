//! An exchange of any size, made of copies of Bitget's operations.
//!
//! Bitget's operations are taken one after the other, round and round, until there are enough.
//! Each round and group gives operations, paths and schemas names of its own, so groups share what
//! the groups of Bitget share, the common document, and nothing else. Operations that are in one document of
//! Bitget stay together and keep sharing the types that they share there.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::{
    Document, Exchange,
    model::METHODS,
    names::pascal,
    node::{Data, Entry, Node, Span},
};

/// What the exchange is called.
pub const NAME: &str = "synthetic";

/// How many groups it has, whatever its size.
pub const GROUPS: usize = 20;

/// An operation of the original.
struct Source<'a> {
    document: &'a Document,
    path: &'a str,
    method: &'a str,
    node: &'a Node,
}

/// The documents of an exchange with so many operations, by file name.
pub fn documents(original: &Exchange, operations: usize) -> BTreeMap<String, String> {
    let sources = sources(original);
    let mut documents = BTreeMap::new();
    if let Some(common) = &original.common {
        documents.insert("common.yaml".to_owned(), common.text.clone());
    }
    let mut taken = 0;
    for number in 1..=GROUPS {
        let mut group = Group::default();
        let until = operations * number / GROUPS;
        for (at, source) in sources.iter().enumerate().cycle().skip(taken % sources.len().max(1)) {
            if taken >= until {
                break;
            }
            let names = letters(number - 1) + &letters(taken / sources.len()).to_lowercase();
            group.take(source, &names, taken > at);
            taken += 1;
        }
        let name = group_name(number);
        documents.insert(format!("{name}.yaml"), group.finish(&name));
    }
    documents
}

/// The name of a group, counted from one.
pub fn group_name(number: usize) -> String {
    format!("group_{}", letters(number - 1).to_lowercase())
}

/// `A`, `B`, … `Z`, `BA`, `BB`, …
fn letters(mut number: usize) -> String {
    let mut text = String::new();
    loop {
        text.insert(0, char::from(b'A' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
        if number == 0 {
            return text;
        }
    }
}

fn sources(original: &Exchange) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for document in &original.groups {
        for path in document.root.get("paths").map_or(&[][..], Node::entries) {
            for method in path.value.entries() {
                if METHODS.contains(&method.key.as_str()) {
                    let (path, method, node) = (&path.key, &method.key, &method.value);
                    sources.push(Source { document, path, method, node });
                }
            }
        }
    }
    sources
}

/// A group in the making.
#[derive(Default)]
struct Group {
    paths: Vec<Entry>,
    schemas: Vec<Entry>,
    schemes: Vec<Entry>,
}

impl Group {
    fn take(&mut self, source: &Source<'_>, suffix: &str, repeated: bool) {
        let Source { document, path, method, node } = source;
        let name = |schema: &str| format!("{}{schema}{suffix}", pascal(&document.name));
        let mut operation = (*node).clone();
        let mut used = BTreeSet::new();
        rename(&mut operation, &name, &mut used);
        if let Data::Map(members) = &mut operation.data {
            for member in members.iter_mut().filter(|member| member.key == "operationId") {
                let id = member.value.text().unwrap_or_default();
                let id = format!("{}_{id}_{}", document.name, suffix.to_lowercase());
                member.value.data = Data::Text(id);
            }
            // The exchange has one operation that returns its time.
            members.retain(|member| member.key != "x-clock" || !repeated);
            if !members.iter().any(|member| member.key == "security") {
                members.extend(
                    document.root.get("security").map(|all| entry("security", all.clone())),
                );
            }
        }
        let path = format!("/{}{path}", suffix.to_lowercase());
        let operation = entry(method, operation);
        match self.paths.iter_mut().find(|found| found.key == path) {
            Some(Entry { value: Node { data: Data::Map(methods), .. }, .. }) => {
                methods.push(operation);
            }
            _ => self.paths.push(entry(&path, map(vec![operation]))),
        }
        self.take_schemas(document, &name, used);
        for scheme in
            document.root.at(&["components", "securitySchemes"]).map_or(&[][..], Node::entries)
        {
            if !self.schemes.iter().any(|found| found.key == scheme.key) {
                self.schemes.push(scheme.clone());
            }
        }
    }

    /// The schemas that are used, with those that they use.
    fn take_schemas(
        &mut self,
        document: &Document,
        name: &dyn Fn(&str) -> String,
        mut used: BTreeSet<String>,
    ) {
        while let Some(wanted) = used.pop_first() {
            let renamed = name(&wanted);
            let schema = document.root.at(&["components", "schemas", &wanted]);
            let Some(schema) = schema else { continue };
            if self.schemas.iter().any(|found| found.key == renamed) {
                continue;
            }
            let mut schema = schema.clone();
            rename(&mut schema, name, &mut used);
            self.schemas.push(entry(&renamed, schema));
        }
    }

    fn finish(self, name: &str) -> String {
        let title = format!("Synthetic {}", name.replace('_', " "));
        let info = vec![
            entry("title", text(&title)),
            entry("version", text("1")),
            entry("description", text("Copies of Bitget's operations, to measure by.")),
        ];
        let server = vec![
            entry("url", text("https://api.bitget.com")),
            entry("description", text("None; these are copies of Bitget's operations.")),
        ];
        let document = map(vec![
            entry("openapi", text("3.0.3")),
            entry("info", map(info)),
            entry("servers", node(Data::List(vec![map(server)]))),
            entry("security", node(Data::List(Vec::new()))),
            entry("paths", map(self.paths)),
            entry(
                "components",
                map(vec![
                    entry("securitySchemes", map(self.schemes)),
                    entry("schemas", map(self.schemas)),
                ]),
            ),
        ]);
        let mut yaml = String::new();
        write(&document, 0, &mut yaml);
        yaml.trim_start().to_owned()
    }
}

/// Renames the schemas of the document itself wherever they are referred to, and gathers them.
fn rename(node: &mut Node, name: &dyn Fn(&str) -> String, used: &mut BTreeSet<String>) {
    match &mut node.data {
        Data::List(items) => items.iter_mut().for_each(|item| rename(item, name, used)),
        Data::Map(members) => {
            for member in members {
                let target = member.value.text().filter(|_| member.key == "$ref");
                let local = target.and_then(|target| target.strip_prefix("#/components/schemas/"));
                if let Some(schema) = local {
                    used.insert(schema.to_owned());
                    member.value.data =
                        Data::Text(format!("#/components/schemas/{}", name(schema)));
                } else if !matches!(member.key.as_str(), "example" | "examples") {
                    rename(&mut member.value, name, used);
                }
            }
        }
        _ => {}
    }
}

/// Writes YAML in blocks, as people do; texts and numbers as JSON has them.
fn write(node: &Node, depth: usize, yaml: &mut String) {
    let indent = "  ".repeat(depth);
    match &node.data {
        Data::Map(members) if !members.is_empty() => {
            for member in members {
                let key = text(&member.key).to_json();
                yaml.push_str(&format!("\n{indent}{key}:"));
                write(&member.value, depth + 1, yaml);
            }
        }
        Data::List(items) if items.iter().any(|item| !item.entries().is_empty()) => {
            for item in items {
                yaml.push_str(&format!("\n{indent}-"));
                write(item, depth + 1, yaml);
            }
        }
        _ => {
            yaml.push(' ');
            yaml.push_str(&node.to_json());
        }
    }
    if depth == 0 {
        yaml.push('\n');
    }
}

fn node(data: Data) -> Node {
    Node { span: Span::default(), data }
}

fn text(text: &str) -> Node {
    node(Data::Text(text.to_owned()))
}

fn map(entries: Vec<Entry>) -> Node {
    node(Data::Map(entries))
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { span: value.span, key: key.to_owned(), value }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{lint, spec, spec::model};

    #[test]
    fn copies_of_bitget_are_a_spec_that_passes_the_linter() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let bitget = spec::load(root, &["bitget".to_owned()]).unwrap().remove(0);
        let document = |(file, text): (String, String)| Document {
            name: file.trim_end_matches(".yaml").to_owned(),
            root: Node::parse(&text).unwrap(),
            file,
            text,
        };
        let mut documents: Vec<Document> =
            documents(&bitget, 150).into_iter().map(document).collect();
        let common = documents.remove(0);
        let made = Exchange { name: NAME.to_owned(), common: Some(common), groups: documents };
        let count: usize = model::Model::of(&made).operations().count();
        assert_eq!((made.groups.len(), count), (GROUPS, 150));
        let diagnostics = lint::check(&[made]);
        let shown: Vec<String> = diagnostics.iter().take(5).map(ToString::to_string).collect();
        assert_eq!(shown, Vec::<String>::new());
    }
}
