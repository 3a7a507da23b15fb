//! Tickers: the last price, the best offers, and the last 24 hours.

use bigdecimal::{BigDecimal, Zero};

use super::{
    Asked,
    books::Level,
    calendar::{DAY, Interval},
    funding, usdt,
};
use crate::{
    engine::{
        amount::plain,
        order::Side,
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
    venues::bitget::types::{Line, Market},
};

/// How finely a change of price is written, in decimals.
const CHANGE_DECIMALS: i64 = 5;

/// What there is to say about a market.
struct Summary<'a> {
    market: &'a Market,
    /// The product line, as the call calls it.
    category: String,
    last: String,
    open: String,
    high: String,
    low: String,
    change: String,
    /// The price at midnight UTC.
    midnight: String,
    change_since_midnight: String,
    bid: Level,
    ask: Level,
    base_volume: String,
    quote_volume: String,
    usdt_volume: String,
    ts: String,
}

/// Responds with the tickers of spot pairs in version 2.
pub(super) fn spot(asked: &Asked<'_>) -> Result<Response, Refusal> {
    respond(asked, v2_spot)
}

/// Responds with the tickers of futures in version 2.
pub(super) fn futures(asked: &Asked<'_>) -> Result<Response, Refusal> {
    respond(asked, v2_futures)
}

/// Responds with tickers in version 3.
pub(super) fn unified(asked: &Asked<'_>) -> Result<Response, Refusal> {
    respond(asked, v3)
}

fn respond(asked: &Asked<'_>, write: fn(&Summary<'_>) -> Fields) -> Result<Response, Refusal> {
    let tickers = asked.markets()?.into_iter().map(|market| write(&summary(asked, market)));
    Ok(asked.call.respond(&tickers.collect::<Vec<_>>()))
}

fn summary<'a>(asked: &Asked<'a>, market: &'a Market) -> Summary<'a> {
    let (venue, now) = (asked.venue, asked.call.at().millis());
    let history = venue.history(market);
    let best = |side| venue.levels(market, side).next().unwrap_or_default();
    let day = history.span(now.saturating_sub(DAY), i64::MAX).unwrap_or_default();
    let midnight = Interval::Fixed { length: DAY, anchor: 0 }.start(now);
    let midnight = history.span(midnight, i64::MAX).unwrap_or_default().open;
    let quote = asked.quote(market).unwrap_or_default();
    Summary {
        market,
        category: asked.category(market),
        last: plain(&day.close),
        open: plain(&day.open),
        high: plain(&day.high),
        low: plain(&day.low),
        change: change(&day.open, &day.close),
        change_since_midnight: change(&midnight, &day.close),
        midnight: plain(&midnight),
        bid: best(Side::Buy),
        ask: best(Side::Sell),
        base_volume: plain(&day.base),
        quote_volume: plain(&day.quote),
        usdt_volume: plain(&usdt(venue, &quote, &day.quote)),
        ts: now.to_string(),
    }
}

/// Returns a change of price, as a fraction.
fn change(from: &BigDecimal, to: &BigDecimal) -> String {
    let change = match from.is_zero() {
        true => BigDecimal::zero(),
        false => ((to - from) / from).with_scale(CHANGE_DECIMALS),
    };
    plain(&change.normalized())
}

fn v2(it: &Summary<'_>) -> Fields {
    fields! {
        "symbol": it.market.symbol,
        "high24h": it.high,
        "low24h": it.low,
        "lastPr": it.last,
        "quoteVolume": it.quote_volume,
        "baseVolume": it.base_volume,
        "usdtVolume": it.usdt_volume,
        "bidPr": plain(&it.bid.0),
        "askPr": plain(&it.ask.0),
        "bidSz": plain(&it.bid.1),
        "askSz": plain(&it.ask.1),
        "openUtc": it.midnight,
        "ts": it.ts,
        "changeUtc24h": it.change_since_midnight,
        "change24h": it.change,
    }
}

fn v2_spot(it: &Summary<'_>) -> Fields {
    fields! {"open": it.open}.over(&v2(it))
}

fn v2_futures(it: &Summary<'_>) -> Fields {
    let more = fields! {
        "open24h": it.open,
        "indexPrice": it.last,
        "markPrice": it.last,
        "fundingRate": funding::RATE,
        "holdingAmount": funding::OPEN_INTEREST,
        "deliveryStartTime": None::<()>,
        "deliveryTime": None::<()>,
        "deliveryStatus": "",
    };
    more.over(&v2(it))
}

fn v3(it: &Summary<'_>) -> Fields {
    let ticker = fields! {
        "category": it.category,
        "symbol": it.market.symbol,
        "ts": it.ts,
        "lastPrice": it.last,
        "openPrice24h": it.open,
        "highPrice24h": it.high,
        "lowPrice24h": it.low,
        "ask1Price": if it.ask.0.is_zero() { String::new() } else { plain(&it.ask.0) },
        "bid1Price": plain(&it.bid.0),
        "bid1Size": plain(&it.bid.1),
        "ask1Size": plain(&it.ask.1),
        "price24hPcnt": it.change,
        "volume24h": it.base_volume,
        "turnover24h": it.quote_volume,
    };
    let more = match it.market.line {
        Line::Spot => fields! {"platformTurnover24h": it.quote_volume},
        Line::Usdt | Line::Usdc | Line::Coin => fields! {
            "indexPrice": it.last,
            "markPrice": it.last,
            "fundingRate": funding::RATE,
            "openInterest": funding::OPEN_INTEREST,
            "deliveryStartTime": "",
            "deliveryTime": "",
            "deliveryStatus": "",
        },
    };
    more.over(&ticker)
}
