use std::fmt;

/// Why a key, token or secret cannot be used.
///
/// Every message is one line that says what is wrong, where, and what to do. It never quotes the
/// value, only positions and lengths.
///
/// ```
/// use venue_auth::{Ed25519, Secret};
///
/// let error = Ed25519::from_hex(&Secret::new("9d61b1")).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "ed25519 private key: expected 64 or 128 hex digits, got 6; \
///      give the digits alone, without 0x, spaces or line breaks"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The value is the empty text, as an unset environment variable often is.
    Empty {
        /// Name of the empty value, in words.
        what: &'static str,
    },
    /// The value cannot go into a header unchanged.
    HeaderCharacter {
        /// Position of the offending character, counted in characters from 1.
        position: usize,
        /// The character, in words.
        found: &'static str,
    },
    /// An Ed25519 key that is neither 32 nor 64 bytes in hex.
    HexLength {
        /// The number of characters.
        found: usize,
    },
    /// An Ed25519 key with a character that is no hex digit.
    HexDigit {
        /// Position of the character, counted in characters from 1.
        position: usize,
    },
    /// The second half of a 64-byte Ed25519 key is not the public key of the first.
    PublicKeyMismatch,
    /// The text is not the PEM document of an unencrypted PKCS#8 private key.
    Pem {
        /// What is wrong and what to do, in words.
        problem: &'static str,
    },
    /// The PEM document is sound, but what it holds is no usable RSA key.
    RsaKey {
        /// What is wrong, in words.
        problem: &'static str,
    },
    /// The RSA key was accepted but cannot sign: its parts do not belong together.
    RsaSigning,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { what } => {
                write!(f, "the {what} is empty; set it to the value from the exchange")
            }
            Self::HeaderCharacter { position, found } => write!(
                f,
                "the secret cannot go into a header: character {position} is {found}; \
                 copy it again without it"
            ),
            Self::HexLength { found } => write!(
                f,
                "ed25519 private key: expected 64 or 128 hex digits, got {found}; \
                 give the digits alone, without 0x, spaces or line breaks"
            ),
            Self::HexDigit { position } => write!(
                f,
                "ed25519 private key: character {position} is not a hex digit; \
                 give the digits alone, without 0x, spaces or line breaks"
            ),
            Self::PublicKeyMismatch => f.write_str(
                "ed25519 private key: the last 64 of its 128 hex digits are not the public key \
                 of the first 64; copy both halves from the same key, or the first alone",
            ),
            Self::Pem { problem } | Self::RsaKey { problem } => {
                write!(f, "rsa private key: {problem}")
            }
            Self::RsaSigning => f.write_str(
                "rsa private key: its parts do not belong together, so it cannot sign; \
                 make a new key",
            ),
        }
    }
}

impl std::error::Error for KeyError {}
