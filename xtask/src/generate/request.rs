//! Writing a request: its struct, and the table of its fields.

use super::{
    kinds::{form, rust},
    text::{Source, literal},
};
use crate::ir::{Field, FieldPlace};

/// The struct of a request, and the table of its fields.
pub(super) fn fields(
    source: &mut Source,
    name: &str,
    description: &str,
    fields: &[Field],
    optional_body: bool,
    prefix: &str,
) {
    source.doc(description);
    source.open(&format!("pub struct {name} {{"));
    for field in fields {
        source.doc(&field.description);
        let kind = rust(field.kind.inner(), prefix);
        source.line(&format!("pub {}: Option<{kind}>,", field.name));
    }
    source.close("}");
    let entry = |field: &Field| {
        let form = form(field);
        let place = place(field, optional_body);
        let (name, wire) = (&field.name, literal(wire(field)));
        match field.required {
            true => {
                let kind = rust(field.kind.inner(), prefix);
                format!("{place} {name}: {kind} = {wire}{form}")
            }
            false => format!("{place} ?{name} = {wire}{form}"),
        }
    };
    source.table("fields", fields.iter().map(entry).collect());
}

/// The name of a field in a request as data. A body that is a list has none on the wire.
fn wire(field: &Field) -> &str {
    if field.wire.is_empty() { &field.name } else { &field.wire }
}

/// Where a field goes.
fn place(field: &Field, optional_body: bool) -> &'static str {
    match field.place {
        FieldPlace::Path => "path",
        FieldPlace::Query => "query",
        FieldPlace::Body if field.wire.is_empty() => "whole_body",
        FieldPlace::Body if optional_body => "optional_body",
        FieldPlace::Body => "body",
    }
}
