use std::{fmt, sync::Arc};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

use crate::{KeyError, Secret, stack};

/// Signs with HMAC-SHA256 (RFC 2104, FIPS 180-4).
///
/// The key is the UTF-8 text of the secret as it stands; a secret that looks like hex or Base64 is
/// not decoded. It is expanded once, and each signature starts from a copy of the expanded state.
/// A clone shares that state, which is wiped with the last of them.
///
/// A message is given in parts, signed as if joined, so that nobody has to join them.
///
/// ```
/// use venue_auth::{HmacSha256, Secret};
///
/// let key = HmacSha256::new(&Secret::new("key"))?;
/// let signature = key.sign_base64(&[b"1659076670000", b"GET", b"/api/v2/spot/account/info"]);
/// assert_eq!(
///     signature,
///     key.sign_base64(&[b"1659076670000GET/api/v2/spot/account/info"])
/// );
/// # Ok::<(), venue_auth::KeyError>(())
/// ```
#[derive(Clone)]
pub struct HmacSha256 {
    keyed: Arc<Hmac<Sha256>>,
}

/// Does not compile if `sha2` is built without `zeroize`: the key state would outlive the signer.
const _: () = {
    const fn wiped_on_drop<T: ZeroizeOnDrop>() {}
    wiped_on_drop::<Sha256>();
};

impl HmacSha256 {
    /// Expands the key.
    ///
    /// # Errors
    ///
    /// [`KeyError::Empty`]. Any other length is a key.
    pub fn new(secret: &Secret) -> Result<Self, KeyError> {
        let empty = KeyError::Empty { what: "hmac-sha256 key" };
        if secret.is_empty() {
            return Err(empty);
        }
        // HMAC takes keys of every length, so the error type is a formality.
        let key = secret.expose().as_bytes();
        let keyed = stack::scrubbed(|| Hmac::new_from_slice(key).map(Arc::new));
        Ok(Self { keyed: keyed.map_err(|_| empty)? })
    }

    /// Returns the signature of the joined parts: 32 bytes.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        stack::scrubbed_hash(|| {
            let mut mac = Hmac::clone(&self.keyed);
            for part in parts {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        })
    }

    /// Returns the signature in standard Base64 with padding: 44 characters.
    #[must_use]
    pub fn sign_base64(&self, parts: &[&[u8]]) -> String {
        Base64::encode_string(&self.sign(parts))
    }

    /// Returns the signature in lower-case hex: 64 characters.
    #[must_use]
    pub fn sign_hex(&self, parts: &[&[u8]]) -> String {
        base16ct::lower::encode_string(&self.sign(parts))
    }
}

impl fmt::Debug for HmacSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSha256(***)")
    }
}
