//! Public market data: what is listed, tickers, books, candles, trades and funding.
//!
//! All of it is read from the books and the trades of the exchange, so that it agrees: the last
//! candle closes at the last price, and the day of a ticker is that of its candles. A symbol that
//! is not listed is refused. Until somebody trades, the price of a market is the first one offered.
//!
//! Not simulated: call auctions, fee tables, statistics of positions and flows. These are samples.

mod books;
mod calendar;
mod candles;
mod funding;
mod history;
mod instruments;
mod tickers;
mod trades;

use bigdecimal::BigDecimal;

use self::{history::History, instruments::usdt};
use super::{
    BitgetCall, BitgetVenue,
    types::{Line, Market},
    unknown_symbol, wrong,
};
use crate::{
    engine::{matching::MARKET, order::Side, render::fields},
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
};

/// When the markets were listed: no candle and no settlement is older.
const OPENED: i64 = 1_532_454_360_000;

impl BitgetVenue {
    /// Lists a market, whose first price this is if it had none.
    pub(super) fn open(&mut self, market: &Market, price: &BigDecimal) {
        self.markets.insert(market.clone());
        self.openings.entry(market.clone()).or_insert_with(|| price.clone());
    }

    /// Records a trade of two others.
    pub(super) fn seed_trade(
        &mut self,
        market: &Market,
        side: Side,
        (price, quantity): (BigDecimal, BigDecimal),
        now: i64,
    ) {
        self.open(market, &price);
        self.exchange.observe(market.clone(), side, price, quantity, now);
        self.book_fills(now);
        self.settle(now);
    }

    /// Empties a book. A market without trades has no price then, until somebody offers one.
    pub(super) fn clear_book(&mut self, market: &Market) {
        self.markets.insert(market.clone());
        self.exchange.clear_levels(market);
        if self.exchange.fills().all(|fill| fill.market != *market) {
            self.openings.remove(market);
        }
    }

    /// Returns what a market has traded.
    fn history(&self, market: &Market) -> History {
        History::of(&self.exchange, market, self.openings.get(market))
    }

    /// Returns the levels of one side of a book, the best first.
    fn levels(&self, market: &Market, side: Side) -> impl Iterator<Item = books::Level> {
        let book = self.exchange.book(market, side).into_iter();
        book.filter(|order| order.new.owner == MARKET).map(|order| (order.price(), order.left()))
    }
}

/// A call for market data.
struct Asked<'a> {
    venue: &'a BitgetVenue,
    call: &'a BitgetCall<'a>,
}

impl<'a> Asked<'a> {
    /// Returns a parameter that the operation knows; others are ignored.
    fn query(&self, name: &str) -> Option<String> {
        let mut known = self.call.spec().parameters.iter();
        known.find(|parameter| parameter.name == name)?;
        self.call.request().query(name)
    }

    /// Returns the product lines that are meant: that of the call, or all of futures where it may
    /// name one and does not. The legacy simulated lines list nothing.
    fn lines(&self) -> Result<Vec<Line>, Refusal> {
        Ok(match (self.query("productType"), self.query("category")) {
            (Some(line), _) => Line::futures(&line).into_iter().collect(),
            (None, Some(line)) => vec![Line::category(&line)?],
            (None, None) if self.call.operation() == Operation::UtaMarketFundingRates => {
                vec![Line::Usdt, Line::Usdc, Line::Coin]
            }
            (None, None) => vec![Line::Spot],
        })
    }

    /// Returns the markets that are meant: the one that the call names, or all of its line.
    fn markets(&self) -> Result<Vec<&'a Market>, Refusal> {
        let lines = self.lines()?;
        let symbol = self.query("symbol");
        let markets = self.venue.markets.iter().filter(|market| {
            let is_asked = symbol.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(&market.symbol));
            is_asked && lines.contains(&market.line)
        });
        let markets: Vec<_> = markets.collect();
        match symbol.filter(|_| markets.is_empty()) {
            Some(symbol) => Err(unknown_symbol(&symbol)),
            None => Ok(markets),
        }
    }

    /// Returns the one market that is meant.
    fn market(&self) -> Result<&'a Market, Refusal> {
        let first = self.markets()?.into_iter().next();
        first.ok_or_else(|| unknown_symbol(&self.query("symbol").unwrap_or_default()))
    }

    /// Returns the product line of a market, as the call calls it: margin pairs are spot pairs.
    fn category(&self, market: &Market) -> String {
        let said = self.query("category");
        said.map_or_else(|| market.line.name().to_owned(), |said| said.to_ascii_uppercase())
    }

    /// Returns the quote coin of a market, if its symbol tells.
    fn quote(&self, market: &Market) -> Option<String> {
        Some(self.venue.rules(market).quote).filter(|quote| !quote.is_empty())
    }
}

/// Responds to a call for market data; `None` of all that is a sample.
pub(super) fn respond(
    venue: &BitgetVenue,
    call: &BitgetCall<'_>,
) -> Result<Option<Response>, Refusal> {
    let asked = &Asked { venue, call };
    let respond = match call.operation() {
        Operation::PlatformServerTime | Operation::UtaMarketServerTime => {
            Ok(call.object(fields! {"serverTime": call.at().millis().to_string()}))
        }
        Operation::SpotMarketCoins => instruments::coin_list(asked),
        Operation::SpotMarketSymbols => instruments::symbols(asked),
        Operation::SpotMarketTickers => tickers::spot(asked),
        Operation::SpotMarketOrderBook => books::spot(asked),
        Operation::SpotMarketMergedOrderBook => books::merged_spot(asked),
        Operation::SpotMarketCandles => candles::candles(asked, &candles::SPOT),
        Operation::SpotMarketHistoryCandles => candles::candles(asked, &candles::SPOT_HISTORY),
        Operation::SpotMarketRecentFills => trades::recent(asked, [100, 500]),
        Operation::SpotMarketFillsHistory => trades::history(asked),
        Operation::MarginMarketSymbols => instruments::margin_symbols(asked),
        Operation::FuturesMarketContracts => instruments::contracts(asked),
        Operation::FuturesMarketTickers | Operation::FuturesMarketTicker => tickers::futures(asked),
        Operation::FuturesMarketMergedOrderBook => books::merged_futures(asked),
        Operation::FuturesMarketCandles => candles::candles(asked, &candles::FUTURES),
        Operation::FuturesMarketHistoryCandles => {
            candles::candles(asked, &candles::FUTURES_HISTORY)
        }
        Operation::FuturesMarketHistoryIndexCandles
        | Operation::FuturesMarketHistoryMarkCandles => {
            candles::candles(asked, &candles::MARK_HISTORY)
        }
        Operation::FuturesMarketRecentFills => trades::recent(asked, [100, 100]),
        Operation::FuturesMarketFillsHistory => trades::history(asked),
        Operation::FuturesMarketSymbolPrice => funding::prices(asked),
        Operation::FuturesMarketFundingRate | Operation::UtaMarketFundingRates => {
            funding::rates(asked)
        }
        Operation::FuturesMarketFundingRateHistory => funding::history(asked),
        Operation::FuturesMarketFundingTime => funding::time(asked),
        Operation::FuturesMarketOpenInterest => funding::open_interest(asked),
        Operation::UtaMarketInstruments => instruments::unified(asked),
        Operation::UtaMarketTickers => tickers::unified(asked),
        Operation::UtaMarketOrderBook => books::unified(asked),
        Operation::UtaMarketCandles => candles::candles(asked, &candles::UNIFIED),
        Operation::UtaMarketHistoryCandles => candles::candles(asked, &candles::UNIFIED_HISTORY),
        Operation::UtaMarketRecentFills => trades::unified(asked),
        Operation::UtaMarketFundingRateHistory => funding::unified_history(asked),
        Operation::UtaMarketOpenInterest => funding::unified_open_interest(asked),
        _ => return Ok(None),
    };
    respond.map(Some)
}

/// Returns a number among the parameters.
fn number(call: &BitgetCall<'_>, name: &str) -> Result<Option<i64>, Refusal> {
    let text = call.request().query(name);
    text.map(|text| text.parse().map_err(|_| wrong(name))).transpose()
}

/// Returns how many items a call asks for, by default and at most so many.
fn size(call: &BitgetCall<'_>, name: &str, [default, most]: [usize; 2]) -> Result<usize, Refusal> {
    match number(call, name)? {
        Some(number) if number < 1 => Err(wrong(name)),
        Some(number) => Ok(usize::try_from(number).unwrap_or(most).min(most)),
        None => Ok(default),
    }
}

/// Refuses a range of times that is longer than it may be.
fn range(start: Option<i64>, end: Option<i64>, most: i64) -> Result<(), Refusal> {
    let length = start.zip(end).map(|(start, end)| end.saturating_sub(start));
    if length.is_some_and(|length| length > most) { Err(wrong("startTime")) } else { Ok(()) }
}
