#!/usr/bin/env python3
"""Bigrams within a line with DuckDB: duckdb_bigrams.py IN OUT. IN: words parted by single spaces. OUT: word,word,count.

Order: count down, then the words. Least processor seconds of three runs in turn on 90 MB (a shared machine): 5.8 as below, 6.0 with
a || ' ' || b as the key, 6.3 with list_zip and a lambda; the first two are not told apart by that. One run each on 20 MB was clearly
longer for words as an ENUM made in a first pass and for regexp_extract_all on even and odd pairs.
"""
import sys
import duckdb

source, target = (path.replace("'", "''") for path in sys.argv[1:3])
db = duckdb.connect()
db.execute("SET preserve_insertion_order = false")
db.execute(f"""
    COPY (
        SELECT a, b, count(*) AS n
        FROM (
            SELECT unnest(words[:-2]) AS a, unnest(words[2:]) AS b
            FROM (
                SELECT string_split(line, ' ') AS words
                FROM read_csv('{source}', columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
                              delim = '\\x01', quote = '', escape = '', max_line_size = 64000000)
            )
        )
        GROUP BY a, b
        ORDER BY n DESC, a, b
    ) TO '{target}' (FORMAT csv, HEADER false)
""")
