//! What the server responds: the size of real responses, the same bytes in every run.

use std::fmt::Write;

/// The response to a request target.
#[must_use]
pub fn response(target: &str) -> String {
    let data = match target.split('?').next().unwrap_or_default() {
        "/api/v2/spot/trade/place-order" => {
            r#"{"orderId":"1121212121212121212","clientOid":"bench-order-1"}"#.to_owned()
        }
        "/api/v2/spot/trade/unfilled-orders" => list(20, order),
        "/api/v2/spot/market/orderbook" => book(150),
        "/api/v2/spot/market/tickers" => list(800, ticker),
        _ => return r#"{"code":"40404","msg":"Request URL NOT FOUND","requestTime":1695808949356,"data":null}"#.to_owned(),
    };
    format!(r#"{{"code":"00000","msg":"success","requestTime":1695808949356,"data":{data}}}"#)
}

fn list(count: u32, item: fn(u32) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!("[{}]", items.join(","))
}

fn order(number: u32) -> String {
    format!(
        r#"{{"userId":"1234567890","symbol":"BTCUSDT","orderId":"11212121212121{number:05}","clientOid":"bench-{number}","priceAvg":"{}.{:02}","size":"0.{:04}","orderType":"limit","side":"{}","status":"live","basePrice":"0","baseVolume":"0","quoteVolume":"0","enterPointSource":"API","presetTakeProfitPrice":"","executeTakeProfitPrice":"","presetStopLossPrice":"","executeStopLossPrice":"","cTime":"16958089{number:05}","tpslType":"normal","triggerPrice":null,"force":"gtc","orderSource":"normal","uTime":"16958089{number:05}"}}"#,
        23_000 + number * 17,
        number * 31 % 100,
        1 + number * 13,
        if number.is_multiple_of(2) { "buy" } else { "sell" },
    )
}

fn book(levels: u32) -> String {
    let side = |sign: i64| {
        let mut side = String::new();
        for level in 0..i64::from(levels) {
            let comma = if level == 0 { "" } else { "," };
            let (price, size) =
                (2_700_000 + sign * (level * 7 + 3), (level * 7_919 + 13) % 100_000);
            let (whole, cents) = (price / 100, price % 100);
            let _ = write!(side, r#"{comma}["{whole}.{cents:02}","{}.{size:05}"]"#, level % 9);
        }
        side
    };
    format!(r#"{{"asks":[{}],"bids":[{}],"ts":"1695808949351"}}"#, side(1), side(-1))
}

fn ticker(number: u32) -> String {
    let price = |shift: u32| {
        format!("{}.{:04}", 20 + (number * 37 + shift) % 30_000, number * 101 % 10_000)
    };
    format!(
        r#"{{"open":"{}","symbol":"COIN{number}USDT","high24h":"{}","low24h":"{}","lastPr":"{}","quoteVolume":"{}","baseVolume":"{}","usdtVolume":"{}","ts":"16958089{number:05}","bidPr":"{}","askPr":"{}","bidSz":"{}","askSz":"{}","openUtc":"{}","changeUtc24h":"-0.00{:03}","change24h":"0.0{:04}"}}"#,
        price(1),
        price(90),
        price(0),
        price(12),
        price(9_000),
        price(777),
        price(9_000),
        price(11),
        price(13),
        price(3),
        price(4),
        price(5),
        number,
        number,
    )
}
