//! Durian: a login that issues a token, and refusals inside of HTTP 200.
//!
//! The reference documents no error at all. The shape is that of its envelope, the codes are those
//! of the framework that it appears to be built on: 401 for the token, 400 for the request.

mod desk;
mod history;
mod positions;

use std::{
    collections::{BTreeSet, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
};

use bigdecimal::BigDecimal;
use http::StatusCode;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::desk::Desk;
use crate::{
    effect::Effect,
    refusal::Refusal,
    request::Request,
    response::Response,
    spec::{Operation, Security},
    venue::Venue,
};

const EMAIL: &str = "trader@example.com";
const SECRET: &str = "sandbox-secret-of-durian";
const USER_ID: u64 = 10;

/// The state of Durian in miniature: one user, and coins whose price stands still until
/// [`set_price`](Self::set_price) moves it. Each opening is a position of its own; nothing costs
/// fees, and funds have no end.
#[derive(Debug, Default)]
pub struct DurianVenue {
    /// The tokens that are good.
    tokens: BTreeSet<String>,
    /// Whether there was a login before.
    is_known: bool,
    desk: Desk,
    effects: Vec<Effect>,
}

impl Venue for DurianVenue {
    /// Email and secret of the login.
    type Credentials = (String, String);

    const NAME: &'static str = "durian";
    const BUNDLE: &'static str = include_str!("../../../specs/durian.json");

    fn credentials(&self) -> Self::Credentials {
        (EMAIL.to_owned(), SECRET.to_owned())
    }

    fn authorize(&mut self, request: &Request, operation: &Operation) -> Result<(), Refusal> {
        let is_known = token(request).is_some_and(|token| self.tokens.contains(token));
        if is_known || operation.security() == Security::Optional {
            Ok(())
        } else {
            Err(unauthorized())
        }
    }

    fn respond(
        &mut self,
        request: &Request,
        operation: &Operation,
    ) -> Result<Option<Response>, Refusal> {
        match operation.name() {
            "login" => return self.login(request).map(Some),
            "logout" => {
                if let Some(token) = token(request) {
                    self.tokens.remove(token);
                }
            }
            "open_position" => {
                let opened = success(self.desk.open(request)?);
                self.note(operation, "position opened");
                return Ok(Some(opened));
            }
            "close_position" => {
                self.desk.close(request)?;
                self.note(operation, "position closed");
            }
            "close_all_positions" => {
                self.desk.close_all(request.at().millis())?;
                self.note(operation, "all positions closed");
            }
            "set_leverage" => {
                self.desk.set_leverage(request)?;
                self.note(operation, "leverage set");
            }
            "positions" => return Ok(Some(success(self.desk.positions(request)?))),
            "position_history" => return Ok(Some(success(self.desk.history(request)?))),
            _ => {}
        }
        // What has no payload is responded to as documented.
        Ok(None)
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, _: Option<&Operation>) -> Response {
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
        let data = None::<()>;
        Response::of(status, &Envelope { msg, code, data })
    }
}

impl DurianVenue {
    fn login(&mut self, request: &Request) -> Result<Response, Refusal> {
        let email = request.text("email").unwrap_or_default();
        let secret = request.text("secret").unwrap_or_default();
        if email != EMAIL || secret != SECRET {
            return Err(unauthorized());
        }
        let token = fresh_token();
        self.tokens.insert(token.clone());
        let is_first = !std::mem::replace(&mut self.is_known, true);
        Ok(success(Login { is_invite: false, user_id: USER_ID, token, is_first }))
    }

    fn note(&mut self, operation: &Operation, summary: &str) {
        self.effects.push(Effect::new(operation.name(), summary));
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

fn success(data: impl Serialize) -> Response {
    Response::of(
        StatusCode::OK,
        &Envelope { msg: "success".to_owned(), code: 200, data: Some(data) },
    )
}

/// The wrapper of every response; without payload it has no `data` at all.
#[derive(Serialize)]
struct Envelope<T> {
    msg: String,
    code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    is_invite: bool,
    user_id: u64,
    token: String,
    is_first: bool,
}

fn token(request: &Request) -> Option<&str> {
    request.header("Authorization")?.strip_prefix("Bearer ")
}

fn unauthorized() -> Refusal {
    Refusal::own(StatusCode::OK, "401", "unauthorized")
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
