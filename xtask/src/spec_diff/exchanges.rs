//! Comparing exchanges and their groups: what is there, and what holds for all operations.

use std::collections::BTreeMap;

use super::{
    Change, Kind,
    operations::{self, limit},
    types,
};
use crate::spec::{Document, Exchange, model::Group, node::Node};

/// Where changes of one exchange are put down.
pub(super) struct Changes<'a> {
    exchange: &'a str,
    pub(super) found: Vec<Change>,
}

impl Changes<'_> {
    /// Puts down a change that breaks nobody.
    pub(super) fn compatible(&mut self, kind: Kind, subject: &str, text: String) {
        self.note(kind, subject, text, false);
    }

    /// Puts down a change that may break programs.
    pub(super) fn breaking(&mut self, kind: Kind, subject: &str, text: String) {
        self.note(kind, subject, text, true);
    }

    /// Puts down a change.
    pub(super) fn note(&mut self, kind: Kind, subject: &str, text: String, breaking: bool) {
        let (exchange, subject) = (self.exchange.to_owned(), subject.to_owned());
        self.found.push(Change { exchange, subject, kind, text, breaking });
    }
}

/// Compares all exchanges, in no order.
pub(super) fn compare(before: &[Exchange], after: &[Exchange]) -> Vec<Change> {
    let mut found = Vec::new();
    for new in after {
        let mut changes = Changes { exchange: &new.name, found: Vec::new() };
        match before.iter().find(|old| old.name == new.name) {
            Some(old) => exchange(old, new, &mut changes),
            None => {
                let count =
                    counted(new.groups.iter().map(|group| operation_count(new, group)).sum());
                changes.compatible(Kind::Added, "", format!("new exchange with {count}"));
            }
        }
        found.append(&mut changes.found);
    }
    for old in before.iter().filter(|old| !after.iter().any(|new| new.name == old.name)) {
        let mut changes = Changes { exchange: &old.name, found: Vec::new() };
        changes.breaking(Kind::Removed, "", "the exchange is gone".to_owned());
        found.append(&mut changes.found);
    }
    found
}

fn operation_count(exchange: &Exchange, document: &Document) -> usize {
    Group::of(exchange, document).operations.len()
}

fn counted(operations: usize) -> String {
    if operations == 1 { "1 operation".to_owned() } else { format!("{operations} operations") }
}

fn exchange(old: &Exchange, new: &Exchange, changes: &mut Changes<'_>) {
    shared(old, new, changes);
    let single = |exchange: &Exchange| exchange.groups.len() == 1;
    if single(old) != single(new) && !old.groups.is_empty() && !new.groups.is_empty() {
        let text = if single(old) {
            "several groups now: methods move from `Client` to one handle for each group"
        } else {
            "a single group now: methods move from its handle to `Client`"
        };
        changes.breaking(Kind::Changed, "", text.to_owned());
    }
    for group in &new.groups {
        match old.groups.iter().find(|before| before.name == group.name) {
            Some(before) => {
                let (before, after) = (Group::of(old, before), Group::of(new, group));
                let prefix = if single(new) { String::new() } else { format!("{}::", group.name) };
                operations::compare((old, &before), (new, &after), &prefix, changes);
                types::compare((old, &before), (new, &after), &prefix, changes);
            }
            None => {
                let count = counted(operation_count(new, group));
                changes.compatible(Kind::Added, &group.name, format!("new group with {count}"));
            }
        }
    }
    for group in &old.groups {
        if !new.groups.iter().any(|after| after.name == group.name) {
            changes.breaking(Kind::Removed, &group.name, "the group is gone".to_owned());
        }
    }
}

/// What `common.yaml` says for all operations.
fn shared(old: &Exchange, new: &Exchange, changes: &mut Changes<'_>) {
    let at = |exchange: &'static str, of: &Exchange| -> Option<String> {
        of.common.as_ref()?.root.get(exchange).map(Node::to_json)
    };
    if at("x-envelope", old) != at("x-envelope", new) {
        let text = "the wrapper around answers is read differently".to_owned();
        changes.compatible(Kind::Changed, "", text);
    }
    let overall = |of: &Exchange| of.common.as_ref().and_then(|common| limit(&common.root));
    if overall(old) != overall(new) {
        let shown = |limit: Option<String>| limit.unwrap_or_else(|| "no limit".to_owned());
        let text = format!("{} on everything, was {}", shown(overall(new)), shown(overall(old)));
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

fn codes(exchange: &Exchange) -> BTreeMap<&str, &str> {
    let kinds = exchange.common.as_ref().and_then(|common| common.root.get("x-error-codes"));
    let kinds = kinds.map_or(&[][..], Node::entries).iter();
    kinds
        .flat_map(|entry| {
            entry.value.items().iter().filter_map(|code| Some((code.scalar()?, entry.key.as_str())))
        })
        .collect()
}
