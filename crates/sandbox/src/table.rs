//! What the specs say of an exchange's interface, as plain static data. The tables themselves are
//! in `generated/`, written by `cargo xtask codegen`.

use http::Method;

/// The interface of an exchange. `O` is its enum of operations.
#[derive(Debug)]
pub struct Api<O: 'static> {
    /// Path of the live base URL, `/dapi` for example; often empty.
    pub prefix: &'static str,
    /// The wrapper around every response, where there is one.
    pub envelope: Option<Envelope>,
    /// The exchange's error codes, by what they mean.
    pub error_codes: &'static [(ErrorKind, &'static [&'static str])],
    /// The operations, in the order of the specs.
    pub operations: &'static [OperationSpec<O>],
}

impl<O> Api<O> {
    /// Finds an operation by its full name.
    pub fn operation(&self, name: &str) -> Option<&'static OperationSpec<O>> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// Returns an error code, which the specs must list under this kind. It is called in constants,
    /// where a code that leaves the specs is a compile error.
    pub(crate) const fn code(&self, kind: ErrorKind, code: &'static str) -> &'static str {
        let mut kinds = self.error_codes;
        while let [(known, codes), rest @ ..] = kinds {
            if *known as u8 == kind as u8 {
                let mut codes = *codes;
                while let [first, rest @ ..] = codes {
                    if is_same(first.as_bytes(), code.as_bytes()) {
                        return code;
                    }
                    codes = rest;
                }
            }
            kinds = rest;
        }
        assert!(code.is_empty(), "the specs list no such code under this kind");
        code
    }
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([first, one_rest @ ..], [second, other_rest @ ..]) = (one, other) {
        if *first != *second {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

/// The names of the fields of the wrapper around a response.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// The field that holds the code.
    pub code: &'static str,
    /// The codes of success, as text.
    pub success: &'static [&'static str],
    /// The fields that may hold a message.
    pub message: &'static [&'static str],
    /// The field that holds the payload.
    pub data: &'static str,
    /// The field that holds the time of the request, where there is one.
    pub time: Option<&'static str>,
}

/// What an error code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the specs' README")]
pub enum ErrorKind {
    Authentication,
    Permission,
    Clock,
    Signature,
    RateLimit,
    InsufficientFunds,
    InvalidParameter,
    NotFound,
    Duplicate,
    OrderRejected,
    InvalidState,
    LimitExceeded,
    Unavailable,
    Maintenance,
    UnknownOutcome,
    Other,
}

/// An operation, as its spec describes it.
#[derive(Debug)]
pub struct OperationSpec<O: 'static> {
    /// The operation in the enum of its exchange.
    pub id: O,
    /// The full name: `spot_trade.place_order`, or the id alone where the exchange has one group.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path below the base URL, between its slashes.
    pub path: &'static [Segment],
    /// Who may call it.
    pub security: Security,
    /// The status of a success.
    pub status: u16,
    /// Whether its response is wrapped in the exchange's envelope.
    pub enveloped: bool,
    /// The parameters in path and query.
    pub parameters: &'static [Parameter],
    /// The body, where it takes one.
    pub body: Option<&'static Schema>,
    /// Whether the body may be left out.
    pub is_body_optional: bool,
    /// How its lists come in pages.
    pub pagination: Option<Pagination>,
    /// The fields that the response repeats from the request.
    pub echo: &'static [&'static str],
    /// The documented responses.
    pub examples: &'static [Example],
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Everybody; credentials are ignored.
    Public,
    /// Everybody, but credentials that are sent must be right.
    Optional,
    /// Those with credentials.
    Required,
}

/// A piece of a path between slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A fixed text.
    Literal(&'static str),
    /// The parameter of this name.
    Parameter(&'static str),
}

/// A parameter in path or query.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether it is in the path.
    pub in_path: bool,
    /// Whether it must be there.
    pub required: bool,
    /// What it may be.
    pub schema: &'static Schema,
}

/// A documented response.
#[derive(Debug)]
pub struct Example {
    /// Its name in the spec; empty for an operation's only example.
    pub name: &'static str,
    /// The JSON text, its digits as in the spec.
    pub text: &'static str,
}

/// How the pages of a list are asked for, by the names of parameters and fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of `x-pagination`")]
pub enum Pagination {
    Cursor {
        cursor: &'static str,
        next: &'static str,
        items: &'static str,
    },
    Offset {
        offset: &'static str,
        size: &'static str,
        total: &'static str,
        items: &'static str,
    },
    Page {
        page: &'static str,
        size: &'static str,
        total: &'static str,
        items: &'static str,
    },
    /// The next page begins behind the item of an id, which is a field of the last item, or
    /// (`next`) of the payload.
    Id {
        cursor: &'static str,
        id: &'static str,
        next: &'static str,
        items: &'static str,
    },
}

impl Pagination {
    /// Returns the field of the payload that holds the list; empty where the payload is the list.
    pub fn items(&self) -> &'static str {
        let (Self::Cursor { items, .. }
        | Self::Offset { items, .. }
        | Self::Page { items, .. }
        | Self::Id { items, .. }) = self;
        items
    }
}

/// What a value may be: a schema with everything that it refers to or is composed of.
#[derive(Debug)]
pub struct Schema {
    /// The type.
    pub kind: Kind,
    /// The format of a string; empty if it has none.
    pub format: &'static str,
    /// The values that it may have, as text; any if there are none.
    pub choices: &'static [&'static str],
    /// The least that a number may be.
    pub minimum: Option<i64>,
    /// The most that a number may be.
    pub maximum: Option<i64>,
    /// How many characters a string has at least.
    pub min_length: Option<usize>,
    /// How many characters a string has at most.
    pub max_length: Option<usize>,
    /// Whether it may be null.
    pub nullable: bool,
    /// What a list holds.
    pub items: Option<&'static Schema>,
    /// The fields of an object.
    pub fields: &'static [Field],
}

impl Schema {
    /// A schema that any value fits.
    pub const ANY: Self = Self {
        kind: Kind::Any,
        format: "",
        choices: &[],
        minimum: None,
        maximum: None,
        min_length: None,
        max_length: None,
        nullable: false,
        items: None,
        fields: &[],
    };
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it may be.
    pub schema: &'static Schema,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JSON schemas")]
pub enum Kind {
    Any,
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Kind {
    /// Returns its name in a spec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}
