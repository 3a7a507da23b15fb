//! Orders and fills in the three spellings of the interface: spot and futures of version 2, and the
//! unified account of version 3.

use super::{
    ACCOUNT, API, BitgetCall, BitgetVenue, UNVERIFIED,
    asked::{self, Asked, Listed, page},
    missing,
    placing::{base_and_quote, is_trigger},
    refused,
    types::{BitgetAccount, BitgetNewOrder, BitgetOrder, Line, Market},
    views::{self, client_oid, coins, receipt, size, status},
};
use crate::{
    engine::{
        amount::plain,
        order::Size,
        paging::Page,
        render::{Fields, fields, json},
    },
    refusal::Refusal,
    response::Response,
    table::ErrorKind,
};

/// Which orders a version of the interface sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Those on spot.
    Spot,
    /// Those for futures that a classic account pays.
    Classic,
    /// Those that the unified account pays: on spot, and for futures.
    Unified,
}

/// What a version of the interface calls things, and its codes.
pub(super) struct Version {
    pub(super) scope: Scope,
    pub(super) size: &'static str,
    pub(super) force: &'static str,
    duplicate: &'static str,
    pub(super) insufficient: &'static str,
    not_found: (&'static str, &'static str),
    /// Of a position that is not there.
    pub(super) no_position: (&'static str, &'static str),
    /// Whether the failed items of a batch are a list of their own.
    lists_failures: bool,
    /// Writes an order.
    write: fn(&BitgetVenue, &BitgetOrder) -> Fields,
    /// Writes a fill.
    write_fill: fn(&BitgetVenue, &super::types::BitgetFill) -> Fields,
}

/// What is done to one item of a batch.
pub(super) type OfOne = for<'a> fn(
    &Version,
    &mut BitgetVenue,
    &mut BitgetCall<'_>,
    Asked<'a>,
) -> Result<Fields, Refusal>;

const NO_POSITION: (&str, &str) = (API.code(ErrorKind::NotFound, "22002"), "No position to close");

/// Version 2: spot trading.
pub(super) const V2: Version = Version {
    scope: Scope::Spot,
    size: "size",
    force: "force",
    duplicate: API.code(ErrorKind::Duplicate, "40786"),
    insufficient: API.code(ErrorKind::InsufficientFunds, "43012"),
    not_found: (API.code(ErrorKind::NotFound, "43001"), "The order does not exist"),
    no_position: NO_POSITION,
    lists_failures: true,
    write: views::v2,
    write_fill: views::fill,
};

/// Version 2: futures trading.
pub(super) const MIX: Version = Version {
    scope: Scope::Classic,
    size: "size",
    force: "force",
    duplicate: API.code(ErrorKind::Duplicate, "40786"),
    insufficient: API.code(ErrorKind::InsufficientFunds, "40762"),
    not_found: (API.code(ErrorKind::NotFound, "40768"), "Order does not exist"),
    no_position: NO_POSITION,
    lists_failures: true,
    write: views::mix,
    write_fill: views::mix_fill,
};

/// Version 3: unified trading.
pub(super) const V3: Version = Version {
    scope: Scope::Unified,
    size: "qty",
    force: "timeInForce",
    duplicate: API.code(ErrorKind::Duplicate, "25212"),
    insufficient: API.code(ErrorKind::InsufficientFunds, "25202"),
    not_found: (API.code(ErrorKind::NotFound, "25204"), "Order does not exist"),
    no_position: (API.code(ErrorKind::NotFound, "25227"), "No position available to close"),
    lists_failures: false,
    write: views::v3,
    write_fill: views::v3_fill,
};

impl Version {
    /// Returns the code for an order that is not there.
    pub(super) fn not_found_code(&self) -> &'static str {
        self.not_found.0
    }

    fn not_found(&self) -> Refusal {
        refused(self.not_found.0, self.not_found.1)
    }

    /// Refuses for a position that is not there.
    pub(super) fn no_position(&self) -> Refusal {
        refused(self.no_position.0, self.no_position.1)
    }

    /// Refuses what cannot be paid.
    pub(super) fn insufficient(&self) -> Refusal {
        refused(self.insufficient, "Insufficient balance")
    }

    /// Whether an order is one that this version sees.
    pub(super) fn sees(&self, order: &BitgetOrder) -> bool {
        let contract = order.new.extra.contract.as_ref();
        let is_unified = contract.map(|contract| contract.account == BitgetAccount::Spot);
        match self.scope {
            Scope::Spot => is_unified.is_none(),
            Scope::Classic => is_unified == Some(false),
            Scope::Unified => is_unified != Some(false),
        }
    }

    /// Returns the product line that is asked for, if one is.
    pub(super) fn line(&self, asked: Asked<'_>) -> Result<Option<Line>, Refusal> {
        match self.scope {
            Scope::Spot => Ok(Some(Line::Spot)),
            Scope::Classic => {
                asked.needed("productType").and_then(|it| Line::futures(&it)).map(Some)
            }
            Scope::Unified => asked.said("category").map(|it| Line::category(&it)).transpose(),
        }
    }

    /// Returns the account that pays for orders of a line.
    pub(super) fn account(&self, line: Line) -> BitgetAccount {
        match self.scope {
            Scope::Classic => line.account(),
            Scope::Spot | Scope::Unified => BitgetAccount::Spot,
        }
    }

    /// Does something to the one thing that a call asks for.
    pub(super) fn one(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        one: OfOne,
    ) -> Result<Response, Refusal> {
        let done = one(self, venue, call, Asked::of(call))?;
        Ok(call.object(done))
    }

    /// Does the same to every item of a batch, and tells the outcome of each.
    pub(super) fn each(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        list: &str,
        one: OfOne,
    ) -> Response {
        let outcomes = Asked::of(call).items(list).map(|item| {
            let done = one(self, venue, call, item);
            let said = |name| item.said(name).unwrap_or_default();
            done.map_err(|refusal| (said("orderId"), said("clientOid"), refusal))
        });
        let outcomes = outcomes.collect();
        self.outcomes(call, outcomes)
    }

    /// Tells the outcome of each of several, refusals with the ids of what they are about.
    pub(super) fn outcomes(
        &self,
        call: &BitgetCall<'_>,
        outcomes: Vec<Result<Fields, (String, String, Refusal)>>,
    ) -> Response {
        let outcomes = outcomes.into_iter().map(|outcome| {
            outcome.map_err(|(order, client, refusal)| {
                let (code, message) = said(refusal);
                (order, client, code, message)
            })
        });
        if self.lists_failures {
            let (mut done, mut failed) = (Vec::new(), Vec::new());
            for outcome in outcomes {
                match outcome {
                    Ok(fields) => done.push(fields),
                    Err((order, client, code, message)) => failed.push(fields! {
                        "orderId": order,
                        "clientOid": client,
                        "errorMsg": message,
                        "errorCode": code,
                    }),
                }
            }
            return call.object(fields! {"successList": done, "failureList": failed});
        }
        let each = outcomes.map(|outcome| match outcome {
            Ok(mut done) => {
                done.set("code", json("00000"));
                done.set("msg", json("success"));
                done
            }
            Err((order, client, code, message)) => {
                fields! {"orderId": order, "clientOid": client, "code": code, "msg": message}
            }
        });
        let each: Vec<Fields> = each.collect();
        // The outcomes are the payload, or a list in it.
        match call.item().get("list").is_some() {
            true => call.object(fields! {"list": each}),
            false => call.list(each, fields! {}),
        }
    }

    /// Places one order.
    pub(super) fn place(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let new = self.read(venue, asked)?;
        self.submit(venue, call, new)
    }

    /// Places an order that was read.
    pub(super) fn submit(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        new: BitgetNewOrder,
    ) -> Result<Fields, Refusal> {
        let symbol = new.market.symbol.clone();
        self.refuse_duplicate(venue, new.client_id.as_deref())?;
        let client_id = new.client_id.clone();
        let id = venue.submit(self, new, call.at().millis())?;
        let order = venue.exchange.order(id).ok_or_else(|| self.not_found())?;
        let price = order.limit().map_or("at market".to_owned(), |it| format!("at {}", plain(it)));
        let coin = match order.new.size {
            Size::Quote { .. } => coins(order).1,
            Size::Base(_) => coins(order).0,
        };
        let (side, size) = (order.new.side.name(), size(order));
        let (status, filled) = (status(order.status), plain(&order.filled));
        let summary = format!(
            "order {id} placed: {side} {size} {coin} of {symbol} {price}, {status}, filled {filled}"
        );
        call.effect(summary, client_id.as_deref());
        Ok(receipt(order))
    }

    /// Refuses a client order id that an open order has.
    pub(super) fn refuse_duplicate(
        &self,
        venue: &BitgetVenue,
        client_id: Option<&str>,
    ) -> Result<(), Refusal> {
        let open = venue.exchange.orders_of(ACCOUNT).filter(|order| order.is_open());
        let named =
            |order: &BitgetOrder| self.sees(order) && Some(client_oid(order).as_str()) == client_id;
        match open.into_iter().any(named) {
            true => Err(refused(self.duplicate, "Duplicate clientOid")),
            false => Ok(()),
        }
    }

    /// Cancels one order.
    pub(super) fn cancel(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let found = self.find(venue, asked)?;
        let symbol = asked.said("symbol");
        let is_meant = symbol.is_none_or(|it| it.eq_ignore_ascii_case(&found.new.market.symbol));
        let id = found.id;
        match is_meant {
            true => self.cancel_found(venue, call, id),
            false => Err(self.not_found()),
        }
    }

    /// Cancels an order by its id.
    pub(super) fn cancel_found(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
        id: u64,
    ) -> Result<Fields, Refusal> {
        let cancelled = venue.exchange.cancel(id, call.at().millis());
        let order = cancelled.ok_or_else(|| self.not_found())?;
        let summary = format!("order {id} cancelled, filled {}", plain(&order.filled));
        call.effect(summary, order.new.client_id.as_deref());
        Ok(receipt(order))
    }

    /// Cancels all open orders of a product line, or of one symbol in it.
    pub(super) fn cancel_all(
        &self,
        venue: &mut BitgetVenue,
        call: &mut BitgetCall<'_>,
    ) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let (line, symbol) = (self.line(asked)?, asked.said("symbol"));
        let coin = asked.said("marginCoin");
        match (line, &symbol) {
            (Some(Line::Spot), Some(symbol)) => {
                base_and_quote(symbol)?;
            }
            (Some(line), Some(symbol)) => {
                venue.contract_coin(&Market::new(line, symbol.to_ascii_uppercase()))?;
            }
            _ => {}
        }
        let fits = |order: &&BitgetOrder| {
            let Market { line: of, symbol: named } = &order.new.market;
            order.is_open()
                && self.sees(order)
                && line.is_none_or(|line| line == *of)
                && symbol.as_ref().is_none_or(|symbol| symbol.eq_ignore_ascii_case(named))
                && coin.as_ref().is_none_or(|coin| coin.eq_ignore_ascii_case(coins(order).1))
        };
        let open = venue.exchange.orders_of(ACCOUNT).filter(fits).map(|order| order.id);
        let ids: Vec<u64> = open.collect();
        let outcomes = ids.into_iter().map(|id| {
            let cancelled = self.cancel_found(venue, call, id);
            cancelled.map_err(|refusal| (id.to_string(), String::new(), refusal))
        });
        let outcomes = outcomes.collect();
        Ok(self.outcomes(call, outcomes))
    }

    /// Returns the order that a call asks for.
    pub(super) fn order_info(
        &self,
        venue: &BitgetVenue,
        call: &BitgetCall<'_>,
    ) -> Result<Fields, Refusal> {
        let order = self.find(venue, Asked::of(call))?;
        Ok((self.write)(venue, order))
    }

    /// Finds an order by its id or, failing that, by the client's: an open one rather than another,
    /// and the newest of several.
    pub(super) fn find<'a>(
        &self,
        venue: &'a BitgetVenue,
        asked: Asked<'_>,
    ) -> Result<&'a BitgetOrder, Refusal> {
        let line = self.line(asked)?;
        let found = match (asked.said("orderId"), asked.said("clientOid")) {
            (None, None) => return Err(missing("orderId")),
            (Some(id), _) => id.parse().ok().and_then(|id| venue.exchange.order(id)),
            (None, Some(client_id)) => {
                let named = || venue.exchange.orders_of(ACCOUNT).rev();
                let is_it =
                    |order: &&BitgetOrder| self.sees(order) && client_oid(order) == client_id;
                let open = named().filter(|order| order.is_open()).find(is_it);
                open.or_else(|| named().find(is_it))
            }
        };
        let found = found.filter(|order| order.new.owner == ACCOUNT && self.sees(order));
        let found = found.filter(|order| line.is_none_or(|line| line == order.new.market.line));
        found.ok_or_else(|| self.not_found())
    }

    /// Returns the orders that are open, or those that no longer are.
    pub(super) fn orders(
        &self,
        venue: &BitgetVenue,
        call: &BitgetCall<'_>,
        is_open: bool,
    ) -> Result<Page<Fields>, Refusal> {
        let asked = Asked::of(call);
        // Orders that wait for a trigger are lists of their own.
        let is_none = is_trigger(asked.said("tpslType").as_deref());
        let (line, client) = (self.line(asked)?, asked.said("clientOid"));
        let (wanted, source) = (asked.said("status"), asked.said("orderSource"));
        let orders = venue.exchange.orders_of(ACCOUNT).rev().filter(|order| {
            !is_none
                && order.is_open() == is_open
                && self.sees(order)
                && line.is_none_or(|line| line == order.new.market.line)
                && client.as_ref().is_none_or(|client| *client == client_oid(order))
                && wanted.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(status(order.status)))
                && source.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(views::source(order)))
        });
        let page = page(call, orders, |order| Listed::order(order))?;
        Ok(page.map(|order| (self.write)(venue, order)))
    }

    /// Returns the fills.
    pub(super) fn fills(
        &self,
        venue: &BitgetVenue,
        call: &BitgetCall<'_>,
    ) -> Result<Page<Fields>, Refusal> {
        let line = self.line(Asked::of(call))?;
        let fills = venue.exchange.fills().rev().filter(|fill| {
            let order = venue.exchange.order(fill.order);
            fill.owner == ACCOUNT
                && order.is_some_and(|order| self.sees(order))
                && line.is_none_or(|line| line == fill.market.line)
        });
        let page = page(call, fills, |fill| Listed::fill(fill))?;
        Ok(page.map(|fill| (self.write_fill)(venue, fill)))
    }

    /// Responds with a page of orders.
    pub(super) fn list(
        &self,
        venue: &BitgetVenue,
        call: &BitgetCall<'_>,
        is_open: bool,
    ) -> Result<Response, Refusal> {
        Ok(asked::respond(call, self.orders(venue, call, is_open)?))
    }
}

/// Returns the code and the message of a refusal.
pub(super) fn said(refusal: Refusal) -> (&'static str, String) {
    match refusal {
        Refusal::Own { code, message, .. } => (code, message),
        _ => (UNVERIFIED, "Parameter verification failed".to_owned()),
    }
}
