#!/usr/bin/env python3
"""Word counts with ClickHouse in this process (chdb): chdb_freq.py IN OUT. OUT: word,count; count down, then word."""
import os
import sys
import chdb

source, target = sys.argv[1:3]
if os.path.exists(target):  # INTO OUTFILE does not overwrite
    os.remove(target)
chdb.query(f"""
    SELECT word, count() AS n
    FROM file('{source}', 'LineAsString') ARRAY JOIN splitByWhitespace(line) AS word
    GROUP BY word
    ORDER BY n DESC, word
    INTO OUTFILE '{target}' FORMAT CSV
""")
