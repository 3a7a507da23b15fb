//! Starts a conversion, and reads what became of earlier ones. There is nothing to cancel.
//!
//! ```console
//! $ VENUE_SANDBOX=1 cargo run --package venue-ctc --example convert_coins
//! $ cargo run --package venue-ctc --example convert_coins -- https://converter.example.com
//! ```
//!
//! With `VENUE_SANDBOX` it talks to a simulated converter, otherwise to the one at the address
//! given. Starting a conversion moves nothing: coins move when somebody sends them to the address
//! that comes back.

use std::{env, error::Error as StdError};

use venue_ctc::{BigDecimal, Client, Outcome};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = match env::var_os("VENUE_SANDBOX") {
        Some(_) => Some(venue_sandbox::Ctc::start().await?),
        None => None,
    };
    let address = match (&sandbox, env::args().nth(1)) {
        (Some(sandbox), _) => sandbox.environment(),
        (None, Some(address)) => address,
        (None, None) => {
            return Err("set VENUE_SANDBOX=1, or give the address of a converter".into());
        }
    };
    let client = Client::builder().environment(address).build()?;

    // The rate of the pair is exact; the one in the response to a conversion went through a float.
    let pairs = client.pairs().from_coin("LTC").to_coin("SGTK").send().await?;
    let pair = pairs.first().ok_or("this converter does not do that")?;
    let rate = pair.exchange_rate.as_ref().ok_or("the pair has no rate")?;
    let amount: BigDecimal = "0.1".parse()?;
    println!("{amount} LTC are {} SGTK", (rate * &amount).normalized().to_plain_string());

    let start =
        client.convert().from_coin("LTC").to_coin("SGTK").destination("someguy123").send().await;
    match start {
        // One of the two, depending on the coin. Without the memo a deposit cannot be assigned.
        Ok(start) => match (&start.address, &start.account, &start.memo) {
            (Some(address), _, _) => println!("send them to the address {address}"),
            (_, Some(account), Some(memo)) => println!("send them to {account}, memo {memo:?}"),
            _ => println!("the converter does not say where to send them"),
        },
        // An address may have been made for nobody. That costs nothing: ask again.
        Err(error) if error.outcome() == Outcome::Unknown => eprintln!("no word of it: {error}"),
        Err(error) => return Err(error.into()),
    }

    for deposit in &client.deposits().limit(5).send().await?.results {
        if let (Some(amount), Some(symbol)) = (&deposit.amount, deposit.symbol()) {
            let amount = amount.normalized();
            println!("deposit {}: {amount} {symbol}, {:?}", deposit.id, deposit.status);
        }
    }
    for conversion in &client.conversions().limit(5).send().await?.results {
        if let (Some(amount), Some(to)) = (&conversion.to_amount, &conversion.to_address) {
            println!("{} were paid to {to}", amount.normalized().to_plain_string());
        }
    }
    Ok(())
}
