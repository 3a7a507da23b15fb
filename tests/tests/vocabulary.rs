//! The field's words: a reader of exchange SDKs meets no private dialect in a public name, a doc
//! comment, a page or a spec.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is not written, and what is written instead.
///
/// The left side is words in lower case, in prose or as parts of a name: `a|b` is
/// either, `…` is up to five words of any kind, and one that ends in `*` is whatever begins so.
const GLOSSARY: &[(&str, &str)] = &[
    ("miniature*", "`sandbox`, or `simulated exchange`"),
    ("answer*", "`response`, `responds`"),
    ("dialect*", "`exchange profile`"),
    ("a|the|this|each|struct flight", "`call state`"),
    ("flights|fly|flies", "`execute`"),
    ("told|heard", "`reported`, `response metadata`"),
    ("a|an|the|its|their|your|another|next turn|turns", "`permit`"),
    ("gate|gates", "`cooldown`"),
    ("learnt|learned", "`synchronised` of a clock, `found out` of anything else"),
    ("learn|learns|learning … clock|clocks|time|offset", "`synchronise the clock`"),
    ("refus* … credential|credentials|key|keys|token|tokens|signature|login", "`unauthorized`"),
    ("credentials|key|keys|token|tokens|signature|login … refus*", "`unauthorized`"),
    ("struck|strike|strikes out", "`redacted`"),
    ("truth value|values", "`bool`"),
    ("moment|moments", "`timestamp`, or `time`"),
    ("member|members", "`field`"),
    ("row|rows", "`tuple`"),
    ("by hand", "`hand-written`"),
    ("a|the|this|that|each|every|no|first|another finding", "`diagnostic`"),
    ("findings", "`diagnostics`"),
    ("scope address", "`scope ip`"),
    ("per|each|every address", "`IP`, of a limit's scope"),
    ("order|orders that stand|stands|stood", "`open orders`"),
    ("standing order|orders", "`open orders`"),
    ("fate|fates", "`outcome`"),
    ("where this is not called|given|set", "`Default: …`"),
    ("name|names of yours", "`client order id`"),
    ("name|names of an|the order|orders", "`client order id`"),
];

/// Where such words are right: the file, the words, and why. Each of them has to be there, so that
/// none outlives its reason.
const RIGHT: &[(&str, &str, &str)] = &[
    ("README.md", "over by hand", "a title in RESULTS.md, quoted to the letter"),
    ("README.md", "less by hand", "a title in RESULTS.md, quoted to the letter"),
    ("README.md", "more than by hand", "a title in RESULTS.md, quoted to the letter"),
    ("README.md", "in a row", "a title in RESULTS.md, quoted to the letter"),
    ("crates/bitget/src/generated/spot_wallet/withdraw.rs", "member", "`memberCode` on the wire"),
    ("crates/bitget/src/generated/uta_wallet/withdraw.rs", "member", "`memberCode` on the wire"),
];

/// A word of a text, in lower case, and its line.
struct Word {
    text: String,
    line: usize,
}

/// The words of a line; a name is as many words as it has parts.
fn words(text: &str, line: usize, into: &mut Vec<Word>) {
    let mut word = String::new();
    let mut lower = false;
    for one in text.chars().chain([' ']) {
        if !word.is_empty() && (!one.is_alphanumeric() || lower && one.is_uppercase()) {
            into.push(Word { text: std::mem::take(&mut word), line });
        }
        lower = one.is_lowercase();
        word.extend(one.is_alphanumeric().then(|| one.to_ascii_lowercase()));
    }
}

/// One text after another, with words that no pattern goes across.
type Texts = Vec<Vec<Word>>;

/// How a kind of file is read.
type Reader = fn(&str) -> Texts;

/// A page: a paragraph, a list's item or a line of code at a time; what a link leads to is no word.
fn page(source: &str) -> Texts {
    let mut texts = vec![Vec::new()];
    for (number, line) in source.lines().enumerate() {
        let begins = line.trim_start().starts_with(['*', '|', '#', '`', '$', '1', '2', '3', '-']);
        if begins || line.trim().is_empty() {
            texts.push(Vec::new());
        }
        let mut shown = String::new();
        for (index, part) in line.split("](").enumerate() {
            let part =
                if index == 0 { part } else { part.split_once(')').map_or("", |(_, end)| end) };
            shown.push_str(part);
            shown.push(' ');
        }
        words(&shown, number + 1, texts.last_mut().unwrap());
    }
    texts
}

/// The doc comments of a source, paragraph by paragraph, and the names that it makes public.
fn source(source: &str) -> Texts {
    let mut texts = vec![Vec::new()];
    // The indentation of a public enum or trait that has not ended: what is in it is public.
    let mut open: Option<usize> = None;
    for (number, line) in source.lines().enumerate() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if let Some(comment) = text.strip_prefix("///").or_else(|| text.strip_prefix("//!")) {
            if comment.trim().is_empty() {
                texts.push(Vec::new());
            }
            words(comment, number + 1, texts.last_mut().unwrap());
            continue;
        }
        if open == Some(indent) && text.starts_with('}') {
            open = None;
        }
        let inside = open.is_some_and(|outer| indent == outer + 4);
        let public = text.starts_with("pub ") || text.starts_with("macro_rules! ");
        if public || inside && text.starts_with(|one: char| one.is_alphabetic()) {
            let code = text.split("//").next().unwrap_or_default();
            // Text on the wire is the exchange's.
            let code: String = code.split('"').step_by(2).collect();
            texts.push(Vec::new());
            words(&code, number + 1, texts.last_mut().unwrap());
        }
        if (text.starts_with("pub enum ") || text.starts_with("pub trait ")) && text.ends_with('{')
        {
            open = Some(indent);
        }
        texts.push(Vec::new());
    }
    texts
}

/// The titles, summaries and descriptions of a spec.
fn spec(source: &str) -> Texts {
    let mut texts = vec![Vec::new()];
    let mut prose: Option<usize> = None;
    for (number, line) in source.lines().enumerate() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if prose.is_some_and(|key| indent > key || text.is_empty()) {
            if text.is_empty() {
                texts.push(Vec::new());
            }
            words(text, number + 1, texts.last_mut().unwrap());
            continue;
        }
        prose = None;
        for key in ["title: ", "summary: ", "description: "] {
            let Some((before, after)) = line.split_once(key) else { continue };
            texts.push(Vec::new());
            // In `{description: …, enum: …}` another key follows.
            let begins_key =
                |part: &&str| part.split_once(": ").is_some_and(|(key, _)| !key.contains(' '));
            let flows = before.contains('{');
            let end = after.split(", ").skip(1).find(begins_key).filter(|_| flows);
            let end = end.map_or(after.len(), |key| key.as_ptr().addr() - after.as_ptr().addr());
            words(&after[..end], number + 1, texts.last_mut().unwrap());
            prose = (!flows).then_some(indent);
        }
    }
    texts
}

/// Whether a word is one of `a|b|c*`.
fn fits(word: &str, alternatives: &str) -> bool {
    alternatives.split('|').any(|one| match one.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == one,
    })
}

/// How many words from the first on make the pattern.
fn length(words: &[Word], pattern: &[&str]) -> Option<usize> {
    match pattern {
        [] => Some(0),
        ["…", rest @ ..] => (0..=words.len().min(5))
            .find_map(|skipped| Some(skipped + length(&words[skipped..], rest)?)),
        [first, rest @ ..] => {
            let (word, after) = words.split_first()?;
            fits(&word.text, first).then(|| length(after, rest)).flatten().map(|count| count + 1)
        }
    }
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// What a text says that it should not: the line, the words, and what to write instead.
fn wrong(
    text: &[Word],
    right: &mut dyn FnMut(&[Word]) -> bool,
) -> Vec<(usize, String, &'static str)> {
    let mut found = Vec::new();
    for (pattern, instead) in GLOSSARY {
        let pattern: Vec<&str> = pattern.split(' ').collect();
        for begin in 0..text.len() {
            let Some(count) = length(&text[begin..], &pattern) else { continue };
            // With two words around it, for the list of what is right.
            let around = &text[begin.saturating_sub(2)..(begin + count + 2).min(text.len())];
            if !right(around) {
                let words = joined(&text[begin..begin + count]);
                found.push((text[begin].line, words, *instead));
            }
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files below a folder whose names end so, in order.
fn below(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            below(&path, end, found);
        } else if path.to_str().unwrap().ends_with(end) {
            found.push(path);
        }
    }
}

/// Every file that somebody reads without having written it, and how it is read.
fn files() -> Vec<(PathBuf, Reader)> {
    let root = root();
    let mut pages: Vec<PathBuf> =
        ["README.md", "CHANGELOG.md", "specs/README.md", "xtask/README.md"]
            .map(|name| root.join(name))
            .to_vec();
    let (mut sources, mut specs) = (Vec::new(), Vec::new());
    let mut crates: Vec<_> =
        fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    crates.sort();
    for folder in crates {
        pages.push(folder.join("README.md"));
        below(&folder.join("docs"), ".md", &mut pages);
        below(&folder.join("src"), ".rs", &mut sources);
    }
    below(&root.join("specs"), ".yaml", &mut specs);
    let of = |paths: Vec<PathBuf>, read: Reader| paths.into_iter().map(move |path| (path, read));
    of(pages, page).chain(of(sources, source)).chain(of(specs, spec)).collect()
}

#[test]
fn the_left_column_of_the_glossary_stands_in_no_public_name_and_no_page() {
    let root = root();
    let mut reports = Vec::new();
    let mut used = vec![false; RIGHT.len()];
    let mut count = 0;
    for (path, read) in files() {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let texts = read(&fs::read_to_string(&path).unwrap());
        count += texts.iter().map(Vec::len).sum::<usize>();
        for text in &texts {
            let mut right = |around: &[Word]| {
                let around = format!(" {} ", joined(around));
                let mut any = false;
                for (used, (file, words, _)) in used.iter_mut().zip(RIGHT) {
                    if name == *file && around.contains(&format!(" {words} ")) {
                        (*used, any) = (true, true);
                    }
                }
                any
            };
            for (line, words, instead) in wrong(text, &mut right) {
                reports.push(format!("{name}:{line}: `{words}`: write {instead}"));
            }
        }
    }
    assert!(count > 50_000, "only {count} words were read");
    for (used, (file, words, why)) in used.iter().zip(RIGHT) {
        if !used {
            reports.push(format!("{file}: `{words}` ({why}) is not there: take it off the list"));
        }
    }
    assert!(reports.is_empty(), "{} words:\n{}", reports.len(), reports.join("\n"));
}

/// What is found in a text, as words.
fn found(texts: &Texts) -> Vec<String> {
    let found = texts.iter().flat_map(|text| wrong(text, &mut |_| false));
    found.map(|(line, words, _)| format!("{line}: {words}")).collect()
}

#[test]
fn what_is_not_the_fields_word_is_found_wherever_it_stands() {
    let text =
        "An order was refused for\nits credentials.\n\n* The exchange's [answers](rows.md).\n";
    assert_eq!(found(&page(text)), ["1: refused for its credentials", "4: answers"]);

    let code = "/// The truth\n/// value.\npub enum LastAnswer {\n    /// A row.\n    InRow,\n}\n\
                pub fn members(&self, by_hand: &str) -> Dialect\n    let answer = \"row\";\n";
    assert_eq!(
        found(&source(code)),
        [
            "1: truth value",
            "3: answer",
            "4: row",
            "5: row",
            "7: dialect",
            "7: members",
            "7: by hand"
        ]
    );

    let yaml = "info:\n  title: Moments\n  description: >\n    One limit for\n    each address.\n\
                \x20 answer: 1\nx: {description: A member., enum: [row]}\n";
    assert_eq!(found(&spec(yaml)), ["2: moments", "5: each address", "7: member"]);
}

#[test]
fn words_with_another_meaning_are_left_alone() {
    for text in [
        "The address of the exchange, a wallet's address, an address of your own.",
        "It turns a POST into a GET. Turn on the feature.",
        "To learn more, see the guide.",
        "An empty list is refused before anything is sent.",
        "Place an order; find it among the open orders, by address, while it is in flight.",
        "The turnover, the remembered rowing, the investigated.",
    ] {
        let found = found(&page(text));
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}
