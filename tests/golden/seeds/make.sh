#!/bin/sh
# Writes the tables of this folder, as the oracle counts them: make.sh ORACLE_FOLDER
# ORACLE_FOLDER holds oracle.py and tables.py; PYTHON names an interpreter that has regex and mpmath.
# cases.tsv says which tables: name, every STEPth row, program, arguments of kalim, files (seeds: all of them but the UTF-16 one).
# The first column of a table is the number of the row in the full one; totals.tsv says how many rows that has.
# The first rows are kept as they are; of what follows, every STEPth.
set -eu
oracle=$(cd "${1:?the folder of the oracle}" && pwd)
cd "$(dirname "$0")/../../.."
here=tests/golden/seeds
first_rows=100
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C

all=$(find seeds -type f ! -name '*utf16*' | sort)
rm -f "$here"/*.csv
: >"$here/totals.tsv"
sed -e '/^#/d' -e '/^$/d' "$here/cases.tsv" | while IFS='	' read -r name step program arguments files; do
    [ "$files" = seeds ] && files=$all
    case $arguments in
    # The oracle takes all nodes in one list, and the files behind --in.
    collocates*) arguments="$(echo "$arguments" | sed 's/ -e / /g') --in" ;;
    esac
    # shellcheck disable=SC2086 # They are lists of words.
    "${PYTHON:-python3}" "$oracle/$program.py" $arguments $files >"$here/full.tmp"
    awk -v step="$step" -v first="$first_rows" '
        NR == 1 { print "row," $0; next }
        NR - 1 <= first || (NR - 1) % step == 0 { print NR - 1 "," $0 }' "$here/full.tmp" >"$here/$name.csv"
    printf '%s\t%s\n' "$name" "$(($(wc -l <"$here/full.tmp") - 1))" >>"$here/totals.tsv"
    rm "$here/full.tmp"
done
