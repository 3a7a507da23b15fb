//! Entries for fuzzing, which no program needs: how a response is taken, and how errors are redacted.

use bytes::Bytes;
use reqwest::{Method, StatusCode};
use venue_auth::Secret;

use crate::{
    decode::decode,
    error::Outcome,
    operation::{Envelope, Operation},
    profile::ExchangeProfile,
    redact::beginning,
    request::Outgoing,
    response::RawResponse,
};

static ENVELOPE: Envelope =
    Envelope { code: "code", success: &["0"], message: &["msg"], data: "data", time: Some("ts") };
static ORDER: Operation =
    Operation::new("order", Method::POST, "/order").envelope(&ENVELOPE).echo(&["id"]);

/// Takes a response to a write whose payload is any JSON; `0` is the code of success. Returns the
/// code and the outcome of the error, if it is one.
#[must_use]
pub fn response(status: u16, body: &[u8]) -> Option<(Option<String>, Outcome)> {
    let response = RawResponse {
        status: StatusCode::from_u16(status).ok(),
        body: Bytes::copy_from_slice(body),
        ..RawResponse::default()
    };
    let mut payload: Option<serde_json::Value> = None;
    let profile = ExchangeProfile::new(&[]);
    let error = decode(&Outgoing::new(&ORDER), &profile, &response, &mut payload).err()?;
    let error = error.redacted(&[]);
    // One line, whatever it is shown as.
    assert!(!format!("{error} {error:?}").contains(char::is_control));
    Some((error.code().map(str::to_owned), error.outcome()))
}

/// Redacts a secret in the first characters of a text.
#[must_use]
pub fn redacted(text: &str, secret: &str, most: usize) -> String {
    beginning(text, &[Secret::new(secret)], most)
}
