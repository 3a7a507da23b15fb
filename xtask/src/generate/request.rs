//! Writing a request: its struct, and the table of its fields.

use super::{
    kinds::{form, rust},
    text::{Source, literal},
};
use crate::ir::{Field, FieldPlace, Kind, Scalar};

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
        let (place, words) = place(field, optional_body);
        let (name, wire) = (&field.name, literal(wire(field)));
        match field.required {
            true => {
                let kind = rust(field.kind.inner(), prefix);
                format!("{place} {name}: {kind} = {wire}{form}{words}")
            }
            false => format!("{place} ?{name} = {wire}{form}{words}"),
        }
    };
    source.table("fields", fields.iter().map(entry).collect());
}

/// The name of a field in a request as data. A body that is a list has none on the wire.
fn wire(field: &Field) -> &str {
    if field.wire.is_empty() { &field.name } else { &field.wire }
}

/// The step that puts a field into its place, and what it takes besides.
fn place(field: &Field, optional_body: bool) -> (&'static str, String) {
    let plain = |step| (step, String::new());
    match (field.place, field.kind.inner()) {
        (FieldPlace::Path, _) => plain("path"),
        (FieldPlace::Query, Kind::List(_)) => plain("query_list"),
        (FieldPlace::Query, Kind::Scalar(scalar)) => match words(scalar) {
            Some([no, yes]) => ("query_bool", format!(" [{}, {}]", literal(no), literal(yes))),
            None => plain("query"),
        },
        (FieldPlace::Query, _) => plain("query"),
        (FieldPlace::Body, _) if field.wire.is_empty() => plain("list"),
        (FieldPlace::Body, _) if optional_body => plain("optional_body"),
        (FieldPlace::Body, _) => plain("body"),
    }
}

/// Returns the words for no and yes of a bool that is text.
fn words(scalar: &'static Scalar) -> Option<[&'static str; 2]> {
    let (yes, no) = scalar.format.strip_prefix("bool-")?.split_once('-')?;
    Some([no, yes])
}
