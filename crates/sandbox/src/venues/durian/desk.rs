//! What the trading calls do: positions opened, closed and listed.

use bigdecimal::{BigDecimal, Zero};
use http::StatusCode;
use serde::Serialize;

use super::{
    history::Closed,
    positions::{Coin, Position, Shown},
};
use crate::{
    refusal::Refusal,
    request::Request,
    venues::amount::{fixed, plain, read},
};

/// How many decimals a quantity may have.
const QUANTITY_DECIMALS: i64 = 4;

/// The coins, the positions in them and what was closed.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) coins: Vec<Coin>,
    positions: Vec<Position>,
    closed: Vec<Closed>,
    count: u64,
}

impl Default for Desk {
    fn default() -> Self {
        let coin = |symbol, name, max_leverage, price| Coin {
            symbol,
            name,
            max_leverage,
            logo: "",
            price,
        };
        Self {
            coins: vec![
                coin("BT_PERP_BTC_USD", "BTC", 100, fixed(95_000, 0)),
                coin("BT_PERP_ETH_USD", "ETH", 100, fixed(393_001, 2)),
                coin("BT_PERP_DOGE_USD", "DOGE", 50, fixed(2_174, 3)),
                coin("BT_PERP_ACT_USD", "ACT", 50, fixed(43_943, 5)),
            ],
            positions: Vec::new(),
            closed: Vec::new(),
            count: 0,
        }
    }
}

/// The response to an opened position.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Opened {
    position_id: String,
    avg_price: String,
    leverage: String,
    order_qty: String,
    symbol_name: &'static str,
    position_side: String,
}

/// A page of what was closed.
#[derive(Serialize)]
pub(super) struct History {
    total: usize,
    list: Vec<Closed>,
}

impl Desk {
    fn coin(&self, symbol: &str) -> Result<(usize, &Coin), Refusal> {
        let mut coins = self.coins.iter().enumerate();
        coins
            .find(|(_, coin)| coin.symbol == symbol)
            .ok_or_else(|| refused(&format!("symbol {symbol} does not exist")))
    }

    pub(super) fn open(&mut self, request: &Request) -> Result<Opened, Refusal> {
        let text = |name| request.text(name).unwrap_or_default();
        let (place, coin) = self.coin(&text("symbol"))?;
        let leverage = leverage(&text("leverage"), coin)?;
        let quantity = quantity(&text("orderQty"))?;
        let now = request.at().millis();
        let number = self.count + 1;
        let position = Position {
            id: format!("{now}{number:03}"),
            coin: place,
            side: text("side").into_owned(),
            position_side: text("positionSide").into_owned(),
            leverage,
            price: coin.price.clone(),
            created_ms: now,
            updated_ms: now,
            quantity,
        };
        let opened = Opened {
            position_id: position.id.clone(),
            avg_price: plain(&position.price),
            leverage: leverage.to_string(),
            order_qty: plain(&position.quantity),
            symbol_name: coin.name,
            position_side: position.position_side.clone(),
        };
        self.count = number;
        self.positions.push(position);
        Ok(opened)
    }

    pub(super) fn close(&mut self, request: &Request) -> Result<(), Refusal> {
        let id = request.text("positionId").unwrap_or_default();
        let quantity = quantity(&request.text("orderQty").unwrap_or_default())?;
        let found = self.positions.iter().position(|known| known.id == id);
        let place = found.ok_or_else(|| refused(&format!("position {id} does not exist")))?;
        self.close_some(place, Some(quantity), request.at().millis())
    }

    pub(super) fn close_all(&mut self, now_ms: i64) -> Result<(), Refusal> {
        while !self.positions.is_empty() {
            self.close_some(0, None, now_ms)?;
        }
        Ok(())
    }

    /// Closes so much of a position, or all of it.
    fn close_some(
        &mut self,
        place: usize,
        quantity: Option<BigDecimal>,
        now_ms: i64,
    ) -> Result<(), Refusal> {
        let (Some(position), number) = (self.positions.get_mut(place), self.count + 1) else {
            return Ok(());
        };
        let quantity = quantity.unwrap_or_else(|| position.quantity.clone());
        if quantity > position.quantity {
            return Err(refused("orderQty is more than the position has"));
        }
        let left = &position.quantity - &quantity;
        if let Some(coin) = self.coins.get(position.coin) {
            let row = Closed::new(position, coin, &quantity, left.is_zero(), now_ms, number);
            self.closed.push(row);
        }
        self.count = number;
        position.updated_ms = now_ms;
        if left.is_zero() {
            self.positions.remove(place);
        } else {
            position.quantity = left;
        }
        Ok(())
    }

    pub(super) fn set_leverage(&mut self, request: &Request) -> Result<(), Refusal> {
        let (place, coin) = self.coin(&request.text("symbol").unwrap_or_default())?;
        let leverage = leverage(&request.text("leverage").unwrap_or_default(), coin)?;
        let concerned = self.positions.iter_mut().filter(|one| one.coin == place);
        for position in concerned {
            position.leverage = leverage;
            position.updated_ms = request.at().millis();
        }
        Ok(())
    }

    /// The open positions, of one symbol if that is asked for.
    pub(super) fn positions(&self, request: &Request) -> Result<Vec<Shown>, Refusal> {
        let symbol = parameter(request, "symbol");
        if let Some(symbol) = &symbol {
            self.coin(symbol)?;
        }
        let shown = self.positions.iter().filter_map(|position| {
            let coin = self.coins.get(position.coin)?;
            let asked = symbol.as_ref().is_none_or(|symbol| symbol == coin.symbol);
            asked.then(|| position.shown(coin))
        });
        Ok(shown.collect())
    }

    /// A page of what was closed, newest first. Times that are not in milliseconds bound nothing.
    pub(super) fn history(&self, request: &Request) -> Result<History, Refusal> {
        let symbol = parameter(request, "symbol");
        if let Some(symbol) = &symbol {
            self.coin(symbol)?;
        }
        let number = |name| parameter(request, name).and_then(|text| text.parse::<i64>().ok());
        let (start, end) = (number("startTime"), number("endTime"));
        let count = |name, default| {
            let sent = number(name).and_then(|number| usize::try_from(number).ok());
            sent.filter(|number| *number > 0).unwrap_or(default)
        };
        let (page, size) = (count("pageNum", 1), count("pageSize", 10));
        let rows: Vec<&Closed> = self
            .closed
            .iter()
            .rev()
            .filter(|row| {
                symbol.as_ref().is_none_or(|symbol| symbol == row.symbol)
                    && start.is_none_or(|start| row.close_ts >= start)
                    && end.is_none_or(|end| row.close_ts <= end)
            })
            .collect();
        let skipped = page.saturating_sub(1).saturating_mul(size);
        Ok(History {
            total: rows.len(),
            list: rows.into_iter().skip(skipped).take(size).cloned().collect(),
        })
    }
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    let pairs = request.query_pairs().into_iter();
    let mut found = pairs.filter(|(known, value)| known == name && !value.is_empty());
    found.next().map(|(_, value)| value)
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

fn refused(message: &str) -> Refusal {
    Refusal::own(StatusCode::OK, "400", message)
}
