//! The code points that the rest of the program speaks of by name. No other file names one.

pub mod affixes;
mod arclean;
mod latin;

use std::ops::RangeInclusive;

pub use arclean::{ARCLEAN, ARCLEAN_KEPT};
pub use latin::{Signs, TRANSLITERATION};

/// A set of code points as sorted, disjoint ranges.
pub type Ranges = &'static [RangeInclusive<u32>];

/// Combining signs of Arabic: vowels, shadda, sukun, dagger alef, Quranic signs. 06DD 06DE 06E9 08E2 are signs of their own.
pub const MARKS: Ranges = &[
    0x0610..=0x061A,
    0x064B..=0x065F,
    0x0670..=0x0670,
    0x06D6..=0x06DC,
    0x06DF..=0x06E8,
    0x06EA..=0x06ED,
    0x08CA..=0x08E1,
    0x08E3..=0x08FF,
];

/// Zero-width and bidi controls: they are no text. The zero-width space is not here: it is a space.
pub const CONTROLS: Ranges = &[
    0x00AD..=0x00AD,
    0x061C..=0x061C,
    0x180E..=0x180E,
    0x200C..=0x200F,
    0x202A..=0x202E,
    0x2060..=0x2064,
    0x2066..=0x206F,
    0xFEFF..=0xFEFF,
];

/// Spaces beyond ASCII that become U+0020.
pub const SPACES: Ranges =
    &[0x00A0..=0x00A0, 0x1680..=0x1680, 0x2000..=0x200B, 0x202F..=0x202F, 0x205F..=0x205F, 0x3000..=0x3000];

/// Letters in every Arabic block. The spacing forms of marks and the phrases are not letters.
pub const LETTERS: Ranges = &[
    0x0620..=0x063F,
    0x0641..=0x064A,
    0x066E..=0x066F,
    0x0671..=0x06D3,
    0x06D5..=0x06D5,
    0x06EE..=0x06EF,
    0x06FA..=0x06FC,
    0x06FF..=0x06FF,
    0x0750..=0x077F,
    0x0870..=0x0887,
    0x0889..=0x088E,
    0x08A0..=0x08C8,
    0xFB50..=0xFBB1,
    0xFBD3..=0xFC5D,
    0xFC64..=0xFCF1,
    0xFCF5..=0xFD3D,
    0xFD50..=0xFD8F,
    0xFD92..=0xFDC7,
    0xFDF0..=0xFDF9,
    0xFDFC..=0xFDFC,
    0xFE80..=0xFEFC,
];

/// The letters that Arabic is written with.
pub const USUAL_LETTERS: Ranges = &[0x0621..=0x063A, 0x0641..=0x064A];

/// ﷺ ﷻ ﷽: several words in one character, a token of their own.
pub const PHRASES: Ranges = &[0xFDFA..=0xFDFB, 0xFDFD..=0xFDFD];

/// Presentation forms of marks, which attach to a letter.
pub const MARK_FORMS: Ranges = &[0xFC5E..=0xFC63, 0xFCF2..=0xFCF4, 0xFE70..=0xFE72, 0xFE74..=0xFE74, 0xFE76..=0xFE7F];

/// The two blocks of presentation forms.
pub const PRESENTATION_FORMS: Ranges = &[0xFB50..=0xFDFF, 0xFE70..=0xFEFE];

/// The Arabic blocks, whose letters and digits never form a word of another script.
pub const ARABIC_BLOCKS: Ranges =
    &[0x0600..=0x06FF, 0x0750..=0x077F, 0x0870..=0x08FF, 0xFB50..=0xFDFF, 0xFE70..=0xFEFF];

/// The two sets of digits that Arabic script has; each starts with its zero.
pub const DIGITS: Ranges = &[0x0660..=0x0669, 0x06F0..=0x06F9];

/// The lengthening stroke.
pub const TATWEEL: char = '\u{0640}';
/// The same as a set.
pub const TATWEELS: Ranges = &[0x0640..=0x0640];
/// Small waw and small yeh: letters by category, marks by use.
pub const SMALL_LETTERS: Ranges = &[0x06E5..=0x06E6];
/// The joiner that holds an emoji sequence together.
pub const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Asks for the coloured form of a sign.
pub const EMOJI_PRESENTATION: char = '\u{FE0F}';
/// What stands for bytes that are no UTF-8.
pub const REPLACEMENT: char = '\u{FFFD}';

/// Is the code point in the set?
#[must_use]
pub fn within(set: Ranges, c: char) -> bool {
    let c = u32::from(c);
    set.binary_search_by(|r| {
        if *r.end() < c {
            std::cmp::Ordering::Less
        } else if *r.start() > c {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        }
    })
    .is_ok()
}

// ---------------------------------------------------------------- the base block, one byte a code point

/// The block whose code points the fast paths hold in one byte.
pub const BASE_BLOCK: u32 = 0x0600;
/// The block of which the fast path of `normalize` knows the first 64 code points.
pub const GENERAL_PUNCTUATION: u32 = 0x2000;
/// Combining marks of the base block by category, and what attaches to a letter like them.
pub const BASE_ATTACHED: Ranges = &[
    0x0610..=0x061A,
    0x0640..=0x0640,
    0x064B..=0x065F,
    0x0670..=0x0670,
    0x06D6..=0x06DC,
    0x06DF..=0x06E8,
    0x06EA..=0x06ED,
];
/// Punctuation of the base block.
pub const BASE_PUNCTUATION: Ranges =
    &[0x0609..=0x060A, 0x060C..=0x060D, 0x061B..=0x061B, 0x061D..=0x061F, 0x066A..=0x066D, 0x06D4..=0x06D4];
/// Symbols of the base block, signs that stand for themselves among them.
pub const BASE_SYMBOLS: Ranges =
    &[0x0600..=0x0608, 0x060B..=0x060B, 0x060E..=0x060F, 0x06DD..=0x06DE, 0x06E9..=0x06E9, 0x06FD..=0x06FE];
/// Punctuation that ends a sentence.
pub const TERMINAL: [char; 6] = ['.', '!', '?', '\u{061F}', '\u{06D4}', '\u{2026}'];
/// Quotes and dashes that the fast path knows, those that open first.
pub const COMMON_OPENING: [char; 4] = ['\u{00AB}', '\u{2018}', '\u{201C}', '\u{201E}'];
/// The others: closing quotes and dashes.
pub const COMMON_CLOSING: [char; 5] = ['\u{00BB}', '\u{2013}', '\u{2014}', '\u{2019}', '\u{201D}'];

// What the profiles write in place of what.

/// Pairs of a code point and what takes its place, sorted by the first.
pub type Pairs = &'static [(char, char)];

/// Sets of code points, sorted, and the text that takes the place of each.
pub type Spellings = &'static [(RangeInclusive<u32>, &'static str)];

/// Letters of other orthographies, and skeletons without dots, with the Arabic letter they stand for.
pub const LOOKALIKES: Pairs = &[
    ('\u{066E}', '\u{0628}'),
    ('\u{066F}', '\u{0642}'),
    ('\u{0671}', '\u{0627}'),
    ('\u{0672}', '\u{0623}'),
    ('\u{0673}', '\u{0625}'),
    ('\u{0675}', '\u{0627}'),
    ('\u{06A1}', '\u{0641}'),
    ('\u{06A9}', '\u{0643}'),
    ('\u{06AA}', '\u{0643}'),
    ('\u{06BE}', '\u{0647}'),
    ('\u{06C0}', '\u{0647}'),
    ('\u{06C1}', '\u{0647}'),
    ('\u{06C2}', '\u{0647}'),
    ('\u{06C3}', '\u{0629}'),
    ('\u{06CC}', '\u{064A}'),
    ('\u{06D2}', '\u{064A}'),
    ('\u{06D3}', '\u{0626}'),
    ('\u{06D5}', '\u{0647}'),
];

/// Alef with madda or hamza, to the bare alef.
pub const ALEFS: Pairs = &[('\u{0622}', '\u{0627}'), ('\u{0623}', '\u{0627}'), ('\u{0625}', '\u{0627}')];

/// Yeh without its dots (alef maksura), to yeh.
pub const YEHS: Pairs = &[('\u{0649}', '\u{064A}')];

/// Teh marbuta, to heh.
pub const TEH_MARBUTAS: Pairs = &[('\u{0629}', '\u{0647}')];

/// The superscript alef.
pub const DAGGER_ALEF: Ranges = &[0x0670..=0x0670];
/// The superscript alef, to the letter that it stands for.
pub const DAGGER_ALEFS: Pairs = &[('\u{0670}', '\u{0627}')];

/// Hamza on waw and on yeh, to the letter that carries it.
pub const HAMZA_SEATS: Pairs = &[('\u{0624}', '\u{0648}'), ('\u{0626}', '\u{064A}')];
/// Hamza on waw and on yeh, to hamza alone.
pub const HAMZA_BARE: Pairs = &[('\u{0624}', '\u{0621}'), ('\u{0626}', '\u{0621}')];
/// Hamza alone, on waw and on yeh.
pub const HAMZAS: Ranges = &[0x0621..=0x0621, 0x0624..=0x0624, 0x0626..=0x0626];
/// The mark that makes such a letter of the one that carries it.
pub const HAMZA_ABOVE: char = '\u{0654}';
/// Hamza that no letter carries, on the line and high.
pub const LONE_HAMZAS: Ranges = &[0x0621..=0x0621, 0x0674..=0x0674];

/// Letters for sounds that Arabic has not, to the nearest Arabic letter.
pub const FOREIGN_LETTERS: Pairs = &[
    ('\u{067E}', '\u{0628}'),
    ('\u{0686}', '\u{062C}'),
    ('\u{0698}', '\u{0632}'),
    ('\u{06A4}', '\u{0641}'),
    ('\u{06AF}', '\u{0643}'),
];

/// What is shortened where it is written three times or more. Each has two bytes in UTF-8.
pub const LENGTHENED: Ranges = &[0x0620..=0x064A, 0x066E..=0x06D3];

// What the copies of other programs write in place of what.

/// The marks that Lucene's `ArabicNormalizer` deletes: vowels, shadda, sukun.
pub const VOWELS: Ranges = &[0x064B..=0x0652];
/// The marks that CAMeL's `dediac_ar` deletes: these and the superscript alef.
pub const CAMEL_MARKS: Ranges = &[0x064B..=0x0652, 0x0670..=0x0670];
/// The alefs of CAMeL and OpenITI: that of wasla too.
pub const ALEFS_AND_WASLA: Pairs =
    &[('\u{0622}', '\u{0627}'), ('\u{0623}', '\u{0627}'), ('\u{0625}', '\u{0627}'), ('\u{0671}', '\u{0627}')];
/// What `OpenITI`'s `denoise` deletes.
pub const OPENITI_NOISE: Ranges = &[
    0x0640..=0x0640,
    0x064B..=0x0652,
    0x0656..=0x0657,
    0x0670..=0x0670,
    0x06E1..=0x06E1,
    0x06E4..=0x06E4,
    0x08F0..=0x08F2,
];
/// `OpenITI`: the first goes where the second follows it.
pub const YEH_BEFORE_HAMZA: Pairs = &[('\u{064A}', '\u{0621}')];
/// `OpenITI`: hamza on a letter to hamza alone, and letters of Persian.
pub const OPENITI_LETTERS: Pairs = &[
    ('\u{0624}', '\u{0621}'),
    ('\u{0626}', '\u{0621}'),
    ('\u{06A9}', '\u{0643}'),
    ('\u{06C0}', '\u{0647}'),
    ('\u{06CC}', '\u{064A}'),
];

/// Presentation forms whose compatibility decomposition is missing or wrong for Arabic, with their spelling.
pub const SPELLINGS: Spellings = &[(0xFDFC..=0xFDFC, "ريال"), (0xFDFD..=0xFDFD, "بسم الله الرحمن الرحيم")];

/// Ornate brackets: they lie among the presentation forms and are none.
pub const BRACKETS: Ranges = &[0xFD3E..=0xFD3F];

/// What takes the place of a pair's first, or the code point itself.
#[must_use]
pub fn replaced(pairs: Pairs, c: char) -> char {
    pairs.binary_search_by_key(&c, |&(from, _)| from).map_or(c, |at| pairs[at].1)
}

/// The text that takes the place of a code point, if there is one.
#[must_use]
pub fn spelled(spellings: Spellings, c: char) -> Option<&'static str> {
    let code = u32::from(c);
    let at = spellings.partition_point(|(set, _)| *set.end() < code);
    spellings.get(at).filter(|(set, _)| set.contains(&code)).map(|(_, text)| *text)
}

/// The value of a digit of either set.
#[must_use]
pub fn digit_value(c: char) -> Option<u32> {
    let code = u32::from(c);
    DIGITS.iter().find(|set| set.contains(&code)).map(|set| code - set.start())
}

// What the rules of the tokenizer speak of.

/// Marks by category that no word takes: the grapheme joiner and the variation selectors, which belong to emoji.
pub const SELECTORS: Ranges = &[0x034F..=0x034F, 0xFE00..=0xFE0F];
/// Signs of number and verse: format characters by category, visible signs by use.
pub const VERSE_SIGNS: Ranges = &[0x0600..=0x0605, 0x06DD..=0x06DD, 0x08E2..=0x08E2];
/// What may stand between two digits of one number: period and comma, the Arabic decimal and thousands separators and comma.
pub const NUMBER_SEPARATORS: &[char] = &['.', ',', '\u{066B}', '\u{066C}', '\u{060C}'];

/// How an address begins, in small letters. The long s is a spelling of s, as Unicode folds case.
pub const ADDRESS_HEADS: &[&str] = &["http://", "https://", "http\u{017F}://", "ftp://", "www."];
/// What ends an address besides white space and control characters.
pub const ADDRESS_STOPS: Ranges = &[
    0x0022..=0x0022,
    0x003C..=0x003C,
    0x003E..=0x003E,
    0x00AB..=0x00AB,
    0x00BB..=0x00BB,
    0x060C..=0x060C,
    0x061B..=0x061B,
    0x061F..=0x061F,
    0x200B..=0x200B,
    0x201C..=0x201D,
];
/// What an address may hold and does not end with: it belongs to the sentence around it.
pub const ADDRESS_TAIL: &[char] = &[
    '.', ',', ';', ':', '!', '?', '\u{060C}', '\u{061B}', '\u{061F}', '\u{06D4}', '\u{2026}', '\u{00BB}', '\u{201D}',
    '"', '\'', ')', ']', '}', '>', '\u{2019}', '\u{201C}', '\u{00AB}',
];
/// What a hashtag begins with, full width too.
pub const HASHES: &[char] = &['#', '\u{FF03}'];
/// What joins two halves of a word of another script, straight or curly.
pub const APOSTROPHES: &[char] = &['\'', '\u{2019}'];
/// Three periods in one character.
pub const ELLIPSIS: char = '\u{2026}';

/// © ® ™: pictures only when their coloured form is asked for.
pub const LEGAL_SIGNS: Ranges = &[0x00A9..=0x00A9, 0x00AE..=0x00AE, 0x2122..=0x2122];
/// The flag that the flags of regions are written upon.
pub const BLACK_FLAG: char = '\u{1F3F4}';
/// The invisible letters that name the region, which `TAG_END` ends.
pub const TAGS: RangeInclusive<char> = '\u{E0020}'..='\u{E007E}';
/// Ends the name of a region.
pub const TAG_END: char = '\u{E007F}';
/// Turns a digit into a key of a telephone.
pub const KEYCAP: char = '\u{20E3}';

/// The letters of Arabic; the lengthening stroke lies among them.
pub const PLAIN_LETTERS: RangeInclusive<char> = '\u{0621}'..='\u{064A}';
