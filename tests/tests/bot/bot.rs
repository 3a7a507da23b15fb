use std::time::Duration;

use venue_bitget::{
    Client, Error, ErrorKind, Outcome,
    spot_trade::types::{Order, OrderType, Side, TimeInForce},
};

/// Buys BTC at a limit, once. `name` is new for each purchase: by it the order is found again.
pub async fn buy(client: &Client, name: &str, price: &str) -> Result<Option<Order>, Error> {
    loop {
        let order = client.spot_trade().place_order().symbol("BTCUSDT").side(Side::Buy);
        let order = order.order_type(OrderType::Limit).force(TimeInForce::Gtc);
        match order.price(price).size("0.5").client_oid(name).send().await {
            Ok(_) => break,
            // It may stand in the book. To place it again could be to buy twice.
            Err(error) if error.outcome() == Outcome::Unknown => break,
            // It does not, and may when the exchange has time again.
            Err(error) if error.kind() == ErrorKind::RateLimit => {
                tokio::time::sleep(error.retry_after().unwrap_or(Duration::from_secs(1))).await;
            }
            Err(error) => return Err(error),
        }
    }
    look_up(client, name).await
}

/// What the exchange has under this name. This is a read, which the SDK repeats where that helps.
async fn look_up(client: &Client, name: &str) -> Result<Option<Order>, Error> {
    match client.spot_trade().order_info().client_oid(name).send().await {
        Ok(orders) => Ok(orders.into_data().into_iter().next()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
