#!/usr/bin/env python3
"""Trigrams within a line with ClickHouse in this process (chdb): chdb_trigrams.py IN OUT. OUT: "word word word",count; count down, then trigram.

Processor seconds of one run each on 90 MB (a shared machine): 7.1 as below, 7.9 grouped by three columns and joined after, 11.0 with three
columns all the way.
"""
import os
import sys
import chdb

source, target = sys.argv[1:3]
if os.path.exists(target):  # INTO OUTFILE does not overwrite
    os.remove(target)
chdb.query(f"""
    SELECT concat(a, ' ', b, ' ', c) AS trigram, count() AS n
    FROM (SELECT splitByChar(' ', line) AS words FROM file('{source}', 'LineAsString'))
    ARRAY JOIN arraySlice(words, 1, -2) AS a, arraySlice(words, 2, -1) AS b, arraySlice(words, 3) AS c
    GROUP BY trigram
    ORDER BY n DESC, trigram
    INTO OUTFILE '{target}' FORMAT CSV
""")
