//! The bridge from [`Wire`] to serde's own containers.

use serde::{Serialize, Serializer};

use super::Wire;

/// Carries a [`Wire`] value into serde's own containers.
#[derive(Debug)]
pub struct Carried<'a, T>(pub &'a T);

impl<T: Wire> Serialize for Carried<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.encode(to)
    }
}
