//! Time and limits: a wrong local clock is mended, the exchange's limits are kept.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use venue_bitget::{CallOptions, Client, ErrorKind, Outcome, spot_trade::types::OrderAck};
use venue_core::{Error, Response};
use venue_tests::server::{Reply, Request, Server};

fn millis() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// How the miniature's time endpoint behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimeEndpoint {
    Works,
    Down,
    Lies,
}

/// A Bitget that refuses requests whose time is more than 30 seconds from its own.
async fn bitget(exchange_ahead: i64, endpoint: TimeEndpoint) -> Server {
    Server::start(move |request: &Request| {
        let now = millis() + exchange_ahead;
        if request.path().ends_with("/public/time") {
            return match endpoint {
                TimeEndpoint::Works => Reply::ok(format!(
                    r#"{{"code":"00000","msg":"success","requestTime":{now},"data":{{"serverTime":"{now}"}}}}"#
                )),
                TimeEndpoint::Down => Reply::status(503, "{}"),
                TimeEndpoint::Lies => Reply::ok(
                    r#"{"code":"00000","msg":"success","requestTime":1,"data":{"serverTime":"1500000000000"}}"#,
                ),
            };
        }
        let sent: i64 = request.header("access-timestamp").unwrap_or("0").parse().unwrap();
        if (sent - now).abs() > 30_000 {
            return Reply::status(
                400,
                format!(r#"{{"code":"40008","msg":"Request timestamp expired","requestTime":{now},"data":null}}"#),
            );
        }
        Reply::ok(format!(
            r#"{{"code":"00000","msg":"success","requestTime":{now},"data":{{"orderId":"1001","clientOid":"a"}}}}"#
        ))
    })
    .await
    .unwrap()
}

fn builder(server: &Server) -> venue_core::ClientBuilder<venue_bitget::Bitget> {
    Client::builder()
        .environment(server.url())
        .credentials(("key", "secret", "passphrase"))
        .without_rate_limits()
}

async fn place(client: &Client) -> Result<Response<OrderAck>, Error> {
    client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side("buy")
        .order_type("limit")
        .force("gtc")
        .price("1")
        .size("1")
        .client_oid("a")
        .send()
        .await
}

fn orders(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.path().ends_with("place-order")).count()
}

#[tokio::test]
async fn a_machine_that_is_minutes_off_places_an_order_and_keeps_the_time_it_learnt() {
    for skew in
        [-3_600_000, -600_000, -61_000, -6_000, -1_000, 0, 1_000, 6_000, 61_000, 600_000, 3_600_000]
    {
        let server = bitget(skew, TimeEndpoint::Works).await;
        let client = builder(&server).build().unwrap();
        place(&client).await.unwrap_or_else(|error| panic!("off by {skew} ms: {error}"));
        let wrong = if skew.abs() > 30_000 { 1 } else { 0 };
        assert_eq!(orders(&server), 1 + wrong, "off by {skew} ms");
        place(&client).await.unwrap();
        assert_eq!(orders(&server), 2 + wrong, "what was learnt is kept");
    }
}

#[tokio::test]
async fn a_time_endpoint_that_is_down_is_made_up_for_by_the_refusal_itself() {
    let server = bitget(600_000, TimeEndpoint::Down).await;
    place(&builder(&server).build().unwrap()).await.unwrap();
    assert_eq!(orders(&server), 2);
}

#[tokio::test]
async fn a_time_endpoint_that_lies_costs_one_attempt_and_no_loop() {
    let server = bitget(600_000, TimeEndpoint::Lies).await;
    let error = place(&builder(&server).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Clock, Outcome::Rejected));
    assert_eq!(orders(&server), 2);
}

#[tokio::test]
async fn an_injected_clock_is_used_and_corrected() {
    let server = bitget(0, TimeEndpoint::Works).await;
    let stopped = UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    let client = builder(&server).clock(move || stopped).build().unwrap();
    place(&client).await.unwrap();
    assert_eq!(
        server.requests().first().unwrap().header("access-timestamp"),
        Some("1500000000000")
    );
}

#[tokio::test]
async fn correction_can_be_switched_off() {
    let server = bitget(600_000, TimeEndpoint::Works).await;
    let client = builder(&server).without_clock_correction().build().unwrap();
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Clock, Outcome::Rejected));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn many_callers_with_a_wrong_clock_ask_for_the_time_once() {
    let server = bitget(600_000, TimeEndpoint::Works).await;
    let client = builder(&server).build().unwrap();
    let calls = (0..12).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { place(&client).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let asked = server.requests().iter().filter(|one| one.path().ends_with("/public/time")).count();
    assert_eq!(asked, 1);
}

/// Enough for any call.
const LONG: Duration = Duration::from_secs(10);
/// Much less than the second in which one upgrade is allowed.
const SHORT: Duration = Duration::from_millis(50);

/// `upgrade_account` is allowed once a second.
async fn upgrade(client: &Client, time: Duration) -> Result<(), Error> {
    let options = CallOptions::new().timeout(time);
    client.spot_account().upgrade_account().options(options).send().await.map(|_| ())
}

#[tokio::test]
async fn a_call_whose_turn_comes_too_late_is_refused_before_it_is_sent() {
    let server = Server::start(|_: &Request| Reply::ok(r#"{"code":"00000"}"#)).await.unwrap();
    let client = Client::builder()
        .environment(server.url())
        .credentials(("key-a", "secret", "passphrase"))
        .build()
        .unwrap();
    upgrade(&client, LONG).await.unwrap();
    let error = upgrade(&client, SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::NotSent));
    assert!(error.retry_after().is_some());
    assert_eq!(server.requests().len(), 1);
    let states = client.limits();
    let state = states.iter().find(|state| state.operation == Some("upgrade_account")).unwrap();
    assert_eq!((state.allowed, state.used), (1, 1));
}

#[tokio::test]
async fn limits_are_shared_by_clones_and_by_clients_with_the_same_key_and_not_by_others() {
    let server = Server::start(|_: &Request| Reply::ok(r#"{"code":"00000"}"#)).await.unwrap();
    let client = |key: &str| {
        let credentials = (key.to_owned(), "secret", "passphrase");
        Client::builder().environment(server.url()).credentials(credentials).build().unwrap()
    };
    let (first, second, other) = (client("key-1"), client("key-1"), client("key-2"));
    upgrade(&first, LONG).await.unwrap();
    assert_eq!(upgrade(&first.clone(), SHORT).await.unwrap_err().outcome(), Outcome::NotSent);
    assert_eq!(upgrade(&second, SHORT).await.unwrap_err().outcome(), Outcome::NotSent);
    upgrade(&other, LONG).await.unwrap();
}

#[tokio::test]
async fn a_429_closes_the_gate_for_as_long_as_the_exchange_says() {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let server = Server::start(move |_: &Request| {
        if seen.fetch_add(1, Ordering::SeqCst) == 0 {
            Reply::Answer(
                429,
                vec![("retry-after", "300".to_owned())],
                r#"{"code":"429"}"#.to_owned(),
            )
        } else {
            Reply::ok(r#"{"code":"00000","data":{"orderId":"1","clientOid":"a"}}"#)
        }
    })
    .await
    .unwrap();
    let client = Client::builder()
        .environment(server.url())
        .credentials(("key-gate", "secret", "passphrase"))
        .timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::Rejected));
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::NotSent));
    assert_eq!(server.requests().len(), 1);
    assert!(client.limits().iter().any(|state| state.closed_for.is_some()));
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let server = Server::start(|_: &Request| Reply::ok(r#"{"code":"00000"}"#)).await.unwrap();
    let client = builder(&server).build().unwrap();
    for _ in 0..20 {
        upgrade(&client, Duration::from_secs(5)).await.unwrap();
    }
    assert_eq!(server.requests().len(), 20);
    assert!(client.limits().is_empty());
}
