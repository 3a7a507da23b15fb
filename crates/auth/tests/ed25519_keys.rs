//! Which Ed25519 keys are accepted, and what is said of the others.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use venue_auth::{Ed25519, KeyError, Secret};

fn refusal(key: &str) -> KeyError {
    Ed25519::from_hex(&Secret::new(key)).unwrap_err()
}

#[test]
fn a_key_of_the_wrong_length_is_refused_with_its_length() {
    for found in [1, 62, 63, 65, 66, 127, 129, 256] {
        let error = refusal(&"a".repeat(found));
        assert_eq!(error, KeyError::HexLength { found });
        let text = error.to_string();
        assert!(text.contains(&format!("expected 64 or 128 hex digits, got {found};")));
    }
}

#[test]
fn a_key_with_a_prefix_or_a_line_break_is_told_to_go_without() {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    for key in [format!("0x{seed}"), format!("{seed}\r\n")] {
        let error = refusal(&key);
        assert_eq!(error, KeyError::HexLength { found: 66 });
        assert!(error.to_string().contains("without 0x, spaces or line"));
    }
}

#[test]
fn a_character_that_is_no_hex_digit_is_refused_with_its_place() {
    for position in [1, 2, 33, 64] {
        for bad in ["g", " ", "-", "é", "😀"] {
            let key = ["a".repeat(position - 1), "a".repeat(64 - position)].join(bad);
            assert_eq!(refusal(&key), KeyError::HexDigit { position }, "{bad}");
        }
    }
    let key = ["a".repeat(99), "a".repeat(28)].join("z");
    assert_eq!(refusal(&key), KeyError::HexDigit { position: 100 });
}

#[test]
fn a_key_as_many_bytes_but_not_as_many_characters_is_refused_for_its_length() {
    assert_eq!(refusal(&"é".repeat(32)), KeyError::HexLength { found: 32 });
}

#[test]
fn an_empty_key_is_refused() {
    assert!(matches!(refusal(""), KeyError::Empty { .. }));
}

proptest! {
    #[test]
    fn no_text_makes_reading_a_key_panic(key in ".{0,140}") {
        let _ = Ed25519::from_hex(&Secret::new(key));
    }

    #[test]
    fn every_seed_is_a_key_in_any_case(seed in proptest::array::uniform32(any::<u8>())) {
        let lower = base16ct::lower::encode_string(&seed);
        let key = Ed25519::from_hex(&Secret::new(lower.clone())).unwrap();
        let upper = Ed25519::from_hex(&Secret::new(lower.to_uppercase())).unwrap();
        prop_assert_eq!(key.sign(b"m"), upper.sign(b"m"));
        let pair = format!("{lower}{}", key.public_key_hex());
        prop_assert_eq!(
            Ed25519::from_hex(&Secret::new(pair)).unwrap().public_key_hex(),
            key.public_key_hex()
        );
    }
}
