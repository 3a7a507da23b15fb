//! Scripts: responses that are wrong, late, cut off or lost, and what happened behind them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::time::{Duration, Instant};

use common::{Signed, get, json, response, served};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use venue_sandbox::{Bitget, Ctc, Verdict};

const PLACE: &str = "/api/v2/spot/trade/place-order";
const TIME: &str = "/api/v2/public/time";
const ORDER: &str = r#"{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"20000","size":"1","clientOid":"mine"}"#;

/// The bytes that come back on a connection of its own, until it ends.
async fn bytes(port: u16, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all).await;
    all
}

#[tokio::test]
async fn a_lost_reply_has_its_effect_once_and_the_order_is_found() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    bitget.next("spot_trade.place_order").unwrap().lose_reply();

    let error = signed.post(&bitget, PLACE, ORDER).send().await.unwrap_err();
    assert!(!error.is_status() && !error.is_timeout() && !error.is_connect(), "{error:?}");

    let [effect] = <[_; 1]>::try_from(bitget.effects()).unwrap();
    assert_eq!(effect.operation, "spot_trade.place_order");
    assert_eq!(effect.client_order_id.as_deref(), Some("mine"));
    assert!(effect.summary.contains("placed: buy 1 BTC of BTCUSDT at 20000"), "{effect}");
    let received = &bitget.received()[0];
    assert_eq!((&received.verdict, received.status), (&Verdict::Served, 0));

    let request = signed.get(&bitget, "/api/v2/spot/trade/orderInfo", "clientOid=mine");
    assert_eq!(served(&bitget, request).await[0]["status"], "live");
    assert_eq!(bitget.balance("USDT"), ("80000".to_owned(), "20000".to_owned()));
    assert_eq!(bitget.scripted(), 0);
}

#[tokio::test]
async fn a_cut_connection_has_no_effect() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    bitget.next("spot_trade.place_order").unwrap().cut();
    assert!(signed.post(&bitget, PLACE, ORDER).send().await.is_err());
    assert!(bitget.effects().is_empty());
    assert_eq!(bitget.received()[0].verdict, Verdict::Scripted);
    assert_eq!(bitget.balance("USDT").1, "0");
}

#[tokio::test]
async fn a_cut_before_the_response_sends_nothing_and_one_within_sends_so_many_bytes() {
    let ctc = Ctc::start().await.unwrap();
    ctc.next_any().cut();
    assert_eq!(bytes(ctc.port(), "/api/coins/").await, b"");
    let whole = bytes(ctc.port(), "/api/coins/").await;
    let head = |all: &[u8]| all.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let body = &whole[head(&whole)..];
    for count in [0, 1, 20, body.len() - 1] {
        ctc.next_any().cut_after(count);
        let part = bytes(ctc.port(), "/api/coins/").await;
        assert_eq!(part[head(&part)..], body[..count]);
    }
    ctc.next_any().cut_after(body.len());
    assert!(bytes(ctc.port(), "/api/coins/").await.ends_with(body));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_of_the_client_and_an_effect_of_the_exchange() {
    let bitget = Bitget::start().await.unwrap();
    bitget.next("spot_trade.place_order").unwrap().cut_after(10);
    let response = Signed::by(&bitget).post(&bitget, PLACE, ORDER).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert!(response.text().await.is_err());
    assert_eq!(bitget.effects().len(), 1);
}

#[tokio::test]
async fn the_next_calls_of_one_operation_are_responded_to_and_no_others() {
    let bitget = Bitget::start().await.unwrap();
    let busy = r#"{"code":"429","msg":"Too Many Requests"}"#;
    let script = bitget.next("platform.server_time").unwrap().times(2);
    script.header("Retry-After", "1").header("bad name", "1").respond(429, busy);
    bitget.next("platform.server_time").unwrap().respond(503, "down");
    assert_eq!(bitget.scripted(), 3);

    assert_eq!(response(get(&bitget, "/api/v2/spot/public/coins")).await.0, 200);
    for _ in 0..2 {
        let response = get(&bitget, TIME).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["retry-after"]),
            (429, &"1".parse().unwrap())
        );
        assert_eq!(response.text().await.unwrap(), busy);
    }
    assert_eq!(response(get(&bitget, TIME)).await, (503, "down".to_owned()));
    assert_eq!(response(get(&bitget, TIME)).await.0, 200);
    let statuses: Vec<u16> = bitget.received().iter().map(|received| received.status).collect();
    assert_eq!(statuses, [200, 429, 429, 503, 200]);
    assert_eq!(bitget.received()[1].to_string().matches("scripted").count(), 1);
    assert_eq!(bitget.scripted(), 0);
}

#[tokio::test]
async fn a_scripted_response_may_hide_what_was_executed() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    bitget.next("spot_trade.place_order").unwrap().executed().respond(504, "<html>gateway timeout");
    let got = response(signed.post(&bitget, PLACE, ORDER)).await;
    assert_eq!(got, (504, "<html>gateway timeout".to_owned()));
    assert_eq!(bitget.effects().len(), 1);
    // And a request that the exchange refuses has no effect, whatever the script says.
    bitget.next("spot_trade.place_order").unwrap().executed().respond(200, "{}");
    assert_eq!(response(signed.post(&bitget, PLACE, ORDER)).await.0, 200);
    assert_eq!(bitget.effects().len(), 1);
    assert!(matches!(bitget.received()[1].verdict, Verdict::Refused(_)));
}

#[tokio::test]
async fn garbage_is_neither_json_nor_text() {
    let bitget = Bitget::start().await.unwrap();
    bitget.next_any().garbage();
    let response = get(&bitget, TIME).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let body = response.bytes().await.unwrap();
    assert!(std::str::from_utf8(&body).is_err());
    assert!(serde_json::from_slice::<serde_json::Value>(&body).is_err());
}

#[tokio::test]
async fn a_late_response_has_had_its_effect_before() {
    let bitget = Bitget::start().await.unwrap();
    let signed = Signed::by(&bitget);
    let delay = Duration::from_millis(300);
    bitget.next("spot_trade.place_order").unwrap().delay(Duration::from_secs(60)).pass();
    let impatient = signed.post(&bitget, PLACE, ORDER).timeout(delay).send().await;
    assert!(impatient.unwrap_err().is_timeout());
    assert_eq!(bitget.effects().len(), 1);

    bitget.next("platform.server_time").unwrap().delay(delay).header("x-mine", "1").pass();
    let asked = Instant::now();
    let response = get(&bitget, TIME).send().await.unwrap();
    assert!(asked.elapsed() >= delay && response.headers()["x-mine"] == "1");
    assert!(response.text().await.unwrap().contains("serverTime"));
}

#[tokio::test]
async fn a_script_for_an_operation_that_the_exchange_does_not_have_is_an_error() {
    let bitget = Bitget::start().await.unwrap();
    for name in ["no_such_operation", "place_order", "spot_trade_place_order", ""] {
        let error = bitget.next(name).unwrap_err();
        assert_eq!(error.to_string(), format!("bitget has no operation {name:?}"));
    }
    assert!(Ctc::start().await.unwrap().next("api_index").is_ok());
}

#[tokio::test]
async fn scripts_reach_requests_that_no_operation_takes_and_can_be_taken_back() {
    let bitget = Bitget::start().await.unwrap();
    bitget.next("platform.server_time").unwrap().times(7).cut();
    bitget.next_any().respond(418, "");
    assert_eq!(response(get(&bitget, "/nowhere")).await, (418, String::new()));
    assert_eq!(bitget.scripted(), 7);
    bitget.clear_scripts();
    assert_eq!(bitget.scripted(), 0);
    bitget.next_any().times(0).cut();
    bitget.next_any().respond(99, "a status that HTTP does not have");
    assert_eq!(response(get(&bitget, TIME)).await.0, 500);
    assert_eq!(json(get(&bitget, TIME)).await.0, 200);
}
