//! The same calls as a careful engineer writes them with reqwest, `serde_json` and hmac.
//!
//! Typed structs of the documented fields as text, one client for all calls, the key expanded
//! once, the fixed headers made once, status and code checked, a time limit, no redirects.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{
    Client, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue},
    redirect::Policy,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;

const ACCESS_KEY: HeaderName = HeaderName::from_static("access-key");
const ACCESS_SIGN: HeaderName = HeaderName::from_static("access-sign");
const ACCESS_TIMESTAMP: HeaderName = HeaderName::from_static("access-timestamp");
const ACCESS_PASSPHRASE: HeaderName = HeaderName::from_static("access-passphrase");

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// The request did not get through, its response did not, or one of them cannot be written or read.
    Failed(Box<dyn std::error::Error + Send + Sync>),
    /// The exchange rejected the request.
    Rejected {
        /// The HTTP status.
        status: StatusCode,
        /// The exchange's code.
        code: String,
        /// Its message.
        message: String,
    },
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    code: String,
    msg: String,
    #[serde(rename = "requestTime")]
    _request_time: i64,
    data: Option<T>,
}

/// An order to place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    /// Trading pair.
    pub symbol: String,
    /// `buy` or `sell`.
    pub side: Side,
    /// `limit` or `market`.
    pub order_type: OrderType,
    /// Time in force.
    pub force: Force,
    /// Limit price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// Quantity.
    pub size: String,
    /// The caller's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_oid: Option<String>,
}

/// Direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Buys.
    Buy,
    /// Sells.
    Sell,
}

/// How an order is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderType {
    /// At its price or better.
    Limit,
    /// At any price.
    Market,
}

/// Time in force: how long an order stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Until cancelled.
    Gtc,
    /// Only as a maker.
    PostOnly,
    /// All or nothing.
    Fok,
    /// Fill what is possible at once, cancel the rest.
    Ioc,
}

/// An order that was accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Placed {
    pub order_id: String,
    pub client_oid: Option<String>,
}

/// An open order.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Order {
    pub user_id: Option<String>,
    pub symbol: String,
    pub order_id: String,
    pub client_oid: Option<String>,
    pub price: Option<String>,
    pub price_avg: Option<String>,
    pub size: Option<String>,
    pub order_type: Option<OrderType>,
    pub side: Option<Side>,
    pub status: Option<String>,
    pub base_price: Option<String>,
    pub base_volume: Option<String>,
    pub quote_volume: Option<String>,
    pub enter_point_source: Option<String>,
    pub preset_take_profit_price: Option<String>,
    pub execute_take_profit_price: Option<String>,
    pub preset_stop_loss_price: Option<String>,
    pub execute_stop_loss_price: Option<String>,
    pub c_time: Option<String>,
    pub tpsl_type: Option<String>,
    pub trigger_price: Option<String>,
    pub force: Option<Force>,
    pub order_source: Option<String>,
    pub u_time: Option<String>,
}

/// An order book.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Book {
    pub asks: Vec<(String, String)>,
    pub bids: Vec<(String, String)>,
    pub ts: Option<String>,
}

/// The last 24 hours of a pair.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Ticker {
    pub symbol: String,
    pub high24h: Option<String>,
    pub open: Option<String>,
    pub low24h: Option<String>,
    pub last_pr: Option<String>,
    pub quote_volume: Option<String>,
    pub base_volume: Option<String>,
    pub usdt_volume: Option<String>,
    pub bid_pr: Option<String>,
    pub ask_pr: Option<String>,
    pub bid_sz: Option<String>,
    pub ask_sz: Option<String>,
    pub open_utc: Option<String>,
    pub ts: Option<String>,
    pub change_utc24h: Option<String>,
    pub change24h: Option<String>,
}

/// A client.
#[derive(Clone, Debug)]
pub struct HandWritten {
    http: Client,
    base_url: String,
    key: HeaderValue,
    passphrase: HeaderValue,
    mac: Hmac<Sha256>,
}

impl HandWritten {
    /// A client of this server.
    ///
    /// # Errors
    /// When a credential does not fit, or TLS cannot be set up.
    pub fn new(base_url: &str, [key, secret, passphrase]: [&str; 3]) -> Result<Self, Error> {
        let http = Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(Policy::none())
            .tcp_nodelay(true)
            .no_proxy()
            .user_agent("by-hand/0.1")
            .build()?;
        let mut key = HeaderValue::from_str(key)?;
        key.set_sensitive(true);
        let mut passphrase = HeaderValue::from_str(passphrase)?;
        passphrase.set_sensitive(true);
        let mac = Hmac::new_from_slice(secret.as_bytes())?;
        Ok(Self { http, base_url: base_url.to_owned(), key, passphrase, mac })
    }

    /// Places an order.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn place_order(&self, order: &NewOrder) -> Result<Placed, Error> {
        let body = serde_json::to_string(order)?;
        self.signed(Method::POST, "/api/v2/spot/trade/place-order", Some(body)).await
    }

    /// Lists open orders.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn open_orders(&self, symbol: &str, limit: u32) -> Result<Vec<Order>, Error> {
        let target = format!("/api/v2/spot/trade/unfilled-orders?limit={limit}&symbol={symbol}");
        self.signed(Method::GET, &target, None).await
    }

    /// Reads the order book.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn order_book(&self, symbol: &str, limit: u32) -> Result<Book, Error> {
        let url =
            format!("{}/api/v2/spot/market/orderbook?limit={limit}&symbol={symbol}", self.base_url);
        read(self.http.get(url)).await
    }

    /// Reads the tickers of all pairs.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn tickers(&self) -> Result<Vec<Ticker>, Error> {
        read(self.http.get(format!("{}/api/v2/spot/market/tickers", self.base_url))).await
    }

    async fn signed<T: DeserializeOwned>(
        &self,
        method: Method,
        target: &str,
        body: Option<String>,
    ) -> Result<T, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let timestamp = now.as_millis().to_string();
        let mut mac = self.mac.clone();
        mac.update(timestamp.as_bytes());
        mac.update(method.as_str().as_bytes());
        mac.update(target.as_bytes());
        mac.update(body.as_deref().unwrap_or_default().as_bytes());
        let signature = Base64::encode_string(&mac.finalize().into_bytes());
        let mut request = self
            .http
            .request(method, format!("{}{target}", self.base_url))
            .header(ACCESS_KEY, &self.key)
            .header(ACCESS_PASSPHRASE, &self.passphrase)
            .header(ACCESS_TIMESTAMP, timestamp)
            .header(ACCESS_SIGN, signature);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        read(request).await
    }
}

async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, Error> {
    let response = request.header(ACCEPT, "application/json").send().await?;
    let status = response.status();
    let bytes = response.bytes().await?;
    let envelope: Envelope<T> = serde_json::from_slice(&bytes)?;
    match envelope.data {
        Some(data) if status.is_success() && envelope.code == "00000" => Ok(data),
        _ => Err(Error::Rejected { status, code: envelope.code, message: envelope.msg }),
    }
}
