//! Writing `mod.rs` of a group: its files, its table of operations, the methods that begin them.

use super::{
    harness,
    text::{Source, literal},
};
use crate::ir::{Api, Group, Limit, Operation, Security};
use crate::spec::names::pascal;

/// Writes the file.
pub(super) fn write(api: &Api, group: &Group) -> String {
    let mut source = Source::file(&group.file);
    let title = format!("{}.", group.title.trim_end_matches('.'));
    source.module_doc(&title);
    if !group.description.is_empty() {
        source.line("//!");
        source.module_doc(&group.description);
    }
    if !api.is_single() {
        example(&mut source, api, group);
    }
    source.blank();
    let mut modules: Vec<&str> = group.operations.iter().map(|one| one.id.as_str()).collect();
    modules.push("types");
    modules.sort_unstable();
    for module in &modules {
        let visible = if *module == "types" { "pub mod" } else { "mod" };
        source.line(&format!("{visible} {module};"));
    }
    source.blank();
    let mut open: Vec<&Operation> = group.operations.iter().filter(|one| !one.internal).collect();
    open.sort_by_key(|operation| &operation.id);
    for operation in open {
        let (id, name) = (&operation.id, operation.pascal());
        let mut names = vec![name.clone()];
        if !operation.request.fields.is_empty() {
            names.push(format!("{name}Request"));
        }
        source.import(&format!("pub use {id}::"), names);
    }
    source.blank();
    table(&mut source, group);
    source.blank();
    handle(&mut source, api, group, &title);
    source.finish()
}

/// A call of the group: a read, where it has one.
fn example(source: &mut Source, api: &Api, group: &Group) {
    let open = || group.operations.iter().filter(|one| !one.internal && !one.deprecated);
    let reads = open().filter(|one| one.safe).chain(open());
    let found = reads.filter_map(|one| Some((one, harness::required(api, group, one)?))).next();
    let Some((operation, steps)) = found else { return };
    let (krate, handle, id) = (&api.name, &group.name, &operation.id);
    source.line("//!");
    source.line("//! ```no_run");
    source.line(&format!(
        "//! # async fn example(client: venue_{krate}::Client) -> Result<(), venue_{krate}::Error> {{"
    ));
    let begin = vec![format!(".{handle}()"), format!(".{id}()")];
    let end = vec![".send()".to_owned(), ".await?;".to_owned()];
    let steps = [begin, steps, end].concat();
    let short = format!("let response = client{}", steps.concat());
    if short.chars().count() <= 90 {
        source.line(&format!("//! {short}"));
    } else {
        source.line("//! let response = client");
        for step in steps {
            source.line(&format!("//!     {step}"));
        }
    }
    source.line("//! println!(\"{:?}\", response.into_data());");
    source.line("//! # Ok(()) }");
    source.line("//! ```");
}

/// The operations by name, and the list of them.
fn table(source: &mut Source, group: &Group) {
    let names = group.operations.iter().map(|one| format!("{}: {}", one.id, one.id.to_uppercase()));
    source.table("venue_core::operations!", names.collect());
}

/// The methods: of the client where there is one group, else of a handle.
fn handle(source: &mut Source, api: &Api, group: &Group, title: &str) {
    let name = pascal(&group.name);
    if api.is_single() {
        source.open("impl crate::Client {");
    } else {
        source.open("venue_core::group! {");
        source.doc(title);
        source.line("///");
        source.line(&format!("/// Reached by [`Client::{0}`](crate::Client::{0}).", group.name));
        let default = if group.is_default { ", on by default" } else { "" };
        source.line(&format!("/// Needs the Cargo feature `{}`{default}.", group.name));
        source.line(&format!("pub struct {name};"));
        source.close("}");
        source.blank();
        source.open(&format!("impl<'a> {name}<'a> {{"));
    }
    for operation in group.operations.iter().filter(|one| !one.internal) {
        source.blank();
        documentation(source, operation);
        let (id, name) = (&operation.id, operation.pascal());
        source.line(&format!("#[doc(alias = {})]", literal(&operation.path)));
        if operation.deprecated {
            source.line("#[deprecated = \"see its documentation for the successor\"]");
        }
        source.line("#[inline]");
        if api.is_single() {
            source.open(&format!("pub fn {id}(&self) -> {name}<'_> {{"));
            source.line(&format!("{name}::new(self.transport())"));
        } else {
            source.open(&format!("pub fn {id}(&self) -> {name}<'a> {{"));
            source.line(&format!("{name}::new(self.transport)"));
        }
        source.close("}");
    }
    source.close("}");
}

/// What a user wants to know before calling: what it does, how it is signed, how often, whether
/// it is repeated, where the facts are from.
fn documentation(source: &mut Source, operation: &Operation) {
    source.doc(&format!("{}.", operation.summary));
    if !operation.description.is_empty() {
        source.line("///");
        source.doc(&operation.description);
    }
    source.line("///");
    let signed = match &operation.security {
        Security::Public => "Public.".to_owned(),
        Security::Optional(scheme) => {
            format!("Signed with {scheme} where the client has credentials.")
        }
        Security::Required(scheme) => format!("Signed with {scheme}."),
    };
    let limit = operation.limit.map_or(String::new(), |one| format!(" Limit: {}.", allowed(one)));
    let again = match operation.safe {
        true => "Reads only; may be sent again after a failure.",
        false => "Never sent twice.",
    };
    let (method, path) = (&operation.method, &operation.path);
    source.doc(&format!("`{method} {path}`. {signed}{limit} {again}"));
    if let Some(url) = &operation.source {
        source.doc(&format!("Source: {url}"));
    }
}

/// `10 requests a second for each user`.
fn allowed(limit: Limit) -> String {
    let Limit { requests, seconds, by_ip } = limit;
    let time = if seconds == 1 { "second".to_owned() } else { format!("{seconds} seconds") };
    format!("{requests} requests a {time} for each {}", if by_ip { "IP" } else { "user" })
}

/// The features, for `mod.rs` of the exchange.
pub(super) fn feature(group: &Group) -> String {
    format!("#[cfg(feature = {})]", literal(&group.name))
}
