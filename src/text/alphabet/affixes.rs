//! The letters that stemmers strip, each list in the order in which its stemmer tries it.

/// Of light10: the conjunction و must leave three letters, the others two.
pub const LIGHT10_CONJUNCTION: &str = "و";
/// Of light10: the article, with what may stand before it.
pub const LIGHT10_ARTICLES: &[&str] = &["ال", "وال", "بال", "كال", "فال", "لل"];
/// Of light10.
pub const LIGHT10_SUFFIXES: &[&str] = &["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

/// What Snowball does not strip, and where it may: a conjunction, if one of these follows.
pub const CONJUNCTIONS: &[char] = &['و', 'ف'];
/// The article, with what may stand between it and a conjunction.
pub const ARTICLES: &[&str] = &["ال", "لل", "بال", "كال"];

/// What ARLSTem takes for vowels.
pub const ARLSTEM_MARKS: super::Ranges = &[0x064B..=0x065F];
/// The conjunction of ARLSTem.
pub const ARLSTEM_CONJUNCTION: char = 'و';
/// The letter that an ARLSTem broken plural has twice.
pub const ARLSTEM_PLURAL: char = 'ا';

/// A rule of ARLSTem: from a word longer than so many letters that begins and ends with one of these, both are stripped.
pub struct Affixes {
    /// The word is longer.
    pub longer_than: usize,
    /// With which it begins.
    pub prefixes: &'static [&'static str],
    /// With which it ends.
    pub suffixes: &'static [&'static str],
}

const fn affixes(longer_than: usize, prefixes: &'static [&'static str], suffixes: &'static [&'static str]) -> Affixes {
    Affixes { longer_than, prefixes, suffixes }
}

const ANY: &[&str] = &[""];

/// Prefixes of nouns.
pub const ARLSTEM_NOUN_PREFIXES: &[Affixes] = &[
    affixes(5, &["بال", "كال", "وال"], ANY),
    affixes(6, &["فبال", "وبال", "فكال"], ANY),
    affixes(5, &["فلل", "ولل"], ANY),
    affixes(4, &["ال", "لل", "فل", "فب"], ANY),
];

/// Pronouns at the end of nouns and verbs. Those written with a shadda are none here: marks are gone by then.
pub const ARLSTEM_PRONOUNS: &[Affixes] = &[
    affixes(3, ANY, &["ك"]),
    affixes(4, ANY, &["كي", "كم"]),
    affixes(5, ANY, &["كما"]),
    affixes(3, ANY, &["ه"]),
    affixes(4, ANY, &["ها", "هم"]),
    affixes(5, ANY, &["هما"]),
    affixes(4, ANY, &["نا"]),
];

/// Plurals and duals of nouns. تان and تين would come next, but they end as the first rule says.
pub const ARLSTEM_PLURALS: &[Affixes] = &[affixes(4, ANY, &["ان", "ين", "ون"]), affixes(3, ANY, &["ات"])];

/// The feminine.
pub const ARLSTEM_FEMININE: &[Affixes] = &[affixes(3, ANY, &["ة"])];

/// Prefixes and suffixes of verbs: present, future, past, then prefixes alone.
pub const ARLSTEM_VERBS: &[Affixes] = &[
    affixes(5, &["ت"], &["ان", "ين", "ون"]),
    affixes(5, &["ي"], &["ان", "ون"]),
    affixes(5, &["ا"], &["وا"]),
    affixes(4, &["ا"], &["ي", "ا", "ن"]),
    affixes(4, &["ي", "ت"], &["ن"]),
    affixes(6, &["ست"], &["ان", "ين", "ون"]),
    affixes(6, &["سي"], &["ان", "ون"]),
    affixes(5, &["ست", "سي"], &["ن"]),
    affixes(5, ANY, &["تما"]),
    affixes(4, ANY, &["نا", "تم", "تا", "وا"]),
    affixes(3, ANY, &["ت", "ا", "ن"]),
    affixes(3, &["ت", "ا", "ن", "ي"], ANY),
    affixes(4, &["سا", "سن", "ست", "سي"], ANY),
];

// Clitics: what is written as one with a word and is a word of its own.

/// Conjunctions.
pub const CLITIC_CONJUNCTIONS: &[&str] = &["و", "ف"];
/// Prepositions, and the mark of the future.
pub const CLITIC_PREPOSITIONS: &[&str] = &["ب", "ك", "ل", "س"];
/// The mark of the future.
pub const FUTURE: &str = "س";
/// What a verb begins with that it may stand before.
pub const PRESENT: &[char] = &['أ', 'ا', 'ت', 'ن', 'ي'];
/// The preposition that is written as one with the article.
pub const PREPOSITION_BEFORE_ARTICLE: &str = "ل";
/// The article.
pub const ARTICLE: &str = "ال";
/// Pronouns. ي is none of them: it ends too many words that have no pronoun.
pub const CLITIC_PRONOUNS: &[&str] = &["ها", "هم", "هما", "هن", "كم", "كن", "نا", "ني", "ه", "ك"];
/// How a word ends before a pronoun, and how alone: مدرستها is مدرسة and ها.
pub const RESTORED_BEFORE_PRONOUN: &[(&str, &str)] = &[("ت", "ة"), ("ا", "ى"), ("و", "وا"), ("ئ", "ء"), ("ؤ", "ء")];
