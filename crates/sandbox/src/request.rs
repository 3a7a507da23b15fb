//! A request as the sandbox sees it: the bytes that came, and what they say.

use std::{borrow::Cow, collections::VecDeque};

use bytes::Bytes;
use http::{HeaderMap, Method, header::CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::{
    clock::Timestamp,
    engine::render::{Json, json},
    refusal::Refusal,
};

/// A request that arrived.
#[derive(Debug)]
pub struct Request {
    pub(crate) at: Timestamp,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) path_parameters: Vec<(String, String)>,
    pub(crate) content: Content,
}

/// What the body says.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// An object; of a form, all its values are strings.
    pub(crate) fields: Map<String, Value>,
    /// The items of a body that is a list.
    pub(crate) items: Option<Vec<Value>>,
    pub(crate) is_form: bool,
}

impl Request {
    /// When it arrived, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as sent, with the prefix of the base URL and percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as sent, without `?`; empty if there is none.
    pub fn raw_query(&self) -> &str {
        &self.query
    }

    /// The body, byte for byte.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A parameter of the path, decoded.
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a parameter of the query, decoded. An empty one is none.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.query_pairs().into_iter();
        let pair = pairs.find(|(known, value)| known == name && !value.is_empty());
        pair.map(|(_, value)| value)
    }

    /// The parameters of the query, decoded, in order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    /// A field of the body. In a form, all are strings.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.content.fields.get(name)
    }

    /// The items of a body that is a list; of any other, none.
    pub fn items(&self) -> &[Value] {
        self.content.items.as_deref().unwrap_or_default()
    }

    /// A field of the body that is a string, or an integer in its digits.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        text(self.field(name)?)
    }

    /// Returns the values that were sent under a name, in the query or at any depth of the body,
    /// as JSON.
    pub(crate) fn sent(&self, name: &str) -> VecDeque<Json> {
        let pairs = self.query_pairs().into_iter().filter(|(known, _)| known == name);
        let mut found: VecDeque<Json> = pairs.map(|(_, value)| json(&value)).collect();
        self.content.fields.iter().for_each(|(field, value)| under(name, field, value, &mut found));
        self.items().iter().for_each(|item| under(name, "", item, &mut found));
        found
    }

    /// Reads the body, which is a list where the operation takes one. An empty one is an object
    /// without fields.
    pub(crate) fn read_content(&self, forms: bool, is_list: bool) -> Result<Content, Refusal> {
        if self.body.is_empty() {
            return Ok(Content::default());
        }
        let declared = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let media = declared.split(';').next().unwrap_or_default().trim();
        if media.eq_ignore_ascii_case("application/json") {
            match serde_json::from_slice(&self.body) {
                Ok(Value::Array(items)) if is_list => {
                    Ok(Content { items: Some(items), ..Content::default() })
                }
                Ok(Value::Object(fields)) => Ok(Content { fields, ..Content::default() }),
                Ok(_) => Err(Refusal::NotAnObject),
                Err(_) => Err(Refusal::Malformed),
            }
        } else if forms && media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            let text = std::str::from_utf8(&self.body).map_err(|_| Refusal::Malformed)?;
            Ok(Content {
                fields: pairs(text)
                    .into_iter()
                    .map(|(name, value)| (name, Value::String(value)))
                    .collect(),
                items: None,
                is_form: true,
            })
        } else {
            Err(Refusal::ContentType { found: declared.to_owned() })
        }
    }
}

/// Collects what stands under a name in a value, or is it.
fn under(name: &str, field: &str, value: &Value, found: &mut VecDeque<Json>) {
    match value {
        _ if field == name => found.push_back(json(value)),
        Value::Object(fields) => {
            fields.iter().for_each(|(field, value)| under(name, field, value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| under(name, "", item, found)),
        _ => {}
    }
}

/// The pairs of a query or a form, decoded.
fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// A string, or an integer in its digits.
pub(crate) fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            Some(Cow::Owned(number.to_string()))
        }
        _ => None,
    }
}

/// Undoes the encoding of a query: `+` is a space, and so is `%20`.
pub(crate) fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
