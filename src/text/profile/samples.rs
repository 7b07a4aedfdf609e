//! Random texts for property tests: any text, and text made of what profiles and scanners stumble over.

use proptest::prelude::*;

use crate::text::alphabet::{ARABIC_BLOCKS, CONTROLS, MARKS, Ranges, SPACES};

/// Latin and other scripts whose code points compose, reorder, grow or fall into two; emoji; white space.
const TRAPS: &[char] = &[
    ' ',
    '\t',
    '\n',
    '\r',
    'a',
    'A',
    'e',
    'é',
    'Å',
    '\u{212B}',
    'İ',
    'Σ',
    'Ⱥ',
    '<',
    '#',
    '5',
    '\u{300}',
    '\u{301}',
    '\u{323}',
    '\u{338}',
    '\u{344}',
    '\u{345}',
    'ب',
    'ا',
    'و',
    'ي',
    'ى',
    'ة',
    'ە',
    'ہ',
    'ے',
    'ی',
    'ک',
    'أ',
    'ء',
    'ء',
    'ؤ',
    'ئ',
    'ه',
    'ه',
    'ه',
    'گ',
    '\u{670}',
    '\u{FE80}',
    '\u{653}',
    '\u{654}',
    '\u{655}',
    '\u{64E}',
    '\u{651}',
    '\u{640}',
    '\u{6E5}',
    '\u{610}',
    '\u{66B}',
    '١',
    '\u{FDFA}',
    '\u{FDFD}',
    '\u{FEFB}',
    '\u{FE71}',
    '\u{200D}',
    '\u{200D}',
    '\u{FE0F}',
    '👨',
    '👩',
    '🏽',
    '❤',
    '©',
    '🇸',
    '“',
    '…',
    '\u{1100}',
    '\u{1161}',
    '\u{11A8}',
    '가',
    '\u{9C7}',
    '\u{9BE}',
    '\u{915}',
    '\u{93C}',
    '\u{958}',
    '\u{F900}',
    '\u{1D165}',
    '\u{FFFD}',
];

/// A code point of a set.
fn one_of(set: Ranges) -> impl Strategy<Value = char> {
    prop::sample::select(set).prop_flat_map(|range| range).prop_filter_map("no code point", char::from_u32)
}

/// Any text at all.
pub(in crate::text) fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)
}

/// Text that is all traps, of many kinds or of a few over and over.
pub(in crate::text) fn nasty_text() -> impl Strategy<Value = String> {
    let few = prop::collection::vec(trap(), 1..7);
    prop_oneof![
        prop::collection::vec(trap(), 0..40),
        few.prop_flat_map(|few| prop::collection::vec(prop::sample::select(few), 0..20)),
    ]
    .prop_map(String::from_iter)
}

/// A code point that a profile has to do with.
fn trap() -> impl Strategy<Value = char> {
    prop_oneof![
        6 => prop::sample::select(TRAPS),
        2 => one_of(MARKS),
        1 => one_of(CONTROLS),
        1 => one_of(SPACES),
        3 => one_of(ARABIC_BLOCKS),
    ]
}

/// What is done by the way where it stands in usual text.
const BY_THE_WAY: &[&str] =
    &["ء", "يء", "يء ", "\u{64E}ء", "١", "\u{6D6}ء", "—", "…", "“ء", "\u{200F}", "\u{200F}ء", "\r\n", "é"];

/// Long stretches of usual text, with a trap or a broken byte here and there.
fn usual_bytes() -> impl Strategy<Value = Vec<u8>> {
    let usual = prop::sample::select(&['ا', 'ل', 'م', 'ن', 'غ', 'و', 'ي', 'ه', 'ه', ' ', 'a', '.'][..]);
    let in_utf8 = |c: char| c.to_string().into_bytes();
    let piece = prop_oneof![
        60 => usual.prop_map(in_utf8),
        3 => prop::sample::select(BY_THE_WAY).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(TRAPS).prop_map(in_utf8),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => Just(b"\xE2\x80".to_vec()),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// Text with bytes that are no UTF-8 strewn in.
pub(in crate::text) fn nasty_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => nasty_text().prop_map(String::into_bytes),
        1 => any_text().prop_map(String::into_bytes),
        3 => usual_bytes(),
        2 => prop::collection::vec(any::<u8>(), 0..6),
        1 => nasty_text().prop_map(|text| text.into_bytes().into_iter().skip(1).collect()),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}
