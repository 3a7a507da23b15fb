//! Striking secrets out of what an error shows.

use venue_auth::Secret;

/// What stands where a secret stood.
const STRUCK: &str = "***";

/// The text without the secrets, whole or percent-encoded.
pub(crate) fn redact(text: &str, secrets: &[Secret]) -> Option<String> {
    let mut clean: Option<String> = None;
    // Shorter secrets would strike out half the text and protect nothing.
    for secret in secrets.iter().map(Secret::expose).filter(|secret| secret.len() >= 6) {
        if clean.as_deref().unwrap_or(text).contains(secret) {
            clean = Some(clean.as_deref().unwrap_or(text).replace(secret, STRUCK));
        }
    }
    clean
}
