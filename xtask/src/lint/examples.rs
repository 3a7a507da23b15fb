//! Examples: each reads by its type.
//!
//! The check is stricter than the runtime, which takes a number for text and the reverse: an
//! example is what the exchange documents, and the schema should say the same.

use std::{collections::HashSet, fmt};

use super::forms;
use crate::{
    ir::{Api, Body, Example, Field, Group, Kind, Operation, Shape, Type},
    spec::{
        Exchange,
        node::{Data, Node, Span, shown},
        report::{At, Report, describe, refuse, suggest_or},
    },
};

/// Checks the examples of every body, parameter and response.
pub(super) fn check(exchange: &Exchange, api: &Api, report: &Report) {
    for (document, group) in exchange.groups.iter().zip(&api.groups) {
        for operation in &group.operations {
            let at = At::document(report, document).operation(&operation.id);
            let check = Check { api, group, at, request: true };
            check.request(operation);
            Check { request: false, ..check }.response(operation);
        }
    }
    for failure in &api.failures {
        let document = exchange.documents().find(|document| document.file == failure.file);
        let Some((document, group)) = document.zip(api.groups.first()) else { continue };
        let at = At::document(report, document).field(&failure.name);
        let check = Check { api, group, at, request: false };
        for example in &failure.examples {
            check.value(&failure.kind, &example.value, &Way::Start(&called(example)), false);
        }
    }
}

/// `the example`, or the name of one of several.
fn called(example: &Example) -> String {
    match example.name.as_str() {
        "" => "the example".to_owned(),
        name => format!("the example {}", shown(name)),
    }
}

/// The way to a value inside an example.
#[derive(Clone, Copy)]
enum Way<'w> {
    Start(&'w str),
    Field(&'w Way<'w>, &'w str),
    Item(&'w Way<'w>, usize),
}

impl Way<'_> {
    /// The way from the start on.
    fn write(&self, path: &mut String) {
        match self {
            Self::Start(_) => {}
            Self::Field(way, name) => {
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
            Self::Field(way, _) | Self::Item(way, _) => way.start(),
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

/// Whether a payload is one that an operation without payload may have: blank, or a word.
fn says_nothing(payload: &Node) -> bool {
    match &payload.data {
        Data::Map(fields) => fields.is_empty(),
        Data::List(items) => items.is_empty(),
        _ => true,
    }
}

/// A field that an object in an example may have.
#[derive(Clone, Copy)]
struct Known<'k> {
    wire: &'k str,
    kind: &'k Kind,
    required: bool,
    nullable: bool,
}

impl<'k> Known<'k> {
    fn of(field: &'k Field) -> Self {
        let Field { wire, kind, required, nullable, .. } = field;
        Self { wire, kind, required: *required, nullable: *nullable }
    }
}

struct Check<'c> {
    api: &'c Api,
    group: &'c Group,
    at: At<'c>,
    /// Whether we write it: then there is no leniency at all.
    request: bool,
}

impl<'c> Check<'c> {
    fn request(&self, operation: &'c Operation) {
        let request = &operation.request;
        for field in &request.fields {
            if let Some(example) = field.example.as_ref().filter(|_| field.is_parameter()) {
                self.value(&field.kind, example, &Way::Start("the example"), false);
            }
        }
        let in_body = || request.fields.iter().filter(|field| !field.is_parameter());
        for example in &request.examples {
            let called = called(example);
            let way = Way::Start(&called);
            match &request.body {
                Body::None => {}
                Body::Object { .. } => {
                    let known: Vec<Known<'_>> = in_body().map(Known::of).collect();
                    self.object(&known, &example.value, &way);
                }
                Body::List => in_body().for_each(|field| {
                    self.value(&field.kind, &example.value, &way, false);
                }),
                Body::Component(name) => {
                    let kind = Kind::Named(name.clone());
                    let list = matches!(example.value.data, Data::List(_));
                    let kind = if list { Kind::List(Box::new(kind)) } else { kind };
                    self.value(&kind, &example.value, &way, false);
                }
            }
        }
    }

    fn response(&self, operation: &'c Operation) {
        let response = &operation.response;
        let envelope = response.envelope.as_ref().zip(self.api.envelope.as_ref());
        for example in &response.examples {
            let called = called(example);
            let way = Way::Start(&called);
            let Some(((names, required), envelope)) = envelope else {
                self.value(&response.payload, &example.value, &way, false);
                continue;
            };
            let mut known: Vec<Known<'_>> = Vec::new();
            for name in names {
                known.extend(self.fields(name).iter().map(Known::of));
            }
            known.retain(|field| field.wire != envelope.data);
            if response.payload != Kind::Unit {
                let nullable = matches!(response.payload, Kind::Option(_));
                let (wire, kind) = (envelope.data.as_str(), &response.payload);
                known.push(Known { wire, kind, required: *required, nullable });
            } else if example.value.get(&envelope.data).is_some_and(says_nothing) {
                // What is dropped may stand in a verbatim example.
                let wire = envelope.data.as_str();
                known.push(Known { wire, kind: &Kind::Json, required: false, nullable: true });
            }
            self.object(&known, &example.value, &way);
        }
    }

    fn find(&self, name: &str) -> Option<&'c Type> {
        self.api.find(self.group, name)
    }

    fn fields(&self, name: &str) -> &'c [Field] {
        match self.find(name).map(|one| &one.shape) {
            Some(Shape::Record { fields, .. } | Shape::Request { fields, .. }) => fields,
            _ => &[],
        }
    }

    fn expect(&self, value: &Node, way: &Way<'_>, expected: &str) {
        self.mismatch(value, value.span, way, expected);
    }

    fn mismatch(&self, value: &Node, span: Span, way: &Way<'_>, expected: &str) {
        refuse!(self.at, span; "example":
            "{way} is {}, and its schema says {expected}; correct one of them", describe(value));
    }

    /// A value of this type; `absent` where the field may be missing.
    fn value(&self, kind: &Kind, value: &Node, way: &Way<'_>, absent: bool) {
        let nullable = matches!(kind, Kind::Option(_));
        let text = value.text();
        if matches!(value.data, Data::Null) {
            if !nullable && *kind != Kind::Json {
                let advice = match self.request {
                    true => "leave it out",
                    false => "write `nullable: true` in its schema",
                };
                refuse!(self.at, value.span; "example": "{way} is null; {advice}");
            }
            return;
        }
        // Reads as absent.
        let empty = text == Some("") && !self.request;
        if empty && (absent || nullable || *kind.inner() == Kind::Text) {
            return;
        }
        match (kind.inner(), &value.data) {
            (Kind::Text, Data::Text(_)) | (Kind::Bool, Data::Bool(_)) | (Kind::Json, _) => {}
            (Kind::Text, _) => self.expect(value, way, "text"),
            (Kind::Bool, _) => self.expect(value, way, "a bool"),
            (Kind::Int, Data::Number(digits)) => self.form("int64", digits, value, way),
            (Kind::Int, _) => self.expect(value, way, "a number"),
            (Kind::Scalar(scalar), data) => match (scalar.json, data) {
                ("string", Data::Text(text)) => self.form(scalar.format, text, value, way),
                ("string", _) => self.expect(value, way, "text"),
                (_, Data::Number(digits)) => self.form(scalar.format, digits, value, way),
                _ => self.expect(value, way, "a number"),
            },
            (Kind::Unit, _) => self.expect(value, way, "nothing"),
            (Kind::List(inner), Data::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, &Way::Item(way, index), false);
                }
            }
            (Kind::List(_), _) => self.expect(value, way, "a list"),
            (Kind::Map(inner), Data::Map(entries)) => {
                for entry in entries {
                    self.value(inner, &entry.value, &Way::Field(way, &entry.key), false);
                }
            }
            (Kind::Map(_), _) => self.expect(value, way, "a map"),
            (Kind::Named(name), _) => self.named(name, value, way),
            (Kind::Option(inner), _) => self.value(inner, value, way, absent),
        }
    }

    fn form(&self, format: &str, text: &str, value: &Node, way: &Way<'_>) {
        if let Err(expected) = forms::check(format, text) {
            self.expect(value, way, &format!("`{format}`, {expected}"));
        }
    }

    fn named(&self, name: &str, value: &Node, way: &Way<'_>) {
        match self.find(name).map(|one| &one.shape) {
            Some(Shape::Record { fields, bare_list } | Shape::Request { fields, bare_list }) => {
                let list = bare_list.as_ref().filter(|_| matches!(value.data, Data::List(_)));
                match list.and_then(|list| fields.iter().find(|field| field.wire == *list)) {
                    Some(list) => self.value(list.kind.inner(), value, way, false),
                    None => {
                        let known: Vec<Known<'_>> = fields.iter().map(Known::of).collect();
                        self.object(&known, value, way);
                    }
                }
            }
            Some(Shape::Tuple { columns }) => self.tuple(columns, value, way),
            Some(Shape::Enum { integer, variants }) => {
                let text = match (&value.data, integer) {
                    (Data::Text(text), false) | (Data::Number(text), true) => text,
                    (_, false) => return self.expect(value, way, "a text of its enum"),
                    (_, true) => return self.expect(value, way, "a number of its enum"),
                };
                if !variants.iter().any(|one| one.value.to_lowercase() == text.to_lowercase()) {
                    refuse!(self.at, value.span; "example":
                        "{way} is {}, which its enum does not have; add it there, or correct it", shown(text));
                }
            }
            None => {}
        }
    }

    fn object(&self, known: &[Known<'_>], value: &Node, way: &Way<'_>) {
        let Data::Map(entries) = &value.data else {
            return self.expect(value, way, "an object");
        };
        let mut seen = HashSet::new();
        for entry in entries {
            let key = entry.key.as_str();
            seen.insert(key);
            let inner = Way::Field(way, key);
            let Some(field) = known.iter().find(|field| field.wire == key) else {
                let names = known.iter().map(|field| field.wire);
                let advice = suggest_or(key, names, "; describe it there");
                refuse!(self.at, entry.span; "example": "{inner} is not in its schema{advice}");
                continue;
            };
            let kind = match field.nullable {
                true => &Kind::Option(Box::new(field.kind.inner().clone())),
                false => field.kind.inner(),
            };
            self.value(kind, &entry.value, &inner, !field.required);
        }
        for field in known.iter().filter(|field| field.required && !seen.contains(field.wire)) {
            refuse!(self.at, value.span; "example":
                "{way} lacks {}, which its schema requires; add it, or make it optional", shown(field.wire));
        }
    }

    fn tuple(&self, columns: &[Field], value: &Node, way: &Way<'_>) {
        let Data::List(items) = &value.data else {
            return self.expect(value, way, "a tuple");
        };
        for (index, column) in columns.iter().enumerate() {
            match items.get(index) {
                Some(item) => {
                    let inner = Way::Field(way, &column.wire);
                    self.value(&column.kind, item, &inner, !column.required);
                }
                None if !column.required => {}
                None => {
                    refuse!(self.at, value.span; "example":
                        "{way} ends before the column {}; add it, or make it optional", shown(&column.wire));
                    break;
                }
            }
        }
        if items.len() > columns.len() {
            refuse!(self.at, value.span; "example":
                "{way} has {} columns, and its schema names {}; name them all", items.len(), columns.len());
        }
    }
}
