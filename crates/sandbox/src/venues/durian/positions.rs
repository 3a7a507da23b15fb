//! Positions, and how the exchange writes them: all strings.

use bigdecimal::{BigDecimal, Zero};
use serde::Serialize;

use crate::venues::amount::{cut, plain};

const ACCOUNT: &str = "1729856849619000";

/// How many digits a quotient has after the point.
const DIGITS: i64 = 18;

/// A coin that is traded.
#[derive(Debug)]
pub(super) struct Coin {
    pub(super) symbol: &'static str,
    pub(super) name: &'static str,
    pub(super) max_leverage: i64,
    pub(super) logo: &'static str,
    pub(super) price: BigDecimal,
}

/// A position that is open.
#[derive(Debug)]
pub(super) struct Position {
    pub(super) id: String,
    pub(super) coin: usize,
    pub(super) side: String,
    pub(super) position_side: String,
    pub(super) leverage: i64,
    pub(super) quantity: BigDecimal,
    pub(super) price: BigDecimal,
    pub(super) created_ms: i64,
    pub(super) updated_ms: i64,
}

/// A position as the list shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    symbol: &'static str,
    leverage: String,
    position_qty: String,
    avg_price: String,
    position_side: String,
    fee: &'static str,
    liq_price: &'static str,
    update_time: String,
    funding_fee: &'static str,
    position_value: String,
    max_leverage: String,
    account_id: &'static str,
    mark_price: String,
    position_id: String,
    create_time: String,
    unrealized_pnl: String,
    unrealized_pnl_rate: String,
    #[serde(rename = "positionMM")]
    position_mm: &'static str,
    logo: &'static str,
    symbol_name: &'static str,
    position_margin: String,
}

impl Position {
    pub(super) fn is_long(&self) -> bool {
        self.position_side != "SHORT"
    }

    /// What `quantity` of it has won when the price is `now`, or lost if negative.
    pub(super) fn profit(&self, quantity: &BigDecimal, now: &BigDecimal) -> BigDecimal {
        let rise = now - &self.price;
        let profit = quantity * rise;
        if self.is_long() { profit } else { -profit }
    }

    fn margin(&self) -> BigDecimal {
        let value = &self.quantity * &self.price;
        cut(&(value / BigDecimal::from(self.leverage)), DIGITS)
    }

    pub(super) fn shown(&self, coin: &Coin) -> Shown {
        let profit = self.profit(&self.quantity, &coin.price);
        let margin = self.margin();
        let rate =
            if margin.is_zero() { BigDecimal::zero() } else { cut(&(&profit / &margin), DIGITS) };
        Shown {
            symbol: coin.symbol,
            leverage: self.leverage.to_string(),
            position_qty: plain(&self.quantity),
            avg_price: plain(&self.price),
            position_side: self.position_side.clone(),
            fee: "0",
            liq_price: "0",
            update_time: self.updated_ms.to_string(),
            funding_fee: "0",
            position_value: plain(&(&self.quantity * &coin.price)),
            max_leverage: coin.max_leverage.to_string(),
            account_id: ACCOUNT,
            mark_price: plain(&coin.price),
            position_id: self.id.clone(),
            create_time: self.created_ms.to_string(),
            unrealized_pnl: plain(&profit),
            unrealized_pnl_rate: plain(&rate),
            position_mm: "0",
            logo: coin.logo,
            symbol_name: coin.name,
            position_margin: plain(&margin),
        }
    }
}
