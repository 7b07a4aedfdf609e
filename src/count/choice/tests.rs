use std::sync::Arc;
use std::sync::atomic::{self, AtomicUsize};

use super::*;
use crate::count::spill::TempFolder;

fn rows() -> Vec<Row<2>> {
    let random = |i: u32, salt: u32| i.wrapping_mul(2_654_435_761).wrapping_add(salt).wrapping_mul(40_503) >> 15;
    let row = |i| Row {
        key: [random(i, 1) % 700, i],
        frequency: u64::from(random(i, 2) % 40 * (random(i, 3) % 2) + 1),
        documents: 1,
        peak: (),
    };
    (0..10_000u32).map(row).collect()
}

#[test]
fn best_is_the_head_of_the_sorted_rows() {
    let mut sorted = rows();
    sorted.sort_unstable_by(Row::order);
    for top in [0, 1, 7, 3000, 20_000, usize::MAX] {
        let mut halves = vec![Best::new(Sort::Frequency, Some(top)), Best::new(Sort::Frequency, Some(top))];
        rows().into_iter().enumerate().for_each(|(i, row)| halves[i % 2].push(row));
        assert_eq!(Best::sorted(halves), sorted[..top.min(sorted.len())]);
    }
}

#[test]
fn what_cannot_be_among_the_first_is_not_asked_for_its_number() {
    struct Ceiling(AtomicUsize);
    impl Key<2> for Ceiling {
        fn of(&self, row: &Row<2>) -> u64 {
            self.0.fetch_add(1, atomic::Ordering::Relaxed);
            row.frequency * 1000 + u64::from(row.key[0])
        }

        fn at_most(&self, row: &Row<2>) -> u64 {
            row.frequency * 1000 + 999
        }
    }
    let key = Ceiling(AtomicUsize::new(0));
    let best = |sort| {
        let mut best = Best::new(sort, Some(50));
        rows().into_iter().for_each(|row| best.push(row));
        Best::sorted(vec![best])
    };
    let number = |row: &Row<2>| row.frequency * 1000 + u64::from(row.key[0]);
    assert_eq!(best(Sort::By(&key)), best(Sort::By(&number)));
    assert!(key.0.into_inner() < rows().len());
}

#[test]
fn buckets_are_the_sorted_rows() {
    let mut sorted = rows();
    sorted.sort_unstable_by(Row::order);
    let mut threads = vec![Buckets::new(700), Buckets::new(700), Buckets::new(700)];
    rows().into_iter().enumerate().for_each(|(i, row)| threads[i % 3].push(row));
    assert_eq!(Buckets::sorted(threads), sorted);
}

#[test]
fn rows_that_have_no_room_come_back_in_order() {
    let mut sorted = rows();
    sorted.sort_unstable_by(Row::order);
    let by_document = |row: &Row<2>| u64::from(row.key[1] % 10);
    for (top, sort) in [(None, Sort::Frequency), (Some(5000), Sort::Frequency), (None, Sort::By(&by_document))] {
        let choice = Choice { thresholds: Thresholds { frequency: 2, documents: 0 }, top, sort };
        let room = Room { table: 0, rows: 20_000, folder: TempFolder::default(), merged: Arc::default() };
        let mut expected: Vec<Row<2>> = sorted.iter().copied().filter(|row| row.frequency > 1).collect();
        if let Sort::By(key) = sort {
            expected.sort_unstable_by_key(|row| (std::cmp::Reverse(key.of(row)), row.key));
        }
        expected.truncate(top.unwrap_or(usize::MAX));
        let chosen = if choice.is_plain() {
            let mut threads = vec![Gatherer::new(Buckets::new(700), &room), Gatherer::new(Buckets::new(700), &room)];
            rows().into_iter().enumerate().for_each(|(i, row)| choice.take(&mut threads[i % 2], &[row]).unwrap());
            choice.finish(threads).unwrap()
        } else {
            let mut threads =
                vec![Gatherer::new(Best::new(sort, top), &room), Gatherer::new(Best::new(sort, top), &room)];
            rows().into_iter().enumerate().for_each(|(i, row)| choice.take(&mut threads[i % 2], &[row]).unwrap());
            choice.finish(threads).unwrap()
        };
        assert!(matches!(chosen.0, Place::Spilled { .. }));
        assert_eq!(chosen.len(), expected.len());
        let mut back = Vec::new();
        let see = |first: usize, page: &Vec<Row<2>>| -> Result<(), SpillError> {
            assert_eq!(first, back.len());
            back.extend_from_slice(page);
            Ok(())
        };
        chosen.pages(see).unwrap();
        assert_eq!(back, expected);
    }
}

#[test]
fn floats_keep_their_order_as_integers() {
    let values = [None, Some(f64::NEG_INFINITY), Some(-1.5), Some(-0.0), Some(0.1), Some(7.0), Some(f64::INFINITY)];
    assert!(values.windows(2).all(|w| sortable(w[0]) < sortable(w[1])));
    assert_eq!(sortable(Some(-0.0)), sortable(Some(0.0)));
}
