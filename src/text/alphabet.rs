//! The code points that the rest of the program speaks of by name. No other file names one.

use std::ops::RangeInclusive;

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
pub const SPACES: Ranges = &[
    0x00A0..=0x00A0,
    0x1680..=0x1680,
    0x2000..=0x200B,
    0x202F..=0x202F,
    0x205F..=0x205F,
    0x3000..=0x3000,
];

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

/// ﷺ ﷻ ﷽: several words in one character, a token of their own.
pub const PHRASES: Ranges = &[0xFDFA..=0xFDFB, 0xFDFD..=0xFDFD];

/// Presentation forms of marks, which attach to a letter.
pub const MARK_FORMS: Ranges = &[
    0xFC5E..=0xFC63,
    0xFCF2..=0xFCF4,
    0xFE70..=0xFE72,
    0xFE74..=0xFE74,
    0xFE76..=0xFE7F,
];

/// The two blocks of presentation forms.
pub const PRESENTATION_FORMS: Ranges = &[0xFB50..=0xFDFF, 0xFE70..=0xFEFE];

/// The Arabic blocks, whose letters and digits never form a word of another script.
pub const ARABIC_BLOCKS: Ranges = &[
    0x0600..=0x06FF,
    0x0750..=0x077F,
    0x0870..=0x08FF,
    0xFB50..=0xFDFF,
    0xFE70..=0xFEFF,
];

/// The two sets of digits that Arabic script has; each starts with its zero.
pub const DIGITS: Ranges = &[0x0660..=0x0669, 0x06F0..=0x06F9];

/// The lengthening stroke.
pub const TATWEEL: char = '\u{0640}';
/// Small waw and small yeh: letters by category, marks by use.
pub const SMALL_LETTERS: Ranges = &[0x06E5..=0x06E6];
/// The joiner that holds an emoji sequence together.
pub const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Asks for the coloured form of a sign.
pub const EMOJI_PRESENTATION: char = '\u{FE0F}';
/// What stands for bytes that are no UTF-8.
pub const REPLACEMENT: char = '\u{FFFD}';
/// The byte order mark, which is no text at the head of a file.
pub const BYTE_ORDER_MARK: char = '\u{FEFF}';

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
