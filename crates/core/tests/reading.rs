//! Our own reader of JSON agrees with serde_json on what is JSON and what it says.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::Value;
use venue_core::wire::from_json;

/// What both make of a text; a number that is no whole one may differ in its last place.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let (ours, theirs) = (from_json::<Value>(text), serde_json::from_str::<Value>(text));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => prop_assert!(same(ours, theirs), "{ours} and {theirs}"),
        // serde_json refuses numbers that a float cannot hold.
        (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{error}"),
        (Err(why), Ok(_)) => prop_assert!(false, "{text:?} is refused: {why}"),
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            (ours - theirs).abs() <= ours.abs() * 1e-15
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, a)| theirs.get(name).is_some_and(|b| same(a, b)))
        }
        _ => ours == theirs,
    }
}

/// Pieces of which JSON, and what is nearly JSON, is made.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "\t",
        "\u{c}",
        "null",
        "true",
        "false",
        "nul",
        "0",
        "-0",
        "1",
        "-",
        "01",
        "1.",
        ".5",
        "1.50",
        "1e5",
        "1E-7",
        "1e",
        "1e400",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "\"\"",
        "\"a\"",
        "\"code\"",
        "\"",
        "\\",
        "\\\"",
        "\"\\u0031\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u12\"",
        "\"\\x\"",
        "\"\n\"",
        "\"\u{7f}é龙😀\"",
        "\"longer than eight bytes\"",
        "\"seven77\"",
        "\"eight888\"",
        "{\"a\":1}",
        "[1,2]",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| Value::from(number)),
        any::<String>().prop_map(Value::from),
        "[ -~]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\]{0,10}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_reads_as_serde_json_reads_it(value in values(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        prop_assert!(from_json::<Value>(&text).is_ok());
        agree(&text)?;
    }

    #[test]
    fn what_is_nearly_json_is_refused_where_serde_json_refuses_it(text in pieces()) {
        agree(&text)?;
    }

    #[test]
    fn a_spoilt_text_is_refused_where_serde_json_refuses_it(
        value in values(),
        at in any::<prop::sample::Index>(),
        other in prop::sample::select(vec!["", "\"", "\\", "{", "}", "]", ",", ":", "0", "\u{1}"]),
    ) {
        let mut text = value.to_string();
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
        text.replace_range(at..end, other);
        agree(&text)?;
    }
}

#[test]
fn what_is_nested_deeper_than_any_response_is_rejected() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(from_json::<Value>(&nested(128)).is_ok());
    assert!(from_json::<Value>(&nested(129)).unwrap_err().contains("nested too deeply"));
    assert!(from_json::<Value>(&"[".repeat(1_000_000)).unwrap_err().contains("nested too deeply"));
    assert!(
        from_json::<()>(&"{\"a\":".repeat(1_000_000)).unwrap_err().contains("nested too deeply")
    );
}

#[test]
fn an_error_says_where_the_text_stops_to_be_json() {
    let why = |text: &str| from_json::<Vec<Value>>(text).unwrap_err();
    assert_eq!(why("[1, 2"), "not JSON: it ends where `,` or `]` should follow");
    assert_eq!(why("[1 2]"), "not JSON: expected `,` or `]` at byte 3");
    assert_eq!(why(r#"[{"a": tru}]"#), "at `[0].a`: not JSON: expected a value at byte 7");
    assert_eq!(
        why(r#"[01]"#),
        "at `[0]`: not JSON: expected a number without zeros before it at byte 1"
    );
    assert_eq!(why("[] []"), "not JSON: expected nothing more at byte 3");
}
