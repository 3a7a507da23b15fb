//! What the state is made of: product lines and markets.

use super::wrong;
use crate::refusal::Refusal;

/// A product line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Spot,
    Usdt,
    Usdc,
    Coin,
}

impl Line {
    /// Reads the product line of a request in version 2; the legacy simulated ones are none.
    pub(super) fn futures(name: &str) -> Result<Self, Refusal> {
        let lines = [Self::Usdt, Self::Usdc, Self::Coin];
        let named = lines.into_iter().find(|line| line.name().eq_ignore_ascii_case(name));
        named.ok_or_else(|| wrong("productType"))
    }

    /// Reads the category of a request in version 3.
    pub(super) fn category(name: &str) -> Result<Self, Refusal> {
        match name.to_ascii_uppercase().as_str() {
            "SPOT" | "MARGIN" => Ok(Self::Spot),
            _ => Self::futures(name).map_err(|_| wrong("category")),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spot => "SPOT",
            Self::Usdt => "USDT-FUTURES",
            Self::Usdc => "USDC-FUTURES",
            Self::Coin => "COIN-FUTURES",
        }
    }
}

/// Where orders meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Market {
    pub(super) line: Line,
    pub(super) symbol: String,
}

impl Market {
    pub(super) fn new(line: Line, symbol: impl Into<String>) -> Self {
        Self { line, symbol: symbol.into() }
    }

    pub(super) fn spot(symbol: impl Into<String>) -> Self {
        Self::new(Line::Spot, symbol)
    }
}
