//! Time and limits: a wrong local clock is mended, the exchange's limits are kept.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::time::{Duration, UNIX_EPOCH};

use venue_bitget::{CallOptions, Client, ErrorKind, Outcome, spot_trade::types::OrderAck};
use venue_core::{ClientBuilder, Error, MAX_COOLDOWN, Response};
use venue_sandbox::Bitget;
use venue_tests::server::{Reply, Request, Server};

const TIME: &str = "platform.server_time";

/// A Bitget whose clock is so many milliseconds ahead of ours; it takes requests whose time is at
/// most 30 seconds from its own.
async fn ahead(milliseconds: i64) -> Bitget {
    Bitget::builder().clock_offset_ms(milliseconds).start().await.unwrap()
}

fn builder(bitget: &Bitget) -> ClientBuilder<venue_bitget::Bitget> {
    let builder = Client::builder().environment(bitget.environment());
    builder.credentials(bitget.credentials()).without_rate_limits()
}

async fn place(client: &Client) -> Result<Response<OrderAck>, Error> {
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    order.order_type("limit").force("gtc").price(1).size(1).send().await
}

/// How often an operation was asked for.
fn asked(bitget: &Bitget, operation: &str) -> usize {
    bitget.received().iter().filter(|one| one.operation.as_deref() == Some(operation)).count()
}

fn orders(bitget: &Bitget) -> usize {
    asked(bitget, "spot_trade.place_order")
}

#[tokio::test]
async fn a_machine_that_is_minutes_off_places_an_order_and_keeps_the_offset() {
    for skew in
        [-3_600_000, -600_000, -61_000, -6_000, -1_000, 0, 1_000, 6_000, 61_000, 600_000, 3_600_000]
    {
        let bitget = ahead(skew).await;
        let client = builder(&bitget).build().unwrap();
        place(&client).await.unwrap_or_else(|error| panic!("off by {skew} ms: {error}"));
        let wrong = if skew.abs() > 30_000 { 1 } else { 0 };
        assert_eq!(orders(&bitget), 1 + wrong, "off by {skew} ms");
        place(&client).await.unwrap();
        assert_eq!(orders(&bitget), 2 + wrong, "the offset is kept");
        assert_eq!(bitget.effects().len(), 2, "each order was placed once");
    }
}

#[tokio::test]
async fn a_time_endpoint_that_is_down_is_made_up_for_by_the_rejection_itself() {
    let bitget = ahead(600_000).await;
    bitget.next(TIME).unwrap().times(9).respond(503, "{}");
    place(&builder(&bitget).build().unwrap()).await.unwrap();
    assert_eq!((orders(&bitget), bitget.effects().len()), (2, 1));
}

#[tokio::test]
async fn a_time_endpoint_that_lies_costs_one_attempt_and_no_loop() {
    let bitget = ahead(600_000).await;
    let long_ago =
        r#"{"code":"00000","msg":"success","requestTime":1,"data":{"serverTime":"1500000000000"}}"#;
    bitget.next(TIME).unwrap().times(9).respond(200, long_ago);
    let error = place(&builder(&bitget).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Clock, Outcome::Rejected));
    assert_eq!((orders(&bitget), bitget.effects().len()), (2, 0));
}

#[tokio::test]
async fn an_injected_clock_is_used_and_corrected() {
    let bitget = ahead(0).await;
    let stopped = UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    let client = builder(&bitget).clock(move || stopped).build().unwrap();
    place(&client).await.unwrap();
    assert_eq!(bitget.received()[0].header("access-timestamp"), Some("1500000000000"));
}

#[tokio::test]
async fn correction_can_be_switched_off() {
    let bitget = ahead(600_000).await;
    let client = builder(&bitget).without_clock_correction().build().unwrap();
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Clock, Outcome::Rejected));
    assert_eq!(bitget.received().len(), 1);
}

#[tokio::test]
async fn many_callers_with_a_wrong_clock_ask_for_the_time_once() {
    let bitget = ahead(600_000).await;
    let client = builder(&bitget).build().unwrap();
    let calls = (0..12).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { place(&client).await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!((asked(&bitget, TIME), bitget.effects().len()), (1, 12));
}

/// A server that rejects the time of every order and is silent when it is asked for its own.
async fn silent_about_its_time() -> Server {
    Server::start(|request: &Request| match request.method.as_str() {
        "GET" => Reply::Silence,
        _ => Reply::status(400, r#"{"code":"40008","msg":"Request timestamp expired"}"#),
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_call_waits_for_the_clock_no_longer_than_its_deadline() {
    let server = silent_about_its_time().await;
    let client = Client::builder().environment(server.url()).credentials(("k", "s", "p"));
    let client = client.without_rate_limits().timeout(Duration::from_secs(3_600)).build().unwrap();
    let first = tokio::spawn({
        let client = client.clone();
        async move { place(&client).await.map(|_| ()) }
    });
    // The first one has asked for the time and will wait for an hour.
    while server.requests().iter().all(|request| request.method != "GET") {
        tokio::task::yield_now().await;
    }
    let started = std::time::Instant::now();
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let order = order.order_type("limit").force("gtc").price(1).size(1);
    let options = CallOptions::new().timeout(Duration::from_millis(500));
    let error = order.options(options).send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Clock, Outcome::Rejected));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert!(!first.is_finished());
    first.abort();
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
async fn a_call_whose_permit_comes_too_late_is_not_sent() {
    let bitget = Bitget::start().await.unwrap();
    let client = Client::builder().environment(bitget.environment());
    let client = client.credentials(bitget.credentials()).build().unwrap();
    upgrade(&client, LONG).await.unwrap();
    let error = upgrade(&client, SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::NotSent));
    assert!(error.retry_after().is_some());
    assert_eq!(bitget.received().len(), 1);
    let states = client.limits();
    let state = states
        .iter()
        .find(|state| state.operation == Some("spot_account.upgrade_account"))
        .unwrap();
    assert_eq!((state.allowed, state.used), (1, 1));
}

/// Places an order now or not at all.
async fn place_soon(client: &Client) -> Result<Response<OrderAck>, Error> {
    let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
    let order = order.order_type("limit").force("gtc").price(1).size(1);
    order.options(CallOptions::new().timeout(SHORT)).send().await
}

#[tokio::test]
async fn operations_of_one_id_in_two_groups_have_limits_of_their_own() {
    let server = Server::start(|_: &Request| Reply::ok(r#"{"code":"00000"}"#)).await.unwrap();
    let credentials = ("key-of-two-groups", "secret", "passphrase");
    let client = Client::builder().environment(server.url()).credentials(credentials);
    let client = client.build().unwrap();
    let mut rejected = None;
    for _ in 0..100 {
        let error = place_soon(&client).await.unwrap_err();
        if error.kind() == ErrorKind::RateLimit {
            rejected = Some(error);
            break;
        }
    }
    let rejected = rejected.expect("a limit that ends");
    assert!(
        rejected.to_string().starts_with("spot_trade.place_order: rate limit: next permit in ")
    );
    assert_eq!(place_soon(&client.clone()).await.unwrap_err().outcome(), Outcome::NotSent);
    let order = client.uta_trade().place_order().category("SPOT").symbol("BTCUSDT").side("buy");
    let error = order.order_type("market").qty(1).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "it was sent: {error}");
}

#[tokio::test]
async fn limits_are_shared_by_clones_and_by_clients_with_the_same_key_and_not_by_others() {
    // The sandbox knows one key only.
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
async fn a_429_is_followed_by_a_cooldown_for_as_long_as_the_exchange_says() {
    let bitget = Bitget::start().await.unwrap();
    let script = bitget.next("spot_trade.place_order").unwrap().header("retry-after", "300");
    script.respond(429, r#"{"code":"429"}"#);
    let client = Client::builder()
        .environment(bitget.environment())
        .credentials(bitget.credentials())
        .timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::Rejected));
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::NotSent));
    assert_eq!(bitget.received().len(), 1);
    assert!(client.limits().iter().any(|state| state.cooldown.is_some()));
}

#[tokio::test]
async fn a_pause_of_decades_lasts_an_hour_and_calls_meanwhile_fail_at_once_and_say_why() {
    let bitget = Bitget::start().await.unwrap();
    let script = bitget.next("spot_trade.place_order").unwrap();
    script.header("retry-after", &u64::MAX.to_string()).respond(429, r#"{"code":"429"}"#);
    let client = Client::builder().environment(bitget.environment());
    let client = client.credentials(bitget.credentials()).build().unwrap();
    place(&client).await.unwrap_err();
    let error = place(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimit, Outcome::NotSent));
    let said = "rate limit: the exchange has asked for a pause, next permit in ";
    assert!(error.message().starts_with(said), "{error}");
    assert!(error.retry_after().unwrap() <= MAX_COOLDOWN);
    assert_eq!(bitget.received().len(), 1);
    tokio::time::pause();
    tokio::time::advance(MAX_COOLDOWN).await;
    tokio::time::resume();
    place(&client).await.unwrap();
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let bitget = Bitget::start().await.unwrap();
    let client = builder(&bitget).build().unwrap();
    for _ in 0..20 {
        upgrade(&client, LONG).await.unwrap();
    }
    assert_eq!(bitget.received().len(), 20);
    assert!(client.limits().is_empty());
}
