//! The seeded book of a symbol: what others offer and ask for.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{exact, order::Side};

/// How finely an amount of money is divided into base coin, in decimals.
const BASE_SCALE: u32 = 6;

/// Quantities by price.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// What others buy; the best is the last.
    pub(super) bids: BTreeMap<Decimal, Decimal>,
    /// What others sell; the best is the first.
    pub(super) asks: BTreeMap<Decimal, Decimal>,
}

/// What an order is still to get.
#[derive(Clone, Copy, Debug)]
pub(super) enum Want {
    /// A quantity of base coin.
    Base(Decimal),
    /// As much base coin as an amount of quote coin buys.
    Quote(Decimal),
}

/// A part of a level that an order takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Take {
    pub(super) price: Decimal,
    pub(super) quantity: Decimal,
    /// Price by quantity.
    pub(super) amount: Decimal,
}

impl Book {
    /// The levels that an order of `side` trades with, best first, as far as `limit` allows.
    fn opposite(&self, side: Side, limit: Option<Decimal>) -> Vec<(Decimal, Decimal)> {
        let levels: Vec<(&Decimal, &Decimal)> = match side {
            Side::Buy => self.asks.iter().collect(),
            Side::Sell => self.bids.iter().rev().collect(),
        };
        let allowed = |price: Decimal| match (side, limit) {
            (_, None) => true,
            (Side::Buy, Some(limit)) => price <= limit,
            (Side::Sell, Some(limit)) => price >= limit,
        };
        let levels = levels.into_iter().map(|(price, quantity)| (*price, *quantity));
        levels.take_while(|(price, _)| allowed(*price)).collect()
    }

    /// What an order would take now; `None` if an amount had more digits than can be kept.
    pub(super) fn takes(
        &self,
        side: Side,
        limit: Option<Decimal>,
        mut want: Want,
    ) -> Option<Vec<Take>> {
        let mut takes = Vec::new();
        for (price, offered) in self.opposite(side, limit) {
            let wanted = match want {
                Want::Base(quantity) => quantity,
                Want::Quote(amount) => amount.checked_div(price)?.trunc_with_scale(BASE_SCALE),
            };
            let quantity = wanted.min(offered);
            if quantity <= Decimal::ZERO {
                break;
            }
            let amount = exact::product(price, quantity)?;
            if matches!(want, Want::Quote(left) if amount > left) {
                // The quotient was rounded up, in its last digit of all.
                break;
            }
            match &mut want {
                Want::Base(left) => *left = exact::sum(*left, -quantity)?,
                Want::Quote(left) => *left = exact::sum(*left, -amount)?,
            }
            takes.push(Take { price, quantity, amount });
        }
        Some(takes)
    }

    /// Takes out of the book what an order of `side` takes.
    pub(super) fn remove(&mut self, side: Side, take: &Take) {
        let levels = match side {
            Side::Buy => &mut self.asks,
            Side::Sell => &mut self.bids,
        };
        if let Some(level) = levels.get_mut(&take.price) {
            *level = exact::sum(*level, -take.quantity).unwrap_or_default();
            if level.is_zero() {
                levels.remove(&take.price);
            }
        }
    }

    /// Sets the quantity that others buy or sell at a price; zero takes the level away.
    pub(super) fn set(&mut self, side: Side, price: Decimal, quantity: Decimal) {
        let levels = match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        };
        if quantity > Decimal::ZERO {
            levels.insert(price, quantity);
        } else {
            levels.remove(&price);
        }
    }
}
