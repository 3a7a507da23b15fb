//! Comparing types: the records, enums and rows that operations send and receive.

use std::collections::BTreeMap;

use super::{
    Kind,
    exchanges::Changes,
    operations::{Side, answer},
};
use crate::{
    generate::{
        scalar::Scalar,
        types::{Made, enum_variants, made},
    },
    spec::{
        Document, Exchange,
        lower::bare_array_page,
        model::{self, Group},
        node::Node,
    },
};

/// How far references are followed where nothing else bounds them.
const DEPTH: usize = 16;

/// A component in use.
struct Type<'a> {
    document: &'a Document,
    node: &'a Node,
    /// Whether it is part of a request; then what is required must be given.
    sent: bool,
}

/// The components that a group's operations use, by name.
struct Reached<'a> {
    exchange: &'a Exchange,
    types: BTreeMap<&'a str, Type<'a>>,
}

/// Compares the types that both sides use. One that is used no longer has been noted where it
/// was used.
pub(super) fn compare(old: Side<'_>, new: Side<'_>, prefix: &str, changes: &mut Changes<'_>) {
    let (before, after) = (Reached::by(old), Reached::by(new));
    for (name, new) in &after.types {
        let Some(old) = before.types.get(name) else { continue };
        let shared = old.document.name == "common" && new.document.name == "common";
        let module = if shared && !prefix.is_empty() { "common::" } else { prefix };
        let types = if shared && !prefix.is_empty() { "" } else { "types::" };
        let subject = format!("{module}{types}{name}");
        match (made(old.node), made(new.node)) {
            (Made::Enum, Made::Enum) => values(old.node, new.node, &subject, changes),
            (Made::Row, Made::Row) => {
                columns((before.exchange, old), (after.exchange, new), &subject, changes);
            }
            (Made::Record, Made::Record) => {
                fields((before.exchange, old), (after.exchange, new), &subject, changes);
            }
            _ => {
                let text = format!("is {}, was {}", kind(new.node), kind(old.node));
                changes.breaking(Kind::Changed, &subject, text);
            }
        }
    }
}

fn kind(node: &Node) -> &'static str {
    match made(node) {
        Made::Enum => "an enum",
        Made::Row => "a row",
        Made::Record => "a record",
    }
}

impl<'a> Reached<'a> {
    fn by((exchange, group): Side<'a>) -> Self {
        let mut reached = Self { exchange, types: BTreeMap::new() };
        let Group { document, operations } = group;
        for operation in operations {
            for parameter in &operation.parameters {
                reached.visit(document, parameter.schema, true, DEPTH);
            }
            // The body itself is a row of setters; what is in it is a type.
            if let Some(schema) = operation.body_schema() {
                for member in members(exchange, document, schema) {
                    reached.visit(member.document, member.node, true, DEPTH);
                }
            }
            if let Some((document, schema)) = answer(exchange, group, operation) {
                reached.visit(document, schema, false, DEPTH);
            }
        }
        reached
    }

    /// Takes in the components that a schema leads to. The depth only bounds what goes round
    /// without a name.
    fn visit(&mut self, document: &'a Document, node: &'a Node, sent: bool, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some((in_common, name)) = model::only_ref(node).and_then(model::schema_ref) {
            let Some((document, target)) = model::schema(self.exchange, document, in_common, name)
            else {
                return;
            };
            if let Some(page) = bare_array_page(target) {
                if let Some((document, target)) =
                    model::schema(self.exchange, document, false, page)
                {
                    self.named((document, target), page, sent);
                }
            } else if is_map(target) {
                self.visit(document, target, sent, depth);
            } else {
                self.named((document, target), name, sent);
            }
            return;
        }
        let inside = node.get("items").into_iter().chain(node.get("additionalProperties"));
        let properties = node.get("properties").map_or(&[][..], Node::entries);
        let inside = inside.chain(properties.iter().map(|entry| &entry.value));
        let parts = ["allOf", "x-tuple"].into_iter().filter_map(|list| node.get(list));
        for inner in inside.chain(parts.flat_map(Node::items)) {
            self.visit(document, inner, sent, depth);
        }
    }

    fn named(&mut self, (document, node): (&'a Document, &'a Node), name: &'a str, sent: bool) {
        let known = self.types.get(name).map(|found| found.sent);
        if known.is_none_or(|known| sent && !known) {
            self.types.insert(name, Type { document, node, sent });
            // What is inside counts its own depth: this component is not entered again.
            self.visit(document, node, sent, DEPTH);
        }
    }
}

/// A property of an object.
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) document: &'a Document,
    pub(super) node: &'a Node,
    pub(super) required: bool,
}

/// The properties of an object, also those that `$ref` and `allOf` bring in.
pub(super) fn members<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    schema: &'a Node,
) -> Vec<Member<'a>> {
    let mut found = Vec::new();
    collect(exchange, document, schema, DEPTH, &mut found);
    found
}

fn collect<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    schema: &'a Node,
    depth: usize,
    found: &mut Vec<Member<'a>>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    if let Some((in_common, name)) = model::schema_ref(schema) {
        if let Some((document, schema)) = model::schema(exchange, document, in_common, name) {
            collect(exchange, document, schema, depth, found);
        }
        return;
    }
    let required = schema.get("required").map_or(&[][..], Node::items);
    for entry in schema.get("properties").map_or(&[][..], Node::entries) {
        let name = entry.key.as_str();
        let required = required.iter().any(|one| one.text() == Some(name));
        found.push(Member { name, document, node: &entry.value, required });
    }
    for part in schema.get("allOf").map_or(&[][..], Node::items) {
        collect(exchange, document, part, depth, found);
    }
}

fn is_map(node: &Node) -> bool {
    node.get("additionalProperties").is_some_and(|values| !values.entries().is_empty())
}

/// The Rust type of a schema, as far as users see it.
pub(super) fn rust(exchange: &Exchange, document: &Document, node: &Node) -> String {
    rust_within(exchange, document, node, DEPTH)
}

fn rust_within(exchange: &Exchange, document: &Document, node: &Node, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return "…".to_owned() };
    if let Some((in_common, name)) = model::only_ref(node).and_then(model::schema_ref) {
        return match model::schema(exchange, document, in_common, name) {
            Some((document, target)) if is_map(target) => {
                rust_within(exchange, document, target, depth)
            }
            Some((_, target)) => bare_array_page(target).unwrap_or(name).to_owned(),
            None => name.to_owned(),
        };
    }
    if let Some(values) = node.get("additionalProperties").filter(|_| is_map(node)) {
        return format!("BTreeMap<String, {}>", rust_within(exchange, document, values, depth));
    }
    let json = node.text_at("type").unwrap_or_default();
    if let Some(scalar) = node.text_at("format").and_then(|format| Scalar::of(json, format)) {
        return scalar.rust.to_owned();
    }
    match (json, node.get("items")) {
        ("array", Some(items)) => {
            format!("Vec<{}>", rust_within(exchange, document, items, depth))
        }
        ("string", _) => "String".to_owned(),
        ("integer", _) => "i64".to_owned(),
        ("boolean", _) => "bool".to_owned(),
        _ => "Value".to_owned(),
    }
}

/// The Rust type of a member, with whether it may be absent.
pub(super) fn member_type(
    exchange: &Exchange,
    document: &Document,
    node: &Node,
    required: bool,
) -> String {
    let kind = rust(exchange, document, node);
    let collection = kind.starts_with("Vec<") || kind.starts_with("BTreeMap<");
    let nullable = node.get("nullable").is_some_and(Node::is_true);
    if nullable || !(required || collection) { format!("Option<{kind}>") } else { kind }
}

/// How a value stands on the wire.
pub(super) fn wire(node: &Node) -> String {
    let parts = [node.text_at("type"), node.text_at("format")];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "its type says".to_owned() } else { parts.join(" ") }
}

type Owned<'a> = (&'a Exchange, &'a Type<'a>);

fn fields(old: Owned<'_>, new: Owned<'_>, subject: &str, changes: &mut Changes<'_>) {
    let (before, after) =
        (members(old.0, old.1.document, old.1.node), members(new.0, new.1.document, new.1.node));
    let sent = new.1.sent;
    for field in &after {
        let name = field.name;
        let kind = member_type(new.0, field.document, field.node, field.required);
        let Some(was) = before.iter().find(|was| was.name == name) else {
            let need = if sent && field.required { "required field" } else { "field" };
            let text = format!("new {need} `{name}`: `{kind}`");
            changes.note(Kind::Added, subject, text, sent && field.required);
            continue;
        };
        let old_kind = member_type(old.0, was.document, was.node, was.required);
        if kind != old_kind {
            let text = format!("field `{name}` is `{kind}`, was `{old_kind}`");
            changes.breaking(Kind::Changed, subject, text);
        } else if wire(field.node) != wire(was.node) {
            let text = format!(
                "field `{name}` is {} on the wire, was {}",
                wire(field.node),
                wire(was.node),
            );
            changes.compatible(Kind::Changed, subject, text);
        } else if field.required != was.required {
            let is = if field.required { "always there" } else { "sometimes missing" };
            let breaking = sent && field.required;
            changes.note(Kind::Changed, subject, format!("field `{name}` is {is}"), breaking);
        }
    }
    for was in before.iter().filter(|was| !after.iter().any(|field| field.name == was.name)) {
        changes.breaking(Kind::Removed, subject, format!("field `{}` is gone", was.name));
    }
}

fn values(old: &Node, new: &Node, subject: &str, changes: &mut Changes<'_>) {
    let json = |node: &Node| node.text_at("type").unwrap_or("string").to_owned();
    if json(old) != json(new) {
        let text = format!("is an enum of {}s, was one of {}s", json(new), json(old));
        changes.breaking(Kind::Changed, subject, text);
        return;
    }
    // Values without a name are the linter's business; they make no variant.
    let variants = |node: &Node| enum_variants(node).unwrap_or_default();
    let (before, after) = (variants(old), variants(new));
    for (value, name) in &after {
        match before.iter().find(|(old, _)| old == value) {
            None => {
                changes.compatible(Kind::Added, subject, format!("new value `{value}`: `{name}`"));
            }
            Some((_, was)) if was != name => {
                let text = format!("value `{value}` is called `{name}`, was `{was}`");
                changes.breaking(Kind::Changed, subject, text);
            }
            Some(_) => {}
        }
    }
    for (value, name) in
        before.iter().filter(|(value, _)| !after.iter().any(|(new, _)| new == value))
    {
        changes.breaking(Kind::Removed, subject, format!("value `{value}` is gone: `{name}`"));
    }
}

fn columns(old: Owned<'_>, new: Owned<'_>, subject: &str, changes: &mut Changes<'_>) {
    let read = |(exchange, row): Owned<'_>| -> Vec<(String, String)> {
        let columns = row.node.get("x-tuple").map_or(&[][..], Node::items).iter();
        columns
            .map(|column| {
                let optional = column.get("optional").is_some_and(Node::is_true);
                let kind = rust(exchange, row.document, column);
                let kind = if optional { format!("Option<{kind}>") } else { kind };
                (column.text_at("name").unwrap_or_default().to_owned(), kind)
            })
            .collect()
    };
    let (before, after) = (read(old), read(new));
    for (name, kind) in &after {
        match before.iter().find(|(was, _)| was == name) {
            None => {
                changes.compatible(Kind::Added, subject, format!("new column `{name}`: `{kind}`"));
            }
            Some((_, was)) if was != kind => {
                let text = format!("column `{name}` is `{kind}`, was `{was}`");
                changes.breaking(Kind::Changed, subject, text);
            }
            Some(_) => {}
        }
    }
    let gone = |(name, _): &&(String, String)| !after.iter().any(|(new, _)| new == name);
    for (name, _) in before.iter().filter(gone) {
        changes.breaking(Kind::Removed, subject, format!("column `{name}` is gone"));
    }
    let order = |of: &[(String, String)], other: &[(String, String)]| -> Vec<String> {
        let both = of.iter().filter(|(name, _)| other.iter().any(|(found, _)| found == name));
        both.map(|(name, _)| name.clone()).collect()
    };
    if order(&before, &after) != order(&after, &before) {
        let text = "the columns stand in another order".to_owned();
        changes.compatible(Kind::Changed, subject, text);
    }
}
