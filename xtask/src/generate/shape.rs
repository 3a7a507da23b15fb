//! Reading the syntax tree that progenitor 0.15.1 writes.
//!
//! progenitor decides what is a type, which fields may be absent, how things are called and what
//! stands where in a request. Everything after the request is built (hooks, `match` on the
//! status, an error type for each operation) and the builders of response types are left behind.
//! Each shape is recognised piece by piece; one that is not known is an error that names where
//! it stands, so that a new progenitor cannot change a client unnoticed.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprMethodCall, Field, Fields, FnArg, GenericArgument, ImplItem, ImplItemFn,
    Item, ItemMod, ItemStruct, Lit, Pat, PathArguments, ReturnType, Stmt, Type,
};

use super::{progenitor::MARKER, scalar::Scalar};

/// A Rust type of a field, parameter or payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rust {
    Text,
    Int,
    Bool,
    Unit,
    Json,
    /// A scalar with its own reader and writer, by its marker.
    Scalar(String),
    /// A component.
    Named(String),
    Option(Box<Rust>),
    List(Box<Rust>),
    Map(Box<Rust>),
}

/// A struct.
#[derive(Debug)]
pub struct Record {
    pub name: String,
    pub fields: Vec<RecordField>,
}

/// A field of a struct.
#[derive(Debug)]
pub struct RecordField {
    pub rust_name: String,
    pub wire_name: String,
    pub kind: Rust,
}

/// An operation's builder.
#[derive(Debug)]
pub struct Builder {
    /// The operation's id.
    pub id: String,
    pub parameters: Vec<BuilderParameter>,
    /// The name of the body's type.
    pub body: Option<String>,
    pub payload: Rust,
}

/// A parameter of a builder.
#[derive(Debug)]
pub struct BuilderParameter {
    pub rust_name: String,
    pub wire_name: String,
    pub place: ParameterPlace,
    pub kind: Rust,
    pub required: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    Path,
    Query,
}

/// What progenitor made of a document.
#[derive(Debug, Default)]
pub struct Shape {
    pub records: BTreeMap<String, Record>,
    pub builders: BTreeMap<String, Builder>,
}

type Read<T> = Result<T, String>;

/// Reads a whole file.
pub fn read(file: &syn::File) -> Read<Shape> {
    let mut shape = Shape::default();
    for item in module(&file.items, "types")? {
        match item {
            Item::Struct(item) => {
                let record = record(item).map_err(|why| format!("type {}: {why}", item.ident))?;
                shape.records.insert(record.name.clone(), record);
            }
            // The constructors of builders, the builders of types, the conversion error.
            Item::Impl(_) | Item::Mod(_) => {}
            other => return Err(format!("unknown item in `types`: {}", brief(other))),
        }
    }
    let builders = module(&file.items, "builder")?;
    for item in builders {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        let send = builders
            .iter()
            .find_map(|other| method(other, &name, "send"))
            .ok_or_else(|| format!("builder {name}: no `send`"))?;
        let builder = builder(item, send).map_err(|why| format!("builder {name}: {why}"))?;
        shape.builders.insert(builder.id.clone(), builder);
    }
    Ok(shape)
}

fn module<'a>(items: &'a [Item], name: &str) -> Read<&'a [Item]> {
    items
        .iter()
        .find_map(|item| match item {
            Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => {
                Some(items.as_slice())
            }
            _ => None,
        })
        .ok_or_else(|| format!("there is no module `{name}`"))
}

fn method<'a>(item: &'a Item, of: &str, name: &str) -> Option<&'a ImplItemFn> {
    let Item::Impl(item) = item else { return None };
    let Type::Path(path) = item.self_ty.as_ref() else { return None };
    if item.trait_.is_some() || path.path.segments.last()?.ident != of {
        return None;
    }
    item.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })
}

fn record(item: &ItemStruct) -> Read<Record> {
    let Fields::Named(fields) = &item.fields else {
        return Err("not a struct with named fields".to_owned());
    };
    let fields = fields.named.iter().map(record_field).collect::<Read<_>>()?;
    Ok(Record { name: item.ident.to_string(), fields })
}

fn record_field(field: &Field) -> Read<RecordField> {
    let rust_name = name_of(field)?;
    let mut wire_name = rust_name.clone();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    wire_name = meta.value()?.parse::<syn::LitStr>()?.value();
                } else if meta.path.is_ident("skip_serializing_if") {
                    meta.value()?.parse::<syn::LitStr>()?;
                } else if !meta.path.is_ident("default") {
                    return Err(meta.error("unknown serde attribute"));
                }
                Ok(())
            })
            .map_err(|error| format!("field {rust_name}: {error}"))?;
    }
    let kind = rust(&field.ty).map_err(|why| format!("field {rust_name}: {why}"))?;
    Ok(RecordField { rust_name, wire_name, kind })
}

fn name_of(field: &Field) -> Read<String> {
    field.ident.as_ref().map(ToString::to_string).ok_or_else(|| "a field without a name".to_owned())
}

/// Reads a type.
fn rust(kind: &Type) -> Read<Rust> {
    let unknown = || format!("unknown type `{}`", brief(kind));
    let path = match kind {
        Type::Tuple(tuple) if tuple.elems.is_empty() => return Ok(Rust::Unit),
        Type::Path(path) => &path.path,
        _ => return Err(unknown()),
    };
    let names: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let arguments: Vec<&Type> = match path.segments.last().map(|part| &part.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(kind) => Some(kind),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    match (names.as_slice(), arguments.as_slice()) {
        ([MARKER, "scalar", marker], []) if Scalar::of_marker(marker).is_some() => {
            Ok(Rust::Scalar((*marker).to_owned()))
        }
        ([MARKER, "named", name], []) => Ok(Rust::Named((*name).to_owned())),
        (["std", "string", "String"] | ["String"], []) => Ok(Rust::Text),
        (["i64"], []) => Ok(Rust::Int),
        (["bool"], []) => Ok(Rust::Bool),
        (["serde_json", "Value"], []) => Ok(Rust::Json),
        (["std", "option", "Option"] | ["Option"], [inner]) => {
            Ok(Rust::Option(Box::new(rust(inner)?)))
        }
        (["std", "vec", "Vec"], [inner]) => Ok(Rust::List(Box::new(rust(inner)?))),
        (["std", "collections", "BTreeMap"], [key, inner]) if rust(key)? == Rust::Text => {
            Ok(Rust::Map(Box::new(rust(inner)?)))
        }
        (["types" | "super", name] | ["super", "types", name] | [name], [])
            if name.starts_with(char::is_uppercase) =>
        {
            Ok(Rust::Named((*name).to_owned()))
        }
        _ => Err(unknown()),
    }
}

fn builder(item: &ItemStruct, send: &ImplItemFn) -> Read<Builder> {
    let mut parameters = BTreeMap::new();
    for field in &item.fields {
        let name = name_of(field)?;
        if name != "client" && name != "body" {
            let kind = first_argument(&field.ty)
                .ok_or_else(|| format!("field {name} is not a `Result`"))?;
            let kind = rust(kind).map_err(|why| format!("field {name}: {why}"))?;
            parameters.insert(name, kind);
        }
    }
    let request = request(send)?;
    let mut taken = Vec::new();
    for (place, rust_name, wire_name) in request.parameters {
        let kind = parameters
            .remove(&rust_name)
            .ok_or_else(|| format!("`{rust_name}` is sent and no field"))?;
        let (kind, required) = match kind {
            Rust::Option(kind) => (*kind, false),
            kind => (kind, true),
        };
        taken.push(BuilderParameter { rust_name, wire_name, place, kind, required });
    }
    if let Some(name) = parameters.keys().next() {
        return Err(format!("field `{name}` is nowhere sent"));
    }
    Ok(Builder {
        id: request.id,
        parameters: taken,
        body: request.body,
        payload: payload(&send.sig.output)?,
    })
}

fn first_argument(kind: &Type) -> Option<&Type> {
    let Type::Path(path) = kind else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    })
}

/// The `T` of `Result<ResponseValue<T>, Error<()>>`.
fn payload(output: &ReturnType) -> Read<Rust> {
    let ReturnType::Type(_, output) = output else {
        return Err("`send` returns nothing".to_owned());
    };
    let value = first_argument(output).and_then(first_argument);
    rust(value.ok_or_else(|| format!("`send` returns `{}`", brief(output)))?)
}

/// What a `send` puts into its request.
#[derive(Default)]
struct Request {
    id: String,
    parameters: Vec<(ParameterPlace, String, String)>,
    body: Option<String>,
}

fn request(send: &ImplItemFn) -> Read<Request> {
    let mut request = Request::default();
    let mut built = false;
    if send.sig.inputs.iter().any(|input| matches!(input, FnArg::Typed(_))) {
        return Err("`send` takes arguments".to_owned());
    }
    for statement in &send.block.stmts {
        let Stmt::Local(local) = statement else {
            if built && !request.id.is_empty() {
                // The response half, from the hooks on.
                return Ok(request);
            }
            if header_append(statement) {
                continue;
            }
            return Err(format!("unknown statement `{}`", brief(statement)));
        };
        let value = local.init.as_ref().map(|init| init.expr.as_ref());
        let value = value.ok_or_else(|| "a `let` without a value".to_owned())?;
        match pattern_name(&local.pat).as_deref() {
            Some("url") => path_parameters(value, &mut request)?,
            Some("header_map") => {}
            Some("request") => {
                request_chain(value, &mut request)?;
                built = true;
            }
            Some("info") => request.id = operation_id(value)?,
            Some("body") => request.body = Some(body_type(value)?),
            // `let Self { … } = self`, and one unwrapping for each parameter.
            _ if matches!(&local.pat, Pat::Struct(_)) || is_unwrapping(value) => {}
            _ => return Err(format!("unknown statement `{}`", brief(statement))),
        }
    }
    Err("`send` ends before the request is sent".to_owned())
}

fn pattern_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.to_string()),
        Pat::Type(typed) => pattern_name(&typed.pat),
        _ => None,
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), …)`, which every request carries
/// and none should.
fn header_append(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = statement else { return false };
    call.method == "append" && brief(call).contains("\"api-version\"")
}

/// `name.map_err(Error::InvalidRequest)?`.
fn is_unwrapping(value: &Expr) -> bool {
    let Expr::Try(inner) = value else { return false };
    matches!(inner.expr.as_ref(), Expr::MethodCall(call) if call.method == "map_err")
}

/// `format!("{}/v1/{}/x", client.baseurl, encode_path(&sym.to_string()),)`.
fn path_parameters(value: &Expr, request: &mut Request) -> Read<()> {
    let Expr::Macro(call) = value else {
        return Err(format!("unknown url `{}`", brief(value)));
    };
    let tokens = call.mac.tokens.to_string();
    for piece in tokens.split("encode_path").skip(1) {
        let name = piece.trim_start_matches([' ', '(', '&']);
        let (name, _) = name.split_once(['.', ' ']).unwrap_or((name, ""));
        // The path template has the wire name; here only the Rust name stands.
        request.parameters.push((ParameterPlace::Path, name.to_owned(), name.to_owned()));
    }
    Ok(())
}

/// `client.client.get(url).header(…).query(…).json(&body).headers(header_map).build()?`.
fn request_chain(value: &Expr, request: &mut Request) -> Read<()> {
    let mut expression = match value {
        Expr::Try(inner) => inner.expr.as_ref(),
        other => other,
    };
    let mut queries = Vec::new();
    while let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression {
        match method.to_string().as_str() {
            "query" => queries.push(query(args.first())?),
            "json" | "header" | "headers" | "build" | "get" | "post" | "put" | "delete"
            | "patch" => {}
            other => return Err(format!("unknown step `.{other}(…)` in the request")),
        }
        expression = receiver;
    }
    queries.reverse();
    request.parameters.extend(queries);
    Ok(())
}

/// `&progenitor_client::QueryParam::new("bookLimit", &book_limit)`.
fn query(argument: Option<&Expr>) -> Read<(ParameterPlace, String, String)> {
    let unknown = || "unknown query parameter".to_owned();
    let Some(Expr::Reference(reference)) = argument else { return Err(unknown()) };
    let Expr::Call(ExprCall { args, .. }) = reference.expr.as_ref() else {
        return Err(unknown());
    };
    match (args.first(), args.last()) {
        (Some(Expr::Lit(wire)), Some(Expr::Reference(value))) => {
            let Lit::Str(wire) = &wire.lit else { return Err(unknown()) };
            Ok((ParameterPlace::Query, brief(&value.expr), wire.value()))
        }
        _ => Err(unknown()),
    }
}

/// `OperationInfo { operation_id: "order_book" }`.
fn operation_id(value: &Expr) -> Read<String> {
    let Expr::Struct(info) = value else {
        return Err(format!("unknown operation info `{}`", brief(value)));
    };
    match info.fields.first().map(|field| &field.expr) {
        Some(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(id) => Ok(id.value()),
            _ => Err("the operation id is not text".to_owned()),
        },
        _ => Err("the operation has no id".to_owned()),
    }
}

/// `body.and_then(|v| types::PlaceOrder::try_from(v)…)…?`.
fn body_type(value: &Expr) -> Read<String> {
    let text = brief(value);
    let name = text.split("types :: ").nth(1).and_then(|rest| rest.split(' ').next());
    name.map(str::to_owned).ok_or_else(|| format!("unknown body `{text}`"))
}

fn brief(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
