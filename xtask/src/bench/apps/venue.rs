//! Places an order on Bitget with `venue-bitget`.

use venue_bitget::{
    Client, Credentials, Error,
    spot_trade::types::{OrderType, Side, TimeInForce},
};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client = Client::builder().credentials(Credentials::from_env()?).build()?;
    let placed = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Buy)
        .order_type(OrderType::Limit)
        .force(TimeInForce::Gtc)
        .price("23222.5")
        .size("0.01")
        .client_oid("my-order-1")
        .send()
        .await?;
    println!("placed as {}", placed.order_id.as_deref().unwrap_or("an order without id"));
    Ok(())
}
