//! Making an error of a response that is not a success, or cannot be read.

use std::borrow::Cow;

use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::{
    error::{Error, ErrorKind, Outcome},
    operation::{Envelope, Operation},
    profile::ExchangeProfile,
    response::RawResponse,
    time::TimestampMs,
    wire::Failure,
};

/// Makes an error of a response that is not what the spec says.
#[cold]
pub(super) fn undecodable(
    operation: &Operation,
    response: &RawResponse,
    message: Cow<'static, str>,
) -> Error {
    let error = Error::new(ErrorKind::Decode, Outcome::Unknown, message);
    with_body(error.with_status(response.status), operation, response)
}

/// Makes an error of a response that stops making sense somewhere.
#[cold]
pub(super) fn unreadable(operation: &Operation, response: &RawResponse, why: &Failure) -> Error {
    let html = response.body.trim_ascii_start().first() == Some(&b'<');
    let message = if html {
        "the response is a web page, not JSON".into()
    } else if operation.confidential {
        let plain = why.without_quotation();
        format!(
            "the response does not fit the spec: {plain}; it may hold a secret and is not shown"
        )
        .into()
    } else {
        format!("the response does not fit the spec: {why}").into()
    };
    undecodable(operation, response, message)
}

/// Adds the body, unless it may hold a secret that nobody knows yet.
fn with_body(error: Error, operation: &Operation, response: &RawResponse) -> Error {
    if operation.confidential { error } else { error.with_body(response.body.clone()) }
}

/// Makes an error of a response that is not a success.
#[cold]
pub(super) fn error(
    operation: &Operation,
    profile: &ExchangeProfile,
    response: &RawResponse,
) -> Error {
    let status = response.status.unwrap_or_default();
    let said = Said::of(&response.body, operation.envelope);
    let kind = said
        .code
        .as_deref()
        .and_then(|code| profile.kind(code))
        .unwrap_or_else(|| status_kind(status, said.code.as_deref()));
    // "System error, try again" does not say that the order was not taken.
    let outcome = if matches!(kind, ErrorKind::UnknownOutcome | ErrorKind::Unavailable) {
        Outcome::Unknown
    } else if status.is_success() {
        Outcome::Rejected
    } else {
        status_outcome(status)
    };
    let error = Error::new(kind, outcome, said.message)
        .with_status(response.status)
        .with_code(said.code)
        .with_retry_after(response.retry_after())
        .with_time(said.time.or_else(|| response.date()));
    with_body(error, operation, response)
}

fn status_kind(status: StatusCode, code: Option<&str>) -> ErrorKind {
    // A code that is an HTTP status says more than the 200 around it.
    let number = match code.and_then(|code| code.parse().ok()) {
        Some(code @ 400..=599) if status.is_success() => code,
        _ => status.as_u16(),
    };
    match number {
        401 => ErrorKind::Authentication,
        403 | 407 | 451 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        408 | 504 => ErrorKind::UnknownOutcome,
        409 => ErrorKind::InvalidState,
        418 | 429 => ErrorKind::RateLimit,
        400 | 405 | 406 | 411..=417 | 421 | 422 => ErrorKind::InvalidParameter,
        500..=599 => ErrorKind::Unavailable,
        _ => ErrorKind::Other,
    }
}

/// Whether a status leaves open what the exchange did.
fn status_outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        408 => Outcome::Unknown,
        400..=499 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

/// What a failed response says, in whichever of the known shapes.
struct Said {
    code: Option<String>,
    message: String,
    time: Option<TimestampMs>,
}

impl Said {
    fn of(body: &[u8], envelope: Option<&Envelope>) -> Self {
        let Ok(text) = std::str::from_utf8(body) else {
            return Self::silent("the response is not text");
        };
        let fields: Map<String, Value> = match serde_json::from_str(text) {
            Ok(fields) => fields,
            Err(_) if text.trim().is_empty() => return Self::silent("the response is empty"),
            Err(_) if text.trim_start().starts_with('<') => {
                return Self::silent(title(text).unwrap_or("the response is a web page, not JSON"));
            }
            Err(_) => return Self::silent("the response is not a JSON object"),
        };
        let words = |name: &str| match fields.get(name)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let code = words(envelope.map_or("code", |envelope| envelope.code));
        let named = envelope.map_or(&["detail", "message", "msg"][..], |envelope| envelope.message);
        let message = named.iter().find_map(|name| words(name)).or_else(|| by_field(&fields));
        let time = envelope.and_then(|envelope| words(envelope.time?)?.parse().ok());
        Self {
            code,
            message: message.unwrap_or_else(|| "the exchange gave no reason".to_owned()),
            time: time.filter(|time| *time > 0).map(TimestampMs::new),
        }
    }

    fn silent(message: &str) -> Self {
        Self { code: None, message: message.to_owned(), time: None }
    }
}

/// The title of a web page, which tells a gateway's error from another.
fn title(page: &str) -> Option<&str> {
    let tags = [("<title>", "</title>"), ("<h1>", "</h1>")];
    tags.iter().find_map(|(open, close)| {
        let (_, rest) = page.split_once(open)?;
        let (title, _) = rest.split_once(close)?;
        Some(title.trim()).filter(|title| !title.is_empty() && title.len() <= 200)
    })
}

/// `{"price": ["A valid number is required."]}`: one message for each parameter.
fn by_field(fields: &Map<String, Value>) -> Option<String> {
    let mut said = Vec::new();
    for (name, reasons) in fields {
        for reason in reasons.as_array()? {
            said.push(format!("{name}: {}", reason.as_str()?));
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}
