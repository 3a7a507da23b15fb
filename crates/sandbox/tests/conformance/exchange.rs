//! What is each exchange's own: names that exist, signatures, and the form of its refusals.

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::Sha256;
use venue_sandbox::{
    BitgetAccount, BitgetVenue, CtcVenue, DigitexVenue, DurianVenue, Fault, PicoStocksVenue,
    Refusal, Sandbox, Side, Venue,
};

use crate::{
    Bench, Class,
    case::{Case, Harm, Key},
    common::spec::{Disagreement, Fault as Wrong, Location, Operation},
    forms::{body, is_convert_error, is_detail, is_map, is_of_framework},
    wire::{Request, Response},
};

/// Stands for a position that is open.
const OPEN: &str = "open";

/// The rules of an exchange.
pub(crate) trait Rules: Venue {
    /// Operations that are refused whatever they ask for: what they do is not simulated, and an
    /// example would say that it was done.
    const NEVER_SERVED: &'static [&'static str] = &[];

    /// Values of this name that mean something, so that not all is refused for want of sense.
    fn hints(name: &str) -> &'static [&'static str];

    /// Gives the account enough to place orders with.
    fn endow(_: &Sandbox<Self>) {}

    /// Signs a request, or prepares one that cannot be.
    async fn sign(
        bench: &Bench<Self>,
        operation: &Operation,
        case: &mut Case,
        key: Key,
    ) -> Vec<(&'static str, String)>;

    /// What is signed once the request is written; nothing, mostly.
    fn seal(_: &Bench<Self>, _: &mut Request, _: Key) {}

    /// Whether a refusal of the exchange's own is that of an unauthorized request.
    fn is_unauthorized(refusal: &Refusal) -> bool;

    /// Whether the exchange minds this disagreement with the spec.
    fn objects_to(found: &[Disagreement]) -> bool {
        !found.is_empty()
    }

    /// Whether a refusal of this class has the exchange's own form.
    fn has_form(
        class: Class,
        operation: &Operation,
        refusal: &Refusal,
        response: &Response,
    ) -> bool;
}

impl Rules for BitgetVenue {
    const NEVER_SERVED: &'static [&'static str] = &[
        "futures_account.convert_to_usdt",
        "uta_trade.place_reality_order",
        "uta_trade.cancel_reality_order",
    ];

    fn endow(sandbox: &Sandbox<Self>) {
        for coin in ["BTC", "ETH", "USDT"] {
            sandbox.seed_balance(coin, "1000000000").unwrap();
        }
        sandbox.seed_account(BitgetAccount::UsdtFutures, "USDT", "1000000000").unwrap();
        for (side, price) in [(Side::Buy, "23200"), (Side::Sell, "23250")] {
            sandbox.seed_futures_level("BTCUSDT", side, price, "1000000").unwrap();
        }
    }

    fn hints(name: &str) -> &'static [&'static str] {
        match name {
            "symbol" => &["BTCUSDT", "BTCUSDT", "BTCUSDT", "BTCUSDT", "ETHUSDT"],
            "coin" => &["BTC", "USDT"],
            "marginCoin" => &["USDT", "USDT", "BTC"],
            "openAmount" | "openPrice" => &["100", "23222.5"],
            "clientOid" => &["mine", "yours"],
            "category" => &["SPOT", "USDT-FUTURES"],
            "productType" => &["USDT-FUTURES", "usdt-futures"],
            "fromType" => &["spot", "uta"],
            "toType" => &["usdt_futures", "p2p"],
            "planType" => &["normal_plan", "pos_loss", "profit_loss"],
            "planOrderId" => &["PLAN"],
            "orderId" => &["", "", "mine"],
            "tradeSide" => &["open", "open", "close"],
            "newSize" | "newPrice" | "newTriggerPrice" | "triggerOrderPrice" => &["1", "20000"],
            "presetStopSurplusPrice"
            | "presetStopSurplusExecutePrice"
            | "newPresetStopSurplusPrice"
            | "stopSurplusTriggerPrice"
            | "stopSurplusExecutePrice"
            | "newStopSurplusTriggerPrice"
            | "newStopSurplusExecutePrice"
            | "takeProfit"
            | "tpLimitPrice" => &["30000"],
            "presetStopLossPrice"
            | "presetStopLossExecutePrice"
            | "newPresetStopLossPrice"
            | "stopLossExecutePrice"
            | "newStopLossTriggerPrice"
            | "newStopLossExecutePrice"
            | "slLimitPrice" => &["10000", "10000.5"],
            "triggerPrice" | "stopLossTriggerPrice" | "stopLoss" => &["20000", "19999.5"],
            "executePrice" => &["0", "20000"],
            "leverage" | "longLeverage" | "shortLeverage" => &["10", "20", "125"],
            "marginMode" => &["isolated"],
            "amount" => &["1", "0.00000001"],
            "price" => &["23222.6", "23000", "22000.50"],
            "size" | "qty" => &["0.001", "1", "0.00000001"],
            "limit" => &["1", "100"],
            "idLessThan" | "cursor" => &["1233965375251996690"],
            _ => &[],
        }
    }

    /// There is always an order to cancel, and a position to close.
    async fn sign(
        bench: &Bench<Self>,
        operation: &Operation,
        case: &mut Case,
        _: Key,
    ) -> Vec<(&'static str, String)> {
        let spot = (
            "/api/v2/spot/trade/place-order",
            json!({"symbol": "BTCUSDT", "side": "buy",
            "orderType": "limit", "force": "gtc", "price": "1", "size": "1", "clientOid": "mine"}),
        );
        let future = |kind: &str, client: &str| {
            let path = "/api/v2/mix/order/place-order";
            let order = json!({"symbol": "BTCUSDT", "productType": "USDT-FUTURES",
                "marginMode": "isolated", "marginCoin": "USDT", "size": "0.01", "price": "1",
                "side": "buy", "tradeSide": "open", "orderType": kind, "clientOid": client});
            (path, order)
        };
        let unified = (
            "/api/v3/trade/place-order",
            json!({"category": "USDT-FUTURES",
            "symbol": "BTCUSDT", "side": "buy", "posSide": "long", "orderType": "market",
            "qty": "0.01", "marginMode": "isolated"}),
        );
        let product = json!({"productType": "USDT-FUTURES"});
        let category = json!({"category": "USDT-FUTURES"});
        let fresh = [
            ("/api/v2/mix/order/cancel-all-orders", product.clone()),
            ("/api/v2/mix/order/close-positions", product.clone()),
            ("/api/v3/trade/cancel-symbol-order", category.clone()),
            ("/api/v3/trade/close-positions", category),
        ];
        let cancel_plans = ("/api/v2/spot/trade/batch-cancel-plan-order", json!({}));
        let cancel_mix_plans = ("/api/v2/mix/order/cancel-plan-order", product.clone());
        let before = match operation.id.as_str() {
            "spot_trade.cancel_order"
            | "spot_trade.replace_order"
            | "uta_trade.cancel_order"
            | "uta_trade.order_info"
            | "uta_trade.modify_order" => vec![spot],
            "futures_trade.cancel_order"
            | "futures_trade.order_info"
            | "futures_trade.modify_order" => vec![future("limit", "mine")],
            "futures_trade.close_positions"
            | "futures_trade.reverse_position"
            | "uta_trade.close_positions"
            | "futures_account.adjust_margin"
            | "uta_account.adjust_margin" => {
                let mut all = fresh.to_vec();
                all.extend([future("market", ""), unified]);
                all
            }
            "futures_trade.place_order"
            | "futures_account.set_margin_mode"
            | "futures_account.set_position_mode"
            | "uta_account.set_position_mode" => fresh.to_vec(),
            "spot_plan.modify_order" | "spot_plan.cancel_order" | "spot_plan.sub_orders" => {
                let order = json!({"symbol": "BTCUSDT", "side": "buy", "triggerPrice": "1",
                    "orderType": "limit", "executePrice": "1", "size": "1",
                    "triggerType": "fill_price", "clientOid": "mine"});
                vec![cancel_plans, ("/api/v2/spot/trade/place-plan-order", order)]
            }
            "futures_plan.place_order" => vec![cancel_mix_plans],
            "futures_plan.modify_order" | "futures_plan.sub_orders" => {
                let order = json!({"planType": "normal_plan", "symbol": "BTCUSDT",
                    "productType": "USDT-FUTURES", "marginMode": "isolated",
                    "marginCoin": "USDT", "size": "1", "price": "1", "triggerPrice": "1",
                    "triggerType": "fill_price", "side": "buy", "tradeSide": "open",
                    "orderType": "limit", "clientOid": "mine"});
                let mut all = fresh.to_vec();
                all.extend([cancel_mix_plans, ("/api/v2/mix/order/place-plan-order", order)]);
                all
            }
            "futures_plan.place_tpsl_order"
            | "futures_plan.place_position_tpsl"
            | "futures_plan.modify_tpsl_order" => {
                let order = json!({"planType": "pos_loss", "symbol": "BTCUSDT",
                    "productType": "USDT-FUTURES", "marginCoin": "USDT", "triggerPrice": "1",
                    "triggerType": "fill_price", "holdSide": "long", "clientOid": "mine"});
                let mut all = fresh.to_vec();
                all.extend([future("market", ""), unified]);
                if operation.id.ends_with("modify_tpsl_order") {
                    all.push(("/api/v2/mix/order/place-tpsl-order", order));
                }
                all
            }
            "uta_strategy.place_order"
            | "uta_strategy.modify_order"
            | "uta_strategy.cancel_order"
            | "uta_strategy.sub_orders" => {
                let order = json!({"category": "USDT-FUTURES", "symbol": "BTCUSDT",
                    "posSide": "long", "stopLoss": "1", "clientOid": "mine"});
                let mut all = fresh.to_vec();
                all.push(unified);
                if !operation.id.ends_with("place_order") {
                    all.push(("/api/v3/trade/place-strategy-order", order));
                }
                all
            }
            _ => Vec::new(),
        };
        let mut plan = None;
        for (path, content) in before {
            let mut request = Request {
                method: "POST".to_owned(),
                path: path.to_owned(),
                query: String::new(),
                headers: vec![("content-type", "application/json".to_owned())],
                body: content.to_string().into_bytes(),
            };
            Self::seal(bench, &mut request, Key::Right);
            let response = bench.send(&request).await.unwrap();
            plan = body(&response)["data"]["orderId"].as_str().map(str::to_owned);
        }
        // Whoever means the order that is there means its contract.
        if let Some(Value::Object(body)) = &mut case.body
            && case.harm == Harm::None
            && (body.get("clientOid") == Some(&json!("mine"))
                || body.get("marginCoin") == Some(&json!("USDT")))
        {
            body.remove("orderId");
            for (name, meant) in [
                ("clientOid", "mine"),
                ("productType", "USDT-FUTURES"),
                ("symbol", "BTCUSDT"),
                ("marginCoin", "USDT"),
                ("tradeSide", "open"),
                ("posSide", "long"),
                ("holdSide", "long"),
            ] {
                if body.get(name).is_some_and(Value::is_string) {
                    body.insert(name.to_owned(), meant.into());
                }
            }
            if operation.id == "futures_plan.place_order" {
                body.insert("planType".to_owned(), "normal_plan".into());
            }
            if operation.id == "uta_strategy.modify_order" {
                body.retain(|name, _| matches!(name.as_str(), "clientOid" | "slOrderType"));
                body.insert("stopLoss".to_owned(), "2".into());
            }
            if operation.id == "uta_trade.modify_order" {
                body.insert("category".to_owned(), "SPOT".into());
            }
        }
        if let Some(Value::Object(body)) = &mut case.body
            && operation.id == "uta_account.adjust_margin"
            && case.harm == Harm::None
            && body.get("amount") == Some(&json!("1"))
        {
            for (name, meant) in
                [("category", "USDT-FUTURES"), ("symbol", "BTCUSDT"), ("operation", "add")]
            {
                body.insert(name.to_owned(), meant.into());
            }
        }
        let says = |name: &str, value: &str| case.query.contains(&(name.into(), value.into()));
        let (is_meant, is_mine) = (says("marginCoin", "USDT"), says("clientOid", "mine"));
        if case.harm == Harm::None && (is_meant || is_mine) {
            case.query.retain(|(name, _)| !(is_mine && name == "orderId"));
            for (_, value) in case.query.iter_mut().filter(|(name, _)| name == "productType") {
                *value = "USDT-FUTURES".to_owned();
            }
        }
        for (_, value) in case.query.iter_mut().filter(|(_, value)| value == "PLAN") {
            *value = plan.clone().unwrap_or_default();
        }
        Vec::new()
    }

    fn seal(bench: &Bench<Self>, request: &mut Request, key: Key) {
        let (name, secret, passphrase) = bench.sandbox.credentials();
        let secret = if key == Key::Wrong { "another".to_owned() } else { secret };
        if key == Key::Absent {
            return;
        }
        let timestamp = bench.sandbox.clock().now().millis().to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{timestamp}{}{}", request.method, request.path).as_bytes());
        if !request.query.is_empty() {
            mac.update(b"?");
            mac.update(&percent_decode_str(&request.query).collect::<Vec<_>>());
        }
        mac.update(&request.body);
        request.headers.extend([
            ("access-key", name),
            ("access-sign", Base64::encode_string(&mac.finalize().into_bytes())),
            ("access-timestamp", timestamp),
            ("access-passphrase", passphrase),
        ]);
    }

    fn is_unauthorized(refusal: &Refusal) -> bool {
        let code = |code: &str| ("40001"..="40012").contains(&code) || code == "40037";
        matches!(refusal, Refusal::Own { code: own, .. } if code(own))
    }

    /// The envelope, HTTP 400 and a code of the documented table.
    fn has_form(class: Class, _: &Operation, refusal: &Refusal, response: &Response) -> bool {
        let body = body(response);
        let (status, codes): (u16, &[&str]) = match (class, refusal) {
            (Class::Invalid, Refusal::Invalid(problems)) => {
                let absent = matches!(problems[0].fault, Fault::Missing | Fault::Null);
                (400, if absent { &["40019"] } else { &["40020"] })
            }
            (Class::Malformed | Class::NotAnObject, _) => (400, &["40017"]),
            (Class::ContentType, _) => (400, &["40007"]),
            (Class::Method, _) => (405, &["405"]),
            (Class::Route, _) => (404, &["40404"]),
            (Class::Credentials, _) => (400, &["40001", "40009"]),
            _ => (
                400,
                &[
                    "40019", "40020", "40034", "40304", "40305", "40757", "40762", "40768",
                    "40774", "40786", "40800", "40808", "40812", "40920", "43001", "43012",
                    "43023", "43025", "43117", "45117", "22002", "25202", "25204", "25212",
                    "25227",
                ],
            ),
        };
        response.status == status
            && codes.iter().any(|code| body["code"] == *code)
            && body["msg"].is_string()
            && body["requestTime"].is_i64()
            && body["data"].is_null()
    }
}

impl Rules for DigitexVenue {
    fn hints(name: &str) -> &'static [&'static str] {
        match name {
            "market_id" => &["1", "14"],
            "client_id" | "orders_client_ids" => &["one", "two", "three"],
            "quantity" => &["9", "0.5"],
            "price" => &["38000", "37000.5"],
            "leverage" => &["1", "10"],
            "trader_id" => &["94410"],
            "page_size" => &["1", "3", "0"],
            "cursor" => &["bz0xJnA9MDAwMDAwMDAwMDAwMDAwMw==", "bz0="],
            _ => &[],
        }
    }

    async fn sign(
        bench: &Bench<Self>,
        _: &Operation,
        _: &mut Case,
        key: Key,
    ) -> Vec<(&'static str, String)> {
        match key {
            Key::Right => vec![("authorization", format!("Token {}", bench.sandbox.credentials()))],
            Key::Wrong => vec![("authorization", "Token 00".to_owned())],
            Key::Absent => Vec::new(),
        }
    }

    fn is_unauthorized(refusal: &Refusal) -> bool {
        matches!(refusal, Refusal::Own { status, .. } if status.as_u16() == 401)
    }

    fn has_form(class: Class, _: &Operation, _: &Refusal, response: &Response) -> bool {
        match class {
            Class::Credentials => {
                is_detail(response, 401) && response.header("www-authenticate") == Some("Token")
            }
            // A cursor that leads nowhere is HTTP 404.
            Class::State => is_detail(response, 404) || is_map(response),
            _ => is_of_framework(class, response),
        }
    }
}

impl Rules for DurianVenue {
    fn hints(name: &str) -> &'static [&'static str] {
        match name {
            "symbol" => &["BT_PERP_BTC_USD", "BT_PERP_DOGE_USD"],
            "orderQty" => &["0.0001", "1", "2.5"],
            "leverage" => &["1", "20"],
            "email" => &["trader@example.com"],
            "secret" => &["sandbox-secret-of-durian"],
            "positionId" => &[OPEN],
            _ => &[],
        }
    }

    async fn sign(
        bench: &Bench<Self>,
        operation: &Operation,
        case: &mut Case,
        key: Key,
    ) -> Vec<(&'static str, String)> {
        if key == Key::Absent {
            return Vec::new();
        }
        if key == Key::Wrong {
            return vec![("authorization", "Bearer sandbox.0".to_owned())];
        }
        let mut token = bench.token.take();
        if token.is_none() {
            let (email, secret) = bench.sandbox.credentials();
            let login = json!({"email": email, "type": "1", "secret": secret});
            let request = Request {
                method: "POST".to_owned(),
                path: "/api/v3/register".to_owned(),
                query: String::new(),
                headers: vec![("content-type", "application/json".to_owned())],
                body: login.to_string().into_bytes(),
            };
            let response = bench.send(&request).await.unwrap();
            token = body(&response)["data"]["token"].as_str().map(str::to_owned);
        }
        let header = format!("Bearer {}", token.as_deref().unwrap());
        if let Some(place) = case.body.as_mut().and_then(|body| body.get_mut("positionId"))
            && *place == OPEN
        {
            let request = Request {
                method: "GET".to_owned(),
                path: "/api/v3/account/portfolio/position".to_owned(),
                query: String::new(),
                headers: vec![("authorization", header.clone())],
                body: Vec::new(),
            };
            let positions = body(&bench.send(&request).await.unwrap());
            if let Some(id) = positions["data"][0]["positionId"].as_str() {
                *place = id.into();
            }
        }
        if operation.id != "logout" {
            *bench.token.borrow_mut() = token;
        }
        vec![("authorization", header)]
    }

    fn is_unauthorized(refusal: &Refusal) -> bool {
        matches!(refusal, Refusal::Own { code: "401", .. })
    }

    /// All but unknown paths and methods is HTTP 200, with a code inside. 500 is the code of JSON
    /// that cannot be read.
    fn has_form(class: Class, _: &Operation, _: &Refusal, response: &Response) -> bool {
        let body = body(response);
        let (status, code) = match class {
            Class::Credentials => (200, 401),
            Class::Malformed | Class::NotAnObject => (200, 500),
            Class::ContentType => (200, 415),
            Class::Method => (405, 405),
            Class::Route => (404, 404),
            // A login with another email is one.
            Class::State if body["code"] == 401 => (200, 401),
            _ => (200, 400),
        };
        response.status == status && body["code"] == code && body["msg"].is_string()
    }
}

impl Rules for PicoStocksVenue {
    fn hints(name: &str) -> &'static [&'static str] {
        match name {
            "user_id" => &["19"],
            "stock_id" | "unit_id" => &["2", "3"],
            "quantity" | "price" => &["0.000000000000000001", "1.500000000000000000"],
            _ => &[],
        }
    }

    async fn sign(
        bench: &Bench<Self>,
        operation: &Operation,
        case: &mut Case,
        key: Key,
    ) -> Vec<(&'static str, String)> {
        let word = match operation.id.as_str() {
            "place_ask" => "ASK",
            "place_bid" => "BID",
            "cancel_ask" => "CANCELASK",
            "cancel_bid" => "CANCELBID",
            _ => return Vec::new(),
        };
        let request = Request {
            method: "GET".to_owned(),
            path: "/v1/account/nonce/19/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let nonce = body(&bench.send(&request).await.unwrap())["nonce"].clone();
        let Some(fields) = case.body.as_mut().and_then(Value::as_object_mut) else {
            return Vec::new();
        };
        let text = |name: &str| match &fields[name] {
            // A form may write a number in more than one way.
            Value::String(text) if name.ends_with("_id") => {
                text.parse::<i64>().map_or(text.clone(), |number| number.to_string())
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let names = ["user_id", "stock_id", "quantity", "unit_id", "price"];
        if names.iter().any(|name| !fields.contains_key(*name)) {
            return Vec::new();
        }
        let message = format!("{word}:{}:{nonce}", names.map(text).join(":"));
        let seed = base16ct::mixed::decode_vec(bench.sandbox.credentials().1).unwrap();
        let signer = SigningKey::from_bytes(&seed.try_into().unwrap());
        let mut signature =
            base16ct::lower::encode_string(&signer.sign(message.as_bytes()).to_bytes());
        if key != Key::Right {
            signature.replace_range(0..4, "0bad");
        }
        if let Some(Value::String(place)) = fields.get_mut("signature") {
            *place = signature;
        }
        Vec::new()
    }

    fn is_unauthorized(refusal: &Refusal) -> bool {
        matches!(refusal, Refusal::Own { message, .. } if message == "ERROR: invalid signature")
    }

    fn has_form(class: Class, _: &Operation, _: &Refusal, response: &Response) -> bool {
        match class {
            Class::Credentials | Class::State => {
                let detail = body(response)["detail"].as_str().map(str::to_owned);
                response.status == 400 && detail.is_some_and(|text| text.starts_with("ERROR: "))
            }
            _ => is_of_framework(class, response),
        }
    }
}

impl Rules for CtcVenue {
    fn hints(name: &str) -> &'static [&'static str] {
        match name {
            "from_coin" | "to_coin" | "coin" | "symbol" | "symbol_id" => &["LTC", "SGTK"],
            "id" => &["1", "4", "5"],
            "destination" => &["someguy123", "LKjpPtgMbcFgbJJYwzfe1ZtR8x4bbs2V3o"],
            "coin_type" => &["bitcoind"],
            "limit" | "offset" => &["0", "1", "2"],
            _ => &[],
        }
    }

    async fn sign(
        _: &Bench<Self>,
        _: &Operation,
        _: &mut Case,
        _: Key,
    ) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn is_unauthorized(_: &Refusal) -> bool {
        false
    }

    /// Filters that take a number or a boolean fall back; the conversion minds what is missing.
    fn objects_to(found: &[Disagreement]) -> bool {
        found.iter().any(|one| match one.place {
            Location::Path => true,
            Location::Query => one.fault == Wrong::Choice,
            Location::Body => one.fault == Wrong::Missing,
        })
    }

    /// A conversion blames itself, by HTTP 500, for what it cannot read: so does the service.
    fn has_form(class: Class, operation: &Operation, _: &Refusal, response: &Response) -> bool {
        let is_convert = operation.id == "convert";
        match class {
            Class::Route => {
                let html = response.header("content-type") == Some("text/html; charset=utf-8");
                response.status == 301 && response.header("location").is_some()
                    || response.status == 404 && html
            }
            Class::Malformed | Class::NotAnObject | Class::ContentType if is_convert => {
                is_convert_error(response, &[500])
            }
            Class::Invalid | Class::State if is_convert => is_convert_error(response, &[400, 404]),
            Class::State => is_detail(response, 404) || is_map(response),
            _ => is_of_framework(class, response),
        }
    }
}
