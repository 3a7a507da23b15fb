//! What means the same in two groups stands once, in `common.yaml`.

use std::collections::HashMap;

use super::{
    report::{Report, Subject},
    rules,
    specs::{Kind, Specs},
};
use crate::spec::node::{Entry, Node, Place};

/// Checks the components that several groups have by one name.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut seen: HashMap<(&str, String), (&str, Place)> = HashMap::new();
    for doc in specs.groups() {
        for entry in doc.components("schemas") {
            let others = specs.groups().filter(|other| !std::ptr::eq(*other, doc));
            let mut others =
                others.filter(|other| other.component("schemas", &entry.key).is_some());
            let Some(meaning) = others.next().and_then(|_| meaning(entry)) else { continue };
            let place = (doc.document.file.as_str(), entry.place);
            if let Some((file, place)) = seen.insert((&entry.key, meaning), place) {
                let message =
                    format!("the same stands at {file}:{place}; move it to `common.yaml`");
                let subject = Subject::component(doc.document, &entry.key);
                report.add(&subject, entry.place, &rules::SHARED, message);
            }
        }
    }
}

/// What two components have to have in common to mean the same: values for an enum, everything
/// for an object. One that refers to its own group is of that group.
fn meaning(entry: &Entry) -> Option<String> {
    match Kind::of(&entry.value) {
        Kind::Enum => entry.value.get("enum").map(Node::to_json),
        Kind::Record | Kind::Row | Kind::Map => {
            Some(entry.value.to_json()).filter(|json| !json.contains("\"#/"))
        }
        Kind::List | Kind::Answer | Kind::Other => None,
    }
}
