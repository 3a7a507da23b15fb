//! The five exchanges, one file each, and what the three that run on Django have in common.

mod bitget;
mod ctc;
mod digitex;
mod django;
mod durian;
mod picostocks;

pub use bitget::{BitgetAccount, BitgetVenue, NotADecimal};
pub use ctc::{CtcAddress, CtcCoin, CtcConversion, CtcDeposit, CtcPair, CtcVenue, Era};
pub use digitex::DigitexVenue;
pub use durian::DurianVenue;
pub use picostocks::PicoStocksVenue;
