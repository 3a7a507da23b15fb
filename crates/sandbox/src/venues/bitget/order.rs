//! Orders and fills, whatever the version of the interface they came by.

use rust_decimal::Decimal;

use super::exact;

/// Whether base coin is bought or sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Bought, for quote coin.
    Buy,
    /// Sold, for quote coin.
    Sell,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

/// How long a limit order waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    Gtc,
    PostOnly,
    Fok,
    Ioc,
}

impl Force {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gtc => "gtc",
            Self::PostOnly => "post_only",
            Self::Fok => "fok",
            Self::Ioc => "ioc",
        }
    }
}

/// What is to be bought or sold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A quantity of base coin at a price or a better one.
    Limit { price: Decimal, force: Force },
    /// A quantity of base coin at whatever price; of a purchase, an amount of quote coin.
    Market,
}

/// An order that a client wants to place.
#[derive(Debug)]
pub(super) struct NewOrder {
    pub(super) symbol: String,
    pub(super) side: Side,
    pub(super) kind: Kind,
    /// As the client wrote it: base coin, or quote coin of a purchase at market.
    pub(super) size: Decimal,
    pub(super) client_oid: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Live,
    PartiallyFilled,
    Filled,
    Cancelled,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::PartiallyFilled => "partially_filled",
            Self::Filled => "filled",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An order that was accepted.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) client_oid: String,
    pub(super) symbol: String,
    pub(super) base: String,
    pub(super) quote: String,
    pub(super) side: Side,
    pub(super) kind: Kind,
    pub(super) size: Decimal,
    pub(super) status: Status,
    /// Base coin traded.
    pub(super) filled: Decimal,
    /// Quote coin traded.
    pub(super) amount: Decimal,
    /// What it still holds back of the coin that it pays with.
    pub(super) frozen: Decimal,
    pub(super) created: i64,
    pub(super) updated: i64,
}

impl Order {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status, Status::Live | Status::PartiallyFilled)
    }

    /// The limit; zero of an order at market.
    pub(super) fn price(&self) -> Decimal {
        match self.kind {
            Kind::Limit { price, .. } => price,
            Kind::Market => Decimal::ZERO,
        }
    }

    pub(super) fn force(&self) -> Force {
        match self.kind {
            Kind::Limit { force, .. } => force,
            Kind::Market => Force::Gtc,
        }
    }

    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Limit { .. } => "limit",
            Kind::Market => "market",
        }
    }

    /// Whether its size is an amount of quote coin.
    pub(super) fn spends(&self) -> bool {
        self.side == Side::Buy && matches!(self.kind, Kind::Market)
    }

    /// The average price of its fills. This alone is a quotient, and may be rounded.
    pub(super) fn average(&self) -> Option<Decimal> {
        let average = self.amount.checked_div(self.filled)?;
        Some(average.normalize())
    }

    /// The coin that it pays with.
    pub(super) fn paid_coin(&self) -> &str {
        match self.side {
            Side::Buy => &self.quote,
            Side::Sell => &self.base,
        }
    }

    /// The coin that it gets.
    pub(super) fn got_coin(&self) -> &str {
        match self.side {
            Side::Buy => &self.base,
            Side::Sell => &self.quote,
        }
    }

    /// What it must hold back when so much of it is filled; `None` if that cannot be kept exactly.
    pub(super) fn to_freeze(&self, filled: Decimal, amount: Decimal) -> Option<Decimal> {
        if self.spends() {
            return exact::sum(self.size, -amount);
        }
        let left = exact::sum(self.size, -filled)?;
        match (self.side, self.kind) {
            (Side::Buy, Kind::Limit { price, .. }) => exact::product(price, left),
            _ => Some(left),
        }
    }
}

/// A trade in which an order was filled.
#[derive(Clone, Debug)]
pub(super) struct Fill {
    pub(super) id: u64,
    pub(super) order: u64,
    pub(super) symbol: String,
    pub(super) base: String,
    pub(super) quote: String,
    pub(super) kind: &'static str,
    pub(super) side: Side,
    pub(super) price: Decimal,
    pub(super) quantity: Decimal,
    pub(super) amount: Decimal,
    pub(super) maker: bool,
    pub(super) at: i64,
}
