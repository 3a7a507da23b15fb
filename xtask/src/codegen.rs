//! `cargo xtask codegen [EXCHANGE…] [--check]`: writes `crates/<exchange>/src/generated/`.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use similar::{ChangeTag, TextDiff};

use crate::{bundle, generate, lint, spec};

/// How many lines of a difference `--check` shows for each file.
const SHOWN: usize = 12;

/// Runs the command.
pub fn run(root: &Path, arguments: &[String]) -> io::Result<ExitCode> {
    let check = arguments.iter().any(|argument| argument == "--check");
    let only: Vec<String> =
        arguments.iter().filter(|argument| !argument.starts_with('-')).cloned().collect();
    let mut exchanges = match lint::passed(root, &only) {
        Ok(exchanges) => exchanges,
        Err(code) => return Ok(code),
    };
    let mut different = 0;
    for (exchange, api) in &mut exchanges {
        let started = Instant::now();
        let manifest = Manifest::read(root, exchange)?;
        for group in &mut api.groups {
            group.is_default = manifest.has_default(&group.name);
        }
        let output = generate::exchange(api);
        let folder = root.join("crates").join(&exchange.name).join("src").join("generated");
        let mut changes = self::changes(&folder, &output.files)?;
        let mut others = output.harness.len();
        if root.join("crates/sandbox/src/venues").join(&exchange.name).is_dir() {
            let sandbox = root.join("crates/sandbox");
            // For the tests of the sandbox, whose reader of specs shares nothing with ours.
            let document = sandbox.join("specs").join(format!("{}.json", exchange.name));
            changes.extend(change(document, bundle::pretty(&bundle::text(api)))?);
            let tables = generate::sandbox::write(api);
            let folder = sandbox.join("src/generated").join(&exchange.name);
            changes.extend(self::changes(&folder, &tables)?);
            others += 1 + tables.len();
        }
        let harness = root.join("tests/src/generated").join(&exchange.name);
        changes.extend(self::changes(&harness, &output.harness)?);
        changes.extend(manifest.change(root, exchange, &output)?);
        if check {
            for change in &changes {
                crate::say!("{}", change.describe(root));
            }
            different += changes.len();
        } else {
            for change in &changes {
                change.apply()?;
            }
        }
        crate::say!(
            "{}: {} operations, {} types, {} lines, {} of {} files {}, {} ms",
            exchange.name,
            output.operations,
            output.types,
            output.lines(),
            changes.len(),
            output.files.len() + others + usize::from(manifest.text.is_some()),
            if check { "differ" } else { "written" },
            started.elapsed().as_millis(),
        );
    }
    if different > 0 {
        crate::say!(
            "{different} files differ from the specs; run `cargo xtask codegen` and commit the result"
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The manifest of an exchange's crate, where there is a crate.
struct Manifest {
    path: PathBuf,
    text: Option<String>,
}

impl Manifest {
    fn read(root: &Path, exchange: &spec::Exchange) -> io::Result<Self> {
        let path = root.join("crates").join(&exchange.name).join("Cargo.toml");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text: Some(text) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { path, text: None }),
            Err(error) => Err(error),
        }
    }

    /// Whether a group's feature is among the default ones; without a crate, it counts as one.
    fn has_default(&self, group: &str) -> bool {
        self.text.as_ref().is_none_or(|text| generate::features::is_default(text, group))
    }

    /// Compares the features with the groups, and those that it asks of venue-core with what the
    /// code uses.
    fn change(
        &self,
        root: &Path,
        exchange: &spec::Exchange,
        output: &generate::Output,
    ) -> io::Result<Option<Change>> {
        let Some(mut wanted) = self.text.clone() else { return Ok(None) };
        let needs =
            |what| io::Error::other(format!("{}: {what}", spec::relative(root, &self.path)));
        let groups = exchange.groups.iter().map(|group| group.name.as_str());
        let groups: Vec<_> = groups.map(|group| (group, output.group_features(group))).collect();
        let mut shared = output.shared_features();
        if let [(_, needed)] = groups.as_slice() {
            shared.extend(needed);
        } else {
            wanted = generate::features::update(&wanted, &groups)
                .ok_or_else(|| needs("several groups need `all = []` under `[features]`"))?;
        }
        for feature in shared {
            wanted = generate::features::with(&wanted, feature)
                .ok_or_else(|| needs("the specs need a feature of venue-core"))?;
        }
        change(self.path.clone(), wanted)
    }
}

/// A file that is not as it should be.
struct Change {
    path: PathBuf,
    found: Option<String>,
    wanted: Option<String>,
}

/// Compares one file with what it should hold.
fn change(path: PathBuf, wanted: String) -> io::Result<Option<Change>> {
    let found = match fs::read_to_string(&path) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let same = found.as_ref() == Some(&wanted);
    Ok((!same).then_some(Change { path, found, wanted: Some(wanted) }))
}

/// Compares a folder with the files that belong into it.
fn changes(folder: &Path, wanted: &BTreeMap<String, String>) -> io::Result<Vec<Change>> {
    let mut found = BTreeMap::new();
    read_folder(folder, folder, &mut found)?;
    let mut changes = Vec::new();
    for (name, text) in wanted {
        let before = found.remove(name);
        if before.as_ref() != Some(text) {
            changes.push(Change {
                path: folder.join(name),
                found: before,
                wanted: Some(text.clone()),
            });
        }
    }
    for (name, text) in found {
        changes.push(Change { path: folder.join(name), found: Some(text), wanted: None });
    }
    Ok(changes)
}

fn read_folder(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, found)?;
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n");
            found.insert(spec::relative(root, &path), text);
        }
    }
    Ok(())
}

impl Change {
    fn apply(&self) -> io::Result<()> {
        match &self.wanted {
            Some(text) => {
                if let Some(folder) = self.path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&self.path, text)
            }
            None => fs::remove_file(&self.path),
        }
    }

    /// The file, what is wrong with it, and the beginning of the difference.
    fn describe(&self, root: &Path) -> String {
        let name = spec::relative(root, &self.path);
        let (found, wanted) = match (&self.found, &self.wanted) {
            (None, _) => return format!("{name}: missing"),
            (_, None) => return format!("{name}: belongs to no spec"),
            (Some(found), Some(wanted)) => (found, wanted),
        };
        let diff = TextDiff::from_lines(found.as_str(), wanted.as_str());
        let mut lines = vec![format!("{name}: differs")];
        let changed: Vec<_> =
            diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal).collect();
        for change in changed.iter().take(SHOWN) {
            let sign = if change.tag() == ChangeTag::Delete { '-' } else { '+' };
            let line: String = change.value().trim_end().chars().take(160).collect();
            lines.push(format!("  {sign} {line}"));
        }
        if changed.len() > SHOWN {
            lines.push(format!("  … {} more lines", changed.len() - SHOWN));
        }
        lines.join("\n")
    }
}
