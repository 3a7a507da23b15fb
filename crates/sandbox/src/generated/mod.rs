//! The interfaces of the exchanges. All but this list is written by `cargo xtask codegen`.

pub mod bitget;
pub mod ctc;
pub mod digitex;
pub mod durian;
pub mod picostocks;
