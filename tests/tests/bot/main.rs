//! The bot of the sandbox's page, tested as the page says; and the page shows this code.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod bot;
mod runs;

use std::fs;

use venue_tests::spec;

#[test]
fn the_page_shows_the_bot_and_its_tests_to_the_letter() {
    let page = spec::root().join("crates/sandbox/docs/a-bot-under-test.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks = page.split("```rust\n").skip(1);
    let shown: Vec<&str> = blocks.map(|block| block.split_once("```").unwrap().0).collect();
    assert!(
        shown == [include_str!("bot.rs"), include_str!("runs.rs")],
        "copy the code to the page"
    );
}
