//! Balances, and the entries that they are the sum of.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, Zero};

/// What an account has of an asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Balance {
    /// What can be spent.
    pub(crate) available: BigDecimal,
    /// What open orders and positions hold back.
    pub(crate) frozen: BigDecimal,
    /// When it was last changed.
    pub(crate) updated: i64,
}

impl Balance {
    pub(crate) fn total(&self) -> BigDecimal {
        &self.available + &self.frozen
    }
}

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A test set the balance.
    Seed,
    /// An order holds money back, or no longer does.
    Order,
    /// An order was filled.
    Trade,
    /// A position took margin or gave it back, and won or lost.
    Position,
    /// The user moved it from one account to another.
    Transfer,
}

/// A change of one balance: amounts to add, negative to take away.
#[derive(Clone, Debug)]
pub(crate) struct Posting<K> {
    pub(crate) key: K,
    pub(crate) available: BigDecimal,
    pub(crate) frozen: BigDecimal,
}

impl<K> Posting<K> {
    /// Holds back an amount that was available; releases it if negative.
    pub(crate) fn hold(key: K, amount: &BigDecimal) -> Self {
        Self { key, available: -amount, frozen: amount.clone() }
    }

    /// Adds to what is available; takes away if negative.
    pub(crate) fn pay(key: K, amount: BigDecimal) -> Self {
        Self { key, available: amount, frozen: BigDecimal::zero() }
    }
}

/// A change that was booked.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "a record for tests, and for exchanges that list their bookings")]
pub(crate) struct Entry<K> {
    pub(crate) posting: Posting<K>,
    pub(crate) reason: Reason,
    pub(crate) at: i64,
}

/// There is less available than a booking takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Insufficient;

/// The balances of an exchange, each by its key: a coin, or an account and a coin.
#[derive(Debug)]
pub(crate) struct Ledger<K> {
    balances: BTreeMap<K, Balance>,
    entries: Vec<Entry<K>>,
}

impl<K> Default for Ledger<K> {
    fn default() -> Self {
        Self { balances: BTreeMap::new(), entries: Vec::new() }
    }
}

impl<K: Clone + Ord> Ledger<K> {
    /// Returns a balance; of an unknown key, an empty one.
    pub(crate) fn balance(&self, key: &K) -> Balance {
        self.balances.get(key).cloned().unwrap_or_default()
    }

    /// Returns all balances that were ever touched, in the order of their keys.
    pub(crate) fn balances(&self) -> impl Iterator<Item = (&K, &Balance)> {
        self.balances.iter()
    }

    /// Returns what was booked, oldest first.
    #[cfg(test)]
    pub(crate) fn entries(&self) -> &[Entry<K>] {
        &self.entries
    }

    /// Sets what is available. What is held back stays.
    pub(crate) fn set_available(&mut self, key: K, available: BigDecimal, at: i64) {
        let change = available - self.balance(&key).available;
        // Setting cannot fail: no amount below zero is set.
        let _ = self.book(Reason::Seed, vec![Posting::pay(key, change)], at);
    }

    /// Books all of the postings, or none where a balance would become negative.
    pub(crate) fn book(
        &mut self,
        reason: Reason,
        postings: Vec<Posting<K>>,
        at: i64,
    ) -> Result<(), Insufficient> {
        let mut changed: BTreeMap<K, Balance> = BTreeMap::new();
        for Posting { key, available, frozen } in &postings {
            let balance = changed.entry(key.clone()).or_insert_with(|| self.balance(key));
            balance.available = (&balance.available + available).normalized();
            balance.frozen = (&balance.frozen + frozen).normalized();
            balance.updated = at;
        }
        let zero = BigDecimal::zero();
        if changed.values().any(|balance| balance.available < zero || balance.frozen < zero) {
            return Err(Insufficient);
        }
        self.balances.append(&mut changed);
        let entries = postings.into_iter().map(|posting| Entry { posting, reason, at });
        self.entries.extend(entries);
        Ok(())
    }
}
