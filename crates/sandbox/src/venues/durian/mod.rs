//! Durian: a login that issues a token, and errors inside of HTTP 200.
//!
//! The reference documents no error at all. The shape is that of its envelope, the codes are those
//! of the framework that it appears to be built on: 401 for the token, 400 for the request.

mod date;
mod trading;

use std::{
    collections::{BTreeSet, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
};

use bigdecimal::BigDecimal;
use http::StatusCode;
use sha2::{Digest, Sha256};

use self::trading::Desk;
use crate::{
    call::Call,
    engine::render::fields,
    generated::durian::{API, Operation},
    refusal::Refusal,
    request::Request,
    response::Response,
    table::{Api, ErrorKind},
    venue::Venue,
};

type DurianCall<'a> = Call<'a, Operation>;

const EMAIL: &str = "trader@example.com";
const SECRET: &str = "sandbox-secret-of-durian";
const USER_ID: u64 = 10;

const UNAUTHORIZED: &str = API.code(ErrorKind::Authentication, "401");

/// The state of the simulated Durian: one user, and coins whose price stands still until
/// [`set_price`](Self::set_price) moves it. Each opening is a position of its own; nothing costs
/// fees, and funds have no end.
#[derive(Debug, Default)]
pub struct DurianVenue {
    /// The tokens that are good.
    tokens: BTreeSet<String>,
    /// Whether there was a login before.
    is_known: bool,
    desk: Desk,
}

impl Venue for DurianVenue {
    /// Email and secret of the login.
    type Credentials = (String, String);

    type Operation = Operation;

    const NAME: &'static str = "durian";

    fn api() -> &'static Api<Operation> {
        &API
    }

    fn credentials(&self) -> Self::Credentials {
        (EMAIL.to_owned(), SECRET.to_owned())
    }

    fn authorize(&mut self, call: &DurianCall<'_>) -> Result<(), Refusal> {
        let is_known = token(call.request()).is_some_and(|token| self.tokens.contains(token));
        if is_known || call.is_optional() { Ok(()) } else { Err(unauthorized()) }
    }

    fn respond(&mut self, call: &mut DurianCall<'_>) -> Result<Option<Response>, Refusal> {
        match call.operation() {
            Operation::Login => return self.login(call).map(Some),
            Operation::OpenPosition => return self.desk.open(call).map(Some),
            Operation::Positions => return self.desk.positions(call).map(Some),
            Operation::PositionHistory => return self.desk.history(call).map(Some),
            Operation::Logout => {
                if let Some(token) = token(call.request()) {
                    self.tokens.remove(token);
                }
            }
            Operation::ClosePosition => self.desk.close(call)?,
            Operation::CloseAllPositions => self.desk.close_all(call)?,
            Operation::SetLeverage => self.desk.set_leverage(call)?,
            Operation::Coins => {}
        }
        // What has no payload is responded to as documented.
        Ok(None)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<Operation>) -> Response {
        let ok = StatusCode::OK;
        let (status, code, msg) = match refusal {
            Refusal::NoRoute | Refusal::NoSlash | Refusal::NotFound => (
                StatusCode::NOT_FOUND,
                404,
                format!("No endpoint {} {}.", request.method(), request.path()),
            ),
            Refusal::WrongMethod { .. } => (
                StatusCode::METHOD_NOT_ALLOWED,
                405,
                format!("Request method '{}' not supported", request.method()),
            ),
            Refusal::ContentType { found } => {
                (ok, 415, format!("Content type '{found}' not supported"))
            }
            Refusal::Unreadable | Refusal::Malformed | Refusal::NotAnObject => {
                (ok, 500, "JSON parse error".to_owned())
            }
            Refusal::Invalid(_) => (ok, 400, refusal.to_string()),
            Refusal::Own { status, code, message } => {
                (*status, code.parse().unwrap_or(500), message.clone())
            }
        };
        Response::of(status, &fields! {"msg": msg, "code": code})
    }
}

impl DurianVenue {
    fn login(&mut self, call: &DurianCall<'_>) -> Result<Response, Refusal> {
        let text = |name| call.request().text(name).unwrap_or_default();
        if text("email") != EMAIL || text("secret") != SECRET {
            return Err(unauthorized());
        }
        let token = fresh_token();
        self.tokens.insert(token.clone());
        let is_first = !std::mem::replace(&mut self.is_known, true);
        Ok(call.object(fields! {"userId": USER_ID, "token": token, "isFirst": is_first}))
    }

    /// Forgets all tokens, as the exchange does after a time that it does not tell.
    pub fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Moves the price of a coin. `false` if there is none of this symbol.
    pub fn set_price(&mut self, symbol: &str, price: BigDecimal) -> bool {
        let mut coins = self.desk.coins.iter_mut();
        let coin = coins.find(|coin| coin.symbol == symbol);
        coin.map(|coin| coin.price = price).is_some()
    }
}

fn token(request: &Request) -> Option<&str> {
    request.header("Authorization")?.strip_prefix("Bearer ")
}

fn unauthorized() -> Refusal {
    Refusal::own(StatusCode::OK, UNAUTHORIZED, "unauthorized")
}

/// A token like no other, so that one instance's is nothing to another. The standard library seeds
/// its hash maps at random; that is enough for a sandbox.
fn fresh_token() -> String {
    let mut digest = Sha256::new();
    for _ in 0..4 {
        let random = RandomState::new().build_hasher().finish();
        digest.update(random.to_be_bytes());
    }
    format!("sandbox.{}", base16ct::lower::encode_string(&digest.finalize()))
}
