//! Digitex: a token that never changes, and the responses of the Django REST framework.
//!
//! No refusal of the real server was recorded; the shapes follow its spec and the framework.

use bigdecimal::BigDecimal;
use http::{StatusCode, header::WWW_AUTHENTICATE};
use serde_json::Value;

mod page;
mod trading;

use self::trading::{Desk, TRADER, fill_fields, is_named, order_fields, status};
use super::django;
use crate::{
    call::Call,
    engine::render::{Fields, fields, json},
    generated::digitex::{API, Operation},
    refusal::Refusal,
    request::Request,
    response::Response,
    table::Api,
    venue::Venue,
};

type DigitexCall<'a> = Call<'a, Operation>;

const TOKEN: &str = "5bd1e0f7c2a94d6e8b3f17a09c64d2e85f3ab701";

/// The state of the simulated Digitex: one trader with 10 BTC, a million DGTX and a million USDC, a
/// futures market (1) and a spot market (14).
///
/// Limit orders rest until [`fill_order`](Self::fill_order) fills them. Market orders, and limit
/// orders that are immediate or cancelled, are filled at the market's price.
#[derive(Debug, Default)]
pub struct DigitexVenue {
    desk: Desk,
}

impl Venue for DigitexVenue {
    /// The token.
    type Credentials = String;

    type Operation = Operation;

    const NAME: &'static str = "digitex";

    fn api() -> &'static Api<Operation> {
        &API
    }

    fn credentials(&self) -> String {
        TOKEN.to_owned()
    }

    fn authorize(&mut self, call: &DigitexCall<'_>) -> Result<(), Refusal> {
        let sent = call.request().header("Authorization");
        match sent.map(|value| value.strip_prefix("Token ")) {
            Some(Some(TOKEN)) => Ok(()),
            Some(Some(_)) => Err(unauthorized("Invalid token.")),
            // To the framework, a header with another word in front is no header.
            Some(None) | None if call.is_optional() => Ok(()),
            Some(None) | None => Err(unauthorized("Authentication credentials were not provided.")),
        }
    }

    fn respond(&mut self, call: &mut DigitexCall<'_>) -> Result<Option<Response>, Refusal> {
        let now = call.at().micros();
        Ok(Some(match call.operation() {
            Operation::Ping => call.object(fields! {"timestamp": now}),
            Operation::PlaceOrder => {
                let body = self.desk.read(call.request())?;
                let (receipt, client_id) = (body.receipt(), body.client_id.clone());
                self.desk.place(body, now)?;
                call.effect("order received", Some(&client_id));
                call.object(receipt)
            }
            Operation::UpdateOrder => {
                let body = self.desk.read(call.request())?;
                let (receipt, client_id) = (body.receipt(), body.client_id.clone());
                self.desk.update(body, now);
                call.effect("update received", Some(&client_id));
                call.object(receipt)
            }
            Operation::CancelOrders => self.cancel(call),
            Operation::OrderStatus => {
                let client_id = call.request().query("client_id").unwrap_or_default();
                let orders = self.desk.matching.orders().filter(|_| is_own(call));
                let named = orders.filter(|order| is_named(order, &client_id, None));
                call.list(named.map(order_fields), fields! {})
            }
            Operation::OpenOrders => self.orders(call, true)?,
            Operation::OrderHistory => self.orders(call, false)?,
            Operation::TradeHistory => self.trades(call)?,
            Operation::Balances => call.list(self.desk.balances(), fields! {}),
            _ => return Ok(None),
        }))
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<Operation>) -> Response {
        let response = django::refuse(refusal, request);
        if response.status == StatusCode::UNAUTHORIZED {
            response.header(WWW_AUTHENTICATE, "Token")
        } else {
            response
        }
    }
}

impl DigitexVenue {
    /// Sets what market orders of a market (1 or 14) are filled at.
    pub fn set_price(&mut self, market_id: i64, price: BigDecimal) {
        self.desk.prices.insert(market_id, price);
    }

    /// Sets the trading balance of a currency: 1 is BTC, 4 DGTX and 5 USDC.
    pub fn set_balance(&mut self, currency_id: i64, amount: BigDecimal) {
        self.desk.set_balance(currency_id, amount);
    }

    /// Fills a resting order at its own price, in whole or in part; the trade has the time of the
    /// order. `false` if there is none of this name, or less of it left.
    pub fn fill_order(&mut self, client_id: &str, quantity: &BigDecimal) -> bool {
        self.desk.fill(client_id, quantity)
    }

    /// Returns the client order ids of the orders in the book, oldest first.
    pub fn open_client_ids(&self) -> Vec<&str> {
        let open = self.desk.matching.orders().filter(|order| order.is_open());
        open.map(|order| order.new.extra.client_id.as_str()).collect()
    }

    /// An empty list of names stands for all orders: nobody knows whether it does so on the
    /// exchange, and a program should not try.
    fn cancel(&mut self, call: &mut DigitexCall<'_>) -> Response {
        let market_id = call.request().field("market_id").and_then(Value::as_i64);
        let client_ids = call.request().field("orders_client_ids").and_then(Value::as_array);
        let client_ids = client_ids
            .map(|ids| ids.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
        let named = client_ids.as_deref().filter(|ids| !ids.is_empty());
        for client_id in self.desk.cancel(market_id, named, call.at().micros()) {
            call.effect("order cancelled", Some(&client_id));
        }
        let mut receipt = Fields::default();
        if let Some(market_id) = market_id {
            receipt.set("market_id", json(&market_id));
        }
        if let Some(client_ids) = client_ids {
            receipt.set("orders_client_ids", json(&client_ids));
        }
        receipt.set("trader_id", json(&TRADER));
        call.respond(&receipt)
    }

    /// A page of the orders that are open, or of those that no longer are.
    fn orders(&self, call: &DigitexCall<'_>, is_open: bool) -> Result<Response, Refusal> {
        let wanted = |name| number(call, name);
        let (side, kind) = match is_open {
            true => (wanted("side"), wanted("type")),
            false => (None, None),
        };
        let from = wanted("created_at_from").filter(|_| !is_open);
        let to = wanted("created_at_to").filter(|_| !is_open);
        let shown = self.desk.matching.orders().rev().filter(|order| {
            order.is_open() == is_open
                && is_own(call)
                && wanted("market_id").is_none_or(|market| market == order.new.market)
                && wanted("status").is_none_or(|wanted| wanted == status(order))
                && order.new.extra.is(side, kind)
                && from.is_none_or(|from| order.created >= from)
                && to.is_none_or(|to| order.created < to)
        });
        page::respond(call, shown.map(|order| (order.id, order_fields(order))))
    }

    fn trades(&self, call: &DigitexCall<'_>) -> Result<Response, Refusal> {
        let market_id = number(call, "market_id");
        let (from, to) = (number(call, "traded_at_from"), number(call, "traded_at_to"));
        let shown = self.desk.matching.fills().rev().filter(|fill| {
            is_own(call)
                && market_id.is_none_or(|wanted| wanted == fill.market)
                && from.is_none_or(|from| fill.at >= from)
                && to.is_none_or(|to| fill.at < to)
        });
        page::respond(call, shown.map(|fill| (fill.id, fill_fields(fill))))
    }
}

/// Returns a parameter of the query that is a number.
fn number(call: &DigitexCall<'_>, name: &str) -> Option<i64> {
    call.request().query(name)?.parse().ok()
}

/// Whether the call asks for this trader, or for none in particular.
fn is_own(call: &DigitexCall<'_>) -> bool {
    number(call, "trader_id").is_none_or(|trader| trader == TRADER)
}

fn unauthorized(text: &str) -> Refusal {
    Refusal::own(StatusCode::UNAUTHORIZED, "", text)
}
