//! The table of profiles, and the steps they are made of: data, which `kalim list profiles` prints and the fast paths are compiled from.

use std::iter;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::text::alphabet as ab;
use crate::text::alphabet::{Pairs, Ranges, Spellings, digit_value, replaced, spelled, within};
use crate::text::transliteration::Scheme;

/// One change to one code point, or to a few beside each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Invisible controls go.
    Controls,
    /// The lengthening stroke goes.
    Tatweel,
    /// Presentation forms become the letters they show.
    PresentationForms,
    /// Blanks become a space.
    Spaces,
    /// The superscript alef goes, though other marks may stay.
    DaggerAlefGone,
    /// The superscript alef becomes a letter.
    DaggerAlefSpelled,
    /// Vowels and other marks go.
    Marks,
    /// Letters of other orthographies become Arabic ones.
    Lookalikes,
    /// Digits become those of ASCII.
    Digits,
    /// Alef with hamza or madda becomes the bare one.
    Alef,
    /// Alef maksura becomes yeh.
    Yeh,
    /// Teh marbuta becomes heh.
    TehMarbuta,
    /// Capitals become small letters.
    Case,
    /// Hamza on waw and yeh goes.
    HamzaSeat,
    /// Waw and yeh under a hamza go.
    HamzaBare,
    /// Hamza goes with what carries it.
    HamzaDrop,
    /// Hamza that no letter carries goes.
    LoneHamza,
    /// Letters for foreign sounds become the nearest Arabic ones.
    ForeignLetters,
    /// A letter written three times or more is written once.
    Elongation,
    /// Phrases in one character that Unicode does not spell are spelled.
    Phrases,
    /// Every code point becomes its compatibility form.
    Compatibility,
    /// Lucene's marks go.
    Vowels,
    /// CAMeL's marks go.
    CamelMarks,
    /// CAMeL's and `OpenITI`'s alefs become the bare one.
    AlefAndWasla,
    /// The map of `camel_arclean`.
    Arclean,
    /// `OpenITI`'s noise goes.
    OpenItiNoise,
    /// Yeh before hamza goes.
    YehBeforeHamza,
    /// `OpenITI`'s hamzas and Persian letters.
    OpenItiLetters,
    /// Arabic in Latin signs.
    ToLatin(Scheme),
    /// Latin signs in Arabic.
    FromLatin(Scheme),
}

/// What a step does, as data.
#[derive(Clone, Copy, Debug)]
pub enum Table {
    /// All of these become one text; if it is empty, they go.
    All(Ranges, &'static str),
    /// The first of a pair becomes the second.
    Replaced(Pairs),
    /// Sets of code points become the text beside them.
    Spelled(Spellings),
    /// The same, and what is not among these goes.
    Only(Ranges, Spellings),
    /// Digits become those of ASCII.
    Digits,
    /// Presentation forms become their compatibility form, but for those that are spelled; a space or stroke that only carries marks goes.
    Forms,
    /// Each becomes its compatibility form (NFKC).
    Compatibility,
    /// Each becomes its small letter.
    Lowercase,
    /// Each gets its sign in Latin script.
    ToLatin(Scheme),
    /// Each sign becomes its Arabic letter.
    FromLatin(Scheme),
    /// The first of a pair goes where the second follows.
    Before(Pairs),
    /// Three or more of the same become one.
    Runs(Ranges),
}

impl Step {
    /// One step of every option.
    pub(super) const WITH_OPTION: &[Self] = &[
        Self::Alef,
        Self::Yeh,
        Self::TehMarbuta,
        Self::Marks,
        Self::Tatweel,
        Self::Digits,
        Self::Lookalikes,
        Self::Case,
        Self::Elongation,
        Self::HamzaSeat,
        Self::DaggerAlefGone,
    ];

    /// What it does.
    #[must_use]
    pub fn table(self) -> Table {
        match self {
            Self::Controls => Table::All(ab::CONTROLS, ""),
            Self::Tatweel => Table::All(ab::TATWEELS, ""),
            Self::PresentationForms => Table::Forms,
            Self::Spaces => Table::All(ab::SPACES, " "),
            Self::DaggerAlefGone => Table::All(ab::DAGGER_ALEF, ""),
            Self::DaggerAlefSpelled => Table::Replaced(ab::DAGGER_ALEFS),
            Self::Marks => Table::All(ab::MARKS, ""),
            Self::Lookalikes => Table::Replaced(ab::LOOKALIKES),
            Self::Digits => Table::Digits,
            Self::Alef => Table::Replaced(ab::ALEFS),
            Self::Yeh => Table::Replaced(ab::YEHS),
            Self::TehMarbuta => Table::Replaced(ab::TEH_MARBUTAS),
            Self::Case => Table::Lowercase,
            Self::HamzaSeat => Table::Replaced(ab::HAMZA_SEATS),
            Self::HamzaBare => Table::Replaced(ab::HAMZA_BARE),
            Self::HamzaDrop => Table::All(ab::HAMZAS, ""),
            Self::LoneHamza => Table::All(ab::LONE_HAMZAS, ""),
            Self::ForeignLetters => Table::Replaced(ab::FOREIGN_LETTERS),
            Self::Elongation => Table::Runs(ab::LENGTHENED),
            Self::Phrases => Table::Spelled(ab::SPELLINGS),
            Self::Compatibility => Table::Compatibility,
            Self::Vowels => Table::All(ab::VOWELS, ""),
            Self::CamelMarks => Table::All(ab::CAMEL_MARKS, ""),
            Self::AlefAndWasla => Table::Replaced(ab::ALEFS_AND_WASLA),
            Self::Arclean => Table::Only(ab::ARCLEAN_KEPT, ab::ARCLEAN),
            Self::OpenItiNoise => Table::All(ab::OPENITI_NOISE, ""),
            Self::YehBeforeHamza => Table::Before(ab::YEH_BEFORE_HAMZA),
            Self::OpenItiLetters => Table::Replaced(ab::OPENITI_LETTERS),
            Self::ToLatin(scheme) => Table::ToLatin(scheme),
            Self::FromLatin(scheme) => Table::FromLatin(scheme),
        }
    }

    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Controls => "controls",
            Self::Tatweel => "tatweel",
            Self::PresentationForms => "presentation_forms",
            Self::Spaces => "spaces",
            Self::DaggerAlefGone | Self::DaggerAlefSpelled => "dagger_alef",
            Self::Marks | Self::Vowels | Self::CamelMarks | Self::OpenItiNoise => "marks",
            Self::Lookalikes => "lookalikes",
            Self::Digits => "digits",
            Self::Alef | Self::AlefAndWasla => "alef",
            Self::Yeh => "yeh",
            Self::TehMarbuta => "teh_marbuta",
            Self::Case => "case",
            Self::HamzaSeat | Self::HamzaBare | Self::HamzaDrop | Self::LoneHamza | Self::YehBeforeHamza => "hamza",
            Self::ForeignLetters => "foreign_letters",
            Self::Elongation => "elongation",
            Self::Phrases => "phrases",
            Self::Compatibility => "compatibility",
            Self::Arclean => "map",
            Self::OpenItiLetters => "letters",
            Self::ToLatin(_) | Self::FromLatin(_) => "transliteration",
        }
    }

    /// The option that switches it on our own profiles.
    #[must_use]
    pub fn option(self) -> Option<&'static str> {
        Some(match self {
            Self::Tatweel => "--tatweel",
            Self::DaggerAlefGone | Self::DaggerAlefSpelled => "--dagger-alef",
            Self::Marks => "--marks",
            Self::Lookalikes => "--lookalikes",
            Self::Digits => "--digits",
            Self::Alef => "--alef",
            Self::Yeh => "--yeh",
            Self::TehMarbuta => "--teh-marbuta",
            Self::Case => "--case",
            Self::HamzaSeat | Self::HamzaBare | Self::HamzaDrop | Self::LoneHamza => "--hamza",
            Self::Elongation => "--elongation",
            _ => return None,
        })
    }
}

/// What a step makes of a code point.
pub(super) enum Made {
    Nothing,
    One(char),
    Several(String),
}

impl Made {
    fn of(mut text: impl Iterator<Item = char>) -> Self {
        match (text.next(), text.next()) {
            (None, _) => Self::Nothing,
            (Some(c), None) => Self::One(c),
            (Some(first), Some(second)) => Self::Several([first, second].into_iter().chain(text).collect()),
        }
    }

    /// The text, or if there is none the code point itself.
    fn or(text: Option<&str>, c: char) -> Self {
        text.map_or(Self::One(c), |text| Self::of(text.chars()))
    }
}

impl Table {
    /// What becomes of a code point, whatever its neighbours are.
    pub(super) fn apply(self, c: char) -> Made {
        match self {
            Self::All(set, text) => Made::or(within(set, c).then_some(text), c),
            Self::Replaced(pairs) => Made::One(replaced(pairs, c)),
            Self::Spelled(spellings) => Made::or(spelled(spellings, c), c),
            Self::Only(kept, spellings) => match spelled(spellings, c) {
                None if !within(kept, c) => Made::Nothing,
                text => Made::or(text, c),
            },
            Self::Digits => Made::One(digit_value(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)),
            Self::Forms => spell_out(c),
            Self::Compatibility if is_nfkc_quick(iter::once(c)) == IsNormalized::Yes => Made::One(c),
            Self::Compatibility => Made::of(c.nfkc()),
            Self::Lowercase => Made::of(c.to_lowercase()),
            Self::ToLatin(scheme) => Made::One(scheme.to_latin(c)),
            Self::FromLatin(scheme) => Made::One(scheme.from_latin(c)),
            Self::Before(_) | Self::Runs(_) => Made::One(c),
        }
    }
}

/// The letters of a presentation form. A space or stroke that only carries marks goes.
fn spell_out(c: char) -> Made {
    if !within(ab::PRESENTATION_FORMS, c) || within(ab::BRACKETS, c) {
        return Made::One(c);
    }
    if let Some(spelling) = spelled(ab::SPELLINGS, c) {
        return Made::of(spelling.chars());
    }
    let spelling: String = c.nfkc().collect();
    let carried = spelling.strip_prefix([' ', ab::TATWEEL]).unwrap_or_default();
    let only_marks = carried.chars().all(|mark| canonical_combining_class(mark) != 0);
    if only_marks && !carried.is_empty() {
        return Made::of(carried.chars());
    }
    Made::of(spelling.chars())
}

/// A row of the table of profiles.
#[derive(Debug)]
pub struct Entry {
    /// What the user calls it.
    pub name: &'static str,
    /// What it does, in a line.
    pub description: &'static str,
    /// The program that it copies, if it is not our own.
    pub copy_of: Option<&'static str>,
    /// All steps it can take, in order; of our own profiles, a step with an option is taken if it is on.
    pub passes: &'static [Pass],
    /// The steps with an option that are on unless the user says otherwise.
    pub on: &'static [Step],
}

/// Steps that are taken one after the other on each code point.
#[derive(Debug)]
pub struct Pass {
    /// In order. One that looks at neighbours is the last of its pass.
    pub steps: &'static [Step],
    /// Is what comes out composed (NFC)?
    pub composed: bool,
}

impl Entry {
    /// Is the step taken if the user says nothing?
    #[must_use]
    pub fn takes(&self, step: Step) -> bool {
        self.copy_of.is_some() || step.option().is_none() || self.on.contains(&step)
    }
}

const fn composed(steps: &'static [Step]) -> Pass {
    Pass { steps, composed: true }
}

const fn plain(steps: &'static [Step]) -> Pass {
    Pass { steps, composed: false }
}

/// Presentation forms before composition, deletions after it: hamza written as a mark must become part of its letter first.
const CLEANED: &[Pass] = &[
    composed(&[Step::Controls, Step::Tatweel, Step::PresentationForms]),
    composed(&[
        Step::Spaces,
        Step::DaggerAlefGone,
        Step::DaggerAlefSpelled,
        Step::Marks,
        Step::Lookalikes,
        Step::Digits,
    ]),
    composed(&[
        Step::Alef,
        Step::Yeh,
        Step::TehMarbuta,
        Step::Case,
        Step::HamzaSeat,
        Step::HamzaBare,
        Step::HamzaDrop,
        Step::LoneHamza,
    ]),
    plain(&[Step::Elongation]),
];

/// The same with one step that no other profile can take.
const FLATTENED: &[Pass] = &[
    composed(CLEANED[0].steps),
    composed(CLEANED[1].steps),
    composed(CLEANED[2].steps),
    composed(&[Step::ForeignLetters]),
    plain(CLEANED[3].steps),
];

/// Only the steps that have an option.
const AS_IT_STANDS: &[Pass] = &[
    plain(&[
        Step::Tatweel,
        Step::DaggerAlefGone,
        Step::DaggerAlefSpelled,
        Step::Marks,
        Step::Lookalikes,
        Step::Digits,
        Step::Alef,
        Step::Yeh,
        Step::TehMarbuta,
        Step::Case,
        Step::HamzaSeat,
        Step::HamzaBare,
        Step::HamzaDrop,
    ]),
    plain(&[Step::Elongation]),
];

const LIGHT: &[Step] = &[Step::Tatweel, Step::Marks, Step::Lookalikes, Step::Digits];
const SEARCH: &[Step] =
    &[Step::Tatweel, Step::Marks, Step::Lookalikes, Step::Digits, Step::Alef, Step::Yeh, Step::TehMarbuta, Step::Case];
const AGGRESSIVE: &[Step] = &[
    Step::Tatweel,
    Step::Marks,
    Step::Lookalikes,
    Step::Digits,
    Step::Alef,
    Step::Yeh,
    Step::TehMarbuta,
    Step::Case,
    Step::HamzaSeat,
    Step::LoneHamza,
    Step::Elongation,
];

/// Every profile there is.
pub const PROFILES: &[Entry] = &[
    Entry { name: "none", description: "the text as it stands", copy_of: None, passes: AS_IT_STANDS, on: &[] },
    Entry {
        name: "light",
        description: "marks, tatweel, invisible controls, presentation forms, digits and look-alike letters folded; letters kept apart",
        copy_of: None,
        passes: CLEANED,
        on: LIGHT,
    },
    Entry {
        name: "search",
        description: "light, and أ إ آ as ا, ى as ي, ة as ه, capitals as small letters",
        copy_of: None,
        passes: CLEANED,
        on: SEARCH,
    },
    Entry {
        name: "aggressive",
        description: "search, and ؤ as و, ئ as ي, ء dropped, گ پ چ ڤ ژ as ك ب ج ف ز, letters written three times or more as one; merges words that differ",
        copy_of: None,
        passes: FLATTENED,
        on: AGGRESSIVE,
    },
    Entry {
        name: "lucene",
        description: "what ArabicNormalizer does (Elasticsearch, Solr, OpenSearch), and nothing else",
        copy_of: Some("Apache Lucene 8.8.1 ArabicNormalizer"),
        passes: &[plain(&[Step::Tatweel, Step::Vowels, Step::Alef, Step::Yeh, Step::TehMarbuta])],
        on: &[],
    },
    Entry {
        name: "camel",
        description: "CAMeL Tools: normalize_unicode, dediac_ar, and its folds of alef, alef maksura and teh marbuta; tatweel stays",
        copy_of: Some(
            "CAMeL Tools 1.6.0 normalize_unicode > dediac_ar > normalize_alef_ar > normalize_alef_maksura_ar > normalize_teh_marbuta_ar",
        ),
        passes: &[
            composed(&[Step::Phrases, Step::Compatibility]),
            plain(&[Step::CamelMarks, Step::AlefAndWasla, Step::Yeh, Step::TehMarbuta]),
        ],
        on: &[],
    },
    Entry {
        name: "camel-arclean",
        description: "the cleaning map of camel_arclean; deletes what it does not know: emoji, most ligatures, other scripts",
        copy_of: Some("CAMeL Tools 1.6.0 camel_arclean"),
        passes: &[plain(&[Step::Arclean])],
        on: &[],
    },
    Entry {
        name: "openiti",
        description: "OpenITI: denoise, then normalize_ara_light; ؤ ئ and يء as ء, ة stays",
        copy_of: Some("openiti 0.1.6 normalize_ara_light(denoise(text))"),
        passes: &[
            composed(&[Step::OpenItiNoise, Step::Compatibility]),
            plain(&[Step::AlefAndWasla, Step::Yeh, Step::YehBeforeHamza]),
            plain(&[Step::OpenItiLetters]),
        ],
        on: &[],
    },
];
