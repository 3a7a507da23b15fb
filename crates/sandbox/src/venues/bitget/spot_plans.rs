//! Trigger orders on spot, version 2.

use bigdecimal::BigDecimal;

use super::{
    BitgetCall, BitgetVenue,
    asked::{Asked, page},
    futures_plans::{limit_of, listed},
    orders::{Scope, V2},
    placing::{BASE_DECIMALS, client_id, spot_order},
    plan::Plan,
    plan_views as views, wrong,
};
use crate::{
    engine::{
        amount::cut,
        order::{Side, Size},
        render::fields,
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
};

impl BitgetVenue {
    /// Responds to what concerns trigger orders on spot.
    pub(super) fn spot_plans_of(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        let at = call.at().millis();
        Ok(Some(match call.operation() {
            Operation::SpotPlanPlaceOrder => {
                let plan = self.spot_plan(Asked::of(call), at)?;
                self.placed(call, plan)?
            }
            Operation::SpotPlanModifyOrder => self.modify_spot_plan(call)?,
            Operation::SpotPlanCancelOrder => {
                let id = self.find_plan(Scope::Spot, Asked::of(call))?.id;
                self.cancel_plan(id, at);
                call.effect(format!("plan order {id} cancelled"), None);
                call.object(fields! {"result": "success"})
            }
            Operation::SpotPlanCancelOrders => {
                let symbols: Option<Vec<String>> = call.request().field("symbolList").map(|list| {
                    let all = list.as_array().into_iter().flatten();
                    all.filter_map(|symbol| symbol.as_str().map(str::to_owned)).collect()
                });
                let ids = self.live(Scope::Spot, |plan| {
                    let symbol = &plan.template.market.symbol;
                    symbols.as_ref().is_none_or(|all| all.contains(symbol))
                });
                self.cancel_plans(call, &ids)
            }
            Operation::SpotPlanOpenOrders => self.spot_plans(call, true)?,
            Operation::SpotPlanOrderHistory => self.spot_plans(call, false)?,
            Operation::SpotPlanSubOrders => self.sub_orders(call, Scope::Spot)?,
            _ => return Ok(None),
        }))
    }

    fn spot_plan(&self, asked: Asked<'_>, at: i64) -> Result<Plan, Refusal> {
        let symbol = asked.needed("symbol")?;
        let limit = limit_of(asked, "orderType", "executePrice")?;
        let size = asked.positive("size")?;
        let kind = V2.kind(asked, limit.clone());
        let mut template = spot_order(asked, &symbol, asked.side(), kind, size.clone())?;
        template.size = spot_size(asked.is("planType", "total"), template.side, &limit, size)?;
        let market = template.market.clone();
        let leg = self.trigger_leg(&market, asked.positive("triggerPrice")?, limit);
        let mut plan = Self::plan(Scope::Spot, "normal_plan", template, vec![leg], at);
        plan.client_id = client_id(asked, "clientOid")?;
        plan.by = asked.said("triggerType").unwrap_or(plan.by).to_ascii_lowercase();
        Ok(plan)
    }

    fn modify_spot_plan(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let limit = limit_of(asked, "orderType", "executePrice")?;
        let (price, size) = (asked.positive("triggerPrice")?, asked.positive("size")?);
        let plan = self.find_plan(Scope::Spot, asked)?;
        let (id, market) = (plan.id, plan.template.market.clone());
        let is_total = matches!(plan.template.size, Size::Quote { .. });
        let size = spot_size(is_total, plan.template.side, &limit, size)?;
        let kind = V2.kind(asked, limit.clone());
        let leg = self.trigger_leg(&market, price, limit);
        self.change(call, id, |plan| {
            plan.template.size = size;
            plan.template.kind = kind;
            plan.legs = vec![leg];
        })
    }

    fn spot_plans(&self, call: &BitgetCall<'_>, is_live: bool) -> Result<Response, Refusal> {
        let all = self.plans.iter().rev();
        let all = all.filter(|plan| plan.scope == Scope::Spot && plan.is_live() == is_live);
        let page = page(call, all, |plan| listed(plan))?;
        let last = page.ends.map(|(_, last)| last.to_string()).unwrap_or_default();
        let more = fields! {"nextFlag": page.has_more(), "idLessThan": last};
        Ok(call.list(page.items.into_iter().map(views::spot), more))
    }
}

/// The size of a spot order: in base coin, or in quote coin if it counts the total.
fn spot_size(
    is_total: bool,
    side: Side,
    limit: &Option<BigDecimal>,
    size: BigDecimal,
) -> Result<Size, Refusal> {
    match (is_total, side, limit) {
        (false, ..) => Ok(Size::Base(size)),
        (true, _, Some(price)) => Ok(Size::Base(cut(&(size / price), BASE_DECIMALS))),
        (true, Side::Buy, None) => Ok(Size::Quote { amount: size, decimals: BASE_DECIMALS }),
        (true, Side::Sell, None) => Err(wrong("planType")),
    }
}
