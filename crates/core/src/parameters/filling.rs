//! From a request to the path, query and body that go out.

use std::fmt::Write as _;

use super::{Misuse, Request, said};
use crate::{
    argument::{JsonValue, Parameter, TextValue},
    error::Error,
    request::{Body, Outgoing},
};

/// A request on its way into path, query and body.
///
/// Everything is checked here, so that what reaches the network is an exact rendering of what the
/// caller meant: no parameter can change the endpoint or add a header.
#[derive(Debug)]
pub struct Filling<'a> {
    outgoing: &'a mut Outgoing,
    /// The JSON body as far as it is written.
    body: Vec<u8>,
    faults: Vec<(&'static str, Box<str>)>,
    missing: Vec<&'static str>,
}

impl<'a> Filling<'a> {
    /// Writes a request.
    ///
    /// # Errors
    /// When a field does not fit or a required one is not given; the error names all of them.
    pub(crate) fn of(outgoing: &'a mut Outgoing, request: &dyn Request) -> Result<(), Error> {
        let (body, faults, missing) = (Vec::new(), Vec::new(), Vec::new());
        let mut filling = Self { outgoing, body, faults, missing };
        request.fill(&mut filling);
        filling.finish()
    }

    fn finish(mut self) -> Result<(), Error> {
        if !self.faults.is_empty() || !self.missing.is_empty() {
            return Err(self.refused());
        }
        match self.body.first() {
            Some(b'{') => self.body.push(b'}'),
            Some(_) => {}
            None => return Ok(()),
        }
        self.outgoing.body = Some(Body::json(self.body));
        Ok(())
    }

    #[cold]
    fn refused(&self) -> Error {
        let said = said(&self.faults, &self.missing);
        Error::invalid_request(format!("parameter {said}")).with_operation(self.outgoing.operation)
    }

    /// Takes over what did not fit when it was set, and looks for what must be given.
    pub fn check(&mut self, misuse: &Misuse, required: &[(&'static str, bool)]) {
        if misuse.0.is_some() {
            self.faults.extend(misuse.faults().iter().cloned());
        }
        for (name, given) in required {
            if !given && !misuse.is_about(name) {
                self.missing.push(name);
            }
        }
    }

    #[cold]
    fn fault(&mut self, name: &'static str, why: &str) {
        self.faults.push((name, why.into()));
    }

    /// Fills one `{wire}` of the path template.
    ///
    /// A value that would change the path does not fit: empty, `.`, `..`, or one that a server may
    /// decode to these.
    pub fn path(&mut self, name: &'static str, wire: &'static str, value: &dyn TextValue) {
        let Some(text) = value.text() else { return };
        let lower = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
        if matches!(lower.as_str(), "" | "." | "..") || lower.contains(['/', '\\', '\0']) {
            let shown: String = text.chars().take(60).collect();
            return self.fault(name, &format!("{shown:?} cannot be part of a path"));
        }
        let place = format!("{{{wire}}}");
        let path = self.outgoing.path.replacen(&place, &encoded(&text), 1);
        self.outgoing.path = path.into();
    }

    /// Adds a query parameter, where it is given.
    pub fn query(&mut self, _name: &'static str, wire: &'static str, value: &dyn TextValue) {
        if let Some(text) = value.text() {
            self.outgoing.query.push(wire, text.into_owned());
        }
    }

    /// Adds a query parameter once for each of its values.
    pub fn query_list<T: Parameter>(
        &mut self,
        _name: &'static str,
        wire: &'static str,
        values: &Option<Vec<T>>,
    ) {
        for value in values.iter().flatten() {
            self.outgoing.query.push(wire, value.text().into_owned());
        }
    }

    /// Adds a bool, where it is given, in the words that the exchange uses.
    pub fn query_bool(
        &mut self,
        _name: &'static str,
        wire: &'static str,
        value: &Option<bool>,
        [no, yes]: [&'static str; 2],
    ) {
        if let Some(value) = *value {
            self.outgoing.query.push(wire, if value { yes } else { no }.to_owned());
        }
    }

    /// Adds a field to the JSON object that is the body, where it is given.
    pub fn body(&mut self, name: &'static str, wire: &'static str, value: &dyn JsonValue) {
        if self.body.is_empty() {
            self.body.reserve(256);
            self.body.push(b'{');
        }
        self.optional_body(name, wire, value);
    }

    /// Like [`Self::body`], for a body that is only sent where a field of it is given.
    pub fn optional_body(&mut self, name: &'static str, wire: &'static str, value: &dyn JsonValue) {
        if !value.is_given() {
            return;
        }
        match self.body.as_slice() {
            [] => self.body.push(b'{'),
            [_] => {}
            _ => self.body.push(b','),
        }
        let key = serde_json::to_writer(&mut self.body, wire);
        self.body.push(b':');
        let written = key.and_then(|()| value.write(&mut self.body));
        if let Err(error) = written {
            self.unwritten(name, value, &error);
        }
    }

    /// Makes a list the whole body.
    pub fn list(&mut self, name: &'static str, _wire: &'static str, value: &dyn JsonValue) {
        if let Err(error) = value.write(&mut self.body) {
            self.unwritten(name, value, &error);
        }
    }

    #[cold]
    fn unwritten(&mut self, name: &'static str, value: &dyn JsonValue, error: &serde_json::Error) {
        let why = value.misuse().unwrap_or_else(|| error.to_string());
        self.fault(name, &why);
    }

    /// Remembers the caller's id for the order, for the error that may have to say it.
    pub fn client_order_id(&mut self, id: &Option<String>) {
        if let Some(id) = id {
            self.outgoing.client_order_ids.push(id.as_str().into());
        }
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
