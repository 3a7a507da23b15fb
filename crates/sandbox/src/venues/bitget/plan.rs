//! Orders that wait for a price: triggers, take-profits and stop-losses. When the last price
//! crosses theirs, they place an ordinary order.

use bigdecimal::{BigDecimal, Zero};

use super::{
    ACCOUNT, API, BitgetVenue,
    asked::Asked,
    orders::{MIX, Scope, V2, V3, Version},
    refused,
    types::{BitgetFill, BitgetNewOrder, Contract, Market},
};
use crate::{
    engine::{
        order::{Kind, Size, TimeInForce},
        positions::Direction,
    },
    refusal::Refusal,
    table::ErrorKind,
};

const NO_PLAN: &str = API.code(ErrorKind::NotFound, "43025");
const NO_STRATEGY: &str = API.code(ErrorKind::NotFound, "25204");
const DUPLICATE: &str = API.code(ErrorKind::Duplicate, "40786");
const NOTHING_TO_PROTECT: &str = API.code(ErrorKind::InsufficientFunds, "43023");

/// What a price that an order waits for is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Trigger,
    Profit,
    Loss,
}

/// A price that an order waits for.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) role: Role,
    pub(super) price: BigDecimal,
    /// Whether the last price has to rise to it; otherwise it has to fall.
    pub(super) rises: bool,
    /// The limit of the order that is placed then; without, it is one at market.
    pub(super) limit: Option<BigDecimal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlanStatus {
    Live,
    Executed,
    Failed,
    Cancelled,
}

/// An order that waits for a price, or for the first of two.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) id: u64,
    pub(super) client_id: Option<String>,
    pub(super) scope: Scope,
    /// The name of its type.
    pub(super) kind: &'static str,
    /// The order that it places.
    pub(super) template: BitgetNewOrder,
    pub(super) legs: Vec<Leg>,
    /// Whether it closes the whole position, however large that is then.
    pub(super) is_whole: bool,
    /// The price that triggers it, as the request called it.
    pub(super) by: String,
    pub(super) status: PlanStatus,
    /// Which of its prices was reached.
    pub(super) reached: Option<Role>,
    /// The order that it placed.
    pub(super) placed: Option<u64>,
    /// The order whose fills it protects.
    pub(super) parent: Option<u64>,
    pub(super) created: i64,
    pub(super) updated: i64,
}

impl Plan {
    pub(super) fn is_live(&self) -> bool {
        self.status == PlanStatus::Live
    }

    /// Whether it closes a position, and ends with it.
    pub(super) fn protects(&self) -> bool {
        self.legs.iter().any(|leg| leg.role != Role::Trigger)
    }

    pub(super) fn leg(&self, role: Role) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.role == role)
    }

    pub(super) fn client_oid(&self) -> String {
        self.client_id.clone().unwrap_or_else(|| self.id.to_string())
    }

    fn version(&self) -> &'static Version {
        match self.scope {
            Scope::Spot => &V2,
            Scope::Classic => &MIX,
            Scope::Unified => &V3,
        }
    }

    /// Returns what the order that it places calls its source.
    fn source(&self, leg: &Leg) -> &'static str {
        match (self.kind, leg.role, leg.limit.is_some()) {
            ("pos_profit", _, true) => "pos_profit_limit",
            ("pos_profit", _, false) => "pos_profit_market",
            ("pos_loss", _, true) => "pos_loss_limit",
            ("pos_loss", _, false) => "pos_loss_market",
            (_, Role::Profit, true) => "profit_limit",
            (_, Role::Profit, false) => "profit_market",
            (_, Role::Loss, true) => "loss_limit",
            (_, Role::Loss, false) => "loss_market",
            (_, Role::Trigger, true) => "plan_limit",
            (_, Role::Trigger, false) => "plan_market",
        }
    }
}

/// Returns whether a take-profit or a stop-loss of a position waits for the price to rise.
pub(super) fn rises(role: Role, direction: Direction) -> bool {
    (role == Role::Profit) == (direction == Direction::Long)
}

impl BitgetVenue {
    /// Adds an order that waits, and returns its id.
    pub(super) fn add_plan(&mut self, mut plan: Plan, at: i64) -> Result<u64, Refusal> {
        let is_taken = plan.client_id.is_some()
            && self.plans.iter().any(|one| {
                one.is_live() && one.scope == plan.scope && one.client_id == plan.client_id
            });
        if is_taken {
            return Err(refused(DUPLICATE, "Duplicate clientOid"));
        }
        plan.id = self.number();
        let id = plan.id;
        self.plans.push(plan);
        self.settle(at);
        Ok(id)
    }

    /// Returns a new order that waits.
    pub(super) fn plan(
        scope: Scope,
        kind: &'static str,
        template: BitgetNewOrder,
        legs: Vec<Leg>,
        at: i64,
    ) -> Plan {
        Plan {
            id: 0,
            client_id: None,
            scope,
            kind,
            template,
            legs,
            is_whole: false,
            by: "fill_price".to_owned(),
            status: PlanStatus::Live,
            reached: None,
            placed: None,
            parent: None,
            created: at,
            updated: at,
        }
    }

    /// Returns what waits for a price, from whichever side it has to come.
    pub(super) fn trigger_leg(
        &self,
        market: &Market,
        price: BigDecimal,
        limit: Option<BigDecimal>,
    ) -> Leg {
        let rises = self.last(market).is_none_or(|last| price >= last);
        Leg { role: Role::Trigger, price, rises, limit }
    }

    /// Returns an order that closes a position, which must be there.
    pub(super) fn protection(
        &self,
        account: super::types::BitgetAccount,
        market: Market,
        direction: Direction,
        size: Option<BigDecimal>,
    ) -> Result<BitgetNewOrder, Refusal> {
        self.contract_coin(&market)?;
        let book = (account, market.line);
        let position = self.position(book, &market.symbol, direction);
        let position = position.ok_or_else(|| {
            let text = "Insufficient position, can not set profit or stop loss";
            refused(NOTHING_TO_PROTECT, text)
        })?;
        let contract = Contract {
            account,
            mode: self.mode(book),
            direction,
            reduces: true,
            leverage: position.leverage.clone(),
            is_isolated: position.extra.is_isolated,
        };
        let size = size.unwrap_or_else(|| position.quantity.clone());
        self.contract_order(market, contract, Kind::Market, size)
    }

    /// Finds an order that waits, by its id or the client's.
    pub(super) fn find_plan(
        &mut self,
        scope: Scope,
        asked: Asked<'_>,
    ) -> Result<&mut Plan, Refusal> {
        let (id, client) = (asked.said("orderId"), asked.said("clientOid"));
        if id.is_none() && client.is_none() {
            return Err(super::missing("orderId"));
        }
        let is_it = |plan: &&mut Plan| match &id {
            Some(id) => plan.id.to_string() == *id,
            None => client.as_ref() == Some(&plan.client_oid()),
        };
        let mut live = self.plans.iter_mut().filter(|plan| plan.is_live() && plan.scope == scope);
        live.find(is_it).ok_or_else(|| no_plan(scope))
    }

    /// Cancels an order that waits.
    pub(super) fn cancel_plan(&mut self, id: u64, at: i64) {
        for plan in self.plans.iter_mut().filter(|plan| plan.id == id && plan.is_live()) {
            (plan.status, plan.updated) = (PlanStatus::Cancelled, at);
        }
    }

    /// Books fills, and then what they trigger, and so on.
    pub(super) fn settle(&mut self, at: i64) {
        loop {
            self.book_fills(at);
            self.end_protections(at);
            let reached = self.plans.iter().enumerate().find_map(|(index, plan)| {
                let last = self.last(&plan.template.market).filter(|_| plan.is_live())?;
                let leg = plan.legs.iter().find(|leg| match leg.rises {
                    true => last >= leg.price,
                    false => last <= leg.price,
                })?;
                Some((index, leg.clone()))
            });
            let Some((index, leg)) = reached else { return };
            self.execute(index, &leg, at);
        }
    }

    /// Places the order of one that has waited.
    fn execute(&mut self, index: usize, leg: &Leg, at: i64) {
        let Some(plan) = self.plans.get(index).cloned() else { return };
        let mut new = plan.template.clone();
        new.kind = match &leg.limit {
            Some(price) => {
                let force = match new.kind {
                    Kind::Limit { force, .. } => force,
                    Kind::Market => TimeInForce::Gtc,
                };
                Kind::Limit { price: price.clone(), force }
            }
            None => Kind::Market,
        };
        new.extra.source = plan.source(leg);
        if let Some(contract) = &mut new.extra.contract {
            let book = (contract.account, new.market.line);
            let direction = contract.direction;
            let position = self.position(book, &new.market.symbol, direction);
            let open = position.map(|position| position.quantity.clone()).unwrap_or_default();
            if let Size::Base(size) = &mut new.size
                && contract.reduces
            {
                let most = if plan.is_whole { open.clone() } else { size.clone() };
                *size = most.min(open.clone());
                let left = open - &*size;
                let symbol = new.market.symbol.clone();
                self.keep_closing(book, &symbol, direction, &left, at);
            }
        }
        // Whatever it brings about is booked by the caller; it must not trigger this one again.
        self.end_plan(index, (PlanStatus::Executed, Some(leg.role), None), at);
        let is_void = matches!(&new.size, Size::Base(size) if size.is_zero());
        let placed = match is_void {
            true => Err(plan.version().no_position()),
            false => self.place(plan.version(), new, at),
        };
        match placed {
            Ok(id) => self.end_plan(index, (PlanStatus::Executed, Some(leg.role), Some(id)), at),
            Err(_) => self.end_plan(index, (PlanStatus::Failed, Some(leg.role), None), at),
        }
    }

    fn end_plan(
        &mut self,
        index: usize,
        (status, reached, placed): (PlanStatus, Option<Role>, Option<u64>),
        at: i64,
    ) {
        if let Some(plan) = self.plans.get_mut(index) {
            (plan.status, plan.reached, plan.placed) = (status, reached, placed);
            plan.updated = at;
        }
    }

    /// Cancels what protects positions that are closed.
    fn end_protections(&mut self, at: i64) {
        let over = self.plans.iter().filter(|plan| plan.is_live() && plan.protects());
        let over = over.filter(|plan| {
            let contract = plan.template.extra.contract.as_ref();
            contract.is_none_or(|contract| {
                let Market { line, symbol } = &plan.template.market;
                self.position((contract.account, *line), symbol, contract.direction).is_none()
            })
        });
        let over: Vec<u64> = over.map(|plan| plan.id).collect();
        for id in over {
            self.cancel_plan(id, at);
        }
    }

    /// Protects what a fill has opened, at the prices that its order came with.
    pub(super) fn protect(&mut self, fill: &BitgetFill, opened: &BigDecimal, at: i64) {
        let Some(order) = self.exchange.order(fill.order) else { return };
        let (presets, contract) = (order.new.extra.presets.clone(), &order.new.extra.contract);
        let Some(contract) = contract.clone().filter(|_| *opened > BigDecimal::zero()) else {
            return;
        };
        let scope = match contract.account {
            super::types::BitgetAccount::Spot => Scope::Unified,
            _ => Scope::Classic,
        };
        let (direction, market) = (contract.direction, fill.market.clone());
        let legs = [(Role::Profit, presets.profit), (Role::Loss, presets.loss)];
        for (role, preset) in legs {
            let Some((price, limit)) = preset else { continue };
            let known = self.plans.iter_mut().find(|plan| {
                plan.is_live() && plan.parent == Some(fill.order) && plan.leg(role).is_some()
            });
            if let Some(plan) = known {
                if let Size::Base(size) = &mut plan.template.size {
                    *size += opened;
                }
                continue;
            }
            let template =
                self.protection(contract.account, market.clone(), direction, Some(opened.clone()));
            let Ok(template) = template else { continue };
            let kind = match (scope, role) {
                (Scope::Unified, _) => "tpsl",
                (_, Role::Profit) => "profit_plan",
                _ => "loss_plan",
            };
            let leg = Leg { role, price, rises: rises(role, direction), limit };
            let mut plan = Self::plan(scope, kind, template, vec![leg], at);
            plan.id = self.number();
            plan.parent = Some(fill.order);
            self.plans.push(plan);
        }
    }

    /// Returns the order that one that waited has placed.
    pub(super) fn placed_by(&self, plan: &Plan) -> Option<&super::types::BitgetOrder> {
        let order = plan.placed.and_then(|id| self.exchange.order(id));
        order.filter(|order| order.new.owner == ACCOUNT)
    }
}

/// Refuses for an order that waits and is not there.
pub(super) fn no_plan(scope: Scope) -> Refusal {
    match scope {
        Scope::Unified => refused(NO_STRATEGY, "Order does not exist"),
        _ => refused(NO_PLAN, "The plan order does not exist"),
    }
}
