//! What our extensions say, in the words of a reader: the renderer shows descriptions and passes
//! over most of what begins with `x-`.

use crate::{
    generate::operations::rate_limit,
    spec::{
        Exchange, bundle,
        model::{Group, Operation, Security},
        node::Node,
    },
};

/// The bundle of an exchange with notes in its descriptions.
pub fn bundle(exchange: &Exchange) -> Node {
    let mut root = bundle::document(exchange);
    if let Some(info) = root.get_mut("info") {
        info.set("title", title(exchange));
        info.set("description", introduction(exchange));
    }
    for document in &exchange.groups {
        let group = Group::of(exchange, document);
        for operation in &group.operations {
            let path = root.get_mut("paths").and_then(|paths| paths.get_mut(operation.path));
            if let Some(node) = path.and_then(|path| path.get_mut(operation.method)) {
                let notes = notes(exchange, &group, operation);
                node.set("description", format!("{}\n\n{notes}", operation.description.trim()));
                // The renderer would hide the operation.
                node.remove("x-internal");
            }
        }
    }
    let components =
        root.get_mut("components").and_then(|components| components.get_mut("schemas"));
    for schema in components.map_or(&mut [][..], Node::entries_mut) {
        let schema = &mut schema.value;
        if let Some(note) = row(schema).or_else(|| bare_array(schema)) {
            let description = schema.text_at("description").unwrap_or_default().trim();
            schema.set("description", format!("{description}\n\n{note}"));
        }
    }
    root
}

/// The name of an exchange as it writes itself.
pub fn title(exchange: &Exchange) -> String {
    let title = exchange.common.as_ref().and_then(|common| common.root.at(&["info", "title"]));
    let name = title.and_then(Node::text).and_then(|title| title.split_once(" shared "));
    name.map_or(exchange.name.as_str(), |(name, _)| name).to_owned()
}

/// What holds for all operations.
fn introduction(exchange: &Exchange) -> String {
    let name = &exchange.name;
    let mut parts = vec![format!(
        "The operations of the crate `venue-{name}`, with what is documented of them. \
         Amounts have the format `decimal`, or `big-decimal` where 28 digits are too few; \
         times have a format that names their unit. [Other exchanges](../index.html)"
    )];
    let Some(common) = &exchange.common else { return parts.remove(0) };
    // Its first paragraph is about the file, those behind it about the exchange.
    let about = common.root.at(&["info", "description"]).and_then(Node::text);
    parts.extend(
        about.and_then(|text| text.split_once("\n\n")).map(|(_, rest)| rest.trim().to_owned()),
    );
    if let Some(limit) = limit(&common.root) {
        parts.push(format!("All operations together: at most {limit}."));
    }
    for scheme in common.root.at(&["components", "securitySchemes"]).map_or(&[][..], Node::entries)
    {
        let text = scheme.value.text_at("description").unwrap_or_default().trim();
        parts.push(format!("# Signing: {}\n\n{text}", scheme.key));
    }
    if let Some(envelope) = common.root.get("x-envelope") {
        parts.push(format!("# The wrapper around answers\n\n{}", wrapper(envelope)));
    }
    if let Some(codes) = common.root.get("x-error-codes") {
        parts.push(format!("# Error codes\n\n{}", error_codes(codes)));
    }
    parts.join("\n\n")
}

fn wrapper(envelope: &Node) -> String {
    let success = envelope.get("success").map_or(&[][..], Node::items).iter();
    let success: Vec<String> = success.map(|value| format!("`{}`", value.to_json())).collect();
    let mut lines = vec![format!(
        "* `{}`: the code; {} means success, and the crate makes an error of any other.",
        envelope.text_at("code").unwrap_or_default(),
        success.join(" or "),
    )];
    let messages = envelope.get("message").map_or(&[][..], Node::items);
    let messages: Vec<String> =
        messages.iter().filter_map(Node::text).map(|name| format!("`{name}`")).collect();
    if !messages.is_empty() {
        lines.push(format!("* {}: the message.", messages.join(" or ")));
    }
    for (key, meaning) in
        [("data", "the payload, which is what the crate returns"), ("time", "when it was answered")]
    {
        lines.extend(envelope.text_at(key).map(|member| format!("* `{member}`: {meaning}.")));
    }
    lines.join("\n")
}

fn error_codes(codes: &Node) -> String {
    let mut lines = Vec::new();
    for kind in codes.entries() {
        let codes: Vec<&str> = kind.value.items().iter().filter_map(Node::text).collect();
        lines.push(format!("* **`{}`:** {}", kind.key, codes.join(", ")));
    }
    lines.join("\n")
}

/// What is to be known of a call beside its parameters.
fn notes(exchange: &Exchange, group: &Group<'_>, operation: &Operation<'_>) -> String {
    let mut notes = Vec::new();
    let mut note = |name: &str, text: String| notes.push(format!("* **{name}:** {text}"));
    let text_at = |key: &str| operation.node.text_at(key);
    if operation.internal {
        note("In Rust", "through a method of the client that is written by hand".to_owned());
    } else {
        let of_group = match exchange.groups.len() {
            1 => String::new(),
            _ => format!("{}().", group.name()),
        };
        let pages = match operation.node.get("x-pagination") {
            Some(_) => "; `stream()` in place of `send()` walks through the pages",
            None => "",
        };
        note("In Rust", format!("`client.{of_group}{}()`{pages}", operation.id));
    }
    note(
        "Signed",
        match operation.security {
            Security::Public => "no".to_owned(),
            Security::Optional(scheme) => format!("where there are credentials, by {scheme}"),
            Security::Required(scheme) => format!("by {scheme}"),
        },
    );
    note(
        "Sent again",
        match text_at("x-retry") {
            Some("safe") => "yes, it only reads".to_owned(),
            _ => "never: it may have had an effect".to_owned(),
        },
    );
    let limit = limit(operation.node).unwrap_or_else(|| "none of its own is documented".to_owned());
    note("Limit", limit);
    if let Some(member) = text_at("x-client-order-id") {
        note("Your own id", format!("`{member}` finds the order when its fate is not known"));
    }
    if let Some(member) = text_at("x-clock") {
        note("Clock", format!("`{member}` tells the exchange's time"));
    }
    if text_at("x-envelope") == Some("none") {
        note("Wrapper", "none, unlike the other operations".to_owned());
    }
    if let Some(url) = operation.source {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split_once('/').map_or(host, |(host, _)| host);
        note("Source", format!("[{host}]({url})"));
    }
    notes.join("\n")
}

fn limit(node: &Node) -> Option<String> {
    let (requests, seconds, scope) = rate_limit(node)?;
    let whose = if scope == "Ip" { "IP address" } else { "account" };
    let time = match seconds {
        1 => "a second".to_owned(),
        60 => "a minute".to_owned(),
        _ => format!("in {seconds} seconds"),
    };
    Some(format!("{requests} requests {time} for each {whose}"))
}

/// The columns of a row.
fn row(schema: &Node) -> Option<String> {
    let mut lines = vec!["A row, whose columns are:".to_owned(), String::new()];
    for (index, column) in schema.get("x-tuple")?.items().iter().enumerate() {
        let text = |key: &str| column.text_at(key).unwrap_or_default();
        let kind = column.text_at("format").or_else(|| column.text_at("type"));
        let optional = column.get("optional").is_some_and(Node::is_true);
        lines.push(format!(
            "{}. `{}` ({}{}): {}",
            index + 1,
            text("name"),
            kind.unwrap_or("as referred to"),
            if optional { ", may be missing" } else { "" },
            text("description"),
        ));
    }
    Some(lines.join("\n"))
}

fn bare_array(schema: &Node) -> Option<String> {
    let member = schema.text_at("x-bare-array")?;
    Some(format!("Where the list comes bare, the crate reads it as `{member}` of the object."))
}
