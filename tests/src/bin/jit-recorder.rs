//! A client for tests: notes when it was started and with what, and ends.
#![forbid(unsafe_code)]

use std::fs::File;
use std::io::Write as _;

use jiff::Timestamp;
use jit_tests::Recorded;

fn main() -> std::io::Result<()> {
    let at = Timestamp::now();
    let mut words = std::env::args().skip(1);
    let file = words.next().ok_or_else(|| std::io::Error::other("the first argument names the file"))?;
    let variables =
        std::env::vars_os().map(|(name, value)| format!("{}={}", name.display(), value.display()));
    let recorded = Recorded { at, words: words.collect(), variables: variables.collect() };
    let line = format!("{}\n", recorded.to_line());
    // One write, so that a reader sees whole lines, whoever else writes.
    File::options().append(true).create(true).open(file)?.write_all(line.as_bytes())
}
