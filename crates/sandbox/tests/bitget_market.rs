//! The simulated Bitget: public market data, which agrees with itself and with what was traded.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use bigdecimal::BigDecimal;
use common::{account::*, envelope as refused, get, json, served};
use serde_json::{Value, json as value};
use venue_sandbox::{Bitget, Clock, Side};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// 2024-12-17 00:00 UTC, a Tuesday.
const MIDNIGHT: i64 = 1_734_393_600_000;

const CANDLES: &str = "/api/v2/spot/market/candles?symbol=BTCUSDT";

async fn at(time: i64) -> (Bitget, Clock) {
    let clock = Clock::fixed_ms(time);
    (Bitget::builder().clock(clock.clone()).start().await.unwrap(), clock)
}

async fn public(bitget: &Bitget, path: &str) -> Value {
    served(bitget, get(bitget, path)).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn decimal(value: &Value) -> BigDecimal {
    text(value).parse().unwrap()
}

fn number(value: &Value) -> i64 {
    text(value).parse().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Trades of a day and a half: of the first, only the last price is left 24 hours before the end.
async fn a_day_and_a_half() -> (Bitget, Clock) {
    let (bitget, clock) = at(MIDNIGHT).await;
    for (after, side, price, quantity) in [
        (30 * MINUTE, Side::Buy, "30000", "1"),
        (10 * HOUR, Side::Sell, "23100.5", "0.25"),
        (15 * HOUR, Side::Buy, "23250", "0.5"),
        (MINUTE, Side::Sell, "23000.01", "2"),
        (3 * HOUR, Side::Buy, "23111", "0.125"),
    ] {
        clock.advance_ms(after);
        bitget.seed_trade("BTCUSDT", side, price, quantity).unwrap();
    }
    clock.advance_ms(MIDNIGHT + 36 * HOUR - clock.now().millis());
    (bitget, clock)
}

#[tokio::test]
async fn the_day_of_a_ticker_is_that_of_its_candles_and_of_its_trades() {
    let (bitget, _) = a_day_and_a_half().await;
    let ticker = public(&bitget, "/api/v2/spot/market/tickers?symbol=BTCUSDT").await[0].take();
    assert_eq!(ticker["open"], "23100.5");
    assert_eq!(ticker["high24h"], "23250");
    assert_eq!(ticker["low24h"], "23000.01");
    assert_eq!(ticker["lastPr"], "23111");
    assert_eq!(ticker["baseVolume"], "2.625");
    assert_eq!(ticker["quoteVolume"], "60513.895");
    assert_eq!(ticker["change24h"], "0.00045");
    assert_eq!(ticker["openUtc"], "23100.5");

    // At noon, the 24 hours of the ticker are those of 24 candles and of the one that begins.
    let candles = public(&bitget, &format!("{CANDLES}&granularity=1h&limit=25")).await;
    let candles = list(&candles);
    assert_eq!(candles.len(), 25);
    let column = |index: usize| candles.iter().map(move |candle| decimal(&candle[index]));
    assert_eq!(decimal(&candles[0][1]), decimal(&ticker["open"]));
    assert_eq!(column(2).max().unwrap(), decimal(&ticker["high24h"]));
    assert_eq!(column(3).min().unwrap(), decimal(&ticker["low24h"]));
    assert_eq!(decimal(&candles[24][4]), decimal(&ticker["lastPr"]));
    assert_eq!(column(5).sum::<BigDecimal>(), decimal(&ticker["baseVolume"]));
    assert_eq!(column(6).sum::<BigDecimal>(), decimal(&ticker["quoteVolume"]));

    let trades = public(&bitget, "/api/v2/spot/market/fills?symbol=BTCUSDT").await;
    assert_eq!(ids(&trades, "price"), ["23111", "23000.01", "23250", "23100.5", "30000"]);
    assert_eq!(ids(&trades, "side"), ["buy", "sell", "buy", "sell", "buy"]);
    let v3 = public(&bitget, "/api/v3/market/tickers?category=SPOT&symbol=BTCUSDT").await;
    for (new, old) in [
        ("openPrice24h", "open"),
        ("highPrice24h", "high24h"),
        ("lowPrice24h", "low24h"),
        ("lastPrice", "lastPr"),
        ("volume24h", "baseVolume"),
        ("turnover24h", "quoteVolume"),
        ("price24hPcnt", "change24h"),
    ] {
        assert_eq!(v3[0][new], ticker[old], "{new}");
    }
    let unified = "/api/v3/market/candles?category=SPOT&symbol=BTCUSDT&interval=1H&limit=25";
    for (new, old) in list(&public(&bitget, unified).await).iter().zip(candles) {
        assert_eq!(list(new), &list(old)[..7]);
    }
}

#[tokio::test]
async fn an_own_order_that_is_filled_is_a_public_trade() {
    let account = Account::open().await;
    account.place(&limit("buy", "23223", "2")).await;
    let trades = public(&account.bitget, "/api/v2/spot/market/fills?symbol=BTCUSDT").await;
    let own = account.get(FILLS, "").await;
    assert_eq!(ids(&trades, "tradeId"), ids(&own, "tradeId"));
    assert_eq!(ids(&trades, "price"), ["23223", "23222.6"]);
    let minute = public(&account.bitget, &format!("{CANDLES}&granularity=1min&limit=1")).await;
    assert_eq!(list(&minute[0])[4..6], [value!("23223"), value!("2")]);
    // A resting order is bought from: the later order is the market's.
    account.place(&limit("sell", "23224", "1")).await;
    account.bitget.seed_level("BTCUSDT", Side::Buy, "23224", "1").unwrap();
    let trades = public(&account.bitget, "/api/v2/spot/market/fills?symbol=BTCUSDT&limit=1").await;
    assert_eq!((text(&trades[0]["side"]), text(&trades[0]["price"])), ("buy", "23224"));
}

#[tokio::test]
async fn candles_of_every_length_follow_one_another_up_to_now() {
    let (bitget, clock) = a_day_and_a_half().await;
    let now = clock.now().millis();
    let spot = [
        "1min", "3min", "5min", "15min", "30min", "1h", "4h", "6h", "12h", "1day", "3day", "1week",
        "1M", "6Hutc", "12Hutc", "1Dutc", "3Dutc", "1Wutc", "1Mutc",
    ];
    let v3 = [
        "1m", "3m", "5m", "15m", "30m", "1H", "4H", "6H", "12H", "1D", "3D", "1W", "1M", "6Hutc",
        "12Hutc", "1Dutc", "3Dutc", "1Wutc", "1Mutc",
    ];
    let v3_path = "/api/v3/market/candles?category=SPOT&symbol=BTCUSDT&limit=40&interval";
    for (old, new) in spot.into_iter().zip(v3) {
        let path = format!("{CANDLES}&limit=40&granularity={old}");
        let candles = public(&bitget, &path).await;
        let candles = list(&candles);
        assert_eq!(candles.len(), 40, "{old}");
        let starts: Vec<i64> = candles.iter().map(|candle| number(&candle[0])).collect();
        let last = starts[39];
        assert!(starts.is_sorted() && last <= now, "{old}");
        for pair in candles.windows(2) {
            assert_eq!(pair[0][4], pair[1][1], "{old}: a candle opens where the last closed");
        }
        for candle in candles {
            let [open, high, low, close] = [1, 2, 3, 4].map(|index| decimal(&candle[index]));
            assert!(low <= open && low <= close && open <= high && close <= high, "{candle}");
        }
        let lengths: Vec<i64> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        match old.contains('M') {
            true => assert!(lengths.iter().all(|it| (28 * DAY..=31 * DAY).contains(it)), "{old}"),
            false => assert!(lengths.iter().all(|it| *it == lengths[0]), "{old}"),
        }
        let zone = if old.ends_with("utc") { 0 } else { 8 * HOUR };
        if lengths[0] <= DAY {
            assert_eq!((last + zone) % lengths[0], 0, "{old}");
        }
        let unified = public(&bitget, &format!("{v3_path}={new}")).await;
        let unified = list(&unified).iter().map(|candle| number(&candle[0]));
        assert_eq!(unified.collect::<Vec<_>>(), starts, "{new}");
    }
}

#[tokio::test]
async fn a_range_of_candles_begins_at_its_start_and_ends_before_its_end() {
    let (bitget, _) = at(MIDNIGHT + 90_000).await;
    let starts = async |path: &str| -> Vec<i64> {
        let candles = public(&bitget, path).await;
        list(&candles).iter().map(|it| (number(&it[0]) - MIDNIGHT) / MINUTE).collect()
    };
    let [early, late] = [-5, -2].map(|minutes| MIDNIGHT + minutes * MINUTE);
    let range = format!("startTime={early}&endTime={late}");
    let spot = format!("{CANDLES}&granularity=1min");
    assert_eq!(starts(&format!("{spot}&{range}")).await, [-5, -4, -3]);
    // Of too many, the newest.
    assert_eq!(starts(&format!("{spot}&{range}&limit=2")).await, [-4, -3]);
    assert_eq!(starts(&format!("{spot}&limit=3")).await, [-1, 0, 1]);
    assert_eq!(starts(&format!("{spot}&startTime={late}")).await, [-2, -1, 0, 1]);
    assert_eq!(starts(&format!("{spot}&endTime=0")).await, [0; 0]);
    assert_eq!(starts(&spot).await.len(), 100);
    assert_eq!(starts(&format!("{spot}&limit=1000")).await.len(), 1_000);
    let past = "/api/v2/spot/market/history-candles?symbol=BTCUSDT&granularity=1min";
    assert_eq!(starts(&format!("{past}&limit=2")).await, [0, 1]);
    assert_eq!(starts(&format!("{past}&endTime={late}&limit=2")).await, [-4, -3]);

    // Futures: times are rounded down, and past candles are over.
    let futures = |list: &str| {
        let market = "symbol=BTCUSDT&productType=usdt-futures&granularity=1m";
        format!("/api/v2/mix/market/{list}?{market}")
    };
    let (early, late) = (early + 30_000, late + 59_999);
    let range = format!("startTime={early}&endTime={late}");
    assert_eq!(starts(&format!("{}&{range}", futures("candles"))).await, [-5, -4, -3]);
    assert_eq!(starts(&format!("{}&limit=2", futures("candles"))).await, [0, 1]);
    assert_eq!(starts(&format!("{}&limit=2", futures("history-candles"))).await, [-1, 0]);
    let past = "/api/v3/market/history-candles?category=SPOT&symbol=BTCUSDT&interval=1m&limit=2";
    assert_eq!(starts(past).await, [-1, 0]);

    let long = format!("{}&startTime=0&endTime={late}", futures("candles"));
    let (status, code, _) = refused(json(get(&bitget, &long)).await);
    assert_eq!((status, code.as_str()), (400, "40020"));
}

#[tokio::test]
async fn history_begins_when_the_market_was_listed() {
    let (bitget, _) = at(MIDNIGHT).await;
    let symbols = public(&bitget, "/api/v2/spot/public/symbols?symbol=BTCUSDT").await;
    let opened = number(&symbols[0]["openTime"]);
    let months = public(&bitget, &format!("{CANDLES}&granularity=1Mutc&limit=1000")).await;
    let first = number(&months[0][0]);
    assert!(first <= opened && opened < first + 31 * DAY);
    assert_eq!(list(&months).len(), 78);
    // A book that is new has a price and a history at once; an empty one has none.
    bitget.seed_level("NEWUSDT", Side::Sell, "0.00001234", "5").unwrap();
    let day = "granularity=1Dutc&limit=1";
    let candles = format!("/api/v2/spot/market/candles?symbol=NEWUSDT&{day}");
    assert_eq!(public(&bitget, &candles).await[0][1], "0.00001234");
    let symbols = public(&bitget, "/api/v2/spot/public/symbols?symbol=NEWUSDT").await;
    assert_eq!(symbols[0]["pricePrecision"], "8");
    bitget.clear_book("NEWUSDT");
    assert_eq!(public(&bitget, &candles).await, value!([]));
    let ticker = "/api/v3/market/tickers?category=SPOT&symbol=NEWUSDT";
    let ticker = public(&bitget, ticker).await[0].take();
    assert_eq!((text(&ticker["ask1Price"]), text(&ticker["lastPrice"])), ("", "0"));
    bitget.seed_level("NEWUSDT", Side::Buy, "2", "5").unwrap();
    assert_eq!(public(&bitget, &candles).await[0][4], "2");
}

#[tokio::test]
async fn merged_levels_never_look_better_than_they_are() {
    let (bitget, _) = at(MIDNIGHT).await;
    let book = async |query: &str| {
        let path = format!("/api/v2/spot/market/merge-depth?symbol=BTCUSDT&{query}");
        public(&bitget, &path).await
    };
    let plain = public(&bitget, "/api/v2/spot/market/orderbook?symbol=BTCUSDT").await;
    let same = book("").await;
    assert_eq!((&same["bids"], &same["asks"]), (&plain["bids"], &plain["asks"]));
    assert_eq!((text(&same["scale"]), text(&same["precision"])), ("0.01", "scale0"));
    let merged = book("precision=scale3&limit=max").await;
    assert_eq!(merged["bids"], value!([["23220", "2.8"], ["23200", "10"]]));
    assert_eq!(merged["asks"], value!([["23230", "3.25"], ["23250", "10"]]));
    assert_eq!((text(&merged["scale"]), text(&merged["isMaxPrecision"])), ("10", "YES"));
    let one = book("precision=scale3&limit=1").await;
    assert_eq!(one["asks"], value!([["23230", "3.25"]]));
    let step = "/api/v2/spot/market/orderbook?symbol=BTCUSDT&type=step2&limit=1";
    assert_eq!(public(&bitget, step).await["bids"], value!([["23222", "2.8"]]));
    // Of futures, levels are numbers.
    let futures = "/api/v2/mix/market/merge-depth?symbol=BTCUSDT&productType=USDT-FUTURES&limit=1";
    let futures = public(&bitget, futures).await;
    assert_eq!(futures["bids"].to_string(), "[[23222.4,0.8]]");
}

#[tokio::test]
async fn what_is_listed_has_a_book_a_ticker_and_candles() {
    let (bitget, _) = at(MIDNIGHT).await;
    let mut count = 0;
    for category in ["SPOT", "MARGIN", "USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"] {
        let v3 = |list: &str| format!("/api/v3/market/{list}?category={category}");
        let listed = public(&bitget, &v3("instruments")).await;
        let tickers = public(&bitget, &v3("tickers")).await;
        assert_eq!(ids(&listed, "symbol"), ids(&tickers, "symbol"));
        assert_eq!(listed[0]["category"], category);
        for ticker in list(&tickers) {
            count += 1;
            let symbol = text(&ticker["symbol"]);
            let v3 = |list: &str| format!("{}&symbol={symbol}", v3(list));
            let book = public(&bitget, &v3("orderbook")).await;
            assert_eq!(book["b"][0][0].to_string(), text(&ticker["bid1Price"]));
            assert_eq!(book["a"][0][0].to_string(), text(&ticker["ask1Price"]));
            let candles = public(&bitget, &format!("{}&interval=1m", v3("candles"))).await;
            assert_eq!(list(&candles).last().unwrap()[4], ticker["lastPrice"]);
            assert_eq!(public(&bitget, &v3("fills")).await, value!([]));
            if !category.ends_with("FUTURES") {
                continue;
            }
            let v2 = |list: &str| {
                format!("/api/v2/mix/market/{list}?productType={category}&symbol={symbol}")
            };
            let contract = public(&bitget, &v2("contracts")).await;
            assert_eq!(ids(&contract, "symbol"), [symbol]);
            let old = public(&bitget, &v2("ticker")).await[0].take();
            let price = public(&bitget, &v2("symbol-price")).await[0].take();
            for (name, old_name) in [("lastPrice", "lastPr"), ("markPrice", "markPrice")] {
                assert_eq!(ticker[name], old[old_name]);
            }
            assert_eq!((&price["price"], &price["markPrice"]), (&old["lastPr"], &old["markPrice"]));
            let funding = public(&bitget, &v2("current-fund-rate")).await[0].take();
            assert_eq!(funding["fundingRate"], old["fundingRate"]);
            assert_eq!(number(&funding["nextUpdate"]), MIDNIGHT + 8 * HOUR);
            let time = public(&bitget, &v2("funding-time")).await[0].take();
            assert_eq!(time["nextFundingTime"], funding["nextUpdate"]);
            let open = public(&bitget, &v2("open-interest")).await;
            assert_eq!(open["openInterestList"][0]["size"], ticker["openInterest"]);
            let past = public(&bitget, &v2("history-fund-rate")).await;
            assert_eq!(number(&past[0]["fundingTime"]), MIDNIGHT);
            let page = format!("{}&pageSize=2&pageNo=2", v2("history-fund-rate"));
            let page = public(&bitget, &page).await;
            assert_eq!(list(&page), &list(&past)[2..4]);
            let mark = format!("{}&granularity=1H", v2("history-mark-candles"));
            let mark = public(&bitget, &mark).await;
            assert_eq!(mark[0][5], "0");
            assert_eq!(mark[0][4], old["markPrice"]);
        }
    }
    assert_eq!(count, 8);
    // The legacy simulated futures list nothing.
    let legacy = public(&bitget, "/api/v2/mix/market/contracts?productType=SUSDT-FUTURES").await;
    assert_eq!(legacy, value!([]));
    // What an operation does not know, it ignores.
    let margin = public(&bitget, "/api/v2/margin/currencies?symbol=A&category=B").await;
    assert_eq!(ids(&margin, "symbol"), ["BTCUSDT", "ETHBTC"]);
    let coins = public(&bitget, "/api/v2/spot/public/coins").await;
    assert_eq!(ids(&coins, "coin"), ["BTC", "ETH", "USDC", "USDT"]);
    let coin = public(&bitget, "/api/v2/spot/public/coins?coin=ETH").await;
    assert_eq!(coin, value!([coins[1]]));
}

#[tokio::test]
async fn a_volume_in_usdt_is_that_of_the_quote_coin_at_its_last_price() {
    let (bitget, _) = at(MIDNIGHT).await;
    bitget.seed_trade("ETHBTC", Side::Buy, "0.0689", "2").unwrap();
    let ticker = public(&bitget, "/api/v2/spot/market/tickers?symbol=ETHBTC").await[0].take();
    assert_eq!(ticker["quoteVolume"], "0.1378");
    assert_eq!(ticker["usdtVolume"], "3200.04672");
}

#[tokio::test]
async fn past_trades_come_in_pages_and_ranges() {
    let (bitget, clock) = at(MIDNIGHT + 500).await;
    for price in 1..=5 {
        clock.advance_ms(MINUTE);
        bitget.seed_trade("BTCUSDT", Side::Buy, &price.to_string(), "1").unwrap();
    }
    let path = "/api/v2/spot/market/fills-history?symbol=BTCUSDT";
    let page = async |query: &str| public(&bitget, &format!("{path}{query}")).await;
    let first = page("&limit=2").await;
    assert_eq!(ids(&first, "price"), ["5", "4"]);
    // Their times are in whole seconds.
    assert_eq!(number(&first[0]["ts"]), MIDNIGHT + 5 * MINUTE);
    let last = text(&first[1]["tradeId"]);
    let second = page(&format!("&limit=2&idLessThan={last}")).await;
    assert_eq!(ids(&second, "price"), ["3", "2"]);
    let [start, end] = [2, 4].map(|minutes| MIDNIGHT + 500 + minutes * MINUTE);
    let range = page(&format!("&startTime={start}&endTime={end}")).await;
    assert_eq!(ids(&range, "price"), ["4", "3", "2"]);
    let long = get(&bitget, &format!("{path}&startTime=1&endTime={end}"));
    assert_eq!(refused(json(long).await).1, "40020");
    let futures = "/api/v2/mix/market/fills-history?symbol=BTCUSDT&productType=USDT-FUTURES";
    assert_eq!(public(&bitget, futures).await, value!([]));
}

#[tokio::test]
async fn what_is_not_listed_is_refused_by_its_name() {
    let (bitget, _) = at(MIDNIGHT).await;
    for path in [
        "/api/v2/spot/public/symbols?symbol=ABCUSDT",
        "/api/v2/spot/market/tickers?symbol=ABCUSDT",
        "/api/v2/spot/market/orderbook?symbol=ABCUSDT",
        "/api/v2/spot/market/merge-depth?symbol=ABCUSDT",
        "/api/v2/spot/market/candles?symbol=ABCUSDT&granularity=1min",
        "/api/v2/spot/market/fills?symbol=ABCUSDT",
        "/api/v2/mix/market/ticker?symbol=ABCUSDT&productType=USDT-FUTURES",
        "/api/v2/mix/market/open-interest?symbol=ABCUSDT&productType=USDT-FUTURES",
        "/api/v3/market/instruments?symbol=ABCUSDT&category=SPOT",
        "/api/v3/market/orderbook?symbol=ABCUSDT&category=USDT-FUTURES",
        "/api/v3/market/current-fund-rate?symbol=ABCUSDT",
    ] {
        let (status, code, message) = refused(json(get(&bitget, path)).await);
        assert_eq!((status, code.as_str()), (400, "40034"), "{path}");
        assert_eq!(message, "Parameter ABCUSDT does not exist", "{path}");
    }
    let coin = get(&bitget, "/api/v2/spot/public/coins?coin=ABC");
    assert_eq!(refused(json(coin).await).1, "40034");
    // A contract is none on spot, and a pair none of its product line.
    for path in [
        "/api/v2/spot/market/tickers?symbol=BTCPERP",
        "/api/v2/mix/market/ticker?symbol=BTCUSDT&productType=COIN-FUTURES",
    ] {
        assert_eq!(refused(json(get(&bitget, path)).await).1, "40034", "{path}");
    }
    let (status, code, message) = refused(json(get(&bitget, "/api/v2/no/such?a=b")).await);
    assert_eq!((status, code.as_str()), (404, "40404"));
    assert_eq!(message, "Request URL NOT FOUND: /api/v2/no/such");
}
