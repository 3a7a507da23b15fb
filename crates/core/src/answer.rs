//! Reading an answer: success by the exchange's own measure, or an error that says what it said.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, RETRY_AFTER},
};

use crate::{
    error::{Error, ErrorKind, Outcome},
    operation::{Envelope, Operation},
    time::TimestampMs,
    transport::Dialect,
    wire::{Failure, Reader, Scalar, Wire},
};

/// How much of a body an error keeps.
const SHOWN: usize = 2048;

/// An answer as it arrived.
#[derive(Default)]
pub(crate) struct Answer {
    /// None until the head of the answer has come.
    pub(crate) status: Option<StatusCode>,
    /// Its headers; those of the request before it is sent.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }

    /// What the exchange asks to wait: a number of seconds, or until a date.
    fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = chrono::DateTime::parse_from_rfc2822(value).ok()?.to_utc();
        (date - chrono::DateTime::<chrono::Utc>::from(SystemTime::now())).to_std().ok()
    }

    /// When the exchange answered, by its own clock.
    fn date(&self) -> Option<TimestampMs> {
        let value = self.headers.get(DATE)?.to_str().ok()?;
        Some(chrono::DateTime::parse_from_rfc2822(value).ok()?.to_utc().into())
    }
}

/// The place for a payload, of whatever type.
pub(crate) trait Payload: Send {
    /// Reads the payload.
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), Failure>;

    /// Whether it has been read.
    fn is_there(&self) -> bool;

    /// Forgets what an answer before this one brought.
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

/// Takes the payload out of an answer. When the exchange sent it, where the wrapper says so.
pub(crate) fn decode(
    operation: &'static Operation,
    dialect: &Dialect,
    answer: &Answer,
    payload: &mut dyn Payload,
) -> Result<Option<TimestampMs>, Error> {
    if !answer.is_success() {
        return Err(failure(operation, dialect, answer));
    }
    // Checked once; everything behind works on text.
    let text = std::str::from_utf8(&answer.body)
        .map_err(|error| undecodable(answer, "the answer is not UTF-8").with_source(error))?;
    let Some(envelope) = operation.envelope else {
        return bare(text, payload).map(|()| None).map_err(|why| unreadable(answer, &why));
    };
    let read = unwrap(envelope, text, payload).map_err(|why| unreadable(answer, &why))?;
    let missing = match read.success {
        Some(true) if payload.is_there() => return Ok(read.time),
        Some(true) => envelope.data,
        Some(false) => return Err(failure(operation, dialect, answer)),
        None => envelope.code,
    };
    Err(undecodable(answer, format!("the answer has no `{missing}`")))
}

/// Reads a text that is all payload.
fn bare(text: &str, payload: &mut dyn Payload) -> Result<(), Failure> {
    let mut reader = Reader::new(text);
    payload.read(&mut reader)?;
    reader.end()
}

#[cold]
fn undecodable(answer: &Answer, message: impl Into<Box<str>>) -> Error {
    Error::new(ErrorKind::Decode, Outcome::Unknown, message)
        .with_status(answer.status)
        .with_body(shown(&answer.body))
}

#[cold]
fn unreadable(answer: &Answer, why: &Failure) -> Error {
    let html = answer.body.trim_ascii_start().first() == Some(&b'<');
    undecodable(
        answer,
        if html {
            "the answer is a web page, not JSON".to_owned()
        } else {
            format!("the answer does not fit the spec: {why}")
        },
    )
}

/// The beginning of a body, as text.
fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
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
    reader.members("an object", &mut |name, value| {
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
                bare(text, payload).map_err(|failure| failure.inside_member(envelope.data))?;
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

/// Makes an error of an answer that is not a success.
#[cold]
fn failure(operation: &Operation, dialect: &Dialect, answer: &Answer) -> Error {
    let status = answer.status.unwrap_or_default();
    let said = Said::of(&answer.body, operation.envelope);
    let kind = said
        .code
        .as_deref()
        .and_then(|code| dialect.kind(code))
        .unwrap_or_else(|| status_kind(status, said.code.as_deref()));
    // "System error, try again" does not say that the order was not taken.
    let outcome = if matches!(kind, ErrorKind::UnknownOutcome | ErrorKind::Unavailable) {
        Outcome::Unknown
    } else if status.is_success() {
        Outcome::Rejected
    } else {
        status_outcome(status)
    };
    Error::new(kind, outcome, said.message)
        .with_status(answer.status)
        .with_code(said.code)
        .with_body(shown(&answer.body))
        .with_retry_after(answer.retry_after())
        .with_time(said.time.or_else(|| answer.date()))
}

fn status_kind(status: StatusCode, code: Option<&str>) -> ErrorKind {
    // A code that is an HTTP status says more than the 200 around it.
    let number = match code.and_then(|code| code.parse().ok()) {
        Some(code @ 400..=599) if status.is_success() => code,
        _ => status.as_u16(),
    };
    match number {
        401 => ErrorKind::Authentication,
        403 | 407 | 451 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        408 | 504 => ErrorKind::UnknownOutcome,
        409 => ErrorKind::InvalidState,
        418 | 429 => ErrorKind::RateLimit,
        400 | 405 | 406 | 411..=417 | 421 | 422 => ErrorKind::InvalidParameter,
        503 => ErrorKind::Unavailable,
        500..=599 => ErrorKind::Unavailable,
        _ => ErrorKind::Other,
    }
}

/// Whether a status leaves open what the exchange did.
fn status_outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        408 => Outcome::Unknown,
        400..=499 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

/// The exchange's time in an answer of the operation that tells it.
pub(crate) fn time(operation: &Operation, body: &[u8]) -> Option<TimestampMs> {
    let member = operation.clock?;
    let mut answer: serde_json::Value = serde_json::from_slice(body).ok()?;
    if let Some(envelope) = operation.envelope {
        answer = answer.get_mut(envelope.data)?.take();
    }
    let number = match answer.get(member)? {
        serde_json::Value::String(text) => text.parse().ok()?,
        other => other.as_i64()?,
    };
    // Seconds, milliseconds or microseconds, by their size.
    Some(TimestampMs::new(match number {
        ..100_000_000_000 => number * 1_000,
        100_000_000_000..100_000_000_000_000 => number,
        _ => number / 1_000,
    }))
}

/// What a failed answer says, in whichever of the known shapes.
struct Said {
    code: Option<String>,
    message: String,
    time: Option<TimestampMs>,
}

impl Said {
    fn of(body: &[u8], envelope: Option<&Envelope>) -> Self {
        let Ok(text) = std::str::from_utf8(body) else {
            return Self::silent("the answer is not text");
        };
        let members: serde_json::Map<String, serde_json::Value> = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(_) if text.trim().is_empty() => return Self::silent("the answer is empty"),
            Err(_) if text.trim_start().starts_with('<') => {
                return Self::silent(title(text).unwrap_or("the answer is a web page, not JSON"));
            }
            Err(_) => return Self::silent("the answer is not a JSON object"),
        };
        let words = |name: &str| match members.get(name)? {
            serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let code = words(envelope.map_or("code", |envelope| envelope.code));
        let named = envelope.map_or(&["detail", "message", "msg"][..], |envelope| envelope.message);
        let message = named.iter().find_map(|name| words(name)).or_else(|| fields(&members));
        let time = envelope.and_then(|envelope| words(envelope.time?)?.parse().ok());
        Self {
            code,
            message: message.unwrap_or_else(|| "the exchange gave no reason".to_owned()),
            time: time.filter(|time| *time > 0).map(TimestampMs::new),
        }
    }

    fn silent(message: &str) -> Self {
        Self { code: None, message: message.to_owned(), time: None }
    }
}

/// The title of a web page, which tells a gateway's error from another.
fn title(page: &str) -> Option<&str> {
    let tags = [("<title>", "</title>"), ("<h1>", "</h1>")];
    tags.iter().find_map(|(open, close)| {
        let (_, rest) = page.split_once(open)?;
        let (title, _) = rest.split_once(close)?;
        Some(title.trim()).filter(|title| !title.is_empty() && title.len() <= 200)
    })
}

/// `{"price": ["A valid number is required."]}`: one message for each parameter.
fn fields(members: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
    let mut said = Vec::new();
    for (name, reasons) in members {
        for reason in reasons.as_array()? {
            said.push(format!("{name}: {}", reason.as_str()?));
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}
