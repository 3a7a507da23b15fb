//! `cargo xtask bundle [EXCHANGE…] [--out DIR] [--compact]`: writes each exchange as one OpenAPI
//! document without references to other files, for the tools of others.

use std::{fs, io, path::Path, process::ExitCode};

use crate::{ir::Api, lint};

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let mut names = Vec::new();
    let mut folder = root.join("target/bundles");
    let mut compact = false;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--compact" => compact = true,
            "--out" => match arguments.next() {
                Some(given) => folder = given.into(),
                None => return refuse("`--out` needs a folder"),
            },
            flag if flag.starts_with('-') => {
                return refuse(&format!(
                    "`bundle` has no flag `{flag}`, only `--out DIR` and `--compact`"
                ));
            }
            name => names.push(name.to_owned()),
        }
    }
    let exchanges = match lint::passed(root, &names) {
        Ok(exchanges) => exchanges,
        Err(code) => return Ok(code),
    };
    fs::create_dir_all(&folder)?;
    for (_, api) in &exchanges {
        let json = text(api);
        let json = if compact { json } else { pretty(&json) };
        let file = folder.join(format!("{}.json", api.name));
        fs::write(&file, &json)?;
        crate::say!(
            "{}: {} operations, {} schemas, {} bytes in {}",
            api.name,
            api.operations().count(),
            schemas(api),
            json.len(),
            file.strip_prefix(root).unwrap_or(&file).display(),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse(message: &str) -> io::Result<ExitCode> {
    eprintln!("{message}");
    Ok(ExitCode::FAILURE)
}

fn schemas(api: &Api) -> usize {
    api.document.at(&["components", "schemas"]).map_or(0, |schemas| schemas.entries().len())
}

/// The document of an exchange as JSON text, numbers digit by digit.
pub fn text(api: &Api) -> String {
    format!("{}\n", api.document.to_json())
}

/// Returns JSON text with a field on each line. It works on the text, since a parser would change digits
/// and order; empty lists and maps stay closed.
pub fn pretty(json: &str) -> String {
    let mut pretty = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut characters = json.trim().chars().peekable();
    let line = |pretty: &mut String, depth: usize| {
        pretty.push('\n');
        pretty.push_str(&"  ".repeat(depth));
    };
    while let Some(character) = characters.next() {
        if in_text {
            in_text = escaped || character != '"';
            escaped = !escaped && character == '\\';
            pretty.push(character);
            continue;
        }
        match character {
            '{' | '[' => {
                pretty.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => pretty.push(end),
                    None => {
                        depth += 1;
                        line(&mut pretty, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut pretty, depth);
                pretty.push(character);
            }
            ',' => {
                pretty.push(character);
                line(&mut pretty, depth);
            }
            ':' => pretty.push_str(": "),
            other => {
                in_text = other == '"';
                pretty.push(other);
            }
        }
    }
    pretty.push('\n');
    pretty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::node::{Data, Node};
    use crate::{ir, spec};

    #[test]
    fn pretty_json_keeps_digits_texts_and_order() {
        let json = r#"{"b":[1.50,1e-20],"a":{"{,:\"":"x,\\"},"none":[],"empty":{}}"#;
        let expected = r#"{
  "b": [
    1.50,
    1e-20
  ],
  "a": {
    "{,:\"": "x,\\"
  },
  "none": [],
  "empty": {}
}
"#;
        assert_eq!(pretty(json), expected);
    }

    #[test]
    fn every_exchange_bundles_to_a_document_whose_references_lead_inside() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for api in ir::apis(&spec::load(root, &[]).unwrap()).unwrap() {
            let text = pretty(&text(&api));
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            let _: openapiv3::OpenAPI = serde_json::from_str(&text).unwrap();
            let bundle = Node::parse(&text).unwrap();
            for target in references(&bundle) {
                let pointer = target.strip_prefix('#').unwrap();
                assert!(json.pointer(pointer).is_some(), "{}: {target}", api.name);
            }
        }
    }

    fn references(node: &Node) -> Vec<String> {
        match &node.data {
            Data::List(items) => items.iter().flat_map(references).collect(),
            Data::Map(entries) => entries
                .iter()
                .filter(|entry| !matches!(entry.key.as_str(), "example" | "examples"))
                .flat_map(|entry| match (entry.key.as_str(), entry.value.text()) {
                    ("$ref", Some(target)) => vec![target.to_owned()],
                    _ => references(&entry.value),
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}
