//! The intermediate representation: what the specs of an exchange say, as plain data.
//!
//! It is made once, by [`build`], from the parsed documents and from the names and types that are
//! read of them: every `$ref` is resolved, every name is the one in Rust, every type is the Rust
//! type. Generator, spec-diff, docs, bundle, the tests' harness and the sandbox's tables
//! are functions of it. Order is the spec's, with required fields of a request before optional
//! ones.

mod build;
mod components;
mod document;
mod lower;
mod progenitor;
mod requests;
pub mod scalar;
mod schemas;
mod shapes;
mod types;

pub use build::{api, apis, join, lower};
#[cfg(test)]
pub use progenitor::is_rust;
pub use requests::TAKEN;
pub use scalar::Scalar;

use crate::spec::node::{Node, Span};

/// The interface of an exchange.
#[derive(Debug)]
pub struct Api {
    /// The exchange: `bitget`.
    pub name: String,
    /// The exchange as it spells itself: `PicoStocks`.
    pub title: String,
    /// What is to be known of the exchange as a whole.
    pub about: String,
    /// The security schemes and their descriptions.
    pub schemes: Vec<(String, String)>,
    /// The whole as one OpenAPI document, with every `$ref` inside: for other tools, and for what
    /// goes over the wire, which Rust types do not tell in full.
    pub document: Node,
    /// The file that holds what all groups share, where there is one.
    pub common_file: Option<String>,
    pub envelope: Option<Envelope>,
    /// The exchange's error codes, by the kind of error that they stand for.
    pub error_codes: Vec<(String, Vec<String>)>,
    /// The limit on all operations together.
    pub overall_limit: Option<Limit>,
    /// Types that several groups share and at least one uses.
    pub common: Vec<Type>,
    pub groups: Vec<Group>,
    /// The documented failures, and the type that their examples have.
    pub failures: Vec<Failure>,
    /// Types that examples are checked against and no code is generated of: envelopes, failures.
    pub unwritten: Vec<Type>,
}

impl Api {
    /// Whether there is one group, whose methods are the client's own.
    pub fn is_single(&self) -> bool {
        self.groups.len() == 1
    }

    /// All operations, group by group.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// The operation that tells the exchange's time.
    pub fn clock(&self) -> Option<&Operation> {
        self.operations().find(|operation| operation.clock.is_some())
    }

    /// A type that a group has or shares.
    pub fn find<'a>(&'a self, group: &'a Group, name: &str) -> Option<&'a Type> {
        let own = group.types.iter().chain(&group.unwritten);
        own.chain(&self.common).chain(&self.unwritten).find(|one| one.name == name)
    }
}

/// The wrapper around every response.
#[derive(Debug, PartialEq, Eq)]
pub struct Envelope {
    pub code: String,
    /// The codes that mean success.
    pub success: Vec<String>,
    pub message: Vec<String>,
    pub data: String,
    pub time: Option<String>,
}

/// How many requests an exchange allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub requests: i64,
    pub seconds: i64,
    /// Whether it counts by IP; otherwise by user.
    pub by_ip: bool,
}

/// An API group: one document.
#[derive(Debug)]
pub struct Group {
    /// `spot_trade`.
    pub name: String,
    /// The path of the document from the root of the workspace.
    pub file: String,
    pub title: String,
    pub description: String,
    /// The names of the shared types that it uses.
    pub shared: Vec<String>,
    pub types: Vec<Type>,
    /// Like those of [`Api`].
    pub unwritten: Vec<Type>,
    pub operations: Vec<Operation>,
    /// Whether its Cargo feature is among the default ones, which the crate's manifest decides.
    pub is_default: bool,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Unique in the group: `place_order`.
    pub id: String,
    /// Unique in the exchange: `spot_trade.place_order`, or the id where there is one group.
    pub name: String,
    /// In upper case.
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    /// Where the facts are from.
    pub source: Option<String>,
    pub deprecated: bool,
    pub security: Security,
    /// Whether it may be sent twice.
    pub safe: bool,
    pub limit: Option<Limit>,
    pub enveloped: bool,
    /// Where the caller names the order or orders: the fields on the way, by their names on the
    /// wire; the last one holds the id.
    pub client_order_id: Vec<String>,
    /// The fields of the request that the response repeats, by their names on the wire.
    pub echo: Vec<String>,
    /// The field of the payload that tells the exchange's time.
    pub clock: Option<String>,
    /// Whether only hand-written code calls it.
    pub internal: bool,
    /// Whether the response holds a secret.
    pub confidential: bool,
    pub request: Request,
    pub response: Response,
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// The name of its builder: `PlaceOrder`.
    pub fn pascal(&self) -> String {
        crate::spec::names::pascal(&self.id)
    }
}

/// Which credentials an operation takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Security {
    Public,
    Optional(String),
    Required(String),
}

/// What a caller gives.
#[derive(Debug, Default)]
pub struct Request {
    pub description: String,
    /// Path and query, required ones first, then the body: each as the spec orders them.
    pub fields: Vec<Field>,
    pub body: Body,
    pub examples: Vec<Example>,
}

/// What the body of a request is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    #[default]
    None,
    /// An object of the fields that stand in the body. Of an optional one nothing is sent where
    /// no field is given.
    Object { optional: bool },
    /// A list: the one field in the body.
    List,
    /// The component of this name, which hand-written code fills in.
    Component(String),
}

/// The response that means success.
#[derive(Debug)]
pub struct Response {
    pub status: String,
    /// What the envelope holds, or all of it where there is none.
    pub payload: Kind,
    /// The components that are the envelope around it, and whether it must be in there.
    pub envelope: Option<(Vec<String>, bool)>,
    pub examples: Vec<Example>,
}

/// A response that several operations share.
#[derive(Debug)]
pub struct Failure {
    pub file: String,
    pub name: String,
    pub kind: Kind,
    pub examples: Vec<Example>,
}

/// A documented request or response, whole.
#[derive(Clone, Debug)]
pub struct Example {
    /// Empty for the only one.
    pub name: String,
    pub value: Node,
}

/// A field of an object, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name in Rust.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// Where it is described.
    pub span: Span,
    pub place: FieldPlace,
    pub kind: Kind,
    /// Whether a request must have it. Of what is read, the type says so.
    pub required: bool,
    /// Whether it may be null on the wire.
    pub nullable: bool,
    pub description: String,
    pub example: Option<Node>,
}

impl Field {
    /// Whether it stands in path or query.
    pub fn is_parameter(&self) -> bool {
        self.place != FieldPlace::Body
    }
}

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldPlace {
    Path,
    Query,
    Body,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Bool,
    Unit,
    Json,
    /// A scalar with a reader and writer of its own.
    Scalar(&'static Scalar),
    /// A component.
    Named(String),
    Option(Box<Kind>),
    List(Box<Kind>),
    Map(Box<Kind>),
}

impl Kind {
    /// The type without the `Option` around it.
    pub fn inner(&self) -> &Self {
        match self {
            Self::Option(inner) => inner,
            other => other,
        }
    }

    /// The name of the component that it is, or is a list or map of.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Option(inner) | Self::List(inner) | Self::Map(inner) => inner.name(),
            _ => None,
        }
    }
}

/// A component that becomes a type.
#[derive(Debug)]
pub struct Type {
    pub name: String,
    pub description: String,
    pub shape: Shape,
}

impl Type {
    /// The names of the types that its fields have.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let fields = match &self.shape {
            Shape::Record { fields, .. } | Shape::Request { fields, .. } => fields.as_slice(),
            Shape::Tuple { columns } => columns,
            Shape::Enum { .. } => &[],
        };
        fields.iter().filter_map(|field| field.kind.name())
    }
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object in responses. It may come as the bare list of one field.
    Record {
        fields: Vec<Field>,
        bare_list: Option<String>,
    },
    /// An object in requests, and perhaps in responses as well.
    Request {
        fields: Vec<Field>,
        bare_list: Option<String>,
    },
    /// An array with a meaning for each position.
    Tuple {
        columns: Vec<Field>,
    },
    Enum {
        integer: bool,
        variants: Vec<Variant>,
    },
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// On the wire.
    pub value: String,
    /// In Rust.
    pub name: String,
    pub meaning: Option<String>,
}

/// How a list that comes in pages is walked through.
#[derive(Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The field of the request that says which page.
    pub setter: Name,
    pub style: Style,
    /// The type of an item.
    pub item: Kind,
    /// The field of the payload that holds the items; none where the payload is the list.
    pub items: Option<Name>,
}

/// What names the next page.
#[derive(Debug, PartialEq, Eq)]
pub enum Style {
    /// The number of the first item; the field counts all of them.
    Offset { total: Option<Name> },
    /// The number of the page; the field counts all items.
    Page { total: Option<Name> },
    /// A field of the payload.
    Cursor { next: Name },
    /// A field of the last item.
    LastItem { id: Name },
}

/// What a field is called here and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub rust: String,
    pub wire: String,
}
