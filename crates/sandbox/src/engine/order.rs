//! Orders and fills, whatever the exchange calls them.

use std::num::NonZeroU64;

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{amount::cut, ledger::Posting};

/// Which side of a market an order is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The order buys.
    Buy,
    /// The order sells.
    Sell,
}

impl Side {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }

    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// Whether an order of this side with a limit trades at a price.
    pub(crate) fn accepts(self, limit: &BigDecimal, price: &BigDecimal) -> bool {
        match self {
            Self::Buy => price <= limit,
            Self::Sell => price >= limit,
        }
    }
}

/// How long a limit order waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeInForce {
    Gtc,
    PostOnly,
    Fok,
    Ioc,
}

/// At what price an order trades.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// At a price or a better one.
    Limit { price: BigDecimal, force: TimeInForce },
    /// At whatever price.
    Market,
}

/// How much an order is for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Size {
    /// A quantity of what is traded.
    Base(BigDecimal),
    /// An amount of money, for which as many units of so many decimals are bought as it pays for.
    Quote { amount: BigDecimal, decimals: i64 },
}

/// What an order is paid with.
#[derive(Clone, Debug)]
pub(crate) enum Terms<K> {
    /// With nothing that is kept account of: an order of the market at large.
    Free,
    /// A coin is exchanged for another; amounts of quote coin are cut off after so many decimals.
    Spot { base: K, quote: K, decimals: Option<i64> },
    /// A margin is held while the order waits: its value by `multiplier / leverage`, rounded up to
    /// so many decimals. What a fill does is up to the positions.
    Margin { coin: K, multiplier: BigDecimal, leverage: BigDecimal, decimals: i64 },
}

/// An order to be placed. `M` names a market, `X` is what the exchange adds.
#[derive(Clone, Debug)]
pub(crate) struct NewOrder<K, M, X> {
    pub(crate) owner: i64,
    pub(crate) client_id: Option<String>,
    pub(crate) market: M,
    pub(crate) side: Side,
    pub(crate) kind: Kind,
    pub(crate) size: Size,
    pub(crate) terms: Terms<K>,
    pub(crate) extra: X,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Live,
    PartiallyFilled,
    Filled,
    Cancelled,
    Rejected,
}

/// An order that was received.
#[derive(Clone, Debug)]
pub(crate) struct Order<K, M, X> {
    pub(crate) id: u64,
    pub(crate) new: NewOrder<K, M, X>,
    pub(crate) status: Status,
    /// The quantity traded.
    pub(crate) filled: BigDecimal,
    /// The money traded.
    pub(crate) value: BigDecimal,
    /// What it still holds back of what it is paid with.
    pub(crate) held: BigDecimal,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

impl<K: Clone, M, X> Order<K, M, X> {
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.status, Status::Live | Status::PartiallyFilled)
    }

    /// Returns the limit; of an order at market, none.
    pub(crate) fn limit(&self) -> Option<&BigDecimal> {
        match &self.new.kind {
            Kind::Limit { price, .. } => Some(price),
            Kind::Market => None,
        }
    }

    /// Returns the limit; of an order at market, zero.
    pub(crate) fn price(&self) -> BigDecimal {
        self.limit().cloned().unwrap_or_default()
    }

    pub(crate) fn force(&self) -> TimeInForce {
        match self.new.kind {
            Kind::Limit { force, .. } => force,
            Kind::Market => TimeInForce::Ioc,
        }
    }

    /// Returns what is left to trade: a quantity, or of an amount of money none.
    pub(crate) fn left(&self) -> BigDecimal {
        match &self.new.size {
            Size::Base(size) => size - &self.filled,
            Size::Quote { .. } => BigDecimal::zero(),
        }
    }

    /// Returns the quantity that it wants at a price.
    pub(crate) fn wants(
        &self,
        price: &BigDecimal,
        spent: &BigDecimal,
        got: &BigDecimal,
    ) -> BigDecimal {
        match &self.new.size {
            Size::Base(size) => size - &self.filled - got,
            // For nothing, everything could be had.
            Size::Quote { .. } if price.is_zero() => BigDecimal::zero(),
            Size::Quote { amount, decimals } => {
                cut(&((amount - &self.value - spent) / price), *decimals)
            }
        }
    }

    /// Returns the average price of its fills, in 29 digits: this alone is a quotient, and may be
    /// rounded.
    pub(crate) fn average(&self) -> Option<BigDecimal> {
        let traded = !self.filled.is_zero();
        traded.then(|| {
            let average = &self.value / &self.filled;
            average.with_precision_round(PRECISION, RoundingMode::HalfEven).normalized()
        })
    }

    /// Returns the money that a quantity costs.
    pub(crate) fn cost(&self, quantity: &BigDecimal, price: &BigDecimal) -> BigDecimal {
        let cost = quantity * price;
        match self.new.terms {
            Terms::Spot { decimals: Some(decimals), .. } => cut(&cost, decimals),
            _ => cost,
        }
    }

    /// Returns what it holds back while it waits for the rest of its size, at its limit or, of an
    /// order at market, at `market` price.
    pub(crate) fn hold(&self, market: &BigDecimal) -> BigDecimal {
        let price = self.limit().unwrap_or(market);
        let left = self.left();
        match (&self.new.terms, self.new.side, &self.new.size) {
            (Terms::Free, ..) => BigDecimal::zero(),
            (Terms::Margin { multiplier, leverage, decimals, .. }, ..) => {
                let margin = left * price * multiplier / leverage;
                margin.with_scale_round(*decimals, RoundingMode::Up)
            }
            (_, Side::Buy, Size::Quote { amount, .. }) => amount - &self.value,
            (_, Side::Buy, Size::Base(_)) => self.cost(&left, price),
            (_, Side::Sell, _) => left,
        }
    }

    /// Returns what it holds money back of.
    pub(crate) fn held_key(&self) -> Option<&K> {
        match (&self.new.terms, self.new.side) {
            (Terms::Free, _) => None,
            (Terms::Spot { quote, .. }, Side::Buy) => Some(quote),
            (Terms::Spot { base, .. }, Side::Sell) => Some(base),
            (Terms::Margin { coin, .. }, _) => Some(coin),
        }
    }

    /// Holds back another amount than before.
    pub(crate) fn rehold(&mut self, held: BigDecimal) -> Vec<Posting<K>> {
        let change = &held - &self.held;
        self.held = held;
        let key = self.held_key().cloned();
        key.map(|key| Posting::hold(key, &change)).into_iter().collect()
    }

    /// Fills a quantity at a price: returns what moves.
    pub(crate) fn fill(
        &mut self,
        quantity: &BigDecimal,
        price: &BigDecimal,
        at: i64,
    ) -> Vec<Posting<K>> {
        let cost = self.cost(quantity, price);
        self.filled += quantity;
        self.value += &cost;
        self.updated = at;
        let is_done = match &self.new.size {
            Size::Base(size) => self.filled == *size,
            Size::Quote { amount, .. } => self.value == *amount,
        };
        self.status = if is_done { Status::Filled } else { Status::PartiallyFilled };
        let is_at_market = self.new.kind == Kind::Market && self.new.side == Side::Buy;
        let left = match (&self.new.terms, &self.new.size) {
            // It holds what its fills cost, at several prices.
            (Terms::Spot { .. }, Size::Base(_)) if is_at_market => &self.held - &cost,
            _ => self.hold(price),
        };
        let mut postings = self.rehold(left);
        if let Terms::Spot { base, quote, .. } = &self.new.terms {
            let (got, paid) = match self.new.side {
                Side::Buy => ((base, quantity.clone()), (quote, cost)),
                Side::Sell => ((quote, cost), (base, quantity.clone())),
            };
            postings.push(Posting::pay(got.0.clone(), got.1));
            postings.push(Posting::pay(paid.0.clone(), -paid.1));
        }
        postings
    }
}

/// How many digits a quotient has.
const PRECISION: NonZeroU64 = match NonZeroU64::new(29) {
    Some(digits) => digits,
    None => NonZeroU64::MIN,
};

/// One side of a trade.
#[derive(Clone, Debug)]
pub(crate) struct Fill<M> {
    pub(crate) id: u64,
    pub(crate) order: u64,
    pub(crate) owner: i64,
    /// Whom it was traded with.
    pub(crate) counterparty: i64,
    pub(crate) market: M,
    pub(crate) side: Side,
    pub(crate) price: BigDecimal,
    pub(crate) quantity: BigDecimal,
    /// Price by quantity.
    pub(crate) value: BigDecimal,
    /// Whether its order was in the book before the other.
    pub(crate) is_maker: bool,
    pub(crate) at: i64,
}
