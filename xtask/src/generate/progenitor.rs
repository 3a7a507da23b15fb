//! Running progenitor with the settings that the shape reader expects.

use std::collections::BTreeSet;

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;

use super::scalar::SCALARS;

/// The root under which types stand that progenitor must not make itself; see [`super::shape`].
pub const MARKER: &str = "venue_marker";

/// Generates the syntax tree for a lowered document. `replaced` are the components that our own
/// writers make: enums, rows, and what the common document defines.
pub fn run(openapi: &Value, replaced: &BTreeSet<String>) -> Result<syn::File, String> {
    let openapi: openapiv3::OpenAPI = serde_json::from_value(openapi.clone())
        .map_err(|error| format!("not what OpenAPI 3.0 allows: {error}"))?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_map_type("::std::collections::BTreeMap");
    let traits = || [TypeImpl::Display, TypeImpl::FromStr, TypeImpl::Default].into_iter();
    for scalar in SCALARS {
        let instance = match scalar.json {
            "integer" => InstanceType::Integer,
            "number" => InstanceType::Number,
            _ => InstanceType::String,
        };
        let schema = SchemaObject {
            instance_type: Some(instance.into()),
            format: Some(scalar.format.to_owned()),
            ..SchemaObject::default()
        };
        let path = format!("::{MARKER}::scalar::{}", scalar.marker());
        settings.with_conversion(schema, path, traits());
    }
    for name in replaced {
        settings.with_replacement(name, format!("::{MARKER}::named::{name}"), traits());
    }
    let mut generator = Generator::new(&settings);
    // progenitor panics where it meets what it cannot do; the linter refuses these, but a shape
    // that slips through must still end in a message.
    let tokens = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        generator.generate_tokens(&openapi)
    }))
    .map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("progenitor gave up: {}", message.unwrap_or("no message"))
    })?
    .map_err(|error| format!("progenitor: {error}"))?;
    syn::parse2(tokens).map_err(|error| format!("progenitor wrote what does not parse: {error}"))
}
