//! Whether a request agrees with the spec of its operation.

use std::cmp::Ordering;

use bigdecimal::BigDecimal;
use serde_json::Value;

use crate::{
    engine::amount,
    formats,
    refusal::{Fault, Location, Problem},
    request::Request,
    table::{Kind, OperationSpec, Schema},
};

/// How deep lists may lie in one another; the specs need two.
const DEPTH: usize = 32;

/// Compares the values of one part of a request with their schemas.
struct Check {
    location: Location,
    /// Whether the values of enums may be written in either case.
    ignore_case: bool,
    /// Whether all is text, as in a query or a form.
    is_text: bool,
    found: Vec<Problem>,
}

/// Returns everything in which a request disagrees with its operation: path, query, body.
pub(crate) fn problems<O>(
    request: &Request,
    operation: &OperationSpec<O>,
    ignore_case: bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let query = request.query_pairs();
    for parameter in operation.parameters {
        let (location, sent) = match parameter.in_path {
            true => (Location::Path, &request.path_parameters),
            false => (Location::Query, &query),
        };
        // The exchanges take an empty value for an absent one.
        let values: Vec<&String> = sent
            .iter()
            .filter(|(name, value)| *name == parameter.name && !value.is_empty())
            .map(|(_, value)| value)
            .collect();
        let mut check = Check { location, ignore_case, is_text: true, found: Vec::new() };
        if parameter.required && values.is_empty() {
            check.add(parameter.name, Fault::Missing);
        }
        for value in values {
            let value = Value::String(value.clone());
            check.value(parameter.schema, &value, parameter.name, DEPTH);
        }
        problems.extend(check.found);
    }
    let is_left_out = operation.is_body_optional && request.body.is_empty();
    if let Some(schema) = operation.body.filter(|_| !is_left_out) {
        let body = match &request.content.items {
            Some(items) => Value::Array(items.clone()),
            None => Value::Object(request.content.fields.clone()),
        };
        let (location, is_text) = (Location::Body, request.content.is_form);
        let mut check = Check { location, ignore_case, is_text, found: Vec::new() };
        check.value(schema, &body, "", DEPTH);
        problems.extend(check.found);
    }
    problems
}

/// Returns the parameters and fields that the operation does not know.
pub(crate) fn unknown<O>(request: &Request, operation: &OperationSpec<O>) -> Vec<String> {
    let parameters = request.query_pairs().into_iter().map(|(name, _)| name);
    let parameters = parameters.filter(|name| {
        !operation.parameters.iter().any(|known| !known.in_path && known.name == *name)
    });
    let known = operation.body.map_or(&[][..], |schema| schema.fields);
    let fields = request.content.fields.keys().cloned();
    let fields = fields.filter(|name| !known.iter().any(|field| field.name == *name));
    parameters.chain(fields).collect()
}

impl Check {
    fn add(&mut self, name: impl Into<String>, fault: Fault) {
        self.found.push(Problem { location: self.location, name: name.into(), fault });
    }

    /// Adds what is wrong with a value.
    fn value(&mut self, schema: &Schema, value: &Value, name: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if value.is_null() {
            if !schema.nullable {
                self.add(name, Fault::Null);
            }
            return;
        }
        if let Some(fault) = self.fault(schema, value) {
            return self.add(name, fault);
        }
        if let (Some(items), Value::Array(values)) = (schema.items, value) {
            for value in values {
                self.value(items, value, name, depth);
            }
        }
        let Value::Object(fields) = value else { return };
        let inner = |field: &str| match name {
            "" => field.to_owned(),
            outer => format!("{outer}.{field}"),
        };
        // What is missing comes before what is wrong.
        for field in schema.fields.iter().filter(|field| field.required) {
            if !fields.contains_key(field.name) {
                self.add(inner(field.name), Fault::Missing);
            }
        }
        for field in schema.fields {
            if let Some(value) = fields.get(field.name) {
                self.value(field.schema, value, &inner(field.name), depth);
            }
        }
    }

    /// Returns what is wrong with a value itself, its fields aside.
    fn fault(&self, schema: &Schema, value: &Value) -> Option<Fault> {
        let fits = match (value, schema.kind) {
            (_, Kind::Any) => true,
            (Value::String(text), kind) if self.is_text => reads(kind, text),
            (value, Kind::String) => value.is_string(),
            (value, Kind::Integer) => value.is_i64(),
            (value, Kind::Number) => value.is_number(),
            (value, Kind::Boolean) => value.is_boolean(),
            (value, Kind::Array) => value.is_array(),
            (value, Kind::Object) => value.is_object(),
        };
        if !fits {
            return Some(Fault::Type { expected: schema.kind.name() });
        }
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let is_same = |known: &&str| match self.ignore_case && schema.kind == Kind::String {
            true => known.eq_ignore_ascii_case(&text),
            false => **known == text,
        };
        if !schema.choices.is_empty() && !schema.choices.iter().any(is_same) {
            return Some(Fault::Choice { value: text });
        }
        let is_formatted = schema.kind != Kind::String || formats::fits(schema.format, &text);
        if !is_formatted {
            return Some(Fault::Format { expected: schema.format.to_owned() });
        }
        beyond(schema, &text)
    }
}

/// Returns which bound a value is beyond. Patterns are not checked: they are the specs' own wording
/// of what an exchange says in prose, and how strictly it takes that is not known.
fn beyond(schema: &Schema, text: &str) -> Option<Fault> {
    match schema.kind {
        Kind::Integer | Kind::Number => {
            // What has too many digits to be compared is beyond any bound.
            let number = amount::read(text);
            let against = |bound: &i64| Some(number.as_ref()?.cmp(&BigDecimal::from(*bound)));
            let is_below = |bound: &i64| against(bound).is_none_or(Ordering::is_lt);
            let is_above = |bound: &i64| against(bound).is_none_or(Ordering::is_gt);
            let small = schema.minimum.filter(is_below).map(|minimum| Fault::TooSmall { minimum });
            small.or(schema.maximum.filter(is_above).map(|maximum| Fault::TooLarge { maximum }))
        }
        Kind::String => {
            let length = text.chars().count();
            let short = schema.min_length.filter(|bound| length < *bound);
            let long = schema.max_length.filter(|bound| length > *bound);
            let short = short.map(|minimum| Fault::TooShort { minimum });
            short.or(long.map(|maximum| Fault::TooLong { maximum }))
        }
        Kind::Any | Kind::Boolean | Kind::Array | Kind::Object => None,
    }
}

/// Whether a text can be read as a value of a type.
fn reads(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Integer => text.parse::<i64>().is_ok(),
        Kind::Number => formats::fits("big-decimal", text),
        Kind::Boolean => matches!(text, "true" | "false"),
        Kind::Any | Kind::String | Kind::Array | Kind::Object => true,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Method};

    use super::{beyond, problems};
    use crate::{
        clock::Clock,
        refusal::Fault,
        request::{Content, Request},
        table::{Field, Kind, OperationSpec, Schema, Security},
    };

    static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
    static ORDER: Schema = Schema {
        kind: Kind::Object,
        fields: &[
            Field { name: "symbol", required: true, schema: &TEXT },
            Field { name: "size", required: false, schema: &TEXT },
        ],
        ..Schema::ANY
    };
    static ORDERS: Schema = Schema { kind: Kind::Array, items: Some(&ORDER), ..Schema::ANY };
    static BATCH: OperationSpec<()> = OperationSpec {
        id: (),
        name: "place_orders",
        method: Method::POST,
        path: &[],
        security: Security::Public,
        status: 200,
        enveloped: false,
        parameters: &[],
        body: Some(&ORDERS),
        is_body_optional: true,
        pagination: None,
        echo: &[],
        examples: &[],
    };

    fn faults(body: &'static str) -> Vec<(String, Fault)> {
        let mut request = Request {
            at: Clock::fixed_ms(0).now(),
            method: Method::POST,
            path: String::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            path_parameters: Vec::new(),
            content: Content::default(),
        };
        let json = HeaderValue::from_static("application/json");
        request.headers.insert("content-type", json);
        request.content = request.read_content(false, true).unwrap_or_default();
        let found = problems(&request, &BATCH, false).into_iter();
        found.map(|problem| (problem.name, problem.fault)).collect()
    }

    #[test]
    fn a_value_is_as_large_and_as_long_as_its_bounds_allow() {
        let limit =
            Schema { kind: Kind::Integer, minimum: Some(1), maximum: Some(100), ..Schema::ANY };
        assert_eq!(["1", "100", "+7"].map(|text| beyond(&limit, text)), [None, None, None]);
        assert_eq!(beyond(&limit, "0"), Some(Fault::TooSmall { minimum: 1 }));
        assert_eq!(beyond(&limit, "101"), Some(Fault::TooLarge { maximum: 100 }));
        let name = Schema { min_length: Some(2), max_length: Some(3), ..TEXT };
        assert_eq!(["ab", "äöü"].map(|text| beyond(&name, text)), [None, None]);
        assert_eq!(beyond(&name, "a"), Some(Fault::TooShort { minimum: 2 }));
        assert_eq!(beyond(&name, "abcd"), Some(Fault::TooLong { maximum: 3 }));
    }

    #[test]
    fn each_item_of_a_body_that_is_a_list_is_checked() {
        assert_eq!(faults(r#"[{"symbol":"A"},{"symbol":"B","size":"1"}]"#), []);
        assert_eq!(faults("[]"), []);
        assert_eq!(faults(""), []);
        let expected = "string";
        let found = faults(r#"[{"symbol":"A","size":1},{"size":"1"}]"#);
        let wrong = ("size".to_owned(), Fault::Type { expected });
        assert_eq!(found, [wrong, ("symbol".to_owned(), Fault::Missing)]);
        let no_list = faults(r#"{"symbol":"A"}"#);
        assert_eq!(no_list, [(String::new(), Fault::Type { expected: "array" })]);
    }
}
