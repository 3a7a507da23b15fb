//! Reading the specs as they were at a revision, through `git`.

use std::{collections::BTreeMap, path::Path, process::Command};

use crate::spec::{Document, Exchange, node::Node};

/// Reads all exchanges of a revision, sorted by name.
pub fn load(root: &Path, revision: &str) -> Result<Vec<Exchange>, String> {
    // The name of a commit cannot be taken for a flag, and does not change on the way.
    let wanted = format!("{revision}^{{commit}}");
    let commit = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
        .map_err(|message| format!("git knows no revision `{revision}`{message}"))?;
    let commit = commit.trim();
    let listed = git(root, &["ls-tree", "-r", "-z", "--name-only", commit, "specs/"])
        .map_err(|message| format!("git cannot list the specs of {revision}{message}"))?;
    let mut exchanges: BTreeMap<&str, BTreeMap<&str, Document>> = BTreeMap::new();
    for file in listed.split('\0') {
        let parts: Vec<&str> = file.split('/').collect();
        let ["specs", exchange, name] = parts.as_slice() else { continue };
        let Some(group) = name.strip_suffix(".yaml") else { continue };
        let text = git(root, &["show", &format!("{commit}:./{file}")])
            .map_err(|message| format!("git cannot show {file} at {revision}{message}"))?;
        let root = Node::parse(&text)
            .map_err(|error| format!("{revision}:{file}:{}: {}", error.span, error.message))?;
        let document = Document { file: file.to_owned(), name: group.to_owned(), root, text };
        exchanges.entry(exchange).or_default().insert(group, document);
    }
    let exchanges = exchanges.into_iter().map(|(name, mut documents)| {
        let common = documents.remove("common");
        Exchange { name: name.to_owned(), common, groups: documents.into_values().collect() }
    });
    Ok(exchanges.collect())
}

/// What `git` prints, or what it complains of, ready to be put behind a sentence.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| format!(": cannot run git: {error}"))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|_| ": it is not UTF-8".to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let complaint = complaint.trim();
    Err(if complaint.is_empty() { String::new() } else { format!(": {complaint}") })
}
