//! Every format read back, and laid out as it should look.

use std::iter;

use proptest::prelude::*;

use super::*;

/// A cell as a value, so that tests can say what goes in.
#[derive(Clone, PartialEq, Debug)]
enum Value {
    Int(u64),
    Float(f64),
    Text(String),
    Words(Vec<String>),
    Empty,
}

impl Value {
    fn give(&self, cells: &mut impl Cells) {
        match self {
            Self::Int(v) => cells.int(*v),
            Self::Float(v) => cells.float(*v),
            Self::Text(v) => cells.text(v),
            Self::Words(v) => cells.words(v.iter().map(String::as_str)),
            Self::Empty => cells.empty(),
        }
    }

    /// What a reader of csv should find.
    fn read(&self) -> String {
        match self {
            Self::Int(v) => v.to_string(),
            Self::Float(v) => ryu::Buffer::new().format(*v).to_owned(),
            Self::Text(v) => v.clone(),
            Self::Words(v) => v.join(" "),
            Self::Empty => String::new(),
        }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Int(v) => (*v).into(),
            Self::Float(v) if v.is_finite() => (*v).into(),
            Self::Empty => serde_json::Value::Null,
            v => v.read().into(),
        }
    }
}

#[derive(Debug)]
struct Rows {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Report for Rows {
    fn columns(&self) -> Vec<Column> {
        self.columns.clone()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        for value in &self.rows[i] {
            value.give(cells);
        }
    }
}

impl Rows {
    fn written(&self, layout: Layout) -> String {
        let mut out = Vec::new();
        write(self, &layout, &mut out).unwrap();
        assert_eq!(self.streamed(layout), out, "row by row it is the same");
        String::from_utf8(out).unwrap()
    }

    fn streamed(&self, layout: Layout) -> Vec<u8> {
        let mut writer = RowWriter::new(self.columns.clone(), &layout, Vec::new());
        for row in &self.rows {
            writer.row(|cells| row.iter().for_each(|value| value.give(cells))).unwrap();
        }
        writer.finish().unwrap()
    }

    /// What a reader of csv finds, the header too.
    fn read_back(&self, layout: Layout) -> Vec<Vec<String>> {
        let text = self.written(layout);
        let mut reader = ::csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).delimiter(layout.delimiter()).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// What a reader of csv should find.
    fn as_read(&self) -> Vec<Vec<String>> {
        let header = self.columns.iter().map(|c| c.name.clone().into_owned()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(Value::read).collect());
        iter::once(header).chain(rows).collect()
    }
}

fn rows<const N: usize>(columns: [(&'static str, Kind); N], rows: impl IntoIterator<Item = [Value; N]>) -> Rows {
    Rows {
        columns: columns.into_iter().map(|(name, kind)| Column::new(name, kind)).collect(),
        rows: rows.into_iter().map(Vec::from).collect(),
    }
}

fn text(v: &str) -> Value {
    Value::Text(v.to_owned())
}

fn words(v: &str) -> Value {
    Value::Words(v.split(' ').map(str::to_owned).collect())
}

fn frequencies() -> Rows {
    rows(
        [
            ("rank", Kind::Int),
            ("word", Kind::Arabic),
            ("frequency", Kind::Int),
            ("per_million", Kind::Float),
            ("note", Kind::Text),
        ],
        [
            [Value::Int(1), text("السلام"), Value::Int(120), Value::Float(1.5), text("a,b")],
            [Value::Int(2), words("قال الله"), Value::Int(7), Value::Float(f64::INFINITY), Value::Empty],
            [Value::Int(10), text("قَالَ"), Value::Int(u64::MAX), Value::Empty, text("say \"it\"")],
        ],
    )
}

/// One column of texts, laid out for Excel.
fn for_excel(texts: &[&str]) -> String {
    let one = rows([("t", Kind::Text)], texts.iter().map(|t| [text(t)]));
    one.written(Layout::new(Format::Csv).for_excel().unwrap())
}

#[test]
fn csv_quotes_only_what_needs_it() {
    let wanted = "rank,word,frequency,per_million,note\n\
                  1,السلام,120,1.5,\"a,b\"\n\
                  2,قال الله,7,inf,\n\
                  10,قَالَ,18446744073709551615,,\"say \"\"it\"\"\"\n";
    assert_eq!(frequencies().written(Layout::new(Format::Csv)), wanted);
}

#[test]
fn tsv_has_tabs_and_needs_no_quotes_for_commas() {
    let text = frequencies().written(Layout::new(Format::Tsv));
    assert_eq!(text.lines().nth(1), Some("1\tالسلام\t120\t1.5\ta,b"));
}

#[test]
fn jsonl_has_numbers_null_and_infinities_as_text() {
    let wanted = "{\"rank\":1,\"word\":\"السلام\",\"frequency\":120,\"per_million\":1.5,\"note\":\"a,b\"}\n\
                  {\"rank\":2,\"word\":\"قال الله\",\"frequency\":7,\"per_million\":\"inf\",\"note\":null}\n\
                  {\"rank\":10,\"word\":\"قَالَ\",\"frequency\":18446744073709551615,\"per_million\":null,\"note\":\"say \\\"it\\\"\"}\n";
    assert_eq!(frequencies().written(Layout::new(Format::Jsonl)), wanted);
}

#[test]
fn a_table_has_numbers_first_and_counts_lam_alef_as_two() {
    let wanted = "rank             frequency  per_million  note      word
   1                   120          1.5  a,b       السلام
   2                     7          inf            قال الله
  10  18446744073709551615               say \"it\"  قَالَ
";
    assert_eq!(frequencies().written(Layout::new(Format::Table)), wanted);
}

#[test]
fn a_terminal_gets_marks_around_arabic_cells_and_nowhere_else() {
    let report = rows(
        [("word", Kind::Arabic), ("gloss", Kind::Text), ("n", Kind::Int)],
        [[text("قال"), text("say"), Value::Int(1)], [Value::Empty, text("قال"), Value::Int(2)]],
    );
    let wanted = "n  gloss  word\n1  say    \u{200E}\u{200F}قال\u{200F}\u{200E}\n2  قال\n";
    assert_eq!(report.written(Layout::new(Format::Table).with_bidi_marks()), wanted);
    for format in [Format::Csv, Format::Tsv, Format::Jsonl] {
        assert_eq!(report.written(Layout::new(format).with_bidi_marks()), report.written(Layout::new(format)));
    }
}

#[test]
fn a_table_shows_controls_and_lets_none_act() {
    let report = rows([("t", Kind::Text)], [[text("a\nb\u{1B}[1m\u{202E}c\u{2067}\u{85}\u{200D}")]]);
    let shown = "t\na\u{FFFD}b\u{FFFD}[1m\u{FFFD}c\u{FFFD}\u{FFFD}\u{200D}\n";
    assert_eq!(report.written(Layout::new(Format::Table)), shown);
}

#[test]
fn excel_gets_a_mark_crlf_and_no_formulas() {
    let wanted = "\u{FEFF}t\r\n'=1+1\r\n'@a\r\n'-a\r\n'+a\r\n'\ta\r\n\"'\ra\"\r\n\"'=\"\"a\"\"\"\r\na=1\r\n\"\"\r\n";
    assert_eq!(for_excel(&["=1+1", "@a", "-a", "+a", "\ta", "\ra", "=\"a\"", "a=1", ""]), wanted);
}

#[test]
fn excel_leaves_numbers_alone() {
    let report = rows(
        [("n", Kind::Float), ("w", Kind::Arabic)],
        [[Value::Float(-1.5), words("- قال")], [Value::Float(f64::NEG_INFINITY), words("قال -")]],
    );
    let text = report.written(Layout::new(Format::Tsv).for_excel().unwrap());
    assert_eq!(text, "\u{FEFF}n\tw\r\n-1.5\t'- قال\r\n-inf\tقال -\r\n");
}

#[test]
fn a_report_without_rows_has_its_header() {
    let none = rows([("a", Kind::Int), ("b", Kind::Arabic)], []);
    assert!(none.is_empty());
    assert_eq!(none.written(Layout::new(Format::Csv)), "a,b\n");
    assert_eq!(none.written(Layout::new(Format::Table)), "a  b\n");
    assert_eq!(none.written(Layout::new(Format::Jsonl)), "");
}

#[test]
fn layouts_refuse_what_does_not_go_together() {
    let csv = Layout::new(Format::Csv);
    for taken in ['"', '\n', '\r', '.', '-', '+', '0', 'e', 'é', '،'] {
        assert_eq!(csv.with_delimiter(taken), Err(LayoutError::Delimiter(taken)));
    }
    for free in [';', '|', '\t', ' ', ':', '\u{1F}'] {
        assert!(csv.with_delimiter(free).is_ok());
    }
    assert_eq!(Layout::new(Format::Tsv).with_delimiter(';'), Err(LayoutError::DelimiterOf(Format::Tsv)));
    for format in [Format::Jsonl, Format::Table] {
        assert_eq!(Layout::new(format).for_excel(), Err(LayoutError::ExcelOf(format)));
    }
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("xml".parse::<Format>().is_err());
}

#[test]
fn many_blocks_come_in_order_whatever_the_threads() {
    let count = 100_003;
    let report = rows([("i", Kind::Int), ("w", Kind::Arabic)], (0..count).map(|i| [Value::Int(i), words("قال الله")]));
    for format in Format::ALL {
        let layout = Layout::new(format);
        let wanted = report.streamed(layout);
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut out = Vec::new();
            pool.install(|| write(&report, &layout, &mut out)).unwrap();
            assert!(out == wanted, "{format} with {threads} threads");
        }
    }
}

#[test]
fn an_output_that_fails_ends_the_writing() {
    let report = rows([("i", Kind::Int)], (0..100_000).map(|i| [Value::Int(i)]));
    for room in [0, 1, 1000, 200_000] {
        let mut small = vec![0; room];
        let error = write(&report, &Layout::new(Format::Csv), &mut &mut small[..]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,12}", "[\"',;\t\r\n =+@a-]{0,6}", any::<String>()]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<u64>().prop_map(Value::Int),
        any::<f64>().prop_filter_map("NaN never comes", |v| (!v.is_nan()).then_some(Value::Float(v))),
        any_text().prop_map(Value::Text),
        prop::collection::vec(any_text(), 0..4).prop_map(Value::Words),
        Just(Value::Empty),
    ]
}

fn any_report() -> impl Strategy<Value = Rows> {
    (1..5usize).prop_flat_map(|width| {
        let names = prop::collection::vec("[a-z]{1,8}", width);
        let cells = prop::collection::vec(prop::collection::vec(any_value(), width), 0..20);
        (names, cells).prop_map(|(names, rows)| Rows {
            columns: names.into_iter().enumerate().map(|(i, n)| Column::new(format!("{n}_{i}"), Kind::Text)).collect(),
            rows,
        })
    })
}

proptest! {
    #[test]
    fn csv_reads_back(report in any_report(), delimiter in prop::sample::select(vec![',', ';', '|', '\t', ' ', '_', '='])) {
        let layout = Layout::new(Format::Csv).with_delimiter(delimiter).unwrap();
        prop_assert_eq!(report.read_back(layout), report.as_read());
    }

    #[test]
    fn tsv_reads_back(report in any_report()) {
        prop_assert_eq!(report.read_back(Layout::new(Format::Tsv)), report.as_read());
    }

    #[test]
    fn csv_is_what_the_csv_crate_writes(report in any_report()) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        for row in report.as_read() {
            writer.write_record(row).unwrap();
        }
        prop_assert_eq!(report.written(Layout::new(Format::Csv)).into_bytes(), writer.into_inner().unwrap());
    }

    #[test]
    fn excel_reads_back_but_for_the_guard(report in any_report()) {
        let guarded = |value: &Value| match value {
            Value::Text(_) | Value::Words(_) if value.read().starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{}", value.read()),
            v => v.read(),
        };
        let mut wanted = report.as_read();
        for (texts, row) in wanted.iter_mut().skip(1).zip(&report.rows) {
            *texts = row.iter().map(guarded).collect();
        }
        prop_assert_eq!(report.read_back(Layout::new(Format::Csv).for_excel().unwrap()), wanted);
    }

    #[test]
    fn jsonl_reads_back(report in any_report()) {
        let text = report.written(Layout::new(Format::Jsonl));
        prop_assert_eq!(text.lines().count(), report.rows.len());
        for (line, row) in text.lines().zip(&report.rows) {
            let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            prop_assert_eq!(object.len(), row.len());
            for (column, value) in report.columns.iter().zip(row) {
                match (&object[&*column.name], value) {
                    // serde_json reads floats to within an ulp unless asked for more: the text is compared.
                    (serde_json::Value::Number(_), Value::Float(_)) => {
                        let member = format!("\"{}\":{}", column.name, value.read());
                        prop_assert!([",", "}"].iter().any(|end| line.contains(&format!("{member}{end}"))), "{}", line);
                    }
                    (got, v) => prop_assert_eq!(got, &v.json()),
                }
            }
        }
    }

    #[test]
    fn measures_together_are_measures_one_by_one(
        table in (1..20usize).prop_flat_map(|width| {
            let repeating = prop::sample::select(vec![Some(0.1), Some(-1e16), Some(1e17), Some(f64::INFINITY), None]);
            let value = prop_oneof![repeating, any::<u64>().prop_map(|bits| Some(f64::from_bits(bits)).filter(|v| !v.is_nan()))];
            prop::collection::vec(prop::collection::vec(value, width), 0..5)
        }),
        format in prop::sample::select(vec![Format::Csv, Format::Jsonl, Format::Table]),
    ) {
        let columns: Vec<Column> =
            (0..table.first().map_or(1, Vec::len)).map(|i| Column::new(format!("m{i}"), Kind::Float)).collect();
        let written = |give: fn(&mut RowCells, &[Option<f64>])| {
            let mut writer = RowWriter::new(columns.clone(), &Layout::new(format), Vec::new());
            table.iter().for_each(|row| writer.row(|cells| give(cells, row)).unwrap());
            String::from_utf8(writer.finish().unwrap()).unwrap()
        };
        let together = written(|cells, row| cells.measures(row.iter().copied()));
        prop_assert_eq!(together, written(|cells, row| row.iter().for_each(|&value| cells.measure(value))));
    }

    #[test]
    fn a_table_has_a_line_a_row(report in any_report()) {
        prop_assert_eq!(report.written(Layout::new(Format::Table)).matches('\n').count(), report.rows.len() + 1);
    }
}
