//! Orders that wait for a price, in the three spellings of the interface.

use super::{
    BitgetVenue,
    plan::{Leg, Plan, PlanStatus, Role},
    types::{direction_name, margin_mode, mode_name},
    views::{mix_side, trade_side},
};
use crate::engine::{
    amount::plain,
    order::Size,
    positions::Mode,
    render::{Fields, fields, json},
};

fn status(plan: &Plan) -> &'static str {
    match plan.status {
        PlanStatus::Live => "live",
        PlanStatus::Executed => "executed",
        PlanStatus::Failed => "fail_execute",
        PlanStatus::Cancelled => "cancelled",
    }
}

fn size(plan: &Plan) -> String {
    match &plan.template.size {
        _ if plan.is_whole => String::new(),
        Size::Base(size) | Size::Quote { amount: size, .. } => plain(size),
    }
}

fn order_type(leg: Option<&Leg>) -> &'static str {
    if leg.is_some_and(|leg| leg.limit.is_some()) { "limit" } else { "market" }
}

fn price(leg: Option<&Leg>) -> String {
    leg.map(|leg| plain(&leg.price)).unwrap_or_default()
}

fn limit(leg: Option<&Leg>) -> String {
    leg.and_then(|leg| leg.limit.as_ref()).map(plain).unwrap_or_default()
}

pub(super) fn receipt(plan: &Plan) -> Fields {
    fields! {"orderId": plan.id.to_string(), "clientOid": plan.client_oid()}
}

pub(super) fn spot(plan: &Plan) -> Fields {
    let leg = plan.legs.first();
    let is_total = matches!(plan.template.size, Size::Quote { .. });
    fields! {
        "orderId": plan.id.to_string(),
        "clientOid": plan.client_oid(),
        "symbol": plan.template.market.symbol,
        "size": size(plan),
        "executePrice": limit(leg),
        "triggerPrice": price(leg),
        "status": if plan.is_live() { "not_trigger" } else { status(plan) },
        "orderType": order_type(leg),
        "side": plan.template.side.name(),
        "planType": if is_total { "total" } else { "amount" },
        "triggerType": plan.by,
        "enterPointSource": "API",
        "uTime": plan.updated.to_string(),
        "cTime": plan.created.to_string(),
    }
}

pub(super) fn mix(venue: &BitgetVenue, plan: &Plan) -> Fields {
    let Some(contract) = &plan.template.extra.contract else { return Fields::default() };
    let leg = plan.legs.first();
    let presets = &plan.template.extra.presets;
    let preset = |one: &Option<(_, Option<_>)>| {
        one.as_ref().map(|(price, limit): &(_, Option<_>)| {
            (plain(price), limit.as_ref().map(plain).unwrap_or_default())
        })
    };
    let (profit, loss) = (preset(&presets.profit), preset(&presets.loss));
    let type_of = |one: &Option<_>| if one.is_some() { "fill_price" } else { "" };
    let (profit_type, loss_type) = (type_of(&profit), type_of(&loss));
    let (profit, loss) = (profit.unwrap_or_default(), loss.unwrap_or_default());
    let placed = venue.placed_by(plan);
    fields! {
        "planType": plan.kind,
        "symbol": plan.template.market.symbol,
        "size": size(plan),
        "orderId": plan.id.to_string(),
        "executeOrderId": plan.placed.map(|id| id.to_string()).unwrap_or_default(),
        "clientOid": plan.client_oid(),
        "planStatus": status(plan),
        "price": limit(leg),
        "executePrice": limit(leg),
        "priceAvg": placed.and_then(|order| order.average()).as_ref().map(plain).unwrap_or_default(),
        "baseVolume": placed.map(|order| plain(&order.filled)).unwrap_or_default(),
        "callbackRatio": "",
        "triggerPrice": price(leg),
        "triggerType": plan.by,
        "side": mix_side(contract, plan.template.side),
        "posSide": match contract.mode {
            Mode::Hedge => direction_name(contract.direction),
            _ => "net",
        },
        "marginCoin": plan.template.market.line.coin(),
        "marginMode": margin_mode(contract.is_isolated),
        "enterPointSource": "API",
        "tradeSide": trade_side(contract, plan.template.side),
        "posMode": mode_name(contract.mode),
        "orderType": order_type(leg),
        "orderSource": "normal",
        "cTime": plan.created.to_string(),
        "uTime": plan.updated.to_string(),
        "stopSurplusExecutePrice": profit.1,
        "stopSurplusTriggerPrice": profit.0,
        "stopSurplusTriggerType": profit_type,
        "stopLossExecutePrice": loss.1,
        "stopLossTriggerPrice": loss.0,
        "stopLossTriggerType": loss_type,
    }
}

pub(super) fn strategy(plan: &Plan) -> Fields {
    let contract = plan.template.extra.contract.as_ref();
    let (profit, loss) = (plan.leg(Role::Profit), plan.leg(Role::Loss));
    let trigger = plan.leg(Role::Trigger);
    let by = |leg: Option<&Leg>| leg.map_or("", |_| plan.by.as_str());
    let kind = |leg: Option<&Leg>| if leg.is_some() { order_type(leg) } else { "" };
    let mut fields = fields! {
        "orderId": plan.id.to_string(),
        "clientOid": plan.client_oid(),
        "category": plan.template.market.line.name(),
        "symbol": plan.template.market.symbol,
        "type": plan.kind,
        "status": match plan.status {
            PlanStatus::Live => "pending",
            PlanStatus::Executed => "success",
            PlanStatus::Failed => "failed",
            PlanStatus::Cancelled => "cancelled",
        },
        "qty": size(plan),
        "posSide": contract.map_or("", |contract| direction_name(contract.direction)),
        "side": plan.template.side.name(),
        "reduceOnly": contract.map_or("", |contract| if contract.reduces { "yes" } else { "no" }),
        "takeProfit": price(profit),
        "stopLoss": price(loss),
        "tpTriggerBy": by(profit),
        "slTriggerBy": by(loss),
        "tpOrderType": kind(profit),
        "slOrderType": kind(loss),
        "tpLimitPrice": limit(profit),
        "slLimitPrice": limit(loss),
        "triggerBy": by(trigger),
        "triggerPrice": price(trigger),
        "triggerOrderType": kind(trigger),
        "triggerOrderPrice": limit(trigger),
        "createdTime": plan.created.to_string(),
        "updatedTime": plan.updated.to_string(),
    };
    match plan.reached {
        Some(Role::Profit) => fields.set("triggerType", json("takeProfit")),
        Some(Role::Loss) => fields.set("triggerType", json("stopLoss")),
        _ => {}
    }
    fields
}

/// The order that was placed, version 2.
pub(super) fn sub_order(venue: &BitgetVenue, plan: &Plan) -> Option<Fields> {
    let order = venue.placed_by(plan)?;
    Some(fields! {
        "orderId": order.id.to_string(),
        "price": plain(&order.price()),
        "type": if order.limit().is_some() { "limit" } else { "market" },
        "status": "success",
    })
}
