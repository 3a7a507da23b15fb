//! The way of a request to the exchange and of its answer back.

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Request, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER},
};
use tracing::Instrument;

use crate::{
    answer::{self, Answer},
    authenticate::{Attempt, Authentication, Authenticator},
    call::{CallOptions, Outgoing},
    error::{Error, ErrorKind, Outcome},
    operation::Security,
    response::Response,
    time::TimestampMs,
    wire::Wire,
};

/// Carries requests to one exchange, with one set of credentials. Clones share everything.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) dialect: Dialect,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) headers: HeaderMap,
}

/// What is an exchange's own in reading its failures.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Dialect {
    /// The exchange's codes and what they mean, sorted by code.
    pub error_codes: &'static [(&'static str, ErrorKind)],
}

impl Dialect {
    /// An exchange with these codes, sorted.
    #[must_use]
    pub const fn new(error_codes: &'static [(&'static str, ErrorKind)]) -> Self {
        Self { error_codes }
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

impl Transport {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base.as_str().trim_end_matches('/')
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// See [`Error`].
    pub(crate) async fn send<T: Wire>(
        &self,
        outgoing: Outgoing,
        options: CallOptions,
    ) -> Result<Response<T>, Error> {
        let operation = outgoing.operation;
        let order_id = outgoing.client_order_id.clone();
        let span = tracing::debug_span!(
            "call",
            operation = operation.id,
            method = %operation.method,
            path = operation.path,
            status = tracing::field::Empty,
        );
        let result = async {
            let answer = self.exchange(outgoing, options).await?;
            tracing::Span::current().record("status", answer.status.as_u16());
            answer::decode(operation, &self.0.dialect, answer)
        }
        .instrument(span)
        .await;
        result.map_err(|error| {
            let error = error.with_operation(operation).with_client_order_id(order_id.as_deref());
            error.redacted(&self.0.authenticator.secrets())
        })
    }

    /// Sends the request and reads the whole answer, whatever it says.
    async fn exchange(&self, outgoing: Outgoing, options: CallOptions) -> Result<Answer, Error> {
        let mut outgoing = outgoing;
        outgoing.query.sort();
        let path = self.full_path(&outgoing.path);
        match outgoing.operation.security {
            Security::Public => {}
            Security::Optional(_) if self.0.authenticator.ready().is_err() => {}
            Security::Optional(_) | Security::Required(_) => {
                self.0.authenticator.ready().map_err(|missing| {
                    Error::new(ErrorKind::MissingCredentials, Outcome::NotSent, missing)
                })?;
                let attempt = Attempt {
                    outgoing: &mut outgoing,
                    path: &path,
                    time: TimestampMs::from(std::time::SystemTime::now()),
                    transport: self,
                };
                match self.0.authenticator.authenticate(attempt) {
                    Authentication::Done(result) => result?,
                    Authentication::Later(future) => future.await?,
                }
            }
        }
        let timeout = options.timeout.unwrap_or(self.0.timeout);
        let request = self.request(outgoing, path, timeout);
        let response = self.0.http.execute(request).await.map_err(failed_to_send)?;
        let status = response.status();
        let headers = response.headers().clone();
        let retry_after = retry_after(&headers);
        let body = read(response, self.0.max_response_bytes)
            .await
            .map_err(|error| error.with_status(status))?;
        Ok(Answer { status, headers, body, retry_after })
    }

    fn full_path(&self, path: &str) -> String {
        format!("{}{path}", self.0.base.path().trim_end_matches('/'))
    }

    fn request(&self, outgoing: Outgoing, path: String, timeout: Duration) -> Request {
        let mut url = self.0.base.clone();
        url.set_path(&path);
        url.set_query(None);
        if !outgoing.query.is_empty() {
            url.set_query(Some(&outgoing.query.encoded()));
        }
        let mut request = Request::new(outgoing.operation.method.clone(), url);
        let headers = request.headers_mut();
        *headers = outgoing.headers;
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &self.0.headers {
            headers.insert(name, value.clone());
        }
        if let Some(body) = outgoing.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(body.content_type));
            *request.body_mut() = Some(body.bytes.into());
        }
        *request.timeout_mut() = Some(timeout);
        request
    }
}

/// Whether a failure left the outcome open: everything after the connection stood does.
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

fn failed_to_read(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    Error::new(kind, Outcome::Unknown, "the answer did not arrive whole").with_source(error)
}

/// Reads a body up to the cap, whether or not its length was declared.
async fn read(mut response: reqwest::Response, cap: usize) -> Result<Bytes, Error> {
    let too_large = || {
        let message = format!("the answer is larger than {cap} bytes");
        Error::new(ErrorKind::Decode, Outcome::Unknown, message)
    };
    let declared = response.content_length().unwrap_or(0);
    if declared > cap as u64 {
        return Err(too_large());
    }
    let Some(first) = response.chunk().await.map_err(failed_to_read)? else {
        return Ok(Bytes::new());
    };
    if first.len() > cap {
        return Err(too_large());
    }
    // Most answers come in one piece, which needs no copy.
    let Some(second) = response.chunk().await.map_err(failed_to_read)? else {
        return Ok(first);
    };
    let mut body = BytesMut::with_capacity(usize::try_from(declared).unwrap_or(0).max(first.len()));
    body.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len() + chunk.len() > cap {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(failed_to_read)?;
    }
    Ok(body.freeze())
}

/// What the exchange asks to wait, in seconds or until a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = chrono::DateTime::parse_from_rfc2822(value).ok()?;
    (date.to_utc() - chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now())).to_std().ok()
}

/// Whether a status leaves open what the exchange did.
pub(crate) fn status_outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        408 => Outcome::Unknown,
        400..=499 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}
