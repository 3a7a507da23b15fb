//! Orders and fills as the two versions spell them.

use bigdecimal::Zero;

use super::Exchange;
use crate::engine::{
    amount::plain,
    order::{Fill, Order, Side, Size, Status, TimeInForce},
    render::{Fields, fields, json},
};

/// The coins that symbols end with.
const QUOTES: [&str; 8] = ["USDT", "USDC", "BTC", "ETH", "BGB", "EUR", "BRL", "USD"];

pub(super) type SpotOrder = Order<String, String, ()>;

/// Base and quote coin of a symbol.
pub(super) fn split(symbol: &str) -> Option<(&str, &str)> {
    QUOTES.iter().find_map(|quote| {
        let base = symbol.strip_suffix(quote)?;
        (!base.is_empty()).then_some((base, *quote))
    })
}

pub(super) fn coins(order: &SpotOrder) -> (&str, &str) {
    split(&order.new.market).unwrap_or_default()
}

pub(super) fn client_oid(order: &SpotOrder) -> String {
    order.new.client_id.clone().unwrap_or_else(|| order.id.to_string())
}

pub(super) fn size(order: &SpotOrder) -> String {
    match &order.new.size {
        Size::Base(size) | Size::Quote { amount: size, .. } => plain(size),
    }
}

pub(super) fn order_type(order: &SpotOrder) -> &'static str {
    if order.limit().is_some() { "limit" } else { "market" }
}

pub(super) fn force(force: TimeInForce) -> &'static str {
    match force {
        TimeInForce::Gtc => "gtc",
        TimeInForce::PostOnly => "post_only",
        TimeInForce::Fok => "fok",
        TimeInForce::Ioc => "ioc",
    }
}

pub(super) fn written_force(order: &SpotOrder) -> &'static str {
    // The exchange calls a market order good till cancelled.
    force(if order.limit().is_some() { order.force() } else { TimeInForce::Gtc })
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Live => "live",
        Status::PartiallyFilled => "partially_filled",
        Status::Filled => "filled",
        Status::Cancelled | Status::Rejected => "cancelled",
    }
}

pub(super) fn cancel_reason(order: &SpotOrder) -> &'static str {
    if order.status == Status::Cancelled { "normal_cancel" } else { "" }
}

pub(super) fn receipt(order: &SpotOrder) -> Fields {
    fields! {"orderId": order.id.to_string(), "clientOid": client_oid(order)}
}

/// The version 2 spelling of open orders, in which `priceAvg` is the limit and `basePrice` what
/// was paid.
pub(super) fn as_open(mut order: Fields) -> Fields {
    let field = |order: &Fields, name: &str| order.get(name).map(ToOwned::to_owned);
    if let (Some(price), Some(average)) = (field(&order, "price"), field(&order, "priceAvg")) {
        order.set("priceAvg", price);
        order.set("basePrice", average);
    }
    order
}

/// The version 2 spelling of the history, in which `priceAvg` is blank where nothing was traded.
pub(super) fn as_closed(mut order: Fields) -> Fields {
    if order.get("priceAvg").is_some_and(|average| average.get() == "\"0\"") {
        order.set("priceAvg", json(""));
    }
    order
}

pub(super) fn v2(order: &SpotOrder) -> Fields {
    let (base, quote) = coins(order);
    fields! {
        "symbol": order.new.market,
        "orderId": order.id.to_string(),
        "clientOid": client_oid(order),
        "price": plain(&order.price()),
        "size": size(order),
        "orderType": order_type(order),
        "side": order.new.side.name(),
        "status": status(order.status),
        "priceAvg": plain(&order.average().unwrap_or_default()),
        "baseVolume": plain(&order.filled),
        "quoteVolume": plain(&order.value),
        "enterPointSource": "API",
        "feeDetail": "",
        "orderSource": if order.limit().is_some() { "normal" } else { "market" },
        "cancelReason": cancel_reason(order),
        "cTime": order.created.to_string(),
        "uTime": order.updated.to_string(),
        "baseCoin": base,
        "quoteCoin": quote,
        "basePrice": "",
        "presetTakeProfitPrice": "",
        "executeTakeProfitPrice": "",
        "presetStopLossPrice": "",
        "executeStopLossPrice": "",
        "force": written_force(order),
    }
}

pub(super) fn v3(order: &SpotOrder) -> Fields {
    let (base, quote) = coins(order);
    let is_buy = order.new.side == Side::Buy;
    let traded = (!order.filled.is_zero()).then_some(if is_buy { base } else { quote });
    let (quantity, amount) = match order.new.size {
        Size::Base(_) => (size(order), "0".to_owned()),
        Size::Quote { .. } => ("0".to_owned(), size(order)),
    };
    fields! {
        "orderId": order.id.to_string(),
        "clientOid": client_oid(order),
        "category": "SPOT",
        "symbol": order.new.market,
        "orderType": order_type(order),
        "side": order.new.side.name(),
        "price": plain(&order.price()),
        "qty": quantity,
        "amount": amount,
        "cumExecQty": plain(&order.filled),
        "cumExecValue": plain(&order.value),
        "avgPrice": plain(&order.average().unwrap_or_default()),
        "timeInForce": written_force(order),
        "orderStatus": status(order.status),
        "posSide": "",
        "holdMode": "",
        "tradeSide": if is_buy { "buy_single" } else { "sell_single" },
        "takeProfit": "",
        "tpTriggerBy": "",
        "tpOrderType": "",
        "feeDetail": [fields! {"feeCoin": traded, "fee": traded.map(|_| "0")}],
        "cancelReason": cancel_reason(order),
        "execType": "normal",
        "createdTime": order.created.to_string(),
        "updatedTime": order.updated.to_string(),
    }
}

pub(super) fn fill(exchange: &Exchange, fill: &Fill<String>) -> Fields {
    let (base, quote) = split(&fill.market).unwrap_or_default();
    let coin = if fill.side == Side::Buy { base } else { quote };
    fields! {
        "symbol": fill.market,
        "orderId": fill.order.to_string(),
        "tradeId": fill.id.to_string(),
        "orderType": exchange.order(fill.order).map(order_type),
        "side": fill.side.name(),
        "priceAvg": plain(&fill.price),
        "size": plain(&fill.quantity),
        "amount": plain(&fill.value),
        "feeDetail": fields! {
            "deduction": "no",
            "feeCoin": coin,
            "totalDeductionFee": "",
            "totalFee": "0",
        },
        "tradeScope": if fill.is_maker { "maker" } else { "taker" },
        "cTime": fill.at.to_string(),
        "uTime": fill.at.to_string(),
    }
}
