//! What a command costs: processor time and memory of all its processes.

use std::{env, fs, io, process::Command, process::ExitCode, thread};

/// What a command cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Processor time of all its processes, in user and kernel mode.
    pub seconds: f64,
    /// Memory of the largest of its processes at its largest.
    pub megabytes: f64,
}

/// What precedes the numbers in what [`report`] prints.
const MARK: &str = "measured:";

/// Runs a command to its end and says what it cost.
///
/// The system keeps one sum for all children that a process ever had. So each command gets a
/// process of its own: this program once more, in [`report`].
pub fn run(command: &Command) -> io::Result<Usage> {
    let mut outer = Command::new(env::current_exe()?);
    outer.args(["bench", "measure"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    let output = outer.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let usage = text.lines().find_map(|line| line.strip_prefix(MARK)).and_then(parse);
    usage.filter(|_| output.status.success()).ok_or_else(|| failed(command, &output.stderr))
}

fn parse(line: &str) -> Option<Usage> {
    let (seconds, megabytes) = line.trim().split_once(' ')?;
    Some(Usage { seconds: seconds.parse().ok()?, megabytes: megabytes.parse().ok()? })
}

/// Runs the command that the arguments are, and prints what it cost.
pub fn report(arguments: &[String]) -> io::Result<ExitCode> {
    let Some((program, rest)) = arguments.split_first() else { return Ok(ExitCode::FAILURE) };
    let status = Command::new(program).args(rest).status()?;
    let usage = children()?;
    crate::say!("{MARK} {} {}", usage.seconds, usage.megabytes);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The cost of all children so far.
#[cfg(unix)]
fn children() -> io::Result<Usage> {
    use nix::sys::resource::{UsageWho, getrusage};

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6);
    // Linux counts kilobytes, macOS bytes.
    let unit = if cfg!(target_os = "macos") { 1e6 } else { 1e6 / 1024.0 };
    Ok(Usage { seconds: seconds.iter().sum(), megabytes: usage.max_rss() as f64 / unit })
}

#[cfg(not(unix))]
fn children() -> io::Result<Usage> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system does not tell what a process cost"))
}

/// Runs a command and shows what it says only where it fails.
pub fn quietly(mut command: Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(&command, &output.stderr))
}

/// The command, and the lines of its errors that begin so.
fn failed(command: &Command, errors: &[u8]) -> io::Error {
    let errors = String::from_utf8_lossy(errors);
    let shown: Vec<&str> = errors.lines().filter(|line| line.starts_with("error")).collect();
    io::Error::other(format!("{command:?} failed:\n{}", shown.join("\n")))
}

/// The machine and the compiler, in a few words.
pub fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or(env::consts::ARCH, |(_, model)| model.trim());
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!("{cores} cores of {model}, {}, {}", env::consts::OS, rustc.unwrap_or_default())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        let usage = Usage { seconds: 1.25, megabytes: 600.5 };
        assert_eq!(parse(&format!(" {} {}", usage.seconds, usage.megabytes)), Some(usage));
        assert_eq!(parse("1.25"), None);
    }
}
