//! Durian: a position opened, for which the client logs in, looked at, closed and in the history.

use venue_durian::{
    Client, operations,
    types::{PositionSide, Side},
};
use venue_sandbox::Durian;

use crate::{Setup, table::Table, tail};

pub async fn calls(table: &mut Table) -> Result<(), Setup> {
    let sandbox = Durian::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("durian", sandbox.base_url());

    table
        .call(&operations::COINS, client.coins().send(), |coins| {
            let coin = coins.first()?;
            let (price, smallest) = (coin.price?, coin.min_amount?);
            Some(vec![
                ("symbol", coin.symbol.clone()),
                ("smallest", format!("{smallest} × {price} = {}", price * smallest)),
            ])
        })
        .await;

    let call = client
        .open_position()
        .symbol("BT_PERP_BTC_USD")
        .side(Side::Buy)
        .position_side(PositionSide::Long)
        .order_qty("0.03")
        .leverage(20)
        .send();
    let opened = table
        .call(&operations::OPEN_POSITION, call, |opened| {
            Some(vec![
                ("position", opened.position_id.clone()),
                ("side", format!("{:?}", opened.position_side.as_ref()?)),
                ("exposure", format!("{} × {}", opened.order_qty?, opened.leverage?)),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;

    sandbox.with_venue(|venue| venue.set_price("BT_PERP_BTC_USD", 96_000.into()));
    table
        .call(&operations::POSITIONS, client.positions().send(), |positions| {
            let position = positions.first()?;
            let (quantity, mark) = (position.position_qty?, position.mark_price?);
            Some(vec![
                ("symbol", position.symbol.clone()),
                ("value", format!("{quantity} × {mark} = {}", quantity * mark)),
                ("profit", position.unrealized_pnl?.to_string()),
                ("updated", position.update_time?.to_chrono()?.to_string()),
            ])
        })
        .await;

    let id = opened.map(|opened| opened.position_id.clone()).unwrap_or_default();
    let call = client.close_position().position_id(id).order_qty("0.03").send();
    table
        .call(&operations::CLOSE_POSITION, call, |closed| {
            Some(vec![("status()", closed.status().to_string())])
        })
        .await;

    let call = client.position_history().start_time("0").end_time("4102444800000").send();
    table
        .call(&operations::POSITION_HISTORY, call, |page| {
            let closed = page.list.first()?;
            Some(vec![
                ("closed", format!("{:?}", closed.closed_type.as_ref()?)),
                ("prices", format!("{} → {}", closed.avg_price?, closed.closed_avg_price?)),
                ("profit", closed.closed_pnl?.to_string()),
            ])
        })
        .await;

    table
        .call(&operations::LOGOUT, client.logout(), |ended| {
            Some(vec![("status()", ended.status().to_string())])
        })
        .await;
    Ok(())
}
