//! Collecting findings: where, about what, by which rule.

use std::{cell::Cell, collections::HashSet};

use super::rules::Rule;
use crate::spec::{
    Document, Finding,
    node::{Data, Node, Place},
};

pub(super) use crate::spec::node::shown;

/// What a finding is about.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    document: &'a Document,
    operation: Option<&'a str>,
    /// A component, or a member of one: `Ticker.price`.
    component: Option<String>,
}

impl<'a> Subject<'a> {
    /// The document as a whole.
    pub(super) fn document(document: &'a Document) -> Self {
        Self { document, operation: None, component: None }
    }

    /// An operation, by its id or, where it has none, by method and path.
    pub(super) fn operation(document: &'a Document, name: &'a str) -> Self {
        Self { document, operation: Some(name), component: None }
    }

    /// A component.
    pub(super) fn component(document: &'a Document, name: &str) -> Self {
        let name = shown(name);
        Self { document, operation: None, component: Some(name.trim_matches('`').to_owned()) }
    }

    /// A member of what this is about.
    pub(super) fn member(&self, name: &str) -> Self {
        let name = shown(name);
        let name = name.trim_matches('`');
        let component = match &self.component {
            Some(component) => format!("{component}.{name}"),
            None => name.to_owned(),
        };
        Self { component: Some(component), ..self.clone() }
    }
}

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    /// Where they are, by the address of the document.
    places: HashSet<(usize, Place)>,
    /// Where a value of another type stands than belongs there.
    mistyped: HashSet<(usize, Place)>,
}

impl Report {
    /// Adds one.
    pub(super) fn add(
        &mut self,
        subject: &Subject<'_>,
        place: Place,
        rule: &'static Rule,
        message: impl Into<String>,
    ) {
        let message = message.into();
        let message = match &subject.component {
            Some(component) => format!("{component}: {message}"),
            None => message,
        };
        let operation = subject.operation.map(|name| shown(name).trim_matches('`').to_owned());
        let (file, rule) = (subject.document.file.clone(), rule.name);
        // What else is wrong with a value of the wrong type comes of that.
        if self.mistyped.contains(&key(subject.document, place)) {
            return;
        }
        self.places.insert(key(subject.document, place));
        self.findings.push(Finding { file, place, operation, rule, message });
    }

    /// Adds one that a value is of the wrong type, and the last one about this value.
    pub(super) fn add_mistyped(
        &mut self,
        subject: &Subject<'_>,
        place: Place,
        rule: &'static Rule,
        message: impl Into<String>,
    ) {
        self.add(subject, place, rule, message);
        self.mistyped.insert(key(subject.document, place));
    }

    /// Whether something inside this value has been objected to.
    pub(super) fn objects_to(&self, document: &Document, node: &Node) -> bool {
        let here = |place: Place| self.places.contains(&key(document, place));
        let inner = match &node.data {
            Data::List(items) => items.iter().any(|item| self.objects_to(document, item)),
            Data::Map(entries) => entries
                .iter()
                .any(|entry| here(entry.place) || self.objects_to(document, &entry.value)),
            _ => false,
        };
        inner || here(node.place)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.findings.len()
    }

    /// All of them.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

fn key(document: &Document, place: Place) -> (usize, Place) {
    (std::ptr::from_ref(document).addr(), place)
}

thread_local! {
    /// How many more suggestions are made in this run. They are for people, who read the first
    /// dozen, and each costs a comparison with hundreds of names.
    static SUGGESTIONS: Cell<usize> = const { Cell::new(0) };
}

/// Begins a run.
pub(super) fn begin() {
    SUGGESTIONS.set(2_000);
}

/// `; did you mean …?`, where one of the known names is close to this one.
pub(super) fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let left = SUGGESTIONS.get();
    if left == 0 || name.len() > 40 {
        return String::new();
    }
    SUGGESTIONS.set(left - 1);
    let name = name.to_lowercase();
    let sorted = |text: &str| {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters
    };
    let closest = known
        .into_iter()
        .take(500)
        .filter(|known| known.len().abs_diff(name.len()) <= 2)
        .map(|known| {
            let lower = known.to_lowercase();
            let distance = distance(&name, &lower);
            // Letters that changed places are one slip, not two.
            let swapped = distance == 2 && sorted(&name) == sorted(&lower);
            (if swapped { 1 } else { distance }, known)
        })
        .filter(|(distance, known)| {
            *distance <= if known.len().min(name.len()) > 4 { 2 } else { 1 }
        })
        .filter(|(_, known)| known.len().min(name.len()) > 2)
        .min();
    closest.map_or_else(String::new, |(_, known)| format!("; did you mean `{known}`?"))
}

/// The same, or what else to do where no name is close.
pub(super) fn suggest_or<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let suggestion = suggest(name, known);
    if suggestion.is_empty() { otherwise.to_owned() } else { suggestion }
}

/// `a`, `b` and `c`.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "none".to_owned(),
    }
}

/// How many characters have to be changed, added or taken away to make one name of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        let mut next = vec![last];
        for (right, above) in to.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(left != *right);
            diagonal = *above;
            last = changed.min(last + 1).min(above + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changes_additions_and_omissions() {
        let distances = [("kitten", "sitting"), ("", "abc"), ("same", "same"), ("ab", "ba")];
        assert_eq!(distances.map(|(from, to)| distance(from, to)), [3, 3, 0, 2]);
    }

    #[test]
    fn a_suggestion_is_made_only_where_it_is_close() {
        begin();
        let known = ["description", "in", "schema"];
        assert_eq!(suggest("descripton", known), "; did you mean `description`?");
        assert_eq!(suggest("Schema", known), "; did you mean `schema`?");
        assert_eq!(suggest("shcema", known), "; did you mean `schema`?");
        assert_eq!(suggest("is", known), "", "too short to tell");
        assert_eq!(suggest("side", ["code"]), "", "half of it is different");
    }
}
