//! The market: orders of several users, that rest, cross, and become trades.

use std::collections::BTreeSet;

use bigdecimal::{BigDecimal, Zero};

use super::{PicoCall, USER, signed::refused};
use crate::{
    clock::Timestamp,
    engine::{
        amount::{fixed, padded},
        matching::Matching,
        order::{Fill, Kind, NewOrder, Order, Side, Size, Terms, TimeInForce},
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
};

/// How many decimals the exchange counts with; costs are cut off after them.
const DECIMALS: i64 = 18;

/// The users of the documented trades.
const OTHERS: (i64, i64) = (1_384_975_617_398, 8_504_937_597_712);

/// The time of everything that is documented, in microseconds.
const LONG_AGO: i64 = 1_543_218_503_000_000;

/// A stock, and the unit that it is paid in.
type Pair = (i64, i64);

/// Balances by user and stock.
type Exchange = Matching<(i64, i64), Pair, ()>;

/// Orders, trades and balances.
#[derive(Debug)]
pub(super) struct Market(pub(super) Exchange);

/// What names an order: there are no numbers.
pub(super) struct Key {
    pub(super) pair: Pair,
    pub(super) quantity: BigDecimal,
    pub(super) price: BigDecimal,
}

/// Which orders a list is to show.
struct Filter {
    user_id: Option<i64>,
    unit_id: Option<i64>,
    stock_id: Option<i64>,
    limit: usize,
}

impl Filter {
    /// The exchange rounds the limit up to the next hundred: 100 when left out, at most 300.
    fn of(call: &PicoCall<'_>) -> Self {
        let pairs = call.request().query_pairs();
        let number = |name: &str| {
            let pair = pairs.iter().find(|(known, _)| known == name);
            pair.and_then(|(_, value)| value.parse::<i64>().ok())
        };
        let limit = number("limit").filter(|limit| *limit > 0).unwrap_or(100);
        let hundreds = limit.min(300).unsigned_abs().div_ceil(100);
        Self {
            user_id: number("user_id"),
            unit_id: number("unit_id"),
            stock_id: number("stock_id"),
            limit: usize::try_from(hundreds).unwrap_or(3) * 100,
        }
    }
}

impl Default for Market {
    fn default() -> Self {
        let mut market = Self(Matching::new(1, 1));
        for (stock, amount) in [(2, 100_000_000), (3, 1_000_000), (4, 1_000_000)] {
            market.0.ledger.set_available((USER, stock), amount.into(), LONG_AGO);
        }
        let (one, other) = OTHERS;
        for (side, pair, quantity, price) in [
            (Side::Sell, (2, 3), fixed(69_356, 18), 10_000_000_000_000_000),
            (Side::Buy, (2, 1), fixed(12, 1), 10_000_000_004_740_000),
            (Side::Buy, (52, 4), fixed(79_130_000, 18), 10_002_000_000_004_100),
        ] {
            market.seed(side, one, Key { pair, quantity, price: fixed(price, 18) });
        }
        for side in [Side::Buy, Side::Sell] {
            market.0.record((15, 2), (side, one), other, fixed(1, 1), fixed(1, 0), LONG_AGO);
        }
        market
    }
}

impl Market {
    /// Puts an order into the book as it is.
    pub(super) fn seed(&mut self, side: Side, user: i64, key: Key) {
        self.0.rest(new_order(side, user, key), LONG_AGO);
    }

    pub(super) fn place(
        &mut self,
        side: Side,
        user: i64,
        key: Key,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if key.quantity.is_zero() || key.price.is_zero() {
            return Err(refused("quantity and price must be positive"));
        }
        let placed = self.0.place(new_order(side, user, key), now.micros());
        placed.map(|_| ()).map_err(|_| refused("insufficient funds"))
    }

    /// Cancels the oldest order that is worth the same.
    pub(super) fn cancel(
        &mut self,
        side: Side,
        user: i64,
        key: &Key,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let found = self.0.orders_of(user).find(|order| {
            let is_same = order.new.side == side && order.new.market == key.pair;
            order.is_open()
                && is_same
                && order.left() == key.quantity
                && order.limit() == Some(&key.price)
        });
        let id = found.map(|order| order.id);
        let cancelled = id.and_then(|id| self.0.cancel(id, now.micros()));
        cancelled.map(|_| ()).ok_or_else(|| refused("order not found"))
    }

    /// The book: market by market, the best price first.
    pub(super) fn book(&self, call: &PicoCall<'_>) -> Response {
        let filter = Filter::of(call);
        let is = |wanted: Option<i64>, value: i64| wanted.is_none_or(|wanted| wanted == value);
        let pairs = self.0.orders().map(|order| order.new.market);
        let pairs =
            pairs.filter(|(stock, unit)| is(filter.stock_id, *stock) && is(filter.unit_id, *unit));
        let pairs: BTreeSet<Pair> = pairs.collect();
        let orders = |side| -> Vec<Fields> {
            let orders = pairs.iter().flat_map(|pair| self.0.book(pair, side));
            let orders = orders.filter(|order| is(filter.user_id, order.new.owner));
            orders.take(filter.limit).map(order_fields).collect()
        };
        call.object(fields! {"asks": orders(Side::Sell), "bids": orders(Side::Buy)})
    }

    /// The trades of a market, newest first, by the side that came last.
    pub(super) fn trades(&self, call: &PicoCall<'_>, pair: Pair) -> Response {
        let is_it = |fill: &&Fill<Pair>| !fill.is_maker && fill.market == pair;
        self.listed(call, is_it)
    }

    /// The trades of a user, newest first, by the side on which the user was.
    pub(super) fn history(&self, call: &PicoCall<'_>, user: i64, stock: i64) -> Response {
        let unit = Filter::of(call).unit_id;
        let is_it = |fill: &&Fill<Pair>| {
            let (of, paid_in) = fill.market;
            fill.owner == user && of == stock && unit.is_none_or(|unit| unit == paid_in)
        };
        self.listed(call, is_it)
    }

    fn listed(&self, call: &PicoCall<'_>, is_it: impl Fn(&&Fill<Pair>) -> bool) -> Response {
        let limit = Filter::of(call).limit;
        let of = |side| -> Vec<Fields> {
            let fills = self.0.fills().rev().filter(|fill| is_it(fill) && fill.side == side);
            fills.take(limit).map(trade_fields).collect()
        };
        call.object(fields! {"bids": of(Side::Buy), "asks": of(Side::Sell)})
    }

    /// The balances of a user.
    pub(super) fn balances(&self, call: &PicoCall<'_>, user: i64) -> Response {
        let own = self.0.ledger.balances().filter(|((owner, _), _)| *owner == user);
        let balances = own.map(|((_, stock), balance)| {
            fields! {
                "stock_id": stock,
                "locked": written(&balance.frozen),
                "free": written(&balance.available),
            }
        });
        call.list(balances, fields! {})
    }
}

fn new_order(side: Side, owner: i64, key: Key) -> NewOrder<(i64, i64), Pair, ()> {
    let (stock, unit) = key.pair;
    NewOrder {
        owner,
        client_id: None,
        market: key.pair,
        side,
        kind: Kind::Limit { price: key.price, force: TimeInForce::Gtc },
        size: Size::Base(key.quantity),
        terms: Terms::Spot { base: (owner, stock), quote: (owner, unit), decimals: Some(DECIMALS) },
        extra: (),
    }
}

fn written(value: &BigDecimal) -> String {
    padded(value, DECIMALS)
}

/// A time as the exchange writes it: seconds with their microseconds.
fn sync(micros: i64) -> String {
    format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000))
}

fn order_fields(order: &Order<(i64, i64), Pair, ()>) -> Fields {
    let (stock, unit) = order.new.market;
    fields! {
        "quantity": written(&order.left()),
        "price": written(&order.price()),
        "unit_id": unit,
        "stock_id": stock,
        "sync": sync(order.created),
    }
}

fn trade_fields(fill: &Fill<Pair>) -> Fields {
    let (stock, unit) = fill.market;
    let (buyer, seller) = match fill.side {
        Side::Buy => (fill.owner, fill.counterparty),
        Side::Sell => (fill.counterparty, fill.owner),
    };
    fields! {
        "stock_id": stock,
        "quantity": written(&fill.quantity),
        "unit_id": unit,
        "price": written(&fill.price),
        "bid_user": buyer,
        "ask_user": seller,
        "sync": sync(fill.at),
    }
}
