//! The seam between the transport and an exchange's way of proving who sends.

use std::{fmt, future::Future, pin::Pin};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use venue_auth::Secret;

use crate::{
    decode::{self, Payload},
    error::Error,
    operation::Operation,
    parameters,
    record::Fields,
    request::Outgoing,
    response::{Response, ResponseMeta},
    time::TimestampMs,
    wire::Wire,
};

/// A boxed future that borrows.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The result of an authenticator, at once or later.
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
    /// The number that the authenticator gives to the credentials it uses, if they can be renewed.
    pub credentials: &'a mut u64,
    /// The time on the exchange's clock, as far as it is known.
    pub time: TimestampMs,
    /// Asks the exchange something before the request goes out.
    pub side_channel: SideChannel<'a>,
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

/// Sends requests of an authenticator's own, such as a login.
///
/// They go the way of every request: limits, deadline, retries of reads and errors are the same.
#[derive(Clone, Copy)]
pub struct SideChannel<'a>(&'a dyn SendAside);

/// What stands behind a [`SideChannel`].
pub(crate) trait SendAside: Send + Sync {
    fn send_aside<'a>(
        &'a self,
        request: &'a mut Outgoing,
        payload: &'a mut dyn Payload,
    ) -> BoxFuture<'a, Result<ResponseMeta, Error>>;
}

impl<'a> SideChannel<'a> {
    pub(crate) fn new(transport: &'a dyn SendAside) -> Self {
        Self(transport)
    }

    /// Sends a request and reads the response, within the client's timeout.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send<T: Wire + Send>(
        self,
        operation: &'static Operation,
        request: &dyn Fields,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<'a, T> {
        let mut outgoing = Outgoing::new(operation);
        let filled = parameters::fill(&mut outgoing, request);
        async move {
            filled?;
            let mut data = None;
            let meta = self.0.send_aside(&mut outgoing, &mut data).await?;
            data.map(|data| Response::new(data, meta)).ok_or_else(decode::empty)
        }
    }
}

impl fmt::Debug for SideChannel<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("SideChannel")
    }
}

/// An exchange's way of proving who sends a request.
///
/// It is called last, once for every attempt, with everything else in place: what it signs is
/// what goes out.
pub trait Authenticator: Send + Sync + 'static {
    /// Signs the request, or adds the token.
    fn authenticate<'a>(&'a self, attempt: Attempt<'a>) -> Authentication<'a>;

    /// Returns whether it holds what a private operation needs.
    ///
    /// # Errors
    /// When something is missing; says what, and where it is set.
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    /// Called when the exchange found a request unauthorized, with the number of the credentials
    /// ([`Attempt::credentials`]). Returns whether they are renewed; the request, which was not
    /// carried out, is then authenticated and sent once more.
    fn unauthorized(&self, _operation: &Operation, _credentials: u64) -> bool {
        false
    }

    /// Returns the secrets that must be redacted from whatever is shown.
    fn secrets(&self) -> Vec<Secret>;
}
