//! What is in the book, who owns what, and how both are written.

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use serde::Serialize;

use super::USER;
use crate::venues::amount::{cut, padded};

/// How many decimals the exchange counts with.
const DECIMALS: i64 = 18;

/// One side of the book of PicoStocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PicoSide {
    /// Orders that sell a stock.
    Ask,
    /// Orders that buy a stock.
    Bid,
}

/// What names an order: there are no numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) stock_id: i64,
    pub(super) unit_id: i64,
    pub(super) quantity: BigDecimal,
    pub(super) price: BigDecimal,
}

impl Key {
    /// What an order locks: the stock that it sells or the unit that it pays with.
    pub(super) fn locks(&self, side: PicoSide) -> (i64, BigDecimal) {
        match side {
            PicoSide::Ask => (self.stock_id, self.quantity.clone()),
            PicoSide::Bid => (self.unit_id, value(&self.quantity, &self.price)),
        }
    }
}

/// What a quantity costs, cut off after 18 decimals.
pub(super) fn value(quantity: &BigDecimal, price: &BigDecimal) -> BigDecimal {
    cut(&(quantity * price), DECIMALS)
}

pub(super) fn written(value: &BigDecimal) -> String {
    padded(value, DECIMALS)
}

/// An order of a user, to be put into the book as it is.
pub(super) struct Seed {
    pub(super) user_id: i64,
    pub(super) key: Key,
}

/// An order in the book; its quantity is what is left of it.
#[derive(Debug)]
pub(super) struct Resting {
    pub(super) user_id: i64,
    pub(super) key: Key,
    pub(super) sync: String,
}

/// An order as the book shows it.
#[derive(Serialize)]
pub(super) struct BookOrder {
    quantity: String,
    price: String,
    unit_id: i64,
    stock_id: i64,
    sync: String,
}

impl Resting {
    pub(super) fn shown(&self) -> BookOrder {
        BookOrder {
            quantity: written(&self.key.quantity),
            price: written(&self.key.price),
            unit_id: self.key.unit_id,
            stock_id: self.key.stock_id,
            sync: self.sync.clone(),
        }
    }
}

#[derive(Debug, Default)]
struct Purse {
    free: BigDecimal,
    locked: BigDecimal,
}

/// What everybody has, by user and stock.
#[derive(Debug)]
pub(super) struct Purses(BTreeMap<(i64, i64), Purse>);

impl Default for Purses {
    fn default() -> Self {
        let mut purses = Self(BTreeMap::new());
        for (stock, amount) in [(2, 100_000_000), (3, 1_000_000), (4, 1_000_000)] {
            purses.set_free(USER, stock, amount.into());
        }
        purses
    }
}

/// One row of the list of balances.
#[derive(Serialize)]
pub(super) struct Balance {
    stock_id: i64,
    locked: String,
    free: String,
}

impl Purses {
    fn purse(&mut self, user: i64, stock: i64) -> &mut Purse {
        self.0.entry((user, stock)).or_default()
    }

    pub(super) fn set_free(&mut self, user: i64, stock: i64, amount: BigDecimal) {
        self.purse(user, stock).free = amount;
    }

    pub(super) fn of(&self, user: i64, stock: i64) -> (BigDecimal, BigDecimal) {
        let purse = self.0.get(&(user, stock));
        purse.map(|purse| (purse.free.clone(), purse.locked.clone())).unwrap_or_default()
    }

    /// Locks, if so much is free.
    pub(super) fn lock(&mut self, user: i64, (stock, amount): &(i64, BigDecimal)) -> bool {
        let purse = self.purse(user, *stock);
        let is_free = purse.free >= *amount;
        if is_free {
            purse.free -= amount;
            purse.locked += amount;
        }
        is_free
    }

    pub(super) fn unlock(&mut self, user: i64, (stock, amount): &(i64, BigDecimal)) {
        let purse = self.purse(user, *stock);
        purse.locked -= amount;
        purse.free += amount;
    }

    /// Adds what an order is going to lock.
    pub(super) fn add_locked(&mut self, user: i64, (stock, amount): &(i64, BigDecimal)) {
        self.purse(user, *stock).locked += amount;
    }

    /// Takes from what is free of one, and gives to another.
    pub(super) fn pay(&mut self, from: i64, to: i64, stock: i64, amount: &BigDecimal) {
        self.purse(from, stock).free -= amount;
        self.purse(to, stock).free += amount;
    }

    pub(super) fn rows(&self, user: i64) -> Vec<Balance> {
        let own = self.0.iter().filter(|((owner, _), _)| *owner == user);
        own.map(|((_, stock), purse)| Balance {
            stock_id: *stock,
            locked: written(&purse.locked),
            free: written(&purse.free),
        })
        .collect()
    }
}
