//! No key is printed, by anything, ever.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use venue_auth::{Bearer, Ed25519, HmacSha256, KeyError, Secret, Token};

/// `Debug` of every type that holds `secret`, plain and alternate.
fn printed(secret: &Secret) -> Vec<String> {
    let mut all = vec![format!("{secret:?} {secret:#?}")];
    if let Ok(key) = HmacSha256::new(secret) {
        all.push(format!("{key:?} {key:#?}"));
    }
    if let Ok(key) = Ed25519::from_hex(secret) {
        all.push(format!("{key:?} {key:#?}"));
    }
    if let Ok(token) = Token::new(secret) {
        all.push(format!("{token:?} {token:#?} {:?}", token.header_value()));
    }
    if let Ok(bearer) = Bearer::new(secret) {
        all.push(format!("{bearer:?} {bearer:#?} {:?}", bearer.header_value()));
    }
    if let Ok(value) = secret.header_value() {
        all.push(format!("{value:?} {value:#?}"));
    }
    all
}

/// `Debug` and `Display` of every error that `secret` provokes.
fn errors(secret: &Secret) -> Vec<String> {
    let mut all: Vec<KeyError> = Vec::new();
    all.extend(secret.header_value().err());
    all.extend(HmacSha256::new(secret).err());
    all.extend(Ed25519::from_hex(secret).err());
    all.extend(Token::new(secret).err());
    all.extend(Bearer::new(secret).err());
    #[cfg(feature = "rsa")]
    all.extend(venue_auth::RsaSha256::from_pkcs8_pem(secret).err());
    all.iter().map(|e| format!("{e} {e:?}")).collect()
}

#[test]
fn debug_of_every_type_with_a_key_shows_stars_in_place_of_the_key() {
    let secret = Secret::new("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let all = printed(&secret);
    assert_eq!(
        all,
        [
            "Secret(***) Secret(***)",
            "HmacSha256(***) HmacSha256(***)",
            "Ed25519(***) Ed25519(***)",
            "Token(***) Token(***) Sensitive",
            "Bearer(***) Bearer(***) Sensitive",
            "Sensitive Sensitive",
        ]
    );
}

#[test]
fn every_error_is_one_lowercase_line_that_says_what_to_do() {
    let all = [
        KeyError::Empty { what: "secret" },
        KeyError::HeaderCharacter { position: 4, found: "a line break" },
        KeyError::HexLength { found: 62 },
        KeyError::HexDigit { position: 3 },
        KeyError::PublicKeyMismatch,
        KeyError::Pem { problem: "not a PEM document; give the whole text" },
        KeyError::RsaKey { problem: "too short; make one of at least 2048 bits" },
        KeyError::RsaSigning,
    ];
    for error in all {
        let text = error.to_string();
        assert!(text.starts_with(char::is_lowercase), "{text}");
        assert!(!text.contains('\n') && !text.contains("  "), "{text}");
        assert!(!text.ends_with('.'), "{text}");
        assert!(text.contains("; "), "no advice: {text}");
    }
}

proptest! {
    // A marker that no fixed message contains, wherever it stands in the secret.
    #[test]
    fn a_secret_is_in_no_debug_and_in_no_error(
        before in any::<String>(),
        marker in "[QXZJ]{6}",
        after in any::<String>(),
    ) {
        let secret = Secret::new(format!("{before}{marker}{after}"));
        for text in printed(&secret).into_iter().chain(errors(&secret)) {
            prop_assert!(!text.contains(&marker), "{}", text);
        }
    }
}
