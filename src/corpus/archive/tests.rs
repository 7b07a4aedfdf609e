use std::io::{Cursor, Seek, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::corpus::compression::UNSUSPICIOUS;
use crate::corpus::compression::tests::compress;

const STORED: CompressionMethod = CompressionMethod::Stored;

/// The name of a member, with its text or what is wrong with it.
type Found = (String, Result<String, String>);

/// Names with texts or what went wrong, and what ended the archive, if something did.
fn read(members: Members) -> (Vec<Found>, Option<String>) {
    let mut found = Vec::new();
    for member in members {
        match member {
            Err(error) => return (found, Some(error.to_string())),
            Ok(mut member) => {
                let mut text = String::new();
                let result = member.reader.read_to_string(&mut text);
                found.push((member.name, result.map(|_| text).map_err(|error| error.to_string())));
            }
        }
    }
    (found, None)
}

fn sound(members: Members) -> Vec<(String, String)> {
    let (found, error) = read(members);
    assert_eq!(error, None);
    found.into_iter().map(|(name, text)| (name, text.unwrap())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

fn zip(members: &[(&str, &[u8], CompressionMethod)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for &(name, text, method) in members {
        writer.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open_zip(bytes: &[u8]) -> Members {
    Members::zip(file(bytes), Limit::default()).unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for &(name, text) in members {
        let mut header = Header::new_gnu();
        header.set_size(text.len() as u64);
        builder.append_data(&mut header, name, text).unwrap();
    }
    builder.into_inner().unwrap()
}

fn open_tar(bytes: Vec<u8>) -> Members {
    Members::tar(Box::new(Cursor::new(bytes)))
}

#[test]
fn archives_are_known_by_their_bytes() {
    assert_eq!(of(&zip(&[("a", b"x", STORED)])), Some(Archive::Zip));
    assert_eq!(of(&zip(&[])), Some(Archive::Zip));
    assert_eq!(of(&tar(&[("a", b"x")])), Some(Archive::Tar));
    assert_eq!(of(b"PK is a text"), None);
    assert_eq!(of(&[0; 512]), None);
}

#[test]
fn members_of_a_zip_come_by_name_however_they_are_packed() {
    let bytes = zip(&[
        ("ي/كتاب.txt", "نص".as_bytes(), CompressionMethod::Zstd),
        ("b.txt", b"two", CompressionMethod::Bzip2),
        ("a.txt", b"one", CompressionMethod::Deflated),
        ("ا/ب/باب.txt", "فصل".as_bytes(), STORED),
        ("empty", b"", CompressionMethod::Deflated),
    ]);
    let expected = [("a.txt", "one"), ("b.txt", "two"), ("empty", ""), ("ا/ب/باب.txt", "فصل"), ("ي/كتاب.txt", "نص")];
    assert_eq!(sound(open_zip(&bytes)), pairs(&expected));
}

#[test]
fn empty_archives_have_no_members() {
    assert_eq!(sound(open_zip(&zip(&[]))), []);
    assert_eq!(sound(open_tar(tar(&[]))), []);
    assert_eq!(sound(open_tar(Vec::new())), []);
}

#[test]
fn hidden_members_folders_and_links_are_left_out() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.add_directory("folder/", options).unwrap();
    writer.add_symlink("link", "folder/a", options).unwrap();
    for name in ["folder/a", "folder/.b", ".git/c", "__MACOSX/folder/._a", "../out"] {
        writer.start_file(name, options).unwrap();
        writer.write_all(b"text").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(sound(open_zip(&bytes)), pairs(&[("../out", "text"), ("folder/a", "text")]));

    let mut builder = tar::Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Directory);
    header.set_size(0);
    builder.append_data(&mut header, "folder/", &b""[..]).unwrap();
    header.set_entry_type(EntryType::Symlink);
    builder.append_link(&mut header, "link", "folder/a").unwrap();
    let mut header = Header::new_gnu();
    header.set_size(4);
    for name in ["folder/a", "folder/.b", ".git/c"] {
        builder.append_data(&mut header, name, &b"text"[..]).unwrap();
    }
    assert_eq!(sound(open_tar(builder.into_inner().unwrap())), pairs(&[("folder/a", "text")]));
}

#[test]
fn the_folder_in_which_a_tar_was_made_is_not_hidden() {
    assert!(!is_hidden("./a") && !is_hidden("../a") && is_hidden("./.a/b"));
    assert_eq!((plain("././a/b"), plain(".//a"), plain("../a"), plain(".a")), ("a/b", "a", "../a", ".a"));
}

#[test]
fn names_that_are_no_utf8_are_read_all_the_same() {
    // 0x82 is é in the code page that zip had first; a name that is UTF-8 without saying so is taken as that.
    let mut bytes = zip(&[("a?", b"text", STORED), ("كتاب", b"text", STORED)]);
    for at in 0..bytes.len() - 1 {
        if &bytes[at..at + 2] == b"a?" {
            bytes[at + 1] = 0x82;
        }
    }
    assert_eq!(sound(open_zip(&bytes)), pairs(&[("aé", "text"), ("كتاب", "text")]));
}

#[test]
fn members_of_a_zip_are_independent() {
    let bytes = zip(&[("a", b"one", CompressionMethod::Deflated), ("b", b"two", CompressionMethod::Deflated)]);
    let mut readers: Vec<_> = open_zip(&bytes).map(|member| member.unwrap().reader).collect();
    let texts = readers.iter_mut().rev().map(|reader| io::read_to_string(reader).unwrap()).collect::<Vec<_>>();
    assert_eq!(texts, ["two", "one"]);
}

#[test]
fn a_corrupt_member_of_a_zip_does_not_stop_the_others() {
    let long = "نص طويل\n".repeat(5000);
    let bytes = zip(&[
        ("a", long.as_bytes(), STORED),
        ("b", b"text", STORED),
        ("c", long.as_bytes(), CompressionMethod::Deflated),
        ("d", b"text", STORED),
    ]);
    let mut broken = bytes.clone();
    broken[200] ^= 1;
    let (found, error) = read(open_zip(&broken));
    assert_eq!(error, None);
    assert!(found[0].1.as_ref().unwrap_err().contains("checksum"), "{found:?}");
    assert!(found[1..].iter().all(|(_, text)| text.is_ok()));
    // The header of b.
    let at = bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x03\x04").nth(1).unwrap().0;
    let mut broken = bytes;
    broken[at + 1] = b'Q';
    let (found, error) = read(open_zip(&broken));
    assert_eq!((error, found.len()), (None, 4));
    assert!(found[1].1.as_ref().unwrap_err().contains("header of the member is corrupt"), "{found:?}");
    assert!(found[0].1.is_ok() && found[2].1.is_ok() && found[3].1.is_ok());
}

#[test]
fn encrypted_and_strangely_packed_members_are_told() {
    // Flags and method of the member are in the directory and before the member.
    let bytes = zip(&[("a", b"one", STORED), ("b", b"two", STORED)]);
    let changed = |flag: u8, method: u8| {
        let mut bytes = bytes.clone();
        let local = bytes.windows(4).position(|w| w == b"PK\x03\x04").unwrap();
        let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        for at in [local + 6, central + 8] {
            bytes[at] |= flag;
            bytes[at + 2] = method;
        }
        read(open_zip(&bytes)).0
    };
    let [encrypted, strange] = [changed(1, 0), changed(0, 9)];
    assert!(encrypted[0].1.as_ref().unwrap_err().contains("is encrypted: "), "{encrypted:?}");
    assert!(strange[0].1.as_ref().unwrap_err().contains("packed in a way not read"), "{strange:?}");
    assert_eq!((encrypted[1].1.as_deref(), strange[1].1.as_deref()), (Ok("two"), Ok("two")));
}

#[test]
fn a_zip_without_its_end_is_told() {
    let bytes = zip(&[("a", b"one", STORED)]);
    let error = Members::zip(file(&bytes[..bytes.len() - 10]), Limit::default()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert!(error.to_string().starts_with("the directory at the end of the zip archive"), "{error}");
}

#[test]
fn a_bomb_in_a_zip_is_bounded_and_the_others_are_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Zstd);
    writer.start_file("bomb", options).unwrap();
    let zeros = vec![0; 1 << 20];
    (0..300).for_each(|_| writer.write_all(&zeros).unwrap());
    writer.start_file("z", options).unwrap();
    writer.write_all(b"text").unwrap();
    let mut members = open_zip(&writer.finish().unwrap().into_inner());
    let mut bomb = members.next().unwrap().unwrap();
    assert_eq!(bomb.size, Some(300 << 20));
    let mut counter = Counter(0);
    let error = io::copy(&mut bomb.reader, &mut counter).unwrap_err();
    assert!(compression::is_bomb(&error));
    assert!(counter.0 < UNSUSPICIOUS + (2 << 20));
    assert_eq!(io::read_to_string(members.next().unwrap().unwrap().reader).unwrap(), "text");
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn members_that_share_their_bytes_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"text").unwrap();
    writer.shallow_copy_file("a", "b").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let error = Members::zip(file(&bytes), Limit::default()).err().unwrap();
    assert!(error.to_string().contains("share their bytes"), "{error}");
}

#[test]
fn members_of_a_tar_come_in_its_order_with_names_of_any_length() {
    let long = format!("{}/كتاب.txt", ["مجلد"; 60].join("/"));
    let text = "سطر\n".repeat(10_000);
    let members = [("z", "last"), (long.as_str(), text.as_str()), ("empty", ""), ("ا/ب", "فصل")];
    let bytes = tar(&members.map(|(name, text)| (name, text.as_bytes())));
    assert_eq!(sound(open_tar(bytes.clone())), pairs(&members));
    // Out of a compression, and what a second archive adds.
    let twice = [bytes.clone(), bytes].concat();
    let packed = compress(Compression::Gzip, &twice);
    let reader = compression::decompress(Compression::Gzip, Box::new(Cursor::new(packed)), Limit::default()).unwrap();
    assert_eq!(sound(Members::tar(reader)), pairs(&[members, members].concat()));
}

#[test]
fn names_and_lengths_of_a_pax_header_are_taken() {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", "مجلد/كتاب".as_bytes()), ("size", &b"4"[..])]).unwrap();
    let mut header = Header::new_ustar();
    header.set_path("short").unwrap();
    header.set_size(4);
    header.set_cksum();
    builder.append(&header, &b"text"[..]).unwrap();
    header.set_path("next").unwrap();
    header.set_cksum();
    builder.append(&header, &b"more"[..]).unwrap();
    let bytes = builder.into_inner().unwrap();
    assert_eq!(sound(open_tar(bytes)), pairs(&[("مجلد/كتاب", "text"), ("next", "more")]));
}

#[test]
fn a_member_of_a_tar_may_be_left_unread() {
    let long = vec![b'x'; 700_000];
    let mut members = open_tar(tar(&[("a", &long), ("b", b"two"), ("c", b"three")]));
    let mut a = members.next().unwrap().unwrap();
    assert_eq!(a.size, Some(700_000));
    a.reader.read_exact(&mut [0; 10]).unwrap();
    let b = members.next().unwrap().unwrap();
    assert_eq!(b.name, "b");
    assert!(a.reader.read(&mut [0; 10]).is_err());
    drop(members);
    assert_eq!(io::read_to_string(b.reader).unwrap(), "two");
}

#[test]
fn a_tar_that_is_cut_off_gives_what_it_has_and_is_told_once() {
    let text = "x".repeat(3000);
    let bytes = tar(&[("a", b"one"), ("b", text.as_bytes()), ("c", b"three")]);
    // In the text of b, in the header of b, and behind a header whose text is skipped.
    let (found, error) = read(open_tar(bytes[..3000].to_vec()));
    assert_eq!((found.len(), error), (2, None));
    assert!(found[1].1.as_ref().unwrap_err().starts_with("the tar archive ends too early"));
    let (found, error) = read(open_tar(bytes[..1300].to_vec()));
    assert_eq!(found, [("a".to_owned(), Ok("one".to_owned()))]);
    assert!(error.unwrap().starts_with("the tar archive ends too early"));
    let mut members = open_tar(bytes[..3000].to_vec());
    members.by_ref().take(2).for_each(drop);
    assert!(members.next().unwrap().is_err());
    assert!(members.next().is_none());
    // Without the zeros at its end it is whole.
    assert_eq!(sound(open_tar(bytes[..1024 + 512 + 3072 + 517].to_vec())).len(), 3);
}

#[test]
fn a_corrupt_header_and_garbage_behind_the_end_are_told() {
    let bytes = tar(&[("a", b"one"), ("b", b"two")]);
    let mut broken = bytes.clone();
    broken[1024] ^= 1;
    let (found, error) = read(open_tar(broken));
    assert_eq!(found.len(), 1);
    assert!(error.unwrap().starts_with("a header of the tar archive is corrupt"));
    let (found, error) = read(open_tar([bytes, vec![b'g'; 600]].concat()));
    assert_eq!(found.len(), 2);
    assert!(error.unwrap().starts_with("something else follows the tar archive"));
}

#[test]
fn an_error_of_the_compression_is_that_of_the_member() {
    let packed = compress(Compression::Gzip, &tar(&[("a", b"one"), ("b", b"two")]));
    let cut = packed[..packed.len() - 12].to_vec();
    let reader = compression::decompress(Compression::Gzip, Box::new(Cursor::new(cut)), Limit::default()).unwrap();
    let (found, error) = read(Members::tar(reader));
    let told = error.into_iter().chain(found.into_iter().filter_map(|(_, text)| text.err())).collect::<Vec<_>>();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("the gzip stream ends too early"), "{told:?}");
}
