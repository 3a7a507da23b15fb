//! One operation of the interface: where it is, who may call it, what it takes and responses.

use std::io;

use http::{Method, StatusCode};
use serde_json::value::RawValue;

use super::{
    Schema,
    document::{MediaType, WrittenOperation},
};
use crate::refusal::Location;

/// An operation of the exchange, as its spec describes it.
#[derive(Debug)]
pub struct Operation {
    name: String,
    method: Method,
    template: String,
    security: Security,
    status: StatusCode,
    examples: Vec<Example>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Schema>,
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Everybody; credentials are not looked at.
    Public,
    /// Everybody, but credentials that are sent should be right.
    Optional,
    /// Those with credentials.
    Required,
}

/// A documented response.
#[derive(Debug)]
pub struct Example {
    name: String,
    text: Box<RawValue>,
}

impl Example {
    /// Its name in the spec; empty for an operation's only example.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The JSON text, byte for byte as in the bundle.
    pub fn text(&self) -> &str {
        self.text.get()
    }
}

/// A piece of a path between slashes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `None` of a header, which is not checked.
    pub(crate) location: Option<Location>,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
}

impl Operation {
    pub(super) fn new(
        method: Method,
        template: &str,
        written: WrittenOperation,
        several: bool,
    ) -> io::Result<Self> {
        let (status, content) = written
            .responses
            .0
            .into_iter()
            .find_map(|(status, response)| {
                let status = status.parse::<StatusCode>().ok()?;
                status.is_success().then_some((status, response.content.0))
            })
            .ok_or_else(|| {
                let text = format!("{}: no successful response", written.operation_id);
                io::Error::new(io::ErrorKind::InvalidData, text)
            })?;
        let mut documented = Vec::new();
        for (_, media) in content {
            documented.extend(examples(media));
        }

        Ok(Self {
            security: Security::of(written.security.map(|schemes| {
                let open = schemes.iter().any(|scheme| scheme.is_empty());
                (schemes.is_empty(), open)
            })),
            status,
            examples: documented,
            segments: template.split('/').map(Segment::new).collect(),
            parameters: written
                .parameters
                .into_iter()
                .map(|parameter| Parameter {
                    name: parameter.name,
                    location: match parameter.location.as_str() {
                        "path" => Some(Location::Path),
                        "query" => Some(Location::Query),
                        _ => None,
                    },
                    required: parameter.required,
                    schema: parameter.schema,
                })
                .collect(),
            body: written
                .request_body
                .and_then(|body| body.content.0.into_iter().next())
                .map(|(_, media)| media.schema),
            name: full_name(&written.operation_id, &written.tags, several),
            method,
            template: template.to_owned(),
        })
    }

    /// The full name: `spot_trade.place_order`, or the id alone where the exchange has one group.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path below the base URL, with its parameters in braces.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Who may call it.
    pub fn security(&self) -> Security {
        self.security
    }

    /// The status of its success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The documented responses, in the order of the spec.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }
}

/// The name of an operation from its id, which begins with its tag where there are several.
fn full_name(id: &str, tags: &[String], several: bool) -> String {
    let below = tags
        .iter()
        .filter(|_| several)
        .find_map(|tag| Some((tag, id.strip_prefix(tag)?.strip_prefix('_')?)));
    below.map_or_else(|| id.to_owned(), |(tag, id)| format!("{tag}.{id}"))
}

impl Security {
    /// From whether the list of alternatives is empty, and whether one of them asks for nothing.
    /// A list that is missing is read as "required": in doubt, closed.
    fn of(alternatives: Option<(bool, bool)>) -> Self {
        match alternatives {
            Some((true, _)) => Self::Public,
            Some((_, true)) => Self::Optional,
            Some(_) | None => Self::Required,
        }
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(name) => Self::Parameter(name.to_owned()),
            None => Self::Literal(text.to_owned()),
        }
    }
}

fn examples(media: MediaType) -> impl Iterator<Item = Example> {
    let single = media.example.map(|text| (String::new(), text));
    let several =
        media.examples.0.into_iter().filter_map(|(name, example)| Some((name, example.value?)));
    single.into_iter().chain(several).map(|(name, text)| Example { name, text })
}
