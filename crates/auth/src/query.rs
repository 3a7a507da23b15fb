use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The bytes that are escaped on the wire: all but RFC 3986's unreserved characters and `$`.
///
/// `$` occurs in names of coins, is legal in a query, and means itself. Left alone, it reads the
/// same to a server that verifies the query as it arrived and to one that decodes it first.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// A query string in its two spellings: raw, for the text that is signed, and percent-encoded, for
/// the URL that is sent.
///
/// Exchanges sign the values as they mean them (`symbol=龙虾USDT`), while a URL must escape them
/// (`symbol=%E9%BE%99%E8%99%BEUSDT`). Both spellings are written from the same pairs in the same
/// order, so the order on the wire and in the signed text cannot differ.
///
/// The raw spelling does not distinguish a `&` or `=` inside a value from one between two; the
/// encoded spelling does.
///
/// ```
/// use venue_auth::Query;
///
/// let mut query = Query::new();
/// query.push("symbol", "ETHUSDT").push("clientOid", "my order 1");
/// query.sort();
/// assert_eq!(query.raw(), "clientOid=my order 1&symbol=ETHUSDT");
/// assert_eq!(query.encoded(), "clientOid=my%20order%201&symbol=ETHUSDT");
/// ```
///
/// A URL's own pairs collect into one, which undoes whatever escaping the URL had:
///
/// ```
/// # use venue_auth::Query;
/// let mut url = url::Url::parse("https://example.com/?b=two+words&a=%24AI")?;
/// let mut query: Query = url.query_pairs().collect();
/// query.sort();
/// let (raw, encoded) = (query.raw(), query.encoded());
/// url.set_query(Some(&encoded));
/// assert_eq!(raw, "a=$AI&b=two words");
/// assert_eq!(url.as_str(), "https://example.com/?a=$AI&b=two%20words");
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Returns a query without pairs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair at the end. Both are given unescaped; a key may occur again.
    pub fn push(
        &mut self,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> &mut Self {
        self.pairs.push((key.into(), value.into()));
        self
    }

    /// Sorts the pairs by the bytes of their keys, ascending. Pairs with the same key keep their
    /// order.
    pub fn sort(&mut self) {
        self.pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    }

    /// Returns whether there are no pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Returns the pairs, unescaped, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Returns `k=v&k2=v2`, unescaped, for the text that is signed. Without a leading `?`.
    #[must_use]
    pub fn raw(&self) -> String {
        let mut out = String::new();
        self.write_raw(&mut out);
        out
    }

    /// Returns `k=v&k2=v2`, percent-encoded, for the URL. Without a leading `?`.
    ///
    /// ASCII letters and digits, `-`, `.`, `_`, `~` and `$` stand for themselves; any other byte
    /// is `%XX` in upper case, so a space is `%20`.
    #[must_use]
    pub fn encoded(&self) -> String {
        let mut out = String::new();
        self.write_encoded(&mut out);
        out
    }

    /// Appends what [`raw`](Self::raw) returns.
    pub fn write_raw(&self, out: &mut String) {
        self.write(out, String::push_str);
    }

    /// Appends what [`encoded`](Self::encoded) returns.
    pub fn write_encoded(&self, out: &mut String) {
        self.write(out, |out, text| {
            out.extend(utf8_percent_encode(text, ESCAPED));
        });
    }

    fn write(&self, out: &mut String, mut append: impl FnMut(&mut String, &str)) {
        for (index, (key, value)) in self.iter().enumerate() {
            if index > 0 {
                out.push('&');
            }
            append(out, key);
            out.push('=');
            append(out, value);
        }
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<Cow<'a, str>>> Extend<(K, V)> for Query<'a> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        let pairs = pairs.into_iter().map(|(k, v)| (k.into(), v.into()));
        self.pairs.extend(pairs);
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<Cow<'a, str>>> FromIterator<(K, V)> for Query<'a> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut query = Self::new();
        query.extend(pairs);
        query
    }
}
