//! The simulated Bitget: orders from their placing to the history.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{account::*, envelope as refused, json};
use serde_json::json as value;

#[tokio::test]
async fn an_order_is_placed_looked_up_listed_cancelled_and_in_the_history() {
    let account = Account::open().await;
    let placed = account.post(PLACE, &named(limit("buy", "23222.5", "1"), "121211212122")).await;
    assert_eq!(placed["clientOid"], "121211212122");
    let id = placed["orderId"].as_str().unwrap();

    let order = account.info(id).await;
    for (name, expected) in [
        ("status", "live"),
        ("price", "23222.5"),
        ("size", "1"),
        ("side", "buy"),
        ("orderType", "limit"),
        ("force", "gtc"),
        ("baseVolume", "0"),
        ("priceAvg", "0"),
        ("baseCoin", "BTC"),
        ("quoteCoin", "USDT"),
        ("symbol", "BTCUSDT"),
    ] {
        assert_eq!(order[name], expected, "{name}");
    }
    assert_eq!(account.get(INFO, "clientOid=121211212122").await[0], order);
    let open = account.get(OPEN, "symbol=BTCUSDT").await;
    assert_eq!(ids(&open, "orderId"), [id]);
    assert_eq!(open[0]["priceAvg"], "23222.5");
    assert_eq!(account.get(HISTORY, "").await, value!([]));

    let cancel = value!({"symbol": "BTCUSDT", "orderId": id});
    assert_eq!(account.post(CANCEL, &cancel).await, placed);
    assert_eq!(account.get(OPEN, "").await, value!([]));
    let history = account.get(HISTORY, "").await;
    assert_eq!(ids(&history, "orderId"), [id]);
    assert_eq!(history[0]["priceAvg"], "");
    assert_eq!(
        (&history[0]["status"], &history[0]["cancelReason"]),
        (&"cancelled".into(), &"normal_cancel".into())
    );
    assert_eq!(account.refused(CANCEL, &cancel).await, (400, "43001".to_owned()));
}

#[tokio::test]
async fn a_client_order_id_is_unique_among_open_orders() {
    let account = Account::open().await;
    let order = named(limit("buy", "20000", "1"), "mine");
    let uta = value!({"category": "SPOT", "symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "price": "20000", "qty": "1", "clientOid": "mine"});
    let first = account.place(&order).await;
    assert_eq!(account.refused(PLACE, &order).await, (400, "40786".to_owned()));
    assert_eq!(account.refused(UTA_PLACE, &uta).await, (400, "25212".to_owned()));
    is(account.balance("USDT").await, "80000", "20000");

    account.post(CANCEL, &value!({"symbol": "BTCUSDT", "clientOid": "mine"})).await;
    let second = account.post(UTA_PLACE, &uta).await;
    assert_ne!(second["orderId"], first.as_str());
    assert_eq!(account.get(INFO, "clientOid=mine").await[0]["orderId"], second["orderId"]);
    assert_eq!(account.bitget.effects().len(), 3);
}

#[tokio::test]
async fn what_cannot_be_paid_or_found_or_read_is_refused_and_changes_nothing() {
    let account = Account::open().await;
    let huge = "79228162514264337593543950335";
    for (path, body, code) in [
        (PLACE, limit("buy", "20000", "5.00000001"), "43012"),
        (PLACE, limit("sell", "30000", "10.00000001"), "43012"),
        (PLACE, market("buy", "100000.01"), "43012"),
        (PLACE, limit("buy", "1", huge), "43012"),
        (PLACE, limit("buy", "1.5", huge), "40020"),
        (PLACE, limit("buy", "0", "1"), "40020"),
        (PLACE, limit("buy", "1", "-1"), "40020"),
        (PLACE, limit("buy", "1", "0.00000000000000000000000000001"), "40020"),
        (
            PLACE,
            value!({"symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "force": "gtc", "size": "1"}),
            "40019",
        ),
        (
            PLACE,
            value!({"symbol": "A", "side": "buy", "orderType": "market", "force": "gtc", "size": "1"}),
            "40034",
        ),
        (
            PLACE,
            value!({"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "force": "gtc", "size": "1", "clientOid": "x".repeat(51)}),
            "40304",
        ),
        (
            PLACE,
            value!({"symbol": "BTCUSDT", "side": "buy", "orderType": "market", "force": "gtc", "size": "1", "clientOid": "a\u{7}b"}),
            "40305",
        ),
        (CANCEL, value!({"symbol": "BTCUSDT", "orderId": "1"}), "43001"),
        (CANCEL, value!({"symbol": "BTCUSDT"}), "40019"),
        (
            UTA_PLACE,
            value!({"category": "SPOT", "symbol": "BTCUSDT", "side": "sell", "orderType": "market", "qty": "11"}),
            "25202",
        ),
        (UTA_CANCEL, value!({"clientOid": "nobody"}), "25204"),
    ] {
        assert_eq!(account.refused(path, &body).await, (400, code.to_owned()), "{body}");
    }
    assert_eq!(account.get(INFO, "orderId=1").await, value!([]));
    is(account.balance("USDT").await, "100000", "0");
    is(account.balance("BTC").await, "10", "0");
    assert_eq!(account.get(HISTORY, "").await, value!([]));
    assert!(account.bitget.effects().is_empty());
}

#[tokio::test]
async fn lists_come_in_pages_newest_first() {
    let account = Account::open().await;
    let mut placed = Vec::new();
    for price in ["1", "2", "3", "4", "5"] {
        placed.insert(0, account.place(&limit("buy", price, "0.1")).await);
    }
    assert!(
        placed.windows(2).all(|pair| pair[0].parse::<u64>().unwrap() > pair[1].parse().unwrap())
    );
    assert_eq!(ids(&account.get(OPEN, "").await, "orderId"), placed);
    assert_eq!(ids(&account.get(OPEN, "limit=2").await, "orderId"), placed[..2]);
    let query = format!("idLessThan={}&limit=2", placed[1]);
    assert_eq!(ids(&account.get(OPEN, &query).await, "orderId"), placed[2..4]);
    let query = format!("orderId={}", placed[3]);
    assert_eq!(ids(&account.get(OPEN, &query).await, "orderId"), placed[3..4]);
    for none in ["symbol=ETHUSDT", "startTime=99999999999999", "endTime=1", "tpslType=tpsl"] {
        assert_eq!(account.get(OPEN, none).await, value!([]), "{none}");
    }

    let page = account.get(UTA_OPEN, "limit=3").await;
    assert_eq!(ids(&page["list"], "orderId"), placed[..3]);
    let query = format!("limit=3&cursor={}", page["cursor"].as_str().unwrap());
    let page = account.get(UTA_OPEN, &query).await;
    assert_eq!(ids(&page["list"], "orderId"), placed[3..]);
    let query = format!("cursor={}", page["cursor"].as_str().unwrap());
    assert_eq!(account.get(UTA_OPEN, &query).await, value!({"list": [], "cursor": null}));

    for id in &placed {
        account.post(CANCEL, &value!({"symbol": "BTCUSDT", "orderId": id})).await;
    }
    let query = format!("idLessThan={}&limit=3", placed[0]);
    assert_eq!(ids(&account.get(HISTORY, &query).await, "orderId"), placed[1..4]);

    account.place(&market("sell", "1")).await;
    let fills = ids(&account.get(FILLS, "").await, "tradeId");
    assert_eq!(fills.len(), 2);
    let older = account.get(FILLS, &format!("idLessThan={}", fills[0])).await;
    assert_eq!(ids(&older, "tradeId"), fills[1..]);
    let wrong = account.signed.get(&account.bitget, OPEN, "limit=0");
    assert_eq!(refused(json(wrong).await).1, "40020");
}

#[tokio::test]
async fn both_versions_see_the_same_orders_and_balances() {
    let account = Account::open().await;
    let order = value!({"category": "SPOT", "symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "timeInForce": "gtc", "price": "20000.5", "qty": "0.015", "clientOid": "venue-0001"});
    let placed = account.post(UTA_PLACE, &order).await;
    let id = placed["orderId"].as_str().unwrap();
    let order = account.get(UTA_INFO, "clientOid=venue-0001").await;
    for (name, expected) in [
        ("orderId", id),
        ("orderStatus", "live"),
        ("price", "20000.5"),
        ("qty", "0.015"),
        ("cumExecQty", "0"),
        ("avgPrice", "0"),
        ("category", "SPOT"),
        ("timeInForce", "gtc"),
    ] {
        assert_eq!(order[name], expected, "{name}");
    }
    assert_eq!(account.info(id).await["size"], "0.015");
    let assets = account.get(UTA_ASSETS, "").await;
    let usdt = &assets["assets"][1];
    assert_eq!((&usdt["coin"], &usdt["available"]), (&"USDT".into(), &"99699.9925".into()));
    assert_eq!((&usdt["locked"], &usdt["balance"]), (&"300.0075".into(), &"100000".into()));
    assert_eq!(assets["usdtEquity"], "332224");

    let done =
        account.post(UTA_CANCEL, &value!({"clientOid": "venue-0001", "category": "SPOT"})).await;
    assert_eq!(done, placed);
    assert_eq!(account.get(UTA_OPEN, "").await["list"], value!([]));
    assert_eq!(account.get(HISTORY, "").await[0]["orderId"], id);
    is(account.balance("USDT").await, "100000", "0");

    let market = value!({"category": "SPOT", "symbol": "BTCUSDT", "side": "buy", "orderType": "market", "qty": "2322.26"});
    let placed = account.post(UTA_PLACE, &market).await;
    let order =
        account.get(UTA_INFO, &format!("orderId={}", placed["orderId"].as_str().unwrap())).await;
    assert_eq!(
        (&order["orderStatus"], &order["amount"], &order["cumExecQty"]),
        (&"filled".into(), &"2322.26".into(), &"0.1".into())
    );
}

#[tokio::test]
async fn the_day_of_a_ticker_is_that_of_the_trades() {
    let account = Account::open().await;
    // Through two levels of the book: 2 at 23222.6 … and below the bids.
    account.post(PLACE, &limit("buy", "23223", "2")).await;
    account.post(PLACE, &limit("sell", "23222", "1")).await;
    let fills = account.get(FILLS, "").await;
    let prices = fills.as_array().unwrap().iter().rev();
    let prices: Vec<f64> =
        prices.map(|fill| fill["priceAvg"].as_str().unwrap().parse().unwrap()).collect();
    let [low, high] = [f64::min, f64::max].map(|of| prices.iter().copied().reduce(of).unwrap());
    assert!(low < high, "{prices:?}");
    for (path, query, names) in [
        (
            "/api/v2/spot/market/tickers",
            "symbol=BTCUSDT",
            ["open", "high24h", "low24h", "lastPr", "change24h"],
        ),
        (
            "/api/v3/market/tickers",
            "category=SPOT&symbol=BTCUSDT",
            ["openPrice24h", "highPrice24h", "lowPrice24h", "lastPrice", "price24hPcnt"],
        ),
    ] {
        let ticker = account.get(path, query).await[0].clone();
        let [open, highest, lowest, last, change] =
            names.map(|name| ticker[name].as_str().unwrap().parse::<f64>().unwrap());
        // The price of the day before was that of the best bid.
        assert_eq!((open, last), (23222.4, prices[prices.len() - 1]));
        assert_eq!((highest, lowest), (high, low));
        assert!((change - (last - open) / open).abs() < 0.00001);
    }
}

#[tokio::test]
async fn what_trades_is_among_the_instruments() {
    let account = Account::open().await;
    for (path, query) in
        [("/api/v2/spot/public/symbols", ""), ("/api/v3/market/instruments", "category=SPOT")]
    {
        let listed = account.get(path, query).await;
        assert_eq!(ids(&listed, "symbol"), ["BTCUSDT", "ETHBTC"]);
        assert_eq!(
            (&listed[0]["baseCoin"], &listed[0]["quoteCoin"]),
            (&"BTC".into(), &"USDT".into())
        );
    }
}

#[tokio::test]
async fn each_item_of_a_batch_has_its_own_outcome() {
    let account = Account::open().await;
    let order = |id: &str, size: &str| value!({"side": "buy", "orderType": "limit", "force": "gtc", "price": "20000", "size": size, "clientOid": id});
    let batch = value!({"symbol": "BTCUSDT", "orderList": [order("a", "1"), order("b", "1000"), order("a", "1"), order("c", "0.5")]});
    let done = account.post("/api/v2/spot/trade/batch-orders", &batch).await;
    assert_eq!(ids(&done["successList"], "clientOid"), ["a", "c"]);
    let failed = done["failureList"].as_array().unwrap();
    let failed: Vec<_> = failed.iter().map(|one| (&one["clientOid"], &one["errorCode"])).collect();
    assert_eq!(failed, [(&"b".into(), &"43012".into()), (&"a".into(), &"40786".into())]);
    is(account.balance("USDT").await, "70000", "30000");

    let cancel = value!([
        {"category": "SPOT", "symbol": "BTCUSDT", "clientOid": "a"},
        {"category": "SPOT", "symbol": "BTCUSDT", "clientOid": "nobody"},
        {"category": "SPOT", "symbol": "BTCUSDT", "orderId": done["successList"][1]["orderId"]},
    ]);
    let done = account.post("/api/v3/trade/cancel-batch", &cancel).await;
    let codes: Vec<_> = done.as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["00000", "25204", "00000"]);
    assert_eq!(ids(&done, "clientOid"), ["a", "nobody", "c"]);
    is(account.balance("USDT").await, "100000", "0");
}
