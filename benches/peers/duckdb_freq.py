#!/usr/bin/env python3
"""Word counts with DuckDB: duckdb_freq.py IN OUT. IN: words parted by single spaces. OUT: word,count; count down, then word."""
import sys
import duckdb

source, target = (path.replace("'", "''") for path in sys.argv[1:3])
db = duckdb.connect()
db.execute("SET preserve_insertion_order = false")
# A CSV of one column: the reader that DuckDB runs on all cores (read_text is one row, so one core).
db.execute(f"""
    COPY (
        SELECT word, count(*) AS n
        FROM (
            SELECT unnest(string_split(line, ' ')) AS word
            FROM read_csv('{source}', columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
                          delim = '\\x01', quote = '', escape = '', max_line_size = 64000000)
        )
        GROUP BY word
        ORDER BY n DESC, word
    ) TO '{target}' (FORMAT csv, HEADER false)
""")
