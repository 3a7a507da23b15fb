//! What holds for an exchange as a whole: its files, servers, envelope and error codes.

use std::collections::HashMap;

use super::{
    names::{is_keyword, is_snake},
    report::{Report, Subject, listed, shown, suggest},
    rules,
    specs::{Doc, Specs},
    structure::describe,
    values::{self, Members},
};
use crate::spec::node::{Data, Node, Place};

/// Error kinds that `x-error-codes` may name.
const KINDS: [&str; 16] = [
    "authentication",
    "permission",
    "clock",
    "signature",
    "rate_limit",
    "insufficient_funds",
    "invalid_parameter",
    "not_found",
    "duplicate",
    "order_rejected",
    "invalid_state",
    "limit_exceeded",
    "unavailable",
    "maintenance",
    "unknown_outcome",
    "other",
];

/// Names that a group cannot have: modules, methods of every client, and Cargo features.
const TAKEN: [&str; 15] = [
    "all",
    "builder",
    "common",
    "default",
    "exchange",
    "gzip",
    "http2",
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
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) -> bool {
    let mut whole = true;
    files(specs, report);
    for doc in &specs.docs {
        let subject = Subject::document(doc.document);
        info(doc, &subject, report);
        servers(doc, &subject, report);
    }
    if let Some(doc) = specs.common() {
        let subject = Subject::document(doc.document);
        if let Some(envelope) = doc.root().get("x-envelope") {
            let before = report.len();
            envelope_shape(envelope, &subject, report);
            whole = report.len() == before;
        }
        if let Some(limit) = doc.root().get("x-rate-limit") {
            values::rate_limit(limit, &subject, report);
        }
        if let Some(codes) = doc.root().get("x-error-codes") {
            error_codes(codes, &subject, report);
        }
    }
    whole
}

fn files(specs: &Specs<'_>, report: &mut Report) {
    let start = Place { line: 1, column: 1 };
    for doc in specs.groups() {
        let subject = Subject::document(doc.document);
        let name = doc.document.name.as_str();
        let shown = shown(name);
        if !is_snake(name) || is_keyword(name) {
            let message = format!(
                "the file's name {shown} becomes a module; call it in snake_case, and by no word of Rust",
            );
            report.add(&subject, start, &rules::GROUP, message);
        } else if TAKEN.contains(&name) {
            let message = format!(
                "a group cannot be called {shown}: a module, method or feature has the name; choose another",
            );
            report.add(&subject, start, &rules::GROUP, message);
        }
    }
    if let [only] = specs.exchange.groups.as_slice()
        && only.name != "api"
    {
        let name = shown(&only.name);
        let message = format!(
            "the only group of an exchange is called `api`; rename {name}, as its methods stand at the client"
        );
        report.add(&Subject::document(only), start, &rules::GROUP, message);
    }
    let folder = specs.exchange.name.as_str();
    if let Some(doc) = specs.docs.first() {
        let subject = Subject::document(doc.document);
        if !is_snake(folder) || is_keyword(folder) {
            let folder = shown(folder);
            let message =
                format!("the folder's name {folder} becomes a crate's; call it in snake_case");
            report.add(&subject, start, &rules::GROUP, message);
        }
    }
    let Some(common) = specs.common() else { return };
    let subject = Subject::document(common.document);
    if specs.exchange.groups.is_empty() {
        let message = "the exchange has no group beside `common.yaml`; write `api.yaml`";
        report.add(&subject, start, &rules::GROUP, message);
    }
    let paths = common.root().get("paths");
    if let Some(paths) = paths.filter(|paths| !paths.entries().is_empty()) {
        let message = "operations in `common.yaml` are not generated; move them to a group, and \
             write `paths: {}` here";
        report.add(&subject, paths.place, &rules::GROUP, message);
    }
}

fn info(doc: &Doc<'_>, subject: &Subject<'_>, report: &mut Report) {
    let Some(info) = doc.root().get("info").filter(|info| !info.entries().is_empty()) else {
        return;
    };
    super::descriptions::check(subject, info, info.place, "`info`", report);
    let title = info.get("title").and_then(|title| Some((title.place, title.text()?)));
    if let Some((place, _)) = title.filter(|(_, title)| title.trim().contains('\n')) {
        report.add(subject, place, &rules::SUMMARY, "the title has several lines; make it one");
    }
}

fn servers(doc: &Doc<'_>, subject: &Subject<'_>, report: &mut Report) {
    if !matches!(doc.root().data, Data::Map(_)) {
        return;
    }
    let servers = doc.root().get("servers");
    if servers.is_none_or(|servers| servers.items().is_empty()) {
        if !doc.is_common {
            let place = servers.map_or(doc.root().place, |servers| servers.place);
            let message = "no server; write `servers: [{url: https://…, description: Live}]`";
            report.add(subject, place, &rules::SERVER, message);
        }
        return;
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
        report.add(
            subject,
            url.place,
            &rules::SERVER,
            format!("the URL {} {problem}", shown(text)),
        );
    }
}

fn envelope_shape(envelope: &Node, subject: &Subject<'_>, report: &mut Report) {
    let members = Members {
        name: "x-envelope",
        must: &["code", "success", "message", "data"],
        may: &["time"],
        rule: &rules::ENVELOPE,
    };
    if !members.check(envelope, subject, report) {
        return;
    }
    let rule = &rules::ENVELOPE;
    for name in ["code", "data", "time"] {
        values::text(envelope, "x-envelope", name, subject, rule, report);
    }
    for (name, example) in [("success", "[\"0\"]"), ("message", "[msg]")] {
        let Some(node) = envelope.get(name) else { continue };
        if node.items().is_empty() {
            let found = describe(node);
            let message = format!("`{name}` is {found}; write a list, such as `{name}: {example}`");
            report.add(subject, node.place, rule, message);
        }
        for item in node.items() {
            let fits = match item.data {
                Data::Text(_) => true,
                Data::Number(_) => name == "success",
                _ => false,
            };
            if !fits {
                let found = describe(item);
                let message = format!("`{name}` holds {found}; write text");
                report.add(subject, item.place, rule, message);
            }
        }
    }
}

fn error_codes(codes: &Node, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::ERROR_CODES;
    if !matches!(codes.data, Data::Map(_)) {
        let found = describe(codes);
        let message = format!("`x-error-codes` is {found}; write `{{not_found: [\"404\"]}}`");
        report.add(subject, codes.place, rule, message);
    }
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for entry in codes.entries() {
        let kind = entry.key.as_str();
        if !KINDS.contains(&kind) {
            let suggestion = suggest(kind, KINDS);
            let suggestion = if suggestion.is_empty() {
                format!("; there are {}", listed(KINDS))
            } else {
                suggestion
            };
            let message = format!("there is no error kind {}{suggestion}", shown(kind));
            report.add(subject, entry.place, rule, message);
        }
        if entry.value.items().is_empty() {
            let found = describe(&entry.value);
            let message = format!("the codes of `{kind}` are {found}; write a list of texts");
            report.add(subject, entry.value.place, rule, message);
        }
        for code in entry.value.items() {
            let Some(text) = code.text() else {
                let found = describe(code);
                let message =
                    format!("a code is {found}; codes are compared as text: put it in quotes");
                report.add(subject, code.place, rule, message);
                continue;
            };
            if text.is_empty() || text.contains(char::is_whitespace) {
                let message = format!("{} cannot be a code; write it without spaces", shown(text));
                report.add(subject, code.place, rule, message);
            }
            match seen.insert(text, kind) {
                Some(other) if other == kind => {
                    let message = format!(
                        "the code {} stands twice under `{kind}`; write it once",
                        shown(text)
                    );
                    report.add(subject, code.place, rule, message);
                }
                Some(other) => {
                    let (code_shown, other) = (shown(text), shown(other));
                    let message = format!(
                        "the code {code_shown} stands under {other} too; decide for one kind"
                    );
                    report.add(subject, code.place, rule, message);
                }
                None => {}
            }
        }
    }
}
