use proptest::prelude::*;

use super::*;

/// The value of a measure by its id.
fn value(id: &str, pair: &Pair) -> Option<f64> {
    (named(id).unwrap().of)(pair)
}

fn near(a: f64, b: f64, relative: f64) -> bool {
    a == b || (a - b).abs() <= relative * a.abs().max(b.abs())
}

/// A table that can exist, with cells of any size.
fn tables() -> impl Strategy<Value = Pair> {
    let cell = (any::<u64>(), 2..64u32).prop_map(|(o, bits)| o >> bits);
    prop::array::uniform4(cell).prop_map(|[a, b, c, d]| Pair::new(a, a + b, a + c, a + b + c + d))
}

#[test]
fn extreme_margins_keep_their_digits() {
    let mut lines = include_str!("../../../tests/golden/assoc_extreme.tsv").lines();
    let ids: Vec<&str> = lines.next().unwrap().split('\t').skip(4).collect();
    for line in lines {
        let row: Vec<&str> = line.split('\t').collect();
        let [frequency, f1, f2, n] = [0, 1, 2, 3].map(|i| row[i].parse().unwrap());
        let pair = Pair::new(frequency, f1, f2, n);
        for (id, wanted) in ids.iter().zip(&row[4..]) {
            let wanted = Some(*wanted).filter(|w| !w.is_empty()).map(|w| w.parse::<f64>().unwrap());
            let got = value(id, &pair);
            assert!(got.zip(wanted).map_or(got == wanted, |(g, w)| near(g, w, 1e-12)), "{line} {id}: {got:?}");
        }
    }
}

#[test]
fn an_empty_sample_has_no_measures() {
    assert!(ASSOCIATION.iter().all(|m| (m.of)(&Pair::new(0, 0, 0, 0)).is_none()));
}

#[test]
fn p_values_below_f64_keep_their_order_of_magnitude() {
    // Two words that always come together: P = 1 / C(N, f).
    let pair = Pair::new(5000, 5000, 5000, 10_000_000);
    assert_eq!(value("fisher_right_p", &pair), Some(0.0));
    // mpmath, 60 digits.
    assert!(near(value("fisher_right_neglog10p", &pair).unwrap(), 18_673.830_955_659_325, 1e-13));
    let weaker = Pair::new(280, 100_000, 20_000, 200_000_000);
    assert!(value("fisher_right_p", &weaker).unwrap() > 0.0);
    assert!(near(value("fisher_right_p", &weaker).unwrap(), 3.1447331879396712e-291, 1e-11));
}

#[test]
fn a_pair_at_margins_of_a_thousand_million_is_no_work() {
    // More than a hundred thousand terms if they were added up. mpmath, 60 digits.
    for (o, wanted) in [
        (100_000_000, 0.500_017_435_255_214),
        (100_009_000, 0.158_668_696_753_273_14),
        (100_050_000, 1.386_897_962_583_291_4e-8),
        (100_300_000, 9.864_523_310_859_208e-244),
    ] {
        let got = value("fisher_right_p", &Pair::new(o, 1_000_000_000, 1_000_000_000, 10_000_000_000)).unwrap();
        assert!(near(got, wanted, 1e-12), "{o}: {got}, not {wanted}");
    }
}

proptest! {
    #[test]
    fn no_count_gives_nan(o: u64, f1: u64, f2: u64, n: u64, bits in 0..64u32) {
        let pair = Pair::new(o >> bits, f1 >> bits, f2 >> bits, n >> bits);
        for m in ASSOCIATION.iter().filter(|m| !m.id.starts_with("fisher")) {
            prop_assert!((m.of)(&pair).is_none_or(|v| !v.is_nan()), "{}", m.id);
        }
    }

    #[test]
    fn a_possible_table_gives_no_nan(pair in tables()) {
        for m in ASSOCIATION {
            prop_assert!((m.of)(&pair).is_none_or(|v| !v.is_nan()), "{}", m.id);
        }
    }

    #[test]
    fn words_change_places_without_changing_the_value(o in 0..50u64, a in 0..1000u64, b in 0..1000u64, d in 0..10_000_000u64) {
        let (here, there) = (Pair::new(o, o + a, o + b, o + a + b + d), Pair::new(o, o + b, o + a, o + a + b + d));
        let directed = |id: &str| match id {
            "p_w2_given_w1" => "p_w1_given_w2",
            "delta_p_w2_given_w1" | "liddell" => "delta_p_w1_given_w2",
            _ => "",
        };
        for m in ASSOCIATION.iter().filter(|m| !matches!(m.id, "relative_risk_log2" | "p_w1_given_w2" | "delta_p_w1_given_w2")) {
            let (here, there) = match directed(m.id) {
                "" => ((m.of)(&here), (m.of)(&there)),
                "delta_p_w1_given_w2" if m.id == "liddell" => ((m.of)(&here), value("delta_p_w1_given_w2", &here)),
                other => ((m.of)(&here), value(other, &there)),
            };
            match (here, there) {
                (Some(x), Some(y)) => prop_assert!(near(x, y, 1e-10), "{}: {x} {y}", m.id),
                (x, y) => prop_assert_eq!(x, y),
            }
        }
    }

    #[test]
    fn attraction_is_positive_and_repulsion_negative(pair in tables()) {
        for id in ["g2_signed", "z_score", "z_score_yates_cqpweb", "phi", "delta_p_w2_given_w1", "liddell", "log_odds_ratio_ln", "relative_risk_log2"] {
            if let Some(value) = value(id, &pair) {
                prop_assert_eq!(value.partial_cmp(&0.0), pair.determinant.partial_cmp(&0.0), "{}: {}", id, value);
            }
        }
    }

    #[test]
    fn values_stay_in_their_range(pair in tables()) {
        for m in ASSOCIATION {
            let (low, high) = match m.range {
                "0..1" => (0.0, 1.0),
                "-1..1" => (-1.0, 1.0),
                "0..inf" => (0.0, f64::INFINITY),
                "0..N" => (0.0, real(pair.n)),
                "-inf..14" => (f64::NEG_INFINITY, 14.0),
                "-inf..inf" => continue,
                other => panic!("{other}: a range that the test does not know"),
            };
            if let Some(value) = (m.of)(&pair) {
                prop_assert!(low * (1.0 + 1e-12) <= value && value <= high * (1.0 + 1e-12), "{}: {value}", m.id);
            }
        }
    }

    #[test]
    fn the_two_tails_of_fisher_overlap_in_one_term(a in 0..400u64, b in 0..400u64, c in 0..400u64, d in 0..400u64) {
        let (f1, f2, n) = (a + b, a + c, a + b + c + d);
        let p = |id: &str, o: u64| value(id, &Pair::new(o, f1, f2, n)).unwrap_or(1.0);
        // P(X <= a) + P(X >= a + 1) = 1
        if a < f1.min(f2) {
            prop_assert!((p("fisher_left_p", a) + p("fisher_right_p", a + 1) - 1.0).abs() < 1e-12);
            prop_assert!(p("fisher_right_p", a + 1) <= p("fisher_right_p", a));
            prop_assert!(p("fisher_left_p", a) <= p("fisher_left_p", a + 1));
        }
        prop_assert!(p("fisher_two_sided_p", a) >= p("fisher_left_p", a).min(p("fisher_right_p", a)) * (1.0 - 1e-12));
    }

    #[test]
    fn p_of_g2_falls_as_g2_rises(x in tables(), y in tables()) {
        if let (Some(a), Some(b)) = (value("g2", &x), value("g2", &y)) {
            prop_assert!(a > b || value("g2_pvalue", &x) >= value("g2_pvalue", &y));
        }
    }
}
