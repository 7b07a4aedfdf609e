//! The letters that stemmers strip, each list in the order in which its stemmer tries it.

/// Of light10: the conjunction و must leave three letters, the others two.
pub const LIGHT10_CONJUNCTION: &str = "و";
/// Of light10: the article, with what may stand before it.
pub const LIGHT10_ARTICLES: &[&str] = &["ال", "وال", "بال", "كال", "فال", "لل"];
/// Of light10.
pub const LIGHT10_SUFFIXES: &[&str] = &["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

/// Affixes, and how many letters a word must have for one to go. Where one contains another, it comes first.
pub type Least = &'static [(&'static str, usize)];

/// Of Snowball: with which a noun begins, so that the word is no verb.
pub const SNOWBALL_DEFINITE: Least = &[("بال", 5), ("كال", 5), ("ال", 4), ("لل", 4)];
/// Pronouns of verbs.
pub const SNOWBALL_VERB_PRONOUNS: Least = &[
    ("كمو", 6),
    ("كما", 6),
    ("هما", 6),
    ("كم", 5),
    ("هم", 5),
    ("كن", 5),
    ("هن", 5),
    ("ني", 5),
    ("نا", 5),
    ("ها", 5),
    ("ك", 4),
    ("ه", 4),
];
/// Endings of verbs.
pub const SNOWBALL_VERB_ENDINGS: Least = &[
    ("تما", 6),
    ("ون", 6),
    ("ين", 6),
    ("ان", 6),
    ("تن", 5),
    ("نا", 5),
    ("تا", 5),
    ("ن", 4),
    ("ي", 4),
    ("ا", 4),
    ("ت", 4),
];
/// Plurals of verbs that have no pronoun.
pub const SNOWBALL_VERB_PLURALS: Least = &[("تم", 5), ("وا", 5)];
/// Plurals of verbs that had one.
pub const SNOWBALL_VERB_JOINED_PLURALS: Least = &[("تمو", 6), ("و", 4)];
/// Pronouns of nouns.
pub const SNOWBALL_NOUN_PRONOUNS: Least =
    &[("كما", 6), ("هما", 6), ("كم", 5), ("هم", 5), ("هن", 5), ("نا", 5), ("ها", 5), ("ك", 4), ("ه", 4), ("ي", 4)];
/// Endings of nouns.
pub const SNOWBALL_LONG_VOWELS: Least = &[("و", 5), ("ي", 5), ("ا", 5)];
/// The plural of feminine nouns.
pub const SNOWBALL_FEMININE_PLURAL: Least = &[("ات", 5)];
/// The feminine before a pronoun.
pub const SNOWBALL_JOINED_FEMININE: Least = &[("ت", 4)];
/// The feminine.
pub const SNOWBALL_FEMININE: Least = &[("ة", 4)];
/// The end of a dual or plural.
pub const SNOWBALL_NUNATION: Least = &[("ن", 6)];
/// The end of an adjective that is made of a noun.
pub const SNOWBALL_NISBA: Least = &[("ي", 3)];
/// What asks a question, and the letter behind it: the first goes, and ؤ becomes أ.
pub const SNOWBALL_QUESTIONS: Least = &[("أأ", 4), ("أؤ", 4), ("أآ", 4), ("أا", 4), ("أإ", 4)];
/// Conjunctions, but before an alef.
pub const SNOWBALL_CONJUNCTIONS: Least = &[("ف", 4), ("و", 4)];
/// Before which Snowball overlooks a conjunction. With it, the word must have so many letters, or والد (father) would lose its first.
pub const OVERLOOKED_BEFORE: Least = &[("ال", 6), ("لل", 6), ("بال", 7), ("كال", 7)];
/// Articles, with what may stand before them.
pub const SNOWBALL_ARTICLES: Least = &[("بال", 6), ("كال", 6), ("ال", 5), ("لل", 5)];
/// With which a word begins that keeps its preposition.
pub const SNOWBALL_KEPT_PREPOSITION: &str = "با";
/// A preposition and the same letter behind it: the first goes. ب goes before any other letter too.
pub const SNOWBALL_PREPOSITIONS: Least = &[("بب", 4), ("كك", 4), ("ب", 4)];
/// The mark of the future, which goes, and the letter behind it.
pub const SNOWBALL_FUTURES: Least = &[("سأ", 5), ("ست", 5), ("سن", 5), ("سي", 5)];
/// The tenth form in the present: its first letter becomes an alef.
pub const SNOWBALL_TENTH_FORMS: Least = &[("تست", 5), ("نست", 5), ("يست", 5)];
/// Letters with a hamza, and the letter that bears it.
pub const SNOWBALL_HAMZAS: super::Pairs = &[('آ', 'ا'), ('أ', 'ا'), ('ؤ', 'و'), ('إ', 'ا'), ('ئ', 'ي')];
/// Alef.
pub const ALEF: &str = "ا";
/// Yeh.
pub const YEH: &str = "ي";
/// Alef maksura.
pub const ALEF_MAKSURA: &str = "ى";
/// Hamza, as which any letter with a hamza counts at the end of a word.
pub const HAMZA: &str = "ء";
/// Alef with a hamza.
pub const HAMZA_ON_ALEF: &str = "أ";
/// Waw with a hamza.
pub const HAMZA_ON_WAW: &str = "ؤ";

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
