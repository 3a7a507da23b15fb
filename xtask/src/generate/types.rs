//! Writing `types.rs`: records, open enums and rows, in the order of the spec.

use std::collections::BTreeSet;

use super::{
    scalar::Scalar,
    shape::{Record, Rust, Shape},
    text::{Source, literal, pascal},
};
use crate::spec::{Document, Exchange, Finding, lower::bare_array_page, model, node::Node};

/// How a component comes into being.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// By progenitor.
    Record,
    /// From `enum`.
    Enum,
    /// From `x-tuple`.
    Row,
}

/// How the component behind a schema is made.
pub fn made(node: &Node) -> Made {
    if node.get("enum").is_some() {
        Made::Enum
    } else if node.get("x-tuple").is_some() {
        Made::Row
    } else {
        Made::Record
    }
}

/// Writes the types of a document that are in use.
pub fn write(
    exchange: &Exchange,
    document: &Document,
    shape: &Shape,
    used: &BTreeSet<String>,
    common: &BTreeSet<String>,
    title: &str,
) -> Result<(String, usize), Finding> {
    let mut body = Source::default();
    let mut pages = Vec::new();
    let mut count = 0;
    let schemas = document.root.at(&["components", "schemas"]).map_or(&[][..], Node::entries);
    for entry in schemas {
        if let Some(page) = bare_array_page(&entry.value) {
            let list = entry.value.text_at("x-bare-array").unwrap_or_default();
            pages.push((page.to_owned(), list.to_owned()));
        }
    }
    for entry in schemas.iter().filter(|entry| used.contains(&entry.key)) {
        let problem = |message: String| Finding {
            file: document.file.clone(),
            place: entry.place,
            operation: None,
            rule: "generates",
            message: format!("schema {}: {message}", entry.key),
        };
        body.blank();
        count += 1;
        match made(&entry.value) {
            Made::Enum => write_enum(&mut body, &entry.key, &entry.value).map_err(problem)?,
            Made::Row => write_row(&mut body, &entry.key, &entry.value).map_err(problem)?,
            Made::Record => {
                let record = shape.records.get(&entry.key);
                let record =
                    record.ok_or_else(|| problem("progenitor made no struct".to_owned()))?;
                let list = pages.iter().find(|(page, _)| *page == entry.key);
                let list = list.map(|(_, list)| list.as_str());
                write_record(&mut body, (exchange, document), record, &entry.value, list)
                    .map_err(problem)?;
            }
        }
    }
    Ok((head(document, title, common, &body.finish()), count))
}

/// The file's beginning, with the imports that the rest uses.
fn head(document: &Document, title: &str, common: &BTreeSet<String>, body: &str) -> String {
    let mut source = Source::file(&document.file);
    source.module_doc(title);
    source.blank();
    let uses = |name: &str| {
        body.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| word == name)
    };
    let mut names: Vec<&str> =
        ["BigDecimal", "Decimal", "Secret"].into_iter().filter(|name| uses(name)).collect();
    let times: Vec<&str> = ["DateTime", "TimestampMs", "TimestampS", "TimestampUs"]
        .into_iter()
        .filter(|name| uses(name))
        .collect();
    let times = match times.as_slice() {
        [] => String::new(),
        [one] => format!("time::{one}"),
        many => format!("time::{{{}}}", many.join(", ")),
    };
    if !times.is_empty() {
        names.push(&times);
    }
    match names.as_slice() {
        [] => {}
        [one] => source.line(&format!("use venue_core::{one};")),
        many => source.line(&format!("use venue_core::{{{}}};", many.join(", "))),
    }
    if !common.is_empty() {
        source.blank();
        let names: Vec<&str> = common.iter().map(String::as_str).collect();
        source.line(&format!("pub use crate::generated::common::{{{}}};", names.join(", ")));
    }
    source.blank();
    format!("{}\n{}", source.finish(), body.trim_start_matches('\n'))
}

/// A type as it stands in the source.
pub fn rust(kind: &Rust) -> String {
    match kind {
        Rust::Text => "String".to_owned(),
        Rust::Int => "i64".to_owned(),
        Rust::Bool => "bool".to_owned(),
        Rust::Unit => "()".to_owned(),
        Rust::Json => "::serde_json::Value".to_owned(),
        Rust::Scalar(marker) => Scalar::of_marker(marker)
            .map_or_else(|| marker.clone(), |scalar| scalar.rust.to_owned()),
        Rust::Named(name) => name.clone(),
        Rust::Option(inner) => format!("Option<{}>", rust(inner)),
        Rust::List(inner) => format!("Vec<{}>", rust(inner)),
        Rust::Map(inner) => format!("::std::collections::BTreeMap<String, {}>", rust(inner)),
    }
}

/// The module that writes a field, where its type's own form is not the one in the spec. A list of
/// such scalars cannot be written: element-wise writers would be needed.
pub(super) fn writer(kind: &Rust) -> Result<Option<&'static str>, String> {
    let innermost = match kind {
        Rust::Option(inner) => inner,
        other => other,
    };
    let special = |marker: &str| Scalar::of_marker(marker).and_then(|scalar| scalar.writer);
    match innermost {
        Rust::Scalar(marker) => Ok(special(marker)),
        Rust::List(inner) | Rust::Map(inner) => match inner.as_ref() {
            Rust::Scalar(marker) if special(marker).is_some() => {
                Err(format!("a list of {marker} cannot be written back; use a plain format"))
            }
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn write_record(
    source: &mut Source,
    (exchange, document): (&Exchange, &Document),
    record: &Record,
    schema: &Node,
    list: Option<&str>,
) -> Result<(), String> {
    source.open("venue_core::record! {");
    source.doc(schema.text_at("description").unwrap_or_default());
    let list = list.map_or(String::new(), |list| format!(" or [{}]", literal(list)));
    source.open(&format!("pub struct {}{list} {{", record.name));
    for (property, description) in properties(exchange, document, schema) {
        let field = record.fields.iter().find(|field| field.wire_name == property);
        let field = field.ok_or_else(|| format!("property `{property}` became no field"))?;
        let writer = writer(&field.kind)?.map_or(String::new(), |writer| format!(" as {writer}"));
        let (name, kind, member) = (&field.rust_name, rust(&field.kind), literal(property));
        source.doc(&description);
        source.line(&format!("pub {name}: {kind} => {member}{writer},"));
    }
    source.close("}");
    source.close("}");
    Ok(())
}

/// The properties of an object in the order of the spec, with their descriptions; one that is
/// only a `$ref` has that of its target.
pub fn properties<'a>(
    exchange: &'a Exchange,
    document: &'a Document,
    schema: &'a Node,
) -> Vec<(&'a str, String)> {
    let entries = schema.get("properties").map_or(&[][..], Node::entries).iter();
    entries
        .map(|entry| (entry.key.as_str(), description(exchange, document, &entry.value)))
        .collect()
}

/// The description of a schema in place, or the first sentence of the one it refers to.
pub fn description(exchange: &Exchange, document: &Document, node: &Node) -> String {
    if let Some(own) = node.text_at("description") {
        return own.to_owned();
    }
    let target = model::only_ref(node).and_then(model::schema_ref);
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

fn write_enum(source: &mut Source, name: &str, schema: &Node) -> Result<(), String> {
    let description = schema.text_at("description").unwrap_or_default();
    let integer = schema.text_at("type") == Some("integer");
    let (text, meanings) = split_meanings(description);
    source.open("venue_core::open_enum! {");
    source.doc(&text);
    source.open(&format!("pub enum {name}{} {{", if integer { ": i64" } else { "" }));
    for (value, variant) in enum_variants(schema)? {
        let meaning = meanings.iter().find(|(of, _)| *of == value || *of == variant);
        match meaning {
            Some((_, meaning)) => source.doc(&sentence(meaning)),
            None => source.doc(&format!("`{value}`.")),
        }
        let value = if integer { value } else { literal(&value) };
        source.line(&format!("{variant} = {value},"));
    }
    source.close("}");
    source.close("}");
    Ok(())
}

fn sentence(text: &str) -> String {
    let mut characters = text.trim().chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    let text = format!("{}{}", first.unwrap_or_default(), characters.as_str());
    if text.ends_with('.') { text } else { format!("{text}.") }
}

/// The text of an enum's description, and the meaning of each value from its list.
fn split_meanings(description: &str) -> (String, Vec<(String, String)>) {
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

/// The values of an enum and the names of their variants.
pub fn enum_variants(schema: &Node) -> Result<Vec<(String, String)>, String> {
    let values = schema.get("enum").map_or(&[][..], Node::items);
    let names = schema.get("x-enum-varnames").map(Node::items);
    let mut variants: Vec<(String, String)> = Vec::new();
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
        if variants.iter().any(|(_, other)| *other == name) {
            return Err(format!("two values make the name `{name}`; add `x-enum-varnames`"));
        }
        variants.push((value.to_owned(), name));
    }
    Ok(variants)
}

fn write_row(source: &mut Source, name: &str, schema: &Node) -> Result<(), String> {
    source.open("venue_core::row! {");
    source.doc(schema.text_at("description").unwrap_or_default());
    source.open(&format!("pub struct {name} {{"));
    for column in schema.get("x-tuple").map_or(&[][..], Node::items) {
        let column_name = column.text_at("name").ok_or("a column without a name")?;
        let (kind, writer) =
            column_type(column).map_err(|why| format!("column {column_name}: {why}"))?;
        let kind = if column.get("optional").is_some_and(Node::is_true) {
            format!("Option<{kind}>")
        } else {
            kind
        };
        source.doc(column.text_at("description").unwrap_or_default());
        source.line(&format!("pub {}: {kind} => {writer},", snake(column_name)));
    }
    source.close("}");
    source.close("}");
    Ok(())
}

fn column_type(column: &Node) -> Result<(String, String), String> {
    let plain = |kind: &str| Ok((kind.to_owned(), "serialize".to_owned()));
    if let Some((_, name)) = model::only_ref(column).and_then(model::schema_ref) {
        return plain(name);
    }
    match (column.text_at("type"), column.text_at("format")) {
        (Some(json), Some(format)) if Scalar::of(json, format).is_some() => {
            let scalar = Scalar::of(json, format).ok_or("no such scalar")?;
            let writer = scalar
                .writer
                .map_or("serialize".to_owned(), |module| format!("{module}::serialize"));
            Ok((scalar.rust.to_owned(), writer))
        }
        (Some("string"), None) => plain("String"),
        (Some("integer"), Some("int64")) => plain("i64"),
        (Some("boolean"), None) => plain("bool"),
        _ => Err("not a type that a row can hold".to_owned()),
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
