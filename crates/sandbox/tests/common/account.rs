//! An account of the simulated Bitget, and orders for it.

use serde_json::{Value, json as value};
use venue_sandbox::Bitget;

use super::{Signed, envelope as refused, json, served};

pub const PLACE: &str = "/api/v2/spot/trade/place-order";
pub const CANCEL: &str = "/api/v2/spot/trade/cancel-order";
pub const INFO: &str = "/api/v2/spot/trade/orderInfo";
pub const OPEN: &str = "/api/v2/spot/trade/unfilled-orders";
pub const HISTORY: &str = "/api/v2/spot/trade/history-orders";
pub const FILLS: &str = "/api/v2/spot/trade/fills";
pub const ASSETS: &str = "/api/v2/spot/account/assets";
pub const UTA_PLACE: &str = "/api/v3/trade/place-order";
pub const UTA_CANCEL: &str = "/api/v3/trade/cancel-order";
pub const UTA_INFO: &str = "/api/v3/trade/order-info";
pub const UTA_OPEN: &str = "/api/v3/trade/unfilled-orders";
pub const UTA_ASSETS: &str = "/api/v3/account/assets";

/// An instance, and its account.
pub struct Account {
    pub bitget: Bitget,
    pub signed: Signed,
}

impl Account {
    pub async fn open() -> Self {
        let bitget = Bitget::start().await.unwrap();
        let signed = Signed::by(&bitget);
        Self { bitget, signed }
    }

    pub async fn get(&self, path: &str, query: &str) -> Value {
        served(&self.bitget, self.signed.get(&self.bitget, path, query)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.signed.post(&self.bitget, path, &body.to_string());
        served(&self.bitget, request).await
    }

    /// Places an order and returns its id.
    pub async fn place(&self, order: &Value) -> String {
        let placed = self.post(PLACE, order).await;
        placed["orderId"].as_str().unwrap().to_owned()
    }

    pub async fn info(&self, id: &str) -> Value {
        self.get(INFO, &format!("orderId={id}")).await[0].take()
    }

    /// Status and code of a refusal.
    pub async fn refused(&self, path: &str, body: &Value) -> (u16, String) {
        let request = self.signed.post(&self.bitget, path, &body.to_string());
        let (status, code, _) = refused(json(request).await);
        (status, code)
    }

    /// Available and frozen.
    pub async fn balance(&self, coin: &str) -> (String, String) {
        let assets = self.get(ASSETS, &format!("coin={coin}")).await;
        let text = |name: &str| assets[0][name].as_str().unwrap().to_owned();
        let balance = (text("available"), text("frozen"));
        assert_eq!(balance, self.bitget.balance(coin));
        balance
    }
}

pub fn is(balance: (String, String), available: &str, frozen: &str) {
    assert_eq!((balance.0.as_str(), balance.1.as_str()), (available, frozen));
}

pub fn limit(side: &str, price: &str, size: &str) -> Value {
    value!({"symbol": "BTCUSDT", "side": side, "orderType": "limit", "force": "gtc", "price": price, "size": size})
}

pub fn market(side: &str, size: &str) -> Value {
    value!({"symbol": "BTCUSDT", "side": side, "orderType": "market", "force": "gtc", "size": size})
}

pub fn named(mut order: Value, client_oid: &str) -> Value {
    order["clientOid"] = client_oid.into();
    order
}

pub fn ids(list: &Value, name: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|item| item[name].as_str().unwrap().to_owned()).collect()
}
