//! What a character is to the rules: a set of properties, worked out once for each page of 256 code points that a text touches.

use std::sync::OnceLock;

use icu_properties::props::{
    Alphabetic, BinaryProperty, EmojiModifier, EmojiPresentation, ExtendedPictographic, GeneralCategory,
    GeneralCategoryGroup, RegionalIndicator, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::text::alphabet;

/// A set of properties. White space and control characters have none.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Kind(u32);

impl Kind {
    pub const NONE: Self = Self(0);
    /// A letter of any script, `\p{L}`.
    pub const LETTER: Self = Self(1);
    /// A digit or another numeral of any script, `\p{N}`.
    pub const NUMERAL: Self = Self(1 << 1);
    /// A combining mark that words take.
    pub const MARK: Self = Self(1 << 2);
    /// `\p{P}`.
    pub const PUNCTUATION: Self = Self(1 << 3);
    /// A symbol, a sign of verse, private use, or unassigned.
    pub const SYMBOL: Self = Self(1 << 4);
    /// A letter of the Arabic script.
    pub const ARABIC: Self = Self(1 << 5);
    /// What attaches to an Arabic letter: marks, tatweel, the small letters.
    pub const ATTACHED: Self = Self(1 << 6);
    /// One character that is several Arabic words.
    pub const PHRASE: Self = Self(1 << 7);
    /// A letter or numeral outside the Arabic blocks.
    pub const OTHER: Self = Self(1 << 8);
    /// A digit of one of the three sets that Arabic text uses.
    pub const DIGIT: Self = Self(1 << 9);
    /// Of the Latin script.
    pub const LATIN: Self = Self(1 << 10);
    /// `\w` of regular expressions, but for the joiners, which never stand beside a host name.
    pub const WORD: Self = Self(1 << 11);
    /// What an address with a scheme, or a path, may hold.
    pub const ADDRESS: Self = Self(1 << 12);
    /// What a hashtag may hold.
    pub const TAGGED: Self = Self(1 << 13);
    /// Shown as a picture by itself.
    pub const PICTURE: Self = Self(1 << 14);
    /// Shown as a picture at least if that form is asked for.
    pub const PICTOGRAPH: Self = Self(1 << 15);
    /// A skin tone.
    pub const MODIFIER: Self = Self(1 << 16);
    /// Half of a flag.
    pub const FLAG_HALF: Self = Self(1 << 17);
    /// Zero width: no text.
    pub const CONTROL: Self = Self(1 << 18);
    /// An ASCII letter or digit, of which names on the net are made.
    pub const NAME: Self = Self(1 << 19);
    /// What a label of a host name may start with besides: a hyphen.
    pub const HYPHEN: Self = Self(1 << 20);
    /// What a hashtag begins with.
    pub const HASH: Self = Self(1 << 21);
    /// What a mention begins with.
    pub const AT_SIGN: Self = Self(1 << 22);
    /// What is on the keys of a telephone.
    pub const KEY: Self = Self(1 << 23);

    /// The properties of a character.
    pub fn of(c: char) -> Self {
        let c = c as usize;
        PAGES[c / PAGE].get_or_init(|| page(c / PAGE))[c % PAGE]
    }

    /// Has it one of these properties?
    pub const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// The properties of both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These properties if the condition holds, else none.
    fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }
}

const PAGE: usize = 256;
type Page = Box<[Kind; PAGE]>;

/// Pages are made on first use: most texts touch a dozen of them, and to make all takes near half a second.
static PAGES: [OnceLock<Page>; char::MAX as usize / PAGE + 1] =
    [const { OnceLock::new() }; char::MAX as usize / PAGE + 1];

#[cold]
fn page(number: usize) -> Page {
    let base = u32::try_from(number * PAGE).expect("a page holds code points");
    let mut page = Box::new([Kind::NONE; PAGE]);
    for (kind, code) in page.iter_mut().zip(base..) {
        // A surrogate is no character, and no text asks for one.
        *kind = char::from_u32(code).map_or(Kind::NONE, work_out);
    }
    page
}

/// The properties of a character, from Unicode and the alphabet.
fn work_out(c: char) -> Kind {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let is = |group: GeneralCategoryGroup| group.contains(category);
    let within = |set| alphabet::within(set, c);

    let letter = is(GeneralCategoryGroup::Letter);
    let numeral = is(GeneralCategoryGroup::Number);
    let control = category == GeneralCategory::Control;
    let punctuation = is(GeneralCategoryGroup::Punctuation);
    let mark = is(GeneralCategoryGroup::Mark) && !within(alphabet::SELECTORS);
    let attached = mark || c == alphabet::TATWEEL || within(alphabet::SMALL_LETTERS) || within(alphabet::MARK_FORMS);
    let symbol = is(GeneralCategoryGroup::Symbol)
        || matches!(category, GeneralCategory::PrivateUse | GeneralCategory::Unassigned)
        || within(alphabet::VERSE_SIGNS);
    let word = has::<Alphabetic>(c)
        || is(GeneralCategoryGroup::Mark)
        || matches!(category, GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation);
    let pictograph = has::<ExtendedPictographic>(c);
    let picture = has::<EmojiPresentation>(c) || pictograph && !punctuation && !within(alphabet::LEGAL_SIGNS);

    [
        Kind::LETTER.when(letter),
        Kind::NUMERAL.when(numeral),
        Kind::MARK.when(mark),
        Kind::PUNCTUATION.when(punctuation),
        Kind::SYMBOL.when(symbol),
        Kind::ARABIC.when(within(alphabet::LETTERS)),
        Kind::ATTACHED.when(attached),
        Kind::PHRASE.when(within(alphabet::PHRASES)),
        Kind::OTHER.when((letter || numeral) && !within(alphabet::ARABIC_BLOCKS)),
        Kind::DIGIT.when(c.is_ascii_digit() || within(alphabet::DIGITS)),
        Kind::LATIN.when(CodePointMapData::<Script>::new().get(c) == Script::Latin),
        Kind::WORD.when(word),
        Kind::ADDRESS.when(!(has::<WhiteSpace>(c) || control || within(alphabet::ADDRESS_STOPS))),
        Kind::TAGGED.when(letter || numeral || attached || c == '_'),
        Kind::PICTURE.when(picture),
        Kind::PICTOGRAPH.when(pictograph),
        Kind::MODIFIER.when(has::<EmojiModifier>(c)),
        Kind::FLAG_HALF.when(has::<RegionalIndicator>(c)),
        Kind::CONTROL.when(within(alphabet::CONTROLS)),
        Kind::NAME.when(c.is_ascii_alphanumeric()),
        Kind::HYPHEN.when(c == '-'),
        Kind::HASH.when(alphabet::HASHES.contains(&c)),
        Kind::AT_SIGN.when(c == '@'),
        Kind::KEY.when(c.is_ascii_digit() || matches!(c, '*' | '#')),
    ]
    .into_iter()
    .fold(Kind::NONE, Kind::or)
}

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}
