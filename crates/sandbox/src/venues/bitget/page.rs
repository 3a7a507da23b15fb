//! Lists in pages: newest first, each page beginning after an id.

use super::{
    envelope::wrong,
    order::{Fill, Order},
    place::asked,
};
use crate::{refusal::Refusal, request::Request};

/// Items of a page, unless it is said, and at most.
const LIMIT: usize = 100;

/// Which part of a list is asked for.
pub(super) struct Page {
    symbol: Option<String>,
    order: Option<String>,
    start: Option<i64>,
    end: Option<i64>,
    before: Option<u64>,
    limit: usize,
}

/// Something that stands in a list.
pub(super) trait Listed {
    fn id(&self) -> u64;
    fn order(&self) -> u64;
    fn symbol(&self) -> &str;
    fn at(&self) -> i64;
}

impl Listed for Order {
    fn id(&self) -> u64 {
        self.id
    }
    fn order(&self) -> u64 {
        self.id
    }
    fn symbol(&self) -> &str {
        &self.symbol
    }
    fn at(&self) -> i64 {
        self.created
    }
}

impl Listed for Fill {
    fn id(&self) -> u64 {
        self.id
    }
    fn order(&self) -> u64 {
        self.order
    }
    fn symbol(&self) -> &str {
        &self.symbol
    }
    fn at(&self) -> i64 {
        self.at
    }
}

impl Page {
    /// Reads the query; `cursor` is the parameter that names the last item of the page before.
    pub(super) fn read(request: &Request, cursor: &str) -> Result<Self, Refusal> {
        let limit = match number::<i64>(request, "limit")? {
            Some(limit) if limit < 1 => return Err(wrong("limit")),
            Some(limit) => usize::try_from(limit).unwrap_or(LIMIT).min(LIMIT),
            None => LIMIT,
        };
        Ok(Self {
            symbol: asked(request, "symbol"),
            order: asked(request, "orderId"),
            start: number(request, "startTime")?,
            end: number(request, "endTime")?,
            before: number(request, cursor)?,
            limit,
        })
    }

    /// The items of this page, newest first, out of all, oldest first.
    pub(super) fn of<'a, T: Listed>(
        &self,
        all: impl DoubleEndedIterator<Item = &'a T>,
    ) -> Vec<&'a T> {
        let fits = |item: &&T| {
            self.symbol.as_deref().is_none_or(|symbol| symbol == item.symbol())
                && self.order.as_deref().is_none_or(|order| order == item.order().to_string())
                && self.start.is_none_or(|start| item.at() >= start)
                && self.end.is_none_or(|end| item.at() <= end)
                && self.before.is_none_or(|before| item.id() < before)
        };
        all.rev().filter(fits).take(self.limit).collect()
    }
}

fn number<T: std::str::FromStr>(request: &Request, name: &str) -> Result<Option<T>, Refusal> {
    let text = asked(request, name);
    text.map(|text| text.parse().map_err(|_| wrong(name))).transpose()
}
