//! Enums: every value has one name, and every name one value.

use std::collections::{HashMap, HashSet};

use super::{
    report::{Report, Subject, shown},
    rules,
    structure::describe,
};
use crate::{
    generate::text::pascal,
    spec::node::{Data, Entry, Node, Place},
};

/// Checks a component with `enum`.
pub(super) fn check(entry: &Entry, subject: &Subject<'_>, report: &mut Report) {
    let node = &entry.value;
    let rule = &rules::ENUM;
    let mut add = |place: Place, message: String| report.add(subject, place, rule, message);
    let integer = match node.get("type") {
        Some(kind) if kind.text() == Some("string") => false,
        Some(kind) if kind.text() == Some("integer") => true,
        Some(kind) => {
            let message =
                format!("an enum of type {}; write `string` or `integer`", describe(kind));
            return add(kind.place, message);
        }
        None => {
            return add(
                entry.place,
                "an enum without `type`; write `string` or `integer`".to_owned(),
            );
        }
    };
    if let Some(format) = node.get("format")
        && !(integer && format.text() == Some("int64"))
    {
        add(format.place, format!("an enum with the format {}; leave it out", describe(format)));
    }
    let Some(list) = node.get("enum") else { return };
    let values = list.items();
    if values.is_empty() {
        add(list.place, "an enum without values; list them".to_owned());
    }
    let mut texts = Vec::new();
    for value in values {
        match checked(value, integer) {
            Ok(text) => texts.push((value.place, text)),
            Err(message) => add(value.place, message),
        }
    }
    let mut exact = HashSet::new();
    let mut folded: HashMap<String, &str> = HashMap::new();
    let names = node.get("x-enum-varnames");
    for (place, text) in &texts {
        if !exact.insert(*text) {
            add(*place, format!("the value {} stands here twice; write it once", shown(text)));
        } else if let Some(other) = folded.insert(text.to_lowercase(), text)
            && names.is_none()
        {
            let (text, other) = (shown(text), shown(other));
            let message = format!(
                "{text} differs from {other} in case only; give both a name by `x-enum-varnames`, or \
                     list one: values are compared without case",
            );
            add(*place, message);
        }
    }
    let all = texts.len() == values.len();
    let variants = match names {
        Some(names) => named(names, values.len(), &mut add),
        None if integer => {
            let message = "integers make no names; give each one by `x-enum-varnames`";
            add(list.place, message.to_owned());
            Vec::new()
        }
        None if all => derived(&texts, &mut add),
        None => Vec::new(),
    };
    // What the description explains may be a value that could not be read.
    let whole = all && !values.is_empty();
    meanings(node, &texts, &variants, whole, &mut add);
}

/// The text of a value, or what is wrong with it.
fn checked(value: &Node, integer: bool) -> Result<&str, String> {
    let found = describe(value);
    match (&value.data, integer) {
        (Data::Bool(_), _) => Err(format!("a value is {found}; put it in quotes")),
        (Data::Number(_), false) => {
            Err(format!("a value is {found}, in an enum of text; put it in quotes"))
        }
        (Data::Number(digits), true) => match value.integer() {
            Some(_) => Ok(digits),
            None => Err(format!("a value is {found}, and no whole number; correct it")),
        },
        (Data::Text(_), true) => Err(format!(
            "a value is the text {found}, in an enum of integers; take the quotes away"
        )),
        (Data::Text(text), false) if text.is_empty() => {
            Err("a value is empty; leave it out: `\"\"` reads as absent".to_owned())
        }
        (Data::Text(text), false) => Ok(text),
        (Data::Null, _) => {
            Err("a value is null; write `nullable: true` where the enum is used".to_owned())
        }
        (Data::List(_) | Data::Map(_), _) => {
            Err(format!("a value is {found}; write text or a number"))
        }
    }
}

/// The names that the spec gives.
fn named<'a>(names: &'a Node, wanted: usize, add: &mut dyn FnMut(Place, String)) -> Vec<String> {
    let items = names.items();
    if items.len() != wanted {
        let count = items.len();
        let message = format!(
            "`x-enum-varnames` has {count} names for {wanted} values; write one for each, in order"
        );
        add(names.place, message);
    }
    let mut seen: HashSet<&'a str> = HashSet::new();
    let mut variants = Vec::new();
    for item in items {
        let Some(name) = item.text() else {
            let quote = if matches!(item.data, Data::Bool(_)) {
                "put it in quotes"
            } else {
                "write a word"
            };
            add(item.place, format!("a name is {}; {quote}", describe(item)));
            continue;
        };
        if let Some((problem, instead)) = problem(name) {
            add(item.place, format!("the name {} {problem}; {instead}", shown(name)));
        } else if !seen.insert(name) {
            add(item.place, format!("the name {} stands here twice; choose another", shown(name)));
        }
        variants.push(name.to_owned());
    }
    variants
}

/// What is wrong with the name of a variant, and what to do.
fn problem(name: &str) -> Option<(&'static str, &'static str)> {
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !word || !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Some(("is not PascalCase", "write it like `TakeProfit`"));
    }
    match name {
        "Unknown" => Some(("is that of values that nobody documented", "choose another")),
        "Self" => Some(("is a word of Rust", "choose another")),
        "KNOWN" => Some(("is that of the list of all values", "write it as a word, `Known`")),
        _ => None,
    }
}

/// The names that the generator makes of the values.
fn derived(texts: &[(Place, &str)], add: &mut dyn FnMut(Place, String)) -> Vec<String> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut variants = Vec::new();
    for (place, text) in texts {
        let lower = text.chars().any(char::is_lowercase);
        let name = if lower { pascal(text) } else { pascal(&text.to_lowercase()) };
        let shown_text = shown(text);
        if let Some((problem, _)) = problem(&name) {
            let why = if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                format!("makes the name `{name}`, which {problem}")
            } else {
                "makes no name".to_owned()
            };
            add(
                *place,
                format!(
                    "the value {shown_text} {why}; give each value a name by `x-enum-varnames`"
                ),
            );
        } else if let Some(other) = seen.insert(name.clone(), text) {
            // The same without case is reported already.
            if !other.eq_ignore_ascii_case(text) {
                let other = shown(other);
                let message = format!(
                    "the values {other} and {shown_text} both make the name `{name}`; give each value a \
                     name by `x-enum-varnames`",
                );
                add(*place, message);
            }
        }
        variants.push(name);
    }
    variants
}

/// The description lists what each value means.
fn meanings(
    node: &Node,
    texts: &[(Place, &str)],
    variants: &[String],
    whole: bool,
    add: &mut dyn FnMut(Place, String),
) {
    let Some(description) = node.get("description") else { return };
    let Some(text) = description.text().filter(|text| !text.trim().is_empty()) else { return };
    let mut explained: HashSet<&str> = HashSet::new();
    let mut strangers = Vec::new();
    let values: HashSet<&str> = texts.iter().map(|(_, text)| *text).collect();
    for line in text.lines() {
        let item = line.trim().strip_prefix("* `").and_then(|rest| rest.split_once('`'));
        if let Some((name, _)) = item {
            explained.insert(name);
            if whole && !values.contains(name) && !variants.iter().any(|variant| variant == name) {
                strangers.push(name);
            }
        }
    }
    for name in strangers.into_iter().take(5) {
        let message = format!(
            "the description explains {}, which is no value; add the value or correct it",
            shown(name)
        );
        add(description.place, message);
    }
    for (index, (place, text)) in texts.iter().enumerate() {
        let variant = variants.get(index).map(String::as_str).unwrap_or_default();
        if !explained.contains(text) && !explained.contains(variant) {
            let text = shown(text).trim_matches('`').to_owned();
            let message = format!(
                "the description does not say what `{text}` means; add a line ``* `{text}`: meaning.``",
            );
            add(*place, message);
        }
    }
}
