//! Orders and fills as the two versions spell them.

use bigdecimal::Zero;

use super::{
    BitgetVenue,
    types::{BitgetFill, BitgetOrder, Contract, Line, direction_name, margin_mode, mode_name},
};
use crate::engine::{
    amount::plain,
    order::{Side, Size, Status, TimeInForce},
    positions::{Direction, Mode},
    render::{Fields, fields, json},
};

/// The coins that symbols end with.
const QUOTES: [&str; 8] = ["USDT", "USDC", "BTC", "ETH", "BGB", "EUR", "BRL", "USD"];

/// Base and quote coin of a symbol.
pub(super) fn split(symbol: &str) -> Option<(&str, &str)> {
    QUOTES.iter().find_map(|quote| {
        let base = symbol.strip_suffix(quote)?;
        (!base.is_empty()).then_some((base, *quote))
    })
}

pub(super) fn coins(order: &BitgetOrder) -> (&str, &str) {
    let symbol = &order.new.market.symbol;
    match order.new.market.line.coin() {
        Some(coin) => {
            let base = symbol.strip_suffix(coin).or_else(|| symbol.strip_suffix("PERP"));
            (base.unwrap_or(symbol), coin)
        }
        None => split(symbol).unwrap_or_default(),
    }
}

pub(super) fn client_oid(order: &BitgetOrder) -> String {
    order.new.client_id.clone().unwrap_or_else(|| order.id.to_string())
}

pub(super) fn size(order: &BitgetOrder) -> String {
    match &order.new.size {
        Size::Base(size) | Size::Quote { amount: size, .. } => plain(size),
    }
}

pub(super) fn order_type(order: &BitgetOrder) -> &'static str {
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

pub(super) fn written_force(order: &BitgetOrder) -> &'static str {
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

pub(super) fn cancel_reason(order: &BitgetOrder) -> &'static str {
    if order.status == Status::Cancelled { "normal_cancel" } else { "" }
}

/// Where an order came from.
pub(super) fn source(order: &BitgetOrder) -> &'static str {
    match order.new.extra.source {
        "" if order.limit().is_some() => "normal",
        "" => "market",
        source => source,
    }
}

pub(super) fn receipt(order: &BitgetOrder) -> Fields {
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

pub(super) fn v2(_: &BitgetVenue, order: &BitgetOrder) -> Fields {
    let (base, quote) = coins(order);
    fields! {
        "symbol": order.new.market.symbol,
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

/// The name of a product line in version 3.
pub(super) fn category(order: &BitgetOrder) -> &'static str {
    if order.new.extra.is_margin { "MARGIN" } else { order.new.market.line.name() }
}

pub(super) fn v3(venue: &BitgetVenue, order: &BitgetOrder) -> Fields {
    let (base, quote) = coins(order);
    let is_buy = order.new.side == Side::Buy;
    let traded = (!order.filled.is_zero()).then_some(if is_buy { base } else { quote });
    let (quantity, amount) = match order.new.size {
        Size::Base(_) => (size(order), "0".to_owned()),
        Size::Quote { .. } => ("0".to_owned(), size(order)),
    };
    let mut fields = fields! {
        "orderId": order.id.to_string(),
        "clientOid": client_oid(order),
        "category": category(order),
        "symbol": order.new.market.symbol,
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
    };
    if let Some(contract) = &order.new.extra.contract {
        let presets = &order.new.extra.presets;
        let price =
            |one: &Option<(_, Option<_>)>| one.as_ref().map_or(String::new(), |it| plain(&it.0));
        let more = fields! {
            "posSide": direction_name(contract.direction),
            "holdMode": mode_name(contract.mode),
            "tradeSide": trade_side(contract, order.new.side),
            "reduceOnly": if contract.reduces { "YES" } else { "NO" },
            "marginMode": margin_mode(contract.is_isolated),
            "takeProfit": price(&presets.profit),
            "stopLoss": price(&presets.loss),
            "feeDetail": [fields! {"feeCoin": traded.map(|_| quote), "fee": traded.map(|_| "0")}],
            "totalProfit": plain(&venue.profit_of(order.id)),
            "leverage": plain(&contract.leverage),
        };
        more.0.into_iter().for_each(|(name, value)| fields.set(name, value));
    }
    fields
}

/// Reads the side of a position.
pub(super) fn direction_of(name: &str) -> Direction {
    if name.eq_ignore_ascii_case("short") { Direction::Short } else { Direction::Long }
}

/// What an order does to its position.
pub(super) fn trade_side(contract: &Contract, side: Side) -> &'static str {
    match (contract.mode, contract.reduces, side) {
        (Mode::Hedge, true, _) => "close",
        (Mode::Hedge, false, _) => "open",
        (_, _, Side::Buy) => "buy_single",
        (_, _, Side::Sell) => "sell_single",
    }
}

/// The side as version 2 writes it: in hedge mode that of the position, `buy` for a long one.
pub(super) fn mix_side(contract: &Contract, side: Side) -> &'static str {
    match (contract.mode, contract.direction) {
        (Mode::Hedge, Direction::Long) => "buy",
        (Mode::Hedge, Direction::Short) => "sell",
        _ => side.name(),
    }
}

/// An order for futures in version 2.
pub(super) fn mix(venue: &BitgetVenue, order: &BitgetOrder) -> Fields {
    let Some(contract) = &order.new.extra.contract else { return Fields::default() };
    let presets = &order.new.extra.presets;
    let price =
        |one: &Option<(_, Option<_>)>| one.as_ref().map_or(String::new(), |it| plain(&it.0));
    let limit = |one: &Option<(_, Option<_>)>| {
        let limit = one.as_ref().and_then(|it| it.1.as_ref());
        limit.map_or(String::new(), plain)
    };
    let status = if order.status == Status::Cancelled { "canceled" } else { status(order.status) };
    let mut fields = fields! {
        "symbol": order.new.market.symbol,
        "size": size(order),
        "orderId": order.id.to_string(),
        "clientOid": client_oid(order),
        "baseVolume": plain(&order.filled),
        "fee": "0",
        "price": plain(&order.price()),
        "priceAvg": order.average().map_or(String::new(), |it| plain(&it)),
        "status": status,
        "side": mix_side(contract, order.new.side),
        "force": written_force(order),
        "totalProfits": plain(&venue.profit_of(order.id)),
        "posSide": match contract.mode {
            Mode::Hedge => direction_name(contract.direction),
            _ => "net",
        },
        "marginCoin": coins(order).1,
        "quoteVolume": plain(&order.value),
        "leverage": plain(&contract.leverage),
        "marginMode": margin_mode(contract.is_isolated),
        "reduceOnly": if contract.reduces { "YES" } else { "NO" },
        "enterPointSource": "API",
        "tradeSide": trade_side(contract, order.new.side),
        "posMode": mode_name(contract.mode),
        "orderType": order_type(order),
        "orderSource": source(order),
        "cancelReason": cancel_reason(order),
        "cTime": order.created.to_string(),
        "uTime": order.updated.to_string(),
        "presetStopSurplusPrice": price(&presets.profit),
        "presetStopSurplusExecutePrice": limit(&presets.profit),
        "presetStopSurplusType": "",
        "presetStopLossPrice": price(&presets.loss),
        "presetStopLossExecutePrice": limit(&presets.loss),
        "presetStopLossType": "",
    };
    fields.set("posAvg", json(""));
    fields
}

/// A fill of an order for futures in version 2.
pub(super) fn mix_fill(venue: &BitgetVenue, fill: &BitgetFill) -> Fields {
    let order = venue.exchange.order(fill.order);
    let contract = order.and_then(|order| order.new.extra.contract.as_ref());
    let coin = fill.market.line.coin().unwrap_or_default();
    fields! {
        "tradeId": fill.id.to_string(),
        "symbol": fill.market.symbol,
        "marginCoin": coin,
        "orderId": fill.order.to_string(),
        "price": plain(&fill.price),
        "baseVolume": plain(&fill.quantity),
        "feeDetail": [no_fee(coin)],
        "side": contract.map(|contract| mix_side(contract, fill.side)),
        "quoteVolume": plain(&fill.value),
        "profit": plain(&venue.profits.get(&fill.id).cloned().unwrap_or_default()),
        "enterPointSource": "API",
        "tradeSide": contract.map(|contract| trade_side(contract, fill.side)),
        "posMode": contract.map(|contract| mode_name(contract.mode)),
        "tradeScope": scope(fill),
        "cTime": fill.at.to_string(),
    }
}

/// A fill in version 3.
pub(super) fn v3_fill(venue: &BitgetVenue, fill: &BitgetFill) -> Fields {
    let order = venue.exchange.order(fill.order);
    let contract = order.and_then(|order| order.new.extra.contract.as_ref());
    let coin = match (order.map(coins), fill.side) {
        (Some((_, quote)), _) if contract.is_some() => quote,
        (Some((base, _)), Side::Buy) => base,
        (Some((_, quote)), Side::Sell) => quote,
        (None, _) => "",
    };
    let profit = venue.profits.get(&fill.id).cloned().unwrap_or_default();
    let single = if fill.side == Side::Buy { "buy_single" } else { "sell_single" };
    fields! {
        "execId": fill.id.to_string(),
        "execLinkId": fill.id.to_string(),
        "orderId": fill.order.to_string(),
        "clientOid": order.map(client_oid).unwrap_or_default(),
        "category": order.map_or(Line::Spot.name(), category),
        "symbol": fill.market.symbol,
        "orderType": order.map(order_type),
        "side": fill.side.name(),
        "execPrice": plain(&fill.price),
        "execQty": plain(&fill.quantity),
        "execValue": plain(&fill.value),
        "tradeScope": scope(fill),
        "tradeSide": contract.map_or(single, |contract| trade_side(contract, fill.side)),
        "feeDetail": [fields! {"feeCoin": coin, "fee": "0"}],
        "execPnl": plain(&profit),
        "isRPI": "no",
        "posSide": contract.map_or("", |contract| direction_name(contract.direction)),
        "createdTime": fill.at.to_string(),
        "updatedTime": fill.at.to_string(),
    }
}

fn scope(fill: &BitgetFill) -> &'static str {
    if fill.is_maker { "maker" } else { "taker" }
}

fn no_fee(coin: &str) -> Fields {
    fields! {"deduction": "no", "feeCoin": coin, "totalDeductionFee": "", "totalFee": "0"}
}

pub(super) fn fill(venue: &BitgetVenue, fill: &BitgetFill) -> Fields {
    let (base, quote) = split(&fill.market.symbol).unwrap_or_default();
    let coin = if fill.side == Side::Buy { base } else { quote };
    fields! {
        "symbol": fill.market.symbol,
        "orderId": fill.order.to_string(),
        "tradeId": fill.id.to_string(),
        "orderType": venue.exchange.order(fill.order).map(order_type),
        "side": fill.side.name(),
        "priceAvg": plain(&fill.price),
        "size": plain(&fill.quantity),
        "amount": plain(&fill.value),
        "feeDetail": no_fee(coin),
        "tradeScope": scope(fill),
        "cTime": fill.at.to_string(),
        "uTime": fill.at.to_string(),
    }
}
