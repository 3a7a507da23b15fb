//! The five exchanges, behind one face, for tests that hold for all of them.

use std::time::Duration;

use venue_core::{ClientBuilder, Error, Exchange, RetryPolicy};

use crate::{
    Reached,
    generated::{bitget, ctc, digitex, durian, picostocks},
    operation::{Again, Operation},
    reach, spec,
};

/// Credentials that would be recognised wherever they leaked.
pub mod canary {
    /// An API key.
    pub const KEY: &str = "canary-key-71c6a5e2";
    /// A secret.
    pub const SECRET: &str = "canary-secret-93f0b7d4";
    /// A passphrase.
    pub const PASSPHRASE: &str = "canary-passphrase-5ad8";
    /// A token.
    pub const TOKEN: &str = "canary-token-0e4c92f1";
    /// An Ed25519 key: RFC 8032, test 1.
    pub const PRIVATE_KEY: &str =
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
}

/// What a client proves itself with; of each exchange, some of it.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Bitget's key.
    pub key: String,
    /// The secret of Bitget's key or of Durian's login.
    pub secret: String,
    /// Bitget's passphrase.
    pub passphrase: String,
    /// Digitex' token, or one that Durian has issued.
    pub token: String,
    /// Durian's email address.
    pub email: String,
    /// Id of the user on PicoStocks.
    pub user_id: i64,
    /// The private key of that user.
    pub private_key: String,
}

impl Default for Keys {
    /// The canaries, which no exchange knows.
    fn default() -> Self {
        Self {
            key: canary::KEY.to_owned(),
            secret: canary::SECRET.to_owned(),
            passphrase: canary::PASSPHRASE.to_owned(),
            token: canary::TOKEN.to_owned(),
            email: "canary@example.com".to_owned(),
            user_id: 19,
            private_key: canary::PRIVATE_KEY.to_owned(),
        }
    }
}

/// A client of one of the exchanges.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Client {
    /// Bitget.
    Bitget(venue_bitget::Client),
    /// CryptoToken Converter.
    Ctc(venue_ctc::Client),
    /// Digitex.
    Digitex(venue_digitex::Client),
    /// Durian, with a token, and beside it one that has to log in.
    Durian(venue_durian::Client, venue_durian::Client),
    /// PicoStocks.
    Picostocks(venue_picostocks::Client),
}

/// The names of the exchanges.
pub const EXCHANGES: [&str; 5] = ["bitget", "ctc", "digitex", "durian", "picostocks"];

/// How a test wants its client.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The time for a call.
    pub timeout: Duration,
    /// How reads are repeated.
    pub retry: RetryPolicy,
    /// Whether the exchange's limits are kept.
    pub limits: bool,
    /// The largest response that is read.
    pub cap: usize,
}

impl Default for Settings {
    /// Retries without waiting, and no limits: tests do not sleep.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            retry: RetryPolicy::new().waits(Duration::ZERO, Duration::ZERO),
            limits: false,
            cap: 16 << 20,
        }
    }
}

impl Settings {
    fn apply<E: Exchange>(self, builder: ClientBuilder<E>) -> ClientBuilder<E> {
        let builder = builder.timeout(self.timeout).retry(self.retry).max_response_bytes(self.cap);
        if self.limits { builder } else { builder.without_rate_limits() }
    }
}

/// A client that talks to a base URL, with the canary credentials.
///
/// # Errors
/// When the client cannot be built.
pub fn client(exchange: &str, base_url: &str) -> Result<Client, Error> {
    client_with(exchange, base_url, Settings::default())
}

/// A client that talks to a base URL, with the canary credentials and these settings.
///
/// # Errors
/// When the client cannot be built.
pub fn client_with(exchange: &str, base_url: &str, settings: Settings) -> Result<Client, Error> {
    client_of(exchange, base_url, settings, &Keys::default())
}

/// A client that talks to a base URL, with these settings and keys.
///
/// # Errors
/// When the client cannot be built.
pub fn client_of(
    exchange: &str,
    base_url: &str,
    settings: Settings,
    keys: &Keys,
) -> Result<Client, Error> {
    let Keys { key, secret, passphrase, token, email, user_id, private_key } = keys.clone();
    Ok(match exchange {
        "bitget" => {
            let builder = settings.apply(venue_bitget::Client::builder()).environment(base_url);
            Client::Bitget(builder.credentials((key, secret, passphrase)).build()?)
        }
        "ctc" => {
            let builder = settings.apply(venue_ctc::Client::builder());
            Client::Ctc(builder.environment(base_url).build()?)
        }
        "digitex" => {
            let builder = settings.apply(venue_digitex::Client::builder()).environment(base_url);
            Client::Digitex(builder.credentials(token).build()?)
        }
        "durian" => {
            let builder = || settings.apply(venue_durian::Client::builder()).environment(base_url);
            let token = venue_durian::Credentials::token(token);
            Client::Durian(
                builder().credentials(token).build()?,
                builder().credentials((email, secret)).build()?,
            )
        }
        "picostocks" => {
            let builder = settings.apply(venue_picostocks::Client::builder()).environment(base_url);
            Client::Picostocks(builder.credentials((user_id, private_key)).build()?)
        }
        other => return Err(Error::configuration(format!("no exchange {other}"))),
    })
}

impl Client {
    /// Calls an operation with a request that was made beforehand, kept as text and read again;
    /// none where it takes nothing, or only a hand-written method may call it.
    pub async fn call_with(&self, operation: &str) -> Option<Reached> {
        match self {
            Self::Bitget(client) => made(bitget::OPERATIONS, client, operation).await,
            Self::Ctc(client) => made(ctc::OPERATIONS, client, operation).await,
            Self::Digitex(client) => made(digitex::OPERATIONS, client, operation).await,
            Self::Durian(client, _) => made(durian::OPERATIONS, client, operation).await,
            Self::Picostocks(client) => made(picostocks::OPERATIONS, client, operation).await,
        }
    }

    /// Calls an operation by its name in the harness, with a value for every parameter.
    pub async fn call(&self, operation: &str) -> Option<Reached> {
        match self {
            Self::Bitget(client) => built(bitget::OPERATIONS, client, operation).await,
            Self::Ctc(client) => built(ctc::OPERATIONS, client, operation).await,
            Self::Digitex(client) => match operation {
                "cancel_orders" => {
                    let id = "d3c32cc8-89b7-4a4a-8847-7a255e7739ad";
                    Some(reach(client.cancel_orders(1, [id]).send().await))
                }
                _ => built(digitex::OPERATIONS, client, operation).await,
            },
            Self::Durian(client, fresh) => match operation {
                "login" => Some(reach(fresh.login().await)),
                "logout" => Some(reach(client.logout().await)),
                _ => built(durian::OPERATIONS, client, operation).await,
            },
            Self::Picostocks(client) => {
                let order = match operation {
                    "place_ask" => client.place_ask(),
                    "place_bid" => client.place_bid(),
                    "cancel_ask" => client.cancel_ask(),
                    "cancel_bid" => client.cancel_bid(),
                    _ => return built(picostocks::OPERATIONS, client, operation).await,
                };
                let order = order.stock_id(3).quantity("0.035").unit_id(2).price("1000000000");
                Some(reach(order.send().await))
            }
        }
    }
}

/// Calls an operation by its builder.
async fn built<C>(all: &[Operation<C>], client: &C, operation: &str) -> Option<Reached> {
    Some(find(all, operation)?.call?(client).await)
}

/// Calls an operation with a request that was made beforehand.
async fn made<C>(all: &[Operation<C>], client: &C, operation: &str) -> Option<Reached> {
    Some(find(all, operation)?.call_with?(client).await)
}

fn find<'a, C>(all: &'a [Operation<C>], operation: &str) -> Option<&'a Operation<C>> {
    all.iter().find(|one| one.spec.name == operation)
}

/// The operations of an exchange, by their full names.
pub fn operations(exchange: &str) -> impl ExactSizeIterator<Item = &'static str> {
    spec::operations(exchange).iter().map(|operation| operation.name)
}

/// Reads a payload of an operation and writes it again.
#[must_use]
pub fn decode(exchange: &str, operation: &str, payload: &str) -> Option<Result<String, String>> {
    let (decode, _) = readers(exchange, operation)?;
    Some(decode(payload))
}

/// Reads a request body of an operation and writes it again; none where it has no body.
#[must_use]
pub fn decode_body(exchange: &str, operation: &str, body: &str) -> Option<Result<String, String>> {
    let (_, decode) = readers(exchange, operation)?;
    Some(decode?(body))
}

fn readers(exchange: &str, operation: &str) -> Option<(Again, Option<Again>)> {
    fn of<C>(all: &[Operation<C>], operation: &str) -> Option<(Again, Option<Again>)> {
        find(all, operation).map(|one| (one.decode, one.decode_body))
    }
    match exchange {
        "bitget" => of(bitget::OPERATIONS, operation),
        "ctc" => of(ctc::OPERATIONS, operation),
        "digitex" => of(digitex::OPERATIONS, operation),
        "durian" => of(durian::OPERATIONS, operation),
        "picostocks" => of(picostocks::OPERATIONS, operation),
        _ => None,
    }
}
