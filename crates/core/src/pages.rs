//! Going through a list that comes in pages, item by item.
//!
//! A stream fetches a page when its items are wanted. It ends where the exchange says so, and
//! also where a page repeats: an exchange that ignores the cursor would otherwise be asked for
//! the same page for ever. A page that fails gives its error once, after all items before it; so do
//! [`MAX_EMPTY_PAGES`] empty pages after another.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt, stream};

use crate::{
    error::{Error, ErrorKind, Outcome},
    response::Response,
};

/// How many empty pages are gone through, each naming the next, before that is an error.
pub const MAX_EMPTY_PAGES: u32 = 100;

/// The items of a paged operation, fetched as they are wanted.
///
/// ```no_run
/// # async fn example(mut orders: venue_core::pages::ItemStream<'_, String>) -> Result<(), venue_core::Error> {
/// while let Some(order) = orders.next().await {
///     println!("{}", order?);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct ItemStream<'a, T>(Pin<Box<dyn Stream<Item = Result<T, Error>> + Send + 'a>>);

impl<T> ItemStream<'_, T> {
    /// Returns the next item, an error, or none at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        self.0.next().await
    }
}

impl<T> Stream for ItemStream<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for ItemStream<'_, T> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("ItemStream")
    }
}

/// A cursor as a payload or an item holds it.
pub trait Cursor {
    /// Returns the text that the next request names, or none where there is no next page.
    fn cursor(self) -> Option<String>;
}

impl Cursor for String {
    fn cursor(self) -> Option<String> {
        (!self.is_empty()).then_some(self)
    }
}

impl Cursor for i64 {
    fn cursor(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T: Cursor> Cursor for Option<T> {
    fn cursor(self) -> Option<String> {
        self.and_then(Cursor::cursor)
    }
}

/// A list as a payload holds it.
pub trait Items<T> {
    /// Returns the items; none where the list is absent.
    fn items(self) -> Vec<T>;
}

impl<T> Items<T> for Vec<T> {
    fn items(self) -> Vec<T> {
        self
    }
}

impl<T> Items<T> for Option<Vec<T>> {
    fn items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

/// The items of a list; none where it is absent.
pub fn items<T>(list: impl Items<T>) -> Vec<T> {
    list.items()
}

/// The text that names the next page, or none where there is none.
pub fn cursor<C: Cursor + Clone>(cursor: &C) -> Option<String> {
    cursor.clone().cursor()
}

/// What is left to do.
struct Walk<B, T, K> {
    /// The next request, or none after the last.
    call: Option<B>,
    items: VecDeque<T>,
    known: K,
    /// How many of the latest pages were empty.
    empty: u32,
}

/// Who names the next page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// The page, in a field of its own.
    ByPage,
    /// Its last item. A page that ends where the one before it ended is the same page again.
    ByItem,
}

/// Returns a stream that follows the last item of each page to the next.
///
/// `items` takes the list out of a payload, `id` gives the cursor of an item, `follow` puts it
/// into a request.
pub fn by_last_item<'a, B, P, I, T, F>(
    call: B,
    parameter: &'static str,
    send: impl Fn(B) -> F + Send + 'a,
    items: impl Fn(P) -> I + Send + 'a,
    id: impl Fn(&T) -> Option<String> + Send + 'a,
    follow: impl Fn(B, String) -> B + Send + 'a,
) -> ItemStream<'a, T>
where
    B: Clone + Send + 'a,
    T: Send + 'a,
    I: Items<T>,
    P: Send + 'a,
    F: Future<Output = Result<Response<P>, Error>> + Send + 'a,
{
    let split = move |page| {
        let items = items(page).items();
        let next = items.last().and_then(&id);
        (items, next)
    };
    walk_by_cursor(call, (parameter, Named::ByItem), send, split, follow)
}

/// Returns a stream that follows the cursor in each page to the next.
///
/// `split` takes a payload apart, `follow` puts the cursor into a request.
pub fn by_cursor<'a, B, P, T, F>(
    call: B,
    parameter: &'static str,
    send: impl Fn(B) -> F + Send + 'a,
    split: impl Fn(P) -> (Vec<T>, Option<String>) + Send + 'a,
    follow: impl Fn(B, String) -> B + Send + 'a,
) -> ItemStream<'a, T>
where
    B: Clone + Send + 'a,
    T: Send + 'a,
    P: Send + 'a,
    F: Future<Output = Result<Response<P>, Error>> + Send + 'a,
{
    walk_by_cursor(call, (parameter, Named::ByPage), send, split, follow)
}

fn walk_by_cursor<'a, B, P, T, F>(
    call: B,
    (parameter, named): (&'static str, Named),
    send: impl Fn(B) -> F + Send + 'a,
    split: impl Fn(P) -> (Vec<T>, Option<String>) + Send + 'a,
    follow: impl Fn(B, String) -> B + Send + 'a,
) -> ItemStream<'a, T>
where
    B: Clone + Send + 'a,
    T: Send + 'a,
    P: Send + 'a,
    F: Future<Output = Result<Response<P>, Error>> + Send + 'a,
{
    let hasher = RandomState::new();
    walk(call, HashSet::new(), send, move |call, known: &mut HashSet<u64>, payload| {
        let (items, next) = split(payload);
        let Some(next) = next.map(|next| bare_cursor(&next, parameter)) else {
            return (items, None);
        };
        // Every cursor is followed once, so that no cycle is walked twice.
        match (known.insert(hasher.hash_one(&next)), named) {
            (true, _) => (items, Some(follow(call, next))),
            (false, Named::ByPage) => (items, None),
            (false, Named::ByItem) => (Vec::new(), None),
        }
    })
}

/// How a number names the next page.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// By the items before it.
    Items,
    /// By the pages before it.
    Pages,
    /// By the pages before it, of which nobody says how many there are: an empty one is the last.
    PagesUntilEmpty,
}

/// Returns a stream that counts items or pages.
///
/// `split` returns the items and the total number of items, if the exchange gives it; without it, a
/// bare list is the only page, but for [`Step::PagesUntilEmpty`].
pub fn by_number<'a, B, P, T, F>(
    call: B,
    (first, step): (i64, Step),
    send: impl Fn(B) -> F + Send + 'a,
    split: impl Fn(P) -> (Vec<T>, Option<i64>) + Send + 'a,
    follow: impl Fn(B, i64) -> B + Send + 'a,
) -> ItemStream<'a, T>
where
    B: Clone + Send + 'a,
    T: Clone + PartialEq + Send + 'a,
    P: Send + 'a,
    F: Future<Output = Result<Response<P>, Error>> + Send + 'a,
{
    let known = (first, 0_i64, Vec::new());
    walk(call, known, send, move |call, known: &mut (i64, i64, Vec<T>), payload| {
        let (items, total) = split(payload);
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let (number, seen, previous) = known;
        *seen = seen.saturating_add(count);
        let before = match step {
            Step::Items => number.saturating_add(count),
            Step::Pages | Step::PagesUntilEmpty => *seen,
        };
        let is_whole = match step {
            Step::Items | Step::Pages => total.is_none_or(|total| before >= total),
            Step::PagesUntilEmpty => false,
        };
        // A server that ignores the number sends the same page again.
        let repeats = !items.is_empty() && *previous == items;
        let last = items.is_empty() || repeats || is_whole;
        previous.clone_from(&items);
        *number = match step {
            Step::Items => number.saturating_add(count),
            Step::Pages | Step::PagesUntilEmpty => number.saturating_add(1),
        };
        let items = if repeats { Vec::new() } else { items };
        (items, (!last).then(|| follow(call, *number)))
    })
}

fn walk<'a, B, P, T, K, F>(
    call: B,
    known: K,
    send: impl Fn(B) -> F + Send + 'a,
    split: impl Fn(B, &mut K, P) -> (Vec<T>, Option<B>) + Send + 'a,
) -> ItemStream<'a, T>
where
    B: Clone + Send + 'a,
    T: Send + 'a,
    K: Send + 'a,
    P: Send + 'a,
    F: Future<Output = Result<Response<P>, Error>> + Send + 'a,
{
    let walk = Walk { call: Some(call), items: VecDeque::new(), known, empty: 0 };
    let steps = (send, split);
    let items = stream::unfold((walk, steps), |(mut walk, (send, split))| async move {
        loop {
            if let Some(item) = walk.items.pop_front() {
                return Some((Ok(item), (walk, (send, split))));
            }
            let call = walk.call.take()?;
            match send(call.clone()).await {
                Ok(page) => {
                    let (items, next) = split(call, &mut walk.known, page.into_data());
                    walk.empty = if items.is_empty() { walk.empty.saturating_add(1) } else { 0 };
                    walk.items = items.into();
                    walk.call = next;
                    if walk.empty >= MAX_EMPTY_PAGES && walk.call.take().is_some() {
                        return Some((Err(only_empty_pages()), (walk, (send, split))));
                    }
                }
                Err(error) => return Some((Err(error), (walk, (send, split)))),
            }
        }
    });
    ItemStream(Box::pin(items))
}

#[cold]
fn only_empty_pages() -> Error {
    let message = format!("{MAX_EMPTY_PAGES} pages were empty, and each named a next one");
    Error::new(ErrorKind::Decode, Outcome::Unknown, message)
}

/// The cursor inside a URL, where a server sends the address of the next page.
fn bare_cursor(next: &str, parameter: &str) -> String {
    if next.starts_with("http://") || next.starts_with("https://") {
        let url = url::Url::parse(next).ok();
        let pairs = url.as_ref().map(|url| url.query_pairs());
        let found = pairs.and_then(|mut pairs| pairs.find(|(key, _)| key == parameter));
        if let Some((_, cursor)) = found {
            return cursor.into_owned();
        }
    }
    next.to_owned()
}
