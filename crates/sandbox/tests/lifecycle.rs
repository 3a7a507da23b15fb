//! Instances: side by side, stopped, and asked what they saw. And the binary.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::time::Duration;

use common::{get, json, login, pico_body, pico_signature, post, response, to};
use tokio::net::TcpStream;
use venue_sandbox::{Bitget, Ctc, Durian, Fault, PicoStocks, Refusal, Verdict};

#[tokio::test]
async fn two_instances_share_nothing() {
    let (one, two) = (Durian::start().await.unwrap(), Durian::start().await.unwrap());
    let token = login(&one).await;
    let ask =
        |durian: &Durian| get(durian, "/api/v3/account/portfolio/position").bearer_auth(&token);
    assert_eq!(json(ask(&one)).await.1["code"], 200);
    assert_eq!(json(ask(&two)).await.1["code"], 401);
    assert_eq!((one.received().len(), two.received().len()), (2, 1));

    let (one, two) = (PicoStocks::start().await.unwrap(), PicoStocks::start().await.unwrap());
    let order = (3, "1.000000000000000000", 2, "1.000000000000000000");
    let body = pico_body(&one, order, &pico_signature("ASK", &one, order, 45));
    assert_eq!(response(post(&one, "/trader/ask/put/", body)).await.0, 200);
    assert_eq!(json(get(&one, "/account/nonce/19/")).await.1["nonce"], 46);
    assert_eq!(json(get(&two, "/account/nonce/19/")).await.1["nonce"], 45);
}

#[tokio::test]
async fn dropping_stops_the_listener_and_its_connections() {
    let ctc = Ctc::start().await.unwrap();
    let (port, base) = (ctc.port(), ctc.base_url().to_owned());
    let client = common::client();
    assert_eq!(client.get(format!("{base}/api/coins/")).send().await.unwrap().status(), 200);
    drop(ctc);
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            // The connection that the client keeps must be dead, too.
            assert!(client.get(format!("{base}/api/coins/")).send().await.is_err());
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("still listening");
}

#[tokio::test]
async fn stopping_frees_the_port_for_the_next() {
    let ctc = Ctc::start().await.unwrap();
    let port = ctc.port();
    assert_eq!(response(get(&ctc, "/api/coins/")).await.0, 200);
    ctc.stop().await.unwrap();
    let next = Ctc::builder().port(port).start().await.unwrap();
    assert_eq!(next.port(), port);
    assert!(Ctc::builder().port(port).start().await.is_err());
}

#[tokio::test]
async fn requests_are_recorded_as_they_came() {
    let bitget = Bitget::start().await.unwrap();
    let path = "/api/v2/spot/market/orderbook";
    let request = get(&bitget, &format!("{path}?limit=%31")).header("X-Mine", "1");
    assert_eq!(response(request).await.0, 400);
    assert_eq!(response(post(&bitget, "/api/%6Eo", "{ }")).await.0, 404);

    let [book, lost] = <[_; 2]>::try_from(bitget.received()).unwrap();
    assert_eq!(book.operation.as_deref(), Some("spot_market.order_book"));
    assert_eq!((book.method.as_str(), book.path.as_str()), ("GET", path));
    assert_eq!((book.query.as_str(), book.status), ("limit=%31", 400));
    assert_eq!(book.header("x-MINE"), Some("1"));
    assert_eq!((book.parameter("limit"), book.parameter("symbol")), (Some("1"), None));
    let Verdict::Refused(Refusal::Invalid(problems)) = &book.verdict else {
        panic!("{:?}", book.verdict);
    };
    assert_eq!((problems[0].name.as_str(), &problems[0].fault), ("symbol", &Fault::Missing));
    assert!(book.to_string().ends_with("/orderbook refused: symbol is missing 400"));

    assert_eq!(lost.operation, None);
    assert_eq!((lost.json(), book.json()), (Some(serde_json::json!({})), None));
    assert_eq!((lost.path.as_str(), &lost.body[..]), ("/api/%6Eo", &b"{ }"[..]));
    assert_eq!(lost.verdict, Verdict::Refused(Refusal::NoRoute));
    assert!(!format!("{lost:?}").contains("{ }"));
}

#[tokio::test]
async fn the_log_tells_a_sample_from_a_response_of_the_exchange() {
    let bitget = Bitget::start().await.unwrap();
    for path in ["/api/v2/spot/market/vip-fee-rate", "/api/v2/spot/market/tickers"] {
        assert_eq!(response(get(&bitget, path)).await.0, 200);
    }
    let [sample, own] = <[_; 2]>::try_from(bitget.received()).unwrap();
    assert!(sample.to_string().ends_with("/vip-fee-rate served (sample) 200"), "{sample}");
    assert!(own.to_string().ends_with("/tickers served 200"), "{own}");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let ctc = Ctc::start().await.unwrap();
    let large = "x".repeat((1 << 20) + 1);
    // Either the response arrives or, while the body is still on its way, the end of the connection.
    if let Ok(response) = post(&ctc, "/api/convert/", large).send().await {
        assert_eq!(response.status().as_u16(), 500);
    }
    assert_eq!(ctc.received()[0].verdict, Verdict::Refused(Refusal::Unreadable));
    assert_eq!(response(get(&ctc, "/api/coins/")).await.0, 200);
}

#[tokio::test]
async fn other_methods_are_refused_without_harm() {
    let bitget = Bitget::start().await.unwrap();
    for method in ["HEAD", "OPTIONS", "DELETE", "BREW"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let (status, _) = response(to(&bitget, method, "/api/v2/public/time")).await;
        assert_eq!(status, 405);
    }
}
