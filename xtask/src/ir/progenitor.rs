//! What progenitor 0.15.1 reads of a group: names, types, and what may be absent.
//!
//! progenitor writes a client; its syntax tree is taken for what it says of each component and of
//! each operation, and the rest is left behind. A type that is not known here is an error that
//! names where it stands, so that another progenitor cannot change a client unnoticed. No other
//! file knows that progenitor, its syntax tree or its tokens exist.

use std::collections::BTreeMap;

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::ToTokens;
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;
use syn::{
    Field, Fields, GenericArgument, ImplItem, Item, ItemMod, ItemStruct, PathArguments,
    PathSegment, ReturnType, Type,
};

use super::{
    Kind,
    scalar::{SCALARS, Scalar},
};

/// The root under which types stand that progenitor must not make itself.
const MARKER: &str = "venue_marker";

/// What progenitor makes of a document.
#[derive(Debug, Default)]
pub struct Reading {
    /// The fields of each component that is an object.
    pub records: BTreeMap<String, Vec<ReadField>>,
    /// The parameters and the payload of each operation, by the name of its builder.
    pub operations: BTreeMap<String, ReadOperation>,
}

/// A field, or a parameter.
#[derive(Clone, Debug)]
pub struct ReadField {
    /// The name in Rust.
    pub name: String,
    /// The name on the wire; of a parameter only what becomes of it in Rust is known.
    pub wire: String,
    pub kind: Kind,
}

/// An operation.
#[derive(Debug)]
pub struct ReadOperation {
    pub parameters: Vec<ReadField>,
    pub payload: Kind,
}

type Read<T> = Result<T, String>;

/// Lets progenitor read a lowered document. `replaced` are the components that progenitor must
/// leave to our writers: enums, tuples, and what the common document defines.
pub fn read<'a>(openapi: &Value, replaced: impl Iterator<Item = &'a str>) -> Read<Reading> {
    reading(&tree(openapi, replaced)?)
}

fn tree<'a>(openapi: &Value, replaced: impl Iterator<Item = &'a str>) -> Read<syn::File> {
    let openapi: openapiv3::OpenAPI = serde_json::from_value(openapi.clone())
        .map_err(|error| format!("not what OpenAPI 3.0 allows: {error}"))?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_map_type("::std::collections::BTreeMap");
    let traits = || [TypeImpl::Display, TypeImpl::FromStr, TypeImpl::Default].into_iter();
    for scalar in SCALARS {
        let instance = match scalar.json {
            "integer" => InstanceType::Integer,
            "number" => InstanceType::Number,
            _ => InstanceType::String,
        };
        let schema = SchemaObject {
            instance_type: Some(instance.into()),
            format: Some(scalar.format.to_owned()),
            ..SchemaObject::default()
        };
        let path = format!("::{MARKER}::scalar::{}", scalar.marker());
        settings.with_conversion(schema, path, traits());
    }
    for name in replaced {
        settings.with_replacement(name, format!("::{MARKER}::named::{name}"), traits());
    }
    let mut generator = Generator::new(&settings);
    // progenitor panics where it meets what it cannot do; the linter refuses these, but a schema
    // that slips through must still end in a message.
    let tokens = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        generator.generate_tokens(&openapi)
    }))
    .map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("progenitor gave up: {}", message.unwrap_or("no message"))
    })?
    .map_err(|error| format!("progenitor: {error}"))?;
    syn::parse2(tokens).map_err(|error| format!("progenitor wrote what does not parse: {error}"))
}

fn reading(file: &syn::File) -> Read<Reading> {
    let mut reading = Reading::default();
    for item in module(&file.items, "types")? {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                let fields = fields(item).map_err(|why| format!("type {name}: {why}"))?;
                reading.records.insert(name, fields);
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
        let operation =
            operation(item, builders).map_err(|why| format!("builder {name}: {why}"))?;
        reading.operations.insert(name, operation);
    }
    Ok(reading)
}

fn module<'a>(items: &'a [Item], name: &str) -> Read<&'a [Item]> {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => {
            Some(items.as_slice())
        }
        _ => None,
    });
    found.ok_or_else(|| format!("there is no module `{name}`"))
}

fn fields(item: &ItemStruct) -> Read<Vec<ReadField>> {
    let Fields::Named(fields) = &item.fields else {
        return Err("not a struct with named fields".to_owned());
    };
    fields.named.iter().map(field).collect()
}

fn field(field: &Field) -> Read<ReadField> {
    let name = name_of(field)?;
    let mut wire = name.clone();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    wire = meta.value()?.parse::<syn::LitStr>()?.value();
                } else if meta.path.is_ident("skip_serializing_if") {
                    meta.value()?.parse::<syn::LitStr>()?;
                } else if !meta.path.is_ident("default") {
                    return Err(meta.error("unknown serde attribute"));
                }
                Ok(())
            })
            .map_err(|error| format!("field {name}: {error}"))?;
    }
    let kind = kind(&field.ty).map_err(|why| format!("field {name}: {why}"))?;
    Ok(ReadField { name, wire, kind })
}

fn name_of(field: &Field) -> Read<String> {
    field.ident.as_ref().map(ToString::to_string).ok_or_else(|| "a field without a name".to_owned())
}

/// The parameters are the fields of the builder, each a `Result<T, String>`; the payload is the
/// `T` of `Result<ResponseValue<T>, Error<()>>` that `send` returns.
fn operation(item: &ItemStruct, builders: &[Item]) -> Read<ReadOperation> {
    let mut parameters = Vec::new();
    for field in item.fields.iter() {
        let name = name_of(field)?;
        if name == "client" {
            continue;
        }
        let found = arguments(&field.ty);
        let [value, _] = found.as_slice() else {
            return Err(format!("field {name} is not a `Result`"));
        };
        let kind = kind(value).map_err(|why| format!("field {name}: {why}"))?;
        parameters.push(ReadField { wire: name.clone(), name, kind });
    }
    let send = builders.iter().find_map(|other| method(other, item, "send")).ok_or("no `send`")?;
    let ReturnType::Type(_, output) = &send.sig.output else {
        return Err("`send` returns nothing".to_owned());
    };
    let payload = arguments(output).first().and_then(|value| arguments(value).first().copied());
    let payload = payload.ok_or_else(|| format!("`send` returns `{}`", brief(output)))?;
    Ok(ReadOperation { parameters, payload: kind(payload)? })
}

fn method<'a>(item: &'a Item, of: &ItemStruct, name: &str) -> Option<&'a syn::ImplItemFn> {
    let Item::Impl(item) = item else { return None };
    let Type::Path(path) = item.self_ty.as_ref() else { return None };
    if item.trait_.is_some() || path.path.segments.last()?.ident != of.ident {
        return None;
    }
    item.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })
}

/// The `T` of `Vec<T>`, the `T` and `E` of `Result<T, E>`.
fn arguments(kind: &Type) -> Vec<&Type> {
    let Type::Path(path) = kind else { return Vec::new() };
    let Some(PathSegment { arguments: PathArguments::AngleBracketed(arguments), .. }) =
        path.path.segments.last()
    else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    });
    types.collect()
}

fn kind(of: &Type) -> Read<Kind> {
    let unknown = || format!("unknown type `{}`", brief(of));
    let path = match of {
        Type::Tuple(tuple) if tuple.elems.is_empty() => return Ok(Kind::Unit),
        Type::Path(path) => &path.path,
        _ => return Err(unknown()),
    };
    let names: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let boxed = |inner: &Type| kind(inner).map(Box::new);
    match (names.as_slice(), arguments(of).as_slice()) {
        ([MARKER, "scalar", marker], []) => {
            Scalar::of_marker(marker).map(Kind::Scalar).ok_or_else(unknown)
        }
        ([MARKER, "named", name], []) => Ok(Kind::Named((*name).to_owned())),
        (["std", "string", "String"] | ["String"], []) => Ok(Kind::Text),
        (["i64"], []) => Ok(Kind::Int),
        (["bool"], []) => Ok(Kind::Bool),
        (["serde_json", "Value"], []) => Ok(Kind::Json),
        (["std", "option", "Option"] | ["Option"], [inner]) => Ok(Kind::Option(boxed(inner)?)),
        (["std", "vec", "Vec"], [inner]) => Ok(Kind::List(boxed(inner)?)),
        (["std", "collections", "BTreeMap"], [key, inner]) if kind(key)? == Kind::Text => {
            Ok(Kind::Map(boxed(inner)?))
        }
        (["types" | "super", name] | ["super", "types", name] | [name], [])
            if name.starts_with(char::is_uppercase) =>
        {
            Ok(Kind::Named((*name).to_owned()))
        }
        _ => Err(unknown()),
    }
}

fn brief(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Whether a text parses as a file of Rust.
#[cfg(test)]
pub fn is_rust(text: &str) -> bool {
    syn::parse_file(text).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "openapi": "3.0.3",
            "info": {"title": "x", "version": "1"},
            "paths": {"/book": {"get": {
                "operationId": "book",
                "parameters": [
                    {"name": "pairSymbol", "in": "query", "required": true, "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Book"},
                }}}},
            }}},
            "components": {"schemas": {"Book": {
                "type": "object",
                "properties": {"uTime": {"type": "string"}},
            }}},
        })
    }

    #[test]
    fn names_types_and_absence_are_taken_over() {
        let reading = read(&document(), std::iter::empty()).unwrap();
        let book = &reading.operations["Book"];
        assert_eq!(book.payload, Kind::Named("Book".to_owned()));
        assert_eq!(book.parameters[0].name, "pair_symbol");
        let field = &reading.records["Book"][0];
        assert_eq!((field.name.as_str(), field.wire.as_str()), ("u_time", "uTime"));
        assert_eq!(field.kind, Kind::Option(Box::new(Kind::Text)));
    }

    #[test]
    fn a_tree_that_the_reader_does_not_know_is_an_error_that_names_the_place() {
        let tree = tree(&document(), std::iter::empty()).unwrap();
        let source = tree.to_token_stream().to_string();
        for (from, to, expected) in [
            (":: std :: string :: String", "f64", "unknown type `f64`"),
            ("pub async fn send", "pub async fn dispatch", "builder Book: no `send`"),
            ("pub mod types", "pub mod kinds", "there is no module `types`"),
            ("skip_serializing_if", "skip_if", "unknown serde attribute"),
        ] {
            assert!(source.contains(from), "{from} is no longer in what progenitor writes");
            let tree: syn::File = syn::parse_str(&source.replace(from, to)).unwrap();
            let message = reading(&tree).unwrap_err();
            assert!(message.contains(expected), "{from}: {message}");
        }
    }

    #[test]
    fn progenitor_giving_up_is_an_error_and_not_a_crash() {
        let mut document = document();
        document["components"]["schemas"]["Book"] =
            json!({"type": "string", "enum": ["buy", "Buy"]});
        let error = read(&document, std::iter::empty()).unwrap_err();
        assert!(error.contains("progenitor"), "{error}");
    }
}
