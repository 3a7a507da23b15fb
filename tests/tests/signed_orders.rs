//! PicoStocks' orders, byte by byte: signed and sent as the official client does it, over whatever
//! nonce the exchange says. The server gives the nonces of the vectors and keeps the bytes; what an
//! exchange makes of orders is in `orders.rs`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use serde_json::Value;
use venue_core::{BigDecimal, Error, ErrorKind, Outcome, RetryPolicy, Secret, auth::Ed25519};
use venue_picostocks::{Client, Order};
use venue_tests::server::{Reply, Request, Server};

const KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const RECEIPT: &str = r#"{"user_id":19,"stock_id":3,"quantity":"1","unit_id":2,"price":"1","signature":"00","response":"ok"}"#;

type New = fn(&Client) -> Order<'_>;

/// The kinds of orders: word, builder and path.
const KINDS: [(&str, New, &str); 4] = [
    ("ASK", Client::place_ask, "/v1/trader/ask/put/"),
    ("BID", Client::place_bid, "/v1/trader/bid/put/"),
    ("CANCELASK", Client::cancel_ask, "/v1/trader/ask/cancel/"),
    ("CANCELBID", Client::cancel_bid, "/v1/trader/bid/cancel/"),
];

/// What the official client rounds, or signs though it is negative.
const REJECTED: [&str; 2] = ["negative-quantity", "round-half-even-down"];

fn client(server: &Server, user_id: i64, key: &str) -> Client {
    Client::builder()
        .environment(format!("{}/v1", server.url()))
        .credentials((user_id, key))
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

/// Responds to a request for the nonce with this JSON, and to every order with a receipt.
async fn with_nonce(nonce: impl ToString) -> Server {
    let nonce = nonce.to_string();
    Server::start(move |request| match request.method.as_str() {
        "GET" => Reply::ok(format!("{{\"nonce\":{nonce}}}")),
        _ => Reply::ok(RECEIPT).about(request),
    })
    .await
    .unwrap()
}

fn order(client: &Client) -> Order<'_> {
    client.place_ask().stock_id(3).quantity("0.035").unit_id(2).price("1000000000")
}

fn vectors() -> Vec<Value> {
    let path = venue_tests::spec::root().join("tests/fixtures/vectors/picostocks.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}

/// The body field as the official form has it: without the quotes that JSON needs.
fn bare(body: &Value, field: &str) -> String {
    match &body[field] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What the vector's inputs make, sent to a server that has the vector's nonce.
async fn run(vector: &Value, forms: bool) -> (Result<(), Error>, Vec<Request>) {
    let inputs = &vector["inputs"];
    let server = with_nonce(&inputs["nonce"]).await;
    let client =
        client(&server, inputs["user_id"].as_i64().unwrap(), text(vector, "private_key_hex"));
    let client = if forms { client.with_form_bodies() } else { client };
    let (_, new, _) =
        KINDS.into_iter().find(|(word, ..)| *word == text(vector, "operation")).unwrap();
    let order = new(&client)
        .stock_id(inputs["stock_id"].as_i64().unwrap())
        .quantity(text(inputs, "quantity"))
        .unit_id(inputs["unit_id"].as_i64().unwrap())
        .price(text(inputs, "price"));
    let result = order.send().await.map(drop);
    (result, server.requests())
}

#[tokio::test]
async fn every_vector_of_the_official_client_is_signed_and_sent_alike() {
    let mut count = 0;
    for vector in vectors().iter().filter(|vector| !REJECTED.contains(&text(vector, "name"))) {
        let name = text(vector, "name");
        let (result, requests) = run(vector, false).await;
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
        let [nonce, sent] = &requests[..] else { panic!("{name}: {} requests", requests.len()) };
        assert_eq!((&*nonce.method, &*nonce.target), ("GET", text(vector, "nonce_path")), "{name}");
        assert_eq!((&*sent.method, &*sent.target), ("POST", text(vector, "path")), "{name}");
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(text(&body, "quantity"), text(vector, "quantity_canonical"), "{name}");
        assert_eq!(text(&body, "price"), text(vector, "price_canonical"), "{name}");
        assert_eq!(text(&body, "signature"), text(vector, "signature_hex"), "{name}");
        let form = vector["wire_form"].as_object().unwrap();
        assert_eq!(body.as_object().unwrap().len(), form.len(), "{name}: further fields");
        for (field, value) in form {
            assert_eq!(bare(&body, field), value.as_str().unwrap(), "{name}: {field}");
        }
        count += 1;
    }
    assert!(count >= 9, "{count} vectors");
}

#[tokio::test]
async fn every_vector_is_sent_byte_for_byte_as_the_official_client_sends_it_where_forms_are_chosen()
{
    for vector in vectors().iter().filter(|vector| !REJECTED.contains(&text(vector, "name"))) {
        let name = text(vector, "name");
        let (result, requests) = run(vector, true).await;
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(requests[1].text(), text(vector, "wire_body"), "{name}");
        assert_eq!(requests[1].header("content-type"), vector["content_type"].as_str(), "{name}");
    }
}

#[tokio::test]
async fn what_the_official_client_rounds_or_negates_is_refused_and_nothing_is_sent() {
    for name in REJECTED {
        let all = vectors();
        let vector = all.iter().find(|vector| text(vector, "name") == name).unwrap();
        let (result, requests) = run(vector, false).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
        assert!(requests.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn each_kind_of_order_signs_its_own_word_and_goes_to_its_own_path() {
    let key = Ed25519::from_hex(&Secret::new(KEY)).unwrap();
    for (word, new, path) in KINDS {
        let server = with_nonce(7).await;
        let client = client(&server, 19, KEY);
        new(&client).stock_id(3).quantity("0.035").unit_id(2).price(5).send().await.unwrap();
        let sent = &server.requests()[1];
        assert_eq!(sent.target, path);
        let message = format!("{word}:19:3:0.035000000000000000:2:5.000000000000000000:7");
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(text(&body, "signature"), key.sign_hex(message.as_bytes()), "{word}");
    }
}

#[tokio::test]
async fn an_amount_says_the_same_as_text_decimal_or_whole_number() {
    let server = with_nonce(1).await;
    let client = client(&server, 19, KEY);
    let order = || client.place_bid().stock_id(3).unit_id(2);
    order().quantity("5").price("5.0").send().await.unwrap();
    order().quantity(5).price(5_u64).send().await.unwrap();
    order().quantity("5e0").price("0.5E1").send().await.unwrap();
    order()
        .quantity(BigDecimal::from(5))
        .price(BigDecimal::new(5000.into(), 3))
        .send()
        .await
        .unwrap();
    let bodies: Vec<_> =
        server.requests().iter().filter(|sent| sent.method == "POST").map(Request::text).collect();
    assert_eq!(bodies.len(), 4);
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
}

#[tokio::test]
async fn an_amount_that_cannot_be_signed_exactly_is_refused_and_nothing_is_sent() {
    let server = with_nonce(1).await;
    let client = client(&server, 19, KEY);
    let amounts = [
        ("0", "greater than zero"),
        ("0.000", "greater than zero"),
        ("-0", "greater than zero"),
        ("-1.5", "greater than zero"),
        ("0.0000000000000000001", "more than 18 decimals"),
        ("1.1234567890123456789", "more than 18 decimals"),
        ("1e-19", "more than 18 decimals"),
        ("100000000000000000000000000000000000000", "more than 38 digits"),
        ("1e38", "more than 38 digits"),
        ("1e400", "more than 38 digits"),
        ("1e999999999", "exponent"),
        ("NaN", "not a decimal"),
        ("Infinity", "not a decimal"),
        ("1,5", "not a decimal"),
        ("", "not a decimal"),
    ];
    for (amount, why) in amounts {
        for (name, order) in
            [("quantity", order(&client).quantity(amount)), ("price", order(&client).price(amount))]
        {
            let error = order.send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{amount}");
            assert_eq!(error.outcome(), Outcome::NotSent, "{amount}");
            let said = error.to_string();
            assert!(said.starts_with(&format!("place_ask: parameter `{name}`: ")), "{said}");
            assert!(said.contains(why), "{said}");
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_amount_with_a_huge_exponent_is_refused_at_once_and_without_a_panic() {
    let server = with_nonce(1).await;
    let client = client(&server, 19, KEY);
    for scale in [-1_000_000, 1_000_000, i64::MIN, i64::MAX] {
        let amount = BigDecimal::new(1.into(), scale);
        let error = order(&client).quantity(amount).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{scale}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_18th_decimal_and_the_38th_digit_are_kept() {
    let server = with_nonce(1).await;
    let client = client(&server, 19, KEY);
    let (most, least) = ("9".repeat(38) + "." + &"9".repeat(18), "0.000000000000000001");
    order(&client).quantity(&most).price(least).send().await.unwrap();
    order(&client).quantity("1.50000000000000000000000").price(1).send().await.unwrap();
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .filter(|sent| sent.method == "POST")
        .map(|sent| serde_json::from_slice(&sent.body).unwrap())
        .collect();
    assert_eq!((text(&bodies[0], "quantity"), text(&bodies[0], "price")), (&*most, least));
    assert_eq!(text(&bodies[1], "quantity"), "1.500000000000000000");
}

#[tokio::test]
async fn a_missing_parameter_is_named_and_nothing_is_sent() {
    let server = with_nonce(1).await;
    let client = client(&server, 19, KEY);
    let orders = [
        ("stock_id", client.cancel_bid().quantity(1).unit_id(2).price(1)),
        ("quantity", client.cancel_bid().stock_id(3).unit_id(2).price(1)),
        ("unit_id", client.cancel_bid().stock_id(3).quantity(1).price(1)),
        ("price", client.cancel_bid().stock_id(3).quantity(1).unit_id(2)),
    ];
    for (name, order) in orders {
        let error = order.send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cancel_bid: parameter `{name}`: required and not given")
        );
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_nonce_may_be_a_number_or_text() {
    let mut signatures = Vec::new();
    for nonce in ["45", "\"45\"", "45.0"] {
        let server = with_nonce(nonce).await;
        order(&client(&server, 19, KEY)).send().await.unwrap();
        let body: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
        signatures.push(text(&body, "signature").to_owned());
    }
    let plain = vectors().into_iter().find(|vector| text(vector, "name") == "plain-ask").unwrap();
    assert!(signatures.iter().all(|signature| signature == text(&plain, "signature_hex")));
}
