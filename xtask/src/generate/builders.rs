//! Writing `builder.rs` and `mod.rs`: one builder for each operation, and the methods that
//! begin them.

use super::{
    operations::{constant, rate_limit},
    pagination::{self, Pagination},
    shape::{Builder, BuilderParameter, ParameterPlace, Record, Rust, Shape},
    text::{Source, literal, pascal},
    types::{properties, rust, writer},
};
use crate::spec::{
    Document, Exchange, Finding,
    model::{self, Group, Operation, Security},
    node::Node,
};

/// What a caller may set on a builder.
#[derive(Clone)]
pub(super) struct Setter<'a> {
    pub(super) rust_name: &'a str,
    pub(super) wire_name: &'a str,
    pub(super) kind: &'a Rust,
    description: String,
    required: bool,
}

/// An operation with what progenitor made of it.
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation<'a>,
    pub(super) builder: &'a Builder,
    /// The parameters, with the names that they have in path or query.
    parameters: Vec<(&'a BuilderParameter, &'a str)>,
    pub(super) body: Option<(&'a Record, Vec<Setter<'a>>)>,
    pub(super) setters: Vec<Setter<'a>>,
    pages: Option<Pagination<'a>>,
}

impl Call<'_> {
    fn name(&self) -> String {
        pascal(self.operation.id)
    }
}

/// The builders of a group, read from the spec and from what progenitor made of it.
pub(super) fn calls<'a>(
    exchange: &'a Exchange,
    group: &'a Group<'a>,
    shape: &'a Shape,
    common: &'a Shape,
) -> Result<Vec<Call<'a>>, Finding> {
    let mut calls = Vec::new();
    for operation in &group.operations {
        let call = call(exchange, group, operation, shape, common).map_err(|message| Finding {
            file: group.document.file.clone(),
            place: operation.node.place,
            operation: Some(operation.id.to_owned()),
            rule: "generates",
            message,
        })?;
        calls.push(call);
    }
    Ok(calls)
}

fn call<'a>(
    exchange: &'a Exchange,
    group: &'a Group<'_>,
    operation: &'a Operation<'a>,
    shape: &'a Shape,
    common: &'a Shape,
) -> Result<Call<'a>, String> {
    let builder = shape.builders.get(operation.id);
    let builder = builder.ok_or("progenitor made no builder under this name")?;
    let mut parameters = Vec::new();
    let mut setters = Vec::new();
    let mut in_path = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    for parameter in &builder.parameters {
        let wire_name = match parameter.place {
            ParameterPlace::Path => in_path.next().unwrap_or_default(),
            ParameterPlace::Query => parameter.wire_name.as_str(),
        };
        let spec = operation.parameters.iter().find(|spec| spec.name == wire_name);
        let spec = spec.ok_or_else(|| format!("parameter `{wire_name}` is not in the spec"))?;
        parameters.push((parameter, wire_name));
        setters.push(Setter {
            rust_name: &parameter.rust_name,
            wire_name,
            kind: &parameter.kind,
            description: spec.description.to_owned(),
            required: parameter.required,
        });
    }
    let body = match (&builder.body, operation.body_schema()) {
        (None, _) => None,
        (Some(name), Some(schema)) => {
            let record = shape.records.get(name).or_else(|| common.records.get(name));
            let record = record.ok_or_else(|| format!("body `{name}` is not a struct"))?;
            let (in_common, target) = model::only_ref(schema)
                .and_then(model::schema_ref)
                .ok_or("the body is not a `$ref`")?;
            let (document, schema) = model::schema(exchange, group.document, in_common, target)
                .ok_or("the body's schema does not exist")?;
            Some((record, body_setters(exchange, document, record, schema)?))
        }
        (Some(name), None) => return Err(format!("body `{name}` is not JSON")),
    };
    setters.extend(body.iter().flat_map(|(_, setters)| setters.clone()));
    let mut taken = vec!["options", "send", "stream", "new", "call"];
    for setter in &setters {
        if taken.contains(&setter.rust_name) {
            return Err(format!("`{}` would name two things in the builder", setter.rust_name));
        }
        taken.push(setter.rust_name);
    }
    let mut call = Call { operation, builder, parameters, body, setters, pages: None };
    call.pages = pagination::find(&call, [shape, common])?;
    Ok(call)
}

fn body_setters<'a>(
    exchange: &Exchange,
    document: &Document,
    record: &'a Record,
    schema: &Node,
) -> Result<Vec<Setter<'a>>, String> {
    let mut setters = Vec::new();
    for (property, description) in properties(exchange, document, schema) {
        let field = record.fields.iter().find(|field| field.wire_name == property);
        let field = field.ok_or_else(|| format!("property `{property}` became no field"))?;
        let (kind, required) = match &field.kind {
            Rust::Option(kind) => (kind.as_ref(), false),
            // Without it, a list that is left out would be sent as an empty one.
            Rust::List(_) | Rust::Map(_) if !required(schema, property) => {
                return Err(format!("`{property}` may be left out: add `nullable: true`"));
            }
            kind => (kind, true),
        };
        let (rust_name, wire_name) = (&field.rust_name, &field.wire_name);
        setters.push(Setter { rust_name, wire_name, kind, description, required });
    }
    Ok(setters)
}

fn required(schema: &Node, property: &str) -> bool {
    let names = schema.get("required").map_or(&[][..], Node::items);
    names.iter().any(|name| name.text() == Some(property))
}

/// A type seen from the builders, which stand beside `types`.
pub(super) fn outside(kind: &Rust) -> String {
    match kind {
        Rust::Named(name) => format!("types::{name}"),
        Rust::Option(inner) => format!("Option<{}>", outside(inner)),
        Rust::List(inner) => format!("Vec<{}>", outside(inner)),
        Rust::Map(inner) => format!("::std::collections::BTreeMap<String, {}>", outside(inner)),
        other => rust(other),
    }
}

/// `builder.rs`.
pub(super) fn builder_file(group: &Group<'_>, calls: &[Call<'_>]) -> String {
    let mut body = Source::default();
    // An internal operation is called by hand, from its types and its entry in the table.
    for call in calls.iter().filter(|call| !call.operation.internal) {
        body.blank();
        write_builder(&mut body, call);
    }
    let body = body.finish();
    let mut source = Source::file(&group.document.file);
    source.module_doc("One builder for each operation: set what is needed, then `send()`.");
    source.blank();
    let uses = |name: &str| {
        body.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| word == name)
    };
    let mut names: Vec<String> = [
        "Argument",
        "BigDecimal",
        "Call",
        "CallOptions",
        "Decimal",
        "Error",
        "InForm",
        "Member",
        "Response",
        "Secret",
        "Transport",
    ]
    .into_iter()
    .filter(|name| uses(name))
    .map(str::to_owned)
    .collect();
    let times: Vec<&str> = ["DateTime", "TimestampMs", "TimestampS", "TimestampUs"]
        .into_iter()
        .filter(|name| uses(name))
        .collect();
    if uses("pages") {
        let traits = [("Cursor", ".cursor()"), ("ItemStream", "ItemStream<"), ("Items", "Items::")];
        let traits = traits.into_iter().filter(|(_, used)| body.contains(used));
        let traits: String = traits.map(|(name, _)| format!(", {name}")).collect();
        names.push(format!("pages::{{self{traits}}}"));
    }
    match times.as_slice() {
        [] => {}
        [one] => names.push(format!("time::{one}")),
        many => names.push(format!("time::{{{}}}", many.join(", "))),
    }
    source.open("use venue_core::{");
    source.line(&format!("{},", names.join(", ")));
    source.close("};");
    source.blank();
    let modules = if body.contains("types::") { "{operations, types}" } else { "operations" };
    source.line(&format!("use super::{modules};"));
    source.blank();
    format!("{}\n{}", source.finish(), body.trim_start_matches('\n'))
}

fn write_builder(source: &mut Source, call: &Call<'_>) {
    let name = call.name();
    let operation = call.operation;
    source.doc(&format!(
        "{}: `{} {}`.",
        operation.summary,
        operation.method.to_uppercase(),
        operation.path
    ));
    source.line("#[derive(Clone, Debug)]");
    source.line("#[must_use = \"a request does nothing until it is sent\"]");
    let setters = &call.setters;
    source.open(&format!("pub struct {name}<'a> {{"));
    source.line("call: Call<'a>,");
    for setter in setters {
        source.line(&format!("{}: Option<{}>,", setter.rust_name, outside(setter.kind)));
    }
    source.close("}");
    source.blank();
    source.open(&format!("impl<'a> {name}<'a> {{"));
    source.open("pub(crate) fn new(transport: &'a Transport) -> Self {");
    source.open("Self {");
    source.line(&format!("call: Call::new(transport, &operations::{}),", constant(operation.id)));
    for setter in setters {
        source.line(&format!("{}: None,", setter.rust_name));
    }
    source.close("}");
    source.close("}");
    for setter in setters {
        source.blank();
        let optional = if setter.required { "" } else { " Optional." };
        source.doc(&format!("{}{optional}", setter.description.trim()));
        source.open(&format!(
            "pub fn {}(mut self, value: impl Argument<{}>) -> Self {{",
            setter.rust_name,
            outside(setter.kind),
        ));
        let (name, shown) = (setter.rust_name, literal(setter.rust_name));
        source.line(&format!("self.call.set({shown}, &mut self.{name}, value);"));
        source.line("self");
        source.close("}");
    }
    source.blank();
    source.doc("Sets the time allowed and whether to retry, for this call only.");
    source.open("pub fn options(mut self, options: CallOptions) -> Self {");
    source.line("self.call.set_options(options);");
    source.line("self");
    source.close("}");
    source.blank();
    write_send(source, call);
    if let Some(pages) = &call.pages {
        pagination::write(source, pages);
    }
    source.close("}");
}

fn write_send(source: &mut Source, call: &Call<'_>) {
    let payload = outside(&call.builder.payload);
    source.doc("Sends the request.");
    source.line("///");
    source.line("/// # Errors");
    source.line("/// See [`Error`]; [`Error::outcome`] says whether the exchange may have acted.");
    source.open(&format!(
        "pub fn send(self) -> impl Future<Output = Result<Response<{payload}>, Error>> + Send + use<'a> {{"
    ));
    let mutable = if call.setters.is_empty() { "" } else { "mut " };
    source.line(&format!("let {mutable}call = self.call;"));
    for (parameter, wire_name) in &call.parameters {
        let (step, more) = step(parameter);
        let (wire_name, rust_name) = (literal(wire_name), &parameter.rust_name);
        source.line(&format!("call.{step}({wire_name}, &self.{rust_name}{more});"));
    }
    if let Some((record, setters)) = &call.body {
        source.open("call.object(");
        source.open("const { &[");
        for setter in setters {
            let step = if setter.required { "required" } else { "optional" };
            let (setter, member) = (literal(setter.rust_name), literal(setter.wire_name));
            source.line(&format!("Member::{step}({setter}, {member}),"));
        }
        source.close("] },");
        source.open("[");
        for setter in setters {
            let field = record.fields.iter().find(|field| field.wire_name == setter.wire_name);
            let writer = field.and_then(|field| writer(&field.kind).ok().flatten());
            let name = setter.rust_name;
            source.line(&match writer {
                None => format!("&self.{name},"),
                Some(writer) => {
                    format!("&InForm::<_, venue_core::wire::{writer}::Form>::of(&self.{name}),")
                }
            });
        }
        source.close("],");
        source.close(");");
    }
    source.line("call.send()");
    source.close("}");
}

/// The step that puts a parameter into the request, and what it takes besides.
fn step(parameter: &BuilderParameter) -> (&'static str, String) {
    let plain = |step| (step, String::new());
    match (parameter.place, &parameter.kind) {
        (ParameterPlace::Path, _) => plain("path"),
        (ParameterPlace::Query, Rust::List(_)) => plain("query_list"),
        (ParameterPlace::Query, Rust::Scalar(marker)) if marker.starts_with("string_bool_") => {
            let mut words = marker.split('_').rev().take(2).map(literal);
            let (no, yes) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            ("query_truth", format!(", [{no}, {yes}]"))
        }
        (ParameterPlace::Query, _) if parameter.required => plain("query"),
        (ParameterPlace::Query, _) => plain("query_optional"),
    }
}

/// `mod.rs`.
pub(super) fn module_file(exchange: &Exchange, group: &Group<'_>, calls: &[Call<'_>]) -> String {
    let mut source = Source::file(&group.document.file);
    let info = group.document.root.get("info");
    let info = |name: &str| info.and_then(|info| info.text_at(name)).unwrap_or_default();
    source.module_doc(&format!("{}.", info("title").trim_end_matches('.')));
    if !info("description").is_empty() {
        source.line("//!");
        source.module_doc(info("description"));
    }
    source.blank();
    source.line("pub mod builder;");
    source.line("pub mod operations;");
    source.line("pub mod types;");
    source.blank();
    let single = exchange.groups.len() == 1;
    if single {
        source.open("impl crate::Client {");
    } else {
        let name = pascal(group.name());
        source.line("use venue_core::Transport;");
        source.blank();
        source.doc(&format!("{}.", info("title").trim_end_matches('.')));
        source.line(&format!("/// Reached by [`Client::{0}`](crate::Client::{0}).", group.name()));
        source.line(&format!("/// Needs the Cargo feature `{}`, on by default.", group.name()));
        source.line("#[derive(Clone, Copy, Debug)]");
        source.open(&format!("pub struct {name}<'a> {{"));
        source.line("transport: &'a Transport,");
        source.close("}");
        source.blank();
        source.open(&format!("impl<'a> {name}<'a> {{"));
        source.open("pub(crate) const fn new(transport: &'a Transport) -> Self {");
        source.line("Self { transport }");
        source.close("}");
    }
    for call in calls.iter().filter(|call| !call.operation.internal) {
        source.blank();
        operation_doc(&mut source, call.operation);
        let name = call.name();
        source.line("#[inline]");
        if single {
            source.open(&format!("pub fn {}(&self) -> builder::{name}<'_> {{", call.operation.id));
            source.line(&format!("builder::{name}::new(self.transport())"));
        } else {
            source.open(&format!("pub fn {}(&self) -> builder::{name}<'a> {{", call.operation.id));
            source.line(&format!("builder::{name}::new(self.transport)"));
        }
        source.close("}");
    }
    source.close("}");
    source.finish()
}

/// What a user wants to know before calling: what it does, how it is signed, how often, whether
/// it is repeated, where the facts are from.
fn operation_doc(source: &mut Source, operation: &Operation<'_>) {
    source.doc(&format!("{}.", operation.summary));
    if !operation.description.is_empty() {
        source.line("///");
        source.doc(operation.description);
    }
    source.line("///");
    source.doc(&format!("`{} {}`", operation.method.to_uppercase(), operation.path));
    source.line("///");
    source.doc(
        match operation.security {
            Security::Public => "* Public.".to_owned(),
            Security::Optional(scheme) => {
                format!("* Signed with {scheme} where the client has credentials.")
            }
            Security::Required(scheme) => format!("* Signed with {scheme}."),
        }
        .as_str(),
    );
    if let Some((requests, seconds, scope)) = rate_limit(operation.node) {
        let whom = if scope == "Ip" { "address" } else { "user" };
        let time = if seconds == 1 { "second".to_owned() } else { format!("{seconds} seconds") };
        source.doc(&format!("* Limit: {requests} requests a {time} for each {whom}."));
    }
    source.doc(if operation.node.text_at("x-retry") == Some("safe") {
        "* Reads only; may be sent again after a failure."
    } else {
        "* Never sent twice."
    });
    if let Some(url) = operation.source {
        source.doc(&format!("* Source: {url}"));
    }
}
