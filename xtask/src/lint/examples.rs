//! Examples: every answer and body has one, and each reads by its schema.
//!
//! The check is stricter than the runtime, which takes a number for text and the reverse: an
//! example is what the exchange documents, and the schema should say the same.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use super::{
    forms,
    report::{Report, Subject, shown, suggest_or},
    rules,
    specs::{Doc, Found, Kind, MAX_STEPS, Specs},
    structure::describe,
};
use crate::spec::node::{Data, Node, Place};

/// Checks every media type and every parameter.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut known = Known::default();
    for (doc, operation) in specs.operations() {
        let subject = operation.subject();
        let mut check =
            Check { specs, subject: &subject, report, known: &mut known, request: true };
        if let Some(media) = operation.node.at(&["requestBody", "content", "application/json"]) {
            check.media(doc, media, "the body");
        }
        for parameter in operation.parameters() {
            if let (Some(example), Some(schema)) =
                (parameter.get("example"), parameter.get("schema"))
            {
                let name = "the example";
                let found = Found { doc, node: schema, name: None };
                check.value(found, example, example.place, &Way::Start(name), false);
            }
        }
        check.request = false;
        let success = operation.success();
        let media = success.and_then(|success| success.value.at(&["content", "application/json"]));
        if let Some(media) = media {
            check.media(doc, media, "the answer");
        }
    }
    for doc in &specs.docs {
        for entry in doc.components("responses") {
            let subject = Subject::component(doc.document, &entry.key);
            let mut check =
                Check { specs, subject: &subject, report, known: &mut known, request: false };
            if let Some(media) = entry.value.at(&["content", "application/json"]) {
                check.media(doc, media, "the answer");
            }
        }
    }
}

/// Values of enums that were looked up before, by the address of the enum.
type Known = HashMap<*const Node, HashSet<String>>;

/// The way to a value inside an example.
#[derive(Clone, Copy)]
enum Way<'w> {
    Start(&'w str),
    Member(&'w Way<'w>, &'w str),
    Item(&'w Way<'w>, usize),
}

impl Way<'_> {
    /// The way from the start on.
    fn write(&self, path: &mut String) {
        match self {
            Self::Start(_) => {}
            Self::Member(way, name) => {
                way.write(path);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(shown(name).trim_matches('`'));
            }
            Self::Item(way, index) => {
                way.write(path);
                path.push_str(&format!("[{index}]"));
            }
        }
    }

    fn start(&self) -> &str {
        match self {
            Self::Start(name) => name,
            Self::Member(way, _) | Self::Item(way, _) => way.start(),
        }
    }
}

impl fmt::Display for Way<'_> {
    /// `data[0].price` in the example.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        self.write(&mut path);
        if !path.is_empty() {
            write!(to, "`{path}` in ")?;
        }
        to.write_str(self.start())
    }
}

struct Check<'r, 's, 'a> {
    specs: &'s Specs<'a>,
    subject: &'r Subject<'r>,
    report: &'r mut Report,
    known: &'r mut Known,
    /// Whether we write it: then there is no leniency at all.
    request: bool,
}

impl<'s, 'a> Check<'_, 's, 'a> {
    fn add(&mut self, place: Place, message: String) {
        self.report.add(self.subject, place, &rules::EXAMPLE, message);
    }

    fn media(&mut self, doc: &'s Doc<'a>, media: &'a Node, what: &str) {
        let (one, several) = (media.get("example"), media.get("examples"));
        let Some(schema) = media.get("schema") else { return };
        let found = Found { doc, node: schema, name: None };
        match (one, several) {
            (Some(_), Some(several)) => {
                let message =
                    "`example` beside `examples`; OpenAPI allows one of them: name them all";
                self.add(several.place, message.to_owned());
            }
            (None, None) => {
                let message = format!(
                    "{what} has no example; write the documented one, or `examples: {{constructed: {{summary: \
                     Constructed from the field list, value: …}}}}`",
                );
                self.add(media.place, message);
            }
            (None, Some(several)) if several.entries().is_empty() => {
                self.add(
                    several.place,
                    "`examples` has none; give each a name and a `value`".to_owned(),
                );
            }
            _ => {}
        }
        if let Some(example) = one {
            self.value(found, example, example.place, &Way::Start("the example"), false);
        }
        for entry in several.map_or(&[][..], Node::entries) {
            let Some(value) = entry.value.get("value") else { continue };
            let summary = entry.value.text_at("summary").unwrap_or_default();
            let constructed = entry.key.starts_with("constructed");
            if summary.is_empty() || (constructed && !summary.starts_with("Constructed")) {
                let name = shown(&entry.key);
                let message = if constructed {
                    format!(
                        "the example {name} says not from what; write `summary: Constructed from the field list`"
                    )
                } else {
                    format!(
                        "the example {name} has no `summary`; say where it is from, or what it shows"
                    )
                };
                self.add(entry.place, message);
            }
            let name = shown(&entry.key);
            let start = format!("the example {name}");
            self.value(found, value, value.place, &Way::Start(&start), false);
        }
    }

    fn value(
        &mut self,
        found: Found<'s, 'a>,
        value: &Node,
        place: Place,
        way: &Way<'_>,
        optional: bool,
    ) {
        let (found, nullable) = self.resolved(found);
        let schema = found.node;
        let kind = Kind::of(schema);
        let is_text = schema.text_at("type") == Some("string") && schema.get("format").is_none();
        match &value.data {
            Data::Null if nullable => return,
            Data::Null => {
                let advice = if self.request {
                    "; leave it out"
                } else {
                    "; write `nullable: true` in its schema"
                };
                return self.add(place, format!("{way} is null{advice}"));
            }
            // Reads as absent.
            Data::Text(text)
                if text.is_empty()
                    && !self.request
                    && (optional || nullable || (is_text && kind == Kind::Other)) =>
            {
                return;
            }
            _ => {}
        }
        match kind {
            Kind::Enum => self.enumerated(schema, value, place, way),
            Kind::Row => self.row(found, value, place, way),
            Kind::Map => self.map(found, value, place, way),
            Kind::List => self.list(found, value, place, way),
            // Inside, an envelope is refused as such.
            Kind::Answer if !matches!(way, Way::Start(_)) => {}
            Kind::Record | Kind::Answer => self.object(found, value, place, way),
            Kind::Other if schema.text_at("type") == Some("array") => {
                self.array(found, value, place, way)
            }
            Kind::Other => self.scalar(schema, value, place, way),
        }
    }

    /// The schema behind `$ref`s, and whether null is allowed on the way.
    fn resolved(&self, mut found: Found<'s, 'a>) -> (Found<'s, 'a>, bool) {
        let mut nullable = false;
        for _ in 0..MAX_STEPS {
            nullable |= found.node.get("nullable").is_some_and(Node::is_true);
            match self.specs.target(found.doc, found.node) {
                Some(next) => found = next,
                None => break,
            }
        }
        (found, nullable)
    }

    fn expect(&mut self, value: &Node, place: Place, way: &Way<'_>, expected: &str) {
        let found = describe(value);
        self.add(
            place,
            format!("{way} is {found}, and its schema says {expected}; correct one of them"),
        );
    }

    fn object(&mut self, found: Found<'s, 'a>, value: &Node, place: Place, way: &Way<'_>) {
        let Data::Map(entries) = &value.data else {
            return self.expect(value, place, way, "an object");
        };
        let members = self.specs.members(found.doc, found.node);
        let mut seen = HashSet::new();
        for entry in entries {
            let key = entry.key.as_str();
            seen.insert(key);
            let Some(member) = members.get(key) else {
                let advice = suggest_or(key, members.names(), "; describe it there");
                let message = format!("{} is not in its schema{advice}", Way::Member(way, key));
                self.add(entry.place, message);
                continue;
            };
            let doc = self.specs.doc_of(member, found.doc);
            let schema = Found { doc, node: &member.entry.value, name: None };
            self.value(
                schema,
                &entry.value,
                entry.value.place,
                &Way::Member(way, key),
                !member.required,
            );
        }
        for member in members.iter().filter(|member| member.required) {
            let key = member.entry.key.as_str();
            if !seen.contains(key) {
                let key = shown(key);
                let message = format!(
                    "{way} lacks {key}, which its schema requires; add it, or make it optional"
                );
                self.add(place, message);
            }
        }
    }

    fn array(&mut self, found: Found<'s, 'a>, value: &Node, place: Place, way: &Way<'_>) {
        let Data::List(items) = &value.data else {
            return self.expect(value, place, way, "a list");
        };
        let Some(schema) = found.node.get("items") else { return };
        for (index, item) in items.iter().enumerate() {
            let schema = Found { doc: found.doc, node: schema, name: None };
            self.value(schema, item, item.place, &Way::Item(way, index), false);
        }
    }

    fn row(&mut self, found: Found<'s, 'a>, value: &Node, place: Place, way: &Way<'_>) {
        let Data::List(items) = &value.data else { return self.expect(value, place, way, "a row") };
        let columns = found.node.get("x-tuple").map_or(&[][..], Node::items);
        for (index, column) in columns.iter().enumerate() {
            let optional = column.get("optional").is_some_and(Node::is_true);
            let name = column.text_at("name").unwrap_or_default();
            match items.get(index) {
                Some(Node { data: Data::Null, .. }) if optional => {}
                Some(item) => {
                    let schema = Found { doc: found.doc, node: column, name: None };
                    self.value(schema, item, item.place, &Way::Member(way, name), optional);
                }
                None if optional => {}
                None => {
                    let name = shown(name);
                    self.add(
                        place,
                        format!("{way} ends before the column {name}; add it, or make it optional"),
                    );
                    break;
                }
            }
        }
        if items.len() > columns.len() && !columns.is_empty() {
            let (more, count) = (items.len(), columns.len());
            self.add(
                place,
                format!("{way} has {more} columns, and its schema names {count}; name them all"),
            );
        }
    }

    fn map(&mut self, found: Found<'s, 'a>, value: &Node, place: Place, way: &Way<'_>) {
        let Data::Map(entries) = &value.data else {
            return self.expect(value, place, way, "a map");
        };
        let Some(schema) = found.node.get("additionalProperties") else { return };
        for entry in entries {
            let schema = Found { doc: found.doc, node: schema, name: None };
            let way = Way::Member(way, &entry.key);
            self.value(schema, &entry.value, entry.value.place, &way, false);
        }
    }

    fn list(&mut self, found: Found<'s, 'a>, value: &Node, place: Place, way: &Way<'_>) {
        if found.node.get("x-bare-array").is_none() {
            return;
        }
        let parts = found.node.get("oneOf").map_or(&[][..], Node::items);
        let array = parts.iter().find(|part| part.text_at("type") == Some("array"));
        let page = parts.iter().find(|part| part.get("$ref").is_some());
        let part = if matches!(value.data, Data::List(_)) { array } else { page };
        let Some(part) = part else { return };
        let (part, _) = self.resolved(Found { doc: found.doc, node: part, name: None });
        match Kind::of(part.node) {
            Kind::Record => self.object(part, value, place, way),
            Kind::Other => self.array(part, value, place, way),
            _ => {}
        }
    }

    fn enumerated(&mut self, schema: &Node, value: &Node, place: Place, way: &Way<'_>) {
        let integer = schema.text_at("type") == Some("integer");
        // Values that are none are reported at the enum, which may mean this one.
        let values = schema.get("enum").map_or(&[][..], Node::items);
        let fits = |value: &Node| matches!(value.data, Data::Number(_)) == integer;
        if values.is_empty() || !values.iter().all(|one| one.scalar().is_some() && fits(one)) {
            return;
        }
        let text = match (&value.data, integer) {
            (Data::Text(text), false) => text,
            (Data::Number(digits), true) => digits,
            (_, false) => return self.expect(value, place, way, "a text of its enum"),
            (_, true) => return self.expect(value, place, way, "a number of its enum"),
        };
        let key: *const Node = schema;
        let values = self.known.entry(key).or_insert_with(|| {
            values.iter().filter_map(Node::scalar).map(str::to_lowercase).collect()
        });
        if !values.contains(&text.to_lowercase()) {
            let found = shown(text);
            let message = format!(
                "{way} is {found}, which its enum does not have; add it there, or correct it"
            );
            self.add(place, message);
        }
    }

    fn scalar(&mut self, schema: &Node, value: &Node, place: Place, way: &Way<'_>) {
        let (kind, format) = (schema.text_at("type").unwrap_or_default(), schema.text_at("format"));
        let text = match (kind, &value.data) {
            ("string", Data::Text(text)) => text,
            ("integer" | "number", Data::Number(digits)) => digits,
            ("boolean", Data::Bool(_)) => return,
            ("string", _) => return self.expect(value, place, way, "text"),
            ("integer" | "number", _) => return self.expect(value, place, way, "a number"),
            ("boolean", _) => return self.expect(value, place, way, "a truth value"),
            _ => return,
        };
        let Some(format) = format else { return };
        if let Err(expected) = forms::check(format, text) {
            self.expect(value, place, way, &format!("`{format}`, {expected}"));
        }
    }
}
