//! Transfers between the accounts of the user.

use std::collections::BTreeSet;

use bigdecimal::BigDecimal;

use super::{
    API, BitgetCall, BitgetVenue, LONG_CLIENT_ID,
    asked::{Asked, Listed, page},
    missing, refused,
    types::BitgetAccount,
    wrong,
};
use crate::{
    engine::{
        amount::plain,
        ledger::{Posting, Reason},
        paging::Window,
        render::{Fields, fields},
    },
    generated::bitget::Operation,
    refusal::Refusal,
    response::Response,
    table::ErrorKind,
};

const TOO_MUCH: &str = API.code(ErrorKind::LimitExceeded, "43117");

/// How many characters the client's id of a transfer may have.
const CLIENT_ID: usize = 64;

/// A transfer that was made.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    id: u64,
    client_id: Option<String>,
    /// The accounts, as the request spelt them.
    from: String,
    to: String,
    coin: String,
    amount: BigDecimal,
    at: i64,
}

impl BitgetVenue {
    /// Responds to what concerns transfers.
    pub(super) fn transfers(
        &mut self,
        call: &mut BitgetCall<'_>,
    ) -> Result<Option<Response>, Refusal> {
        Ok(Some(match call.operation() {
            Operation::SpotWalletTransfer | Operation::UtaWalletTransfer => self.transfer(call)?,
            Operation::SpotWalletTransferableCoins | Operation::UtaWalletTransferableCoins => {
                call.respond(&self.transferable(call)?)
            }
            Operation::UtaWalletMaxTransferable => {
                let coin = Asked::of(call).needed("coin")?;
                let key = (BitgetAccount::Spot, coin.to_ascii_uppercase());
                let most = plain(&self.exchange.ledger.balance(&key).available);
                call.object(fields! {"coin": coin, "maxTransfer": most, "borrowMaxTransfer": most})
            }
            Operation::SpotAccountTransferRecords => self.transfer_records(call)?,
            Operation::UtaSubaccountTransferRecords => {
                let client = call.request().query("clientOid");
                let coin = call.request().query("coin");
                let fits = |one: &&Transfer| {
                    one.fits(coin.as_deref(), client.as_deref())
                        && call.request().query("subUid").is_none()
                };
                let all = self.transfers.iter().rev().filter(fits);
                let page = page(call, all, |one| one.listed())?.map(Transfer::unified);
                let last = page.ends.map(|(_, last)| last.to_string()).unwrap_or_default();
                call.list(page.items, fields! {"cursor": last})
            }
            _ => return Ok(None),
        }))
    }

    /// Makes a transfer. One with the client's id of another is not made again.
    fn transfer(&mut self, call: &mut BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = Asked::of(call);
        let account = |name: &str| {
            let said = asked.needed(name)?;
            let account = BitgetAccount::read(&said).ok_or_else(|| wrong(name))?;
            Ok((said.to_ascii_lowercase(), account))
        };
        let ((from, source), (to, target)) = (account("fromType")?, account("toType")?);
        let coin = asked.needed("coin")?.to_ascii_uppercase();
        let amount = asked.positive("amount")?;
        if !source.holds(&coin) || !target.holds(&coin) {
            return Err(wrong("coin"));
        }
        if from == to {
            return Err(wrong("toType"));
        }
        let client_id = asked.said("clientOid");
        if client_id.as_ref().is_some_and(|id| id.chars().count() > CLIENT_ID) {
            let message = format!("clientOid length cannot be greater than {CLIENT_ID}");
            return Err(refused(LONG_CLIENT_ID, &message));
        }
        let known = client_id.as_ref().and_then(|client_id| {
            self.transfers.iter().find(|one| one.client_id.as_ref() == Some(client_id))
        });
        if let Some(known) = known {
            return Ok(call.object(known.receipt()));
        }
        let at = call.at().millis();
        let postings = vec![
            Posting::pay((source, coin.clone()), -&amount),
            Posting::pay((target, coin.clone()), amount.clone()),
        ];
        self.exchange
            .ledger
            .book(Reason::Transfer, postings, at)
            .map_err(|_| refused(TOO_MUCH, "Exceeds the maximum amount that can be transferred"))?;
        let id = self.number();
        let transfer = Transfer { id, client_id, from, to, coin, amount, at };
        let summary = format!(
            "transfer {id}: {} {} from {} to {}",
            plain(&transfer.amount),
            transfer.coin,
            transfer.from,
            transfer.to
        );
        call.effect(summary, transfer.client_id.as_deref());
        let response = call.object(transfer.receipt());
        self.transfers.push(transfer);
        Ok(response)
    }

    /// Returns the coins that are somewhere, and that both accounts can hold.
    fn transferable(&self, call: &BitgetCall<'_>) -> Result<Vec<String>, Refusal> {
        let account = |name: &str| {
            let said = call.request().query(name).ok_or_else(|| missing(name))?;
            BitgetAccount::read(&said).ok_or_else(|| wrong(name))
        };
        let (from, to) = (account("fromType")?, account("toType")?);
        let coins = self.exchange.ledger.balances().map(|((_, coin), _)| coin.clone());
        let coins: BTreeSet<String> =
            coins.filter(|coin| from.holds(coin) && to.holds(coin)).collect();
        Ok(coins.into_iter().collect())
    }

    /// Lists the transfers of a coin, by numbered pages or behind an id.
    fn transfer_records(&self, call: &BitgetCall<'_>) -> Result<Response, Refusal> {
        let asked = |name: &str| call.request().query(name);
        let number = |name: &str| {
            let read = |text: String| text.parse::<u64>().map_err(|_| wrong(name));
            asked(name).map(read).transpose()
        };
        let (coin, client, from) = (asked("coin"), asked("clientOid"), asked("fromType"));
        let (start, end) = (number("startTime")?, number("endTime")?);
        let fits = |one: &&Transfer| {
            let at = u64::try_from(one.at).unwrap_or_default();
            one.fits(coin.as_deref(), client.as_deref())
                && from.as_ref().is_none_or(|from| from.eq_ignore_ascii_case(&one.from))
                && start.is_none_or(|start| at >= start)
                && end.is_none_or(|end| at <= end)
        };
        let all = self.transfers.iter().rev().filter(fits).map(|one| (one.id, one));
        let size = number("limit")?.unwrap_or(100);
        if !(1..=500).contains(&size) {
            return Err(wrong("limit"));
        }
        let size = usize::try_from(size).unwrap_or(100);
        let window = match (number("idLessThan")?, number("pageNum")?) {
            (Some(than), _) => Window::Older { than: Some(than), size },
            (None, Some(0)) => return Err(wrong("pageNum")),
            (None, page) => {
                let before = usize::try_from(page.unwrap_or(1) - 1).unwrap_or(usize::MAX);
                Window::Offset { offset: before.saturating_mul(size), size }
            }
        };
        Ok(call.list(window.of(all).items.into_iter().map(Transfer::classic), fields! {}))
    }
}

impl Transfer {
    fn fits(&self, coin: Option<&str>, client: Option<&str>) -> bool {
        coin.is_none_or(|coin| coin.eq_ignore_ascii_case(&self.coin))
            && client.is_none_or(|client| self.client_id.as_deref() == Some(client))
    }

    fn listed(&self) -> Listed<'_> {
        Listed { id: self.id, order: self.id, symbol: "", at: self.at }
    }

    fn client_id(&self) -> String {
        self.client_id.clone().unwrap_or_else(|| self.id.to_string())
    }

    fn receipt(&self) -> Fields {
        fields! {"transferId": self.id.to_string(), "clientOid": self.client_id()}
    }

    fn classic(&self) -> Fields {
        fields! {
            "coin": self.coin,
            "status": "Successful",
            "toType": self.to,
            "toSymbol": "",
            "fromType": self.from,
            "fromSymbol": "",
            "size": plain(&self.amount),
            "ts": self.at.to_string(),
            "clientOid": self.client_id(),
            "transferId": self.id.to_string(),
        }
    }

    fn unified(&self) -> Fields {
        fields! {
            "transferId": self.id.to_string(),
            "oldTransferId": self.id.to_string(),
            "fromType": self.from,
            "toType": self.to,
            "amount": plain(&self.amount),
            "coin": self.coin,
            "status": "Successful",
            "clientOid": self.client_id(),
            "createdTime": self.at.to_string(),
            "updatedTime": self.at.to_string(),
        }
    }
}
