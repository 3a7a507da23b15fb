//! The way of a request to the exchange and of its response back.
//!
//! [`attempt`] sends once, [`recover`] decides what follows a failure. Neither knows a [`Call`],
//! which stands above: what goes out is an [`Outgoing`], and what comes back fills a [`Payload`].
//!
//! [`Call`]: crate::Call

mod attempt;
#[cfg(feature = "bench")]
pub mod bench;
mod pool;
mod receive;
mod recover;
mod url;

use std::{
    sync::Arc,
    time::{Duration, Instant as StdInstant},
};

use reqwest::header::{HeaderName, HeaderValue};
use tracing::{Instrument, Span};

use crate::{
    authenticator::{Authenticator, BoxFuture, SendAside, SideChannel},
    clock::Clock,
    decode::{self, Payload},
    error::Error,
    limits::{LimitState, Limits},
    operation::Operation,
    profile::ExchangeProfile,
    request::{CallOptions, Outgoing},
    response::{RawResponse, ResponseMeta},
    retry::{Budget, RetryPolicy},
    time::TimestampMs,
};
use attempt::CallState;
pub(crate) use pool::Pool;
pub(crate) use url::Urls;

/// Carries requests to one exchange, with one set of credentials. Clones share everything.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) pool: Pool,
    pub(crate) urls: Urls,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) profile: ExchangeProfile,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    /// Those that every request has.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) clock: Clock,
    pub(crate) limits: Option<Limits>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Transport")
            .field("base", &self.0.urls.base().as_str())
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// Returns the base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.urls.base().as_str().trim_end_matches('/')
    }

    /// Returns the time for a call that says nothing else.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// Returns what is used of the exchange's limits, shared by all clients that it counts together.
    #[must_use]
    pub fn limits(&self) -> Vec<LimitState> {
        self.0.limits.as_ref().map(Limits::states).unwrap_or_default()
    }

    /// Returns what an authenticator may use of this transport.
    #[must_use]
    pub fn side_channel(&self) -> SideChannel<'_> {
        SideChannel::new(self)
    }

    /// Sends a request, and puts the payload of the response in its place.
    ///
    /// # Errors
    /// See [`Error`].
    pub(crate) async fn send(
        &self,
        outgoing: &mut Outgoing,
        options: CallOptions,
        payload: &mut dyn Payload,
    ) -> Result<ResponseMeta, Error> {
        if !outgoing.query.is_empty() {
            outgoing.query.sort();
        }
        let mut state = CallState::new(outgoing, options.deadline(self.0.timeout));
        state.retries = options.retry.unwrap_or(true);
        let span = span(outgoing.operation);
        state.span = span.as_ref();
        let result = match &span {
            None => self.execute(&mut state, payload).await,
            Some(span) => {
                let started = StdInstant::now();
                let result = self.execute(&mut state, payload).instrument(span.clone()).await;
                state.record("duration_ms", started.elapsed().as_secs_f64() * 1_000.0);
                result
            }
        };
        let RawResponse { status, headers, .. } = state.response;
        match result {
            Ok(time) => Ok(ResponseMeta { status: status.unwrap_or_default(), time, headers }),
            Err(error) => Err(self.annotate(error, outgoing)),
        }
    }

    /// Makes an error what the caller may see: with what it is about, and without secrets.
    #[cold]
    fn annotate(&self, error: Error, outgoing: &Outgoing) -> Error {
        error
            .with_operation(outgoing.operation)
            .with_client_order_ids(outgoing.client_order_ids.clone())
            .redacted(&self.0.authenticator.secrets())
    }

    /// Sends until there is a response to keep. Returns when the exchange sent it, where that is known.
    async fn execute(
        &self,
        state: &mut CallState<'_>,
        payload: &mut dyn Payload,
    ) -> Result<Option<TimestampMs>, Error> {
        loop {
            let read = self.attempt(state).await.and_then(|()| {
                decode::decode(state.outgoing, &self.0.profile, &state.response, payload)
            });
            match read {
                Ok(time) => {
                    self.0.budget.earn();
                    return Ok(time);
                }
                // Apart, so that the way of a success has no room for it.
                Err(error) => {
                    payload.clear();
                    Box::pin(self.recover(state, error)).await?;
                }
            }
        }
    }
}

impl SendAside for Transport {
    fn send_aside<'a>(
        &'a self,
        request: &'a mut Outgoing,
        payload: &'a mut dyn Payload,
    ) -> BoxFuture<'a, Result<ResponseMeta, Error>> {
        Box::pin(self.send(request, CallOptions::new(), payload))
    }
}

/// The span of a call, where somebody listens.
fn span(operation: &Operation) -> Option<Span> {
    let span = tracing::debug_span!(
        "call",
        operation = operation.name,
        method = %operation.method,
        path = operation.path,
        status = tracing::field::Empty,
        attempts = tracing::field::Empty,
        duration_ms = tracing::field::Empty,
    );
    (!span.is_disabled()).then_some(span)
}
