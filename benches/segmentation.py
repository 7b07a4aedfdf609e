#!/usr/bin/env python3
"""How well clitics are found, against the tokens of a treebank:

  segmentation.py TREEBANK.conllu FREQ.csv [SEGMENT]

FREQ.csv is the lexicon, written by `kalim freq`; SEGMENT is the program of examples/segment.rs, and its scheme here is atb, for the
treebank leaves the article on its noun. Every token of Arabic letters counts, as light folds it: P is the share of the cuts made that
are in the treebank, R the share of its cuts that are made, and `right` the share of words with just its cuts.
"""
import itertools, subprocess, sys
from conflation import bare, words

def gold(tokens):
    """Where a word is cut: after so many letters."""
    lengths = [len(bare(form)) for form, _, _ in tokens]
    return set(itertools.accumulate(lengths[:-1]))

def cuts(word, parts):
    """The same of `و+ كتاب +هم`."""
    prefixes = [len(part) - 1 for part in parts if part.endswith("+")]
    pronouns = [len(word) - len(part) + 1 for part in parts if part.startswith("+")]
    return set(itertools.accumulate(prefixes)) | set(pronouns)

def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program = sys.argv[3] if len(sys.argv) == 4 else "target/release/examples/segment"
    tokens = list(words(sys.argv[1]))
    texts = ["".join(bare(form) for form, _, _ in of) for of in tokens]
    arguments = [program, "atb", sys.argv[2]]
    output = subprocess.run(arguments, input="\n".join(texts).encode(), stdout=subprocess.PIPE, check=True).stdout
    wanted = [gold(of) for of in tokens]
    made = [cuts(text, line.split(" ")) for text, line in zip(texts, output.decode().splitlines(), strict=True)]
    hits = sum(len(a & b) for a, b in zip(wanted, made))
    p, r = hits / max(sum(map(len, made)), 1), hits / sum(map(len, wanted))
    right = sum(a == b for a, b in zip(wanted, made)) / len(texts)
    whole = sum(not a for a in wanted) / len(texts)
    print(f"{len(texts)} words, {whole:.3f} of them whole")
    print(f"P {p:.3f}  R {r:.3f}  right {right:.3f}")

if __name__ == "__main__":
    main()
