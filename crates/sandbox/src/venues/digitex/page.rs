//! Pages with opaque cursors, as the REST framework makes them.

use base64ct::{Base64, Encoding};
use http::StatusCode;

use super::DigitexCall;
use crate::{
    engine::{
        paging::Window,
        render::{Fields, fields},
    },
    refusal::Refusal,
    response::Response,
};

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// Responds with the page that the call asks for. The items are numbered and stand newest first.
pub(super) fn respond(
    call: &DigitexCall<'_>,
    items: impl Iterator<Item = (u64, Fields)>,
) -> Result<Response, Refusal> {
    let size = call.request().query("page_size").and_then(|text| text.parse().ok());
    let size = size.filter(|size| *size > 0).map_or(PAGE, |size: usize| size.min(LARGEST_PAGE));
    let window = match call.request().query("cursor") {
        Some(text) => read(&text, size)
            .ok_or_else(|| Refusal::own(StatusCode::NOT_FOUND, "", "Invalid cursor"))?,
        None => Window::Older { than: None, size },
    };
    let page = window.of(items);
    let next = page.ends.filter(|_| page.has_more()).map(|(_, last)| written("o", last));
    let previous = page.ends.filter(|_| page.offset > 0).map(|(first, _)| written("r", first));
    Ok(call.list(page.items, fields! {"next": next, "previous": previous}))
}

fn read(cursor: &str, size: usize) -> Option<Window> {
    let text = String::from_utf8(Base64::decode_vec(cursor).ok()?).ok()?;
    let (way, number) = text.split_once("=1&p=")?;
    let than: u64 = number.parse().ok()?;
    match way {
        "o" => Some(Window::Older { than: Some(than), size }),
        "r" => Some(Window::Newer { than, size }),
        _ => None,
    }
}

/// 22 bytes, so that the text ends with `==` and shows whether it was encoded on its way back.
fn written(way: &str, number: u64) -> String {
    Base64::encode_string(format!("{way}=1&p={number:016}").as_bytes())
}
