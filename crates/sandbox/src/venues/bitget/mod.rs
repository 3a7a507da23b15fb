//! Bitget: four headers, an HMAC over the request with its query decoded, and one envelope.
//!
//! Codes and messages are those of the documented table. Where it leaves a choice: every refusal
//! of credentials has HTTP 400, as 40009 was seen to have; a key that does not begin like a key is
//! "invalid" (40006), any other strange one "does not exist" (40037); a timestamp that is absent
//! is an invalid one (40005), since the table has no code of its own for it.

mod book;
mod envelope;
mod exact;
mod exchange;
#[cfg(test)]
mod invariants;
mod market;
mod order;
mod page;
mod place;
mod seed;
mod spot;
mod uta;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use http::{StatusCode, header::ALLOW};
use percent_encoding::percent_decode_str;
use rust_decimal::Decimal;
use serde::Serialize;
use sha2::Sha256;

use order::Side;
pub use order::Side as BitgetSide;
pub use seed::NotADecimal;

use self::{
    envelope::{Envelope, refused, success},
    exchange::Exchange,
};
use super::django::methods;
use crate::{
    clock::Timestamp,
    effect::Effect,
    refusal::{Fault, Refusal},
    request::Request,
    response::Response,
    spec::{Operation, Security},
    venue::Venue,
};

const KEY: &str = "bg_test_key_0001";
const SECRET: &str = "4f2a9c7d1e8b4c6fa03d5b7e9c1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b";
const PASSPHRASE: &str = "TestPass123";

/// How far a timestamp may be from the exchange's clock, on either side.
const WINDOW_MS: u64 = 30_000;

/// The state of Bitget in miniature.
#[derive(Debug)]
pub struct BitgetVenue {
    exchange: Exchange,
    effects: Vec<Effect>,
}

/// What the account has at the start, by coin.
const BALANCES: [(&str, Decimal); 2] = [("USDT", dec(100_000, 0)), ("BTC", dec(10, 0))];

/// What the book of BTCUSDT has at the start: side, price, quantity.
const BOOK: [(Side, Decimal, Decimal); 6] = [
    (Side::Sell, dec(23_250, 0), dec(10, 0)),
    (Side::Sell, dec(232_230, 1), dec(2, 0)),
    (Side::Sell, dec(232_226, 1), dec(125, 2)),
    (Side::Buy, dec(232_224, 1), dec(8, 1)),
    (Side::Buy, dec(232_220, 1), dec(2, 0)),
    (Side::Buy, dec(23_200, 0), dec(10, 0)),
];

/// A decimal of a mantissa and a number of decimals.
const fn dec(mantissa: u32, scale: u32) -> Decimal {
    Decimal::from_parts(mantissa, 0, 0, false, scale)
}

impl Default for BitgetVenue {
    fn default() -> Self {
        let mut exchange = Exchange::default();
        for (coin, available) in BALANCES {
            exchange.balances.entry(coin.to_owned()).or_default().available = available;
        }
        for (side, price, quantity) in BOOK {
            let (price, quantity) = (price.normalize(), quantity.normalize());
            exchange.seed_level("BTCUSDT", side, price, quantity, 0);
        }
        let effects = Vec::new();
        Self { exchange, effects }
    }
}

impl Venue for BitgetVenue {
    /// Key, secret, passphrase.
    type Credentials = (String, String, String);

    const NAME: &'static str = "bitget";
    const BUNDLE: &'static str = include_str!("../../../specs/bitget.json");
    const ENUMS_IGNORE_CASE: bool = true;

    fn credentials(&self) -> Self::Credentials {
        (KEY.to_owned(), SECRET.to_owned(), PASSPHRASE.to_owned())
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let header = |name| request.header(name).unwrap_or_default();
        let key = header("ACCESS-KEY");
        let sign = header("ACCESS-SIGN");
        let timestamp = header("ACCESS-TIMESTAMP");
        let passphrase = header("ACCESS-PASSPHRASE");

        if key.is_empty() && operation.security() == Security::Optional {
            return Ok(());
        }
        if key.is_empty() {
            return Err(refused("40001", "ACCESS_KEY cannot be empty"));
        }
        if request.header("ACCESS-SIGN").is_none() {
            return Err(refused("40002", "ACCESS_SIGN cannot be empty"));
        }
        if sign.is_empty() {
            return Err(refused("40003", "Signature cannot be empty"));
        }
        if passphrase.is_empty() {
            return Err(refused("40011", "ACCESS_PASSPHRASE cannot be empty"));
        }
        if !key.starts_with("bg_") {
            return Err(refused("40006", "Invalid ACCESS_KEY"));
        }
        if key != KEY {
            return Err(refused("40037", "Apikey does not exist"));
        }
        if passphrase != PASSPHRASE {
            return Err(refused("40012", "apikey/password is incorrect"));
        }
        let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = timestamp.parse::<i64>().ok().filter(|_| digits);
        let Some(sent) = sent else {
            return Err(refused("40005", "Invalid ACCESS_TIMESTAMP"));
        };
        if sent.abs_diff(request.at().millis()) > WINDOW_MS {
            return Err(refused("40008", "Request timestamp expired"));
        }
        if !is_signed(request, timestamp, sign) {
            return Err(refused("40009", "sign signature error"));
        }
        Ok(())
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Response>, Refusal> {
        let exchange = &mut self.exchange;
        // Of the unified account's product lines, spot alone has behaviour.
        let category = place::said(request, "category");
        let spot = category.is_none_or(|category| category.eq_ignore_ascii_case("SPOT"));
        let (response, effect) = match operation.name() {
            "platform.server_time" => return Ok(Some(server_time(request.at()))),
            "spot_account.assets" => return Ok(Some(spot::assets(exchange, request))),
            "uta_account.assets" => return Ok(Some(uta::assets(exchange, request))),
            "spot_market.tickers" => return Ok(market::tickers(exchange, request)),
            "uta_market.tickers" => return Ok(market::uta_tickers(exchange, request)),
            "spot_market.order_book" => return market::order_book(exchange, request),
            "uta_market.order_book" => return market::uta_order_book(exchange, request),
            "spot_trade.order_info" => return spot::order_info(exchange, request).map(Some),
            "spot_trade.open_orders" => return spot::open_orders(exchange, request).map(Some),
            "spot_trade.order_history" => return spot::order_history(exchange, request).map(Some),
            "spot_trade.fills" => return spot::fills(exchange, request).map(Some),
            "uta_trade.order_info" => return uta::order_info(exchange, request).map(Some),
            "uta_trade.open_orders" => return uta::open_orders(exchange, request).map(Some),
            "spot_trade.place_order" => spot::place(exchange, request, operation)?,
            "spot_trade.cancel_order" => spot::cancel(exchange, request, operation)?,
            "uta_trade.place_order" if spot => uta::place(exchange, request, operation)?,
            "uta_trade.cancel_order" if spot => uta::cancel(exchange, request, operation)?,
            _ => return Ok(None),
        };
        self.effects.push(effect);
        Ok(Some(response))
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Response {
        let bad = StatusCode::BAD_REQUEST;
        let (status, code, message) = match refusal {
            Refusal::NoRoute | Refusal::NoSlash | Refusal::NotFound => {
                (StatusCode::NOT_FOUND, "40404", "Request URL NOT FOUND".to_owned())
            }
            Refusal::WrongMethod { .. } => (
                StatusCode::METHOD_NOT_ALLOWED,
                "405",
                format!("Request method '{}' not supported", request.method()),
            ),
            Refusal::ContentType { .. } => (bad, "40007", "Invalid Content_Type".to_owned()),
            Refusal::Unreadable | Refusal::Malformed | Refusal::NotAnObject => {
                (bad, "40017", "Parameter verification failed".to_owned())
            }
            Refusal::Invalid(problems) => match problems.first() {
                Some(problem) if matches!(problem.fault, Fault::Missing | Fault::Null) => {
                    let text = format!("Parameter {} cannot be empty", problem.name);
                    (bad, "40019", text)
                }
                Some(problem) => (bad, "40020", format!("Parameter {} error", problem.name)),
                None => (bad, "40017", "Parameter verification failed".to_owned()),
            },
            Refusal::Own { status, code, message } => (*status, *code, message.clone()),
        };
        let response = Response::of(
            status,
            &Envelope {
                code,
                msg: &message,
                request_time: request.at().millis(),
                data: None::<()>,
            },
        );
        match refusal {
            Refusal::WrongMethod { allowed } => response.header(ALLOW, &methods(allowed)),
            _ => response,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServerTime {
    server_time: String,
}

fn server_time(now: Timestamp) -> Response {
    let server_time = now.millis().to_string();
    success(now, ServerTime { server_time })
}

/// Whether `sign` is the HMAC of timestamp, method, path, decoded query and body.
fn is_signed(request: &Request, timestamp: &str, sign: &str) -> bool {
    let Ok(sign) = Base64::decode_vec(sign) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()) else {
        return false;
    };
    mac.update(timestamp.as_bytes());
    mac.update(request.method().as_str().as_bytes());
    mac.update(request.path().as_bytes());
    if !request.raw_query().is_empty() {
        mac.update(b"?");
        mac.update(&decoded_query(request.raw_query()));
    }
    mac.update(request.body());
    mac.verify_slice(&sign).is_ok()
}

/// The query with its values as they were before encoding, in the order of the wire.
fn decoded_query(query: &str) -> Vec<u8> {
    let mut text = Vec::new();
    for (index, pair) in query.split('&').enumerate() {
        if index > 0 {
            text.push(b'&');
        }
        text.extend(percent_decode_str(&pair.replace('+', " ")));
    }
    text
}
