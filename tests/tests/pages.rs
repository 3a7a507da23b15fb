//! Paged operations as streams: they end, they lose nothing, they surface errors.
//!
//! First over exchanges that have the items and page them as exchanges do, then over servers that
//! page in ways which no exchange should.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering},
};

use venue_core::{
    Error,
    pages::{ItemStream, MAX_EMPTY_PAGES},
};
use venue_sandbox::{Bitget, Ctc, CtcDeposit, CtcVenue, Digitex, Durian, Era, Sandbox, Venue};
use venue_tests::server::{Reply, Request, Server};

async fn all<T>(mut stream: ItemStream<'_, T>) -> (Vec<T>, Option<Error>) {
    let mut items = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => {
                assert!(stream.next().await.is_none(), "an error ends the stream");
                return (items, Some(error));
            }
        }
    }
    (items, None)
}

/// How many pages of an operation were asked for.
fn pages<V: Venue>(exchange: &Sandbox<V>, operation: &str) -> usize {
    exchange.received().iter().filter(|one| one.operation.as_deref() == Some(operation)).count()
}

/// A Digitex with seven orders, `c0` the oldest.
async fn digitex_with_orders() -> (Digitex, venue_digitex::Client) {
    let exchange = Digitex::start().await.unwrap();
    let client = venue_digitex::Client::builder().environment(exchange.environment());
    let client = client.credentials(exchange.credentials()).build().unwrap();
    for id in 0..7 {
        let order = client.place_order().market_id(1).client_id(format!("c{id}"));
        let order = order.side(1_i64).type_(2_i64).duration(2_i64).leverage(1);
        order.quantity(1).price(1).send().await.unwrap();
    }
    (exchange, client)
}

#[tokio::test]
async fn cursors_lead_through_all_orders_newest_first() {
    let (exchange, client) = digitex_with_orders().await;
    let (items, error) = all(client.open_orders().page_size(3).stream()).await;
    assert!(error.is_none());
    let ids: Vec<_> = items.iter().map(|order| order.client_id.as_str()).collect();
    assert_eq!(ids, ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]);
    assert_eq!(pages(&exchange, "open_orders"), 3);
}

#[tokio::test]
async fn an_error_on_a_later_page_comes_after_the_items_before_it() {
    let (exchange, client) = digitex_with_orders().await;
    exchange.next("open_orders").unwrap().pass();
    exchange.next("open_orders").unwrap().respond(403, r#"{"detail":"no"}"#);
    let (items, error) = all(client.open_orders().page_size(3).stream()).await;
    assert_eq!(items.len(), 3);
    assert_eq!(error.unwrap().status().unwrap().as_u16(), 403);
}

/// A Bitget with ten orders, `order-0` the oldest.
async fn bitget_with_orders() -> (Bitget, venue_bitget::Client) {
    let exchange = Bitget::start().await.unwrap();
    let client = venue_bitget::Client::builder().environment(exchange.environment());
    let client = client.credentials(exchange.credentials()).without_rate_limits().build().unwrap();
    for id in 0..10 {
        let order = client.spot_trade().place_order().symbol("BTCUSDT").side("buy");
        let order = order.order_type("limit").force("gtc").price(1).size(1);
        order.client_oid(format!("order-{id}")).send().await.unwrap();
    }
    (exchange, client)
}

#[tokio::test]
async fn ids_count_down_until_a_page_is_empty() {
    let (exchange, client) = bitget_with_orders().await;
    for id in 0..10 {
        let cancel = client.spot_trade().cancel_order().symbol("BTCUSDT");
        cancel.client_oid(format!("order-{id}")).send().await.unwrap();
    }
    let (items, error) = all(client.spot_trade().order_history().limit(4).stream()).await;
    assert!(error.is_none());
    let ids: Vec<_> = items.iter().filter_map(|order| order.client_oid.as_deref()).collect();
    let names: Vec<_> = (0..10).rev().map(|id| format!("order-{id}")).collect();
    assert_eq!(ids, names);
    assert_eq!(pages(&exchange, "spot_trade.order_history"), 4);
}

#[tokio::test]
async fn a_cursor_inside_the_payload_is_followed() {
    let (exchange, client) = bitget_with_orders().await;
    let (items, error) = all(client.uta_trade().open_orders().limit(4).stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((items.len(), pages(&exchange, "uta_trade.open_orders")), (10, 4));
}

/// A converter with so many deposits.
async fn ctc_with_deposits(era: Era, count: i64) -> (Ctc, venue_ctc::Client) {
    let exchange = Ctc::builder().venue(CtcVenue::in_era(era)).start().await.unwrap();
    let client = venue_ctc::Client::builder().environment(exchange.environment()).build().unwrap();
    let known = client.deposits().send().await.unwrap().results.len() as i64;
    exchange.with_venue(|venue| {
        for id in known..count {
            let (txid, coin) = ("5f0c".to_owned(), "LTC".to_owned());
            let status = "conv".to_owned();
            let id = 1_000 + id;
            venue.add_deposit(CtcDeposit { id, txid, coin, status, ..CtcDeposit::default() });
        }
    });
    (exchange, client)
}

#[tokio::test]
async fn offsets_count_up_to_the_total() {
    let (exchange, client) = ctc_with_deposits(Era::C, 250).await;
    let (items, error) = all(client.deposits().stream()).await;
    assert!(error.is_none(), "{error:?}");
    let ids: std::collections::BTreeSet<_> = items.iter().map(|deposit| deposit.id).collect();
    assert_eq!((items.len(), ids.len()), (250, 250));
    assert_eq!(pages(&exchange, "deposits"), 1 + 3, "the first was to count");
    let (items, _) = all(client.deposits().offset(240).stream()).await;
    assert_eq!(items.len(), 10);
}

#[tokio::test]
async fn a_bare_list_is_the_whole() {
    let (exchange, client) = ctc_with_deposits(Era::A, 120).await;
    let (items, error) = all(client.deposits().stream()).await;
    assert!(error.is_none());
    assert_eq!((items.len(), pages(&exchange, "deposits")), (120, 1 + 1));
}

#[tokio::test]
async fn page_numbers_count_up_until_all_is_there() {
    let exchange = Durian::start().await.unwrap();
    let client = venue_durian::Client::builder().environment(exchange.environment());
    let client = client.credentials(exchange.credentials()).build().unwrap();
    for _ in 0..23 {
        let open = client.open_position().symbol("BT_PERP_BTC_USD").side("BUY");
        let open = open.position_side("LONG").order_qty("0.03").leverage(20);
        open.send().await.unwrap();
    }
    client.close_all_positions().send().await.unwrap();
    let history = client.position_history().start_time("0").end_time("9999999999999");
    let (items, error) = all(history.stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((items.len(), pages(&exchange, "position_history")), (23, 3));
}

fn query(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    let pair =
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
    pair.map(|(_, value)| value.replace("%3D", "="))
}

/// A list of orders as JSON, with the ids of a range.
fn orders(ids: impl Iterator<Item = usize>, field: &str) -> String {
    let mut list = String::new();
    for id in ids {
        let comma = if list.is_empty() { "" } else { "," };
        let _ =
            write!(list, "{comma}{{\"client_id\":\"c{id}\",\"market_id\":1,\"{field}\":\"{id}\"}}");
    }
    format!("[{list}]")
}

async fn digitex(
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Server, venue_digitex::Client) {
    let server = Server::start(script).await.unwrap();
    let client = venue_digitex::Client::builder()
        .environment(server.url())
        .credentials("token")
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn a_cursor_is_followed_to_the_end() {
    let (server, client) = digitex(|request: &Request| {
        let (ids, next) = match query(request, "cursor").as_deref() {
            None => (0..3, "\"bz0x==\""),
            Some("bz0x==") => (3..6, "\"https://digitex.io/x?cursor=third\""),
            Some("third") => (6..7, "null"),
            other => panic!("cursor {other:?}"),
        };
        Reply::ok(format!(r#"{{"next":{next},"previous":null,"results":{}}}"#, orders(ids, "x")))
    })
    .await;
    let (items, error) = all(client.open_orders().stream()).await;
    assert!(error.is_none());
    let ids: Vec<_> = items.iter().map(|order| order.client_id.as_str()).collect();
    assert_eq!(ids, ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_the_stream_instead_of_looping() {
    let (server, client) = digitex(|_: &Request| {
        Reply::ok(format!(r#"{{"next":"same","results":{}}}"#, orders(0..2, "x")))
    })
    .await;
    let (items, error) = all(client.open_orders().stream()).await;
    assert!(error.is_none());
    assert_eq!((items.len(), server.requests().len()), (4, 2));
}

#[tokio::test]
async fn empty_pages_and_missing_cursors_end_or_continue_as_the_exchange_says() {
    for (body, count) in [
        (r#"{"next":null,"results":[]}"#.to_owned(), 0),
        (r#"{"results":[]}"#.to_owned(), 0),
        (format!(r#"{{"results":{}}}"#, orders(0..2, "x")), 2),
        (format!(r#"{{"next":"","results":{}}}"#, orders(0..2, "x")), 2),
    ] {
        let (server, client) = digitex(move |_: &Request| Reply::ok(body.clone())).await;
        let (items, error) = all(client.open_orders().stream()).await;
        assert!(error.is_none());
        assert_eq!((items.len(), server.requests().len()), (count, 1));
    }
}

#[tokio::test]
async fn pages_that_stay_empty_while_each_names_another_end_with_an_error() {
    let count = AtomicUsize::new(0);
    let (server, client) = digitex(move |_: &Request| {
        let next = count.fetch_add(1, Ordering::Relaxed);
        let page = if next == 50 { orders(0..2, "x") } else { "[]".to_owned() };
        Reply::ok(format!(r#"{{"next":"cursor-{next}","results":{page}}}"#))
    })
    .await;
    let (items, error) = all(client.open_orders().stream()).await;
    assert_eq!(error.unwrap().message(), "100 pages were empty, and each named a next one");
    // Those before an item do not count.
    assert_eq!((items.len(), server.requests().len()), (2, 51 + MAX_EMPTY_PAGES as usize));
}

#[tokio::test]
async fn a_stream_that_is_dropped_asks_for_nothing_more() {
    let (server, client) = digitex(|_: &Request| {
        Reply::ok(format!(r#"{{"next":"more","results":{}}}"#, orders(0..2, "x")))
    })
    .await;
    let mut stream = client.open_orders().stream();
    assert!(stream.next().await.unwrap().is_ok());
    drop(stream);
    assert_eq!(server.requests().len(), 1);
}

async fn bitget(
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Server, venue_bitget::Client) {
    let server = Server::start(script).await.unwrap();
    let client = venue_bitget::Client::builder()
        .environment(server.url())
        .credentials(("key-pages", "secret", "passphrase"))
        .without_rate_limits()
        .build()
        .unwrap();
    (server, client)
}

fn bitget_orders(ids: impl Iterator<Item = usize>) -> Reply {
    let list: Vec<String> =
        ids.map(|id| format!(r#"{{"orderId":"{id}","symbol":"BTCUSDT"}}"#)).collect();
    Reply::ok(format!(r#"{{"code":"00000","msg":"","requestTime":1,"data":[{}]}}"#, list.join(",")))
}

#[tokio::test]
async fn an_exchange_that_ignores_the_id_gives_its_page_once() {
    let (server, client) = bitget(|_: &Request| bitget_orders((0..3).rev())).await;
    let (items, error) = all(client.spot_trade().order_history().stream()).await;
    assert!(error.is_none());
    assert_eq!((items.len(), server.requests().len()), (3, 2));
}

/// Past loans by page, `size` on each of the first so many.
fn loans(request: &Request, [full, size]: [usize; 2], is_kept: bool) -> Reply {
    let page: usize = query(request, "pageNo").map_or(1, |page| page.parse().unwrap());
    let page = if is_kept { 1 } else { page };
    let count = if page <= full { size } else { 0 };
    bitget_orders((0..count).map(|item| 10 * page + item))
}

#[tokio::test]
async fn pages_of_which_nobody_tells_the_number_are_read_up_to_the_first_empty_one() {
    for (full, expected) in [(0, 0), (1, 2), (3, 6)] {
        let (server, client) = bitget(move |it: &Request| loans(it, [full, 2], false)).await;
        let call = client.earn_loan().borrow_history().start_time(1_i64).end_time(2_i64);
        let (items, error) = all(call.stream()).await;
        assert!(error.is_none());
        assert_eq!((items.len(), server.requests().len()), (expected, full + 1));
        let ids: Vec<_> = items.iter().map(|loan| loan.order_id.as_str()).collect();
        assert_eq!(ids, ["10", "11", "20", "21", "30", "31"][..expected]);
    }
}

#[tokio::test]
async fn an_exchange_that_ignores_the_number_of_a_page_gives_it_once() {
    let (server, client) = bitget(|it: &Request| loans(it, [1, 2], true)).await;
    let call = client.earn_loan().borrow_history().start_time(1_i64).end_time(2_i64);
    let (items, error) = all(call.stream()).await;
    assert!(error.is_none());
    assert_eq!((items.len(), server.requests().len()), (2, 2));
}

#[tokio::test]
async fn a_page_that_begins_like_the_one_before_it_is_another_page() {
    let (_server, client) = bitget(|it: &Request| {
        let page: u8 = query(it, "pageNo").map_or(1, |page| page.parse().unwrap());
        let rows = match page {
            1 => r#"{"coin":"USDT","profit":"1"},{"coin":"BTC","profit":"2"}"#,
            2 => r#"{"coin":"USDT","profit":"1"},{"coin":"ETH","profit":"3"}"#,
            _ => "",
        };
        Reply::ok(format!(r#"{{"code":"00000","msg":"","requestTime":1,"data":[{rows}]}}"#))
    })
    .await;
    let (items, error) = all(client.copy_futures_trader().profit_details().stream()).await;
    assert!(error.is_none());
    assert_eq!(items.len(), 4);
}

#[tokio::test]
async fn a_page_is_asked_for_in_the_body_where_the_list_is_read_by_a_post() {
    let (server, client) = bitget(|it: &Request| {
        let list = if it.text().contains(r#""pageNo":"2""#) { "" } else { r#"{"uid":1}"# };
        Reply::ok(format!(r#"{{"code":"00000","msg":"","requestTime":1,"data":[{list}]}}"#))
    })
    .await;
    let (items, error) = all(client.affiliate().customers().stream()).await;
    assert!(error.is_none());
    let bodies: Vec<String> = server.requests().iter().map(Request::text).collect();
    assert_eq!((items.len(), bodies), (1, vec!["{}".to_owned(), r#"{"pageNo":"2"}"#.to_owned()]));
}

fn deposits(ids: std::ops::Range<usize>) -> String {
    let list: Vec<String> = ids
        .map(|id| {
            format!(
                r#"{{"id":{id},"txid":"t","coin":"LTC","vout":0,"status":"conv","amount":"1.00000000000000000000"}}"#
            )
        })
        .collect();
    format!("[{}]", list.join(","))
}

async fn ctc(
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Server, venue_ctc::Client) {
    let server = Server::start(script).await.unwrap();
    let client = venue_ctc::Client::builder().environment(server.url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_total_that_shrinks_or_grows_on_the_way_ends_all_the_same() {
    for totals in [[250, 120, 120], [150, 250, 250]] {
        let (_server, client) = ctc(move |request: &Request| {
            let offset: usize =
                query(request, "offset").map_or(0, |offset| offset.parse().unwrap());
            let total = totals[(offset / 100).min(2)];
            let results = deposits(offset..(offset + 100).min(total).max(offset));
            Reply::ok(format!(
                r#"{{"count":{total},"next":null,"previous":null,"results":{results}}}"#
            ))
        })
        .await;
        let (items, error) = all(client.deposits().stream()).await;
        assert!(error.is_none());
        assert_eq!(items.len(), totals[2]);
    }
}

async fn durian(
    script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Server, venue_durian::Client) {
    let server = Server::start(script).await.unwrap();
    let credentials = venue_durian::Credentials::token("token");
    let client = venue_durian::Client::builder()
        .environment(server.url())
        .credentials(credentials)
        .build()
        .unwrap();
    (server, client)
}

fn history(ids: std::ops::Range<usize>, total: usize) -> Reply {
    let list: Vec<String> =
        ids.map(|id| format!(r#"{{"symbol":"S","positionId":"{id}","id":{id}}}"#)).collect();
    Reply::ok(format!(
        r#"{{"msg":"success","code":200,"data":{{"total":{total},"list":[{}]}}}}"#,
        list.join(",")
    ))
}

#[tokio::test]
async fn an_exchange_that_ignores_the_page_number_gives_its_page_once() {
    let (server, client) = durian(|_: &Request| history(0..10, 1_000)).await;
    let (items, error) =
        all(client.position_history().start_time("0").end_time("1").stream()).await;
    assert!(error.is_none());
    assert_eq!((items.len(), server.requests().len()), (10, 2));
}
