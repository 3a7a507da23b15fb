//! Places an order on Bitget with reqwest, serde_json and hmac, without an SDK.

use std::{
    env,
    error::Error,
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlaceOrder<'a> {
    symbol: &'a str,
    side: &'a str,
    order_type: &'a str,
    force: &'a str,
    price: &'a str,
    size: &'a str,
    client_oid: &'a str,
}

#[derive(Deserialize)]
struct Envelope<T> {
    code: String,
    msg: String,
    data: Option<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrderAck {
    order_id: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = env::var("BITGET_API_KEY")?;
    let secret = env::var("BITGET_API_SECRET")?;
    let passphrase = env::var("BITGET_API_PASSPHRASE")?;
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .build()?;
    let path = "/api/v2/spot/trade/place-order";
    let body = serde_json::to_string(&PlaceOrder {
        symbol: "BTCUSDT",
        side: "buy",
        order_type: "limit",
        force: "gtc",
        price: "23222.5",
        size: "0.01",
        client_oid: "my-order-1",
    })?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(format!("{now}POST{path}{body}").as_bytes());
    let text = client
        .post(format!("https://api.bitget.com{path}"))
        .header("ACCESS-KEY", key)
        .header("ACCESS-SIGN", STANDARD.encode(mac.finalize().into_bytes()))
        .header("ACCESS-TIMESTAMP", now)
        .header("ACCESS-PASSPHRASE", passphrase)
        .header("Content-Type", "application/json")
        .body(body)
        .send()
        .await?
        .text()
        .await?;
    let envelope: Envelope<OrderAck> = serde_json::from_str(&text)?;
    match envelope.data {
        Some(data) if envelope.code == "00000" => println!("placed as {}", data.order_id),
        _ => return Err(format!("{}: {}", envelope.code, envelope.msg).into()),
    }
    Ok(())
}
