//! What holds for HMAC-SHA256 whatever the key and the message.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use venue_auth::{HmacSha256, KeyError, Secret};

#[test]
fn an_empty_key_is_refused() {
    let error = HmacSha256::new(&Secret::new("")).unwrap_err();
    assert!(matches!(error, KeyError::Empty { .. }));
    assert_eq!(
        error.to_string(),
        "the hmac-sha256 key is empty; set it to the value from the exchange"
    );
}

#[test]
fn a_key_signs_many_times_and_each_time_alike() {
    let key = HmacSha256::new(&Secret::new("k")).unwrap();
    let first = key.sign(&[b"message"]);
    let _between = key.sign(&[b"another"]);
    assert_eq!(key.sign(&[b"message"]), first);
    assert_eq!(key.clone().sign(&[b"message"]), first);
}

proptest! {
    #[test]
    fn how_a_message_is_cut_into_parts_does_not_matter(
        key in ".{1,200}",
        message in proptest::collection::vec(any::<u8>(), 0..300),
        cuts in proptest::collection::vec(0_usize..300, 0..5),
    ) {
        let key = HmacSha256::new(&Secret::new(key)).unwrap();
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(message.len())).collect();
        cuts.sort_unstable();
        let mut parts = Vec::new();
        let mut rest = message.as_slice();
        let mut done = 0;
        for cut in cuts {
            let (part, tail) = rest.split_at(cut - done);
            parts.push(part);
            rest = tail;
            done = cut;
        }
        parts.push(rest);
        prop_assert_eq!(key.sign(&parts), key.sign(&[&message]));
    }

    #[test]
    fn base64_and_hex_spell_the_same_bytes(key in ".{1,80}", message in ".{0,80}") {
        use base64ct::Encoding;
        let key = HmacSha256::new(&Secret::new(key)).unwrap();
        let parts = [message.as_bytes()];
        let bytes = key.sign(&parts).to_vec();
        prop_assert_eq!(base64ct::Base64::decode_vec(&key.sign_base64(&parts)).unwrap(), &*bytes);
        prop_assert_eq!(base16ct::lower::decode_vec(key.sign_hex(&parts)).unwrap(), &*bytes);
    }
}
