//! `$ref`s lead somewhere, components are used, and no schema contains itself.

use std::{
    collections::{HashMap, HashSet},
    mem,
};

use crate::spec::{
    model::{Doc, Model},
    node::{Entry, Node, shown},
    report::{At, Report, refuse, suggest_or},
};

/// A component: its document's name, its section and its own name.
type Key<'a> = (&'a str, &'a str, &'a str);

/// Checks every document, and says whether the common one is there if it has to be.
pub(super) fn check(model: &Model<'_>, report: &Report) -> bool {
    let mut links = Links::default();
    for doc in &model.docs {
        for operation in &doc.operations {
            let at = operation.at(report, doc);
            gather(operation.node, "schemas", &mut |target, section| {
                let found = links.resolve(model, doc, &at, (target, section));
                links.used.extend(found);
            });
            for alternative in operation.security(doc) {
                for entry in alternative.entries() {
                    let section = "securitySchemes";
                    links.broken |= doc.component(section, &entry.key).is_none();
                    links.used.insert((doc.document.name.as_str(), section, entry.key.as_str()));
                }
            }
        }
        for section in ["schemas", "responses", "securitySchemes"] {
            for entry in doc.components(section) {
                let at = At::document(report, doc.document).field(&entry.key);
                let from = (doc.document.name.as_str(), section, entry.key.as_str());
                let mut targets = Vec::new();
                gather_from(&entry.value, section, &mut |target, section| {
                    targets.extend(links.resolve(model, doc, &at, (target, section)));
                });
                links.from.insert(from, targets);
            }
        }
    }
    // One that leads nowhere would make all behind it seem unused.
    if !links.broken && !model.exchange.groups.is_empty() {
        links.unused(model, report);
    }
    links.cycles(model, report);
    !links.common_is_missing
}

/// Calls back with every `$ref` in a component, and the section that it should lead to.
fn gather_from<'a>(
    node: &'a Node,
    section: &'static str,
    found: &mut dyn FnMut(&'a Node, &'static str),
) {
    match node.get("$ref") {
        Some(target) => found(target, section),
        None => gather(node, "schemas", found),
    }
}

fn gather<'a>(
    node: &'a Node,
    section: &'static str,
    found: &mut dyn FnMut(&'a Node, &'static str),
) {
    for entry in node.entries() {
        match entry.key.as_str() {
            // Data, whatever its fields are called.
            "example" | "examples" | "enum" | "x-enum-varnames" | "required" | "default" => {}
            "$ref" => found(&entry.value, section),
            // One by `$ref` is refused as such.
            "parameters" => {
                for item in entry.value.items().iter().filter(|item| item.get("$ref").is_none()) {
                    gather(item, "schemas", found);
                }
            }
            "requestBody" if entry.value.get("$ref").is_some() => {}
            "properties" | "responses" => {
                let section = if entry.key == "responses" { "responses" } else { "schemas" };
                for entry in entry.value.entries() {
                    gather_from(&entry.value, section, found);
                }
            }
            _ => gather(&entry.value, "schemas", found),
        }
    }
    for item in node.items() {
        gather(item, "schemas", found);
    }
}

/// Which component refers to which.
#[derive(Default)]
struct Links<'a> {
    /// Those that operations refer to.
    used: HashSet<Key<'a>>,
    from: HashMap<Key<'a>, Vec<Key<'a>>>,
    /// Whether one leads nowhere.
    broken: bool,
    /// Whether one leads into the common document, and there is none.
    common_is_missing: bool,
}

impl<'a> Links<'a> {
    /// The component that a `$ref` leads to; reported where it does not.
    fn resolve(
        &mut self,
        model: &Model<'a>,
        doc: &Doc<'a>,
        at: &At<'_>,
        (target, section): (&'a Node, &'static str),
    ) -> Option<Key<'a>> {
        // What is not text is reported as such.
        let text = target.text()?;
        let message = match model.split(doc, text) {
            Some((to, there, name)) if there == section => match to.component(section, name) {
                Some(entry) if !doc.is_common || !text.starts_with("common.yaml") => {
                    return Some((to.document.name.as_str(), section, &entry.key));
                }
                Some(_) => {
                    "a `$ref` inside `common.yaml` begins with `#/`; leave the file out".to_owned()
                }
                None => {
                    let known = to.components(section).iter().map(|entry| entry.key.as_str());
                    let advice = suggest_or(name, known, "; write it, or refer to another");
                    let (name, file) = (shown(name), &to.document.file);
                    format!("there is no {name} under `components.{section}` of {file}{advice}")
                }
            },
            Some((_, there, _)) => {
                let there = shown(there);
                format!(
                    "a `$ref` to {there} where one to `{section}` belongs; write `#/components/{section}/Name`"
                )
            }
            None if text.starts_with("common.yaml#") && model.common().is_none() => {
                self.broken = true;
                if mem::replace(&mut self.common_is_missing, true) {
                    return None;
                }
                "the exchange has no `common.yaml`; write it, with what its groups share".to_owned()
            }
            None => format!(
                "{} leads nowhere; write `#/components/{section}/Name` or `common.yaml#/components/{section}/Name`",
                shown(text),
            ),
        };
        self.broken = true;
        refuse!(at, target.span; "reference": "{message}");
        None
    }

    fn unused(&self, model: &Model<'a>, report: &Report) {
        let mut used = self.used.clone();
        let mut open: Vec<Key<'a>> = used.iter().copied().collect();
        while let Some(key) = open.pop() {
            for next in self.from.get(&key).into_iter().flatten() {
                if used.insert(*next) {
                    open.push(*next);
                }
            }
        }
        for (doc, section, entry) in self.components(model) {
            if !used.contains(&(doc.document.name.as_str(), section, entry.key.as_str())) {
                let at = At::document(report, doc.document).field(&entry.key);
                refuse!(at, entry.span; "unused":
                    "no operation refers to it, not even through others; use it or take it out");
            }
        }
    }

    fn components<'s>(
        &self,
        model: &'s Model<'a>,
    ) -> impl Iterator<Item = (&'s Doc<'a>, &'static str, &'a Entry)> {
        model.docs.iter().flat_map(|doc| {
            ["schemas", "responses", "securitySchemes"].into_iter().flat_map(move |section| {
                doc.components(section).iter().map(move |entry| (doc, section, entry))
            })
        })
    }

    /// Reports each way that leads back, at the component where it closes. Without recursion:
    /// the chain may be as long as the file.
    fn cycles(&self, model: &Model<'a>, report: &Report) {
        let mut done: HashSet<Key<'a>> = HashSet::new();
        let mut closed: HashSet<Key<'a>> = HashSet::new();
        for (doc, section, entry) in self.components(model) {
            let start = (doc.document.name.as_str(), section, entry.key.as_str());
            if done.contains(&start) {
                continue;
            }
            let mut path: Vec<(Key<'a>, usize)> = vec![(start, 0)];
            let mut on_path: HashMap<Key<'a>, usize> = HashMap::from([(start, 0)]);
            while let Some((key, next)) = path.last_mut() {
                let (key, index) = (*key, *next);
                *next += 1;
                let Some(target) = self.from.get(&key).and_then(|targets| targets.get(index))
                else {
                    done.insert(key);
                    on_path.remove(&key);
                    path.pop();
                    continue;
                };
                if let Some(from) = on_path.get(target) {
                    if closed.insert(*target) {
                        let way = path.iter().skip(*from).take(6).map(|((_, _, name), _)| *name);
                        cycle(model, *target, way.collect(), report);
                    }
                } else if !done.contains(target) {
                    on_path.insert(*target, path.len());
                    path.push((*target, 0));
                }
            }
        }
    }
}

fn cycle(model: &Model<'_>, key: Key<'_>, way: Vec<&str>, report: &Report) {
    let (name, section, component) = key;
    let Some(doc) = model.docs.iter().find(|doc| doc.document.name == name) else { return };
    let Some(entry) = doc.component(section, component) else { return };
    let mut names: Vec<String> = way.iter().take(5).map(|name| shown(name)).collect();
    if way.len() > 5 {
        names.push("…".to_owned());
    }
    names.push(shown(component));
    let way = names.join(" → ");
    refuse!(At::document(report, doc.document).field(component), entry.span; "recursion":
        "it contains itself ({way}); describe the inner one without its parts");
}
