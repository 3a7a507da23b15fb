//! What a secret does, and in which headers it may go.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use venue_auth::{Bearer, KeyError, Secret, Token};

fn refusal(text: &str) -> (usize, &'static str) {
    match Secret::new(text).header_value() {
        Err(KeyError::HeaderCharacter { position, found }) => (position, found),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn secrets_are_equal_when_their_texts_are() {
    assert_eq!(Secret::new("abc"), Secret::from(String::from("abc")));
    assert_eq!(Secret::new("abc").clone(), Secret::from("abc"));
    assert_ne!(Secret::new("abc"), Secret::new("abd"));
    assert_ne!(Secret::new("abc"), Secret::new("ab"));
    assert_ne!(Secret::new("abc"), Secret::new(""));
    assert!(Secret::new("").is_empty());
    assert!(!Secret::new(" ").is_empty());
}

#[test]
fn a_clone_and_a_header_value_share_the_memory_of_the_string_handed_in() {
    let text = String::from("TestPass123");
    let place = text.as_ptr();
    let secret = Secret::new(text);
    assert_eq!(secret.expose().as_ptr(), place);
    assert_eq!(secret.clone().expose().as_ptr(), place);
    let value = secret.header_value().unwrap();
    assert_eq!(value.as_bytes().as_ptr(), place);
    assert_eq!(value.clone().as_bytes().as_ptr(), place);
    drop(secret);
    assert_eq!(value, "TestPass123");
}

#[test]
fn a_header_value_is_sensitive() {
    let secret = Secret::new("s3cret");
    let token = Token::new(&secret).unwrap().header_value();
    let bearer = Bearer::new(&secret).unwrap().header_value();
    for value in [secret.header_value().unwrap(), token, bearer] {
        assert!(value.is_sensitive());
        assert!(value.clone().is_sensitive());
        assert_eq!(format!("{value:?}"), "Sensitive");
    }
}

#[test]
fn a_secret_that_a_header_would_change_or_break_is_refused_with_the_place() {
    assert_eq!(refusal("abc\n"), (4, "a line break"));
    assert_eq!(refusal("abc\r\nX-Evil: 1"), (4, "a line break"));
    assert_eq!(refusal("\tabc"), (1, "a control character"));
    assert_eq!(refusal("ab\u{7f}c"), (3, "a control character"));
    assert_eq!(refusal("a\0c"), (2, "a control character"));
    assert_eq!(refusal("päss"), (2, "not ascii"));
    assert_eq!(refusal("pass\u{a0}"), (5, "not ascii"));
    assert_eq!(refusal(" abc"), (1, "a space at the start"));
    assert_eq!(refusal("abc "), (4, "a space at the end"));
    assert_eq!(refusal(" "), (1, "a space at the start"));
    let empty = Secret::new("").header_value().unwrap_err();
    assert_eq!(empty, KeyError::Empty { what: "secret" });
}

#[test]
fn a_passphrase_may_have_a_space_inside() {
    let value = Secret::new("two words ~!").header_value().unwrap();
    assert_eq!(value, "two words ~!");
}

#[test]
fn authorization_is_the_scheme_one_space_and_the_secret() {
    let secret = Secret::new("abc.DEF-_~+/=");
    let token = Token::new(&secret).unwrap();
    let bearer = Bearer::new(&secret).unwrap();
    assert_eq!(token.header_value(), "Token abc.DEF-_~+/=");
    assert_eq!(token.clone().header_value(), "Token abc.DEF-_~+/=");
    assert_eq!(bearer.header_value(), "Bearer abc.DEF-_~+/=");
    assert_eq!(bearer.clone().header_value(), "Bearer abc.DEF-_~+/=");
}

#[test]
fn authorization_refuses_what_would_not_arrive_as_one_word() {
    for (bad, position) in [("a b", 2), (" a", 1), ("a\n", 2), ("Bearer a", 7), ("aé", 2)] {
        let secret = Secret::new(bad);
        for error in [Token::new(&secret).unwrap_err(), Bearer::new(&secret).unwrap_err()] {
            assert!(
                matches!(error, KeyError::HeaderCharacter { position: at, .. } if at == position),
                "{bad:?}: {error}"
            );
        }
    }
    assert!(matches!(Token::new(&Secret::new("")).unwrap_err(), KeyError::Empty { .. }));
    assert!(matches!(Bearer::new(&Secret::new("")).unwrap_err(), KeyError::Empty { .. }));
}

proptest! {
    #[test]
    fn equality_is_equality_of_texts(a in "[ab]{0,3}", b in "[ab]{0,3}") {
        prop_assert_eq!(Secret::new(&*a) == Secret::new(&*b), a == b);
    }

    #[test]
    fn a_secret_arrives_in_a_header_unchanged_or_is_refused(text in any::<String>()) {
        if let Ok(value) = Secret::new(&*text).header_value() {
            prop_assert_eq!(value.to_str().unwrap(), &*text);
            prop_assert_eq!(text.trim(), &*text);
        }
    }

    #[test]
    fn every_printable_word_may_go_into_a_header(text in "[!-~]{1,80}") {
        prop_assert_eq!(Secret::new(&*text).header_value().unwrap(), &*text);
        let bearer = Bearer::new(&Secret::new(&*text)).unwrap();
        prop_assert_eq!(bearer.header_value(), format!("Bearer {text}"));
    }
}
