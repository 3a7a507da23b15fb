//! The simulated Bitget: orders that wait for a price, and the unified account.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::account::*;
use serde_json::{Value, json as value};
use venue_sandbox::{BitgetAccount, Side};

const SPOT_PLAN: &str = "/api/v2/spot/trade/place-plan-order";
const SPOT_PLANS: &str = "/api/v2/spot/trade/current-plan-order";
const SPOT_PLANS_PAST: &str = "/api/v2/spot/trade/history-plan-order";
const PLAN: &str = "/api/v2/mix/order/place-plan-order";
const TPSL: &str = "/api/v2/mix/order/place-tpsl-order";
const PLANS: &str = "/api/v2/mix/order/orders-plan-pending";
const PLANS_PAST: &str = "/api/v2/mix/order/orders-plan-history";
const MIX_PLACE: &str = "/api/v2/mix/order/place-order";
const POSITIONS: &str = "/api/v2/mix/position/all-position";
const UTA_POSITIONS: &str = "/api/v3/position/current-position";
const STRATEGY: &str = "/api/v3/trade/place-strategy-order";
const FUTURES: &str = "category=USDT-FUTURES";

fn long(size: &str, more: Value) -> Value {
    let mut order = value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT",
        "marginMode": "crossed", "side": "buy", "tradeSide": "open", "size": size,
        "orderType": "market"});
    for (name, value) in more.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

#[track_caller]
fn says(found: &Value, expected: Value) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&found[name], value, "{name} in {found}");
    }
}

#[tokio::test]
async fn a_spot_trigger_places_its_order_when_the_last_price_crosses_it() {
    let account = Account::open().await;
    let plan = value!({"symbol": "BTCUSDT", "side": "buy", "triggerPrice": "22000",
        "orderType": "limit", "executePrice": "21990", "size": "1", "triggerType": "fill_price",
        "clientOid": "dip"});
    let placed = account.post(SPOT_PLAN, &plan).await;
    assert_eq!(account.refused(SPOT_PLAN, &plan).await.1, "40786");
    is(account.balance("USDT").await, "100000", "0");
    let modify = value!({"orderId": placed["orderId"], "triggerPrice": "21000",
        "orderType": "limit", "executePrice": "20990", "size": "2"});
    assert_eq!(account.post("/api/v2/spot/trade/modify-plan-order", &modify).await, placed);
    account.bitget.seed_price("BTCUSDT", "21000.01").unwrap();
    let waiting = account.get(SPOT_PLANS, "").await;
    says(&waiting, value!({"nextFlag": false, "idLessThan": placed["orderId"]}));
    says(
        &waiting["orderList"][0],
        value!({"status": "not_trigger", "size": "2", "triggerPrice": "21000",
            "executePrice": "20990", "clientOid": "dip", "planType": "amount"}),
    );

    account.bitget.clear_book("BTCUSDT").seed_price("BTCUSDT", "20999").unwrap();
    assert_eq!(account.get(SPOT_PLANS, "").await["orderList"], value!([]));
    is(account.balance("USDT").await, "58020", "41980");
    let past = account.get(SPOT_PLANS_PAST, "").await;
    says(&past["orderList"][0], value!({"status": "executed", "orderId": placed["orderId"]}));
    let query = format!("planOrderId={}", placed["orderId"].as_str().unwrap());
    let sub = account.get("/api/v2/spot/trade/plan-sub-order", &query).await;
    says(&sub[0], value!({"price": "20990", "type": "limit", "status": "success"}));
    let order = account.info(sub[0]["orderId"].as_str().unwrap()).await;
    says(&order, value!({"status": "live", "size": "2", "price": "20990"}));
    let cancel = value!({"orderId": placed["orderId"]});
    let path = "/api/v2/spot/trade/cancel-plan-order";
    assert_eq!(account.refused(path, &cancel).await.1, "43025");
}

#[tokio::test]
async fn a_trigger_whose_order_cannot_be_paid_has_failed() {
    let account = Account::open().await;
    let plan = value!({"symbol": "BTCUSDT", "side": "sell", "triggerPrice": "25000",
        "orderType": "market", "size": "11", "triggerType": "fill_price"});
    account.post(SPOT_PLAN, &plan).await;
    // A purchase above the last price moves it.
    account.bitget.seed_level("BTCUSDT", Side::Buy, "25000", "1").unwrap();
    let past = account.get(SPOT_PLANS_PAST, "").await;
    assert_eq!(past["orderList"][0]["status"], "fail_execute");
    is(account.balance("BTC").await, "10", "0");
}

#[tokio::test]
async fn an_order_is_replaced_and_a_symbol_is_cancelled() {
    let account = Account::open().await;
    let first = account.place(&limit("buy", "20000", "1")).await;
    let replace = value!({"symbol": "BTCUSDT", "orderId": first, "price": "21000", "size": "2",
        "newClientOid": "second"});
    let done = account.post("/api/v2/spot/trade/cancel-replace-order", &replace).await;
    says(&done, value!({"clientOid": "second", "success": "success"}));
    is(account.balance("USDT").await, "58000", "42000");
    assert_eq!(account.info(&first).await["status"], "cancelled");
    let several = value!({"orderList": [
        {"symbol": "BTCUSDT", "clientOid": "second", "price": "20000", "size": "0.5"},
        {"symbol": "BTCUSDT", "clientOid": "nobody", "price": "20000", "size": "0.5"},
    ]});
    let done = account.post("/api/v2/spot/trade/batch-cancel-replace-order", &several).await;
    assert_eq!(ids(&done, "success"), ["success", "failure"]);
    is(account.balance("USDT").await, "90000", "10000");
    let symbol = value!({"symbol": "BTCUSDT"});
    assert_eq!(account.post("/api/v2/spot/trade/cancel-symbol-order", &symbol).await, symbol);
    is(account.balance("USDT").await, "100000", "0");
}

#[tokio::test]
async fn a_stop_loss_closes_its_position_and_a_take_profit_ends_with_it() {
    let account = Account::open().await;
    let tpsl = |kind: &str, price: &str| {
        value!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT",
            "planType": kind, "triggerPrice": price, "triggerType": "fill_price",
            "holdSide": "long"})
    };
    assert_eq!(account.refused(TPSL, &tpsl("pos_loss", "22000")).await.1, "43023");
    account.post(MIX_PLACE, &long("1", value!({}))).await;
    let loss = account.post(TPSL, &tpsl("pos_loss", "22000")).await;
    let profit = account.post(TPSL, &tpsl("pos_profit", "25000")).await;
    let query = "productType=USDT-FUTURES&planType=profit_loss";
    let waiting = account.get(PLANS, query).await;
    assert_eq!(
        ids(&waiting["entrustedList"], "orderId"),
        [&profit, &loss].map(|one| one["orderId"].as_str().unwrap())
    );
    account.bitget.clear_futures_book("BTCUSDT");
    account.bitget.seed_futures_level("BTCUSDT", Side::Buy, "21990", "5").unwrap();
    assert_eq!(
        account.get(POSITIONS, "productType=USDT-FUTURES").await.as_array().unwrap().len(),
        1
    );
    account.bitget.seed_futures_price("BTCUSDT", "22000").unwrap();
    assert_eq!(account.get(POSITIONS, "productType=USDT-FUTURES").await, value!([]));
    // 23222.6 - 21990 is lost.
    let futures = account.bitget.account_balance(BitgetAccount::UsdtFutures, "USDT");
    is(futures, "48767.4", "0");
    let past = account.get(PLANS_PAST, query).await;
    let states = ids(&past["entrustedList"], "planStatus");
    assert_eq!(states, ["cancelled", "executed"]);
    says(&past["entrustedList"][1], value!({"priceAvg": "21990", "baseVolume": "1"}));
}

#[tokio::test]
async fn presets_protect_what_their_order_opens() {
    let account = Account::open().await;
    let presets = value!({"presetStopSurplusPrice": "24000", "presetStopLossPrice": "22000",
        "presetStopLossExecutePrice": "21900"});
    account.post(MIX_PLACE, &long("2", presets)).await;
    let query = "productType=USDT-FUTURES&planType=profit_loss";
    let waiting = account.get(PLANS, query).await;
    // Two fills, and one of each for both.
    assert_eq!(ids(&waiting["entrustedList"], "planType"), ["loss_plan", "profit_plan"]);
    assert_eq!(ids(&waiting["entrustedList"], "size"), ["2", "2"]);
    says(&waiting["entrustedList"][0], value!({"triggerPrice": "22000", "executePrice": "21900"}));
    account.bitget.seed_futures_level("BTCUSDT", Side::Buy, "24000", "2").unwrap();
    assert_eq!(account.get(POSITIONS, "productType=USDT-FUTURES").await, value!([]));
    assert_eq!(account.get(PLANS, query).await["entrustedList"], value!([]));
}

#[tokio::test]
async fn a_futures_trigger_is_modified_cancelled_and_executed() {
    let account = Account::open().await;
    let plan = |client: &str, price: &str| {
        long(
            "0.1",
            value!({"planType": "normal_plan", "triggerPrice": price, "triggerType": "mark_price",
                "clientOid": client}),
        )
    };
    let first = account.post(PLAN, &plan("first", "30000")).await;
    account.post(PLAN, &plan("second", "31000")).await;
    let modify = value!({"productType": "USDT-FUTURES", "clientOid": "first",
        "newTriggerPrice": "29000", "newSize": "0.2"});
    assert_eq!(account.post("/api/v2/mix/order/modify-plan-order", &modify).await, first);
    let cancel = value!({"productType": "USDT-FUTURES", "orderIdList": [
        {"clientOid": "second"}, {"clientOid": "nobody"}]});
    let done = account.post("/api/v2/mix/order/cancel-plan-order", &cancel).await;
    assert_eq!(ids(&done["successList"], "clientOid"), ["second"]);
    says(&done["failureList"][0], value!({"clientOid": "nobody", "errorCode": "43025"}));
    account.bitget.seed_futures_price("BTCUSDT", "29000").unwrap();
    let all = account.get(POSITIONS, "productType=USDT-FUTURES").await;
    says(&all[0], value!({"total": "0.2", "openPriceAvg": "23222.6"}));
    let query = "productType=USDT-FUTURES&planType=normal_plan&planStatus=executed";
    let past = account.get(PLANS_PAST, query).await;
    assert_eq!(ids(&past["entrustedList"], "clientOid"), ["first"]);
    let trailing = long("1", value!({"planType": "track_plan", "triggerPrice": "1"}));
    assert_eq!(account.refused(PLAN, &trailing).await.1, "40020");
}

#[tokio::test]
async fn the_unified_account_pays_for_futures_with_its_own_money() {
    let account = Account::open().await;
    let order = |side: &str, qty: &str, more: Value| {
        let mut order = value!({"category": "USDT-FUTURES", "symbol": "BTCUSDT", "side": side,
            "orderType": "market", "qty": qty});
        for (name, value) in more.as_object().unwrap() {
            order[name] = value.clone();
        }
        order
    };
    account.post(UTA_PLACE, &order("buy", "1", value!({}))).await;
    is(account.balance("USDT").await, "98838.87", "1161.13");
    let futures = account.bitget.account_balance(BitgetAccount::UsdtFutures, "USDT");
    is(futures, "50000", "0");
    assert_eq!(account.get(POSITIONS, "productType=USDT-FUTURES").await, value!([]));
    let all = account.get(UTA_POSITIONS, FUTURES).await;
    says(
        &all["list"][0],
        value!({"category": "USDT-FUTURES", "posSide": "long", "holdMode": "one_way_mode",
            "total": "1", "avgPrice": "23222.6", "positionBalance": "1161.13"}),
    );

    // Orders keep their ids when they are modified, and trade where their price crosses.
    let resting = order("sell", "0.4", value!({"orderType": "limit", "price": "30000"}));
    let resting = account.post(UTA_PLACE, &resting).await;
    is(account.balance("USDT").await, "98238.87", "1761.13");
    let modify = value!({"orderId": resting["orderId"], "price": "31000", "qty": "0.2"});
    assert_eq!(account.post("/api/v3/trade/modify-order", &modify).await, resting);
    is(account.balance("USDT").await, "98528.87", "1471.13");
    let modify = value!({"orderId": resting["orderId"], "price": "23222"});
    account.post("/api/v3/trade/modify-order", &modify).await;
    // 0.2 are sold at 23222.4: 0.04 are lost, and a fifth of the margin comes back.
    is(account.balance("USDT").await, "99071.056", "928.904");
    let history = account.get("/api/v3/trade/history-orders", FUTURES).await;
    says(
        &history["list"][0],
        value!({"orderId": resting["orderId"], "orderStatus": "filled", "cumExecQty": "0.2",
            "avgPrice": "23222.4", "totalProfit": "-0.04"}),
    );
    let fills = account.get("/api/v3/trade/fills", FUTURES).await;
    assert_eq!(ids(&fills["list"], "execPnl"), ["-0.04", "0"]);

    let strategy = value!({"category": "USDT-FUTURES", "symbol": "BTCUSDT", "posSide": "long",
        "takeProfit": "26000", "stopLoss": "22000", "clientOid": "both"});
    let placed = account.post(STRATEGY, &strategy).await;
    let waiting = account.get("/api/v3/trade/unfilled-strategy-orders", FUTURES).await;
    says(&waiting[0], value!({"takeProfit": "26000", "stopLoss": "22000", "status": "pending"}));
    account.bitget.seed_futures_level("BTCUSDT", Side::Buy, "26000", "1").unwrap();
    // 0.8 times (26000 - 23222.6) is won.
    is(account.balance("USDT").await, "102221.88", "0");
    let past = account.get("/api/v3/trade/history-strategy-orders", FUTURES).await;
    says(
        &past["list"][0],
        value!({"orderId": placed["orderId"], "status": "success", "triggerType": "takeProfit"}),
    );
    let past = account.get("/api/v3/position/history-position", FUTURES).await;
    says(
        &past["list"][0],
        value!({"openTotalPos": "1", "cumRealisedPnl": "2221.88", "closePriceAvg": "25444.48"}),
    );

    for (path, body, code) in [
        ("/api/v3/trade/close-positions", value!({"category": "USDT-FUTURES"}), "25227"),
        (
            UTA_PLACE,
            order("buy", "1000", value!({"orderType": "limit", "price": "40000"})),
            "25202",
        ),
        (UTA_PLACE, order("buy", "1", value!({"symbol": "DOGEUSDT"})), "40034"),
        (UTA_PLACE, order("buy", "1", value!({"category": "COIN-FUTURES"})), "40034"),
        (STRATEGY, strategy, "43023"),
        ("/api/v3/trade/modify-order", value!({"orderId": "1", "qty": "1"}), "25204"),
    ] {
        assert_eq!(account.refused(path, &body).await, (400, code.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn all_open_orders_of_a_category_are_cancelled() {
    let account = Account::open().await;
    for category in ["SPOT", "MARGIN", "USDT-FUTURES"] {
        let order = value!({"category": category, "symbol": "BTCUSDT", "side": "buy",
            "orderType": "limit", "price": "20000", "qty": "1"});
        account.post(UTA_PLACE, &order).await;
    }
    is(account.balance("USDT").await, "59000", "41000");
    let open = account.get(UTA_OPEN, "").await;
    assert_eq!(ids(&open["list"], "category"), ["USDT-FUTURES", "MARGIN", "SPOT"]);
    let path = "/api/v3/trade/cancel-symbol-order";
    let done = account.post(path, &value!({"category": "USDT-FUTURES"})).await;
    assert_eq!(ids(&done["list"], "code"), ["00000"]);
    is(account.balance("USDT").await, "60000", "40000");
    let done = account.post(path, &value!({"category": "SPOT", "symbol": "BTCUSDT"})).await;
    assert_eq!(done["list"].as_array().unwrap().len(), 2);
    is(account.balance("USDT").await, "100000", "0");
}
