//! Reading an answer: success by the exchange's own measure, or an error that says what it said.

use std::{
    fmt,
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
    response::Response,
    time::TimestampMs,
    transport::Dialect,
    wire::{
        self, Scalar, Wire,
        json::{self, Failure, Reader},
    },
};

/// How much of a body an error keeps.
const SHOWN: usize = 2048;

/// An answer as it arrived.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
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

/// Makes a response of an answer.
pub(crate) fn decode<T: Wire>(
    operation: &'static Operation,
    dialect: &Dialect,
    answer: Answer,
) -> Result<Response<T>, Error> {
    if !answer.status.is_success() {
        return Err(failure(operation, dialect, &answer));
    }
    // Checked once; everything behind works on text.
    let text = match std::str::from_utf8(&answer.body) {
        Ok(text) => text,
        Err(error) => {
            return Err(undecodable(&answer, "the answer is not UTF-8").with_source(error));
        }
    };
    let Some(envelope) = operation.envelope else {
        let data = wire::from_json(text).map_err(|error| unreadable(&answer, error))?;
        return Ok(Response::new(data, answer.status, None, answer.headers));
    };
    match unwrap(envelope, text).map_err(|error| unreadable(&answer, error))? {
        Unwrapped { success: Some(true), time, data: Some(data) } => {
            Ok(Response::new(data, answer.status, time, answer.headers))
        }
        Unwrapped { success: Some(true), .. } => {
            Err(undecodable(&answer, format!("the answer has no `{}`", envelope.data)))
        }
        Unwrapped { success: Some(false), .. } => Err(failure(operation, dialect, &answer)),
        Unwrapped { success: None, .. } => {
            Err(undecodable(&answer, format!("the answer has no `{}`", envelope.code)))
        }
    }
}

fn undecodable(answer: &Answer, message: impl Into<Box<str>>) -> Error {
    Error::new(ErrorKind::Decode, Outcome::Unknown, message)
        .with_status(answer.status)
        .with_body(shown(&answer.body))
}

fn unreadable(answer: &Answer, why: impl fmt::Display) -> Error {
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

struct Unwrapped<T> {
    /// Whether the code is one that means success, where there is a code.
    success: Option<bool>,
    time: Option<TimestampMs>,
    data: Option<T>,
}

/// Reads the wrapper and, in the same pass, the payload, unless the code says that there is none.
fn unwrap<T: Wire>(envelope: &Envelope, text: &str) -> Result<Unwrapped<T>, Failure> {
    let mut read = Unwrapped { success: None, time: None, data: None };
    let mut early = None;
    let mut reader = Reader::new(text);
    reader.members(|name, value| {
        if name == envelope.code {
            let code = Scalar::read(value)?;
            read.success = code.digits().map(|code| envelope.success.contains(&code));
        } else if name == envelope.data {
            match read.success {
                // The usual order.
                Some(true) => read.data = Some(T::decode(value)?),
                Some(false) => drop(value.skip()?),
                None => early = Some(value.skip()?),
            }
        } else if envelope.time == Some(name) {
            let time = Scalar::read(value)?;
            read.time = time.digits().and_then(|text| text.parse().ok()).map(TimestampMs::new);
        } else {
            value.skip()?;
        }
        Ok(())
    })?;
    reader.end()?;
    if read.success == Some(true) && read.data.is_none() {
        // The payload came before the code, or there is none: then null stands for it.
        read.data = match early {
            Some(text) => {
                Some(json::read(text).map_err(|failure| failure.inside_member(envelope.data))?)
            }
            None => json::read("null").ok(),
        };
    }
    Ok(read)
}

/// Makes an error of an answer that is not a success.
fn failure(operation: &Operation, dialect: &Dialect, answer: &Answer) -> Error {
    let said = Said::of(&answer.body, operation.envelope);
    let kind = said
        .code
        .as_deref()
        .and_then(|code| dialect.kind(code))
        .unwrap_or_else(|| status_kind(answer.status, said.code.as_deref()));
    // "System error, try again" does not say that the order was not taken.
    let outcome = if matches!(kind, ErrorKind::UnknownOutcome | ErrorKind::Unavailable) {
        Outcome::Unknown
    } else if answer.status.is_success() {
        Outcome::Rejected
    } else {
        status_outcome(answer.status)
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
