//! A request in the making: what generated builders fill in.

use std::{borrow::Cow, fmt::Write as _};

use serde::Serialize;
use venue_auth::Query;

use crate::{
    argument::{Argument, JsonValue, Parameter, TextValue},
    decode,
    error::Error,
    operation::Operation,
    request::{Body, CallOptions, Outgoing},
    response::Response,
    transport::Transport,
    wire::Wire,
};

/// A request in the making.
///
/// Everything that goes into it is checked here, so that what reaches the network is an exact
/// rendering of what the caller meant: no parameter can change the endpoint or add a header.
/// A value that does not fit keeps the request from being sent, unless it is set again.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    transport: &'a Transport,
    options: CallOptions,
    outgoing: Outgoing,
    refused: Vec<Refused>,
}

/// A parameter that does not fit, and why.
#[derive(Clone, Debug)]
struct Refused {
    name: &'static str,
    why: Box<str>,
}

impl<'a> Call<'a> {
    /// Begins a call of an operation, with nothing filled in.
    #[must_use]
    pub fn new(transport: &'a Transport, operation: &'static Operation) -> Self {
        let (options, outgoing) = (CallOptions::default(), Outgoing::new(operation));
        Self { transport, options, outgoing, refused: Vec::new() }
    }

    /// Sets what the caller wants for this call.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Takes what the caller gives for a parameter into its place.
    #[inline]
    pub fn set<T>(&mut self, name: &'static str, place: &mut Option<T>, value: impl Argument<T>) {
        match value.into_argument() {
            Ok(value) => {
                *place = Some(value);
                if !self.refused.is_empty() {
                    self.forgive(name);
                }
            }
            Err(why) => self.refuse(name, &why),
        }
    }

    #[cold]
    fn refuse(&mut self, name: &'static str, why: &str) {
        self.forgive(name);
        self.refused.push(Refused { name, why: why.into() });
    }

    /// Remembers that nothing was given, unless something was that does not fit.
    #[cold]
    fn missing(&mut self, name: &'static str) {
        if self.refused.iter().all(|refused| refused.name != name) {
            self.refuse(name, MISSING);
        }
    }

    #[cold]
    fn forgive(&mut self, name: &str) {
        self.refused.retain(|refused| refused.name != name);
    }

    /// What keeps the request from being sent.
    ///
    /// # Errors
    /// When a parameter does not fit.
    pub fn check(&self) -> Result<(), Error> {
        match self.refused.first() {
            None => Ok(()),
            Some(Refused { name, why }) => {
                Err(Error::invalid_request(format!("parameter `{name}`: {why}"))
                    .with_operation(self.outgoing.operation))
            }
        }
    }

    /// The value of a parameter that must be given.
    ///
    /// # Errors
    /// When it was not given, or a parameter does not fit.
    pub fn required<T>(&mut self, name: &'static str, value: Option<T>) -> Result<T, Error> {
        if value.is_none() {
            self.missing(name);
        }
        self.check()?;
        value.ok_or_else(|| Error::invalid_request(MISSING))
    }

    /// Fills one `{name}` of the path template; they come in the order of the template.
    ///
    /// A value that would change the path does not fit: empty, `.`, `..`, or one that a server may
    /// decode to these.
    pub fn path(&mut self, name: &'static str, value: &dyn TextValue) {
        let Some(text) = value.text() else { return self.missing(name) };
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
        match value.text() {
            Some(text) => self.push_query(name, text),
            None => self.missing(name),
        }
    }

    /// Adds a query parameter that may be left out.
    pub fn query_optional(&mut self, name: &'static str, value: &dyn TextValue) {
        if let Some(text) = value.text() {
            self.push_query(name, text);
        }
    }

    /// Adds a query parameter once for each of its values.
    pub fn query_list<T: Parameter>(&mut self, name: &'static str, values: &Option<Vec<T>>) {
        for value in values.iter().flatten() {
            self.push_query(name, value.text());
        }
    }

    /// Adds a truth value that may be left out, in the words that the exchange uses.
    pub fn query_truth(
        &mut self,
        name: &'static str,
        value: &Option<bool>,
        words: [&'static str; 2],
    ) {
        let [no, yes] = words;
        if let Some(value) = *value {
            self.push_query(name, if value { yes } else { no }.into());
        }
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
            if !value.is_given() {
                if member.required {
                    return self.missing(member.setter);
                }
                continue;
            }
            object.push(if object.is_empty() { b'{' } else { b',' });
            let name = serde_json::to_writer(&mut object, member.name);
            object.push(b':');
            let start = object.len();
            if let Err(error) = name.and_then(|()| value.write(&mut object)) {
                return self.refuse(member.setter, &error.to_string());
            }
            if self.outgoing.operation.client_order_id == Some(member.name) {
                self.outgoing.client_order_id_at(start..object.len());
            }
        }
        if object.is_empty() {
            object.push(b'{');
        }
        object.push(b'}');
        self.outgoing.set_json_bytes(object);
    }

    /// Sets the JSON body: these bytes are signed and sent.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn json<T: Serialize>(&mut self, body: &T) -> Result<(), Error> {
        self.outgoing.set_json(body)
    }

    /// Sets a form-encoded body: these bytes are signed and sent.
    pub fn form(&mut self, fields: Query<'_>) {
        let content_type = "application/x-www-form-urlencoded";
        self.outgoing.body = Some(Body { content_type, bytes: fields.encoded().into() });
    }

    /// Notes the name of an order that stands in a body set by [`Call::json`] or [`Call::form`], for
    /// an error to tell.
    pub fn add_client_order_id(&mut self, id: &str) {
        self.outgoing.add_client_order_id(id);
    }

    /// Sends the request and reads the response.
    ///
    /// # Errors
    /// See [`Error`].
    #[expect(clippy::manual_async_fn, reason = "an async fn would hold what it is given twice")]
    pub fn send<T: Wire + Send>(
        mut self,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send + use<'a, T> {
        async move {
            self.check()?;
            let mut data = None;
            let meta = self.transport.send(&mut self.outgoing, self.options, &mut data).await?;
            data.map(|data| Response::new(data, meta)).ok_or_else(decode::empty)
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
