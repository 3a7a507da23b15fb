//! The documents of an exchange, indexed for the checks.
//!
//! Looking names up in [`Node`]s is linear, which is fine for a generator and not for a linter
//! that must end on any file.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::report::Subject;
use crate::spec::{
    Document, Exchange,
    model::{self, METHODS},
    node::{Data, Entry, Node, Place},
};

/// How many `$ref`s and `allOf`s a check follows from one place. A spec needs three.
pub(super) const MAX_STEPS: usize = 16;

/// The documents of one exchange.
pub(super) struct Specs<'a> {
    pub(super) exchange: &'a Exchange,
    /// The common document, where there is one, and the groups.
    pub(super) docs: Vec<Doc<'a>>,
    /// The members of objects that were asked for before, by the address of the object.
    members: RefCell<HashMap<*const Node, Rc<Members<'a>>>>,
}

/// One document.
pub(super) struct Doc<'a> {
    pub(super) document: &'a Document,
    pub(super) is_common: bool,
    /// Its place among the documents.
    index: usize,
    sections: HashMap<&'a str, HashMap<&'a str, &'a Entry>>,
    pub(super) operations: Vec<Operation<'a>>,
}

/// One operation.
pub(super) struct Operation<'a> {
    pub(super) document: &'a Document,
    pub(super) path: &'a Entry,
    pub(super) method: &'a str,
    /// Where the method stands.
    pub(super) place: Place,
    pub(super) node: &'a Node,
    name: String,
}

impl<'a> Operation<'a> {
    /// What findings call it.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject::operation(self.document, self.id().unwrap_or(&self.name))
    }

    pub(super) fn id(&self) -> Option<&'a str> {
        self.node.text_at("operationId")
    }

    pub(super) fn parameters(&self) -> &'a [Node] {
        self.node.get("parameters").map_or(&[], Node::items)
    }

    /// A parameter in the query.
    pub(super) fn query(&self, name: &str) -> Option<&'a Node> {
        self.parameters().iter().find(|parameter| {
            parameter.text_at("name") == Some(name) && parameter.text_at("in") == Some("query")
        })
    }

    /// The schema of the request body.
    pub(super) fn body(&self) -> Option<&'a Node> {
        self.node.at(&["requestBody", "content", "application/json", "schema"])
    }

    /// The answer that means success.
    pub(super) fn success(&self) -> Option<&'a Entry> {
        let responses = self.node.get("responses").map_or(&[][..], Node::entries);
        responses.iter().find(|entry| entry.key.starts_with('2'))
    }

    /// The schema of that answer.
    pub(super) fn answer(&self) -> Option<&'a Node> {
        self.success()?.value.at(&["content", "application/json", "schema"])
    }
}

/// A schema and the document it stands in.
#[derive(Clone, Copy)]
pub(super) struct Found<'s, 'a> {
    pub(super) doc: &'s Doc<'a>,
    pub(super) node: &'a Node,
    /// Its name, where it is a component.
    pub(super) name: Option<&'a str>,
}

/// How a component is made, and with that where it can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Record,
    Enum,
    Row,
    Map,
    /// A list that may come bare.
    List,
    /// An envelope with its payload.
    Answer,
    /// None of these.
    Other,
}

impl Kind {
    /// How a component is made.
    pub(super) fn of(node: &Node) -> Self {
        let has = |key: &str| node.get(key).is_some();
        if has("enum") {
            Self::Enum
        } else if has("x-tuple") {
            Self::Row
        } else if has("oneOf") || has("x-bare-array") {
            Self::List
        } else if has("allOf") {
            if model::only_ref(node).is_some() { Self::Other } else { Self::Answer }
        } else if has("properties") {
            Self::Record
        } else if has("additionalProperties") {
            Self::Map
        } else {
            Self::Other
        }
    }

    /// In words.
    pub(super) fn called(self) -> &'static str {
        match self {
            Self::Record => "an object",
            Self::Enum => "an enum",
            Self::Row => "a row",
            Self::Map => "a map",
            Self::List => "a list that may come bare",
            Self::Answer => "an answer with its envelope",
            Self::Other => "neither object nor enum",
        }
    }
}

impl<'a> Doc<'a> {
    fn of(index: usize, document: &'a Document, is_common: bool) -> Self {
        let mut sections = HashMap::new();
        for section in document.root.get("components").map_or(&[][..], Node::entries) {
            let entries = section.value.entries().iter();
            let names: HashMap<_, _> = entries.map(|entry| (entry.key.as_str(), entry)).collect();
            sections.insert(section.key.as_str(), names);
        }
        let mut operations = Vec::new();
        for path in document.root.get("paths").map_or(&[][..], Node::entries) {
            for entry in path.value.entries() {
                let method = entry.key.as_str();
                if METHODS.contains(&method) && matches!(entry.value.data, Data::Map(_)) {
                    let name = format!("{} {}", method.to_uppercase(), path.key);
                    let (place, node) = (entry.place, &entry.value);
                    operations.push(Operation { document, path, method, place, node, name });
                }
            }
        }
        Self { document, is_common, index, sections, operations }
    }

    pub(super) fn root(&self) -> &'a Node {
        &self.document.root
    }

    /// The components of a section, in the order of the file.
    pub(super) fn components(&self, section: &str) -> &'a [Entry] {
        self.root().at(&["components", section]).map_or(&[], Node::entries)
    }

    /// A component.
    pub(super) fn component(&self, section: &str, name: &str) -> Option<&'a Entry> {
        self.sections.get(section)?.get(name).copied()
    }
}

impl<'a> Specs<'a> {
    pub(super) fn of(exchange: &'a Exchange) -> Self {
        let common = exchange.common.iter().map(|document| (document, true));
        let documents = common.chain(exchange.groups.iter().map(|document| (document, false)));
        let docs = documents.enumerate();
        let docs = docs.map(|(index, (document, common))| Doc::of(index, document, common));
        Self { exchange, docs: docs.collect(), members: RefCell::default() }
    }

    pub(super) fn common(&self) -> Option<&Doc<'a>> {
        self.docs.first().filter(|doc| doc.is_common)
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = &Doc<'a>> {
        self.docs.iter().filter(|doc| !doc.is_common)
    }

    /// The operations of the groups, each with the document it stands in.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Doc<'a>, &Operation<'a>)> {
        self.groups().flat_map(|doc| doc.operations.iter().map(move |operation| (doc, operation)))
    }

    /// The document that a `$ref` leads into, the section and the name there.
    pub(super) fn split<'s, 't>(
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
    pub(super) fn target<'s>(&'s self, doc: &'s Doc<'a>, node: &Node) -> Option<Found<'s, 'a>> {
        let target = model::only_ref(node)?.text_at("$ref")?;
        let (doc, section, name) = self.split(doc, target)?;
        let entry = doc.component(section, name).filter(|_| section == "schemas")?;
        Some(Found { doc, node: &entry.value, name: Some(&entry.key) })
    }

    /// The schema itself, or the one it refers to in the end.
    pub(super) fn resolve<'s>(&'s self, doc: &'s Doc<'a>, node: &'a Node) -> Found<'s, 'a> {
        let mut found = Found { doc, node, name: None };
        for _ in 0..MAX_STEPS {
            match self.target(found.doc, found.node) {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    /// Like [`Self::resolve`], and for a list that may come bare its page.
    pub(super) fn object<'s>(&'s self, doc: &'s Doc<'a>, node: &'a Node) -> Found<'s, 'a> {
        let found = self.resolve(doc, node);
        let page = found.node.get("x-bare-array").and_then(|_| found.node.get("oneOf"));
        let page = page.and_then(|page| page.items().iter().find(|one| one.get("$ref").is_some()));
        page.map_or(found, |page| self.resolve(found.doc, page))
    }

    /// The members of an object, with those that it has by `$ref` and `allOf`.
    pub(super) fn members(&self, doc: &Doc<'a>, node: &'a Node) -> Rc<Members<'a>> {
        let found = self.object(doc, node);
        let key: *const Node = found.node;
        if let Some(known) = self.members.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut members = Members::default();
        let mut steps = MAX_STEPS;
        self.gather(found, &mut members, &mut steps);
        let members = Rc::new(members);
        self.members.borrow_mut().insert(key, Rc::clone(&members));
        members
    }

    fn gather(&self, found: Found<'_, 'a>, members: &mut Members<'a>, steps: &mut usize) {
        let Some(fewer) = steps.checked_sub(1) else { return };
        *steps = fewer;
        let required = found.node.get("required").map_or(&[][..], Node::items);
        let required: HashSet<&str> = required.iter().filter_map(Node::text).collect();
        for entry in found.node.get("properties").map_or(&[][..], Node::entries) {
            let required = required.contains(entry.key.as_str());
            members.add(Member { doc: found.doc.index, entry, required });
        }
        for part in found.node.get("allOf").map_or(&[][..], Node::items) {
            self.gather(self.resolve(found.doc, part), members, steps);
        }
    }

    /// The document that a member stands in.
    pub(super) fn doc_of<'s>(&'s self, member: Member<'a>, other: &'s Doc<'a>) -> &'s Doc<'a> {
        self.docs.get(member.doc).unwrap_or(other)
    }

    /// A member of an object, as a schema.
    pub(super) fn member<'s>(
        &'s self,
        doc: &'s Doc<'a>,
        node: &'a Node,
        name: &str,
    ) -> Option<Found<'s, 'a>> {
        let member = self.members(doc, node).get(name)?;
        Some(Found { doc: self.doc_of(member, doc), node: &member.entry.value, name: None })
    }

    /// The members of the wrapper around answers.
    pub(super) fn envelope(&self) -> Option<&'a Node> {
        self.common()?.root().get("x-envelope")
    }

    /// Whether an operation answers with the wrapper.
    pub(super) fn is_enveloped(&self, operation: &Operation<'_>) -> bool {
        self.envelope().is_some() && operation.node.text_at("x-envelope") != Some("none")
    }

    /// What the caller gets: the answer without its wrapper.
    pub(super) fn payload<'s>(
        &'s self,
        doc: &'s Doc<'a>,
        operation: &Operation<'a>,
    ) -> Option<Found<'s, 'a>> {
        let answer = operation.answer()?;
        if !self.is_enveloped(operation) {
            return Some(Found { doc, node: answer, name: None });
        }
        self.member(doc, answer, self.envelope()?.text_at("data")?)
    }
}

/// The members of an object.
#[derive(Debug, Default)]
pub(super) struct Members<'a> {
    list: Vec<Member<'a>>,
    by_name: HashMap<&'a str, usize>,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    doc: usize,
    pub(super) entry: &'a Entry,
    pub(super) required: bool,
}

impl<'a> Members<'a> {
    fn add(&mut self, member: Member<'a>) {
        self.by_name.entry(&member.entry.key).or_insert(self.list.len());
        self.list.push(member);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Member<'a>> {
        self.list.iter().copied()
    }

    pub(super) fn get(&self, name: &str) -> Option<Member<'a>> {
        self.list.get(*self.by_name.get(name)?).copied()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.list.iter().map(|member| member.entry.key.as_str())
    }
}
