//! The rules that cut a line into tokens, one small function each, in the plain and general way.
//!
//! A faster scanner for plain Arabic must agree with them. The line is cut as if its controls were not there: they neither form nor
//! change a token, but the places of tokens count them. A rule takes all it can, and only an address gives back its tail; what a rule
//! scanned in vain is remembered, so that the time is linear in the line whatever it holds.

mod kind;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::kind::Kind;
use crate::text::{Class, alphabet};

/// Working memory of [`cut`], kept between calls so that nothing is allocated for a token.
#[derive(Default, Debug)]
pub struct Scratch {
    text: String,
    gaps: Vec<Gap>,
}

/// Cuts a line, or a part of one between two ASCII white-space characters, into tokens, in order.
///
/// `emit(class, text, at)` gets each token: its text without controls, and its byte range in `line`, controls inside it included.
pub fn cut(line: &str, scratch: &mut Scratch, emit: &mut impl FnMut(Class, &str, Range<usize>)) {
    let (text, gaps) = scratch.without_controls(line);
    let mut origin = Origin { gaps, removed: 0 };
    let mut reader = Reader::new(text);
    let mut at = 0;
    while at < text.len() {
        let Some((rule, end)) = reader.token(at) else {
            at = reader.after(at);
            continue;
        };
        let token = rule.shown(&text[at..end]);
        emit(rule.class(token), token, origin.of(at)..origin.of(end - 1) + 1);
        at = end;
    }
}

// ---- controls

/// A place where controls were taken out.
#[derive(Debug)]
struct Gap {
    /// The place in the text without controls.
    at: usize,
    /// All the bytes taken out so far, here included.
    removed: usize,
}

impl Scratch {
    /// The line without its controls, which is the line itself if it has none, and where they were.
    fn without_controls<'a>(&'a mut self, line: &'a str) -> (&'a str, &'a [Gap]) {
        if line.is_ascii() {
            return (line, &[]);
        }
        self.text.clear();
        self.gaps.clear();
        let (mut copied, mut removed) = (0, 0);
        for (at, c) in line.char_indices() {
            if !Kind::of(c).any(Kind::CONTROL) || joins_pictures(line, at, c) {
                continue;
            }
            self.text.push_str(&line[copied..at]);
            copied = at + c.len_utf8();
            removed += c.len_utf8();
            self.gaps.push(Gap { at: self.text.len(), removed });
        }
        if self.gaps.is_empty() {
            return (line, &[]);
        }
        self.text.push_str(&line[copied..]);
        (&self.text, &self.gaps)
    }
}

/// Is the character a joiner inside an emoji sequence? It looks at the line as it stands: a control beside the joiner parts it.
fn joins_pictures(line: &str, at: usize, c: char) -> bool {
    c == alphabet::ZERO_WIDTH_JOINER
        && line[..at].chars().next_back().is_some_and(|before| {
            before == alphabet::EMOJI_PRESENTATION || Kind::of(before).any(Kind::PICTOGRAPH.or(Kind::MODIFIER))
        })
        && line[at + c.len_utf8()..].chars().next().is_some_and(|after| Kind::of(after).any(Kind::PICTOGRAPH))
}

/// From places in the text without controls to places in the line, asked in rising order.
struct Origin<'a> {
    gaps: &'a [Gap],
    removed: usize,
}

impl Origin<'_> {
    fn of(&mut self, at: usize) -> usize {
        while let Some((gap, later)) = self.gaps.split_first()
            && gap.at <= at
        {
            self.removed = gap.removed;
            self.gaps = later;
        }
        at + self.removed
    }
}

// ---- the rules in their order

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rule {
    Email,
    Url,
    Hashtag,
    Mention,
    Emoji,
    Number,
    Initials,
    Arabic,
    Other,
    Punctuation,
    Symbol,
}

/// Where the token ends that a rule finds at this place.
type Find = fn(&mut Reader<'_>, usize) -> Option<usize>;

/// Tried in this order at each character that no token has taken yet, if the character is one that the rule starts with.
const RULES: [(Rule, Kind, Find); 11] = [
    (Rule::Email, Kind::NAME, email),
    (Rule::Url, Kind::NAME.or(Kind::HYPHEN), url),
    (Rule::Hashtag, Kind::HASH, hashtag),
    (Rule::Mention, Kind::AT_SIGN, mention),
    (Rule::Emoji, Kind::FLAG_HALF.or(Kind::KEY).or(Kind::PICTURE).or(Kind::PICTOGRAPH), emoji),
    (Rule::Number, Kind::DIGIT, number),
    (Rule::Initials, Kind::ARABIC, initials),
    (Rule::Arabic, Kind::ARABIC.or(Kind::ATTACHED).or(Kind::PHRASE), arabic),
    (Rule::Other, Kind::OTHER, other),
    (Rule::Punctuation, Kind::PUNCTUATION, punctuation),
    (Rule::Symbol, Kind::SYMBOL, symbol),
];

impl Rule {
    /// The text of a token: the period of ق.م. ends no sentence, and ق.م is the same word.
    fn shown(self, token: &str) -> &str {
        match self {
            Self::Initials => token.trim_end_matches('.'),
            _ => token,
        }
    }

    fn class(self, token: &str) -> Class {
        match self {
            Self::Email => Class::Email,
            Self::Url => Class::Url,
            Self::Hashtag => Class::Hashtag,
            Self::Mention => Class::Mention,
            Self::Emoji => Class::Emoji,
            Self::Number => Class::Number,
            Self::Other if token.chars().all(|c| Kind::of(c).any(Kind::NUMERAL)) => Class::Number,
            Self::Initials | Self::Arabic | Self::Other => Class::Word,
            Self::Punctuation => Class::Punctuation,
            Self::Symbol => Class::Symbol,
        }
    }
}

/// The longest local part of an e-mail address, and the longest label of a host name, by the standards of the net.
const LOCAL_PART: usize = 64;
const LABEL: usize = 63;

/// The last labels by which a host name without scheme is known.
const TOP_DOMAINS: &[&str] = &[
    "com", "net", "org", "edu", "gov", "info", "int", "tv", "me", "io", "co", "uk", "sy", "sa", "eg", "ae", "iq", "jo",
    "lb", "ly", "ma", "tn", "dz", "qa", "kw", "om", "bh", "ye", "sd", "ps",
];

/// A local part, `@`, and a host whose last label is of letters.
fn email(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let local_part = r.local_part(at);
    if r.byte(local_part) != b'@' || local_part - at > LOCAL_PART {
        return None;
    }
    r.mail_host(local_part + 1)
}

/// An address with a scheme or `www.`, or a bare host; the punctuation at its end belongs to the sentence.
fn url(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let end = full_address(r, at).or_else(|| bare_host(r, at))?;
    Some(at + without_tail(&r.text[at..end]).len())
}

fn full_address(r: &Reader<'_>, at: usize) -> Option<usize> {
    let rest = &r.text.as_bytes()[at..];
    let head = alphabet::ADDRESS_HEADS
        .iter()
        .find(|head| rest.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head.as_bytes())))?;
    r.some_run(at + head.len(), Kind::ADDRESS)
}

/// A host whose last label is a known one, with its path if there is one.
fn bare_host(r: &Reader<'_>, at: usize) -> Option<usize> {
    // Inside a longer name nothing starts; hence each name is read only once.
    if r.kind_before(at).any(Kind::WORD) || matches!(r.byte_before(at), b'@' | b'.' | b'-') {
        return None;
    }
    let last = r.host(at)?;
    let end = last.end;
    if !TOP_DOMAINS.iter().any(|top| top.eq_ignore_ascii_case(&r.text[last.clone()])) {
        return None;
    }
    match r.byte(end) {
        b'@' => None,
        b'/' => Some(r.run(end + 1, Kind::ADDRESS)),
        _ if r.kind(end).any(Kind::WORD) => None,
        _ => Some(end),
    }
}

/// The address without the punctuation at its end; a `)` stays while there are as many `(`.
fn without_tail(mut address: &str) -> &str {
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back().filter(|c| alphabet::ADDRESS_TAIL.contains(c)) {
        if last == ')' {
            if unopened == 0 {
                break;
            }
            unopened -= 1;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

/// `#`, not that of a character entity, and letters, digits, marks, `_`, at least one of them a letter.
fn hashtag(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let start = r.after(at);
    if r.byte_before(at) == b'&' {
        return None;
    }
    let end = r.run(start, Kind::TAGGED);
    r.text[start..end].chars().any(|c| Kind::of(c).any(Kind::LETTER)).then_some(end)
}

/// `@` and an ASCII name, not after a letter or digit.
fn mention(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    if r.byte_before(at) == b'_' || r.kind_before(at).any(Kind::LETTER.or(Kind::NUMERAL)) {
        return None;
    }
    let end = r.ascii_run(at + 1, |b| b.is_ascii_alphanumeric() || b == b'_');
    (end > at + 1).then_some(end)
}

/// A flag, a key, or pictures held together by joiners.
fn emoji(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    flag(r, at).or_else(|| tagged_flag(r, at)).or_else(|| keycap(r, at)).or_else(|| pictures(r, at))
}

/// Two letters of the set that flags are written in.
fn flag(r: &Reader<'_>, at: usize) -> Option<usize> {
    if !r.kind(at).any(Kind::FLAG_HALF) {
        return None;
    }
    let half = r.after(at);
    r.kind(half).any(Kind::FLAG_HALF).then(|| r.after(half))
}

/// The flag of a region: a black flag and the name in tags.
fn tagged_flag(r: &Reader<'_>, at: usize) -> Option<usize> {
    let start = r.pass(at, &[alphabet::BLACK_FLAG])?;
    let name = r.text[start..].chars().take_while(|c| alphabet::TAGS.contains(c)).map(char::len_utf8).sum::<usize>();
    if name == 0 {
        return None;
    }
    r.pass(start + name, &[alphabet::TAG_END])
}

/// A digit, `*` or `#` on a key.
fn keycap(r: &Reader<'_>, at: usize) -> Option<usize> {
    if !matches!(r.byte(at), b'0'..=b'9' | b'*' | b'#') {
        return None;
    }
    let end = at + 1;
    r.pass(r.pass(end, &[alphabet::EMOJI_PRESENTATION]).unwrap_or(end), &[alphabet::KEYCAP])
}

/// One picture, or several that joiners make one.
fn pictures(r: &Reader<'_>, at: usize) -> Option<usize> {
    let mut end = picture(r, at)?;
    while let Some(next) = r.pass(end, &[alphabet::ZERO_WIDTH_JOINER])
        && let Some(next) = picture(r, next)
    {
        end = next;
    }
    Some(end)
}

/// A picture with the selector of its form and its skin tone.
fn picture(r: &Reader<'_>, at: usize) -> Option<usize> {
    let kind = r.kind(at);
    if !kind.any(Kind::PICTURE.or(Kind::PICTOGRAPH)) {
        return None;
    }
    let end = r.after(at);
    let selected = r.pass(end, &[alphabet::EMOJI_PRESENTATION]);
    if selected.is_none() && !kind.any(Kind::PICTURE) {
        return None;
    }
    let end = selected.unwrap_or(end);
    Some(if r.kind(end).any(Kind::MODIFIER) { r.after(end) } else { end })
}

/// Digits, with single separators between them; a plain run of ASCII digits before a Latin letter belongs to a word (100km).
fn number(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let first = r.some_run(at, Kind::DIGIT)?;
    let mut end = first;
    while let Some(next) = r.pass(end, alphabet::NUMBER_SEPARATORS)
        && let Some(next) = r.some_run(next, Kind::DIGIT)
    {
        end = next;
    }
    let plain = end == first && r.text[at..end].is_ascii();
    (!plain || !r.kind(end).any(Kind::LATIN)).then_some(end)
}

/// Single Arabic letters joined by periods, and the period after them.
fn initials(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    const LETTERED: Kind = Kind::ARABIC.or(Kind::ATTACHED);
    let first = r.after(at);
    if r.byte(first) != b'.' || r.kind_before(at).any(LETTERED) {
        return None;
    }
    let mut end = first;
    while r.byte(end) == b'.' && r.kind(end + 1).any(Kind::ARABIC) {
        let next = r.after(end + 1);
        if r.kind(next).any(LETTERED) {
            break;
        }
        end = next;
    }
    (end > first).then(|| r.pass(end, &['.']).unwrap_or(end))
}

/// Arabic letters and what attaches to them, before, between or after; or one character that is several words.
fn arabic(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let kind = r.kind(at);
    if kind.any(Kind::PHRASE) {
        return Some(r.after(at));
    }
    let letter = if kind.any(Kind::ATTACHED) { r.attached(at) } else { at };
    r.kind(letter).any(Kind::ARABIC).then(|| r.run(letter, Kind::ARABIC.or(Kind::ATTACHED)))
}

/// Letters, numerals and marks of other scripts, with an apostrophe between them.
fn other(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let mut end = other_part(r, at)?;
    while let Some(next) = r.pass(end, alphabet::APOSTROPHES)
        && let Some(next) = other_part(r, next)
    {
        end = next;
    }
    Some(end)
}

fn other_part(r: &Reader<'_>, at: usize) -> Option<usize> {
    r.kind(at).any(Kind::OTHER).then(|| r.run(at, Kind::OTHER.or(Kind::MARK)))
}

/// A run of periods or of ellipses; any other sign alone.
fn punctuation(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let end = r.after(at);
    let repeated = ['.', alphabet::ELLIPSIS].into_iter().find(|&c| r.pass(at, &[c]).is_some());
    let Some(c) = repeated else { return Some(end) };
    Some(r.text.len() - r.text[end..].trim_start_matches(c).len())
}

/// A symbol, an unassigned or private character, alone.
fn symbol(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    Some(r.after(at))
}

fn is_label(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-'
}

fn is_local_part(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-')
}

// ---- reading

/// A text to read from any place, and what was scanned in vain and need not be scanned again. Beyond the text there is nothing:
/// a zero byte, which no rule takes, and a character without properties.
struct Reader<'a> {
    text: &'a str,
    /// The last run of characters of a local part.
    local_part: Range<usize>,
    /// The last run of marks without or before a letter.
    attached: Range<usize>,
    /// The last place after an `@` where a host was looked for, and where the host ended.
    mail_host: (usize, Option<usize>),
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, local_part: 0..0, attached: 0..0, mail_host: (0, None) }
    }

    /// The rule that finds a token at this place, and where it ends.
    fn token(&mut self, at: usize) -> Option<(Rule, usize)> {
        let first = self.kind(at);
        if first == Kind::NONE {
            return None;
        }
        RULES
            .iter()
            .filter(|(_, starts, _)| first.any(*starts))
            .find_map(|(rule, _, find)| find(self, at).map(|end| (*rule, end)))
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn byte_before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |before| self.byte(before))
    }

    fn kind(&self, at: usize) -> Kind {
        self.text[at..].chars().next().map_or(Kind::NONE, Kind::of)
    }

    fn kind_before(&self, at: usize) -> Kind {
        self.text[..at].chars().next_back().map_or(Kind::NONE, Kind::of)
    }

    /// The place after the character here.
    fn after(&self, at: usize) -> usize {
        self.text[at..].chars().next().map_or(at, |c| at + c.len_utf8())
    }

    /// The place after the character here, if it is one of those wanted.
    fn pass(&self, at: usize, wanted: &[char]) -> Option<usize> {
        self.text[at..].chars().next().filter(|c| wanted.contains(c)).map(|c| at + c.len_utf8())
    }

    /// The end of the characters from here that have one of these properties; here if the first has none.
    fn run(&self, at: usize, of: Kind) -> usize {
        self.text[at..]
            .char_indices()
            .find(|&(_, c)| !Kind::of(c).any(of))
            .map_or(self.text.len(), |(length, _)| at + length)
    }

    /// As `run`, if there is at least one.
    fn some_run(&self, at: usize, of: Kind) -> Option<usize> {
        let end = self.run(at, of);
        (end > at).then_some(end)
    }

    fn ascii_run(&self, at: usize, fits: impl Fn(u8) -> bool) -> usize {
        let rest = &self.text.as_bytes()[at..];
        at + rest.iter().position(|&b| !fits(b)).unwrap_or(rest.len())
    }

    /// The end of the local part of an e-mail address that may start here.
    fn local_part(&mut self, at: usize) -> usize {
        if !self.local_part.contains(&at) {
            self.local_part = at..self.ascii_run(at, is_local_part);
        }
        self.local_part.end
    }

    /// The end of the marks here.
    fn attached(&mut self, at: usize) -> usize {
        if !self.attached.contains(&at) {
            self.attached = at..self.run(at, Kind::ATTACHED);
        }
        self.attached.end
    }

    /// The end of the host of an e-mail address, whose last label is of two letters or more.
    fn mail_host(&mut self, at: usize) -> Option<usize> {
        if self.mail_host.0 != at {
            let last = self
                .host(at)
                .filter(|last| last.len() >= 2 && self.text[last.clone()].bytes().all(|b| b.is_ascii_alphabetic()));
            self.mail_host = (at, last.map(|last| last.end));
        }
        self.mail_host.1
    }

    /// The last label of a host name of two labels or more.
    fn host(&self, at: usize) -> Option<Range<usize>> {
        let mut end = self.label(at)?;
        let mut last = None;
        while self.byte(end) == b'.'
            && let Some(next) = self.label(end + 1)
        {
            last = Some(end + 1..next);
            end = next;
        }
        last
    }

    fn label(&self, at: usize) -> Option<usize> {
        let end = self.ascii_run(at, is_label).min(at + LABEL);
        (end > at).then_some(end)
    }
}
