//! What the accounts say they have.

use bigdecimal::{BigDecimal, Zero};

use super::{
    BitgetCall, BitgetVenue,
    types::{BitgetAccount, Line, Market},
};
use crate::{
    engine::{
        amount::{cut, plain},
        ledger::Balance,
        render::{fields, json},
    },
    generated::bitget::Operation,
    response::Response,
};

impl BitgetVenue {
    /// Responds to questions for balances.
    pub(super) fn balances(&self, call: &BitgetCall<'_>) -> Option<Response> {
        Some(match call.operation() {
            Operation::SpotAccountAssets => self.spot_assets(call),
            Operation::UtaAccountAssets => self.unified_assets(call),
            Operation::AccountOverviewBalances => self.overview(call),
            Operation::AccountOverviewFundingAssets | Operation::UtaWalletFundingAssets => {
                self.funding_assets(call)
            }
            Operation::MarginCrossedAssets => self.margin_assets(call),
            _ => return None,
        })
    }

    /// Returns what an account has, by coin.
    pub(super) fn balances_of(
        &self,
        account: BitgetAccount,
    ) -> impl Iterator<Item = (&String, &Balance)> {
        let all = self.exchange.ledger.balances();
        all.filter(move |((of, _), _)| *of == account).map(|((_, coin), balance)| (coin, balance))
    }

    /// Returns what so much of a coin is worth in USDT at the last price of its spot book, rounded
    /// to eight decimals; coins without a book are worth nothing.
    pub(super) fn worth(&self, coin: &str, amount: &BigDecimal) -> BigDecimal {
        let price = match coin {
            "USDT" | "USDC" => Some(BigDecimal::from(1)),
            coin => self.last(&Market::spot(format!("{coin}USDT"))),
        };
        (amount * price.unwrap_or_default()).round(8)
    }

    /// Returns so many USDT in BTC, cut off after eight decimals.
    pub(super) fn in_btc(&self, worth: &BigDecimal) -> BigDecimal {
        let price = self.last(&Market::spot("BTCUSDT")).filter(|price| !price.is_zero());
        price.map(|price| cut(&(worth / price), 8)).unwrap_or_default()
    }

    /// The spot account, version 2.
    fn spot_assets(&self, call: &BitgetCall<'_>) -> Response {
        let coin = call.request().query("coin");
        let kind = call.request().query("assetType");
        let all = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("all"));
        let assets = self.balances_of(BitgetAccount::Spot).filter(|(name, balance)| match &coin {
            Some(coin) => name.eq_ignore_ascii_case(coin),
            None => all || !balance.total().is_zero(),
        });
        let assets = assets.map(|(coin, balance)| {
            fields! {
                "coin": coin,
                "available": plain(&balance.available),
                "frozen": plain(&balance.frozen),
                "uTime": balance.updated.max(0).to_string(),
            }
        });
        call.list(assets, fields! {})
    }

    /// The unified account, version 3.
    fn unified_assets(&self, call: &BitgetCall<'_>) -> Response {
        let mut equity = BigDecimal::zero();
        let mut assets = Vec::new();
        for (coin, balance) in self.balances_of(BitgetAccount::Spot) {
            let total = balance.total();
            let worth = self.worth(coin, &total);
            equity += &worth;
            assets.push(fields! {
                "coin": coin,
                "equity": plain(&total),
                "usdValue": plain(&worth),
                "balance": plain(&total),
                "available": plain(&balance.available),
                "debt": "0",
                "locked": plain(&balance.frozen),
                "positionValue": "0",
                "leverage": "0",
                "bonus": "0",
            });
        }
        let books = [Line::Usdt, Line::Usdc, Line::Coin].map(|line| (BitgetAccount::Spot, line));
        let won: BigDecimal = books
            .iter()
            .flat_map(|book| self.positions(*book).iter().map(move |one| (book.1, one)))
            .map(|(line, one)| {
                let last = self.last(&Market::new(line, one.market.as_str()));
                one.unrealised(&last.unwrap_or_default())
            })
            .sum();
        equity += &won;
        let in_btc = plain(&self.in_btc(&equity));
        let (equity, won) = (plain(&equity), plain(&won));
        call.object(fields! {
            "accountEquity": equity,
            "usdtEquity": equity,
            "btcEquity": in_btc,
            "unrealisedPnl": won,
            "usdtUnrealisedPnl": won,
            "effEquity": equity,
            "assets": assets,
        })
    }

    /// What each kind of account is worth in USDT.
    fn overview(&self, call: &BitgetCall<'_>) -> Response {
        use BitgetAccount as It;
        let kinds: [(&str, &[It]); 6] = [
            ("spot", &[It::Spot]),
            ("futures", &[It::UsdtFutures, It::UsdcFutures, It::CoinFutures]),
            ("funding", &[It::Funding]),
            ("earn", &[]),
            ("bots", &[]),
            ("margin", &[It::CrossedMargin, It::IsolatedMargin]),
        ];
        let kinds = kinds.map(|(kind, accounts)| {
            let all = accounts.iter().flat_map(|account| self.balances_of(*account));
            let worth: BigDecimal =
                all.map(|(coin, balance)| self.worth(coin, &balance.total())).sum();
            fields! {"accountType": kind, "usdtBalance": plain(&worth)}
        });
        call.list(kinds, fields! {})
    }

    /// The funding account, in both versions.
    fn funding_assets(&self, call: &BitgetCall<'_>) -> Response {
        let coin = call.request().query("coin");
        let fits = |name: &str| coin.as_ref().is_none_or(|coin| coin.eq_ignore_ascii_case(name));
        let assets = self.balances_of(BitgetAccount::Funding).filter(|(name, _)| fits(name));
        let assets = assets.map(|(coin, balance)| {
            let mut asset = fields! {
                "coin": coin,
                "available": plain(&balance.available),
                "frozen": plain(&balance.frozen),
            };
            match call.operation() {
                Operation::UtaWalletFundingAssets => {
                    asset.set("balance", json(&plain(&balance.total())))
                }
                _ => asset.set("usdtValue", json(&plain(&self.worth(coin, &balance.total())))),
            }
            asset
        });
        call.list(assets, fields! {})
    }

    /// The cross margin account, which owes nothing.
    fn margin_assets(&self, call: &BitgetCall<'_>) -> Response {
        let coin = call.request().query("coin");
        let fits = |name: &str| coin.as_ref().is_none_or(|coin| coin.eq_ignore_ascii_case(name));
        let assets = self.balances_of(BitgetAccount::CrossedMargin).filter(|(name, _)| fits(name));
        let assets = assets.map(|(coin, balance)| {
            let (total, at) = (plain(&balance.total()), balance.updated.max(0).to_string());
            fields! {
                "coin": coin,
                "totalAmount": total,
                "available": plain(&balance.available),
                "frozen": plain(&balance.frozen),
                "borrow": "0",
                "interest": "0",
                "net": total,
                "coupon": "0",
                "cTime": at,
                "uTime": at,
            }
        });
        call.list(assets, fields! {})
    }
}
