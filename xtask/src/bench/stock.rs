//! What progenitor makes of a spec by itself, called the ordinary way: the Builder interface, one
//! document for the exchange, the settings left as they are.
//!
//! It takes the specs as they are, bundled into one document, but for three things: a list that may
//! come bare (`x-bare-array`) becomes its page, an enum with values that differ in case or marks
//! alone becomes text, and patterns are left out.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use serde_json::{Value, json};

use crate::{bundle, ir, spec::Exchange};

/// The client that progenitor writes, as one file.
pub fn generate(exchange: &Exchange) -> Result<String, String> {
    let api = ir::api(exchange).map_err(|found| format!("{found:?}"))?;
    let mut document: Value =
        serde_json::from_str(&bundle::text(&api)).map_err(|error| error.to_string())?;
    lower(&mut document);
    let openapi: openapiv3::OpenAPI =
        serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_tag(TagStyle::Merged);
    let mut generator = Generator::new(&settings);
    let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&openapi)))
        .map_err(|_| format!("progenitor gave up on {}", exchange.name))?
        .map_err(|error| error.to_string())?;
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

/// Takes out what progenitor refuses.
fn lower(node: &mut Value) {
    match node {
        Value::Object(members) => {
            if members.remove("x-bare-array").is_some() {
                let page = members.get("oneOf").and_then(|all| all.get(0)).cloned();
                members.remove("oneOf");
                members.insert("allOf".to_owned(), json!([page]));
            }
            // A pattern would need one more crate.
            members.remove("pattern");
            if members.get("enum").is_some_and(collide) {
                members.remove("enum");
            }
            members.values_mut().for_each(lower);
        }
        Value::Array(items) => items.iter_mut().for_each(lower),
        _ => {}
    }
}

/// Whether two values of an enum have the same letters and digits, in whatever case.
fn collide(values: &Value) -> bool {
    let mut seen = BTreeSet::new();
    let mut names = values.as_array().into_iter().flatten().filter_map(Value::as_str);
    !names.all(|name| {
        seen.insert(name.to_lowercase().replace(|one: char| !one.is_alphanumeric(), ""))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::spec;

    #[test]
    fn progenitor_by_itself_takes_every_spec() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for exchange in spec::load(root, &[]).unwrap() {
            let text = generate(&exchange).unwrap();
            assert!(text.contains("impl Client"), "{}", exchange.name);
        }
    }
}
