//! Orders: what a request asks for, and what becomes of it.

use bigdecimal::{BigDecimal, Zero};
use http::StatusCode;
use serde::{Serialize, Serializer};

use super::account::{Market, written};
use crate::{refusal::Refusal, request::Request, venues::amount};

pub(super) const MARKET_ORDER: i64 = 1;
const BUY: i64 = 1;
const IMMEDIATE_OR_CANCEL: i64 = 4;
const FILL_OR_KILL: i64 = 5;

/// The states of an order that the miniature knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Accepted = 2,
    Rejected = 3,
    Canceled = 4,
    Filled = 5,
    Partial = 6,
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self as i64)
    }
}

/// What the body of an order or of an update says; the receipt repeats it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Asked {
    pub(super) client_id: String,
    pub(super) market_id: i64,
    pub(super) side: i64,
    duration: i64,
    pub(super) leverage: i64,
    #[serde(rename = "type")]
    pub(super) kind: i64,
    quantity: String,
    price: String,
    trader_id: i64,
    #[serde(skip)]
    pub(super) exact: Exact,
}

/// The numbers of an order, read.
#[derive(Clone, Debug)]
pub(super) struct Exact {
    pub(super) market: Market,
    pub(super) quantity: BigDecimal,
    pub(super) price: BigDecimal,
}

impl Asked {
    /// Reads the body. `fresh_id` names an order that has no name of its own.
    pub(super) fn read(
        request: &Request,
        trader_id: i64,
        fresh_id: impl FnOnce() -> String,
    ) -> Result<Self, Refusal> {
        let integer = |name: &'static str| {
            let number = request.field(name).and_then(serde_json::Value::as_i64);
            number.ok_or_else(|| field(name, "A valid integer is required."))
        };
        let text = |name: &'static str| match request.text(name) {
            Some(text) => Ok(text.into_owned()),
            None => Err(field(name, "This field is required.")),
        };
        let (market_id, kind) = (integer("market_id")?, integer("type")?);
        let market = Market::of(market_id).ok_or_else(|| {
            let message = format!("Invalid pk \"{market_id}\" - object does not exist.");
            Refusal::own(StatusCode::BAD_REQUEST, "market_id", message)
        })?;
        let (quantity, price) = (text("quantity")?, text("price")?);
        let positive = |name, text: &str, zero_too: bool| match amount::read(text) {
            Some(value) if value > BigDecimal::zero() || (zero_too && value.is_zero()) => Ok(value),
            Some(_) => Err(field(name, "Ensure this value is greater than 0.")),
            None => Err(field(name, "A valid number is required.")),
        };
        let exact = Exact {
            market,
            quantity: positive("quantity", &quantity, false)?,
            price: positive("price", &price, kind == MARKET_ORDER)?,
        };
        Ok(Self {
            client_id: match text("client_id") {
                Ok(client_id) if !client_id.is_empty() => client_id,
                Ok(_) | Err(_) => fresh_id(),
            },
            market_id,
            side: integer("side")?,
            duration: integer("duration")?,
            leverage: integer("leverage")?,
            kind,
            quantity,
            price,
            trader_id,
            exact,
        })
    }

    pub(super) fn is_buy(&self) -> bool {
        self.side == BUY
    }

    /// Whether it is filled at `market` or not at all, and not left in the book.
    pub(super) fn is_immediate(&self) -> bool {
        self.kind == MARKET_ORDER || matches!(self.duration, IMMEDIATE_OR_CANCEL | FILL_OR_KILL)
    }

    /// Whether it may be filled at `price`.
    pub(super) fn takes(&self, price: &BigDecimal) -> bool {
        self.kind == MARKET_ORDER
            || if self.is_buy() { self.exact.price >= *price } else { self.exact.price <= *price }
    }
}

/// An order, with what is left of it and what it freezes.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) number: u64,
    pub(super) asked: Asked,
    pub(super) status: Status,
    pub(super) left: BigDecimal,
    pub(super) frozen: Option<(i64, BigDecimal)>,
    pub(super) created_at: i64,
}

/// An order as the lists show it.
#[derive(Serialize)]
pub(super) struct Shown {
    client_id: String,
    market_id: i64,
    side: i64,
    #[serde(rename = "type")]
    kind: i64,
    status: Status,
    duration: i64,
    price: String,
    quantity: String,
    orig_quantity: String,
    /// Zero even for what is filled, as on the exchange.
    average_price: &'static str,
    created_at: i64,
    reduce_only: Option<bool>,
    executed_quantity: Option<String>,
    stop_loss_price: Option<String>,
}

impl Order {
    pub(super) fn is_active(&self) -> bool {
        matches!(self.status, Status::Accepted | Status::Partial)
    }

    pub(super) fn is_named(&self, client_id: &str, market_id: Option<i64>) -> bool {
        self.asked.client_id == client_id
            && market_id.is_none_or(|market_id| market_id == self.asked.market_id)
    }

    /// What the rest of it freezes at its price.
    pub(super) fn needs(&self) -> (i64, BigDecimal) {
        let Asked { exact, leverage, .. } = &self.asked;
        let is_buy = self.asked.is_buy();
        exact.market.frozen(is_buy, &self.left, &exact.price, *leverage)
    }

    pub(super) fn shown(&self) -> Shown {
        let asked = &self.asked;
        let price =
            if asked.kind == MARKET_ORDER { "0".to_owned() } else { written(&asked.exact.price) };
        Shown {
            client_id: asked.client_id.clone(),
            market_id: asked.market_id,
            side: asked.side,
            kind: asked.kind,
            status: self.status,
            duration: asked.duration,
            price,
            quantity: written(&self.left),
            orig_quantity: written(&asked.exact.quantity),
            average_price: "0",
            created_at: self.created_at,
            reduce_only: None,
            executed_quantity: None,
            stop_loss_price: None,
        }
    }
}

/// A fill, as the list of trades shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fill {
    pub(super) market_id: i64,
    pub(super) side: i64,
    pub(super) price: String,
    pub(super) quantity: String,
    pub(super) traded_at: i64,
    pub(super) contract_id: u64,
    pub(super) trader_id: i64,
}

/// A refusal that names a field.
pub(super) fn field(name: &'static str, message: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, name, message)
}
