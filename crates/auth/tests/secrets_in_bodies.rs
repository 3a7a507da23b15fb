//! Secrets in JSON.

#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use venue_auth::Secret;

#[test]
fn a_secret_is_written_to_a_body_as_its_real_value() {
    let body = serde_json::to_string(&Secret::new("p\"w")).unwrap();
    assert_eq!(body, r#""p\"w""#);
}

#[test]
fn anything_but_a_string_is_refused_without_being_quoted() {
    for body in [
        "8675309",
        "-8675309",
        "8675309.5",
        "86753098675309867530986753098675309",
        "[\"8675309\"]",
        "{\"8675309\":1}",
    ] {
        let error = serde_json::from_str::<Secret>(body).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("8675309"), "{text}");
        assert!(text.contains("expected a secret in a string"), "{text}");
    }
    assert!(serde_json::from_str::<Secret>("null").is_err());
    assert!(serde_json::from_str::<Secret>("true").is_err());
    assert!(serde_json::from_value::<Secret>(8_675_309.into()).is_err());
}

proptest! {
    #[test]
    fn a_secret_survives_the_way_through_json(text in any::<String>()) {
        let secret = Secret::new(text);
        let body = serde_json::to_string(&secret).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Secret>(&body).unwrap(), &secret);
        let value = serde_json::to_value(&secret).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Secret>(value).unwrap(), &secret);
    }
}
