//! What holds for any bytes: the bodies of the fuzz targets in `fuzz/`, and of the ordinary test
//! that gives them every input which is kept there.
//!
//! Each panics where something does not hold, as a fuzzer expects. What is compared comes from
//! another implementation where there is one.

#![allow(clippy::indexing_slicing, clippy::panic)]

use std::collections::HashMap;

use serde_json::{Value, value::RawValue};
use venue_auth::Query;
use venue_core::{
    Outcome, fuzz,
    time::{DateTime, TimestampMs, TimestampS},
    wire::{from_json, parse_big_decimal, parse_decimal, plain},
};

use crate::{
    exchanges::{self, EXCHANGES},
    json::{Json, Step},
    spec,
};

/// A property, by the name of its target.
pub type Property = fn(&[u8]);

/// All of them.
pub const TARGETS: [(&str, Property); 7] = [
    ("decimals", decimals),
    ("json", json),
    ("queries", queries),
    ("redaction", redaction),
    ("refusals", refusals),
    ("responses", responses),
    ("times", times),
];

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Any JSON reads as `serde_json` reads it, and nothing else is read.
pub fn json(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match (from_json::<Value>(text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert!(is_same(&ours, &theirs), "{ours} and {theirs}"),
        // serde_json refuses numbers that a float cannot hold.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{error}"),
        // It counts the innermost value as a level, and we do not.
        (Err(why), Ok(_)) => assert!(why.contains("nested too deeply"), "refused: {why}"),
        (Err(_), Err(_)) => {}
    }
}

/// Whether values are the same; numbers that are not whole may differ in their last place.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(1.0));
            (one - other).abs() <= one.abs() * 1e-15
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, one)| other.get(name).is_some_and(|other| is_same(one, other));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

/// Any payload is read by the type of any response or not, and what was read is written as it can
/// be read again, to the same text. Half of the inputs are text; the others are edits of an example.
pub fn responses(data: &[u8]) {
    let [exchange, high, low, edited, rest @ ..] = data else { return };
    let exchange = EXCHANGES[usize::from(*exchange) % EXCHANGES.len()];
    let operations = spec::operations(exchange);
    let number = usize::from(u16::from_be_bytes([*high, *low]));
    let operation = &operations[number % operations.len()];
    let payload = match (edited % 2, text(rest), operation.examples.first()) {
        (0, Some(text), _) => text.to_owned(),
        (1, _, Some((_, example))) => match edit(exchange, example, rest) {
            Some(payload) => payload,
            None => return,
        },
        _ => return,
    };
    let read = |payload: &str| exchanges::decode(exchange, operation.name, payload);
    if let Some(Ok(written)) = read(&payload) {
        let again = read(&written);
        assert_eq!(again, Some(Ok(written)), "{}: {payload}", operation.name);
    }
}

/// The payload of an example, changed: each three bytes choose a place, two of them, and what is
/// done there.
fn edit(exchange: &str, example: &str, edits: &[u8]) -> Option<String> {
    let mut json = Json::parse(example).ok()?;
    if let Some(payload) = spec::data_field(exchange).and_then(|data| json.get(data)) {
        json = payload.clone();
    }
    for edit in edits.chunks_exact(3) {
        let paths = json.paths();
        let path =
            paths.get(usize::from(u16::from_le_bytes([edit[0], edit[1]])) % paths.len().max(1))?;
        let place = json.at(path)?;
        let digits = |digits: &str| Json::Number(digits.to_owned());
        let words = |text: &str| Json::Text(text.to_owned());
        *place = match edit[2] % 20 {
            0 => Json::Null,
            1 => words(""),
            2 => digits("0"),
            3 => digits("-1"),
            4 => digits("1e400"),
            5 => digits("0.12345678901234567890123456789012345"),
            6 => digits("9223372036854775808"),
            7 => words("-9223372036854775808"),
            8 => words("1e-7"),
            9 => words("a new value"),
            10 => Json::Bool(true),
            11 => words("YES"),
            12 => Json::List(Vec::new()),
            13 => Json::List(vec![place.clone(), place.clone()]),
            14 => Json::Map(std::collections::BTreeMap::new()),
            15 => words(&place.text()),
            16 => words("1.10"),
            17 => digits("1.10"),
            18 => words("\u{0}\u{202e}😀"),
            _ => {
                let (Step::Key(key), above) = path.split_last()? else { continue };
                if let Json::Map(fields) = json.at(above)? {
                    fields.remove(key);
                }
                continue;
            }
        };
    }
    Some(json.text())
}

/// The code of a refusal is that which `serde_json` reads, where it reads one; and no response is a
/// refusal that neither a code nor a status says to be one.
pub fn refusals(data: &[u8]) {
    let [high, low, body @ ..] = data else { return };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 500;
    let Some((code, outcome)) = fuzz::response(status, body) else {
        assert!((200..300).contains(&status), "{status} is a success");
        return;
    };
    assert_ne!(outcome, Outcome::NotSent);
    if outcome == Outcome::Rejected {
        assert!(code.is_some() || (400..499).contains(&status), "{status} is no refusal");
        assert!(!(300..400).contains(&status) && status < 500, "{status} proves nothing");
    }
    let fields: Option<HashMap<String, &RawValue>> =
        text(body).and_then(|text| serde_json::from_str(text).ok());
    let Some(fields) = fields else { return };
    let one = body.windows(6).filter(|bytes| bytes == b"\"code\"").count() <= 1;
    let theirs = fields.get("code").and_then(|code| match code.get().as_bytes().first()? {
        b'"' => serde_json::from_str(code.get()).ok(),
        b'-' | b'0'..=b'9' => Some(code.get().to_owned()),
        _ => None,
    });
    let theirs = theirs.filter(|code: &String| !code.is_empty());
    if theirs.as_deref().is_some_and(|code| code.chars().count() > 2_000) {
        return;
    }
    // An error of a response that says `0` has other reasons, and quotes no code.
    if one && theirs.as_deref() != Some("0") && !body.contains(&b'\\') {
        assert_eq!(code, theirs, "of {status}");
    }
}

/// Both readers of decimals agree, keep all digits, and give back what they were given.
pub fn decimals(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (short, long) = (parse_decimal(text), parse_big_decimal(text));
    if let Ok(short) = &short {
        let again = parse_big_decimal(&short.to_string());
        assert_eq!(long.as_ref().ok(), again.as_ref().ok(), "{text:?}");
        assert_eq!(parse_decimal(&short.to_string()).as_ref(), Ok(short));
    }
    if let Ok(long) = &long {
        assert_eq!(parse_big_decimal(&plain(long)).as_ref(), Ok(long), "{text:?}");
    }
}

/// Times keep their text, and no time is beyond arithmetic.
pub fn times(data: &[u8]) {
    if let Some(text) = text(data)
        && let Ok(time) = DateTime::parse(text)
    {
        assert_eq!(time.as_str(), text);
        let _ = time.to_system_time();
    }
    if let Some(bytes) = data.first_chunk() {
        let number = i64::from_le_bytes(*bytes);
        let (ms, s) = (TimestampMs::new(number), TimestampS::new(number));
        assert_eq!(ms.partial_cmp(&s), ms.as_nanos().partial_cmp(&s.as_nanos()));
        if let Some(time) = ms.to_system_time().filter(|_| ms.as_nanos() % 1_000_000 == 0) {
            let again = TimestampMs::from(time);
            assert!(again == ms || number.unsigned_abs() < 100_000_000_000, "{number}");
        }
        let _ = (ms.to_chrono(), s.to_chrono(), s.to_system_time());
    }
}

/// A query is read by others as it was meant, whatever it holds.
pub fn queries(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut query = Query::new();
    let mut meant: Vec<(&str, &str)> = Vec::new();
    for line in text.split('\n') {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        query.push(key, value);
        meant.push((key, value));
    }
    let url = format!("http://127.0.0.1/?{}", query.encoded());
    let url =
        venue_core::reqwest::Url::parse(&url).unwrap_or_else(|error| panic!("{url}: {error}"));
    let read: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let read: Vec<(&str, &str)> = read.iter().map(|(key, value)| (&**key, &**value)).collect();
    assert_eq!(read, meant);
}

/// No eight characters of a secret survive in a text that quotes a part of it.
pub fn redaction(data: &[u8]) {
    let [most, from, length, rest @ ..] = data else { return };
    let Some((secret, around)) = text(rest).and_then(|text| text.split_once('\n')) else { return };
    let characters: Vec<char> = secret.chars().collect();
    // What stands in place of a secret may look like one of asterisks.
    if characters.len() < 8 || secret.contains(['*', '…']) {
        return;
    }
    let from = usize::from(*from) % characters.len();
    let quoted: String = characters.iter().skip(from).take(usize::from(*length)).collect();
    let shown = fuzz::redacted(&format!("{around}{quoted}{around}"), secret, usize::from(*most));
    for run in characters.windows(8) {
        let run: String = run.iter().collect();
        assert!(!shown.contains(&run), "{run:?} of {secret:?} in {shown:?}");
    }
}
