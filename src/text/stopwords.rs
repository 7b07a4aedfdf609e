//! The stop list of Arabic: words of closed classes, with the clitics they usually take.

/// A heading `# class`, then words of it. Written for this program; every word as the dictionary spells it, without vowels.
const LIST: &str = include_str!("stopwords.txt");

/// A word of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StopWord {
    /// As it is usually spelled.
    pub word: &'static str,
    /// What kind of word it is.
    pub class: &'static str,
}

/// The list, class by class.
pub fn arabic() -> impl Iterator<Item = StopWord> {
    let mut class = "";
    LIST.lines().flat_map(move |line| {
        let heading = line.strip_prefix("# ");
        class = heading.unwrap_or(class);
        let words = if heading.is_some() { "" } else { line };
        words.split_whitespace().map(move |word| StopWord { word, class })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::text::profile::{Folds, Profile};

    #[test]
    fn each_word_is_there_once_and_in_clean_spelling() {
        let light = Profile::new("light", &Folds::default()).unwrap();
        let mut seen = HashSet::new();
        for StopWord { word, class } in arabic() {
            assert!(seen.insert(word), "{word} is there twice");
            assert_eq!(light.fold(word), word);
            assert!(!class.is_empty(), "{word}");
        }
        assert!(seen.len() > 300, "{}", seen.len());
    }
}
