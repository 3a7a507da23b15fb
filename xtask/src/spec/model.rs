//! The documents of an exchange, indexed, with every `$ref` resolved: what the generator and the
//! linter see of a spec.
//!
//! What is malformed reads as absent; that it is malformed is [`super::structure`]'s to say. Every
//! way along `$ref`s and `allOf`s has a bound.

use std::collections::{HashMap, HashSet};

use super::{
    Document, Exchange,
    node::{Data, Entry, Node, Span},
    report::{At, Report},
};

/// What a path may hold operations under.
pub const METHODS: [&str; 7] = ["get", "post", "put", "delete", "patch", "head", "options"];

/// How many `$ref`s and `allOf`s are followed from one place. A spec needs three.
pub const MAX_STEPS: usize = 16;

/// The documents of one exchange.
#[derive(Debug)]
pub struct Model<'a> {
    pub exchange: &'a Exchange,
    /// The common document, where there is one, and the groups.
    pub docs: Vec<Doc<'a>>,
}

/// One document.
#[derive(Debug)]
pub struct Doc<'a> {
    pub document: &'a Document,
    pub is_common: bool,
    sections: HashMap<&'a str, HashMap<&'a str, &'a Entry>>,
    pub operations: Vec<Operation<'a>>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation<'a> {
    pub path: &'a Entry,
    pub method: &'a str,
    /// Where the method stands.
    pub span: Span,
    pub node: &'a Node,
    /// Whether its response has the envelope.
    pub enveloped: bool,
}

/// A schema and the document it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Found<'s, 'a> {
    pub doc: &'s Doc<'a>,
    pub node: &'a Node,
    /// Where it is a component: where that stands, and its name.
    pub entry: Option<&'a Entry>,
}

/// A field of an object, also of one in an `allOf`.
#[derive(Clone, Copy, Debug)]
pub struct Property<'s, 'a> {
    pub doc: &'s Doc<'a>,
    pub entry: &'a Entry,
    pub required: bool,
}

/// What a component is, and with that where it can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Object,
    Enum,
    Tuple,
    Map,
    /// A list that may come bare.
    List,
    /// An envelope with its payload.
    Enveloped,
    /// None of these.
    Other,
}

impl Kind {
    /// What a component is, by its fields.
    pub fn of(node: &Node) -> Self {
        let has = |key: &str| node.get(key).is_some();
        match () {
            () if has("enum") => Self::Enum,
            () if has("x-tuple") => Self::Tuple,
            () if has("oneOf") || has("x-bare-array") => Self::List,
            () if has("allOf") && only_ref(node).is_none() => Self::Enveloped,
            () if has("allOf") => Self::Other,
            () if has("properties") => Self::Object,
            () if has("additionalProperties") => Self::Map,
            () => Self::Other,
        }
    }

    /// In words.
    pub fn called(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Enum => "an enum",
            Self::Tuple => "a tuple",
            Self::Map => "a map",
            Self::List => "a list that may come bare",
            Self::Enveloped => "a response with its envelope",
            Self::Other => "neither object nor enum",
        }
    }
}

impl<'a> Operation<'a> {
    pub fn id(&self) -> Option<&'a str> {
        self.node.text_at("operationId")
    }

    /// A text of the operation, or nothing.
    pub fn text(&self, name: &str) -> &'a str {
        self.node.text_at(name).unwrap_or_default()
    }

    /// What diagnostics are about.
    pub fn at<'r>(&self, report: &'r Report, doc: &'r Doc<'a>) -> At<'r> {
        let called = || format!("{} {}", self.method.to_uppercase(), self.path.key);
        let name = self.id().map_or_else(called, str::to_owned);
        At::document(report, doc.document).operation(&name)
    }

    pub fn parameters(&self) -> &'a [Node] {
        self.node.get("parameters").map_or(&[], Node::items)
    }

    pub fn is_internal(&self) -> bool {
        self.node.get("x-internal").is_some_and(Node::is_true)
    }

    /// The schema of the request body.
    pub fn body(&self) -> Option<&'a Node> {
        self.node.at(&["requestBody", "content", "application/json", "schema"])
    }

    /// The response that means success.
    pub fn success(&self) -> Option<&'a Entry> {
        let responses = self.node.get("responses").map_or(&[][..], Node::entries);
        responses.iter().find(|entry| entry.key.starts_with('2'))
    }

    /// The schema of that response.
    pub fn response(&self) -> Option<&'a Node> {
        self.success()?.value.at(&["content", "application/json", "schema"])
    }

    /// Which schemes sign it, and whether it may also go unsigned.
    pub fn security(&self, doc: &Doc<'a>) -> &'a [Node] {
        let own = self.node.get("security").or_else(|| doc.root().get("security"));
        own.map_or(&[], Node::items)
    }
}

impl<'a> Doc<'a> {
    fn of(document: &'a Document, is_common: bool, enveloped: bool) -> Self {
        let mut sections = HashMap::new();
        for section in document.root.get("components").map_or(&[][..], Node::entries) {
            let entries = section.value.entries().iter();
            let names: HashMap<_, _> = entries.map(|entry| (entry.key.as_str(), entry)).collect();
            sections.insert(section.key.as_str(), names);
        }
        let mut operations = Vec::new();
        for path in document.root.get("paths").map_or(&[][..], Node::entries) {
            for Entry { key, span, value: node } in path.value.entries() {
                if METHODS.contains(&key.as_str()) && matches!(node.data, Data::Map(_)) {
                    let enveloped = enveloped && node.text_at("x-envelope") != Some("none");
                    let (method, span) = (key.as_str(), *span);
                    operations.push(Operation { path, method, span, node, enveloped });
                }
            }
        }
        Self { document, is_common, sections, operations }
    }

    pub fn root(&self) -> &'a Node {
        &self.document.root
    }

    /// The components of a section, in the order of the file.
    pub fn components(&self, section: &str) -> &'a [Entry] {
        self.root().at(&["components", section]).map_or(&[], Node::entries)
    }

    /// A component.
    pub fn component(&self, section: &str, name: &str) -> Option<&'a Entry> {
        self.sections.get(section)?.get(name).copied()
    }
}

impl<'a> Model<'a> {
    /// Reads the documents of an exchange.
    pub fn of(exchange: &'a Exchange) -> Self {
        let envelope = exchange.common.as_ref().and_then(|common| common.root.get("x-envelope"));
        let common = exchange.common.iter().map(|document| (document, true));
        let documents = common.chain(exchange.groups.iter().map(|document| (document, false)));
        let docs =
            documents.map(|(document, common)| Doc::of(document, common, envelope.is_some()));
        Self { exchange, docs: docs.collect() }
    }

    pub fn common(&self) -> Option<&Doc<'a>> {
        self.docs.first().filter(|doc| doc.is_common)
    }

    pub fn groups(&self) -> impl Iterator<Item = &Doc<'a>> {
        self.docs.iter().filter(|doc| !doc.is_common)
    }

    /// The operations of the groups, each with the document it stands in.
    pub fn operations(&self) -> impl Iterator<Item = (&Doc<'a>, &Operation<'a>)> {
        self.groups().flat_map(|doc| doc.operations.iter().map(move |operation| (doc, operation)))
    }

    /// The fields of the wrapper around responses.
    pub fn envelope(&self) -> Option<&'a Node> {
        self.common()?.root().get("x-envelope")
    }

    /// The document that a `$ref` leads into, the section and the name there.
    pub fn split<'s, 't>(
        &'s self,
        doc: &'s Doc<'a>,
        target: &'t str,
    ) -> Option<(&'s Doc<'a>, &'t str, &'t str)> {
        let (doc, path) = match target.strip_prefix("common.yaml#") {
            Some(path) => (self.common()?, path),
            None => (doc, target.strip_prefix('#')?),
        };
        let (section, name) = path.strip_prefix("/components/")?.split_once('/')?;
        Some((doc, section, name))
    }

    /// The component that a schema refers to, also through an `allOf` that adds a description.
    pub fn target<'s>(&'s self, doc: &'s Doc<'a>, node: &Node) -> Option<Found<'s, 'a>> {
        let target = only_ref(node)?.text_at("$ref")?;
        let (doc, section, name) = self.split(doc, target)?;
        let entry = doc.component(section, name).filter(|_| section == "schemas")?;
        Some(Found { doc, node: &entry.value, entry: Some(entry) })
    }

    /// The schema itself, or the one it refers to in the end.
    pub fn resolve<'s>(&'s self, doc: &'s Doc<'a>, node: &'a Node) -> Found<'s, 'a> {
        let mut found = Found { doc, node, entry: None };
        for _ in 0..MAX_STEPS {
            match self.target(found.doc, found.node) {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    /// The fields of an object, with those that it has by `$ref` and `allOf`.
    pub fn fields<'s>(&'s self, doc: &'s Doc<'a>, node: &'a Node) -> Vec<Property<'s, 'a>> {
        let (mut fields, mut steps) = (Vec::new(), MAX_STEPS);
        self.gather(self.resolve(doc, node), &mut fields, &mut steps);
        fields
    }

    fn gather<'s>(
        &'s self,
        Found { doc, node, .. }: Found<'s, 'a>,
        fields: &mut Vec<Property<'s, 'a>>,
        steps: &mut usize,
    ) {
        let Some(fewer) = steps.checked_sub(1) else { return };
        *steps = fewer;
        let required = required(node);
        for entry in node.get("properties").map_or(&[][..], Node::entries) {
            fields.push(Property { doc, entry, required: required.contains(entry.key.as_str()) });
        }
        for part in node.get("allOf").map_or(&[][..], Node::items) {
            self.gather(self.resolve(doc, part), fields, steps);
        }
    }

    /// The field of a response with its envelope that holds the payload.
    pub fn payload<'s>(&'s self, doc: &'s Doc<'a>, response: &'a Node) -> Option<Property<'s, 'a>> {
        self.payload_of(self.resolve(doc, response))
    }

    /// Like [`Self::payload`], of a component.
    pub fn payload_of<'s>(&'s self, found: Found<'s, 'a>) -> Option<Property<'s, 'a>> {
        let name = self.envelope()?.text_at("data")?;
        self.fields(found.doc, found.node).into_iter().find(|field| field.entry.key == name)
    }
}

/// The fields that an object requires.
pub fn required(node: &Node) -> HashSet<&str> {
    node.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::text).collect()
}

/// A `$ref`, also one inside an `allOf` that only adds a description to it.
pub fn only_ref(node: &Node) -> Option<&Node> {
    if node.get("$ref").is_some() {
        return Some(node);
    }
    match node.get("allOf")?.items() {
        [one] if one.get("$ref").is_some() && node.get("properties").is_none() => Some(one),
        _ => None,
    }
}

/// The `$ref` to the page of a list that may come bare.
pub fn page(node: &Node) -> Option<&Node> {
    node.get("x-bare-array")?;
    node.get("oneOf")?.items().iter().find(|part| part.get("$ref").is_some())
}
