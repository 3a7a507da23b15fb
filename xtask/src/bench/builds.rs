//! What a user's first build costs: a program that places an order through `venue-bitget`, over
//! the same program, hand-written.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Bench,
    measure::{self, Usage},
    table::{Row, Section, Unit},
};

/// What both programs need.
const TOKIO: &str = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;

/// The dependencies that only the hand-written program has.
const BY_HAND: &str = r#"base64 = "0.23"
hmac = "0.13"
reqwest = { version = "0.13", default-features = false, features = ["rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
sha2 = "0.11""#;

/// Measures.
pub fn section(bench: &Bench<'_>) -> io::Result<Section> {
    let venue = format!("venue-bitget = {{ path = {:?} }}", bench.root.join("crates/bitget"));
    let venue = App::lay_out(bench.root, "venue", &venue, include_str!("apps/venue.rs"))?;
    let hand = App::lay_out(bench.root, "hand", BY_HAND, include_str!("apps/hand.rs"))?;

    let mut rounds = Vec::new();
    for _ in 0..bench.rounds(3) {
        rounds.push((venue.cold_build()?, hand.cold_build()?));
    }
    let row = |what: &str, unit, goal, sample: fn(&(Usage, Usage)) -> f64| Row {
        what: what.to_owned(),
        unit,
        samples: rounds.iter().map(sample).collect(),
        goal,
        note: String::new(),
    };
    let mut rows = vec![
        row(
            "processor time of a cold build, over by hand",
            Unit::Ratio,
            Some(1.15),
            |(ours, theirs)| ours.seconds / theirs.seconds,
        ),
        row("processor time of a cold build", Unit::Seconds, None, |(ours, _)| ours.seconds),
        row("the same by hand", Unit::Seconds, None, |(_, theirs)| theirs.seconds),
        row("largest process of a cold build", Unit::Megabytes, Some(600.0), |(ours, _)| {
            ours.megabytes
        }),
        row("the same by hand", Unit::Megabytes, None, |(_, theirs)| theirs.megabytes),
    ];
    let sizes = [venue.release_kilobytes()?, hand.release_kilobytes()?];
    let [ours, theirs] = sizes;
    let size = |what: &str, kilobytes: f64, goal| Row {
        what: what.to_owned(),
        unit: Unit::Kilobytes,
        samples: vec![kilobytes],
        goal,
        note: String::new(),
    };
    rows.push(size("release binary, stripped, more than by hand", ours - theirs, Some(500.0)));
    rows.push(size("release binary, stripped", ours, None));
    rows.push(size("the same by hand", theirs, None));
    Ok(Section {
        name: "builds",
        text: "A program that places an order on Bitget: `cargo build` with an empty target folder, \
               through `venue-bitget` with its default features, and by hand on reqwest (the same \
               TLS), serde_json and hmac. Both take the versions of the workspace's `Cargo.lock`. \
               Processor time is that of all processes; memory is that of the largest, mostly rustc."
            .to_owned(),
        rows,
        tables: Vec::new(),
    })
}

/// A program in a folder of its own.
struct App {
    folder: PathBuf,
    name: &'static str,
}

impl App {
    /// Writes it, with the versions of the workspace's lock file.
    fn lay_out(root: &Path, name: &'static str, needs: &str, main: &str) -> io::Result<Self> {
        let folder = root.join("target/bench/builds").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{needs}\n{TOKIO}\n\n\
             [profile.release]\nstrip = true\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), main)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let app = Self { folder, name };
        measure::quietly(app.cargo("fetch"))?;
        Ok(app)
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.arg(command).current_dir(&self.folder);
        cargo
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    fn build(&self) -> Command {
        let mut cargo = self.cargo("build");
        cargo.args(["--offline", "--locked", "--target-dir"]).arg(self.target());
        cargo
    }

    /// Builds it from nothing.
    fn cold_build(&self) -> io::Result<Usage> {
        match fs::remove_dir_all(self.target()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => measure::run(&self.build()),
        }
    }

    /// The size of its release binary.
    fn release_kilobytes(&self) -> io::Result<f64> {
        let mut build = self.build();
        build.arg("--release");
        measure::quietly(build)?;
        let binary = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        let bytes = fs::metadata(self.target().join("release").join(binary))?.len();
        Ok(bytes as f64 / 1e3)
    }
}
