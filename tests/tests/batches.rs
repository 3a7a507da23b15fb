//! Requests that hold objects and lists of objects: batches of orders.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use venue_bitget::{
    Client, ErrorKind, Outcome,
    spot_trade::{
        PlaceOrdersRequest,
        types::{BatchCancel, BatchOrder},
    },
    uta_trade,
};
use venue_tests::server::{Reply, Request, Server};

/// The response of the reference to a batch of cancellations.
const CANCELLED: &str = include_str!("../fixtures/documents/bitget/cancel_orders.response.json");
/// The response of the reference to a batch of unified orders.
const PLACED: &str = include_str!("../fixtures/documents/bitget/uta_place_orders.response.json");

async fn client(response: &'static str) -> (Server, Client) {
    let server = Server::start(move |_: &Request| Reply::ok(response)).await.unwrap();
    let client = client_of(&server);
    (server, client)
}

fn client_of(server: &Server) -> Client {
    let client = Client::builder().environment(server.url()).credentials(("k", "s", "p"));
    client.build().unwrap()
}

fn two_orders() -> PlaceOrdersRequest {
    let first = BatchOrder::new("buy", "limit", "gtc", "1").price("23222.50").client_oid("one");
    let second = BatchOrder::new("sell", "market", "gtc", "0.10").client_oid("two");
    PlaceOrdersRequest::new([first, second]).symbol("BTCUSDT")
}

#[tokio::test]
async fn a_batch_goes_out_digit_by_digit_and_leaves_out_what_is_not_given() {
    let server =
        Server::start(|request: &Request| Reply::ok(CANCELLED).about(request)).await.unwrap();
    let client = client_of(&server);
    client.spot_trade().place_orders().request(two_orders()).send().await.unwrap();
    assert_eq!(
        server.requests()[0].text(),
        r#"{"symbol":"BTCUSDT","orderList":[{"side":"buy","orderType":"limit","force":"gtc","price":"23222.50","size":"1","clientOid":"one"},{"side":"sell","orderType":"market","force":"gtc","size":"0.10","clientOid":"two"}]}"#
    );
}

#[tokio::test]
async fn a_body_that_is_a_list_goes_out_as_one_and_each_items_outcome_comes_back() {
    let (server, client) = client(PLACED).await;
    let order = uta_trade::types::BatchOrder::new("SPOT", "BTCUSDT", "0.001", "buy", "limit");
    let order = order.price(100_000).client_oid("121211212122");
    let placed = client.uta_trade().place_orders().items([order]).send().await.unwrap();
    assert_eq!(
        server.requests()[0].text(),
        r#"[{"category":"SPOT","symbol":"BTCUSDT","qty":"0.001","price":"100000","side":"buy","orderType":"limit","clientOid":"121211212122"}]"#
    );
    assert_eq!(placed[0].order_id.as_deref(), Some("121211212122"));
}

#[tokio::test]
async fn a_batch_tells_which_items_were_accepted_and_which_were_rejected_and_why() {
    let (_server, client) = client(CANCELLED).await;
    let orders =
        [BatchCancel::new().order_id("121211212122"), BatchCancel::new().client_oid("xxx001")];
    let result = client.spot_trade().cancel_orders().order_list(orders).send().await.unwrap();
    assert_eq!(result.success_list[0].order_id.as_deref(), Some("121211212122"));
    let rejected = &result.failure_list[0];
    assert_eq!(rejected.client_oid.as_deref(), Some("xxx001"));
    assert_eq!(rejected.error_msg.as_deref(), Some("duplicate clientOrderId"));
}

#[tokio::test]
async fn an_error_of_a_batch_names_the_client_order_ids_of_all_its_orders() {
    let server = Server::start(|_: &Request| Reply::status(500, "")).await.unwrap();
    let client = Client::builder().environment(server.url()).credentials(("k", "s", "p"));
    let client = client.build().unwrap();
    let error = client.spot_trade().place_orders().request(two_orders()).send().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.client_order_ids().collect::<Vec<_>>(), ["one", "two"]);
    let shown = error.to_string();
    assert!(shown.contains("one") && shown.contains("two"), "{shown}");
    assert_eq!(server.requests().len(), 1, "a write is sent once");

    let items = [uta_trade::types::BatchCancel::new("SPOT", "BTCUSDT").client_oid("three")];
    let error = client.uta_trade().cancel_orders().items(items).send().await.unwrap_err();
    assert_eq!(error.client_order_ids().collect::<Vec<_>>(), ["three"]);
}

#[tokio::test]
async fn what_does_not_fit_in_an_item_keeps_the_batch_back_and_the_error_says_where() {
    let (server, client) = client(CANCELLED).await;
    let wrong = BatchOrder::new("buy", "limit", "gtc", "one").price("1");
    let mut missing = BatchOrder::new("buy", "limit", "gtc", "1");
    missing.size = None;
    let right = two_orders().order_list.unwrap().remove(0);
    for (orders, expected) in [
        ([right.clone(), wrong.clone()], "`order_list`: [1].`size`: \"one\": "),
        ([missing, right.clone()], "`order_list`: [0].`size`: required and not given"),
    ] {
        let call = client.spot_trade().place_orders().symbol("BTCUSDT").order_list(orders);
        let error = call.send().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(server.requests().is_empty());

    // Mended, it goes out.
    let call = client.spot_trade().place_orders().order_list([wrong.size("1"), right]);
    call.send().await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_request_can_be_kept_compared_and_read_again() {
    let request = two_orders();
    let text = serde_json::to_string(&request).unwrap();
    let again: PlaceOrdersRequest = serde_json::from_str(&text).unwrap();
    assert_eq!(again, request);
    assert_ne!(again.clone().symbol("ETHUSDT"), request);
    let shown = format!("{request:?}");
    assert!(
        shown.starts_with(
            "PlaceOrdersRequest { symbol: \"BTCUSDT\", order_list: [BatchOrder { side: Buy"
        ),
        "{shown}"
    );
    let error = serde_json::from_str::<PlaceOrdersRequest>("{}").unwrap_err();
    assert!(error.to_string().contains("missing field `orderList`"), "{error}");
}
