//! The doors through which a corpus comes: compressions, archives, encodings, formats. What comes through any of them counts as
//! the same text in plain files does.

mod common;

use std::io::{Cursor, Write};

use common::{Scratch, join, kalim};

/// The documents, with their names, sources and years.
const DOCUMENTS: [[&str; 4]; 3] = [
    ["أول", "قرأ الولد الكتاب. ثم كتب درسا جديدا!", "news", "2020"],
    ["ثان", "كتب المعلم على السبورة؛ قرأ الولد 3 كتب.", "books", "2021"],
    ["ثالث", "سافر الرئيس إلى دمشق, ثم عاد \"سريعا\" إلى الرياض.", "news", "2021"],
];

/// All in one file, a line each.
fn lines() -> String {
    DOCUMENTS.map(|[_, text, ..]| format!("{text}\n")).concat()
}

/// What counts of pairs in sentences come to: words, neighbours and sentence ends are in it.
#[track_caller]
fn pairs(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    let table = scratch.kalim(&join(&["ngrams", "-n", "1-2"], args)).well().table();
    table.lines(&["n", "ngram", "frequency"])
}

#[track_caller]
fn documents(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    let table = scratch.kalim(&join(&["stats", "--by", "document"], args)).well().table();
    table.column("document").into_iter().map(String::from).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    tar.into_inner().unwrap()
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A file for each document.
fn files() -> Vec<(String, Vec<u8>)> {
    DOCUMENTS.map(|[name, text, ..]| (format!("folder/{name}.txt"), format!("{text}\n").into_bytes())).into()
}

fn jsonl() -> String {
    let line = |[id, text, source, year]: [&str; 4]| {
        let year: u64 = year.parse().unwrap();
        serde_json::json!({"title": "عنوان", "id": id, "text": text, "source": source, "year": year}).to_string() + "\n"
    };
    DOCUMENTS.map(line).concat()
}

fn separated(delimiter: u8) -> Vec<u8> {
    let mut rows = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.write_record(["id", "text", "source", "year"]).unwrap();
    DOCUMENTS.iter().for_each(|document| rows.write_record(document).unwrap());
    rows.into_inner().unwrap()
}

fn openiti() -> String {
    let body = DOCUMENTS.map(|[_, text, ..]| {
        let (first, rest) = text.split_once(' ').unwrap();
        format!("# {first}\n~~{rest} PageV01P005\n")
    });
    format!(
        "######OpenITI#\n\n#META# 010.AuthorNAME :: كاتب\n#META# 020.BookTITLE :: NODATA\n#META#Header#End#\n\n### | \n{}",
        body.concat()
    )
}

fn html() -> String {
    let body = DOCUMENTS.map(|[_, text, ..]| format!("<p>{}</p>", text.replace(' ', "&#32;").replace('"', "&quot;")));
    format!(
        "<!DOCTYPE html><html lang=ar><head><meta charset=windows-1256><title>عنوان</title><style>p {{}}</style></head>\
         <body><nav>القائمة</nav>{}<script>كتاب()</script><footer>الحقوق</footer></body></html>",
        body.concat()
    )
}

fn wet() -> String {
    let record = |kind: &str, text: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n\
             Content-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len(),
            text.len()
        )
    };
    let pages = DOCUMENTS.map(|[_, text, ..]| record("conversion", text));
    record("warcinfo", "software: none") + &pages.concat()
}

#[test]
fn counts_are_those_of_plain_text_through_every_door() {
    let scratch = Scratch::new();
    files().iter().for_each(|(name, bytes)| scratch.write(name, bytes));
    let want = pairs(&scratch, &["folder"]);
    assert!(want.contains(&"2 قرأ الولد 2".to_owned()));
    let text = lines();
    let (windows_1256, ..) = encoding_rs::WINDOWS_1256.encode(&text);
    let (iso_8859_6, ..) = encoding_rs::ISO_8859_6.encode(&text);
    let page = html();
    let (page, ..) = encoding_rs::WINDOWS_1256.encode(&page);
    let utf_16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let members = DOCUMENTS.map(|[_, text, ..]| gzip(format!("{text}\n").as_bytes()));
    let doors: [(&str, Vec<u8>, &[&str]); 27] = [
        ("one.txt", text.clone().into(), &[]),
        ("gzip.txt", gzip(text.as_bytes()), &[]),
        ("members.gz", members.concat(), &[]),
        ("bzip2", bzip2(text.as_bytes()), &[]),
        ("xz", xz(text.as_bytes()), &[]),
        ("zstd", zstd(text.as_bytes()), &[]),
        ("a.zip", zip(&files()), &[]),
        ("a.tar", tar(&files()), &[]),
        ("a.tar.gz", gzip(&tar(&files())), &[]),
        ("a.tar.zst", zstd(&tar(&files())), &[]),
        ("nested.zip", zip(&[("a.tar.gz".to_owned(), gzip(&tar(&files())))]), &[]),
        ("records.tar", tar(&[("a.jsonl".to_owned(), jsonl().into())]), &[]),
        ("utf-16", utf_16, &[]),
        ("1256", windows_1256.to_vec(), &["--encoding", "windows-1256"]),
        ("1256-guessed", windows_1256.to_vec(), &["--encoding", "auto"]),
        ("8859-6-guessed", iso_8859_6.to_vec(), &["--encoding", "auto"]),
        ("a.jsonl", jsonl().into(), &[]),
        ("a.jsonl.gz", gzip(jsonl().as_bytes()), &[]),
        ("a.csv", separated(b','), &[]),
        ("a.tsv", separated(b'\t'), &[]),
        ("a.csv.xz", xz(&separated(b',')), &[]),
        ("table", separated(b','), &["--input-format", "csv"]),
        ("book", openiti().into(), &[]),
        ("page", page.to_vec(), &[]),
        ("crawl.gz", gzip(wet().as_bytes()), &[]),
        ("lines", text.clone().into(), &["--split-on", "line"]),
        ("wrapped", text.replace(' ', "\n").replace("!\n", "!\n\n").into(), &["--join-lines"]),
    ];
    for (name, bytes, args) in doors {
        scratch.write(name, bytes);
        // Hard-wrapped lines are paragraphs, which end only where a sentence does in this text.
        assert_eq!(pairs(&scratch, &join(args, &[name])), want, "{name}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_counts_as_plain_text() {
    use parquet::data_type::ByteArray;
    let scratch = Scratch::new();
    files().iter().for_each(|(name, bytes)| scratch.write(name, bytes));
    let schema = "message m { required binary id (UTF8); optional binary text (UTF8); required binary source (UTF8); }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema, std::sync::Arc::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    for column in 0..3 {
        let values: Vec<ByteArray> = DOCUMENTS.iter().map(|document| document[column].into()).collect();
        let mut writer = rows.next_column().unwrap().unwrap();
        let levels = (column == 1).then_some([1; 3]);
        let typed = writer.typed::<parquet::data_type::ByteArrayType>();
        typed.write_batch(&values, levels.as_ref().map(|l| &l[..]), None).unwrap();
        writer.close().unwrap();
    }
    rows.close().unwrap();
    let bytes = writer.into_inner().unwrap();
    scratch.write("a.parquet", &bytes);
    scratch.write("a.tar.gz", gzip(&tar(&[("x".to_owned(), bytes)])));
    assert_eq!(pairs(&scratch, &["a.parquet"]), pairs(&scratch, &["folder"]));
    assert_eq!(pairs(&scratch, &["a.tar.gz"]), pairs(&scratch, &["folder"]));
    assert_eq!(documents(&scratch, &["a.parquet"]), ["أول", "ثان", "ثالث"]);
    let table = scratch.kalim(&["stats", "--by", "source", "a.parquet"]).well().table();
    assert_eq!(table.lines(&["source", "documents"]), ["books 1", "news 2"]);
    scratch.kalim(&["freq", "--text-field", "body", "a.parquet"]).fails(1, &["a.parquet", "body", "--text-field"]);
}

#[test]
fn a_file_is_known_by_its_head_also_on_stdin() {
    let want = kalim(&["freq"], lines()).well().table();
    for bytes in [gzip(lines().as_bytes()), zstd(lines().as_bytes()), zip(&files()), tar(&files())] {
        let table = kalim(&["freq"], bytes).well().table();
        assert_eq!(table.lines(&["word", "frequency"]), want.lines(&["word", "frequency"]));
    }
    let table = kalim(&["freq", "--input-format", "jsonl"], jsonl()).well().table();
    assert_eq!(table.lines(&["word", "frequency"]), want.lines(&["word", "frequency"]));
}

#[test]
fn documents_are_called_by_id_or_place() {
    let scratch = Scratch::new();
    scratch.write("a.jsonl", jsonl());
    scratch.write("b.jsonl", "{\"text\":\"نص\"}\n\n{\"text\":\"نص\"}\n");
    scratch.write("a.zip", zip(&files()));
    scratch.write("lines.txt", "نص\n\nنص\n");
    assert_eq!(documents(&scratch, &["a.jsonl"]), ["أول", "ثان", "ثالث"]);
    assert_eq!(documents(&scratch, &["--id-field", "year", "a.jsonl"]), ["2020", "2021", "2021"]);
    assert_eq!(documents(&scratch, &["b.jsonl"]), ["b.jsonl:1", "b.jsonl:2"]);
    let members = ["a.zip!folder/أول.txt", "a.zip!folder/ثالث.txt", "a.zip!folder/ثان.txt"];
    assert_eq!(documents(&scratch, &["a.zip"]), members);
    assert_eq!(documents(&scratch, &["--split-on", "line", "lines.txt"]), ["lines.txt:1", "lines.txt:3"]);
    assert_eq!(documents(&scratch, &["--split-on", "blank", "lines.txt"]), ["lines.txt:1", "lines.txt:2"]);
    let book = "=== 1\nنص\nنص\n=== 2\nنص\n";
    scratch.write("book", book);
    assert_eq!(documents(&scratch, &["--split-on", "^===", "book"]), ["book:1", "book:2"]);
}

#[test]
fn globs_choose_files_or_the_members_of_a_named_archive() {
    let scratch = Scratch::new();
    scratch.write("d/a.zip", zip(&files()));
    scratch.write("d/b.txt", "نص");
    assert_eq!(documents(&scratch, &["--glob", "*.zip", "d"]).len(), 3);
    assert_eq!(documents(&scratch, &["--glob", "*أول*", "d/a.zip"]), ["d/a.zip!folder/أول.txt"]);
}

#[test]
fn conllu_is_counted_as_it_is_cut() {
    let scratch = Scratch::new();
    let row =
        |id: &str, form: &str, lemma: &str, upos: &str| format!("{id}\t{form}\t{lemma}\t{upos}\t_\t_\t_\t_\t_\t_\n");
    let text =
        ["# newdoc id = د1\n# sent_id = 1\n".to_owned(), row("1-2", "وكتب", "_", "_"), row("1", "و", "و", "CCONJ")]
            .concat()
            + &row("2", "كتب", "كتب", "VERB")
            + &row("3", "ق.م", "ق.م", "X")
            + &row("4", ".", ".", "PUNCT")
            + &row("5", "نعم", "نعم", "INTJ")
            + "\n# newdoc id = د2\n"
            + &row("1", "كتبه", "كتب", "VERB")
            + "\n";
    scratch.write("a.conllu", &text);
    assert_eq!(documents(&scratch, &["a.conllu"]), ["د1", "د2"]);
    let words = |args: &[&str]| scratch.kalim(&join(&["freq"], args)).well().table().lines(&["word", "frequency"]);
    assert_eq!(words(&["a.conllu"]), ["ق.م 1", "كتب 1", "كتبه 1", "نعم 1", "و 1"]);
    assert_eq!(words(&["--layer", "lemma", "a.conllu"])[0], "كتب 2");
    assert_eq!(words(&["--layer", "upos", "a.conllu"])[0], "VERB 2");
    // Where sentences end is given: a period within one does not.
    assert!(pairs(&scratch, &["a.conllu"]).contains(&"2 ق.م نعم 1".to_owned()));
}

#[test]
fn entities_are_counted_and_decoded_if_asked_for() {
    let scratch = Scratch::with(&[("a.txt", "قال&nbsp;الولد &#1603;تاب & قلم\n")]);
    let entities = |args: &[&str]| {
        let table = scratch.kalim(&join(&["stats"], args)).well().table();
        (table.value("entities").to_owned(), table.value("class_word").to_owned())
    };
    assert_eq!(entities(&["--decode-entities", "a.txt"]), ("2".to_owned(), "4".to_owned()));
    assert_eq!(entities(&["a.txt"]).0, "2");
    let text = scratch.kalim(&["normalize", "--decode-entities", "a.txt"]).well();
    assert_eq!(text.text(), "قال الولد كتاب & قلم\n");
}

#[test]
fn stats_says_what_was_taken_for_what() {
    let scratch = Scratch::new();
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode("قرأ الولد الكتاب ثم كتب درسا جديدا في المدرسة");
    scratch.write("d/a.txt", &bytes);
    scratch.write("d/b.txt", "قرأ الولد الكتاب");
    let table = scratch.kalim(&["stats", "--encoding", "auto", "d"]).well().table();
    assert_eq!([table.value("encoding_windows-1256"), table.value("encoding_utf-8")], ["1", "1"]);
    let table = scratch.kalim(&["stats", "--by", "document", "--encoding", "auto", "d"]).well().table();
    assert_eq!(table.lines(&["document", "encoding"]), ["d/a.txt windows-1256", "d/b.txt UTF-8"]);
    let page = html();
    scratch.write("page", encoding_rs::WINDOWS_1256.encode(&page).0);
    let table = scratch.kalim(&["stats", "--by", "document", "page"]).well().table();
    assert_eq!(table.lines(&["document", "encoding"]), ["page windows-1256"]);
    scratch.write("d/c.txt", b"\xC7\xE1 x");
    scratch.kalim(&["stats", "--encoding", "auto", "d"]).code(3).says(&["d/c.txt", "not certain", "--encoding"]);
}

#[test]
fn what_is_broken_is_told_and_the_rest_goes_on() {
    let scratch = Scratch::new();
    let text = "قرأ الولد الكتاب في المدرسة\n".repeat(20_000);
    let whole = gzip(text.as_bytes());
    scratch.write("cut.gz", &whole[..whole.len() - 20]);
    scratch.write("b.jsonl", "{\"text\":\"نص\"}\n{\"text\":\n{\"body\":\"نص\"}\n{\"text\":\"نص\"}\n");
    scratch.write("c.csv", "id,text\n1,نص\n2\n3,نص\n");
    scratch.write("d.csv", "id,body\n1,نص\n");
    scratch.write("e.parquet", b"PAR1 no");
    scratch.write("f.zip", &zip(&files())[..100]);
    let table = scratch.kalim(&["freq", "cut.gz"]).code(3).says(&["cut.gz", "too early"]).table();
    assert!(table.numbers("frequency")[0] > 10_000);
    let table =
        scratch.kalim(&["freq", "b.jsonl"]).code(3).says(&["b.jsonl: line 2", "line 3", "--text-field"]).table();
    assert_eq!(table.lines(&["word", "frequency"]), ["نص 2"]);
    let table = scratch.kalim(&["freq", "c.csv"]).code(3).says(&["c.csv: line 3"]).table();
    assert_eq!(table.lines(&["word", "frequency"]), ["نص 2"]);
    scratch.kalim(&["freq", "d.csv"]).fails(1, &["d.csv", "text", "body", "--text-field"]);
    scratch.kalim(&["freq", "e.parquet"]).fails(1, &["e.parquet"]);
    scratch.kalim(&["freq", "f.zip"]).fails(1, &["f.zip"]);
    let every = ["freq", "cut.gz", "b.jsonl", "c.csv", "d.csv", "e.parquet", "f.zip"];
    scratch.kalim(&every).code(3).says(&["cut.gz", "b.jsonl", "c.csv", "d.csv", "e.parquet", "f.zip"]);
    scratch.kalim(&join(&["freq", "--strict"], &every[1..])).fails(1, &["--strict"]);
}

#[test]
fn a_bomb_does_not_go_off() {
    let scratch = Scratch::new();
    let zeros = vec![b' '; 1 << 20];
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    (0..300).for_each(|_| encoder.write_all(&zeros).unwrap());
    scratch.write("bomb.zst", encoder.finish().unwrap());
    scratch.kalim(&["freq", "bomb.zst"]).code(3).says(&["bomb.zst", "--max-ratio"]);
    scratch.kalim(&["freq", "--max-ratio", "0", "bomb.zst"]).well();
}

#[test]
fn office_documents_are_passed_over() {
    let scratch = Scratch::new();
    scratch.write("d/a.docx", zip(&[("[Content_Types].xml".to_owned(), b"<xml/>".to_vec())]));
    scratch.write("d/a.txt", "نص");
    let ran = scratch.kalim(&["freq", "d"]).code(0).says(&["a.docx", "save it as text"]);
    assert_eq!(ran.table().lines(&["word"]), ["نص"]);
}
