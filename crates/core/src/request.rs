//! A request before it is signed.

use std::{borrow::Cow, ops::Range, time::Duration};

use serde::Serialize;
use tokio::time::Instant;
use venue_auth::Query;

use crate::{deadline::after, error::Error, operation::Operation};

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
pub struct Outgoing {
    /// The operation.
    pub operation: &'static Operation,
    /// The path below the base URL, percent-encoded.
    pub path: Cow<'static, str>,
    /// The query, raw.
    pub query: Query<'static>,
    /// The body.
    pub body: Option<Body>,
    client_order_ids: ClientOrderIds,
}

/// The names that the caller gave to the orders in a body, noted while it was written.
#[derive(Clone, Debug, Default)]
struct ClientOrderIds {
    /// Where the first one stands in the body. Only an error has to spell it out, and an order
    /// that succeeds is not to pay for a copy.
    first: Option<Range<usize>>,
    more: Vec<Box<str>>,
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
            client_order_ids: ClientOrderIds::default(),
        }
    }

    /// Sets the JSON body: these bytes are signed and sent. Names of orders are noted anew.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn set_json<T: Serialize>(&mut self, body: &T) -> Result<(), Error> {
        let bytes = serde_json::to_vec(body).map_err(|error| {
            Error::invalid_request("the body cannot be written as JSON")
                .with_operation(self.operation)
                .with_source(error)
        })?;
        // What was noted of another body says nothing about this one.
        self.client_order_ids = ClientOrderIds::default();
        self.set_json_bytes(bytes);
        Ok(())
    }

    pub(crate) fn set_json_bytes(&mut self, bytes: Vec<u8>) {
        self.body = Some(Body { content_type: "application/json", bytes: bytes.into() });
    }

    /// Notes that the name of an order stands in this part of the body, as a JSON value.
    pub(crate) fn client_order_id_at(&mut self, place: Range<usize>) {
        self.client_order_ids.first = Some(place);
    }

    /// Notes the name of an order that an error has to tell.
    pub fn add_client_order_id(&mut self, id: impl Into<Box<str>>) {
        self.client_order_ids.more.push(id.into());
    }

    /// Returns the names that the caller gave to the orders, in the order of the request.
    #[must_use]
    pub fn client_order_ids(&self) -> Vec<Box<str>> {
        let name = self.operation.client_order_id;
        let in_query = self.query.iter().filter(|(key, _)| name == Some(*key));
        let ClientOrderIds { first, more } = &self.client_order_ids;
        let in_body = first.clone().and_then(|place| self.body.as_ref()?.bytes.get(place));
        let in_body = in_body.and_then(|value| serde_json::from_slice::<String>(value).ok());
        in_query
            .map(|(_, id)| id.into())
            .chain(in_body.map(String::into_boxed_str))
            .chain(more.iter().cloned())
            .collect()
    }
}
