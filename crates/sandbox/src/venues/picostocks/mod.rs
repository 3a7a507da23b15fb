//! PicoStocks: orders signed with Ed25519 over a nonce that the server knows and nobody sends.

mod book;
mod market;
mod signed;

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use serde::Serialize;

pub use self::book::PicoSide;
use self::{
    book::{Key, Seed},
    market::Market,
    signed::{Order, is_fixed_point, refused, word},
};
use super::{amount, django};
use crate::{
    effect::Effect, refusal::Refusal, request::Request, response::Response, spec::Operation,
    venue::Venue,
};

const USER: i64 = 19;
/// The first secret key of RFC 8032; whoever knows the standard knows it.
const PRIVATE_KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

/// The nonce of a user who has not traded.
const FIRST_NONCE: u64 = 45;

/// The state of PicoStocks in miniature: one user who can sign, with balances in the stocks 2, 3
/// and 4, and the documented orders and trades, which are other users'.
///
/// An order is matched against those of other users when it comes, and then rests.
#[derive(Debug, Default)]
pub struct PicoStocksVenue {
    /// The nonces that have moved, by user.
    nonces: BTreeMap<i64, u64>,
    market: Market,
    effects: Vec<Effect>,
}

impl Venue for PicoStocksVenue {
    /// Number of the user, and private key in hex.
    type Credentials = (i64, String);

    const NAME: &'static str = "picostocks";
    const BUNDLE: &'static str = include_str!("../../../specs/picostocks.json");
    const FORMS: bool = true;
    const VALIDATES_FIRST: bool = true;

    fn credentials(&self) -> Self::Credentials {
        (USER, PRIVATE_KEY.to_owned())
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let Some(word) = word(operation) else {
            return Err(refused("this call cannot be signed"));
        };
        let order = Order::read(request)?;
        for (name, text) in [("quantity", &order.quantity), ("price", &order.price)] {
            if !is_fixed_point(text) {
                return Err(refused(&format!("{name} must have exactly 18 decimals")));
            }
        }
        let nonce = self.nonce(order.user_id);
        if order.user_id == USER && order.is_signed(word, nonce) {
            Ok(())
        } else {
            Err(refused("invalid signature"))
        }
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Response>, Refusal> {
        let status = operation.status();
        let parameter = |name| request.path_parameter(name).and_then(|text| text.parse().ok());
        let path = |name| -> i64 { parameter(name).unwrap_or_default() };
        let response = match operation.name() {
            "nonce" => {
                let nonce = self.nonce(path("user_id"));
                Response::of(status, &Nonce { nonce })
            }
            "balances" => Response::of(status, &self.market.purses.rows(path("user_id"))),
            "order_book" => Response::of(status, &self.market.book(&Filter::of(request))),
            "trade_history" => {
                let (stock, unit) = (path("stock_id"), path("unit_id"));
                let limit = Filter::of(request).limit;
                Response::of(status, &self.market.trades(stock, unit, limit))
            }
            "order_history" => {
                let (user, stock) = (path("user_id"), path("stock_id"));
                Response::of(status, &self.market.history(user, stock, &Filter::of(request)))
            }
            _ => match word(operation) {
                Some(word) => Response::of(status, &self.accept(word, request, operation)?),
                None => return Ok(None),
            },
        };
        Ok(Some(response))
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Response {
        django::refuse(refusal, request)
    }
}

impl PicoStocksVenue {
    /// Sets what a user has free of a stock.
    pub fn set_free(&mut self, user_id: i64, stock_id: i64, amount: BigDecimal) {
        self.market.purses.set_free(user_id, stock_id, amount);
    }

    /// Puts an order of another user into the book, and gives that user what it locks. It is not
    /// matched.
    pub fn seed_order(
        &mut self,
        side: PicoSide,
        user_id: i64,
        (stock_id, unit_id): (i64, i64),
        quantity: BigDecimal,
        price: BigDecimal,
    ) {
        let key = Key { stock_id, unit_id, quantity, price };
        self.market.seed(side, Seed { user_id, key });
    }

    /// What a user has of a stock: free, and locked in orders.
    pub fn balance(&self, user_id: i64, stock_id: i64) -> (BigDecimal, BigDecimal) {
        self.market.purses.of(user_id, stock_id)
    }

    fn nonce(&self, user: i64) -> u64 {
        self.nonces.get(&user).copied().unwrap_or(FIRST_NONCE)
    }

    /// Carries out an order whose signature is right. Only then the nonce moves.
    fn accept(
        &mut self,
        word: &str,
        request: &Request,
        operation: &Operation,
    ) -> Result<Receipt, Refusal> {
        let order = Order::read(request)?;
        let number = |name: &str, text: &str| {
            amount::read(text).ok_or_else(|| refused(&format!("{name} is not a number")))
        };
        let key = Key {
            stock_id: order.stock_id,
            unit_id: order.unit_id,
            quantity: number("quantity", &order.quantity)?,
            price: number("price", &order.price)?,
        };
        let side = match word {
            "ASK" | "CANCELASK" => PicoSide::Ask,
            _ => PicoSide::Bid,
        };
        let response = if word.starts_with("CANCEL") {
            self.market.cancel(side, order.user_id, &key)?;
            order.quantity.clone()
        } else {
            let now = request.at();
            self.market.place(side, order.user_id, key, now)?;
            format!("b'{word} {} shares at {}; '", order.quantity, order.price)
        };
        let nonce = self.nonces.entry(order.user_id).or_insert(FIRST_NONCE);
        *nonce = nonce.saturating_add(1);
        let summary = format!(
            "{word} {} of {} at {} of {}",
            order.quantity, order.stock_id, order.price, order.unit_id
        );
        self.effects.push(Effect::new(operation.name(), summary));
        Ok(Receipt { order, response })
    }
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
    fn of(request: &Request) -> Self {
        let pairs = request.query_pairs();
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

#[derive(Serialize)]
struct Nonce {
    nonce: u64,
}

#[derive(Serialize)]
struct Receipt {
    #[serde(flatten)]
    order: Order,
    response: String,
}
