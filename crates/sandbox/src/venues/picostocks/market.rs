//! The market: orders that rest, cross, and become trades.

use bigdecimal::Zero;
use serde::Serialize;

use super::{
    Filter,
    book::{BookOrder, Key, PicoSide, Purses, Resting, Seed, value, written},
    signed::refused,
};
use crate::{clock::Timestamp, refusal::Refusal, venues::amount::fixed};

/// The users of the documented trades.
const OTHERS: (i64, i64) = (1_384_975_617_398, 8_504_937_597_712);

/// The time of everything that is documented.
const LONG_AGO: &str = "1543218503.000000";

/// Orders, trades and balances.
#[derive(Debug)]
pub(super) struct Market {
    pub(super) purses: Purses,
    asks: Vec<Resting>,
    bids: Vec<Resting>,
    trades: Vec<(PicoSide, Trade)>,
}

/// A trade, as the lists show it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Trade {
    stock_id: i64,
    quantity: String,
    unit_id: i64,
    price: String,
    bid_user: i64,
    ask_user: i64,
    sync: String,
}

/// Orders by side.
#[derive(Serialize)]
pub(super) struct Book {
    asks: Vec<BookOrder>,
    bids: Vec<BookOrder>,
}

/// Trades by side.
#[derive(Serialize)]
pub(super) struct Trades {
    bids: Vec<Trade>,
    asks: Vec<Trade>,
}

impl Default for Market {
    fn default() -> Self {
        let mut market = Self {
            purses: Purses::default(),
            asks: Vec::new(),
            bids: Vec::new(),
            trades: Vec::new(),
        };
        let (one, other) = OTHERS;
        let order = |(stock_id, unit_id), quantity, price: i64| Seed {
            user_id: one,
            key: Key { stock_id, unit_id, quantity, price: fixed(price, 18) },
        };
        let small = order((2, 3), fixed(69_356, 18), 10_000_000_000_000_000);
        market.seed(PicoSide::Ask, small);
        let large = order((2, 1), fixed(12, 1), 10_000_000_004_740_000);
        market.seed(PicoSide::Bid, large);
        let dust = order((52, 4), fixed(79_130_000, 18), 10_002_000_000_004_100);
        market.seed(PicoSide::Bid, dust);
        for (side, bid_user, ask_user) in [(PicoSide::Bid, one, other), (PicoSide::Ask, other, one)]
        {
            let trade = Trade {
                stock_id: 15,
                quantity: written(&fixed(1, 0)),
                unit_id: 2,
                price: written(&fixed(1, 1)),
                bid_user,
                ask_user,
                sync: LONG_AGO.to_owned(),
            };
            market.trades.push((side, trade));
        }
        market
    }
}

impl Market {
    fn side(&mut self, side: PicoSide) -> &mut Vec<Resting> {
        match side {
            PicoSide::Ask => &mut self.asks,
            PicoSide::Bid => &mut self.bids,
        }
    }

    /// Puts an order into its place: the best price first, and of one price the oldest.
    fn rest(&mut self, side: PicoSide, order: Resting) {
        let orders = self.side(side);
        let is_better = |known: &Resting| match side {
            PicoSide::Ask => known.key.price <= order.key.price,
            PicoSide::Bid => known.key.price >= order.key.price,
        };
        let market = |order: &Resting| (order.key.stock_id, order.key.unit_id);
        let place = orders.iter().position(|known| {
            market(known) > market(&order) || market(known) == market(&order) && !is_better(known)
        });
        orders.insert(place.unwrap_or(orders.len()), order);
    }

    pub(super) fn seed(&mut self, side: PicoSide, Seed { user_id, key }: Seed) {
        self.purses.add_locked(user_id, &key.locks(side));
        let sync = LONG_AGO.to_owned();
        let order = Resting { user_id, key, sync };
        self.rest(side, order);
    }

    pub(super) fn place(
        &mut self,
        side: PicoSide,
        user_id: i64,
        mut key: Key,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if key.quantity.is_zero() || key.price.is_zero() {
            return Err(refused("quantity and price must be positive"));
        }
        if !self.purses.lock(user_id, &key.locks(side)) {
            return Err(refused("insufficient funds"));
        }
        let sync = format!(
            "{}.{:06}",
            now.micros().div_euclid(1_000_000),
            now.micros().rem_euclid(1_000_000)
        );
        while let Some(place) = self.crossing(side, user_id, &key) {
            self.trade(side, user_id, &mut key, place, &sync);
        }
        if !key.quantity.is_zero() {
            self.rest(side, Resting { user_id, key, sync });
        }
        Ok(())
    }

    /// The best order of somebody else, with which an order makes a trade.
    fn crossing(&self, side: PicoSide, user_id: i64, key: &Key) -> Option<usize> {
        let others = match side {
            PicoSide::Ask => &self.bids,
            PicoSide::Bid => &self.asks,
        };
        others.iter().position(|other| {
            let crosses = match side {
                PicoSide::Ask => other.key.price >= key.price,
                PicoSide::Bid => other.key.price <= key.price,
            };
            let same = (other.key.stock_id, other.key.unit_id) == (key.stock_id, key.unit_id);
            crosses && same && other.user_id != user_id && !key.quantity.is_zero()
        })
    }

    /// Trades with the order at `place` of the other side, at its price. What either locked and
    /// no longer needs is free again.
    fn trade(&mut self, side: PicoSide, user: i64, key: &mut Key, place: usize, sync: &str) {
        let other_side = match side {
            PicoSide::Ask => PicoSide::Bid,
            PicoSide::Bid => PicoSide::Ask,
        };
        if place >= self.side(other_side).len() {
            return;
        }
        let mut other = self.side(other_side).remove(place);
        let quantity = key.quantity.clone().min(other.key.quantity.clone());
        let price = other.key.price.clone();

        self.purses.unlock(user, &key.locks(side));
        self.purses.unlock(other.user_id, &other.key.locks(other_side));
        let (bid_user, ask_user) = match side {
            PicoSide::Ask => (other.user_id, user),
            PicoSide::Bid => (user, other.user_id),
        };
        let cost = value(&quantity, &price);
        self.purses.pay(bid_user, ask_user, key.unit_id, &cost);
        self.purses.pay(ask_user, bid_user, key.stock_id, &quantity);
        key.quantity -= &quantity;
        other.key.quantity -= &quantity;
        self.purses.lock(user, &key.locks(side));
        self.purses.lock(other.user_id, &other.key.locks(other_side));

        let trade = Trade {
            stock_id: key.stock_id,
            quantity: written(&quantity),
            unit_id: key.unit_id,
            price: written(&price),
            bid_user,
            ask_user,
            sync: sync.to_owned(),
        };
        self.trades.push((side, trade));
        if !other.key.quantity.is_zero() {
            self.side(other_side).insert(place, other);
        }
    }

    /// Cancels the oldest order that is worth the same.
    pub(super) fn cancel(
        &mut self,
        side: PicoSide,
        user_id: i64,
        key: &Key,
    ) -> Result<(), Refusal> {
        let orders = self.side(side);
        let found = orders.iter().position(|order| order.user_id == user_id && order.key == *key);
        let place = found.ok_or_else(|| refused("order not found"))?;
        orders.remove(place);
        self.purses.unlock(user_id, &key.locks(side));
        Ok(())
    }

    pub(super) fn book(&self, filter: &Filter) -> Book {
        let shown = |orders: &[Resting]| {
            let is = |wanted: Option<i64>, value: i64| wanted.is_none_or(|wanted| wanted == value);
            let orders = orders.iter().filter(|order| {
                is(filter.user_id, order.user_id)
                    && is(filter.unit_id, order.key.unit_id)
                    && is(filter.stock_id, order.key.stock_id)
            });
            orders.take(filter.limit).map(Resting::shown).collect()
        };
        Book { asks: shown(&self.asks), bids: shown(&self.bids) }
    }

    /// The trades of a market, newest first, by the side that came last.
    pub(super) fn trades(&self, stock: i64, unit: i64, limit: usize) -> Trades {
        let of = |side: PicoSide| {
            let trades = self.trades.iter().rev().filter(|(taker, trade)| {
                *taker == side && trade.stock_id == stock && trade.unit_id == unit
            });
            trades.take(limit).map(|(_, trade)| trade.clone()).collect()
        };
        Trades { bids: of(PicoSide::Bid), asks: of(PicoSide::Ask) }
    }

    /// The trades of a user, newest first, by the side on which the user was.
    pub(super) fn history(&self, user: i64, stock: i64, filter: &Filter) -> Trades {
        let of = |owner: fn(&Trade) -> i64| {
            let trades = self.trades.iter().rev().map(|(_, trade)| trade);
            let trades = trades.filter(|trade| {
                owner(trade) == user
                    && trade.stock_id == stock
                    && filter.unit_id.is_none_or(|unit| unit == trade.unit_id)
            });
            trades.take(filter.limit).cloned().collect()
        };
        Trades { bids: of(|trade| trade.bid_user), asks: of(|trade| trade.ask_user) }
    }
}
