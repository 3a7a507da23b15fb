//! Public trades.

use super::{Asked, calendar::DAY, history::Trade, number, range, size};
use crate::{
    engine::{
        amount::plain,
        paging::Window,
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
    venues::bitget::{
        types::{Line, Market},
        wrong,
    },
};

/// How long a range of past trades may be, in days.
const DAYS: i64 = 7;

/// Writes a trade as version 2 does.
fn v2(market: &Market, trade: &Trade) -> Fields {
    fields! {
        "symbol": market.symbol,
        "tradeId": trade.id.to_string(),
        "side": trade.side.name(),
        "price": plain(&trade.price),
        "size": plain(&trade.quantity),
        "ts": trade.at.to_string(),
    }
}

/// Writes a trade as version 3 does, which counts futures in coins by what they are worth.
fn v3(market: &Market, trade: &Trade) -> Fields {
    let size = if market.line == Line::Coin { &trade.value } else { &trade.quantity };
    fields! {
        "execId": trade.id.to_string(),
        "execLinkId": trade.id.to_string(),
        "price": plain(&trade.price),
        "size": plain(size),
        "side": trade.side.name(),
        "ts": trade.at.to_string(),
        "isRPI": "no",
    }
}

/// Responds with the latest trades in version 2, so many by default and at most.
pub(super) fn recent(asked: &Asked<'_>, sizes: [usize; 2]) -> Result<Response, Refusal> {
    latest(asked, sizes, v2)
}

/// Responds with the latest trades in version 3.
pub(super) fn unified(asked: &Asked<'_>) -> Result<Response, Refusal> {
    latest(asked, [100, 100], v3)
}

fn latest(
    asked: &Asked<'_>,
    sizes: [usize; 2],
    write: fn(&Market, &Trade) -> Fields,
) -> Result<Response, Refusal> {
    let market = asked.market()?;
    let history = asked.venue.history(market);
    let trades = history.newest().take(size(asked.call, "limit", sizes)?);
    Ok(asked.call.list(trades.map(|trade| write(market, trade)), fields! {}))
}

/// Responds with a page of past trades.
pub(super) fn history(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let (call, market) = (asked.call, asked.market()?);
    let (start, end) = (number(call, "startTime")?, number(call, "endTime")?);
    range(start, end, DAYS * DAY)?;
    let than = call.request().query("idLessThan");
    let than = than.map(|text| text.parse().map_err(|_| wrong("idLessThan"))).transpose()?;
    let size = size(call, "limit", [500, 1_000])?;
    let history = asked.venue.history(market);
    let trades = history.newest().filter(|trade| {
        start.is_none_or(|start| trade.at >= start) && end.is_none_or(|end| trade.at <= end)
    });
    let page = Window::Older { than, size }.of(trades.map(|trade| (trade.id, trade)));
    let write = |trade: &Trade| {
        // Times of past spot trades are in whole seconds.
        let at = if market.line == Line::Spot { trade.at / 1_000 * 1_000 } else { trade.at };
        v2(market, &Trade { at, ..trade.clone() })
    };
    Ok(call.list(page.map(write).items, fields! {}))
}
