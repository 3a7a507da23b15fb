//! Orders, fills and balances of the one trader.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, Zero};
use http::StatusCode;
use serde_json::Value;

use crate::{
    engine::{
        amount::{self, fixed, padded},
        matching::{MARKET, Matching},
        order::{Fill, Kind, NewOrder, Order, Side, Size, Status, Terms, TimeInForce},
        render::{Fields, fields},
    },
    refusal::Refusal,
    request::Request,
};

/// The number of the only trader.
pub(super) const TRADER: i64 = 94_410;

/// The first number of a contract.
const FIRST_CONTRACT: u64 = 602_184_116;

/// How many decimals the exchange writes.
const DECIMALS: i64 = 18;

const FUTURES: i64 = 1;
const SPOT: i64 = 14;

const MARKET_ORDER: i64 = 1;
const BUY: i64 = 1;
const IMMEDIATE_OR_CANCEL: i64 = 4;
const FILL_OR_KILL: i64 = 5;

/// The currencies: number, name, code, scale.
const CURRENCIES: [(i64, &str, &str, i64); 3] =
    [(BTC, "Bitcoin", "BTC", 8), (DGTX, "Digitex", "DGTX", 4), (USDC, "USD Coin", "USDC", 4)];
const BTC: i64 = 1;
const DGTX: i64 = 4;
const USDC: i64 = 5;

/// What the body of an order or of an update says; the receipt repeats it.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) client_id: String,
    pub(super) market_id: i64,
    side: i64,
    duration: i64,
    leverage: i64,
    kind: i64,
    /// Quantity and price as they are written, and as they are.
    texts: (String, String),
    quantity: BigDecimal,
    price: BigDecimal,
}

type DigitexOrder = Order<i64, i64, Body>;

/// What the exchange knows of one trader: balances by currency, orders by market.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) matching: Matching<i64, i64, Body>,
    /// What market orders are filled at, by market.
    pub(super) prices: BTreeMap<i64, BigDecimal>,
}

impl Default for Desk {
    fn default() -> Self {
        let mut matching = Matching::new(1, FIRST_CONTRACT);
        for (currency, amount) in [(BTC, 10), (DGTX, 1_000_000), (USDC, 1_000_000)] {
            matching.ledger.set_available(currency, amount.into(), 0);
        }
        let prices = BTreeMap::from([(FUTURES, 38_000.into()), (SPOT, 38_000.into())]);
        Self { matching, prices }
    }
}

impl Desk {
    /// Reads the body of an order. One without a name gets one, in the form of a UUID.
    pub(super) fn read(&self, request: &Request) -> Result<Body, Refusal> {
        let integer = |name: &'static str| {
            let number = request.field(name).and_then(Value::as_i64);
            number.ok_or_else(|| field(name, "A valid integer is required."))
        };
        let text = |name: &'static str| match request.text(name) {
            Some(text) => Ok(text.into_owned()),
            None => Err(field(name, "This field is required.")),
        };
        let (market_id, kind) = (integer("market_id")?, integer("type")?);
        if !self.prices.contains_key(&market_id) {
            let message = format!("Invalid pk \"{market_id}\" - object does not exist.");
            return Err(field("market_id", &message));
        }
        let texts = (text("quantity")?, text("price")?);
        let positive = |name, text: &str, zero_too: bool| match amount::read(text) {
            Some(value) if value > BigDecimal::zero() || (zero_too && value.is_zero()) => Ok(value),
            Some(_) => Err(field(name, "Ensure this value is greater than 0.")),
            None => Err(field(name, "A valid number is required.")),
        };
        Ok(Body {
            quantity: positive("quantity", &texts.0, false)?,
            price: positive("price", &texts.1, kind == MARKET_ORDER)?,
            client_id: match text("client_id") {
                Ok(client_id) if !client_id.is_empty() => client_id,
                Ok(_) | Err(_) => self.fresh_id(),
            },
            market_id,
            side: integer("side")?,
            duration: integer("duration")?,
            leverage: integer("leverage")?,
            kind,
            texts,
        })
    }

    fn fresh_id(&self) -> String {
        let mut number = self.matching.orders().count();
        loop {
            number += 1;
            let id = format!("5a4db0c5-0000-4000-8000-{number:012x}");
            if !self.matching.orders().any(|order| is_named(order, &id, None)) {
                return id;
            }
        }
    }

    pub(super) fn place(&mut self, body: Body, now: i64) -> Result<(), Refusal> {
        let market = Some(body.market_id);
        if self.matching.orders().any(|order| is_named(order, &body.client_id, market)) {
            return Err(field("client_id", "Order with this client_id already exists."));
        }
        self.open(body, now);
        Ok(())
    }

    /// Opens an order. One that cannot be paid for is received all the same, and rejected. One
    /// that does not wait is filled at the market's price, or not at all.
    fn open(&mut self, body: Body, now: i64) {
        let (market, side, kind) = (body.market_id, body.side(), body.kind());
        let quantity = body.quantity.clone();
        let new = body.order(TRADER, side, kind);
        if new.kind != Kind::Market {
            if self.matching.place(new.clone(), now).is_err() {
                self.matching.reject(new, Status::Rejected, now);
            }
            return;
        }
        let price = self.prices.get(&market).cloned().filter(|price| new.extra.takes(price));
        let Some(price) = price else {
            self.matching.reject(new, Status::Cancelled, now);
            return;
        };
        let kind = Kind::Limit { price, force: TimeInForce::Gtc };
        let offer = NewOrder {
            terms: Terms::Free,
            ..new.extra.clone().order(MARKET, side.opposite(), kind)
        };
        self.matching.rest(NewOrder { size: Size::Base(quantity), ..offer }, now);
        if self.matching.place(new.clone(), now).is_err() {
            self.matching.reject(new, Status::Rejected, now);
        }
        self.matching.clear_levels(&market);
    }

    fn active(&self, client_id: &str, market: Option<i64>) -> Option<&DigitexOrder> {
        let mut orders = self.matching.orders();
        orders.find(|order| order.is_open() && is_named(order, client_id, market))
    }

    /// Fills an order in the book at its own price, in whole or in part.
    pub(super) fn fill(&mut self, client_id: &str, quantity: &BigDecimal) -> bool {
        let found = self.active(client_id, None).map(|order| (order.id, order.created));
        found.is_some_and(|(id, created)| self.matching.fill(id, quantity, created))
    }

    /// Gives an active order another price and quantity, and opens a new order if it is no longer
    /// active. An order that could not be paid for as it shall be stays as it is.
    pub(super) fn update(&mut self, body: Body, now: i64) {
        let Some(order) = self.active(&body.client_id, Some(body.market_id)) else {
            return self.open(body, now);
        };
        let Body { quantity, price, .. } = body;
        let extra = Body { quantity: quantity.clone(), ..order.new.extra.clone() };
        let id = order.id;
        self.matching.amend(id, price, &quantity, extra, now);
    }

    /// Cancels the active orders among those of a market and with these names; what is left out
    /// stands for all. Returns the names of those that were.
    pub(super) fn cancel(
        &mut self,
        market: Option<i64>,
        client_ids: Option<&[String]>,
        now: i64,
    ) -> Vec<String> {
        let concerned = self.matching.orders().filter(|order| {
            let is_in = market.is_none_or(|market| market == order.new.market);
            let client_id = &order.new.extra.client_id;
            order.is_open() && is_in && client_ids.is_none_or(|ids| ids.contains(client_id))
        });
        let ids: Vec<u64> = concerned.map(|order| order.id).collect();
        let cancelled = ids.into_iter().filter_map(|id| {
            let order = self.matching.cancel(id, now)?;
            Some(order.new.extra.client_id.clone())
        });
        cancelled.collect()
    }

    /// Sets what there is of a currency, with what orders hold back of it.
    pub(super) fn set_balance(&mut self, currency: i64, total: BigDecimal) {
        let available = total - self.matching.ledger.balance(&currency).frozen;
        self.matching.ledger.set_available(currency, available.max(BigDecimal::zero()), 0);
    }

    pub(super) fn balances(&self) -> impl Iterator<Item = Fields> {
        CURRENCIES.iter().map(|(id, name, code, scale)| {
            let balance = self.matching.ledger.balance(id);
            fields! {
                "currency": fields! {
                    "id": id,
                    "name": name,
                    "code": code,
                    "currency_scale": scale,
                    "withdraw_fee": "0",
                },
                "trading_balance": written(&balance.total()),
                "available_balance": written(&balance.available),
                "total_balance": written(&balance.total()),
            }
        })
    }
}

impl Body {
    fn side(&self) -> Side {
        if self.side == BUY { Side::Buy } else { Side::Sell }
    }

    /// An order that is filled at once or not at all is one at market, if the price is right.
    fn kind(&self) -> Kind {
        let is_immediate = matches!(self.duration, IMMEDIATE_OR_CANCEL | FILL_OR_KILL);
        if self.kind == MARKET_ORDER || is_immediate {
            return Kind::Market;
        }
        Kind::Limit { price: self.price.clone(), force: TimeInForce::Gtc }
    }

    fn takes(&self, price: &BigDecimal) -> bool {
        self.kind == MARKET_ORDER || self.side().accepts(&self.price, price)
    }

    fn order(self, owner: i64, side: Side, kind: Kind) -> NewOrder<i64, i64, Self> {
        NewOrder {
            owner,
            client_id: Some(self.client_id.clone()),
            market: self.market_id,
            side,
            kind,
            size: Size::Base(self.quantity.clone()),
            terms: match self.market_id {
                SPOT => Terms::Spot { base: BTC, quote: USDC, decimals: None },
                // A tick of 5 dollars is worth 0.1 DGTX a contract.
                _ => Terms::Margin {
                    coin: DGTX,
                    multiplier: fixed(2, 2),
                    leverage: self.leverage.max(1).into(),
                    decimals: DECIMALS,
                },
            },
            extra: self,
        }
    }

    pub(super) fn receipt(&self) -> Fields {
        fields! {
            "client_id": self.client_id,
            "market_id": self.market_id,
            "side": self.side,
            "duration": self.duration,
            "leverage": self.leverage,
            "type": self.kind,
            "quantity": self.texts.0,
            "price": self.texts.1,
            "trader_id": TRADER,
        }
    }

    pub(super) fn is(&self, side: Option<i64>, kind: Option<i64>) -> bool {
        side.is_none_or(|side| side == self.side) && kind.is_none_or(|kind| kind == self.kind)
    }
}

pub(super) fn is_named(order: &DigitexOrder, client_id: &str, market: Option<i64>) -> bool {
    order.new.extra.client_id == client_id && market.is_none_or(|market| market == order.new.market)
}

/// The exchange's number of a status.
pub(super) fn status(order: &DigitexOrder) -> i64 {
    match order.status {
        Status::Live => 2,
        Status::Rejected => 3,
        Status::Cancelled => 4,
        Status::Filled => 5,
        Status::PartiallyFilled => 6,
    }
}

pub(super) fn order_fields(order: &DigitexOrder) -> Fields {
    let body = &order.new.extra;
    let is_at_market = body.kind == MARKET_ORDER;
    let limit = order.limit().unwrap_or(&body.price);
    fields! {
        "client_id": body.client_id,
        "market_id": body.market_id,
        "side": body.side,
        "type": body.kind,
        "status": status(order),
        "duration": body.duration,
        "price": if is_at_market { "0".to_owned() } else { written(limit) },
        "quantity": written(&order.left()),
        "orig_quantity": written(&body.quantity),
        // Zero even of what is filled, as on the exchange.
        "average_price": "0",
        "created_at": order.created,
        "reduce_only": None::<bool>,
        "executed_quantity": None::<String>,
        "stop_loss_price": None::<String>,
    }
}

pub(super) fn fill_fields(fill: &Fill<i64>) -> Fields {
    fields! {
        "market_id": fill.market,
        "side": if fill.side == Side::Buy { BUY } else { 2 },
        "price": written(&fill.price),
        "quantity": written(&fill.quantity),
        "traded_at": fill.at,
        "contract_id": fill.id,
        "trader_id": TRADER,
    }
}

/// A decimal as the exchange writes it: zero short, all else with 18 decimals.
fn written(value: &BigDecimal) -> String {
    if value.is_zero() { "0".to_owned() } else { padded(value, DECIMALS) }
}

/// A refusal that names a field.
fn field(name: &'static str, message: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, name, message)
}
