//! Cuts the clitics off words, a word a line: `segment SCHEME FREQ.csv < WORDS`, where FREQ.csv is what `kalim freq` wrote.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, BufWriter, Write};

use kalim::text::segment::{Scheme, segment};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(path), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("segment SCHEME FREQ.csv < WORDS".into());
    };
    let scheme = Scheme::named(&name).ok_or("a scheme is d1, d2, d3 or atb")?;
    let mut frequencies: HashMap<String, u64> = HashMap::new();
    for row in csv::Reader::from_path(path)?.deserialize() {
        let row: HashMap<String, String> = row?;
        frequencies.insert(row["word"].clone(), row["frequency"].parse()?);
    }
    let mut output = BufWriter::new(std::io::stdout().lock());
    for word in std::io::stdin().lock().lines() {
        writeln!(output, "{}", segment(&word?, scheme, |word| frequencies.get(word).copied().unwrap_or(0)))?;
    }
    Ok(output.flush()?)
}
