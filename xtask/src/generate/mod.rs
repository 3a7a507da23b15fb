//! From the intermediate representation to Rust source.
//!
//! [`operation`] writes one file for each operation: its request, its builder, what the client
//! knows of it before it calls. [`types`] writes what responses and nested requests hold,
//! [`group`] a group's methods, [`mod@exchange`] what holds for all groups, [`harness`] the functions
//! by which tests reach every operation.

mod exchange;
pub mod features;
mod group;
mod harness;
mod index;
mod kinds;
mod operation;
mod pagination;
mod request;
pub mod sandbox;
#[cfg(test)]
mod tests;
pub mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Type};

/// The files of an exchange, by path below `src/generated/`, and what was counted on the way.
#[derive(Debug, Default)]
pub struct Output {
    pub files: BTreeMap<String, String>,
    pub operations: usize,
    pub types: usize,
    /// The files that let tests reach every operation, by path below the harness's folder.
    pub harness: BTreeMap<String, String>,
}

impl Output {
    /// How many lines were written.
    pub fn lines(&self) -> usize {
        self.files.values().map(|text| text.lines().count()).sum()
    }

    /// The features of venue-core whose types the code of a group names.
    pub fn group_features(&self, group: &str) -> Vec<&'static str> {
        let folder = format!("{group}/");
        self.features(|name| name.starts_with(&folder))
    }

    /// The features of venue-core whose types the code outside of groups names.
    pub fn shared_features(&self) -> Vec<&'static str> {
        self.features(|name| !name.contains('/'))
    }

    fn features(&self, is_meant: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let features = [("BigDecimal", "big-decimal"), ("DateTime", "chrono")];
        let files = || self.files.iter().filter(|(name, _)| is_meant(name));
        let named = features
            .into_iter()
            .filter(|(name, _)| files().any(|(_, text)| !used(text, [*name]).is_empty()));
        named.map(|(_, feature)| feature).collect()
    }
}

/// Generates an exchange.
pub fn exchange(api: &Api) -> Output {
    let mut output = Output::default();
    let mut add = |name: String, text: String| output.files.insert(name, text);
    if !api.common.is_empty() {
        let file = api.common_file.as_deref().unwrap_or_default();
        let title = "Types that several groups share.";
        let users = users(api);
        let feature = |one: &Type| condition(users.get(one.name.as_str()));
        add("common.rs".to_owned(), types::write(file, title, &[], &api.common, feature));
    }
    for group in &api.groups {
        let name = &group.name;
        let title = "Types of requests and responses.";
        add(
            format!("{name}/types.rs"),
            types::write(&group.file, title, &group.shared, &group.types, |_| None),
        );
        add(format!("{name}/mod.rs"), group::write(api, group));
        for operation in &group.operations {
            add(format!("{name}/{}.rs", operation.id), operation::write(api, group, operation));
        }
    }
    add("exchange.rs".to_owned(), exchange::write(api));
    add("mod.rs".to_owned(), exchange::write_module(api));
    if !api.is_single() {
        add("index.rs".to_owned(), index::write(api));
    }
    output.operations = api.operations().count();
    output.types = api.common.len() + api.groups.iter().map(|one| one.types.len()).sum::<usize>();
    output.harness = harness::write(api);
    output
}

/// At most so many groups are named as those that need a shared type; one that more of them use is
/// compiled with any.
const FEW: usize = 4;

/// The groups that use each shared type, by themselves or through other shared types.
fn users(api: &Api) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for group in &api.groups {
        for name in &group.shared {
            users.entry(name).or_default().insert(&group.name);
        }
    }
    loop {
        let before: usize = users.values().map(BTreeSet::len).sum();
        for one in &api.common {
            let groups = users.get(one.name.as_str()).cloned().unwrap_or_default();
            for name in one.names() {
                users.entry(name).or_default().extend(&groups);
            }
        }
        if users.values().map(BTreeSet::len).sum::<usize>() == before {
            return users;
        }
    }
}

/// The features that a shared type is compiled with; none where it is with any.
fn condition(users: Option<&BTreeSet<&str>>) -> Option<String> {
    let users = users.filter(|users| users.len() <= FEW)?;
    let features: Vec<String> =
        users.iter().map(|group| format!("feature = {}", text::literal(group))).collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(format!("#[cfg({one})]")),
        several => {
            let line = format!("#[cfg(any({}))]", several.join(", "));
            let broken = || format!("#[cfg(any(\n    {}\n))]", several.join(",\n    "));
            Some(if line.chars().count() > 100 { broken() } else { line })
        }
    }
}

/// What a file takes from venue-core: those of `names` that its text uses as words.
fn used<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let words: std::collections::BTreeSet<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    names.into_iter().filter(|name| words.contains(name)).map(str::to_owned).collect()
}

/// Returns the scalars of venue-core that a text uses, as written in a `use`.
fn scalars(text: &str) -> Vec<String> {
    let mut names = used(text, ["BigDecimal", "Decimal", "Secret"]);
    let times = used(text, ["DateTime", "TimestampMs", "TimestampS", "TimestampUs"]);
    match times.as_slice() {
        [] => {}
        [one] => names.push(format!("time::{one}")),
        many => names.push(format!("time::{{{}}}", many.join(", "))),
    }
    names
}
