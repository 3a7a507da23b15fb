//! Unified trading and the unified account, version 3. Of its product lines, spot alone has
//! behaviour; the orders and balances are those of version 2.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    envelope::success,
    exact,
    exchange::Exchange,
    order::{Order, Side, Status},
    page::Page,
    place::{self, Dialect, asked},
};
use crate::{
    effect::Effect, refusal::Refusal, request::Request, response::Response, spec::Operation,
};

const DIALECT: Dialect = Dialect {
    size: "qty",
    force: "timeInForce",
    duplicate: ("25212", "Duplicate clientOid"),
    insufficient: ("25202", "Insufficient balance"),
    not_found: ("25204", "Order does not exist"),
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    client_oid: String,
    order_id: String,
}

impl Receipt {
    fn of(order: Order) -> Self {
        Self { order_id: order.id.to_string(), client_oid: order.client_oid }
    }
}

pub(super) fn place(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
) -> Result<(Response, Effect), Refusal> {
    let (order, effect) = place::place(exchange, request, operation, &DIALECT)?;
    Ok((success(request.at(), Receipt::of(order)), effect))
}

pub(super) fn cancel(
    exchange: &mut Exchange,
    request: &Request,
    operation: &Operation,
) -> Result<(Response, Effect), Refusal> {
    let (order, effect) = place::cancel(exchange, request, operation, &DIALECT)?;
    Ok((success(request.at(), Receipt::of(order)), effect))
}

pub(super) fn order_info(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let (id, client_oid) = (asked(request, "orderId"), asked(request, "clientOid"));
    let order = place::find(exchange, id, client_oid, &DIALECT)?;
    Ok(success(request.at(), View::of(order)))
}

pub(super) fn open_orders(exchange: &Exchange, request: &Request) -> Result<Response, Refusal> {
    let page = Page::read(request, "cursor")?;
    let list = page.of(exchange.orders.iter().filter(|order| order.is_open()));
    let cursor = list.last().map(|order| order.id.to_string());
    let list = list.into_iter().map(View::of).collect();
    Ok(success(request.at(), List { list, cursor }))
}

#[derive(Serialize)]
struct List<'a> {
    list: Vec<View<'a>>,
    cursor: Option<String>,
}

/// An order, with every field that the spec knows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    order_id: String,
    client_oid: &'a str,
    category: &'static str,
    symbol: &'a str,
    order_type: &'static str,
    side: &'static str,
    price: String,
    qty: String,
    amount: String,
    cum_exec_qty: String,
    cum_exec_value: String,
    avg_price: String,
    time_in_force: &'static str,
    order_status: &'static str,
    pos_side: &'static str,
    hold_mode: &'static str,
    trade_side: &'static str,
    reduce_only: &'static str,
    fee_detail: [Fee<'a>; 1],
    cancel_reason: &'static str,
    exec_type: &'static str,
    created_time: String,
    updated_time: String,
    delegate_type: &'static str,
    margin_mode: &'static str,
    stp_mode: &'static str,
    take_profit: &'static str,
    stop_loss: &'static str,
    tp_trigger_by: &'static str,
    sl_trigger_by: &'static str,
    tp_order_type: &'static str,
    sl_order_type: &'static str,
    tp_limit_price: &'static str,
    sl_limit_price: &'static str,
    hold_side: &'static str,
    margin_coin: &'static str,
    total_profit: &'static str,
    leverage: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fee<'a> {
    fee_coin: Option<&'a str>,
    fee: Option<&'static str>,
}

impl<'a> View<'a> {
    fn of(order: &'a Order) -> Self {
        let (qty, amount) = match order.spends() {
            true => (Decimal::ZERO, order.size),
            false => (order.size, Decimal::ZERO),
        };
        let traded = !order.filled.is_zero();
        Self {
            order_id: order.id.to_string(),
            client_oid: &order.client_oid,
            category: "SPOT",
            symbol: &order.symbol,
            order_type: order.kind_name(),
            side: order.side.name(),
            price: order.price().to_string(),
            qty: qty.to_string(),
            amount: amount.to_string(),
            cum_exec_qty: order.filled.to_string(),
            cum_exec_value: order.amount.to_string(),
            avg_price: order.average().unwrap_or(Decimal::ZERO).to_string(),
            time_in_force: order.force().name(),
            order_status: order.status.name(),
            pos_side: "",
            hold_mode: "",
            trade_side: match order.side {
                Side::Buy => "buy_single",
                Side::Sell => "sell_single",
            },
            reduce_only: "NO",
            fee_detail: [Fee {
                fee_coin: traded.then(|| order.got_coin()),
                fee: traded.then_some("0"),
            }],
            cancel_reason: match order.status {
                Status::Cancelled => "normal_cancel",
                _ => "",
            },
            exec_type: "normal",
            created_time: order.created.to_string(),
            updated_time: order.updated.to_string(),
            delegate_type: "normal",
            margin_mode: "crossed",
            stp_mode: "none",
            take_profit: "",
            stop_loss: "",
            tp_trigger_by: "",
            sl_trigger_by: "",
            tp_order_type: "",
            sl_order_type: "",
            tp_limit_price: "",
            sl_limit_price: "",
            hold_side: "",
            margin_coin: "",
            total_profit: "",
            leverage: "",
        }
    }
}

/// The whole account. Worth is told in USDT at the last price of the coin's book, rounded to eight
/// decimals; coins without a book are worth nothing.
pub(super) fn assets(exchange: &Exchange, request: &Request) -> Response {
    let mut equity = Decimal::ZERO;
    let mut assets = Vec::new();
    for (coin, balance) in &exchange.balances {
        let total = exact::sum(balance.available, balance.frozen).unwrap_or_default();
        let price = match coin.as_str() {
            "USDT" => Some(Decimal::ONE),
            coin => exchange.last_price(&format!("{coin}USDT")),
        };
        let worth = price.and_then(|price| total.checked_mul(price)).unwrap_or_default();
        let worth = worth.round_dp(8).normalize();
        equity = equity.checked_add(worth).unwrap_or(equity);
        assets.push(Asset {
            coin,
            equity: total.to_string(),
            usd_value: worth.to_string(),
            balance: total.to_string(),
            available: balance.available.to_string(),
            debt: "0",
            locked: balance.frozen.to_string(),
            position_value: "0",
            leverage: "0",
            bonus: "0",
        });
    }
    let in_btc = exchange.last_price("BTCUSDT").and_then(|price| equity.checked_div(price));
    let equity = equity.normalize().to_string();
    let account = Account {
        account_equity: equity.clone(),
        usdt_equity: equity.clone(),
        btc_equity: in_btc.unwrap_or_default().round_dp(8).normalize().to_string(),
        unrealised_pnl: "0",
        usdt_unrealised_pnl: "0",
        btc_unrealized_pnl: "0",
        eff_equity: equity,
        mmr: "0",
        imr: "0",
        mgn_ratio: "0",
        position_mgn_ratio: "0",
        position_value: "0",
        leverage: "0",
        bonus: "0",
        assets,
    };
    success(request.at(), account)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    account_equity: String,
    usdt_equity: String,
    btc_equity: String,
    unrealised_pnl: &'static str,
    usdt_unrealised_pnl: &'static str,
    /// Spelt with a `z`, unlike its siblings.
    btc_unrealized_pnl: &'static str,
    eff_equity: String,
    mmr: &'static str,
    imr: &'static str,
    mgn_ratio: &'static str,
    position_mgn_ratio: &'static str,
    position_value: &'static str,
    leverage: &'static str,
    bonus: &'static str,
    assets: Vec<Asset<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asset<'a> {
    coin: &'a str,
    equity: String,
    usd_value: String,
    balance: String,
    available: String,
    debt: &'static str,
    locked: String,
    position_value: &'static str,
    leverage: &'static str,
    bonus: &'static str,
}
