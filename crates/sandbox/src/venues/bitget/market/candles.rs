//! Candles, built from the trades of a market.

use bigdecimal::BigDecimal;

use super::{
    Asked, OPENED,
    calendar::{DAY, Interval},
    history::{History, Span},
    number, range, size, usdt,
};
use crate::{
    engine::amount::plain,
    refusal::Refusal,
    response::Response,
    venues::bitget::{BitgetVenue, missing, wrong},
};

/// Which list of candles an operation returns.
pub(super) struct List {
    /// The name of the parameter that says how long a candle is.
    pub(super) interval: &'static str,
    /// How many there are by default, and at most.
    pub(super) sizes: [usize; 2],
    /// Whether the last one must be over.
    pub(super) is_finished: bool,
    /// Whether times of the range are rounded down to the length of a candle.
    pub(super) rounds: bool,
    /// How long the range may be, in days; any if zero.
    pub(super) days: i64,
    pub(super) price: Price,
    /// Whether candles have a last column, their volume in USDT.
    pub(super) has_usdt: bool,
}

/// Of which price candles are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Price {
    /// As the call says, in a parameter of this name; that of the trades by default.
    Said(&'static str),
    Trades,
    /// The mark or index price, which is that of the last trade here. Nothing is traded at it.
    Mark,
    /// How far the mark price is from the index: nowhere.
    Premium,
}

impl Price {
    fn of(self, asked: &Asked<'_>) -> Self {
        let Self::Said(name) = self else { return self };
        let said = asked.call.request().query(name).map(|text| text.to_ascii_lowercase());
        match said.as_deref() {
            Some("mark" | "index") => Self::Mark,
            Some("premium") => Self::Premium,
            _ => Self::Trades,
        }
    }
}

/// Spot candles in version 2, up to the one that is not over yet.
pub(super) const SPOT: List = List {
    interval: "granularity",
    sizes: [100, 1_000],
    is_finished: false,
    rounds: false,
    days: 0,
    price: Price::Trades,
    has_usdt: true,
};

/// Past spot candles in version 2.
pub(super) const SPOT_HISTORY: List = List { sizes: [100, 200], ..SPOT };

/// Candles of futures in version 2, up to the one that is not over yet.
pub(super) const FUTURES: List =
    List { rounds: true, days: 90, price: Price::Said("kLineType"), has_usdt: false, ..SPOT };

/// Past candles of futures in version 2.
pub(super) const FUTURES_HISTORY: List =
    List { sizes: [100, 200], is_finished: true, price: Price::Trades, ..FUTURES };

/// Past candles of a mark or index price in version 2.
pub(super) const MARK_HISTORY: List = List { price: Price::Mark, ..FUTURES_HISTORY };

/// Candles in version 3, up to the one that is not over yet.
pub(super) const UNIFIED: List = List {
    interval: "interval",
    sizes: [1_000, 1_000],
    is_finished: false,
    rounds: false,
    days: 0,
    price: Price::Said("type"),
    has_usdt: false,
};

/// Past candles in version 3.
pub(super) const UNIFIED_HISTORY: List =
    List { sizes: [100, 100], is_finished: true, days: 90, ..UNIFIED };

/// Responds with the candles that a call asks for.
pub(super) fn candles(asked: &Asked<'_>, list: &List) -> Result<Response, Refusal> {
    let (call, venue, market) = (asked.call, asked.venue, asked.market()?);
    let name = call.request().query(list.interval).ok_or_else(|| missing(list.interval))?;
    let interval = Interval::read(&name).ok_or_else(|| wrong(list.interval))?;
    let (mut start, mut end) = (number(call, "startTime")?, number(call, "endTime")?);
    if list.rounds {
        start = start.map(|time| interval.start(time));
        end = end.map(|time| interval.start(time));
    }
    if list.days > 0 {
        range(start, end, list.days * DAY)?;
    }
    let limit = size(call, "limit", list.sizes)?;
    let now = call.at().millis();
    let history = venue.history(market);
    let price = list.price.of(asked);
    let quote = asked.quote(market).filter(|_| list.has_usdt);

    // The last candle is the last that began before the end of the range.
    let mut next = interval.start(end.unwrap_or(i64::MAX).min(now.saturating_add(1)) - 1);
    if list.is_finished && interval.end(next) > now {
        next = interval.start(next.saturating_sub(1));
    }
    let first = start.unwrap_or(i64::MIN).max(interval.start(OPENED));
    let mut found = Vec::new();
    // Where there is no price yet, there is no candle either.
    while next >= first && found.len() < limit && history.last().is_some() {
        found.extend(candle(venue, &history, (next, interval.end(next)), price, quote.as_deref()));
        next = interval.start(next.saturating_sub(1));
    }
    found.reverse();
    Ok(call.respond(&found))
}

/// Writes a candle, with its volume in USDT where the quote coin is given.
fn candle(
    venue: &BitgetVenue,
    history: &History,
    (start, end): (i64, i64),
    price: Price,
    quote: Option<&str>,
) -> Option<Vec<String>> {
    let traded = history.span(start, end)?;
    let zero = BigDecimal::default;
    let Span { open, high, low, close, base, quote: value } = match price {
        Price::Mark => Span { base: zero(), quote: zero(), ..traded },
        Price::Premium => Span::default(),
        Price::Trades | Price::Said(_) => traded,
    };
    let mut candle = vec![start.to_string()];
    candle.extend([&open, &high, &low, &close, &base, &value].map(plain));
    candle.extend(quote.map(|quote| plain(&usdt(venue, quote, &value))));
    Some(candle)
}
