//! What a failed response says, read as far as it can be read.
//!
//! A refusal decides what becomes of an order, so nothing around its code may hide it: not a
//! character that is none, not a number beyond every type, not a depth that the reader of payloads
//! refuses, not the end of a body that was cut. What is cut itself does not count: `"code":"407`
//! may be the beginning of `40725`.

use std::borrow::Cow;

use crate::{operation::Envelope, time::TimestampMs, wire::from_json};

/// What a failed response says.
pub(super) struct Refusal {
    /// The exchange's code, where it gave one and not two that differ.
    pub(super) code: Option<String>,
    /// The exchange's words, where it gave some.
    pub(super) message: Option<String>,
    /// When it was sent, where the response says so.
    pub(super) time: Option<TimestampMs>,
    /// What the body is, where it is no JSON object.
    pub(super) body: Option<Cow<'static, str>>,
}

impl Refusal {
    /// Reads a body.
    pub(super) fn of(body: &[u8], envelope: Option<&Envelope>) -> Self {
        let text = String::from_utf8_lossy(body);
        let fields = fields(&text);
        let scalar = |name: &str| {
            let mut found = fields.iter().filter(|field| field.name == name);
            let first = scalar(found.next()?.value)?;
            Some((first, found.next().is_some()))
        };
        let words = |name: &str| scalar(name).map(|(text, _)| text).filter(|text| !text.is_empty());
        let code = scalar(envelope.map_or("code", |envelope| envelope.code));
        let named = envelope.map_or(&[][..], |envelope| envelope.message);
        let mut named = named.iter().chain(&["detail", "message", "msg"]);
        let message = named.find_map(|name| words(name)).or_else(|| by_field(&fields));
        let time = envelope.and_then(|envelope| words(envelope.time?)?.parse().ok());
        Self {
            code: code.filter(|(code, twice)| !twice && !code.is_empty()).map(|(code, _)| code),
            message,
            time: time.filter(|time| *time > 0).map(TimestampMs::new),
            body: fields.is_empty().then(|| described(&text, body)),
        }
    }

    /// Whether it says that the exchange refused, and not a program on the way.
    pub(super) fn is_readable(&self) -> bool {
        self.code.is_some() || self.message.is_some()
    }

    /// What an error says of it.
    pub(super) fn into_message(self) -> String {
        let other = || self.body.map_or("the exchange gave no reason".to_owned(), Cow::into_owned);
        self.message.unwrap_or_else(other)
    }
}

/// What a body is that is no JSON object.
fn described(text: &str, body: &[u8]) -> Cow<'static, str> {
    match text.trim() {
        "" => "the response is empty".into(),
        page if page.starts_with('<') => {
            let title = title(page).map(|title| title.to_owned().into());
            title.unwrap_or_else(|| "the response is a web page, not JSON".into())
        }
        _ if std::str::from_utf8(body).is_err() => "the response is not text".into(),
        _ => "the response is not a JSON object".into(),
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
fn by_field(fields: &[Field<'_>]) -> Option<String> {
    let mut said = Vec::new();
    for field in fields {
        let reasons: Vec<String> = from_json(field.value).ok()?;
        said.extend(reasons.iter().map(|reason| format!("{}: {reason}", field.name)));
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// A field of an object, its value as it is written.
struct Field<'a> {
    name: String,
    value: &'a str,
}

/// The value of a field of the object that a text is, as it is written.
pub(super) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    fields(text).into_iter().find(|field| field.name == name).map(|field| field.value)
}

/// The fields of the object that a text is, up to where it stops making sense.
fn fields(text: &str) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let Some(mut rest) = text.trim_start().strip_prefix('{') else { return found };
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        let Some((name, behind)) = string(rest) else { return found };
        let Some(behind) = behind.trim_start().strip_prefix(':') else { return found };
        let Some((value, behind)) = value(behind.trim_start()) else { return found };
        found.push(Field { name: unescaped(name), value });
        rest = behind;
    }
}

/// Takes a string. What it holds as written, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some((inside.get(..end)?, inside.get(end..)?.get(1..)?))
}

/// Takes a value of any depth, if all of it is there.
fn value(text: &str) -> Option<(&str, &str)> {
    let mut rest = text;
    let mut depth = 0_usize;
    loop {
        rest = match rest.as_bytes().first()? {
            b'"' => string(rest)?.1,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                rest.get(1..)?
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                rest.get(1..)?
            }
            // What ends a number or a word must be there too: `407` may go on.
            _ if depth == 0 => rest.get(rest.find([',', '}', ']', ' ', '\t', '\r', '\n'])?..)?,
            _ => rest.get(rest.find(['"', '{', '[', '}', ']'])?..)?,
        };
        if depth == 0 {
            return Some((text.strip_suffix(rest)?, rest));
        }
    }
}

/// What stands in a scalar that is text or a number.
pub(super) fn scalar(value: &str) -> Option<String> {
    match value.as_bytes().first()? {
        b'"' => Some(unescaped(string(value)?.0)),
        b'-' | b'0'..=b'9' => Some(value.to_owned()),
        _ => None,
    }
}

/// A string without its escapes; one that stands for no character becomes `�`.
fn unescaped(inside: &str) -> String {
    if !inside.contains('\\') {
        return inside.to_owned();
    }
    let mut units: Vec<u16> = Vec::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(one) = rest.next() {
        let meant = match one {
            '\\' => match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let digits = rest.as_str().get(..4);
                    let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
                    if unit.is_some() {
                        rest = rest.as_str().get(4..).unwrap_or_default().chars();
                    }
                    units.push(unit.unwrap_or(0xfffd));
                    continue;
                }
                Some(other) => other,
                None => continue,
            },
            one => one,
        };
        units.extend_from_slice(meant.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}
