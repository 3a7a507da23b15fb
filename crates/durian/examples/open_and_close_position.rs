//! Opens a small position at the market, looks at it, closes it, and reads the history.
//!
//! ```console
//! $ VENUE_SANDBOX=1 cargo run --package venue-durian --example open_and_close_position
//! ```
//!
//! With `VENUE_SANDBOX` it talks to a simulated exchange. Durian has no demo environment:
//! with `--live` it trades REAL MONEY, with `DURIAN_EMAIL` and `DURIAN_SECRET`.

use std::{env, error::Error as StdError};

use venue_durian::{
    Client, Credentials, Error, Outcome,
    types::{PositionSide, Side},
};

const SYMBOL: &str = "BT_PERP_BTC_USD";

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = match env::var_os("VENUE_SANDBOX") {
        Some(_) => Some(venue_sandbox::Durian::start().await?),
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

    // The client logs in before the first call that needs a token.
    let opened = client
        .open_position()
        .symbol(SYMBOL)
        .side(Side::Buy)
        .position_side(PositionSide::Long)
        .order_qty("0.0001")
        .leverage(1)
        .send()
        .await;

    match opened {
        Ok(opened) => {
            println!("opened {} of {:?}", opened.position_id, opened.symbol_name);
            show_positions(&client).await?;
            client
                .close_position()
                .position_id(&opened.position_id)
                .order_qty("0.0001")
                .send()
                .await?;
            println!("asked to close it");
        }
        // Requests carry no name of ours here, so only the positions tell. Look before opening again.
        Err(error) if error.outcome() == Outcome::Unknown => {
            eprintln!("no word of it: {error}");
            show_positions(&client).await?;
        }
        Err(error) => return Err(error.into()),
    }

    let (from, to) = ("0", "4102444800000");
    let history = client.position_history().start_time(from).end_time(to).page_size(3);
    for closed in &history.send().await?.list {
        println!("{}: {:?}, profit {:?}", closed.symbol, closed.closed_type, closed.closed_pnl);
    }
    client.logout().await?;
    Ok(())
}

async fn show_positions(client: &Client) -> Result<(), Error> {
    for position in client.positions().symbol(SYMBOL).send().await?.iter() {
        let (quantity, value) = (position.position_qty, position.position_value);
        println!("{}: quantity {quantity:?}, value {value:?} USDT", position.symbol);
    }
    Ok(())
}
