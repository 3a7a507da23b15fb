//! Reading orders out of requests, for both versions of the interface.

use rust_decimal::Decimal;

use super::{
    envelope::{missing, refused, wrong},
    exact,
    exchange::{Exchange, Reject},
    order::{Force, Kind, NewOrder, Order, Side},
};
use crate::{effect::Effect, refusal::Refusal, request::Request, spec::Operation};

/// What the versions call things, and how they refuse.
pub(super) struct Dialect {
    pub(super) size: &'static str,
    pub(super) force: &'static str,
    pub(super) duplicate: (&'static str, &'static str),
    pub(super) insufficient: (&'static str, &'static str),
    pub(super) not_found: (&'static str, &'static str),
}

/// A field of the body that says something.
pub(super) fn said(request: &Request, name: &str) -> Option<String> {
    let text = request.text(name)?.into_owned();
    (!text.is_empty()).then_some(text)
}

/// A parameter of the query that says something.
pub(super) fn asked(request: &Request, name: &str) -> Option<String> {
    let pairs = request.query_pairs().into_iter();
    pairs.filter(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value).next()
}

fn positive(request: &Request, name: &str) -> Result<Decimal, Refusal> {
    let text = said(request, name).ok_or_else(|| missing(name))?;
    exact::parse(&text).filter(|value| *value > Decimal::ZERO).ok_or_else(|| wrong(name))
}

/// Places the order that a request asks for, and says what it did.
pub(super) fn place(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
    dialect: &Dialect,
) -> Result<(Order, Effect), Refusal> {
    let is = |name: &str, word: &str| {
        said(request, name).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let side = if is("side", "buy") { Side::Buy } else { Side::Sell };
    let force = [Force::PostOnly, Force::Fok, Force::Ioc]
        .into_iter()
        .find(|force| is(dialect.force, force.name()))
        .unwrap_or(Force::Gtc);
    let kind = if is("orderType", "limit") {
        Kind::Limit { price: positive(request, "price")?, force }
    } else {
        Kind::Market
    };
    let client_oid = said(request, "clientOid");
    let symbol = said(request, "symbol").ok_or_else(|| missing("symbol"))?;
    let new = NewOrder {
        side,
        kind,
        size: positive(request, dialect.size)?,
        client_oid: client_oid.clone(),
        symbol: symbol.clone(),
    };
    let order = exchange.place(new, request.at().millis()).map_err(|reject| match reject {
        Reject::UnknownSymbol => refused("40034", &format!("Parameter {symbol} does not exist")),
        Reject::DuplicateId => refused(dialect.duplicate.0, dialect.duplicate.1),
        Reject::InsufficientBalance => refused(dialect.insufficient.0, dialect.insufficient.1),
        Reject::TooFine => wrong(dialect.size),
    })?;
    let price = match order.kind {
        Kind::Limit { price, .. } => format!("at {price}"),
        Kind::Market => "at market".to_owned(),
    };
    let coin = if order.spends() { &order.quote } else { &order.base };
    let summary = format!(
        "order {} placed: {} {} {} of {} {price}, {}, filled {}",
        order.id,
        side.name(),
        order.size,
        coin,
        order.symbol,
        order.status.name(),
        order.filled,
    );
    Ok((order.clone(), effect(operation, summary, client_oid)))
}

/// Cancels the order that a request names.
pub(super) fn cancel(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
    dialect: &Dialect,
) -> Result<(Order, Effect), Refusal> {
    let (id, client_oid) = (said(request, "orderId"), said(request, "clientOid"));
    let symbol = said(request, "symbol");
    let found = find(exchange, id, client_oid, dialect)?;
    let id = found.id;
    let fits = symbol.is_none_or(|symbol| symbol == found.symbol);
    let not_found = || refused(dialect.not_found.0, dialect.not_found.1);
    let order =
        fits.then(|| exchange.cancel(id, request.at().millis())).flatten().ok_or_else(not_found)?;
    let summary = format!("order {id} cancelled, filled {}", order.filled);
    let own = order.client_oid != id.to_string();
    let client_oid = own.then(|| order.client_oid.clone());
    Ok((order.clone(), effect(operation, summary, client_oid)))
}

/// The order of an id or a client order id.
pub(super) fn find<'a>(
    exchange: &'a Exchange,
    id: Option<String>,
    client_oid: Option<String>,
    dialect: &Dialect,
) -> Result<&'a Order, Refusal> {
    if id.is_none() && client_oid.is_none() {
        return Err(missing("orderId"));
    }
    exchange
        .find(id.as_deref(), client_oid.as_deref())
        .ok_or_else(|| refused(dialect.not_found.0, dialect.not_found.1))
}

fn effect(operation: &Operation, summary: String, client_oid: Option<String>) -> Effect {
    let effect = Effect::new(operation.name(), summary);
    match client_oid {
        Some(client_oid) => effect.on_order(client_oid),
        None => effect,
    }
}
