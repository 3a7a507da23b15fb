//! The simulated Bitget: the money that orders move, and the books that they meet.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{account::*, get, served};
use serde_json::json as value;
use venue_sandbox::Side;

#[tokio::test]
async fn an_order_freezes_and_releases_to_the_last_digit() {
    let account = Account::open().await;
    let buy = account.place(&limit("buy", "0.00012345679", "9.87654321")).await;
    is(account.balance("USDT").await, "99999.9987806736789971041", "0.0012193263210028959");
    let sell = account.place(&limit("sell", "23222.50", "0.12345678")).await;
    is(account.balance("BTC").await, "9.87654322", "0.12345678");
    for id in [buy, sell] {
        account.post(CANCEL, &value!({"symbol": "BTCUSDT", "orderId": id})).await;
    }
    is(account.balance("USDT").await, "100000", "0");
    is(account.balance("BTC").await, "10", "0");
}

#[tokio::test]
async fn a_crossing_order_fills_at_the_prices_of_the_book_and_rests_with_what_is_left() {
    let account = Account::open().await;
    let id = account.place(&limit("buy", "23224", "4")).await;
    let order = account.info(&id).await;
    // 1.25 at 23222.6 and 2 at 23223 cost 75474.25; 0.75 wait at 23224.
    assert_eq!(
        (&order["status"], &order["baseVolume"]),
        (&"partially_filled".into(), &"3.25".into())
    );
    assert_eq!(order["quoteVolume"], "75474.25");
    assert_eq!(order["priceAvg"], "23222.846153846153846153846154");
    is(account.balance("USDT").await, "7107.75", "17418");
    is(account.balance("BTC").await, "13.25", "0");

    let fills = account.get(FILLS, "").await;
    let told = |name: &str| ids(&fills, name);
    assert_eq!(told("priceAvg"), ["23223", "23222.6"]);
    assert_eq!(told("size"), ["2", "1.25"]);
    assert_eq!(told("amount"), ["46446", "29028.25"]);
    assert_eq!(told("orderId"), [id.as_str(), &id]);
    assert_eq!(fills[0]["tradeScope"], "taker");

    account.post(CANCEL, &value!({"symbol": "BTCUSDT", "orderId": id})).await;
    is(account.balance("USDT").await, "24525.75", "0");
    let order = account.get(HISTORY, "").await[0].take();
    assert_eq!((&order["status"], &order["baseVolume"]), (&"cancelled".into(), &"3.25".into()));
}

#[tokio::test]
async fn market_orders_fill_against_the_book() {
    let account = Account::open().await;
    let sold = account.place(&market("sell", "1")).await;
    // 0.8 at 23222.4 and 0.2 at 23222.
    is(account.balance("USDT").await, "123222.32", "0");
    is(account.balance("BTC").await, "9", "0");
    assert_eq!(account.info(&sold).await["status"], "filled");

    // The size of a purchase is an amount of money; what is left of it is too little for 0.000001.
    let bought = account.place(&market("buy", "100")).await;
    let order = account.info(&bought).await;
    assert_eq!((&order["status"], &order["baseVolume"]), (&"filled".into(), &"0.004306".into()));
    assert_eq!(order["quoteVolume"], "99.9965156");
    is(account.balance("USDT").await, "123122.3234844", "0");
    is(account.balance("BTC").await, "9.004306", "0");

    account.bitget.clear_book("BTCUSDT");
    let unlucky = account.place(&market("sell", "1")).await;
    assert_eq!(account.info(&unlucky).await["status"], "cancelled");
    is(account.balance("BTC").await, "9.004306", "0");
}

#[tokio::test]
async fn a_resting_order_is_filled_at_its_own_price_when_the_market_comes_to_it() {
    let account = Account::open().await;
    let id = account.place(&limit("buy", "23222.5", "1")).await;
    account.bitget.seed_level("BTCUSDT", Side::Sell, "23222.1", "0.4").unwrap();
    let order = account.info(&id).await;
    assert_eq!(
        (&order["status"], &order["quoteVolume"]),
        (&"partially_filled".into(), &"9289".into())
    );
    is(account.balance("USDT").await, "76777.5", "13933.5");
    account.bitget.seed_level("BTCUSDT", Side::Sell, "23222.1", "1").unwrap();
    assert_eq!(account.info(&id).await["status"], "filled");
    is(account.balance("USDT").await, "76777.5", "0");
    is(account.balance("BTC").await, "11", "0");
    assert_eq!(account.get(FILLS, "").await[0]["tradeScope"], "maker");
    let book = get(&account.bitget, "/api/v2/spot/market/orderbook?symbol=BTCUSDT&limit=1");
    assert_eq!(served(&account.bitget, book).await["asks"], value!([["23222.1", "0.4"]]));
}

#[tokio::test]
async fn what_an_order_may_wait_for_is_its_force() {
    let account = Account::open().await;
    for (force, price, status, filled) in [
        ("post_only", "23223", "cancelled", "0"),
        ("post_only", "23222.5", "live", "0"),
        ("fok", "23222.6", "cancelled", "0"),
        ("fok", "23223", "filled", "2"),
        ("ioc", "23223", "cancelled", "1.25"),
    ] {
        let mut order = limit("buy", price, "2");
        order["force"] = force.into();
        let id = account.place(&order).await;
        let order = account.info(&id).await;
        assert_eq!(
            (&order["status"], &order["baseVolume"]),
            (&status.into(), &filled.into()),
            "{force} {price}"
        );
        if status == "live" {
            account.post(CANCEL, &value!({"symbol": "BTCUSDT", "orderId": id})).await;
        }
    }
    assert_eq!(account.bitget.balance("USDT").1, "0");
}

#[tokio::test]
async fn tickers_and_books_are_those_that_were_seeded() {
    let account = Account::open().await;
    let bitget = &account.bitget;
    bitget.seed_level("ETHUSDT", Side::Buy, "1599.99", "3").unwrap();
    bitget.seed_level("ETHUSDT", Side::Sell, "1600.01", "0.000000000000000001").unwrap();
    let public = |path: &str| served(bitget, get(bitget, path));

    let book = public("/api/v2/spot/market/orderbook?symbol=ETHUSDT").await;
    assert_eq!(book["bids"], value!([["1599.99", "3"]]));
    assert_eq!(book["asks"], value!([["1600.01", "0.000000000000000001"]]));
    let ticker = public("/api/v2/spot/market/tickers?symbol=ETHUSDT").await;
    assert_eq!((&ticker[0]["bidPr"], &ticker[0]["askPr"]), (&"1599.99".into(), &"1600.01".into()));
    let ticker = public("/api/v3/market/tickers?category=SPOT&symbol=ETHUSDT").await;
    assert_eq!(ticker[0]["ask1Size"], "0.000000000000000001");
    let all = public("/api/v2/spot/market/tickers").await;
    assert_eq!(ids(&all, "symbol"), ["BTCUSDT", "ETHBTC", "ETHUSDT"]);

    let path = "/api/v3/market/orderbook?category=SPOT&symbol=ETHUSDT";
    let text = get(bitget, path).send().await.unwrap().text().await.unwrap();
    assert!(text.contains(r#""a":[[1600.01,0.000000000000000001]],"b":[[1599.99,3]]"#), "{text}");

    // A contract of the same name has a book of its own.
    let future = public("/api/v3/market/orderbook?category=USDT-FUTURES&symbol=ETHUSDT").await;
    assert_eq!(future["a"][0].to_string(), "[1600.1,15]");
}

#[tokio::test]
async fn balances_are_seeded_and_seeds_must_be_decimals() {
    let account = Account::open().await;
    account
        .bitget
        .seed_balance("ETH", "0.000000000000000001")
        .unwrap()
        .seed_balance("BTC", "0")
        .unwrap();
    is(account.balance("ETH").await, "0.000000000000000001", "0");
    let held = account.get(ASSETS, "").await;
    assert_eq!(ids(&held, "coin"), ["ETH", "USDT"]);
    assert_eq!(ids(&account.get(ASSETS, "assetType=all").await, "coin"), ["BTC", "ETH", "USDT"]);
    for wrong in ["", "x", "-1", "1e5", "0.00000000000000000000000000001"] {
        assert!(account.bitget.seed_balance("ETH", wrong).is_err(), "{wrong}");
        assert!(account.bitget.seed_level("ETHUSDT", Side::Buy, wrong, "1").is_err());
    }
}
