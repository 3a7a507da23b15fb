//! Bitget: a book, an order that rests and is cancelled, an order that is filled, and the history.

use venue_bitget::{
    Client, Decimal, Outcome, platform,
    spot_market::{self, types::BookLevel},
    spot_trade::{
        operations,
        types::{Order, OrderType, Side, TimeInForce},
    },
};
use venue_core::ErrorKind;
use venue_sandbox::Bitget;

use crate::{
    Setup,
    table::{Fields, Table},
};

/// The prices of the two orders: below the market, and at the best offer.
const LOW: &str = "23000";
const BEST: &str = "23222.6";

pub async fn calls(table: &mut Table) -> Result<(), Setup> {
    let sandbox = Bitget::start().await?;
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials(sandbox.credentials())
        .build()?;
    table.exchange("bitget", sandbox.base_url());

    let call = client.platform().server_time().send();
    table
        .call(&platform::operations::SERVER_TIME, call, |clock| {
            Some(vec![("time", clock.server_time.to_chrono()?.to_string())])
        })
        .await;

    let call = client.spot_market().order_book().symbol("BTCUSDT").limit(5).send();
    table
        .call(&spot_market::operations::ORDER_BOOK, call, |book| {
            let (bid, ask) = (book.bids.first()?, book.asks.first()?);
            let value = |side: &[BookLevel]| -> Decimal {
                side.iter().map(|level| level.price * level.quantity).sum()
            };
            Some(vec![
                ("best bid", format!("{} × {}", bid.price, bid.quantity)),
                ("best ask", format!("{} × {}", ask.price, ask.quantity)),
                ("spread", (ask.price - bid.price).to_string()),
                ("bids", format!("{} USDT", value(&book.bids).normalize())),
            ])
        })
        .await;

    place(table, &client, "demo-0001", LOW).await;
    look_up(table, &client, "demo-0001").await;

    let call = client.spot_trade().cancel_order().symbol("BTCUSDT").client_oid("demo-0001").send();
    table
        .call(&operations::CANCEL_ORDER, call, |cancelled| {
            Some(vec![("cancelled", cancelled.client_oid.clone()?)])
        })
        .await;

    place(table, &client, "demo-0002", BEST).await;
    look_up(table, &client, "demo-0002").await;

    let call = client.spot_trade().order_history().symbol("BTCUSDT").send();
    table
        .call(&operations::ORDER_HISTORY, call, |orders| {
            let said = |order: &Order| {
                Some(format!("{} {:?}", order.client_oid.as_ref()?, order.status.as_ref()?))
            };
            let (newest, oldest) = (orders.first()?, orders.last()?);
            Some(vec![
                ("orders", orders.len().to_string()),
                ("newest", said(newest)?),
                ("oldest", said(oldest)?),
            ])
        })
        .await;
    Ok(())
}

async fn place(table: &mut Table, client: &Client, client_oid: &str, price: &str) {
    let call = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Buy)
        .order_type(OrderType::Limit)
        .force(TimeInForce::Gtc)
        .price(price)
        .size(Decimal::ONE)
        .client_oid(client_oid)
        .send();
    table
        .call(&operations::PLACE_ORDER, call, |placed| {
            Some(vec![
                ("order", placed.order_id.clone()?),
                ("client id", placed.client_oid.clone()?),
                ("buys", format!("1 BTC at {price}")),
            ])
        })
        .await;
}

async fn look_up(table: &mut Table, client: &Client, client_oid: &str) {
    let call = client.spot_trade().order_info().client_oid(client_oid).send();
    let fields = |order: &Order| -> Option<Fields> {
        let (filled, size) = (order.base_volume?.normalize(), order.size?);
        let mut fields = vec![
            ("status", format!("{:?}", order.status.as_ref()?)),
            ("filled", format!("{filled} of {size} BTC")),
        ];
        if !filled.is_zero() {
            let price = order.price_avg?.normalize();
            fields.push(("paid", format!("{filled} × {price} = {} USDT", filled * price)));
        }
        Some(fields)
    };
    table.call(&operations::ORDER_INFO, call, |orders| fields(orders.first()?)).await;
}

/// An order signed with the wrong secret: what the error says to a program.
pub async fn rejected(table: &mut Table) -> Result<(), Setup> {
    let sandbox = Bitget::start().await?;
    let (key, _, passphrase) = sandbox.credentials();
    let client = Client::builder()
        .environment(sandbox.environment())
        .credentials((key, "not the secret", passphrase))
        .build()?;
    table.section(
        "rejected",
        "an order to bitget, signed with the wrong secret: an error a program can match on",
    );

    let call = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Sell)
        .order_type(OrderType::Market)
        .force(TimeInForce::Gtc)
        .size("0.01")
        .send();
    table
        .rejected(&operations::PLACE_ORDER, call, |error| {
            error.kind() == ErrorKind::Signature && error.outcome() == Outcome::Rejected
        })
        .await;
    Ok(())
}
