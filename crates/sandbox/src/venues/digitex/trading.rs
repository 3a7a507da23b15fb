//! What the trading calls do to orders, fills and balances.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, Zero};

use super::{
    account::{Account, written},
    orders::{Asked, Fill, Order, Status, field},
};
use crate::refusal::Refusal;

/// The number of the only trader.
pub(super) const TRADER: i64 = 94_410;

/// The first number of a contract.
const FIRST_CONTRACT: u64 = 602_184_115;

/// What the exchange knows of one trader.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) account: Account,
    pub(super) orders: Vec<Order>,
    pub(super) fills: Vec<Fill>,
    /// What market orders are filled at, by market.
    pub(super) prices: BTreeMap<i64, BigDecimal>,
    /// How many orders and fills there were.
    count: u64,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            account: Account::default(),
            orders: Vec::new(),
            fills: Vec::new(),
            prices: BTreeMap::from([(1, 38_000.into()), (14, 38_000.into())]),
            count: 0,
        }
    }
}

impl Desk {
    /// A name for an order without one, in the form of a UUID.
    pub(super) fn fresh_id(&self) -> String {
        let mut number = self.count;
        loop {
            number += 1;
            let id = format!("5a4db0c5-0000-4000-8000-{number:012x}");
            if !self.orders.iter().any(|order| order.is_named(&id, None)) {
                return id;
            }
        }
    }

    pub(super) fn place(&mut self, asked: Asked, now: i64) -> Result<(), Refusal> {
        let market = Some(asked.market_id);
        let known = |order: &Order| order.is_named(&asked.client_id, market);
        if self.orders.iter().any(known) {
            let text = "Order with this client_id already exists.";
            return Err(field("client_id", text));
        }
        self.open(asked, now);
        Ok(())
    }

    /// Opens an order. One that cannot be paid for is received all the same, and rejected.
    fn open(&mut self, asked: Asked, now: i64) {
        self.count += 1;
        let mut order = Order {
            number: self.count,
            status: Status::Accepted,
            left: asked.exact.quantity.clone(),
            frozen: None,
            created_at: now,
            asked,
        };
        let price = self.prices.get(&order.asked.market_id).cloned();
        if order.asked.is_immediate() {
            match price.filter(|price| order.asked.takes(price)) {
                Some(price) => self.take(&mut order, &price, now),
                None => order.status = Status::Canceled,
            }
        } else {
            let needs = order.needs();
            if self.account.freeze(&needs) {
                order.frozen = Some(needs);
            } else {
                order.status = Status::Rejected;
            }
        }
        self.orders.push(order);
    }

    /// Fills an order that is not in the book, if it can be paid for.
    fn take(&mut self, order: &mut Order, price: &BigDecimal, now: i64) {
        let Asked { exact, leverage, .. } = &order.asked;
        let is_buy = order.asked.is_buy();
        let needs = exact.market.frozen(is_buy, &order.left, price, *leverage);
        if self.account.freeze(&needs) {
            self.account.release(&needs);
            let quantity = order.left.clone();
            self.fill(order, &quantity, price, now);
        } else {
            order.status = Status::Rejected;
        }
    }

    fn fill(&mut self, order: &mut Order, quantity: &BigDecimal, price: &BigDecimal, now: i64) {
        let market = order.asked.exact.market;
        let is_buy = order.asked.is_buy();
        self.account.settle(market, is_buy, quantity, price);
        self.count += 1;
        self.fills.push(Fill {
            market_id: order.asked.market_id,
            side: order.asked.side,
            price: written(price),
            quantity: written(quantity),
            traded_at: now,
            contract_id: FIRST_CONTRACT + self.count,
            trader_id: TRADER,
        });
        order.left -= quantity;
        order.status = if order.left.is_zero() { Status::Filled } else { Status::Partial };
    }

    /// Fills an order in the book at its own price, in whole or in part.
    pub(super) fn fill_resting(&mut self, client_id: &str, quantity: &BigDecimal) -> bool {
        let found = self
            .orders
            .iter()
            .position(|order| order.is_active() && order.is_named(client_id, None));
        let Some(place) = found else { return false };
        let mut order = self.orders.remove(place);
        let possible = *quantity > BigDecimal::zero() && *quantity <= order.left;
        if possible {
            let price = order.asked.exact.price.clone();
            let at = order.created_at;
            self.unfreeze(&mut order);
            self.fill(&mut order, quantity, &price, at);
            if order.is_active() {
                self.refreeze(&mut order);
            }
        }
        self.orders.insert(place, order);
        possible
    }

    fn unfreeze(&mut self, order: &mut Order) {
        if let Some(frozen) = order.frozen.take() {
            self.account.release(&frozen);
        }
    }

    fn refreeze(&mut self, order: &mut Order) -> bool {
        let needs = order.needs();
        let is_free = self.account.freeze(&needs);
        if is_free {
            order.frozen = Some(needs);
        }
        is_free
    }

    /// Gives an active order another price and quantity, and opens a new order if it is no longer
    /// active. An order that could not be paid for as it shall be stays as it is.
    pub(super) fn update(&mut self, asked: Asked, now: i64) {
        let market = Some(asked.market_id);
        let found = self
            .orders
            .iter()
            .position(|order| order.is_active() && order.is_named(&asked.client_id, market));
        let Some(place) = found else {
            return self.open(asked, now);
        };
        let mut order = self.orders.remove(place);
        self.unfreeze(&mut order);
        let (before, left) = (order.asked.exact.clone(), order.left.clone());
        order.asked.exact.price = asked.exact.price;
        order.asked.exact.quantity = asked.exact.quantity.clone();
        order.left = asked.exact.quantity;
        if !self.refreeze(&mut order) {
            order.asked.exact = before;
            order.left = left;
            self.refreeze(&mut order);
        }
        self.orders.insert(place, order);
    }

    /// Cancels the active orders among those of a market and with these names; what is left out
    /// stands for all. Tells which ones.
    pub(super) fn cancel(
        &mut self,
        market_id: Option<i64>,
        client_ids: Option<&[String]>,
    ) -> Vec<String> {
        let mut cancelled = Vec::new();
        let Self { account, orders, .. } = self;
        for order in orders.iter_mut().filter(|order| order.is_active()) {
            let asked = &order.asked;
            let in_market = market_id.is_none_or(|market_id| market_id == asked.market_id);
            let is_named = client_ids.is_none_or(|ids| ids.contains(&asked.client_id));
            if in_market && is_named {
                order.status = Status::Canceled;
                cancelled.push(order.asked.client_id.clone());
                if let Some(frozen) = order.frozen.take() {
                    account.release(&frozen);
                }
            }
        }
        cancelled
    }
}
