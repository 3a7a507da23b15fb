//! Writing `types.rs`: records, tuples, open enums and the objects inside of requests, in the
//! order of the spec.

use super::{
    kinds::{form, rust},
    request, scalars,
    text::{Source, literal},
};
use crate::ir::{Field, Kind, Shape, Type, Variant};

/// Writes types, with those that they share with other groups; `feature` says what a type is
/// compiled with.
pub(super) fn write(
    file: &str,
    title: &str,
    shared: &[String],
    types: &[Type],
    feature: impl Fn(&Type) -> Option<String>,
) -> String {
    let mut body = Source::default();
    let mut comes_and_goes = false;
    for one in types {
        body.blank();
        let feature = feature(one).unwrap_or_default();
        comes_and_goes |= !feature.is_empty();
        body.line(&feature);
        match &one.shape {
            Shape::Record { fields, bare_list } => {
                record(&mut body, one, fields, bare_list.as_deref(), &feature);
            }
            Shape::Request { fields, bare_list } => {
                body.open("venue_core::request! {");
                request::fields(&mut body, &one.name, &one.description, fields, false, "");
                if let Some(list) = bare_list {
                    body.line(&format!("list {}", literal(list)));
                }
                body.close("}");
            }
            Shape::Tuple { columns } => tuple(&mut body, one, columns, &feature),
            Shape::Enum { integer, variants } => open_enum(&mut body, one, *integer, variants),
        }
    }
    let body = body.finish();
    let mut source = Source::file(file);
    source.module_doc(title);
    source.blank();
    let scalars = scalars(&body);
    if comes_and_goes && !scalars.is_empty() {
        source.line("#[allow(unused_imports, reason = \"types come and go with features\")]");
    }
    source.import("use venue_core::", scalars);
    source.blank();
    source.import("pub use crate::generated::common::", shared.to_vec());
    source.blank();
    source.raw(&body);
    source.finish()
}

/// Returns whether a response may lack a field: its type then has a value for absence.
fn may_be_absent(field: &Field) -> bool {
    matches!(field.kind, Kind::Option(_) | Kind::List(_) | Kind::Map(_) | Kind::Unit)
}

fn plain_struct(source: &mut Source, one: &Type, fields: &[Field]) {
    source.doc(&one.description);
    source.line("#[derive(Clone, Debug, PartialEq)]");
    source.line("#[non_exhaustive]");
    source.open(&format!("pub struct {} {{", one.name));
    for field in fields {
        source.doc(&field.description);
        source.line(&format!("pub {}: {},", field.name, rust(&field.kind, "")));
    }
    source.close("}");
    source.blank();
}

fn record(source: &mut Source, one: &Type, fields: &[Field], list: Option<&str>, feature: &str) {
    plain_struct(source, one, fields);
    source.line(feature);
    source.open(&format!("venue_core::record! {{ {}", one.name));
    let entry = |field: &Field| {
        let (name, wire, form) = (&field.name, literal(&field.wire), form(field));
        match may_be_absent(field) {
            true => format!("?{name} = {wire}{form}"),
            false => format!("{name}: {} = {wire}{form}", rust(&field.kind, "")),
        }
    };
    source.table("fields", fields.iter().map(entry).collect());
    if let Some(list) = list {
        source.line(&format!("list {}", literal(list)));
    }
    source.close("}");
}

fn tuple(source: &mut Source, one: &Type, columns: &[Field], feature: &str) {
    plain_struct(source, one, columns);
    source.line(feature);
    source.open(&format!("venue_core::tuple! {{ {}", one.name));
    let entry = |(position, column): (usize, &Field)| {
        let (name, form) = (&column.name, form(column));
        match column.required {
            true => format!("{name}: {} = {position}{form}", rust(&column.kind, "")),
            false => format!("?{name} = {position}{form}"),
        }
    };
    source.table("fields", columns.iter().enumerate().map(entry).collect());
    source.close("}");
}

fn open_enum(source: &mut Source, one: &Type, integer: bool, variants: &[Variant]) {
    source.open("venue_core::open_enum! {");
    source.doc(&one.description);
    source.open(&format!("pub enum {}{} {{", one.name, if integer { ": i64" } else { "" }));
    for variant in variants {
        match &variant.meaning {
            Some(meaning) => source.doc(&sentence(meaning)),
            None => source.doc(&format!("`{}`.", variant.value)),
        }
        let value = if integer { variant.value.clone() } else { literal(&variant.value) };
        source.line(&format!("{} = {value},", variant.name));
    }
    source.close("}");
    source.close("}");
}

fn sentence(text: &str) -> String {
    let mut characters = text.trim().chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    let text = format!("{}{}", first.unwrap_or_default(), characters.as_str());
    if text.ends_with('.') { text } else { format!("{text}.") }
}
