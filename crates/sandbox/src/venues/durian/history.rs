//! The list of what was closed: numbers as numbers here, and two time zones in one row.

use bigdecimal::BigDecimal;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    USER_ID,
    positions::{Coin, Position},
};
use crate::venues::amount::plain;

const HOUR_MS: i64 = 3_600_000;

/// A position, or a part of one, that was closed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Closed {
    pub(super) symbol: &'static str,
    leverage: String,
    position_qty: String,
    order_id: String,
    close_commission: i64,
    avg_price: String,
    open_durian_profit: i64,
    est_liq_price: &'static str,
    closed_avg_price: String,
    close_fee: i64,
    points: i64,
    closed_type: &'static str,
    #[serde(rename = "openCommisson")]
    open_commission: i64,
    logo: &'static str,
    open_leverage: i64,
    id: u64,
    invite_user: i64,
    auto_close_duration: i64,
    open_commissions_ratio: i64,
    side: String,
    amount: Option<Box<RawValue>>,
    closed_pnl: Option<Box<RawValue>>,
    position_side: String,
    client_order_id: String,
    open_fee: i64,
    commissions_ratio: i64,
    open_broker_fee: i64,
    update_time: String,
    executed_amount: Option<Box<RawValue>>,
    user_id: u64,
    pub(super) close_ts: i64,
    position_id: String,
    create_time: String,
    ts: i64,
    liq_fee: i64,
}

impl Closed {
    /// `quantity` of a position is closed at the price of its coin. `number` is the row's own.
    pub(super) fn new(
        position: &Position,
        coin: &Coin,
        quantity: &BigDecimal,
        is_whole: bool,
        now_ms: i64,
        number: u64,
    ) -> Self {
        let order_id = format!("{now_ms}{number:03}");
        Self {
            symbol: coin.symbol,
            leverage: position.leverage.to_string(),
            position_qty: plain(quantity),
            order_id: order_id.clone(),
            close_commission: 0,
            avg_price: plain(&position.price),
            open_durian_profit: 0,
            est_liq_price: "0",
            closed_avg_price: plain(&coin.price),
            close_fee: 0,
            points: 0,
            closed_type: if is_whole { "COMPLETE_CLOSED" } else { "PARTIAL_CLOSED" },
            open_commission: 0,
            logo: coin.logo,
            open_leverage: position.leverage,
            id: number,
            invite_user: 0,
            auto_close_duration: 0,
            open_commissions_ratio: 0,
            side: position.side.clone(),
            amount: number_of(quantity),
            closed_pnl: number_of(&position.profit(quantity, &coin.price)),
            position_side: position.position_side.clone(),
            client_order_id: order_id,
            open_fee: 0,
            commissions_ratio: 0,
            open_broker_fee: 0,
            update_time: date(now_ms),
            executed_amount: number_of(&(quantity * &position.price)),
            user_id: USER_ID,
            close_ts: now_ms,
            position_id: position.id.clone(),
            create_time: date(position.created_ms.saturating_add(8 * HOUR_MS)),
            ts: position.created_ms,
            liq_fee: 0,
        }
    }
}

/// A decimal as a JSON number, with every digit.
fn number_of(value: &BigDecimal) -> Option<Box<RawValue>> {
    RawValue::from_string(plain(value)).ok()
}

/// `YYYY-MM-DD HH:MM:SS` of milliseconds since 1970, by the calendar that repeats every 400 years.
fn date(ms: i64) -> String {
    let (days, of_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) / 1_000);
    // The year begins in March, so that the leap day is its last.
    let shifted = days.saturating_add(719_468);
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day_of_month:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (ms, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (1_734_451_962_843, "2024-12-17 16:12:42"),
            (1_735_689_599_999, "2024-12-31 23:59:59"),
        ] {
            assert_eq!(date(ms), text);
        }
    }
}
