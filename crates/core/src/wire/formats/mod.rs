//! Formats other than JSON: values go through serde's data model, with all their digits.
//!
//! JSON text is what [`Wire`](super::Wire) types read and write, so it is also the way to other
//! formats: writing makes JSON and transcodes it by the [`Shape`] of the type, reading gathers JSON
//! by the shape and gives it to the usual reader. No type has a second reader or writer.

mod from_json;
mod into_json;
mod shape;

use std::borrow::Cow;

use serde::{Deserializer, Serialize, Serializer, de::DeserializeSeed};

use super::serializer::is_json;
use from_json::{FromJson, Json};
use into_json::{IntoJson, RawText};
pub use shape::Shape;

/// What a struct is called that means raw JSON text to `serde_json`, and to nobody else. A test
/// says whether it still does.
const RAW: &str = "$serde_json::private::RawValue";

/// Writes JSON text into any format.
pub(super) fn write<S: Serializer>(json: &str, shape: Shape, to: S) -> Result<S::Ok, S::Error> {
    if is_json::<S::Error>() {
        return Json(json).serialize(to);
    }
    if shape.has_parts() && !to.is_human_readable() {
        return to.serialize_str(json);
    }
    FromJson { json, shape }.serialize(to)
}

/// Reads JSON text from any format.
pub(super) fn read<'de, D: Deserializer<'de>>(
    shape: Shape,
    from: D,
) -> Result<Cow<'de, str>, D::Error> {
    if is_json::<D::Error>() {
        return from.deserialize_newtype_struct(RAW, RawText);
    }
    let mut json = String::new();
    IntoJson { shape: Some(shape), into: &mut json }.deserialize(from)?;
    Ok(Cow::Owned(json))
}
