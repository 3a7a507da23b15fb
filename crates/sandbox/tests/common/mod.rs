//! What the tests share: a client, and signatures made here, with nothing of the sandbox's.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

pub mod account;
pub mod schema;
pub mod spec;

use std::{
    sync::LazyLock,
    time::{SystemTime, UNIX_EPOCH},
};

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use sha2::Sha256;
use venue_sandbox::{Bitget, BitgetVenue, Durian, PicoStocks, Sandbox, Venue};

use self::spec::Spec;

static BITGET: LazyLock<Spec> = LazyLock::new(Spec::of::<BitgetVenue>);

/// A client that stays where it is sent.
pub fn client() -> Client {
    let builder = Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.no_proxy().build().unwrap()
}

/// A request below the base URL.
pub fn to<V: Venue>(sandbox: &Sandbox<V>, method: Method, path: &str) -> RequestBuilder {
    client().request(method, format!("{}{path}", sandbox.base_url()))
}

pub fn get<V: Venue>(sandbox: &Sandbox<V>, path: &str) -> RequestBuilder {
    to(sandbox, Method::GET, path)
}

pub fn post<V: Venue>(sandbox: &Sandbox<V>, path: &str, json: impl Into<String>) -> RequestBuilder {
    to(sandbox, Method::POST, path).header("content-type", "application/json").body(json.into())
}

/// Sends, and takes the response apart.
pub async fn response(request: RequestBuilder) -> (u16, String) {
    let response: Response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The same, for a response in JSON.
pub async fn json(request: RequestBuilder) -> (u16, Value) {
    let (status, text) = response(request).await;
    (status, serde_json::from_str(&text).unwrap())
}

pub fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}

/// What Bitget's four headers say.
#[derive(Clone)]
pub struct Signed {
    pub key: String,
    pub secret: String,
    pub passphrase: String,
    pub timestamp: String,
}

impl Signed {
    pub fn by(bitget: &Bitget) -> Self {
        let (key, secret, passphrase) = bitget.credentials();
        let timestamp = now_ms().to_string();
        Self { key, secret, passphrase, timestamp }
    }

    /// Adds the headers. `query` is the query as it was before encoding.
    pub fn sign(
        &self,
        request: RequestBuilder,
        method: &str,
        path: &str,
        query: &str,
        body: &str,
    ) -> RequestBuilder {
        let question = if query.is_empty() { "" } else { "?" };
        let text = format!("{}{method}{path}{question}{query}{body}", self.timestamp);
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        let sign = Base64::encode_string(&mac.finalize().into_bytes());
        request
            .header("ACCESS-KEY", &self.key)
            .header("ACCESS-SIGN", sign)
            .header("ACCESS-TIMESTAMP", &self.timestamp)
            .header("ACCESS-PASSPHRASE", &self.passphrase)
    }

    pub fn get(&self, bitget: &Bitget, path: &str, query: &str) -> RequestBuilder {
        let question = if query.is_empty() { "" } else { "?" };
        let request = get(bitget, &format!("{path}{question}{query}"));
        self.sign(request, "GET", path, query, "")
    }

    pub fn post(&self, bitget: &Bitget, path: &str, body: &str) -> RequestBuilder {
        self.sign(post(bitget, path, body), "POST", path, "", body)
    }
}

/// Logs in and returns the token.
pub async fn login(durian: &Durian) -> String {
    let (email, secret) = durian.credentials();
    let body = format!(r#"{{"email":"{email}","type":"1","secret":"{secret}"}}"#);
    let (status, response) = json(post(durian, "/api/v3/register", body)).await;
    assert_eq!((status, &response["code"]), (200, &200.into()));
    response["data"]["token"].as_str().unwrap().to_owned()
}

/// An order of PicoStocks: stock, quantity, unit, price.
pub type Order<'a> = (i64, &'a str, i64, &'a str);

/// The signature of an order, in hex.
pub fn pico_signature(word: &str, pico: &PicoStocks, order: Order<'_>, nonce: u64) -> String {
    let (user, key) = pico.credentials();
    let (stock, quantity, unit, price) = order;
    let message = format!("{word}:{user}:{stock}:{quantity}:{unit}:{price}:{nonce}");
    let seed = base16ct::mixed::decode_vec(key).unwrap();
    let key = SigningKey::from_bytes(&seed.try_into().unwrap());
    base16ct::lower::encode_string(&key.sign(message.as_bytes()).to_bytes())
}

/// The JSON body of an order.
pub fn pico_body(pico: &PicoStocks, order: Order<'_>, signature: &str) -> String {
    let (user, _) = pico.credentials();
    let (stock, quantity, unit, price) = order;
    format!(
        r#"{{"user_id":{user},"stock_id":{stock},"quantity":"{quantity}","unit_id":{unit},"price":"{price}","signature":"{signature}"}}"#
    )
}

/// Takes a refusal of Bitget apart: status, code, message.
pub fn envelope(response: (u16, Value)) -> (u16, String, String) {
    let (status, body) = response;
    assert!(body["requestTime"].is_i64() && body["data"].is_null());
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (status, text("code"), text("msg"))
}

/// Takes a success of Bitget apart, and holds it against the spec of its operation.
pub async fn served(bitget: &Bitget, request: RequestBuilder) -> Value {
    let (status, text) = response(request).await;
    assert_eq!(status, 200, "{text}");
    let operation = bitget.received().pop().unwrap().operation.unwrap();
    let problems = BITGET.operation(&operation).success_problems(text.as_bytes());
    assert!(problems.is_empty(), "{operation}: {problems:?}: {text}");
    let mut body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["code"], "00000");
    body["data"].take()
}
