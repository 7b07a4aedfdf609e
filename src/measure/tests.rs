use std::collections::HashSet;

use super::*;

#[test]
fn no_family_has_an_id_twice() {
    let all = all();
    let distinct: HashSet<_> = all.iter().map(|about| (about.family, about.id)).collect();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn an_id_is_a_header_that_every_reader_takes() {
    for about in all() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(about.id.chars().all(plain) && !about.id.starts_with(|c: char| c.is_ascii_digit()), "{}", about.id);
    }
}

#[test]
fn everything_is_said_about_every_measure() {
    for about in all() {
        let About { family, id, name, formula, range, units, source } = about;
        assert!([family, id, name, formula, range, units, source].iter().all(|text| !text.is_empty()), "{about:?}");
        assert!(range.contains(".."), "{id}: {range}");
        assert!(source.contains(|c: char| c.is_ascii_digit()) || source.contains("quanteda"), "{id}: {source}");
    }
}

#[test]
fn a_measure_is_found_by_its_id_only() {
    assert_eq!(find(keyness::KEYNESS, "bic").map(|m| m.id), Some("bic"));
    assert!(find(keyness::KEYNESS, "BIC").is_none());
}
