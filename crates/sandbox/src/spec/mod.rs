//! A bundled OpenAPI document, read into the operations that the sandbox serves.

mod document;
mod formats;
mod operation;
mod ordered;
mod schema;

use std::{collections::BTreeMap, io};

use document::Document;
pub(crate) use operation::Segment;
pub use operation::{Example, Operation, Security};
pub(crate) use schema::{Manner, Schema, Schemas};

/// Everything that the sandbox knows of an exchange's interface.
#[derive(Debug)]
pub(crate) struct Api {
    /// Path of the live base URL, `/dapi` for example; often empty.
    pub(crate) prefix: String,
    /// The operations, in the order of their paths.
    pub(crate) operations: Vec<Operation>,
    /// The schemas that the operations refer to.
    pub(crate) schemas: Schemas,
}

impl Api {
    /// Finds an operation by its full name.
    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name() == name)
    }

    /// Reads a bundle.
    pub(crate) fn parse(bundle: &str) -> io::Result<Self> {
        let document: Document = serde_json::from_str(bundle)?;
        let prefix = document
            .servers
            .first()
            .and_then(|server| server.url.parse::<http::Uri>().ok())
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default();

        let several = document.tags.len() > 1;
        let mut operations = Vec::new();
        for (template, item) in document.paths {
            for (method, written) in item.operations() {
                operations.push(Operation::new(method, &template, written, several)?);
            }
        }
        Ok(Self { prefix, operations, schemas: Schemas::new(document.components.schemas) })
    }
}

/// Schemas by name.
pub(crate) type Named = BTreeMap<String, Schema>;
