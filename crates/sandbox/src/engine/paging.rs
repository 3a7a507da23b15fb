//! Windows of lists: which part of a list a page is.

/// Which items of a list a request asks for. The list stands newest first, its items numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// So many items from the beginning, or behind the item of a number.
    Older { than: Option<u64>, size: usize },
    /// The last so many items before the item of a number.
    Newer { than: u64, size: usize },
    /// So many items behind the first so many.
    Offset { offset: usize, size: usize },
}

/// A part of a list.
#[derive(Debug, PartialEq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// How many items stand before this page.
    pub(crate) offset: usize,
    /// How many items the whole list has.
    pub(crate) total: usize,
    /// The numbers of the first and the last item.
    pub(crate) ends: Option<(u64, u64)>,
}

impl Window {
    /// Returns the part of a list that is asked for.
    pub(crate) fn of<T>(self, all: impl IntoIterator<Item = (u64, T)>) -> Page<T> {
        let all: Vec<(u64, T)> = all.into_iter().collect();
        let before = |is_before: &dyn Fn(u64) -> bool| {
            all.iter().take_while(|(number, _)| is_before(*number)).count()
        };
        let (offset, size) = match self {
            Self::Older { than: None, size } => (0, size),
            Self::Older { than: Some(than), size } => (before(&|number| number >= than), size),
            Self::Newer { than, size } => {
                let end = before(&|number| number > than);
                (end.saturating_sub(size), size)
            }
            Self::Offset { offset, size } => (offset, size),
        };
        let total = all.len();
        let (numbers, items): (Vec<u64>, Vec<T>) = all.into_iter().skip(offset).take(size).unzip();
        let ends = numbers.first().copied().zip(numbers.last().copied());
        Page { items, offset, total, ends }
    }
}

impl<T> Page<T> {
    /// Whether items stand behind this page.
    pub(crate) fn has_more(&self) -> bool {
        self.offset.saturating_add(self.items.len()) < self.total
    }

    /// Returns the same page of other items.
    pub(crate) fn map<U>(self, write: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, offset, total, ends } = self;
        Page { items: items.into_iter().map(write).collect(), offset, total, ends }
    }
}
