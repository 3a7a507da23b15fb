//! What only futures have: funding, open interest, and a mark and an index price.
//!
//! The funding rate and the open interest never change; mark and index are the last price.

use super::{
    Asked, OPENED,
    calendar::{DAY, Interval},
    number, size,
};
use crate::{
    engine::{
        amount::plain,
        render::{Fields, fields, json},
    },
    refusal::Refusal,
    response::Response,
    venues::bitget::wrong,
};

/// The funding rate, now and at every settlement before.
pub(super) const RATE: &str = "0.0001";

/// What is open of a contract, in base coin.
pub(super) const OPEN_INTEREST: &str = "34278.06";

/// Funding is settled three times a day: at midnight UTC, and so on.
const SETTLEMENT: Interval = Interval::Fixed { length: DAY / 3, anchor: 0 };
pub(super) const HOURS: &str = "8";

fn next(asked: &Asked<'_>) -> String {
    SETTLEMENT.end(SETTLEMENT.start(asked.call.at().millis())).to_string()
}

/// Responds with the funding rates of now.
pub(super) fn rates(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let rates = asked.markets()?.into_iter().map(|market| {
        fields! {
            "symbol": market.symbol,
            "fundingRate": RATE,
            "fundingRateInterval": HOURS,
            "nextUpdate": next(asked),
            "minFundingRate": "-0.003",
            "maxFundingRate": "0.003",
        }
    });
    Ok(asked.call.list(rates, fields! {}))
}

/// Responds with the time of the next settlement.
pub(super) fn time(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let symbol = &asked.market()?.symbol;
    let time = fields! {"symbol": symbol, "nextFundingTime": next(asked), "ratePeriod": HOURS};
    Ok(asked.call.list([time], fields! {}))
}

/// Responds with a page of past settlements in version 2.
pub(super) fn history(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let past = past(asked, ["pageNo", "pageSize"], [20, 100], "fundingTime")?;
    Ok(asked.call.list(past, fields! {}))
}

/// Responds with a page of past settlements in version 3.
pub(super) fn unified_history(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let past = past(asked, ["cursor", "limit"], [100, 200], "fundingRateTimestamp")?;
    Ok(asked.call.respond(&fields! {"resultList": past}))
}

/// Returns a page of past settlements, newest first.
fn past(
    asked: &Asked<'_>,
    [page, limit]: [&str; 2],
    sizes: [usize; 2],
    time: &'static str,
) -> Result<Vec<Fields>, Refusal> {
    let symbol = &asked.market()?.symbol;
    let number = number(asked.call, page)?.unwrap_or(1);
    let before = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let before = before.ok_or_else(|| wrong(page))?;
    let size = size(asked.call, limit, sizes)?;
    let last = SETTLEMENT.start(asked.call.at().millis());
    let times = std::iter::successors(Some(last), |at| Some(SETTLEMENT.start(at - 1)));
    let times = times.take_while(|at| *at >= OPENED);
    let page = times.skip(before.saturating_mul(size)).take(size);
    let past = page.map(|at| {
        let mut past = fields! {"symbol": symbol, "fundingRate": RATE};
        past.set(time, json(&at.to_string()));
        past
    });
    Ok(past.collect())
}

/// Responds with the open interest of a contract in version 2.
pub(super) fn open_interest(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let list = [fields! {"symbol": asked.market()?.symbol, "size": OPEN_INTEREST}];
    let ts = asked.call.at().millis().to_string();
    Ok(asked.call.object(fields! {"openInterestList": list, "ts": ts}))
}

/// Responds with the open interest of contracts in version 3.
pub(super) fn unified_open_interest(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let list = asked.markets()?.into_iter();
    let list = list.map(|it| fields! {"symbol": it.symbol, "openInterest": OPEN_INTEREST});
    let ts = asked.call.at().millis().to_string();
    Ok(asked.call.object(fields! {"list": list.collect::<Vec<_>>(), "ts": ts}))
}

/// Responds with the last, index and mark price of a contract.
pub(super) fn prices(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let market = asked.market()?;
    let last = plain(&asked.venue.history(market).last().cloned().unwrap_or_default());
    let ts = asked.call.at().millis().to_string();
    let prices = fields! {
        "symbol": market.symbol, "price": last, "indexPrice": last, "markPrice": last, "ts": ts
    };
    Ok(asked.call.list([prices], fields! {}))
}
