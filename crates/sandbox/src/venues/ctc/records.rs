//! What the converter has on record, in the form in which a test may add to it.

use bigdecimal::BigDecimal;

/// A coin of the converter.
#[derive(Clone, Debug)]
pub struct CtcCoin {
    /// Its symbol, in upper case and unique.
    pub symbol: String,
    /// Its name.
    pub display_name: String,
    /// The operator's account. A coin with one is deposited to it with a memo; for one without,
    /// each conversion gets an address of its own.
    pub our_account: Option<String>,
    /// Whether the operator can issue it.
    pub can_issue: bool,
    /// How it is handled, `bitcoind` for example.
    pub coin_type: String,
}

/// A pair of coins that can be converted.
#[derive(Clone, Debug)]
pub struct CtcPair {
    /// Its number.
    pub id: i64,
    /// Symbol of the coin to deposit.
    pub from_coin: String,
    /// Symbol of the coin to receive.
    pub to_coin: String,
    /// How much of the second one of the first is worth.
    pub exchange_rate: BigDecimal,
}

/// A deposit.
#[derive(Clone, Debug, Default)]
pub struct CtcDeposit {
    /// Its number.
    pub id: i64,
    /// The transaction.
    pub txid: String,
    /// Symbol of the coin.
    pub coin: String,
    /// The output of the transaction.
    pub vout: i64,
    /// `new`, `mapped`, `conv`, `err`, `inv` or `refund`.
    pub status: String,
    /// Time of the transaction, as it is written.
    pub tx_timestamp: Option<String>,
    /// Where it went, of coins with addresses.
    pub address: Option<String>,
    /// Where it came from, of coins with accounts.
    pub from_account: Option<String>,
    /// Where it went, of coins with accounts.
    pub to_account: Option<String>,
    /// How much.
    pub amount: BigDecimal,
    /// The memo.
    pub memo: Option<String>,
    /// When it was recorded, as it is written.
    pub created_at: String,
    /// Number of its conversion.
    pub conversion: Option<i64>,
    /// When it was converted, as it is written.
    pub processed_at: Option<String>,
    /// Symbol of the coin to convert to.
    pub convert_to: Option<String>,
}

/// A conversion.
#[derive(Clone, Debug, Default)]
pub struct CtcConversion {
    /// Its number, which only its URL tells.
    pub id: i64,
    /// Number of the deposit.
    pub deposit: i64,
    /// Symbol of the coin that was deposited.
    pub from_coin: String,
    /// Symbol of the coin that was sent.
    pub to_coin: String,
    /// Where the operator sent it from.
    pub from_address: Option<String>,
    /// Where it was sent.
    pub to_address: String,
    /// With which memo.
    pub to_memo: Option<String>,
    /// How much, without the fees.
    pub to_amount: BigDecimal,
    /// In which transaction.
    pub to_txid: Option<String>,
    /// What the network took.
    pub tx_fee: BigDecimal,
    /// What the operator took.
    pub ex_fee: BigDecimal,
    /// When it was begun, as it is written.
    pub created_at: String,
    /// When it was last changed, as it is written.
    pub updated_at: String,
}

/// All that is on record.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) coins: Vec<CtcCoin>,
    pub(super) pairs: Vec<CtcPair>,
    pub(super) deposits: Vec<CtcDeposit>,
    pub(super) conversions: Vec<CtcConversion>,
}
