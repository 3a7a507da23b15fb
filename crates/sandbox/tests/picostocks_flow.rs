//! The simulated PicoStocks, over raw HTTP: orders that lock, cross and are cancelled by what they
//! are worth.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{Order, get, json, pico_body, pico_signature, post};
use serde_json::{Value, json as value};
use venue_sandbox::{PicoStocks, Side};

const OTHER: i64 = 20;

async fn read(pico: &PicoStocks, path: &str) -> Value {
    let (status, body) = json(get(pico, path)).await;
    assert_eq!(status, 200, "{path}");
    body
}

/// Signs with the current nonce and sends.
async fn send(pico: &PicoStocks, word: &str, order: Order<'_>) -> (u16, Value) {
    let nonce = read(pico, "/account/nonce/19/").await["nonce"].as_u64().unwrap();
    let signature = pico_signature(word, pico, order, nonce);
    let path = match word {
        "ASK" => "/trader/ask/put/",
        "BID" => "/trader/bid/put/",
        "CANCELASK" => "/trader/ask/cancel/",
        _ => "/trader/bid/cancel/",
    };
    json(post(pico, path, pico_body(pico, order, &signature))).await
}

/// Free and locked.
async fn balance(pico: &PicoStocks, user: i64, stock: i64) -> (String, String) {
    let items = read(pico, &format!("/account/balance/{user}/")).await;
    let mut items = items.as_array().unwrap().iter();
    let item = items.find(|item| item["stock_id"] == stock).unwrap();
    let text = |name: &str| item[name].as_str().unwrap().to_owned();
    (text("free"), text("locked"))
}

fn pair(free: &str, locked: &str) -> (String, String) {
    (free.to_owned(), locked.to_owned())
}

#[tokio::test]
async fn an_order_is_placed_seen_in_the_book_and_cancelled() {
    let pico = PicoStocks::start().await.unwrap();
    let ask = (3, "0.035000000000000000", 2, "1000000000.000000000000000000");
    let (status, receipt) = send(&pico, "ASK", ask).await;
    assert_eq!((status, &receipt["user_id"]), (200, &19.into()));
    let book = read(&pico, "/market/orderbook/?user_id=19").await;
    assert_eq!(book["bids"], value!([]));
    assert_eq!(book["asks"][0]["quantity"], ask.1);
    assert_eq!(book["asks"][0]["price"], ask.3);
    assert!(book["asks"][0]["sync"].as_str().unwrap().contains('.'));
    let found = balance(&pico, 19, 3).await;
    assert_eq!(found, pair("999999.965000000000000000", "0.035000000000000000"));

    let (status, receipt) = send(&pico, "CANCELASK", ask).await;
    assert_eq!((status, &receipt["response"]), (200, &ask.1.into()));
    assert_eq!(read(&pico, "/market/orderbook/?user_id=19").await["asks"], value!([]));
    let found = balance(&pico, 19, 3).await;
    assert_eq!(found, pair("1000000.000000000000000000", "0.000000000000000000"));
    assert_eq!(read(&pico, "/account/nonce/19/").await["nonce"], 47);
    assert_eq!(pico.effects().len(), 2);
}

#[tokio::test]
async fn what_a_user_has_can_be_given_and_asked() {
    let pico = PicoStocks::start().await.unwrap();
    let digits = "12345678901234567890123456789012345678.000000000000000001";
    pico.with_venue(|venue| venue.set_free(19, 5, digits.parse().unwrap()));
    assert_eq!(balance(&pico, 19, 5).await.0, digits);
    let found = pico.with_venue(|venue| venue.balance(19, 5));
    assert_eq!(found, (digits.parse().unwrap(), 0.into()));
    let parameters = &pico.received()[0].parameters;
    assert_eq!(parameters, &[("user_id".to_owned(), "19".to_owned())]);
}

#[tokio::test]
async fn a_bid_locks_exactly_what_it_may_cost() {
    let pico = PicoStocks::start().await.unwrap();
    let bid = (4, "311312380.220172400000000000", 2, "0.000000001000000000");
    assert_eq!(send(&pico, "BID", bid).await.0, 200);
    let found = balance(&pico, 19, 2).await;
    assert_eq!(found, pair("99999999.688687619779827600", "0.311312380220172400"));
    assert_eq!(send(&pico, "CANCELBID", bid).await.0, 200);
    let found = balance(&pico, 19, 2).await;
    assert_eq!(found, pair("100000000.000000000000000000", "0.000000000000000000"));
}

#[tokio::test]
async fn what_is_refused_moves_neither_nonce_nor_balance() {
    let pico = PicoStocks::start().await.unwrap();
    let one = "1.000000000000000000";
    let zero = "0.000000000000000000";
    for (word, order, text) in [
        ("CANCELASK", (3, one, 2, one), "ERROR: order not found"),
        ("CANCELBID", (3, one, 2, one), "ERROR: order not found"),
        ("ASK", (77, one, 2, one), "ERROR: insufficient funds"),
        ("BID", (3, "100000001.000000000000000000", 2, one), "ERROR: insufficient funds"),
        ("BID", (3, zero, 2, one), "ERROR: quantity and price must be positive"),
    ] {
        assert_eq!(send(&pico, word, order).await, (400, value!({"detail": text})));
    }
    assert_eq!(read(&pico, "/account/nonce/19/").await["nonce"], 45);
    assert!(pico.effects().is_empty());
    let found = balance(&pico, 19, 2).await;
    assert_eq!(found, pair("100000000.000000000000000000", zero));
}

#[tokio::test]
async fn a_bid_that_crosses_an_ask_trades_at_the_price_of_the_ask() {
    let pico = PicoStocks::start().await.unwrap();
    pico.with_venue(|venue| {
        for (quantity, price) in [("2", "11"), ("1", "10.000000000000000001"), ("5", "13")] {
            let (quantity, price) = (quantity.parse().unwrap(), price.parse().unwrap());
            venue.seed_order(Side::Sell, OTHER, (3, 2), quantity, price);
        }
    });
    let bid = (3, "2.500000000000000000", 2, "12.000000000000000000");
    assert_eq!(send(&pico, "BID", bid).await.0, 200);

    // 1 at 10.000000000000000001 and 1.5 at 11.
    let cost = "26.500000000000000001";
    let found = balance(&pico, 19, 2).await;
    assert_eq!(found, pair("99999973.499999999999999999", "0.000000000000000000"));
    assert_eq!(balance(&pico, 19, 3).await.0, "1000002.500000000000000000");
    assert_eq!(balance(&pico, OTHER, 2).await.0, cost);
    let found = balance(&pico, OTHER, 3).await;
    assert_eq!(found, pair("0.000000000000000000", "5.500000000000000000"));

    let book = read(&pico, "/market/orderbook/?stock_id=3&unit_id=2").await;
    assert_eq!(book["asks"][0]["quantity"], "0.500000000000000000");
    assert_eq!((book["asks"].as_array().unwrap().len(), &book["bids"]), (2, &value!([])));
    let trades = read(&pico, "/trader/history/3/2/").await;
    assert_eq!(trades["asks"], value!([]));
    assert_eq!(trades["bids"][0]["price"], "11.000000000000000000");
    assert_eq!(trades["bids"][1]["price"], "10.000000000000000001");
    assert_eq!(trades["bids"][1]["bid_user"], 19);
    assert_eq!(trades["bids"][1]["ask_user"], OTHER);
    assert_eq!(read(&pico, "/account/order/history/19/3/").await["bids"], trades["bids"]);
    let other = read(&pico, &format!("/account/order/history/{OTHER}/3/?unit_id=2")).await;
    assert_eq!(other["asks"], trades["bids"]);
}

#[tokio::test]
async fn what_is_left_of_a_bid_rests_and_is_cancelled_by_what_is_left() {
    let pico = PicoStocks::start().await.unwrap();
    let (one, two) = ("1.000000000000000000", "2.000000000000000000");
    pico.with_venue(|venue| {
        venue.seed_order(Side::Sell, OTHER, (3, 2), 1.into(), 1.into());
    });
    assert_eq!(send(&pico, "BID", (3, two, 2, two)).await.0, 200);
    let found = balance(&pico, 19, 2).await;
    assert_eq!(found, pair("99999997.000000000000000000", two));
    // An ask of the same user does not meet it.
    assert_eq!(send(&pico, "ASK", (3, one, 2, one)).await.0, 200);
    assert_eq!(send(&pico, "CANCELBID", (3, two, 2, two)).await.0, 400);
    assert_eq!(send(&pico, "CANCELBID", (3, one, 2, two)).await.0, 200);
    assert_eq!(balance(&pico, 19, 2).await.0, "99999999.000000000000000000");
}

#[tokio::test]
async fn an_ask_trades_at_the_price_of_the_bid_that_it_meets() {
    let pico = PicoStocks::start().await.unwrap();
    pico.with_venue(|venue| {
        venue.seed_order(Side::Buy, OTHER, (4, 2), 3.into(), 7.into());
    });
    let one = "1.000000000000000000";
    assert_eq!(send(&pico, "ASK", (4, one, 2, one)).await.0, 200);
    assert_eq!(balance(&pico, 19, 2).await.0, "100000007.000000000000000000");
    let found = balance(&pico, OTHER, 2).await;
    assert_eq!(found, pair("0.000000000000000000", "14.000000000000000000"));
    let trades = read(&pico, "/trader/history/4/2/").await;
    assert_eq!(trades["asks"][0]["ask_user"], 19);
}

#[tokio::test]
async fn the_book_is_filtered_sorted_and_limited_by_hundreds() {
    let pico = PicoStocks::start().await.unwrap();
    pico.with_venue(|venue| {
        for price in 0..350 {
            let price = (1_000 - price).into();
            venue.seed_order(Side::Sell, OTHER, (9, 2), 1.into(), price);
        }
    });
    for (limit, length) in
        [("", 100), ("&limit=101", 200), ("&limit=100", 100), ("&limit=999", 300)]
    {
        let book = read(&pico, &format!("/market/orderbook/?stock_id=9{limit}")).await;
        assert_eq!(book["asks"].as_array().unwrap().len(), length);
        assert_eq!(book["asks"][0]["price"], "651.000000000000000000");
    }
    // Without filters, the documented orders are there too.
    let book = read(&pico, "/market/orderbook/").await;
    assert_eq!(book["asks"][0]["quantity"], "0.000000000000069356");
    assert_eq!(book["bids"].as_array().unwrap().len(), 2);
    assert_eq!(read(&pico, "/account/balance/7/").await, value!([]));
}
