//! What a request asks for: the fields of its body or of an item of a batch, and the page of a list.

use std::borrow::Cow;

use bigdecimal::{BigDecimal, Zero};
use serde_json::Value;

use super::{BitgetCall, decimal, missing, types::BitgetFill, types::BitgetOrder, wrong};
use crate::{
    engine::{
        order::Side,
        paging::{Page, Window},
        render::{Fields, fields, json},
    },
    refusal::Refusal,
    request::{Request, text},
    response::Response,
    table::Pagination,
};

/// Items of a page, by default and at most.
const PAGE: usize = 100;

/// The fields that ask for one thing: those of the body, or those of an item of a batch before
/// what the batch says of all its items.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    request: &'a Request,
    item: Option<&'a Value>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(call: &BitgetCall<'a>) -> Self {
        Self { request: call.request(), item: None }
    }

    /// A field of the body, or of the query, that is there and not blank.
    pub(super) fn said(self, name: &str) -> Option<String> {
        let own = self.item.and_then(|item| text(item.get(name)?));
        let said = own.or_else(|| self.request.text(name));
        let said = said.filter(|text| !text.is_empty()).map(Cow::into_owned);
        said.or_else(|| self.request.query(name))
    }

    /// A field that must be there.
    pub(super) fn needed(self, name: &str) -> Result<String, Refusal> {
        self.said(name).ok_or_else(|| missing(name))
    }

    /// Whether a field says this, in either case.
    pub(super) fn is(self, name: &str, word: &str) -> bool {
        self.said(name).is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    /// A decimal above zero that may be absent.
    pub(super) fn maybe(self, name: &str) -> Result<Option<BigDecimal>, Refusal> {
        let Some(said) = self.said(name) else { return Ok(None) };
        let value = decimal(&said).filter(|value| *value > BigDecimal::zero());
        value.map(Some).ok_or_else(|| wrong(name))
    }

    /// A decimal above zero that may be absent, or zero for the same.
    pub(super) fn maybe_none(self, name: &str) -> Result<Option<BigDecimal>, Refusal> {
        let said = self.said(name).and_then(|text| decimal(&text));
        if said.is_some_and(|value| value.is_zero()) { Ok(None) } else { self.maybe(name) }
    }

    /// A decimal above zero.
    pub(super) fn positive(self, name: &str) -> Result<BigDecimal, Refusal> {
        self.maybe(name)?.ok_or_else(|| missing(name))
    }

    /// The side of an order.
    pub(super) fn side(self) -> Side {
        if self.is("side", "buy") { Side::Buy } else { Side::Sell }
    }

    /// The items of a list in the body, or of the body that is a list.
    pub(super) fn items(self, list: &str) -> impl Iterator<Item = Self> {
        let list = self.request.field(list).and_then(Value::as_array);
        let items = list.map_or(self.request.items(), Vec::as_slice);
        items.iter().map(move |item| Self { item: Some(item), ..self })
    }

    /// Whether the body has a list of this name.
    pub(super) fn has_list(self, name: &str) -> bool {
        self.request.field(name).is_some_and(Value::is_array)
    }
}

/// What filters look at.
pub(super) struct Listed<'a> {
    pub(super) id: u64,
    pub(super) order: u64,
    pub(super) symbol: &'a str,
    pub(super) at: i64,
}

impl<'a> Listed<'a> {
    pub(super) fn order(order: &'a BitgetOrder) -> Self {
        Self { id: order.id, order: order.id, symbol: &order.new.market.symbol, at: order.created }
    }

    pub(super) fn fill(fill: &'a BitgetFill) -> Self {
        Self { id: fill.id, order: fill.order, symbol: &fill.market.symbol, at: fill.at }
    }
}

/// Returns the page of a list, newest first, that a call asks for.
pub(super) fn page<T>(
    call: &BitgetCall<'_>,
    all: impl Iterator<Item = T>,
    about: impl Fn(&T) -> Listed<'_>,
) -> Result<Page<T>, Refusal> {
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
        let Listed { id, order: of, symbol: market, at } = about(&item);
        let fits = symbol.as_deref().is_none_or(|symbol| symbol.eq_ignore_ascii_case(market))
            && order.as_deref().is_none_or(|order| order == of.to_string())
            && start.is_none_or(|start| at >= start)
            && end.is_none_or(|end| at <= end);
        fits.then_some((id, item))
    });
    Ok(Window::Older { than, size }.of(listed))
}

/// Responds with a page; behind its last item the next one begins.
pub(super) fn respond(call: &BitgetCall<'_>, page: Page<Fields>) -> Response {
    let last = page.ends.map(|(_, last)| last.to_string());
    let mut more = fields! {};
    if let Some(Pagination::Id { next, .. } | Pagination::Cursor { next, .. }) =
        call.spec().pagination
        && !next.is_empty()
    {
        more.set(next, json(&last));
    }
    call.list(page.items, more)
}
