//! Digitex, PicoStocks and CTC, simulated: tokens, nonces, and Django's ways of saying no.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{get, json, now_ms, pico_body, pico_signature, post, response};
use serde_json::json as value;
use venue_sandbox::{Ctc, Digitex, PicoStocks};

const ORDER: common::Order<'static> =
    (3, "0.035000000000000000", 2, "1000000000.000000000000000000");
const ASK: &str = "/trader/ask/put/";

#[tokio::test]
async fn digitex_wants_its_token_and_takes_none_on_public_calls() {
    let digitex = Digitex::start().await.unwrap();
    assert!(digitex.base_url().ends_with("/dapi"));
    let token = digitex.credentials();
    let bot = "/v1/exchange/bot";
    for (path, header, status) in [
        ("balances/", Some(format!("Token {token}")), 200),
        ("balances/", Some(format!("Bearer {token}")), 401),
        ("balances/", Some("Token other".to_owned()), 401),
        ("balances/", None, 401),
        ("markets/", None, 200),
        ("markets/", Some(format!("Token {token}")), 200),
        ("markets/", Some("Token other".to_owned()), 401),
    ] {
        let mut request = get(&digitex, &format!("{bot}/{path}"));
        if let Some(header) = &header {
            request = request.header("Authorization", header);
        }
        let (found, body) = json(request).await;
        assert_eq!(found, status, "{path} {header:?}");
        assert_eq!(body.get("detail").is_some(), status == 401);
    }
}

#[tokio::test]
async fn digitex_names_every_field_that_is_wrong() {
    let digitex = Digitex::start().await.unwrap();
    let token = format!("Token {}", digitex.credentials());
    let place = |body: &str| {
        post(&digitex, "/v1/exchange/bot/trader/order/", body).header("Authorization", &token)
    };
    let good = r#"{"market_id":1,"side":1,"duration":2,"leverage":10,"type":2,"quantity":"9","price":"4E-8"}"#;
    assert_eq!(response(place(good)).await.0, 201);

    let bad = r#"{"market_id":"1","side":9,"duration":2,"leverage":null,"quantity":9,"price":"x"}"#;
    let (status, body) = json(place(bad)).await;
    assert_eq!(status, 400);
    assert_eq!(
        body,
        value!({
            "leverage": ["This field may not be null."],
            "market_id": ["A valid integer is required."],
            "price": ["A valid number is required."],
            "quantity": ["Not a valid string."],
            "side": ["\"9\" is not a valid choice."],
            "type": ["This field is required."],
        })
    );
    assert!(json(place("{")).await.1["detail"].is_string());
    assert!(json(place("[]")).await.1["non_field_errors"].is_array());
    let book = json(get(&digitex, "/v1/exchange/bot/order_book/")).await;
    assert_eq!(book, (400, value!({"market_id": ["This field is required."]})));
}

#[tokio::test]
async fn digitex_tells_the_time_in_microseconds() {
    let digitex = Digitex::start().await.unwrap();
    let (_, body) = json(get(&digitex, "/v1/exchange/bot/ping")).await;
    assert_eq!(body["message"], "pong");
    let told = body["timestamp"].as_u64().unwrap() / 1_000;
    assert!(told.abs_diff(now_ms()) < 60_000);
}

#[tokio::test]
async fn picostocks_moves_the_nonce_with_each_order_and_refuses_a_replay() {
    let pico = PicoStocks::start().await.unwrap();
    assert!(pico.base_url().ends_with("/v1"));
    let nonce = || get(&pico, "/account/nonce/19/");
    for (path, word, response) in [
        (ASK, "ASK", "b'ASK 0.035000000000000000 shares at 1000000000.000000000000000000; '"),
        (
            "/trader/bid/put/",
            "BID",
            "b'BID 0.035000000000000000 shares at 1000000000.000000000000000000; '",
        ),
        ("/trader/ask/cancel/", "CANCELASK", ORDER.1),
        ("/trader/bid/cancel/", "CANCELBID", ORDER.1),
    ] {
        let current = json(nonce()).await.1["nonce"].as_u64().unwrap();
        let signature = pico_signature(word, &pico, ORDER, current);
        let body = pico_body(&pico, ORDER, &signature);
        let (status, receipt) = json(post(&pico, path, body.clone())).await;
        assert_eq!((status, receipt["response"].as_str().unwrap()), (200, response));
        assert_eq!(receipt["signature"], signature.as_str());
        assert_eq!(receipt["user_id"], 19);
        assert_eq!(receipt["price"], ORDER.3);

        assert_eq!(json(nonce()).await.1["nonce"], current + 1);
        let (status, replay) = json(post(&pico, path, body)).await;
        assert_eq!((status, replay), (400, value!({"detail": "ERROR: invalid signature"})));
        assert_eq!(json(nonce()).await.1["nonce"], current + 1);
    }
    assert_eq!(json(get(&pico, "/account/nonce/20/")).await.1["nonce"], 45);
}

#[tokio::test]
async fn picostocks_takes_what_the_official_client_sends() {
    // The form and the signature are those of the official Python client.
    let pico = PicoStocks::start().await.unwrap();
    let body = "user_id=19&stock_id=3&quantity=0.035000000000000000&unit_id=2\
        &price=1000000000.000000000000000000&signature=d33649f281566decd69e8a89c0db6b57\
        61bbfdc2740afb880aab2154eb3e336979c48ef78f31e068fc7b9b23bd3c25514c976a3b52c8d51\
        5d6f726b416aa910e";
    let request = common::to(&pico, reqwest::Method::POST, ASK)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let (status, receipt) = json(request).await;
    assert_eq!((status, &receipt["stock_id"]), (200, &3.into()));
}

#[tokio::test]
async fn picostocks_refuses_what_is_not_exactly_what_was_signed() {
    let pico = PicoStocks::start().await.unwrap();
    let good = pico_body(&pico, ORDER, &pico_signature("ASK", &pico, ORDER, 45));
    for (from, to, expected) in [
        (r#""stock_id":3"#, r#""stock_id":4"#, "ERROR: invalid signature"),
        (r#""user_id":19"#, r#""user_id":20"#, "ERROR: invalid signature"),
        ("0.0350", "00.0350", "ERROR: quantity must have exactly 18 decimals"),
        ("0.0350", "0.035", "ERROR: quantity must have exactly 18 decimals"),
        ("0.0350", "-0.0350", "ERROR: quantity must have exactly 18 decimals"),
        ("1000000000.000000000000000000", "1e9", "ERROR: price must have exactly 18 decimals"),
        (r#""signature":""#, r#""signature":"00"#, "ERROR: invalid signature"),
    ] {
        let (status, body) = json(post(&pico, ASK, good.replace(from, to))).await;
        assert_eq!((status, body), (400, value!({"detail": expected})), "{to}");
    }
    let signed_for_bid = pico_body(&pico, ORDER, &pico_signature("BID", &pico, ORDER, 45));
    assert_eq!(json(post(&pico, ASK, signed_for_bid)).await.0, 400);

    let missing = json(post(&pico, ASK, r#"{"user_id":19}"#)).await;
    assert_eq!(missing.0, 400);
    assert_eq!(missing.1["signature"], value!(["This field is required."]));
    assert_eq!(missing.1["price"], value!(["This field is required."]));
    assert_eq!(json(post(&pico, ASK, good)).await.0, 200);
}

#[tokio::test]
async fn ctc_redirects_to_the_slash_and_has_pages_for_the_rest() {
    let ctc = Ctc::start().await.unwrap();
    ctc.credentials();
    for (request, location) in [
        (get(&ctc, "/api/coins/LTC"), "/api/coins/LTC/"),
        (get(&ctc, "/api/deposits?limit=2"), "/api/deposits/?limit=2"),
        (post(&ctc, "/api/convert", "{}"), "/api/convert/"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 301);
        assert_eq!(response.headers()["location"], location);
        assert_eq!(response.text().await.unwrap(), "");
    }
    let (status, page) = response(get(&ctc, "/api/nothing/")).await;
    assert!(status == 404 && page.contains("<h1>Not Found</h1>"));
    let (status, body) = json(get(&ctc, "/api/pairs/abc/")).await;
    assert_eq!((status, body), (404, value!({"detail": "Not found."})));
    let (status, body) = json(get(&ctc, "/api/convert/")).await;
    assert_eq!((status, body), (405, value!({"detail": "Method \"GET\" not allowed."})));
}

#[tokio::test]
async fn ctc_minds_unknown_choices_and_no_other_filter() {
    let ctc = Ctc::start().await.unwrap();
    let ignored = get(&ctc, "/api/deposits/?limit=x&offset=-1&colour=red");
    assert_eq!(response(ignored).await.0, 200);
    assert_eq!(response(get(&ctc, "/api/coins/?can_issue=perhaps")).await.0, 200);
    let (status, body) = json(get(&ctc, "/api/deposits/?status=lost")).await;
    let text = "Select a valid choice. lost is not one of the available choices.";
    assert_eq!((status, body), (400, value!({"status": [text]})));
}

#[tokio::test]
async fn ctc_has_a_shape_of_its_own_for_conversions() {
    let ctc = Ctc::start().await.unwrap();
    let good = r#"{"from_coin":"LTC","to_coin":"SGTK","destination":"someguy123"}"#;
    assert_eq!(response(post(&ctc, "/api/convert/", good)).await.0, 200);
    let form = common::to(&ctc, reqwest::Method::POST, "/api/convert/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("from_coin=LTC&to_coin=SGTK&destination=someguy123");
    assert_eq!(response(form).await.0, 200);
    for (body, status, message) in [
        ("{}", 400, "You must specify 'from_coin', 'to_coin', and 'destination'"),
        ("{", 500, "An unknown error has occurred... please contact support"),
        ("[]", 500, "An unknown error has occurred... please contact support"),
    ] {
        let found = json(post(&ctc, "/api/convert/", body)).await;
        assert_eq!(found, (status, value!({"error": true, "message": message})), "{body}");
    }
}
