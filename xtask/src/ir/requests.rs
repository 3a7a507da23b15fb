//! What a caller gives to an operation, and how its pages are walked through.

use super::{
    Body, Example, Field, FieldPlace, Kind, Name, Pagination, Request, Shape, Style, Type,
    progenitor::{ReadOperation, Reading},
    types,
};
use crate::spec::{
    Document, Exchange,
    model::{self, Operation},
    node::Node,
};

/// Names that a request and its builder have for themselves.
const TAKEN: [&str; 7] = ["options", "request", "send", "stream", "new", "call", "misuse"];

/// The field and setter of a body that is a list.
const ITEMS: &str = "items";

/// The request of an operation.
pub(super) fn request(
    exchange: &Exchange,
    document: &Document,
    operation: &Operation<'_>,
    read: &ReadOperation,
    reading: &Reading,
) -> Result<Request, String> {
    let mut fields = parameters(exchange, document, operation, read)?;
    let (body, in_body, description) = body(exchange, document, operation, reading)?;
    let examples = operation.body.map_or_else(Vec::new, examples);
    for mut field in in_body {
        let example = examples.first().map(|example| &example.value);
        let found = match body {
            Body::List => example,
            _ => example.and_then(|example| example.get(&field.wire)),
        };
        field.example = found.cloned();
        fields.push(field);
    }
    for (index, field) in fields.iter().enumerate() {
        let before = fields.iter().take(index).any(|other| other.name == field.name);
        if before || TAKEN.contains(&field.name.as_str()) {
            return Err(format!("`{}` would name two things in the request", field.name));
        }
    }
    Ok(Request { description, fields, body, examples })
}

fn parameters(
    exchange: &Exchange,
    document: &Document,
    operation: &Operation<'_>,
    read: &ReadOperation,
) -> Result<Vec<Field>, String> {
    let fields = operation.parameters.iter().map(|parameter| {
        // progenitor tells its own names alone, which have the same letters.
        let letters = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let of = |read: &&_| -> bool {
            let read: &super::progenitor::ReadField = read;
            letters(&read.name) == letters(parameter.name)
        };
        let found = read.parameters.iter().find(of);
        let found = found.ok_or_else(|| format!("parameter `{}` became none", parameter.name))?;
        let example = parameter.node.get("example").or_else(|| parameter.schema.get("example"));
        let described = !parameter.description.is_empty();
        Ok(Field {
            name: found.name.clone(),
            wire: parameter.name.to_owned(),
            place: match parameter.location {
                "path" => FieldPlace::Path,
                _ => FieldPlace::Query,
            },
            kind: found.kind.inner().clone(),
            required: parameter.required,
            description: match described {
                true => parameter.description.to_owned(),
                false => types::description(exchange, document, parameter.schema),
            },
            example: example.cloned(),
        })
    });
    // On the wire as in Rust: those that must be given come first.
    let mut fields = fields.collect::<Result<Vec<_>, String>>()?;
    fields.sort_by_key(|field| !field.required);
    Ok(fields)
}

/// What the body is, the fields in it, and its description.
fn body(
    exchange: &Exchange,
    document: &Document,
    operation: &Operation<'_>,
    reading: &Reading,
) -> Result<(Body, Vec<Field>, String), String> {
    let Some(schema) = operation.body_schema() else {
        return Ok((Body::None, Vec::new(), String::new()));
    };
    let holder = if schema.text_at("type") == Some("array") {
        schema.get("items").ok_or("the body's list says not what it holds")?
    } else {
        schema
    };
    let (in_common, name) =
        model::only_ref(holder).and_then(model::schema_ref).ok_or("the body is no `$ref`")?;
    let (home, target) = model::schema(exchange, document, in_common, name)
        .ok_or("the body's schema does not exist")?;
    let description = target.text_at("description").unwrap_or_default().to_owned();
    if operation.internal {
        return Ok((Body::Component(name.to_owned()), Vec::new(), description));
    }
    if !std::ptr::eq(holder, schema) {
        let field = Field {
            name: ITEMS.to_owned(),
            wire: String::new(),
            place: FieldPlace::Body,
            kind: Kind::List(Box::new(Kind::Named(name.to_owned()))),
            required: true,
            description: match schema.text_at("description") {
                Some(own) => own.to_owned(),
                None => types::description(exchange, document, holder),
            },
            example: None,
        };
        return Ok((Body::List, vec![field], String::new()));
    }
    let mut fields = types::fields(exchange, home, reading, name, target)?;
    for field in &mut fields {
        field.kind = field.kind.inner().clone();
    }
    let optional =
        operation.body.is_some_and(|body| !body.get("required").is_some_and(Node::is_true));
    if optional && fields.iter().any(|field| field.required) {
        return Err("a body that may be missing has a required field".to_owned());
    }
    Ok((Body::Object { optional }, fields, description))
}

/// The examples in a request body or response.
pub(super) fn examples(holder: &Node) -> Vec<Example> {
    let Some(media) = holder.at(&["content", "application/json"]) else { return Vec::new() };
    if let Some(value) = media.get("example") {
        return vec![Example { name: String::new(), value: value.clone() }];
    }
    let named = media.get("examples").map_or(&[][..], Node::entries).iter();
    let example =
        |value: &Node, name: &str| Example { name: name.to_owned(), value: value.clone() };
    named.filter_map(|entry| Some(example(entry.value.get("value")?, &entry.key))).collect()
}

/// Finds what `x-pagination` names, or says what is missing.
pub(super) fn pagination<'a>(
    spec: &Node,
    request: &Request,
    payload: &Kind,
    find: impl Fn(&str) -> Option<&'a Type>,
) -> Result<Pagination, String> {
    let text = |name: &str| spec.text_at(name);
    let field = |kind: &Kind, wire: &str| -> Result<&'a Field, String> {
        let shape = match kind {
            Kind::Named(name) => find(name).map(|found| &found.shape),
            _ => None,
        };
        let fields = match shape {
            Some(Shape::Record { fields, .. } | Shape::Request { fields, .. }) => fields.as_slice(),
            _ => &[],
        };
        let found = fields.iter().find(|field| field.wire == wire);
        found.ok_or_else(|| format!("x-pagination: there is no `{wire}`"))
    };
    let name = |field: &Field| Name { rust: field.name.clone(), wire: field.wire.clone() };
    let of_payload = |wire: Option<&str>| wire.map(|wire| field(payload, wire).map(name));
    let items = match text("items").filter(|name| !name.is_empty()) {
        Some(wire) => Some(field(payload, wire)?),
        None => None,
    };
    let holder = items.map_or(payload, |items| items.kind.inner());
    let Kind::List(item) = holder else {
        let wire = text("items").unwrap_or_default();
        return Err(format!("x-pagination: `{wire}` is not a list"));
    };
    let style = match (text("style"), text("id")) {
        (Some("offset"), _) => Style::Offset { total: of_payload(text("total")).transpose()? },
        (Some("page"), _) => Style::Page { total: of_payload(text("total")).transpose()? },
        (_, Some(id)) => Style::LastItem { id: name(field(item, id)?) },
        (_, None) => {
            let next = of_payload(text("next")).transpose()?;
            Style::Cursor { next: next.ok_or("x-pagination: nothing names the next page")? }
        }
    };
    let parameter = match style {
        Style::Offset { .. } => text("offset"),
        Style::Page { .. } => text("page"),
        Style::Cursor { .. } | Style::LastItem { .. } => text("cursor"),
    };
    let parameter = parameter.unwrap_or_default();
    let setter = request.fields.iter().find(|field| field.wire == parameter);
    let setter = setter.ok_or_else(|| format!("x-pagination: no parameter `{parameter}`"))?;
    Ok(Pagination {
        setter: name(setter),
        style,
        item: item.as_ref().clone(),
        items: items.map(name),
    })
}
