//! What a type looks like in formats that are not self-describing.

use super::super::{Layout, Table};

/// What a type looks like in serde's data model.
///
/// CSV does not say what a field holds, and others say less than they know: YAML shows the digits
/// of `1.10` to who asks for text, and a float to who asks for anything.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// Anything; outside of JSON it is text that holds JSON.
    Json,
    /// Text.
    Text,
    /// Text that no error may quote.
    Secret,
    /// A number with all its digits, which is text outside of JSON.
    Decimal,
    /// A whole number.
    Integer,
    /// True or false.
    Bool,
    /// A value that may be absent.
    Option(fn() -> Shape),
    /// A list.
    List(fn() -> Shape),
    /// A map from text.
    Map(fn() -> Shape),
    /// Fields by name, or columns: what is known of them, and what each looks like.
    Record(&'static Table, fn(usize) -> Shape),
}

impl Shape {
    /// The shape of the value that is there.
    pub(super) fn present(self) -> Self {
        match self {
            Self::Option(inner) => inner().present(),
            shape => shape,
        }
    }

    /// Whether formats that are not text get JSON in its place: fields keep their names there, and
    /// one that is new does not shift the others.
    pub(super) fn has_parts(self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Record(..))
    }

    /// The fields of a record, in their order.
    pub(super) fn parts(
        table: &'static Table,
        of: fn(usize) -> Self,
    ) -> impl Iterator<Item = (&'static str, Self)> {
        table.names.iter().enumerate().map(move |(index, name)| (*name, of(index)))
    }
}

impl Table {
    /// Whether the fields stand without their names.
    pub(super) fn is_array(&self) -> bool {
        self.layout == Layout::Array
    }
}
