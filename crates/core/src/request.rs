//! A request before it is signed.

use std::{borrow::Cow, time::Duration};

use tokio::time::Instant;
use venue_auth::Query;

use crate::{deadline::after, operation::Operation};

/// What a caller may set for one call.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// The time for the whole call. Default: the client's.
    pub timeout: Option<Duration>,
    /// Whether a read may be sent again after a failure. Default: as the client is set.
    pub retry: Option<bool>,
}

impl CallOptions {
    /// Returns the client's settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time for the whole call, waiting and retries included.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns when the call is to end if it begins now; `usual` is the client's timeout.
    #[must_use]
    pub fn deadline(&self, usual: Duration) -> Instant {
        after(self.timeout.unwrap_or(usual))
    }

    /// Sends the request once, whatever happens.
    #[must_use]
    pub fn without_retry(mut self) -> Self {
        self.retry = Some(false);
        self
    }
}

/// The parts of a request that are fixed before it is signed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outgoing {
    /// The operation.
    pub operation: &'static Operation,
    /// The path below the base URL, percent-encoded.
    pub path: Cow<'static, str>,
    /// The query, raw.
    pub query: Query<'static>,
    /// The body.
    pub body: Option<Body>,
    /// The caller's ids of the orders in it, for the error that may have to say them.
    pub client_order_ids: Vec<Box<str>>,
}

/// The bytes of a body and what they are.
#[derive(Clone, Debug)]
pub struct Body {
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The bytes that are signed and sent.
    pub bytes: bytes::Bytes,
}

impl Outgoing {
    /// Begins a request of an operation, with neither query nor body.
    #[must_use]
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Cow::Borrowed(operation.path),
            query: Query::new(),
            body: None,
            client_order_ids: Vec::new(),
        }
    }
}

impl Body {
    /// Returns a JSON body of these bytes.
    pub(crate) fn json(bytes: Vec<u8>) -> Self {
        Self { content_type: "application/json", bytes: bytes.into() }
    }
}
