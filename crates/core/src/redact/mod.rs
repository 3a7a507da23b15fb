//! Redacting secrets in what an error shows.
//!
//! A secret is found whole, and so is any part of it of eight characters or more, since what an
//! exchange quotes it may have cut. It is found as it is, and with any of its characters written as
//!
//! * percent-encoding has them, hexadecimal digits in either case, and `+` for a space;
//! * JSON has them: `\"`, `\/`, `\n`, `\u0041`, in either case, pairs of surrogates included;
//! * HTML has them: `&amp;`, `&#39;`, `&#x27;`, in either case;
//! * Rust's `Debug` has them: `\u{41}`.
//!
//! Not found are: a secret of fewer than four characters, which would redact half the text and
//! protect nothing; one that is encoded twice over; and what is computed from it, such as its Base64
//! form.

#![allow(clippy::arithmetic_side_effects, reason = "positions in a text, which end where it does")]

use std::collections::BTreeMap;

use venue_auth::Secret;

/// What stands where a secret stood.
const REDACTED: &str = "***";
/// The shortest secret that is looked for, in characters.
const SHORTEST: usize = 4;
/// The shortest part of a secret that is looked for, in characters.
const SHORTEST_PART: usize = 8;

/// Returns the first characters of the text, at most so many, without the secrets. They are
/// redacted before the text is cut: half a secret at its end would not be recognised.
pub(crate) fn beginning(text: &str, secrets: &[Secret], most: usize) -> String {
    let secrets: Vec<Sought> = secrets.iter().filter_map(Sought::new).collect();
    let mut clean = String::new();
    let mut shown = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if shown >= most {
            clean.push('…');
            break;
        }
        let behind = secrets.iter().filter_map(|secret| secret.behind(rest));
        if let Some(behind) = behind.min_by_key(|behind| behind.len()) {
            // Parts that follow each other are shown as one, but count, so that the work is bounded.
            if !clean.ends_with(REDACTED) {
                clean.push_str(REDACTED);
            }
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

/// A secret that is looked for.
struct Sought {
    characters: Vec<char>,
    /// Where the parts begin that are long enough, by their first character.
    parts: BTreeMap<char, Vec<usize>>,
}

impl Sought {
    /// None where it is too short.
    fn new(secret: &Secret) -> Option<Self> {
        let characters: Vec<char> = secret.expose().chars().collect();
        if characters.len() < SHORTEST {
            return None;
        }
        let mut parts: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (start, first) in characters.iter().enumerate() {
            if start == 0 || characters.len() - start >= SHORTEST_PART {
                parts.entry(*first).or_default().push(start);
            }
        }
        Some(Self { characters, parts })
    }

    /// What follows the secret, or the longest part of it, that a text begins with, in whichever
    /// spelling.
    fn behind<'a>(&self, text: &'a str) -> Option<&'a str> {
        let first = text.chars().next()?;
        let spelt = matches!(first, '%' | '+' | '\\' | '&');
        let all = self.parts.values().filter(|_| spelt);
        let own = self.parts.get(&first).filter(|_| !spelt);
        let starts = all.chain(own).flatten();
        starts.filter_map(|start| self.behind_part(text, *start)).min_by_key(|end| end.len())
    }

    /// The same for what begins with this part.
    fn behind_part<'a>(&self, text: &'a str, start: usize) -> Option<&'a str> {
        let (first, others) = self.characters.get(start..)?.split_first()?;
        let mut ends = Vec::new();
        spellings(text, *first, &mut ends);
        let mut count = usize::from(!ends.is_empty());
        // One character can be spelt in ways of which one begins with another: all are followed.
        for character in others {
            let mut further = Vec::new();
            for end in &ends {
                spellings(end, *character, &mut further);
            }
            if further.is_empty() {
                break;
            }
            further.sort_unstable_by_key(|end| end.len());
            further.dedup_by_key(|end| end.len());
            ends = further;
            count += 1;
        }
        let end = ends.into_iter().min_by_key(|end| end.len())?;
        (count == self.characters.len() || count >= SHORTEST_PART).then_some(end)
    }
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
