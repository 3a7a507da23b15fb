//! Which credentials an operation takes, and the schemes behind them.

use crate::spec::{
    model::{Doc, Model},
    node::{Entry, Node, shown},
    report::{At, Report, describe, listed, refuse, suggest_or},
    values::described,
};

/// Checks schemes and operations.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    for doc in &model.docs {
        let at = At::document(report, doc.document);
        for entry in doc.components("securitySchemes") {
            scheme(model, doc, entry, &at.field(&entry.key));
        }
        let root = doc.root().get("security");
        if let Some(security) = root {
            requirement(doc, security, &at);
        }
        for operation in &doc.operations {
            let at = operation.at(report, doc);
            match operation.node.get("security") {
                Some(security) => requirement(doc, security, &at),
                None if root.is_none() => refuse!(at, operation.node.span; "security":
                    "no `security`, here or at the root; write `security: []` where it is public, \
                     `[{{Scheme: []}}]` where it is signed"),
                None => {}
            }
        }
    }
}

fn requirement(doc: &Doc<'_>, security: &Node, at: &At<'_>) {
    let alternatives = security.items();
    for alternative in alternatives.iter().filter(|one| one.entries().len() > 1) {
        let names = alternative.entries().iter().map(|entry| entry.key.as_str()).take(5);
        refuse!(at, alternative.span; "security":
            "{} together; a client signs in one way: name one scheme", listed(names));
    }
    let schemes: Vec<&Entry> =
        alternatives.iter().filter_map(|one| one.entries().first()).collect();
    for entry in &schemes {
        let name = shown(&entry.key);
        if doc.component("securitySchemes", &entry.key).is_none() {
            let known = doc.components("securitySchemes").iter().map(|known| known.key.as_str());
            let otherwise = "; add it with a `$ref` to the one in `common.yaml`";
            let advice = suggest_or(&entry.key, known, otherwise);
            refuse!(at, entry.span; "security":
                "there is no scheme {name} under this file's `components.securitySchemes`{advice}");
        }
        if !entry.value.items().is_empty() {
            refuse!(at, entry.value.span; "security":
                "{name} has scopes; write `[]`: no scheme here has any");
        }
    }
    if let [first, second, ..] = schemes.as_slice() {
        refuse!(at, second.span; "security":
            "{} beside {}: a client signs in one way; name one scheme", shown(&second.key), shown(&first.key));
    }
    let blank = alternatives.iter().filter(|one| one.entries().is_empty()).count();
    if blank > 0 && schemes.is_empty() || blank > 1 {
        refuse!(at, security.span; "security":
            "write `[]` where it is public, `[{{}}, {{Scheme: []}}]` where credentials are optional");
    }
}

fn scheme(model: &Model<'_>, doc: &Doc<'_>, entry: &Entry, at: &At<'_>) {
    let node = &entry.value;
    if node.get("$ref").is_some() {
        return;
    }
    if !doc.is_common && model.common().is_some() {
        refuse!(at, entry.span; "security":
            "schemes live in `common.yaml`; write `$ref: \"common.yaml#/components/securitySchemes/{}\"`",
            entry.key);
    }
    let (must, may): (&[&str], &[&str]) = match node.text_at("type") {
        None => return,
        Some("apiKey") => (&["name", "in"], &[]),
        Some("http") => (&["scheme"], &["bearerFormat"]),
        Some("oauth2" | "openIdConnect") => {
            return refuse!(at, node.span; "security":
            "no client here signs by OAuth or OpenID; write what is sent, as `http` or `apiKey`");
        }
        Some(other) => {
            let advice = suggest_or(other, ["apiKey", "http"], "; write `apiKey` or `http`");
            return refuse!(at, node.span; "security":
                "there is no scheme of type {}{advice}", shown(other));
        }
    };
    for field in must.iter().filter(|field| node.get(field).is_none()) {
        refuse!(at, node.span; "security": "a scheme of this type lacks `{field}`; add it");
    }
    for entry in node.entries() {
        const OTHERS: [&str; 6] =
            ["name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"];
        let key = entry.key.as_str();
        if OTHERS.contains(&key) && !must.iter().chain(may).any(|known| *known == key) {
            refuse!(at, entry.span; "security":
                "`{key}` does not belong to a scheme of this type; leave it out");
        }
    }
    if let Some(place) = node.get("in").filter(|_| must.contains(&"in"))
        && !matches!(place.text(), Some("header" | "query"))
    {
        refuse!(at, place.span; "security":
            "`in` is {}; keys are sent in a `header` or the `query`", describe(place));
    }
    described(at, node, entry.span, "the scheme");
}
