//! What our extensions say, in the words of a reader: the renderer shows descriptions and passes
//! over most of what begins with `x-`.

use crate::{
    ir::{Api, Envelope, Limit, Operation, Security},
    spec::node::Node,
};

/// The bundle of an exchange with notes in its descriptions.
pub fn bundle(api: &Api) -> Node {
    let mut root = api.document.clone();
    if let Some(info) = root.get_mut("info") {
        info.set("title", api.title.clone());
        info.set("description", introduction(api));
    }
    for operation in api.operations() {
        let path = root.get_mut("paths").and_then(|paths| paths.get_mut(&operation.path));
        let method = operation.method.to_lowercase();
        if let Some(node) = path.and_then(|path| path.get_mut(&method)) {
            let notes = notes(api, operation);
            node.set("description", format!("{}\n\n{notes}", operation.description.trim()));
            // The renderer would hide the operation.
            node.remove("x-internal");
        }
    }
    let components =
        root.get_mut("components").and_then(|components| components.get_mut("schemas"));
    for schema in components.map_or(&mut [][..], Node::entries_mut) {
        let schema = &mut schema.value;
        if let Some(note) = tuple(schema).or_else(|| bare_array(schema)) {
            let description = schema.text_at("description").unwrap_or_default().trim();
            schema.set("description", format!("{description}\n\n{note}"));
        }
    }
    root
}

/// What holds for all operations.
fn introduction(api: &Api) -> String {
    let name = &api.name;
    let mut parts = vec![format!(
        "The operations of the crate `venue-{name}`, with what is documented of them. \
         Amounts have the format `decimal`, or `big-decimal` where 28 digits are too few; \
         times have a format that names their unit. [Other exchanges](../index.html)"
    )];
    if !api.about.is_empty() {
        parts.push(api.about.clone());
    }
    if let Some(found) = api.overall_limit {
        parts.push(format!("All operations together: at most {}.", limit(found)));
    }
    parts.extend(api.schemes.iter().map(|(name, text)| format!("# Signing: {name}\n\n{text}")));
    if let Some(envelope) = &api.envelope {
        parts.push(format!("# The envelope of responses\n\n{}", wrapper(envelope)));
    }
    if !api.error_codes.is_empty() {
        let kinds = api.error_codes.iter();
        let kinds = kinds.map(|(kind, codes)| format!("* **`{kind}`:** {}", codes.join(", ")));
        parts.push(format!("# Error codes\n\n{}", kinds.collect::<Vec<_>>().join("\n")));
    }
    parts.join("\n\n")
}

fn wrapper(envelope: &Envelope) -> String {
    let quoted = |names: &[String]| -> String {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" or ")
    };
    let mut lines = vec![format!(
        "* `{}`: the code; {} means success, and the crate makes an error of any other.",
        envelope.code,
        quoted(&envelope.success),
    )];
    if !envelope.message.is_empty() {
        lines.push(format!("* {}: the message.", quoted(&envelope.message)));
    }
    lines.push(format!("* `{}`: the payload, which is what the crate returns.", envelope.data));
    lines.extend(
        envelope.time.as_ref().map(|time| format!("* `{time}`: the time of the response.")),
    );
    lines.join("\n")
}

/// Returns what to know about a call besides its parameters.
fn notes(api: &Api, operation: &Operation) -> String {
    let mut notes = Vec::new();
    let mut note = |name: &str, text: String| notes.push(format!("* **{name}:** {text}"));
    if operation.internal {
        note("In Rust", "through a hand-written method of the client".to_owned());
    } else {
        let of_group = match operation.name.split_once('.') {
            Some((group, _)) => format!("{group}()."),
            None => String::new(),
        };
        let pages = match operation.pagination {
            Some(_) => "; `stream()` in place of `send()` walks through the pages",
            None => "",
        };
        note("In Rust", format!("`client.{of_group}{}()`{pages}", operation.id));
    }
    note(
        "Signed",
        match &operation.security {
            Security::Public => "no".to_owned(),
            Security::Optional(scheme) => format!("where there are credentials, by {scheme}"),
            Security::Required(scheme) => format!("by {scheme}"),
        },
    );
    note(
        "Sent again",
        match operation.safe {
            true => "yes, it only reads".to_owned(),
            false => "never: it may have had an effect".to_owned(),
        },
    );
    let allowed = operation.limit.map_or("none of its own is documented".to_owned(), limit);
    note("Limit", allowed);
    if !operation.client_order_id.is_empty() {
        let id = operation.client_order_id.join(".").trim_start_matches('.').to_owned();
        note("Client order id", format!("`{id}` finds the order when its outcome is unknown"));
    }
    if !operation.echo.is_empty() {
        let names = operation.echo.join("`, `");
        note("Repeated", format!("`{names}`: a response that names another is not this one's"));
    }
    if let Some(field) = &operation.clock {
        note("Clock", format!("`{field}` tells the exchange's time"));
    }
    if api.envelope.is_some() && !operation.enveloped {
        note("Envelope", "none, unlike the other operations".to_owned());
    }
    if let Some(url) = &operation.source {
        let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let host = host.split_once('/').map_or(host, |(host, _)| host);
        note("Source", format!("[{host}]({url})"));
    }
    notes.join("\n")
}

fn limit(limit: Limit) -> String {
    let whose = if limit.by_ip { "IP" } else { "account" };
    let time = match limit.seconds {
        1 => "a second".to_owned(),
        60 => "a minute".to_owned(),
        seconds => format!("in {seconds} seconds"),
    };
    format!("{} requests {time} for each {whose}", limit.requests)
}

/// The columns of a tuple.
fn tuple(schema: &Node) -> Option<String> {
    let mut lines = vec!["A tuple, whose columns are:".to_owned(), String::new()];
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
    let field = schema.text_at("x-bare-array")?;
    Some(format!("Where the list comes bare, the crate reads it as `{field}` of the object."))
}
