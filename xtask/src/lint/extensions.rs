//! Extensions that name parameters and members: the names lead somewhere.

use super::{
    report::{Report, Subject, shown, suggest_or},
    rules::{self, Rule},
    specs::{Doc, Found, Operation, Specs},
    structure::describe,
    values::{self, Members},
};
use crate::spec::node::{Data, Node};

/// Checks every operation.
pub(super) fn check(specs: &Specs<'_>, report: &mut Report) {
    let mut clocks: Vec<&Operation<'_>> = Vec::new();
    for (doc, operation) in specs.operations() {
        let subject = operation.subject();
        if let Some(limit) = operation.node.get("x-rate-limit") {
            values::rate_limit(limit, &subject, report);
        }
        if let Some(clock) = operation.node.get("x-clock") {
            if let Some(first) = clocks.first() {
                let (file, place) = (&first.document.file, first.place);
                let message = format!(
                    "{file}:{place} tells the time already; a client asks one operation: keep one"
                );
                report.add(&subject, clock.place, &rules::CLOCK, message);
            }
            clocks.push(operation);
        }
        let mut check = Check { specs, doc, operation, subject: &subject, report };
        check.client_order_id();
        check.clock();
        check.pagination();
    }
}

struct Check<'r, 's, 'a> {
    specs: &'s Specs<'a>,
    doc: &'s Doc<'a>,
    operation: &'s Operation<'a>,
    subject: &'r Subject<'s>,
    report: &'r mut Report,
}

impl<'s, 'a> Check<'_, 's, 'a> {
    fn add(&mut self, node: &Node, rule: &'static Rule, message: String) {
        self.report.add(self.subject, node.place, rule, message);
    }

    /// Whether nothing is wrong with a schema by itself; what is wrong with it for this use
    /// would follow from that.
    fn sound(&self, found: &Found<'_, '_>) -> bool {
        !self.report.objects_to(found.doc.document, found.node)
    }

    fn client_order_id(&mut self) {
        let rule = &rules::CLIENT_ORDER_ID;
        let Some(id) = self.operation.node.get("x-client-order-id") else { return };
        let Some(name) = id.text() else {
            let message =
                format!("`x-client-order-id` is {}; write the name of a member", describe(id));
            return self.add(id, rule, message);
        };
        let (list, field) =
            name.rsplit_once("[].").map_or((None, name), |(list, field)| (Some(list), field));
        let body = self.operation.body().map(|node| Found { doc: self.doc, node, name: None });
        let holder = match (list, body) {
            (Some(list), Some(body)) => {
                let many = match list {
                    "" => Some(body),
                    list => self.specs.member(body.doc, body.node, list),
                };
                let many = many.map(|many| self.specs.resolve(many.doc, many.node));
                let items =
                    many.and_then(|many| Some(Found { node: many.node.get("items")?, ..many }));
                if items.is_none() {
                    let message = match list {
                        "" => "the body is no list; name a field in it".to_owned(),
                        list => format!("{} is no list in the body; name one that is", shown(list)),
                    };
                    return self.add(id, rule, message);
                }
                items
            }
            (_, body) => body,
        };
        let member = holder.and_then(|holder| self.specs.member(holder.doc, holder.node, field));
        let found = member.or_else(|| {
            let node = self.operation.query(name)?.get("schema")?;
            Some(Found { doc: self.doc, node, name: None })
        });
        let Some(found) = found else {
            let members = holder.map(|holder| self.specs.members(holder.doc, holder.node));
            let mut known: Vec<&str> = members.iter().flat_map(|members| members.names()).collect();
            let message = if list.is_some() {
                let advice = suggest_or(field, known, "; name one that is there");
                format!("the items have no field {}{advice}", shown(field))
            } else {
                let parameters = self.operation.parameters().iter();
                known.extend(parameters.filter_map(|one| one.text_at("name")));
                let advice = suggest_or(name, known, "; name one that is there");
                format!("neither body field nor query parameter is called {}{advice}", shown(name))
            };
            return self.add(id, rule, message);
        };
        let found = self.specs.resolve(found.doc, found.node);
        if !is_text(found.node) && self.sound(&found) {
            let message =
                format!("{} is no plain text; a client order id is `type: string`", shown(name));
            self.add(id, rule, message);
        }
    }

    fn clock(&mut self) {
        let rule = &rules::CLOCK;
        let Some(clock) = self.operation.node.get("x-clock") else { return };
        let Some(name) = clock.text() else {
            let message = format!("`x-clock` is {}; write the name of a member", describe(clock));
            return self.add(clock, rule, message);
        };
        self.unattended(clock);
        let Some(found) = self.payload_member(clock, name, rule) else { return };
        let found = self.specs.resolve(found.doc, found.node);
        let format = found.node.text_at("format").unwrap_or_default();
        let known = matches!(format, "timestamp-s" | "timestamp-ms" | "timestamp-us");
        if !known && self.sound(&found) {
            let message = format!(
                "{} is no time as a number; give it the format `timestamp-s`, `-ms` or `-us`",
                shown(name)
            );
            self.add(clock, rule, message);
        }
    }

    /// The client asks for the time by itself, without arguments and without a key.
    fn unattended(&mut self, clock: &Node) {
        let rule = &rules::CLOCK;
        let Operation { method, node, .. } = *self.operation;
        if method != "get" {
            self.add(
                clock,
                rule,
                format!("a {} cannot tell the time; name a GET that does", method.to_uppercase()),
            );
        }
        let mut parameters = self.operation.parameters().iter();
        if let Some(required) =
            parameters.find(|one| one.get("required").is_some_and(Node::is_true))
        {
            let name = shown(required.text_at("name").unwrap_or_default());
            let message = format!(
                "the client asks for the time without {name}, which is required; name another operation"
            );
            self.add(clock, rule, message);
        }
        let security = super::security::alternatives(self.doc, self.operation);
        if !security.is_empty() && !security.iter().any(|one| one.entries().is_empty()) {
            let message = "the client asks for the time unsigned, and this operation is always signed; name one that is public";
            self.add(clock, rule, message.to_owned());
        }
        if self.specs.envelope().is_some() && node.get("x-envelope").is_some() {
            let message =
                "the client reads the time through the envelope; take an operation that has it";
            self.add(clock, rule, message.to_owned());
        }
    }

    /// A member of the payload; reported where there is none.
    fn payload_member(
        &mut self,
        at: &Node,
        name: &str,
        rule: &'static Rule,
    ) -> Option<Found<'s, 'a>> {
        let Some(payload) = self.specs.payload(self.doc, self.operation) else {
            self.add(
                at,
                rule,
                format!(
                    "the operation has no payload that could hold {}; describe the payload, or leave this out",
                    shown(name)
                ),
            );
            return None;
        };
        let found = self.specs.member(payload.doc, payload.node, name);
        if found.is_none() {
            let members = self.specs.members(payload.doc, payload.node);
            let advice = suggest_or(name, members.names(), "; name one that is there");
            self.add(at, rule, format!("the payload has no member {}{advice}", shown(name)));
        }
        found
    }

    fn pagination(&mut self) {
        let rule = &rules::PAGINATION;
        let Some(paging) = self.operation.node.get("x-pagination") else { return };
        const fn members(must: &'static [&'static str], may: &'static [&'static str]) -> Members {
            Members { name: "x-pagination", must, may, rule: &rules::PAGINATION }
        }
        if !matches!(paging.data, Data::Map(_)) {
            let found = describe(paging);
            let message = format!(
                "`x-pagination` is {found}; write `{{style: cursor, cursor: …, next: …, items: …}}`"
            );
            return self.add(paging, rule, message);
        }
        let style = paging.get("style");
        let members = match style.and_then(Node::text) {
            Some("cursor") => members(&["style", "cursor", "next", "items"], &[]),
            Some("offset") => members(&["style", "limit", "offset", "items", "total"], &[]),
            Some("page") => members(&["style", "page", "size", "items", "total"], &[]),
            Some("id") => members(&["style", "cursor", "items"], &["id", "next"]),
            _ => {
                let found = style.map_or("nothing".to_owned(), describe);
                let place = style.unwrap_or(paging);
                let message =
                    format!("the style is {found}; write `cursor`, `offset`, `page` or `id`");
                return self.add(place, rule, message);
            }
        };
        if !members.check(paging, self.subject, self.report) {
            return;
        }
        for (name, node) in ["cursor", "limit", "offset", "page", "size"]
            .into_iter()
            .filter_map(|name| Some((name, paging.get(name)?)))
        {
            let Some(parameter) = node.text().and_then(|text| self.operation.query(text)) else {
                let named = |one: &&Node| one.text_at("name") == node.text();
                let elsewhere = self.operation.parameters().iter().find(named);
                let place = elsewhere.and_then(|one| one.get("in"));
                if place.is_some_and(|place| self.report.objects_to(self.doc.document, place)) {
                    continue;
                }
                let known = self.operation.parameters().iter();
                let known = known.filter(|one| one.text_at("in") == Some("query"));
                let known = known.filter_map(|parameter| parameter.text_at("name"));
                let advice =
                    suggest_or(node.text().unwrap_or_default(), known, "; name one that is there");
                let message = format!(
                    "`{name}` names {}, and no query parameter is called so{advice}",
                    describe(node)
                );
                self.add(node, rule, message);
                continue;
            };
            let Some(schema) = parameter.get("schema") else { continue };
            let found = self.specs.resolve(self.doc, schema).node;
            let (fits, wanted) = match name {
                "cursor" => (is_text(found), "type: string"),
                "offset" | "page" => (is_whole(found), "type: integer, format: int64"),
                _ => (true, ""),
            };
            if !fits {
                let found = describe(node);
                let message = format!("the parameter {found} cannot carry it; make it `{wanted}`");
                self.add(node, rule, message);
            }
        }
        for name in ["next", "total"] {
            let Some(node) = paging.get(name) else { continue };
            match node.text() {
                Some(member) => self.page_member(node, name, member),
                None => {
                    let message =
                        format!("`{name}` is {}; write the name of a member", describe(node));
                    self.add(node, rule, message);
                }
            }
        }
        self.items(paging);
    }

    /// The member of the payload that names the next page, or counts all items.
    fn page_member(&mut self, node: &Node, name: &str, member: &str) {
        let rule = &rules::PAGINATION;
        let Some(found) = self.payload_member(node, member, rule) else { return };
        let target = self.specs.resolve(found.doc, found.node);
        if !self.sound(&target) {
            return;
        }
        let schema = target.node;
        let shown = shown(member);
        if name == "next" {
            if !is_text(schema) && !is_whole(schema) {
                self.add(
                    node,
                    rule,
                    format!("{shown} is no cursor; name a member that is text or an `int64`"),
                );
            }
            return;
        }
        let Some(payload) = self.specs.payload(self.doc, self.operation) else { return };
        let known = self.specs.members(payload.doc, payload.node).get(member);
        let nullable = found.node.get("nullable").is_some_and(Node::is_true);
        if !is_whole(schema) || known.is_some_and(|known| known.required) && !nullable {
            let message = format!(
                "the total {shown} should be an `int64` that may be absent; correct its schema"
            );
            self.add(node, rule, message);
        }
    }

    /// The list in the payload, and the id of its items.
    fn items(&mut self, paging: &Node) {
        let rule = &rules::PAGINATION;
        let by_id = paging.text_at("style") == Some("id");
        if by_id && paging.get("id").is_some() == paging.get("next").is_some() {
            let message = "write either `id`, the member of the last item, or `next`, the member of the \
                 payload, that the next request names";
            self.add(paging, rule, message.to_owned());
        }
        let Some(node) = paging.get("items") else { return };
        let Some(name) = node.text() else {
            let message = format!(
                "`items` is {}; write the member that holds the list, or `\"\"` where the payload is it",
                describe(node),
            );
            return self.add(node, rule, message);
        };
        let list = if name.is_empty() {
            self.specs.payload(self.doc, self.operation)
        } else {
            self.payload_member(node, name, rule)
        };
        let Some(list) = list else { return };
        let list = self.specs.resolve(list.doc, list.node);
        if list.node.get("items").is_none() && !self.sound(&list) {
            return;
        }
        let Some(item) =
            list.node.get("items").filter(|_| list.node.text_at("type") == Some("array"))
        else {
            let what = if name.is_empty() { "the payload".to_owned() } else { shown(name) };
            return self.add(node, rule, format!("{what} is no list; name the member that is"));
        };
        let Some(id) = paging.get("id").filter(|_| by_id) else { return };
        let known = self.specs.members(list.doc, item);
        let Some(member) = id.text().and_then(|id| known.get(id)) else {
            let advice = suggest_or(
                id.text().unwrap_or_default(),
                known.names(),
                "; name one that is there",
            );
            return self.add(
                id,
                rule,
                format!("the items have no member {}{advice}", describe(id)),
            );
        };
        let doc = self.specs.doc_of(member, list.doc);
        let target = self.specs.resolve(doc, &member.entry.value);
        let schema = target.node;
        if !is_text(schema) && !is_whole(schema) && self.sound(&target) {
            let found = describe(id);
            self.add(
                id,
                rule,
                format!("{found} is no cursor; name a member that is text or an `int64`"),
            );
        }
    }
}

fn is_text(schema: &Node) -> bool {
    schema.text_at("type") == Some("string")
        && schema.get("format").is_none()
        && schema.get("enum").is_none()
}

fn is_whole(schema: &Node) -> bool {
    schema.text_at("format") == Some("int64") && schema.get("enum").is_none()
}
