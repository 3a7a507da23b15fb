//! Which credentials an operation takes, and the schemes behind them.

use super::{
    report::{Report, Subject, listed, shown, suggest, suggest_or},
    rules,
    specs::{Doc, Operation, Specs},
};
use crate::spec::node::{Entry, Node};

/// The alternatives that hold for an operation.
pub(super) fn alternatives<'a>(doc: &Doc<'a>, operation: &Operation<'a>) -> &'a [Node] {
    let own = operation.node.get("security");
    own.or_else(|| doc.root().get("security")).map_or(&[], Node::items)
}

/// Checks schemes and operations.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    for doc in &specs.docs {
        for entry in doc.components("securitySchemes") {
            let subject = Subject::component(doc.document, &entry.key);
            scheme(specs, doc, entry, &subject, report);
        }
        if let Some(security) = doc.root().get("security") {
            requirement(doc, security, &Subject::document(doc.document), report);
        }
        for operation in &doc.operations {
            let subject = operation.subject();
            match operation.node.get("security") {
                Some(security) => requirement(doc, security, &subject, report),
                None if doc.root().get("security").is_none() => {
                    let message = "no `security`, here or at the root; write `security: []` where it is \
                         public, `[{Scheme: []}]` where it is signed";
                    report.add(&subject, operation.node.place, &rules::SECURITY, message);
                }
                None => {}
            }
        }
    }
}

fn requirement(doc: &Doc<'_>, security: &Node, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::SECURITY;
    let alternatives = security.items();
    let mut schemes: Vec<&Entry> = Vec::new();
    for alternative in alternatives {
        if alternative.entries().len() > 1 {
            let names =
                listed(alternative.entries().iter().map(|entry| entry.key.as_str()).take(5));
            let message = format!("{names} together; a client signs in one way: name one scheme");
            report.add(subject, alternative.place, rule, message);
        }
        schemes.extend(alternative.entries().iter().take(1));
    }
    for entry in &schemes {
        if doc.component("securitySchemes", &entry.key).is_none() {
            let known = doc.components("securitySchemes").iter().map(|known| known.key.as_str());
            let suggestion = suggest(&entry.key, known);
            let advice = if suggestion.is_empty() {
                "; add it with a `$ref` to the one in `common.yaml`".to_owned()
            } else {
                suggestion
            };
            let name = shown(&entry.key);
            let message = format!(
                "there is no scheme {name} under this file's `components.securitySchemes`{advice}"
            );
            report.add(subject, entry.place, rule, message);
        }
        if !entry.value.items().is_empty() {
            let message =
                format!("{} has scopes; write `[]`: no scheme here has any", shown(&entry.key));
            report.add(subject, entry.value.place, rule, message);
        }
    }
    if let [first, second, ..] = schemes.as_slice() {
        let (first, name) = (shown(&first.key), shown(&second.key));
        let message = format!("{name} beside {first}: a client signs in one way; name one scheme");
        report.add(subject, second.place, rule, message);
    }
    let blank = alternatives.iter().filter(|one| one.entries().is_empty()).count();
    if blank > 0 && schemes.is_empty() || blank > 1 {
        let message =
            "write `[]` where it is public, `[{}, {Scheme: []}]` where credentials are optional";
        report.add(subject, security.place, rule, message);
    }
}

fn scheme(
    specs: &Specs<'_>,
    doc: &Doc<'_>,
    entry: &Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let node = &entry.value;
    if node.get("$ref").is_some() {
        return;
    }
    let mut add = |place, message: String| report.add(subject, place, &rules::SECURITY, message);
    if !doc.is_common && specs.common().is_some() {
        let name = &entry.key;
        let message = format!(
            "schemes live in `common.yaml`; write `$ref: \"common.yaml#/components/securitySchemes/{name}\"`",
        );
        add(entry.place, message);
    }
    let (must, may): (&[&str], &[&str]) = match node.text_at("type") {
        None => return,
        Some("apiKey") => (&["name", "in"], &[]),
        Some("http") => (&["scheme"], &["bearerFormat"]),
        Some("oauth2" | "openIdConnect") => {
            let message = "no client here signs by OAuth or OpenID; write what is sent, as `http` or `apiKey`";
            return add(node.place, message.to_owned());
        }
        Some(other) => {
            let advice = suggest_or(other, ["apiKey", "http"], "; write `apiKey` or `http`");
            return add(node.place, format!("there is no scheme of type {}{advice}", shown(other)));
        }
    };
    for member in must.iter().filter(|member| node.get(member).is_none()) {
        add(node.place, format!("a scheme of this type lacks `{member}`; add it"));
    }
    for entry in node.entries() {
        let key = entry.key.as_str();
        let known = must.iter().chain(may).chain(&["type", "description"]).any(|name| *name == key);
        if !known
            && ["name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"].contains(&key)
        {
            add(
                entry.place,
                format!("`{key}` does not belong to a scheme of this type; leave it out"),
            );
        }
    }
    if let Some(place) = node.get("in").filter(|_| must.contains(&"in"))
        && !matches!(place.text(), Some("header" | "query"))
    {
        let found = super::structure::describe(place);
        add(place.place, format!("`in` is {found}; keys are sent in a `header` or the `query`"));
    }
    super::descriptions::check(subject, node, entry.place, "the scheme", report);
}
