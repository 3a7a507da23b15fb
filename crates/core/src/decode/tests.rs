use std::collections::BTreeMap;

use bytes::Bytes;
use reqwest::{Method, StatusCode};

use super::*;
use crate::operation::{Envelope, Operation};

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
    let error = decode(&Outgoing::new(operation), &PROFILE, &response, &mut payload).unwrap_err();
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

static ENVELOPE: Envelope =
    Envelope { code: "code", success: &["0"], message: &["msg"], data: "data", time: None };
static ORDER: Operation = Operation::new("order", Method::POST, "/order")
    .envelope(&ENVELOPE)
    .echo(&["orderId", "clientOid"]);

/// The code and the outcome of a response to an order.
fn refused(status: u16, body: &[u8]) -> (Option<String>, Outcome) {
    let response = RawResponse {
        status: StatusCode::from_u16(status).ok(),
        body: Bytes::copy_from_slice(body),
        ..RawResponse::default()
    };
    let mut payload: Option<BTreeMap<String, String>> = None;
    let outgoing = Outgoing::new(&ORDER);
    let error = decode(&outgoing, &PROFILE, &response, &mut payload).unwrap_err();
    (error.code().map(str::to_owned), error.outcome())
}

#[test]
fn a_code_is_found_whatever_stands_around_it() {
    let deep = format!(r#"{{"data":{}1{},"code":"7"}}"#, "[".repeat(300), "]".repeat(300));
    let bodies: [&[u8]; 12] = [
        br#"{"code":"7","msg":"half a pair: \ud800"}"#,
        br#"{"msg":"half a pair: \ud800","code":"7"}"#,
        br#"{"at":1e999,"code":"7"}"#,
        br#"{"at":-0001.,"code":7}"#,
        deep.as_bytes(),
        b"{\"msg\":\"\xff\xfe\",\"code\":\"7\"}",
        br#"{"code":"7","msg":"cut off in the mid"#,
        br#"{"code":"7","data":{"a":["#,
        br#" { "msg" : "a \" quote and a }" , "code" : "7" } "#,
        br#"{"msg":"an end \\","code":"\u0037"}"#,
        br#"{"code":"7"} and more"#,
        br#"{"msg":null,"data":null,"code":"7",}"#,
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(body);
        for status in [200, 400] {
            let (code, outcome) = refused(status, body);
            assert_eq!((code.as_deref(), outcome), (Some("7"), Outcome::Rejected), "{shown}");
        }
        assert_eq!(refused(502, body), (Some("7".to_owned()), Outcome::Unknown), "{shown}");
    }
}

#[test]
fn what_may_be_the_beginning_of_another_code_is_none() {
    let bodies: [&[u8]; 7] = [
        br#"{"code":"7"#,
        br#"{"code":7"#,
        br#"{"code":"#,
        br#"{"code":"7","code":"8"}"#,
        br#"{"code":"7","code":"0"}"#,
        br#"{"data":"code","7":1}"#,
        br#"{"data":{"code":"7"}}"#,
    ];
    for body in bodies {
        for status in [200, 409, 500] {
            let expected = (None, Outcome::Unknown);
            assert_eq!(refused(status, body), expected, "{}", String::from_utf8_lossy(body));
        }
    }
}

#[test]
fn a_status_proves_a_refusal_where_no_program_gives_it_after_asking_the_exchange() {
    let silent: [&[u8]; 5] = [b"", b"<html><h1>No</h1></html>", b"no", b"\xff", br#"{"cut": "of"#];
    for body in silent {
        for status in [400, 401, 403, 404, 405, 413, 414, 415, 418, 421, 429, 431, 451] {
            assert_eq!(refused(status, body), (None, Outcome::Rejected), "{status}");
        }
        for status in [200, 201, 302, 408, 409, 410, 412, 422, 499, 500, 502, 504, 599] {
            assert_eq!(refused(status, body), (None, Outcome::Unknown), "{status}");
        }
    }
    // In the exchange's own words they are refusals, but for those that tell of a wait.
    for status in [409, 410, 412, 418, 422] {
        let (_, outcome) = refused(status, br#"{"msg":"no such order"}"#);
        assert_eq!(outcome, Outcome::Rejected, "{status}");
    }
    for status in [408, 499] {
        let (_, outcome) = refused(status, br#"{"code":"7","msg":"too late"}"#);
        assert_eq!(outcome, Outcome::Unknown, "{status}");
    }
}

/// What a response to this body and query is said to be.
fn answered(body: &str, query: Option<&'static str>, data: &str) -> Result<(), String> {
    let mut outgoing = Outgoing::new(&ORDER);
    if !body.is_empty() {
        let bytes = Bytes::copy_from_slice(body.as_bytes());
        outgoing.body = Some(crate::request::Body { content_type: "application/json", bytes });
    }
    if let Some(id) = query {
        outgoing.query.push("orderId", id);
    }
    let response = RawResponse {
        status: Some(StatusCode::OK),
        body: format!(r#"{{"code":"0","data":{data}}}"#).into(),
        ..RawResponse::default()
    };
    let mut payload: Option<serde_json::Value> = None;
    match decode(&outgoing, &PROFILE, &response, &mut payload) {
        Ok(_) => Ok(()),
        Err(error) => {
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
            assert!(error.is_stray());
            Err(error.message().to_owned())
        }
    }
}

#[test]
fn a_response_that_names_another_order_belongs_to_another_request() {
    let one = r#"{"size":"1","clientOid":"a"}"#;
    let said = answered(one, None, r#"{"orderId":"9","clientOid":"b"}"#).unwrap_err();
    assert_eq!(
        said,
        r#"the response belongs to another request: its `clientOid` is "b", not the one sent"#
    );
    let two = r#"[{"clientOid":"a"},{"orderId":"2"}]"#;
    let nested = r#"{"orderList":[{"clientOid":"a"},{"orderId":"2"}]}"#;
    for (body, query, data) in [
        (one, None, r#"{"clientOid":"A"}"#),
        (one, None, r#"{"list":[{"clientOid":"b"}]}"#),
        ("", Some("1"), r#"{"orderId":2}"#),
        (two, None, r#"[{"clientOid":"a"},{"orderId":"3"}]"#),
        (nested, None, r#"{"successList":[{"orderId":"2"}],"failureList":[{"clientOid":"c"}]}"#),
    ] {
        assert!(answered(body, query, data).is_err(), "{body} {data}");
    }
}

#[test]
fn a_response_with_one_of_the_ids_that_were_sent_or_with_none_is_the_one_waited_for() {
    let one = r#"{"size":"1","clientOid":"a\"\u00e9"}"#;
    let two = r#"[{"clientOid":"a"},{"orderId":"2"}]"#;
    for (body, query, data) in [
        (one, None, r#"{"orderId":"9","clientOid":"a\"é"}"#),
        (one, None, r#"{"orderId":"9"}"#),
        (one, None, r#"{"orderId":"9","clientOid":""}"#),
        (one, None, r#"{"orderId":"9","clientOid":null}"#),
        (one, None, "null"),
        ("", Some("1"), r#"{"orderId":1,"clientOid":"whose"}"#),
        // The exchange gives an order an id that has none.
        (r#"{"size":"1"}"#, None, r#"{"clientOid":"new"}"#),
        (r#"[{"clientOid":"a"},{"size":"1"}]"#, None, r#"[{"clientOid":"a"},{"clientOid":"new"}]"#),
        // One that was named by either of its ids comes back with both.
        (two, None, r#"[{"orderId":"1","clientOid":"a"},{"orderId":"2","clientOid":"b"}]"#),
        (r#"{"orderId":"1","clientOid":"old"}"#, None, r#"{"orderId":"1","clientOid":"new"}"#),
        (r#"{"clientOid":["a","b"]}"#, None, r#"{"clientOid":["b"]}"#),
    ] {
        assert_eq!(answered(body, query, data), Ok(()), "{body} {data}");
    }
}

#[test]
fn what_is_repeated_in_the_same_letters_is_seen_at_once() {
    let body = r#"{"size":"1","clientOid":"a"}"#;
    let quickly = |response: &str| echo::is_repeated("clientOid", response, body);
    assert!(quickly(r#"{"data":{"orderId":"9","clientOid":"a"}}"#));
    assert!(quickly(r#"{"data":[{"clientOid":"a"},{"clientOid":"a"}]}"#));
    assert!(quickly("{}"));
    for other in [
        r#"{"clientOid":"b"}"#,
        r#"{"clientOid":"aa"}"#,
        r#"{"clientOid":"a"},{"clientOid":"b"}"#,
        r#"{"clientOid": "a"}"#,
        r#"{"clientOid":1}"#,
        r#"{"clientOid":""#,
        "clientOid",
    ] {
        assert!(!quickly(other), "{other}");
    }
}
