//! Comparing types: what operations send and receive.

use super::changes::{Changes, Kind};
use crate::ir::{self, Field, Shape, Type, Variant};

/// Compares the types that both sides use. One that is used no longer has been noted where it
/// was used.
pub(super) fn compare(before: &[Type], after: &[Type], prefix: &str, changes: &mut Changes<'_>) {
    for new in after {
        let Some(old) = before.iter().find(|old| old.name == new.name) else { continue };
        let subject = format!("{prefix}{}", new.name);
        match (&old.shape, &new.shape) {
            (
                Shape::Enum { integer: was, variants: old },
                Shape::Enum { integer: is, variants: new },
            ) => {
                if was == is {
                    values(old, new, &subject, changes);
                } else {
                    let of = |integer: &bool| if *integer { "integers" } else { "strings" };
                    let text = format!("is an enum of {}, was one of {}", of(is), of(was));
                    changes.breaking(Kind::Changed, &subject, text);
                }
            }
            (Shape::Tuple { columns: old }, Shape::Tuple { columns: new }) => {
                columns(old, new, &subject, changes);
            }
            (Shape::Record { fields: old, .. }, Shape::Record { fields: new, .. }) => {
                fields(old, new, false, &subject, changes);
            }
            (Shape::Request { fields: old, .. }, Shape::Request { fields: new, .. }) => {
                fields(old, new, true, &subject, changes);
            }
            (old, new) => {
                let text = format!("is {}, was {}", kind(new), kind(old));
                changes.breaking(Kind::Changed, &subject, text);
            }
        }
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Enum { .. } => "an enum",
        Shape::Tuple { .. } => "a tuple",
        Shape::Record { .. } => "a record",
        Shape::Request { .. } => "a request",
    }
}

/// The Rust type, as far as users see it.
pub(super) fn rust(kind: &ir::Kind) -> String {
    match kind {
        ir::Kind::Text => "String".to_owned(),
        ir::Kind::Int => "i64".to_owned(),
        ir::Kind::Bool => "bool".to_owned(),
        ir::Kind::Unit => "()".to_owned(),
        ir::Kind::Json => "Value".to_owned(),
        ir::Kind::Scalar(scalar) => scalar.rust.to_owned(),
        ir::Kind::Named(name) => name.clone(),
        ir::Kind::Option(inner) => format!("Option<{}>", rust(inner)),
        ir::Kind::List(inner) => format!("Vec<{}>", rust(inner)),
        ir::Kind::Map(inner) => format!("BTreeMap<String, {}>", rust(inner)),
    }
}

/// Returns how a value is written on the wire.
pub(super) fn wire(kind: &ir::Kind) -> String {
    match kind {
        ir::Kind::Scalar(scalar) => format!("{} {}", scalar.json, scalar.format),
        ir::Kind::Int => "integer int64".to_owned(),
        ir::Kind::Bool => "boolean".to_owned(),
        ir::Kind::Text => "string".to_owned(),
        ir::Kind::Option(inner) => wire(inner),
        _ => "its type says".to_owned(),
    }
}

fn fields(before: &[Field], after: &[Field], sent: bool, subject: &str, changes: &mut Changes<'_>) {
    for field in after {
        let name = &field.wire;
        let kind = rust(&field.kind);
        let Some(was) = before.iter().find(|was| was.wire == *name) else {
            let need = if sent && field.required { "required field" } else { "field" };
            let text = format!("new {need} `{name}`: `{kind}`");
            changes.note(Kind::Added, subject, text, sent && field.required);
            continue;
        };
        let old = rust(&was.kind);
        if kind != old {
            let text = format!("field `{name}` is `{kind}`, was `{old}`");
            changes.breaking(Kind::Changed, subject, text);
        } else if wire(&field.kind) != wire(&was.kind) {
            let (is, was) = (wire(&field.kind), wire(&was.kind));
            let text = format!("field `{name}` is {is} on the wire, was {was}");
            changes.compatible(Kind::Changed, subject, text);
        } else if field.required != was.required {
            let is = if field.required { "always there" } else { "sometimes missing" };
            let breaking = sent && field.required;
            changes.note(Kind::Changed, subject, format!("field `{name}` is {is}"), breaking);
        }
    }
    for was in before.iter().filter(|was| !after.iter().any(|field| field.wire == was.wire)) {
        changes.breaking(Kind::Removed, subject, format!("field `{}` is gone", was.wire));
    }
}

fn values(before: &[Variant], after: &[Variant], subject: &str, changes: &mut Changes<'_>) {
    for new in after {
        let Variant { value, name, .. } = new;
        match before.iter().find(|old| old.value == *value) {
            None => {
                changes.compatible(Kind::Added, subject, format!("new value `{value}`: `{name}`"));
            }
            Some(old) if old.name != *name => {
                let text = format!("value `{value}` is called `{name}`, was `{}`", old.name);
                changes.breaking(Kind::Changed, subject, text);
            }
            Some(_) => {}
        }
    }
    for old in before.iter().filter(|old| !after.iter().any(|new| new.value == old.value)) {
        let text = format!("value `{}` is gone: `{}`", old.value, old.name);
        changes.breaking(Kind::Removed, subject, text);
    }
}

fn columns(before: &[Field], after: &[Field], subject: &str, changes: &mut Changes<'_>) {
    for new in after {
        let (name, kind) = (&new.wire, rust(&new.kind));
        match before.iter().find(|old| old.wire == *name).map(|old| rust(&old.kind)) {
            None => {
                changes.compatible(Kind::Added, subject, format!("new column `{name}`: `{kind}`"));
            }
            Some(was) if was != kind => {
                let text = format!("column `{name}` is `{kind}`, was `{was}`");
                changes.breaking(Kind::Changed, subject, text);
            }
            Some(_) => {}
        }
    }
    for old in before.iter().filter(|old| !after.iter().any(|new| new.wire == old.wire)) {
        changes.breaking(Kind::Removed, subject, format!("column `{}` is gone", old.wire));
    }
    let order = |of: &[Field], other: &[Field]| -> Vec<String> {
        let both = of.iter().filter(|one| other.iter().any(|found| found.wire == one.wire));
        both.map(|one| one.wire.clone()).collect()
    };
    if order(before, after) != order(after, before) {
        changes.compatible(Kind::Changed, subject, "the columns stand in another order");
    }
}
