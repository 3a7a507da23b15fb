//! Parts of a call beside the bare primitive that each is made of.

use std::{hint::black_box, str::FromStr};

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use rust_decimal::Decimal;
use sha2::Sha256;
use venue_auth::{Ed25519, HmacSha256, Secret};
use venue_core::wire;

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const BODY: &str = r#"{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"23222.50","size":"0.0013","clientOid":"bench-order-1"}"#;

/// Something that can be done over and over.
pub type Work = Box<dyn FnMut()>;

/// A part of ours, and the primitive beside it.
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// What ours may take at most, over the primitive.
    pub goal: f64,
    /// How often it is done in a round.
    pub times: u32,
    /// Ours.
    pub ours: Work,
    /// The primitive.
    pub bare: Work,
}

/// All parts.
///
/// # Errors
/// When a key cannot be read.
pub fn all() -> Result<Vec<Part>, String> {
    Ok(vec![hmac()?, ed25519()?, decimals("string", '"')?, decimals("number", ' ')?])
}

fn hmac() -> Result<Part, String> {
    let ours = HmacSha256::new(&Secret::new(SECRET)).map_err(|error| error.to_string())?;
    let bare =
        Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).map_err(|error| error.to_string())?;
    let text: [&[u8]; 4] =
        [b"1695808949356", b"POST", b"/api/v2/spot/trade/place-order", BODY.as_bytes()];
    Ok(Part {
        name: "signing an order: HMAC-SHA256",
        goal: 1.2,
        times: 20_000,
        ours: Box::new(move || drop(black_box(ours.sign_base64(black_box(&text))))),
        bare: Box::new(move || {
            let mut mac = bare.clone();
            for part in black_box(&text) {
                mac.update(part);
            }
            black_box(Base64::encode_string(&mac.finalize().into_bytes()));
        }),
    })
}

fn ed25519() -> Result<Part, String> {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let ours = Ed25519::from_hex(&Secret::new(seed)).map_err(|error| error.to_string())?;
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(seed.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).map_err(|error| error.to_string())?;
        *byte = u8::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
    }
    let bare = SigningKey::from_bytes(&bytes);
    Ok(Part {
        name: "signing an order: Ed25519",
        goal: 1.05,
        times: 1_000,
        ours: Box::new(move || {
            black_box(ours.sign(black_box(BODY.as_bytes())));
        }),
        bare: Box::new(move || {
            black_box(bare.sign(black_box(BODY.as_bytes())).to_bytes());
        }),
    })
}

/// Reads 1,000 decimals of the lengths that prices and quantities have.
fn decimals(form: &'static str, quote: char) -> Result<Part, String> {
    let texts: Vec<String> = (0_u32..1_000)
        .map(|number| format!("{}.{:04}", number * 37 % 30_000, 1 + number * 7_919 % 9_999))
        .collect();
    let items: Vec<String> = texts.iter().map(|text| format!("{quote}{text}{quote}")).collect();
    let json = format!("[{}]", items.join(","));
    let read = wire::from_json::<Vec<Decimal>>(&json)?;
    if read.iter().map(Decimal::to_string).ne(texts.iter().cloned()) {
        return Err("the decimals came out otherwise than they went in".to_owned());
    }
    Ok(Part {
        name: if form == "string" {
            "decimals from JSON strings"
        } else {
            "decimals from JSON numbers"
        },
        goal: 1.3,
        times: 50,
        ours: Box::new(move || drop(black_box(wire::from_json::<Vec<Decimal>>(black_box(&json))))),
        bare: Box::new(move || {
            let read: Result<Vec<Decimal>, _> =
                black_box(&texts).iter().map(|text| Decimal::from_str(text)).collect();
            drop(black_box(read));
        }),
    })
}
