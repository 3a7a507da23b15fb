//! Whose serializer it is that a value is written with.
//!
//! `serde_json` is recognised by its error type, which no other format has, and which passes
//! through serde's own wrappers (`flatten`, `tag`). A wrapper with an error type of its own counts
//! as another format: less like the documented JSON, and as exact.

use serde::Serializer;
use serde_json::{Number, Value};

/// Whether this is the error of `serde_json`.
pub(super) fn is_json<E>() -> bool {
    typeid::of::<E>() == typeid::of::<serde_json::Error>()
}

/// Whether a number with these digits arrives with them: in JSON text always, in a
/// `serde_json::Value` where its float shows the same digits, in other formats never.
pub(super) fn keeps_numbers<S: Serializer>(digits: &str) -> bool {
    let value = typeid::of::<S::Ok>() == typeid::of::<Value>();
    let kept = || digits.parse::<Number>().is_ok_and(|number| number.to_string() == digits);
    is_json::<S::Error>() && (!value || kept())
}
