//! `kalim list`

mod common;

use common::{Scratch, Table, kalim};

fn list(args: &[&str]) -> Table {
    Scratch::new().kalim(&[&["list"], args].concat()).well().table()
}

#[test]
fn profiles_are_listed_with_what_they_copy() {
    let table = list(&["profiles"]);
    assert_eq!(table.columns, ["name", "copy_of", "description"]);
    let names: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["none", "light", "search", "aggressive", "lucene", "camel", "camel-arclean", "openiti"]);
    for row in &table.rows {
        let is_ours = ["none", "light", "search", "aggressive"].contains(&row[0].as_str());
        assert_eq!(row[1].is_empty(), is_ours, "{row:?}");
        assert!(!row[2].is_empty(), "{row:?}");
    }
}

#[test]
fn the_table_of_a_profile_is_what_it_does() {
    let table = list(&["profiles", "lucene"]);
    assert_eq!(table.columns, ["pass", "step", "option", "taken", "how", "from", "to", "from_text", "to_text"]);
    assert_eq!(
        table.lines(&["how", "from", "to", "from_text", "to_text"]),
        [
            "delete U+0640  ـ ",
            "delete U+064B-0652   ",
            "replace U+0622 U+0627 آ ا",
            "replace U+0623 U+0627 أ ا",
            "replace U+0625 U+0627 إ ا",
            "replace U+0649 U+064A ى ي",
            "replace U+0629 U+0647 ة ه",
        ]
    );
}

/// Each line of a table that names one code point is what `normalize` makes of it, where no other step has a say.
#[test]
fn normalize_does_what_the_lines_say() {
    for profile in ["light", "search", "aggressive", "lucene", "camel-arclean", "openiti"] {
        let mut text = String::new();
        let mut expected = String::new();
        for row in list(&["profiles", profile]).rows {
            let [from, to] = [&row[7], &row[8]];
            let is_last = !["presentation_forms", "lookalikes", "hamza", "alef", "foreign_letters"].contains(&&*row[1]);
            if row[3] == "yes" && row[4] == "replace" && is_last && !from.is_empty() && !to.is_empty() {
                text += &format!("{from} ");
                expected += &format!("{to} ");
            }
        }
        let folded = kalim(&["normalize", "--profile", profile], &text).well();
        assert_eq!(folded.text(), expected, "{profile}");
        assert!(!text.is_empty(), "{profile}");
    }
}

#[test]
fn every_profile_has_a_table_and_what_is_off_is_said() {
    for row in list(&["profiles"]).rows {
        let table = list(&["profiles", &row[0]]);
        let off = table.rows.iter().any(|line| line[3] == "no");
        assert_eq!(off, row[1].is_empty(), "{}", row[0]);
        assert!(table.rows.iter().all(|line| line[3] == "yes" || line[2].starts_with("--")), "{}", row[0]);
    }
    Scratch::new().kalim(&["list", "profiles", "nosuch"]).refused(&["nosuch", "light"]).says_lines(1);
}

#[test]
fn stop_words_are_listed_with_their_class() {
    let table = list(&["stopwords"]);
    assert_eq!(table.columns, ["word", "class"]);
    assert!(table.rows.len() > 300);
    for (word, class) in [("في", "preposition"), ("والذي", "relative"), ("بأن", "particle"), ("هو", "pronoun")]
    {
        assert!(table.rows.iter().any(|row| row[0] == word && row[1] == class), "{word}");
    }
}

#[test]
fn a_list_is_a_report_like_others() {
    let scratch = Scratch::new();
    scratch.kalim(&["list", "stopwords", "--format", "tsv", "-o", "list.tsv"]).well();
    assert!(scratch.read("list.tsv").starts_with("word\tclass\nأنا\tpronoun\n"));
    scratch.kalim(&["list"]).code(2).says(&["profiles", "stopwords"]);
    scratch.kalim(&["list", "nosuch"]).refused(&["nosuch"]);
}
