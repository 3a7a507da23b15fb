//! Digitex: markets and a book without a token's need, then an order, its state, its cancellation
//! and the history.

use venue_digitex::{
    Client, operations,
    types::{OrderDuration, OrderSide, OrderType},
};
use venue_sandbox::Digitex;

use crate::{Setup, table::Table};

const CLIENT_ID: &str = "d3c32cc8-89b7-4a4a-8847-7a255e7739ad";

pub async fn calls(table: &mut Table) -> Result<(), Setup> {
    let sandbox = Digitex::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("digitex", sandbox.base_url());

    let markets = table
        .call(&operations::MARKETS, client.markets().send(), |markets| {
            let market = markets.first()?;
            Some(vec![
                ("market", format!("{} {}", market.id, market.code.as_ref()?)),
                ("kind", format!("{:?}", market.market_type?)),
                ("tick", market.tick_size.as_ref()?.normalized().to_plain_string()),
            ])
        })
        .await;
    let market_id = markets.and_then(|markets| Some(markets.first()?.id)).unwrap_or(1);

    let call = client.order_book().market_id(market_id).send();
    table
        .call(&operations::ORDER_BOOK, call, |book| {
            let (bid, ask) = (book.bids.as_ref()?.first()?, book.asks.as_ref()?.first()?);
            Some(vec![
                ("best bid", format!("{} × {}", bid.price, bid.quantity)),
                ("best ask", format!("{} × {}", ask.price, ask.quantity)),
                ("spread", (&ask.price - &bid.price).to_string()),
            ])
        })
        .await;

    let call = client
        .place_order()
        .client_id(CLIENT_ID)
        .market_id(market_id)
        .side(OrderSide::Buy)
        .type_(OrderType::Limit)
        .duration(OrderDuration::Gtc)
        .leverage(10)
        .quantity(9)
        .price(38_000)
        .send();
    table
        .call(&operations::PLACE_ORDER, call, |placed| {
            let (price, quantity) = (placed.price.as_ref()?, placed.quantity.as_ref()?);
            Some(vec![
                ("client id", placed.client_id.clone()?),
                ("notional", format!("{price} × {quantity} = {}", price * quantity)),
            ])
        })
        .await;

    let call = client.order_status().client_id(CLIENT_ID).send();
    table
        .call(&operations::ORDER_STATUS, call, |orders| {
            let order = orders.first()?;
            let (ordered, rest) = (order.orig_quantity.as_ref()?, order.quantity.as_ref()?);
            let filled = (ordered - rest).normalized();
            Some(vec![
                ("status", format!("{:?}", order.status?)),
                ("filled", format!("{filled} of {}", ordered.normalized())),
            ])
        })
        .await;

    let call = client.cancel_orders(market_id, [CLIENT_ID]).send();
    table
        .call(&operations::CANCEL_ORDERS, call, |confirmed| {
            Some(vec![("cancels", confirmed.orders_client_ids.as_ref()?.join(", "))])
        })
        .await;

    table
        .call(&operations::ORDER_HISTORY, client.order_history().send(), |page| {
            let order = page.results.first()?;
            let price = order.price.as_ref()?.normalized();
            Some(vec![
                ("orders", page.results.len().to_string()),
                ("newest", format!("{:?}, at {}", order.status?, price.to_plain_string())),
            ])
        })
        .await;
    Ok(())
}
