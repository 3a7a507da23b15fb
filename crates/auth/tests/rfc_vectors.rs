//! The standards' own vectors.

#![allow(clippy::unwrap_used)]

use venue_auth::{Ed25519, HmacSha256, Secret};

fn hmac_hex(key: &str, message: &[u8]) -> String {
    let key = HmacSha256::new(&Secret::new(key)).unwrap();
    key.sign_hex(&[message])
}

/// Cases 3, 6 and 7 of RFC 4231 have keys of `0xaa`, which no text has.
#[test]
fn hmac_sha256_matches_rfc_4231() {
    assert_eq!(
        hmac_hex(&"\x0b".repeat(20), b"Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    assert_eq!(
        hmac_hex("Jefe", b"what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    let counting: String = (0x01..=0x19_u8).map(char::from).collect();
    assert_eq!(
        hmac_hex(&counting, &[0xcd; 50]),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    );
    let whole = hmac_hex(&"\x0c".repeat(20), b"Test With Truncation");
    assert!(whole.starts_with("a3b6167473100ee06e0c796c2955552b"));
}

/// In place of case 6, whose key is not text. From Python's `hmac`.
#[test]
fn hmac_sha256_hashes_a_key_longer_than_a_block() {
    assert_eq!(
        hmac_hex(&"a".repeat(131), b"Test Using Larger Than Block-Size Key - Hash Key First"),
        "d021303c2f34bf3ae541b4ec9c672691694c6f71c5c0c55781545a66115b14a7"
    );
}

/// From Python's `hmac`.
#[test]
fn hmac_sha256_takes_the_utf_8_bytes_of_the_key() {
    assert_eq!(
        hmac_hex("ключ", b"m"),
        "6c7da9b10c94ba399693fbcaf19dbaf6acdff397c8ae99b3c580e02c87f3ab00"
    );
}

/// Tests 1, 2, 3 and SHA(abc) of RFC 8032, section 7.1: seed, public key, message, signature.
const RFC_8032: [[&str; 4]; 4] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
];

#[test]
fn ed25519_matches_rfc_8032() {
    for [seed, public, message, signature] in RFC_8032 {
        let key = Ed25519::from_hex(&Secret::new(seed)).unwrap();
        let message = base16ct::lower::decode_vec(message).unwrap();
        assert_eq!(key.public_key_hex(), public);
        assert_eq!(key.sign_hex(&message), signature);
        let bytes = base16ct::lower::decode_vec(signature).unwrap();
        assert_eq!(key.sign(&message).as_slice(), bytes);
    }
}
