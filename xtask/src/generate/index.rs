//! Writing `index.rs` of an exchange with several groups: every operation by its path, for whoever
//! comes from the exchange's reference.

use super::text::Source;
use crate::{
    ir::{Api, Operation},
    spec::names::pascal,
};

/// Writes the file.
pub(super) fn write(api: &Api) -> String {
    let mut source = Source::file(&format!("specs/{}/", api.name));
    source.module_doc("Every operation by its path, with the page of the reference that describes it, and the method that begins it.");
    source.line("//!");
    source.line("//! | request | page of the reference | method |");
    source.line("//! |---|---|---|");
    let mut rows: Vec<(&str, &str, String)> = Vec::new();
    for group in &api.groups {
        for operation in group.operations.iter().filter(|one| !one.internal) {
            let (handle, id) = (&group.name, &operation.id);
            let link = format!("../{handle}/struct.{}.html#method.{id}", pascal(handle));
            let (method, path) = (&operation.method, &operation.path);
            let row = format!(
                "//! | `{method} {path}` | {} | [`{handle}().{id}()`]({link}) |",
                page(operation)
            );
            rows.push((path, method, row));
        }
    }
    rows.sort();
    rows.iter().for_each(|(_, _, row)| source.line(row));
    source.finish()
}

/// The name of the page that describes an operation: the last part of its address.
fn page(operation: &Operation) -> &str {
    let address = operation.source.as_deref().unwrap_or_default();
    let address = address.trim_matches(['<', '>']).trim_end_matches('/');
    address.rsplit('/').next().unwrap_or_default()
}
