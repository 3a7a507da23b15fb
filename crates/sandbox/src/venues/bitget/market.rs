//! Tickers and books of the symbols that are seeded, in both versions.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    book::Book,
    envelope::{success, wrong},
    exact,
    exchange::Exchange,
    place::asked,
};
use crate::{refusal::Refusal, request::Request, response::Response};

/// Levels of a book, unless it is said, and at most.
const LEVELS: usize = 150;

/// The name of a symbol that is seeded, with its book. In version 3, of spot alone.
fn seeded(exchange: &Exchange, request: &Request) -> Option<(String, bool)> {
    let symbol = asked(request, "symbol")?;
    let spot =
        asked(request, "category").is_none_or(|category| category.eq_ignore_ascii_case("SPOT"));
    let known = spot && exchange.books.contains_key(&symbol);
    Some((symbol, known))
}

/// What there is to say about a symbol, in text.
struct Summary {
    symbol: String,
    last: String,
    bid: (String, String),
    ask: (String, String),
    base_volume: String,
    quote_volume: String,
    ts: String,
}

impl Summary {
    fn of(exchange: &Exchange, symbol: &str, book: &Book, request: &Request) -> Self {
        let texts = |level: Option<(&Decimal, &Decimal)>| match level {
            Some((price, quantity)) => (price.to_string(), quantity.to_string()),
            None => ("0".to_owned(), "0".to_owned()),
        };
        let fills = || exchange.fills.iter().filter(|fill| fill.symbol == symbol);
        Self {
            symbol: symbol.to_owned(),
            last: exchange.last_price(symbol).unwrap_or_default().to_string(),
            bid: texts(book.bids.last_key_value()),
            ask: texts(book.asks.first_key_value()),
            base_volume: exact::total(fills().map(|fill| fill.quantity)).to_string(),
            quote_volume: exact::total(fills().map(|fill| fill.amount)).to_string(),
            ts: request.at().millis().to_string(),
        }
    }
}

fn summaries(exchange: &Exchange, request: &Request) -> Option<Vec<Summary>> {
    let spot =
        asked(request, "category").is_none_or(|category| category.eq_ignore_ascii_case("SPOT"));
    let only = seeded(exchange, request);
    if !spot || matches!(only, Some((_, false))) {
        return None;
    }
    let books = exchange.books.iter();
    let books = books.filter(|(name, _)| only.as_ref().is_none_or(|(symbol, _)| *name == symbol));
    Some(books.map(|(name, book)| Summary::of(exchange, name, book, request)).collect())
}

/// Tickers of version 2; `None` of a symbol that is not seeded.
pub(super) fn tickers(exchange: &Exchange, request: &Request) -> Option<Response> {
    let view = |summary: Summary| Ticker {
        symbol: summary.symbol,
        high24h: summary.last.clone(),
        open: summary.last.clone(),
        low24h: summary.last.clone(),
        quote_volume: summary.quote_volume.clone(),
        base_volume: summary.base_volume,
        usdt_volume: summary.quote_volume,
        bid_pr: summary.bid.0,
        ask_pr: summary.ask.0,
        bid_sz: summary.bid.1,
        ask_sz: summary.ask.1,
        open_utc: summary.last.clone(),
        last_pr: summary.last,
        ts: summary.ts,
        change_utc24h: "0",
        change24h: "0",
    };
    let tickers: Vec<_> = summaries(exchange, request)?.into_iter().map(view).collect();
    Some(success(request.at(), tickers))
}

/// Tickers of version 3; `None` of a symbol that is not seeded.
pub(super) fn uta_tickers(exchange: &Exchange, request: &Request) -> Option<Response> {
    let view = |summary: Summary| UtaTicker {
        category: "SPOT",
        symbol: summary.symbol,
        open_price24h: summary.last.clone(),
        high_price24h: summary.last.clone(),
        low_price24h: summary.last.clone(),
        last_price: summary.last,
        ask1_price: summary.ask.0,
        bid1_price: summary.bid.0,
        bid1_size: summary.bid.1,
        ask1_size: summary.ask.1,
        price24h_pcnt: "0",
        volume24h: summary.base_volume,
        turnover24h: summary.quote_volume.clone(),
        platform_turnover24h: summary.quote_volume,
        ts: summary.ts,
    };
    let tickers: Vec<_> = summaries(exchange, request)?.into_iter().map(view).collect();
    Some(success(request.at(), tickers))
}

/// A book, best prices first, in a version's manner of writing numbers.
fn levels<T>(
    exchange: &Exchange,
    request: &Request,
    write: fn(&Decimal) -> T,
) -> Result<Option<[Vec<[T; 2]>; 2]>, Refusal> {
    let limit = match asked(request, "limit") {
        Some(text) => {
            text.parse::<usize>().ok().filter(|limit| *limit > 0).ok_or_else(|| wrong("limit"))?
        }
        None => LEVELS,
    };
    let Some((symbol, true)) = seeded(exchange, request) else {
        return Ok(None);
    };
    let Some(book) = exchange.books.get(&symbol) else {
        return Ok(None);
    };
    let level = |(price, quantity): (&Decimal, &Decimal)| [write(price), write(quantity)];
    let limit = limit.min(LEVELS);
    let asks = book.asks.iter().take(limit).map(level).collect();
    let bids = book.bids.iter().rev().take(limit).map(level).collect();
    Ok(Some([asks, bids]))
}

/// The book of version 2, in strings.
pub(super) fn order_book(
    exchange: &Exchange,
    request: &Request,
) -> Result<Option<Response>, Refusal> {
    let levels = levels(exchange, request, ToString::to_string)?;
    Ok(levels.map(|[asks, bids]| {
        let ts = request.at().millis().to_string();
        success(request.at(), OrderBook { asks, bids, ts })
    }))
}

/// The book of version 3, in numbers.
pub(super) fn uta_order_book(
    exchange: &Exchange,
    request: &Request,
) -> Result<Option<Response>, Refusal> {
    let levels = levels(exchange, request, |value| RawValue::from_string(value.to_string()).ok())?;
    Ok(levels.map(|[a, b]| {
        let ts = request.at().millis().to_string();
        success(request.at(), UtaOrderBook { a, b, ts })
    }))
}

#[derive(Serialize)]
struct OrderBook {
    asks: Vec<[String; 2]>,
    bids: Vec<[String; 2]>,
    ts: String,
}

#[derive(Serialize)]
struct UtaOrderBook {
    a: Vec<[Option<Box<RawValue>>; 2]>,
    b: Vec<[Option<Box<RawValue>>; 2]>,
    ts: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ticker {
    symbol: String,
    high24h: String,
    open: String,
    low24h: String,
    last_pr: String,
    quote_volume: String,
    base_volume: String,
    usdt_volume: String,
    bid_pr: String,
    ask_pr: String,
    bid_sz: String,
    ask_sz: String,
    open_utc: String,
    ts: String,
    change_utc24h: &'static str,
    change24h: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UtaTicker {
    category: &'static str,
    symbol: String,
    last_price: String,
    open_price24h: String,
    high_price24h: String,
    low_price24h: String,
    ask1_price: String,
    bid1_price: String,
    bid1_size: String,
    ask1_size: String,
    price24h_pcnt: &'static str,
    volume24h: String,
    turnover24h: String,
    platform_turnover24h: String,
    ts: String,
}
