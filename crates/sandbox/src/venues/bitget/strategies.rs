//! Strategy orders of version 3, and what else it does with orders: modifying and closing them.

use super::{
    ACCOUNT, BitgetCall, BitgetVenue, UNKNOWN_SYMBOL,
    asked::{self, Asked, page},
    futures_plans::{limit_of, listed},
    is_exact, missing,
    orders::{Scope, V3, Version},
    placing::{client_id, spot_order},
    plan::{Leg, Plan, Role, no_plan, rises},
    plan_views as views, refused,
    types::{BitgetAccount, Line, Market},
    views::{direction_of, receipt},
    wrong,
};
use crate::{
    engine::{
        amount::plain,
        order::{Size, Status},
        positions::Mode,
        render::{Fields, fields},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
};

impl BitgetVenue {
    /// Responds to what concerns strategy orders.
    pub(super) fn strategies(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        let at = call.at().millis();
        Ok(Some(match call.operation() {
            Operation::UtaTradeModifyOrder => V3.one(self, call, Version::modify)?,
            Operation::UtaTradeModifyOrders => V3.each(self, call, "", Version::modify),
            Operation::UtaTradeCountdownCancelAll => {
                let seconds = Asked::of(call).needed("countdown")?.parse::<i64>();
                let seconds = seconds.ok().filter(|seconds| *seconds >= 0);
                let seconds = seconds.ok_or_else(|| wrong("countdown"))?;
                let end = at.saturating_add(seconds.saturating_mul(1_000));
                self.countdown = (seconds > 0).then_some(end);
                call.respond(&"success")
            }
            Operation::UtaTradePlaceRealityOrder => {
                // No stock token is traded.
                let symbol = Asked::of(call).needed("symbol")?;
                return Err(refused(UNKNOWN_SYMBOL, &format!("Parameter {symbol} does not exist")));
            }
            Operation::UtaTradeCancelRealityOrder => return Err(no_plan(Scope::Unified)),
            Operation::UtaStrategyPlaceOrder => {
                let plan = self.strategy(Asked::of(call), at)?;
                let (client_id, kind) = (plan.client_id.clone(), plan.kind);
                let id = self.add_plan(plan, at)?;
                call.effect(format!("strategy order {id} placed: {kind}"), client_id.as_deref());
                let receipt = self.plans.iter().find(|plan| plan.id == id).map(views::receipt);
                call.object(receipt.unwrap_or_default())
            }
            Operation::UtaStrategyModifyOrder => self.modify_strategy(call)?,
            Operation::UtaStrategyCancelOrder => {
                let id = self.find_plan(Scope::Unified, Asked::of(call))?.id;
                self.cancel_plan(id, at);
                call.effect(format!("strategy order {id} cancelled"), None);
                call.example()
            }
            Operation::UtaStrategyOpenOrders => {
                let all = self.strategies_of(call, true)?;
                call.list(all.into_iter().map(views::strategy), fields! {})
            }
            Operation::UtaStrategyOrderHistory => {
                let all = self.strategies_of(call, false)?;
                let page = page(call, all.into_iter(), |plan| listed(plan))?;
                asked::respond(call, page.map(views::strategy))
            }
            Operation::UtaStrategySubOrders => self.strategy_sub_orders(call)?,
            _ => return Ok(None),
        }))
    }

    /// Cancels the orders of the unified account if the countdown has ended before now.
    pub(super) fn count_down(&mut self, now: i64) {
        let Some(end) = self.countdown.take_if(|end| *end <= now) else { return };
        let open = self.exchange.orders_of(ACCOUNT);
        let open = open.filter(|order| order.is_open() && V3.sees(order)).map(|order| order.id);
        let open: Vec<u64> = open.collect();
        for id in open {
            self.exchange.cancel(id, end);
        }
    }

    fn strategy(&self, asked: Asked<'_>, at: i64) -> Result<Plan, Refusal> {
        let line = V3.line(asked)?.ok_or_else(|| missing("category"))?;
        let symbol = asked.needed("symbol")?;
        let by = |name: &str| asked.said(name).unwrap_or_else(|| "market".to_owned());
        let mut plan = match asked.said("type").as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case("trigger") => {
                let limit = limit_of(asked, "triggerOrderType", "triggerOrderPrice")?;
                let (size, kind) = (asked.positive("qty")?, V3.kind(asked, limit.clone()));
                asked.needed("side")?;
                let template = match line {
                    Line::Spot => spot_order(asked, &symbol, asked.side(), kind, size)?,
                    _ => {
                        let market = Market::new(line, symbol.to_ascii_uppercase());
                        V3.contract(self, asked, market, (kind, size))?
                    }
                };
                let price = asked.positive("triggerPrice")?;
                let leg = self.trigger_leg(&template.market, price, limit);
                let mut plan = Self::plan(Scope::Unified, "trigger", template, vec![leg], at);
                plan.by = by("triggerBy");
                plan
            }
            Some(kind) if !kind.eq_ignore_ascii_case("tpsl") => return Err(wrong("type")),
            _ if line == Line::Spot => return Err(wrong("category")),
            _ => {
                let mut plan = self.strategy_tpsl(asked, line, &symbol, at)?;
                let name =
                    if asked.said("takeProfit").is_some() { "tpTriggerBy" } else { "slTriggerBy" };
                plan.by = by(name);
                plan
            }
        };
        plan.template.client_id = None;
        plan.client_id = client_id(asked, "clientOid")?;
        plan.by = plan.by.to_ascii_lowercase();
        Ok(plan)
    }

    fn strategy_tpsl(
        &self,
        asked: Asked<'_>,
        line: Line,
        symbol: &str,
        at: i64,
    ) -> Result<Plan, Refusal> {
        let market = Market::new(line, symbol.to_ascii_uppercase());
        self.contract_coin(&market)?;
        let book = (BitgetAccount::Spot, line);
        let direction = match asked.said("posSide") {
            Some(named) => direction_of(&named),
            None if self.mode(book) == Mode::Hedge => return Err(missing("posSide")),
            None => {
                let open = self.positions(book).iter().find(|one| one.market == market.symbol);
                open.map_or_else(|| direction_of("long"), |position| position.direction)
            }
        };
        let size = match asked.is("tpslMode", "partial") {
            true => Some(asked.positive("qty")?),
            false => None,
        };
        let leg = |role, price: &str, kind: &str, limit: &str| {
            let Some(price) = asked.maybe_none(price)? else { return Ok(None) };
            let limit = limit_of(asked, kind, limit)?;
            Ok(Some(Leg { role, price, rises: rises(role, direction), limit }))
        };
        let profit = leg(Role::Profit, "takeProfit", "tpOrderType", "tpLimitPrice")?;
        let loss = leg(Role::Loss, "stopLoss", "slOrderType", "slLimitPrice")?;
        let legs: Vec<Leg> = profit.into_iter().chain(loss).collect();
        if legs.is_empty() {
            return Err(missing("takeProfit"));
        }
        let is_whole = size.is_none();
        let template = self.protection(book.0, market, direction, size)?;
        let mut plan = Self::plan(Scope::Unified, "tpsl", template, legs, at);
        plan.is_whole = is_whole;
        Ok(plan)
    }

    fn modify_strategy(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let (asked, at) = (Asked::of(call), call.at().millis());
        let size = asked.maybe("qty")?;
        let new = [
            (Role::Profit, asked.maybe("takeProfit")?, ["tpOrderType", "tpLimitPrice"]),
            (Role::Loss, asked.maybe("stopLoss")?, ["slOrderType", "slLimitPrice"]),
            (
                Role::Trigger,
                asked.maybe("triggerPrice")?,
                ["triggerOrderType", "triggerOrderPrice"],
            ),
        ];
        let found = self.find_plan(Scope::Unified, asked)?.clone();
        let mut legs = found.legs.clone();
        for (role, price, [kind, limit]) in new {
            for leg in legs.iter_mut().filter(|leg| leg.role == role) {
                if asked.said(kind).is_some() {
                    leg.limit = limit_of(asked, kind, limit)?;
                } else if let Some(limit) = asked.maybe(limit)? {
                    leg.limit = leg.limit.take().map(|_| limit);
                }
                let Some(price) = price.clone() else { continue };
                leg.price = price.clone();
                if role == Role::Trigger {
                    let market = &found.template.market;
                    leg.rises = self.trigger_leg(market, price, None).rises;
                }
            }
        }
        let plan = self.plans.iter_mut().find(|plan| plan.id == found.id);
        let plan = plan.ok_or_else(|| no_plan(Scope::Unified))?;
        if let (Some(new), Size::Base(size), false) = (size, &mut plan.template.size, plan.is_whole)
        {
            *size = new;
        }
        (plan.legs, plan.updated) = (legs, at);
        let receipt = views::receipt(plan);
        call.effect(format!("strategy order {} modified", found.id), found.client_id.as_deref());
        self.settle(at);
        Ok(call.object(receipt))
    }

    /// Returns the strategy orders of a category that wait, or those that no longer do; the
    /// newest first.
    fn strategies_of(&self, call: &BitgetCall<'_>, is_live: bool) -> Result<Vec<&Plan>, Refusal> {
        let asked = Asked::of(call);
        let line = V3.line(asked)?;
        let kind = asked.said("type");
        let all = self.plans.iter().rev().filter(|plan| {
            plan.scope == Scope::Unified
                && plan.is_live() == is_live
                && line.is_none_or(|line| line == plan.template.market.line)
                && kind.as_ref().is_none_or(|kind| kind.eq_ignore_ascii_case(plan.kind))
        });
        Ok(all.collect())
    }

    fn strategy_sub_orders(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let id = call.request().query("orderId").ok_or_else(|| missing("orderId"))?;
        let found = self.plans.iter().find(|plan| {
            plan.scope == Scope::Unified && (plan.id.to_string() == id || plan.client_oid() == id)
        });
        let plan = found.ok_or_else(|| no_plan(Scope::Unified))?;
        let orders = self.placed_by(plan).map(|order| {
            let status = match order.status {
                Status::Filled => "filled",
                Status::Cancelled | Status::Rejected => "cancelled",
                Status::Live | Status::PartiallyFilled => "",
            };
            fields! {
                "subOrderId": order.id.to_string(),
                "subClientOid": super::views::client_oid(order),
                "category": super::views::category(order),
                "symbol": order.new.market.symbol,
                "price": plain(&order.price()),
                "qty": super::views::size(order),
                "cumExecQty": plain(&order.filled),
                "avgPrice": plain(&order.average().unwrap_or_default()),
                "side": order.new.side.name(),
                "posSide": order.new.extra.contract.as_ref().map_or("", |contract| {
                    super::types::direction_name(contract.direction)
                }),
                "status": status,
                "createdTime": order.created.to_string(),
                "updatedTime": order.updated.to_string(),
            }
        });
        let last = plan.placed.map(|id| id.to_string());
        Ok(call.list(orders, fields! {"cursor": last}))
    }
}

impl Version {
    /// Gives an open order another size or price; it keeps its ids.
    pub(super) fn modify(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let order = self.find(venue, asked)?;
        let id = order.id;
        let Size::Base(size) = order.new.size.clone() else { return Err(wrong("qty")) };
        let is_meant = asked
            .said("symbol")
            .is_none_or(|symbol| symbol.eq_ignore_ascii_case(&order.new.market.symbol));
        let limit = order.limit().filter(|_| order.is_open() && is_meant).cloned();
        let limit = limit.ok_or_else(|| refused(self.not_found_code(), "Order does not exist"))?;
        let (new_size, new_price) = (asked.maybe("qty")?, asked.maybe("price")?);
        let (profit, loss) = (asked.maybe("takeProfit")?, asked.maybe("stopLoss")?);
        let has_presets = profit.is_some() || loss.is_some();
        if new_size.is_none() && new_price.is_none() && !has_presets {
            return Err(missing("qty"));
        }
        if let Some(contract) = &order.new.extra.contract {
            let size = new_size.clone().unwrap_or_else(|| size.clone());
            let kind = self.kind(asked, new_price.clone().or(Some(limit.clone())));
            venue.contract_order(order.new.market.clone(), contract.clone(), kind, size)?;
            // A closing order has its place among others, which a new size would shift.
            if contract.reduces {
                return Err(wrong("orderId"));
            }
        }
        let (size, price) = (new_size.unwrap_or(size), new_price.unwrap_or(limit));
        if size <= order.filled || !is_exact(&(&price * &size)) {
            return Err(wrong("qty"));
        }
        let (client_id, at) = (order.new.client_id.clone(), call.at().millis());
        let done = receipt(order);
        venue.exchange.modify(id, price, size, at).map_err(|_| self.insufficient())?;
        if has_presets {
            venue.preset(id, (profit, loss), at, self)?;
        }
        venue.settle(at);
        call.effect(format!("order {id} modified"), client_id.as_deref());
        Ok(done)
    }
}
