//! Digitex: a token that never changes, and the responses of the Django REST framework.
//!
//! No refusal of the real server was recorded; the shapes follow its spec and the framework.

use bigdecimal::BigDecimal;
use http::{StatusCode, header::WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::Value;

mod account;
mod orders;
mod page;
mod trading;

use self::{
    orders::{Asked, Order},
    page::{Page, number, parameter},
    trading::{Desk, TRADER},
};
use super::django;
use crate::{
    effect::Effect,
    refusal::Refusal,
    request::Request,
    response::Response,
    spec::{Operation, Security},
    venue::Venue,
};

const TOKEN: &str = "5bd1e0f7c2a94d6e8b3f17a09c64d2e85f3ab701";

/// The state of Digitex in miniature: one trader with 10 BTC, a million DGTX and a million USDC, a
/// futures market (1) and a spot market (14).
///
/// Limit orders rest until [`fill_order`](Self::fill_order) fills them. Market orders, and limit
/// orders that are immediate or cancelled, are filled at the market's price.
#[derive(Debug, Default)]
pub struct DigitexVenue {
    desk: Desk,
    effects: Vec<Effect>,
}

impl Venue for DigitexVenue {
    /// The token.
    type Credentials = String;

    const NAME: &'static str = "digitex";
    const BUNDLE: &'static str = include_str!("../../../specs/digitex.json");

    fn credentials(&self) -> String {
        TOKEN.to_owned()
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let sent = request.header("Authorization");
        match sent.map(|value| value.strip_prefix("Token ")) {
            Some(Some(TOKEN)) => Ok(()),
            Some(Some(_)) => Err(unauthorized("Invalid token.")),
            // To the framework, a header with another word in front is no header.
            Some(None) | None if operation.security() == Security::Optional => Ok(()),
            Some(None) | None => Err(unauthorized("Authentication credentials were not provided.")),
        }
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Response>, Refusal> {
        let now = request.at().micros();
        let status = operation.status();
        let response = match operation.name() {
            "ping" => Response::of(status, &Ping { message: "pong", timestamp: now }),
            "place_order" => {
                let asked = Asked::read(request, TRADER, || self.desk.fresh_id())?;
                let receipt = Response::of(status, &asked);
                let client_id = asked.client_id.clone();
                self.desk.place(asked, now)?;
                self.note(operation, "order received", client_id);
                receipt
            }
            "update_order" => {
                let asked = Asked::read(request, TRADER, || self.desk.fresh_id())?;
                let receipt = Response::of(status, &asked);
                let client_id = asked.client_id.clone();
                self.desk.update(asked, now);
                self.note(operation, "update received", client_id);
                receipt
            }
            "cancel_orders" => Response::of(status, &self.cancel(request, operation)),
            "order_status" => {
                let client_id = parameter(request, "client_id").unwrap_or_default();
                let orders = self.desk.orders.iter().filter(|_| is_own(request));
                let named = orders.filter(|order| order.is_named(&client_id, None));
                Response::of(status, &named.map(Order::shown).collect::<Vec<_>>())
            }
            "open_orders" => Response::of(status, &self.orders(request, true)?),
            "order_history" => Response::of(status, &self.orders(request, false)?),
            "trade_history" => Response::of(status, &self.trades(request)?),
            "balances" => Response::of(status, &self.desk.account.rows()),
            _ => return Ok(None),
        };
        Ok(Some(response))
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Response {
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
        self.desk.account.set(currency_id, amount);
    }

    /// Fills a resting order at its own price, in whole or in part; the trade has the time of the
    /// order. `false` if there is none of this name, or less of it left.
    pub fn fill_order(&mut self, client_id: &str, quantity: &BigDecimal) -> bool {
        self.desk.fill_resting(client_id, quantity)
    }

    /// The names of the orders in the book, oldest first.
    pub fn open_client_ids(&self) -> Vec<&str> {
        let active = self.desk.orders.iter().filter(|order| order.is_active());
        active.map(|order| order.asked.client_id.as_str()).collect()
    }

    fn note(&mut self, operation: &Operation, summary: &str, client_id: String) {
        self.effects.push(Effect::new(operation.name(), summary).on_order(client_id));
    }

    /// An empty list of names stands for all orders: nobody knows whether it does so on the
    /// exchange, and a program should not try.
    fn cancel(&mut self, request: &Request, operation: &Operation) -> Canceled {
        let market_id = request.field("market_id").and_then(Value::as_i64);
        let orders_client_ids = request.field("orders_client_ids");
        let orders_client_ids = orders_client_ids.and_then(Value::as_array).map(|ids| {
            let ids = ids.iter().filter_map(Value::as_str);
            ids.map(str::to_owned).collect::<Vec<_>>()
        });
        let named = orders_client_ids.as_deref().filter(|ids| !ids.is_empty());
        for client_id in self.desk.cancel(market_id, named) {
            self.note(operation, "order cancelled", client_id);
        }
        Canceled { market_id, orders_client_ids, trader_id: TRADER }
    }

    /// A page of the orders that are active, or of those that no longer are.
    fn orders(&self, request: &Request, active: bool) -> Result<Page<impl Serialize>, Refusal> {
        let is = |name, value: i64| number(request, name).is_none_or(|wanted| wanted == value);
        let from = number(request, "created_at_from").filter(|_| !active);
        let to = number(request, "created_at_to").filter(|_| !active);
        let shown = self.desk.orders.iter().rev().filter(|order| {
            let asked = &order.asked;
            order.is_active() == active
                && is_own(request)
                && is("market_id", asked.market_id)
                && is("status", order.status as i64)
                && (!active || is("side", asked.side) && is("type", asked.kind))
                && from.is_none_or(|from| order.created_at >= from)
                && to.is_none_or(|to| order.created_at < to)
        });
        let rows = shown.map(|order| (order.number, order.shown()));
        Page::of(rows.collect(), request)
    }

    fn trades(&self, request: &Request) -> Result<Page<impl Serialize>, Refusal> {
        let market_id = number(request, "market_id");
        let from = number(request, "traded_at_from");
        let to = number(request, "traded_at_to");
        let shown = self.desk.fills.iter().rev().filter(|fill| {
            is_own(request)
                && market_id.is_none_or(|wanted| wanted == fill.market_id)
                && from.is_none_or(|from| fill.traded_at >= from)
                && to.is_none_or(|to| fill.traded_at < to)
        });
        let rows = shown.map(|fill| (fill.contract_id, fill.clone()));
        Page::of(rows.collect(), request)
    }
}

/// Whether the request asks for this trader, or for none in particular.
fn is_own(request: &Request) -> bool {
    number(request, "trader_id").is_none_or(|trader| trader == TRADER)
}

#[derive(Serialize)]
struct Canceled {
    #[serde(skip_serializing_if = "Option::is_none")]
    market_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders_client_ids: Option<Vec<String>>,
    trader_id: i64,
}

#[derive(Serialize)]
struct Ping {
    message: &'static str,
    timestamp: i64,
}

fn unauthorized(text: &str) -> Refusal {
    Refusal::own(StatusCode::UNAUTHORIZED, "", text)
}
