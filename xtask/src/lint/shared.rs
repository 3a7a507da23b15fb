//! What means the same in two groups stands once, in `common.yaml`.

use std::collections::HashMap;

use crate::spec::{
    model::{Kind, Model},
    node::{Entry, Node, Span},
    report::{At, Report, refuse},
};

/// Checks the components that several groups have by one name.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    let mut seen: HashMap<(&str, String), (&str, Span)> = HashMap::new();
    for doc in model.groups() {
        for entry in doc.components("schemas") {
            let mut others = model.groups().filter(|other| !std::ptr::eq(*other, doc));
            if !others.any(|other| other.component("schemas", &entry.key).is_some()) {
                continue;
            }
            let Some(meaning) = meaning(entry) else { continue };
            let here = (doc.document.file.as_str(), entry.span);
            if let Some((file, span)) = seen.insert((&entry.key, meaning), here) {
                refuse!(At::document(report, doc.document).field(&entry.key), entry.span; "shared":
                    "the same stands at {file}:{span}; move it to `common.yaml`");
            }
        }
    }
}

/// What two components have to have in common to mean the same: values for an enum, everything
/// for an object. One that refers to its own group is of that group.
fn meaning(entry: &Entry) -> Option<String> {
    match Kind::of(&entry.value) {
        Kind::Enum => entry.value.get("enum").map(Node::to_json),
        Kind::Object | Kind::Tuple | Kind::Map => {
            Some(entry.value.to_json()).filter(|json| !json.contains("\"#/"))
        }
        Kind::List | Kind::Enveloped | Kind::Other => None,
    }
}
