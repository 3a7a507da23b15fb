//! How many cases were run, by block, exchange and class.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use crate::cells::{Class, EXCHANGES, NONE};

/// The cases of a block.
#[derive(Clone, Debug, Default)]
pub struct Table(BTreeMap<(&'static str, Class), usize>);

/// The blocks that were run.
static FINISHED: Mutex<BTreeMap<&str, Table>> = Mutex::new(BTreeMap::new());

/// How many blocks there are.
const BLOCKS: usize = 7;

impl Table {
    pub fn add(&mut self, exchange: &'static str, class: Class, cases: usize) {
        *self.0.entry((exchange, class)).or_default() += cases;
    }

    fn sum(&self) -> usize {
        self.0.values().sum()
    }

    /// The table as text; a dash where the exchange has no such operation.
    fn text(&self, block: &str) -> String {
        let mut text = format!("{block:<24}");
        for class in Class::ALL {
            let _ = write!(text, "{:>14}", class.title());
        }
        text.push('\n');
        for exchange in EXCHANGES {
            let _ = write!(text, "{exchange:<24}");
            for class in Class::ALL {
                let none = NONE.iter().any(|(known, of, _)| (*known, *of) == (exchange, class));
                let cases = match self.0.get(&(exchange, class)) {
                    Some(cases) => cases.to_string(),
                    None if none => "–".to_owned(),
                    None => "0".to_owned(),
                };
                let _ = write!(text, "{cases:>14}");
            }
            text.push('\n');
        }
        text + &format!("{:<24}{:>14}\n", "in all", self.sum())
    }

    /// Holds the counts against those of the last time, and prints the matrix once all blocks of
    /// it are there.
    pub fn finish(self, block: &'static str) {
        let text = self.text(block);
        let mut finished = FINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        finished.insert(block, self);
        if finished.len() == BLOCKS {
            for (block, table) in &*finished {
                println!("{}", table.text(block));
            }
            for (exchange, class, why) in NONE {
                println!("– {exchange}, {}: {why}", class.title());
            }
            println!("{} cases", finished.values().map(Table::sum).sum::<usize>());
        }
        drop(finished);
        let name = block.split_whitespace().next().unwrap_or_default();
        insta::assert_snapshot!(name, text);
    }
}
