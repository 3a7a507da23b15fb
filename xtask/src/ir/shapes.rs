//! Enums and tuples, which are read as they stand.

use std::collections::{HashMap, HashSet};

use super::{Field, FieldPlace, Kind, Scalar, Shape, Variant};
use crate::spec::{
    model::only_ref,
    names::{is_keyword, pascal},
    node::{Data, Entry, Node, Span, shown},
    report::{At, describe, refuse, suggest_or},
    values::described,
};

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

/// The variants of an enum: every value has one name, and every name one value.
pub(super) fn variants(entry: &Entry, at: &At<'_>) -> Shape {
    let node = &entry.value;
    let kind = node.get("type");
    let integer = kind.and_then(Node::text) == Some("integer");
    let none = || Shape::Enum { integer, variants: Vec::new() };
    if !integer && kind.and_then(Node::text) != Some("string") {
        match kind {
            Some(kind) => refuse!(at, kind.span; "enum":
                "an enum of type {}; write `string` or `integer`", describe(kind)),
            None => {
                refuse!(at, entry.span; "enum": "an enum without `type`; write `string` or `integer`")
            }
        }
        return none();
    }
    let format = node.get("format").filter(|one| !(integer && one.text() == Some("int64")));
    if let Some(format) = format {
        refuse!(at, format.span; "enum": "an enum with the format {}; leave it out", describe(format));
    }
    let Some(list) = node.get("enum") else { return none() };
    let names = node.get("x-enum-varnames");
    if list.items().is_empty() {
        refuse!(at, list.span; "enum": "an enum without values; list them");
    }
    if let Some(names) = names.filter(|names| names.items().len() != list.items().len()) {
        refuse!(at, names.span; "enum":
            "`x-enum-varnames` has {} names for {} values; write one for each, in order",
            names.items().len(), list.items().len());
    } else if names.is_none() && integer {
        refuse!(at, list.span; "enum": "integers make no names; give each one by `x-enum-varnames`");
    }
    let (_, meanings) = split_meanings(node.text_at("description").unwrap_or_default());
    let mut variants: Vec<Variant> = Vec::new();
    let (mut exact, mut folded, mut taken) = (HashSet::new(), HashMap::new(), HashMap::new());
    for (index, value) in list.items().iter().enumerate() {
        let text = match checked(value, integer) {
            Ok(text) => text,
            Err(problem) => {
                refuse!(at, value.span; "enum": "a value is {}{problem}", describe(value));
                continue;
            }
        };
        let text_shown = shown(text);
        if !exact.insert(text) {
            refuse!(at, value.span; "enum": "the value {text_shown} stands here twice; write it once");
        } else if let Some(other) = folded.insert(text.to_lowercase(), text)
            && names.is_none()
        {
            refuse!(at, value.span; "enum":
                "{text_shown} differs from {} in case only; give both a name by `x-enum-varnames`, or list \
                 one: values are compared without case", shown(other));
        }
        let given = names.and_then(|names| names.items().get(index));
        let lower = text.chars().any(char::is_lowercase);
        let name = match (names, given.map(Node::text)) {
            (None, _) if lower => pascal(text),
            (None, _) => pascal(&text.to_lowercase()),
            (Some(_), Some(Some(name))) => name.to_owned(),
            (Some(_), _) => String::new(),
        };
        let span = given.map_or(value.span, |given| given.span);
        variant_name(&name, given, text, (integer, span), &mut taken, at);
        let meaning = meanings.iter().find(|(of, _)| *of == text || *of == name);
        if meaning.is_none() && node.get("description").is_some() {
            let text = text_shown.trim_matches('`');
            refuse!(at, value.span; "enum":
                "the description does not say what `{text}` means; add a line ``* `{text}`: meaning.``");
        }
        let meaning = meaning.map(|(_, meaning)| meaning.clone());
        variants.push(Variant { value: text.to_owned(), name, meaning });
    }
    // What the description explains may be a value that could not be read.
    let known = |name: &str| variants.iter().any(|one| one.value == name || one.name == name);
    let whole = !variants.is_empty() && variants.len() == list.items().len();
    let span = node.get("description").map_or(entry.span, |text| text.span);
    for (name, _) in meanings.iter().filter(|(name, _)| whole && !known(name)).take(5) {
        refuse!(at, span; "enum":
            "the description explains {}, which is no value; add the value or correct it", shown(name));
    }
    Shape::Enum { integer, variants }
}

/// The text of an enum's value, or what is wrong with it.
fn checked(value: &Node, integer: bool) -> Result<&str, &'static str> {
    match (&value.data, integer) {
        (Data::Text(text), false) if text.is_empty() => {
            Err("; leave it out: `\"\"` reads as absent")
        }
        (Data::Text(text), false) => Ok(text),
        (Data::Number(digits), true) if value.integer().is_some() => Ok(digits),
        (Data::Number(_), true) => Err(", and no whole number; correct it"),
        (Data::Number(_), false) => Err(", in an enum of text; put it in quotes"),
        (Data::Text(_), true) => Err(", in an enum of integers; take the quotes away"),
        (Data::Bool(_), _) => Err("; put it in quotes"),
        (Data::Null, _) => Err("; write `nullable: true` where the enum is used"),
        (Data::List(_) | Data::Map(_), _) => Err("; write text or a number"),
    }
}

/// Checks the name of a variant, given or made of its value.
fn variant_name<'a>(
    name: &str,
    given: Option<&Node>,
    text: &'a str,
    (integer, span): (bool, Span),
    taken: &mut HashMap<String, &'a str>,
    at: &At<'_>,
) {
    if let Some(given) = given.filter(|given| given.text().is_none()) {
        let bool = matches!(given.data, Data::Bool(_));
        let advice = if bool { "put it in quotes" } else { "write a word" };
        return refuse!(at, span; "enum": "a name is {}; {advice}", describe(given));
    }
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let problem = match name {
        _ if !word || !name.starts_with(|first: char| first.is_ascii_uppercase()) => {
            "is not PascalCase; write it like `TakeProfit`"
        }
        "Unknown" => "is that of values that nobody documented; choose another",
        "Self" => "is a word of Rust; choose another",
        "KNOWN" => "is that of the list of all values; write it as a word, `Known`",
        _ => "",
    };
    let text_shown = shown(text);
    if given.is_some() {
        if !problem.is_empty() {
            refuse!(at, span; "enum": "the name {} {problem}", shown(name));
        } else if taken.insert(name.to_owned(), text).is_some() {
            refuse!(at, span; "enum": "the name {} stands here twice; choose another", shown(name));
        }
    } else if integer {
        // That all of them lack names is reported once.
    } else if !problem.is_empty() {
        let why = match problem.split_once(';') {
            Some((problem, _)) if name.starts_with(|first: char| first.is_ascii_uppercase()) => {
                format!("makes the name `{name}`, which {problem}")
            }
            _ => "makes no name".to_owned(),
        };
        refuse!(at, span; "enum":
            "the value {text_shown} {why}; give each value a name by `x-enum-varnames`");
    } else if let Some(other) = taken.insert(name.to_owned(), text)
        && !other.eq_ignore_ascii_case(text)
    {
        // The same without case is reported already.
        refuse!(at, span; "enum":
            "the values {} and {text_shown} both make the name `{name}`; give each value a name by \
             `x-enum-varnames`", shown(other));
    }
}

/// The columns of a tuple: each has a name, a type and a description.
pub(super) fn columns(entry: &Entry, at: &At<'_>) -> Shape {
    let node = &entry.value;
    if node.text_at("type") != Some("array") {
        refuse!(at, entry.span; "tuple":
            "`x-tuple` stands at an array; write `type: array` and `items: {{type: string}}`");
    }
    let tuple = node.get("x-tuple");
    if let Some(tuple) = tuple.filter(|tuple| tuple.items().is_empty()) {
        refuse!(at, tuple.span; "tuple":
            "`x-tuple` is {} without columns; write one entry for each", describe(tuple));
    }
    let item = node.get("items").and_then(|items| items.text_at("type"));
    let mut columns: Vec<Field> = Vec::new();
    for column in tuple.map_or(&[][..], Node::items) {
        let Some(field) = self::column(column, at) else { continue };
        let at = at.field(&field.wire);
        let before = columns.last().is_some_and(|before| !before.required);
        if columns.iter().any(|other| other.name == field.name) {
            refuse!(at, column.span; "tuple":
                "another column becomes the field `{}` too; call one otherwise", field.name);
        }
        if before && field.required {
            refuse!(at, column.span; "tuple":
                "a column that must be there, behind one that may be missing; make it optional too");
        }
        if let (Some(item), Some(kind)) = (item, column.text_at("type"))
            && item != kind
        {
            refuse!(at, column.span; "tuple":
                "the column is of type {}, and `items` of type {}; write the same, or `items: {{}}` where the \
                 columns differ", shown(kind), shown(item));
        }
        columns.push(field);
    }
    Shape::Tuple { columns }
}

fn column(column: &Node, at: &At<'_>) -> Option<Field> {
    const FIELDS: [&str; 7] =
        ["name", "type", "format", "description", "optional", "$ref", "allOf"];
    const TYPES: [&str; 4] = ["string", "number", "integer", "boolean"];
    if !matches!(column.data, Data::Map(_)) {
        refuse!(at, column.span; "tuple":
            "a column is {}; write `{{name: price, type: string, format: decimal, description: Price.}}`",
            describe(column));
        return None;
    }
    let Some(named) = column.get("name") else {
        refuse!(at, column.span; "tuple": "a column without `name`; give it one");
        return None;
    };
    let Some(name) = named.text() else {
        refuse!(at, named.span; "tuple": "a column is called {}; write text", describe(named));
        return None;
    };
    let at = &at.field(name);
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
    if !word || !begins || is_keyword(&snake(name)) {
        refuse!(at, named.span; "tuple":
            "the column's name {} makes no field; write it like `open_time`, and by no word of Rust",
            shown(name));
    }
    for entry in column.entries() {
        let key = entry.key.as_str();
        let known = match key {
            "type" | "format" | "$ref" => entry.value.text().is_some(),
            "optional" => matches!(entry.value.data, Data::Bool(_)),
            _ => true,
        };
        if key == "nullable" {
            refuse!(at, entry.span; "tuple":
                "a column cannot be `nullable`; write `optional: true` for those at the end");
        } else if !FIELDS.contains(&key) {
            let advice = suggest_or(key, FIELDS, "; leave it out");
            refuse!(at, entry.span; "tuple": "a column has no field {}{advice}", shown(key));
        } else if !known {
            let what = if key == "optional" { "`true` or leave it out" } else { "text" };
            refuse!(at, entry.value.span; "tuple":
                "`{key}` of a column is {}; write {what}", describe(&entry.value));
        }
    }
    let kind = column.get("type").and_then(|kind| Some((kind.span, kind.text()?)));
    if let Some((span, kind)) = kind.filter(|(_, kind)| !TYPES.contains(kind)) {
        let advice = suggest_or(kind, TYPES, "; write `string`");
        refuse!(at, span; "tuple": "a column has no type {}{advice}", shown(kind));
    }
    if !["type", "$ref", "allOf"].into_iter().any(|key| column.get(key).is_some()) {
        refuse!(at, column.span; "tuple": "a column without `type`; say what it holds");
    }
    described(at, column, column.span, "the column");
    let kind = column_kind(column);
    let optional = column.get("optional").is_some_and(Node::is_true);
    Some(Field {
        name: snake(name),
        wire: name.to_owned(),
        span: column.span,
        place: FieldPlace::Body,
        kind: if optional { Kind::Option(Box::new(kind)) } else { kind },
        required: !optional,
        nullable: optional,
        description: column.text_at("description").unwrap_or_default().to_owned(),
        example: None,
    })
}

/// The type of a column; what is none of these has been reported.
fn column_kind(column: &Node) -> Kind {
    let target = only_ref(column).and_then(|one| one.text_at("$ref"));
    if let Some((_, name)) = target.and_then(|target| target.rsplit_once('/')) {
        return Kind::Named(name.to_owned());
    }
    match (column.text_at("type"), column.text_at("format")) {
        (Some("integer"), Some("int64")) => Kind::Int,
        (Some("boolean"), None) => Kind::Bool,
        (Some(json), Some(format)) => Scalar::of(json, format).map_or(Kind::Text, Kind::Scalar),
        _ => Kind::Text,
    }
}

/// `openTime` as `open_time`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}
