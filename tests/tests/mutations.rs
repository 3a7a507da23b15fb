//! Every field of every documented response, changed in every way that exchanges are known to
//! change them: what may drift still decodes, nothing is rounded, nothing panics.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use venue_tests::{
    exchanges::{EXCHANGES, decode},
    json::{Json, Step},
    spec,
};

fn at<'a>(json: &'a mut Json, path: &[Step]) -> &'a mut Json {
    json.at(path).expect("the path leads somewhere")
}

fn changed(json: &Json, path: &[Step], change: impl FnOnce(&mut Json)) -> String {
    let mut json = json.clone();
    change(at(&mut json, path));
    json.text()
}

fn without(json: &Json, path: &[Step]) -> String {
    let (last, parent) = path.split_last().unwrap();
    changed(json, parent, |parent| match (parent, last) {
        (Json::Map(fields), Step::Key(key)) => drop(fields.remove(key)),
        _ => panic!("only fields are dropped"),
    })
}

fn payload(exchange: &str, example: &str) -> Option<Json> {
    let text = match spec::data_field(exchange) {
        None => example.to_owned(),
        Some(field) => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(example).unwrap();
            (*fields.get(field)?).get().to_owned()
        }
    };
    Json::parse(&text).ok()
}

fn numeric(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[test]
fn what_may_drift_still_decodes_and_nothing_is_rounded() {
    let (mut cases, mut problems) = (0, Vec::new());
    for exchange in EXCHANGES {
        for operation in spec::operations(exchange) {
            let Some((_, example)) = operation.examples.first() else { continue };
            let Some(sound) = payload(exchange, example) else { continue };
            let read = |text: &str| decode(exchange, operation.name, text).unwrap();
            for path in &sound.paths() {
                let label = format!("{exchange}/{} {path:?}", operation.name);
                let optional = read(&without(&sound, path)).is_ok();
                let value = at(&mut sound.clone(), path).clone();
                let mut must = |what: &str, text: String| {
                    cases += 1;
                    if let Err(error) = read(&text) {
                        problems.push(format!("{label}: {what}: {error}"));
                    }
                };
                if optional {
                    must("null", changed(&sound, path, |value| *value = Json::Null));
                }
                match &value {
                    Json::Number(digits) => {
                        let digits = digits.clone();
                        must(
                            "a number as text",
                            changed(&sound, path, |value| *value = Json::Text(digits)),
                        );
                    }
                    Json::Text(text) if numeric(text) => {
                        let digits = text.clone();
                        must(
                            "text as a number",
                            changed(&sound, path, |value| *value = Json::Number(digits)),
                        );
                    }
                    _ => {}
                }
                if optional && !matches!(value, Json::Map(_)) {
                    must(
                        "blank",
                        changed(&sound, path, |value| *value = Json::Text(String::new())),
                    );
                }
                // The fields of a map are data of one kind, not a record that may grow.
                let is_map =
                    matches!(path.iter().rev().nth(1), Some(Step::Key(key)) if key == "order_meta");
                if matches!(value, Json::Map(_)) && !is_map {
                    must(
                        "a new field",
                        changed(&sound, path, |value| {
                            if let Json::Map(fields) = value {
                                fields.insert("brandNew".to_owned(), Json::List(vec![Json::Null]));
                            }
                        }),
                    );
                }
                // Whatever else comes: an error that says where, or the same digits.
                for digits in [
                    "1234567890123456789012345678901234567890.000000000000000001",
                    "0.1234567890123456789012345678901234567890",
                    "1e400",
                    "-0",
                    "1E-7",
                    "9007199254740993",
                    "-1",
                    "1.0",
                ] {
                    for text in [false, true] {
                        cases += 1;
                        let replaced = changed(&sound, path, |value| {
                            *value = if text {
                                Json::Text(digits.to_owned())
                            } else {
                                Json::Number(digits.to_owned())
                            };
                        });
                        let Ok(written) = read(&replaced) else { continue };
                        let written = Json::parse(&written).unwrap();
                        let again = value_at(&written, path);
                        let same = match &again {
                            Some(Json::Number(back) | Json::Text(back)) => equal(digits, back),
                            // Read as absent, or as an open value of another kind.
                            _ => matches!(
                                again,
                                None | Some(
                                    Json::Null | Json::Bool(_) | Json::List(_) | Json::Map(_)
                                )
                            ),
                        };
                        if !same {
                            problems.push(format!("{label}: {digits} became {again:?}"));
                        }
                    }
                }
                for junk in [
                    "[]",
                    "{}",
                    "true",
                    "[[[[]]]]",
                    "\"NaN\"",
                    "\"\\ud83d\\ude00\"",
                    "\"<script>\"",
                ] {
                    cases += 1;
                    let junk = Json::parse(junk).unwrap();
                    let _ = read(&changed(&sound, path, |value| *value = junk));
                }
            }
            for text in
                ["", "{", "[", "nul", "\u{feff}{}", "{\"a\":1}}", "[1,]", "\"\\ud800\"", "17"]
            {
                cases += 1;
                let _ = read(text);
            }
            let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
            let _ = read(&deep);
            cases += 1;
        }
    }
    println!("mutations: {cases} cases");
    assert!(problems.is_empty(), "{} of {cases}:\n{}", problems.len(), problems.join("\n"));
}

fn value_at(json: &Json, path: &[Step]) -> Option<Json> {
    path.iter().try_fold(json.clone(), |json, step| match (json, step) {
        (Json::Map(mut fields), Step::Key(key)) => fields.remove(key),
        (Json::List(mut items), Step::Index(index)) if *index < items.len() => {
            Some(items.swap_remove(*index))
        }
        // A bare list was written as its page.
        (Json::Map(mut fields), Step::Index(index)) => {
            let key = fields.keys().next()?.clone();
            match fields.remove(&key)? {
                Json::List(mut items) if *index < items.len() => Some(items.swap_remove(*index)),
                _ => None,
            }
        }
        _ => None,
    })
}

/// Whether two texts are the same number, or the same text.
fn equal(sent: &str, written: &str) -> bool {
    use venue_core::wire::parse_big_decimal;
    sent == written
        || match (parse_big_decimal(sent), parse_big_decimal(written)) {
            (Ok(sent), Ok(written)) => sent == written,
            _ => false,
        }
}
