//! The simulated Digitex, over raw HTTP: orders from placing to history, and what they freeze.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{get, json, post};
use serde_json::{Value, json as value};
use venue_sandbox::{Clock, Digitex, DigitexVenue};

const BOT: &str = "/v1/exchange/bot";
const ID: &str = "d3c32cc8-89b7-4a4a-8847-7a255e7739ad";

async fn read(digitex: &Digitex, path: &str) -> (u16, Value) {
    let token = format!("Token {}", digitex.credentials());
    json(get(digitex, &format!("{BOT}{path}")).header("Authorization", token)).await
}

async fn write(digitex: &Digitex, path: &str, body: Value) -> (u16, Value) {
    let token = format!("Token {}", digitex.credentials());
    let request = post(digitex, &format!("{BOT}/trader/order/{path}"), body.to_string());
    json(request.header("Authorization", token)).await
}

fn order(client_id: &str, market_id: i64, kind: i64, quantity: &str, price: &str) -> Value {
    value!({"client_id": client_id, "market_id": market_id, "side": 1, "duration": 2,
        "leverage": 10, "type": kind, "quantity": quantity, "price": price})
}

/// Trading and available balance of a currency.
async fn balance(digitex: &Digitex, code: &str) -> (String, String) {
    let (_, items) = read(digitex, "/balances/").await;
    let item = items.as_array().unwrap().iter();
    let item = item.clone().find(|item| item["currency"]["code"] == code).unwrap();
    let text = |name: &str| item[name].as_str().unwrap().to_owned();
    (text("trading_balance"), text("available_balance"))
}

#[tokio::test]
async fn an_order_is_placed_looked_up_cancelled_and_found_in_the_history() {
    let digitex = Digitex::start().await.unwrap();
    let (status, receipt) = write(&digitex, "", order(ID, 1, 2, "9", "38000")).await;
    let mut echo = order(ID, 1, 2, "9", "38000");
    echo["trader_id"] = 94_410.into();
    assert_eq!((status, receipt), (201, echo));

    let (_, found) = read(&digitex, &format!("/order_status/?client_id={ID}")).await;
    assert_eq!(found[0]["status"], 2);
    assert_eq!(found[0]["price"], "38000.000000000000000000");
    assert_eq!(found[0]["quantity"], "9.000000000000000000");
    let (_, open) = read(&digitex, "/orders/").await;
    assert_eq!(open, value!({"next": null, "previous": null, "results": found}));
    assert_eq!(read(&digitex, "/order_history/").await.1["results"], value!([]));

    let named = value!({"market_id": 1, "orders_client_ids": [ID]});
    let (status, receipt) = write(&digitex, "cancel/", named).await;
    let echo = value!({"market_id": 1, "orders_client_ids": [ID], "trader_id": 94_410});
    assert_eq!((status, receipt), (201, echo));
    assert_eq!(read(&digitex, "/orders/").await.1["results"], value!([]));
    let (_, history) = read(&digitex, "/order_history/?status=4&market_id=1").await;
    assert_eq!(history["results"][0]["client_id"], ID);
    assert_eq!(history["results"][0]["status"], 4);
    let (_, none) = read(&digitex, "/order_status/?client_id=other").await;
    assert_eq!(none, value!([]));
}

#[tokio::test]
async fn an_order_without_a_name_gets_one_and_a_name_serves_once() {
    let digitex = Digitex::start().await.unwrap();
    let mut nameless = order(ID, 1, 2, "1", "5");
    nameless.as_object_mut().unwrap().remove("client_id");
    let (_, one) = write(&digitex, "", nameless.clone()).await;
    let (_, two) = write(&digitex, "", nameless).await;
    assert_eq!(one["client_id"].as_str().unwrap().len(), 36);
    assert_ne!(one["client_id"], two["client_id"]);

    assert_eq!(write(&digitex, "", order(ID, 1, 2, "1", "5")).await.0, 201);
    let (status, refusal) = write(&digitex, "", order(ID, 1, 2, "1", "5")).await;
    let text = "Order with this client_id already exists.";
    assert_eq!((status, refusal), (400, value!({"client_id": [text]})));
    // A name is unique within a market only, so the look-up responses a list.
    assert_eq!(write(&digitex, "", order(ID, 14, 2, "1", "5")).await.0, 201);
    let (_, both) = read(&digitex, &format!("/order_status/?client_id={ID}")).await;
    assert_eq!(both.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused_by_its_field() {
    let digitex = Digitex::start().await.unwrap();
    for (body, name) in [
        (order(ID, 99, 2, "1", "5"), "market_id"),
        (order(ID, 1, 2, "0", "5"), "quantity"),
        (order(ID, 1, 2, "1", "-5"), "price"),
        (order(ID, 1, 2, "1e999999999", "5"), "quantity"),
    ] {
        let (status, refusal) = write(&digitex, "", body).await;
        assert_eq!(status, 400);
        assert!(refusal[name][0].is_string(), "{refusal}");
    }
    assert_eq!(read(&digitex, "/orders/").await.1["results"], value!([]));
}

#[tokio::test]
async fn balances_move_exactly() {
    let digitex = Digitex::start().await.unwrap();
    digitex.with_venue(|venue| {
        venue.set_balance(5, "100000000000000000000000000000.000000000000000001".parse().unwrap());
    });
    let all = "100000000000000000000000000000.000000000000000001".to_owned();
    assert_eq!(balance(&digitex, "USDC").await, (all.clone(), all.clone()));

    write(&digitex, "", order(ID, 14, 2, "0.000000000000000003", "2")).await;
    let less = "99999999999999999999999999999.999999999999999995".to_owned();
    assert_eq!(balance(&digitex, "USDC").await, (all.clone(), less));
    write(&digitex, "cancel/", value!({"market_id": 14})).await;
    assert_eq!(balance(&digitex, "USDC").await, (all.clone(), all));

    // 9 contracts at 7600 ticks of 0.1 DGTX, with a leverage of 10.
    write(&digitex, "", order(ID, 1, 2, "9", "38000")).await;
    let total = "1000000.000000000000000000".to_owned();
    let free = "999316.000000000000000000".to_owned();
    assert_eq!(balance(&digitex, "DGTX").await, (total, free));
}

#[tokio::test]
async fn an_order_beyond_the_balance_is_received_and_rejected() {
    let digitex = Digitex::start().await.unwrap();
    assert_eq!(write(&digitex, "", order(ID, 14, 2, "1000", "38000")).await.0, 201);
    let (_, found) = read(&digitex, &format!("/order_status/?client_id={ID}")).await;
    assert_eq!(found[0]["status"], 3);
    assert_eq!(read(&digitex, "/orders/").await.1["results"], value!([]));
    let all = "1000000.000000000000000000".to_owned();
    assert_eq!(balance(&digitex, "USDC").await, (all.clone(), all));
}

#[tokio::test]
async fn a_market_order_is_filled_at_the_price_of_the_market() {
    let digitex = Digitex::start().await.unwrap();
    digitex.with_venue(|venue| venue.set_price(14, "40000.5".parse().unwrap()));
    assert_eq!(write(&digitex, "", order(ID, 14, 1, "0.5", "0")).await.0, 201);
    let (_, found) = read(&digitex, &format!("/order_status/?client_id={ID}")).await;
    assert_eq!(found[0]["status"], 5);
    assert_eq!((&found[0]["quantity"], &found[0]["price"]), (&"0".into(), &"0".into()));
    let (_, trades) = read(&digitex, "/trade_history/?market_id=14").await;
    assert_eq!(trades["results"][0]["price"], "40000.500000000000000000");
    assert_eq!(trades["results"][0]["quantity"], "0.500000000000000000");
    assert_eq!(balance(&digitex, "BTC").await.0, "10.500000000000000000");
    assert_eq!(balance(&digitex, "USDC").await.1, "979999.750000000000000000");
    let (_, others) = read(&digitex, "/trade_history/?trader_id=7").await;
    assert_eq!(others["results"], value!([]));
}

#[tokio::test]
async fn a_resting_order_is_filled_in_parts() {
    let digitex = Digitex::start().await.unwrap();
    write(&digitex, "", order(ID, 14, 2, "3", "100")).await;
    let fill = |quantity: &str| {
        let quantity = quantity.parse().unwrap();
        digitex.with_venue(|venue| venue.fill_order(ID, &quantity))
    };
    assert!(fill("1"));
    let (_, open) = read(&digitex, "/orders/?status=6").await;
    assert_eq!(open["results"][0]["quantity"], "2.000000000000000000");
    assert_eq!(open["results"][0]["orig_quantity"], "3.000000000000000000");
    let (trading, available) = balance(&digitex, "USDC").await;
    assert_eq!(trading, "999900.000000000000000000");
    assert_eq!(available, "999700.000000000000000000");
    assert!(!fill("2.1"));
    assert!(fill("2"));
    assert!(!fill("1"));
    let (_, history) = read(&digitex, "/order_history/?status=5").await;
    assert_eq!(history["results"][0]["quantity"], "0");
}

#[tokio::test]
async fn an_update_changes_an_active_order_and_otherwise_opens_a_new_one() {
    let digitex = Digitex::start().await.unwrap();
    write(&digitex, "", order(ID, 14, 2, "3", "100")).await;
    let (status, receipt) = write(&digitex, "update/", order(ID, 14, 2, "2", "110")).await;
    assert_eq!((status, &receipt["price"]), (201, &"110".into()));
    let (_, open) = read(&digitex, "/orders/").await;
    assert_eq!(open["results"].as_array().unwrap().len(), 1);
    assert_eq!(open["results"][0]["price"], "110.000000000000000000");
    assert_eq!(balance(&digitex, "USDC").await.1, "999780.000000000000000000");

    // More than there is: received, and nothing changes.
    write(&digitex, "update/", order(ID, 14, 2, "20000", "110")).await;
    assert_eq!(balance(&digitex, "USDC").await.1, "999780.000000000000000000");

    write(&digitex, "cancel/", value!({})).await;
    write(&digitex, "update/", order(ID, 14, 2, "1", "90")).await;
    let (_, found) = read(&digitex, &format!("/order_status/?client_id={ID}")).await;
    assert_eq!((&found[0]["status"], &found[1]["status"]), (&4.into(), &2.into()));
    assert_eq!(balance(&digitex, "USDC").await.1, "999910.000000000000000000");
}

#[tokio::test]
async fn a_cancellation_is_of_some_of_a_market_or_of_everything() {
    let digitex = Digitex::start().await.unwrap();
    for (name, market) in [("a", 1), ("b", 1), ("c", 1), ("d", 14), ("e", 14)] {
        write(&digitex, "", order(name, market, 2, "1", "5")).await;
    }
    let open = || {
        digitex.with_venue(|venue| {
            venue.open_client_ids().into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
    };
    let named = value!({"market_id": 1, "orders_client_ids": ["a", "d", "nobody"]});
    assert_eq!(write(&digitex, "cancel/", named).await.0, 201);
    assert_eq!(open(), ["b", "c", "d", "e"]);
    write(&digitex, "cancel/", value!({"market_id": 14})).await;
    assert_eq!(open(), ["b", "c"]);
    let (_, receipt) = write(&digitex, "cancel/", value!({})).await;
    assert_eq!(receipt, value!({"trader_id": 94_410}));
    assert!(open().is_empty());
    let effects = digitex.effects().into_iter();
    let cancelled = effects.filter(|effect| effect.operation == "cancel_orders");
    let names: Vec<_> = cancelled.filter_map(|effect| effect.client_order_id).collect();
    assert_eq!(names, ["a", "d", "e", "b", "c"]);
}

#[tokio::test]
async fn pages_lead_to_one_another_and_end() {
    // All at the same instant, so that only the order of arrival counts.
    let clock = Clock::fixed_ms(1_632_567_734_971);
    let digitex = Digitex::builder().clock(clock).venue(DigitexVenue::default());
    let digitex = digitex.start().await.unwrap();
    for number in 0..5 {
        write(&digitex, "", order(&number.to_string(), 1, 2, "1", "5")).await;
    }
    write(&digitex, "", order("other", 14, 2, "1", "5")).await;
    let names = |page: &Value| {
        let items = page["results"].as_array().unwrap().iter();
        items.map(|item| item["client_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let asked = "/orders/?market_id=1&side=1&type=2&page_size=2";
    let (_, first) = read(&digitex, asked).await;
    assert_eq!(names(&first), ["4", "3"]);
    assert!(first["previous"].is_null());
    let cursor = first["next"].as_str().unwrap();
    assert!(cursor.ends_with("=="));
    let at = |cursor: &str| format!("{asked}&cursor={}", cursor.replace('=', "%3D"));

    let (_, second) = read(&digitex, &at(cursor)).await;
    assert_eq!(names(&second), ["2", "1"]);
    let (_, last) = read(&digitex, &at(second["next"].as_str().unwrap())).await;
    assert_eq!(names(&last), ["0"]);
    assert!(last["next"].is_null());
    let (_, back) = read(&digitex, &at(last["previous"].as_str().unwrap())).await;
    assert_eq!(names(&back), ["2", "1"]);

    let (status, refusal) = read(&digitex, "/orders/?cursor=nonsense").await;
    assert_eq!((status, refusal), (404, value!({"detail": "Invalid cursor"})));
    assert_eq!(read(&digitex, "/orders/?side=2").await.1["results"], value!([]));
}
