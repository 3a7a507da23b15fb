//! The exchanges' own examples, verbatim: each decodes, and is written again as it was sent.
//!
//! Exceptions, all by intent:
//! * A blank or null value reads as absent and is left out when written.
//! * A value of an enum in another case is the same value, written in the documented case.
//! * A list that comes bare is written as the page that holds it.
//! * The ones in `EXCEPTIONS`, each with its reason.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeMap, fs};

use venue_tests::{
    exchanges::{EXCHANGES, decode, decode_body},
    json::{Json, differences},
    spec,
};

/// How differences end that come of a value that reads as absent; an absent list reads as an empty
/// one.
const BLANK: [&str; 5] = [
    ": sent \"\", not written",
    ": sent null, not written",
    ": sent \"\", written a list of 0",
    ": sent null, written a list of 0",
    ": written a list of 0, never sent",
];

/// The other exceptions: operation, difference, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "bitget/spot_account::account_info",
    ".parentId: sent 1, written \"1\"",
    "a number where ids are text: kept as text, as the other ids of the same object",
)];

struct Fixture {
    name: String,
    operation: String,
    kind: String,
    text: String,
    error: bool,
    placeholder: bool,
}

fn fixtures(exchange: &str) -> Vec<Fixture> {
    let folder = spec::root().join("tests/fixtures/documents").join(exchange);
    let index = fs::read_to_string(folder.join("index.json")).unwrap();
    let index: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&index).unwrap();
    index
        .iter()
        .map(|entry| {
            let get =
                |key: &str| entry.get(key).and_then(|value| value.as_str()).unwrap_or_default();
            assert!(!get("_source").is_empty(), "{exchange}/{} has no source", get("file"));
            let text = fs::read_to_string(folder.join(get("file"))).unwrap();
            let error = entry.get("status").is_some_and(|status| status != 200 && status != 201);
            Fixture {
                name: format!("{exchange}/{}", get("file")),
                operation: get("operation").to_owned(),
                kind: get("kind").to_owned(),
                text,
                error,
                placeholder: get("note").starts_with("Placeholder"),
            }
        })
        .collect()
}

/// The payload inside a response, as text.
fn payload(exchange: &str, response: &str) -> Option<String> {
    match spec::data_field(exchange) {
        None => Some(response.to_owned()),
        Some(field) => {
            let fields: BTreeMap<String, &serde_json::value::RawValue> =
                serde_json::from_str(response).unwrap();
            Some(fields.get(field).map_or("null", |data| data.get()).to_owned())
        }
    }
}

fn check(name: &str, operation: &str, sent: &str, written: &str, problems: &mut Vec<String>) {
    let (sent, written) = (Json::parse(sent).unwrap(), Json::parse(written).unwrap());
    let written = match (&sent, &written) {
        (Json::List(_), Json::Map(page)) if page.len() == 1 => page.values().next().unwrap(),
        _ => &written,
    };
    for difference in differences(&sent, written) {
        let blank = BLANK.iter().any(|end| difference.ends_with(end));
        let known = EXCEPTIONS
            .iter()
            .any(|(fixture, known, _)| operation == *fixture && difference == *known);
        let case =
            difference.split_once(": sent ").and_then(|(_, rest)| rest.split_once(", written "));
        let case = case.is_some_and(|(sent, written)| sent.eq_ignore_ascii_case(written));
        if !blank && !known && !case {
            problems.push(format!("{name}: {difference}"));
        }
    }
}

#[test]
fn every_documented_response_decodes_and_is_written_again_digit_by_digit() {
    let mut problems = Vec::new();
    let mut count = 0;
    for exchange in EXCHANGES {
        for fixture in fixtures(exchange).iter().filter(|one| one.kind == "response" && !one.error)
        {
            if fixture.placeholder {
                continue; // Its own test, below.
            }
            let payload = payload(exchange, &fixture.text).unwrap();
            match decode(exchange, &fixture.operation, &payload) {
                Some(Ok(written)) => {
                    let operation = format!("{exchange}/{}", fixture.operation);
                    // The response to an operation without payload is the wrapper alone.
                    if !(written == "null" && payload == "null") {
                        check(&fixture.name, &operation, &payload, &written, &mut problems);
                    }
                    count += 1;
                }
                Some(Err(error)) => problems.push(format!("{}: {error}", fixture.name)),
                None => {
                    problems.push(format!("{}: no operation {}", fixture.name, fixture.operation))
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count >= 40, "only {count} documented responses were found");
}

#[test]
fn every_documented_request_body_decodes_and_is_written_again() {
    let mut problems = Vec::new();
    for exchange in EXCHANGES {
        for fixture in fixtures(exchange).iter().filter(|one| one.kind == "request") {
            if fixture.placeholder {
                continue; // "string" where a number belongs: a form, not an example.
            }
            match decode_body(exchange, &fixture.operation, &fixture.text) {
                Some(Ok(written)) => {
                    let operation = format!("{exchange}/{}", fixture.operation);
                    check(&fixture.name, &operation, &fixture.text, &written, &mut problems);
                }
                Some(Err(error)) => problems.push(format!("{}: {error}", fixture.name)),
                // Bitget's `{}` for an operation without parameters.
                None if fixture.text.trim() == "{}" => {}
                None => {
                    problems.push(format!("{}: no body for {}", fixture.name, fixture.operation))
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_example_in_the_specs_decodes_and_is_written_again() {
    let mut problems = Vec::new();
    for exchange in EXCHANGES {
        let operations = spec::operations(exchange);
        for operation in operations {
            assert!(!operation.examples.is_empty(), "{exchange}/{} has no example", operation.name);
            for (name, example) in operation.examples {
                let label = format!("{exchange}/{} ({name})", operation.name);
                let payload = payload(exchange, example).unwrap();
                match decode(exchange, operation.name, &payload) {
                    Some(Ok(written)) if written == "null" => {}
                    Some(Ok(written)) => {
                        let operation = format!("{exchange}/{}", operation.name);
                        check(&label, &operation, &payload, &written, &mut problems);
                    }
                    Some(Err(error)) => problems.push(format!("{label}: {error}")),
                    None => problems.push(format!("{label}: not in the harness")),
                }
            }
            for (name, example) in operation.body_examples {
                let label = format!("{exchange}/{} ({name}, body)", operation.name);
                match decode_body(exchange, operation.name, example) {
                    Some(Ok(written)) => check(&label, "", example, &written, &mut problems),
                    Some(Err(error)) => problems.push(format!("{label}: {error}")),
                    None if *example == "{}" => {}
                    None => problems.push(format!("{label}: takes no body")),
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
