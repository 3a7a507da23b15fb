//! The file of results, section by section.

/// The text above the sections.
const HEAD: &str = "\
# Measured

Written by `cargo xtask bench`, which also says what is measured against what. Ratios are ours over
theirs, from rounds that alternate; the median of the rounds counts.
";

/// The file with one section replaced, or put in its place in the order.
pub fn replace(file: &str, order: &[&str], name: &str, text: &str) -> String {
    let mut sections: Vec<(&str, &str)> = Vec::new();
    let mut rest = file.find("## ").map_or("", |start| file.get(start..).unwrap_or_default());
    while !rest.is_empty() {
        let end = rest.find("\n## ").map_or(rest.len(), |at| at + 1);
        let (section, next) = rest.split_at(end);
        let heading = section.lines().next().unwrap_or_default();
        sections.push((heading.trim_start_matches('#').trim(), section));
        rest = next;
    }
    let mut written = HEAD.to_owned();
    for wanted in order {
        let found = if *wanted == name {
            Some(text)
        } else {
            sections.iter().find(|(heading, _)| heading == wanted).map(|(_, section)| *section)
        };
        if let Some(section) = found {
            written.push('\n');
            written.push_str(section.trim_end());
            written.push('\n');
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: [&str; 3] = ["calls", "codegen", "builds"];

    #[test]
    fn a_section_takes_its_place_and_leaves_the_others() {
        let first = replace("", &ORDER, "builds", "## builds\n\nslow\n");
        let second = replace(&first, &ORDER, "calls", "## calls\n\n### inner\n\nfast\n");
        let third = replace(&second, &ORDER, "builds", "## builds\n\nquick\n");
        let expected = format!("{HEAD}\n## calls\n\n### inner\n\nfast\n\n## builds\n\nquick\n");
        assert_eq!(third, expected);
        assert_eq!(replace(&third, &ORDER, "builds", "## builds\n\nquick\n"), third);
    }
}
