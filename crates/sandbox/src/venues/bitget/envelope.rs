//! The wrapper of every response, and the words of refusals.

use http::StatusCode;
use serde::Serialize;

use crate::{clock::Timestamp, refusal::Refusal, response::Response};

/// The wrapper, its fields in the exchange's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a, T> {
    pub(super) code: &'a str,
    pub(super) msg: &'a str,
    pub(super) request_time: i64,
    pub(super) data: Option<T>,
}

/// A success.
pub(super) fn success(at: Timestamp, data: impl Serialize) -> Response {
    Response::of(
        StatusCode::OK,
        &Envelope { code: "00000", msg: "success", request_time: at.millis(), data: Some(data) },
    )
}

/// A refusal, with the status that nearly all have.
pub(super) fn refused(code: &'static str, message: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, code, message)
}

/// A parameter that is there, but not right.
pub(super) fn wrong(name: &str) -> Refusal {
    refused("40020", &format!("Parameter {name} error"))
}

/// A parameter that must be there.
pub(super) fn missing(name: &str) -> Refusal {
    refused("40019", &format!("Parameter {name} cannot be empty"))
}
