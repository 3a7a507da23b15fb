//! Symbols and ids, from whichever release of the converter.
//!
//! Later releases send URLs where the first one sent symbols. The URLs repeat the host that the
//! request named and are not to be followed; only their last segment means something.

use crate::generated::api::types::{Conversion, Deposit, Pair};

impl Pair {
    /// Returns the symbol of the coin to send.
    #[must_use]
    pub fn from_symbol(&self) -> Option<&str> {
        self.from_coin_symbol.as_deref().or_else(|| last(&self.from_coin))
    }

    /// Returns the symbol of the coin to receive.
    #[must_use]
    pub fn to_symbol(&self) -> Option<&str> {
        self.to_coin_symbol.as_deref().or_else(|| last(&self.to_coin))
    }
}

impl Deposit {
    /// Returns the symbol of the coin that was sent.
    #[must_use]
    pub fn symbol(&self) -> Option<&str> {
        self.coin_symbol.as_deref().or_else(|| last(&self.coin))
    }

    /// Returns the id of the conversion that the deposit led to, where there is one.
    #[must_use]
    pub fn conversion_id(&self) -> Option<i64> {
        last(self.conversion.as_deref()?)?.parse().ok()
    }
}

impl Conversion {
    /// Returns the id, which stands only at the end of the URL.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        last(&self.url)?.parse().ok()
    }

    /// Returns the id of the deposit that was converted.
    #[must_use]
    pub fn deposit_id(&self) -> Option<i64> {
        last(self.deposit.as_deref()?)?.parse().ok()
    }

    /// Returns the symbol of the coin that was sent in.
    #[must_use]
    pub fn from_symbol(&self) -> Option<&str> {
        self.from_coin_symbol.as_deref().or_else(|| last(self.from_coin.as_deref()?))
    }

    /// Returns the symbol of the coin that was paid out.
    #[must_use]
    pub fn to_symbol(&self) -> Option<&str> {
        self.to_coin_symbol.as_deref().or_else(|| last(self.to_coin.as_deref()?))
    }
}

/// Returns the last segment of a URL, or the text itself where it is none.
fn last(text: &str) -> Option<&str> {
    text.trim_end_matches('/').rsplit('/').next().filter(|segment| !segment.is_empty())
}
