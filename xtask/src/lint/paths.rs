//! Path templates, and the parameters that fill them.

use std::collections::{HashMap, HashSet};

use super::{
    report::{Report, Subject, shown},
    rules,
    specs::{Operation, Specs},
};
use crate::spec::{
    model::METHODS,
    node::{Entry, Place},
};

/// Checks the paths of every group, and between groups, which stand in one bundle.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut shapes: HashMap<String, (&str, &str)> = HashMap::new();
    let mut taken: HashMap<(&str, &str), &str> = HashMap::new();
    for doc in specs.groups() {
        let entries = doc.root().get("paths").map_or(&[][..], |paths| paths.entries());
        for path in entries.iter().filter(|path| !path.key.starts_with("x-")) {
            let subject = Subject::document(doc.document);
            template(path, &subject, report);
            let mut members = path.value.entries().iter();
            if !members.any(|member| METHODS.contains(&member.key.as_str())) {
                let message =
                    format!("{} has no operation; add one or take it out", shown(&path.key));
                report.add(&subject, path.place, &rules::PATH, message);
            }
            let file = doc.document.file.as_str();
            match shapes.insert(shape(&path.key), (file, &path.key)) {
                Some((other, name)) if name != path.key => {
                    let (key, name) = (shown(&path.key), shown(name));
                    let message = format!(
                        "{key} is the same path as {name} in {other}; call its parameters the same",
                    );
                    report.add(&subject, path.place, &rules::PATH, message);
                }
                _ => {}
            }
        }
        for operation in &doc.operations {
            parameters(operation, report);
            let key = (operation.path.key.as_str(), operation.method);
            if let Some(other) = taken.insert(key, &doc.document.file) {
                let method = operation.method.to_uppercase();
                let message = format!(
                    "`{method} {}` stands in {other} too; keep it in one group",
                    shown(&operation.path.key).trim_matches('`'),
                );
                report.add(&operation.subject(), operation.place, &rules::PATH, message);
            }
        }
    }
}

/// A template without the names in it.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        shape.push(character);
    }
    shape
}

fn template(path: &Entry, subject: &Subject<'_>, report: &mut Report) {
    let key = path.key.as_str();
    let constant = shape(key);
    let segments = || key.split('/').skip(1);
    let problem = if !key.starts_with('/') {
        "does not begin with a slash; add it"
    } else if key.contains("//") {
        "has two slashes in a row, of which the generator keeps one; write one"
    } else if constant.contains(['?', '#']) {
        "has a query or fragment; make it parameters `in: query`"
    } else if segments().any(|segment| matches!(segment, "." | "..")) {
        "has a dot segment, which clients resolve; write the path itself"
    } else if !key.bytes().all(|byte| byte.is_ascii_graphic())
        || constant.contains(['%', '\\', '"'])
    {
        "has characters that would be encoded; write plain ASCII"
    } else if names(key).is_none() {
        "has braces that do not pair, or an empty name in them; write `{name}`"
    } else {
        return;
    };
    report.add(subject, path.place, &rules::PATH, format!("{} {problem}", shown(key)));
}

/// The names in a template, in their order.
fn names(path: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((constant, more)) = rest.split_once('{') {
        let (name, more) = more.split_once('}')?;
        if constant.contains('}') || name.is_empty() || name.contains(['{', '/']) {
            return None;
        }
        names.push(name);
        rest = more;
    }
    (!rest.contains('}')).then_some(names)
}

fn parameters(operation: &Operation<'_>, report: &mut Report) {
    let Some(names) = names(&operation.path.key) else { return };
    let subject = operation.subject();
    let mut add =
        |place: Place, message: String| report.add(&subject, place, &rules::PATH, message);
    let path = shown(&operation.path.key);
    let mut filled = HashSet::new();
    for name in &names {
        if !filled.insert(*name) {
            let name = shown(name);
            add(
                operation.path.place,
                format!("{path} has {name} twice; call the second something else"),
            );
        }
    }
    let mut declared = HashSet::new();
    for parameter in operation.parameters() {
        let (Some(name), Some("path")) = (parameter.text_at("name"), parameter.text_at("in"))
        else {
            continue;
        };
        declared.insert(name);
        if !filled.contains(name) {
            let name = shown(name);
            let place = name.trim_matches('`');
            let message = format!(
                "the path {path} has no place for the parameter {name}; write `{{{place}}}` there, or `in: query` here",
            );
            add(parameter.place, message);
        }
    }
    for name in filled.iter().filter(|name| !declared.contains(*name)) {
        let name = shown(name);
        add(
            operation.place,
            format!("the path {path} has {name}, and no parameter `in: path` is called so; add it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_only_from_braces_that_pair() {
        assert_eq!(names("/a/{b}/{c}-{d}:x"), Some(vec!["b", "c", "d"]));
        for wrong in ["/a/{", "/a/}", "/a/{}", "/{a{b}}", "/{a/b}", "/}{"] {
            assert_eq!(names(wrong), None, "{wrong}");
        }
        assert_eq!(shape("/a/{b}/c"), "/a/{}/c");
    }
}
