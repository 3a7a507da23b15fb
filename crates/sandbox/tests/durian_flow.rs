//! The simulated Durian, over raw HTTP: positions from login to history.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{get, json, login, post, response};
use serde_json::{Value, json as value};
use venue_sandbox::{Clock, Durian};

const ACCOUNT: &str = "/api/v3/account";
const BTC: &str = "BT_PERP_BTC_USD";

struct User {
    durian: Durian,
    token: String,
}

impl User {
    async fn new() -> Self {
        let clock = Clock::fixed_ms(1_734_451_355_149);
        let durian = Durian::builder().clock(clock).start().await.unwrap();
        let token = login(&durian).await;
        Self { durian, token }
    }

    async fn read(&self, path: &str) -> Value {
        let request = get(&self.durian, &format!("{ACCOUNT}/portfolio/position{path}"));
        let (status, body) = json(request.bearer_auth(&self.token)).await;
        assert_eq!(status, 200);
        body
    }

    async fn write(&self, path: &str, body: Value) -> Value {
        let request = post(&self.durian, &format!("{ACCOUNT}/{path}"), body.to_string());
        let (status, body) = json(request.bearer_auth(&self.token)).await;
        assert_eq!(status, 200);
        body
    }

    async fn open(&self, symbol: &str, quantity: &str) -> Value {
        let body = value!({"side": "BUY", "orderQty": quantity, "leverage": 20,
            "positionSide": "LONG", "symbol": symbol});
        self.write("open/position", body).await
    }

    async fn close(&self, id: &Value, quantity: &str) -> Value {
        let body = value!({"orderQty": quantity, "positionId": id});
        self.write("close/position", body).await
    }

    async fn history(&self, more: &str) -> Value {
        let body = self.read(&format!("/history?startTime=0&endTime=9999999999999{more}")).await;
        assert_eq!(body["code"], 200);
        body["data"].clone()
    }
}

#[tokio::test]
async fn a_position_is_opened_listed_closed_in_parts_and_found_in_the_history() {
    let user = User::new().await;
    let opened = user.open(BTC, "0.03").await["data"].clone();
    assert_eq!(opened["avgPrice"], "95000");
    assert_eq!((&opened["leverage"], &opened["symbolName"]), (&"20".into(), &"BTC".into()));
    let id = &opened["positionId"];
    assert_eq!(id.as_str().unwrap().len(), 16);

    user.durian.with_venue(|venue| assert!(venue.set_price(BTC, "95000.5".parse().unwrap())));
    let listed = user.read("").await["data"][0].clone();
    assert!(listed.as_object().unwrap().values().all(Value::is_string));
    assert_eq!((&listed["positionId"], &listed["positionQty"]), (id, &"0.03".into()));
    assert_eq!(listed["unrealizedPnl"], "0.015");
    assert_eq!(listed["positionMargin"], "142.5");
    assert_eq!(listed["createTime"], "1734451355149");

    let done = value!({"msg": "success", "code": 200});
    assert_eq!(user.close(id, "0.01").await, done);
    assert_eq!(user.read("").await["data"][0]["positionQty"], "0.02");
    user.durian.clock().advance_ms(607_694);
    assert_eq!(user.close(id, "0.02").await, done);
    assert_eq!(user.read("").await["data"], value!([]));

    let history = user.history("").await;
    assert_eq!(history["total"], 2);
    let (last, first) = (&history["list"][0], &history["list"][1]);
    assert_eq!(first["closedType"], "PARTIAL_CLOSED");
    assert_eq!(last["closedType"], "COMPLETE_CLOSED");
    assert_eq!((&first["closedPnl"], &last["closedPnl"]), (&0.005.into(), &0.01.into()));
    assert_eq!(last["closedAvgPrice"], "95000.5");
    assert_eq!(last["closeTs"], 1_734_451_962_843_i64);
    // One record, two time zones.
    assert_eq!(last["createTime"], "2024-12-18 00:02:35");
    assert_eq!(last["updateTime"], "2024-12-17 16:12:42");
}

#[tokio::test]
async fn all_positions_are_closed_at_once_and_the_history_has_pages() {
    let user = User::new().await;
    for (symbol, count) in [(BTC, 7), ("BT_PERP_ETH_USD", 5)] {
        for _ in 0..count {
            assert_eq!(user.open(symbol, "0.1").await["code"], 200);
        }
    }
    assert_eq!(user.read("").await["data"].as_array().unwrap().len(), 12);
    let of_eth = user.read("?symbol=BT_PERP_ETH_USD").await;
    assert_eq!(of_eth["data"].as_array().unwrap().len(), 5);
    let done = user.write("close/all/position", value!({})).await;
    assert_eq!(done, value!({"msg": "success", "code": 200}));
    assert_eq!(user.read("").await["data"], value!([]));

    for (more, total, length) in [
        ("", 12, 10),
        ("&pageNum=2", 12, 2),
        ("&pageNum=3", 12, 0),
        ("&pageNum=2&pageSize=5", 12, 5),
        ("&symbol=BT_PERP_ETH_USD&pageSize=3&pageNum=2", 5, 2),
    ] {
        let page = user.history(more).await;
        assert_eq!(page["total"], total, "{more}");
        assert_eq!(page["list"].as_array().unwrap().len(), length, "{more}");
    }
    let before = user.read("/history?startTime=0&endTime=1000").await;
    assert_eq!(before["data"], value!({"total": 0, "list": []}));
}

#[tokio::test]
async fn leverage_is_set_for_the_positions_of_a_symbol() {
    let user = User::new().await;
    user.open(BTC, "1").await;
    let body = value!({"symbol": BTC, "leverage": "50"});
    assert_eq!(user.write("set/leverage", body).await["code"], 200);
    let listed = user.read("").await["data"][0].clone();
    assert_eq!(listed["leverage"], "50");
    assert_eq!(listed["positionMargin"], "1900");
    for (symbol, leverage) in [(BTC, "101"), (BTC, "0"), (BTC, "x"), ("BT_PERP_NO_USD", "5")] {
        let body = value!({"symbol": symbol, "leverage": leverage});
        assert_eq!(user.write("set/leverage", body).await["code"], 400);
    }
}

#[tokio::test]
async fn what_does_not_exist_or_fit_is_refused_inside_of_http_200() {
    let user = User::new().await;
    let refused = user.open("BT_PERP_NO_USD", "1").await;
    let text = "symbol BT_PERP_NO_USD does not exist";
    assert_eq!(refused, value!({"msg": text, "code": 400}));
    for quantity in ["0", "-1", "0.00001", "1e400", "x"] {
        assert_eq!(user.open(BTC, quantity).await["code"], 400, "{quantity}");
    }
    assert_eq!(user.close(&"17".into(), "1").await["msg"], "position 17 does not exist");
    let id = user.open(BTC, "1").await["data"]["positionId"].clone();
    assert_eq!(user.close(&id, "1.0001").await["code"], 400);
    assert_eq!(user.read("?symbol=other").await["code"], 400);
    assert_eq!(user.read("").await["data"][0]["positionQty"], "1");
    assert_eq!(user.durian.effects().len(), 1);
}

#[tokio::test]
async fn a_profit_is_written_with_every_digit() {
    let user = User::new().await;
    let id = user.open(BTC, "0.1").await["data"]["positionId"].clone();
    let price = "95000.1234567890123456789".parse().unwrap();
    user.durian.with_venue(|venue| venue.set_price(BTC, price));
    user.close(&id, "0.1").await;
    let path = format!("{ACCOUNT}/portfolio/position/history?startTime=0&endTime=9999999999999");
    let (_, text) = response(get(&user.durian, &path).bearer_auth(&user.token)).await;
    assert!(text.contains(r#""closedPnl":0.01234567890123456789,"#), "{text}");
}

#[tokio::test]
async fn tokens_expire_and_a_new_login_finds_the_positions_again() {
    let mut user = User::new().await;
    user.open(BTC, "1").await;
    user.durian.with_venue(venue_sandbox::DurianVenue::expire_tokens);
    assert_eq!(user.read("").await, value!({"msg": "unauthorized", "code": 401}));
    user.token = login(&user.durian).await;
    assert_eq!(user.read("").await["data"].as_array().unwrap().len(), 1);
}
