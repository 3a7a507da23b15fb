//! Why a request is not served, before it is put into an exchange's own words.

use std::fmt;

use http::{Method, StatusCode};

/// Why a request is refused. Each exchange puts it into its own status, code and shape.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// No operation has this path.
    NoRoute,
    /// An operation has this path with a slash at its end.
    NoSlash,
    /// Operations have this path, with other methods.
    WrongMethod {
        /// The methods that would do.
        allowed: Vec<Method>,
    },
    /// The path is that of an operation, but names nothing that exists.
    NotFound,
    /// The body is larger than the sandbox reads, or broke off.
    Unreadable,
    /// The body is declared as something that the exchange does not take.
    ContentType {
        /// The declared type, empty if there is none.
        found: String,
    },
    /// The body is not what its type says.
    Malformed,
    /// The body is JSON, but not an object.
    NotAnObject,
    /// Parameters or fields of the body do not agree with the spec. Never empty.
    Invalid(Vec<Problem>),
    /// Something that this exchange alone has, credentials above all.
    Own {
        /// The HTTP status.
        status: StatusCode,
        /// The exchange's code, empty if it has none.
        code: &'static str,
        /// The exchange's words.
        message: String,
    },
}

impl Refusal {
    /// A refusal of this exchange's own.
    pub fn own(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Own { status, code, message: message.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoute => f.write_str("no such path"),
            Self::NoSlash => f.write_str("no slash at the end of the path"),
            Self::WrongMethod { .. } => f.write_str("wrong method"),
            Self::NotFound => f.write_str("not found"),
            Self::Unreadable => f.write_str("unreadable body"),
            Self::ContentType { found } => write!(f, "content type {found:?}"),
            Self::Malformed => f.write_str("malformed body"),
            Self::NotAnObject => f.write_str("the body is not an object"),
            Self::Invalid(problems) => {
                for (index, problem) in problems.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{problem}")?;
                }
                Ok(())
            }
            Self::Own { code: "", message, .. } => f.write_str(message),
            Self::Own { code, message, .. } => write!(f, "{code} {message}"),
        }
    }
}

/// One disagreement of a request with the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the value is.
    pub location: Location,
    /// Name of the parameter or field; a field of a field is `outer.inner`.
    pub name: String,
    /// What is the matter with it.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.fault)
    }
}

/// Where in a request a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
}

/// What is the matter with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is required and not there.
    Missing,
    /// It is null and must not be.
    Null,
    /// It is of another type.
    Type {
        /// The type of the spec: `string`, `integer`, `number`, `boolean`, `array` or `object`.
        expected: &'static str,
    },
    /// It is none of the values that the spec names.
    Choice {
        /// The value as text.
        value: String,
    },
    /// It is a string, but not of the format that the spec names.
    Format {
        /// The format of the spec, `decimal` for example.
        expected: String,
    },
    /// It is a number below what the spec allows.
    TooSmall {
        /// The least that it may be.
        minimum: i64,
    },
    /// It is a number above what the spec allows.
    TooLarge {
        /// The most that it may be.
        maximum: i64,
    },
    /// It is a string of fewer characters than the spec asks for.
    TooShort {
        /// How many characters it has at least.
        minimum: usize,
    },
    /// It is a string of more characters than the spec allows.
    TooLong {
        /// How many characters it has at most.
        maximum: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Null => f.write_str("is null"),
            Self::Type { expected } => write!(f, "is not of type {expected}"),
            Self::Choice { value } => write!(f, "must not be {value:?}"),
            Self::Format { expected } => write!(f, "is not a {expected}"),
            Self::TooSmall { minimum } => write!(f, "is less than {minimum}"),
            Self::TooLarge { maximum } => write!(f, "is more than {maximum}"),
            Self::TooShort { minimum } => write!(f, "has fewer than {minimum} characters"),
            Self::TooLong { maximum } => write!(f, "has more than {maximum} characters"),
        }
    }
}
