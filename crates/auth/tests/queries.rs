//! What holds for the two spellings of any query.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use url::Url;
use venue_auth::Query;

type Pairs = Vec<(String, String)>;

fn pairs() -> impl Strategy<Value = Pairs> {
    proptest::collection::vec((any::<String>(), any::<String>()), 0..6)
}

fn query(pairs: &Pairs) -> Query<'_> {
    pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect()
}

#[test]
fn a_query_without_pairs_is_the_empty_text() {
    let query = Query::new();
    assert!(query.is_empty());
    assert_eq!((query.raw(), query.encoded()), Default::default());
}

#[test]
fn unreserved_characters_and_the_dollar_sign_stand_for_themselves() {
    let mut query = Query::new();
    query.push("AZaz09-._~$", "AZaz09-._~$");
    assert!(!query.is_empty());
    assert_eq!(query.encoded(), query.raw());
}

#[test]
fn every_other_character_is_escaped_in_upper_case() {
    let mut query = Query::new();
    query.push("k", " !\"#%&'()*+,/:;<=>?@[\\]^`{|}é");
    assert_eq!(
        query.encoded(),
        "k=%20%21%22%23%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D%C3%A9"
    );
}

#[test]
fn keys_sort_by_bytes_so_upper_case_comes_first() {
    let mut query = Query::new();
    query.push("b", "1").push("a", "2").push("B", "3").push("é", "4");
    query.push("ab", "5").push("a", "1");
    query.sort();
    assert_eq!(query.raw(), "B=3&a=2&a=1&ab=5&b=1&é=4");
}

#[test]
fn without_sorting_the_order_is_that_of_the_pushes() {
    let mut query = Query::new();
    query.push("b", String::from("1")).push("a", "");
    assert_eq!(query.raw(), "b=1&a=");
    assert_eq!(query.encoded(), "b=1&a=");
    assert_eq!(query.iter().collect::<Vec<_>>(), [("b", "1"), ("a", "")]);
}

#[test]
fn writing_appends_to_what_is_there() {
    let mut query = Query::new();
    query.push("a", "1 2");
    let mut out = String::from("GET?");
    query.write_raw(&mut out);
    out.push('|');
    query.write_encoded(&mut out);
    assert_eq!(out, "GET?a=1 2|a=1%202");
}

proptest! {
    #[test]
    fn the_encoded_query_decodes_to_the_raw_pairs(pairs in pairs()) {
        let mut url = Url::parse("https://example.com/").unwrap();
        url.set_query(Some(&query(&pairs).encoded()));
        let decoded: Pairs = url.query_pairs().into_owned().collect();
        prop_assert_eq!(decoded, pairs);
    }

    #[test]
    fn a_url_carries_the_encoded_query_as_it_is(pairs in pairs()) {
        let encoded = query(&pairs).encoded();
        let mut url = Url::parse("https://example.com/").unwrap();
        url.set_query(Some(&encoded));
        prop_assert_eq!(url.query(), Some(&*encoded));
    }

    #[test]
    fn a_url_s_own_pairs_collect_into_what_it_meant(pairs in pairs()) {
        let mut url = Url::parse("https://example.com/").unwrap();
        url.query_pairs_mut().extend_pairs(&pairs);
        let collected: Query = url.query_pairs().collect();
        prop_assert_eq!(collected.raw(), query(&pairs).raw());
        prop_assert_eq!(collected, query(&pairs));
    }

    #[test]
    fn the_raw_query_is_the_pairs_joined(pairs in pairs()) {
        let joined: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        prop_assert_eq!(query(&pairs).raw(), joined.join("&"));
    }

    #[test]
    fn both_spellings_have_the_same_pairs_in_the_same_order(pairs in pairs(), sorted: bool) {
        let mut query = query(&pairs);
        if sorted {
            query.sort();
        }
        let mut url = Url::parse("https://example.com/").unwrap();
        url.set_query(Some(&query.encoded()));
        let on_wire: Query = url.query_pairs().collect();
        prop_assert_eq!(on_wire.raw(), query.raw());
    }

    #[test]
    fn sorting_is_ascending_stable_and_loses_nothing(
        pairs in proptest::collection::vec(("[a-c]{0,2}", "[0-9]"), 0..60),
    ) {
        let mut query = query(&pairs);
        query.sort();
        let mut expected: Vec<_> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        expected.sort_by_key(|(key, _)| key.as_bytes().to_vec());
        prop_assert_eq!(query.iter().collect::<Vec<_>>(), expected);
    }
}
