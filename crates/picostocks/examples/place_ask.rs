//! Offers something for sale, looks it up, takes the offer back, and reads the history.
//!
//! ```console
//! $ VENUE_SANDBOX=1 cargo run --package venue-picostocks --example place_ask
//! ```
//!
//! With `VENUE_SANDBOX` it talks to a simulated exchange. PicoStocks has no demo environment:
//! with `--live` it trades REAL MONEY, with `PICOSTOCKS_USER_ID` and `PICOSTOCKS_PRIVATE_KEY`.

use std::{env, error::Error as StdError};

use venue_picostocks::{BigDecimal, Client, Credentials, Outcome};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = match env::var_os("VENUE_SANDBOX") {
        Some(_) => Some(venue_sandbox::PicoStocks::start().await?),
        None if env::args().any(|argument| argument == "--live") => None,
        None => return Err("set VENUE_SANDBOX=1, or say --live to trade real money".into()),
    };
    let builder = match &sandbox {
        Some(sandbox) => {
            Client::builder().environment(sandbox.environment()).credentials(sandbox.credentials())
        }
        None => Client::builder().credentials(Credentials::from_env()?),
    };
    let client = builder.build()?;

    // Asset 3 against asset 2. An order has no number on PicoStocks: these four values name it.
    let (stock, unit) = (3, 2);
    let (quantity, price): (BigDecimal, BigDecimal) = ("0.035".parse()?, "1000000000".parse()?);
    println!("asking {} for {quantity} in all", (&quantity * &price).normalized());

    // Fetches the nonce, signs the 18-decimal text with Ed25519, and sends.
    let placed = client
        .place_ask()
        .stock_id(stock)
        .quantity(quantity.clone())
        .unit_id(unit)
        .price(price.clone())
        .send()
        .await;
    match placed {
        Ok(receipt) => println!("the exchange says {:?}", receipt.response),
        // It may stand in the book: look before asking again.
        Err(error) if error.outcome() == Outcome::Unknown => eprintln!("no word of it: {error}"),
        Err(error) => return Err(error.into()),
    }
    let book = client.order_book().stock_id(stock).unit_id(unit).send().await?;
    let stands = book.asks.iter().any(|ask| ask.quantity == quantity && ask.price == price);
    println!("an order like it is {}in the book", if stands { "" } else { "not " });
    if !stands {
        return Ok(());
    }

    let order = client.cancel_ask().stock_id(stock).quantity(quantity).unit_id(unit).price(price);
    println!("cancelled: {:?}", order.send().await?.response);

    // Trades alone have a history here; what was cancelled left no trace.
    let trades = client.trade_history().stock_id(stock).unit_id(unit).send().await?;
    println!("{} of the last trades were begun by a buyer", trades.bids.len());
    Ok(())
}
