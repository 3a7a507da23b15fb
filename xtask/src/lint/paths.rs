//! Path templates, and the parameters that fill them.

use std::collections::{HashMap, HashSet};

use crate::spec::{
    model::{METHODS, Model, Operation},
    node::{Entry, shown},
    report::{At, Report, refuse},
};

/// Checks the paths of every group, and between groups, which stand in one bundle.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    let mut shapes: HashMap<String, (&str, &str)> = HashMap::new();
    let mut taken: HashMap<(&str, &str), &str> = HashMap::new();
    for doc in model.groups() {
        let at = At::document(report, doc.document);
        let file = doc.document.file.as_str();
        let paths = doc.root().get("paths").map_or(&[][..], |paths| paths.entries());
        for path in paths.iter().filter(|path| !path.key.starts_with("x-")) {
            template(path, &at);
            let mut fields = path.value.entries().iter();
            if !fields.any(|field| METHODS.contains(&field.key.as_str())) {
                refuse!(at, path.span; "path":
                    "{} has no operation; add one or take it out", shown(&path.key));
            }
            let other = shapes.insert(shape(&path.key), (file, &path.key));
            if let Some((other, name)) = other.filter(|(_, name)| *name != path.key) {
                refuse!(at, path.span; "path":
                    "{} is the same path as {} in {other}; call its parameters the same",
                    shown(&path.key), shown(name));
            }
        }
        for operation in &doc.operations {
            let at = operation.at(report, doc);
            parameters(operation, &at);
            let key = (operation.path.key.as_str(), operation.method);
            if let Some(other) = taken.insert(key, file) {
                let path = shown(&operation.path.key);
                refuse!(at, operation.span; "path":
                    "`{} {}` stands in {other} too; keep it in one group",
                    operation.method.to_uppercase(), path.trim_matches('`'));
            }
        }
    }
}

/// A template without the names in it.
fn shape(path: &str) -> String {
    let mut inside = false;
    let shape = path.chars().filter(|character| {
        let was = inside;
        inside = *character == '{' || inside && *character != '}';
        !(was && inside)
    });
    shape.collect()
}

fn template(path: &Entry, at: &At<'_>) {
    let key = path.key.as_str();
    let constant = shape(key);
    let mut segments = key.split('/').skip(1);
    let problem = if !key.starts_with('/') {
        "does not begin with a slash; add it"
    } else if key.contains("//") {
        "has two slashes in a row, of which the generator keeps one; write one"
    } else if constant.contains(['?', '#']) {
        "has a query or fragment; make it parameters `in: query`"
    } else if segments.any(|segment| matches!(segment, "." | "..")) {
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
    refuse!(at, path.span; "path": "{} {problem}", shown(key));
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

fn parameters(operation: &Operation<'_>, at: &At<'_>) {
    let Some(names) = names(&operation.path.key) else { return };
    let path = shown(&operation.path.key);
    let mut filled = HashSet::new();
    for name in &names {
        if !filled.insert(*name) {
            refuse!(at, operation.path.span; "path":
                "{path} has {} twice; call the second something else", shown(name));
        }
    }
    let in_path = operation.parameters().iter().filter(|one| one.text_at("in") == Some("path"));
    let declared: HashSet<&str> = in_path.clone().filter_map(|one| one.text_at("name")).collect();
    for parameter in in_path {
        let Some(name) = parameter.text_at("name").filter(|name| !filled.contains(name)) else {
            continue;
        };
        let name = shown(name);
        refuse!(at, parameter.span; "path":
            "the path {path} has no place for the parameter {name}; write `{{{}}}` there, or `in: query` here",
            name.trim_matches('`'));
    }
    for name in filled.iter().filter(|name| !declared.contains(*name)) {
        refuse!(at, operation.span; "path":
            "the path {path} has {}, and no parameter `in: path` is called so; add it", shown(name));
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
