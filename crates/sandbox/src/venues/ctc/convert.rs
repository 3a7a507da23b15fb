//! The conversion, which has errors of its own.

use http::StatusCode;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Era, era::text, records::Records};
use crate::{
    engine::{
        amount::plain,
        render::{Fields, fields, json},
    },
    refusal::Refusal,
    request::Request,
    response::Response,
};

/// Stands in a refusal where other venues have a code: the shape of the conversion.
pub(super) const SHAPE: &str = "convert";

const MISSING: &str = "You must specify 'from_coin', 'to_coin', and 'destination'";
pub(super) const UNKNOWN: &str = "An unknown error has occurred... please contact support";

/// An address that was made for a conversion.
#[derive(Clone, Debug)]
pub struct CtcAddress {
    /// The address of the coin to deposit.
    pub address: String,
    /// Number of the pair.
    pub pair: i64,
    /// Where the converted coins shall go.
    pub destination: String,
}

pub(super) fn convert(
    era: Era,
    records: &Records,
    addresses: &mut Vec<CtcAddress>,
    request: &Request,
) -> Result<Fields, Refusal> {
    let field = |name| match request.field(name).map(as_text) {
        Some(text) if !text.is_empty() => Ok(text),
        Some(_) | None => Err(unfit(StatusCode::BAD_REQUEST, MISSING)),
    };
    let (from, to) = (field("from_coin")?, field("to_coin")?);
    let destination = field("destination")?;
    let (from_coin, to_coin) = (from.to_uppercase(), to.to_uppercase());
    let coin = |symbol: &str| records.coins.iter().find(|coin| coin.symbol == symbol);
    let mut pairs = records.pairs.iter();
    let pair = pairs.find(|pair| pair.from_coin == from_coin && pair.to_coin == to_coin);
    let pair = pair.ok_or_else(|| {
        let text = format!("There is no such coin pair {from} -> {to}");
        unfit(StatusCode::NOT_FOUND, &text)
    })?;
    // A coin that is listed in a pair only has nobody to handle it.
    let (Some(source), Some(target)) = (coin(&from_coin), coin(&to_coin)) else {
        return Err(unfit(StatusCode::INTERNAL_SERVER_ERROR, UNKNOWN));
    };
    if !is_plausible(&destination, target.our_account.is_some()) {
        let text = format!("The destination address '{destination}' is not valid");
        return Err(unfit(StatusCode::BAD_REQUEST, &text));
    }
    // A float, as on the service.
    let rate: f64 = plain(&pair.exchange_rate).parse().unwrap_or_default();
    let mut converted = fields! {"ex_rate": rate, "destination": destination, "pair": text(pair)};
    if let Some(account) = &source.our_account {
        let more = request.field("memo").map(as_text);
        let more = more.filter(|more| era == Era::C && !more.is_empty());
        let memo = match more {
            Some(more) => format!("{to_coin} {destination} {more}"),
            None => format!("{to_coin} {destination}"),
        };
        converted.set("memo", json(&memo));
        converted.set("account", json(account));
    } else {
        let address = address(addresses.len());
        converted.set("address", json(&address));
        addresses.push(CtcAddress { address, pair: pair.id, destination });
    }
    Ok(converted)
}

/// What the service makes of a value: text, whatever it was.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// Whether this may be an account, or an address. Wallets look closer.
fn is_plausible(text: &str, is_account: bool) -> bool {
    let is_made_of =
        |more: &[u8]| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte));
    if is_account {
        (3..=16).contains(&text.len()) && is_made_of(b".-")
    } else {
        (26..=62).contains(&text.len()) && is_made_of(b"")
    }
}

/// An address like no other of this instance, and like none of a real wallet: its checksum is
/// wrong.
fn address(number: usize) -> String {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let digest = Sha256::digest(number.to_be_bytes());
    let digits = digest.iter().chain(&digest).take(33).map(|byte| {
        let digit = ALPHABET.get(usize::from(*byte) % ALPHABET.len());
        char::from(digit.copied().unwrap_or(b'1'))
    });
    std::iter::once('M').chain(digits).collect()
}

fn unfit(status: StatusCode, text: &str) -> Refusal {
    Refusal::own(status, SHAPE, text)
}

/// The conversion blames itself for what it cannot read.
pub(super) fn refuse(refusal: &Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::Invalid(_) => (StatusCode::BAD_REQUEST, MISSING),
        Refusal::Own { status, message, .. } => (*status, message.as_str()),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, UNKNOWN),
    };
    Response::of(status, &fields! {"error": true, "message": message})
}
