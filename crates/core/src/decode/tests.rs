use std::collections::BTreeMap;

use bytes::Bytes;
use reqwest::{Method, StatusCode};

use super::*;

static LOGIN: Operation = Operation::new("login", Method::POST, "/login").confidential();
static COINS: Operation = Operation::new("coins", Method::GET, "/coins");

const PROFILE: ExchangeProfile = ExchangeProfile::new(&[]);

fn fails<T: Wire + Send>(operation: &'static Operation, body: &'static str) -> Error {
    let response = RawResponse {
        status: Some(StatusCode::OK),
        body: Bytes::from_static(body.as_bytes()),
        ..RawResponse::default()
    };
    let mut payload: Option<T> = None;
    let error = decode(operation, &PROFILE, &response, &mut payload).unwrap_err();
    // The client's own secrets are not what this is about: it has none.
    error.redacted(&[])
}

fn shown(error: &Error) -> String {
    format!("{error} {error:?} {error:#?} {:?}", error.body())
}

#[test]
fn no_error_quotes_from_a_response_that_may_hold_a_secret() {
    let errors = [
        fails::<i64>(&LOGIN, r#""token-17""#),
        fails::<i64>(&LOGIN, r#"["token-17"]"#),
        fails::<Vec<i64>>(&LOGIN, r#"["token-17"]"#),
        fails::<BTreeMap<String, i64>>(&LOGIN, r#"{"token-17":"token-17"}"#),
        fails::<String>(&LOGIN, "token-17"),
        fails::<String>(&LOGIN, r#""token-17" token-17"#),
        fails::<String>(&LOGIN, r#""token-17\x""#),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.body().is_none());
        assert!(!shown(&error).contains("token"), "{}", shown(&error));
        assert!(error.message().ends_with("it may hold a secret and is not shown"), "{error}");
    }
}

#[test]
fn other_errors_say_where_and_what_was_found() {
    let error = fails::<BTreeMap<String, i64>>(&COINS, r#"{"BTC":"half"}"#);
    assert!(error.message().contains("BTC"), "{error}");
    assert!(error.message().contains(r#"expected a whole number, found the string "half""#));
    assert_eq!(error.body(), Some(r#"{"BTC":"half"}"#));
}
