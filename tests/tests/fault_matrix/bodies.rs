//! C: live responses, changed at each of their fields in each way that exchanges change them.
//!
//! That nothing is rounded on the way is shown by `mutations.rs`, over all documented responses; here
//! the question is what the caller gets to know about a call that was carried out.

use std::sync::{Arc, Mutex};

use venue_tests::json::{Json, Step};

use crate::{
    bench::{
        Bench, Case,
        Seen::{Done, Unknown},
    },
    sandbox::Fault,
};

/// Another value; none where it is not of the kind that is changed.
type Change = fn(&Json) -> Option<Json>;

/// Another text.
type Rewrite = fn(&[u8]) -> Vec<u8>;

/// Changes of one value.
const VALUES: [(&str, Change); 15] = [
    ("null", |_| Some(Json::Null)),
    ("text for a number, number for text", |value| match value {
        Json::Number(digits) => Some(Json::Text(digits.clone())),
        Json::Text(text) if is_number(text) => Some(Json::Number(text.clone())),
        _ => None,
    }),
    ("blank", |value| (!matches!(value, Json::Map(_))).then(|| Json::Text(String::new()))),
    ("a new field", |value| match value {
        Json::Map(fields) => {
            let mut fields = fields.clone();
            fields.insert("brandNew".to_owned(), Json::List(vec![Json::Null]));
            Some(Json::Map(fields))
        }
        _ => None,
    }),
    ("a new value of an enum", |value| match value {
        Json::Text(text) if !is_number(text) => Some(Json::Text("brand_new".to_owned())),
        _ => None,
    }),
    ("an integer with a point", |value| like_number(value, |digits| format!("{digits}.0"))),
    ("1e400", |value| like_number(value, |_| "1e400".to_owned())),
    ("-0", |value| like_number(value, |_| "-0".to_owned())),
    ("40 digits", |value| like_number(value, |_| format!("1.{}", "1234567890".repeat(4)))),
    ("an exponent", |value| like_number(value, |_| "1E-7".to_owned())),
    ("NaN", |value| like_number(value, |_| "NaN".to_owned())),
    ("a field twice", |value| match value {
        Json::Map(fields) => {
            let text = Json::Map(fields.clone()).text();
            let (name, first) = fields.first_key_value()?;
            let again = serde_json::to_string(name).ok()? + ":" + &first.text();
            // What is no JSON value by itself is written as digits are: as it is.
            Some(Json::Number(text.replacen('{', &format!("{{{again},"), 1)))
        }
        _ => None,
    }),
    ("a list for an object, an object for a list", |value| match value {
        Json::Map(_) => Some(Json::List(vec![])),
        Json::List(_) => Some(Json::Map([].into())),
        _ => None,
    }),
    ("an empty list, and one with a strange item", |value| match value {
        Json::List(items) if items.is_empty() => Some(Json::List(vec![Json::Bool(true)])),
        Json::List(_) => Some(Json::List(vec![])),
        _ => None,
    }),
    ("half a character", |value| match value {
        Json::Text(_) => Some(Json::Number(r#""\ud83d""#.to_owned())),
        _ => None,
    }),
];

/// Changes of the whole, none of which may pass.
const WHOLES: [(&str, Rewrite); 5] = [
    ("2,000 levels", |_| [[b'['; 2_000], [b']'; 2_000]].concat()),
    ("not UTF-8", |body| body.iter().map(|byte| byte | 0x80).collect()),
    ("a byte order mark", |body| [b"\xef\xbb\xbf", body].concat()),
    ("truncated", |body| body[..body.len() - 1].to_vec()),
    ("more behind it", |body| [body, b" {}"].concat()),
];

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn like_number(value: &Json, change: impl Fn(&str) -> String) -> Option<Json> {
    match value {
        Json::Number(digits) => Some(Json::Number(change(digits))),
        Json::Text(text) if is_number(text) => Some(Json::Text(change(text))),
        _ => None,
    }
}

/// The response with another value at the end of a path; as it was, where the path ends early.
fn replaced(body: &[u8], path: &[Step], change: Change) -> Option<Vec<u8>> {
    let mut json = Json::parse(std::str::from_utf8(body).ok()?).ok()?;
    let value = json.at(path)?;
    *value = change(value)?;
    Some(json.text().into_bytes())
}

fn without(body: &[u8], path: &[Step]) -> Option<Vec<u8>> {
    let mut json = Json::parse(std::str::from_utf8(body).ok()?).ok()?;
    let (last, parent) = path.split_last()?;
    match (json.at(parent)?, last) {
        (Json::Map(fields), Step::Key(key)) => fields.remove(key)?,
        _ => return None,
    };
    Some(json.text().into_bytes())
}

/// A list with one more item, of another kind.
fn with_bad_item(value: &Json) -> Option<Json> {
    match value {
        Json::List(items) => {
            Some(Json::List(items.iter().cloned().chain([Json::Bool(true)]).collect()))
        }
        _ => None,
    }
}

/// Looks at a sound response.
async fn live(bench: &mut Bench) -> Vec<u8> {
    let seen: Arc<Mutex<Vec<u8>>> = Arc::default();
    let keep = Arc::clone(&seen);
    let look = Fault::edit(move |body| {
        *keep.lock().unwrap() = body.to_vec();
        body.to_vec()
    });
    bench.run(&Case::new("as it is", look, &[Done])).await;
    seen.lock().unwrap().clone()
}

pub async fn cases(bench: &mut Bench) -> Vec<Case> {
    let body = live(bench).await;
    let json = Json::parse(std::str::from_utf8(&body).unwrap()).unwrap();
    // The wrapper is the business of B.
    let wrapped = matches!(bench.cell.exchange, "bitget" | "durian");
    let data = Step::Key("data".to_owned());
    let mut cases = Vec::new();
    for path in json.paths() {
        if wrapped && path.first() != Some(&data) {
            continue;
        }
        let place = |what: &str| format!("{what} at {path:?}");
        if let Some(value) = json.clone().at(&path) {
            let changes = VALUES.into_iter().chain([("a strange item", with_bad_item as _)]);
            for (what, change) in changes.filter(|(_, change)| change(value).is_some()) {
                let path = path.clone();
                let fault = Fault::edit(move |body| {
                    replaced(body, &path, change).unwrap_or_else(|| body.to_vec())
                });
                cases.push(Case::new(place(what), fault, &[Done, Unknown]));
            }
        }
        let way = path.clone();
        let fault = Fault::edit(move |body| without(body, &way).unwrap_or_else(|| body.to_vec()));
        cases.push(Case::new(place("dropped"), fault, &[Done, Unknown]));
    }
    for (what, change) in WHOLES {
        cases.push(Case::new(what, Fault::edit(change), &[Unknown]));
    }
    cases
}
