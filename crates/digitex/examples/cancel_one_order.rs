//! Places a limit order, looks at it, cancels it and no other, and reads the history.
//!
//! ```console
//! $ VENUE_SANDBOX=1 cargo run --package venue-digitex --example cancel_one_order
//! ```
//!
//! With `VENUE_SANDBOX` it talks to a simulated exchange. Without, it trades on Digitex's
//! testnet, with a token in `DIGITEX_TOKEN`.

use std::{env, error::Error as StdError};

use venue_digitex::{
    Client, Credentials, Environment, Outcome,
    types::{OrderDuration, OrderSide, OrderType},
};

const MARKET: i64 = 1;

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = match env::var_os("VENUE_SANDBOX") {
        Some(_) => Some(venue_sandbox::Digitex::start().await?),
        None => None,
    };
    let builder = match &sandbox {
        Some(sandbox) => {
            Client::builder().environment(sandbox.environment()).credentials(sandbox.credentials())
        }
        None => Client::builder()
            .environment(Environment::Testnet)
            .credentials(Credentials::from_env()?),
    };
    let client = builder.build()?;

    let book = client.order_book().market_id(MARKET).send().await?;
    let best = book.bids.as_deref().and_then(<[_]>::first).ok_or("nobody buys")?;
    println!("the best bid is {} for {}", best.price, best.quantity);

    // A UUID, new for each order; a program of yours would use the `uuid` crate.
    let client_id = "d3c32cc8-89b7-4a4a-8847-7a255e7739ad";
    let placed = client
        .place_order()
        .client_id(client_id)
        .market_id(MARKET)
        .side(OrderSide::Buy)
        .type_(OrderType::Limit)
        .duration(OrderDuration::Gtc)
        .leverage(10)
        .quantity(9)
        .price(best.price.clone())
        .send()
        .await;
    match placed {
        // The echo confirms that the order was received, not that it was accepted.
        Ok(placed) => println!("received: {:?}", placed.client_id),
        // It may stand in the book; cancelling it below is right in either case.
        Err(error) if error.outcome() == Outcome::Unknown => eprintln!("no word of it: {error}"),
        Err(error) => return Err(error.into()),
    }

    for order in client.order_status().client_id(client_id).send().await?.iter() {
        if let (Some(left), Some(ordered)) = (&order.quantity, &order.orig_quantity) {
            let (left, ordered) = (left.normalized(), ordered.normalized());
            println!("{:?}, {left} of {ordered} left", order.status);
        }
    }

    // This order. An empty list would be refused here: on the wire it cancels everything.
    client.cancel_orders(MARKET, [client_id]).send().await?;
    for order in &client.order_history().market_id(MARKET).page_size(3).send().await?.results {
        println!("{}: {:?}", order.client_id, order.status);
    }
    Ok(())
}
