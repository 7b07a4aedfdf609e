//! Which encoding a file is in: as its mark says, as asked, or guessed from its bytes.
//!
//! A wrong guess is worse than a question, so a guess says whether it is sure. Arabic text is UTF-8, UTF-16, windows-1256 or
//! ISO-8859-6. UTF-8 and UTF-16 show in the bytes. The other two have most letters in different places, so bytes are read as
//! either and the readings are compared by what the letters cost: how many bits each carries in Arabic text. The right reading
//! is cheap; the other one, and any reading of other languages, is full of rare letters, signs and accents.

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, WINDOWS_1256};

/// How many bytes are read as this and that to compare.
const SAMPLE: usize = 64 << 10;
/// So many whole characters of UTF-8 make up for a broken sequence: pages that were cut have few.
const WHOLE: usize = 3;
/// Tenths of a bit that a character costs on average, at most, in Arabic.
const DEAR: u64 = 62;
/// Tenths of a bit by which a reading must be cheaper than that and than the other one: a few letters are no evidence.
const MARGIN: u64 = 150;

/// How the encoding of a file is found. A byte order mark is always right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Charset {
    /// Without a mark it is UTF-8.
    #[default]
    Utf8,
    /// Without a mark it is this.
    Named(&'static Encoding),
    /// Without a mark it is guessed.
    Auto,
}

/// What encoding a file is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guess {
    /// The encoding; the likeliest if it is not sure.
    pub encoding: &'static Encoding,
    /// The length of the byte order mark.
    pub mark: usize,
    /// Is there no doubt? Else the file should be reported rather than read.
    pub sure: bool,
}

/// Finds the encoding of a file that begins so, or that is no more than this if `whole`. The `hint` is what the file says
/// itself, as HTML does; it counts only where the encoding is guessed.
#[must_use]
pub fn guess(head: &[u8], whole: bool, charset: Charset, hint: Option<&'static Encoding>) -> Guess {
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        return Guess { encoding, mark, sure: true };
    }
    let (encoding, sure) = match charset {
        Charset::Utf8 => (UTF_8, true),
        Charset::Named(encoding) => (encoding, true),
        Charset::Auto => detect(head, whole, hint),
    };
    Guess { encoding, mark: 0, sure }
}

/// The likeliest encoding, and whether it is sure.
fn detect(head: &[u8], whole: bool, hint: Option<&'static Encoding>) -> (&'static Encoding, bool) {
    // A file that could be read as ASCII up to its hint is in no encoding of wide units.
    let hint = hint.filter(|hint| hint.is_ascii_compatible());
    if let Some(encoding) = wide(head) {
        return (encoding, true);
    }
    match Utf8::of(head, whole) {
        Utf8::Yes => (UTF_8, true),
        // What comes behind the head may be anything, and the hint knows.
        Utf8::Ascii => (hint.unwrap_or(UTF_8), true),
        Utf8::No => narrow(&head[..head.len().min(SAMPLE)], whole, hint.filter(|&hint| hint != UTF_8)),
    }
}

/// UTF-16 without a mark: high bytes are those of Arabic or Latin letters, which text in other encodings does not have.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let orders = [(encoding_rs::UTF_16LE, 1), (encoding_rs::UTF_16BE, 0)];
    orders.into_iter().find(|&(_, high)| is_wide(head, high)).map(|(encoding, _)| encoding)
}

/// Is it UTF-16 with this byte of a unit as the high one?
fn is_wide(head: &[u8], high: usize) -> bool {
    let (mut units, mut firm, mut possible) = (0_usize, 0_usize, 0_usize);
    for unit in head.chunks_exact(2) {
        units += 1;
        match (unit[high], unit[1 - high]) {
            (0x06, 0x0C..) | (0, 0x20..=0x7E | 0xA0.. | b'\t' | b'\n' | b'\r') => firm += 1,
            // General punctuation, Arabic presentation forms, surrogates.
            (0x20, ..=0x6F) | (0xFB..=0xFE | 0xD8..=0xDF, _) => possible += 1,
            _ => {}
        }
    }
    // ASCII spaces are daggers in UTF-16, so what is possible alone does not do. One unit in twenty may be something else.
    units >= 2 && firm * 10 >= units && (firm + possible) * 20 >= units * 19
}

/// Is it UTF-8?
enum Utf8 {
    /// Every byte fits, but no more than ASCII is there.
    Ascii,
    /// It is, but for a few broken sequences.
    Yes,
    No,
}

impl Utf8 {
    fn of(head: &[u8], whole: bool) -> Self {
        let (mut characters, mut broken) = (0_usize, 0_usize);
        let mut chunks = head.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            // Each character has one byte that is no continuation.
            characters += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
            let cut = !whole && chunks.peek().is_none() && is_beginning(chunk.invalid());
            broken += usize::from(!chunk.invalid().is_empty() && !cut);
        }
        match (characters, broken) {
            (0, 0) => Self::Ascii,
            _ if broken * WHOLE <= characters => Self::Yes,
            _ => Self::No,
        }
    }
}

/// Could more bytes make a character of it?
fn is_beginning(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Bytes that are no UTF-8: Arabic in one of its old encodings, or something else.
fn narrow(head: &[u8], whole: bool, hint: Option<&'static Encoding>) -> (&'static Encoding, bool) {
    let read = |encoding: &'static Encoding| encoding.decode_without_bom_handling(head).0;
    let readings = [WINDOWS_1256, ISO_8859_6].map(|encoding| (encoding, read(encoding)));
    let costs = readings.each_ref().map(|(_, text)| Cost::of(text));
    let best = usize::from(costs[1].total < costs[0].total);
    let (encoding, text) = &readings[best];
    let apart = costs[1 - best].total >= costs[best].total + MARGIN;
    // A whole file that reads the same either way can be read either way.
    let same = whole && *text == readings[1 - best].1;
    let arabic = costs[best].is_arabic() && (apart || same);
    match hint {
        Some(hint) if !arabic || hint == *encoding || read(hint) == *text => (hint, true),
        // The file says one thing and looks like another.
        Some(_) => (encoding, false),
        None => (encoding, arabic),
    }
}

/// The price of what text has no use for.
const STRANGE: u64 = 200;

/// What a reading of bytes costs.
#[derive(Default)]
struct Cost {
    /// In tenths of a bit.
    total: u64,
    /// Characters beyond ASCII.
    characters: u64,
}

/// Whose letter a character is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Latin,
    Neither,
}

impl Cost {
    fn of(text: &str) -> Self {
        let mut cost = Self::default();
        let mut before = ' ';
        for character in text.chars() {
            cost.total += price(character, before);
            cost.characters += u64::from(!character.is_ascii());
            before = character;
        }
        cost
    }

    fn is_arabic(&self) -> bool {
        self.total + MARGIN <= DEAR * self.characters
    }
}

/// Tenths of a bit that the letters from hamza to yeh carry in Arabic text, as they were counted in books, newspapers and
/// vowelled texts.
const PRICES: [u8; 42] = [
    80, 96, 52, 100, 66, 83, 29, 47, 55, 48, 71, 62, 57, 69, 51, 68, 46, 74, 56, 68, 67, 73, 70, 87, 48, 79, 200, 200,
    200, 200, 200, 110, 51, 53, 56, 31, 40, 41, 46, 41, 67, 39,
];

fn price(character: char, before: char) -> u64 {
    let scripts = [script(before), script(character)];
    // No word is of both.
    let mixed = scripts == [Script::Arabic, Script::Latin] || scripts == [Script::Latin, Script::Arabic];
    let own = match character {
        '\0'..='\x7F' => 0,
        '\u{0621}'..='\u{064A}' => u64::from(PRICES[character as usize - 0x0621]),
        _ if is_mark(character) && may_bear(before, character) => 60,
        // Comma, semicolon and question mark of Arabic, guillemets, quotes, dashes, dots, space that does not break.
        '\u{060C}' | '\u{061B}' | '\u{061F}' | '\u{AB}' | '\u{BB}' | '\u{A0}' | '\u{2010}'..='\u{2026}' => 80,
        // Letters of Persian and Urdu, what joins letters or turns the line, and the accents of French names.
        '\u{0671}'..='\u{06D5}' | '\u{200C}'..='\u{200F}' | '\u{C0}'..='\u{024F}' => 100,
        _ => STRANGE,
    };
    own + if mixed { STRANGE } else { 0 }
}

/// May the mark stand behind this? A letter bears one, or shadda and another.
fn may_bear(before: char, mark: char) -> bool {
    script(before) == Script::Arabic && (!is_mark(before) || (before == SHADDA) != (mark == SHADDA))
}

const SHADDA: char = '\u{0651}';

fn is_mark(character: char) -> bool {
    matches!(character, '\u{064B}'..='\u{0652}')
}

fn script(character: char) -> Script {
    match character {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{024F}' => Script::Latin,
        '\u{0621}'..='\u{0652}' | '\u{0671}'..='\u{06D5}' => Script::Arabic,
        _ => Script::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, KOI8_R, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254};

    const ARABIC: &str = "خرج الصياد من بيته قبل الفجر، ومعه شبكة قديمة وسلة فيها خبز وزيتون. كان البحر هادئا والهواء باردا، \
        فجلس على صخرة عالية ينتظر صديقه. لماذا تأخر هذا اليوم؟ لعله نسي الموعد؛ أو لعل القارب يحتاج إلى إصلاح.\n";
    const VOWELLED: &str = "جَلَسَ الوَلَدُ عَلَى كُرْسِيٍّ صَغِيرٍ وَقَرَأَ قِصَّةً طَوِيلَةً عَنْ مَلِكٍ عَادِلٍ يُحِبُّ الطُّيُورَ.\n";
    const FRENCH: &str =
        "La forêt était déjà très sombre ; à côté du château, une fenêtre brûlait encore. « Où êtes-vous ? »\n";
    const ENGLISH: &str = "It’s a naïve idea — nobody at the café “really” believed that Zoë’s résumé was so old.\n";
    const RUSSIAN: &str = "Зимой дорога к деревне исчезала под снегом, и почтальон приходил только раз в неделю.\n";
    const GERMAN: &str = "Die Bäckerei öffnet früh, und über der Straße hängt noch kühler Nebel; schöne Grüße!\n";
    const TURKISH: &str = "Güneş doğarken köyün çeşmesi başında yaşlı kadınlar konuşuyor, çocuklar gülüyordu.\n";
    const GREEK: &str = "Η θάλασσα ήταν ήρεμη και τα παιδιά έπαιζαν στην άμμο μέχρι το βράδυ.\n";
    const CHINESE: &str = "雨停了以後，孩子們跑到院子裡看彩虹，老人坐在門口喝茶。";

    /// Without what the encoding does not have.
    fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let units = || text.encode_utf16();
        if encoding == UTF_16LE {
            return units().flat_map(u16::to_le_bytes).collect();
        }
        if encoding == UTF_16BE {
            return units().flat_map(u16::to_be_bytes).collect();
        }
        let mut bytes = Vec::new();
        for character in text.chars() {
            let text = character.to_string();
            let (encoded, _, missing) = encoding.encode(&text);
            if !missing {
                bytes.extend_from_slice(&encoded);
            }
        }
        bytes
    }

    fn auto(head: &[u8]) -> (&'static Encoding, bool) {
        let guess = guess(head, false, Charset::Auto, None);
        assert_eq!(guess.mark, 0);
        (guess.encoding, guess.sure)
    }

    #[test]
    fn arabic_is_known_in_every_encoding_at_every_length() {
        for text in [ARABIC, VOWELLED] {
            for encoding in [UTF_8, WINDOWS_1256, ISO_8859_6, UTF_16LE, UTF_16BE] {
                let bytes = encode(&text.repeat(100), encoding);
                for (length, step) in [(100, 2), (1000, 26), (8192, 134)] {
                    for at in (0..(bytes.len() - length).min(24 * step)).step_by(step) {
                        let mut slice = &bytes[at..at + length];
                        while encoding == UTF_8 && slice[0] & 0xC0 == 0x80 {
                            slice = &slice[1..];
                        }
                        assert_eq!(auto(slice), (encoding, true), "{length} from {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn other_languages_are_not_called_arabic() {
        let capitals = [RUSSIAN, GREEK].map(str::to_uppercase);
        let texts = [
            (FRENCH, WINDOWS_1252),
            (ENGLISH, WINDOWS_1252),
            (GERMAN, WINDOWS_1252),
            (TURKISH, WINDOWS_1254),
            (RUSSIAN, WINDOWS_1251),
            (RUSSIAN, KOI8_R),
            (&capitals[0], WINDOWS_1251),
            (&capitals[0], KOI8_R),
            (GREEK, WINDOWS_1253),
            (&capitals[1], WINDOWS_1253),
            (CHINESE, BIG5),
        ];
        for (text, encoding) in texts {
            let bytes = encode(&text.repeat(60), encoding);
            for length in [30, 100, 1000] {
                for slice in bytes.windows(length).step_by(7).filter(|slice| !slice.is_ascii()) {
                    assert!(!auto(slice).1, "{} {}", encoding.name(), encoding.decode(slice).0);
                }
            }
        }
    }

    #[test]
    fn foreign_words_between_arabic_ones_do_no_harm() {
        let text = format!("{ARABIC}{FRENCH}{ARABIC}");
        assert_eq!(auto(&encode(&text, WINDOWS_1256)), (WINDOWS_1256, true));
    }

    #[test]
    fn ascii_is_utf8_unless_the_file_says_what_will_come() {
        assert_eq!(auto(b"plain text"), (UTF_8, true));
        assert_eq!(auto(b""), (UTF_8, true));
        assert_eq!(auto(b"                "), (UTF_8, true));
        let hinted = guess(b"<meta charset=windows-1256>", false, Charset::Auto, Some(WINDOWS_1256));
        assert_eq!((hinted.encoding, hinted.sure), (WINDOWS_1256, true));
        let wide = guess(b"<meta charset=utf-16>", false, Charset::Auto, Some(UTF_16LE));
        assert_eq!((wide.encoding, wide.sure), (UTF_8, true));
    }

    #[test]
    fn utf8_may_be_cut_at_its_end_and_broken_here_and_there() {
        assert_eq!(auto("été é".as_bytes().split_last().unwrap().1), (UTF_8, true));
        let page = ARABIC.replace(". ", "\u{FFFD}... ").into_bytes();
        let cut: Vec<u8> = page.chunks(160).flat_map(|chunk| [chunk, &[0xD8][..], b"... "].concat()).collect();
        assert_eq!(auto(&cut), (UTF_8, true));
        // Half of it in another encoding is a question.
        let mixed = [ARABIC.as_bytes(), &encode(ARABIC, WINDOWS_1256)].concat();
        assert!(!auto(&mixed).1);
    }

    #[test]
    fn marks_win_and_then_what_was_asked() {
        let marked = [&[0xFF, 0xFE][..], &encode("نص", UTF_16LE)].concat();
        for charset in [Charset::Utf8, Charset::Named(WINDOWS_1256), Charset::Auto] {
            assert_eq!(guess(&marked, true, charset, None), Guess { encoding: UTF_16LE, mark: 2, sure: true });
        }
        let bytes = encode(ARABIC, WINDOWS_1256);
        let found = |charset| guess(&bytes, true, charset, Some(ISO_8859_6)).encoding;
        assert_eq!(found(Charset::Utf8), UTF_8);
        assert_eq!(found(Charset::Named(KOI8_R)), KOI8_R);
    }

    #[test]
    fn a_hint_is_taken_unless_it_is_refuted() {
        let hinted = |bytes: &[u8], hint| {
            let guess = guess(bytes, true, Charset::Auto, Some(hint));
            (guess.encoding, guess.sure)
        };
        assert_eq!(hinted(&encode(FRENCH, WINDOWS_1252), WINDOWS_1252), (WINDOWS_1252, true));
        assert_eq!(hinted(&encode(ARABIC, WINDOWS_1256), WINDOWS_1256), (WINDOWS_1256, true));
        assert_eq!(hinted(&encode(ARABIC, WINDOWS_1256), UTF_8), (WINDOWS_1256, true));
        assert_eq!(hinted(ARABIC.as_bytes(), WINDOWS_1256), (UTF_8, true));
        // It says Latin and looks Arabic.
        assert_eq!(hinted(&encode(ARABIC, WINDOWS_1256), WINDOWS_1252), (WINDOWS_1256, false));
    }

    #[test]
    fn what_reads_the_same_either_way_is_no_question_in_a_whole_file() {
        let bytes = encode("حارس دار أخرج أثاث جدار ثابت إثر حادث", WINDOWS_1256);
        assert!(guess(&bytes, true, Charset::Auto, None).sure);
        assert!(!guess(&bytes, false, Charset::Auto, None).sure);
        assert!(!guess(&encode("نص", WINDOWS_1256), true, Charset::Auto, None).sure);
    }
}
