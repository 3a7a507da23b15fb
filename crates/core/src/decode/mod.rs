//! Reading a response: success by the exchange's own measure, or an error that says what it said.

mod echo;
mod failure;
mod refusal;
#[cfg(test)]
mod tests;
mod time;

use std::borrow::Cow;

use crate::{
    error::{Error, ErrorKind, Outcome},
    operation::Envelope,
    profile::ExchangeProfile,
    request::Outgoing,
    response::RawResponse,
    time::TimestampMs,
    wire::{Failure, Reader, Scalar, Wire},
};

pub(crate) use time::exchange_time;

/// The place for a payload, of whatever type.
pub(crate) trait Payload: Send {
    /// Reads the payload.
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure>;

    /// Whether it has been read.
    fn is_there(&self) -> bool;

    /// Forgets what a response before this one brought.
    fn clear(&mut self);
}

impl<T: Wire + Send> Payload for Option<T> {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure> {
        *self = Some(T::read(from)?);
        Ok(())
    }

    fn is_there(&self) -> bool {
        self.is_some()
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Takes the payload out of a response. Returns when the exchange sent it, where the wrapper says so.
pub(crate) fn decode(
    outgoing: &Outgoing,
    profile: &ExchangeProfile,
    response: &RawResponse,
    payload: &mut dyn Payload,
) -> Result<Option<TimestampMs>, Error> {
    let operation = outgoing.operation;
    if !response.is_success() {
        return Err(failure::error(operation, profile, response));
    }
    let undecodable =
        |message: Cow<'static, str>| failure::undecodable(operation, response, message);
    // Checked once; everything behind works on text.
    let refusal = || failure::refusal(operation, profile, response);
    let text = std::str::from_utf8(&response.body).map_err(|error| {
        let other = || undecodable("the response is not UTF-8".into()).with_source(error);
        refusal().unwrap_or_else(other)
    })?;
    let unreadable =
        |why: Failure| refusal().unwrap_or_else(|| failure::unreadable(operation, response, &why));
    let time = match operation.envelope {
        None => bare(text, payload).map(|()| None).map_err(unreadable)?,
        Some(envelope) => {
            let read = unwrap(envelope, text, payload).map_err(unreadable)?;
            let missing = match read.success {
                Some(true) if payload.is_there() => None,
                Some(true) => Some(envelope.data),
                Some(false) => return Err(failure::error(operation, profile, response)),
                None => Some(envelope.code),
            };
            if let Some(missing) = missing {
                return Err(undecodable(format!("the response has no `{missing}`").into()));
            }
            read.time
        }
    };
    match echo::strange(outgoing, text) {
        None => Ok(time),
        Some((name, value)) => Err(failure::stray(operation, response, name, &value)),
    }
}

/// The error of a response that succeeded and brought nothing.
#[cold]
pub(crate) fn empty() -> Error {
    Error::new(ErrorKind::Decode, Outcome::Unknown, "the response is empty")
}

/// Reads a text that is all payload.
fn bare(text: &str, payload: &mut dyn Payload) -> Result<(), Failure> {
    let mut reader = Reader::new(text);
    payload.read(&mut reader)?;
    reader.end()
}

struct Unwrapped {
    /// Whether the code is one that means success, where there is a code.
    success: Option<bool>,
    time: Option<TimestampMs>,
}

/// Reads the wrapper and, in the same pass, the payload, unless the code says that there is none.
fn unwrap(
    envelope: &Envelope,
    text: &str,
    payload: &mut dyn Payload,
) -> Result<Unwrapped, Failure> {
    let mut read = Unwrapped { success: None, time: None };
    let mut early = None;
    let mut reader = Reader::new(text);
    reader.fields("an object", &mut |name, value| {
        let is_payload = name == envelope.data;
        if is_payload && read.success == Some(true) {
            // The usual order.
            return payload.read(value);
        }
        let text = value.skip()?;
        if is_payload {
            early = Some(text);
        } else if name == envelope.code {
            let success = digits(text)?.map(|code| envelope.success.contains(&&*code));
            if read.success.is_some() && read.success != success {
                return Err(Failure::plain(format!("two different `{name}`")));
            }
            read.success = success;
        } else if envelope.time == Some(name) {
            read.time = digits(text)?.and_then(|text| text.parse().ok()).map(TimestampMs::new);
        }
        Ok(())
    })?;
    reader.end()?;
    if read.success == Some(true) && !payload.is_there() {
        // The payload came before the code, or there is none: then null stands for it.
        match early {
            Some(text) => {
                bare(text, payload).map_err(|failure| failure.inside_field(envelope.data))?;
            }
            None => drop(bare("null", payload)),
        }
    }
    Ok(read)
}

/// What stands in a scalar, where that is text or a number.
fn digits(text: &str) -> Result<Option<Cow<'_, str>>, Failure> {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inside) if !inside.contains('\\') => Ok(Some(inside.into())),
        _ => match Reader::new(text).scalar("a single value")? {
            Scalar::Text(text) | Scalar::Number(text) => Ok(Some(text)),
            Scalar::Bool(_) | Scalar::Null => Ok(None),
        },
    }
}
