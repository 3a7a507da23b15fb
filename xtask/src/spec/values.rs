//! Values that more than one place of a spec has: descriptions, and extensions that are objects.

use super::{
    node::{Data, Node, Span, shown},
    report::{At, describe, refuse, suggest_or},
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

/// Reports a description that is missing or empty.
pub fn described(at: &At<'_>, node: &Node, span: Span, what: &str) {
    let problem = match node.get("description").map(|text| (text, text.text())) {
        None => "has no `description`; say what it is, with its unit".to_owned(),
        Some((_, Some(text))) if text.contains("```") => {
            "has a code fence, which would be compiled as a test; write it as a sentence".to_owned()
        }
        Some((_, Some(text))) if !text.trim().is_empty() => return,
        Some((_, Some(_))) => {
            "has an empty `description`; say what it is, with its unit".to_owned()
        }
        Some((text, None)) => format!("has {} for a `description`; write text", describe(text)),
    };
    refuse!(at, span; "description": "{what} {problem}");
}
