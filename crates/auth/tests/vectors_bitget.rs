//! The signatures that three independent implementations agree on.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::Value;
use venue_auth::{HmacSha256, Query, Secret};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vectors/bitget.json");

fn file() -> Value {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

fn vectors(kind: &str) -> Vec<Value> {
    let file = file();
    let all = file["vectors"].as_array().unwrap();
    let of_kind: Vec<_> = all.iter().filter(|v| v["kind"] == kind).cloned().collect();
    assert!(!of_kind.is_empty(), "no vector of kind {kind}");
    of_kind
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap()
}

fn hmac() -> HmacSha256 {
    HmacSha256::new(&Secret::new(text(&file()["credentials"], "secret"))).unwrap()
}

/// The pairs of a GET, in an order that is not the sorted one.
fn query(vector: &Value) -> Query<'_> {
    let mut query = Query::new();
    if vector["method"] == "GET" {
        let pairs = vector["params"].as_object().unwrap();
        query.extend(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).rev());
    }
    query.sort();
    query
}

#[test]
fn both_spellings_of_every_query_are_the_agreed_ones() {
    for vector in vectors("rest") {
        let id = text(&vector, "id");
        let query = query(&vector);
        assert_eq!(query.raw(), text(&vector, "query_signed"), "{id}");
        assert_eq!(query.encoded(), text(&vector, "query_on_wire"), "{id}");
    }
}

#[test]
fn every_rest_request_gets_the_agreed_signature() {
    for vector in vectors("rest") {
        let id = text(&vector, "id");
        let query = query(&vector).raw();
        let mark = if query.is_empty() { "" } else { "?" };
        let parts = [
            text(&vector, "timestamp"),
            text(&vector, "method"),
            text(&vector, "path"),
            mark,
            &query,
            text(&vector, "body"),
        ];
        assert_eq!(parts.concat(), text(&vector, "prehash"), "{id}");
        let parts = parts.map(str::as_bytes);
        assert_eq!(hmac().sign_base64(&parts), text(&vector, "sign"), "{id}");
    }
}

#[test]
fn signing_the_percent_encoded_query_gives_a_different_signature() {
    let mut seen = 0;
    for vector in vectors("rest") {
        let variant = &vector["encoded_variant"];
        if variant.is_null() {
            continue;
        }
        seen += 1;
        let id = text(&vector, "id");
        let wrong = text(variant, "prehash_encoded_variant");
        let signature = hmac().sign_base64(&[wrong.as_bytes()]);
        assert_eq!(signature, text(variant, "sign_encoded_variant"), "{id}");
        assert_ne!(signature, text(&vector, "sign"), "{id}");
        assert!(wrong.ends_with(&query(&vector).encoded()), "{id}");
        assert!(!wrong.ends_with(&query(&vector).raw()), "{id}");
    }
    assert!(seen > 0);
}

#[test]
fn the_websocket_login_gets_the_agreed_signature() {
    for vector in vectors("ws-login") {
        let timestamp = text(&vector, "timestamp");
        let signature = hmac().sign_base64(&[timestamp.as_bytes(), b"GET", b"/user/verify"]);
        assert_eq!(signature, text(&vector, "sign"));
        assert_eq!(signature, text(&vector["message"]["args"][0], "sign"));
    }
}

#[cfg(feature = "rsa")]
#[test]
fn the_rsa_variant_gets_the_agreed_signature() {
    let file = file();
    let pem = Secret::new(text(&file, "rsa_private_key_pkcs8_pem"));
    let key = venue_auth::RsaSha256::from_pkcs8_pem(&pem).unwrap();
    for vector in vectors("rest-rsa") {
        let (first, rest) = text(&vector, "prehash").split_at(16);
        let signature = key.sign_base64(&[first.as_bytes(), rest.as_bytes()]).unwrap();
        assert_eq!(signature, text(&vector, "sign"));
    }
}

#[test]
fn no_vector_is_left_unchecked() {
    let known = ["rest", "rest-rsa", "ws-login"];
    for vector in file()["vectors"].as_array().unwrap() {
        assert!(known.contains(&text(vector, "kind")), "{vector}");
    }
}
