//! Trigger orders, take-profits and stop-losses for futures, version 2.

use bigdecimal::BigDecimal;

use super::{
    BitgetCall, BitgetVenue,
    asked::{self, Asked, Listed, page},
    missing,
    orders::{MIX, Scope},
    placing::client_id,
    plan::{Leg, Plan, Role, no_plan, rises},
    plan_views as views,
    types::{Line, Market, Presets},
    wrong,
};
use crate::{
    engine::{
        order::Size,
        positions::{Direction, Mode},
        render::{Fields, fields, json},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
};

impl BitgetVenue {
    /// Responds to what concerns trigger orders for futures.
    pub(super) fn futures_plans_of(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        let at = call.at().millis();
        Ok(Some(match call.operation() {
            Operation::FuturesPlanPlaceOrder => {
                let plan = self.futures_plan(Asked::of(call), at)?;
                self.placed(call, plan)?
            }
            Operation::FuturesPlanPlaceTpslOrder => {
                let plan = self.tpsl(Asked::of(call), at)?;
                self.placed(call, plan)?
            }
            Operation::FuturesPlanPlacePositionTpsl => self.position_tpsl(call)?,
            Operation::FuturesPlanModifyOrder => self.modify_futures_plan(call)?,
            Operation::FuturesPlanModifyTpslOrder => self.modify_tpsl(call)?,
            Operation::FuturesPlanCancelOrders => self.cancel_futures_plans(call)?,
            Operation::FuturesPlanOpenOrders => self.futures_plans(call, true)?,
            Operation::FuturesPlanOrderHistory => self.futures_plans(call, false)?,
            Operation::FuturesPlanSubOrders => self.sub_orders(call, Scope::Classic)?,
            _ => return Ok(None),
        }))
    }

    /// Adds an order that waits, and responds with its ids.
    pub(super) fn placed(
        &mut self,
        call: &mut BitgetCall<'_>,
        plan: Plan,
    ) -> Result<Response, Refusal> {
        let (client_id, kind) = (plan.client_id.clone(), plan.kind);
        let id = self.add_plan(plan, call.at().millis())?;
        call.effect(format!("plan order {id} placed: {kind}"), client_id.as_deref());
        let receipt = self.plans.iter().find(|plan| plan.id == id).map(views::receipt);
        Ok(call.object(receipt.unwrap_or_default()))
    }

    /// Changes an order that waits, and responds with its ids.
    pub(super) fn change(
        &mut self,
        call: &mut BitgetCall<'_>,
        id: u64,
        change: impl FnOnce(&mut Plan),
    ) -> Result<Response, Refusal> {
        let at = call.at().millis();
        let plan = self.plans.iter_mut().find(|plan| plan.id == id);
        let plan = plan.ok_or_else(|| no_plan(Scope::Classic))?;
        change(plan);
        plan.updated = at;
        let receipt = views::receipt(plan);
        call.effect(format!("plan order {id} modified"), plan.client_id.clone().as_deref());
        self.settle(at);
        Ok(call.object(receipt))
    }

    /// Returns the ids of the orders that wait and fit, oldest first.
    pub(super) fn live(&self, scope: Scope, fits: impl Fn(&Plan) -> bool) -> Vec<u64> {
        let live = self.plans.iter().filter(|plan| plan.is_live() && plan.scope == scope);
        live.filter(|plan| fits(plan)).map(|plan| plan.id).collect()
    }

    pub(super) fn cancel_plans(&mut self, call: &mut BitgetCall<'_>, ids: &[u64]) -> Response {
        let at = call.at().millis();
        ids.iter().for_each(|id| self.cancel_plan(*id, at));
        let done = self.plans.iter().filter(|plan| ids.contains(&plan.id));
        let done: Vec<Fields> = done.map(views::receipt).collect();
        for id in ids {
            call.effect(format!("plan order {id} cancelled"), None);
        }
        call.object(fields! {"successList": done, "failureList": Vec::<Fields>::new()})
    }

    /// Lists the orders that a trigger order placed.
    pub(super) fn sub_orders(
        &self,
        call: &BitgetCall<'_>,
        scope: Scope,
    ) -> Result<Response, Refusal> {
        let id = call.request().query("planOrderId").ok_or_else(|| missing("planOrderId"))?;
        if scope == Scope::Classic {
            Line::of(call)?;
        }
        let plan = self.plans.iter().find(|plan| plan.scope == scope && plan.id.to_string() == id);
        let plan = plan.ok_or_else(|| no_plan(scope))?;
        Ok(call.list(views::sub_order(self, plan), fields! {}))
    }

    fn futures_plan(&self, asked: Asked<'_>, at: i64) -> Result<Plan, Refusal> {
        if !asked.is("planType", "normal_plan") {
            return Err(wrong("planType"));
        }
        let line = Line::futures(&asked.needed("productType")?)?;
        let market = Market::new(line, asked.needed("symbol")?.to_ascii_uppercase());
        let limit = limit_of(asked, "orderType", "price")?;
        let kind = MIX.kind(asked, limit.clone());
        let size = asked.positive("size")?;
        let mut template = MIX.contract(self, asked, market.clone(), (kind, size))?;
        template.client_id = None;
        template.extra.presets = Presets {
            profit: preset(asked, ["stopSurplusTriggerPrice", "stopSurplusExecutePrice"])?,
            loss: preset(asked, ["stopLossTriggerPrice", "stopLossExecutePrice"])?,
        };
        let leg = self.trigger_leg(&market, asked.positive("triggerPrice")?, limit);
        let mut plan = Self::plan(Scope::Classic, "normal_plan", template, vec![leg], at);
        plan.client_id = client_id(asked, "clientOid")?;
        plan.by = asked.said("triggerType").unwrap_or(plan.by).to_ascii_lowercase();
        Ok(plan)
    }

    fn tpsl(&self, asked: Asked<'_>, at: i64) -> Result<Plan, Refusal> {
        let (kind, role, is_whole) = match asked.needed("planType")?.to_ascii_lowercase().as_str() {
            "profit_plan" => ("profit_plan", Role::Profit, false),
            "loss_plan" => ("loss_plan", Role::Loss, false),
            "pos_profit" => ("pos_profit", Role::Profit, true),
            "pos_loss" => ("pos_loss", Role::Loss, true),
            _ => return Err(wrong("planType")),
        };
        let size = if is_whole { None } else { Some(asked.positive("size")?) };
        let leg = (asked.positive("triggerPrice")?, asked.maybe_none("executePrice")?);
        let mut plan = self.protect_position(asked, (kind, role), leg, size, at)?;
        plan.client_id = client_id(asked, "clientOid")?;
        plan.by = asked.said("triggerType").unwrap_or(plan.by).to_ascii_lowercase();
        Ok(plan)
    }

    /// Returns a take-profit or a stop-loss of a position; without size, of all of it.
    fn protect_position(
        &self,
        asked: Asked<'_>,
        (kind, role): (&'static str, Role),
        (price, limit): (BigDecimal, Option<BigDecimal>),
        size: Option<BigDecimal>,
        at: i64,
    ) -> Result<Plan, Refusal> {
        let line = Line::futures(&asked.needed("productType")?)?;
        let market = Market::new(line, asked.needed("symbol")?.to_ascii_uppercase());
        let coin = self.contract_coin(&market)?;
        if asked.said("marginCoin").is_some_and(|named| !named.eq_ignore_ascii_case(coin)) {
            return Err(wrong("marginCoin"));
        }
        let side = asked.needed("holdSide")?.to_ascii_lowercase();
        let direction = match (self.mode((line.account(), line)), side.as_str()) {
            (Mode::Hedge, "long") | (Mode::OneWay, "buy" | "long") => Direction::Long,
            (Mode::Hedge, "short") | (Mode::OneWay, "sell" | "short") => Direction::Short,
            _ => return Err(wrong("holdSide")),
        };
        let is_whole = size.is_none();
        let template = self.protection(line.account(), market, direction, size)?;
        let leg = Leg { role, price, rises: rises(role, direction), limit };
        let mut plan = Self::plan(Scope::Classic, kind, template, vec![leg], at);
        plan.is_whole = is_whole;
        Ok(plan)
    }

    /// Places a take-profit, a stop-loss, or both.
    fn position_tpsl(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let (asked, at) = (Asked::of(call), call.at().millis());
        let parts = [
            (
                Role::Profit,
                ["stopSurplusTriggerPrice", "stopSurplusExecutePrice", "stopSurplusSize"],
                ["stopSurplusClientOid", "stopSurplusTriggerType"],
                ["profit_plan", "pos_profit"],
            ),
            (
                Role::Loss,
                ["stopLossTriggerPrice", "stopLossExecutePrice", "stopLossSize"],
                ["stopLossClientOid", "stopLossTriggerType"],
                ["loss_plan", "pos_loss"],
            ),
        ];
        let mut plans = Vec::new();
        for (role, [trigger, execute, size], [client, by], [part, whole]) in parts {
            let Some((price, limit)) = preset(asked, [trigger, execute])? else { continue };
            let size = asked.maybe(size)?;
            let kind = if size.is_some() { part } else { whole };
            let mut plan = self.protect_position(asked, (kind, role), (price, limit), size, at)?;
            plan.client_id = client_id(asked, client)?;
            plan.by = asked.said(by).unwrap_or(plan.by).to_ascii_lowercase();
            plans.push((plan, client));
        }
        if plans.is_empty() {
            return Err(missing("stopSurplusTriggerPrice"));
        }
        let mut done = Vec::new();
        for (plan, client) in plans {
            let client_id = plan.client_id.clone();
            let id = match self.add_plan(plan, at) {
                Ok(id) => id,
                // The response lists what was accepted.
                Err(_) if !done.is_empty() => continue,
                Err(refusal) => return Err(refusal),
            };
            call.effect(format!("plan order {id} placed"), client_id.as_deref());
            let mut fields = fields! {
                "orderId": id.to_string(),
                "stopSurplusClientOid": "",
                "stopLossClientOid": "",
            };
            fields.set(client, json(&client_id.unwrap_or_default()));
            done.push(fields);
        }
        Ok(call.list(done, fields! {}))
    }

    fn modify_futures_plan(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        Line::of(call)?;
        let (size, price) = (asked.maybe("newSize")?, asked.maybe_none("newPrice")?);
        let trigger = asked.maybe("newTriggerPrice")?;
        let profit = preset(asked, ["newStopSurplusTriggerPrice", "newStopSurplusExecutePrice"])?;
        let loss = preset(asked, ["newStopLossTriggerPrice", "newStopLossExecutePrice"])?;
        let plan = self.find_plan(Scope::Classic, asked)?.clone();
        let Some(leg) = plan.legs.first().cloned() else { return Err(no_plan(Scope::Classic)) };
        let limit = if leg.limit.is_some() { price.or(leg.limit.clone()) } else { None };
        let leg = match trigger {
            Some(trigger) if leg.role == Role::Trigger => {
                self.trigger_leg(&plan.template.market, trigger, limit)
            }
            Some(price) => Leg { price, limit, ..leg },
            None => Leg { limit, ..leg },
        };
        self.change(call, plan.id, |plan| {
            if let Some(size) = size {
                plan.template.size = Size::Base(size);
            }
            plan.legs = vec![leg];
            let presets = &mut plan.template.extra.presets;
            presets.profit = profit.or_else(|| presets.profit.take());
            presets.loss = loss.or_else(|| presets.loss.take());
        })
    }

    fn modify_tpsl(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        Line::of(call)?;
        let (size, price) = (asked.maybe("size")?, asked.maybe("triggerPrice")?);
        let limit = asked.maybe_none("executePrice")?;
        let says_limit = asked.said("executePrice").is_some();
        let plan = self.find_plan(Scope::Classic, asked)?;
        let id = plan.id;
        if !plan.protects() {
            return Err(no_plan(Scope::Classic));
        }
        self.change(call, id, |plan| {
            if let (Some(size), false) = (size, plan.is_whole) {
                plan.template.size = Size::Base(size);
            }
            for leg in &mut plan.legs {
                leg.price = price.clone().unwrap_or_else(|| leg.price.clone());
                leg.limit = if says_limit { limit.clone() } else { leg.limit.take() };
            }
        })
    }

    fn cancel_futures_plans(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let kind = asked.said("planType").unwrap_or_else(|| "normal_plan".to_owned());
        let symbol = asked.said("symbol");
        let fits = |plan: &Plan| {
            let market = &plan.template.market;
            market.line == line
                && is_kind(plan, &kind)
                && symbol.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(&market.symbol))
        };
        if !asked.has_list("orderIdList") {
            let ids = self.live(Scope::Classic, fits);
            return Ok(self.cancel_plans(call, &ids));
        }
        let (mut outcomes, at) = (Vec::new(), call.at().millis());
        for item in asked.items("orderIdList") {
            let said = |name| item.said(name).unwrap_or_default();
            let found = self.find_plan(Scope::Classic, item).map(|plan| plan.clone());
            let found = found.and_then(|plan| match fits(&plan) {
                true => Ok(plan),
                false => Err(no_plan(Scope::Classic)),
            });
            outcomes.push(match found {
                Ok(plan) => {
                    self.cancel_plan(plan.id, at);
                    call.effect(format!("plan order {} cancelled", plan.id), None);
                    Ok(views::receipt(&plan))
                }
                Err(refusal) => Err((said("orderId"), said("clientOid"), refusal)),
            });
        }
        Ok(MIX.outcomes(call, outcomes))
    }

    fn futures_plans(&self, call: &BitgetCall<'_>, is_live: bool) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let line = Line::of(call)?;
        let kind = asked.needed("planType")?;
        let (client, status) = (asked.said("clientOid"), asked.said("planStatus"));
        let all = self.plans.iter().rev().filter(|plan| {
            plan.scope == Scope::Classic
                && plan.is_live() == is_live
                && plan.template.market.line == line
                && is_kind(plan, &kind)
                && client.as_ref().is_none_or(|client| *client == plan.client_oid())
        });
        let all = all.map(|plan| (plan, views::mix(self, plan))).filter(|(_, written)| {
            let own = written.get("planStatus").map(|own| own.get().trim_matches('"'));
            status.as_ref().is_none_or(|it| Some(it.to_ascii_lowercase().as_str()) == own)
        });
        let page = page(call, all, |(plan, _)| listed(plan))?;
        Ok(asked::respond(call, page.map(|(_, written)| written)))
    }
}

/// What filters look at.
pub(super) fn listed(plan: &Plan) -> Listed<'_> {
    Listed { id: plan.id, order: plan.id, symbol: &plan.template.market.symbol, at: plan.created }
}

/// Whether an order that waits is of a type; `profit_loss` is all that close a position.
fn is_kind(plan: &Plan, kind: &str) -> bool {
    match kind.eq_ignore_ascii_case("profit_loss") {
        true => plan.protects(),
        false => plan.kind.eq_ignore_ascii_case(kind),
    }
}

/// Returns the limit of a limit order; of one at market, none.
pub(super) fn limit_of(
    asked: Asked<'_>,
    kind: &str,
    price: &str,
) -> Result<Option<BigDecimal>, Refusal> {
    asked.is(kind, "limit").then(|| asked.positive(price)).transpose()
}

/// The price of a take-profit or a stop-loss, with the limit of its order.
fn preset(
    asked: Asked<'_>,
    [trigger, execute]: [&str; 2],
) -> Result<Option<(BigDecimal, Option<BigDecimal>)>, Refusal> {
    let limit = asked.maybe_none(execute)?;
    Ok(asked.maybe_none(trigger)?.map(|trigger| (trigger, limit)))
}
