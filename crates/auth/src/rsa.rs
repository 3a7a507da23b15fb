use std::{fmt, sync::Arc};

use base64ct::{Base64, Encoding};
use pem_rfc7468::Decoder;
use ring::{
    error::KeyRejected,
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use zeroize::Zeroizing;

use crate::{KeyError, Secret};

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017), by [ring](https://docs.rs/ring).
///
/// The PEM text and the decoded document are wiped. ring does not wipe its own copy of the key: it
/// stays in memory until the allocator uses the place again.
///
/// The same key and message always give the same signature. A clone shares the key.
#[derive(Clone)]
pub struct RsaSha256 {
    key: Arc<RsaKeyPair>,
}

impl RsaSha256 {
    /// Reads an unencrypted PKCS#8 private key (`BEGIN PRIVATE KEY`) of 2048 to 4096 bits.
    ///
    /// Lines may end in LF or CRLF and be of any one width.
    ///
    /// # Errors
    ///
    /// [`KeyError::Empty`]; [`KeyError::Pem`] for anything but such a document, with the `openssl`
    /// command that converts the other usual ones; [`KeyError::RsaKey`] for a key of another kind
    /// or size.
    pub fn from_pkcs8_pem(secret: &Secret) -> Result<Self, KeyError> {
        if secret.is_empty() {
            let what = "rsa private key";
            return Err(KeyError::Empty { what });
        }
        let document = decode(secret.expose())?;
        let key = RsaKeyPair::from_pkcs8(&document).map_err(rejected)?;
        Ok(Self { key: Arc::new(key) })
    }

    /// Returns the signature of the joined parts in standard Base64 with padding: 344 characters for a key
    /// of 2048 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::RsaSigning`] for a key whose parts contradict each other, which shows only here.
    pub fn sign_base64(&self, parts: &[&[u8]]) -> Result<String, KeyError> {
        let mut signature = vec![0; self.key.public().modulus_len()];
        let message = parts.concat();
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature)
            .map_err(|_| KeyError::RsaSigning)?;
        Ok(Base64::encode_string(&signature))
    }
}

fn decode(pem: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let malformed = |_| KeyError::Pem {
        problem: "not a PEM document; give the whole text from -----BEGIN PRIVATE KEY----- \
                  to -----END PRIVATE KEY-----, with its line breaks",
    };
    let mut decoder = Decoder::new_detect_wrap(pem.trim().as_bytes()).map_err(malformed)?;
    let problem = match decoder.type_label() {
        "PRIVATE KEY" => None,
        "RSA PRIVATE KEY" => Some(
            "in the older PKCS#1 format; convert it with \
             openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem",
        ),
        "ENCRYPTED PRIVATE KEY" => Some(
            "protected by a password; remove it with \
             openssl pkcs8 -in old.pem -out new.pem",
        ),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => {
            Some("this is the public key, which the exchange gets; give the private one")
        }
        _ => Some("a PEM document of another kind; it must begin with -----BEGIN PRIVATE KEY-----"),
    };
    if let Some(problem) = problem {
        return Err(KeyError::Pem { problem });
    }
    let mut document = Zeroizing::new(vec![0; decoder.remaining_len()]);
    decoder.decode(&mut document).map_err(malformed)?;
    Ok(document)
}

fn rejected(why: KeyRejected) -> KeyError {
    let problem = match why.to_string().as_str() {
        "TooSmall" => "too short; make one of at least 2048 bits",
        "TooLarge" => "too long; make one of at most 4096 bits",
        "WrongAlgorithm" => "a key of another algorithm; give an RSA key",
        "InvalidEncoding" => "its contents are damaged; copy it again or make a new one",
        _ => "its parts do not make a usable key; make a new one of 2048 bits",
    };
    KeyError::RsaKey { problem }
}

impl fmt::Debug for RsaSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSha256(***)")
    }
}
