//! Places a limit order with a client order id, looks it up by that id, cancels it, and reads the
//! history.
//!
//! ```console
//! $ VENUE_SANDBOX=1 cargo run --package venue-bitget --example place_and_look_up_order
//! ```
//!
//! With `VENUE_SANDBOX` it talks to a simulated exchange. Without, it trades on Bitget's demo
//! environment, with a key made for that in `BITGET_API_KEY`, `BITGET_API_SECRET` and
//! `BITGET_API_PASSPHRASE`.

use std::{env, error::Error as StdError, time::SystemTime};

use venue_bitget::{
    Client, Credentials, Decimal, Environment, Error, Outcome,
    spot_trade::types::{Order, OrderType, Side, TimeInForce},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = match env::var_os("VENUE_SANDBOX") {
        Some(_) => Some(venue_sandbox::Bitget::start().await?),
        None => None,
    };
    let builder = match &sandbox {
        Some(sandbox) => {
            Client::builder().environment(sandbox.environment()).credentials(sandbox.credentials())
        }
        None => {
            Client::builder().environment(Environment::Demo).credentials(Credentials::from_env()?)
        }
    };
    let client = builder.build()?;

    // Well below the market, so that the order rests.
    let book = client.spot_market().order_book().symbol("BTCUSDT").limit(1).send().await?;
    let best = book.bids.first().ok_or("nobody buys")?.price;
    let price = (best * Decimal::new(80, 2)).round_dp(2);
    let size = Decimal::new(1, 3);
    println!("buying {size} BTC at {price}, for {} USDT", (price * size).normalize());

    // The client order id is chosen before anything is sent: it finds the order even if no response comes.
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let client_oid = format!("example-{}", since_1970.as_millis());
    let placed = client
        .spot_trade()
        .place_order()
        .symbol("BTCUSDT")
        .side(Side::Buy)
        .order_type(OrderType::Limit)
        .force(TimeInForce::Gtc)
        .price(price)
        .size(size)
        .client_oid(&client_oid)
        .send()
        .await;

    match placed {
        Ok(placed) => println!("placed as {}", placed.order_id.as_deref().unwrap_or("(no id yet)")),
        Err(error) => match error.outcome() {
            // It may be in the book. Placing it again could buy twice.
            Outcome::Unknown => eprintln!("no word of the order: {error}"),
            // It is not.
            Outcome::NotSent | Outcome::Rejected => return Err(error.into()),
        },
    }

    match look_up(&client, &client_oid).await? {
        Some(order) => println!("the exchange has {} as {:?}", order.order_id, order.status),
        None => {
            println!("the exchange does not have it");
            return Ok(());
        }
    }

    client.spot_trade().cancel_order().symbol("BTCUSDT").client_oid(&client_oid).send().await?;
    for order in client.spot_trade().order_history().symbol("BTCUSDT").limit(3).send().await?.iter()
    {
        println!("{:?}: {:?}", order.client_oid, order.status);
    }
    Ok(())
}

async fn look_up(client: &Client, client_oid: &str) -> Result<Option<Order>, Error> {
    let orders = client.spot_trade().order_info().client_oid(client_oid).send().await?;
    Ok(orders.into_data().into_iter().next())
}
