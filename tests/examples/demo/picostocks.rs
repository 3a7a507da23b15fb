//! PicoStocks: amounts with 18 decimals, an order signed over a nonce that the client fetches, seen
//! in the book and cancelled, and one that becomes a trade.

use venue_core::BigDecimal;
use venue_picostocks::{Client, operations};
use venue_sandbox::{PicoStocks, Side};

use crate::{Setup, table::Table, tail};

pub async fn calls(table: &mut Table) -> Result<(), Setup> {
    let sandbox = PicoStocks::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("picostocks", sandbox.base_url());
    let (user, _) = sandbox.credentials();

    table
        .call(&operations::TICKERS, client.tickers().send(), |tickers| {
            let ticker = tickers.first()?;
            let (price, quantity) = (ticker.price.as_ref()?, ticker.quantity.as_ref()?);
            let (stock, unit) = (ticker.stock_code.as_ref()?, ticker.unit_code.as_ref()?);
            Some(vec![
                ("last", format!("{} {unit}", price.normalized())),
                ("volume", format!("{} {stock}", quantity.normalized())),
                ("turnover", format!("{} {unit}", (price * quantity).normalized())),
            ])
        })
        .await;

    let (quantity, price) = (BigDecimal::new(35.into(), 3), BigDecimal::from(1_000_000_000));
    let call =
        client.place_ask().stock_id(3).quantity(quantity.clone()).unit_id(2).price(price.clone());
    table
        .call(&operations::PLACE_ASK, call.send(), |receipt| {
            let notional = &receipt.price * &receipt.quantity;
            Some(vec![
                ("sells", receipt.quantity.normalized().to_plain_string()),
                ("notional", notional.normalized().to_plain_string()),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;

    let book = client.order_book().user_id(user).send();
    table
        .call(&operations::ORDER_BOOK, book, |book| {
            let ask = book.asks.first()?;
            Some(vec![
                ("own asks", book.asks.len().to_string()),
                ("quantity", ask.quantity.to_plain_string()),
                ("price", ask.price.normalized().to_plain_string()),
            ])
        })
        .await;

    let call = client.cancel_ask().stock_id(3).quantity(quantity).unit_id(2).price(price);
    table
        .call(&operations::CANCEL_ASK, call.send(), |receipt| {
            Some(vec![
                ("response", receipt.response.clone()?),
                ("arrived", tail(&sandbox.received(), 2)),
            ])
        })
        .await;

    // Somebody offers two, of which the client buys one.
    sandbox.with_venue(|venue| {
        venue.seed_order(Side::Sell, 7, (3, 2), BigDecimal::from(2), BigDecimal::from(10));
    });
    let call = client.place_bid().stock_id(3).quantity(1).unit_id(2).price(11);
    table
        .call(&operations::PLACE_BID, call.send(), |receipt| {
            Some(vec![
                ("buys", receipt.quantity.normalized().to_plain_string()),
                ("at most", receipt.price.normalized().to_plain_string()),
            ])
        })
        .await;

    let call = client.order_history().user_id(user).stock_id(3).send();
    table
        .call(&operations::ORDER_HISTORY, call, |history| {
            let trade = history.bids.first()?;
            let (quantity, price) = (trade.quantity.normalized(), trade.price.normalized());
            Some(vec![
                ("bought", history.bids.len().to_string()),
                ("newest", format!("{quantity} × {price} = {}", &quantity * &price)),
                ("sold", history.asks.len().to_string()),
            ])
        })
        .await;
    Ok(())
}
