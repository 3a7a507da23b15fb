//! The bundled specs, for tests that go through every operation.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::value::RawValue;

/// An operation of a bundled spec.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The full name, `group.id`, or the id alone where the exchange has one group.
    pub name: String,
    /// The method, in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The examples of the response: name and verbatim JSON.
    pub examples: Vec<(String, String)>,
    /// The examples of the request body.
    pub body_examples: Vec<(String, String)>,
}

type Fields<'a> = BTreeMap<String, &'a RawValue>;

fn fields(text: &str) -> Fields<'_> {
    serde_json::from_str(text).unwrap_or_default()
}

fn at<'a>(text: &'a str, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(text, |text, key| fields(text).get(*key).map(|raw| raw.get()))
}

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The bundle of an exchange.
///
/// # Errors
/// When `cargo xtask codegen` has not been run.
pub fn bundle(exchange: &str) -> std::io::Result<String> {
    fs::read_to_string(root().join("crates/sandbox/specs").join(format!("{exchange}.json")))
}

/// The field that holds the payload of an exchange's responses.
#[must_use]
pub fn data_field(bundle: &str) -> Option<String> {
    serde_json::from_str(at(bundle, &["x-envelope", "data"])?).ok()
}

/// All operations of a bundle, by path and method.
#[must_use]
pub fn operations(bundle: &str) -> Vec<Operation> {
    let single = at(bundle, &["tags"])
        .and_then(|tags| serde_json::from_str::<Vec<&RawValue>>(tags).ok())
        .is_none_or(|tags| tags.len() == 1);
    let text = |text: Option<&str>| -> String {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let mut found = Vec::new();
    for (path, methods) in fields(at(bundle, &["paths"]).unwrap_or_default()) {
        for (method, operation) in fields(methods.get()) {
            let operation = operation.get();
            let id = text(at(operation, &["operationId"]));
            let group: Vec<String> = at(operation, &["tags"])
                .and_then(|tags| serde_json::from_str(tags).ok())
                .unwrap_or_default();
            let group = group.into_iter().next().unwrap_or_default();
            let name = match id.strip_prefix(&format!("{group}_")) {
                Some(id) if !single => format!("{group}.{id}"),
                _ => id,
            };
            let responses = fields(at(operation, &["responses"]).unwrap_or_default());
            let success = responses.iter().find(|(status, _)| status.starts_with('2'));
            let documented =
                success.map(|(_, response)| examples(response.get())).unwrap_or_default();
            let body_examples = at(operation, &["requestBody"]).map(examples).unwrap_or_default();
            let (path, method) = (path.clone(), method.to_uppercase());
            found.push(Operation { name, method, path, examples: documented, body_examples });
        }
    }
    found
}

fn examples(holder: &str) -> Vec<(String, String)> {
    let media = at(holder, &["content", "application/json"]).unwrap_or_default();
    if let Some(example) = at(media, &["example"]) {
        return vec![("example".to_owned(), example.to_owned())];
    }
    fields(at(media, &["examples"]).unwrap_or_default())
        .into_iter()
        .filter_map(|(name, example)| Some((name, at(example.get(), &["value"])?.to_owned())))
        .collect()
}
