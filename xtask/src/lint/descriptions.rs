//! Descriptions: there, and not empty.

use super::{
    report::{Report, Subject},
    rules,
    structure::describe,
};
use crate::spec::node::{Node, Place};

/// Reports a description that is missing or empty.
pub(super) fn check(
    subject: &Subject<'_>,
    node: &Node,
    place: Place,
    what: &str,
    report: &mut Report,
) {
    let problem = match node.get("description") {
        None => "has no `description`; say what it is, with its unit".to_owned(),
        Some(text) => match text.text() {
            Some(text) if text.contains("```") => {
                "has a code fence, which would be compiled as a test; write it as a sentence"
                    .to_owned()
            }
            Some(text) if !text.trim().is_empty() => return,
            Some(_) => "has an empty `description`; say what it is, with its unit".to_owned(),
            None => format!("has {} for a `description`; write text", describe(text)),
        },
    };
    report.add(subject, place, &rules::DESCRIPTION, format!("{what} {problem}"));
}
