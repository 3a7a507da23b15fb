//! The part of an exchange's document that is about one group.

use std::collections::BTreeSet;

use crate::{
    ir::Group,
    spec::node::{Data, Entry, Node},
};

/// Where components stand.
const COMPONENTS: &str = "#/components/";

/// The document with the operations of one group, and the components that they need.
pub(super) fn of(whole: &Node, group: &Group) -> Node {
    let mut part = whole.clone();
    if let Some(info) = part.get_mut("info") {
        let about = info.text_at("description").unwrap_or_default();
        let about = format!("{}\n\n[All groups](index.html)\n\n{about}", group.description.trim());
        info.set("title", group.title.clone());
        info.set("description", about);
    }
    let group = group.name.as_str();
    if let Some(tags) = part.get_mut("tags") {
        keep_items(tags, |tag| tag.text_at("name") == Some(group));
    }
    if let Some(paths) = part.get_mut("paths") {
        keep(paths, |path| {
            let operations = path.value.entries().iter();
            let tags =
                operations.flat_map(|one| one.value.get("tags").map_or(&[][..], Node::items));
            tags.filter_map(Node::text).any(|tag| tag == group)
        });
    }
    let mut needed = BTreeSet::new();
    part.get("paths").into_iter().for_each(|paths| references(paths, &mut needed));
    loop {
        let before = needed.len();
        for name in needed.clone() {
            let path: Vec<&str> = name.split('/').collect();
            let component = whole.get("components").and_then(|components| components.at(&path));
            component.into_iter().for_each(|component| references(component, &mut needed));
        }
        if needed.len() == before {
            break;
        }
    }
    for section in ["schemas", "responses"] {
        let found = part.get_mut("components").and_then(|components| components.get_mut(section));
        if let Some(components) = found {
            keep(components, |one| needed.contains(&format!("{section}/{}", one.key)));
        }
    }
    part
}

/// Collects what a node refers to, as `schemas/Order`.
fn references(node: &Node, found: &mut BTreeSet<String>) {
    let target = node.text_at("$ref").and_then(|target| target.strip_prefix(COMPONENTS));
    found.extend(target.map(str::to_owned));
    node.entries().iter().for_each(|entry| references(&entry.value, found));
    node.items().iter().for_each(|item| references(item, found));
}

fn keep(node: &mut Node, wanted: impl Fn(&Entry) -> bool) {
    if let Data::Map(entries) = &mut node.data {
        entries.retain(wanted);
    }
}

fn keep_items(node: &mut Node, wanted: impl Fn(&Node) -> bool) {
    if let Data::List(items) = &mut node.data {
        items.retain(wanted);
    }
}
