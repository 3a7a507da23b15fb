//! Requests made from the specs: right ones, ones with a value that is not, and ones that are
//! broken in a way of which the spec says nothing.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{
    common::spec::{Disagreement, Location, Operation, Parameter, Spec},
    wire::Request,
};

/// What a request says, before it is signed.
#[derive(Clone, Debug)]
pub struct Case {
    pub path: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
    /// Whether the body is written as a form; all of its values are text then.
    pub is_form: bool,
    pub harm: Harm,
}

/// What is done to a request that is right by the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Harm {
    None,
    Method(&'static str),
    /// Something behind the path.
    Path(&'static str),
    /// Other bytes as a body, and whether they are JSON.
    Body(&'static [u8], bool),
    /// Another type of the body, or none.
    ContentType(&'static str),
    Key(Key),
}

/// How a request is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Right,
    Wrong,
    Absent,
}

/// Names and values that mean something to an exchange.
pub type Hints = fn(&str) -> &'static [&'static str];

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const BEHIND: [&str; 5] = ["/nowhere", "%00", "%2F..%2F", "/%F0%9F%A6%80/", ";a=b"];
const TYPES: [&str; 4] = ["", "text/plain", "application/jsonx", "multipart/form-data; boundary=x"];

/// Bodies that are no JSON, or no object, each with whether it is JSON.
const BODIES: [(&[u8], bool); 14] = [
    (b"{", false),
    (b"{\"symbol\":", false),
    (b"{\"symbol\":\"A\"", false),
    (b"{'symbol':'A'}", false),
    (b"{\"a\":NaN}", false),
    (b"{\"a\":1e999}", false),
    (b"{\"a\":\"\xff\"}", false),
    (b"\xef\xbb\xbf{}", false),
    (b"{\"a\":\"\\ud800\"}", false),
    (&[b'['; 4_000], false),
    (b"[]", true),
    (b"\"{}\"", true),
    (b"null", true),
    (b"12345678901234567890", true),
];

impl Case {
    /// The request, signed by nobody yet.
    pub fn request(&self, spec: &Spec, operation: &Operation) -> Request {
        let mut path = format!("{}{}", spec.prefix, operation.template);
        for (name, text) in &self.path {
            path = path.replace(&format!("{{{name}}}"), &encoded(text));
        }
        let mut method = operation.method.clone();
        let mut headers = Vec::new();
        let mut body = Vec::new();
        if let Some(value) = &self.body {
            let content_type = match &self.harm {
                Harm::ContentType(other) => other,
                _ if self.is_form => "application/x-www-form-urlencoded",
                _ => "application/json",
            };
            if !content_type.is_empty() {
                headers.push(("content-type", content_type.to_owned()));
            }
            body = match value.as_object().filter(|_| self.is_form) {
                Some(fields) => {
                    let text = |value: &Value| value.as_str().unwrap().to_owned();
                    let pairs = fields.iter().map(|(name, value)| (name.clone(), text(value)));
                    joined(&pairs.collect::<Vec<_>>()).into_bytes()
                }
                None => value.to_string().into_bytes(),
            };
        }
        match &self.harm {
            Harm::Method(other) => method = (*other).to_owned(),
            Harm::Path(behind) => path.push_str(behind),
            Harm::Body(bytes, _) => body = bytes.to_vec(),
            Harm::None | Harm::ContentType(_) | Harm::Key(_) => {}
        }
        Request { method, path, query: joined(&self.query), headers, body }
    }

    /// In what the request disagrees with its spec.
    pub fn disagreements(&self, operation: &Operation) -> Vec<Disagreement> {
        let parameters: Vec<_> = self.path.iter().chain(&self.query).cloned().collect();
        let mut found = operation.parameter_disagreements(&parameters);
        if let Some(body) = &self.body {
            found.extend(operation.body_disagreements(body, self.is_form));
        }
        found
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn joined(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, text)| format!("{}={}", encoded(name), encoded(text)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Requests that agree with the spec. Some say more than the spec knows.
pub fn right(operation: &Operation, hints: Hints, forms: bool) -> BoxedStrategy<Case> {
    let (path, query): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.parameters.iter().partition(|parameter| parameter.in_path);
    let texts = |all: Vec<&Parameter>| {
        let each = all.into_iter().map(|parameter| {
            let name = parameter.name.clone();
            let text = value(&parameter.name, &parameter.schema, hints).prop_map(text);
            let text = text.prop_filter("an empty text is none", |text| !text.is_empty());
            maybe(parameter.required, &name, hints, text)
                .prop_map(move |text| Some((name.clone(), text?)))
        });
        let each: Vec<_> = each.map(Strategy::boxed).collect();
        each.prop_map(|all: Vec<Option<(String, String)>>| {
            all.into_iter().flatten().collect::<Vec<_>>()
        })
    };
    let more = proptest::option::weighted(0.1, "x-[a-z]{3}");
    let body = match &operation.body {
        Some(body) => value("", &body.schema, hints).prop_map(Some).boxed(),
        None => Just(None).boxed(),
    };
    let is_form =
        if forms && operation.body.is_some() { any::<bool>().boxed() } else { Just(false).boxed() };
    let case = (texts(path), texts(query), more, body, is_form);
    case.prop_map(|(path, mut query, more, body, is_form)| {
        query.extend(more.map(|name: String| (name, "1".to_owned())));
        let body = if is_form { body.map(as_text) } else { body };
        Case { path, query, body, is_form, harm: Harm::None }
    })
    .boxed()
}

/// A value, or at times none where none is required: the more often if something is known of it.
fn maybe<T: std::fmt::Debug + 'static>(
    is_required: bool,
    name: &str,
    hints: Hints,
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    if is_required {
        return value.prop_map(Some).boxed();
    }
    let weight = if hints(name).is_empty() { 0.25 } else { 0.75 };
    proptest::option::weighted(weight, value).boxed()
}

/// All values of an object as text, as a form has them; null is left out.
fn as_text(body: Value) -> Value {
    let Value::Object(fields) = body else { return body };
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| (name, Value::String(text(value)))).collect::<Map<_, _>>().into()
}

/// Requests with one value that is probably not what the spec says, or missing.
pub fn spoilt(operation: &Operation, hints: Hints, forms: bool) -> BoxedStrategy<Case> {
    let known = operation.body.as_ref().and_then(|body| body.schema["properties"].as_object());
    let fields: Vec<String> = known.into_iter().flat_map(Map::keys).cloned().collect();
    let parameters = operation.parameters.iter().map(|one| (one.name.clone(), one.in_path));
    let mut spots: Vec<(Location, String)> = parameters
        .map(|(name, in_path)| (if in_path { Location::Path } else { Location::Query }, name))
        .collect();
    spots.extend(fields.into_iter().map(|name| (Location::Body, name)));
    if spots.is_empty() {
        return right(operation, hints, forms);
    }
    let changed = (right(operation, hints, forms), select(spots), wrong_text(), wrong_value());
    changed
        .prop_map(|(mut case, (place, name), text, value)| {
            match place {
                Location::Path => {
                    case.path = replaced(case.path, &name, Some(text.unwrap_or("-".into())))
                }
                Location::Query => case.query = replaced(case.query, &name, text),
                Location::Body => {
                    let fields = case.body.as_mut().and_then(Value::as_object_mut).unwrap();
                    match (value, case.is_form) {
                        (None, _) => drop(fields.remove(&name)),
                        (_, true) => {
                            fields.insert(name, text.unwrap_or_default().into());
                        }
                        (Some(value), false) => {
                            fields.insert(name, value);
                        }
                    }
                }
            }
            case
        })
        .boxed()
}

fn replaced(
    mut pairs: Vec<(String, String)>,
    name: &str,
    text: Option<String>,
) -> Vec<(String, String)> {
    pairs.retain(|(known, _)| known != name);
    pairs.extend(text.filter(|text| !text.is_empty()).map(|text| (name.to_owned(), text)));
    pairs
}

/// Requests that are right by the spec, and broken beside it.
pub fn harmed(
    spec: &Spec,
    operation: &Operation,
    hints: Hints,
    has_key: bool,
) -> BoxedStrategy<Case> {
    let others = spec.operations.iter().filter(|other| other.template == operation.template);
    let taken: Vec<&str> = others.map(|other| other.method.as_str()).collect();
    let free: Vec<_> = METHODS.into_iter().filter(|method| !taken.contains(method)).collect();
    let mut harms = vec![
        select(free).prop_map(Harm::Method).boxed(),
        select(&BEHIND[..]).prop_map(Harm::Path).boxed(),
    ];
    if let Some(body) = &operation.body {
        // Where a list is wanted, a list does no harm.
        let is_list = body.schema["type"] == "array";
        let bodies: Vec<_> =
            BODIES.into_iter().filter(|(bytes, _)| !(is_list && bytes.starts_with(b"["))).collect();
        let bodies = select(bodies);
        harms.push(bodies.prop_map(|(bytes, is_json)| Harm::Body(bytes, is_json)).boxed());
        harms.push(select(&TYPES[..]).prop_map(Harm::ContentType).boxed());
    }
    if has_key {
        harms.push(select(&[Key::Wrong, Key::Absent][..]).prop_map(Harm::Key).boxed());
    }
    let harm = proptest::strategy::Union::new(harms);
    (right(operation, hints, false), harm).prop_map(|(case, harm)| Case { harm, ..case }).boxed()
}

/// A value that agrees with a schema.
fn value(name: &str, schema: &Value, hints: Hints) -> BoxedStrategy<Value> {
    if let Some(choices) = schema["enum"].as_array() {
        return select(choices.clone()).boxed();
    }
    if schema["properties"].is_object() {
        return object(schema, hints);
    }
    let known = hints(name);
    let plain = match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("integer"), _) => {
            let bound = |key: &str, default| schema[key].as_i64().unwrap_or(default);
            let all = bound("minimum", i64::MIN)..=bound("maximum", i64::MAX);
            let few = bound("minimum", 0)..=bound("maximum", 200);
            prop_oneof![all, few].prop_map(Value::from).boxed()
        }
        (Some("boolean"), _) => any::<bool>().prop_map(Value::from).boxed(),
        (Some("array"), _) => {
            let items = value(name, &schema["items"], hints);
            proptest::collection::vec(items, 0..4).prop_map(Value::from).boxed()
        }
        (_, Some("decimal")) => written("-?[0-9]{1,9}(\\.[0-9]{1,9})?|[0-9]{40}"),
        (_, Some("big-decimal")) => written("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?"),
        (_, Some("int64")) => any::<i64>().prop_map(|number| number.to_string().into()).boxed(),
        (_, Some("timestamp-s" | "timestamp-ms" | "timestamp-us")) => written("[0-9]{1,25}"),
        (_, Some("bool-true-false")) => {
            select(&["true", "FALSE"][..]).prop_map(Value::from).boxed()
        }
        (_, Some("bool-yes-no" | "bool-YES-NO")) => {
            select(&["yes", "NO"][..]).prop_map(Value::from).boxed()
        }
        (_, Some("bool-on-off")) => select(&["on", "OFF"][..]).prop_map(Value::from).boxed(),
        _ if schema["minLength"].is_u64() || schema["maxLength"].is_u64() => {
            let bound = |key: &str, default| schema[key].as_u64().unwrap_or(default);
            written(&format!("\\PC{{{},{}}}", bound("minLength", 1), bound("maxLength", 50)))
        }
        _ => prop_oneof![
            10 => written("\\PC{1,20}"),
            1 => Just(json!("\u{0}\u{202e}🦀\u{301}")),
            1 => Just(Value::from("9".repeat(5_000))),
        ]
        .boxed(),
    };
    let is_integer = schema["type"] == "integer";
    let hint = |text: &&str| match text.parse::<i64>() {
        Ok(number) if is_integer => json!(number),
        _ => json!(text),
    };
    let plain = match known.iter().map(hint).collect::<Vec<_>>() {
        hints if hints.is_empty() => plain,
        hints => prop_oneof![4 => select(hints), 1 => plain].boxed(),
    };
    let plain = if schema["type"] == "array" {
        plain.prop_filter("a list", Value::is_array).boxed()
    } else {
        plain
    };
    if schema["nullable"] == true {
        prop_oneof![9 => plain, 1 => Just(Value::Null)].boxed()
    } else {
        plain
    }
}

fn written(pattern: &str) -> BoxedStrategy<Value> {
    proptest::string::string_regex(pattern).unwrap().prop_map(Value::from).boxed()
}

fn object(schema: &Value, hints: Hints) -> BoxedStrategy<Value> {
    let required = schema["required"].as_array();
    let fields = schema["properties"].as_object().unwrap().iter();
    let each: Vec<_> = fields
        .map(|(name, schema)| {
            let is_required = required.is_some_and(|names| names.contains(&json!(name)));
            let value = maybe(is_required, name, hints, value(name, schema, hints));
            let name = name.clone();
            value.prop_map(move |value| Some((name.clone(), value?))).boxed()
        })
        .collect();
    (each, proptest::option::weighted(0.1, wrong_value()))
        .prop_map(|(fields, more): (Vec<Option<(String, Value)>>, _)| {
            let mut fields: Map<String, Value> = fields.into_iter().flatten().collect();
            if let Some(Some(more)) = more {
                fields.insert("x-more".to_owned(), more);
            }
            Value::Object(fields)
        })
        .boxed()
}

/// A text that few parameters take; none stands for leaving it out.
fn wrong_text() -> BoxedStrategy<Option<String>> {
    let texts = [
        "abc",
        "-",
        "1.5",
        "１２",
        "1e5",
        "NaN",
        "9223372036854775808",
        "-1",
        "+1",
        "\u{0}",
        "null",
        "' or 1=1",
        "true ",
        "0x10",
        "∞",
        "{}",
    ];
    prop_oneof![
        2 => Just(None),
        10 => select(texts.to_vec()).prop_map(|text| Some(text.to_owned())),
        1 => Just(Some("8".repeat(3_000))),
    ]
    .boxed()
}

/// A value that few fields take.
fn wrong_value() -> BoxedStrategy<Option<Value>> {
    let deep = (0..50).fold(json!(1), |inner, _| json!([inner]));
    let values = vec![
        json!(null),
        json!(true),
        json!(12),
        json!(-1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("abc"),
        json!("１"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"a": "b"}),
        deep,
    ];
    prop_oneof![2 => Just(None), 10 => select(values).prop_map(Some)].boxed()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
