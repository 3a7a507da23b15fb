//! PicoStocks: orders signed with Ed25519 over a nonce that the server knows and nobody sends.

mod market;
mod signed;

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;

use self::{
    market::{Key, Market},
    signed::{Signed, is_fixed_point, refused},
};
use super::django;
use crate::{
    call::Call,
    engine::{amount, order::Side, render::fields},
    generated::picostocks::{API, Operation},
    refusal::Refusal,
    request::Request,
    response::Response,
    table::Api,
    venue::Venue,
};

type PicoCall<'a> = Call<'a, Operation>;

const USER: i64 = 19;
/// The first secret key of RFC 8032; whoever knows the standard knows it.
const PRIVATE_KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

/// The nonce of a user who has not traded.
const FIRST_NONCE: u64 = 45;

/// The state of the simulated PicoStocks: one user who can sign, with balances in the stocks 2, 3
/// and 4, and the documented orders and trades, which are other users'.
///
/// An order is matched against those of other users when it comes, and then rests.
#[derive(Debug, Default)]
pub struct PicoStocksVenue {
    /// The nonces that have moved, by user.
    nonces: BTreeMap<i64, u64>,
    market: Market,
}

impl Venue for PicoStocksVenue {
    /// Number of the user, and private key in hex.
    type Credentials = (i64, String);

    type Operation = Operation;

    const NAME: &'static str = "picostocks";
    const FORMS: bool = true;
    const VALIDATES_FIRST: bool = true;

    fn api() -> &'static Api<Operation> {
        &API
    }

    fn credentials(&self) -> Self::Credentials {
        (USER, PRIVATE_KEY.to_owned())
    }

    fn authorize(&mut self, call: &PicoCall<'_>) -> Result<(), Refusal> {
        let Some(word) = word(call.operation()) else {
            return Err(refused("this call cannot be signed"));
        };
        let order = Signed::read(call.request())?;
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

    fn respond(&mut self, call: &mut PicoCall<'_>) -> Result<Option<Response>, Refusal> {
        let path = |name| -> i64 {
            let text = call.request().path_parameter(name);
            text.and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        Ok(Some(match call.operation() {
            Operation::Nonce => call.object(fields! {"nonce": self.nonce(path("user_id"))}),
            Operation::Balances => self.market.balances(call, path("user_id")),
            Operation::OrderBook => self.market.book(call),
            Operation::TradeHistory => {
                self.market.trades(call, (path("stock_id"), path("unit_id")))
            }
            Operation::OrderHistory => self.market.history(call, path("user_id"), path("stock_id")),
            Operation::PlaceAsk => self.place(Side::Sell, call)?,
            Operation::PlaceBid => self.place(Side::Buy, call)?,
            Operation::CancelAsk => self.cancel(Side::Sell, call)?,
            Operation::CancelBid => self.cancel(Side::Buy, call)?,
            Operation::Stocks
            | Operation::Tickers
            | Operation::InternalTransfers
            | Operation::ExternalTransfers => return Ok(None),
        }))
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<Operation>) -> Response {
        django::refuse(refusal, request)
    }
}

impl PicoStocksVenue {
    /// Sets what a user has free of a stock.
    pub fn set_free(&mut self, user_id: i64, stock_id: i64, amount: BigDecimal) {
        self.market.0.ledger.set_available((user_id, stock_id), amount, 0);
    }

    /// Puts an order of another user into the book, and gives that user what it locks. It is not
    /// matched.
    pub fn seed_order(
        &mut self,
        side: Side,
        user_id: i64,
        pair: (i64, i64),
        quantity: BigDecimal,
        price: BigDecimal,
    ) {
        self.market.seed(side, user_id, Key { pair, quantity, price });
    }

    /// Returns what a user has of a stock: free, and locked in orders.
    pub fn balance(&self, user_id: i64, stock_id: i64) -> (BigDecimal, BigDecimal) {
        let balance = self.market.0.ledger.balance(&(user_id, stock_id));
        (balance.available, balance.frozen)
    }

    fn nonce(&self, user: i64) -> u64 {
        self.nonces.get(&user).copied().unwrap_or(FIRST_NONCE)
    }

    fn place(&mut self, side: Side, call: &mut PicoCall<'_>) -> Result<Response, Refusal> {
        let (order, key) = read(call)?;
        self.market.place(side, order.user_id, key, call.at())?;
        let word = word(call.operation()).unwrap_or_default();
        let response = format!("b'{word} {} shares at {}; '", order.quantity, order.price);
        Ok(self.accepted(&order, &response, call))
    }

    fn cancel(&mut self, side: Side, call: &mut PicoCall<'_>) -> Result<Response, Refusal> {
        let (order, key) = read(call)?;
        self.market.cancel(side, order.user_id, &key, call.at())?;
        Ok(self.accepted(&order, &order.quantity, call))
    }

    /// Responds to an order that was carried out. Only then the nonce moves.
    fn accepted(&mut self, order: &Signed, response: &str, call: &mut PicoCall<'_>) -> Response {
        let nonce = self.nonces.entry(order.user_id).or_insert(FIRST_NONCE);
        *nonce = nonce.saturating_add(1);
        let Signed { user_id, stock_id, quantity, unit_id, price, signature } = order;
        let word = word(call.operation()).unwrap_or_default();
        call.effect(format!("{word} {quantity} of {stock_id} at {price} of {unit_id}"), None);
        call.object(fields! {
            "user_id": user_id,
            "stock_id": stock_id,
            "quantity": quantity,
            "unit_id": unit_id,
            "price": price,
            "signature": signature,
            "response": response,
        })
    }
}

/// The word in front of the signed message.
fn word(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::PlaceAsk => Some("ASK"),
        Operation::PlaceBid => Some("BID"),
        Operation::CancelAsk => Some("CANCELASK"),
        Operation::CancelBid => Some("CANCELBID"),
        _ => None,
    }
}

fn read(call: &PicoCall<'_>) -> Result<(Signed, Key), Refusal> {
    let order = Signed::read(call.request())?;
    let number = |name: &str, text: &str| {
        amount::read(text).ok_or_else(|| refused(&format!("{name} is not a number")))
    };
    let key = Key {
        pair: (order.stock_id, order.unit_id),
        quantity: number("quantity", &order.quantity)?,
        price: number("price", &order.price)?,
    };
    Ok((order, key))
}
