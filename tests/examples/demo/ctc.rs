//! The converter: pairs, the start of a conversion, and what became of deposits. It has no accounts,
//! and nothing to cancel.

use venue_core::BigDecimal;
use venue_ctc::{Client, operations};
use venue_sandbox::Ctc;

use crate::{Setup, table::Table};

pub async fn calls(table: &mut Table) -> Result<(), Setup> {
    let sandbox = Ctc::start().await?;
    let client = Client::builder().environment(sandbox.environment()).build()?;
    table.exchange("ctc", sandbox.base_url());

    table
        .call(&operations::PAIRS, client.pairs().send(), |pairs| {
            let pair = pairs.first()?;
            let rate = pair.exchange_rate.as_ref()?;
            let (from, to) = (pair.from_symbol()?, pair.to_symbol()?);
            let amount = BigDecimal::new(12.into(), 5);
            let bought = (rate * &amount).normalized();
            Some(vec![
                ("rate", format!("{} {to} per {from}", rate.normalized().to_plain_string())),
                ("buys", format!("{amount} {from} → {bought} {to}")),
            ])
        })
        .await;

    let call = client.convert().from_coin("LTC").to_coin("SGTK").destination("someguy123").send();
    table
        .call(&operations::CONVERT, call, |start| {
            Some(vec![("send to", start.address.clone()?), ("paid to", start.destination.clone()?)])
        })
        .await;

    let deposits = table
        .call(&operations::DEPOSITS, client.deposits().send(), |page| {
            let total: BigDecimal =
                page.results.iter().filter_map(|deposit| deposit.amount.clone()).sum();
            Some(vec![
                ("deposits", page.results.len().to_string()),
                ("amounts", total.normalized().to_plain_string()),
            ])
        })
        .await;

    let id = deposits.and_then(|page| Some(page.results.first()?.id)).unwrap_or(4);
    table
        .call(&operations::DEPOSIT, client.deposit().id(id).send(), |deposit| {
            let amount = deposit.amount.as_ref()?.normalized();
            Some(vec![
                ("deposit", format!("{} of {amount} {}", deposit.id, deposit.symbol()?)),
                ("status", format!("{:?}", deposit.status.as_ref()?)),
                ("arrived", deposit.tx_timestamp.as_ref()?.to_chrono().to_string()),
            ])
        })
        .await;

    let call = client.conversions().limit(3).send();
    table
        .call(&operations::CONVERSIONS, call, |page| {
            let newest = page.results.first()?;
            let amount = newest.to_amount.as_ref()?.normalized().to_plain_string();
            Some(vec![
                ("all", page.count?.to_string()),
                ("newest", format!("{amount} {}", newest.to_coin_symbol.as_ref()?)),
                ("paid to", newest.to_address.clone()?),
            ])
        })
        .await;
    table.note("nothing to sign, and nothing to cancel: coins move when somebody sends them");
    Ok(())
}
