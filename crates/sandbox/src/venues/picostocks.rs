//! PicoStocks: orders signed with Ed25519 over a nonce that the server knows and nobody sends.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, SigningKey};
use http::StatusCode;
use serde::Serialize;

use super::django;
use crate::{answer::Answer, refusal::Refusal, request::Request, spec::Operation, venue::Venue};

const USER: i64 = 19;
/// The first secret key of RFC 8032; whoever knows the standard knows it.
const PRIVATE_KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

/// The nonce of a user who has not traded.
const FIRST_NONCE: u64 = 45;

/// The state of PicoStocks in miniature.
#[derive(Debug, Default)]
pub struct PicoStocksVenue {
    /// The nonces that have moved, by user.
    nonces: BTreeMap<i64, u64>,
}

impl Venue for PicoStocksVenue {
    /// Number of the user, and private key in hex.
    type Credentials = (i64, String);

    const NAME: &'static str = "picostocks";
    const BUNDLE: &'static str = include_str!("../../specs/picostocks.json");
    const FORMS: bool = true;
    const VALIDATES_FIRST: bool = true;

    fn credentials(&self) -> Self::Credentials {
        (USER, PRIVATE_KEY.to_owned())
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let Some(word) = word(operation) else {
            return Err(refused("this call cannot be signed"));
        };
        let order = Order::read(request)?;
        for (name, text) in [("quantity", &order.quantity), ("price", &order.price)] {
            if !is_fixed_point(text) {
                return Err(refused(&format!("{name} must have exactly 18 decimals")));
            }
        }
        let nonce = self.nonce(order.user_id);
        if order.user_id == USER && order.is_signed(word, nonce) {
            Ok(())
        } else {
            Err(refused("invalid signature"))
        }
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Answer>, Refusal> {
        if operation.id() == "nonce" {
            let user = request.path_parameter("user_id");
            let user = user.and_then(|text| text.parse().ok()).unwrap_or_default();
            let nonce = self.nonce(user);
            return Ok(Some(Answer::of(operation.status(), &Nonce { nonce })));
        }
        let Some(word) = word(operation) else {
            return Ok(None);
        };
        let order = Order::read(request)?;
        let nonce = self.nonces.entry(order.user_id).or_insert(FIRST_NONCE);
        *nonce = nonce.saturating_add(1);
        let response = if word.starts_with("CANCEL") {
            order.quantity.clone()
        } else {
            format!("b'{word} {} shares at {}; '", order.quantity, order.price)
        };
        let receipt = Receipt { order, response };
        Ok(Some(Answer::of(operation.status(), &receipt)))
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Answer {
        django::refuse(refusal, request)
    }
}

impl PicoStocksVenue {
    fn nonce(&self, user: i64) -> u64 {
        self.nonces.get(&user).copied().unwrap_or(FIRST_NONCE)
    }
}

#[derive(Serialize)]
struct Nonce {
    nonce: u64,
}

/// A signed order, and the first part of its receipt.
#[derive(Serialize)]
struct Order {
    user_id: i64,
    stock_id: i64,
    quantity: String,
    unit_id: i64,
    price: String,
    signature: String,
}

#[derive(Serialize)]
struct Receipt {
    #[serde(flatten)]
    order: Order,
    response: String,
}

impl Order {
    fn read(request: &Request) -> Result<Self, Refusal> {
        let text = |name: &str| match request.text(name) {
            Some(text) => Ok(text.into_owned()),
            None => Err(refused(&format!("{name} is required"))),
        };
        let number = |name: &str| {
            let number = text(name)?.parse::<i64>();
            number.map_err(|_| refused(&format!("{name} must be an integer")))
        };
        Ok(Self {
            user_id: number("user_id")?,
            stock_id: number("stock_id")?,
            quantity: text("quantity")?,
            unit_id: number("unit_id")?,
            price: text("price")?,
            signature: text("signature")?,
        })
    }

    fn is_signed(&self, word: &str, nonce: u64) -> bool {
        let message = format!(
            "{word}:{}:{}:{}:{}:{}:{nonce}",
            self.user_id, self.stock_id, self.quantity, self.unit_id, self.price
        );
        let mut signature = [0; Signature::BYTE_SIZE];
        let mut seed = [0; 32];
        let whole = base16ct::lower::decode(&self.signature, &mut signature)
            .is_ok_and(|bytes| bytes.len() == Signature::BYTE_SIZE)
            && base16ct::lower::decode(PRIVATE_KEY, &mut seed).is_ok();
        whole
            && SigningKey::from_bytes(&seed)
                .verifying_key()
                .verify_strict(message.as_bytes(), &Signature::from_bytes(&signature))
                .is_ok()
    }
}

/// The word in front of the signed message.
fn word(operation: &Operation) -> Option<&'static str> {
    match operation.id() {
        "place_ask" => Some("ASK"),
        "place_bid" => Some("BID"),
        "cancel_ask" => Some("CANCELASK"),
        "cancel_bid" => Some("CANCELBID"),
        _ => None,
    }
}

/// Whether the text has 1 to 38 digits without leading zeros, a point and 18 digits.
fn is_fixed_point(text: &str) -> bool {
    let Some((integer, fraction)) = text.split_once('.') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=38).contains(&integer.len())
        && fraction.len() == 18
        && digits(integer)
        && digits(fraction)
        && (integer == "0" || !integer.starts_with('0'))
}

fn refused(text: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, "", format!("ERROR: {text}"))
}
