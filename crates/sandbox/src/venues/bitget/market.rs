//! Tickers and books of the symbols that are seeded, in both versions.

use bigdecimal::{BigDecimal, Zero};

use super::{
    BitgetCall, BitgetVenue,
    types::{Line, Market},
    views::split,
    wrong,
};
use crate::{
    engine::{
        amount::plain,
        matching::MARKET,
        order::Side,
        render::{Fields, Json, fields, json, number},
    },
    refusal::Refusal,
    response::Response,
};

/// Levels of a book, by default and at most.
const LEVELS: usize = 150;

/// How finely a change of price is written, in decimals.
const CHANGE_DECIMALS: i64 = 5;

type Level = (BigDecimal, BigDecimal);

impl BitgetVenue {
    /// Returns the symbols that a call asks for, if all of them are seeded. In version 3, there are
    /// books of spot alone.
    fn asked(&self, call: &BitgetCall<'_>) -> Option<Vec<String>> {
        let category = call.request().query("category");
        if category.is_some_and(|category| !category.eq_ignore_ascii_case("SPOT")) {
            return None;
        }
        match call.request().query("symbol") {
            Some(symbol) => {
                self.markets.contains(&Market::spot(symbol.as_str())).then(|| vec![symbol])
            }
            None => {
                let spot = self.markets.iter().filter(|market| market.line == Line::Spot);
                Some(spot.map(|market| market.symbol.clone()).collect())
            }
        }
    }

    /// Returns the levels of one side, the best first.
    fn levels(&self, symbol: &str, side: Side) -> impl Iterator<Item = Level> {
        let book = self.exchange.book(&Market::spot(symbol), side).into_iter();
        book.filter(|order| order.new.owner == MARKET).map(|order| (order.price(), order.left()))
    }

    /// Responds with tickers; `None` of a symbol that is not seeded.
    pub(super) fn tickers(
        &self,
        call: &BitgetCall<'_>,
        write: fn(&Summary) -> Fields,
    ) -> Option<Response> {
        let tickers = self.asked(call)?.into_iter().map(|symbol| {
            let market = Market::spot(symbol.as_str());
            let best = |side| self.levels(&symbol, side).next().unwrap_or_default();
            let fills = || self.exchange.fills().filter(|fill| fill.market == market);
            let last = self.last(&market).unwrap_or_default();
            // Without a trade, what is offered was the price all day.
            let prices = || fills().map(|fill| &fill.price);
            let open = prices().next().unwrap_or(&last);
            let change = match open.is_zero() {
                true => BigDecimal::zero(),
                false => ((&last - open) / open).with_scale(CHANGE_DECIMALS),
            };
            let summary = Summary {
                open: plain(open),
                high: plain(prices().max().unwrap_or(&last)),
                low: plain(prices().min().unwrap_or(&last)),
                change: plain(&change.normalized()),
                last: plain(&last),
                bid: best(Side::Buy),
                ask: best(Side::Sell),
                base_volume: plain(&fills().map(|fill| &fill.quantity).sum()),
                quote_volume: plain(&fills().map(|fill| &fill.value).sum()),
                ts: call.at().millis().to_string(),
                symbol,
            };
            write(&summary)
        });
        Some(call.list(tickers, fields! {}))
    }

    /// Responds with the symbols that are traded; `None` of one that is not seeded.
    pub(super) fn instruments(&self, call: &BitgetCall<'_>) -> Option<Response> {
        let symbols = self.asked(call)?.into_iter().filter_map(|symbol| {
            let (base, quote) = split(&symbol)?;
            Some(fields! {"symbol": symbol, "baseCoin": base, "quoteCoin": quote})
        });
        Some(call.list(symbols, fields! {}))
    }

    /// Responds with a book, its numbers as text or not; `None` of a symbol that is not seeded.
    pub(super) fn order_book(
        &self,
        call: &BitgetCall<'_>,
        [bids, asks]: [&'static str; 2],
        write: fn(&BigDecimal) -> Json,
    ) -> Result<Option<Response>, Refusal> {
        let limit = call.request().query("limit");
        let limit = limit.map_or(Ok(LEVELS), |text| text.parse().map_err(|_| wrong("limit")))?;
        if limit == 0 {
            return Err(wrong("limit"));
        }
        let Some(symbol) = self.asked(call).and_then(|all| all.into_iter().next()) else {
            return Ok(None);
        };
        let side = |side| {
            let levels = self.levels(&symbol, side).take(limit.min(LEVELS));
            let levels = levels.map(|(price, quantity)| [write(&price), write(&quantity)]);
            json(&levels.collect::<Vec<_>>())
        };
        let mut book = fields! {"ts": call.at().millis().to_string()};
        book.set(asks, side(Side::Sell));
        book.set(bids, side(Side::Buy));
        Ok(Some(call.object(book)))
    }
}

/// A decimal as text.
pub(super) fn text(value: &BigDecimal) -> Json {
    json(&plain(value))
}

/// A decimal as a number.
pub(super) fn digits(value: &BigDecimal) -> Json {
    number(plain(value))
}

/// What there is to say about a symbol.
pub(super) struct Summary {
    symbol: String,
    last: String,
    open: String,
    high: String,
    low: String,
    change: String,
    bid: Level,
    ask: Level,
    base_volume: String,
    quote_volume: String,
    ts: String,
}

/// A ticker of version 2.
pub(super) fn v2(it: &Summary) -> Fields {
    fields! {
        "symbol": it.symbol,
        "high24h": it.high,
        "open": it.open,
        "low24h": it.low,
        "lastPr": it.last,
        "quoteVolume": it.quote_volume,
        "baseVolume": it.base_volume,
        "usdtVolume": it.quote_volume,
        "bidPr": plain(&it.bid.0),
        "askPr": plain(&it.ask.0),
        "bidSz": plain(&it.bid.1),
        "askSz": plain(&it.ask.1),
        "openUtc": it.open,
        "ts": it.ts,
        "changeUtc24h": it.change,
        "change24h": it.change,
    }
}

/// A ticker of version 3.
pub(super) fn v3(it: &Summary) -> Fields {
    fields! {
        "category": "SPOT",
        "symbol": it.symbol,
        "ts": it.ts,
        "lastPrice": it.last,
        "openPrice24h": it.open,
        "highPrice24h": it.high,
        "lowPrice24h": it.low,
        "ask1Price": plain(&it.ask.0),
        "bid1Price": plain(&it.bid.0),
        "bid1Size": plain(&it.bid.1),
        "ask1Size": plain(&it.ask.1),
        "price24hPcnt": it.change,
        "volume24h": it.base_volume,
        "turnover24h": it.quote_volume,
        "platformTurnover24h": it.quote_volume,
    }
}
