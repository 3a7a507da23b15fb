//! The Cargo features of an exchange: one for each group, and `all`.

/// The manifest with the features of these groups, sorted: the list `all`, and the features right
/// below it that enable nothing. None where it has no such list.
pub fn update(manifest: &str, groups: &[&str]) -> Option<String> {
    let (before, rest) = match manifest.split_once("\nall = [") {
        Some((before, rest)) => (before, rest.split_once(']')?.1.trim_start_matches('\n')),
        None => return None,
    };
    let mut after = rest;
    while let Some((line, next)) = after.split_once('\n') {
        if !line.ends_with(" = []") {
            break;
        }
        after = next;
    }
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    let mut text = format!("{before}\nall = [\n");
    for group in &groups {
        text.push_str(&format!("    \"{group}\",\n"));
    }
    text.push_str("]\n");
    for group in &groups {
        text.push_str(&format!("{group} = []\n"));
    }
    text.push_str(after);
    Some(text)
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
futures = []
spot = []
## TLS.
rustls = [\"venue-core/rustls\"]
";
        assert_eq!(update(MANIFEST, &["spot", "futures"]).as_deref(), Some(expected));
        assert_eq!(update(expected, &["spot", "futures"]).as_deref(), Some(expected));
        assert_eq!(update("[features]\n", &["spot", "futures"]), None);
    }
}
