//! Positions opened, closed and listed. Each opening is a position of its own.

use bigdecimal::{BigDecimal, Zero};
use http::StatusCode;

use super::{API, DurianCall, USER_ID, date::date};
use crate::{
    engine::{
        amount::{cut, fixed, plain, read},
        order::Side,
        paging::Window,
        positions::{self, Excess, Mode, Positions, Trade},
        render::{Fields, fields, number},
    },
    refusal::Refusal,
    response::Response,
    table::{ErrorKind, Pagination},
};

/// How many decimals a quantity may have.
const QUANTITY_DECIMALS: i64 = 4;

/// How many decimals a quotient has.
const DECIMALS: i64 = 18;

const HOUR_MS: i64 = 3_600_000;

const INVALID: &str = API.code(ErrorKind::InvalidParameter, "400");

/// A coin that is traded.
#[derive(Debug)]
pub(super) struct Coin {
    pub(super) symbol: &'static str,
    name: &'static str,
    max_leverage: i64,
    pub(super) price: BigDecimal,
}

/// What an opening said of itself.
#[derive(Clone, Debug)]
struct Opening {
    side: String,
    position_side: String,
}

type Position = positions::Position<&'static str, Opening>;
type Closed = positions::Closed<&'static str, Opening>;

/// The coins, the positions in them and what was closed.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) coins: Vec<Coin>,
    positions: Positions<&'static str, Opening>,
}

impl Default for Desk {
    fn default() -> Self {
        let coin = |symbol, name, max_leverage, price| Coin { symbol, name, max_leverage, price };
        Self {
            coins: vec![
                coin("BT_PERP_BTC_USD", "BTC", 100, fixed(95_000, 0)),
                coin("BT_PERP_ETH_USD", "ETH", 100, fixed(393_001, 2)),
                coin("BT_PERP_DOGE_USD", "DOGE", 50, fixed(2_174, 3)),
                coin("BT_PERP_ACT_USD", "ACT", 50, fixed(43_943, 5)),
            ],
            positions: Positions::new(Mode::Separate),
        }
    }
}

impl Desk {
    fn coin(&self, symbol: &str) -> Result<&Coin, Refusal> {
        let coin = self.coins.iter().find(|coin| coin.symbol == symbol);
        coin.ok_or_else(|| refused(&format!("symbol {symbol} does not exist")))
    }

    /// Refuses the symbol of a coin that there is not.
    fn filter(&self, call: &DurianCall<'_>) -> Result<Option<&'static str>, Refusal> {
        let symbol = call.request().query("symbol");
        symbol.map(|symbol| self.coin(&symbol).map(|coin| coin.symbol)).transpose()
    }

    pub(super) fn open(&mut self, call: &mut DurianCall<'_>) -> Result<Response, Refusal> {
        let text = |name| call.request().text(name).unwrap_or_default().into_owned();
        let coin = self.coin(&text("symbol"))?;
        let leverage = leverage(&text("leverage"), coin)?;
        let position_side = text("positionSide");
        let trade = Trade {
            market: coin.symbol,
            side: if position_side == "SHORT" { Side::Sell } else { Side::Buy },
            quantity: quantity(&text("orderQty"))?,
            price: coin.price.clone(),
            leverage: leverage.into(),
            reduces: false,
        };
        let (name, price, quantity) = (coin.name, plain(&trade.price), plain(&trade.quantity));
        let opening = Opening { side: text("side"), position_side: position_side.clone() };
        self.positions.apply(trade, opening, call.at().millis()).map_err(excess)?;
        call.effect("position opened", None);
        Ok(call.object(fields! {
            "positionId": self.positions.open().last().map(position_id),
            "avgPrice": price,
            "leverage": leverage.to_string(),
            "orderQty": quantity,
            "symbolName": name,
            "positionSide": position_side,
        }))
    }

    pub(super) fn close(&mut self, call: &mut DurianCall<'_>) -> Result<(), Refusal> {
        let id = call.request().text("positionId").unwrap_or_default();
        let quantity = quantity(&call.request().text("orderQty").unwrap_or_default())?;
        let found = self.positions.open().iter().find(|position| position_id(position) == id);
        let found = found.ok_or_else(|| refused(&format!("position {id} does not exist")))?;
        let (id, price) = (found.id, self.coin(found.market)?.price.clone());
        let now = call.at().millis();
        self.positions.close(id, Some(&quantity), &price, now).map_err(excess)?;
        call.effect("position closed", None);
        Ok(())
    }

    pub(super) fn close_all(&mut self, call: &mut DurianCall<'_>) -> Result<(), Refusal> {
        while let Some(position) = self.positions.open().first() {
            let (id, price) = (position.id, self.coin(position.market)?.price.clone());
            self.positions.close(id, None, &price, call.at().millis()).map_err(excess)?;
        }
        call.effect("all positions closed", None);
        Ok(())
    }

    pub(super) fn set_leverage(&mut self, call: &mut DurianCall<'_>) -> Result<(), Refusal> {
        let coin = self.coin(&call.request().text("symbol").unwrap_or_default())?;
        let leverage = leverage(&call.request().text("leverage").unwrap_or_default(), coin)?;
        let symbol = coin.symbol;
        for position in self.positions.open_mut().filter(|one| one.market == symbol) {
            position.leverage = leverage.into();
            position.updated = call.at().millis();
        }
        call.effect("leverage set", None);
        Ok(())
    }

    /// Returns the open positions, of one symbol if that is asked for.
    pub(super) fn positions(&self, call: &DurianCall<'_>) -> Result<Response, Refusal> {
        let symbol = self.filter(call)?;
        let open = self.positions.open().iter();
        let open = open.filter(|one| symbol.is_none_or(|symbol| symbol == one.market));
        let open = open.filter_map(|one| Some(listed(one, self.coin(one.market).ok()?)));
        Ok(call.list(open, fields! {}))
    }

    /// Returns a page of what was closed, newest first. Times that are not in milliseconds bound
    /// nothing.
    pub(super) fn history(&self, call: &DurianCall<'_>) -> Result<Response, Refusal> {
        let symbol = self.filter(call)?;
        let number = |name: &str| call.request().query(name)?.parse::<i64>().ok();
        let (start, end) = (number("startTime"), number("endTime"));
        let count = |name: &str, default| {
            let sent = number(name).and_then(|number| usize::try_from(number).ok());
            sent.filter(|number| *number > 0).unwrap_or(default)
        };
        let (page, size) = match call.spec().pagination {
            Some(Pagination::Page { page, size, .. }) => (count(page, 1), count(size, 10)),
            _ => (1, 10),
        };
        let offset = page.saturating_sub(1).saturating_mul(size);
        let closed = self.positions.closed().iter().rev().filter(|one| {
            symbol.is_none_or(|symbol| symbol == one.position.market)
                && start.is_none_or(|start| one.at >= start)
                && end.is_none_or(|end| one.at <= end)
        });
        let page = Window::Offset { offset, size }.of(closed.map(|one| (one.id, one)));
        let total = fields! {"total": page.total};
        Ok(call.list(page.items.into_iter().map(closed_fields), total))
    }
}

/// The time and the number of a position.
fn position_id(position: &Position) -> String {
    format!("{}{:03}", position.opened, position.id)
}

fn listed(position: &Position, coin: &Coin) -> Fields {
    let profit = position.unrealised(&coin.price);
    let margin = position.margin(DECIMALS);
    let rate = match margin.is_zero() {
        true => BigDecimal::zero(),
        false => cut(&(&profit / &margin), DECIMALS),
    };
    fields! {
        "symbol": coin.symbol,
        "leverage": plain(&position.leverage),
        "positionQty": plain(&position.quantity),
        "avgPrice": plain(&position.average()),
        "positionSide": position.extra.position_side,
        "updateTime": position.updated.to_string(),
        "positionValue": plain(&(&position.quantity * &coin.price)),
        "maxLeverage": coin.max_leverage.to_string(),
        "markPrice": plain(&coin.price),
        "positionId": position_id(position),
        "createTime": position.opened.to_string(),
        "unrealizedPnl": plain(&profit),
        "unrealizedPnlRate": plain(&rate),
        "logo": "",
        "symbolName": coin.name,
        "positionMargin": plain(&margin),
    }
}

/// Numbers are numbers here, and there are two time zones in one record.
fn closed_fields(closed: &Closed) -> Fields {
    let Closed { id, position, quantity, price, profit, is_whole, at } = closed;
    let order_id = format!("{at}{id:03}");
    fields! {
        "symbol": position.market,
        "leverage": plain(&position.leverage),
        "positionQty": plain(quantity),
        "orderId": order_id,
        "closeCommission": 0,
        "avgPrice": plain(&position.average()),
        "openDurianProfit": 0,
        "estLiqPrice": "0",
        "closedAvgPrice": plain(price),
        "closeFee": 0,
        "points": 0,
        "closedType": if *is_whole { "COMPLETE_CLOSED" } else { "PARTIAL_CLOSED" },
        "openCommisson": 0,
        "logo": "",
        "openLeverage": number(plain(&position.leverage)),
        "id": id,
        "inviteUser": 0,
        "autoCloseDuration": 0,
        "openCommissionsRatio": 0,
        "side": position.extra.side,
        "amount": number(plain(quantity)),
        "closedPnl": number(plain(profit)),
        "positionSide": position.extra.position_side,
        "clientOrderId": order_id,
        "openFee": 0,
        "commissionsRatio": 0,
        "openBrokerFee": 0,
        "updateTime": date(*at),
        "executedAmount": number(plain(&(quantity * position.average()))),
        "userId": USER_ID,
        "closeTs": at,
        "positionId": position_id(position),
        "createTime": date(position.opened.saturating_add(8 * HOUR_MS)),
        "ts": position.opened,
        "liqFee": 0,
    }
}

fn leverage(text: &str, coin: &Coin) -> Result<i64, Refusal> {
    let number = text.parse().ok();
    number
        .filter(|leverage| (1..=coin.max_leverage).contains(leverage))
        .ok_or_else(|| refused(&format!("leverage must be 1 to {}", coin.max_leverage)))
}

fn quantity(text: &str) -> Result<BigDecimal, Refusal> {
    let quantity = read(text).filter(|quantity| *quantity > BigDecimal::zero());
    let quantity = quantity.ok_or_else(|| refused("orderQty must be a positive number"))?;
    if quantity.normalized().fractional_digit_count() > QUANTITY_DECIMALS {
        return Err(refused("orderQty may have 4 decimals"));
    }
    Ok(quantity)
}

fn excess(excess: Excess) -> Refusal {
    refused(match excess {
        Excess::NoPosition => "there is no such position",
        Excess::TooMuch => "orderQty is more than the position has",
        Excess::Insufficient => "insufficient funds",
    })
}

fn refused(message: &str) -> Refusal {
    Refusal::own(StatusCode::OK, INVALID, message)
}
