//! J: when a call is sent again, and what the caller sees in the end.

use crate::{
    bench::{
        Bench, CallOutcome, Case,
        Seen::{Done, Rejected, Unknown},
    },
    sandbox::Fault,
};

/// What happened at the exchange, unseen: the fault, and whether the call is one that it takes.
fn truths() -> [(&'static str, Fault, bool); 4] {
    let down = Fault::Response(true, 502, vec![], b"<html><title>Bad gateway</title>".to_vec());
    [
        ("lost on the way", Fault::Cut, true),
        ("done, and the reply lost", Fault::LoseReply, true),
        ("done, and a 502 said", down, true),
        ("rejected, and the rejection lost", Fault::LoseReply, false),
    ]
}

/// Runs the table for a cell: each truth, striking the first so many of three attempts. Says how
/// many cases that were.
pub async fn run(bench: &mut Bench) -> usize {
    let reads = bench.cell.class.reads();
    let mut cases = 0;
    for (truth, fault, sound) in truths() {
        // Reads that are sent again use up a client's budget.
        if reads {
            bench.renew_client();
            bench.call().await.unwrap();
        }
        for strikes in 1..=3 {
            // A read is sent again, and comes through if one of its three attempts gets a response.
            let (may_see, sent): (&'static [_], _) = match (reads, strikes, sound) {
                (true, 3, _) => (&[Unknown], 3),
                (true, _, true) => (&[Done], strikes + 1),
                (true, _, false) => (&[Rejected], strikes + 1),
                (false, _, _) => (&[Unknown], 1),
            };
            let label = format!("{truth}, {strikes} times");
            let case = Case::new(label.clone(), fault.clone(), may_see);
            let Some(CallOutcome { result, arrived }) = bench.strike(&case, strikes, sound).await
            else {
                continue;
            };
            let cell = bench.cell;
            assert_eq!(arrived, sent, "{cell:?}: {label}: {result:?}");
            cases += 1;
        }
    }
    cases
}
