//! The shapes of extension values, where more than one place has them.

use super::{
    report::{Report, Subject, shown, suggest_or},
    rules::{self, Rule},
    structure::describe,
};
use crate::spec::node::{Data, Node};

/// The members of an extension that is an object.
pub(super) struct Members {
    pub(super) name: &'static str,
    pub(super) must: &'static [&'static str],
    pub(super) may: &'static [&'static str],
    pub(super) rule: &'static Rule,
}

impl Members {
    /// Reports members that are missing or unknown; false where it is no object.
    pub(super) fn check(&self, node: &Node, subject: &Subject<'_>, report: &mut Report) -> bool {
        let Self { name, must, may, rule } = self;
        let Data::Map(entries) = &node.data else {
            let found = describe(node);
            let members: Vec<String> = must.iter().map(|member| format!("{member}: …")).collect();
            let message = format!("`{name}` is {found}; write `{{{}}}`", members.join(", "));
            report.add(subject, node.place, rule, message);
            return false;
        };
        for entry in entries {
            let known = || must.iter().chain(may.iter()).copied();
            if !known().any(|known| known == entry.key) {
                let advice = suggest_or(&entry.key, known(), "; leave it out");
                let message = format!("`{name}` has no member {}{advice}", shown(&entry.key));
                report.add(subject, entry.place, rule, message);
            }
        }
        for member in must.iter().filter(|member| node.get(member).is_none()) {
            let message = format!("`{name}` lacks `{member}`; add it");
            report.add(subject, node.place, rule, message);
        }
        true
    }
}

/// Reports a member that is there and is not text.
pub(super) fn text(
    node: &Node,
    owner: &str,
    name: &str,
    subject: &Subject<'_>,
    rule: &'static Rule,
    report: &mut Report,
) {
    let Some(value) = node.get(name) else { return };
    if value.text().is_none_or(|text| text.trim().is_empty()) {
        let found = describe(value);
        let message = format!("`{name}` of `{owner}` is {found}; write the name of a member");
        report.add(subject, value.place, rule, message);
    }
}

/// Checks a rate limit.
pub(super) fn rate_limit(limit: &Node, subject: &Subject<'_>, report: &mut Report) {
    let rule = &rules::RATE_LIMIT;
    let must = &["requests", "seconds", "scope"];
    let members = Members { name: "x-rate-limit", must, may: &[], rule };
    if !members.check(limit, subject, report) {
        return;
    }
    for name in ["requests", "seconds"] {
        let Some(count) = limit.get(name) else { continue };
        if !count.integer().is_some_and(|count| (1..=1_000_000).contains(&count)) {
            let found = describe(count);
            let message = format!("`{name}` is {found}; write a whole number from 1 to 1000000");
            report.add(subject, count.place, rule, message);
        }
    }
    let scope = limit.get("scope").filter(|scope| !matches!(scope.text(), Some("uid" | "ip")));
    if let Some(scope) = scope {
        let message = format!("`scope` is {}; write `uid` or `ip`", describe(scope));
        report.add(subject, scope.place, rule, message);
    }
}
