//! A request in the making: what generated builders fill in.

use std::{borrow::Cow, fmt::Write as _, time::Duration};

use serde::Serialize;
use venue_auth::Query;

use crate::{
    argument::{Parameter, Slot},
    error::Error,
    operation::Operation,
    response::Response,
    transport::Transport,
    wire::Wire,
};

/// What a caller may set for one call.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// The time for the whole call, in place of the client's.
    pub timeout: Option<Duration>,
    /// Whether a read may be sent again after a failure; as the client is set where this is none.
    pub retry: Option<bool>,
}

impl CallOptions {
    /// The client's settings.
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

    /// Sends the request once, whatever happens.
    #[must_use]
    pub fn without_retry(mut self) -> Self {
        self.retry = Some(false);
        self
    }
}

/// A request in the making.
///
/// Everything that goes into it is checked here, so that what reaches the network is an exact
/// rendering of what the caller meant: no parameter can change the endpoint or add a header.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    transport: &'a Transport,
    pub(crate) options: CallOptions,
    pub(crate) outgoing: Outgoing,
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
    /// The caller's name for the order, where one was given.
    pub client_order_id: Option<String>,
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
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Cow::Borrowed(operation.path),
            query: Query::new(),
            body: None,
            client_order_id: None,
        }
    }
}

impl<'a> Call<'a> {
    /// A call of an operation, with nothing filled in.
    #[must_use]
    pub fn new(transport: &'a Transport, operation: &'static Operation) -> Self {
        Self { transport, options: CallOptions::default(), outgoing: Outgoing::new(operation) }
    }

    /// Sets what the caller wants for this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    fn refuse(&self, name: &str, why: &str) -> Error {
        Error::invalid_request(format!("parameter `{name}`: {why}"))
            .with_operation(self.outgoing.operation)
    }

    /// The value of a parameter that must be given.
    ///
    /// # Errors
    /// When it was not given, or does not fit.
    pub fn required<T>(&self, name: &str, slot: Slot<T>) -> Result<T, Error> {
        self.optional(name, slot)?.ok_or_else(|| self.refuse(name, "required and not given"))
    }

    /// The value of a parameter that may be left out.
    ///
    /// # Errors
    /// When it was given and does not fit.
    pub fn optional<T>(&self, name: &str, slot: Slot<T>) -> Result<Option<T>, Error> {
        slot.into_inner().transpose().map_err(|why| self.refuse(name, &why))
    }

    /// Fills one `{name}` of the path template; they come in the order of the template.
    ///
    /// # Errors
    /// When the value is missing, or would change the path: empty, `.`, `..`, or one that a
    /// server may decode to these.
    pub fn path<T: Parameter>(&mut self, name: &str, slot: Slot<T>) -> Result<(), Error> {
        let value = self.required(name, slot)?;
        let text = value.text();
        let lower = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
        if matches!(lower.as_str(), "" | "." | "..") || lower.contains(['/', '\\', '\0']) {
            let shown: String = text.chars().take(60).collect();
            return Err(self.refuse(name, &format!("{shown:?} cannot be part of a path")));
        }
        let place = format!("{{{name}}}");
        let path = self.outgoing.path.replacen(&place, &encoded(&text), 1);
        self.outgoing.path = Cow::Owned(path);
        Ok(())
    }

    /// Adds a query parameter that must be given.
    ///
    /// # Errors
    /// When it was not given, or does not fit.
    pub fn query<T: Parameter>(&mut self, name: &'static str, slot: Slot<T>) -> Result<(), Error> {
        let value = self.required(name, slot)?;
        self.push_query(name, &value);
        Ok(())
    }

    /// Adds a query parameter that may be left out.
    ///
    /// # Errors
    /// When it was given and does not fit.
    pub fn query_optional<T: Parameter>(
        &mut self,
        name: &'static str,
        slot: Slot<T>,
    ) -> Result<(), Error> {
        if let Some(value) = self.optional(name, slot)? {
            self.push_query(name, &value);
        }
        Ok(())
    }

    /// Adds a query parameter once for each of its values.
    ///
    /// # Errors
    /// When it was given and does not fit.
    pub fn query_list<T: Parameter>(
        &mut self,
        name: &'static str,
        slot: Slot<Vec<T>>,
    ) -> Result<(), Error> {
        for value in self.optional(name, slot)?.unwrap_or_default() {
            self.push_query(name, &value);
        }
        Ok(())
    }

    /// Adds a truth value that may be left out, in the words that the exchange uses.
    ///
    /// # Errors
    /// When it was given and does not fit.
    pub fn query_truth(
        &mut self,
        name: &'static str,
        slot: Slot<bool>,
        [no, yes]: [&'static str; 2],
    ) -> Result<(), Error> {
        if let Some(value) = self.optional(name, slot)? {
            self.outgoing.query.push(name, if value { yes } else { no });
        }
        Ok(())
    }

    fn push_query<T: Parameter>(&mut self, name: &'static str, value: &T) {
        let text = value.text().into_owned();
        if self.outgoing.operation.client_order_id == Some(name) {
            self.outgoing.client_order_id = Some(text.clone());
        }
        self.outgoing.query.push(name, text);
    }

    /// Remembers how the caller names the order, for the error that may have to say it.
    pub fn names_order(&mut self, id: Option<&str>) {
        self.outgoing.client_order_id = id.map(str::to_owned);
    }

    /// Sets the JSON body: these bytes are signed and sent.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn json<T: Serialize>(&mut self, body: &T) -> Result<(), Error> {
        let bytes = serde_json::to_vec(body).map_err(|error| {
            Error::invalid_request("the body cannot be written as JSON")
                .with_operation(self.outgoing.operation)
                .with_source(error)
        })?;
        self.outgoing.body = Some(Body { content_type: "application/json", bytes: bytes.into() });
        Ok(())
    }

    /// Sets a form-encoded body: these bytes are signed and sent.
    pub fn form(&mut self, fields: Query<'_>) {
        let content_type = "application/x-www-form-urlencoded";
        self.outgoing.body = Some(Body { content_type, bytes: fields.encoded().into() });
    }

    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send<T: Wire>(self) -> Result<Response<T>, Error> {
        let Self { transport, options, outgoing } = self;
        transport.send(outgoing, options).await
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
