//! Futures trading of version 2, and the closing of positions in both versions.

use bigdecimal::{BigDecimal, Zero};

use super::{
    API, BitgetCall, BitgetVenue,
    asked::{self, Asked},
    is_exact, missing,
    orders::{MIX, Scope, V3, Version, said},
    placing::client_id,
    refused,
    types::{Book, Contract, Extra, Held, Line, Market, direction_name},
    wrong,
};
use crate::{
    engine::{
        order::{Kind, Size},
        positions::{Direction, Mode, Position},
        render::{Fields, fields, json},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
    table::ErrorKind,
};

const NOT_MODIFIABLE: &str = API.code(ErrorKind::InvalidParameter, "40808");

impl BitgetVenue {
    /// Responds to what concerns orders for futures in version 2, and positions.
    pub(super) fn futures(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        Ok(Some(match call.operation() {
            Operation::FuturesTradePlaceOrder => MIX.one(self, call, Version::place)?,
            Operation::FuturesTradePlaceOrders => {
                Line::of(call)?;
                MIX.each(self, call, "orderList", Version::place)
            }
            Operation::FuturesTradeModifyOrder => MIX.one(self, call, Version::replace)?,
            Operation::FuturesTradeCancelOrder => MIX.one(self, call, Version::cancel)?,
            Operation::FuturesTradeCancelOrders if Asked::of(call).has_list("orderIdList") => {
                Line::of(call)?;
                MIX.each(self, call, "orderIdList", Version::cancel)
            }
            Operation::FuturesTradeCancelOrders | Operation::FuturesTradeCancelAllOrders => {
                MIX.cancel_all(self, call)?
            }
            Operation::FuturesTradeClosePositions => self.close_positions(call, &MIX)?,
            Operation::UtaTradeClosePositions => self.close_positions(call, &V3)?,
            Operation::FuturesTradeReversePosition => self.reverse_position(call)?,
            Operation::FuturesTradeOrderInfo => {
                let order = MIX.order_info(self, call)?;
                let state = order.get("status").map(ToOwned::to_owned);
                let mut order = order;
                order.0.retain(|(name, _)| name != "status");
                order.set("state", state.unwrap_or_else(|| json("")));
                call.object(order)
            }
            Operation::FuturesTradeOpenOrders => MIX.list(self, call, true)?,
            Operation::FuturesTradeOrderHistory => MIX.list(self, call, false)?,
            Operation::FuturesTradeFills | Operation::FuturesTradeFillHistory => {
                asked::respond(call, MIX.fills(self, call)?)
            }
            _ => return Ok(None),
        }))
    }

    /// Closes positions at market.
    fn close_positions(
        &mut self,
        call: &mut BitgetCall<'_>,
        version: &Version,
    ) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = version.line(asked)?.ok_or_else(|| missing("category"))?;
        let symbol = asked.said("symbol").map(|symbol| symbol.to_ascii_uppercase());
        let side = asked.said("holdSide").or_else(|| asked.said("posSide"));
        let book = (version.account(line), line);
        if let Some(symbol) = &symbol {
            self.contract_coin(&Market::new(line, symbol.as_str()))?;
        }
        let open = self.positions(book).iter().filter(|position| {
            symbol.as_ref().is_none_or(|symbol| *symbol == position.market)
                && (side.is_none()
                    || self.mode(book) != Mode::Hedge
                    || side.as_ref().is_some_and(|side| {
                        side.eq_ignore_ascii_case(direction_name(position.direction))
                    }))
        });
        let open: Vec<_> = open.cloned().collect();
        if open.is_empty() {
            return Err(version.no_position());
        }
        let mut outcomes = Vec::new();
        for position in open {
            let closed = self.close_at_market(call, version, book, &position, None);
            let closed = closed.map(|mut fields| {
                if version.scope == Scope::Classic {
                    fields.set("symbol", json(&position.market));
                }
                fields
            });
            let failed = |refusal| (String::new(), String::new(), refusal);
            outcomes.push(closed.map_err(failed));
        }
        Ok(version.outcomes(call, outcomes))
    }

    /// Closes so much of a position, or all of it, at market.
    fn close_at_market(
        &mut self,
        call: &mut BitgetCall<'_>,
        version: &Version,
        book: Book,
        position: &Position<String, Held>,
        size: Option<BigDecimal>,
    ) -> Result<Fields, Refusal> {
        let at = call.at().millis();
        let size = size.unwrap_or_else(|| position.quantity.clone());
        let left = &position.quantity - &size;
        self.keep_closing(book, &position.market, position.direction, &left, at);
        let market = Market::new(book.1, position.market.as_str());
        let contract = Contract {
            account: book.0,
            mode: self.mode(book),
            direction: position.direction,
            reduces: true,
            leverage: position.leverage.clone(),
            is_isolated: position.extra.is_isolated,
        };
        let new = self.contract_order(market, contract, Kind::Market, size)?;
        version.submit(self, call, new)
    }

    /// Closes a position and opens as much on the other side, both at market.
    fn reverse_position(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let symbol = asked.needed("symbol")?.to_ascii_uppercase();
        let market = Market::new(line, symbol.as_str());
        self.contract_coin(&market)?;
        let book = (line.account(), line);
        let position = match self.mode(book) {
            Mode::Hedge => {
                let side = asked.needed("side")?;
                let is_long = side.eq_ignore_ascii_case("buy");
                let direction = if is_long { Direction::Long } else { Direction::Short };
                self.position(book, &symbol, direction)
            }
            _ => self.positions(book).iter().find(|position| position.market == symbol),
        };
        let position = position.cloned().ok_or_else(|| MIX.no_position())?;
        let size = match self.mode(book) {
            Mode::Hedge => asked.maybe("size")?,
            _ => None,
        };
        let size = size.unwrap_or_else(|| position.quantity.clone());
        let size = size.min(position.quantity.clone());
        let named = client_id(asked, "clientOid")?;
        MIX.refuse_duplicate(self, named.as_deref())?;
        let closed = self.close_at_market(call, &MIX, book, &position, Some(size.clone()))?;
        let direction = match position.direction {
            Direction::Long => Direction::Short,
            Direction::Short => Direction::Long,
        };
        let settings = self.settings(book, &symbol);
        let contract = Contract {
            account: book.0,
            mode: self.mode(book),
            direction,
            reduces: false,
            leverage: settings.leverage(direction).clone(),
            is_isolated: position.extra.is_isolated,
        };
        let mut new = self.contract_order(market, contract, Kind::Market, size)?;
        new.client_id = named;
        new.extra = Extra { source: "reverse", ..new.extra };
        // What is closed is closed, whether the other side can be paid for or not.
        let placed = MIX.submit(self, call, new).unwrap_or(closed);
        Ok(call.object(placed))
    }
}

/// Says that an order on spot was cancelled, or was not there, and nothing came in its stead.
pub(super) fn not_replaced(id: u64, refusal: Refusal) -> Fields {
    fields! {
        "orderId": if id == 0 { String::new() } else { id.to_string() },
        "clientOid": None::<()>,
        "success": "failure",
        "msg": said(refusal).1,
    }
}

impl Version {
    /// Replaces an order: cancels it, and places another with a new size and price.
    pub(super) fn replace(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let order = self.find(venue, asked)?;
        let is_meant = asked
            .said("symbol")
            .is_none_or(|symbol| symbol.eq_ignore_ascii_case(&order.new.market.symbol));
        if !order.is_open() || !is_meant {
            return Err(self.not_found_refusal());
        }
        let (id, mut new, is_touched) = (order.id, order.new.clone(), !order.filled.is_zero());
        let names = match self.scope {
            Scope::Classic => ("newSize", "newPrice"),
            _ => ("size", "price"),
        };
        let (size, price) = (asked.maybe(names.0)?, asked.maybe(names.1)?);
        let profit = asked.maybe("newPresetStopSurplusPrice")?;
        let loss = asked.maybe("newPresetStopLossPrice")?;
        let (size, price) = match (size, price) {
            (Some(size), Some(price)) => (size, price),
            (None, None) if profit.is_some() || loss.is_some() => {
                return venue.preset(id, (profit, loss), call.at().millis(), self);
            }
            (None, _) => return Err(missing(names.0)),
            (_, None) => return Err(missing(names.1)),
        };
        let Kind::Limit { price: limit, .. } = &mut new.kind else {
            return Err(refused(NOT_MODIFIABLE, "Parameter verification exception"));
        };
        if self.scope == Scope::Classic && is_touched {
            return Err(refused(NOT_MODIFIABLE, "A partially filled order cannot be modified"));
        }
        if !is_exact(&(&price * &size)) {
            return Err(wrong(names.0));
        }
        *limit = price;
        new.size = Size::Base(size);
        new.client_id = client_id(asked, "newClientOid")?;
        if let Some(contract) = new.extra.contract.clone() {
            // It is checked as a new order is.
            let Size::Base(size) = new.size.clone() else { return Err(wrong(names.0)) };
            let checked =
                venue.contract_order(new.market.clone(), contract, new.kind.clone(), size)?;
            new.terms = checked.terms;
        }
        self.refuse_duplicate(venue, new.client_id.as_deref())?;
        self.cancel_found(venue, call, id)?;
        let client_id = new.client_id.clone();
        // The old order is gone, whatever becomes of the new one: this is no refusal.
        self.submit(venue, call, new).or_else(|refusal| {
            Ok(match self.scope {
                Scope::Spot => not_replaced(id, refusal),
                _ => fields! {"orderId": None::<()>, "clientOid": client_id.unwrap_or_default()},
            })
        })
    }

    fn not_found_refusal(&self) -> Refusal {
        refused(self.not_found_code(), "Order does not exist")
    }
}
