//! The way of a request to the exchange and of its answer back.

use std::{
    borrow::Cow,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant as StdInstant},
};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Request, StatusCode, Url,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use tokio::time::{Instant, error::Elapsed, timeout_at};
use tracing::{Instrument, Span};

use crate::{
    answer::{self, Answer, Payload},
    authenticate::{Attempt, Authentication, Authenticator, BoxFuture},
    call::{CallOptions, Outgoing},
    clock::Clock,
    error::{Error, ErrorKind, Outcome},
    limits::{LimitState, Limits, TooLate, after},
    operation::{Operation, RateLimit, Retry, Scope, Security},
    response::Heard,
    retry::{Budget, RetryPolicy},
    time::TimestampMs,
};

/// Carries requests to one exchange, with one set of credentials. Clones share everything.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) urls: Urls,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) dialect: Dialect,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    /// Those that every request has.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) clock: Clock,
    pub(crate) limits: Option<Limits>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
}

/// The URLs of operations without parameters in their path, by the address of the operation:
/// parsing one costs more than all else that is done to a request.
pub(crate) type Urls = RwLock<Vec<(usize, Url)>>;

/// What is an exchange's own: its codes, its clock, its limit on everything.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Dialect {
    /// The exchange's codes, in a list for each kind of error, with spaces between.
    pub error_codes: &'static [(ErrorKind, &'static str)],
    /// The operation that tells the exchange's time.
    pub clock: Option<&'static Operation>,
    /// The limit on all operations together.
    pub overall_limit: Option<RateLimit>,
}

impl Dialect {
    /// An exchange with these codes.
    #[must_use]
    pub const fn new(error_codes: &'static [(ErrorKind, &'static str)]) -> Self {
        Self { error_codes, clock: None, overall_limit: None }
    }

    /// What a code means, where that is known.
    pub(crate) fn kind(&self, code: &str) -> Option<ErrorKind> {
        let means = |codes: &str| codes.split(' ').any(|known| known == code);
        self.error_codes.iter().find_map(|(kind, codes)| means(codes).then_some(*kind))
    }

    /// States which operation tells the exchange's time.
    #[must_use]
    pub const fn clock(mut self, operation: &'static Operation) -> Self {
        self.clock = Some(operation);
        self
    }

    /// States the limit on all operations together.
    #[must_use]
    pub const fn overall_limit(mut self, requests: u32, seconds: u32, scope: Scope) -> Self {
        self.overall_limit = Some(RateLimit { requests, seconds, scope });
        self
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Transport")
            .field("base", &self.0.base.as_str())
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// A call on its way, over all its attempts. What is large stays here and is not handed about.
struct Flight<'a> {
    outgoing: &'a Outgoing,
    /// Where the next attempt goes.
    url: Option<Url>,
    answer: Answer,
    /// Which of its credentials the authenticator used for the latest attempt.
    credentials: u64,
    deadline: Instant,
    retries: bool,
    sent: u32,
    clock_set: bool,
    credentials_renewed: bool,
    /// Where somebody listens.
    span: Option<&'a Span>,
}

impl<'a> Flight<'a> {
    fn new(outgoing: &'a Outgoing, deadline: Instant) -> Self {
        Self {
            outgoing,
            url: None,
            answer: Answer::default(),
            credentials: 0,
            deadline,
            retries: true,
            sent: 0,
            clock_set: false,
            credentials_renewed: false,
            span: None,
        }
    }

    fn record(&self, field: &str, value: impl tracing::Value) {
        if let Some(span) = self.span {
            span.record(field, value);
        }
    }
}

impl Transport {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base.as_str().trim_end_matches('/')
    }

    /// The time for a call that says nothing else.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// What is used of the exchange's limits, shared by all clients that it counts together.
    #[must_use]
    pub fn limits(&self) -> Vec<LimitState> {
        self.0.limits.as_ref().map(Limits::states).unwrap_or_default()
    }

    /// Sends a request, and puts the payload of the answer in its place.
    ///
    /// # Errors
    /// See [`Error`].
    pub(crate) async fn send(
        &self,
        outgoing: &mut Outgoing,
        options: CallOptions,
        payload: &mut dyn Payload,
    ) -> Result<Heard, Error> {
        if !outgoing.query.is_empty() {
            outgoing.query.sort();
        }
        let mut flight = Flight::new(outgoing, options.deadline(self.0.timeout));
        flight.retries = options.retry.unwrap_or(true);
        let span = span(outgoing.operation);
        flight.span = span.as_ref();
        let result = match &span {
            None => self.fly(&mut flight, payload).await,
            Some(span) => {
                let started = StdInstant::now();
                let result = self.fly(&mut flight, payload).instrument(span.clone()).await;
                flight.record("duration_ms", started.elapsed().as_secs_f64() * 1_000.0);
                result
            }
        };
        let Answer { status, headers, .. } = flight.answer;
        match result {
            Ok(time) => Ok(Heard { status: status.unwrap_or_default(), time, headers }),
            Err(error) => Err(self.told(error, outgoing)),
        }
    }

    /// An error as the caller sees it: with what it is about, and without secrets.
    #[cold]
    fn told(&self, error: Error, outgoing: &Outgoing) -> Error {
        let operation = outgoing.operation;
        let error =
            error.with_operation(operation).with_client_order_id(outgoing.client_order_id());
        let error = if operation.confidential { error.without_quotes() } else { error };
        error.redacted(&self.0.authenticator.secrets())
    }

    /// Sends until there is an answer to keep. When the exchange sent it, where that is known.
    async fn fly(
        &self,
        flight: &mut Flight<'_>,
        payload: &mut dyn Payload,
    ) -> Result<Option<TimestampMs>, Error> {
        loop {
            let read = self.attempt(flight).await.and_then(|()| {
                let operation = flight.outgoing.operation;
                answer::decode(operation, &self.0.dialect, &flight.answer, payload)
            });
            match read {
                Ok(time) => {
                    self.0.budget.earn();
                    return Ok(time);
                }
                // Apart, so that the way of a success has no room for it.
                Err(error) => {
                    payload.clear();
                    Box::pin(self.recover(flight, error)).await?;
                }
            }
        }
    }

    /// Takes a turn, reads the clock and opens a span as for a call, and sends nothing: what these
    /// cost is measured here.
    #[doc(hidden)]
    pub async fn rehearse(&self, operation: &'static Operation) -> Option<TimestampMs> {
        let span = span(operation).unwrap_or_else(Span::none);
        let deadline = after(self.0.timeout);
        let turn = async {
            let limits = self.0.limits.as_ref()?;
            limits.turn(operation, deadline).await.ok()?;
            Some(self.0.clock.now())
        };
        let time = turn.instrument(span.clone()).await;
        span.record("attempts", 1).record("status", 200).record("duration_ms", 1.0);
        time
    }

    /// Signs and sends once, and reads the whole answer, whatever it says.
    async fn attempt(&self, flight: &mut Flight<'_>) -> Result<(), Error> {
        let deadline = flight.deadline;
        if let Some(limits) = &self.0.limits {
            limits.turn(flight.outgoing.operation, deadline).await.map_err(turn_too_late)?;
        }
        if let Some(signing) = self.sign(flight)? {
            timeout_at(deadline, signing).await.unwrap_or_else(|_| Err(signed_too_late()))?;
        }
        if deadline <= Instant::now() {
            return Err(sent_too_late());
        }
        let sent = self.start(flight);
        let answer = &mut flight.answer;
        let arrived = timeout_at(deadline, receive(sent, self.0.max_response_bytes, answer)).await;
        let status = flight.answer.status;
        if let Some(status) = status {
            flight.record("status", status.as_u16());
        }
        match arrived {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(error.with_status(status)),
            Err(late) => Err(answered_too_late(late, status)),
        }
    }

    /// Has a request signed, where it must be; gives back what is to be waited for.
    fn sign<'a>(
        &'a self,
        flight: &'a mut Flight<'_>,
    ) -> Result<Option<BoxFuture<'a, Result<(), Error>>>, Error> {
        let Flight { outgoing, credentials, url, answer, .. } = flight;
        let outgoing = *outgoing;
        let path = url.insert(self.url(outgoing)).path();
        // Those of the request stand here until those of its answer do.
        let headers = &mut answer.headers;
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
        let attempt = Attempt { outgoing, path, credentials, time, transport: self, headers };
        match authenticator.authenticate(attempt) {
            Authentication::Done(result) => result.map(|()| None),
            Authentication::Later(signing) => Ok(Some(signing)),
        }
    }

    /// Sends a request that is signed.
    fn start(
        &self,
        flight: &mut Flight<'_>,
    ) -> impl Future<Output = reqwest::Result<reqwest::Response>> + use<> {
        flight.sent += 1;
        flight.record("attempts", flight.sent);
        flight.answer.status = None;
        let url = flight.url.take().unwrap_or_else(|| self.url(flight.outgoing));
        let headers = std::mem::take(&mut flight.answer.headers);
        self.0.http.execute(self.request(flight.outgoing, url, headers))
    }

    /// Decides whether the call goes on after a failure; if not, the failure is the result.
    async fn recover(&self, flight: &mut Flight<'_>, error: Error) -> Result<(), Error> {
        let operation = flight.outgoing.operation;
        if error.kind() == ErrorKind::RateLimit
            && error.outcome() == Outcome::Rejected
            && let Some(limits) = &self.0.limits
        {
            limits.close(operation, error.retry_after().unwrap_or(Duration::from_secs(1)));
        }
        if !flight.retries || flight.sent == 0 {
            return Err(error);
        }
        if error.outcome() == Outcome::Rejected {
            // Not carried out, and for a reason that can be mended.
            if error.kind() == ErrorKind::Clock && self.0.clock.corrects() && !flight.clock_set {
                flight.clock_set = true;
                return self.set_clock(error, flight.deadline).await;
            }
            if error.kind() == ErrorKind::Authentication
                && operation.security != Security::Public
                && !flight.credentials_renewed
                && self.0.authenticator.refused(operation, flight.credentials)
            {
                flight.credentials_renewed = true;
                return Ok(());
            }
        }
        let again = matches!(
            error.kind(),
            ErrorKind::Transport
                | ErrorKind::Timeout
                | ErrorKind::Unavailable
                | ErrorKind::UnknownOutcome
                | ErrorKind::RateLimit
        );
        if operation.retry != Retry::Safe || !again || flight.sent >= self.0.retry.attempts {
            return Err(error);
        }
        let wait = self.0.retry.wait(flight.sent).max(error.retry_after().unwrap_or_default());
        if after(wait) >= flight.deadline || !self.0.budget.spend() {
            return Err(error);
        }
        tracing::debug!(kind = ?error.kind(), attempt = flight.sent, ?wait, "trying again");
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// Learns the exchange's time after it has refused ours; many callers wait for one answer.
    async fn set_clock(&self, error: Error, deadline: Instant) -> Result<(), Error> {
        let clock = &self.0.clock;
        let before = clock.generation();
        let _one = clock.asking.lock().await;
        if clock.generation() != before {
            return Ok(());
        }
        let sent = StdInstant::now();
        let asked = match self.0.dialect.clock {
            Some(operation) => self.ask_time(operation, deadline).await,
            None => None,
        };
        let (at, time) = match asked {
            // The exchange read its clock somewhere between question and answer.
            Some(time) => (sent + sent.elapsed() / 2, time),
            None => match error.time() {
                Some(time) => (sent, time),
                None => return Err(error),
            },
        };
        clock.learn(at, time);
        tracing::debug!("the exchange's clock was learnt");
        Ok(())
    }

    async fn ask_time(
        &self,
        operation: &'static Operation,
        deadline: Instant,
    ) -> Option<TimestampMs> {
        let outgoing = Outgoing::new(operation);
        let request = self.request(&outgoing, self.url(&outgoing), HeaderMap::new());
        let mut answer = Answer::default();
        let sent = self.0.http.execute(request);
        let received = receive(sent, self.0.max_response_bytes, &mut answer);
        timeout_at(deadline, received).await.ok()?.ok()?;
        answer::time(operation, &answer.body)
    }

    /// Where a request goes.
    fn url(&self, outgoing: &Outgoing) -> Url {
        let mut url = match outgoing.path {
            Cow::Borrowed(_) => self.known_url(outgoing.operation),
            Cow::Owned(ref path) => self.below_base(path),
        };
        if !outgoing.query.is_empty() {
            url.set_query(Some(&outgoing.query.encoded()));
        }
        url
    }

    fn known_url(&self, operation: &'static Operation) -> Url {
        let key = std::ptr::from_ref(operation).addr();
        let urls = &self.0.urls;
        let known = urls.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = known.iter().find(|(of, _)| *of == key) {
            return url.clone();
        }
        drop(known);
        let url = self.below_base(operation.path);
        urls.write().unwrap_or_else(PoisonError::into_inner).push((key, url.clone()));
        url
    }

    fn below_base(&self, path: &str) -> Url {
        let mut url = self.0.base.clone();
        url.set_path(&format!("{}{path}", self.0.base.path().trim_end_matches('/')));
        url
    }

    /// A request as it goes out.
    fn request(&self, outgoing: &Outgoing, url: Url, signed: HeaderMap) -> Request {
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

/// The span of a call, where somebody listens.
fn span(operation: &Operation) -> Option<Span> {
    let span = tracing::debug_span!(
        "call",
        operation = operation.id,
        method = %operation.method,
        path = operation.path,
        status = tracing::field::Empty,
        attempts = tracing::field::Empty,
        duration_ms = tracing::field::Empty,
    );
    (!span.is_disabled()).then_some(span)
}

#[cold]
fn turn_too_late(late: TooLate) -> Error {
    let message = format!("the exchange's limit would be broken; the turn is in {:?}", late.wait);
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
fn answered_too_late(late: Elapsed, heard: Option<StatusCode>) -> Error {
    let message = match heard {
        Some(_) => "the answer did not arrive whole in time",
        None => "no answer in time",
    };
    Error::new(ErrorKind::Timeout, Outcome::Unknown, message).with_source(late).with_status(heard)
}

/// Reads the whole answer to a request that has been sent.
async fn receive(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
    cap: usize,
    answer: &mut Answer,
) -> Result<(), Error> {
    let mut response = sent.await.map_err(failed_to_send)?;
    answer.status = Some(response.status());
    answer.headers = std::mem::take(response.headers_mut());
    read(response, cap, &mut answer.body).await
}

/// Whether a failure left the outcome open: everything after the connection stood does.
#[cold]
fn failed_to_send(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let (kind, outcome, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, Outcome::NotSent, "the request could not be built")
    } else if error.is_connect() {
        let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
        (kind, Outcome::NotSent, "no connection to the exchange")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, Outcome::Unknown, "no answer in time")
    } else {
        (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the answer came")
    };
    Error::new(kind, outcome, message).with_source(error)
}

#[cold]
fn failed_to_read(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    Error::new(kind, Outcome::Unknown, "the answer did not arrive whole").with_source(error)
}

/// Reads a body up to the cap, whether or not its length was declared.
async fn read(mut response: reqwest::Response, cap: usize, body: &mut Bytes) -> Result<(), Error> {
    let declared = response.content_length().unwrap_or(0);
    if declared > cap as u64 {
        return Err(too_large(cap));
    }
    let Some(first) = response.chunk().await.map_err(failed_to_read)? else {
        *body = Bytes::new();
        return Ok(());
    };
    if first.len() > cap {
        return Err(too_large(cap));
    }
    // Most answers come in one piece, which needs no copy.
    let Some(second) = response.chunk().await.map_err(failed_to_read)? else {
        *body = first;
        return Ok(());
    };
    let declared = usize::try_from(declared).unwrap_or(0);
    let mut whole = BytesMut::with_capacity(declared.max(first.len()));
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if whole.len() + chunk.len() > cap {
            return Err(too_large(cap));
        }
        whole.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(failed_to_read)?;
    }
    *body = whole.freeze();
    Ok(())
}

#[cold]
fn too_large(cap: usize) -> Error {
    let message = format!("the answer is larger than {cap} bytes");
    Error::new(ErrorKind::Decode, Outcome::Unknown, message)
}
