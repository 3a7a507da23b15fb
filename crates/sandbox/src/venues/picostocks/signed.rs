//! A signed order: its fields, and whether the signature is right.

use ed25519_dalek::{Signature, SigningKey};
use http::StatusCode;

use super::PRIVATE_KEY;
use crate::{refusal::Refusal, request::Request};

/// A signed order, as the body has it.
pub(super) struct Signed {
    pub(super) user_id: i64,
    pub(super) stock_id: i64,
    pub(super) quantity: String,
    pub(super) unit_id: i64,
    pub(super) price: String,
    pub(super) signature: String,
}

impl Signed {
    pub(super) fn read(request: &Request) -> Result<Self, Refusal> {
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

    pub(super) fn is_signed(&self, word: &str, nonce: u64) -> bool {
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

/// Whether the text has 1 to 38 digits without leading zeros, a point and 18 digits.
pub(super) fn is_fixed_point(text: &str) -> bool {
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

pub(super) fn refused(text: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, "", format!("ERROR: {text}"))
}
