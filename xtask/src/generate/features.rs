//! The Cargo features of an exchange: one for each group, and `all`; and what it asks of venue-core.

/// A group, and the features of venue-core that it needs.
pub type Group<'a> = (&'a str, Vec<&'static str>);

/// The manifest with the features of these groups, sorted: the list `all`, and the features right
/// below it. None where it has no such list.
pub fn update(manifest: &str, groups: &[Group<'_>]) -> Option<String> {
    let (before, rest) = match manifest.split_once("\nall = [") {
        Some((before, rest)) => (before, rest.split_once(']')?.1.trim_start_matches('\n')),
        None => return None,
    };
    let mut after = rest;
    while let Some((line, next)) = after.split_once('\n') {
        if !(line.contains(" = [") && line.ends_with(']')) {
            break;
        }
        after = next;
    }
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    let mut text = format!("{before}\nall = [\n");
    for (group, _) in &groups {
        text.push_str(&format!("    \"{group}\",\n"));
    }
    text.push_str("]\n");
    for (group, needs) in &groups {
        let needs: Vec<String> =
            needs.iter().map(|feature| format!("\"venue-core/{feature}\"")).collect();
        text.push_str(&format!("{group} = [{}]\n", needs.join(", ")));
    }
    text.push_str(after);
    Some(text)
}

/// Whether the manifest has the feature of a group among the default ones.
pub fn is_default(manifest: &str, group: &str) -> bool {
    let list = manifest.split_once("\ndefault = [").and_then(|(_, rest)| rest.split_once(']'));
    let (list, _) = list.unwrap_or_default();
    let mut names = list.split(',').map(|name| name.trim().trim_matches('"'));
    names.any(|name| name == "all" || name == group)
}

/// The manifest with a feature of venue-core. None where it does not say in a known way that it
/// depends on venue-core.
pub fn with(manifest: &str, feature: &str) -> Option<String> {
    let feature = format!("\"{feature}\"");
    let plain = "\nvenue-core.workspace = true\n";
    let some = "\nvenue-core = { workspace = true, features = [";
    let line = manifest.lines().find(|line| line.starts_with("venue-core"))?;
    if line.contains(&feature) {
        return Some(manifest.to_owned());
    }
    let (from, to) = match line {
        _ if manifest.contains(plain) => (plain, format!("{some}{feature}] }}\n")),
        _ if manifest.contains(some) => (some, format!("{some}{feature}, ")),
        _ => return None,
    };
    Some(manifest.replacen(from, &to, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
[features]
default = [\"rustls\", \"all\"]
## Every API group.
all = [
    \"spot\",
]
spot = []
gone = []
## TLS.
rustls = [\"venue-core/rustls\"]
";

    #[test]
    fn the_features_of_groups_are_rewritten_and_the_others_kept() {
        let expected = "\
[features]
default = [\"rustls\", \"all\"]
## Every API group.
all = [
    \"futures\",
    \"spot\",
]
futures = [\"venue-core/chrono\"]
spot = []
## TLS.
rustls = [\"venue-core/rustls\"]
";
        let groups = [("spot", vec![]), ("futures", vec!["chrono"])];
        assert_eq!(update(MANIFEST, &groups).as_deref(), Some(expected));
        assert_eq!(update(expected, &groups).as_deref(), Some(expected));
        assert_eq!(update("[features]\n", &groups), None);
    }

    #[test]
    fn the_default_groups_are_those_of_the_manifest() {
        assert!(is_default(MANIFEST, "spot"));
        let some = "[features]\ndefault = [\n    \"rustls\",\n    \"spot\",\n]\nfutures = []\n";
        assert!(is_default(some, "spot"));
        assert!(!is_default(some, "futures"));
        assert!(!is_default("[package]\n", "spot"));
    }

    #[test]
    fn a_feature_of_the_core_is_added_once_and_the_others_are_kept() {
        let with = |line: &str| {
            super::with(&format!("[dependencies]\n{line}\nserde = \"1\"\n"), "big-decimal")
        };
        let is = |line: &str| Some(format!("[dependencies]\n{line}\nserde = \"1\"\n"));
        let alone = "venue-core = { workspace = true, features = [\"big-decimal\"] }";
        assert_eq!(with("venue-core.workspace = true"), is(alone));
        assert_eq!(with(alone), is(alone));
        let both = "venue-core = { workspace = true, features = [\"big-decimal\", \"rsa\"] }";
        assert_eq!(with("venue-core = { workspace = true, features = [\"rsa\"] }"), is(both));
        assert_eq!(with(both), is(both));
        assert_eq!(with("venue-core = \"1\""), None);
        assert_eq!(with("tokio = \"1\""), None);
    }
}
