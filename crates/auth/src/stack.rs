//! Where moves and inlined calls leave copies of a key.
//!
//! Rust moves a value by copying it, and nothing wipes the place it was copied from. Work that
//! handles a bare key runs here, and what it left below is overwritten. The result must not hold a
//! key itself, only point to one. This is best effort: the language promises nothing about the
//! stack; `tests/memory.rs` looks.

use std::hint::black_box;

/// More than any of the work below uses, in a build without optimisation too.
const DEEP: usize = 16 * 1024;

/// More than a hash uses: a quarter of the time it takes would go into wiping more.
const SHALLOW: usize = if cfg!(debug_assertions) { DEEP } else { 2 * 1024 };

/// Runs `work`, then overwrites the stack that it used.
pub(crate) fn scrubbed<T>(work: impl FnOnce() -> T) -> T {
    let result = below(work);
    overwrite::<DEEP>();
    result
}

/// The same for work that only hashes.
pub(crate) fn scrubbed_hash<T>(work: impl FnOnce() -> T) -> T {
    let result = below(work);
    overwrite::<SHALLOW>();
    result
}

#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn overwrite<const DEPTH: usize>() {
    let mut stack = [0_u8; DEPTH];
    black_box(&mut stack);
}
