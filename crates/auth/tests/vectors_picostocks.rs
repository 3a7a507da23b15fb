//! The signatures that the exchange's own client makes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::Value;
use venue_auth::{Ed25519, KeyError, Secret};

const FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vectors/picostocks.json");

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let vectors = file["vectors"].as_array().unwrap().clone();
    assert!(!vectors.is_empty());
    vectors
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap()
}

#[test]
fn every_message_gets_the_signature_of_the_official_client() {
    for vector in vectors() {
        let name = text(&vector, "name");
        let key = Ed25519::from_hex(&Secret::new(text(&vector, "private_key_hex"))).unwrap();
        let signature = key.sign_hex(text(&vector, "message").as_bytes());
        assert_eq!(signature, text(&vector, "signature_hex"), "{name}");
        assert_eq!(signature, text(&vector["wire_form"], "signature"), "{name}");
        assert_eq!(key.public_key_hex(), text(&vector, "public_key_hex"), "{name}");
    }
}

#[test]
fn every_way_to_write_a_key_signs_alike() {
    for vector in vectors() {
        let seed = text(&vector, "private_key_hex");
        let pair = format!("{seed}{}", text(&vector, "public_key_hex"));
        for written in [seed.to_uppercase(), pair.to_uppercase(), pair] {
            let key = Ed25519::from_hex(&Secret::new(written)).unwrap();
            let signature = key.sign_hex(text(&vector, "message").as_bytes());
            assert_eq!(signature, text(&vector, "signature_hex"));
        }
    }
}

#[test]
fn a_key_with_the_public_half_of_another_is_refused() {
    let vectors = vectors();
    let seed = text(&vectors[0], "private_key_hex");
    let public = vectors.iter().map(|v| text(v, "public_key_hex"));
    let mut refused = 0;
    for other in public.filter(|p| *p != text(&vectors[0], "public_key_hex")) {
        let error = Ed25519::from_hex(&Secret::new(format!("{seed}{other}"))).unwrap_err();
        assert_eq!(error, KeyError::PublicKeyMismatch);
        refused += 1;
    }
    assert!(refused > 0);
}
