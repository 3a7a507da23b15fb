//! Currencies, markets and balances.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, RoundingMode, Zero};
use serde::Serialize;

use crate::venues::amount::{fixed, padded};

/// How many decimals the exchange writes.
pub(super) const DECIMALS: i64 = 18;

/// A currency of the miniature.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Currency {
    id: i64,
    name: &'static str,
    code: &'static str,
    currency_scale: i64,
    withdraw_fee: &'static str,
}

const CURRENCIES: [Currency; 3] = [
    currency(1, "Bitcoin", "BTC", 8),
    currency(4, "Digitex", "DGTX", 4),
    currency(5, "USD Coin", "USDC", 4),
];

const fn currency(id: i64, name: &'static str, code: &'static str, scale: i64) -> Currency {
    Currency { id, name, code, currency_scale: scale, withdraw_fee: "0" }
}

/// What is traded, and in what it is paid.
#[derive(Clone, Copy, Debug)]
pub(super) enum Market {
    /// Futures on Bitcoin: a tick of 5 dollars is worth 0.1 DGTX a contract.
    Futures,
    /// Bitcoin against USD Coin.
    Spot,
}

impl Market {
    pub(super) fn of(id: i64) -> Option<Self> {
        match id {
            1 => Some(Self::Futures),
            14 => Some(Self::Spot),
            _ => None,
        }
    }

    /// What an open order freezes: the currency and how much of it.
    pub(super) fn frozen(
        self,
        is_buy: bool,
        quantity: &BigDecimal,
        price: &BigDecimal,
        leverage: i64,
    ) -> (i64, BigDecimal) {
        match self {
            Self::Futures => {
                let value = quantity * price * fixed(2, 2);
                let margin = value / BigDecimal::from(leverage.max(1));
                (4, margin.with_scale_round(DECIMALS, RoundingMode::Up))
            }
            Self::Spot if is_buy => (5, quantity * price),
            Self::Spot => (1, quantity.clone()),
        }
    }
}

#[derive(Debug, Default)]
struct Purse {
    trading: BigDecimal,
    frozen: BigDecimal,
}

/// The trading balances, by currency.
#[derive(Debug)]
pub(super) struct Account(BTreeMap<i64, Purse>);

impl Default for Account {
    fn default() -> Self {
        let mut account = Self(BTreeMap::new());
        for (currency, amount) in [(1, 10), (4, 1_000_000), (5, 1_000_000)] {
            account.purse(currency).trading = amount.into();
        }
        account
    }
}

/// One row of the list of balances.
#[derive(Serialize)]
pub(super) struct Balance {
    currency: Currency,
    main_balance: &'static str,
    trading_balance: String,
    available_balance: String,
    total_balance: String,
}

impl Account {
    fn purse(&mut self, currency: i64) -> &mut Purse {
        self.0.entry(currency).or_default()
    }

    pub(super) fn set(&mut self, currency: i64, amount: BigDecimal) {
        self.purse(currency).trading = amount;
    }

    /// Freezes, if so much is free.
    pub(super) fn freeze(&mut self, (currency, amount): &(i64, BigDecimal)) -> bool {
        let purse = self.purse(*currency);
        let is_free = &purse.trading - &purse.frozen >= *amount;
        if is_free {
            purse.frozen += amount;
        }
        is_free
    }

    pub(super) fn release(&mut self, (currency, amount): &(i64, BigDecimal)) {
        self.purse(*currency).frozen -= amount;
    }

    /// Pays for a fill on the spot market. Futures only move a position, which is not kept.
    pub(super) fn settle(
        &mut self,
        market: Market,
        is_buy: bool,
        quantity: &BigDecimal,
        price: &BigDecimal,
    ) {
        if let Market::Spot = market {
            let value = quantity * price;
            if is_buy {
                self.purse(1).trading += quantity;
                self.purse(5).trading -= value;
            } else {
                self.purse(1).trading -= quantity;
                self.purse(5).trading += value;
            }
        }
    }

    pub(super) fn rows(&self) -> Vec<Balance> {
        let known =
            CURRENCIES.iter().filter_map(|currency| Some((currency, self.0.get(&currency.id)?)));
        known
            .map(|(currency, purse)| Balance {
                currency: *currency,
                main_balance: "0",
                trading_balance: written(&purse.trading),
                available_balance: written(&(&purse.trading - &purse.frozen)),
                total_balance: written(&purse.trading),
            })
            .collect()
    }
}

/// A decimal as the exchange writes it: zero short, all else with 18 decimals.
pub(super) fn written(value: &BigDecimal) -> String {
    if value.is_zero() { "0".to_owned() } else { padded(value, DECIMALS) }
}
