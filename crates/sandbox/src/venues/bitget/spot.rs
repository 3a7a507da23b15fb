//! Spot trading and the spot account, version 2.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    envelope::{success, wrong},
    exchange::Exchange,
    order::{Fill, Order, Status},
    page::Page,
    place::{self, Dialect, asked, said},
};
use crate::{
    effect::Effect, refusal::Refusal, request::Request, response::Response, spec::Operation,
};

/// The account's number.
pub(super) const USER: &str = "1234567890";

const DIALECT: Dialect = Dialect {
    size: "size",
    force: "force",
    duplicate: ("40786", "Duplicate clientOid"),
    insufficient: ("43012", "Insufficient balance"),
    not_found: ("43001", "The order does not exist"),
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ack {
    order_id: String,
    client_oid: String,
}

impl Ack {
    fn of(order: Order) -> Self {
        Self { order_id: order.id.to_string(), client_oid: order.client_oid }
    }
}

pub(super) fn place(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
) -> Result<(Response, Effect), Refusal> {
    if is_plan(said(request, "tpslType")) {
        return Err(wrong("tpslType"));
    }
    let (order, effect) = place::place(exchange, request, operation, &DIALECT)?;
    Ok((success(request.at(), Ack::of(order)), effect))
}

pub(super) fn cancel(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
) -> Result<(Response, Effect), Refusal> {
    let (order, effect) = place::cancel(exchange, request, operation, &DIALECT)?;
    Ok((success(request.at(), Ack::of(order)), effect))
}

pub(super) fn order_info(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let (id, client_oid) = (asked(request, "orderId"), asked(request, "clientOid"));
    let order = place::find(exchange, id, client_oid, &DIALECT)?;
    Ok(success(request.at(), [View::of(order)]))
}

pub(super) fn open_orders(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let page = Page::read(request, "idLessThan")?;
    let none = is_plan(asked(request, "tpslType"));
    let open = exchange.orders.iter().filter(|order| order.is_open() && !none);
    let orders: Vec<_> = page.of(open).into_iter().map(View::of_open).collect();
    Ok(success(request.at(), orders))
}

pub(super) fn order_history(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let page = Page::read(request, "idLessThan")?;
    let none = is_plan(asked(request, "tpslType"));
    let closed = exchange.orders.iter().filter(|order| !order.is_open() && !none);
    let orders: Vec<_> = page.of(closed).into_iter().map(View::of_closed).collect();
    Ok(success(request.at(), orders))
}

pub(super) fn fills(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let page = Page::read(request, "idLessThan")?;
    let fills: Vec<_> = page.of(exchange.fills.iter()).into_iter().map(FillView::of).collect();
    Ok(success(request.at(), fills))
}

/// Orders that wait for a trigger are not simulated.
fn is_plan(kind: Option<String>) -> bool {
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("tpsl"))
}

pub(super) fn assets(exchange: &Exchange, request: &Request) -> Response {
    let coin = asked(request, "coin");
    let all = asked(request, "assetType").is_some_and(|kind| kind.eq_ignore_ascii_case("all"));
    let assets = exchange.balances.iter().filter(|(name, balance)| {
        let holds = !balance.available.is_zero() || !balance.frozen.is_zero();
        match &coin {
            Some(coin) => name.eq_ignore_ascii_case(coin),
            None => all || holds,
        }
    });
    let assets: Vec<Asset<'_>> = assets
        .map(|(coin, balance)| Asset {
            coin,
            available: balance.available.to_string(),
            frozen: balance.frozen.to_string(),
            locked: "0",
            limit_available: "0",
            u_time: balance.updated.max(0).to_string(),
        })
        .collect();
    success(request.at(), assets)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asset<'a> {
    coin: &'a str,
    available: String,
    frozen: String,
    locked: &'static str,
    limit_available: &'static str,
    u_time: String,
}

/// An order, with every field that the spec knows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    user_id: &'static str,
    symbol: &'a str,
    order_id: String,
    client_oid: &'a str,
    price: String,
    size: String,
    order_type: &'static str,
    side: &'static str,
    status: &'static str,
    price_avg: String,
    base_volume: String,
    quote_volume: String,
    enter_point_source: &'static str,
    /// A text that is JSON, where there were fees; there are none here.
    fee_detail: &'static str,
    order_source: &'static str,
    cancel_reason: &'static str,
    c_time: String,
    u_time: String,
    base_coin: &'a str,
    quote_coin: &'a str,
    tpsl_type: &'static str,
    trigger_price: Option<String>,
    base_price: String,
    preset_take_profit_price: &'static str,
    execute_take_profit_price: &'static str,
    preset_stop_loss_price: &'static str,
    execute_stop_loss_price: &'static str,
    force: &'static str,
}

impl<'a> View<'a> {
    fn of(order: &'a Order) -> Self {
        Self {
            user_id: USER,
            symbol: &order.symbol,
            order_id: order.id.to_string(),
            client_oid: &order.client_oid,
            price: order.price().to_string(),
            size: order.size.to_string(),
            order_type: order.kind_name(),
            side: order.side.name(),
            status: order.status.name(),
            price_avg: order.average().unwrap_or(Decimal::ZERO).to_string(),
            base_volume: order.filled.to_string(),
            quote_volume: order.amount.to_string(),
            enter_point_source: "API",
            fee_detail: "",
            order_source: match order.kind_name() {
                "market" => "market",
                _ => "normal",
            },
            cancel_reason: match order.status {
                Status::Cancelled => "normal_cancel",
                _ => "",
            },
            c_time: order.created.to_string(),
            u_time: order.updated.to_string(),
            base_coin: &order.base,
            quote_coin: &order.quote,
            tpsl_type: "normal",
            trigger_price: None,
            base_price: String::new(),
            preset_take_profit_price: "",
            execute_take_profit_price: "",
            preset_stop_loss_price: "",
            execute_stop_loss_price: "",
            force: order.force().name(),
        }
    }

    /// In the history `priceAvg` is blank where nothing was traded.
    fn of_closed(order: &'a Order) -> Self {
        let average = order.average().map(|price| price.to_string());
        Self { price_avg: average.unwrap_or_default(), ..Self::of(order) }
    }

    /// In the list of open orders `priceAvg` is the limit, and `basePrice` what was paid.
    fn of_open(order: &'a Order) -> Self {
        Self {
            price_avg: order.price().to_string(),
            base_price: order.average().unwrap_or(Decimal::ZERO).to_string(),
            ..Self::of(order)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FillView<'a> {
    user_id: &'static str,
    symbol: &'a str,
    order_id: String,
    trade_id: String,
    order_type: &'static str,
    side: &'static str,
    price_avg: String,
    size: String,
    amount: String,
    fee_detail: FeeView<'a>,
    trade_scope: &'static str,
    c_time: String,
    u_time: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FeeView<'a> {
    deduction: &'static str,
    fee_coin: &'a str,
    total_deduction_fee: &'static str,
    total_fee: &'static str,
}

impl<'a> FillView<'a> {
    fn of(fill: &'a Fill) -> Self {
        Self {
            user_id: USER,
            symbol: &fill.symbol,
            order_id: fill.order.to_string(),
            trade_id: fill.id.to_string(),
            order_type: fill.kind,
            side: fill.side.name(),
            price_avg: fill.price.to_string(),
            size: fill.quantity.to_string(),
            amount: fill.amount.to_string(),
            fee_detail: FeeView {
                deduction: "no",
                fee_coin: match fill.side {
                    super::Side::Buy => &fill.base,
                    super::Side::Sell => &fill.quote,
                },
                total_deduction_fee: "",
                total_fee: "0",
            },
            trade_scope: if fill.maker { "maker" } else { "taker" },
            c_time: fill.at.to_string(),
            u_time: fill.at.to_string(),
        }
    }
}
