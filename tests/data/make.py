#!/usr/bin/env python3
"""Writes the odd files of tests/data, so that a reader sees what is in them: make.py [FOLDER]. Same bytes on every run."""
import sys
from pathlib import Path

HERE = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent


def write(name, content):
    (HERE / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


# ---------------------------------------------------------------- encodings
# گ پ چ ژ, ZWNJ and the curly quotes are in Windows-1256; 0xC0 and above are its Arabic letters, so none of it is UTF-8.
write("windows-1256.txt", """\
حارس المنارة

كان حارسُ المنارة يكتب كلّ مساء سطراً واحداً في دفتر أزرق: “مرّت سفينة”، أو “لم تمرّ سفينة”.
وحين سُئل عن السبب قال: البحر يحفظ كل شيء؛ فلماذا لا أحفظ أنا سطراً؟
في الدفتر 365 سطراً، وثمنه 2 € فقط، وعلى غلافه كلمة چاى وكلمة پل، ومى\u200cرود.
ولما كُسر المصباح في ليلة عاصفة، أوقد الحارس أوراق الدفتر ورقةً ورقة حتى طلع الفجر ومرّت السفينة بسلام.
ومنذ تلك الليلة يقول البحّارة إن المنارة تضيء بالكلام: سطرٌ لكلّ سفينة، وسفينةٌ لكلّ سطر!
""".replace("\n", "\r\n").encode("cp1256"))

write("utf16be.txt", "\ufeffفتحت القطّة الباب وحدها، فمن علّمها؟\nلا أحد يعلم. 🐈\n".encode("utf-16-be"))

# One fault a line, between whole words. Each fault becomes U+FFFD as the WHATWG decoder (and Python's "replace") counts it.
write("broken-utf8.txt", b"".join([
    "سطر سليم قبل العطب\n".encode(),
    "حرف مقطوع".encode(), b" \xd9 ", "بين كلمتين\n".encode(),              # first byte of two, then a space
    "كلمة".encode(), b"\xd8", "ملتصقة بالعطب\n".encode(),                  # the same inside a word
    "تتمة".encode(), b" \x80\xbf ", "بلا بداية\n".encode(),                # lone continuation bytes
    "طول".encode(), b" \xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf ", "زائد\n".encode(),       # overlong forms of "/"
    "بديل".encode(), b" \xed\xa0\x80 \xed\xb0\x80 ", "مرمّز\n".encode(),   # surrogates, high and low
    "فوق".encode(), b" \xf4\x90\x80\x80 ", "المدى\n".encode(),             # beyond U+10FFFF
    "بايتات".encode(), b" \xfe\xff ", "مستحيلة\n".encode(),                # in no UTF-8 text
    "ثلاثة".encode(), b" \xe2\x80 ", "من أربعة".encode(), b" \xf0\x9f\x98 ", "ناقصة\n".encode(),  # truncated at two of three, three of four
    "وهذه مقدمة خبر يقطعها الموقع عند حد من البايتا".encode(), b"\xd8...\n",  # a letter cut in half before "..."
    "سطر سليم بعد العطب\n".encode(),
    "آخر الملف ".encode(), b"\xd9",                                         # cut at the end of the file, no newline
]))

# Looks like text for more than 4 KiB; the first NUL is within the first 8 KiB.
write("nul.bin", "سجلّ الحساسات بصيغة ثنائية\n".encode() * 90 + bytes(range(256)) * 4)

# ---------------------------------------------------------------- shapes
write("empty.txt", b"")
write("one-line-no-newline.txt", "سطر واحد لا ينتهي بسطر جديد")
write("stopwords.txt", "".join(w + "\n" for w in "في من إلى على عن أن إن لا ما لم لن قد و ثم أو هذا هٰذه ذلك التي الذي".split()))


def long_line(size):
    """A line of at least `size` bytes: invented words, root and pattern drawn by a linear congruential generator, the first ones often."""
    roots = "كتب درس رسم قطف نسج حرث سمع ركض شرب فتح لمس جمع نقل صعد خبز".split()
    patterns = ["{0}{1}{2}", "{0}ا{1}{2}", "م{0}{1}و{2}", "ال{0}{1}{2}", "ي{0}{1}{2}ون", "{0}{1}ا{2}ة", "وال{0}ا{1}{2}", "ت{0}{1}{2}"]
    words, length, state = [], 0, 1
    while length < size:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        a, b = (state >> 40) % 4096, (state >> 20) % 4096
        root, pattern = roots[a * a * len(roots) >> 24], patterns[b * b * len(patterns) >> 24]
        words.append(pattern.format(*root) + ("،" if state >> 58 == 0 else ""))
        length += len(words[-1].encode()) + 1
    return " ".join(words) + "\n"


write("long-line.txt", long_line(300 * 1024))

# ---------------------------------------------------------------- characters
# Each line: the words it must give once the controls are gone, and what stands in the way.
write("nasty.txt", "".join([
    "كلمة قبل كل شيء\n",
    "ك\u200fت\u200eا\u061cب\n",                                   # RLM, LRM, ALM inside a word: كتاب
    "لا\u200cتقل لل\u200dه\u200d\n",                              # ZWNJ, ZWJ: لاتقل لله
    "خمسون\u00a0ألف\u202fعامل\u3000هنا\n",                        # NBSP, NNBSP, ideographic space: four words
    "كلمة\u200bكلمة\n",                                           # ZWSP parts: two words
    "فقرة\u2028سطر\u2029فقرة\u0085سطر\n",                         # LS, PS, NEL part words and end no line: four words, one line
    "عمود\x0bعمود\x0cصفحة\n",                                     # VT, FF: three words, one line
    "سطر\rسطر\r\nسطر\n",                                          # lone CR and CR LF end lines
    "ملف\x1aقديم\x07\x1b[0m\n",                                   # U+001A, BEL, ESC
    "\u2067نص\u2069 \u202bمحاط\u202c \u2068بعزل\u2069 \u202eقلب\u202c\n",  # isolates, embeddings, override
    "رأس\ufeffالملف\u2060في\u00adالوسط\n",                        # BOM, word joiner, soft hyphen inside: one word
    "مـــرحـبـا ـ ــ الـ\n",                                      # tatweel inside, alone, at the end: مرحبا ال
    "كتاب \u064b \u0651 هنا \u0670\n",                            # marks after a space: no token
    "\u064fكلمة\n",                                               # a mark before its letter, at the head of the line
    "عل\u0651\u064eم عل\u064e\u0651م علمxyعلم\n",                # shadda and fatha in both orders; Latin glued: علم علم علم xy علم
    "صلاته \ufdfa وسلامه\ufdfa \ufdfb \ufdfd\n",                  # ﷺ alone and glued, ﷻ, ﷽
    "كت\ufe77ب \ufe70 م\ufc60د\ufcf2 ـ\ufe7d\n",                  # spacing forms of marks, glued and alone
    "ا\u0653ن ا\u0654ن ا\u0655ن و\u0654ن ي\u0654ن ا\u064e\u0654ن\n",  # madda and hamza as marks: آن أن إن ؤن ئن أن
    "ٱلدار قال\u06e1 ه\u06e5 به\u06e6 \u06dd٣ ۞ ۩\n",            # wasla, Uthmani sukun, small waw and yeh, signs
    "\ufefbشك \ufef5ن \ufdf2 \ufdfc \ufd3eقوس\ufd3f ١١٨٠\ufeeb\n",  # lam-alef forms, ﷲ, ﷼, ornate brackets, a year sign
    "کتابی ہے ۴۵ ي\u0626\u0640\u064eس\n",                         # Farsi and Urdu letters and digits; a tatweel that carries a mark: يئس
    "\ue000خاص\uffffغير\U0010ffff\u0378\n",                       # private use, noncharacters, unassigned
    "👨\u200d👩\u200d👧 👍🏽 🇸🇾 1\ufe0f\u20e3 ❤\ufe0f \u200d\n",      # emoji sequences; a joiner alone
    "&amp;نبسب; &#1593; &nbsp;\n",                                # entities, one broken
    "نهاية",                                                      # no newline at the end
]))
