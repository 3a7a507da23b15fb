//! Writing `stream()`: the items of a paged operation, page after page.

use super::{
    kinds::rust,
    text::{Source, literal},
};
use crate::ir::{Operation, Pagination, Style};

/// Writes the method.
pub(super) fn write(source: &mut Source, operation: &Operation, pagination: &Pagination) {
    let Pagination { setter, style, item, items } = pagination;
    source.open(&format!("impl<'a> {}<'a> {{", operation.pascal()));
    source.doc("Sends requests as items are wanted, page after page. An error ends the stream.");
    let item = rust(item, "types::");
    source.line("#[inline]");
    source.open(&format!("pub fn stream(self) -> pages::ItemStream<'a, {item}> {{"));
    let of_page = items.as_ref().map_or("page".to_owned(), |list| format!("page.{}", list.rust));
    let page = items.as_ref().map_or(format!("page: Vec<{item}>"), |_| "page: _".to_owned());
    let field = &setter.rust;
    let by_number = |source: &mut Source, first: u8, step: &str| {
        source.line(&format!("let first = self.request.{field}.unwrap_or({first});"));
        source.open("pages::by_number(");
        source.line("self,");
        source.line(&format!("(first, pages::Step::{step}),"));
    };
    let by_cursor = |source: &mut Source, function: &str| {
        source.open(&format!("pages::{function}("));
        source.line("self,");
        source.line(&format!("{},", literal(&setter.wire)));
    };
    match style {
        Style::Offset { .. } => by_number(source, 0, "Items"),
        Style::Page { total: Some(_) } => by_number(source, 1, "Pages"),
        Style::Page { total: None } => by_number(source, 1, "PagesUntilEmpty"),
        Style::Cursor { .. } => by_cursor(source, "by_cursor"),
        Style::LastItem { .. } => by_cursor(source, "by_last_item"),
    }
    source.line("|call: Self| call.send(),");
    let split = |next: &str| format!("|{page}| (pages::items({of_page}), {next}),");
    match style {
        Style::Offset { total } | Style::Page { total } => {
            let total = total.as_ref().map(|total| format!("page.{}", total.rust));
            source.line(&split(total.as_deref().unwrap_or("None")));
        }
        Style::Cursor { next } => {
            source.line(&split(&format!("pages::cursor(&page.{})", next.rust)));
        }
        Style::LastItem { id } => {
            source.line(&format!("|{page}| {of_page},"));
            let id = &id.rust;
            source.line(&format!("|item: &{item}| pages::cursor(&item.{id}),"));
        }
    }
    source.line(&format!("|call, next| call.{field}(next),"));
    source.close(")");
    source.close("}");
    source.close("}");
}
