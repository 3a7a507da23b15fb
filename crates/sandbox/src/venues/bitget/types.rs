//! What the state is made of: accounts, product lines, markets, and what Bitget adds to an order.

use bigdecimal::BigDecimal;

use super::{BitgetCall, wrong};
use crate::{
    engine::{
        matching::Matching,
        order::{Fill, NewOrder, Order},
        positions::{Direction, Mode, Positions},
    },
    refusal::Refusal,
};

/// An account of the user. The classic spot account and the unified account are one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BitgetAccount {
    /// The spot account, and the unified account.
    Spot,
    /// The funding account, also for P2P trading.
    Funding,
    /// The classic account for futures in USDT.
    UsdtFutures,
    /// The classic account for futures in USDC.
    UsdcFutures,
    /// The classic account for futures in coins.
    CoinFutures,
    /// The cross margin account.
    CrossedMargin,
    /// The isolated margin account.
    IsolatedMargin,
}

impl BitgetAccount {
    /// Reads the name of an account in a transfer.
    pub(super) fn read(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "spot" | "uta" => Self::Spot,
            "p2p" => Self::Funding,
            "usdt_futures" => Self::UsdtFutures,
            "usdc_futures" => Self::UsdcFutures,
            "coin_futures" => Self::CoinFutures,
            "crossed_margin" => Self::CrossedMargin,
            "isolated_margin" => Self::IsolatedMargin,
            _ => return None,
        })
    }

    /// Whether a coin can be in the account.
    pub(super) fn holds(self, coin: &str) -> bool {
        match self {
            Self::UsdtFutures => coin == "USDT",
            Self::UsdcFutures => coin == "USDC",
            _ => true,
        }
    }
}

/// A balance: of a coin in an account.
pub(super) type Key = (BitgetAccount, String);

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

    /// Returns the product line that a call asks for in `productType`.
    pub(super) fn of(call: &BitgetCall<'_>) -> Result<Self, Refusal> {
        let request = call.request();
        let name = request.query("productType");
        let name = name.or_else(|| request.text("productType").map(Into::into));
        Self::futures(&name.unwrap_or_default())
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spot => "SPOT",
            Self::Usdt => "USDT-FUTURES",
            Self::Usdc => "USDC-FUTURES",
            Self::Coin => "COIN-FUTURES",
        }
    }

    /// Returns the classic account that orders of this line are paid from.
    pub(super) fn account(self) -> BitgetAccount {
        match self {
            Self::Spot => BitgetAccount::Spot,
            Self::Usdt => BitgetAccount::UsdtFutures,
            Self::Usdc => BitgetAccount::UsdcFutures,
            Self::Coin => BitgetAccount::CoinFutures,
        }
    }

    /// Returns the coin of margin, profit and loss, where it is one for the whole line.
    pub(super) fn coin(self) -> Option<&'static str> {
        match self {
            Self::Usdt => Some("USDT"),
            Self::Usdc => Some("USDC"),
            Self::Spot | Self::Coin => None,
        }
    }

    /// Returns the line of futures that a contract belongs to, by its symbol.
    pub(super) fn of_contract(symbol: &str) -> Self {
        match symbol.ends_with("PERP") || symbol.ends_with("USDC") {
            true => Self::Usdc,
            false => Self::Usdt,
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

/// What Bitget adds to an order.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// Whether it was placed as a margin order of the unified account.
    pub(super) is_margin: bool,
    /// Where it came from, as the history calls it; empty for an ordinary order.
    pub(super) source: &'static str,
    /// What it does to a position; of a spot order nothing.
    pub(super) contract: Option<Contract>,
    /// Prices at which what it opens is closed again.
    pub(super) presets: Presets,
}

/// What an order for futures says of its position.
#[derive(Clone, Debug)]
pub(super) struct Contract {
    pub(super) account: BitgetAccount,
    pub(super) mode: Mode,
    /// The side of the position.
    pub(super) direction: Direction,
    /// Whether it closes and never opens.
    pub(super) reduces: bool,
    pub(super) leverage: BigDecimal,
    pub(super) is_isolated: bool,
}

/// Prices at which a position is closed, each with the limit of the order that closes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Presets {
    pub(super) profit: Option<(BigDecimal, Option<BigDecimal>)>,
    pub(super) loss: Option<(BigDecimal, Option<BigDecimal>)>,
}

/// What Bitget adds to a position.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// The margin that is held for it.
    pub(super) margin: BigDecimal,
    pub(super) is_isolated: bool,
}

/// The positions of an account in a product line.
pub(super) type Book = (BitgetAccount, Line);
pub(super) type Exchange = Matching<Key, Market, Extra>;
pub(super) type BitgetOrder = Order<Key, Market, Extra>;
pub(super) type BitgetNewOrder = NewOrder<Key, Market, Extra>;
pub(super) type BitgetFill = Fill<Market>;
pub(super) type BitgetPositions = Positions<String, Held>;

/// The name of the side of a position.
pub(super) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Long => "long",
        Direction::Short => "short",
    }
}

/// The name of a position mode.
pub(super) fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Hedge => "hedge_mode",
        Mode::OneWay | Mode::Separate => "one_way_mode",
    }
}

/// The name of a margin mode.
pub(super) fn margin_mode(is_isolated: bool) -> &'static str {
    if is_isolated { "isolated" } else { "crossed" }
}
