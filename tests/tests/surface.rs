//! The public surface of the generated half of each exchange crate, sorted, so that a reviewer
//! sees what a spec edit gives to users and takes from them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{fs, path::Path};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};
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
            // `open_enum!`, `record!` and `row!`: the enum or struct stands inside.
            Item::Macro(call) => inside(module, &call.mac.tokens.to_string(), lines),
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

fn inside(module: &str, tokens: &str, lines: &mut Vec<String>) {
    // What stands behind `=>` says how a field is written.
    let mut pieces = tokens.split("=>");
    let mut cleaned = pieces.next().unwrap_or_default().replace(": i64 {", "{");
    // Nor does it matter that a page may come as a bare list.
    if let Some((before, list)) = cleaned.split_once(" or [") {
        cleaned = format!("{before} {}", list.split_once(']').unwrap().1);
    }
    for piece in pieces {
        cleaned.push_str(piece.find(',').map_or("", |comma| &piece[comma..]));
    }
    match syn::parse_str::<Item>(&cleaned) {
        Ok(Item::Enum(item)) => {
            lines.push(format!("{module}::{}", item.ident));
            for variant in &item.variants {
                let value = variant.discriminant.as_ref().map(|(_, value)| text(value));
                lines.push(format!(
                    "{module}::{}::{} = {}",
                    item.ident,
                    variant.ident,
                    value.unwrap_or_default()
                ));
            }
        }
        Ok(Item::Struct(item)) => fields(module, &item.ident.to_string(), &item.fields, lines),
        _ => panic!("neither enum nor struct: {cleaned}"),
    }
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
