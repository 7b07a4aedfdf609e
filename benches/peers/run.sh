#!/usr/bin/env bash
# Measures other programs on kalim's job: run.sh TEXT
#
# TEXT is normalized already, its words parted by single spaces, one sentence a line, with a final newline. Each peer writes the full
# sorted table to a file. Printed: wall and processor seconds of the whole process, start of the interpreter included, and the lines
# of the table. What is missing is installed first. On a busy machine compare the processor seconds.
#
#   PEERS_DIR  where the peers and their tables go (default: target/peers of this project)
#   RUNS       the best of so many runs is printed (default: 1)
#   ONLY       names of the rows to run, parted by spaces (default: all)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
text=${1:?usage: run.sh TEXT}
peers=${PEERS_DIR:-$here/../../target/peers}
mkdir -p "$peers/out"
peers=$(cd "$peers" && pwd)

[ -x "$peers/venv/bin/python" ] || python3 -m venv "$peers/venv"
"$peers/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2 ||
    echo "run.sh: requirements.txt did not install whole: some peers will fail" >&2
install() { # CRATE VERSION
    [ -x "$peers/bin/$1" ] || cargo install --quiet --locked --root "$peers" "$1" --version "$2" >&2 ||
        echo "run.sh: $1 did not install: skipped" >&2
}
install word-tally 0.28.0
install xan 0.61.0 # seven minutes of processor time

python() { "$peers/venv/bin/python" "$here/$1" "$text" "$out"; }
wc_words() { LC_ALL=C wc -w "$text" >"$out"; }
mawk_freq() {
    mawk '{ for (i = 1; i <= NF; i++) count[$i]++ } END { for (word in count) print word "," count[word] }' "$text" |
        LC_ALL=C sort -t, -k2,2nr -k1,1 >"$out"
}
word_tally() { "$peers/bin/word-tally" --io parallel-mmap --format csv --output "$out" "$text"; } # ties in no order
# xan reads CSV, and without a header it repeats the first line in every row: it gets a copy with one.
xan_freq() { "$peers/bin/xan" frequency --select words --sep ' ' --all --no-extra "$@" "$peers/words.csv" >"$out"; }

measure() { # NAME COMMAND...
    local name=$1 best='' spent
    shift
    [[ -z ${ONLY:-} || " $ONLY " == *" $name "* ]] || return 0
    out=$peers/out/$name.csv
    for _ in $(seq "${RUNS:-1}"); do
        rm -f "$out"
        spent=$({ TIMEFORMAT='%R %U %S'; time "$@" 2>"$peers/out/$name.log"; } 2>&1) || {
            echo "run.sh: $name failed, see $peers/out/$name.log" >&2
            return 0
        }
        best=$(printf '%s\n' ${best:+"$best"} "$spent" | sort -g | head -n 1)
    done
    echo "$name $best $(wc -l <"$out")" |
        awk '{ printf "%-16s %8.2f s wall %8.2f s cpu %10d lines\n", $1, $2, $3 + $4, $5 }'
}

{ echo words && cat "$text"; } >"$peers/words.csv"

measure wc              wc_words
measure mawk_freq       mawk_freq
measure word_tally      word_tally
measure xan_freq        xan_freq
measure xan_parallel    xan_freq --parallel
measure duckdb_freq     python duckdb_freq.py
measure chdb_freq       python chdb_freq.py
measure duckdb_bigrams  python duckdb_bigrams.py
measure chdb_bigrams    python chdb_bigrams.py
measure colibri_bigrams python colibri_bigrams.py
measure chdb_trigrams   python chdb_trigrams.py
