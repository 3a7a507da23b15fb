//! The specs as they stand in `specs/`: documents, groups, operations.

pub mod grammar;
pub mod model;
pub mod names;
pub mod node;
pub mod report;
pub mod structure;
pub mod values;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use node::{Node, Span};
pub use report::Diagnostic;

/// One file.
#[derive(Debug)]
pub struct Document {
    /// The path from the root of the workspace: `specs/bitget/spot_market.yaml`.
    pub file: String,
    /// The group: `spot_market`, or `common`.
    pub name: String,
    pub root: Node,
    /// The text, where a check has to know how a value was written.
    pub text: String,
}

/// The files of one exchange.
#[derive(Debug)]
pub struct Exchange {
    pub name: String,
    pub common: Option<Document>,
    pub groups: Vec<Document>,
}

impl Exchange {
    /// All documents, the common one first.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.common.iter().chain(&self.groups)
    }
}

/// How large a file may be. The largest spec that people still read has a tenth of it, and far
/// larger ones would keep the reader busy for minutes.
const MAX_BYTES: u64 = 4 << 20;

/// Reads the exchanges under `specs/`, sorted by name, or those that are named.
pub fn load(root: &Path, only: &[String]) -> Result<Vec<Exchange>, Vec<Diagnostic>> {
    let (exchanges, diagnostics) = load_readable(root, only);
    if diagnostics.is_empty() { Ok(exchanges) } else { Err(diagnostics) }
}

/// Reads the exchanges of which every file can be read, and says what is wrong with the others.
pub fn load_readable(root: &Path, only: &[String]) -> (Vec<Exchange>, Vec<Diagnostic>) {
    let specs = root.join("specs");
    let problem = |file: &Path, message: String| Diagnostic {
        file: relative(root, file),
        span: Span { line: 1, column: 1 },
        operation: None,
        rule: "readable",
        message,
    };
    let mut names = Vec::new();
    let folders = match fs::read_dir(&specs) {
        Ok(folders) => folders,
        Err(error) => return (Vec::new(), vec![problem(&specs, error.to_string())]),
    };
    for folder in folders.flatten().filter(|entry| entry.path().is_dir()) {
        names.push(folder.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut diagnostics = Vec::new();
    for name in only.iter().filter(|name| !names.contains(name)) {
        let message = format!("there is no such exchange; there are {}", names.join(", "));
        diagnostics.push(problem(&specs.join(name), message));
    }
    let mut exchanges = Vec::new();
    for name in names.into_iter().filter(|name| only.is_empty() || only.contains(name)) {
        let mut documents = BTreeMap::new();
        let before = diagnostics.len();
        for file in yaml_files(&specs.join(&name)) {
            match read(root, &file) {
                Ok(document) => {
                    documents.insert(document.name.clone(), document);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        if diagnostics.len() == before {
            let common = documents.remove("common");
            exchanges.push(Exchange { name, common, groups: documents.into_values().collect() });
        }
    }
    (exchanges, diagnostics)
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            // `.yml` is refused by `read`, so that a file with that name is not passed over.
            path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
        })
        .collect();
    files.sort();
    files
}

fn read(root: &Path, path: &Path) -> Result<Document, Diagnostic> {
    let file = relative(root, path);
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let problem = |span, message| Diagnostic {
        file: file.clone(),
        span,
        operation: None,
        rule: "readable",
        message,
    };
    let start = Span { line: 1, column: 1 };
    if path.extension().is_some_and(|extension| extension == "yml") {
        let message = format!("a spec is called `{name}.yaml`; rename the file");
        return Err(problem(start, message));
    }
    let size = fs::metadata(path).map_or(0, |about| about.len());
    if size > MAX_BYTES {
        let size = size >> 20;
        let message = format!(
            "the file has {size} MiB, and a spec at most {}; make it several groups, one file each",
            MAX_BYTES >> 20,
        );
        return Err(problem(start, message));
    }
    let bytes = fs::read(path).map_err(|error| problem(start, error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = line.filter(|byte| **byte == b'\n').count() + 1;
        problem(Span { line, column: 1 }, "the file is not UTF-8; save it as UTF-8".to_owned())
    })?;
    let root = Node::parse(&text).map_err(|error| problem(error.span, error.message))?;
    Ok(Document { file, name, root, text })
}

/// A path from the root of the workspace, with forward slashes on every system.
pub fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
