//! Reading a response: success by the exchange's own measure, or an error that says what it said.

mod failure;
#[cfg(test)]
mod tests;
mod time;

use std::borrow::Cow;

use crate::{
    error::{Error, ErrorKind, Outcome},
    operation::{Envelope, Operation},
    profile::ExchangeProfile,
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
    operation: &'static Operation,
    profile: &ExchangeProfile,
    response: &RawResponse,
    payload: &mut dyn Payload,
) -> Result<Option<TimestampMs>, Error> {
    if !response.is_success() {
        return Err(failure::error(operation, profile, response));
    }
    let undecodable =
        |message: Cow<'static, str>| failure::undecodable(operation, response, message);
    // Checked once; everything behind works on text.
    let text = std::str::from_utf8(&response.body)
        .map_err(|error| undecodable("the response is not UTF-8".into()).with_source(error))?;
    let unreadable = |why: Failure| failure::unreadable(operation, response, &why);
    let Some(envelope) = operation.envelope else {
        return bare(text, payload).map(|()| None).map_err(unreadable);
    };
    let read = unwrap(envelope, text, payload).map_err(unreadable)?;
    let missing = match read.success {
        Some(true) if payload.is_there() => return Ok(read.time),
        Some(true) => envelope.data,
        Some(false) => return Err(failure::error(operation, profile, response)),
        None => envelope.code,
    };
    Err(undecodable(format!("the response has no `{missing}`").into()))
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
            read.success = digits(text)?.map(|code| envelope.success.contains(&&*code));
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
