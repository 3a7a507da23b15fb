//! OpenAPI 3.0 schemas as JSON Schema, for the validator of other people: nothing of the
//! sandbox's own checks is used here.
//!
//! The dialect is draft 4, of which OpenAPI 3.0 is a descendant: `exclusiveMinimum` is a boolean in
//! both. What differs is `nullable`, the formats, and three extensions of the specs.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// How values are written where a schema stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Values of enums may be in upper case, in lower case, or capitalised, as with Bitget.
    pub either_case: bool,
    /// A field that is not required may be an empty string, and a time in text `-1`, as responses
    /// have them.
    pub blank: bool,
    /// Objects have no other fields than the schema names.
    pub closed: bool,
}

/// Keywords that mean the same in both.
const SAME: [&str; 16] = [
    "$ref",
    "type",
    "format",
    "required",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Keywords that constrain nothing. Of these, a `pattern` would: but it is the specs' own wording of
/// what an exchange says in prose, and how strictly it takes that is not known, so that the sandbox
/// lets everything through.
const IDLE: [&str; 9] = [
    "description",
    "title",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "nullable",
    "pattern",
];

/// Translates a schema of this document.
///
/// # Panics
/// At a keyword that it does not know: what is not translated would not be checked.
pub fn json_schema(document: &Value, schema: &Value, manner: Manner) -> Value {
    let open = translated(document, schema, manner);
    match fields(document, schema).filter(|_| manner.closed) {
        Some(names) => {
            let names: Map<String, Value> = names.map(|name| (name, json!({}))).collect();
            json!({"allOf": [open], "properties": names, "additionalProperties": false})
        }
        None => open,
    }
}

/// The fields that an object may have, of all that its schema is composed of; none if that is no
/// object, or a map.
fn fields(document: &Value, schema: &Value) -> Option<impl Iterator<Item = String>> {
    let mut names = Vec::new();
    let mut parts = vec![schema];
    while let Some(part) = parts.pop() {
        if part.get("additionalProperties").is_some() {
            return None;
        }
        parts.extend(part["allOf"].as_array().into_iter().flatten());
        parts.extend(part["$ref"].as_str().map(|reference| component(document, reference)));
        let known = part["properties"].as_object();
        names.extend(known.into_iter().flat_map(Map::keys).cloned());
    }
    (!names.is_empty()).then(|| names.into_iter())
}

fn component<'a>(document: &'a Value, reference: &str) -> &'a Value {
    document.pointer(reference.trim_start_matches('#')).unwrap()
}

/// The same, open to fields that the schema does not name.
fn translated(document: &Value, schema: &Value, manner: Manner) -> Value {
    let Value::Object(keywords) = schema else {
        return schema.clone();
    };
    let mut out = Map::new();
    for (keyword, value) in keywords {
        let meaning = match keyword.as_str() {
            "properties" => properties(document, value, keywords.get("required"), manner),
            "items" | "additionalProperties" => json_schema(document, value, manner),
            "allOf" => {
                let all = value.as_array().into_iter().flatten();
                all.map(|schema| translated(document, schema, manner)).collect()
            }
            "anyOf" | "oneOf" => {
                let all = value.as_array().into_iter().flatten();
                all.map(|schema| json_schema(document, schema, manner)).collect()
            }
            "enum" if manner.either_case => spellings(value),
            "enum" => value.clone(),
            same if SAME.contains(&same) => value.clone(),
            idle if IDLE.contains(&idle) || idle.starts_with("x-") => continue,
            other => panic!("JSON Schema has no translation of `{other}`"),
        };
        out.insert(keyword.clone(), meaning);
    }
    if let Some(columns) = schema["x-tuple"].as_array() {
        let needed = columns.iter().filter(|column| column["optional"] != true).count();
        let known = |column: &Value| {
            let mut column = column.clone();
            column.as_object_mut().unwrap().retain(|key, _| key != "name" && key != "optional");
            json_schema(document, &column, manner)
        };
        out.insert("items".to_owned(), columns.iter().map(known).collect());
        out.insert("minItems".to_owned(), needed.into());
        out.insert("additionalItems".to_owned(), false.into());
    }
    if schema["type"] == "integer" {
        out.entry("minimum").or_insert(i64::MIN.into());
        out.entry("maximum").or_insert(i64::MAX.into());
    }
    let out = Value::Object(out);
    if schema["nullable"] == true { json!({"anyOf": [{"type": "null"}, out]}) } else { out }
}

fn properties(document: &Value, all: &Value, required: Option<&Value>, manner: Manner) -> Value {
    let required = required.and_then(Value::as_array);
    let translate = |(name, schema): (&String, &Value)| {
        let is_required = required.is_some_and(|names| names.contains(&json!(name)));
        let plain = json_schema(document, schema, manner);
        let schema = if manner.blank && !is_required {
            json!({"anyOf": [plain, {"enum": [""]}]})
        } else {
            plain
        };
        (name.clone(), schema)
    };
    Value::Object(all.as_object().unwrap().iter().map(translate).collect())
}

/// Each value of an enum as it is, in upper case, in lower case and capitalised.
fn spellings(choices: &Value) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for choice in choices.as_array().into_iter().flatten() {
        let spelt = match choice.as_str() {
            Some(text) => {
                let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
                let capitalised = format!("{}{}", &upper[..1], &lower[1..]);
                [text, &upper, &lower, &capitalised].map(Value::from).to_vec()
            }
            None => vec![choice.clone()],
        };
        for choice in spelt {
            if !all.contains(&choice) {
                all.push(choice);
            }
        }
    }
    Value::Array(all)
}

/// A validator of a schema of this document, to whose components it may refer.
pub fn validator(document: &Value, schema: &Value, manner: Manner) -> Validator {
    let root = json_schema(document, schema, manner);
    let (mut schemas, mut wanted) = (Map::new(), Vec::new());
    references(&root, &mut wanted);
    while let Some(name) = wanted.pop() {
        if !schemas.contains_key(&name) {
            let schema = translated(document, &document["components"]["schemas"][&name], manner);
            references(&schema, &mut wanted);
            schemas.insert(name, schema);
        }
    }
    let root = json!({"components": {"schemas": schemas}, "allOf": [root]});
    let options = jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("decimal", |text: &str| is_decimal(text))
        .with_format("big-decimal", is_big_decimal)
        .with_format("int64", |text: &str| text.parse::<i64>().is_ok())
        .with_format("bool-true-false", |text: &str| is_word(text, "true", "false"))
        .with_format("bool-yes-no", |text: &str| is_word(text, "yes", "no"))
        .with_format("bool-YES-NO", |text: &str| is_word(text, "yes", "no"))
        .with_format("bool-on-off", |text: &str| is_word(text, "on", "off"));
    let times = ["timestamp-s", "timestamp-ms", "timestamp-us"];
    let options = times.into_iter().fold(options, |options, format| {
        options.with_format(format, move |text: &str| {
            is_digits(text) || (manner.blank && text == "-1")
        })
    });
    options.build(&root).unwrap()
}

/// Adds the names of the schemas that a schema refers to.
fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                names.push(reference.rsplit('/').next().unwrap().to_owned());
            }
            fields.values().for_each(|field| references(field, names));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let mut parts = text.strip_prefix('-').unwrap_or(text).split('.');
    let whole = parts.next().is_some_and(is_digits);
    whole && parts.next().is_none_or(is_digits) && parts.next().is_none()
}

fn is_big_decimal(text: &str) -> bool {
    let mut parts = text.split(['e', 'E']);
    let mantissa = parts.next().is_some_and(is_decimal);
    let exponent = |text: &str| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    mantissa && parts.next().is_none_or(exponent) && parts.next().is_none()
}

fn is_word(text: &str, yes: &str, no: &str) -> bool {
    text.eq_ignore_ascii_case(yes) || text.eq_ignore_ascii_case(no)
}
