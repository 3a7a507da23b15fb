//! The values of extensions, where more than one place has them.

use super::{
    node::{Data, Node, shown},
    report::{At, describe, suggest_or},
};

/// Reports fields of an extension that are missing or unknown; false where it is no object.
pub fn check_fields(
    node: &Node,
    name: &str,
    (must, may): (&[&str], &[&str]),
    rule: &'static str,
    at: &At<'_>,
) -> bool {
    let Data::Map(entries) = &node.data else {
        let fields: Vec<String> = must.iter().map(|field| format!("{field}: …")).collect();
        let (found, fields) = (describe(node), fields.join(", "));
        at.add(node.span, rule, format!("`{name}` is {found}; write `{{{fields}}}`"));
        return false;
    };
    for entry in entries {
        let mut known = must.iter().chain(may).copied();
        if !known.clone().any(|known| known == entry.key) {
            let advice = suggest_or(&entry.key, known.by_ref(), "; leave it out");
            let message = format!("`{name}` has no field {}{advice}", shown(&entry.key));
            at.add(entry.span, rule, message);
        }
    }
    for field in must.iter().filter(|field| node.get(field).is_none()) {
        at.add(node.span, rule, format!("`{name}` lacks `{field}`; add it"));
    }
    true
}
