#!/usr/bin/env python3
"""How well words are cut, against the tokens of a treebank:

  words.py TREEBANK.conllu [KALIM]

Clitics are put back on their words, as text has them: a word is a row, or a range of rows, and all that follows with no space and no
punctuation between. A word is found if a token begins and ends where it does in the text. P is the share of the tokens that are words,
R the share of the words that are found, F1 their harmonic mean.
"""
import csv, io, subprocess, sys

MARKS = {"PUNCT", "SYM"}
MARK_CLASSES = {"punctuation", "symbol"}

def sentences(treebank):
    """Each sentence as its text and its rows: form, is it a mark, does a space follow."""
    text, rows, covered = "", [], 0
    for line in open(treebank, encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ").rstrip("\n")
        elif len(fields) == 10 and "." not in fields[0]:
            first, _, last = fields[0].partition("-")
            if int(first) > covered:
                rows.append((fields[1], not last and fields[3] in MARKS, "SpaceAfter=No" not in fields[9].split("|")))
                covered = int(last or first)
        elif not line.strip():
            yield text, rows
            text, rows, covered = "", [], 0

def gold(text, rows):
    """The spans of a sentence, in characters, and whether each is a mark."""
    spans, end, joins = [], 0, False
    for form, is_mark, spaced in rows:
        start = text.index(form, end)
        end = start + len(form)
        if joins and not is_mark and not spans[-1][2]:
            start = spans.pop()[0]
        spans.append((start, end, is_mark))
        joins = not spaced
    return spans

def made(kalim, texts):
    """The same as kalim cuts them, a list for each text; a text is a line."""
    arguments = [kalim, "tokenize", "--format", "csv", "--profile", "none"]
    data = "\n".join(texts).encode()
    output = subprocess.run(arguments, input=data, stdout=subprocess.PIPE, check=True).stdout
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text.encode()) + 1)
    spans = [[] for _ in texts]
    for row in csv.DictReader(io.StringIO(output.decode())):
        line = int(row["line"]) - 1
        at = [len(data[starts[line]:int(row[side])].decode()) for side in ("byte_start", "byte_end")]
        spans[line].append((*at, row["class"] in MARK_CLASSES))
    return spans

def report(name, wanted, found):
    both = len(wanted & found)
    p, r = both / max(len(found), 1), both / max(len(wanted), 1)
    print(f"{name:17} {len(wanted):6} {len(found):6} {p:7.4f}{r:7.4f}{2 * p * r / max(p + r, 1e-9):7.4f}")

def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    texts, rows = zip(*sentences(sys.argv[1]))
    found = made(sys.argv[2] if len(sys.argv) == 3 else "target/release/kalim", texts)
    wanted = [gold(text, of) for text, of in zip(texts, rows)]
    print(f"{len(texts)} sentences")
    print("                    gold   made       P      R     F1")
    for name, marks in [("words", False), ("with punctuation", True)]:
        chosen = [{(at, a, b) for at, of in enumerate(side) for a, b, mark in of if marks or not mark} for side in (wanted, found)]
        report(name, *chosen)

if __name__ == "__main__":
    main()
