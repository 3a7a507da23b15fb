//! From a request to the path, query and body that go out.

use std::fmt::Write as _;

use crate::{
    error::Error,
    record::{Faults, Fields, Slot},
    request::{Body, Outgoing},
    wire::{Entry, Place, Writer},
};

/// Writes a request into path, query and body.
///
/// Everything is checked here, so that what reaches the network is an exact rendering of what the
/// caller meant: no parameter can change the endpoint or add a header.
///
/// # Errors
/// When a field does not fit or a required one is not given; the error names all of them.
pub(crate) fn fill(outgoing: &mut Outgoing, request: &dyn Fields) -> Result<(), Error> {
    let operation = outgoing.operation;
    let refused =
        |why| Error::invalid_request(format!("parameter {why}")).with_operation(operation);
    let mut faults = Faults::of(request);
    let mut body = Writer::default();
    let mut is_object = false;
    request.slots(&mut |slots| {
        for ((wire, entry), slot) in request.table().iter().zip(slots) {
            let written = match entry.place {
                Place::Path => path(outgoing, wire, entry, *slot),
                Place::Query => query(outgoing, wire, entry, *slot),
                Place::OptionalBody if slot.present().is_none() => Ok(()),
                Place::Body | Place::OptionalBody => {
                    if !is_object {
                        body.begin_body();
                        is_object = true;
                    }
                    field(&mut body, wire, entry, *slot)
                }
                Place::WholeBody => value(&mut body, entry, *slot),
            };
            if let Err(why) = written {
                faults.add(entry.name, why);
            }
        }
    });
    if is_object {
        body.end('}');
    }
    if let Some(why) = faults.describe() {
        return Err(refused(why));
    }
    request.client_order_ids(&mut |id| outgoing.client_order_ids.push(id.into()));
    let body = body.into_json().map_err(refused)?;
    if !body.is_empty() {
        outgoing.body = Some(Body::json(body.into_bytes()));
    }
    Ok(())
}

fn texts(entry: &Entry, slot: &dyn Slot) -> Result<Vec<String>, String> {
    let mut writer = Writer::bare(entry.style);
    slot.write(&mut writer);
    writer.into_texts()
}

/// Fills one `{wire}` of the path template.
///
/// A value that would change the path does not fit: empty, `.`, `..`, or one that a server may
/// decode to these.
fn path(outgoing: &mut Outgoing, wire: &str, entry: &Entry, slot: &dyn Slot) -> Result<(), String> {
    for text in texts(entry, slot)? {
        let lower = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
        if matches!(lower.as_str(), "" | "." | "..") || lower.contains(['/', '\\', '\0']) {
            let shown: String = text.chars().take(60).collect();
            return Err(format!("{shown:?} cannot be part of a path"));
        }
        let place = format!("{{{wire}}}");
        outgoing.path = outgoing.path.replacen(&place, &encoded(&text), 1).into();
    }
    Ok(())
}

/// Adds a query parameter, once for each of its values.
fn query(
    outgoing: &mut Outgoing,
    wire: &'static str,
    entry: &Entry,
    slot: &dyn Slot,
) -> Result<(), String> {
    for text in texts(entry, slot)? {
        outgoing.query.push(wire, text);
    }
    Ok(())
}

/// Adds a field to the JSON object that is the body, where it is given.
fn field(body: &mut Writer, wire: &str, entry: &Entry, slot: &dyn Slot) -> Result<(), String> {
    if slot.present().is_none() {
        return Ok(());
    }
    body.key(wire);
    value(body, entry, slot)
}

/// Writes a value where it is given.
fn value(body: &mut Writer, entry: &Entry, slot: &dyn Slot) -> Result<(), String> {
    if slot.present().is_some() {
        body.set_style(entry.style);
        slot.write(body);
    }
    body.take_fault().map_or(Ok(()), |fault| Err(slot.misuse().unwrap_or(fault)))
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
