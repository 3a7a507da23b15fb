use std::{fmt, sync::Arc};

use base16ct::mixed;
use ed25519_dalek::{SecretKey, Signer, SigningKey};
use zeroize::Zeroizing;

use crate::{KeyError, Secret, stack};

/// Hex digits of a 32-byte seed, and of a public key.
const HALF: usize = 64;

/// Signs with Ed25519 (RFC 8032, pure, without context).
///
/// The public key, the costly half of an expansion, is computed once and kept; hashing the seed
/// anew for each signature is within the noise of the signature itself. A clone shares the key,
/// which is wiped with the last of them.
///
/// ```
/// use venue_auth::{Ed25519, Secret};
///
/// // RFC 8032, section 7.1, test 1: the message is empty.
/// let seed = Secret::new("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
/// let key = Ed25519::from_hex(&seed)?;
/// assert!(key.public_key_hex().starts_with("d75a9801"));
/// assert!(key.sign_hex(b"").starts_with("e5564300"));
/// # Ok::<(), venue_auth::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Ed25519 {
    key: Arc<SigningKey>,
}

impl Ed25519 {
    /// Reads a private key from hex of either case: 64 digits for the 32-byte seed, or 128 for the
    /// seed with its public key behind it, which must be the right one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Empty`], [`KeyError::HexLength`], [`KeyError::HexDigit`],
    /// [`KeyError::PublicKeyMismatch`]. None of them quotes the key.
    pub fn from_hex(secret: &Secret) -> Result<Self, KeyError> {
        if secret.is_empty() {
            let what = "ed25519 private key";
            return Err(KeyError::Empty { what });
        }
        stack::scrubbed(|| Self::read(secret))
    }

    fn read(secret: &Secret) -> Result<Self, KeyError> {
        let digits = secret.expose().as_bytes();
        if digits.len() != HALF && digits.len() != 2 * HALF {
            return Err(problem(secret));
        }
        let (seed, public) = digits.split_at(HALF);
        let mut bytes = Zeroizing::new(SecretKey::default());
        // Decoding takes constant time. Only after a failure does `problem` look at single digits.
        mixed::decode(seed, &mut *bytes).map_err(|_| problem(secret))?;
        let key = Arc::new(SigningKey::from_bytes(&bytes));
        if !public.is_empty() {
            mixed::decode(public, &mut *bytes).map_err(|_| problem(secret))?;
            if key.verifying_key().as_bytes() != &*bytes {
                return Err(KeyError::PublicKeyMismatch);
            }
        }
        Ok(Self { key })
    }

    /// Returns the signature of a message: 64 bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        stack::scrubbed(|| self.key.sign(message).to_bytes())
    }

    /// Returns the signature in lower-case hex: 128 characters.
    #[must_use]
    pub fn sign_hex(&self, message: &[u8]) -> String {
        base16ct::lower::encode_string(&self.sign(message))
    }

    /// Returns the public key in lower-case hex: 64 characters. Not secret.
    #[must_use]
    pub fn public_key_hex(&self) -> String {
        base16ct::lower::encode_string(self.key.verifying_key().as_bytes())
    }
}

/// Returns why a text is no key. Counts characters, as its reader does.
fn problem(secret: &Secret) -> KeyError {
    let found = secret.expose().chars().count();
    let bad = secret.expose().chars().position(|c| !c.is_ascii_hexdigit());
    match bad {
        Some(index) if found == HALF || found == 2 * HALF => {
            KeyError::HexDigit { position: index + 1 }
        }
        _ => KeyError::HexLength { found },
    }
}

impl fmt::Debug for Ed25519 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519(***)")
    }
}
