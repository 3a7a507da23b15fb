//! OpenAPI 3.0 itself: every member is one that the version knows, is of the right type, and
//! those that must be there are.
//!
//! The other checks rely on nothing here: what is malformed they take for absent.

use std::mem;

use super::{
    grammar::{self, EXTENSIONS, Kind, Need, Shape},
    report::{Report, Subject, listed, shown, suggest, suggest_or},
    rules,
    specs::{Doc, Specs},
};
use crate::spec::{
    model::METHODS,
    node::{Data, Node, Place},
};

/// Checks every document.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    for doc in &specs.docs {
        let subject = Subject::document(doc.document);
        let root = if doc.is_common { &grammar::COMMON_ROOT } else { &grammar::ROOT };
        Check { report, subject: subject.clone() }.object(doc.root(), root);
        version(doc, &subject, report);
        components(doc, report);
        paths(doc, report);
    }
}

fn version(doc: &Doc<'_>, subject: &Subject<'_>, report: &mut Report) {
    let Some(version) = doc.root().get("openapi") else {
        let message = "no `openapi`; the first line of a spec is `openapi: 3.0.3`";
        return report.add(subject, doc.root().place, &rules::OPENAPI_VERSION, message);
    };
    let is_3_0 = version.text().is_some_and(|text| {
        let patch = text.strip_prefix("3.0.");
        patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|b| b.is_ascii_digit()))
    });
    if !is_3_0 {
        let found = describe(version);
        let message = format!("the version is {found}; write `openapi: 3.0.3`");
        report.add(subject, version.place, &rules::OPENAPI_VERSION, message);
    }
}

fn components(doc: &Doc<'_>, report: &mut Report) {
    let shapes = [&grammar::SCHEMA, &grammar::RESPONSE, &grammar::SECURITY_SCHEME];
    for shape in shapes {
        let Some(section) = doc.root().at(&["components", shape.section]) else { continue };
        let subject = Subject::document(doc.document);
        let mut check = Check { report, subject };
        if check.map(section, shape.section) {
            for entry in section.entries() {
                let subject = Subject::component(doc.document, &entry.key);
                let mut check = Check { report: check.report, subject };
                if entry.key.is_empty() || !entry.key.bytes().all(is_component_character) {
                    let message = "a component's name has letters, digits, `.`, `-` and `_` only; \
                        leave the others out";
                    check.add(entry.place, message);
                }
                check.reference(&entry.value, shape);
            }
        }
    }
}

fn is_component_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

fn paths(doc: &Doc<'_>, report: &mut Report) {
    let Some(paths) = doc.root().get("paths") else { return };
    let subject = Subject::document(doc.document);
    let mut check = Check { report, subject };
    if !check.map(paths, "paths") {
        return;
    }
    for path in paths.entries() {
        check.subject = Subject::document(doc.document);
        if path.key.starts_with("x-") {
            check.extension(&path.key, path.place, &[], "`paths`");
            continue;
        }
        check.subject = Subject::operation(doc.document, &path.key);
        check.object(&path.value, &grammar::PATH_ITEM);
        for entry in
            path.value.entries().iter().filter(|entry| METHODS.contains(&entry.key.as_str()))
        {
            if !matches!(entry.value.data, Data::Map(_)) {
                check.object(&entry.value, &grammar::OPERATION);
            }
        }
    }
    for operation in &doc.operations {
        check.subject = operation.subject();
        check.object(operation.node, &grammar::OPERATION);
    }
}

/// What a value is, in words.
pub(super) fn describe(node: &Node) -> String {
    match &node.data {
        Data::Null => "nothing".to_owned(),
        Data::Bool(value) => format!("the truth value `{value}`"),
        Data::Number(digits) => format!("the number {}", shown(digits)),
        Data::Text(text) if text.is_empty() => "empty text".to_owned(),
        Data::Text(text) => shown(text),
        Data::List(_) => "a list".to_owned(),
        Data::Map(_) => "an object".to_owned(),
    }
}

struct Check<'r, 'a> {
    report: &'r mut Report,
    subject: Subject<'a>,
}

impl Check<'_, '_> {
    fn add(&mut self, place: Place, message: impl Into<String>) {
        self.report.add(&self.subject, place, &rules::STRUCTURE, message);
    }

    fn mistyped(&mut self, node: &Node, message: String) {
        self.report.add_mistyped(&self.subject, node.place, &rules::STRUCTURE, message);
    }

    fn expect(&mut self, node: &Node, name: &str, expected: &str) {
        let found = describe(node);
        let quotes = matches!(node.data, Data::Bool(_) | Data::Number(_)) && expected == "text";
        let advice = if quotes { "; put it in quotes" } else { "" };
        self.mistyped(node, format!("`{name}` is {found} and should be {expected}{advice}"));
    }

    /// Says whether it is a map; an empty one may be left empty.
    fn map(&mut self, node: &Node, name: &str) -> bool {
        match node.data {
            Data::Map(_) => true,
            Data::Null => {
                self.add(node.place, format!("`{name}` is empty; write `{{}}` or leave it out"));
                false
            }
            _ => {
                self.expect(node, name, "an object");
                false
            }
        }
    }

    fn object(&mut self, node: &Node, shape: &'static Shape) {
        let Data::Map(entries) = &node.data else {
            let found = describe(node);
            self.mistyped(node, format!("{} is {found} and should be an object", shape.called));
            return;
        };
        let parameter = node.text_at("name").filter(|_| shape.section == "parameters");
        let outer = parameter.map(|name| {
            let inner = self.subject.member(name);
            mem::replace(&mut self.subject, inner)
        });
        for entry in entries {
            if entry.key.starts_with("x-") {
                self.extension(&entry.key, entry.place, shape.extensions, shape.called);
                continue;
            }
            let Some(member) = shape.members.iter().find(|member| member.name == entry.key) else {
                let known =
                    shape.members.iter().filter(|member| !matches!(member.need, Need::Never(..)));
                let advice =
                    suggest_or(&entry.key, known.map(|member| member.name), "; leave it out");
                let (key, called) = (shown(&entry.key), shape.called);
                self.add(
                    entry.place,
                    format!("{key} is no member of {called} in OpenAPI 3.0{advice}"),
                );
                continue;
            };
            if let Need::Never(rule, instead) = &member.need {
                let message =
                    format!("`{}` at {} has no use here; {instead}", member.name, shape.called);
                self.report.add(&self.subject, entry.place, rule, message);
                continue;
            }
            self.value(&entry.value, member.name, &member.kind);
        }
        // One of them by `$ref` is refused above; what it lacks then does not matter.
        let complete = shape.members.iter().filter(|_| node.get("$ref").is_none());
        for member in complete {
            if matches!(member.need, Need::Must) && node.get(member.name).is_none() {
                let message = format!("{} lacks `{}`; add it", shape.called, member.name);
                self.add(node.place, message);
            }
        }
        if let Some(outer) = outer {
            self.subject = outer;
        }
    }

    fn extension(&mut self, key: &str, place: Place, allowed: &[&str], called: &str) {
        if allowed.contains(&key) {
            return;
        }
        let message = match EXTENSIONS.iter().find(|(name, _)| *name == key) {
            Some((_, stands)) => format!("`{key}` stands at {stands}, not at {called}; move it"),
            None => {
                let advice = suggest_or(
                    key,
                    EXTENSIONS.iter().map(|(name, _)| *name),
                    "; leave it out, or take one of the table in `specs/README.md`",
                );
                format!("nothing reads {}{advice}", shown(key))
            }
        };
        self.report.add(&self.subject, place, &rules::EXTENSION, message);
    }

    fn value(&mut self, node: &Node, name: &str, kind: &'static Kind) {
        match (kind, &node.data) {
            (Kind::Any, _) | (Kind::Bool, Data::Bool(_)) => {}
            (Kind::Text, Data::Text(text)) if text.trim().is_empty() => {
                self.add(node.place, format!("`{name}` is empty; fill it in or leave it out"));
            }
            (Kind::Text, Data::Text(_)) => {}
            (Kind::Text, _) => self.expect(node, name, "text"),
            (Kind::Bool, _) => self.expect(node, name, "`true` or `false`"),
            (Kind::Texts, Data::List(items)) => {
                for item in items.iter().filter(|item| item.text().is_none()) {
                    self.expect(item, name, "text");
                }
            }
            (Kind::List(kind), Data::List(items)) => {
                for item in items {
                    self.value(item, name, kind);
                }
            }
            (Kind::Texts | Kind::List(_), _) => self.expect(node, name, "a list"),
            (Kind::Map(kind), _) => {
                if self.map(node, name) {
                    for entry in node.entries() {
                        // In `properties` any name is a property's; elsewhere `x-` is not.
                        if name == "responses" && entry.key.starts_with("x-") {
                            self.extension(&entry.key, entry.place, &[], "`responses`");
                            continue;
                        }
                        let inner = if name == "properties" {
                            self.subject.member(&entry.key)
                        } else {
                            self.subject.clone()
                        };
                        let outer = mem::replace(&mut self.subject, inner);
                        self.value(&entry.value, &entry.key, kind);
                        self.subject = outer;
                    }
                }
            }
            (Kind::Object(shape), _) => self.object(node, shape),
            (Kind::Reference(shape), _) => self.reference(node, shape),
            (Kind::BoolOrSchema, Data::Bool(_)) | (Kind::Number, Data::Number(_)) => {}
            (Kind::Number, _) => self.expect(node, name, "a number"),
            (Kind::Length, _) if node.integer().is_some_and(|length| length >= 0) => {}
            (Kind::Length, _) => self.expect(node, name, "a whole number, zero or more"),
            (Kind::Pattern, Data::Text(pattern)) => {
                if let Err(error) = regress::Regex::new(pattern) {
                    let shown = shown(pattern);
                    let message =
                        format!("`pattern` is {shown}, no regular expression: {error}; correct it");
                    self.add(node.place, message);
                }
            }
            (Kind::Pattern, _) => self.expect(node, name, "text"),
            (Kind::BoolOrSchema, _) => self.reference(node, &grammar::SCHEMA),
        }
    }

    /// An object, or a `$ref` with nothing beside it. Where it leads is another check's.
    fn reference(&mut self, node: &Node, shape: &'static Shape) {
        let Some(target) = node.get("$ref") else {
            self.object(node, shape);
            if shape.section == "schemas" {
                self.schema(node);
            }
            return;
        };
        if target.text().is_none() {
            self.expect(target, "$ref", "text");
        }
        let others = node.entries().iter().filter(|entry| entry.key != "$ref");
        let others: Vec<&str> = others.map(|entry| entry.key.as_str()).take(5).collect();
        if !others.is_empty() {
            let message = format!(
                "OpenAPI 3.0 ignores {} beside a `$ref`; write `allOf: [{{$ref: …}}]` with it beside",
                listed(others),
            );
            self.report.add(&self.subject, node.place, &rules::REFERENCE, message);
        }
    }

    fn schema(&mut self, node: &Node) {
        const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
        let kind = node.get("type");
        if let Some(other) = kind.filter(|kind| kind.text().is_none()) {
            let found = describe(other);
            let message = format!(
                "`type` is {found}; write one type, and `nullable: true` where it may be null"
            );
            self.add(other.place, message);
        }
        if let Some((place, name)) = kind.and_then(|kind| Some((kind.place, kind.text()?))) {
            if !TYPES.contains(&name) {
                let suggestion = suggest(name, TYPES);
                let message = format!(
                    "there is no type {}{suggestion}; there are {}",
                    shown(name),
                    listed(TYPES)
                );
                self.add(place, message);
            }
            if name == "array" && node.get("items").is_none() {
                self.add(node.place, "an array lacks `items`; say what it holds");
            }
        }
        // Columns are no schemas to OpenAPI, but what they refer to is.
        for column in node.get("x-tuple").map_or(&[][..], Node::items) {
            if let Some(parts) = column.get("allOf") {
                self.value(parts, "allOf", &grammar::PARTS);
            }
        }
        let misplaced = |member: &str, owners: &[&str]| {
            let entry = node.entries().iter().find(|entry| entry.key == member)?;
            let found = kind.and_then(Node::text).filter(|name| !owners.contains(name))?;
            let owners = listed(owners.iter().copied());
            let message = format!("`{member}` stands at a schema of type {owners}, not `{found}`");
            Some((entry.place, message))
        };
        let owners: [(&str, &[&str]); 9] = [
            ("items", &["array"]),
            ("properties", &["object"]),
            ("required", &["object"]),
            ("additionalProperties", &["object"]),
            ("minimum", &["integer", "number"]),
            ("maximum", &["integer", "number"]),
            ("minLength", &["string"]),
            ("maxLength", &["string"]),
            ("pattern", &["string"]),
        ];
        let found: Vec<_> =
            owners.into_iter().filter_map(|(member, owner)| misplaced(member, owner)).collect();
        for (place, message) in found {
            self.add(place, format!("{message}; correct the type or leave it out"));
        }
    }
}
