//! Request bodies and responses: one media type, one success, failures that all look the same,
//! and the envelope around answers.

use super::{
    components, descriptions,
    places::{self, Position},
    report::{Report, Subject, listed, shown, suggest},
    rules,
    specs::{Doc, Kind, Operation, Specs},
    structure::describe,
};
use crate::spec::{
    model,
    node::{Entry, Node},
};

const JSON: &str = "application/json";
const ERROR: &str = "#/components/responses/Error";

/// Checks every operation, and the shared answers.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    for (doc, operation) in specs.operations() {
        let subject = operation.subject();
        body(specs, doc, operation, &subject, report);
        responses(specs, doc, operation, &subject, report);
        answer(specs, doc, operation, &subject, report);
    }
    for doc in &specs.docs {
        for entry in doc.components("responses") {
            let subject = Subject::component(doc.document, &entry.key);
            if !doc.is_common && specs.common().is_some() {
                let message = "only `Error` is shared, and it stands in `common.yaml`; write other answers \
                     at their operation";
                report.add(&subject, entry.place, &rules::RESPONSES, message);
            }
            if entry.value.get("$ref").is_some() || entry.value.entries().is_empty() {
                continue;
            }
            descriptions::check(&subject, &entry.value, entry.place, "the answer", report);
            if let Some(schema) = content(&entry.value, entry.place, &subject, report) {
                places::inline(specs, doc, schema, Position::Payload, &subject, report);
            }
        }
    }
}

/// The schema of the one media type.
fn content<'a>(
    node: &'a Node,
    place: crate::spec::node::Place,
    subject: &Subject<'_>,
    report: &mut Report,
) -> Option<&'a Node> {
    let content = node.get("content")?;
    let rule = &rules::MEDIA_TYPE;
    let mut others = content.entries().iter().filter(|entry| entry.key != JSON).peekable();
    if others.peek().is_none() && content.entries().is_empty() {
        report.add(subject, place, rule, format!("`content` is empty; write `{JSON}`"));
    }
    let json = content.get(JSON);
    for other in others {
        let name = shown(&other.key);
        let message = if json.is_some() {
            format!(
                "{name} beside `{JSON}`: only JSON is generated; leave it out and say so in the `description`"
            )
        } else {
            format!("the media type is {name}; only `{JSON}`, written so, is generated")
        };
        report.add(subject, other.place, rule, message);
    }
    json?.get("schema")
}

fn body<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    operation: &Operation<'a>,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let Some(body) = operation.node.get("requestBody") else { return };
    if body.get("$ref").is_some() || body.entries().is_empty() {
        return;
    }
    let rule = &rules::REQUEST_BODY;
    if operation.method == "get" {
        let message = "a GET has no body; write parameters `in: query`";
        report.add(subject, body.place, rule, message);
    }
    let required = body.get("required");
    if required.is_none() {
        let message = "no `required`; write `required: true`, or `required: false` where no field of the body \
             is required";
        report.add(subject, body.place, rule, message);
    }
    let Some(schema) = content(body, body.place, subject, report) else { return };
    places::inline(specs, doc, schema, Position::Body, subject, report);
    let Some(required) = required.filter(|required| !required.is_true()) else { return };
    let members = specs.members(doc, schema);
    let message = if schema.text_at("type") == Some("array") {
        "a list is always sent; write `required: true`".to_owned()
    } else if let Some(member) = members.iter().find(|member| member.required) {
        format!(
            "the body may be left out, and its field {} is required; write `required: true`, or make the \
             field optional",
            shown(&member.entry.key),
        )
    } else {
        return;
    };
    report.add(subject, required.place, rule, message);
}

fn responses<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    operation: &Operation<'a>,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::RESPONSES;
    let Some(responses) = operation.node.get("responses") else { return };
    let successes: Vec<&Entry> =
        responses.entries().iter().filter(|entry| entry.key.starts_with('2')).collect();
    if successes.is_empty() {
        let message = "no success; write `\"200\"`, or the status that is documented";
        report.add(subject, responses.place, rule, message);
    }
    if let [first, rest @ ..] = successes.as_slice() {
        for other in rest {
            let (first, other_shown) = (shown(&first.key), shown(&other.key));
            let message =
                format!("{other_shown} beside {first}: an operation has one success; keep one");
            report.add(subject, other.place, rule, message);
        }
    }
    for entry in responses.entries().iter().filter(|entry| !entry.key.starts_with("x-")) {
        let key = entry.key.as_str();
        let is_status = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_digit());
        match key {
            "4XX" | "5XX" => failure(specs, doc, entry, subject, report),
            _ if key.starts_with('2') && is_status => {
                if entry.value.get("$ref").is_some() {
                    let message = "a success by `$ref` would lose its payload; write it out here";
                    report.add(subject, entry.place, rule, message);
                } else {
                    let schema = content(&entry.value, entry.place, subject, report);
                    if let Some(schema) = schema {
                        let position = if specs.is_enveloped(operation) {
                            Position::Answer
                        } else {
                            Position::Payload
                        };
                        places::inline(specs, doc, schema, position, subject, report);
                    }
                    if entry.value.text_at("description").is_some_and(|text| text.trim().is_empty())
                    {
                        let message = "the description of the answer is empty; say what it holds";
                        report.add(subject, entry.place, &rules::DESCRIPTION, message);
                    }
                }
            }
            _ => {
                let name = shown(key);
                let message = if is_status && key.starts_with(['4', '5']) {
                    format!(
                        "{name}: failures are read alike; keep `4XX` and `5XX`, and say in the `description` what {name} means"
                    )
                } else {
                    format!(
                        "{name} is no answer here; write one success such as `\"200\"`, `4XX` and `5XX`"
                    )
                };
                report.add(subject, entry.place, rule, message);
            }
        }
    }
    for key in ["4XX", "5XX"].into_iter().filter(|key| responses.get(key).is_none()) {
        let message = format!("no `{key}`; write `{key}: {{$ref: \"common.yaml{ERROR}\"}}`");
        report.add(subject, responses.place, rule, message);
    }
}

fn failure<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    entry: &Entry,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let (prefix, common) =
        if specs.common().is_some() { ("common.yaml", true) } else { ("", false) };
    let wanted = format!("{prefix}{ERROR}");
    let found = entry.value.text_at("$ref");
    // One that leads nowhere is reported as such.
    let leads = found.is_some_and(|found| specs.split(doc, found).is_some());
    if found != Some(&wanted) && (found.is_none() || leads || common) {
        let message =
            format!("`{}` is not the shared failure; write `$ref: \"{wanted}\"`", entry.key);
        report.add(subject, entry.place, &rules::RESPONSES, message);
    }
}

/// The envelope around an answer.
fn answer<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    operation: &Operation<'a>,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::ENVELOPE;
    let Some(envelope) = specs.envelope().filter(|_| specs.is_enveloped(operation)) else { return };
    let Some(success) = operation.success() else { return };
    let Some(code) = envelope.text_at("code") else { return };
    if success.value.get("content").is_none() && success.value.get("$ref").is_none() {
        let message = format!(
            "the answer has no body, so `{code}` cannot say that it is a success; refer to `Envelope`, or \
             write `x-envelope: none`",
        );
        return report.add(subject, success.place, rule, message);
    }
    let Some(schema) = operation.answer() else { return };
    // One that leads nowhere, or is written in place, is reported as such.
    if specs.target(doc, schema).is_none() {
        return;
    }
    let members = specs.members(doc, schema);
    if members.get(code).is_none() {
        let message = format!(
            "the answer has no `{code}`, by which the envelope tells a success; write `allOf` over \
             `Envelope` and the payload, or `x-envelope: none`",
        );
        return report.add(subject, schema.place, rule, message);
    }
    let mut known: Vec<&str> =
        ["code", "data", "time"].iter().filter_map(|key| envelope.text_at(key)).collect();
    known
        .extend(envelope.get("message").map_or(&[][..], Node::items).iter().filter_map(Node::text));
    for member in members.iter() {
        let name = member.entry.key.as_str();
        if !known.contains(&name) {
            let suggestion = suggest(name, known.iter().copied());
            let name = shown(name);
            let message = format!(
                "the answer's member {name} is neither payload nor named by `x-envelope`, so it would be \
                 lost{suggestion}; move it into `{}`, or write `x-envelope: none`",
                envelope.text_at("data").unwrap_or("data"),
            );
            report.add(subject, schema.place, rule, message);
        }
    }
}

/// Checks the parts of an answer with its envelope.
pub(super) fn parts<'a>(
    specs: &Specs<'a>,
    doc: &Doc<'a>,
    node: &'a Node,
    subject: &Subject<'_>,
    report: &mut Report,
) {
    let rule = &rules::ALL_OF;
    let Some(envelope) = specs.envelope() else {
        let message = "`allOf` puts the exchange's envelope around a payload, and `common.yaml` has no \
             `x-envelope`; write one object with all members";
        return report.add(subject, node.place, rule, message);
    };
    let data = envelope.text_at("data").unwrap_or("data");
    for part in node.get("allOf").map_or(&[][..], Node::items) {
        if let Some(found) = specs.target(doc, part) {
            if Kind::of(found.node) != Kind::Record {
                let message = format!(
                    "`allOf` over what is {}; name the envelope",
                    Kind::of(found.node).called()
                );
                report.add(subject, part.place, rule, message);
            }
            continue;
        }
        if model::only_ref(part).is_some() {
            continue;
        }
        let properties = part.get("properties").map_or(&[][..], Node::entries);
        if properties.is_empty() {
            let found = describe(part);
            let message = format!(
                "a part of `allOf` is {found} without `properties`; write a `$ref` to the envelope, and an \
                 object with `{data}`",
            );
            report.add(subject, part.place, rule, message);
        }
        for entry in properties {
            let subject = subject.member(&entry.key);
            components::property(specs, doc, entry, &subject, report);
        }
        components::required(part, subject, report);
        let known: Vec<&str> = properties.iter().map(|entry| entry.key.as_str()).collect();
        if !known.is_empty() && !known.contains(&data) {
            let message = format!(
                "the object has {} and no `{data}`, which holds the payload; call it so",
                listed(known.into_iter().take(5)),
            );
            report.add(subject, part.place, rule, message);
        }
    }
}
