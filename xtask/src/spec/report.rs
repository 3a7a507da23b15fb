//! What is wrong with a spec: where, about what, by which rule, and what to do.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    fmt,
};

use super::{
    Document,
    node::{Data, Node, Span, shown},
};

/// Something wrong with a spec: one line that editors understand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub file: String,
    pub span: Span,
    pub operation: Option<String>,
    pub rule: &'static str,
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = format!("{}:{}: ", self.file, self.span);
        if let Some(operation) = &self.operation {
            line.push_str(&format!("{operation}: "));
        }
        line.push_str(&self.message);
        // Whatever names and texts are in it, a diagnostic is one line.
        write!(to, "{} [{}]", line.replace(char::is_control, " "), self.rule)
    }
}

/// The diagnostics so far.
#[derive(Debug, Default)]
pub struct Report {
    found: RefCell<Vec<Diagnostic>>,
    /// Where a value of another type stands than belongs there.
    mistyped: RefCell<HashSet<(String, Span)>>,
}

impl Report {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.borrow().len()
    }

    /// All of them, sorted, each once.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut all = self.found.into_inner();
        let mistyped = self.mistyped.into_inner();
        // What else is wrong with a value of the wrong type comes of that.
        all.retain(|one| {
            one.rule == "structure" || !mistyped.contains(&(one.file.clone(), one.span))
        });
        all.sort();
        all.dedup();
        all
    }
}

/// What a diagnostic is about, and the report that it goes to.
#[derive(Clone, Debug)]
pub struct At<'a> {
    report: &'a Report,
    file: &'a str,
    operation: Option<String>,
    /// A component or parameter, or a field of one: `Ticker.price`.
    owner: Option<String>,
}

impl<'a> At<'a> {
    /// The document as a whole.
    pub fn document(report: &'a Report, document: &'a Document) -> Self {
        Self { report, file: &document.file, operation: None, owner: None }
    }

    /// Another document as a whole.
    pub fn elsewhere(&self, document: &'a Document) -> Self {
        Self::document(self.report, document)
    }

    /// An operation, by its id or, where it has none, by method and path.
    pub fn operation(&self, name: &str) -> Self {
        Self { operation: Some(bare(name)), ..self.clone() }
    }

    /// A component, or a field of what this is about.
    pub fn field(&self, name: &str) -> Self {
        let owner = match &self.owner {
            Some(owner) => format!("{owner}.{}", bare(name)),
            None => bare(name),
        };
        Self { owner: Some(owner), ..self.clone() }
    }

    /// Adds a diagnostic.
    pub fn add(&self, span: Span, rule: &'static str, message: impl Into<String>) {
        let message = match &self.owner {
            Some(owner) => format!("{owner}: {}", message.into()),
            None => message.into(),
        };
        let (file, operation) = (self.file.to_owned(), self.operation.clone());
        let diagnostic = Diagnostic { file, span, operation, rule, message };
        self.report.found.borrow_mut().push(diagnostic);
    }

    /// Adds one that a value is of the wrong type.
    pub fn mistyped(&self, span: Span, message: impl Into<String>) {
        self.add(span, "structure", message);
        self.report.mistyped.borrow_mut().insert((self.file.to_owned(), span));
    }

    /// How many diagnostics there are in all.
    pub fn count(&self) -> usize {
        self.report.len()
    }
}

/// Reports a diagnostic: `refuse!(at, span; "rule": "message {name}")`.
macro_rules! refuse {
    ($at:expr, $span:expr; $rule:literal: $($message:tt)+) => {
        $at.add($span, $rule, format!($($message)+))
    };
}
pub(crate) use refuse;

/// A name as it stands in a message, without quotes.
fn bare(name: &str) -> String {
    shown(name).trim_matches('`').to_owned()
}

/// What a value is, in words.
pub fn describe(node: &Node) -> String {
    match &node.data {
        Data::Null => "nothing".to_owned(),
        Data::Bool(value) => format!("the bool `{value}`"),
        Data::Number(digits) => format!("the number {}", shown(digits)),
        Data::Text(text) if text.is_empty() => "empty text".to_owned(),
        Data::Text(text) => shown(text),
        Data::List(_) => "a list".to_owned(),
        Data::Map(_) => "an object".to_owned(),
    }
}

thread_local! {
    /// How many more suggestions are made in this run. They are for people, who read the first
    /// dozen, and each costs a comparison with hundreds of names.
    static SUGGESTIONS: Cell<usize> = const { Cell::new(0) };
}

/// Begins a run.
pub fn begin() {
    SUGGESTIONS.set(2_000);
}

/// `; did you mean …?`, where one of the known names is close to this one.
pub fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
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
pub fn suggest_or<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let suggestion = suggest(name, known);
    if suggestion.is_empty() { otherwise.to_owned() } else { suggestion }
}

/// `a`, `b` and `c`.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
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
    let mut line: Vec<usize> = (0..=to.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        let mut next = vec![last];
        for (right, above) in to.iter().zip(line.iter().skip(1)) {
            let changed = diagonal + usize::from(left != *right);
            diagonal = *above;
            last = changed.min(last + 1).min(above + 1);
            next.push(last);
        }
        line = next;
    }
    line.last().copied().unwrap_or_default()
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
