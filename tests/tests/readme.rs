//! The READMEs say what is so: links lead somewhere, named tests exist, counts are right, and what
//! they ask of the sandbox gets a response.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use venue_sandbox::{Bitget, Ctc, Digitex, Durian, PicoStocks};
use venue_tests::{exchanges, spec};

/// The README of the workspace, of the specs, and of each crate; and the sandbox's page.
fn readmes() -> Vec<PathBuf> {
    let root = spec::root();
    let pages = ["README.md", "specs/README.md", "crates/sandbox/docs/a-bot-under-test.md"];
    let mut found = pages.map(|page| root.join(page)).to_vec();
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        found.push(entry.unwrap().path().join("README.md"));
    }
    found.sort();
    found
}

/// The links of a document: what they show, and where they lead.
fn links(text: &str) -> Vec<(&str, &str)> {
    let ends = text.match_indices("](").map(|(end, _)| end);
    ends.filter_map(|end| {
        let shown = text.get(text.get(..end)?.rfind('[')? + 1..end)?;
        let target = text.get(end + 2..)?.split_once(')')?.0;
        Some((shown, target))
    })
    .collect()
}

fn is_local(target: &str) -> bool {
    !target.starts_with("https://") && !target.starts_with('#')
}

fn folder(readme: &Path) -> &Path {
    readme.parent().unwrap()
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut dead = Vec::new();
    for readme in readmes() {
        let text = fs::read_to_string(&readme).unwrap();
        for (_, target) in links(&text).into_iter().filter(|(_, target)| is_local(target)) {
            let file = target.split('#').next().unwrap_or(target);
            if !folder(&readme).join(file).exists() {
                dead.push(format!("{}: {target}", readme.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn every_rule_names_tests_that_exist() {
    let readme = spec::root().join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    let rules: Vec<&str> = text.lines().filter(|line| line.starts_with("| **")).collect();
    assert_eq!(rules.len(), 8);
    for rule in rules {
        let tests: Vec<_> =
            links(rule).into_iter().filter(|(_, target)| target.ends_with(".rs")).collect();
        assert!(!tests.is_empty(), "no test shows: {rule}");
        for (shown, target) in tests {
            let name = shown.trim_matches('`');
            let source = fs::read_to_string(folder(&readme).join(target)).unwrap();
            assert!(source.contains(&format!("fn {name}(")), "{target} has no test {name}");
        }
    }
}

#[test]
fn what_was_measured_is_quoted_to_the_letter() {
    let read = |path: &str| fs::read_to_string(spec::root().join(path)).unwrap();
    let (readme, results) = (read("README.md"), read("tests/bench/RESULTS.md"));
    let (_, section) = readme.split_once("## How fast").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 10, "a row for each goal");
    for row in rows {
        assert!(results.lines().any(|line| line == row), "not in RESULTS.md: {row}");
    }
}

#[test]
fn the_table_of_crates_counts_the_operations() {
    let text = fs::read_to_string(spec::root().join("README.md")).unwrap();
    for exchange in exchanges::EXCHANGES {
        let count = exchanges::operations(exchange).len();
        let begin = format!("| [`venue-{exchange}`]");
        let row = text.lines().find(|line| line.starts_with(&begin)).unwrap();
        assert!(row.contains(&format!("| {count} |")), "{exchange} has {count}: {row}");
    }
}

/// Of each `curl` in a README: the port of the sandbox's binary, the path and the query.
fn curls(text: &str) -> Vec<(u16, String)> {
    let lines = text.lines().filter(|line| line.starts_with("$ curl "));
    let urls = lines.map(|line| line.split_once("http://127.0.0.1:").unwrap().1);
    urls.map(|url| {
        let (port, path) = url.split_once('/').unwrap();
        (port.parse().unwrap(), format!("/{}", path.trim_end_matches('\'')))
    })
    .collect()
}

#[tokio::test]
async fn every_curl_line_gets_a_response() {
    let bitget = Bitget::start().await.unwrap();
    let digitex = Digitex::start().await.unwrap();
    let durian = Durian::start().await.unwrap();
    let picostocks = PicoStocks::start().await.unwrap();
    let ctc = Ctc::start().await.unwrap();
    let ports = [bitget.port(), digitex.port(), durian.port(), picostocks.port(), ctc.port()];
    let mut asked = Vec::new();
    for readme in ["README.md", "crates/sandbox/README.md"] {
        let text = fs::read_to_string(spec::root().join(readme)).unwrap();
        assert!(!curls(&text).is_empty(), "{readme} asks for nothing");
        for (port, path) in curls(&text) {
            let port = ports[usize::from(port - 8101)];
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).await.unwrap();
            assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{readme}: {path}: {response}");
            assert!(response.ends_with(['}', ']']), "{readme}: {path}: {response}");
            asked.push(port);
        }
    }
    assert!(ports.iter().all(|port| asked.contains(port)), "an exchange is asked nothing");
}
