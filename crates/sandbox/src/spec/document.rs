//! The parts of an OpenAPI document that the sandbox reads, as they are written.

use http::Method;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

use super::{Named, Schema, ordered::Ordered};

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) servers: Vec<Server>,
    #[serde(default)]
    pub(super) tags: Vec<IgnoredAny>,
    pub(super) paths: BTreeMap<String, PathItem>,
    #[serde(default)]
    pub(super) components: Components,
}

#[derive(Debug, Deserialize)]
pub(super) struct Server {
    pub(super) url: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Components {
    #[serde(default)]
    pub(super) schemas: Named,
}

#[derive(Debug, Deserialize)]
pub(super) struct PathItem {
    get: Option<WrittenOperation>,
    post: Option<WrittenOperation>,
    put: Option<WrittenOperation>,
    patch: Option<WrittenOperation>,
    delete: Option<WrittenOperation>,
}

impl PathItem {
    pub(super) fn operations(self) -> impl Iterator<Item = (Method, WrittenOperation)> {
        [
            (Method::GET, self.get),
            (Method::POST, self.post),
            (Method::PUT, self.put),
            (Method::PATCH, self.patch),
            (Method::DELETE, self.delete),
        ]
        .into_iter()
        .filter_map(|(method, written)| Some((method, written?)))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WrittenOperation {
    pub(super) operation_id: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) security: Option<Vec<BTreeMap<String, IgnoredAny>>>,
    #[serde(default)]
    pub(super) parameters: Vec<WrittenParameter>,
    pub(super) request_body: Option<WrittenBody>,
    #[serde(default)]
    pub(super) responses: Ordered<WrittenContent>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenParameter {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) location: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) schema: Schema,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenBody {
    #[serde(default)]
    pub(super) content: Ordered<MediaType>,
}

/// A response; one that is a `$ref` is an error, and has nothing that the sandbox needs.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WrittenContent {
    #[serde(default)]
    pub(super) content: Ordered<MediaType>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MediaType {
    #[serde(default)]
    pub(super) schema: Schema,
    pub(super) example: Option<Box<RawValue>>,
    #[serde(default)]
    pub(super) examples: Ordered<WrittenExample>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenExample {
    pub(super) value: Option<Box<RawValue>>,
}
