//! Comparing operations: how they are called, with what, and how the transport treats them.

use super::{
    changes::{Changes, Kind},
    types::{rust, wire},
};
use crate::ir::{Body, Field, FieldPlace, Group, Limit, Operation, Security};

/// Compares the operations of a group by their ids.
pub(super) fn compare(old: &Group, new: &Group, prefix: &str, changes: &mut Changes<'_>) {
    for operation in &new.operations {
        let subject = format!("{prefix}{}", operation.id);
        match old.operations.iter().find(|before| before.id == operation.id) {
            Some(before) => {
                settings(before, operation, &subject, changes);
                // The setters of one that has no method any longer, or had none, are no news.
                if before.internal == operation.internal {
                    inputs(before, operation, &subject, changes);
                }
                payload(before, operation, &subject, changes);
            }
            None => {
                let text = format!("new operation `{} {}`", operation.method, operation.path);
                changes.compatible(Kind::Added, &subject, text);
            }
        }
    }
    for operation in &old.operations {
        if !new.operations.iter().any(|after| after.id == operation.id) {
            let subject = format!("{prefix}{}", operation.id);
            changes.breaking(Kind::Removed, &subject, "the operation is gone");
        }
    }
}

fn payload(old: &Operation, new: &Operation, subject: &str, changes: &mut Changes<'_>) {
    let (was, is) = (rust(&old.response.payload), rust(&new.response.payload));
    if was != is {
        changes.breaking(Kind::Changed, subject, format!("returns `{is}`, was `{was}`"));
    }
}

/// What holds for the operation as a whole.
fn settings(old: &Operation, new: &Operation, subject: &str, changes: &mut Changes<'_>) {
    let line = |one: &Operation| format!("`{} {}`", one.method, one.path);
    if line(old) != line(new) {
        let text = format!("is {}, was {}", line(new), line(old));
        changes.compatible(Kind::Changed, subject, text);
    }
    if old.security != new.security {
        let text = format!("is {}, was {}", secured(&new.security), secured(&old.security));
        let needs = |security: &Security| matches!(security, Security::Required(_));
        let breaking = needs(&new.security) && !needs(&old.security);
        changes.note(Kind::Changed, subject, text, breaking);
    }
    match (old.safe, new.safe) {
        (false, true) => {
            let text = "may be sent again after a failure, was never sent twice";
            changes.compatible(Kind::Changed, subject, text);
        }
        (true, false) => {
            let text = "is never sent twice, was sent again after a failure";
            changes.compatible(Kind::Changed, subject, text);
        }
        _ => {}
    }
    match (old.limit.map(limit), new.limit.map(limit)) {
        (None, Some(new)) => changes.compatible(Kind::Added, subject, format!("limit of {new}")),
        (Some(old), None) => {
            changes.compatible(Kind::Removed, subject, format!("the limit of {old} is gone"));
        }
        (Some(old), Some(new)) if old != new => {
            changes.compatible(Kind::Changed, subject, format!("limit of {new}, was {old}"));
        }
        _ => {}
    }
    if old.internal != new.internal {
        let text = if new.internal { "has no method any longer" } else { "has a method" };
        changes.note(Kind::Changed, subject, text, new.internal);
    }
    pagination(old, new, subject, changes);
    let id = |one: &Operation| match one.client_order_id.as_slice() {
        [] => None,
        names => Some(names.join(".")),
    };
    found_in("the client order id", id(old), id(new), subject, changes);
    found_in("the exchange's time", old.clock.clone(), new.clock.clone(), subject, changes);
    let echo = |one: &Operation| (!one.echo.is_empty()).then(|| one.echo.join("`, `"));
    found_in("what the response repeats", echo(old), echo(new), subject, changes);
    match (old.deprecated, new.deprecated) {
        (false, true) => changes.compatible(Kind::Changed, subject, "is deprecated"),
        (true, false) => changes.compatible(Kind::Changed, subject, "is no longer deprecated"),
        _ => {}
    }
    let (was, is) = (&old.response.status, &new.response.status);
    if was != is {
        changes.compatible(Kind::Changed, subject, format!("succeeds with {is}, was {was}"));
    }
}

/// Reports that something is in another field.
fn found_in(
    what: &str,
    old: Option<String>,
    new: Option<String>,
    subject: &str,
    changes: &mut Changes<'_>,
) {
    if old != new {
        let shown =
            |name: Option<String>| name.map_or("nowhere".to_owned(), |name| format!("in `{name}`"));
        let text = format!("{what} is {}, was {}", shown(new), shown(old));
        changes.compatible(Kind::Changed, subject, text);
    }
}

fn pagination(old: &Operation, new: &Operation, subject: &str, changes: &mut Changes<'_>) {
    match (&old.pagination, &new.pagination) {
        (None, Some(_)) => changes.compatible(Kind::Added, subject, "has `stream()`"),
        (Some(_), None) => changes.breaking(Kind::Removed, subject, "`stream()` is gone"),
        (Some(old), Some(new)) if old != new => {
            let breaking = old.item != new.item;
            let text = "`stream()` goes from page to page in another way";
            changes.note(Kind::Changed, subject, text, breaking);
        }
        _ => {}
    }
}

/// The limit in words.
pub(super) fn limit(limit: Limit) -> String {
    let whom = if limit.by_ip { "IP" } else { "user" };
    format!("{} requests in {} s for each {whom}", limit.requests, limit.seconds)
}

fn secured(security: &Security) -> String {
    match security {
        Security::Public => "public".to_owned(),
        Security::Optional(scheme) => format!("signed with {scheme} where there are credentials"),
        Security::Required(scheme) => format!("signed with {scheme}"),
    }
}

/// Fields of the request are setters, known by their names wherever they go.
fn inputs(before: &Operation, after: &Operation, subject: &str, changes: &mut Changes<'_>) {
    let what = |field: &Field| match field.place {
        FieldPlace::Path => "path parameter",
        FieldPlace::Query => "query parameter",
        FieldPlace::Body => "body field",
    };
    let (before, after) = (&before.request, &after.request);
    for new in &after.fields {
        let named = format!("{} `{}`", what(new), new.wire);
        let kind = rust(&new.kind);
        let Some(old) = before.fields.iter().find(|old| old.wire == new.wire) else {
            let need = if new.required { "required" } else { "optional" };
            let text = format!("new {need} {named}: `{kind}`");
            changes.note(Kind::Added, subject, text, new.required);
            continue;
        };
        if old.place != new.place {
            let text = format!("`{}` is a {}, was a {}", new.wire, what(new), what(old));
            changes.compatible(Kind::Changed, subject, text);
        }
        if old.kind.inner() != new.kind.inner() && kind != rust(&old.kind) {
            let text = format!("{named} is `{kind}`, was `{}`", rust(&old.kind));
            changes.breaking(Kind::Changed, subject, text);
        } else if wire(&old.kind) != wire(&new.kind) {
            let text = format!("{named} is sent as {}, was {}", wire(&new.kind), wire(&old.kind));
            changes.compatible(Kind::Changed, subject, text);
        }
        if old.required != new.required {
            let (is, was) =
                if new.required { ("required", "optional") } else { ("optional", "required") };
            let text = format!("{named} is {is}, was {was}");
            changes.note(Kind::Changed, subject, text, new.required);
        }
    }
    for old in
        before.fields.iter().filter(|old| !after.fields.iter().any(|new| new.wire == old.wire))
    {
        let text = format!("{} `{}` is gone", what(old), old.wire);
        changes.breaking(Kind::Removed, subject, text);
    }
    if let (Body::Component(old), Body::Component(new)) = (&before.body, &after.body)
        && old != new
    {
        changes.breaking(Kind::Changed, subject, format!("takes a `{new}`, was `{old}`"));
    }
}
