//! The public surface of the generated half of each exchange crate, sorted, so that a reviewer
//! sees what a spec edit gives to users and takes from them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{fs, path::Path};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Fields, ImplItem, Item, ItemEnum, ItemStruct, Visibility,
    parse::{ParseStream, Parser},
};
use venue_tests::{exchanges::EXCHANGES, spec};

fn text(tokens: &impl ToTokens) -> String {
    tokens
        .to_token_stream()
        .to_string()
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace("< ", "<")
        .replace(" ,", ",")
        .replace("& ", "&")
        .replace(" (", "(")
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" :", ":")
        .replace("' ", "'")
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn file(module: &str, path: &Path, lines: &mut Vec<String>) {
    let source = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    for item in &source.items {
        match item {
            Item::Struct(item) if public(&item.vis) => {
                fields(module, &item.ident.to_string(), &item.fields, lines)
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let owner = text(&item.self_ty).replace("<'_>", "").replace("<'a>", "");
                for inner in &item.items {
                    if let ImplItem::Fn(function) = inner
                        && public(&function.vis)
                    {
                        lines.push(format!("{module}::{owner}: {}", text(&function.sig)));
                    }
                }
            }
            Item::Static(item) if public(&item.vis) => {
                lines.push(format!("{module}::{}: {}", item.ident, text(&item.ty)));
            }
            Item::Macro(call) => {
                let name = call.mac.path.segments.last().unwrap().ident.to_string();
                inside(module, &name, call.mac.tokens.clone(), lines);
            }
            _ => {}
        }
    }
}

fn fields(module: &str, owner: &str, fields: &Fields, lines: &mut Vec<String>) {
    lines.push(format!("{module}::{owner}"));
    for field in fields.iter().filter(|field| public(&field.vis)) {
        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        lines.push(format!("{module}::{owner}.{name}: {}", text(&field.ty)));
    }
}

/// What a macro of venue-core makes public.
fn inside(module: &str, name: &str, tokens: TokenStream, lines: &mut Vec<String>) {
    match name {
        "open_enum" => open_enum(module, tokens, lines),
        "request" => request.parse2(tokens).unwrap()(module, lines),
        "record" | "tuple" => {
            let text = text(&tokens);
            let (owner, tables) = text.split_once(' ').unwrap();
            lines.push(format!("{module}::{owner}::new({})", required(tables)));
        }
        "group" => {
            let item: ItemStruct = syn::parse2(tokens).unwrap();
            lines.push(format!("{module}::{}", item.ident));
        }
        "operations" => {
            for entry in text(&tokens).split(',').filter(|entry| !entry.trim().is_empty()) {
                let (_, name) = entry.split_once(':').unwrap();
                lines.push(format!("{module}::operations::{}: Operation", name.trim()));
            }
        }
        other => panic!("unknown macro `{other}!`"),
    }
}

/// The types that a constructor takes.
fn required(tables: &str) -> String {
    let Some((_, table)) = tables.split_once("required {") else { return String::new() };
    let table = table.split_once('}').unwrap().0;
    // `body size: Decimal = "size" as quoted`.
    let entries = table.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let entries = entries.map(|entry| entry.split(" = ").next().unwrap());
    entries.map(|entry| entry.rsplit_once(": ").unwrap().1).collect::<Vec<_>>().join(", ")
}

fn open_enum(module: &str, tokens: TokenStream, lines: &mut Vec<String>) {
    let text_of = tokens.to_string().replace(": i64 {", "{");
    let item: ItemEnum = syn::parse_str(&text_of).unwrap();
    lines.push(format!("{module}::{}", item.ident));
    for variant in &item.variants {
        let value = variant.discriminant.as_ref().map(|(_, value)| text(value));
        let value = value.unwrap_or_default();
        lines.push(format!("{module}::{}::{} = {value}", item.ident, variant.ident));
    }
}

/// The struct of a request with its constructor, and the builder of the operation.
fn request(input: ParseStream<'_>) -> syn::Result<impl FnOnce(&str, &mut Vec<String>) + use<>> {
    let item = if input.fork().parse::<ItemStruct>().is_ok() {
        Some(input.parse::<ItemStruct>()?)
    } else {
        None
    };
    let rest: TokenStream = input.parse()?;
    Ok(move |module: &str, lines: &mut Vec<String>| {
        let rest = text(&rest);
        if let Some(item) = item {
            let owner = item.ident.to_string();
            fields(module, &owner, &item.fields, lines);
            lines.push(format!("{module}::{owner}::new({})", required(&rest)));
        }
        if let Some((_, builder)) = rest.split_once("builder ") {
            lines.push(format!("{module}::{builder}"));
        }
    })
}

fn folder(module: &str, path: &Path, lines: &mut Vec<String>) {
    let mut entries: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_stem().unwrap().to_string_lossy().into_owned();
        let inner = if name == "mod" { module.to_owned() } else { format!("{module}::{name}") };
        if entry.is_dir() {
            folder(&inner, &entry, lines);
        } else {
            file(inner.trim_start_matches("::"), &entry, lines);
        }
    }
}

#[test]
fn the_public_surface_is_what_the_snapshot_shows() {
    for exchange in EXCHANGES {
        let mut lines = Vec::new();
        folder("", &spec::root().join("crates").join(exchange).join("src/generated"), &mut lines);
        lines.sort();
        assert!(lines.len() > 40, "{exchange}: only {} lines", lines.len());
        insta::assert_snapshot!(exchange, lines.join("\n"));
    }
}
