//! Schemas, and whether a value agrees with one.

use serde::Deserialize;
use serde_json::Value;

use super::{Named, formats};
use crate::refusal::Fault;

/// How far references and fields are followed; the specs need five.
const DEPTH: usize = 32;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(rename = "type")]
    kind: Option<Kind>,
    format: Option<String>,
    #[serde(rename = "enum")]
    choices: Vec<Value>,
    nullable: bool,
    required: Vec<String>,
    properties: Named,
    items: Option<Box<Schema>>,
    all_of: Vec<Schema>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    fn reads(self, text: &str) -> bool {
        match self {
            Self::Integer => text.parse::<i64>().is_ok(),
            Self::Number => formats::fits("big-decimal", text),
            Self::Boolean => matches!(text, "true" | "false"),
            Self::String | Self::Array | Self::Object => true,
        }
    }
}

/// The named schemas of a document.
#[derive(Debug)]
pub(crate) struct Schemas(Named);

/// How values are compared with a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Values of enums may be written in either case.
    pub(crate) ignore_case: bool,
    /// All is text, as in a query or a form.
    pub(crate) text: bool,
}

/// A name and what is the matter with its value.
pub(crate) type Found = (String, Fault);

impl Schemas {
    pub(crate) fn new(named: Named) -> Self {
        Self(named)
    }

    /// Whether an object of this schema has this field.
    pub(crate) fn knows(&self, schema: &Schema, field: &str) -> bool {
        self.parts(schema).iter().any(|part| part.properties.contains_key(field))
    }

    /// Adds what is the matter with `value`, which is called `name`, to `found`.
    pub(crate) fn check(
        &self,
        schema: &Schema,
        value: &Value,
        name: &str,
        manner: Manner,
        found: &mut Vec<Found>,
    ) {
        self.descend(schema, value, name, manner, found, DEPTH);
    }

    fn descend(
        &self,
        schema: &Schema,
        value: &Value,
        name: &str,
        manner: Manner,
        found: &mut Vec<Found>,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let parts = self.parts(schema);
        if value.is_null() {
            if !parts.iter().any(|part| part.nullable) {
                found.push((name.to_owned(), Fault::Null));
            }
            return;
        }
        for part in parts {
            if let Some(fault) = part.fault(value, manner) {
                found.push((name.to_owned(), fault));
                return;
            }
            if let (Some(items), Value::Array(values)) = (&part.items, value) {
                for value in values {
                    self.descend(items, value, name, manner, found, depth);
                }
            }
            if let Value::Object(fields) = value {
                for field in &part.required {
                    if !fields.contains_key(field) {
                        found.push((join(name, field), Fault::Missing));
                    }
                }
                for (field, schema) in &part.properties {
                    if let Some(value) = fields.get(field) {
                        self.descend(schema, value, &join(name, field), manner, found, depth);
                    }
                }
            }
        }
    }

    /// The schema with everything that it refers to or is composed of.
    fn parts<'a>(&'a self, schema: &'a Schema) -> Vec<&'a Schema> {
        let mut parts = vec![schema];
        let mut next = 0;
        while let Some(&part) = parts.get(next) {
            let referred = part
                .reference
                .as_deref()
                .and_then(|reference| reference.rsplit('/').next())
                .and_then(|name| self.0.get(name));
            parts.extend(referred);
            parts.extend(&part.all_of);
            next += 1;
            if next > DEPTH {
                break;
            }
        }
        parts
    }
}

impl Schema {
    /// What is the matter with a value itself, its fields aside.
    fn fault(&self, value: &Value, manner: Manner) -> Option<Fault> {
        if let Some(kind) = self.kind {
            let fits = match value {
                Value::String(text) if manner.text => kind.reads(text),
                other => kind.is_of(other),
            };
            if !fits {
                let expected = kind.name();
                return Some(Fault::Type { expected });
            }
        }
        if !self.choices.is_empty() && !self.choices.iter().any(|known| same(known, value, manner))
        {
            let value = plain(value);
            return Some(Fault::Choice { value });
        }
        if let (Some(Kind::String), Some(format), Value::String(text)) =
            (self.kind, &self.format, value)
            && !formats::fits(format, text)
        {
            let expected = format.clone();
            return Some(Fault::Format { expected });
        }
        None
    }
}

fn same(known: &Value, value: &Value, manner: Manner) -> bool {
    match (known, value) {
        (Value::String(known), Value::String(value)) if manner.ignore_case => {
            known.eq_ignore_ascii_case(value)
        }
        (known, Value::String(value)) if manner.text => plain(known) == *value,
        (known, value) => known == value,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn join(outer: &str, inner: &str) -> String {
    match outer {
        "" => inner.to_owned(),
        outer => format!("{outer}.{inner}"),
    }
}
