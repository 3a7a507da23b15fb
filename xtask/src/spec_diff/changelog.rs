//! Writing changes into the changelog.
//!
//! Lines that begin with `* specs/` belong to this command: each run replaces those of the
//! exchanges that it was asked about and leaves all others alone.

use super::{Change, Kind};

/// The chapters in their order.
const CHAPTERS: [(Kind, &str); 3] =
    [(Kind::Added, "### Added"), (Kind::Changed, "### Changed"), (Kind::Removed, "### Removed")];

/// The changelog with these changes under `Unreleased`, in place of what an earlier run wrote
/// there about the exchanges `only`, or about all.
pub fn update(text: &str, changes: &[Change], only: &[String]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_heading = |line: &str| line.starts_with("## ");
    let found = lines.iter().position(|line| is_heading(line) && line.contains("Unreleased"));
    // Without the heading it goes before the first release, behind the introduction.
    let start = found
        .unwrap_or_else(|| lines.iter().position(|line| is_heading(line)).unwrap_or(lines.len()));
    let (head, rest) = lines.split_at(start);
    let (heading, rest) = match (found, rest.split_first()) {
        (Some(_), Some((heading, rest))) => (*heading, rest),
        _ => ("## Unreleased", rest),
    };
    let length = match found {
        // Up to the next release, or to the addresses at the end of the file.
        Some(_) => rest
            .iter()
            .position(|line| is_heading(line) || (line.starts_with('[') && line.contains("]: ")))
            .unwrap_or(rest.len()),
        None => 0,
    };
    let (section, tail) = rest.split_at(length);
    let kept: Vec<&str> = section.iter().copied().filter(|line| !is_ours(line, only)).collect();

    let mut blocks = vec![head.join("\n").trim_end().to_owned()];
    if head.is_empty() {
        blocks = vec!["# Changelog".to_owned()];
    }
    blocks.push(heading.to_owned());
    let mut chapters = chapters(&kept);
    for (kind, title) in CHAPTERS {
        let entries: Vec<String> =
            changes.iter().filter(|change| change.kind == kind).map(entry).collect();
        if entries.is_empty() {
            continue;
        }
        match chapters.iter_mut().find(|(found, _)| found == title) {
            Some((_, lines)) => lines.extend(entries),
            None => chapters.push((title.to_owned(), entries)),
        }
    }
    for (title, lines) in chapters {
        let body = lines.join("\n");
        match (title.is_empty(), body.trim_matches('\n')) {
            (_, "") => {}
            (true, body) => blocks.push(body.to_owned()),
            (false, body) => blocks.push(format!("{title}\n\n{body}")),
        }
    }
    blocks.push(tail.join("\n"));
    let text = blocks.join("\n\n");
    format!("{}\n", text.trim_end())
}

/// A section's lines by chapter; those before the first have no title.
fn chapters(lines: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut chapters = vec![(String::new(), Vec::new())];
    for line in lines {
        if line.starts_with("### ") {
            chapters.push(((*line).to_owned(), Vec::new()));
        } else if let Some((_, lines)) = chapters.last_mut() {
            lines.push((*line).to_owned());
        }
    }
    for (_, lines) in &mut chapters {
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
    }
    chapters
}

fn is_ours(line: &str, only: &[String]) -> bool {
    let exchange = line.strip_prefix("* specs/").and_then(|rest| rest.split_once(':'));
    exchange.is_some_and(|(name, _)| only.is_empty() || only.iter().any(|one| one == name))
}

fn entry(change: &Change) -> String {
    let breaking = if change.breaking { "**breaking:** " } else { "" };
    let subject =
        if change.subject.is_empty() { String::new() } else { format!("`{}`: ", change.subject) };
    format!("* specs/{}: {breaking}{subject}{}", change.exchange, change.text)
}
