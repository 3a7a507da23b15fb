//! Results as Markdown tables.

use std::fmt::Write as _;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "which are used depends on what is measured")]
pub enum Unit {
    /// Ours over theirs.
    Ratio,
    Nanoseconds,
    Microseconds,
    Seconds,
    Kilobytes,
    Megabytes,
    Count,
}

impl Unit {
    /// A number with its unit: `1.08`, `12.3 µs`, `1,204 kB`.
    fn write(self, value: f64) -> String {
        match self {
            Self::Ratio => format!("{value:.2}"),
            Self::Nanoseconds => format!("{} ns", thousands(value)),
            Self::Microseconds => format!("{value:.1} µs"),
            Self::Seconds => format!("{value:.2} s"),
            Self::Kilobytes => format!("{} kB", thousands(value)),
            Self::Megabytes => format!("{} MB", thousands(value)),
            Self::Count => thousands(value),
        }
    }
}

/// A whole number in groups of three digits.
pub fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value < 0.0 && digits != "0" {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The middle sample; of an even number, the mean of the two in the middle.
pub fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(*sorted.get(sorted.len() / 2 - 1)?, upper))
}

/// One thing that was measured, several times.
#[derive(Clone, Debug)]
pub struct Row {
    /// What: `CPU of a cold build, over the same by hand`.
    pub what: String,
    /// What the numbers count.
    pub unit: Unit,
    /// One number for each round.
    pub samples: Vec<f64>,
    /// What the median may be at most.
    pub goal: Option<f64>,
    /// What a reader should know beside it.
    pub note: String,
}

impl Row {
    /// The median of the samples.
    pub fn median(&self) -> Option<f64> {
        median(&self.samples)
    }

    /// Whether the goal is met, where there is one.
    pub fn met(&self) -> Option<bool> {
        Some(self.median().is_some_and(|median| median <= self.goal.unwrap_or(f64::INFINITY)))
            .filter(|_| self.goal.is_some())
    }

    /// `1.08 (1.02–1.11)`.
    fn measured(&self) -> String {
        let Some(median) = self.median() else { return "–".to_owned() };
        let least = self.samples.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.samples.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [median, least, most] = [median, least, most].map(|value| self.unit.write(value));
        if least == most { median } else { format!("{median} ({least} – {most})") }
    }
}

/// A table that is not of samples.
#[derive(Clone, Debug)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// As Markdown; all columns but the first hold numbers.
    pub fn render(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut text = line(&self.head);
        let rule: Vec<String> =
            (0..self.head.len()).map(|at| if at == 0 { "---" } else { "--:" }.to_owned()).collect();
        text.push_str(&line(&rule).replace(' ', ""));
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
}

/// A chapter of the results.
#[derive(Clone, Debug)]
pub struct Section {
    /// The name by which it is run, and its heading.
    pub name: &'static str,
    /// What is measured, and how.
    pub text: String,
    pub rows: Vec<Row>,
    pub tables: Vec<Table>,
}

impl Section {
    /// As Markdown, without a date, so that equal results are equal files.
    pub fn render(&self, machine: &str) -> String {
        let mut text = format!("## {}\n\n", self.name);
        if !self.text.is_empty() {
            let _ = writeln!(text, "{}\n", self.text.trim());
        }
        let _ = writeln!(text, "Measured on {machine}.\n");
        if !self.rows.is_empty() {
            text.push_str(
                "| what | median (least – most) | goal | | note |\n|---|--:|--:|---|---|\n",
            );
        }
        for row in &self.rows {
            let goal = row.goal.map(|goal| format!("≤ {}", row.unit.write(goal)));
            let verdict = match row.met() {
                Some(true) => "met",
                Some(false) => "**missed**",
                None => "",
            };
            let cells =
                [row.what.clone(), row.measured(), goal.unwrap_or_default(), verdict.to_owned()];
            let _ = writeln!(text, "| {} | {} |", cells.join(" | "), row.note);
        }
        for table in &self.tables {
            let _ = write!(text, "\n{}", table.render());
        }
        format!("{}\n", text.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, samples: &[f64], goal: Option<f64>) -> Row {
        let (what, note) = ("a call".to_owned(), "over loopback".to_owned());
        Row { what, unit, samples: samples.to_vec(), goal, note }
    }

    #[test]
    fn the_median_is_the_middle_sample_or_the_mean_of_two() {
        assert_eq!(row(Unit::Ratio, &[3.0, 1.0, 2.0], None).median(), Some(2.0));
        assert_eq!(row(Unit::Ratio, &[4.0, 1.0, 2.0, 3.0], None).median(), Some(2.5));
        assert_eq!(row(Unit::Ratio, &[], None).median(), None);
    }

    #[test]
    fn a_goal_is_met_up_to_its_value_and_not_without_a_sample() {
        assert_eq!(row(Unit::Ratio, &[1.15], Some(1.15)).met(), Some(true));
        assert_eq!(row(Unit::Ratio, &[1.16], Some(1.15)).met(), Some(false));
        assert_eq!(row(Unit::Ratio, &[], Some(1.15)).met(), Some(false));
        assert_eq!(row(Unit::Ratio, &[1.0], None).met(), None);
    }

    #[test]
    fn numbers_are_written_with_their_units() {
        let written = [
            Unit::Ratio.write(1.084),
            Unit::Microseconds.write(12.34),
            Unit::Nanoseconds.write(1234.4),
            Unit::Seconds.write(0.5),
            Unit::Kilobytes.write(-1_234_567.0),
            Unit::Megabytes.write(600.0),
            Unit::Count.write(-0.2),
        ];
        let expected = ["1.08", "12.3 µs", "1,234 ns", "0.50 s", "-1,234,567 kB", "600 MB", "0"];
        assert_eq!(written, expected);
    }

    #[test]
    fn a_section_is_a_heading_its_text_and_a_line_for_each_row() {
        let section = Section {
            name: "calls",
            text: "What a call costs.".to_owned(),
            rows: vec![
                row(Unit::Microseconds, &[11.0, 10.0, 12.5], Some(11.5)),
                row(Unit::Count, &[7.0], Some(6.0)),
                row(Unit::Ratio, &[], None),
            ],
            tables: vec![Table {
                head: vec!["exchange".to_owned(), "lines".to_owned()],
                rows: vec![vec!["bitget".to_owned(), "8,000".to_owned()]],
            }],
        };
        let expected = "\
## calls

What a call costs.

Measured on 2 cores.

| what | median (least – most) | goal | | note |
|---|--:|--:|---|---|
| a call | 11.0 µs (10.0 µs – 12.5 µs) | ≤ 11.5 µs | met | over loopback |
| a call | 7 | ≤ 6 | **missed** | over loopback |
| a call | – |  |  | over loopback |

| exchange | lines |
|---|--:|
| bitget | 8,000 |
";
        assert_eq!(section.render("2 cores"), expected);
    }
}
