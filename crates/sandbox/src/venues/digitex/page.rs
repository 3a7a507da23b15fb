//! Pages with opaque cursors, as the REST framework makes them.

use base64ct::{Base64, Encoding};
use http::StatusCode;
use serde::Serialize;

use crate::{refusal::Refusal, request::Request};

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// One page of rows, newest first.
#[derive(Serialize)]
pub(super) struct Page<T> {
    next: Option<String>,
    previous: Option<String>,
    results: Vec<T>,
}

/// Where a page begins: after a row towards the older ones, or before one towards the newer.
enum Cursor {
    Start,
    Older(u64),
    Newer(u64),
}

impl<T> Page<T> {
    /// The page that the request asks for. `rows` are numbered upwards and stand newest first.
    pub(super) fn of(rows: Vec<(u64, T)>, request: &Request) -> Result<Self, Refusal> {
        let size = parameter(request, "page_size")
            .and_then(|text| text.parse().ok())
            .filter(|size| *size > 0)
            .map_or(PAGE, |size: usize| size.min(LARGEST_PAGE));
        let cursor = match parameter(request, "cursor") {
            Some(text) => Cursor::read(&text)
                .ok_or_else(|| Refusal::own(StatusCode::NOT_FOUND, "", "Invalid cursor"))?,
            None => Cursor::Start,
        };
        let total = rows.len();
        let first = match cursor {
            Cursor::Start => 0,
            Cursor::Older(than) => older(&rows, than),
            Cursor::Newer(than) => {
                let end = rows.iter().take_while(|(number, _)| *number > than).count();
                end.saturating_sub(size)
            }
        };
        let shown: Vec<(u64, T)> = rows.into_iter().skip(first).take(size).collect();
        let oldest = shown.last().map(|(number, _)| *number);
        let newest = shown.first().map(|(number, _)| *number);
        Ok(Self {
            next: oldest.filter(|_| first + shown.len() < total).map(|number| written("o", number)),
            previous: newest.filter(|_| first > 0).map(|number| written("r", number)),
            results: shown.into_iter().map(|(_, row)| row).collect(),
        })
    }
}

fn older<T>(rows: &[(u64, T)], than: u64) -> usize {
    rows.iter().take_while(|(number, _)| *number >= than).count()
}

impl Cursor {
    fn read(text: &str) -> Option<Self> {
        let bytes = Base64::decode_vec(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (way, position) = text.split_once("=1&p=")?;
        let position = position.parse().ok()?;
        match way {
            "o" => Some(Self::Older(position)),
            "r" => Some(Self::Newer(position)),
            _ => None,
        }
    }
}

/// 22 bytes, so that the text ends with `==` and shows whether it was encoded on its way back.
fn written(way: &str, number: u64) -> String {
    Base64::encode_string(format!("{way}=1&p={number:016}").as_bytes())
}

/// A parameter of the query that is there and not empty.
pub(super) fn parameter(request: &Request, name: &str) -> Option<String> {
    request
        .query_pairs()
        .into_iter()
        .find(|(known, value)| known == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The same, as a number.
pub(super) fn number(request: &Request, name: &str) -> Option<i64> {
    parameter(request, name)?.parse().ok()
}
