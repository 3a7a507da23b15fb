//! Random operations on the account: whatever they are, the books agree with one another.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::{BigDecimal, Zero};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    ACCOUNT, API, BitgetAccount, BitgetVenue, Line, Market, V2,
    types::{BitgetOrder, Key},
};
use crate::{
    call::Call,
    clock::Clock,
    engine::{
        ledger::Reason,
        order::{Side, Size},
        positions::Direction,
    },
    refusal::Refusal,
    request::{Content, Request},
    venue::Venue,
};

/// Calls an operation without a network, and returns the payload, or the code of the refusal.
fn ask(venue: &mut BitgetVenue, name: &str, body: &Value, at: i64) -> Result<Value, String> {
    let spec = API.operation(name).unwrap();
    let is_read = spec.body.is_none();
    let query: Vec<String> = match body {
        Value::Object(fields) if is_read => fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
            .collect(),
        _ => Vec::new(),
    };
    let mut request = Request {
        at: Clock::fixed_ms(at).now(),
        method: spec.method.clone(),
        path: String::new(),
        query: query.join("&"),
        headers: HeaderMap::new(),
        body: if is_read { Bytes::new() } else { Bytes::from(body.to_string()) },
        path_parameters: Vec::new(),
        content: Content::default(),
    };
    request.headers.insert("content-type", HeaderValue::from_static("application/json"));
    request.content = request.read_content(false, body.is_array()).unwrap();
    let mut call = Call::new(&request, &API, spec);
    match venue.respond(&mut call) {
        Ok(response) => {
            let response = response.unwrap_or_else(|| panic!("{name} has no behaviour"));
            assert_eq!(response.status, 200);
            let read: Value = serde_json::from_slice(&response.body).unwrap();
            Ok(read["data"].clone())
        }
        Err(refusal @ Refusal::Own { .. }) => {
            let response = venue.refuse(&refusal, &request, None);
            assert_eq!(response.status, 400, "{refusal}");
            let Refusal::Own { code, .. } = refusal else { unreachable!() };
            Err(code.to_owned())
        }
        Err(refusal) => panic!("{name}: {refusal}"),
    }
}

/// What a step is made of: what is done, and numbers that its values are chosen by.
type Step = (u8, u8, u8, u8, bool, bool);

const PRICES: [&str; 8] =
    ["23222.5", "23222.4", "23223", "20000.01", "26000", "23100.3", "0.00000007", "30001.7"];
const SIZES: [&str; 7] = ["0.5", "1", "0.33333333", "2.7", "0.00000001", "9", "40"];

fn carry_out(venue: &mut BitgetVenue, (what, a, b, c, yes, no): Step, at: i64) {
    let price = PRICES[usize::from(a) % PRICES.len()];
    let size = SIZES[usize::from(b) % SIZES.len()];
    let side = if yes { "buy" } else { "sell" };
    let (open, long) = (if no { "open" } else { "close" }, if yes { "long" } else { "short" });
    let kind = if c % 3 == 0 { "limit" } else { "market" };
    let force = ["gtc", "ioc", "fok", "post_only"][usize::from(c / 3) % 4];
    let word = if no { "yes" } else { "no" };
    let amount = SIZES[usize::from(c) % SIZES.len()];
    let accounts = ["spot", "usdt_futures", "p2p", "usdc_futures", "uta"];
    let (from, to) = (accounts[usize::from(a) % 5], accounts[usize::from(b) % 5]);
    let named = ["one", "two", "three"][usize::from(b) % 3];
    let contract =
        json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT"});
    let with = |more: Value| {
        let mut all = contract.clone();
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    };
    let unified = json!({"category": "USDT-FUTURES", "symbol": "BTCUSDT"});
    let unified_with = |more: Value| {
        let mut all = unified.clone();
        let more = more.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(more);
        all
    };
    let (name, body) = match what % 24 {
        0 => (
            "spot_trade.place_order",
            json!({"symbol": "BTCUSDT", "side": side, "orderType": kind, "force": force,
                "price": price, "size": size, "clientOid": named}),
        ),
        1 => ("spot_trade.cancel_order", json!({"symbol": "BTCUSDT", "clientOid": named})),
        2..=4 => (
            "futures_trade.place_order",
            with(json!({"side": side, "tradeSide": open, "orderType": kind, "force": force,
                "marginMode": "crossed", "price": price, "size": size,
                "reduceOnly": if no { "NO" } else { "YES" },
                "presetStopLossPrice": PRICES[usize::from(c) % 6]})),
        ),
        5 => ("futures_trade.cancel_all_orders", with(json!({}))),
        6 => ("futures_trade.close_positions", with(json!({"holdSide": long}))),
        7 => (
            "futures_trade.reverse_position",
            with(json!({"side": side, "tradeSide": "open", "size": size})),
        ),
        8 => (
            "futures_account.set_leverage",
            with(json!({"leverage": if yes { "1" } else { "125" }})),
        ),
        9 => (
            "futures_account.set_position_mode",
            with(json!({"posMode": if yes { "hedge_mode" } else { "one_way_mode" }})),
        ),
        10 => (
            "spot_wallet.transfer",
            json!({"fromType": from, "toType": to, "coin": if no { "USDT" } else { "BTC" },
                "amount": amount}),
        ),
        11..=12 => {
            let line = if no { Line::Spot } else { Line::Usdt };
            let side = if yes { Side::Buy } else { Side::Sell };
            let level = (side, price.parse().unwrap(), size.parse().unwrap());
            return venue.seed_level(&Market::new(line, "BTCUSDT"), level, at);
        }
        13 => (
            "spot_plan.place_order",
            json!({"symbol": "BTCUSDT", "side": side, "triggerPrice": price, "orderType": kind,
                "executePrice": price, "size": size, "triggerType": "fill_price"}),
        ),
        14 => (
            "futures_plan.place_order",
            with(json!({"planType": "normal_plan", "side": side, "tradeSide": open,
                "orderType": kind, "marginMode": "crossed", "price": price, "size": size,
                "triggerPrice": PRICES[usize::from(c) % 8], "triggerType": "fill_price"})),
        ),
        15 => (
            "futures_plan.place_tpsl_order",
            with(json!({"planType": if no { "pos_loss" } else { "profit_plan" }, "size": size,
                "triggerPrice": price, "holdSide": long})),
        ),
        16..=17 => (
            "uta_trade.place_order",
            unified_with(json!({"side": side, "orderType": kind, "timeInForce": force,
                "price": price, "qty": size, "posSide": long, "reduceOnly": word,
                "clientOid": named, "takeProfit": PRICES[usize::from(c) % 6]})),
        ),
        18 => ("uta_trade.modify_order", json!({"clientOid": named, "price": price, "qty": size})),
        19 => ("uta_trade.cancel_all_orders", unified),
        20 => ("uta_trade.close_positions", unified),
        21 => (
            "uta_strategy.place_order",
            unified_with(json!({"posSide": long, "takeProfit": price, "stopLoss": "20000",
                "tpslMode": if no { "partial" } else { "full" }, "qty": size})),
        ),
        22 => (
            "futures_trade.modify_order",
            with(json!({"orderId": (super::FIRST_ORDER + u64::from(c)).to_string(),
                "newSize": size, "newPrice": price})),
        ),
        _ => (
            "spot_trade.replace_order",
            json!({"symbol": "BTCUSDT", "clientOid": named, "price": price, "size": size}),
        ),
    };
    let before = shape(venue);
    if ask(venue, name, &body, at).is_err() {
        assert_eq!(shape(venue), before, "{name} was refused, and changed something: {body}");
    }
}

/// What a refusal must leave alone: bookings, orders and plans that are open, settings.
fn shape(venue: &BitgetVenue) -> (usize, Vec<u64>, Vec<u64>, String) {
    let open = venue.exchange.orders().filter(|order| order.is_open()).map(|order| order.id);
    let plans = venue.plans.iter().filter(|plan| plan.is_live()).map(|plan| plan.id);
    let settings: Vec<String> = venue
        .settings
        .values()
        .map(|it| format!("{} {} {}", it.long, it.short, it.is_isolated))
        .collect();
    let entries = venue.exchange.ledger.entries().len();
    (entries, open.collect(), plans.collect(), settings.join(","))
}

fn check(venue: &BitgetVenue) {
    let ledger = &venue.exchange.ledger;
    let mut sums: BTreeMap<&Key, (BigDecimal, BigDecimal)> = BTreeMap::new();
    let mut transferred: BTreeMap<&str, BigDecimal> = BTreeMap::new();
    for entry in ledger.entries() {
        let (available, frozen) = sums.entry(&entry.posting.key).or_default();
        *available += &entry.posting.available;
        *frozen += &entry.posting.frozen;
        if entry.reason == Reason::Transfer {
            *transferred.entry(&entry.posting.key.1).or_default() += &entry.posting.available;
        }
    }
    assert!(transferred.values().all(BigDecimal::is_zero), "{transferred:?}");
    let mut held: BTreeMap<&Key, BigDecimal> = BTreeMap::new();
    for order in venue.exchange.orders() {
        if let Some(key) = order.held_key() {
            *held.entry(key).or_default() += &order.held;
        }
        match &order.new.size {
            Size::Base(size) => assert!(order.filled <= *size, "{order:?}"),
            Size::Quote { amount, .. } => assert!(order.value <= *amount, "{order:?}"),
        }
        if order.new.owner == ACCOUNT {
            let fills = venue.exchange.fills().filter(|fill| fill.order == order.id);
            assert_eq!(order.filled, fills.map(|fill| &fill.quantity).sum::<BigDecimal>());
        }
    }
    let margins: Vec<(Key, &BigDecimal)> = venue
        .books
        .iter()
        .flat_map(|((account, line), positions)| {
            let coin = line.coin().unwrap_or_default().to_owned();
            positions.open().iter().map(move |one| ((*account, coin.clone()), &one.extra.margin))
        })
        .collect();
    for (key, margin) in &margins {
        *held.entry(key).or_default() += *margin;
    }
    for (key, balance) in ledger.balances() {
        assert!(balance.available >= BigDecimal::zero() && balance.frozen >= BigDecimal::zero());
        let (available, frozen) = sums.get(key).cloned().unwrap_or_default();
        assert_eq!((&balance.available, &balance.frozen), (&available, &frozen), "{key:?}");
        // Quotients are rounded before they become money.
        assert!(balance.total().normalized().fractional_digit_count() <= 16, "{balance:?}");
        assert_eq!(balance.frozen, held.get(key).cloned().unwrap_or_default(), "{key:?}");
    }
    let mut ids = BTreeSet::new();
    let orders = venue.exchange.orders().map(|order| order.id);
    let others = venue.plans.iter().map(|plan| plan.id);
    assert!(orders.chain(others).all(|id| ids.insert(id)));
    let mut legs = BTreeSet::new();
    assert!(venue.exchange.fills().all(|fill| legs.insert(fill.id)));
    check_positions(venue);
}

/// What is held is what was bought less what was sold, and no more of it is being closed.
fn check_positions(venue: &BitgetVenue) {
    for (book, positions) in &venue.books {
        let signed = |is_plus: bool, quantity: &BigDecimal| {
            if is_plus { quantity.clone() } else { -quantity.clone() }
        };
        let open = positions.open().iter();
        let held: BigDecimal =
            open.map(|one| signed(one.direction == Direction::Long, &one.quantity)).sum();
        let is_of = |order: &BitgetOrder| {
            let contract = order.new.extra.contract.as_ref();
            order.new.market.line == book.1 && contract.is_some_and(|it| it.account == book.0)
        };
        let fills = venue.exchange.fills();
        let fills = fills.filter(|fill| venue.exchange.order(fill.order).is_some_and(is_of));
        let traded: BigDecimal =
            fills.map(|fill| signed(fill.side == Side::Buy, &fill.quantity)).sum();
        assert_eq!(held, traded, "{book:?}");
        for one in positions.open() {
            assert!(one.quantity > BigDecimal::zero());
            assert!(venue.closing(*book, &one.market, one.direction) <= one.quantity, "{one:?}");
        }
    }
}

/// Reads all lists, which hold what there is.
fn read_all(venue: &mut BitgetVenue, at: i64) {
    let line = json!({"productType": "USDT-FUTURES"});
    let plans = json!({"productType": "USDT-FUTURES", "planType": "profit_loss"});
    let category = json!({"category": "USDT-FUTURES"});
    let account = json!({"productType": "USDT-FUTURES", "symbol": "BTCUSDT", "marginCoin": "USDT"});
    for (name, query) in [
        ("futures_trade.open_orders", &line),
        ("futures_trade.order_history", &line),
        ("futures_trade.fills", &line),
        ("futures_position.positions", &line),
        ("futures_position.position_history", &line),
        ("futures_account.accounts", &line),
        ("futures_account.account", &account),
        ("futures_plan.open_orders", &plans),
        ("futures_plan.order_history", &plans),
        ("uta_trade.order_history", &category),
        ("uta_trade.fills", &category),
        ("uta_position.positions", &category),
        ("uta_position.position_history", &category),
        ("uta_strategy.open_orders", &category),
        ("uta_account.assets", &json!({})),
        ("account_overview.balances", &json!({})),
        ("spot_plan.order_history", &json!({})),
    ] {
        assert!(ask(venue, name, query, at).is_ok(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_books_agree_with_one_another_whatever_is_done(
        steps in prop::collection::vec(any::<Step>(), 1..80),
    ) {
        let mut venue = BitgetVenue::default();
        for (at, step) in (1..).zip(steps) {
            carry_out(&mut venue, step, at);
            check(&venue);
        }
        read_all(&mut venue, 1_000);
    }
}

#[test]
fn an_operation_on_an_order_of_another_account_finds_nothing() {
    let mut venue = BitgetVenue::default();
    let order = json!({"category": "USDT-FUTURES", "symbol": "BTCUSDT", "side": "buy",
        "orderType": "limit", "price": "1", "qty": "1", "clientOid": "mine"});
    let placed = ask(&mut venue, "uta_trade.place_order", &order, 1).unwrap();
    let body = json!({"symbol": "BTCUSDT", "orderId": placed["orderId"]});
    assert_eq!(
        ask(&mut venue, "spot_trade.cancel_order", &body, 2),
        Err(V2.not_found_code().into())
    );
    let body = json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "clientOid": "mine"});
    assert_eq!(ask(&mut venue, "futures_trade.cancel_order", &body, 2), Err("40768".into()));
    let key = (BitgetAccount::Spot, "USDT".to_owned());
    let held = venue.exchange.ledger.balance(&key).frozen;
    assert_eq!(held, "0.05".parse::<BigDecimal>().unwrap());
}

#[test]
fn a_countdown_cancels_the_orders_of_the_unified_account_when_it_ends() {
    let mut venue = BitgetVenue::default();
    let order = json!({"category": "SPOT", "symbol": "BTCUSDT", "side": "buy",
        "orderType": "limit", "price": "1", "qty": "1"});
    ask(&mut venue, "uta_trade.place_order", &order, 1).unwrap();
    let seconds = json!({"countdown": "5"});
    ask(&mut venue, "uta_trade.countdown_cancel_all", &seconds, 1_000).unwrap();
    let open = |venue: &mut BitgetVenue, at| {
        let open = ask(venue, "uta_trade.open_orders", &json!({}), at).unwrap();
        open["list"].as_array().unwrap().len()
    };
    assert_eq!(open(&mut venue, 5_999), 1);
    assert_eq!(open(&mut venue, 6_000), 0);
    ask(&mut venue, "uta_trade.place_order", &order, 6_001).unwrap();
    assert_eq!(open(&mut venue, 60_000), 1);
}

#[test]
fn a_contract_in_usdc_is_paid_in_usdc() {
    let mut venue = BitgetVenue::default();
    let key = (BitgetAccount::UsdcFutures, "USDC".to_owned());
    venue.exchange.ledger.set_available(key.clone(), 100.into(), 0);
    let market = Market::new(Line::Usdc, "BTCPERP");
    venue.clear_book(&market);
    venue.seed_level(&market, (Side::Sell, 200.into(), 5.into()), 0);
    venue.seed_level(&market, (Side::Buy, 190.into(), 5.into()), 0);
    let order = json!({"symbol": "BTCPERP", "productType": "USDC-FUTURES", "marginCoin": "USDC",
        "marginMode": "isolated", "side": "buy", "tradeSide": "open", "size": "2",
        "orderType": "market"});
    ask(&mut venue, "futures_trade.place_order", &order, 1).unwrap();
    let has = |venue: &BitgetVenue| {
        let balance = venue.exchange.ledger.balance(&key);
        (balance.available, balance.frozen)
    };
    // 2 at 200, a twentieth of which is 20; and at 190, 20 are lost.
    assert_eq!(has(&venue), (80.into(), 20.into()));
    let line = json!({"productType": "USDC-FUTURES"});
    ask(&mut venue, "futures_trade.close_positions", &line, 2).unwrap();
    assert_eq!(has(&venue), (80.into(), 0.into()));
}

#[test]
fn a_third_of_a_position_gives_back_a_share_of_its_cost_and_the_last_third_the_rest() {
    let mut venue = BitgetVenue::default();
    let market = Market::new(Line::Usdt, "BTCUSDT");
    venue.exchange.clear_levels(&market);
    for (side, price, quantity) in [(Side::Sell, 100, 1), (Side::Sell, 101, 2), (Side::Buy, 99, 9)]
    {
        venue.seed_level(&market, (side, price.into(), quantity.into()), 0);
    }
    let order = |size: &str, trade: &str| {
        json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT",
            "marginMode": "crossed", "side": "buy", "tradeSide": trade, "size": size,
            "orderType": "market"})
    };
    ask(&mut venue, "futures_trade.place_order", &order("3", "open"), 1).unwrap();
    for at in 2..5 {
        ask(&mut venue, "futures_trade.place_order", &order("1", "close"), at).unwrap();
    }
    // 3 cost 302 and brought 297.
    let key = (BitgetAccount::UsdtFutures, "USDT".to_owned());
    let balance = venue.exchange.ledger.balance(&key);
    assert_eq!((balance.available, balance.frozen), (49_995.into(), 0.into()));
}

#[test]
fn an_order_that_is_cancelled_for_one_that_cannot_be_paid_is_no_refusal() {
    let mut venue = BitgetVenue::default();
    let order = |size: &str| {
        json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "marginCoin": "USDT",
            "marginMode": "crossed", "side": "buy", "tradeSide": "open", "size": size,
            "price": "20000", "orderType": "limit", "clientOid": "first"})
    };
    let placed = ask(&mut venue, "futures_trade.place_order", &order("1"), 1).unwrap();
    let modify = json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES", "clientOid": "first",
        "newSize": "1000", "newPrice": "20000", "newClientOid": "second"});
    // The old one is cancelled and the new one cannot be paid: an acceptance, as documented.
    let done = ask(&mut venue, "futures_trade.modify_order", &modify, 2).unwrap();
    assert_eq!(done, json!({"orderId": null, "clientOid": "second"}));
    let info = json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES",
        "orderId": placed["orderId"]});
    assert_eq!(ask(&mut venue, "futures_trade.order_info", &info, 3).unwrap()["state"], "canceled");

    let spot = json!({"symbol": "BTCUSDT", "side": "buy", "orderType": "limit", "force": "gtc",
        "price": "20000", "size": "1", "clientOid": "first"});
    ask(&mut venue, "spot_trade.place_order", &spot, 4).unwrap();
    let replace =
        json!({"symbol": "BTCUSDT", "clientOid": "first", "price": "20000", "size": "1000"});
    let done = ask(&mut venue, "spot_trade.replace_order", &replace, 5).unwrap();
    assert_eq!(done["success"], "failure");
    assert_eq!(ask(&mut venue, "spot_trade.replace_order", &replace, 6), Err("43001".into()));
}
