//! Authentication: there is none. The converter has no accounts.

use venue_core::{Attempt, Authentication, Authenticator, Error, Secret};

/// Credentials, of which there are none.
#[derive(Clone, Copy, Debug)]
pub enum Credentials {}

/// Signs nothing.
#[derive(Debug)]
pub struct Signer;

impl Signer {
    pub(crate) fn new(_credentials: Option<Credentials>) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl Authenticator for Signer {
    fn authenticate<'a>(&'a self, _attempt: Attempt<'a>) -> Authentication<'a> {
        Authentication::Done(Ok(()))
    }

    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }
}
