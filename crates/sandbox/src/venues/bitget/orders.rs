//! Spot orders and fills, in both versions of the interface: one account, two spellings.

use std::borrow::Cow;

use bigdecimal::{BigDecimal, Zero};
use serde_json::Value;

use super::{
    ACCOUNT, API, BitgetCall, Exchange, UNVERIFIED, decimal, is_exact, missing, refused,
    unknown_symbol,
    views::{
        SpotOrder, client_oid, coins, fill as write_fill, force, receipt, size, split, status, v2,
        v3,
    },
    wrong,
};
use crate::{
    engine::{
        amount::plain,
        order::{Kind, NewOrder, Side, Size, Terms, TimeInForce},
        paging::{Page, Window},
        render::{Fields, fields, json},
    },
    refusal::Refusal,
    request::{Request, text},
    response::Response,
    table::{ErrorKind, Pagination},
};

/// How finely an amount of money is divided into base coin, in decimals.
const BASE_DECIMALS: i64 = 6;

/// Items of a page, by default and at most.
const PAGE: usize = 100;

/// What a version of the interface calls things, and its codes.
pub(super) struct Version {
    size: &'static str,
    force: &'static str,
    duplicate: &'static str,
    insufficient: &'static str,
    not_found: (&'static str, &'static str),
    /// Whether the failed items of a batch are a list of their own.
    lists_failures: bool,
    /// Writes an order.
    write: fn(&SpotOrder) -> Fields,
}

/// What is done to one item of a batch.
type OfOne =
    for<'a> fn(&Version, &mut Exchange, &mut BitgetCall<'_>, Asked<'a>) -> Result<Fields, Refusal>;

/// Version 2: spot trading.
pub(super) const V2: Version = Version {
    size: "size",
    force: "force",
    duplicate: API.code(ErrorKind::Duplicate, "40786"),
    insufficient: API.code(ErrorKind::InsufficientFunds, "43012"),
    not_found: (API.code(ErrorKind::NotFound, "43001"), "The order does not exist"),
    lists_failures: true,
    write: v2,
};

/// Version 3: unified trading.
pub(super) const V3: Version = Version {
    size: "qty",
    force: "timeInForce",
    duplicate: API.code(ErrorKind::Duplicate, "25212"),
    insufficient: API.code(ErrorKind::InsufficientFunds, "25202"),
    not_found: (API.code(ErrorKind::NotFound, "25204"), "Order does not exist"),
    lists_failures: false,
    write: v3,
};

const LONG_CLIENT_ID: &str = API.code(ErrorKind::InvalidParameter, "40304");
const STRANGE_CLIENT_ID: &str = API.code(ErrorKind::InvalidParameter, "40305");

/// How many characters a client order id may have.
const CLIENT_ID: usize = 50;

/// The fields that ask for one thing: those of the body, or those of an item of a batch before
/// what the batch says of all its items.
#[derive(Clone, Copy)]
struct Asked<'a> {
    request: &'a Request,
    item: Option<&'a Value>,
}

impl<'a> Asked<'a> {
    fn of(call: &BitgetCall<'a>) -> Self {
        Self { request: call.request(), item: None }
    }

    /// A field that is there and not blank.
    fn said(self, name: &str) -> Option<String> {
        let own = self.item.and_then(|item| text(item.get(name)?));
        let said = own.or_else(|| self.request.text(name));
        said.filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// The items of a batch, which is the body or its `orderList`.
    fn items(self) -> impl Iterator<Item = Self> {
        let list = self.request.field("orderList").and_then(Value::as_array);
        let items = list.map_or(self.request.items(), Vec::as_slice);
        items.iter().map(move |item| Self { item: Some(item), ..self })
    }
}

impl Version {
    /// Returns the code for an order that is not there.
    pub(super) fn not_found_code(&self) -> &'static str {
        self.not_found.0
    }

    fn not_found(&self) -> Refusal {
        refused(self.not_found.0, self.not_found.1)
    }

    /// Places the order that a call asks for.
    pub(super) fn place(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
    ) -> Result<Response, Refusal> {
        let placed = self.place_one(exchange, call, Asked::of(call))?;
        Ok(call.object(placed))
    }

    /// Places the orders of a batch.
    pub(super) fn place_batch(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
    ) -> Response {
        self.each(exchange, call, Self::place_one)
    }

    /// Cancels the orders of a batch.
    pub(super) fn cancel_batch(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
    ) -> Response {
        self.each(exchange, call, Self::cancel_one)
    }

    /// Does the same to every item of a batch, and tells the outcome of each.
    fn each(&self, exchange: &mut Exchange, call: &mut BitgetCall<'_>, one: OfOne) -> Response {
        let outcomes = Asked::of(call).items().map(|item| {
            let refusal = match one(self, exchange, call, item) {
                Ok(done) => return Ok(done),
                Err(refusal) => refusal,
            };
            let (code, message) = match refusal {
                Refusal::Own { code, message, .. } => (code, message),
                _ => (UNVERIFIED, "Parameter verification failed".to_owned()),
            };
            let said = |name| item.said(name).unwrap_or_default();
            Err((said("orderId"), said("clientOid"), code, message))
        });
        let outcomes: Vec<_> = outcomes.collect();
        if self.lists_failures {
            let failure = |(order, client, code, message)| {
                fields! {"orderId": order, "clientOid": client, "errorMsg": message, "errorCode": code}
            };
            let done: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
            let failed = outcomes.iter().filter_map(|one| one.clone().err());
            let failed: Vec<_> = failed.map(failure).collect();
            return call.object(fields! {"successList": done, "failureList": failed});
        }
        let each = outcomes.into_iter().map(|outcome| match outcome {
            Ok(mut done) => {
                done.set("code", json("00000"));
                done.set("msg", json("success"));
                done
            }
            Err((order, client, code, message)) => {
                fields! {"orderId": order, "clientOid": client, "code": code, "msg": message}
            }
        });
        call.list(each, fields! {})
    }

    /// Places one order.
    fn place_one(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let new = self.read(asked)?;
        let symbol = new.market.clone();
        let open = exchange.orders_of(ACCOUNT).filter(|order| order.is_open());
        let named = |order: &SpotOrder| Some(client_oid(order)) == new.client_id;
        if open.into_iter().any(named) {
            return Err(refused(self.duplicate, "Duplicate clientOid"));
        }
        let client_id = new.client_id.clone();
        let id = exchange
            .place(new, call.at().millis())
            .map_err(|_| refused(self.insufficient, "Insufficient balance"))?;
        let order = exchange.order(id).ok_or_else(|| self.not_found())?;
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

    fn read(&self, asked: Asked<'_>) -> Result<NewOrder<String, String, ()>, Refusal> {
        refuse_trigger(asked)?;
        // Of the unified account's product lines, spot alone has behaviour.
        if asked.said("category").is_some_and(|category| !category.eq_ignore_ascii_case("SPOT")) {
            return Err(wrong("category"));
        }
        let said = |name: &str| asked.said(name);
        let is =
            |name: &str, word: &str| said(name).is_some_and(|text| text.eq_ignore_ascii_case(word));
        let positive = |name: &str| {
            let value = decimal(&said(name).ok_or_else(|| missing(name))?);
            value.filter(|value| *value > BigDecimal::zero()).ok_or_else(|| wrong(name))
        };
        let side = if is("side", "buy") { Side::Buy } else { Side::Sell };
        let forces = [TimeInForce::PostOnly, TimeInForce::Fok, TimeInForce::Ioc];
        let force = forces.into_iter().find(|one| is(self.force, force(*one)));
        let kind = match is("orderType", "limit") {
            true => {
                Kind::Limit { price: positive("price")?, force: force.unwrap_or(TimeInForce::Gtc) }
            }
            false => Kind::Market,
        };
        let symbol = said("symbol").ok_or_else(|| missing("symbol"))?;
        let size = positive(self.size)?;
        let (base, quote) = split(&symbol).ok_or_else(|| unknown_symbol(&symbol))?;
        if let (Side::Buy, Kind::Limit { price, .. }) = (side, &kind)
            && !is_exact(&(price * &size))
        {
            return Err(wrong(self.size));
        }
        let size = match (side, &kind) {
            (Side::Buy, Kind::Market) => Size::Quote { amount: size, decimals: BASE_DECIMALS },
            _ => Size::Base(size),
        };
        let terms = Terms::Spot { base: base.to_owned(), quote: quote.to_owned(), decimals: None };
        let client_id = said("clientOid");
        if client_id.as_deref().is_some_and(|id| id.chars().count() > CLIENT_ID) {
            let message = format!("clientOid length cannot be greater than {CLIENT_ID}");
            return Err(refused(LONG_CLIENT_ID, &message));
        }
        if client_id.as_deref().is_some_and(|id| id.contains(char::is_control)) {
            return Err(refused(
                STRANGE_CLIENT_ID,
                "clientOid has characters that are not allowed",
            ));
        }
        Ok(NewOrder {
            owner: ACCOUNT,
            client_id,
            market: symbol,
            side,
            kind,
            size,
            terms,
            extra: (),
        })
    }

    /// Cancels the order that a call names.
    pub(super) fn cancel(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
    ) -> Result<Response, Refusal> {
        let cancelled = self.cancel_one(exchange, call, Asked::of(call))?;
        Ok(call.object(cancelled))
    }

    /// Cancels one order.
    fn cancel_one(
        &self,
        exchange: &mut Exchange,
        call: &mut BitgetCall<'_>,
        asked: Asked<'_>,
    ) -> Result<Fields, Refusal> {
        let said = |name| asked.said(name);
        let found = self.find(exchange, said("orderId"), said("clientOid"))?;
        let (id, is_meant) = (found.id, said("symbol").is_none_or(|it| it == found.new.market));
        let cancelled = is_meant.then(|| exchange.cancel(id, call.at().millis())).flatten();
        let order = cancelled.ok_or_else(|| self.not_found())?;
        let summary = format!("order {id} cancelled, filled {}", plain(&order.filled));
        call.effect(summary, order.new.client_id.as_deref());
        Ok(receipt(order))
    }

    /// Returns the order that a call asks for.
    pub(super) fn order_info(
        &self,
        exchange: &Exchange,
        call: &BitgetCall<'_>,
    ) -> Result<Fields, Refusal> {
        let asked = |name| call.request().query(name);
        let order = self.find(exchange, asked("orderId"), asked("clientOid"))?;
        Ok((self.write)(order))
    }

    /// Finds an order by its id or, failing that, by the client's: an open one rather than another,
    /// and the newest of several.
    fn find<'a>(
        &self,
        exchange: &'a Exchange,
        id: Option<String>,
        client_id: Option<String>,
    ) -> Result<&'a SpotOrder, Refusal> {
        let found = match (id, client_id) {
            (None, None) => return Err(missing("orderId")),
            (Some(id), _) => id.parse().ok().and_then(|id| exchange.order(id)),
            (None, Some(client_id)) => {
                let named = || exchange.orders_of(ACCOUNT).rev();
                let is_it = |order: &&SpotOrder| client_oid(order) == client_id;
                let open = named().filter(|order| order.is_open()).find(is_it);
                open.or_else(|| named().find(is_it))
            }
        };
        found.filter(|order| order.new.owner == ACCOUNT).ok_or_else(|| self.not_found())
    }

    /// Returns the orders that are open, or those that no longer are.
    pub(super) fn orders(
        &self,
        exchange: &Exchange,
        call: &BitgetCall<'_>,
        is_open: bool,
    ) -> Result<Page<Fields>, Refusal> {
        // Orders that wait for a trigger are not simulated.
        let is_none = is_trigger(call.request().query("tpslType").as_deref());
        let orders = exchange.orders_of(ACCOUNT).rev();
        let orders = orders.filter(|order| order.is_open() == is_open && !is_none);
        let page = page(call, orders, |order| Listed {
            id: order.id,
            order: order.id,
            symbol: &order.new.market,
            at: order.created,
        })?;
        Ok(page.map(self.write))
    }
}

/// Returns the fills.
pub(super) fn fills(exchange: &Exchange, call: &BitgetCall<'_>) -> Result<Page<Fields>, Refusal> {
    let fills = exchange.fills().rev().filter(|fill| fill.owner == ACCOUNT);
    let page = page(call, fills, |fill| Listed {
        id: fill.id,
        order: fill.order,
        symbol: &fill.market,
        at: fill.at,
    })?;
    Ok(page.map(|fill| write_fill(exchange, fill)))
}

/// What filters look at.
struct Listed<'a> {
    id: u64,
    order: u64,
    symbol: &'a str,
    at: i64,
}

/// Returns the page of a list, newest first, that a call asks for.
fn page<'a, T>(
    call: &BitgetCall<'_>,
    all: impl Iterator<Item = &'a T>,
    about: impl Fn(&'a T) -> Listed<'a>,
) -> Result<Page<&'a T>, Refusal> {
    let cursor = match call.spec().pagination {
        Some(Pagination::Id { cursor, .. } | Pagination::Cursor { cursor, .. }) => cursor,
        _ => "cursor",
    };
    let number = |name: &str| {
        let text = call.request().query(name);
        text.map(|text| text.parse::<i64>().map_err(|_| wrong(name))).transpose()
    };
    let size = match number("limit")? {
        Some(limit) if limit < 1 => return Err(wrong("limit")),
        Some(limit) => usize::try_from(limit).unwrap_or(PAGE).min(PAGE),
        None => PAGE,
    };
    let than = call.request().query(cursor);
    let than = than.map(|text| text.parse().map_err(|_| wrong(cursor))).transpose()?;
    let (symbol, order) = (call.request().query("symbol"), call.request().query("orderId"));
    let (start, end) = (number("startTime")?, number("endTime")?);
    let listed = all.filter_map(|item| {
        let Listed { id, order: of, symbol: market, at } = about(item);
        let fits = symbol.as_deref().is_none_or(|symbol| symbol == market)
            && order.as_deref().is_none_or(|order| order == of.to_string())
            && start.is_none_or(|start| at >= start)
            && end.is_none_or(|end| at <= end);
        fits.then_some((id, item))
    });
    Ok(Window::Older { than, size }.of(listed))
}

/// Refuses an order that waits for a trigger: those are not simulated.
fn refuse_trigger(asked: Asked<'_>) -> Result<(), Refusal> {
    match is_trigger(asked.said("tpslType").as_deref()) {
        true => Err(wrong("tpslType")),
        false => Ok(()),
    }
}

fn is_trigger(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("tpsl"))
}
