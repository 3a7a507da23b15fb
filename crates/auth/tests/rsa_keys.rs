//! Which RSA keys are accepted, and what is said of the others.

#![cfg(feature = "rsa")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use base64ct::{Base64, Encoding};
use venue_auth::{KeyError, RsaSha256, Secret};

/// A throw-away key of 1024 bits, made with OpenSSL for this test.
const SHORT: &str = "\
-----BEGIN PRIVATE KEY-----
MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAKoHRTlYkiblZSOr
IQhDpHYVWIHedSX7lc6obkPj7nUf6MAC79X/KAQndHxIpGRDrpKJ6045z+j8dwOC
nmE6figb1Egmu/JQhVbnUpADxJslz/yYQ2gMjL5EsmihEdeZfOGI+cVdplwYrD1G
B80ccGDu2JHJ14QlL7rfdmq7R0ydAgMBAAECgYEAhno9m/+biLwCZFWjSKAHYYW8
fOrviN0VPWAl5fhOz8AvHD62ZnDqu25hSTNDIjINzsTaoQJEmKelkdcrYQccY12s
u059sSqE/lddJrOQ7omyunNHmbHTQMCoRO9OqI5Zv9s9ZGIKzKuyDWleE5BaMLA2
EmtuzbD4qVGxs3u4ElkCQQDhZf5brO5rEH61by/V/xGUofSZy9fxJem2mzRZnlsN
xogEorKu7UyCck893keitowgQLoPAdmMA6hO/Itagic3AkEAwRzSdvcIrRLko5U2
lxbepn/d+/Ku97+ZJCW8fpciwKpCJDbVhc29wfOEJVz4O3paJNdh+vlrBtKW0KBo
1DFsywJBAIc+x+0CStz7PMxpNu7U6huhQj+2TJBqC16CqlrL5h7R7XO6nDTSNoJf
TKT250z+8/22WO4AUiTtXORoLMXWKukCQQCsoXFbu/ZbkdomigslAeLEAOaWhhn3
i6YA9GMO31jH1uwNp581X/jUWza0l+mocfYHnSsPysvsa3E6y0sq9YwFAkAYnUs2
FV45GrD2HExQeTuJx7YdD7Ml924u/4jSNu5GlXsDomL1tgTu074xPdt61YadFJ+P
NLi8uaeVnSPSXFnS
-----END PRIVATE KEY-----
";

/// The Ed25519 key of RFC 8410, section 10.3.
const ED25519: &str = "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";

/// The key of the exchange's vectors: 2048 bits, throw-away.
fn good() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vectors/bitget.json");
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file["rsa_private_key_pkcs8_pem"].as_str().unwrap().to_owned()
}

fn read(pem: &str) -> Result<RsaSha256, KeyError> {
    RsaSha256::from_pkcs8_pem(&Secret::new(pem))
}

fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn pem(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

#[test]
fn the_debug_of_a_key_does_not_show_it() {
    let key = read(&good()).unwrap();
    assert_eq!(format!("{key:?} {key:#?}"), "RsaSha256(***) RsaSha256(***)");
}

#[test]
fn line_ends_line_width_and_surrounding_space_do_not_matter() {
    let good = good();
    let expected = read(&good).unwrap().sign_base64(&[b"m"]).unwrap();
    assert_eq!(expected.len(), 344);
    for variant in [
        good.replace('\n', "\r\n"),
        good.trim_end().to_owned(),
        format!("\n  {good}\n\n"),
        pem("PRIVATE KEY", &body(&good)),
    ] {
        let key = read(&variant).unwrap();
        assert_eq!(key.sign_base64(&[b"", b"m"]).unwrap(), expected);
        assert_eq!(key.clone().sign_base64(&[b"m"]).unwrap(), expected);
    }
}

#[test]
fn text_that_is_no_pem_document_is_refused() {
    let good = good();
    for text in [
        "garbage".to_owned(),
        body(&good),
        good.replace('\n', "\\n"),
        good.replace('\n', " "),
        good.replace("-----END PRIVATE KEY-----", ""),
        good.replace("END PRIVATE", "END PUBLIC"),
        good.replacen('/', "*", 1),
        pem("PRIVATE KEY", "AAA"),
    ] {
        let error = read(&text).unwrap_err();
        assert!(matches!(error, KeyError::Pem { .. }), "{text} {error:?}");
        assert!(error.to_string().contains("BEGIN PRIVATE KEY"), "{error}");
    }
    assert!(matches!(read("").unwrap_err(), KeyError::Empty { .. }));
}

#[test]
fn a_pem_document_of_another_kind_is_refused_with_the_way_to_convert_it() {
    for (label, advice) in [
        ("RSA PRIVATE KEY", "openssl pkcs8 -topk8 -nocrypt"),
        ("ENCRYPTED PRIVATE KEY", "remove it with openssl pkcs8"),
        ("PUBLIC KEY", "give the private one"),
        ("RSA PUBLIC KEY", "give the private one"),
        ("CERTIFICATE", "must begin with -----BEGIN PRIVATE KEY-----"),
    ] {
        let error = read(&pem(label, "AAAA")).unwrap_err();
        assert!(matches!(error, KeyError::Pem { .. }), "{error:?}");
        assert!(error.to_string().contains(advice), "{label}: {error}");
    }
}

#[test]
fn a_key_of_another_algorithm_or_size_is_refused() {
    for (pem, advice) in [
        (SHORT.to_owned(), "at least 2048 bits"),
        (ED25519.to_owned(), "give an RSA key"),
        (pem("PRIVATE KEY", "AAAA"), "damaged"),
    ] {
        let error = read(&pem).unwrap_err();
        assert!(matches!(error, KeyError::RsaKey { .. }), "{error:?}");
        assert!(error.to_string().contains(advice), "{error}");
    }
}

#[test]
fn a_key_whose_parts_do_not_belong_together_never_gives_a_wrong_signature() {
    let mut document = Base64::decode_vec(&body(&good())).unwrap();
    // The last byte of the first CRT exponent, kept odd: reading the key does not notice.
    document[954] ^= 2;
    let key = read(&pem("PRIVATE KEY", &Base64::encode_string(&document))).unwrap();
    assert_eq!(key.sign_base64(&[b"m"]), Err(KeyError::RsaSigning));
}
