//! What a market has traded, and what its price was at any time.
//!
//! A market has one price from its listing to its first trade, and from then on that of its last
//! trade. Tickers, candles and lists of trades are all read from here, so that they agree.

use bigdecimal::BigDecimal;

use super::super::{Exchange, types::Market};
use crate::engine::order::{Fill, Side};

/// A trade, as everybody sees it.
#[derive(Clone, Debug)]
pub(super) struct Trade {
    pub(super) id: u64,
    pub(super) at: i64,
    /// The side of the order that came later.
    pub(super) side: Side,
    pub(super) price: BigDecimal,
    pub(super) quantity: BigDecimal,
    pub(super) value: BigDecimal,
}

impl<M> From<&Fill<M>> for Trade {
    fn from(fill: &Fill<M>) -> Self {
        Self {
            id: fill.id,
            at: fill.at,
            side: if fill.is_maker { fill.side.opposite() } else { fill.side },
            price: fill.price.clone(),
            quantity: fill.quantity.clone(),
            value: fill.value.clone(),
        }
    }
}

/// The trades of a market.
#[derive(Debug)]
pub(super) struct History {
    /// The price before the first trade; none where nobody has offered anything yet.
    opening: Option<BigDecimal>,
    /// Oldest first.
    trades: Vec<Trade>,
}

/// What happened between two times.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    pub(super) open: BigDecimal,
    pub(super) high: BigDecimal,
    pub(super) low: BigDecimal,
    pub(super) close: BigDecimal,
    /// Volume, in base coin.
    pub(super) base: BigDecimal,
    /// Volume, in quote coin.
    pub(super) quote: BigDecimal,
}

impl History {
    pub(super) fn of(exchange: &Exchange, market: &Market, opening: Option<&BigDecimal>) -> Self {
        let mut trades: Vec<Trade> =
            exchange.fills().filter(|fill| fill.market == *market).map(Trade::from).collect();
        // Of a trade between two accounts, both sides are known.
        trades.dedup_by_key(|trade| trade.id);
        trades.sort_by_key(|trade| (trade.at, trade.id));
        Self { opening: opening.cloned(), trades }
    }

    /// Returns the trades, newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = &Trade> {
        self.trades.iter().rev()
    }

    /// Returns the last price.
    pub(super) fn last(&self) -> Option<&BigDecimal> {
        self.trades.last().map(|trade| &trade.price).or(self.opening.as_ref())
    }

    /// Returns what happened from a time on, up to another, which is not part of it. None where
    /// there is no price yet.
    pub(super) fn span(&self, from: i64, to: i64) -> Option<Span> {
        let index = |time| self.trades.partition_point(|trade| trade.at < time);
        let (before, rest) = self.trades.split_at_checked(index(from))?;
        let within = rest.get(..index(to).saturating_sub(before.len()))?;
        let open = before.last().map(|trade| &trade.price).or(self.opening.as_ref())?;
        let prices = || within.iter().map(|trade| &trade.price);
        Some(Span {
            open: open.clone(),
            high: prices().chain([open]).max()?.clone(),
            low: prices().chain([open]).min()?.clone(),
            close: prices().next_back().unwrap_or(open).clone(),
            base: within.iter().map(|trade| &trade.quantity).sum(),
            quote: within.iter().map(|trade| &trade.value).sum(),
        })
    }
}
