//! Edits of a small spec, and the report of each.

use super::{edits::EDITS, *};
use crate::spec::{Document, Exchange, node::Node};

const COMMON: &str = include_str!("../../fixtures/spec_diff/specs/fixture/common.yaml");
const API: &str = include_str!("../../fixtures/spec_diff/specs/fixture/api.yaml");

fn document(name: &str, text: &str) -> Document {
    let file = format!("specs/fixture/{name}.yaml");
    Document {
        file,
        name: name.to_owned(),
        root: Node::parse(text).unwrap(),
        text: text.to_owned(),
    }
}

fn exchange(common: &str, groups: &[(&str, &str)]) -> Exchange {
    Exchange {
        name: "fixture".to_owned(),
        common: Some(document("common", common)),
        groups: groups.iter().map(|(name, text)| document(name, text)).collect(),
    }
}

fn lines(before: &Exchange, after: &Exchange) -> Vec<String> {
    let read = |one: &Exchange| ir::apis(std::slice::from_ref(one)).unwrap();
    diff(&read(before), &read(after)).iter().map(ToString::to_string).collect()
}

/// Returns the report when `from` becomes `to` in the one file that has it.
fn edited(from: &str, to: &str) -> Vec<String> {
    let count = COMMON.matches(from).count() + API.matches(from).count();
    assert_eq!(count, 1, "`{from}` stands in the fixture {count} times");
    let after = exchange(&COMMON.replace(from, to), &[("api", &API.replace(from, to))]);
    lines(&exchange(COMMON, &[("api", API)]), &after)
}

#[test]
fn each_edit_is_reported_in_the_terms_of_the_api() {
    assert!(EDITS.len() >= 25);
    for (from, to, expected) in EDITS {
        assert_eq!(edited(from, to), *expected, "{from}\n→\n{to}");
    }
}

#[test]
fn groups_and_exchanges_come_and_go() {
    let one = exchange(COMMON, &[("api", API)]);
    let two = exchange(COMMON, &[("api", API), ("more", API)]);
    let expected = [
        "breaking    fixture: several groups now: methods move from `Client` to one handle for each group",
        "compatible  fixture::more: new group with 2 operations",
    ];
    assert_eq!(lines(&one, &two), expected);
    let expected = [
        "breaking    fixture: a single group now: methods move from its handle to `Client`",
        "breaking    fixture::more: the group is gone",
    ];
    assert_eq!(lines(&two, &one), expected);
    let one = [ir::api(&one).unwrap()];
    assert_eq!(
        diff(&[], &one)[0].to_string(),
        "compatible  fixture: new exchange with 2 operations"
    );
    assert_eq!(diff(&one, &[])[0].to_string(), "breaking    fixture: the exchange is gone");
    assert_eq!(diff(&one, &one), []);
}

#[test]
fn a_shared_type_is_reported_once() {
    let edit = COMMON.replace("enum: [buy, sell]", "enum: [buy, sell, short]");
    let groups = [("api", API), ("more", API)];
    let expected = ["compatible  fixture::common::Side: new value `short`: `Short`"];
    assert_eq!(lines(&exchange(COMMON, &groups), &exchange(&edit, &groups)), expected);
}

#[test]
fn a_type_that_refers_to_itself_is_refused_and_not_followed_for_ever() {
    let endless = API
        .replace("clientId: {type: string}", "clientId: {$ref: \"#/components/schemas/Loop\"}")
        + "    Loop: {type: object, additionalProperties: {$ref: \"#/components/schemas/Loop\"}}\n";
    let endless = exchange(COMMON, &[("api", &endless)]);
    let rejected = ir::api(&endless).unwrap_err();
    assert!(rejected[0].message.contains("client_id"), "{rejected:?}");
}

#[test]
fn the_changelog_keeps_what_people_wrote() {
    let change = |kind, breaking, text: &str| Change {
        exchange: "fixture".to_owned(),
        subject: "trades".to_owned(),
        kind,
        text: text.to_owned(),
        breaking,
    };
    let changes = [
        change(Kind::Added, false, "new value"),
        change(Kind::Removed, true, "`stream()` is gone"),
    ];
    let before = "# Changelog\n\nText.\n\n## [Unreleased]\n\n### Added\n\n* By hand,\n  on two lines.\n\
                  * specs/fixture: `trades`: outdated\n* specs/other: kept\n\n### Fixed\n\n* A bug.\n\n\
                  [Unreleased]: https://example.com\n";
    let after = "# Changelog\n\nText.\n\n## [Unreleased]\n\n### Added\n\n* By hand,\n  on two lines.\n\
                 * specs/other: kept\n* specs/fixture: `trades`: new value\n\n### Fixed\n\n* A bug.\n\n\
                 ### Removed\n\n* specs/fixture: **breaking:** `trades`: `stream()` is gone\n\n\
                 [Unreleased]: https://example.com\n";
    let only = ["fixture".to_owned()];
    assert_eq!(changelog::update(before, &changes, &only), after);
    assert_eq!(changelog::update(after, &changes, &only), after);
    let emptied = changelog::update(after, &[], &[]);
    assert!(!emptied.contains("specs/") && !emptied.contains("### Removed"), "{emptied}");
    let fresh =
        "# Changelog\n\n## Unreleased\n\n### Added\n\n* specs/fixture: `trades`: new value\n";
    assert_eq!(changelog::update("", &changes[..1], &[]), fresh);
    let first = changelog::update("# Changelog\n\n## 0.1.0\n\n* First.\n", &changes[..1], &[]);
    assert!(first.ends_with("new value\n\n## 0.1.0\n\n* First.\n"), "{first}");
}

#[test]
fn revisions_are_read_from_git() {
    let folder = std::env::temp_dir().join(format!("venue-spec-diff-{}", std::process::id()));
    let specs = folder.join("specs/fixture");
    fs::create_dir_all(&specs).unwrap();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(&folder).args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
        ]);
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    fs::write(specs.join("common.yaml"), COMMON).unwrap();
    fs::write(specs.join("api.yaml"), API).unwrap();
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--no-gpg-sign", "--message", "Specs"]);
    fs::write(specs.join("api.yaml"), API.replace("operationId: trades", "operationId: fills"))
        .unwrap();
    let before = revision::load(&folder, "HEAD").unwrap();
    let reported: Vec<String> =
        diff(&ir::apis(&before).unwrap(), &ir::apis(&spec::load(&folder, &[]).unwrap()).unwrap())
            .iter()
            .map(ToString::to_string)
            .collect();
    let unknown = revision::load(&folder, "--no-such").unwrap_err();
    let arguments = ["HEAD".to_owned(), "--changelog".to_owned()];
    run(&folder, &arguments).unwrap();
    let changelog = fs::read_to_string(folder.join("CHANGELOG.md")).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        reported,
        [
            "compatible  fixture::fills: new operation `GET /v1/trades/{symbol}`",
            "breaking    fixture::trades: the operation is gone",
        ]
    );
    assert_eq!(unknown, "git knows no revision `--no-such`");
    let entries = "### Added\n\n* specs/fixture: `fills`: new operation `GET /v1/trades/{symbol}`\n\n\
                   ### Removed\n\n* specs/fixture: **breaking:** `trades`: the operation is gone\n";
    assert!(changelog.ends_with(entries), "{changelog}");
}
