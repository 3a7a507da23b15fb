//! `cargo xtask docs [EXCHANGE…] [--out DIR]`: an API reference of each exchange to read in a
//! browser, made of the same bundles that `cargo xtask bundle` writes.
//!
//! The pages need no server and no network: the renderer, [Scalar], is beside them, each has
//! its document inside, and their content security policy forbids them to fetch anything. What
//! the renderer does not show of our extensions, [`notes`] writes into the descriptions.
//!
//! [Scalar]: https://github.com/scalar/scalar

mod notes;
mod page;
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
    let pages = exchanges.iter().map(|(_, api)| page::Page::of(api));
    let pages: Vec<page::Page> = pages.collect();
    for page in &pages {
        let html = page.html();
        let file = write(&folder.join(&page.exchange).join("index.html"), &html)?;
        let (name, operations, file) = (&page.exchange, page.operations, shown(root, &file));
        crate::say!("{name}: {operations} operations, {} bytes in {file}", html.len());
    }
    let renderer = scalar_api_reference::get_asset(RENDERER)
        .ok_or_else(|| io::Error::other("the renderer is missing from its crate"))?;
    write(&folder.join(RENDERER), &renderer)?;
    // A list of a few would hide the others.
    if names.is_empty() {
        let file = write(&folder.join("index.html"), page::index(&pages))?;
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
