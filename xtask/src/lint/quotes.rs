//! Plain words that one YAML reader takes for text and another for something else.
//!
//! Our reader follows YAML 1.2, in which `no` is text. Many others follow YAML 1.1, in which it is
//! a bool: a spec with `enum: [on, off]` would mean one thing here and another there.

use crate::spec::{
    model::Model,
    node::{Data, Node, Span, shown},
    report::{At, Report, refuse},
};

/// Checks every scalar and every key.
pub(super) fn check(model: &Model<'_>, report: &Report) {
    for doc in &model.docs {
        let mut found = Vec::new();
        gather(doc.root(), &mut found);
        if found.is_empty() {
            continue;
        }
        let lines: Vec<&str> = doc.document.text.lines().collect();
        let at = At::document(report, doc.document);
        // A line may hold a million words: each is looked for from the one before it.
        let mut last = (Span::default(), "");
        for (span, word, meaning) in found {
            let begin = Span { line: span.line, column: 1 };
            let line = || span.line.checked_sub(1).and_then(|line| lines.get(line)).copied();
            let (from, rest) = match last {
                (last, rest) if last.line == span.line && last <= span => (last, rest),
                _ => (begin, line().unwrap_or_default()),
            };
            let mut characters = rest.chars();
            let there = (from.column..span.column).all(|_| characters.next().is_some());
            last = (span, characters.as_str());
            if there && last.1.starts_with(word) {
                refuse!(at, span; "quotes":
                    "many YAML readers take {} for {meaning}; put it in quotes", shown(word));
            }
        }
    }
}

/// The words in question, with their places.
fn gather<'a>(node: &'a Node, found: &mut Vec<(Span, &'a str, &'static str)>) {
    match &node.data {
        Data::Text(text) => {
            found.extend(meaning(text).map(|meaning| (node.span, text.as_str(), meaning)));
        }
        Data::List(items) => {
            for item in items {
                gather(item, found);
            }
        }
        Data::Map(entries) => {
            for entry in entries {
                let key = entry.key.as_str();
                // `200:` is a number everywhere, and everywhere the key `"200"` once it is JSON.
                found.extend(meaning(key).map(|meaning| (entry.span, key, meaning)));
                gather(&entry.value, found);
            }
        }
        Data::Null | Data::Bool(_) | Data::Number(_) => {}
    }
}

/// What YAML 1.1 makes of a plain scalar that is text in YAML 1.2.
fn meaning(text: &str) -> Option<&'static str> {
    let first = text.bytes().next().filter(|_| text.len() <= 40)?;
    match first {
        b'y' | b'Y' | b'n' | b'N' | b'o' | b'O' | b't' | b'T' | b'f' | b'F' => {
            const WORDS: [&str; 6] = ["yes", "no", "on", "off", "true", "false"];
            let (head, tail) = text.split_at(1);
            let known = |word: &str| word.eq_ignore_ascii_case(text);
            let cased = tail.bytes().all(|byte| byte.is_ascii_lowercase())
                || (head.bytes().chain(tail.bytes())).all(|byte| byte.is_ascii_uppercase());
            (cased && WORDS.into_iter().any(known)).then_some("a bool")
        }
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text),
        _ => None,
    }
}

fn number(text: &str) -> Option<&'static str> {
    let digits = text.trim_start_matches(['+', '-']);
    let all =
        |text: &str, test: fn(&u8) -> bool| !text.is_empty() && text.bytes().all(|b| test(&b));
    let decimal = |text: &str| all(text, u8::is_ascii_digit);
    let prefixed = |prefix: &str| digits.strip_prefix(prefix);
    let is_number = prefixed("0x").is_some_and(|rest| all(rest, u8::is_ascii_hexdigit))
        || prefixed("0o").or(prefixed("0b")).is_some_and(decimal)
        || all(digits, |byte| byte.is_ascii_digit() || *byte == b'_')
        || digits.split_once('.').is_some_and(|(whole, rest)| {
            (whole.is_empty() || decimal(whole))
                && (rest.is_empty() || decimal(rest))
                && digits != "."
        })
        || matches!(digits, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN");
    if is_number {
        return Some("a number");
    }
    if digits.contains(':') && digits.split(':').all(decimal) {
        return Some("a number to the base of 60");
    }
    let date = text.split(['T', 't', ' ']).next().unwrap_or(text);
    let mut parts = date.split('-');
    let year = parts.next().is_some_and(|year| year.len() == 4 && decimal(year));
    let rest: Vec<&str> = parts.collect();
    let is_date =
        year && rest.len() == 2 && rest.iter().all(|part| part.len() <= 2 && decimal(part));
    is_date.then_some("a date")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_meanings_are_known_in_each_casing_that_yaml_knows() {
        for word in ["yes", "No", "ON", "Off"] {
            assert_eq!(meaning(word), Some("a bool"), "{word}");
        }
        for word in ["yEs", "one", "n", "y", "nO", "", "order", "ñ"] {
            assert_eq!(meaning(word), None, "{word}");
        }
    }

    #[test]
    fn numbers_and_dates_in_disguise_are_known() {
        for text in ["00001", "0x1F", "0o17", "1_000", "+1", ".5", "5.", "-.inf", "012.50"] {
            assert_eq!(meaning(text), Some("a number"), "{text}");
        }
        assert_eq!(meaning("12:30:00"), Some("a number to the base of 60"));
        assert_eq!(meaning("2019-03-20"), Some("a date"));
        assert_eq!(meaning("2019-03-20T03:46:30Z"), Some("a date"));
        for text in ["1-2", "2019-03", "1min", "v2", "-", "+", ".", "127.0.0.1", "10-20-30", "0xZZ"]
        {
            assert_eq!(meaning(text), None, "{text}");
        }
    }
}
