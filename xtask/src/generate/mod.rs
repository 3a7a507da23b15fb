//! From specs to Rust source.
//!
//! progenitor reads each group and decides types, names and what may be absent ([`progenitor`]);
//! [`shape`] reads what it wrote; the writers make of it what users see: [`types`] exact, lenient
//! and open types, [`builders`] requests that end in one call to the transport, [`operations`]
//! the table that the transport works by, [`exchange`] what holds for all of them.

mod builders;
mod exchange;
pub mod features;
mod harness;
pub mod operations;
mod pagination;
mod progenitor;
pub mod sandbox;
pub mod scalar;
mod shape;
#[cfg(test)]
mod tests;
pub mod text;
pub mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::{
    self, Document, Finding,
    lower::{self, Lowered},
    model::Group,
    node::{Node, Place},
};
use builders::Call;
use shape::Shape;

/// The files of an exchange, by path below `src/generated/`, and what was counted on the way.
#[derive(Debug, Default)]
pub struct Output {
    pub files: BTreeMap<String, String>,
    pub operations: usize,
    pub types: usize,
    /// The file that lets tests reach every operation.
    pub harness: String,
}

impl Output {
    /// How many lines were written.
    pub fn lines(&self) -> usize {
        self.files.values().map(|text| text.lines().count()).sum()
    }

    /// Whether the code names `BigDecimal`, which venue-core has behind a feature.
    pub fn has_big_decimals(&self) -> bool {
        self.files.values().any(|text| text.contains("BigDecimal"))
    }
}

/// Generates an exchange.
pub fn exchange(exchange: &spec::Exchange) -> Result<Output, Vec<Finding>> {
    let groups: Vec<Group<'_>> =
        exchange.groups.iter().map(|document| Group::of(exchange, document)).collect();
    let lowered: Vec<Lowered> = groups.iter().map(|group| lower::group(exchange, group)).collect();
    let used: BTreeSet<String> = lowered.iter().flat_map(|group| group.common.clone()).collect();
    let mut output = Output::default();
    let mut findings = Vec::new();

    let mut common_shape = Shape::default();
    if let Some(document) = exchange.common.as_ref().filter(|_| !used.is_empty()) {
        let lowered = lower::common(exchange, document, &used);
        match common(exchange, document, &lowered) {
            Ok((shape, text, count)) => {
                common_shape = shape;
                output.types += count;
                output.files.insert("common.rs".to_owned(), text);
            }
            Err(finding) => findings.push(finding),
        }
    }
    let mut shapes = Vec::new();
    for (group, lowered) in groups.iter().zip(&lowered) {
        let mut replaced = made_by_us(group.document, &lowered.own);
        replaced.extend(lowered.common.iter().cloned());
        match shape_of(group.document, lowered, &replaced) {
            Ok(shape) => shapes.push((group, lowered, shape)),
            Err(finding) => findings.push(finding),
        }
    }
    let mut harness = Vec::new();
    for (group, lowered, shape) in &shapes {
        match one_group(exchange, group, lowered, shape, &common_shape) {
            Ok((files, calls)) => {
                output.operations += group.operations.len();
                output.types += files.types;
                for (name, text) in files.texts {
                    output.files.insert(format!("{}/{name}", group.name()), text);
                }
                harness.push(harness::GroupCalls { document: group.document, calls });
            }
            Err(finding) => findings.push(finding),
        }
    }
    output.harness = harness::write(exchange, &harness);
    output.files.insert("exchange.rs".to_owned(), exchange::write(exchange));
    let module = exchange::write_module(exchange, &groups, !used.is_empty());
    output.files.insert("mod.rs".to_owned(), module);
    if findings.is_empty() { Ok(output) } else { Err(findings) }
}

fn common(
    exchange: &spec::Exchange,
    document: &Document,
    lowered: &Lowered,
) -> Result<(Shape, String, usize), Finding> {
    let shape = shape_of(document, lowered, &made_by_us(document, &lowered.common))?;
    let title = "Types that several groups share.";
    let (text, count) =
        types::write(exchange, document, &shape, &lowered.common, &BTreeSet::new(), title)?;
    Ok((shape, text, count))
}

struct GroupFiles {
    texts: Vec<(&'static str, String)>,
    types: usize,
}

fn one_group<'a>(
    exchange: &'a spec::Exchange,
    group: &'a Group<'a>,
    lowered: &Lowered,
    shape: &'a Shape,
    common: &'a Shape,
) -> Result<(GroupFiles, Vec<Call<'a>>), Finding> {
    let document = group.document;
    let title = "What goes in and what comes out.";
    let (types, count) =
        types::write(exchange, document, shape, &lowered.own, &lowered.common, title)?;
    let calls = builders::calls(exchange, group, shape, common)?;
    let texts = vec![
        ("mod.rs", builders::module_file(exchange, group, &calls)),
        ("types.rs", types),
        ("builder.rs", builders::builder_file(group, &calls)),
        ("operations.rs", operations::write(group, |id| holds_secret(&calls, id, [shape, common]))),
    ];
    Ok((GroupFiles { texts, types: count }, calls))
}

/// Whether the answer of an operation holds a secret.
fn holds_secret(calls: &[Call<'_>], id: &str, shapes: [&Shape; 2]) -> bool {
    let payload =
        calls.iter().find(|call| call.operation.id == id).map(|call| &call.builder.payload);
    let Some(shape::Rust::Named(name)) = payload else { return false };
    let mut records = shapes.iter().filter_map(|shape| shape.records.get(name));
    records.any(|record| {
        record.fields.iter().any(|field| {
            matches!(&field.kind, shape::Rust::Scalar(marker) if marker == "string_password")
        })
    })
}

/// The components that progenitor must leave to our writers.
fn made_by_us(document: &Document, used: &BTreeSet<String>) -> BTreeSet<String> {
    let schemas = document.root.at(&["components", "schemas"]).map_or(&[][..], Node::entries);
    schemas
        .iter()
        .filter(|entry| {
            used.contains(&entry.key) && types::made(&entry.value) != types::Made::Record
        })
        .map(|entry| entry.key.clone())
        .collect()
}

fn shape_of(
    document: &Document,
    lowered: &Lowered,
    replaced: &BTreeSet<String>,
) -> Result<Shape, Finding> {
    let tree = progenitor::run(&lowered.openapi, replaced);
    tree.and_then(|tree| shape::read(&tree)).map_err(|message| Finding {
        file: document.file.clone(),
        place: Place { line: 1, column: 1 },
        operation: None,
        rule: "generates",
        message,
    })
}
