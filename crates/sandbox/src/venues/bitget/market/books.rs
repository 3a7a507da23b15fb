//! Order books, as they are and with their levels merged.

use bigdecimal::{BigDecimal, RoundingMode};

use super::{Asked, size};
use crate::{
    engine::{
        amount::{fixed, plain},
        order::Side,
        render::{Json, fields, json, number},
    },
    refusal::Refusal,
    response::Response,
    venues::bitget::wrong,
};

/// A price, and the quantity at it.
pub(super) type Level = (BigDecimal, BigDecimal);

/// How the levels of a book are written.
type Write = fn(&BigDecimal) -> Json;

/// A decimal as text.
fn text(value: &BigDecimal) -> Json {
    json(&plain(value))
}

/// A decimal as a number.
fn digits(value: &BigDecimal) -> Json {
    number(plain(value))
}

/// Responds with a spot book in version 2.
pub(super) fn spot(asked: &Asked<'_>) -> Result<Response, Refusal> {
    let step = asked.call.request().query("type");
    let merged = digit_of(step.as_deref(), "step", "type")?;
    respond(asked, (["bids", "asks"], text), merged, size(asked.call, "limit", [150, 150])?)
}

/// Responds with a book in version 3.
pub(super) fn unified(asked: &Asked<'_>) -> Result<Response, Refusal> {
    respond(asked, (["b", "a"], digits), 0, size(asked.call, "limit", [5, 200])?)
}

/// Responds with a spot book in version 2, its levels merged.
pub(super) fn merged_spot(asked: &Asked<'_>) -> Result<Response, Refusal> {
    merged(asked, text)
}

/// Responds with a book of futures in version 2, its levels merged.
pub(super) fn merged_futures(asked: &Asked<'_>) -> Result<Response, Refusal> {
    merged(asked, digits)
}

/// The coarsest of the steps by which levels can be merged.
const COARSEST: u8 = 3;

fn merged(asked: &Asked<'_>, write: Write) -> Result<Response, Refusal> {
    let request = asked.call.request();
    let limit = match request.query("limit") {
        Some(limit) if limit.eq_ignore_ascii_case("max") => usize::MAX,
        limit => limit.map_or(Ok(100), |text| text.parse().map_err(|_| wrong("limit")))?,
    };
    let scale = digit_of(request.query("precision").as_deref(), "scale", "precision")?;
    let step = step(asked, scale)?;
    let [bids, asks] = sides(asked, (scale > 0).then_some(&step), limit, write)?;
    Ok(asked.call.object(fields! {
        "asks": asks,
        "bids": bids,
        "ts": asked.call.at().millis().to_string(),
        "scale": plain(&step),
        "precision": format!("scale{scale}"),
        "isMaxPrecision": if scale == COARSEST { "YES" } else { "NO" },
    }))
}

fn respond(
    asked: &Asked<'_>,
    ([bids, asks], write): ([&'static str; 2], Write),
    merged: u8,
    limit: usize,
) -> Result<Response, Refusal> {
    let step = step(asked, merged)?;
    let sides = sides(asked, (merged > 0).then_some(&step), limit, write)?;
    let mut book = fields! {"ts": asked.call.at().millis().to_string()};
    for (name, side) in [bids, asks].into_iter().zip(sides) {
        book.set(name, side);
    }
    Ok(asked.call.object(book))
}

/// Reads the number behind a word, as in `scale1`; 0 if it is not said.
fn digit_of(said: Option<&str>, word: &str, name: &str) -> Result<u8, Refusal> {
    let Some(said) = said else { return Ok(0) };
    let lower = said.to_ascii_lowercase();
    let digit = lower.strip_prefix(word).and_then(|digit| digit.parse().ok());
    digit.ok_or_else(|| wrong(name))
}

/// Returns the distance of merged levels: a price step of the market, ten of them, a hundred, …
fn step(asked: &Asked<'_>, merged: u8) -> Result<BigDecimal, Refusal> {
    let decimals = asked.venue.rules(asked.market()?).price_decimals;
    Ok(fixed(1, decimals - i64::from(merged)))
}

/// Returns the two sides of a book, bids and asks, the best price of each first.
fn sides(
    asked: &Asked<'_>,
    step: Option<&BigDecimal>,
    limit: usize,
    write: Write,
) -> Result<[Json; 2], Refusal> {
    let market = asked.market()?;
    Ok([Side::Buy, Side::Sell].map(|side| {
        let mut levels: Vec<Level> = Vec::new();
        for (price, quantity) in asked.venue.levels(market, side) {
            let price = step.map_or(price.clone(), |step| onto(&price, step, side));
            match levels.last_mut() {
                Some((last, sum)) if *last == price => *sum += quantity,
                _ => levels.push((price, quantity)),
            }
        }
        let levels = levels.iter().take(limit);
        let levels = levels.map(|(price, quantity)| [write(price), write(quantity)]);
        json(&levels.collect::<Vec<_>>())
    }))
}

/// Returns the merged level of a price: bids go down to it, and asks go up, so that nothing looks
/// cheaper than it is.
fn onto(price: &BigDecimal, step: &BigDecimal, side: Side) -> BigDecimal {
    let mode = if side == Side::Buy { RoundingMode::Floor } else { RoundingMode::Ceiling };
    (price / step).with_scale_round(0, mode) * step
}
