//! What a caller gives to an operation, how its pages are walked through, and what else an
//! operation says of its fields.

use std::collections::BTreeSet;

use super::{
    Body, Example, Field, FieldPlace, Kind, Name, Pagination, Request, Shape, Style, Type,
    progenitor::{ReadField, ReadOperation, Reading},
    types,
};
use crate::spec::{
    model::{Doc, Model, Operation},
    node::{Data, Node, shown},
    report::{At, describe, refuse, suggest_or},
    values::check_fields,
};

/// Names that a request and its builder have for themselves.
pub const TAKEN: [&str; 8] =
    ["call", "check", "misuse", "new", "options", "request", "send", "stream"];

/// Those that an object inside of a request has.
pub(super) const TAKEN_INSIDE: [&str; 3] = ["check", "misuse", "new"];

/// The field and setter of a body that is a list.
const ITEMS: &str = "items";

/// An operation while what was read is joined to it.
pub(super) struct Join<'j, 'm, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) doc: &'m Doc<'a>,
    pub(super) operation: &'m Operation<'a>,
    pub(super) reading: &'j Reading,
    pub(super) types: &'j [&'j [Type]],
    pub(super) at: At<'m>,
}

impl<'j> Join<'j, '_, '_> {
    /// A type by its name.
    pub(super) fn find(&self, name: &str) -> Option<&'j Type> {
        self.types.iter().copied().flatten().find(|one| one.name == name)
    }

    /// The fields of an object.
    fn fields(&self, kind: &Kind) -> &'j [Field] {
        let Kind::Named(name) = kind.inner() else { return &[] };
        match self.find(name).map(|found| &found.shape) {
            Some(Shape::Record { fields, .. } | Shape::Request { fields, .. }) => fields,
            _ => &[],
        }
    }

    /// The request of the operation.
    pub(super) fn request(&self, read: &ReadOperation) -> Request {
        let mut fields = self.parameters(read);
        let (body, in_body, description) = self.body();
        let examples = self.operation.node.get("requestBody").map_or_else(Vec::new, examples);
        let span = self.operation.body().map_or(self.operation.span, |body| body.span);
        for mut field in in_body {
            let example = examples.first().map(|example| &example.value);
            field.example = match body {
                Body::List => example,
                _ => example.and_then(|example| example.get(&field.wire)),
            }
            .cloned();
            let wire = shown(if field.wire.is_empty() { &field.name } else { &field.wire });
            let other = fields.iter().find(|one| one.is_parameter() && one.name == field.name);
            if let Some(other) = other {
                refuse!(self.at, span; "names":
                    "the parameter {} and the body's field {wire} both become `{}` in the request; send one of them",
                    shown(&other.wire), field.name);
            } else if TAKEN.contains(&field.name.as_str()) {
                refuse!(self.at, span; "names":
                    "the body's field {wire} would have the name of something else in the request; make the \
                     operation `x-internal` and send it by hand");
            }
            fields.push(field);
        }
        Request { description, fields, body, examples }
    }

    fn parameters(&self, read: &ReadOperation) -> Vec<Field> {
        // Only the names in Rust were read, which have the same letters.
        let letters = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let mut fields: Vec<Field> = Vec::new();
        for node in self.operation.parameters() {
            let (Some(named), Some(schema)) = (node.get("name"), node.get("schema")) else {
                continue;
            };
            let wire = named.text().unwrap_or_default();
            let found = |read: &&ReadField| letters(&read.name) == letters(wire);
            let Some(read) = read.parameters.iter().find(found) else {
                refuse!(self.at, named.span; "generates":
                    "the parameter {} becomes none; please report this spec", shown(wire));
                continue;
            };
            if let Some(other) = fields.iter().find(|other| other.name == read.name) {
                refuse!(self.at, named.span; "names":
                    "the parameters {} and {} both become `{}`; keep one of them",
                    shown(&other.wire), shown(wire), read.name);
            }
            let description = node.text_at("description").filter(|text| !text.is_empty());
            fields.push(Field {
                name: read.name.clone(),
                wire: wire.to_owned(),
                span: named.span,
                place: match node.text_at("in") {
                    Some("path") => FieldPlace::Path,
                    _ => FieldPlace::Query,
                },
                kind: read.kind.inner().clone(),
                required: node.get("required").is_some_and(Node::is_true),
                nullable: false,
                description: description.map_or_else(
                    || types::description(self.model, self.doc, schema),
                    str::to_owned,
                ),
                example: node.get("example").cloned(),
            });
        }
        // On the wire as in Rust: those that must be given come first.
        fields.sort_by_key(|field| !field.required);
        fields
    }

    /// What the body is, the fields in it, and its description.
    fn body(&self) -> (Body, Vec<Field>, String) {
        let none = || (Body::None, Vec::new(), String::new());
        let Some(schema) = self.operation.body() else { return none() };
        let many = schema.text_at("type") == Some("array");
        let holder = if many { schema.get("items").unwrap_or(schema) } else { schema };
        let Some(target) = self.model.target(self.doc, holder) else { return none() };
        let Some(entry) = target.entry else { return none() };
        let description = target.node.text_at("description").unwrap_or_default().to_owned();
        if self.operation.is_internal() {
            return (Body::Component(entry.key.clone()), Vec::new(), description);
        }
        if many {
            let own = schema.text_at("description").map(str::to_owned);
            let field = Field {
                name: ITEMS.to_owned(),
                wire: String::new(),
                span: schema.span,
                place: FieldPlace::Body,
                kind: Kind::List(Box::new(Kind::Named(entry.key.clone()))),
                required: true,
                nullable: false,
                description: own
                    .unwrap_or_else(|| types::description(self.model, self.doc, holder)),
                example: None,
            };
            return (Body::List, vec![field], String::new());
        }
        let at = self.at.elsewhere(target.doc.document).field(&entry.key);
        let mut fields = types::fields(self.model, target.doc, self.reading, entry, &at);
        for field in &mut fields {
            field.kind = field.kind.inner().clone();
        }
        let required = self.operation.node.at(&["requestBody", "required"]);
        (Body::Object { optional: !required.is_some_and(Node::is_true) }, fields, description)
    }

    /// The fields on the way to the caller's id of an order, by their names on the wire.
    pub(super) fn client_order_id(&self, request: &Request) -> Vec<String> {
        let Some(id) = self.operation.node.get("x-client-order-id") else { return Vec::new() };
        let Some(path) = id.text() else {
            refuse!(self.at, id.span; "client-order-id":
                "`x-client-order-id` is {}; write the name of a field", describe(id));
            return Vec::new();
        };
        let (list, name) = match path.rsplit_once("[].") {
            Some((list, name)) => (Some(list), name),
            None => (None, path),
        };
        let own: Vec<&Field> = match &request.body {
            Body::Component(name) => self.fields(&Kind::Named(name.clone())).iter().collect(),
            _ => Vec::new(),
        };
        let given = request.fields.iter().filter(|field| field.place != FieldPlace::Path);
        let own: Vec<&Field> = own.into_iter().chain(given).collect();
        let fields = match list {
            None => own,
            Some("") if matches!(request.body, Body::Component(_)) => own,
            Some(list) => {
                let many =
                    own.iter().find(|field| field.wire == list).map(|field| field.kind.inner());
                let Some(Kind::List(item)) = many else {
                    let problem = match list {
                        "" => "the body is no list; name a field in it".to_owned(),
                        list => format!("{} is no list in the body; name one that is", shown(list)),
                    };
                    refuse!(self.at, id.span; "client-order-id": "{problem}");
                    return Vec::new();
                };
                self.fields(item).iter().collect()
            }
        };
        match fields.iter().find(|field| field.wire == name) {
            Some(field) if *field.kind.inner() == Kind::Text => {}
            Some(_) => refuse!(self.at, id.span; "client-order-id":
                "{} is no plain text; a client order id is `type: string`", shown(path)),
            None => {
                let known = fields.iter().map(|field| field.wire.as_str());
                let advice = suggest_or(name, known, "; name one that is there");
                let problem = match list {
                    Some(_) => "the items have no field",
                    None => "neither body field nor query parameter is called",
                };
                refuse!(self.at, id.span; "client-order-id": "{problem} {}{advice}", shown(name));
            }
        }
        list.into_iter().chain([name]).map(str::to_owned).collect()
    }

    /// The fields of the request that the response repeats.
    pub(super) fn echo(&self, request: &Request, payload: &Kind) -> Vec<String> {
        let Some(echo) = self.operation.node.get("x-echo") else { return Vec::new() };
        if echo.items().is_empty() {
            refuse!(self.at, echo.span; "echo":
                "`x-echo` is {}; write a list of names of fields", describe(echo));
        }
        let mut sent = BTreeSet::new();
        for field in &request.fields {
            sent.insert(field.wire.clone());
            self.names(&field.kind, &mut sent);
        }
        if let Body::Component(name) = &request.body {
            self.names(&Kind::Named(name.clone()), &mut sent);
        }
        let mut repeated = BTreeSet::new();
        self.names(payload, &mut repeated);
        let mut names = Vec::new();
        for name in echo.items() {
            let text = name.text().unwrap_or_default();
            let missing = [("request", &sent), ("payload", &repeated)]
                .into_iter()
                .find(|(_, known)| !known.contains(text));
            match missing {
                None => names.push(text.to_owned()),
                Some((what, known)) => {
                    let known = known.iter().map(String::as_str);
                    let advice = suggest_or(text, known, "; name one that is in both");
                    refuse!(self.at, name.span; "echo":
                        "the {what} has no field {}{advice}", describe(name));
                }
            }
        }
        names
    }

    /// Gathers the names of all fields, at any depth.
    fn names(&self, kind: &Kind, found: &mut BTreeSet<String>) {
        match kind {
            Kind::Option(inner) | Kind::List(inner) | Kind::Map(inner) => self.names(inner, found),
            // No type contains itself.
            Kind::Named(_) => {
                for field in self.fields(kind) {
                    found.insert(field.wire.clone());
                    self.names(&field.kind, found);
                }
            }
            _ => {}
        }
    }

    /// The field of the payload that tells the exchange's time.
    pub(super) fn clock(&self, payload: &Kind) -> Option<String> {
        let clock = self.operation.node.get("x-clock")?;
        let Some(name) = clock.text() else {
            refuse!(self.at, clock.span; "clock":
                "`x-clock` is {}; write the name of a field", describe(clock));
            return None;
        };
        let field = self.field(self.fields(payload), clock, "clock", "the payload has")?;
        let times = ["TimestampS", "TimestampMs", "TimestampUs"];
        if !matches!(field.kind.inner(), Kind::Scalar(scalar) if times.contains(&scalar.rust)) {
            refuse!(self.at, clock.span; "clock":
                "{} is no time as a number; give it the format `timestamp-s`, `-ms` or `-us`", shown(name));
        }
        Some(name.to_owned())
    }

    /// The field that an extension names.
    fn field(
        &self,
        fields: &'j [Field],
        at: &Node,
        rule: &'static str,
        holder: &str,
    ) -> Option<&'j Field> {
        let name = at.text().unwrap_or_default();
        let found = fields.iter().find(|field| field.wire == name);
        if found.is_none() {
            let known = fields.iter().map(|field| field.wire.as_str());
            let advice = suggest_or(name, known, "; name one that is there");
            self.at.add(at.span, rule, format!("{holder} no field {}{advice}", describe(at)));
        }
        found
    }

    /// Finds what `x-pagination` names.
    pub(super) fn pagination(&self, request: &Request, payload: &Kind) -> Option<Pagination> {
        const RULE: &str = "pagination";
        let paging = self.operation.node.get("x-pagination")?;
        let at = &self.at;
        if !matches!(paging.data, Data::Map(_)) {
            refuse!(at, paging.span; "pagination":
                "`x-pagination` is {}; write `{{style: cursor, cursor: …, next: …, items: …}}`",
                describe(paging));
            return None;
        }
        let style = paging.get("style");
        let name = style.and_then(Node::text).unwrap_or_default();
        let (must, may): (&[&str], &[&str]) = match name {
            "cursor" => (&["style", "cursor", "next", "items"], &[]),
            "offset" => (&["style", "limit", "offset", "items", "total"], &[]),
            "page" => (&["style", "page", "size", "items"], &["total"]),
            "id" => (&["style", "cursor", "items"], &["id", "next"]),
            _ => {
                let found = style.map_or_else(|| "nothing".to_owned(), describe);
                refuse!(at, style.unwrap_or(paging).span; "pagination":
                    "the style is {found}; write `cursor`, `offset`, `page` or `id`");
                return None;
            }
        };
        let before = at.count();
        check_fields(paging, "x-pagination", (must, may), RULE, at);
        if name == "id" && paging.get("id").is_some() == paging.get("next").is_some() {
            refuse!(at, paging.span; "pagination":
                "write either `id`, the field of the last item, or `next`, the field of the payload, that \
                 the next request names");
        }
        let mut setter = None;
        for (key, node) in ["cursor", "limit", "offset", "page", "size"]
            .into_iter()
            .filter_map(|key| Some((key, paging.get(key)?)))
        {
            let fields = request.fields.iter().filter(|field| field.place != FieldPlace::Path);
            let Some(field) = fields.clone().find(|field| node.text() == Some(&field.wire)) else {
                let known = fields.map(|field| field.wire.as_str());
                let wanted = node.text().unwrap_or_default();
                let advice = suggest_or(wanted, known, "; name one that is there");
                refuse!(at, node.span; "pagination":
                    "`{key}` names {}, and no parameter or field of the body is called so{advice}", describe(node));
                continue;
            };
            let (fits, wanted) = match key {
                "cursor" => (field.kind == Kind::Text, "type: string"),
                "offset" | "page" => (is_whole(&field.kind), "type: integer, format: int64"),
                _ => continue,
            };
            if !fits {
                refuse!(at, node.span; "pagination":
                    "the parameter {} cannot carry it; make it `{wanted}`", describe(node));
            }
            setter = Some(field);
        }
        let of_payload = |key: &str| {
            let node = paging.get(key)?;
            Some((node, self.field(self.fields(payload), node, RULE, "the payload has")?))
        };
        let next = of_payload("next");
        let total = of_payload("total");
        if let Some((node, field)) = total.filter(|(_, field)| {
            !is_whole(field.kind.inner()) || !matches!(field.kind, Kind::Option(_))
        }) {
            refuse!(at, node.span; "pagination":
                "the total {} should be an `int64` that may be absent; correct its schema", shown(&field.wire));
        }
        let node = paging.get("items")?;
        let items = match node.text() {
            Some("") => None,
            Some(_) => Some(self.field(self.fields(payload), node, RULE, "the payload has")?),
            None => {
                refuse!(at, node.span; "pagination":
                    "`items` is {}; write the field that holds the list, or `\"\"` where the payload is it",
                    describe(node));
                return None;
            }
        };
        let holder = items.map_or(payload, |items| items.kind.inner());
        let Kind::List(item) = holder else {
            let what = items.map_or_else(|| "the payload".to_owned(), |items| shown(&items.wire));
            refuse!(at, node.span; "pagination": "{what} is no list; name the field that is");
            return None;
        };
        let last = paging.get("id").filter(|_| name == "id");
        let last = last.and_then(|node| {
            Some((node, self.field(self.fields(item), node, RULE, "the items have")?))
        });
        for (node, field) in next.iter().chain(&last) {
            if *field.kind.inner() != Kind::Text && !is_whole(field.kind.inner()) {
                refuse!(at, node.span; "pagination":
                    "{} is no cursor; name a field that is text or an `int64`", shown(&field.wire));
            }
        }
        if at.count() > before {
            return None;
        }
        let of = |field: &Field| Name { rust: field.name.clone(), wire: field.wire.clone() };
        let total = total.map(|(_, field)| of(field));
        Some(Pagination {
            setter: of(setter?),
            style: match (name, last, next) {
                ("offset", ..) => Style::Offset { total },
                ("page", ..) => Style::Page { total },
                (_, Some((_, id)), _) => Style::LastItem { id: of(id) },
                (_, None, next) => Style::Cursor { next: of(next?.1) },
            },
            item: item.as_ref().clone(),
            items: items.map(of),
        })
    }
}

fn is_whole(kind: &Kind) -> bool {
    matches!(kind, Kind::Int) || matches!(kind, Kind::Scalar(scalar) if scalar.rust == "i64")
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
