use std::time::Duration;

use venue_bitget::{Client, spot_trade::types::OrderStatus};
use venue_sandbox::Bitget;

use crate::bot::buy;

async fn start() -> (Bitget, Client) {
    let bitget = Bitget::start().await.unwrap();
    let builder = Client::builder().environment(bitget.environment());
    let client = builder.credentials(bitget.credentials()).build().unwrap();
    (bitget, client)
}

#[tokio::test]
async fn a_purchase_that_meets_the_book_is_filled() {
    let (bitget, client) = start().await;
    let order = buy(&client, "first", "23222.6").await.unwrap().unwrap();
    assert_eq!(order.status, Some(OrderStatus::Filled));
    assert_eq!(bitget.balance("USDT"), ("88388.7".into(), "0".into()));
    assert_eq!(bitget.balance("BTC"), ("10.5".into(), "0".into()));
}

#[tokio::test]
async fn a_purchase_whose_reply_is_lost_is_found_and_not_repeated() {
    let (bitget, client) = start().await;
    bitget.next("spot_trade.place_order").unwrap().lose_reply();
    let order = buy(&client, "first", "23000").await.unwrap().unwrap();
    assert_eq!(order.status, Some(OrderStatus::Live));
    assert_eq!(bitget.effects().len(), 1);
    assert_eq!(bitget.balance("USDT"), ("88500".into(), "11500".into()));

    // The other half of the doubt: it was lost on its way there.
    bitget.next("spot_trade.place_order").unwrap().cut();
    assert_eq!(buy(&client, "second", "23000").await.unwrap(), None);
    assert_eq!(bitget.effects().len(), 1);
}

#[tokio::test]
async fn a_purchase_waits_as_long_as_the_exchange_asks() {
    let (bitget, client) = start().await;
    let busy = r#"{"code":"429","msg":"Too Many Requests"}"#;
    bitget.next("spot_trade.place_order").unwrap().header("Retry-After", "60").respond(429, busy);

    let own = client.clone();
    let bot = tokio::spawn(async move { buy(&own, "first", "23222.6").await });
    while client.limits().iter().all(|limit| limit.cooldown.is_none()) {
        tokio::task::yield_now().await;
    }
    assert_eq!(bitget.received().len(), 1);

    // A minute later, which is now.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    let order = bot.await.unwrap().unwrap().unwrap();
    assert_eq!(order.status, Some(OrderStatus::Filled));
    assert_eq!(bitget.effects().len(), 1);
}
