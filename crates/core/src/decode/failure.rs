//! Making an error of a response that is not a success, or cannot be read.

use std::borrow::Cow;

use reqwest::StatusCode;

use super::refusal::Refusal;
use crate::{
    error::{Error, ErrorKind, Outcome},
    operation::Operation,
    profile::ExchangeProfile,
    response::RawResponse,
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

/// Makes an error of a response that cannot be read whole, where what can be read is a refusal.
#[cold]
pub(super) fn refusal(
    operation: &Operation,
    profile: &ExchangeProfile,
    response: &RawResponse,
) -> Option<Error> {
    let envelope = operation.envelope?;
    let code = Refusal::of(&response.body, Some(envelope)).code?;
    let fails = !envelope.success.contains(&&*code);
    fails.then(|| error(operation, profile, response))
}

/// Makes an error of a response that belongs to another request.
#[cold]
pub(super) fn stray(
    operation: &Operation,
    response: &RawResponse,
    name: &str,
    value: &str,
) -> Error {
    let message = format!(
        "the response belongs to another request: its `{name}` is {value:?}, not the one sent"
    );
    let error = Error::new(ErrorKind::Transport, Outcome::Unknown, message);
    with_body(error.with_status(response.status).stray(), operation, response)
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
    let refusal = Refusal::of(&response.body, operation.envelope);
    let kind = refusal
        .code
        .as_deref()
        .and_then(|code| profile.kind(code))
        .unwrap_or_else(|| status_kind(status, refusal.code.as_deref()));
    let outcome = match kind {
        // "System error, try again" does not say that the order was not taken.
        ErrorKind::UnknownOutcome | ErrorKind::Unavailable => Outcome::Unknown,
        _ if proves_refusal(status, &refusal) => Outcome::Rejected,
        _ => Outcome::Unknown,
    };
    let (code, time) = (refusal.code.clone(), refusal.time);
    let error = Error::new(kind, outcome, refusal.into_message())
        .with_status(response.status)
        .with_code(code)
        .with_retry_after(response.retry_after())
        .with_time(time.or_else(|| response.date()));
    with_body(error, operation, response)
}

/// Whether a response says that the exchange did not act.
///
/// A success must say so by a code: a status alone says the opposite. Of the errors, those of a
/// server (5xx) say nothing about what was done before, and neither do a redirect (3xx), 408 and
/// 499, which tell of a wait that was ended. The other 4xx are said of the request itself; with a
/// code or a message of the exchange they are its refusal. Where the body is none of the
/// exchange's (a web page, text, nothing, or cut), a program on the way may have responded, and
/// whether it did so before or after the exchange was asked can only be known of the statuses that
/// such programs give instead of passing a request on: bad request, no access, not found, wrong
/// method, too large, too many. 406, 409, 410, 412 and 422 are not among them.
fn proves_refusal(status: StatusCode, refusal: &Refusal) -> bool {
    match status.as_u16() {
        200..=299 => refusal.code.is_some(),
        408 | 499 => false,
        400
        | 401
        | 403..=405
        | 407
        | 411
        | 413..=415
        | 417
        | 418
        | 421
        | 425
        | 426
        | 429
        | 431
        | 451 => true,
        400..=498 => refusal.is_readable(),
        _ => false,
    }
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
