#!/usr/bin/env python3
"""How well each stemmer brings the forms of a lemma together, against the lemmas of a treebank:

  conflation.py TREEBANK.conllu [KALIM]

Clitics are put back on their words. A type is a word as --profile light folds it, with a noun, verb, adjective, adverb, name or
numeral in it; its lemma is the one that the longest of these has most often, without vowels. Of all pairs of types, P is the share of
those with one stem that have one lemma, R the share of those with one lemma that have one stem, F1 their harmonic mean.
"""
import collections, subprocess, sys, unicodedata

STEMMERS = ["none", "light10", "snowball", "snowball-waw", "arlstem"]
CONTENT = {"NOUN", "VERB", "ADJ", "ADV", "PROPN", "NUM"}

def is_arabic(text):
    return all("ARABIC LETTER" in unicodedata.name(c, "") for c in bare(text))

def bare(text):
    return "".join(c for c in text if unicodedata.category(c) != "Mn" and c != "\u0640")

def words(treebank):
    """Each word as its tokens (form, lemma, class): those with no space between them."""
    tokens = []
    for line in open(treebank, encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        is_token = len(fields) == 10 and fields[0].isdigit() and is_arabic(fields[1])
        if is_token:
            tokens.append((fields[1], fields[2], fields[3]))
        if tokens and not (is_token and "SpaceAfter=No" in fields[9]):
            yield tokens
            tokens = []

def types(treebank):
    """Type -> lemma."""
    lemmas = collections.defaultdict(collections.Counter)
    for tokens in words(treebank):
        content = [(bare(form), lemma) for form, lemma, upos in tokens if upos in CONTENT]
        if content:
            lemmas[bare("".join(form for form, _, _ in tokens))][bare(max(content, key=lambda t: len(t[0]))[1])] += 1
    return {word: max(sorted(of), key=of.get) for word, of in lemmas.items()}

def terms(kalim, stemmer, words):
    arguments = [kalim, "tokenize", "--format", "tokens", "--stem", stemmer]
    output = subprocess.run(arguments, input="\n".join(words).encode(), stdout=subprocess.PIPE, check=True).stdout
    terms = output.decode().splitlines()
    if len(terms) != len(words):
        sys.exit(f"{len(words)} words became {len(terms)} tokens")
    return terms

def pairs(of):
    return sum(n * (n - 1) // 2 for n in collections.Counter(of).values())

def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    kalim = sys.argv[2] if len(sys.argv) == 3 else "target/release/kalim"
    lemma_of = types(sys.argv[1])
    words, lemmas = list(lemma_of), list(lemma_of.values())
    print(f"{len(words)} types, {len(set(lemmas))} lemmas")
    print("stemmer           P     R    F1  types/stems")
    for stemmer in STEMMERS:
        stems = terms(kalim, stemmer, words)
        both = pairs(zip(stems, lemmas))
        p, r = both / max(pairs(stems), 1), both / pairs(lemmas)
        print(f"{stemmer:13} {p:6.3f}{r:6.3f}{2 * p * r / max(p + r, 1e-9):6.3f} {len(words) / len(set(stems)):12.2f}")

if __name__ == "__main__":
    main()
