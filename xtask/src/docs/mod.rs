//! `cargo xtask docs [EXCHANGE…] [--out DIR]`: an API reference of each exchange to read in a
//! browser, made of the same bundles that `cargo xtask bundle` writes.
//!
//! An exchange with several groups has a page for each, and one that lists and finds their
//! operations. The pages need no server and no network: the renderer, [Scalar], is beside them, each has
//! its document inside, and their content security policy forbids them to fetch anything. What
//! the renderer does not show of our extensions, [`notes`] writes into the descriptions.
//!
//! [Scalar]: https://github.com/scalar/scalar

mod notes;
mod page;
mod part;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{lint, spec};

/// The renderer, beside the pages.
const RENDERER: &str = "scalar.js";

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let mut names = Vec::new();
    let mut folder = root.join("target/docs/api");
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => match arguments.next() {
                Some(given) => folder = given.into(),
                None => return Err(io::Error::other("`--out` needs a folder")),
            },
            flag if flag.starts_with('-') => {
                let message = format!("there is no flag `{flag}`, only `--out DIR`");
                return Err(io::Error::other(message));
            }
            name => names.push(name.to_owned()),
        }
    }
    let exchanges = match lint::passed(root, &names) {
        Ok(exchanges) => exchanges,
        Err(code) => return Ok(code),
    };
    let references = exchanges.iter().map(|(_, api)| page::Reference::of(api));
    let references: Vec<page::Reference> = references.collect();
    for reference in &references {
        let folder = folder.join(&reference.exchange);
        let pages = reference.pages();
        for (file, html) in &pages {
            write(&folder.join(file), html)?;
        }
        let (name, operations) = (&reference.exchange, reference.operations());
        let (count, folder) = (pages.len(), shown(root, &folder));
        let pages = if count == 1 { "page" } else { "pages" };
        crate::say!("{name}: {operations} operations on {count} {pages} in {folder}");
    }
    let renderer = scalar_api_reference::get_asset(RENDERER)
        .ok_or_else(|| io::Error::other("the renderer is missing from its crate"))?;
    write(&folder.join(RENDERER), &renderer)?;
    // A list of a few would hide the others.
    if names.is_empty() {
        let file = write(&folder.join("index.html"), page::index(&references))?;
        crate::say!("begin at {}", shown(root, &file));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, content: impl AsRef<[u8]>) -> io::Result<PathBuf> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, content)?;
    Ok(file.to_owned())
}

fn shown(root: &Path, file: &Path) -> String {
    spec::relative(root, file)
}
