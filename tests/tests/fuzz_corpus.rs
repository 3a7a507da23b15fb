//! Every input that is kept for fuzzing, and some more, with an ordinary compiler.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::fs;

use venue_tests::{exchanges::EXCHANGES, fuzz, spec};

#[test]
fn what_holds_for_any_bytes_holds_for_those_that_are_kept() {
    for (target, property) in fuzz::TARGETS {
        let folder = spec::root().join("fuzz/corpus").join(target);
        let kept: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
        assert!(kept.iter().any(|path| path.to_string_lossy().contains("kept-")), "{target}");
        for path in kept {
            property(&fs::read(path).unwrap());
        }
    }
}

#[test]
fn every_target_has_its_file() {
    let read = |path: &str| fs::read_to_string(spec::root().join(path)).unwrap();
    let (manifest, nightly) = (read("fuzz/Cargo.toml"), read(".github/workflows/nightly.yml"));
    let all = fuzz::TARGETS.map(|(target, _)| target).join(", ");
    assert!(nightly.contains(&format!("target: [{all}]")), "{all}");
    for (target, _) in fuzz::TARGETS {
        let source = fs::read_to_string(spec::root().join(format!("fuzz/targets/{target}.rs")));
        assert!(source.unwrap().contains(&format!("venue_tests::fuzz::{target}(data)")));
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), fuzz::TARGETS.len());
}

#[test]
fn each_edit_of_each_place_in_an_example_is_read_or_refused() {
    for (exchange, name) in (0_u8..).zip(EXCHANGES) {
        // The fuzzers have the others.
        let step = 1 + spec::operations(name).len() / 50;
        for operation in 0..u16::try_from(spec::operations(name).len()).unwrap() {
            let [high, low] = operation.to_be_bytes();
            for place in (0..60).step_by(step) {
                for kind in 0..20 {
                    fuzz::responses(&[exchange, high, low, 1, place, 0, kind]);
                }
            }
        }
    }
}
