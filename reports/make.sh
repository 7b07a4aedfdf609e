#!/bin/sh
# Writes the reports of the sample corpus into reports/. From anywhere: sh reports/make.sh
# tests/reports.rs reads the lines that begin with "kalim" and compares what they write with the files here.
set -eu
cd "$(dirname "$0")/.."

kalim() {
    cargo run --release --quiet --locked -- "$@"
}

kalim normalize seeds/lookalikes_and_forms.txt -o reports/normalize.txt
kalim tokenize --format csv seeds/tech_mixed.txt -o reports/tokenize.csv
kalim stats seeds -o reports/stats.csv
kalim stats --by document seeds -o reports/stats_by_document.csv
kalim freq seeds -o reports/freq.csv
kalim ngrams -n 2-3 --min-freq 2 seeds -o reports/ngrams.csv
kalim cooccur --min-freq 2 seeds -o reports/cooccur.csv
kalim cooccur --directed --before 0 --after 2 --min-freq 2 seeds -o reports/cooccur_directed.csv
kalim collocates ليلى -e الري seeds -o reports/collocates.csv
kalim keywords --target seeds/sports_results.txt seeds/opinion --reference seeds/news_irrigation.txt seeds/news_reef.txt -o reports/keywords.csv
kalim dispersion --min-freq 2 seeds -o reports/dispersion.csv
kalim boilerplate --min-docs 2 seeds -o reports/boilerplate.csv
