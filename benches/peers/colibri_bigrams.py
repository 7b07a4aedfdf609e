#!/usr/bin/env python3
"""Bigrams within a line with Colibri Core: colibri_bigrams.py IN OUT. OUT: word,word,count; count down, then the words.

Two passes as Colibri does it: class-encode the corpus (into a folder that is removed again), then train an unindexed model of all
bigrams. Single-threaded by design. Its Python binding
writes the rows one at a time, and that loop is a good part of the time.
"""
import os
import subprocess
import sys
import tempfile
import colibricore

source, target = sys.argv[1:3]
with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(target))) as work:
    classes, data, rows = (os.path.join(work, name) for name in ("corpus.cls", "corpus.dat", "rows.csv"))
    encoder = colibricore.ClassEncoder()
    encoder.build(source)
    encoder.save(classes)
    encoder.encodefile(source, data)
    model = colibricore.UnindexedPatternModel()
    model.train(data, colibricore.PatternModelOptions(mintokens=1, minlength=2, maxlength=2, doskipgrams=False))
    decoder = colibricore.ClassDecoder(classes)
    with open(rows, "w", encoding="utf-8") as out:
        for pattern, count in model.items():
            out.write(f"{pattern.tostring(decoder).replace(' ', ',')},{count}\n")
    subprocess.run(["sort", "-t,", "-k3,3nr", "-k1,1", "-k2,2", "-o", target, rows], check=True, env={**os.environ, "LC_ALL": "C"})
