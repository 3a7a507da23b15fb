//! Components as types: objects with progenitor's names, enums, tuples.

use super::{
    Field, FieldPlace, Kind, Scalar, Shape, Type, Variant,
    lower::{Used, bare_array_page},
    progenitor::{ReadField, Reading},
};
use crate::{
    generate::text::pascal,
    spec::{
        Document, Exchange,
        model::{self, only_ref, schema_ref},
        node::{Entry, Node, Place},
    },
};

/// What is wrong, and where.
pub(super) type Problem = (Place, String);

/// How a component comes into being.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// By progenitor.
    Record,
    /// From `enum`.
    Enum,
    /// From `x-tuple`.
    Tuple,
}

/// How the component behind a schema is made.
pub(super) fn made(node: &Node) -> Made {
    if node.get("enum").is_some() {
        Made::Enum
    } else if node.get("x-tuple").is_some() {
        Made::Tuple
    } else {
        Made::Record
    }
}

/// The components of a document, in the order of the spec.
pub(super) fn schemas(document: &Document) -> &[Entry] {
    document.root.at(&["components", "schemas"]).map_or(&[][..], Node::entries)
}

/// The types of a document that are in use. What is only ever a whole body is none: its fields
/// are those of the operation's request.
pub(super) fn types(
    exchange: &Exchange,
    document: &Document,
    reading: &Reading,
    used: &Used,
) -> Result<Vec<Type>, Vec<Problem>> {
    let mut types = Vec::new();
    let mut problems = Vec::new();
    let is_common = document.name == "common";
    for entry in schemas(document) {
        let Some(used) = used.get(&entry.key).filter(|used| used.is_common == is_common) else {
            continue;
        };
        if !used.in_requests && !used.in_responses {
            continue;
        }
        let problem = |message: String| (entry.place, format!("schema {}: {message}", entry.key));
        let shape = match made(&entry.value) {
            Made::Enum => variants(&entry.value),
            Made::Tuple => columns(&entry.value),
            Made::Record => {
                fields(exchange, document, reading, &entry.key, &entry.value).map(|fields| {
                    let bare_list = bare_list(document, &entry.key);
                    match used.in_requests {
                        true => Shape::Request { fields, bare_list },
                        false => Shape::Record { fields, bare_list },
                    }
                })
            }
        };
        match shape {
            Ok(shape) => types.push(Type {
                name: entry.key.clone(),
                place: entry.place,
                description: description_of(&entry.value),
                shape,
            }),
            Err(message) => problems.push(problem(message)),
        }
    }
    if problems.is_empty() { Ok(types) } else { Err(problems) }
}

fn description_of(node: &Node) -> String {
    let text = node.text_at("description").unwrap_or_default();
    if node.get("enum").is_some() { split_meanings(text).0 } else { text.to_owned() }
}

/// The field whose bare list reads as the object, where there is one.
fn bare_list(document: &Document, page: &str) -> Option<String> {
    let list = schemas(document).iter().find(|list| bare_array_page(&list.value) == Some(page))?;
    list.value.text_at("x-bare-array").map(str::to_owned)
}

/// The fields of an object, in the order of the spec.
pub(super) fn fields(
    exchange: &Exchange,
    document: &Document,
    reading: &Reading,
    name: &str,
    schema: &Node,
) -> Result<Vec<Field>, String> {
    let read = reading.records.get(name).ok_or("progenitor made no struct")?;
    let required = schema.get("required").map_or(&[][..], Node::items);
    let properties = schema.get("properties").map_or(&[][..], Node::entries);
    let fields = properties.iter().map(|property| {
        let of = |field: &&ReadField| field.wire == property.key;
        let read = read.iter().find(of);
        let read = read.ok_or_else(|| format!("property `{}` became no field", property.key))?;
        written(&read.kind)?;
        Ok(Field {
            name: read.name.clone(),
            wire: property.key.clone(),
            place: FieldPlace::Body,
            kind: read.kind.clone(),
            required: required.iter().any(|one| one.text() == Some(&property.key)),
            description: description(exchange, document, &property.value),
            example: None,
        })
    });
    fields.collect()
}

/// Refuses a list of scalars whose form on the wire is not that of their type.
fn written(kind: &Kind) -> Result<(), String> {
    match kind.inner() {
        Kind::List(inner) | Kind::Map(inner) => match inner.as_ref() {
            Kind::Scalar(scalar) if scalar.writer.is_some() => {
                let marker = scalar.marker();
                Err(format!("a list of {marker} cannot be written back; use a plain format"))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The description of a schema in place, or the first sentence of the one it refers to.
pub(super) fn description(exchange: &Exchange, document: &Document, node: &Node) -> String {
    if let Some(own) = node.text_at("description") {
        return own.to_owned();
    }
    let target = only_ref(node).and_then(schema_ref);
    let target = target
        .and_then(|(in_common, name)| model::schema(exchange, document, in_common, name))
        .and_then(|(_, target)| target.text_at("description"));
    let (text, _) = split_meanings(target.unwrap_or_default());
    let text = text.trim();
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text.to_owned(),
    }
}

/// The text of an enum's description, and the meaning of each value from its list.
pub(super) fn split_meanings(description: &str) -> (String, Vec<(String, String)>) {
    let mut text = Vec::new();
    let mut meanings: Vec<(String, String)> = Vec::new();
    for line in description.lines() {
        let item = line.trim().strip_prefix("* `").and_then(|rest| rest.split_once('`'));
        match item {
            Some((value, meaning)) => {
                let meaning = meaning.trim_start_matches([':', ',', ' ']);
                meanings.push((value.to_owned(), meaning.to_owned()));
            }
            None => match meanings.last_mut() {
                Some((_, meaning)) if !line.trim().is_empty() && line.starts_with(' ') => {
                    meaning.push(' ');
                    meaning.push_str(line.trim());
                }
                _ => text.push(line),
            },
        }
    }
    (text.join("\n"), meanings)
}

fn variants(schema: &Node) -> Result<Shape, String> {
    let (_, meanings) = split_meanings(schema.text_at("description").unwrap_or_default());
    let values = schema.get("enum").map_or(&[][..], Node::items);
    let names = schema.get("x-enum-varnames").map(Node::items);
    let mut variants: Vec<Variant> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let value = value.scalar().ok_or("an enum value is neither text nor number")?;
        let name = match names {
            Some(names) => names
                .get(index)
                .and_then(Node::text)
                .ok_or("`x-enum-varnames` is shorter than `enum`")?
                .to_owned(),
            None if value.chars().any(|character| character.is_lowercase()) => pascal(value),
            None => pascal(&value.to_lowercase()),
        };
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(format!("value `{value}` makes no name; add `x-enum-varnames`"));
        }
        if name == "Unknown" || name == "Self" {
            return Err(format!("variant `{name}` is taken; add `x-enum-varnames`"));
        }
        if variants.iter().any(|other| other.name == name) {
            return Err(format!("two values make the name `{name}`; add `x-enum-varnames`"));
        }
        let meaning = meanings.iter().find(|(of, _)| *of == value || *of == name);
        let meaning = meaning.map(|(_, meaning)| meaning.clone());
        variants.push(Variant { value: value.to_owned(), name, meaning });
    }
    Ok(Shape::Enum { integer: schema.text_at("type") == Some("integer"), variants })
}

fn columns(schema: &Node) -> Result<Shape, String> {
    let columns = schema.get("x-tuple").map_or(&[][..], Node::items).iter();
    let columns = columns.map(|column| {
        let name = column.text_at("name").ok_or("a column without a name")?;
        let kind = column_kind(column).map_err(|why| format!("column {name}: {why}"))?;
        let optional = column.get("optional").is_some_and(Node::is_true);
        Ok(Field {
            name: snake(name),
            wire: name.to_owned(),
            place: FieldPlace::Body,
            kind: if optional { Kind::Option(Box::new(kind)) } else { kind },
            required: !optional,
            description: column.text_at("description").unwrap_or_default().to_owned(),
            example: None,
        })
    });
    Ok(Shape::Tuple { columns: columns.collect::<Result<_, String>>()? })
}

fn column_kind(column: &Node) -> Result<Kind, String> {
    if let Some((_, name)) = only_ref(column).and_then(schema_ref) {
        return Ok(Kind::Named(name.to_owned()));
    }
    match (column.text_at("type"), column.text_at("format")) {
        (Some("string"), None) => Ok(Kind::Text),
        (Some("integer"), Some("int64")) => Ok(Kind::Int),
        (Some("boolean"), None) => Ok(Kind::Bool),
        (Some(json), Some(format)) => {
            Scalar::of(json, format).map(Kind::Scalar).ok_or_else(|| "no such scalar".to_owned())
        }
        _ => Err("not a type that a tuple can hold".to_owned()),
    }
}

/// `openTime` as `open_time`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}
