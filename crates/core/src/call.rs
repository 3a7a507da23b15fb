//! A request in the making: what generated builders fill in.

use std::{borrow::Cow, fmt::Write as _, time::Duration};

use serde::Serialize;
use venue_auth::Query;

use crate::{
    argument::{JsonValue, Parameter, Slot, TextValue},
    error::{Error, ErrorKind, Outcome},
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
/// The first value that does not fit keeps the request from being sent.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    transport: &'a Transport,
    options: CallOptions,
    outgoing: Outgoing,
    refused: Option<Box<str>>,
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
        Self { operation, path: Cow::Borrowed(operation.path), query: Query::new(), body: None }
    }
}

impl Outgoing {
    /// The caller's name for the order, for the error that may have to say it.
    pub(crate) fn client_order_id(&self) -> Option<String> {
        let name = self.operation.client_order_id?;
        if let Some((_, id)) = self.query.iter().find(|(key, _)| *key == name) {
            return Some(id.to_owned());
        }
        let body: serde_json::Value = serde_json::from_slice(&self.body.as_ref()?.bytes).ok()?;
        body.get(name)?.as_str().map(str::to_owned)
    }
}

impl<'a> Call<'a> {
    /// A call of an operation, with nothing filled in.
    #[must_use]
    pub fn new(transport: &'a Transport, operation: &'static Operation) -> Self {
        let (options, outgoing) = (CallOptions::default(), Outgoing::new(operation));
        Self { transport, options, outgoing, refused: None }
    }

    /// Sets what the caller wants for this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Remembers the first value that does not fit.
    #[cold]
    fn refuse(&mut self, name: &str, why: &str) {
        self.refused.get_or_insert_with(|| format!("parameter `{name}`: {why}").into());
    }

    /// The value of a parameter that must be given.
    ///
    /// # Errors
    /// When it was not given, or does not fit.
    pub fn required<T>(&self, name: &str, slot: Slot<T>) -> Result<T, Error> {
        let given = slot.into_inner().unwrap_or(Err(MISSING.into()));
        given.map_err(|why| {
            Error::invalid_request(format!("parameter `{name}`: {why}"))
                .with_operation(self.outgoing.operation)
        })
    }

    /// Fills one `{name}` of the path template; they come in the order of the template.
    ///
    /// A value that would change the path does not fit: empty, `.`, `..`, or one that a server may
    /// decode to these.
    pub fn path(&mut self, name: &str, value: &dyn TextValue) {
        let text = match value.text() {
            Some(Ok(text)) => text,
            Some(Err(why)) => return self.refuse(name, why),
            None => return self.refuse(name, MISSING),
        };
        let lower = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
        if matches!(lower.as_str(), "" | "." | "..") || lower.contains(['/', '\\', '\0']) {
            let shown: String = text.chars().take(60).collect();
            return self.refuse(name, &format!("{shown:?} cannot be part of a path"));
        }
        let place = format!("{{{name}}}");
        let path = self.outgoing.path.replacen(&place, &encoded(&text), 1);
        self.outgoing.path = Cow::Owned(path);
    }

    /// Adds a query parameter that must be given.
    pub fn query(&mut self, name: &'static str, value: &dyn TextValue) {
        if !self.add_query(name, value) {
            self.refuse(name, MISSING);
        }
    }

    /// Adds a query parameter that may be left out.
    pub fn query_optional(&mut self, name: &'static str, value: &dyn TextValue) {
        self.add_query(name, value);
    }

    /// Adds a query parameter once for each of its values.
    pub fn query_list<T: Parameter>(&mut self, name: &'static str, slot: &Slot<Vec<T>>) {
        match slot.state() {
            Some(Ok(values)) => values.iter().for_each(|value| self.push_query(name, value.text())),
            Some(Err(why)) => self.refuse(name, why),
            None => {}
        }
    }

    /// Adds a truth value that may be left out, in the words that the exchange uses.
    pub fn query_truth(
        &mut self,
        name: &'static str,
        slot: &Slot<bool>,
        [no, yes]: [&'static str; 2],
    ) {
        match slot.state() {
            Some(Ok(value)) => self.push_query(name, if *value { yes } else { no }.into()),
            Some(Err(why)) => self.refuse(name, why),
            None => {}
        }
    }

    /// Whether there was a value, be it one that does not fit.
    fn add_query(&mut self, name: &'static str, value: &dyn TextValue) -> bool {
        match value.text() {
            Some(Ok(text)) => self.push_query(name, text),
            Some(Err(why)) => self.refuse(name, why),
            None => return false,
        }
        true
    }

    fn push_query(&mut self, name: &'static str, text: Cow<'_, str>) {
        self.outgoing.query.push(name, text.into_owned());
    }

    /// Sets the JSON body, an object of these members; those without a value are left out.
    pub fn object<const COUNT: usize>(
        &mut self,
        members: &'static [Member; COUNT],
        values: [&dyn JsonValue; COUNT],
    ) {
        self.members(members, &values);
    }

    fn members(&mut self, members: &[Member], values: &[&dyn JsonValue]) {
        let mut object = Vec::with_capacity(256);
        for (member, value) in members.iter().zip(values) {
            match value.given() {
                Some(Ok(())) => {}
                Some(Err(why)) => return self.refuse(member.setter, why),
                None if member.required => return self.refuse(member.setter, MISSING),
                None => continue,
            }
            object.push(if object.is_empty() { b'{' } else { b',' });
            let name = serde_json::to_writer(&mut object, member.name);
            object.push(b':');
            if let Err(error) = name.and_then(|()| value.write(&mut object)) {
                return self.refuse(member.setter, &error.to_string());
            }
        }
        if object.is_empty() {
            object.push(b'{');
        }
        object.push(b'}');
        self.set_json(object);
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
        self.set_json(bytes);
        Ok(())
    }

    fn set_json(&mut self, bytes: Vec<u8>) {
        self.outgoing.body = Some(Body { content_type: "application/json", bytes: bytes.into() });
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
    #[expect(clippy::manual_async_fn, reason = "an async fn would hold what it is given twice")]
    pub fn send<T: Wire + Send>(
        mut self,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<'a, T> {
        async move {
            if let Some(message) = self.refused {
                return Err(Error::invalid_request(message).with_operation(self.outgoing.operation));
            }
            let mut data = None;
            let heard = self.transport.send(&mut self.outgoing, self.options, &mut data).await?;
            match data {
                Some(data) => Ok(Response::new(data, heard)),
                None => Err(Error::new(ErrorKind::Decode, Outcome::Unknown, "an empty answer")),
            }
        }
    }
}

/// Why a parameter that must be given is refused where it is not.
const MISSING: &str = "required and not given";

/// A member of a JSON body: the method that sets it, its name, and whether it must be given.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    setter: &'static str,
    name: &'static str,
    required: bool,
}

impl Member {
    /// A member that must be given.
    #[must_use]
    pub const fn required(setter: &'static str, name: &'static str) -> Self {
        Self { setter, name, required: true }
    }

    /// A member that may be left out.
    #[must_use]
    pub const fn optional(setter: &'static str, name: &'static str) -> Self {
        Self { setter, name, required: false }
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
