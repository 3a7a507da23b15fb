//! One attempt: permit, signature, sending, reading.

use reqwest::{
    Request, StatusCode, Url,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use tokio::time::{Instant, error::Elapsed, timeout_at};
use tracing::Span;

use super::{Transport, receive::receive};
use crate::{
    authenticator::{Attempt, Authentication, BoxFuture},
    error::{Error, ErrorKind, Outcome},
    limits::TooLate,
    operation::Security,
    request::Outgoing,
    response::RawResponse,
};

/// A call on its way, over all its attempts. What is large stays here and is not handed about.
pub(super) struct CallState<'a> {
    pub(super) outgoing: &'a Outgoing,
    /// Where the next attempt goes, and with which headers of its own.
    url: Option<Url>,
    headers: HeaderMap,
    pub(super) response: RawResponse,
    /// Which of its credentials the authenticator used for the latest attempt.
    pub(super) credentials: u64,
    pub(super) deadline: Instant,
    pub(super) retries: bool,
    pub(super) sent: u32,
    pub(super) clock_set: bool,
    pub(super) credentials_renewed: bool,
    /// Where somebody listens.
    pub(super) span: Option<&'a Span>,
}

impl<'a> CallState<'a> {
    pub(super) fn new(outgoing: &'a Outgoing, deadline: Instant) -> Self {
        Self {
            outgoing,
            url: None,
            headers: HeaderMap::new(),
            response: RawResponse::default(),
            credentials: 0,
            deadline,
            retries: true,
            sent: 0,
            clock_set: false,
            credentials_renewed: false,
            span: None,
        }
    }

    pub(super) fn record(&self, field: &str, value: impl tracing::Value) {
        if let Some(span) = self.span {
            span.record(field, value);
        }
    }
}

impl Transport {
    /// Signs and sends once, and reads the whole response, whatever it says.
    pub(super) async fn attempt(&self, state: &mut CallState<'_>) -> Result<(), Error> {
        let (deadline, outgoing) = (state.deadline, state.outgoing);
        if let Some(limits) = &self.0.limits {
            let operation = outgoing.operation;
            let permitted = limits.permit(operation, deadline).await;
            permitted.map_err(|late| permit_too_late(late, limits.is_cooling_down(operation)))?;
        }
        // What an exchange repeats of an order shows whether a response is the one waited for. Of
        // everything else the time alone does: the runtime looks at its connections, and one on
        // which a response has come that nobody asked for is closed. (It takes as long as a
        // twentieth of an order.)
        if outgoing.operation.echo.is_empty() || outgoing.client_order_ids.is_empty() {
            tokio::task::yield_now().await;
        }
        let http = self.0.pool.client()?;
        if let Some(signing) = self.sign(state)? {
            timeout_at(deadline, signing).await.unwrap_or_else(|_| Err(signed_too_late()))?;
        }
        if deadline <= Instant::now() {
            return Err(sent_too_late());
        }
        let sent = self.start(&http, state);
        let response = &mut state.response;
        let cap = self.0.max_response_bytes;
        let arrived = timeout_at(deadline, receive(sent, cap, response)).await;
        let status = state.response.status;
        if let Some(status) = status {
            state.record("status", status.as_u16());
        }
        match arrived {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(error.with_status(status)),
            Err(late) => Err(response_too_late(late, status)),
        }
    }

    /// Has a request signed, where it must be; gives back what is to be waited for.
    fn sign<'a>(
        &'a self,
        state: &'a mut CallState<'_>,
    ) -> Result<Option<BoxFuture<'a, Result<(), Error>>>, Error> {
        let CallState { outgoing, credentials, url, headers, .. } = state;
        let outgoing = *outgoing;
        let path = url.insert(self.0.urls.of(outgoing)).path();
        *headers = HeaderMap::with_capacity(12);
        let authenticator = &self.0.authenticator;
        match outgoing.operation.security {
            Security::Public => return Ok(None),
            Security::Optional(_) if authenticator.ready().is_err() => return Ok(None),
            Security::Optional(_) => {}
            Security::Required(_) => authenticator.ready().map_err(|missing| {
                Error::new(ErrorKind::MissingCredentials, Outcome::NotSent, missing)
            })?,
        }
        let time = self.0.clock.now();
        let side_channel = self.side_channel();
        let attempt = Attempt { outgoing, path, credentials, time, side_channel, headers };
        match authenticator.authenticate(attempt) {
            Authentication::Done(result) => result.map(|()| None),
            Authentication::Later(signing) => Ok(Some(signing)),
        }
    }

    /// Sends a request that is signed.
    fn start(
        &self,
        http: &reqwest::Client,
        state: &mut CallState<'_>,
    ) -> impl Future<Output = reqwest::Result<reqwest::Response>> + use<> {
        state.sent = state.sent.saturating_add(1);
        state.record("attempts", state.sent);
        state.response.status = None;
        let url = state.url.take().unwrap_or_else(|| self.0.urls.of(state.outgoing));
        let headers = std::mem::take(&mut state.headers);
        http.execute(self.request(state.outgoing, url, headers))
    }

    /// A request as it goes out.
    pub(super) fn request(&self, outgoing: &Outgoing, url: Url, signed: HeaderMap) -> Request {
        let mut request = Request::new(outgoing.operation.method.clone(), url);
        let headers = request.headers_mut();
        *headers = signed;
        for (name, value) in &self.0.headers {
            headers.append(name, value.clone());
        }
        if let Some(body) = &outgoing.body {
            headers.append(CONTENT_TYPE, HeaderValue::from_static(body.content_type));
            headers.append(CONTENT_LENGTH, body.bytes.len().into());
            *request.body_mut() = Some(body.bytes.clone().into());
        }
        request
    }
}

#[cold]
fn permit_too_late(late: TooLate, is_cooling_down: bool) -> Error {
    let asked = if is_cooling_down { "the exchange has asked for a pause, " } else { "" };
    let message = format!("rate limit: {asked}next permit in {:?}", late.wait);
    Error::new(ErrorKind::RateLimit, Outcome::NotSent, message).with_retry_after(Some(late.wait))
}

#[cold]
fn signed_too_late() -> Error {
    let message = "the time for the call was over before it could be signed";
    Error::new(ErrorKind::Timeout, Outcome::NotSent, message)
}

#[cold]
fn sent_too_late() -> Error {
    let message = "the time for the call was over before it could be sent";
    Error::new(ErrorKind::Timeout, Outcome::NotSent, message)
}

#[cold]
fn response_too_late(late: Elapsed, status: Option<StatusCode>) -> Error {
    let message = match status {
        Some(_) => "the response did not arrive whole in time",
        None => "no response in time",
    };
    Error::new(ErrorKind::Timeout, Outcome::Unknown, message).with_source(late).with_status(status)
}
