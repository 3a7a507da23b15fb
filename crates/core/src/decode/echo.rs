//! Whether a response is about what was sent.
//!
//! On a connection that is kept, a response belongs to the request before it only because nothing
//! else came in between. A response too many makes every later one belong to another request. What
//! an exchange repeats of a request, mostly the id of an order, shows it.

use std::borrow::Cow;

use crate::{
    request::Outgoing,
    wire::{Failure, Reader, Scalar},
};

/// A field that is repeated, and what it holds.
type Pair = (&'static str, String);

/// Returns a field by which a response names something that was not sent, with what it names.
///
/// An order that was sent with several ids may come back with any of them, and with ids that the
/// exchange knows beside them; so that one which was sent is enough. Nothing can be said where the
/// request leaves an order without an id: then the exchange gives it one.
pub(super) fn strange(outgoing: &Outgoing, response: &str) -> Option<Pair> {
    let names = outgoing.operation.echo;
    if names.is_empty() {
        return None;
    }
    let body = outgoing.body.as_ref().and_then(|body| std::str::from_utf8(&body.bytes).ok());
    let body = body.unwrap_or_default();
    if names.iter().all(|name| is_repeated(name, response, body)) {
        return None;
    }
    // What cannot be read was refused before this.
    let mut found = Objects { names, all: Vec::new(), unnamed: false };
    let _ = found.read(&mut Reader::new(response), false);
    let mut sent = None;
    found.all.into_iter().find_map(|object| {
        let Objects { all, unnamed, .. } =
            sent.get_or_insert_with(|| Objects::sent(outgoing, body));
        let sent = || all.iter().flatten();
        let known = object.into_iter().filter(|(name, _)| sent().any(|sent| sent.0 == *name));
        let known: Vec<Pair> = known.collect();
        let strange = !*unnamed && !known.iter().any(|pair| sent().any(|sent| sent == pair));
        known.into_iter().next().filter(|_| strange)
    })
}

/// Whether this field stands in a response with values alone that stand in the body in the same
/// letters, which is nearly always so and quickly seen.
pub(super) fn is_repeated(name: &str, response: &str, body: &str) -> bool {
    // From the quote before the name to that behind the value.
    let pair = |at: usize| {
        let begun = response.get(at.checked_sub(1)?..)?;
        let (head, value) = begun.split_at_checked(name.len().saturating_add(4))?;
        let text = head.ends_with("\":\"").then(|| value.split('"').next())??;
        begun.get(..head.len().saturating_add(text.len()).saturating_add(1))
    };
    let mut found = response.match_indices(name).map(|(at, _)| pair(at));
    found.all(|pair| pair.is_some_and(|pair| body.contains(pair)))
}

/// The objects of a JSON text that have some of these fields.
struct Objects {
    names: &'static [&'static str],
    all: Vec<Vec<Pair>>,
    /// Whether an object of a list has none of them, nor has one around it.
    unnamed: bool,
}

impl Objects {
    /// Those of a request: of its body, and what its query has.
    fn sent(outgoing: &Outgoing, body: &str) -> Self {
        let names = outgoing.operation.echo;
        let mut sent = Self { names, all: Vec::new(), unnamed: false };
        let _ = sent.read(&mut Reader::new(body), false);
        let query = outgoing.query.iter().filter_map(|(name, value)| {
            let name = names.iter().find(|known| **known == name)?;
            Some((*name, value.to_owned()))
        });
        sent.all.push(query.collect());
        sent
    }

    fn read(&mut self, from: &mut Reader<'_>, in_list: bool) -> Result<(), Failure> {
        if from.is_list() {
            let mut items = from.items("a list")?;
            while items.next(|item| self.read(item, true))?.is_some() {}
            return Ok(());
        }
        if !from.is_object() {
            return from.skip().map(drop);
        }
        let mut pairs = Vec::new();
        let (names, unnamed) = (self.names, self.unnamed);
        from.fields(
            "an object",
            &mut |name, value| match names.iter().find(|known| **known == name) {
                Some(name) if value.is_list() => {
                    let mut items = value.items("a list")?;
                    while items.next(|item| self.pair(name, item, &mut pairs))?.is_some() {}
                    Ok(())
                }
                Some(name) => self.pair(name, value, &mut pairs),
                None => self.read(value, false),
            },
        )?;
        // What lies inside of an object with an id is part of it, and needs none.
        self.unnamed = if pairs.is_empty() { self.unnamed || in_list } else { unnamed };
        self.all.push(pairs);
        Ok(())
    }

    fn pair(
        &mut self,
        name: &'static str,
        value: &mut Reader<'_>,
        pairs: &mut Vec<Pair>,
    ) -> Result<(), Failure> {
        if value.is_list() || value.is_object() {
            return self.read(value, false);
        }
        if let Scalar::Text(text) | Scalar::Number(text) = value.scalar("a value")?
            && !text.is_empty()
        {
            pairs.push((name, Cow::into_owned(text)));
        }
        Ok(())
    }
}
