//! The seam between the transport and an exchange's way of proving who sends.

use std::{future::Future, pin::Pin};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use venue_auth::Secret;

use crate::{
    call::Outgoing, error::Error, operation::Operation, time::TimestampMs, transport::Transport,
};

/// A boxed future that borrows.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How an authenticator has done its part.
pub enum Authentication<'a> {
    /// It is done.
    Done(Result<(), Error>),
    /// It needs to ask the exchange first, for a token say.
    Later(BoxFuture<'a, Result<(), Error>>),
}

/// One attempt at sending a request: what an authenticator sees and completes.
pub struct Attempt<'a> {
    /// The request as it will be sent, but for its headers.
    pub outgoing: &'a Outgoing,
    /// The path of the URL, with that of the base URL before it, percent-encoded.
    pub path: &'a str,
    /// Which of its credentials the authenticator uses, where they can be renewed: a number of its own.
    pub credentials: &'a mut u64,
    /// The time on the exchange's clock, as far as it is known.
    pub time: TimestampMs,
    /// The way to ask the exchange something on the side.
    pub transport: &'a Transport,
    pub(crate) headers: &'a mut HeaderMap,
}

impl Attempt<'_> {
    /// Adds a header that is ready.
    pub fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.append(name, value);
    }

    /// Adds a header made of text; a sensitive one is shown in no log.
    ///
    /// # Errors
    /// When the value cannot stand in a header; the error does not show it.
    pub fn header(
        &mut self,
        name: HeaderName,
        value: String,
        sensitive: bool,
    ) -> Result<(), Error> {
        let mut value = HeaderValue::try_from(value).map_err(|error| {
            Error::invalid_request(format!("the value for header {name} does not fit"))
                .with_source(error)
        })?;
        value.set_sensitive(sensitive);
        self.insert(name, value);
        Ok(())
    }
}

/// An exchange's way of proving who sends a request.
///
/// It is called last, once for every attempt, with everything else in place: what it signs is
/// what goes out.
pub trait Authenticator: Send + Sync + 'static {
    /// Signs the request, or adds the token.
    fn authenticate<'a>(&'a self, attempt: Attempt<'a>) -> Authentication<'a>;

    /// Whether it holds what a private operation needs; if not, what is missing and where it is set.
    ///
    /// # Errors
    /// What is missing.
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    /// Hears that the exchange refused the credentials of a request ([`Attempt::credentials`]
    /// says which). Returns whether they are renewed, in which case the request, which was not
    /// carried out, is authenticated and sent once more.
    fn refused(&self, _operation: &Operation, _credentials: u64) -> bool {
        false
    }

    /// The secrets that must be struck out of whatever is shown.
    fn secrets(&self) -> Vec<Secret>;
}
