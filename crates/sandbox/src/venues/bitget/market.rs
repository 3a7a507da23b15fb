//! Tickers and books of the symbols that are seeded, in both versions.

use bigdecimal::BigDecimal;

use super::{ACCOUNT, BitgetCall, BitgetVenue, wrong};
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
            Some(symbol) => self.symbols.contains(&symbol).then(|| vec![symbol]),
            None => Some(self.symbols.iter().cloned().collect()),
        }
    }

    /// Returns the levels of one side, the best first.
    fn levels(&self, symbol: &String, side: Side) -> impl Iterator<Item = Level> {
        let book = self.exchange.book(symbol, side).into_iter();
        book.filter(|order| order.new.owner == MARKET).map(|order| (order.price(), order.left()))
    }

    /// Responds with tickers; `None` of a symbol that is not seeded.
    pub(super) fn tickers(
        &self,
        call: &BitgetCall<'_>,
        write: fn(&Summary) -> Fields,
    ) -> Option<Response> {
        let tickers = self.asked(call)?.into_iter().map(|symbol| {
            let best = |side| self.levels(&symbol, side).next().unwrap_or_default();
            let fills = || self.exchange.fills().filter(|fill| fill.market == symbol);
            let last = self.exchange.last_price(&symbol, ACCOUNT).unwrap_or_default();
            let summary = Summary {
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
        "high24h": it.last,
        "open": it.last,
        "low24h": it.last,
        "lastPr": it.last,
        "quoteVolume": it.quote_volume,
        "baseVolume": it.base_volume,
        "usdtVolume": it.quote_volume,
        "bidPr": plain(&it.bid.0),
        "askPr": plain(&it.ask.0),
        "bidSz": plain(&it.bid.1),
        "askSz": plain(&it.ask.1),
        "openUtc": it.last,
        "ts": it.ts,
        "changeUtc24h": "0",
        "change24h": "0",
    }
}

/// A ticker of version 3.
pub(super) fn v3(it: &Summary) -> Fields {
    fields! {
        "category": "SPOT",
        "symbol": it.symbol,
        "ts": it.ts,
        "lastPrice": it.last,
        "openPrice24h": it.last,
        "highPrice24h": it.last,
        "lowPrice24h": it.last,
        "ask1Price": plain(&it.ask.0),
        "bid1Price": plain(&it.bid.0),
        "bid1Size": plain(&it.bid.1),
        "ask1Size": plain(&it.ask.1),
        "price24hPcnt": "0",
        "volume24h": it.base_volume,
        "turnover24h": it.quote_volume,
        "platformTurnover24h": it.quote_volume,
    }
}
