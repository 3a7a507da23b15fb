//! Joining the documents of an exchange with what progenitor reads of them.

use std::collections::BTreeSet;

use super::{
    Api, Envelope, Group, Kind, Limit, Operation, Response, Security, Shape, Type,
    lower::{self, Lowered, Used},
    progenitor::{self, Reading},
    requests,
    types::{self, Made, Problem},
};
use crate::{
    generate::text::pascal,
    spec::{
        Document, Exchange, Finding, model,
        node::{Node, Place},
    },
};

/// The interfaces of several exchanges.
pub fn apis(exchanges: &[Exchange]) -> Result<Vec<Api>, Vec<Finding>> {
    let mut apis = Vec::new();
    let mut findings = Vec::new();
    for exchange in exchanges {
        match api(exchange) {
            Ok(api) => apis.push(api),
            Err(found) => findings.extend(found),
        }
    }
    if findings.is_empty() { Ok(apis) } else { Err(findings) }
}

/// The interface of an exchange. What the linter has passed gives no errors but of progenitor's.
pub fn api(exchange: &Exchange) -> Result<Api, Vec<Finding>> {
    let groups: Vec<model::Group<'_>> =
        exchange.groups.iter().map(|document| model::Group::of(exchange, document)).collect();
    let lowered: Vec<Lowered> = groups.iter().map(|group| lower::group(exchange, group)).collect();
    let mut findings = Vec::new();
    let shared = shared(&lowered);
    let common = exchange.common.as_ref().filter(|_| !shared.is_empty());
    let mut common_reading = Reading::default();
    let mut common_types = Vec::new();
    if let Some(document) = common {
        let lowered = lower::common(exchange, document, &shared);
        match read(exchange, document, &lowered) {
            Ok(reading) => {
                let found = types::types(exchange, document, &reading, &shared);
                common_types = found.unwrap_or_else(|problems| {
                    findings.extend(problems.into_iter().map(|one| finding(document, one)));
                    Vec::new()
                });
                common_reading = reading;
            }
            Err(found) => findings.push(found),
        }
    }
    let single = groups.len() == 1;
    let mut done = Vec::new();
    for (raw, lowered) in groups.iter().zip(&lowered) {
        match read(exchange, raw.document, lowered) {
            Ok(mut reading) => {
                reading.records.extend(common_reading.records.clone());
                match group(exchange, raw, lowered, &reading, &common_types, single) {
                    Ok(group) => done.push(group),
                    Err(found) => findings.extend(found),
                }
            }
            Err(found) => findings.push(found),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let root = exchange.common.as_ref().map(|document| &document.root);
    let codes = root.and_then(|root| root.get("x-error-codes"));
    Ok(Api {
        name: exchange.name.clone(),
        common_file: exchange.common.as_ref().map(|document| document.file.clone()),
        envelope: root.and_then(|root| root.get("x-envelope")).map(envelope),
        error_codes: codes
            .map_or(&[][..], Node::entries)
            .iter()
            .map(|entry| (entry.key.clone(), scalars(Some(&entry.value))))
            .collect(),
        overall_limit: root.and_then(limit),
        common: common_types,
        groups: done,
    })
}

fn finding(document: &Document, (place, message): Problem) -> Finding {
    let file = document.file.clone();
    Finding { file, place, operation: None, rule: "generates", message }
}

/// The shared components that groups use, and in which direction.
fn shared(lowered: &[Lowered]) -> Used {
    let mut shared = Used::new();
    for (name, used) in lowered.iter().flat_map(|group| &group.used) {
        if used.is_common {
            let all = shared.entry(name.clone()).or_default();
            all.is_common = true;
            all.is_body |= used.is_body;
            all.in_requests |= used.in_requests;
            all.in_responses |= used.in_responses;
        }
    }
    shared
}

fn read(exchange: &Exchange, document: &Document, lowered: &Lowered) -> Result<Reading, Finding> {
    let is_common = document.name == "common";
    let replaced = lowered.used.iter().filter(|(name, used)| {
        let holder = if used.is_common { exchange.common.as_ref() } else { Some(document) };
        let schema =
            holder.and_then(|holder| holder.root.at(&["components", "schemas", name.as_str()]));
        let by_us = schema.is_some_and(|schema| types::made(schema) != Made::Record);
        by_us || used.is_common && !is_common
    });
    let replaced = replaced.map(|(name, _)| name.as_str());
    progenitor::read(&lowered.openapi, replaced)
        .map_err(|message| finding(document, (Place { line: 1, column: 1 }, message)))
}

fn group(
    exchange: &Exchange,
    raw: &model::Group<'_>,
    lowered: &Lowered,
    reading: &Reading,
    common: &[Type],
    single: bool,
) -> Result<Group, Vec<Finding>> {
    let document = raw.document;
    let types = types::types(exchange, document, reading, &lowered.used).map_err(
        |problems| -> Vec<Finding> {
            problems.into_iter().map(|one| finding(document, one)).collect()
        },
    )?;
    let mut operations = Vec::new();
    let mut findings = Vec::new();
    for operation in &raw.operations {
        let name = match single {
            true => operation.id.to_owned(),
            false => format!("{}.{}", raw.name(), operation.id),
        };
        let find = |name: &str| types.iter().chain(common).find(|one| one.name == name);
        match self::operation(exchange, document, operation, name, reading, find) {
            Ok(operation) => operations.push(operation),
            Err(message) => findings.push(Finding {
                operation: Some(operation.id.to_owned()),
                ..finding(document, (operation.node.place, message))
            }),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let info = |name: &str| {
        let text = document.root.at(&["info", name]).and_then(Node::text);
        text.unwrap_or_default().to_owned()
    };
    let is_type = |name: &&String| common.iter().any(|one| one.name == **name);
    let shared = lowered.used.iter().filter(|(_, used)| used.is_common).map(|(name, _)| name);
    Ok(Group {
        name: raw.name().to_owned(),
        file: document.file.clone(),
        title: info("title"),
        description: info("description"),
        shared: shared.filter(is_type).cloned().collect(),
        types,
        operations,
    })
}

fn operation<'a>(
    exchange: &Exchange,
    document: &Document,
    raw: &model::Operation<'_>,
    name: String,
    reading: &Reading,
    find: impl Fn(&str) -> Option<&'a Type> + Copy,
) -> Result<Operation, String> {
    let read = reading.operations.get(&pascal(raw.id));
    let read = read.ok_or("progenitor made no builder under this name")?;
    let request = requests::request(exchange, document, raw, read, reading)?;
    // The payload of `read` is ours once the component behind it is.
    let payload = read.payload.clone();
    let text = |name: &str| raw.node.text_at(name).map(str::to_owned);
    let responses = raw.node.get("responses").map_or(&[][..], Node::entries);
    let success = responses.iter().find(|entry| entry.key.starts_with('2'));
    let pagination = match raw.node.get("x-pagination") {
        Some(spec) => Some(requests::pagination(spec, &request, &payload, find)?),
        None => None,
    };
    let id = raw.node.text_at("x-client-order-id").unwrap_or_default();
    let id = id.split('.').map(|name| name.trim_end_matches("[]").to_owned());
    Ok(Operation {
        id: raw.id.to_owned(),
        name,
        place: raw.node.place,
        method: raw.method.to_uppercase(),
        path: raw.path.to_owned(),
        summary: raw.summary.to_owned(),
        description: raw.description.to_owned(),
        source: raw.source.map(str::to_owned),
        deprecated: raw.node.get("deprecated").is_some_and(Node::is_true),
        security: match raw.security {
            model::Security::Public => Security::Public,
            model::Security::Optional(scheme) => Security::Optional(scheme.to_owned()),
            model::Security::Required(scheme) => Security::Required(scheme.to_owned()),
        },
        safe: raw.node.text_at("x-retry") == Some("safe"),
        limit: limit(raw.node),
        enveloped: raw.enveloped,
        client_order_id: match raw.node.get("x-client-order-id") {
            Some(_) => id.collect(),
            None => Vec::new(),
        },
        clock: text("x-clock"),
        internal: raw.internal,
        confidential: holds_secret(&payload, &find, &mut BTreeSet::new()),
        response: Response {
            status: success.map_or_else(String::new, |entry| entry.key.clone()),
            payload,
            examples: success.map_or_else(Vec::new, |entry| requests::examples(&entry.value)),
        },
        request: match raw.internal {
            true => super::Request { fields: Vec::new(), ..request },
            false => request,
        },
        pagination,
    })
}

/// Whether a secret stands anywhere in a value of this type.
fn holds_secret<'a>(
    kind: &Kind,
    find: &impl Fn(&str) -> Option<&'a Type>,
    seen: &mut BTreeSet<String>,
) -> bool {
    match kind {
        Kind::Scalar(scalar) => scalar.rust == "Secret",
        Kind::Option(inner) | Kind::List(inner) | Kind::Map(inner) => {
            holds_secret(inner, find, seen)
        }
        Kind::Named(name) => {
            let fields = match find(name).map(|found| &found.shape) {
                Some(Shape::Record { fields, .. } | Shape::Request { fields, .. }) => fields,
                Some(Shape::Tuple { columns }) => columns,
                Some(Shape::Enum { .. }) | None => return false,
            };
            seen.insert(name.clone())
                && fields.iter().any(|field| holds_secret(&field.kind, find, seen))
        }
        _ => false,
    }
}

fn envelope(node: &Node) -> Envelope {
    let text = |name: &str| node.text_at(name).unwrap_or_default().to_owned();
    Envelope {
        code: text("code"),
        success: scalars(node.get("success")),
        message: scalars(node.get("message")),
        data: text("data"),
        time: node.text_at("time").map(str::to_owned),
    }
}

fn limit(node: &Node) -> Option<Limit> {
    let limit = node.get("x-rate-limit")?;
    let number = |name: &str| limit.get(name).and_then(Node::integer);
    Some(Limit {
        requests: number("requests")?,
        seconds: number("seconds")?,
        by_ip: limit.text_at("scope") == Some("ip"),
    })
}

fn scalars(node: Option<&Node>) -> Vec<String> {
    let items = node.map_or(&[][..], Node::items).iter();
    items.filter_map(Node::scalar).map(str::to_owned).collect()
}
