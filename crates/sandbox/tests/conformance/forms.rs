//! Forms of refusals that exchanges have in common.

use serde_json::Value;

use crate::{Class, wire::Response};

/// The body as JSON; null if it is none.
pub(crate) fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

/// HTTP of one of these statuses and `{"error": true, "message": "…"}`.
pub(crate) fn is_convert_error(response: &Response, statuses: &[u16]) -> bool {
    let body = body(response);
    statuses.contains(&response.status) && body["error"] == true && body["message"].is_string()
}

/// The forms of the Django REST framework.
pub(crate) fn is_of_framework(class: Class, response: &Response) -> bool {
    match class {
        Class::Invalid => is_map(response),
        Class::NotAnObject => is_map(response) && body(response)["non_field_errors"].is_array(),
        Class::Malformed => is_detail(response, 400),
        Class::ContentType => is_detail(response, 415),
        Class::Method => is_detail(response, 405) && response.header("allow").is_some(),
        Class::Route | Class::NotFound => is_detail(response, 404),
        Class::Served | Class::State | Class::Credentials => false,
    }
}

/// `{"detail": "…"}`.
pub(crate) fn is_detail(response: &Response, status: u16) -> bool {
    let body = body(response);
    response.status == status && body["detail"].is_string() && body.as_object().unwrap().len() == 1
}

/// HTTP 400 and names of fields, each with its messages.
pub(crate) fn is_map(response: &Response) -> bool {
    let body = body(response);
    let is_list =
        |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    response.status == 400
        && body.as_object().is_some_and(|map| !map.is_empty() && map.values().all(is_list))
}
