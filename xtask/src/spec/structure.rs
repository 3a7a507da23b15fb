//! OpenAPI 3.0 itself: every field is one that the version knows, is of the right type, and those
//! that must be there are.

use std::mem;

use super::{
    grammar::{EXTENSIONS, Kind, Need, Shape, shape},
    model::{Doc, METHODS, Model},
    node::{Data, Node, Span, shown},
    report::{At, Report, describe, listed, refuse, suggest, suggest_or},
};

/// Checks every document.
pub fn check<'r>(model: &'r Model<'_>, report: &'r Report) {
    for doc in &model.docs {
        let at = At::document(report, doc.document);
        let mut check = Check { at: at.clone() };
        check.object(doc.root(), shape(if doc.is_common { "common" } else { "document" }));
        version(doc, &at);
        for (section, name) in [
            ("schemas", "schema"),
            ("responses", "response"),
            ("securitySchemes", "securityScheme"),
        ] {
            let Some(components) = doc.root().at(&["components", section]) else { continue };
            if !check.map(components, section) {
                continue;
            }
            for entry in components.entries() {
                let mut check = Check { at: at.field(&entry.key) };
                let fits =
                    |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
                if entry.key.is_empty() || !entry.key.bytes().all(fits) {
                    refuse!(check.at, entry.span; "structure":
                        "a component's name has letters, digits, `.`, `-` and `_` only; leave the others out");
                }
                check.reference(&entry.value, name);
            }
        }
        paths(doc, check, report);
    }
}

fn version(doc: &Doc<'_>, at: &At<'_>) {
    let Some(version) = doc.root().get("openapi") else {
        return refuse!(at, doc.root().span; "openapi-version":
            "no `openapi`; the first line of a spec is `openapi: 3.0.3`");
    };
    let patch = version.text().and_then(|text| text.strip_prefix("3.0."));
    if patch.is_none_or(|patch| patch.is_empty() || !patch.bytes().all(|b| b.is_ascii_digit())) {
        refuse!(at, version.span; "openapi-version":
            "the version is {}; write `openapi: 3.0.3`", describe(version));
    }
}

fn paths<'r>(doc: &'r Doc<'_>, mut check: Check<'r>, report: &'r Report) {
    let Some(paths) = doc.root().get("paths") else { return };
    if !check.map(paths, "paths") {
        return;
    }
    for path in paths.entries() {
        check.at = At::document(report, doc.document);
        if path.key.starts_with("x-") {
            check.extension(&path.key, path.span, &[], "`paths`");
            continue;
        }
        check.at = check.at.operation(&path.key);
        check.object(&path.value, shape("path"));
        for entry in path.value.entries() {
            if METHODS.contains(&entry.key.as_str()) && !matches!(entry.value.data, Data::Map(_)) {
                check.object(&entry.value, shape("operation"));
            }
        }
    }
    for operation in &doc.operations {
        check.at = operation.at(report, doc);
        check.object(operation.node, shape("operation"));
    }
}

struct Check<'r> {
    at: At<'r>,
}

impl Check<'_> {
    fn expect(&self, node: &Node, name: &str, expected: &str) {
        let found = describe(node);
        let quotes = matches!(node.data, Data::Bool(_) | Data::Number(_)) && expected == "text";
        let advice = if quotes { "; put it in quotes" } else { "" };
        self.at
            .mistyped(node.span, format!("`{name}` is {found} and should be {expected}{advice}"));
    }

    /// Whether it is a map; an empty one may be left empty.
    fn map(&self, node: &Node, name: &str) -> bool {
        match node.data {
            Data::Map(_) => return true,
            Data::Null => refuse!(self.at, node.span; "structure":
                "`{name}` is empty; write `{{}}` or leave it out"),
            _ => self.expect(node, name, "an object"),
        }
        false
    }

    fn object(&mut self, node: &Node, shape: &'static Shape) {
        let called = shape.called;
        let Data::Map(entries) = &node.data else {
            let found = describe(node);
            return self
                .at
                .mistyped(node.span, format!("{called} is {found} and should be an object"));
        };
        let parameter = node.text_at("name").filter(|_| called == "a parameter");
        let inner = parameter.map_or_else(|| self.at.clone(), |name| self.at.field(name));
        let outer = mem::replace(&mut self.at, inner);
        for entry in entries {
            let key = entry.key.as_str();
            if key.starts_with("x-") {
                self.extension(key, entry.span, &shape.extensions, called);
                continue;
            }
            match shape.fields.iter().find(|(name, _)| *name == key) {
                None => {
                    let known =
                        shape.fields.iter().filter(|(_, need)| !matches!(need, Need::Never(..)));
                    let advice = suggest_or(key, known.map(|(name, _)| *name), "; leave it out");
                    refuse!(self.at, entry.span; "structure":
                        "{} is no field of {called} in OpenAPI 3.0{advice}", shown(key));
                }
                Some((_, Need::Never(rule, instead))) => {
                    self.at.add(
                        entry.span,
                        rule,
                        format!("`{key}` at {called} has no use here; {instead}"),
                    );
                }
                Some((_, Need::Must(kind) | Need::May(kind))) => {
                    self.value(&entry.value, key, kind)
                }
            }
        }
        // One by `$ref` is refused above where it must not be; what it lacks then does not matter.
        for (name, need) in shape.fields.iter().filter(|_| node.get("$ref").is_none()) {
            if matches!(need, Need::Must(_)) && node.get(name).is_none() {
                refuse!(self.at, node.span; "structure": "{called} lacks `{name}`; add it");
            }
        }
        self.at = outer;
    }

    fn extension(&self, key: &str, span: Span, allowed: &[&str], called: &str) {
        if allowed.contains(&key) {
            return;
        }
        match EXTENSIONS.iter().find(|(name, _)| *name == key) {
            Some((_, stands)) => refuse!(self.at, span; "extension":
                "`{key}` stands at {stands}, not at {called}; move it"),
            None => {
                let known = EXTENSIONS.iter().map(|(name, _)| *name);
                let otherwise = "; leave it out, or take one of the table in `specs/README.md`";
                let advice = suggest_or(key, known, otherwise);
                refuse!(self.at, span; "extension": "nothing reads {}{advice}", shown(key));
            }
        }
    }

    fn value(&mut self, node: &Node, name: &str, kind: &'static Kind) {
        match (kind, &node.data) {
            (Kind::Any, _)
            | (Kind::Bool | Kind::BoolOrReference(_), Data::Bool(_))
            | (Kind::Number, Data::Number(_)) => {}
            (Kind::Text, Data::Text(text)) if text.trim().is_empty() => refuse!(
                self.at, node.span; "structure": "`{name}` is empty; fill it in or leave it out"),
            (Kind::Text, Data::Text(_)) => {}
            (Kind::Length, _) if node.integer().is_some_and(|length| length >= 0) => {}
            (Kind::Pattern, Data::Text(pattern)) => {
                if let Err(error) = regress::Regex::new(pattern) {
                    refuse!(self.at, node.span; "structure":
                        "`pattern` is {}, no regular expression: {error}; correct it", shown(pattern));
                }
            }
            (Kind::Text | Kind::Pattern, _) => self.expect(node, name, "text"),
            (Kind::Bool, _) => self.expect(node, name, "`true` or `false`"),
            (Kind::Number, _) => self.expect(node, name, "a number"),
            (Kind::Length, _) => self.expect(node, name, "a whole number, zero or more"),
            (Kind::List(kind), Data::List(items)) => {
                for item in items {
                    self.value(item, name, kind);
                }
            }
            (Kind::List(_), _) => self.expect(node, name, "a list"),
            (Kind::Map(kind), _) if self.map(node, name) => {
                for entry in node.entries() {
                    // In `properties` any name is a property's; elsewhere `x-` is not.
                    if name == "responses" && entry.key.starts_with("x-") {
                        self.extension(&entry.key, entry.span, &[], "`responses`");
                        continue;
                    }
                    let property = name == "properties";
                    let inner = if property { self.at.field(&entry.key) } else { self.at.clone() };
                    let outer = mem::replace(&mut self.at, inner);
                    self.value(&entry.value, &entry.key, kind);
                    self.at = outer;
                }
            }
            (Kind::Map(_), _) => {}
            (Kind::Object(name), _) => self.object(node, shape(name)),
            (Kind::Reference(name) | Kind::BoolOrReference(name), _) => self.reference(node, name),
        }
    }

    /// An object, or a `$ref` with nothing beside it. Where it leads is another check's.
    fn reference(&mut self, node: &Node, name: &'static str) {
        let Some(target) = node.get("$ref") else {
            self.object(node, shape(name));
            if name == "schema" {
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
            refuse!(self.at, node.span; "reference":
                "OpenAPI 3.0 ignores {} beside a `$ref`; write `allOf: [{{$ref: …}}]` with it beside",
                listed(others));
        }
    }

    fn schema(&mut self, node: &Node) {
        const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
        const OWNERS: [(&str, &[&str]); 9] = [
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
        // Columns are no schemas to OpenAPI, but what they refer to is.
        for parts in node.get("x-tuple").map_or(&[][..], Node::items) {
            static PARTS: std::sync::LazyLock<Kind> =
                std::sync::LazyLock::new(|| Kind::List(Box::new(Kind::Reference("schema"))));
            if let Some(parts) = parts.get("allOf") {
                self.value(parts, "allOf", &PARTS);
            }
        }
        let Some(kind) = node.get("type") else { return };
        let Some(name) = kind.text() else {
            let found = describe(kind);
            let how = "write one type, and `nullable: true` where it may be null";
            return self.at.mistyped(kind.span, format!("`type` is {found}; {how}"));
        };
        if !TYPES.contains(&name) {
            let suggestion = suggest(name, TYPES);
            refuse!(self.at, kind.span; "structure":
                "there is no type {}{suggestion}; there are {}", shown(name), listed(TYPES));
        }
        if name == "array" && node.get("items").is_none() {
            refuse!(self.at, node.span; "structure": "an array lacks `items`; say what it holds");
        }
        for (field, owners) in OWNERS.into_iter().filter(|(_, owners)| !owners.contains(&name)) {
            if let Some(entry) = node.entries().iter().find(|entry| entry.key == field) {
                let owners = listed(owners.iter().copied());
                refuse!(self.at, entry.span; "structure":
                    "`{field}` stands at a schema of type {owners}, not `{name}`; correct the type or leave it out");
            }
        }
    }
}
