//! The simulated Bitget: accounts, transfers, and futures from their opening to their history.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::account::*;
use serde_json::{Value, json as value};
use venue_sandbox::{BitgetAccount, Side};

const MIX_PLACE: &str = "/api/v2/mix/order/place-order";
const MIX_BATCH: &str = "/api/v2/mix/order/batch-place-order";
const MIX_CANCEL: &str = "/api/v2/mix/order/cancel-order";
const MIX_CANCEL_ALL: &str = "/api/v2/mix/order/cancel-all-orders";
const MIX_MODIFY: &str = "/api/v2/mix/order/modify-order";
const MIX_INFO: &str = "/api/v2/mix/order/detail";
const MIX_OPEN: &str = "/api/v2/mix/order/orders-pending";
const MIX_HISTORY: &str = "/api/v2/mix/order/orders-history";
const MIX_FILLS: &str = "/api/v2/mix/order/fills";
const CLOSE: &str = "/api/v2/mix/order/close-positions";
const REVERSE: &str = "/api/v2/mix/order/click-backhand";
const POSITIONS: &str = "/api/v2/mix/position/all-position";
const PAST: &str = "/api/v2/mix/position/history-position";
const ACCOUNT: &str = "/api/v2/mix/account/account";
const MODE: &str = "/api/v2/mix/account/set-position-mode";
const LEVERAGE: &str = "/api/v2/mix/account/set-leverage";
const MARGIN: &str = "/api/v2/mix/account/set-margin";
const MARGIN_MODE: &str = "/api/v2/mix/account/set-margin-mode";
const LINE: &str = "productType=USDT-FUTURES";

/// An order for BTCUSDT; `what` is merged into it.
fn order(side: &str, size: &str, what: Value) -> Value {
    let mut order = value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT",
        "marginMode": "crossed", "side": side, "size": size, "orderType": "market"});
    for (name, value) in what.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

fn at(price: &str, trade: &str) -> Value {
    value!({"orderType": "limit", "price": price, "force": "gtc", "tradeSide": trade})
}

fn contract() -> Value {
    value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"})
}

fn with(mut body: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn futures(account: &Account) -> (String, String) {
    account.bitget.account_balance(BitgetAccount::UsdtFutures, "USDT")
}

async fn open(account: &Account) -> Vec<Value> {
    account.get(POSITIONS, LINE).await.as_array().unwrap().clone()
}

#[track_caller]
fn says(found: &Value, expected: Value) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&found[name], value, "{name} in {found}");
    }
}

#[tokio::test]
async fn a_transfer_moves_an_exact_amount_from_one_account_to_another() {
    let account = Account::open().await;
    let transfer = "/api/v2/spot/wallet/transfer";
    let body = value!({"fromType": "spot", "toType": "usdt_futures", "coin": "USDT",
        "amount": "0.00000001", "clientOid": "mine"});
    let done = account.post(transfer, &body).await;
    assert_eq!(done["clientOid"], "mine");
    is(account.balance("USDT").await, "99999.99999999", "0");
    is(futures(&account), "50000.00000001", "0");

    // The same id is the same transfer.
    assert_eq!(account.post(transfer, &body).await, done);
    is(futures(&account), "50000.00000001", "0");
    let records = account.get("/api/v2/spot/account/transferRecords", "coin=USDT").await;
    assert_eq!(ids(&records, "transferId"), [done["transferId"].as_str().unwrap()]);
    says(
        &records[0],
        value!({"fromType": "spot", "toType": "usdt_futures", "size": "0.00000001",
            "status": "Successful", "coin": "USDT"}),
    );
    let funding = value!({"fromType": "uta", "toType": "p2p", "coin": "BTC", "amount": "2.5"});
    account.post("/api/v3/account/transfer", &funding).await;
    let funds = account.get("/api/v2/account/funding-assets", "").await;
    says(&funds[0], value!({"coin": "BTC", "available": "2.5", "usdtValue": "58056"}));
    let overview = account.get("/api/v2/account/all-account-balance", "").await;
    // 99999.99999999 USDT and 7.5 BTC at 23222.4.
    says(&overview[0], value!({"accountType": "spot", "usdtBalance": "274167.99999999"}));
    says(&overview[1], value!({"accountType": "futures", "usdtBalance": "50000.00000001"}));
    says(&overview[2], value!({"accountType": "funding", "usdtBalance": "58056"}));

    let before = account.bitget.effects().len();
    let coins = "/api/v2/spot/wallet/transfer-coin-info";
    let both = account.get(coins, "fromType=spot&toType=usdt_futures").await;
    assert_eq!(both, value!(["USDT"]));
    for (body, code) in [
        (
            value!({"fromType": "spot", "toType": "p2p", "coin": "BTC", "amount": "7.50000001"}),
            "43117",
        ),
        (
            value!({"fromType": "spot", "toType": "usdt_futures", "coin": "BTC", "amount": "1"}),
            "40020",
        ),
        (value!({"fromType": "spot", "toType": "spot", "coin": "BTC", "amount": "1"}), "40020"),
        (value!({"fromType": "spot", "toType": "p2p", "coin": "BTC", "amount": "-1"}), "40020"),
        (value!({"fromType": "p2p", "toType": "spot", "coin": "ETH", "amount": "1"}), "43117"),
    ] {
        assert_eq!(account.refused(transfer, &body).await, (400, code.to_owned()), "{body}");
    }
    assert_eq!(account.bitget.effects().len(), before);
}

#[tokio::test]
async fn a_hedged_long_position_is_opened_averaged_and_closed_with_the_side_of_the_position() {
    let account = Account::open().await;
    account.post(LEVERAGE, &with(contract(), value!({"leverage": "10"}))).await;
    account.post(MIX_PLACE, &order("buy", "1", value!({"tradeSide": "open"}))).await;
    // 1 at 23222.6, with a tenth of its value as margin.
    is(futures(&account), "47677.74", "2322.26");
    account.post(MIX_PLACE, &order("buy", "1", value!({"tradeSide": "open"}))).await;
    // 0.25 at 23222.6 and 0.75 at 23223, of which the margin is 580.565 and 1741.725.
    is(futures(&account), "45355.45", "4644.55");
    let all = open(&account).await;
    assert_eq!(all.len(), 1);
    says(
        &all[0],
        value!({"holdSide": "long", "total": "2", "available": "2", "locked": "0",
            "openPriceAvg": "23222.75", "leverage": "10", "marginSize": "4644.55",
            "posMode": "hedge_mode", "marginMode": "crossed", "markPrice": "23223",
            "unrealizedPL": "0.5", "achievedProfits": "0"}),
    );

    // In hedge mode a long position is closed by `buy`, which sells.
    let close = order("buy", "0.5", value!({"tradeSide": "close"}));
    let id = account.post(MIX_PLACE, &close).await["orderId"].as_str().unwrap().to_owned();
    let query = format!("{LINE}&symbol=BTCUSDT&orderId={id}");
    says(
        &account.get(MIX_INFO, &query).await,
        value!({"state": "filled", "side": "buy", "tradeSide": "close", "posSide": "long",
            "priceAvg": "23222.4", "baseVolume": "0.5", "totalProfits": "-0.175",
            "reduceOnly": "YES"}),
    );
    // A quarter of the margin comes back, less (23222.75 - 23222.4) / 2.
    is(futures(&account), "46516.4125", "3483.4125");
    assert_eq!(open(&account).await[0]["achievedProfits"], "-0.175");

    let too_much = order("buy", "1.6", value!({"tradeSide": "close"}));
    assert_eq!(account.refused(MIX_PLACE, &too_much).await.1, "40757");
    let no_short = order("sell", "1", value!({"tradeSide": "close"}));
    assert_eq!(account.refused(MIX_PLACE, &no_short).await.1, "22002");

    account.bitget.clear_futures_book("BTCUSDT");
    account.bitget.seed_futures_level("BTCUSDT", Side::Buy, "24000", "9").unwrap();
    let closed = value!({"productType": "USDT-FUTURES", "symbol": "BTCUSDT"});
    let closed = account.post(CLOSE, &closed).await;
    assert_eq!(closed["successList"][0]["symbol"], "BTCUSDT");
    assert_eq!(open(&account).await, Vec::<Value>::new());
    // 1.5 times (24000 - 23222.75) is won.
    is(futures(&account), "51165.7", "0");
    let past = account.get(PAST, LINE).await;
    says(
        &past["list"][0],
        value!({"holdSide": "long", "openAvgPrice": "23222.75", "closeAvgPrice": "23805.6",
            "openTotalPos": "2", "closeTotalPos": "2", "pnl": "1165.7", "netProfit": "1165.7"}),
    );
    let fills = account.get(MIX_FILLS, LINE).await;
    assert_eq!(ids(&fills["fillList"], "profit"), ["1165.875", "-0.175", "0", "0", "0"]);
    let ids = ids(&fills["fillList"], "tradeId");
    assert_eq!(fills["endId"], ids[4].as_str());
    assert_eq!(account.refused(CLOSE, &value!({"productType": "USDT-FUTURES"})).await.1, "22002");
}

#[tokio::test]
async fn a_one_way_position_turns_round_and_reduce_only_stops_at_nothing() {
    let account = Account::open().await;
    let mode = value!({"productType": "USDT-FUTURES", "posMode": "one_way_mode"});
    assert_eq!(account.post(MODE, &mode).await["posMode"], "one_way_mode");
    let reduce = order("sell", "1", value!({"reduceOnly": "YES"}));
    assert_eq!(account.refused(MIX_PLACE, &reduce).await.1, "22002");
    account.post(MIX_PLACE, &order("buy", "1", value!({}))).await;
    account.post(MIX_PLACE, &order("sell", "1.5", value!({}))).await;
    // 0.8 at 23222.4 and 0.2 at 23222 close what cost 23222.6; 0.5 at 23222 are short.
    let all = open(&account).await;
    assert_eq!(all.len(), 1);
    says(&all[0], value!({"holdSide": "short", "total": "0.5", "openPriceAvg": "23222"}));
    is(futures(&account), "49419.17", "580.55");

    // A reduce-only order is cut to what there is, and takes the place of older ones.
    let limit = |size: &str| {
        let limit = value!({"orderType": "limit", "price": "20000", "reduceOnly": "YES"});
        order("buy", size, limit)
    };
    let first = account.post(MIX_PLACE, &limit("0.3")).await;
    let second = account.post(MIX_PLACE, &limit("7")).await;
    let pending = account.get(MIX_OPEN, LINE).await;
    assert_eq!(ids(&pending["entrustedList"], "orderId"), [second["orderId"].as_str().unwrap()]);
    says(
        &pending["entrustedList"][0],
        value!({"size": "0.5", "reduceOnly": "YES", "posSide": "net"}),
    );
    let history = account.get(MIX_HISTORY, LINE).await;
    says(&history["entrustedList"][0], value!({"orderId": first["orderId"], "status": "canceled"}));
    says(&open(&account).await[0], value!({"available": "0", "locked": "0.5"}));

    account.bitget.seed_futures_level("BTCUSDT", Side::Sell, "20000", "1").unwrap();
    assert_eq!(open(&account).await, Vec::<Value>::new());
    // (23222 - 20000) / 2 is won.
    is(futures(&account), "51610.72", "0");
    assert_eq!(account.get(MIX_OPEN, LINE).await["entrustedList"], value!([]));
}

#[tokio::test]
async fn an_order_for_futures_holds_margin_until_it_is_cancelled_or_modified() {
    let account = Account::open().await;
    let placed = account.post(MIX_PLACE, &order("buy", "2", at("20000", "open"))).await;
    // 2 at 20000, with a leverage of 20.
    is(futures(&account), "48000", "2000");
    let modify = value!({"orderId": placed["orderId"], "newSize": "1", "newPrice": "19000",
        "newClientOid": "second"});
    let modified = account.post(MIX_MODIFY, &with(contract(), modify)).await;
    assert_eq!(modified["clientOid"], "second");
    assert_ne!(modified["orderId"], placed["orderId"]);
    is(futures(&account), "49050", "950");
    let duplicate = with(order("buy", "1", at("1", "open")), value!({"clientOid": "second"}));
    assert_eq!(account.refused(MIX_PLACE, &duplicate).await.1, "40786");
    let cancel = with(contract(), value!({"clientOid": "second"}));
    assert_eq!(account.post(MIX_CANCEL, &cancel).await, modified);
    assert_eq!(account.refused(MIX_CANCEL, &cancel).await.1, "40768");
    is(futures(&account), "50000", "0");

    // Each of a batch by itself: the second needs 1000000 of margin.
    let one = |size: &str, id: &str| {
        value!({"size": size, "side": "sell", "price": "40000", "orderType": "limit",
            "force": "gtc", "tradeSide": "open", "clientOid": id})
    };
    let batch = value!({"marginMode": "crossed", "orderList": [one("1", "a"), one("500", "b"), one("2", "c")]});
    let done = account.post(MIX_BATCH, &with(contract(), batch)).await;
    assert_eq!(ids(&done["successList"], "clientOid"), ["a", "c"]);
    says(&done["failureList"][0], value!({"clientOid": "b", "errorCode": "40762"}));
    is(futures(&account), "44000", "6000");
    let query = format!("{ACCOUNT_QUERY}&symbol=BTCUSDT");
    says(
        &account.get(ACCOUNT, &query).await,
        value!({"locked": "6000", "available": "44000", "accountEquity": "50000",
            "crossedMarginLeverage": "20", "posMode": "hedge_mode", "marginMode": "crossed"}),
    );
    let product = value!({"productType": "USDT-FUTURES"});
    let cancelled = account.post(MIX_CANCEL_ALL, &product).await;
    assert_eq!(ids(&cancelled["successList"], "clientOid"), ["a", "c"]);
    is(futures(&account), "50000", "0");
    is(account.balance("USDT").await, "100000", "0");
}

const ACCOUNT_QUERY: &str = "productType=USDT-FUTURES&marginCoin=USDT";

#[tokio::test]
async fn settings_wait_until_nothing_is_open_and_leverage_moves_margin() {
    let account = Account::open().await;
    let isolated = with(contract(), value!({"marginMode": "isolated"}));
    account.post(MARGIN_MODE, &isolated).await;
    let long = order("buy", "1", value!({"tradeSide": "open", "marginMode": "isolated"}));
    account.post(MIX_PLACE, &long).await;
    is(futures(&account), "48838.87", "1161.13");
    let mode = value!({"productType": "USDT-FUTURES", "posMode": "one_way_mode"});
    assert_eq!(account.refused(MODE, &mode).await.1, "40920");
    let crossed = with(contract(), value!({"marginMode": "crossed"}));
    assert_eq!(account.refused(MARGIN_MODE, &crossed).await.1, "45117");
    let other = order("buy", "1", value!({"tradeSide": "open"}));
    assert_eq!(account.refused(MIX_PLACE, &other).await.1, "45117");

    let leverage = with(contract(), value!({"leverage": "10", "holdSide": "long"}));
    says(
        &account.post(LEVERAGE, &leverage).await,
        value!({"longLeverage": "10", "shortLeverage": "20", "marginMode": "isolated"}),
    );
    is(futures(&account), "47677.74", "2322.26");
    let adjust = |amount: &str| with(contract(), value!({"holdSide": "long", "amount": amount}));
    assert_eq!(account.post(MARGIN, &adjust("100")).await, "");
    is(futures(&account), "47577.74", "2422.26");
    assert_eq!(account.refused(MARGIN, &adjust("-100.00000001")).await.1, "40800");
    assert_eq!(account.refused(MARGIN, &adjust("47577.75")).await.1, "40800");
    account.post(MARGIN, &adjust("-100")).await;
    is(futures(&account), "47677.74", "2322.26");
    let too_high = with(contract(), value!({"leverage": "126"}));
    assert_eq!(account.refused(LEVERAGE, &too_high).await.1, "40020");

    let reverse = with(contract(), value!({"side": "buy", "tradeSide": "open"}));
    account.post(REVERSE, &reverse).await;
    let all = open(&account).await;
    assert_eq!(all.len(), 1);
    // It was closed at 23222.4 and 23222; the short half is opened where the book still is.
    says(&all[0], value!({"holdSide": "short", "total": "1", "openPriceAvg": "23222"}));
}

#[tokio::test]
async fn what_a_loss_takes_beyond_the_account_is_not_paid() {
    let account = Account::open().await;
    account.bitget.seed_account(BitgetAccount::UsdtFutures, "USDT", "1200").unwrap();
    account.post(MIX_PLACE, &order("buy", "1", value!({"tradeSide": "open"}))).await;
    is(futures(&account), "38.87", "1161.13");
    account.bitget.clear_futures_book("BTCUSDT");
    account.bitget.seed_futures_level("BTCUSDT", Side::Buy, "20000", "1").unwrap();
    account.post(CLOSE, &value!({"productType": "USDT-FUTURES"})).await;
    is(futures(&account), "0", "0");
    assert_eq!(account.get(PAST, LINE).await["list"][0]["pnl"], "-3222.6");
}

#[tokio::test]
async fn what_futures_do_not_have_is_refused_and_changes_nothing() {
    let account = Account::open().await;
    let with_symbol = |symbol: &str| {
        with(order("buy", "1", value!({"tradeSide": "open"})), value!({"symbol": symbol}))
    };
    for (body, code) in [
        (with_symbol("DOGEUSDT"), "40034"),
        (with(with_symbol("BTCUSD"), value!({"productType": "COIN-FUTURES"})), "40034"),
        (with(with_symbol("BTCUSDT"), value!({"productType": "SUSDT-FUTURES"})), "40020"),
        (with(with_symbol("BTCUSDT"), value!({"marginCoin": "BTC"})), "40020"),
        (order("buy", "1", value!({})), "40774"),
        (order("buy", "1", value!({"tradeSide": "burst_close_long"})), "40020"),
        (order("buy", "0", value!({"tradeSide": "open"})), "40020"),
        (order("buy", "0.000000001", value!({"tradeSide": "open"})), "40020"),
        (order("buy", "1", value!({"tradeSide": "open", "orderType": "limit"})), "40019"),
        (order("sell", "44", at("1", "open")), "40762"),
    ] {
        assert_eq!(account.refused(MIX_PLACE, &body).await, (400, code.to_owned()), "{body}");
    }
    is(futures(&account), "50000", "0");
    assert!(account.bitget.effects().is_empty());
    for query in ["productType=COIN-FUTURES", "productType=USDC-FUTURES"] {
        assert_eq!(account.get(POSITIONS, query).await, value!([]));
    }
}

#[tokio::test]
async fn orders_for_futures_come_in_pages_newest_first() {
    let account = Account::open().await;
    let mut placed = Vec::new();
    for price in ["1", "2", "3", "4", "5"] {
        let done = account.post(MIX_PLACE, &order("buy", "0.1", at(price, "open"))).await;
        placed.insert(0, done["orderId"].as_str().unwrap().to_owned());
    }
    let page = account.get(MIX_OPEN, &format!("{LINE}&limit=2")).await;
    assert_eq!(ids(&page["entrustedList"], "orderId"), placed[..2]);
    assert_eq!(page["endId"], placed[1].as_str());
    let next = format!("{LINE}&limit=2&idLessThan={}", placed[1]);
    let page = account.get(MIX_OPEN, &next).await;
    assert_eq!(ids(&page["entrustedList"], "orderId"), placed[2..4]);
    let others = "productType=USDC-FUTURES";
    assert_eq!(account.get(MIX_OPEN, others).await, value!({"entrustedList": [], "endId": null}));
    // Neither spot nor the unified account sees them.
    assert_eq!(account.get(OPEN, "").await, value!([]));
    assert_eq!(account.get(UTA_OPEN, "").await["list"], value!([]));

    let list = value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "orderIdList": [
        {"orderId": placed[0]}, {"orderId": "1"}]});
    let done = account.post("/api/v2/mix/order/batch-cancel-orders", &list).await;
    assert_eq!(ids(&done["successList"], "orderId"), placed[..1]);
    says(&done["failureList"][0], value!({"orderId": "1", "errorCode": "40768"}));
    let symbol = value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES"});
    let done = account.post("/api/v2/mix/order/batch-cancel-orders", &symbol).await;
    assert_eq!(done["successList"].as_array().unwrap().len(), 4);
    let page = account.get(MIX_HISTORY, &format!("{LINE}&limit=3")).await;
    assert_eq!(ids(&page["entrustedList"], "orderId"), placed[..3]);
    is(futures(&account), "50000", "0");
}
