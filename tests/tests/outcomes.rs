//! What becomes of a request, on the wire: never twice, never misreported.
//!
//! `fault_matrix/` holds the cases by the thousand; here are the promises one by one.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use venue_bitget::{Client, spot_trade::types::OrderAck};
use venue_core::{ClientBuilder, Error, Outcome, Response, RetryPolicy};
use venue_sandbox::{Bitget, Ctc};
use venue_tests::{
    exchanges::{self, Settings},
    server::{Reply, Request, Server},
};

const ORDER: &str = "spot_trade.place_order";

fn builder(bitget: &Bitget) -> ClientBuilder<venue_bitget::Bitget> {
    let retry = RetryPolicy::new().waits(Duration::ZERO, Duration::ZERO);
    let builder = Client::builder().environment(bitget.environment());
    builder.credentials(bitget.credentials()).retry(retry).without_rate_limits()
}

async fn place(client: &Client) -> Result<Response<OrderAck>, Error> {
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let order = order.order_type("limit").force("gtc").price(1).size(1).client_oid("mine");
    order.send().await
}

/// A CTC whose pairs cannot be had.
async fn down() -> Ctc {
    let ctc = Ctc::start().await.unwrap();
    ctc.next("pairs").unwrap().times(1_000).respond(503, "{}");
    ctc
}

#[tokio::test]
async fn no_response_in_time_leaves_the_outcome_unknown() {
    let bitget = Bitget::start().await.unwrap();
    let client = builder(&bitget).build().unwrap();
    bitget.next(ORDER).unwrap().delay(Duration::from_secs(86_400)).pass();
    // Once the order is placed, nothing happens any more but that time passes.
    let passing = async {
        while bitget.effects().is_empty() {
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
    };
    let (result, ()) = tokio::join!(place(&client), passing);
    tokio::time::resume();
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), bitget.effects().len()), (Outcome::Unknown, 1));
    // The error says by which name to find it.
    let name = error.client_order_id().unwrap();
    let found = client.spot_trade().order_info().client_oid(name).send().await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn an_error_names_the_order_to_the_letter_from_a_body_and_from_a_query() {
    let bitget = Bitget::start().await.unwrap();
    let client = builder(&bitget).build().unwrap();
    let names = |error: &Error| error.client_order_ids().map(str::to_owned).collect::<Vec<_>>();
    for id in ["mine", "", r#"a "quoted" \ näme"#, r#"},"clientOid":"other"#] {
        bitget.next(ORDER).unwrap().respond(504, "");
        let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
        let order = order.order_type("limit").force("gtc").price(1).size(1);
        let error = order.client_oid(id).send().await.unwrap_err();
        assert_eq!(names(&error), [id]);
        assert_eq!(error.client_order_id(), Some(id));
        assert!(error.to_string().ends_with(&format!("by its client order id {id}")), "{error}");
    }
    bitget.next(ORDER).unwrap().respond(504, "");
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let error = order.order_type("limit").force("gtc").price(1).size(1).send().await.unwrap_err();
    assert_eq!((names(&error), error.client_order_id()), (Vec::new(), None));
}

#[tokio::test]
async fn a_read_is_sent_again_until_it_succeeds_and_signed_afresh_each_time() {
    let bitget = Bitget::start().await.unwrap();
    // A clock that is never read twice at the same time.
    let (begun, reads) = (SystemTime::now(), AtomicU64::new(0));
    let clock = move || begun + Duration::from_millis(reads.fetch_add(1, Ordering::SeqCst));
    let client = builder(&bitget).clock(clock).build().unwrap();
    place(&client).await.unwrap();
    bitget.next("spot_trade.order_info").unwrap().executed().respond(503, "{}");
    bitget.next("spot_trade.order_info").unwrap().lose_reply();
    client.spot_trade().order_info().client_oid("mine").send().await.unwrap();
    let mut times = Vec::new();
    for attempt in &bitget.received()[1..] {
        assert!(attempt.verdict.is_served(), "{attempt}");
        times.push(attempt.header("access-timestamp").unwrap().to_owned());
    }
    times.dedup();
    assert_eq!(times.len(), 3);
}

#[tokio::test]
async fn retries_end_with_the_policy_and_can_be_switched_off() {
    for attempts in [1, 2, 5] {
        let ctc = down().await;
        let retry = RetryPolicy::new().attempts(attempts).waits(Duration::ZERO, Duration::ZERO);
        let settings = Settings { retry, ..Settings::default() };
        let client = exchanges::client_with("ctc", ctc.base_url(), settings).unwrap();
        client.call("pairs").await.unwrap().unwrap_err();
        assert_eq!(ctc.received().len(), attempts as usize);
    }
    let ctc = down().await;
    let client = venue_ctc::Client::builder().environment(ctc.environment()).build().unwrap();
    let once = venue_ctc::CallOptions::new().without_retry();
    client.pairs().options(once).send().await.unwrap_err();
    assert_eq!(ctc.received().len(), 1);
}

#[tokio::test]
async fn the_retry_budget_is_shared_by_clones_and_ends() {
    let ctc = down().await;
    let client = exchanges::client("ctc", ctc.base_url()).unwrap();
    for _ in 0..30 {
        let clone = client.clone();
        clone.call("pairs").await.unwrap().unwrap_err();
    }
    // 30 calls and 20 retries, not 30 calls and 60 retries.
    assert_eq!(ctc.received().len(), 50);
}

#[tokio::test]
async fn a_wait_that_the_exchange_asks_for_is_kept_or_the_call_ends_before_it() {
    let ctc = Ctc::start().await.unwrap();
    ctc.next("pairs").unwrap().header("retry-after", "3600").respond(429, "{}");
    let client = exchanges::client("ctc", ctc.base_url()).unwrap();
    let error = client.call("pairs").await.unwrap().unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(ctc.received().len(), 1, "an hour is longer than the call may take");
}

#[tokio::test]
async fn a_date_to_wait_for_is_compared_with_the_date_of_the_response() {
    for (until, wait) in [
        ("Wed, 21 Oct 2015 07:28:07 GMT", Some(Duration::from_secs(7))),
        ("Wednesday, 21-Oct-15 07:29:00 GMT", Some(Duration::from_secs(60))),
        ("Wed, 21 Oct 2015 07:27:59 GMT", None),
        ("soon", None),
    ] {
        let headers = vec![
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
            ("retry-after", until.to_owned()),
        ];
        let reply = Reply::Response(503, headers, "{}".to_owned());
        let server = Server::start(move |_: &Request| reply.clone()).await.unwrap();
        let builder = venue_ctc::Client::builder().environment(server.url());
        let client = builder.retry(RetryPolicy::none()).build().unwrap();
        let error = client.pairs().send().await.unwrap_err();
        assert_eq!(error.retry_after(), wait, "{until}");
    }
}

#[tokio::test]
async fn an_error_is_one_line_of_bounded_length_whatever_arrives() {
    let hostile = "\u{1b}[31mred\u{1b}[0m\r\nline\u{2028}\u{202e}drawkcab\u{200b}\u{7f}\u{9b}2J";
    for message in [hostile.to_owned(), hostile.repeat(100_000), "\u{202e}".repeat(3_000_000)] {
        let body = serde_json::json!({"code": hostile.repeat(10), "msg": message}).to_string();
        let bitget = Bitget::start().await.unwrap();
        bitget.next(ORDER).unwrap().respond(400, body);
        let error = place(&builder(&bitget).build().unwrap()).await.unwrap_err();
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(shown.len() < 6_000, "{} bytes", shown.len());
            let acts = |one: char| {
                one.is_control() || matches!(one, '\u{2028}'..='\u{202e}' | '\u{200b}'..='\u{200f}')
            };
            assert!(!shown.contains(acts), "{shown:?}");
        }
        let kept = error.message().chars().count();
        assert!(kept <= 2_049 && kept >= message.chars().count().min(2_048), "{kept} kept");
    }
}

#[tokio::test]
async fn no_time_is_too_long_to_be_counted() {
    let ctc = Ctc::start().await.unwrap();
    let without_end = u64::MAX.to_string();
    ctc.next("pairs").unwrap().times(2).header("retry-after", &without_end).respond(429, "{}");
    let retry = RetryPolicy::new().waits(Duration::MAX, Duration::MAX);
    let builder = venue_ctc::Client::builder().environment(ctc.environment());
    let client = builder.retry(retry).timeout(Duration::MAX).build().unwrap();
    let options = venue_core::CallOptions::new().without_retry();
    let error = client.pairs().options(options).send().await.unwrap_err();
    assert!(error.retry_after().unwrap() >= Duration::from_secs(365 * 24 * 3600));

    let fresh = Ctc::start().await.unwrap();
    let builder = venue_ctc::Client::builder().environment(fresh.environment());
    let client = builder.build().unwrap();
    let options = venue_core::CallOptions::new().timeout(Duration::MAX);
    client.pairs().options(options).send().await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Bitget::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let bitget = Bitget::start().await.unwrap();
        let target = format!("{}/api/v2/spot/trade/place-order", elsewhere.base_url());
        bitget.next(ORDER).unwrap().header("location", &target).respond(status, "");
        let error = place(&builder(&bitget).build().unwrap()).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(bitget.received().len(), 1);
    }
    assert!(elsewhere.received().is_empty(), "keys were carried to another host");
}

#[tokio::test]
async fn a_response_larger_than_the_cap_is_rejected_declared_or_not() {
    let ctc = Ctc::start().await.unwrap();
    let large = "x".repeat(40_000);
    let declared = format!("HTTP/1.1 200 OK\r\ncontent-length: 40000\r\n\r\n{large}");
    let endless = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n",
        large.len()
    );
    for bytes in [declared, endless] {
        ctc.next("pairs").unwrap().raw(move |_| bytes.clone().into_bytes());
        let client = venue_ctc::Client::builder().environment(ctc.environment());
        let client = client.max_response_bytes(10_000).build().unwrap();
        let error = client.pairs().send().await.unwrap_err();
        assert!(error.to_string().contains("larger than 10000 bytes"), "{error}");
    }
}
