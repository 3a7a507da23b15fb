//! What went wrong, what it means for the order, and what is known about it.

use std::{error::Error as StdError, fmt, time::Duration};

use reqwest::StatusCode;
use venue_auth::Secret;

use crate::{operation::Operation, redact::redact, time::TimestampMs};

/// What became of a request that failed.
///
/// The answer is never wrong in the dangerous direction: where it cannot be excluded that the
/// exchange acted, it is [`Outcome::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The exchange has not seen the request. Sending it again is a first attempt.
    NotSent,
    /// The exchange answered that it did not do what was asked.
    Rejected,
    /// The exchange may or may not have acted. Look the order up before anything else.
    Unknown,
}

/// The kind of a failure, for programs to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up wrongly: base URL, key, HTTP client.
    Configuration,
    /// A parameter is missing or does not fit; nothing was sent.
    InvalidRequest,
    /// The operation needs credentials that the client does not have; nothing was sent.
    MissingCredentials,
    /// The exchange does not accept the credentials.
    Authentication,
    /// The credentials do not allow this operation, from this address, or for this account.
    Permission,
    /// The exchange finds the time of the request too far from its own.
    Clock,
    /// The exchange does not accept the signature.
    Signature,
    /// Too many requests.
    RateLimit,
    /// Not enough funds, margin or position.
    InsufficientFunds,
    /// The exchange does not accept a parameter.
    InvalidParameter,
    /// The order, position, symbol or path does not exist.
    NotFound,
    /// An order with this client order id exists already.
    Duplicate,
    /// The order breaks a rule of the market.
    OrderRejected,
    /// The account, order or symbol is in a state that does not allow this.
    InvalidState,
    /// A limit on orders, positions or amounts is reached.
    LimitExceeded,
    /// The exchange failed or is overloaded.
    Unavailable,
    /// The exchange or the symbol is suspended for maintenance.
    Maintenance,
    /// The exchange says that it does not know whether it acted.
    UnknownOutcome,
    /// The connection could not be made, or broke.
    Transport,
    /// The time allowed for the call was over.
    Timeout,
    /// The answer is not what the spec says.
    Decode,
    /// A failure that none of the above describes; see the code and the message.
    Other,
}

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
    body: Option<Box<str>>,
    client_order_id: Option<Box<str>>,
    retry_after: Option<Duration>,
    time: Option<TimestampMs>,
    advice: Option<&'static str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind and outcome.
    #[must_use]
    pub fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<Box<str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            operation: None,
            status: None,
            code: None,
            message: message.into(),
            body: None,
            client_order_id: None,
            retry_after: None,
            time: None,
            advice: None,
            source: None,
        }))
    }

    /// The client was set up wrongly.
    #[must_use]
    pub fn configuration(message: impl Into<Box<str>>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    /// A parameter is missing or does not fit.
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

    pub(crate) fn with_body(mut self, body: impl Into<Box<str>>) -> Self {
        self.0.body = Some(body.into());
        self
    }

    pub(crate) fn with_client_order_id(mut self, id: Option<String>) -> Self {
        self.0.client_order_id = id.map(Into::into);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_time(mut self, time: Option<TimestampMs>) -> Self {
        self.0.time = time;
        self
    }

    pub(crate) fn redacted(mut self, secrets: &[Secret]) -> Self {
        if let Some(clean) = redact(&self.0.message, secrets) {
            self.0.message = clean.into();
        }
        if let Some(clean) = self.0.body.as_deref().and_then(|body| redact(body, secrets)) {
            self.0.body = Some(clean.into());
        }
        if let Some(clean) = self.0.code.as_deref().and_then(|code| redact(code, secrets)) {
            self.0.code = Some(clean.into());
        }
        self
    }

    /// Leaves out all that quotes from the answer, which may hold a secret nobody knows yet.
    pub(crate) fn without_quotes(mut self) -> Self {
        self.0.body = None;
        // What is missing can be named; anything else may quote what was found.
        if self.0.kind == ErrorKind::Decode && !self.0.message.contains("missing field") {
            let message = "the answer does not fit the spec; it may hold a secret and is not shown";
            self.0.message = message.into();
            self.0.source = None;
        }
        self
    }

    /// Changes the outcome; used where a later part of the call has learnt more.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What became of the request.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The operation that failed, or none where the client could not be built.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The exchange's code, where it gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The exchange's message, or ours where the failure is on this side.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The beginning of the answer's body, secrets struck out, where there was an answer.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The name that the caller gave to the order: what to look it up by.
    #[must_use]
    pub fn client_order_id(&self) -> Option<&str> {
        self.0.client_order_id.as_deref()
    }

    /// How long the exchange asks to wait, where it does.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// When the exchange answered, by its own clock, where the answer says so.
    #[must_use]
    pub fn time(&self) -> Option<TimestampMs> {
        self.0.time
    }

    /// Whether the exchange may have acted.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.outcome() == Outcome::Unknown
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(operation) = inner.operation {
            write!(to, "{}: ", operation.id)?;
        }
        if let Some(status) = inner.status {
            write!(to, "HTTP {}: ", status.as_u16())?;
        }
        if let Some(code) = &inner.code {
            write!(to, "code {code}: ")?;
        }
        to.write_str(&inner.message)?;
        let writes = inner.operation.is_none_or(|operation| operation.retry == crate::Retry::Never);
        if inner.outcome == Outcome::Unknown && writes {
            to.write_str("; the outcome is unknown")?;
            match (&inner.client_order_id, inner.advice) {
                (Some(id), _) => write!(to, ", look the order up by its client order id {id}")?,
                (None, Some(advice)) => write!(to, "; {advice}")?,
                (None, None) => {
                    to.write_str(", check orders and positions before sending again")?
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    /// What `Display` says and what a program would match on, so that an error that ends `main`
    /// can be read; `{:#?}` shows all parts.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if !to.alternate() {
            return write!(to, "{self} ({:?}, {:?})", inner.kind, inner.outcome);
        }
        to.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("operation", &inner.operation.map(|operation| operation.id))
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("body", &inner.body)
            .field("client_order_id", &inner.client_order_id)
            .field("retry_after", &inner.retry_after)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
