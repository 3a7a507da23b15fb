//! Redacting secrets in what an error shows.
//!
//! A secret is found as it is, and with any of its characters written as
//!
//! * percent-encoding has them, hexadecimal digits in either case, and `+` for a space;
//! * JSON has them: `\"`, `\/`, `\n`, `\u0041`, in either case, pairs of surrogates included;
//! * HTML has them: `&amp;`, `&#39;`, `&#x27;`, in either case;
//! * Rust's `Debug` has them: `\u{41}`.
//!
//! Not found are: a secret of fewer than six bytes, which would redact half the text and protect
//! nothing; one that is encoded twice over; and what is computed from it, such as its Base64 form.

#![allow(clippy::arithmetic_side_effects, reason = "positions in a text, which end where it does")]

use venue_auth::Secret;

/// What stands where a secret stood.
const REDACTED: &str = "***";
/// The shortest secret that is looked for, in bytes.
const SHORTEST: usize = 6;

/// Returns the first characters of the text, at most so many, without the secrets. They are
/// redacted before the text is cut: half a secret at its end would not be recognised.
pub(crate) fn beginning(text: &str, secrets: &[Secret], most: usize) -> String {
    let mut secrets: Vec<&str> = secrets.iter().map(Secret::expose).collect();
    secrets.retain(|secret| secret.len() >= SHORTEST);
    // Where one begins with another, the longer one goes.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut clean = String::new();
    let mut shown = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if shown >= most {
            clean.push('…');
            break;
        }
        if let Some(behind) = secrets.iter().find_map(|secret| behind(rest, secret)) {
            clean.push_str(REDACTED);
            shown += REDACTED.len();
            rest = behind;
        } else {
            clean.push(first);
            shown += 1;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    clean
}

/// What follows the secret that a text begins with, in whichever spelling.
fn behind<'a>(text: &'a str, secret: &str) -> Option<&'a str> {
    let mut characters = secret.chars();
    let mut ends = Vec::new();
    spellings(text, characters.next()?, &mut ends);
    // One character can be spelt in ways of which one begins with another: all are followed.
    for character in characters {
        if ends.is_empty() {
            return None;
        }
        let mut further = Vec::new();
        for end in ends {
            spellings(end, character, &mut further);
        }
        further.sort_unstable_by_key(|end| end.len());
        further.dedup_by_key(|end| end.len());
        ends = further;
    }
    ends.into_iter().min_by_key(|end| end.len())
}

/// Adds what follows a character that a text begins with, for each spelling of it.
fn spellings<'a>(text: &'a str, character: char, ends: &mut Vec<&'a str>) {
    ends.extend(text.strip_prefix(character));
    match text.as_bytes().first() {
        Some(b'%') => ends.extend(percent(text, character)),
        Some(b'+') if character == ' ' => ends.extend(text.get(1..)),
        Some(b'\\') => ends.extend(escape(text, character)),
        Some(b'&') => ends.extend(entity(text, character)),
        _ => {}
    }
}

fn percent(text: &str, character: char) -> Option<&str> {
    let mut rest = text;
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        let (digits, behind) = rest.strip_prefix('%')?.split_at_checked(2)?;
        rest = behind;
        if hexadecimal(digits)? != u32::from(byte) {
            return None;
        }
    }
    Some(rest)
}

fn escape(text: &str, character: char) -> Option<&str> {
    let behind = text.strip_prefix('\\')?;
    if let Some(digits) = behind.strip_prefix("u{") {
        let (digits, behind) = ended(digits, '}')?;
        return (hexadecimal(digits)? == u32::from(character)).then_some(behind);
    }
    if behind.starts_with('u') {
        let mut rest = text;
        for unit in character.encode_utf16(&mut [0; 2]) {
            let (digits, behind) = rest.strip_prefix("\\u")?.split_at_checked(4)?;
            rest = behind;
            if hexadecimal(digits)? != u32::from(*unit) {
                return None;
            }
        }
        return Some(rest);
    }
    let letter = match character {
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\0' => '0',
        '"' | '\\' | '/' | '\'' => character,
        _ => return None,
    };
    behind.strip_prefix(letter)
}

fn entity(text: &str, character: char) -> Option<&str> {
    let (name, behind) = ended(text.strip_prefix('&')?, ';')?;
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => hexadecimal(digits)?,
            None => digits.parse().ok()?,
        },
        None => u32::from(match name.to_ascii_lowercase().as_str() {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        }),
    };
    (number == u32::from(character)).then_some(behind)
}

/// What stands before and behind the end of a name or number, which is never far away.
fn ended(text: &str, end: char) -> Option<(&str, &str)> {
    let at = text.char_indices().take(10).find_map(|(at, found)| (found == end).then_some(at))?;
    Some((text.get(..at)?, text.get(at + end.len_utf8()..)?))
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let all = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests;
