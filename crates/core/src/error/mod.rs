//! What went wrong, what it means for the order, and what is known about it.

mod display;
mod kind;

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use reqwest::StatusCode;
use venue_auth::Secret;

use crate::{operation::Operation, redact::beginning, time::TimestampMs};

pub use kind::{ErrorKind, Outcome};

/// How much of a body or message an error keeps, in characters.
const SHOWN: usize = 2048;

/// A call that failed.
///
/// `Display` is one line that names the operation and what to do about it where that is known;
/// neither it nor `Debug` nor the sources hold a key, a passphrase or a token.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    operation: Option<&'static Operation>,
    status: Option<StatusCode>,
    code: Option<Box<str>>,
    message: Box<str>,
    /// As it arrived. It is shown to nobody before it is redacted.
    raw_body: Option<Bytes>,
    body: Option<Box<str>>,
    client_order_ids: Vec<Box<str>>,
    retry_after: Option<Duration>,
    time: Option<TimestampMs>,
    advice: Option<&'static str>,
    /// Whether the response belongs to another request.
    stray: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Returns an error of this kind and outcome.
    #[must_use]
    pub fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<Box<str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            operation: None,
            status: None,
            code: None,
            message: message.into(),
            raw_body: None,
            body: None,
            client_order_ids: Vec::new(),
            retry_after: None,
            time: None,
            advice: None,
            stray: false,
            source: None,
        }))
    }

    /// Returns the error of a client that was set up wrongly.
    #[must_use]
    pub fn configuration(message: impl Into<Box<str>>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    /// Returns the error of a parameter that is missing or does not fit.
    #[must_use]
    pub fn invalid_request(message: impl Into<Box<str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Outcome::NotSent, message)
    }

    /// Adds the operation.
    #[must_use]
    pub fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Adds what to do where the outcome is unknown.
    #[must_use]
    pub fn with_advice(mut self, advice: &'static str) -> Self {
        self.0.advice = Some(advice);
        self
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_status(mut self, status: Option<StatusCode>) -> Self {
        self.0.status = status;
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code.map(Into::into);
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.raw_body = Some(body);
        self
    }

    pub(crate) fn with_client_order_ids(mut self, ids: Vec<Box<str>>) -> Self {
        self.0.client_order_ids = ids;
        self
    }

    pub(crate) fn stray(mut self) -> Self {
        self.0.stray = true;
        self
    }

    pub(crate) fn is_stray(&self) -> bool {
        self.0.stray
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_time(mut self, time: Option<TimestampMs>) -> Self {
        self.0.time = time;
        self
    }

    /// Redacts whatever the exchange has sent, and keeps the beginning of it.
    pub(crate) fn redacted(mut self, secrets: &[Secret]) -> Self {
        let inner = &mut *self.0;
        let clean = |text: &str| beginning(text, secrets, SHOWN).into();
        inner.message = clean(&inner.message);
        inner.code = inner.code.as_deref().map(clean);
        if let Some(body) = inner.raw_body.take() {
            inner.body = Some(clean(&String::from_utf8_lossy(&body)));
        }
        self
    }

    /// Changes the outcome; used where a later part of the call knows more.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Returns what kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns what became of the request.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the operation that failed, or none where the client could not be built.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// Returns the HTTP status, where there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the exchange's code, where it gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the exchange's message, secrets redacted, or ours where the failure is on this side;
    /// at most 2,048 characters.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the first 2,048 characters of the response's body, where there was a response.
    ///
    /// The client's secrets are redacted in it, as they are and with any character written as
    /// percent-encoding, JSON or HTML write it; so are parts of them of eight characters or more. Not
    /// found are secrets of fewer than four characters, those that were encoded twice, and what is
    /// computed from a secret. Where a response may hold a
    /// secret that is not known yet, as that to a login does, there is no body here.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Returns the name that the caller gave to the order, the first where there are several: what
    /// to look it up by.
    #[must_use]
    pub fn client_order_id(&self) -> Option<&str> {
        self.client_order_ids().next()
    }

    /// Returns the names that the caller gave to the orders of the request, in their order.
    pub fn client_order_ids(&self) -> impl Iterator<Item = &str> {
        self.0.client_order_ids.iter().map(|id| &**id)
    }

    /// Returns how long the exchange asks to wait, where it does.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns when the exchange sent the response, by its own clock, where the response says so.
    #[must_use]
    pub fn time(&self) -> Option<TimestampMs> {
        self.0.time
    }

    /// Returns whether the exchange may have acted.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.outcome() == Outcome::Unknown
    }
}
