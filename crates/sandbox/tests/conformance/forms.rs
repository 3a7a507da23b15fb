//! Forms of refusals that exchanges have in common.

use serde_json::Value;

use crate::{Class, wire::Answer};

/// The body as JSON; null if it is none.
pub(crate) fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// HTTP of one of these statuses and `{"error": true, "message": "…"}`.
pub(crate) fn is_convert_error(answer: &Answer, statuses: &[u16]) -> bool {
    let body = body(answer);
    statuses.contains(&answer.status) && body["error"] == true && body["message"].is_string()
}

/// The forms of the Django REST framework.
pub(crate) fn is_of_framework(class: Class, answer: &Answer) -> bool {
    match class {
        Class::Invalid => is_map(answer),
        Class::NotAnObject => is_map(answer) && body(answer)["non_field_errors"].is_array(),
        Class::Malformed => is_detail(answer, 400),
        Class::ContentType => is_detail(answer, 415),
        Class::Method => is_detail(answer, 405) && answer.header("allow").is_some(),
        Class::Route | Class::NotFound => is_detail(answer, 404),
        Class::Served | Class::State | Class::Credentials => false,
    }
}

/// `{"detail": "…"}`.
pub(crate) fn is_detail(answer: &Answer, status: u16) -> bool {
    let body = body(answer);
    answer.status == status && body["detail"].is_string() && body.as_object().unwrap().len() == 1
}

/// HTTP 400 and names of fields, each with its messages.
pub(crate) fn is_map(answer: &Answer) -> bool {
    let body = body(answer);
    let is_list =
        |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    answer.status == 400
        && body.as_object().is_some_and(|map| !map.is_empty() && map.values().all(is_list))
}
