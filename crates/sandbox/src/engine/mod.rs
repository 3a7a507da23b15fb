//! What every simulated exchange runs on: money, orders, positions, pages, and the rendering of
//! responses. It knows no exchange; an exchange is rules on top of it.
//!
//! * [`ledger`]: balances, as the sum of entries; nothing becomes negative.
//! * [`matching`]: orders that hold money back, meet by price and then time, and become fills.
//! * [`positions`]: what derivatives orders leave behind, with profit and loss.
//! * [`paging`]: windows of lists.
//! * [`render`]: the documented example of a response, overlaid with state.
//!
//! Amounts are decimals with all their digits. Times are numbers in the unit of the exchange.

pub(crate) mod amount;
pub(crate) mod ledger;
pub(crate) mod matching;
pub(crate) mod order;
pub(crate) mod paging;
pub(crate) mod positions;
pub(crate) mod render;
#[cfg(test)]
mod tests;
