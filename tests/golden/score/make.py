#!/usr/bin/env python3
"""Tables with every measure, computed with 60 digits: make.py FOLDER_OF_THE_REFERENCE_PROGRAM (needs the PyPI package mpmath)."""
import csv, os, random, sys

sys.path.insert(0, sys.argv[1])
import measures

random.seed(2026)
here = os.path.dirname(os.path.abspath(__file__))


def count(digits):
    """A count whose number of digits is random; now and then 0."""
    return 0 if random.random() < 0.1 else int(10 ** random.uniform(0, digits))


def cell(value):
    return "" if value is None else repr(float(value)) if isinstance(value, float) else value


def table(name, columns, rows, ids, function):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(columns + ids)
        for given, counts in rows:
            values = function(*counts)
            out.writerow(given + [cell(values[i]) for i in ids])


def pairs():
    for i in range(60):
        digits = random.choice([2, 4, 7, 9])
        o, b, c, d = count(digits / 2), count(digits), count(digits), count(digits + 1)
        word2 = "كتاب" if i % 7 == 0 else "قلم"
        if i % 10 == 9:                                         # a table with a negative cell
            f1, f2, n = max(1, o // 2), c + 1, d + 1
        else:
            f1, f2, n = o + b, o + c, o + b + c + d
        # A word paired with itself is in the table with half of what is in its cell.
        observed = o * 2 if word2 == "كتاب" else o
        yield [i, "كتاب", word2, o, f1, f2, n], (observed, f1, f2, n)


def words():
    for i in range(50):
        digits = random.choice([2, 4, 7, 10])
        a, b, c, d = count(digits / 2), count(digits / 2), count(digits), count(digits)
        yield [i, a, b, a + c, b + d], (a, b, a + c, b + d)


def spreads():
    for i in range(40):
        sizes = [count(5) + 1 for _ in range(random.choice([1, 2, 3, 8, 25]))]
        if i % 4 == 0:
            sizes = [sizes[0]] * len(sizes)
        frequencies = [0 if random.random() < 0.3 else random.randint(0, size) for size in sizes]
        yield [i, " ".join(map(str, frequencies)), " ".join(map(str, sizes))], (frequencies, sizes)


def keyness(a, b, c, d):
    values = measures.keyness(a, b, c, d)
    return values | {"ll_4cell_pvalue": measures.association(a, c, a + b, c + d, ids=["g2_pvalue"])["g2_pvalue"]}


table("association", "id word1 word2 frequency f1 f2 n".split(), pairs(), list(measures.ASSOCIATION), measures.association)
table("keyness", "id frequency_target frequency_ref size_target size_ref".split(), words(),
      list(measures.KEYNESS) + ["ll_4cell_pvalue"], keyness)
table("dispersion", "id frequencies sizes".split(), spreads(), list(measures.DISPERSION), measures.dispersion)
