//! Futures trading of version 2, and the positions of both versions.

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::{
    API, BitgetCall, BitgetVenue,
    asked::{self, Asked, Listed, page},
    contract::DECIMALS,
    is_exact, missing,
    orders::{MIX, Scope, V3, Version, client_id},
    refused,
    types::{
        BitgetAccount, Book, Contract, Extra, Held, Line, Market, direction_name, margin_mode,
        mode_name,
    },
    wrong,
};
use crate::{
    engine::{
        amount::plain,
        order::{Kind, Size},
        positions::{Closed, Direction, Mode, Position},
        render::{Fields, fields, json},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
    table::ErrorKind,
};

const NOT_MODIFIABLE: &str = API.code(ErrorKind::InvalidParameter, "40808");

/// How finely average prices are written, in decimals.
const AVERAGE_DECIMALS: i64 = 12;

/// A closed position: its last part, and all of its parts.
struct Past {
    id: u64,
    parts: Vec<Closed<String, Held>>,
    line: Line,
    mode: Mode,
}

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
            Operation::FuturesPositionPositions | Operation::FuturesPositionContractPositions => {
                self.classic_positions(call)?
            }
            Operation::FuturesPositionPositionHistory => {
                let product = call.request().query("productType");
                let line = product.map(|name| Line::futures(&name)).transpose()?;
                self.position_history(call, Scope::Classic, line)?
            }
            Operation::UtaPositionPositions => self.unified_positions(call)?,
            Operation::UtaPositionPositionHistory => {
                let line = V3.line(Asked::of(call))?;
                self.position_history(call, Scope::Unified, line)?
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
        self.close_at_market(call, &MIX, book, &position, Some(size.clone()))?;
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
        let placed = MIX.submit(self, call, new)?;
        Ok(call.object(placed))
    }

    /// Lists the open positions of a classic account, those opened last first.
    fn classic_positions(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let line = Line::of(call)?;
        let symbol = call.request().query("symbol").map(|symbol| symbol.to_ascii_uppercase());
        let coin = call.request().query("marginCoin");
        if let Some(symbol) = &symbol {
            self.contract_coin(&Market::new(line, symbol.as_str()))?;
        }
        let own = line.coin().unwrap_or_default();
        let book = (line.account(), line);
        let all = self.positions(book).iter().rev().filter(|position| {
            symbol.as_ref().is_none_or(|symbol| *symbol == position.market)
                && coin.as_ref().is_none_or(|coin| coin.eq_ignore_ascii_case(own))
        });
        let all = all.map(|position| self.classic_position(book, position));
        Ok(call.list(all, fields! {}))
    }

    fn classic_position(&self, book: Book, position: &Position<String, Held>) -> Fields {
        let it = self.about(book, position);
        fields! {
            "marginCoin": book.1.coin(),
            "symbol": position.market,
            "holdSide": direction_name(position.direction),
            "openDelegateSize": it.opening,
            "marginSize": it.margin,
            "available": it.available,
            "locked": it.locked,
            "total": plain(&position.quantity),
            "leverage": plain(&position.leverage),
            "achievedProfits": plain(&position.realised),
            "openPriceAvg": it.average,
            "marginMode": margin_mode(position.extra.is_isolated),
            "posMode": mode_name(self.mode(book)),
            "unrealizedPL": it.unrealised,
            "liquidationPrice": "0",
            "markPrice": it.last,
            "breakEvenPrice": it.average,
            "totalFee": "0",
            "deductedFee": "0",
            "takeProfit": "",
            "stopLoss": "",
            "takeProfitId": "",
            "stopLossId": "",
            "marginRatio": "0",
            "assetMode": "single",
            "autoMargin": if self.settings(book, &position.market).adds_margin { "on" } else { "off" },
            "cTime": position.opened.to_string(),
            "uTime": position.updated.to_string(),
        }
    }

    /// Lists the open positions of the unified account.
    fn unified_positions(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = V3.line(asked)?.ok_or_else(|| missing("category"))?;
        let (symbol, side) = (asked.said("symbol"), asked.said("posSide"));
        if let Some(symbol) = symbol.as_ref().filter(|_| line != Line::Spot) {
            self.contract_coin(&Market::new(line, symbol.to_ascii_uppercase()))?;
        }
        let book = (BitgetAccount::Spot, line);
        let all = self.positions(book).iter().rev().filter(|position| {
            symbol.as_ref().is_none_or(|symbol| symbol.eq_ignore_ascii_case(&position.market))
                && side.as_ref().is_none_or(|side| {
                    side.eq_ignore_ascii_case(direction_name(position.direction))
                })
        });
        let example = call.item();
        let example: Option<Vec<Fields>> =
            example.get("list").and_then(|list| serde_json::from_str(list.get()).ok());
        let example = example.and_then(|all| all.into_iter().next()).unwrap_or_default();
        let all: Vec<Fields> =
            all.map(|position| self.unified_position(book, position).over(&example)).collect();
        Ok(call.object(fields! {"list": all}))
    }

    fn unified_position(&self, book: Book, position: &Position<String, Held>) -> Fields {
        let it = self.about(book, position);
        let ratio = match position.extra.margin.is_zero() {
            true => BigDecimal::zero(),
            false => (&it.won / &position.extra.margin)
                .with_scale_round(DECIMALS, RoundingMode::HalfEven),
        };
        fields! {
            "category": book.1.name(),
            "symbol": position.market,
            "marginCoin": book.1.coin(),
            "holdMode": mode_name(self.mode(book)),
            "posSide": direction_name(position.direction),
            "marginMode": margin_mode(position.extra.is_isolated),
            "positionBalance": it.margin,
            "available": it.available,
            "frozen": it.locked,
            "total": plain(&position.quantity),
            "leverage": plain(&position.leverage),
            "curRealisedPnl": plain(&position.realised),
            "avgPrice": it.average,
            "positionStatus": "normal",
            "unrealisedPnl": it.unrealised,
            "liquidationPrice": "0",
            "profitRate": plain(&ratio),
            "markPrice": it.last,
            "breakEvenPrice": it.average,
            "totalFunding": "0",
            "openFeeTotal": "0",
            "closeFeeTotal": "0",
            "createdTime": position.opened.to_string(),
            "updatedTime": position.updated.to_string(),
        }
    }

    fn about(&self, book: Book, position: &Position<String, Held>) -> About {
        let market = Market::new(book.1, position.market.as_str());
        let last = self.last(&market).unwrap_or_default();
        let closing = self.closing(book, &position.market, position.direction);
        let opening = self.opening(book, &position.market, position.direction);
        let won = position.unrealised(&last);
        About {
            opening: plain(&opening),
            margin: plain(&position.extra.margin),
            available: plain(&(&position.quantity - &closing)),
            locked: plain(&closing),
            average: plain(&rounded(position.average())),
            unrealised: plain(&won),
            last: plain(&last),
            won,
        }
    }

    /// Lists closed positions, newest first.
    fn position_history(
        &self,
        call: &BitgetCall<'_>,
        scope: Scope,
        line: Option<Line>,
    ) -> Result<Response, Refusal> {
        let mut all = Vec::new();
        for ((account, of), positions) in &self.books {
            let is_unified = *account == BitgetAccount::Spot;
            if is_unified != (scope == Scope::Unified) || line.is_some_and(|line| line != *of) {
                continue;
            }
            for last in positions.closed().iter().filter(|part| part.is_whole) {
                let parts = positions.closed().iter();
                let parts = parts.filter(|part| part.position.id == last.position.id).cloned();
                let (parts, mode) = (parts.collect(), positions.mode);
                all.push(Past { id: last.id, parts, line: *of, mode });
            }
        }
        all.sort_by_key(|past| std::cmp::Reverse((past.at(), past.id)));
        let page = page(call, all.into_iter(), |past| Listed {
            id: past.id,
            order: past.id,
            symbol: past.symbol(),
            at: past.at(),
        })?;
        Ok(asked::respond(call, page.map(|past| past.write(scope))))
    }
}

/// What there is to say about an open position.
struct About {
    opening: String,
    margin: String,
    available: String,
    locked: String,
    average: String,
    unrealised: String,
    last: String,
    won: BigDecimal,
}

fn rounded(value: BigDecimal) -> BigDecimal {
    value.with_scale_round(AVERAGE_DECIMALS, RoundingMode::HalfEven).normalized()
}

impl Past {
    fn at(&self) -> i64 {
        self.parts.last().map_or(0, |part| part.at)
    }

    fn symbol(&self) -> &str {
        self.parts.last().map_or("", |part| part.position.market.as_str())
    }

    fn write(self, scope: Scope) -> Fields {
        let Some(last) = self.parts.last() else { return Fields::default() };
        let total: BigDecimal = self.parts.iter().map(|part| &part.quantity).sum();
        let value: BigDecimal = self.parts.iter().map(|part| &part.quantity * &part.price).sum();
        let profit: BigDecimal = self.parts.iter().map(|part| &part.profit).sum();
        let cost = match last.position.direction {
            Direction::Long => &value - &profit,
            Direction::Short => &value + &profit,
        };
        let (open, close) = (plain(&rounded(cost / &total)), plain(&rounded(value / &total)));
        let (total, profit) = (plain(&total), plain(&profit));
        let (opened, closed) = (last.position.opened.to_string(), last.at.to_string());
        let common = fields! {
            "positionId": self.id.to_string(),
            "symbol": last.position.market,
            "marginCoin": self.line.coin(),
            "marginMode": margin_mode(last.position.extra.is_isolated),
            "openTotalPos": total,
            "closeTotalPos": total,
            "netProfit": profit,
            "totalFunding": "0",
        };
        let side = direction_name(last.position.direction);
        match scope {
            Scope::Unified => fields! {
                "category": self.line.name(),
                "holdMode": mode_name(self.mode),
                "posSide": side,
                "openPriceAvg": open,
                "closePriceAvg": close,
                "cumRealisedPnl": profit,
                "openFeeTotal": "0",
                "closeFeeTotal": "0",
                "createdTime": opened,
                "updatedTime": closed,
            },
            _ => fields! {
                "holdSide": side,
                "posMode": mode_name(self.mode),
                "openAvgPrice": open,
                "closeAvgPrice": close,
                "pnl": profit,
                "openFee": "0",
                "closeFee": "0",
                "ctime": opened,
                "utime": closed,
            },
        }
        .over(&common)
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
        self.submit(venue, call, new)
    }

    fn not_found_refusal(&self) -> Refusal {
        refused(self.not_found_code(), "Order does not exist")
    }
}
