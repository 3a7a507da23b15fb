//! What there is: balances, books, orders and fills, and how they move.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    book::{Book, Take, Want},
    exact,
    order::{Fill, Force, Kind, NewOrder, Order, Side, Status},
};

/// The coins that symbols end with.
const QUOTES: [&str; 8] = ["USDT", "USDC", "BTC", "ETH", "BGB", "EUR", "BRL", "USD"];

/// Ids count from here, so that they have as many digits as live ones and do not fit into an `f64`.
const FIRST_ORDER: u64 = 1_233_965_375_251_996_672;
const FIRST_TRADE: u64 = 1_233_965_375_251_000_001;

/// What an account has of a coin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Balance {
    pub(super) available: Decimal,
    pub(super) frozen: Decimal,
    pub(super) updated: i64,
}

/// Why an order is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reject {
    UnknownSymbol,
    DuplicateId,
    InsufficientBalance,
    /// Its amounts would have more digits than can be kept.
    TooFine,
}

/// The state of the exchange.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub(super) balances: BTreeMap<String, Balance>,
    pub(super) books: BTreeMap<String, Book>,
    /// Oldest first.
    pub(super) orders: Vec<Order>,
    /// Oldest first.
    pub(super) fills: Vec<Fill>,
}

impl Exchange {
    /// Places an order, and fills it as far as the book goes.
    pub(super) fn place(&mut self, new: NewOrder, now: i64) -> Result<&Order, Reject> {
        let (base, quote) = split(&new.symbol).ok_or(Reject::UnknownSymbol)?;
        let id = next(FIRST_ORDER, self.orders.len());
        let taken =
            |known: &Order| known.is_open() && Some(&known.client_oid) == new.client_oid.as_ref();
        if self.orders.iter().any(taken) {
            return Err(Reject::DuplicateId);
        }
        let mut order = Order {
            id,
            client_oid: new.client_oid.unwrap_or_else(|| id.to_string()),
            base: base.to_owned(),
            quote: quote.to_owned(),
            symbol: new.symbol,
            side: new.side,
            kind: new.kind,
            size: new.size,
            status: Status::Live,
            filled: Decimal::ZERO,
            amount: Decimal::ZERO,
            frozen: Decimal::ZERO,
            created: now,
            updated: now,
        };
        let needed = order.to_freeze(Decimal::ZERO, Decimal::ZERO).ok_or(Reject::TooFine)?;
        let has = self.balances.get(order.paid_coin()).copied().unwrap_or_default();
        if has.available < needed {
            return Err(Reject::InsufficientBalance);
        }
        let mut takes = self.takes(&order).ok_or(Reject::TooFine)?;
        let fillable = exact::total(takes.iter().map(|take| take.quantity));
        let refused = match order.kind {
            Kind::Limit { force: Force::PostOnly, .. } => !takes.is_empty(),
            Kind::Limit { force: Force::Fok, .. } => fillable < order.size,
            _ => false,
        };
        if refused {
            takes.clear();
        }

        self.freeze(order.paid_coin(), needed, now).ok_or(Reject::TooFine)?;
        order.frozen = needed;
        for take in &takes {
            // What cannot be kept exactly is left unfilled.
            if self.fill(&mut order, take, false, now).is_none() {
                break;
            }
            if let Some(book) = self.books.get_mut(&order.symbol) {
                book.remove(order.side, take);
            }
        }
        let waits = matches!(order.kind, Kind::Limit { force: Force::Gtc | Force::PostOnly, .. });
        if order.is_open() && (refused || !waits) {
            self.close(&mut order, now);
        }
        self.orders.push(order);
        self.orders.last().ok_or(Reject::UnknownSymbol)
    }

    /// What an order would take of the book now.
    fn takes(&self, order: &Order) -> Option<Vec<Take>> {
        let Some(book) = self.books.get(&order.symbol) else {
            return Some(Vec::new());
        };
        let limit = match order.kind {
            Kind::Limit { price, .. } => Some(price),
            Kind::Market => None,
        };
        let want = if order.spends() {
            Want::Quote(exact::sum(order.size, -order.amount)?)
        } else {
            Want::Base(exact::sum(order.size, -order.filled)?)
        };
        book.takes(order.side, limit, want)
    }

    /// Moves what a trade moves: all of it, or nothing where a digit would be lost.
    fn fill(&mut self, order: &mut Order, take: &Take, maker: bool, now: i64) -> Option<()> {
        let filled = exact::sum(order.filled, take.quantity)?;
        let amount = exact::sum(order.amount, take.amount)?;
        let frozen = order.to_freeze(filled, amount)?;
        let (paid, got) = match order.side {
            Side::Buy => (take.amount, take.quantity),
            Side::Sell => (take.quantity, take.amount),
        };
        // What a better price than the limit leaves over becomes available again.
        let released = exact::sum(exact::sum(order.frozen, -frozen)?, -paid)?;

        let mut payer = self.balances.get(order.paid_coin()).copied().unwrap_or_default();
        payer.available = exact::sum(payer.available, released)?;
        payer.frozen = exact::sum(payer.frozen, exact::sum(frozen, -order.frozen)?)?;
        payer.updated = now;
        let mut getter = self.balances.get(order.got_coin()).copied().unwrap_or_default();
        getter.available = exact::sum(getter.available, got)?;
        getter.updated = now;

        self.balances.insert(order.paid_coin().to_owned(), payer);
        self.balances.insert(order.got_coin().to_owned(), getter);
        (order.filled, order.amount, order.frozen) = (filled, amount, frozen);
        order.updated = now;
        let done = if order.spends() { amount } else { filled };
        order.status = if done == order.size { Status::Filled } else { Status::PartiallyFilled };
        self.fills.push(Fill {
            id: next(FIRST_TRADE, self.fills.len()),
            order: order.id,
            symbol: order.symbol.clone(),
            base: order.base.clone(),
            quote: order.quote.clone(),
            kind: order.kind_name(),
            side: order.side,
            price: take.price,
            quantity: take.quantity,
            amount: take.amount,
            maker,
            at: now,
        });
        Some(())
    }

    /// Ends an order that is not filled: what it holds back is free again. A purchase at market
    /// whose rest is too small to buy anything counts as filled.
    fn close(&mut self, order: &mut Order, now: i64) {
        let coin = order.paid_coin().to_owned();
        if self.freeze(&coin, -order.frozen, now).is_some() {
            order.frozen = Decimal::ZERO;
        }
        let bought = order.spends() && !order.filled.is_zero();
        let left = self.books.get(&order.symbol).is_some_and(|book| !book.asks.is_empty());
        order.status = if bought && left { Status::Filled } else { Status::Cancelled };
        order.updated = now;
    }

    /// Makes an amount unavailable, or available if negative.
    fn freeze(&mut self, coin: &str, amount: Decimal, now: i64) -> Option<()> {
        let balance = self.balances.entry(coin.to_owned()).or_default();
        let available = exact::sum(balance.available, -amount)?;
        let frozen = exact::sum(balance.frozen, amount)?;
        *balance = Balance { available, frozen, updated: now };
        Some(())
    }

    /// Cancels an open order.
    pub(super) fn cancel(&mut self, id: u64, now: i64) -> Option<&Order> {
        let index = self.orders.iter().position(|order| order.id == id && order.is_open())?;
        let mut order = self.orders.get(index)?.clone();
        self.close(&mut order, now);
        let place = self.orders.get_mut(index)?;
        *place = order;
        Some(place)
    }

    /// Sets a level of a book, and fills the orders that it meets at their own price.
    pub(super) fn seed_level(
        &mut self,
        symbol: &str,
        side: Side,
        price: Decimal,
        quantity: Decimal,
        now: i64,
    ) {
        let book = self.books.entry(symbol.to_owned()).or_default();
        book.set(side, price, quantity);
        for index in 0..self.orders.len() {
            let Some(mut order) = self.orders.get(index).cloned() else {
                break;
            };
            if !order.is_open() || order.symbol != symbol {
                continue;
            }
            for take in self.takes(&order).unwrap_or_default() {
                let Some(amount) = exact::product(order.price(), take.quantity) else {
                    break;
                };
                let own = Take { price: order.price(), amount, ..take };
                if self.fill(&mut order, &own, true, now).is_none() {
                    break;
                }
                if let Some(book) = self.books.get_mut(symbol) {
                    book.remove(order.side, &take);
                }
            }
            if let Some(place) = self.orders.get_mut(index) {
                *place = order;
            }
        }
    }

    /// An order by its id or, failing that, by the client's: an open one rather than another, and
    /// the newest of several.
    pub(super) fn find(&self, id: Option<&str>, client_oid: Option<&str>) -> Option<&Order> {
        if let Some(id) = id {
            return self.orders.iter().find(|order| order.id.to_string() == id);
        }
        let named = || {
            self.orders.iter().rev().filter(|order| Some(order.client_oid.as_str()) == client_oid)
        };
        named().find(|order| order.is_open()).or_else(|| named().next())
    }

    /// The price of the last trade or, before the first, of the best purchase or sale.
    pub(super) fn last_price(&self, symbol: &str) -> Option<Decimal> {
        let traded = self.fills.iter().rev().find(|fill| fill.symbol == symbol);
        let book = self.books.get(symbol)?;
        traded
            .map(|fill| fill.price)
            .or_else(|| book.bids.keys().next_back().copied())
            .or_else(|| book.asks.keys().next().copied())
    }
}

/// The id after so many others.
fn next(first: u64, count: usize) -> u64 {
    first.saturating_add(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Base and quote coin of a symbol.
fn split(symbol: &str) -> Option<(&str, &str)> {
    QUOTES.iter().find_map(|quote| {
        let base = symbol.strip_suffix(quote)?;
        (!base.is_empty()).then_some((base, *quote))
    })
}
