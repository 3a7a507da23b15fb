//! Types, forms and scopes as Rust source.

use crate::ir::{Field, Kind, Limit, Scalar};

/// Returns a type as Rust source; `prefix` goes before the names of components.
pub(super) fn rust(kind: &Kind, prefix: &str) -> String {
    match kind {
        Kind::Text => "String".to_owned(),
        Kind::Int => "i64".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Unit => "()".to_owned(),
        Kind::Json => "serde_json::Value".to_owned(),
        Kind::Scalar(scalar) => scalar.rust.to_owned(),
        Kind::Named(name) => format!("{prefix}{name}"),
        Kind::Option(inner) => format!("Option<{}>", rust(inner, prefix)),
        Kind::List(inner) => format!("Vec<{}>", rust(inner, prefix)),
        Kind::Map(inner) => {
            format!("std::collections::BTreeMap<String, {}>", rust(inner, prefix))
        }
    }
}

/// The module of venue-core that writes a scalar whose form on the wire is not its type's own.
fn writer(kind: &Kind) -> Option<&'static str> {
    match kind.inner() {
        Kind::Scalar(Scalar { writer, .. }) => *writer,
        _ => None,
    }
}

/// The form in which a field is written, where that is not its type's own.
pub(super) fn form(field: &Field) -> String {
    writer(&field.kind).map_or(String::new(), |writer| format!(" as {writer}"))
}

/// Returns the scope of a limit.
pub(super) fn scope(limit: Limit) -> &'static str {
    if limit.by_ip { "Ip" } else { "User" }
}
