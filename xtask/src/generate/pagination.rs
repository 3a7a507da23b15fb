//! Writing `stream()`: the items of a paged operation, page after page.

use super::{
    builders::{Call, outside},
    shape::{Record, Rust, Shape},
    text::{Source, literal},
};
use crate::spec::node::Node;

/// Where the pieces of a page are, as `x-pagination` says.
pub(super) struct Pagination<'a> {
    spec: &'a Node,
    /// The type of an item.
    item: &'a Rust,
    /// The field that holds the items, or none where the payload is the list.
    list: Option<&'a str>,
    /// The field of the payload or item that names the next page, or that counts all items.
    field: Option<&'a str>,
    /// The setter that takes the cursor or number.
    setter: &'a str,
}

/// Finds the pieces, or says which one is missing.
pub(super) fn find<'a>(
    call: &Call<'a>,
    shapes: [&'a Shape; 2],
) -> Result<Option<Pagination<'a>>, String> {
    let Some(spec) = call.operation.node.get("x-pagination") else { return Ok(None) };
    let record = |kind: &Rust| -> Option<&'a Record> {
        let Rust::Named(name) = kind else { return None };
        shapes.iter().find_map(|shape| shape.records.get(name))
    };
    let field = |record: Option<&'a Record>, member: &str| {
        let fields = record.map_or(&[][..], |record| &record.fields);
        let found = fields.iter().find(|field| field.wire_name == member);
        found.ok_or_else(|| format!("x-pagination: there is no `{member}`"))
    };
    let payload = &call.builder.payload;
    let items = spec.text_at("items").unwrap_or_default();
    let (list, holder) = if items.is_empty() {
        (None, payload)
    } else {
        let found = field(record(payload), items)?;
        (Some(found.rust_name.as_str()), &found.kind)
    };
    let item = match holder {
        Rust::List(item) => item.as_ref(),
        Rust::Option(inner) => match inner.as_ref() {
            Rust::List(item) => item.as_ref(),
            _ => return Err(format!("x-pagination: `{items}` is not a list")),
        },
        _ => return Err(format!("x-pagination: `{items}` is not a list")),
    };
    let of_item = spec.text_at("id");
    let of_page = spec.text_at("next").or_else(|| spec.text_at("total"));
    let named = match (of_item, of_page) {
        (Some(member), _) => Some(field(record(item), member)?.rust_name.as_str()),
        (None, Some(member)) => Some(field(record(payload), member)?.rust_name.as_str()),
        (None, None) => None,
    };
    let parameter = parameter(spec);
    let setter = call.setters.iter().find(|setter| setter.wire_name == parameter);
    let setter = setter.ok_or_else(|| format!("x-pagination: no parameter `{parameter}`"))?;
    Ok(Some(Pagination { spec, item, list, field: named, setter: setter.rust_name }))
}

/// The parameter that says which page.
fn parameter(spec: &Node) -> &str {
    let name = match spec.text_at("style") {
        Some("offset") => "offset",
        Some("page") => "page",
        _ => "cursor",
    };
    spec.text_at(name).unwrap_or_default()
}

/// Writes the method.
pub(super) fn write(source: &mut Source, pagination: &Pagination<'_>) {
    let Pagination { spec, item, list, field, setter } = pagination;
    let style = spec.text_at("style").unwrap_or_default();
    source.blank();
    source
        .doc("Sends requests as the items are wanted, page after page, and gives them one by one.");
    source.line("///");
    source.doc("An error is given once, after the items before it, and ends the stream.");
    source.open(&format!("pub fn stream(self) -> ItemStream<'a, {}> {{", outside(item),));
    let items = list.map_or("page".to_owned(), |list| format!("page.{list}"));
    let by_number = matches!(style, "offset" | "page");
    if by_number {
        let (first, step) = if style == "offset" { (0, "Items") } else { (1, "Pages") };
        source.line(&format!("let first = self.{setter}.unwrap_or({first});"));
        source.open("pages::by_number(");
        source.line("self,");
        source.line(&format!("(first, pages::Step::{step}),"));
    } else {
        let named = if spec.text_at("id").is_some() { "ByItem" } else { "ByPage" };
        source.open("pages::by_cursor(");
        source.line("self,");
        source.line(&format!("({}, pages::Named::{named}),", literal(parameter(spec))));
    }
    source.line("|call: Self| call.send(),");
    match (spec.text_at("id"), field) {
        (Some(_), Some(field)) => {
            source.open(&format!("|page: {}| {{", payload(pagination)));
            source.line(&format!("let items = Items::items({items});"));
            source.line(&format!(
                "let next = items.last().and_then(|item| item.{field}.clone().cursor());"
            ));
            source.line("(items, next)");
            source.close("},");
        }
        (_, Some(field)) if by_number => {
            source.line(&format!(
                "|page: {}| (Items::items({items}), page.{field}),",
                payload(pagination)
            ));
        }
        (_, Some(field)) => {
            source.line(&format!(
                "|page: {}| (Items::items({items}), page.{field}.cursor()),",
                payload(pagination)
            ));
        }
        (_, None) => {
            source.line(&format!("|page: {}| (Items::items({items}), None),", payload(pagination)));
        }
    }
    source.line(&format!("|call, next| call.{setter}(next),"));
    source.close(")");
    source.close("}");
}

fn payload(pagination: &Pagination<'_>) -> String {
    match pagination.list {
        None => format!("Vec<{}>", outside(pagination.item)),
        Some(_) => "_".to_owned(),
    }
}
