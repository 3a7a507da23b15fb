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
    let request = account.signed.get(&account.bitget, INFO, "orderId=1");
    assert_eq!(refused(json(request).await).1, "43001");
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
