//! The bridge from [`Wire`] to serde's own containers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Wire;

/// Carries a [`Wire`] type through serde's own containers.
pub(crate) struct Carried<T>(pub(crate) T);

impl<'de, T: Wire> Deserialize<'de> for Carried<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::decode(from).map(Self)
    }
}

impl<T: Wire> Serialize for Carried<&T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.encode(to)
    }
}
