//! The table: one row a call, its typed values beside it, plain text unless a terminal reads it.

use std::{
    env,
    fmt::Display,
    io::{IsTerminal, Write, stdout},
    process::ExitCode,
    time::{Duration, Instant},
};

use venue_core::{Error, Operation, Response, Security};

use crate::Outcome;

/// Names and values, in the order in which they are shown.
pub type Fields = Vec<(&'static str, String)>;

/// What a terminal does with a text.
#[derive(Clone, Copy)]
enum Style {
    Plain,
    Heading,
    Faint,
    Signed,
    Good,
    Bad,
}

/// Widths of the columns: call, method, path, how it is signed, milliseconds, name of a value.
const CALL: usize = 16;
const METHOD: usize = 4;
const PATH: usize = 37;
const SIGNED: usize = 11;
const TIME: usize = 5;
const NAME: usize = 9;
/// The width left of the values: the columns and the spaces before and between them.
const LEFT: usize = 2 + CALL + 2 + METHOD + 1 + PATH + 2 + SIGNED + 1 + TIME + 2;
/// No line is longer.
const WIDTH: usize = 120;

/// Prints rows as they come and counts them.
pub struct Table {
    colours: bool,
    exchanges: usize,
    calls: usize,
    signed: usize,
    failed: Vec<String>,
    exchange: &'static str,
}

impl Table {
    /// Colours for a terminal that wants them; see <https://no-color.org>.
    pub fn new() -> Self {
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            colours: stdout().is_terminal() && !unwanted && !dumb,
            exchanges: 0,
            calls: 0,
            signed: 0,
            failed: Vec::new(),
            exchange: "",
        }
    }

    /// The names of the columns.
    pub fn heading(&self) {
        self.line(&[
            (Style::Faint, cell("", 2)),
            (Style::Faint, cell("call", CALL + 2)),
            (Style::Faint, cell("method, path", METHOD + 1 + PATH + 2)),
            (Style::Faint, cell("signed", SIGNED + 1)),
            (Style::Faint, format!("{:>TIME$}  ", "ms")),
            (Style::Faint, "what came back".to_owned()),
        ]);
    }

    /// Begins the rows of an exchange.
    pub fn exchange(&mut self, name: &'static str, base_url: &str) {
        self.exchanges += 1;
        self.exchange = name;
        self.line(&[]);
        self.line(&[(Style::Heading, name.to_owned()), (Style::Faint, format!("  {base_url}"))]);
    }

    /// Begins rows that are about something else.
    pub fn section(&mut self, name: &'static str, about: &str) {
        self.exchange = name;
        self.line(&[]);
        self.line(&[(Style::Heading, name.to_owned()), (Style::Faint, format!("  {about}"))]);
    }

    /// Says something about the exchange, below its rows.
    pub fn note(&self, text: &str) {
        self.line(&[(Style::Faint, format!("  {text}"))]);
    }

    /// Makes a call and shows its response. `show` gives none where the response lacks a value.
    pub async fn call<T>(
        &mut self,
        operation: &'static Operation,
        request: impl Future<Output = Outcome<T>>,
        show: impl FnOnce(&Response<T>) -> Option<Fields>,
    ) -> Option<Response<T>> {
        let began = Instant::now();
        let response = request.await;
        let took = began.elapsed();
        self.calls += 1;
        match response {
            Ok(response) => {
                self.signed += usize::from(matches!(operation.security, Security::Required(_)));
                let shown = show(&response);
                let complete = shown.is_some();
                self.row(operation, took, Style::Good, shown.unwrap_or_default());
                if !complete {
                    self.fail(operation, "the response lacks a value that the demo shows");
                }
                Some(response)
            }
            Err(error) => {
                self.row(operation, took, Style::Bad, explain(&error));
                // The error names the operation itself.
                self.failed.push(format!("{}: {error}", self.exchange));
                None
            }
        }
    }

    /// Makes a call that the exchange has to reject, and shows how.
    pub async fn rejected<T>(
        &mut self,
        operation: &'static Operation,
        request: impl Future<Output = Outcome<T>>,
        expected: impl FnOnce(&Error) -> bool,
    ) {
        let began = Instant::now();
        let response = request.await;
        let took = began.elapsed();
        self.calls += 1;
        match response {
            Ok(_) => {
                self.row(operation, took, Style::Bad, Fields::new());
                self.fail(operation, "it was to be rejected and was not");
            }
            Err(error) => {
                self.row(operation, took, Style::Good, explain(&error));
                if !expected(&error) {
                    self.fail(operation, format!("rejected for another reason, {error}"));
                }
            }
        }
    }

    /// The last line, and how the program ends.
    pub fn finish(&self) -> ExitCode {
        let Self { exchanges, calls, signed, .. } = self;
        self.line(&[]);
        if self.failed.is_empty() {
            let counts = format!("{exchanges} exchanges, {calls} calls, {signed} of them signed");
            self.line(&[(Style::Good, "ok".to_owned()), (Style::Plain, format!("  {counts}"))]);
            ExitCode::SUCCESS
        } else {
            for failure in &self.failed {
                eprintln!("failed: {failure}");
            }
            ExitCode::FAILURE
        }
    }

    fn fail(&mut self, operation: &Operation, why: impl Display) {
        self.failed.push(format!("{}: {}: {why}", self.exchange, operation.name));
    }

    fn row(&self, operation: &Operation, took: Duration, status: Style, fields: Fields) {
        let (signed, style) = match operation.security {
            Security::Required(scheme) => (algorithm(scheme), Style::Signed),
            Security::Optional(_) => ("optional", Style::Faint),
            Security::Public => ("—", Style::Faint),
        };
        let mut lines = fields.into_iter().flat_map(|(name, value)| wrapped(name, &value));
        let (name, value) = lines.next().unwrap_or_default();
        self.line(&[
            (Style::Plain, cell("", 2)),
            (status, cell(operation.id(), CALL + 2)),
            (Style::Plain, cell(operation.method.as_str(), METHOD + 1)),
            (Style::Plain, cell(&shortened(operation.path), PATH + 2)),
            (style, cell(signed, SIGNED + 1)),
            (Style::Plain, format!("{:>TIME$}  ", milliseconds(took))),
            (Style::Faint, cell(name, NAME + 1)),
            (Style::Plain, value),
        ]);
        for (name, value) in lines {
            self.line(&[
                (Style::Faint, cell("", LEFT)),
                (Style::Faint, cell(name, NAME + 1)),
                (Style::Plain, value),
            ]);
        }
    }

    /// Prints a line, without spaces at its end. A reader who has gone away is no failure.
    fn line(&self, parts: &[(Style, String)]) {
        let mut line = String::new();
        let last = parts.iter().rposition(|(_, text)| !text.trim().is_empty());
        for (index, (style, text)) in parts.iter().enumerate().take(last.map_or(0, |at| at + 1)) {
            let text = if Some(index) == last { text.trim_end() } else { text.as_str() };
            match self.code(*style).filter(|_| !text.trim().is_empty()) {
                Some(code) => line.push_str(&format!("\x1b[{code}m{text}\x1b[0m")),
                None => line.push_str(text),
            }
        }
        let _ = writeln!(stdout(), "{line}");
    }

    fn code(&self, style: Style) -> Option<&'static str> {
        match style {
            _ if !self.colours => None,
            Style::Plain => None,
            Style::Heading => Some("1"),
            Style::Faint => Some("2"),
            Style::Signed => Some("36"),
            Style::Good => Some("32"),
            Style::Bad => Some("31"),
        }
    }
}

/// What an error says to a program.
fn explain(error: &Error) -> Fields {
    let mut fields = vec![
        ("kind()", format!("{:?}", error.kind())),
        ("outcome()", format!("{:?}", error.outcome())),
        ("code()", error.code().unwrap_or("—").to_owned()),
    ];
    fields.extend(error.status().map(|status| ("status()", status.as_u16().to_string())));
    fields.push(("message()", error.message().to_owned()));
    fields
}

/// How requests with a security scheme of the specs are signed.
fn algorithm(scheme: &'static str) -> &'static str {
    match scheme {
        "AccessSign" => "HMAC-SHA256",
        "Ed25519Signature" => "Ed25519",
        "TradersToken" => "token",
        "BearerToken" => "bearer",
        other => other,
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1000.0)
}

/// Text with spaces up to a width, counted in characters.
fn cell(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

/// The end of a path that is wider than its column.
fn shortened(path: &str) -> String {
    let width = |text: &str| text.chars().count();
    if width(path) <= PATH {
        return path.to_owned();
    }
    let mut ends = path.match_indices('/').filter_map(|(at, _)| path.get(at..));
    let end = ends.find(|end| width(end) < PATH);
    format!("…{}", end.unwrap_or_default())
}

/// A value on as many lines as it needs, the name on the first of them.
fn wrapped(name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let room = WIDTH - LEFT - NAME - 1;
    let width = |text: &str| text.trim_end().chars().count();
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in value.split_inclusive([' ', '-']) {
        if !line.is_empty() && line.chars().count() + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(word);
        while width(&line) > room {
            let cut = line.char_indices().nth(room).map_or(line.len(), |(at, _)| at);
            let rest = line.split_off(cut);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line);
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    names.zip(lines).collect()
}
