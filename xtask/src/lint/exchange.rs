//! What holds for an exchange as a whole: its files, servers, envelope and error codes.

use std::collections::HashMap;

use crate::spec::{
    model::{Doc, Model},
    names::{is_keyword, is_snake},
    node::{Data, Node, Span, shown},
    report::{At, Report, describe, listed, refuse, suggest_or},
    values::{check_fields, described},
};

/// Error kinds that `x-error-codes` may name.
const KINDS: &str = "authentication permission clock signature rate_limit insufficient_funds \
    invalid_parameter not_found duplicate order_rejected invalid_state limit_exceeded unavailable \
    maintenance unknown_outcome other";

/// Names that a group cannot have: modules, methods of every client, and Cargo features.
const TAKEN: [&str; 17] = [
    "all",
    "builder",
    "chrono",
    "common",
    "default",
    "exchange",
    "gzip",
    "http2",
    "index",
    "limits",
    "native_tls",
    "new",
    "rsa",
    "rustls",
    "signer",
    "transport",
    "webpki_roots",
];

/// Checks the exchange, and says whether its envelope is whole.
pub(super) fn check(model: &Model<'_>, report: &Report) -> bool {
    files(model, report);
    for doc in &model.docs {
        let at = At::document(report, doc.document);
        let info = doc.root().get("info").filter(|info| !info.entries().is_empty());
        if let Some(info) = info {
            described(&at, info, info.span, "`info`");
            let title = info
                .get("title")
                .filter(|title| title.text().is_some_and(|title| title.trim().contains('\n')));
            if let Some(title) = title {
                refuse!(at, title.span; "summary": "the title has several lines; make it one");
            }
        }
        servers(doc, &at);
    }
    let Some(doc) = model.common() else { return true };
    let at = At::document(report, doc.document);
    if let Some(limit) = doc.root().get("x-rate-limit") {
        rate_limit(limit, &at);
    }
    if let Some(codes) = doc.root().get("x-error-codes") {
        error_codes(codes, &at);
    }
    let before = report.len();
    if let Some(envelope) = model.envelope() {
        self::envelope(envelope, &at);
    }
    report.len() == before
}

fn files(model: &Model<'_>, report: &Report) {
    let start = Span { line: 1, column: 1 };
    for doc in model.groups() {
        let at = At::document(report, doc.document);
        let name = doc.document.name.as_str();
        if !is_snake(name) || is_keyword(name) {
            refuse!(at, start; "group":
                "the file's name {} becomes a module; call it in snake_case, and by no word of Rust",
                shown(name));
        } else if TAKEN.contains(&name) {
            refuse!(at, start; "group":
                "a group cannot be called {}: a module, method or feature has the name; choose another",
                shown(name));
        }
        if model.exchange.groups.len() == 1 && name != "api" {
            refuse!(at, start; "group":
                "the only group of an exchange is called `api`; rename {}, as its methods stand at the client",
                shown(name));
        }
    }
    let folder = model.exchange.name.as_str();
    if let Some(doc) = model.docs.first().filter(|_| !is_snake(folder) || is_keyword(folder)) {
        refuse!(At::document(report, doc.document), start; "group":
            "the folder's name {} becomes a crate's; call it in snake_case", shown(folder));
    }
    let Some(common) = model.common() else { return };
    let at = At::document(report, common.document);
    if model.exchange.groups.is_empty() {
        refuse!(at, start; "group": "the exchange has no group beside `common.yaml`; write `api.yaml`");
    }
    let paths = common.root().get("paths");
    if let Some(paths) = paths.filter(|paths| !paths.entries().is_empty()) {
        refuse!(at, paths.span; "group":
            "operations in `common.yaml` are not generated; move them to a group, and write `paths: {{}}` here");
    }
}

fn servers(doc: &Doc<'_>, at: &At<'_>) {
    let servers = doc.root().get("servers");
    let none = servers.is_none_or(|servers| servers.items().is_empty());
    if none && !doc.is_common && matches!(doc.root().data, Data::Map(_)) {
        refuse!(at, servers.unwrap_or(doc.root()).span; "server":
            "no server; write `servers: [{{url: https://…, description: Live}}]`");
    }
    for server in servers.map_or(&[][..], Node::items) {
        let Some(url) = server.get("url") else { continue };
        let Some(text) = url.text() else { continue };
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let problem = match host {
            None => "is not absolute; begin it with `https://`",
            Some(host) if host.is_empty() || host.starts_with('/') => "names no host; add it",
            Some(_) if text.contains(['{', '}']) => {
                "has variables; write one server for each address"
            }
            Some(_) if text.contains(['?', '#', '@']) || text.contains(char::is_whitespace) => {
                "has more than scheme, host and path; leave the rest out"
            }
            Some(_) if text.ends_with('/') => {
                "ends in a slash, and every path begins with one; leave it out"
            }
            Some(_) => continue,
        };
        refuse!(at, url.span; "server": "the URL {} {problem}", shown(text));
    }
}

/// Checks a rate limit.
pub(super) fn rate_limit(limit: &Node, at: &At<'_>) {
    let must = &["requests", "seconds", "scope"];
    check_fields(limit, "x-rate-limit", (must, &[]), "rate-limit", at);
    for name in ["requests", "seconds"] {
        let Some(count) = limit.get(name) else { continue };
        if !count.integer().is_some_and(|count| (1..=1_000_000).contains(&count)) {
            refuse!(at, count.span; "rate-limit":
                "`{name}` is {}; write a whole number from 1 to 1000000", describe(count));
        }
    }
    let scope = limit.get("scope").filter(|scope| !matches!(scope.text(), Some("uid" | "ip")));
    if let Some(scope) = scope {
        refuse!(at, scope.span; "rate-limit": "`scope` is {}; write `uid` or `ip`", describe(scope));
    }
}

fn envelope(envelope: &Node, at: &At<'_>) {
    let must = &["code", "success", "message", "data"];
    check_fields(envelope, "x-envelope", (must, &["time"]), "envelope", at);
    for (name, value) in
        ["code", "data", "time"].into_iter().filter_map(|name| Some((name, envelope.get(name)?)))
    {
        if value.text().is_none_or(|text| text.trim().is_empty()) {
            refuse!(at, value.span; "envelope":
                "`{name}` of `x-envelope` is {}; write the name of a field", describe(value));
        }
    }
    for (name, example) in [("success", "[\"0\"]"), ("message", "[msg]")] {
        let Some(node) = envelope.get(name) else { continue };
        if node.items().is_empty() {
            refuse!(at, node.span; "envelope":
                "`{name}` is {}; write a list, such as `{name}: {example}`", describe(node));
        }
        for item in node.items() {
            if item.text().is_none() && (name != "success" || item.scalar().is_none()) {
                refuse!(at, item.span; "envelope": "`{name}` holds {}; write text", describe(item));
            }
        }
    }
}

fn error_codes(codes: &Node, at: &At<'_>) {
    if !matches!(codes.data, Data::Map(_)) {
        refuse!(at, codes.span; "error-codes":
            "`x-error-codes` is {}; write `{{not_found: [\"404\"]}}`", describe(codes));
    }
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for entry in codes.entries() {
        let kind = entry.key.as_str();
        let known = || KINDS.split(' ');
        if !known().any(|known| known == kind) {
            let advice = suggest_or(kind, known(), &format!("; there are {}", listed(known())));
            refuse!(at, entry.span; "error-codes": "there is no error kind {}{advice}", shown(kind));
        }
        if entry.value.items().is_empty() {
            refuse!(at, entry.value.span; "error-codes":
                "the codes of `{kind}` are {}; write a list of texts", describe(&entry.value));
        }
        for code in entry.value.items() {
            let Some(text) = code.text() else {
                refuse!(at, code.span; "error-codes":
                    "a code is {}; codes are compared as text: put it in quotes", describe(code));
                continue;
            };
            let name = shown(text);
            if text.is_empty() || text.contains(char::is_whitespace) {
                refuse!(at, code.span; "error-codes": "{name} cannot be a code; write it without spaces");
            }
            match seen.insert(text, kind) {
                Some(other) if other == kind => refuse!(at, code.span; "error-codes":
                    "the code {name} stands twice under `{kind}`; write it once"),
                Some(other) => refuse!(at, code.span; "error-codes":
                    "the code {name} stands under {} too; decide for one kind", shown(other)),
                None => {}
            }
        }
    }
}
