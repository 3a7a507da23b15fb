//! Comparing exchanges and their groups: what is there, and what holds for all operations.

use std::collections::BTreeMap;

use super::{
    changes::{Change, Changes, Kind},
    operations::{self, limit},
    types,
};
use crate::ir::Api;

/// Compares all exchanges, in no order.
pub(super) fn compare(before: &[Api], after: &[Api]) -> Vec<Change> {
    let mut found = Vec::new();
    for new in after {
        let mut changes = Changes { exchange: &new.name, found: Vec::new() };
        match before.iter().find(|old| old.name == new.name) {
            Some(old) => exchange(old, new, &mut changes),
            None => {
                let count = counted(new.operations().count());
                changes.compatible(Kind::Added, "", format!("new exchange with {count}"));
            }
        }
        found.append(&mut changes.found);
    }
    for old in before.iter().filter(|old| !after.iter().any(|new| new.name == old.name)) {
        let mut changes = Changes { exchange: &old.name, found: Vec::new() };
        changes.breaking(Kind::Removed, "", "the exchange is gone");
        found.append(&mut changes.found);
    }
    found
}

fn counted(operations: usize) -> String {
    if operations == 1 { "1 operation".to_owned() } else { format!("{operations} operations") }
}

fn exchange(old: &Api, new: &Api, changes: &mut Changes<'_>) {
    overall(old, new, changes);
    if old.is_single() != new.is_single() && !old.groups.is_empty() && !new.groups.is_empty() {
        let text = if old.is_single() {
            "several groups now: methods move from `Client` to one handle for each group"
        } else {
            "a single group now: methods move from its handle to `Client`"
        };
        changes.breaking(Kind::Changed, "", text);
    }
    for group in &new.groups {
        match old.groups.iter().find(|before| before.name == group.name) {
            Some(before) => {
                let prefix =
                    if new.is_single() { String::new() } else { format!("{}::", group.name) };
                operations::compare(before, group, &prefix, changes);
                types::compare(&before.types, &group.types, &format!("{prefix}types::"), changes);
            }
            None => {
                let count = counted(group.operations.len());
                changes.compatible(Kind::Added, &group.name, format!("new group with {count}"));
            }
        }
    }
    let common = if new.is_single() { "types::" } else { "common::" };
    types::compare(&old.common, &new.common, common, changes);
    for group in &old.groups {
        if !new.groups.iter().any(|after| after.name == group.name) {
            changes.breaking(Kind::Removed, &group.name, "the group is gone");
        }
    }
}

/// What holds for all operations.
fn overall(old: &Api, new: &Api, changes: &mut Changes<'_>) {
    if old.envelope != new.envelope {
        changes.compatible(Kind::Changed, "", "the envelope of responses is read differently");
    }
    if old.overall_limit != new.overall_limit {
        let shown = |of: &Api| of.overall_limit.map_or("no limit".to_owned(), limit);
        let text = format!("{} on everything, was {}", shown(new), shown(old));
        changes.compatible(Kind::Changed, "", text);
    }
    let (before, after) = (codes(old), codes(new));
    for (code, kind) in &after {
        match before.get(code) {
            None => {
                let text = format!("error code `{code}` means {kind}");
                changes.compatible(Kind::Added, "", text);
            }
            Some(was) if was != kind => {
                let text = format!("error code `{code}` means {kind}, was {was}");
                changes.compatible(Kind::Changed, "", text);
            }
            Some(_) => {}
        }
    }
    for (code, was) in before.iter().filter(|(code, _)| !after.contains_key(*code)) {
        let text = format!("error code `{code}` has no meaning, was {was}");
        changes.compatible(Kind::Removed, "", text);
    }
}

fn codes(api: &Api) -> BTreeMap<&str, &str> {
    let kinds = api.error_codes.iter();
    kinds
        .flat_map(|(kind, codes)| codes.iter().map(|code| (code.as_str(), kind.as_str())))
        .collect()
}
