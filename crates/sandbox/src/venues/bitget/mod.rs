//! Bitget: four headers, an HMAC over the request with its query decoded, and one envelope.
//!
//! Codes and messages are those of the documented table. Where it leaves a choice: an unauthorized
//! request gets HTTP 400, as 40009 was seen to have; a key that does not begin like a key is
//! "invalid" (40006), any other strange one "does not exist" (40037); a timestamp that is absent
//! is an invalid one (40005), since the table has no code of its own for it.

mod account;
mod asked;
mod contract;
mod futures;
mod futures_plans;
mod market;
mod orders;
mod placing;
mod plan;
mod plan_views;
mod position_views;
mod positions;
mod seed;
mod settings;
mod spot_plans;
mod strategies;
#[cfg(test)]
mod tests;
mod transfers;
mod types;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64, Encoding};
use bigdecimal::BigDecimal;
use hmac::{Hmac, KeyInit, Mac};
use http::{StatusCode, header::ALLOW};
use percent_encoding::percent_decode_str;
use sha2::Sha256;

use self::{
    asked::Asked,
    orders::{V2, V3, Version},
    plan::Plan,
    positions::Settings,
    transfers::Transfer,
    types::{BitgetPositions, Book, Exchange, Line, Market},
};
pub use self::{seed::NotADecimal, types::BitgetAccount};
use super::django::methods;
use crate::{
    call::Call,
    engine::{
        amount,
        matching::Matching,
        render::{Fields, fields},
    },
    generated::bitget::{API, Operation},
    refusal::{Fault, Refusal},
    request::Request,
    response::Response,
    table::{Api, ErrorKind},
    venue::Venue,
};

const KEY: &str = "bg_test_key_0001";
const SECRET: &str = "4f2a9c7d1e8b4c6fa03d5b7e9c1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b";
const PASSPHRASE: &str = "TestPass123";

// The codes, as the specs list them.
const NO_KEY: &str = API.code(ErrorKind::Authentication, "40001");
const NO_SIGN: &str = API.code(ErrorKind::Authentication, "40002");
const EMPTY_SIGN: &str = API.code(ErrorKind::Authentication, "40003");
const NO_PASSPHRASE: &str = API.code(ErrorKind::Authentication, "40011");
const INVALID_KEY: &str = API.code(ErrorKind::Authentication, "40006");
const UNKNOWN_KEY: &str = API.code(ErrorKind::Authentication, "40037");
const WRONG_PASSPHRASE: &str = API.code(ErrorKind::Authentication, "40012");
const INVALID_TIMESTAMP: &str = API.code(ErrorKind::Clock, "40005");
const EXPIRED: &str = API.code(ErrorKind::Clock, "40008");
const WRONG_SIGN: &str = API.code(ErrorKind::Signature, "40009");
const NO_URL: &str = API.code(ErrorKind::InvalidParameter, "40404");
const WRONG_METHOD: &str = API.code(ErrorKind::InvalidParameter, "405");
const WRONG_TYPE: &str = API.code(ErrorKind::InvalidParameter, "40007");
const UNVERIFIED: &str = API.code(ErrorKind::InvalidParameter, "40017");
const MISSING: &str = API.code(ErrorKind::InvalidParameter, "40019");
const WRONG: &str = API.code(ErrorKind::InvalidParameter, "40020");

const UNKNOWN_SYMBOL: &str = API.code(ErrorKind::InvalidParameter, "40034");
const LONG_CLIENT_ID: &str = API.code(ErrorKind::InvalidParameter, "40304");

/// How far a timestamp may be from the exchange's clock, on either side.
const WINDOW_MS: u64 = 30_000;

/// The owner of the account.
const ACCOUNT: i64 = 1;

/// Ids count from here, so that they have as many digits as live ones and do not fit into an `f64`.
const FIRST_ORDER: u64 = 1_233_965_375_251_996_672;
const FIRST_TRADE: u64 = 1_233_965_375_251_000_001;
const FIRST_OTHER: u64 = 1_243_965_375_251_000_001;

type BitgetCall<'a> = Call<'a, Operation>;

/// The state of the simulated Bitget.
#[derive(Debug)]
pub struct BitgetVenue {
    exchange: Exchange,
    /// What is listed.
    markets: BTreeSet<Market>,
    /// The prices of the markets before their first trades.
    openings: BTreeMap<Market, BigDecimal>,
    /// The last prices, where fills or seeds have moved them.
    prices: BTreeMap<Market, BigDecimal>,
    books: BTreeMap<Book, BitgetPositions>,
    settings: BTreeMap<(Book, String), Settings>,
    /// The profit that a fill brought, by its id.
    profits: BTreeMap<u64, BigDecimal>,
    /// How many fills the positions know of.
    booked: usize,
    transfers: Vec<Transfer>,
    /// Orders that wait for a price, oldest first.
    plans: Vec<Plan>,
    /// When all orders of the unified account are cancelled.
    countdown: Option<i64>,
    /// The next id of what is neither order nor fill.
    next: u64,
}

impl Default for BitgetVenue {
    fn default() -> Self {
        let mut venue = Self {
            exchange: Matching::new(FIRST_ORDER, FIRST_TRADE),
            markets: BTreeSet::new(),
            openings: BTreeMap::new(),
            prices: BTreeMap::new(),
            books: positions::books(),
            settings: BTreeMap::new(),
            profits: BTreeMap::new(),
            booked: 0,
            transfers: Vec::new(),
            plans: Vec::new(),
            countdown: None,
            next: FIRST_OTHER,
        };
        for (account, coin, available) in [
            (BitgetAccount::Spot, "USDT", 100_000),
            (BitgetAccount::Spot, "BTC", 10),
            (BitgetAccount::UsdtFutures, "USDT", 50_000),
        ] {
            venue.exchange.ledger.set_available((account, coin.to_owned()), available.into(), 0);
        }
        venue.list_markets();
        venue
    }
}

impl BitgetVenue {
    /// Returns an id of its own for what is neither order nor fill.
    fn number(&mut self) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    /// Responds to what concerns the public data of markets.
    fn market_data(&mut self, call: &mut Call<'_, Operation>) -> Result<Option<Response>, Refusal> {
        market::respond(self, call)
    }

    /// Responds to what concerns orders on spot, and orders of the unified account.
    fn trades(&mut self, call: &mut Call<'_, Operation>) -> Result<Option<Response>, Refusal> {
        Ok(Some(match call.operation() {
            Operation::SpotTradeOrderInfo => {
                // An order that is not there is an empty list.
                let order = match V2.order_info(self, call) {
                    Err(Refusal::Own { code, .. }) if code == V2.not_found_code() => None,
                    found => Some(found?),
                };
                call.list(order, fields! {})
            }
            Operation::SpotTradeOpenOrders => {
                let orders = V2.orders(self, call, true)?.items.into_iter();
                call.list(orders.map(views::as_open), fields! {})
            }
            Operation::SpotTradeOrderHistory => {
                let orders = V2.orders(self, call, false)?.items.into_iter();
                call.list(orders.map(views::as_closed), fields! {})
            }
            Operation::SpotTradeFills => asked::respond(call, V2.fills(self, call)?),
            Operation::UtaTradeOrderInfo => call.object(V3.order_info(self, call)?),
            Operation::UtaTradeOpenOrders => V3.list(self, call, true)?,
            Operation::UtaTradeOrderHistory => V3.list(self, call, false)?,
            Operation::UtaTradeFills => asked::respond(call, V3.fills(self, call)?),
            Operation::SpotTradePlaceOrder => V2.one(self, call, Version::place)?,
            Operation::SpotTradePlaceOrders => V2.each(self, call, "orderList", Version::place),
            Operation::SpotTradeCancelOrder => V2.one(self, call, Version::cancel)?,
            Operation::SpotTradeCancelOrders => V2.each(self, call, "orderList", Version::cancel),
            Operation::SpotTradeCancelSymbolOrders => {
                let symbol = Asked::of(call).needed("symbol")?;
                V2.cancel_all(self, call)?;
                call.object(fields! {"symbol": symbol})
            }
            Operation::SpotTradeReplaceOrder => {
                let done = V2.replace(self, call, Asked::of(call))?;
                call.object(replaced(Ok(done)))
            }
            Operation::SpotTradeReplaceOrders => {
                let items: Vec<Asked<'_>> = Asked::of(call).items("orderList").collect();
                let outcomes = items.into_iter().map(|item| V2.replace(self, call, item));
                let outcomes: Vec<_> = outcomes.map(replaced).collect();
                call.list(outcomes, fields! {})
            }
            Operation::UtaTradePlaceOrder => V3.one(self, call, Version::place)?,
            Operation::UtaTradePlaceOrders => V3.each(self, call, "", Version::place),
            Operation::UtaTradeCancelOrder => V3.one(self, call, Version::cancel)?,
            Operation::UtaTradeCancelOrders => V3.each(self, call, "", Version::cancel),
            Operation::UtaTradeCancelAllOrders => V3.cancel_all(self, call)?,
            _ => return Ok(None),
        }))
    }
}

impl Venue for BitgetVenue {
    /// Key, secret, passphrase.
    type Credentials = (String, String, String);

    type Operation = Operation;

    const NAME: &'static str = "bitget";
    const ENUMS_IGNORE_CASE: bool = true;

    fn api() -> &'static Api<Operation> {
        &API
    }

    fn credentials(&self) -> Self::Credentials {
        (KEY.to_owned(), SECRET.to_owned(), PASSPHRASE.to_owned())
    }

    fn authorize(&mut self, call: &Call<'_, Operation>) -> Result<(), Refusal> {
        let request = call.request();
        let header = |name| request.header(name).unwrap_or_default();
        let key = header("ACCESS-KEY");
        let sign = header("ACCESS-SIGN");
        let timestamp = header("ACCESS-TIMESTAMP");
        let passphrase = header("ACCESS-PASSPHRASE");

        if key.is_empty() && call.is_optional() {
            return Ok(());
        }
        if key.is_empty() {
            return Err(refused(NO_KEY, "ACCESS_KEY cannot be empty"));
        }
        if request.header("ACCESS-SIGN").is_none() {
            return Err(refused(NO_SIGN, "ACCESS_SIGN cannot be empty"));
        }
        if sign.is_empty() {
            return Err(refused(EMPTY_SIGN, "Signature cannot be empty"));
        }
        if passphrase.is_empty() {
            return Err(refused(NO_PASSPHRASE, "ACCESS_PASSPHRASE cannot be empty"));
        }
        if !key.starts_with("bg_") {
            return Err(refused(INVALID_KEY, "Invalid ACCESS_KEY"));
        }
        if key != KEY {
            return Err(refused(UNKNOWN_KEY, "Apikey does not exist"));
        }
        if passphrase != PASSPHRASE {
            return Err(refused(WRONG_PASSPHRASE, "apikey/password is incorrect"));
        }
        let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = timestamp.parse::<i64>().ok().filter(|_| digits);
        let Some(sent) = sent else {
            return Err(refused(INVALID_TIMESTAMP, "Invalid ACCESS_TIMESTAMP"));
        };
        if sent.abs_diff(request.at().millis()) > WINDOW_MS {
            return Err(refused(EXPIRED, "Request timestamp expired"));
        }
        if !is_signed(request, timestamp, sign) {
            return Err(refused(WRONG_SIGN, "sign signature error"));
        }
        Ok(())
    }

    fn respond(&mut self, call: &mut Call<'_, Operation>) -> Result<Option<Response>, Refusal> {
        type Part = for<'a, 'b, 'c> fn(
            &'a mut BitgetVenue,
            &'b mut BitgetCall<'c>,
        ) -> Result<Option<Response>, Refusal>;
        let parts: [Part; 9] = [
            Self::trades,
            Self::spot_plans_of,
            Self::futures_plans_of,
            Self::strategies,
            Self::futures,
            Self::list_positions,
            Self::configure,
            Self::transfers,
            Self::market_data,
        ];
        self.count_down(call.at().millis());
        for part in parts {
            if let Some(response) = part(self, call)? {
                return Ok(Some(response));
            }
        }
        Ok(self.balances(call))
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<Operation>) -> Response {
        let bad = StatusCode::BAD_REQUEST;
        let (status, code, message) = match refusal {
            Refusal::NoRoute | Refusal::NoSlash | Refusal::NotFound => (
                StatusCode::NOT_FOUND,
                NO_URL,
                format!("Request URL NOT FOUND: {}", request.path()),
            ),
            Refusal::WrongMethod { .. } => (
                StatusCode::METHOD_NOT_ALLOWED,
                WRONG_METHOD,
                format!("Request method '{}' not supported", request.method()),
            ),
            Refusal::ContentType { .. } => (bad, WRONG_TYPE, "Invalid Content_Type".to_owned()),
            Refusal::Unreadable | Refusal::Malformed | Refusal::NotAnObject => {
                (bad, UNVERIFIED, "Parameter verification failed".to_owned())
            }
            Refusal::Invalid(problems) => match problems.first() {
                Some(problem) if matches!(problem.fault, Fault::Missing | Fault::Null) => {
                    let text = format!("Parameter {} cannot be empty", problem.name);
                    (bad, MISSING, text)
                }
                Some(problem) => (bad, WRONG, format!("Parameter {} error", problem.name)),
                None => (bad, UNVERIFIED, "Parameter verification failed".to_owned()),
            },
            Refusal::Own { status, code, message } => (*status, *code, message.clone()),
        };
        let response = Response::of(
            status,
            &fields! {
                "code": code,
                "msg": message,
                "requestTime": request.at().millis(),
                "data": None::<()>,
            },
        );
        match refusal {
            Refusal::WrongMethod { allowed } => response.header(ALLOW, &methods(allowed)),
            _ => response,
        }
    }
}

/// Writes whether an order was replaced.
fn replaced(outcome: Result<Fields, Refusal>) -> Fields {
    match outcome {
        Ok(done) => done.over(&fields! {"success": "success", "msg": None::<()>}),
        Err(refusal) => futures::not_replaced(0, refusal),
    }
}

/// Refuses, with the status that nearly all refusals have.
fn refused(code: &'static str, message: &str) -> Refusal {
    Refusal::own(StatusCode::BAD_REQUEST, code, message)
}

/// Refuses a parameter that is there, but not right.
fn wrong(name: &str) -> Refusal {
    refused(WRONG, &format!("Parameter {name} error"))
}

/// Refuses for a symbol, or a coin, that is not listed.
fn unknown_symbol(symbol: &str) -> Refusal {
    refused(UNKNOWN_SYMBOL, &format!("Parameter {symbol} does not exist"))
}

/// Refuses for a parameter that is not there.
fn missing(name: &str) -> Refusal {
    refused(MISSING, &format!("Parameter {name} cannot be empty"))
}

/// Reads a plain decimal of as many digits as the exchange takes.
fn decimal(text: &str) -> Option<BigDecimal> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    amount::read(text).filter(|value| is_plain && is_exact(value)).map(|value| value.normalized())
}

/// Whether a value has as many digits as the exchange takes; more are refused, never rounded.
fn is_exact(value: &BigDecimal) -> bool {
    let value = value.normalized();
    value.digits() <= 29 && value.fractional_digit_count() <= 28
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
