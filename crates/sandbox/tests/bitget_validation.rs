//! The simulated Bitget: parameters, bodies and paths against the spec.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{Signed, envelope as refused, get, json, post};
use venue_sandbox::{Bitget, Verdict};

const PLACE: &str = "/api/v2/spot/trade/place-order";

#[tokio::test]
async fn parameters_that_are_missing_or_wrong_are_named() {
    let bitget = Bitget::start().await.unwrap();
    let book = "/api/v2/spot/market/orderbook";
    let candles = "/api/v2/spot/market/candles?symbol=BTCUSDT&granularity";
    for (path, code, message) in [
        (book.to_owned(), "40019", "Parameter symbol cannot be empty"),
        (format!("{book}?symbol="), "40019", "Parameter symbol cannot be empty"),
        (format!("{book}?symbol=A&limit=x"), "40020", "Parameter limit error"),
        (format!("{candles}=7parsecs"), "40020", "Parameter granularity error"),
    ] {
        let response = refused(json(get(&bitget, &path)).await);
        assert_eq!(response, (400, code.to_owned(), message.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn bodies_are_checked_after_their_signature() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    let good = r#"{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"1","size":"1"}"#;
    assert_eq!(json(signed.post(&bitget, PLACE, good)).await.0, 200);
    for (body, expected) in [
        (String::new(), "40019"),
        ("{}".to_owned(), "40019"),
        (good.replace(r#","size":"1""#, ""), "40019"),
        (good.replace(r#""size":"1""#, r#""size":null"#), "40019"),
        (good.replace(r#""size":"1""#, r#""size":1"#), "40020"),
        (good.replace(r#""size":"1""#, r#""size":"much""#), "40020"),
        (good.replace("buy", "hold"), "40020"),
        (good.replace('}', ""), "40017"),
        ("[]".to_owned(), "40017"),
    ] {
        let (status, code, _) = refused(json(signed.post(&bitget, PLACE, &body)).await);
        assert_eq!((status, code.as_str()), (400, expected), "{body}");
    }
    let unsigned = refused(json(post(&bitget, PLACE, "{")).await);
    assert_eq!(unsigned.1, "40001");
}

#[tokio::test]
async fn a_body_without_its_content_type_is_refused() {
    let bitget = Bitget::start().await.unwrap();
    let request = common::to(&bitget, reqwest::Method::POST, PLACE).body("{}");
    let request = Signed::by(&bitget).sign(request, "POST", PLACE, "", "{}");
    assert_eq!(refused(json(request).await).1, "40007");
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_keep_the_envelope() {
    let bitget = Bitget::start().await.unwrap();
    let unknown = refused(json(get(&bitget, "/api/v2/no/such")).await);
    assert_eq!((unknown.0, unknown.1.as_str()), (404, "40404"));
    let wrong = refused(json(get(&bitget, PLACE)).await);
    assert_eq!((wrong.0, wrong.1.as_str()), (405, "405"));
}

#[tokio::test]
async fn enums_may_be_written_in_either_case() {
    let bitget = Bitget::start().await.unwrap();
    for kind in ["USDT-FUTURES", "usdt-futures"] {
        let path = format!("/api/v2/mix/market/contracts?productType={kind}");
        assert_eq!(json(get(&bitget, &path)).await.0, 200, "{kind}");
    }
}

#[tokio::test]
async fn what_the_spec_does_not_know_is_ignored_and_noted() {
    let bitget = Bitget::start().await.unwrap();
    let path = "/api/v2/spot/account/upgrade";
    let request = Signed::by(&bitget).post(&bitget, path, r#"{"subUid":"1","colour":"red"}"#);
    assert_eq!(json(request).await.0, 200);
    let tickers = get(&bitget, "/api/v2/spot/market/tickers?symbol=BTCUSDT&colour=red");
    assert_eq!(json(tickers).await.0, 200);
    for received in bitget.received() {
        assert_eq!(received.unknown, ["colour"]);
        assert_eq!(received.verdict, Verdict::Served);
    }
}
