//! Joining the documents of an exchange with the names and types that were read of them.

use std::collections::BTreeSet;

use super::{
    Api, Envelope, Failure, Group, Kind, Limit, Operation, Response, Security, Shape, Type,
    document,
    lower::{self, Lowered},
    progenitor::{self, Reading},
    requests::{self, Join, TAKEN_INSIDE},
    schemas::{Use, Used},
    types,
};
use crate::spec::{
    Diagnostic, Exchange,
    model::{self, Doc, Model},
    names::pascal,
    node::{Node, Span, shown},
    report::{At, Report, refuse},
};

/// The interfaces of several exchanges.
pub fn apis(exchanges: &[Exchange]) -> Result<Vec<Api>, Vec<Diagnostic>> {
    let mut apis = Vec::new();
    let mut diagnostics = Vec::new();
    for exchange in exchanges {
        match api(exchange) {
            Ok(api) => apis.push(api),
            Err(found) => diagnostics.extend(found),
        }
    }
    if diagnostics.is_empty() { Ok(apis) } else { Err(diagnostics) }
}

/// The interface of an exchange that the linter need not pass: one of another time may have been
/// written to other rules. What cannot be read is still a diagnostic.
pub fn api(exchange: &Exchange) -> Result<Api, Vec<Diagnostic>> {
    let (model, report) = (Model::of(exchange), Report::default());
    let lowered = lower(&model, &Report::default());
    join(&model, &lowered, &report).ok_or_else(|| report.finish())
}

/// The groups of an exchange, lowered, and what is wrong with their schemas.
pub fn lower(model: &Model<'_>, report: &Report) -> Vec<Lowered> {
    model.groups().map(|doc| lower::group(model, doc, report)).collect()
}

/// Joins what was lowered without diagnostics to what is read of it.
pub fn join(model: &Model<'_>, lowered: &[Lowered], report: &Report) -> Option<Api> {
    let before = report.len();
    let mut shared = Used::new();
    for (name, used) in lowered.iter().flat_map(|group| &group.used) {
        if used.is_common {
            shared.entry(name.clone()).or_default().merge(used);
        }
    }
    let written = |used: &Use| used.is_written();
    let checked = |used: &Use| used.is_only_checked();
    let mut common_reading = Reading::default();
    let (mut common, mut unwritten) = (Vec::new(), Vec::new());
    if let Some(doc) = model.common().filter(|_| !shared.is_empty()) {
        let at = At::document(report, doc.document);
        // What is wrong with them, the groups that use them have reported.
        let lowered = lower::common(model, doc, &shared, &Report::default());
        common_reading = read(doc, &lowered, &at);
        let types = |wanted: fn(&Use) -> bool| {
            let used = |name: &str| shared.get(name).copied().filter(wanted);
            types::types(model, doc, &common_reading, &lowered, used, &at)
        };
        common = types(written);
        unwritten = types(checked);
        taken(&common, &at);
    }
    let single = lowered.len() == 1;
    let mut groups = Vec::new();
    for (doc, lowered) in model.groups().zip(lowered) {
        let (at, start) = (At::document(report, doc.document), report.len());
        let mut reading = read(doc, lowered, &at);
        reading.records.extend(common_reading.records.clone());
        if report.len() > start {
            continue;
        }
        let types = |wanted: fn(&Use) -> bool| {
            let used = |name: &str| lowered.used.get(name).copied().filter(wanted);
            types::types(model, doc, &reading, lowered, used, &at)
        };
        let (own, unwritten) = (types(written), types(checked));
        taken(&own, &at);
        let all = [own.as_slice(), &common];
        let operations = doc.operations.iter().filter_map(|operation| {
            let at = operation.at(report, doc);
            let join = Join { model, doc, operation, reading: &reading, types: &all, at };
            self::operation(&join, single)
        });
        let operations = operations.collect();
        let info = |name: &str| {
            let text = doc.root().at(&["info", name]).and_then(Node::text);
            text.unwrap_or_default().to_owned()
        };
        let is_type = |name: &&String| common.iter().any(|one: &Type| one.name == **name);
        let shared = lowered.used.iter().filter(|(_, used)| used.is_common).map(|(name, _)| name);
        groups.push(Group {
            name: doc.document.name.clone(),
            file: doc.document.file.clone(),
            title: info("title"),
            description: info("description"),
            shared: shared.filter(is_type).cloned().collect(),
            types: own,
            unwritten,
            operations,
            is_default: true,
        });
    }
    if report.len() > before {
        return None;
    }
    let root = model.common().map(Doc::root);
    let codes = root.and_then(|root| root.get("x-error-codes"));
    Some(Api {
        name: model.exchange.name.clone(),
        title: title(model),
        about: about(model),
        schemes: root
            .and_then(|root| root.at(&["components", "securitySchemes"]))
            .map_or(&[][..], Node::entries)
            .iter()
            .map(|scheme| {
                let text = scheme.value.text_at("description").unwrap_or_default();
                (scheme.key.clone(), text.trim().to_owned())
            })
            .collect(),
        document: document::document(model.exchange),
        common_file: model.common().map(|doc| doc.document.file.clone()),
        envelope: model.envelope().map(envelope),
        error_codes: codes
            .map_or(&[][..], Node::entries)
            .iter()
            .map(|entry| (entry.key.clone(), scalars(Some(&entry.value))))
            .collect(),
        overall_limit: root.and_then(limit),
        common,
        groups,
        failures: model.docs.iter().flat_map(|doc| failures(model, doc)).collect(),
        unwritten,
    })
}

/// The name of an exchange as the exchange spells it.
fn title(model: &Model<'_>) -> String {
    let title = model.common().and_then(|common| common.root().at(&["info", "title"]));
    let name = title.and_then(Node::text).and_then(|title| title.split_once(" shared "));
    name.map_or(model.exchange.name.as_str(), |(name, _)| name).to_owned()
}

/// What the common document says of the exchange: its first paragraph is about the file.
fn about(model: &Model<'_>) -> String {
    let about = model.common().and_then(|common| common.root().at(&["info", "description"]));
    let about = about.and_then(Node::text).and_then(|text| text.split_once("\n\n"));
    about.map_or_else(String::new, |(_, rest)| rest.trim().to_owned())
}

/// The documented failures of a document.
fn failures<'a>(model: &'a Model<'_>, doc: &'a Doc<'_>) -> impl Iterator<Item = Failure> + 'a {
    doc.components("responses").iter().filter_map(|entry| {
        let schema = entry.value.at(&["content", "application/json", "schema"])?;
        let kind = Kind::Named(model.target(doc, schema)?.entry?.key.clone());
        let (file, name) = (doc.document.file.clone(), entry.key.clone());
        Some(Failure { file, name, kind, examples: requests::examples(&entry.value) })
    })
}

/// Reports fields of objects in requests that have the name of something else there.
fn taken(types: &[Type], at: &At<'_>) {
    for one in types {
        let Shape::Request { fields, .. } = &one.shape else { continue };
        for field in fields.iter().filter(|field| TAKEN_INSIDE.contains(&field.name.as_str())) {
            refuse!(at.field(&one.name), field.span; "names":
                "the field {} would have the name of something else in the request; say in the description \
                 of the operation that it is not supported", shown(&field.wire));
        }
    }
}

/// The names and types that are read of a document.
fn read(doc: &Doc<'_>, lowered: &Lowered, at: &At<'_>) -> Reading {
    let replaced = lowered.used.iter().filter(|(name, used)| {
        lowered.shapes.contains_key(*name) || used.is_common && !doc.is_common
    });
    let replaced = replaced.map(|(name, _)| name.as_str());
    progenitor::read(&lowered.openapi, replaced).unwrap_or_else(|message| {
        refuse!(at, Span { line: 1, column: 1 }; "generates": "{message}; please report this spec");
        Reading::default()
    })
}

fn operation(join: &Join<'_, '_, '_>, single: bool) -> Option<Operation> {
    let Join { model, doc, operation: raw, .. } = *join;
    let id = raw.id()?;
    let Some(read) = join.reading.operations.get(&pascal(id)) else {
        refuse!(join.at, raw.span; "generates": "the generator makes no builder of it; please report this spec");
        return None;
    };
    let before = join.at.count();
    let request = join.request(read);
    if join.at.count() > before {
        return None;
    }
    let payload = read.payload.clone();
    let success = raw.success();
    Some(Operation {
        id: id.to_owned(),
        name: match single {
            true => id.to_owned(),
            false => format!("{}.{id}", doc.document.name),
        },
        method: raw.method.to_uppercase(),
        path: raw.path.key.clone(),
        summary: raw.text("summary").to_owned(),
        description: raw.text("description").to_owned(),
        source: raw.node.at(&["externalDocs", "url"]).and_then(Node::text).map(str::to_owned),
        deprecated: raw.node.get("deprecated").is_some_and(Node::is_true),
        security: security(raw.security(doc)),
        safe: raw.text("x-retry") == "safe",
        limit: limit(raw.node),
        enveloped: raw.enveloped,
        client_order_id: join.client_order_id(&request),
        echo: join.echo(&request, &payload),
        clock: join.clock(&payload),
        internal: raw.is_internal(),
        confidential: holds_secret(&payload, &|name| join.find(name), &mut BTreeSet::new()),
        pagination: join.pagination(&request, &payload),
        response: Response {
            status: success.map_or_else(String::new, |entry| entry.key.clone()),
            payload,
            envelope: raw.response().filter(|_| raw.enveloped).map(|one| around(model, doc, one)),
            examples: success.map_or_else(Vec::new, |entry| requests::examples(&entry.value)),
        },
        request: match raw.is_internal() {
            true => super::Request { fields: Vec::new(), ..request },
            false => request,
        },
    })
}

/// The components that are the envelope of a response, and whether the payload must be in there.
fn around(model: &Model<'_>, doc: &Doc<'_>, response: &Node) -> (Vec<String>, bool) {
    let must = |payload: model::Property<'_, '_>| {
        payload.required && !payload.entry.value.get("nullable").is_some_and(Node::is_true)
    };
    let Some(found) = model.target(doc, response) else { return (Vec::new(), false) };
    let parts = found.node.get("allOf").map_or(&[][..], Node::items).iter();
    let own = found.entry.filter(|_| found.node.get("allOf").is_none());
    let parts = parts.filter_map(|part| model.target(found.doc, part)?.entry);
    let names = own.into_iter().chain(parts).map(|entry| entry.key.clone()).collect();
    (names, model.payload_of(found).is_some_and(must))
}

fn security(alternatives: &[Node]) -> Security {
    let scheme = alternatives.iter().find_map(|one| one.entries().first());
    match scheme.map(|entry| entry.key.clone()) {
        None => Security::Public,
        Some(name) if alternatives.iter().any(|one| one.entries().is_empty()) => {
            Security::Optional(name)
        }
        Some(name) => Security::Required(name),
    }
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
