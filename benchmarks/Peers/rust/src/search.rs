//! Searching. `bytes` has no searchable chain, so its users search contiguous memory with `memchr`; that is the bar.

use std::path::Path;

use bytes::{BufMut, BytesMut};
use memchr::{memchr, memmem};

use crate::lines::take_line;
use crate::{load, value, Outcome, Pass};

const BOUNDARY: &[u8] = b"\r\n--boundary--\r\n";

fn absent(corpus: &[u8], found: Option<usize>) -> Outcome {
    Outcome { ops: 1, bytes: corpus.len() as u64, checksum: if found.is_none() { 1 } else { 2 }, retained: 0 }
}

fn astride(corpus: &[u8]) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    for position in memmem::find_iter(corpus, BOUNDARY) {
        out.checksum += position as u64;
        out.ops += 1;
    }
    out
}

fn trickle(corpus: &[u8], buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { ops: corpus.len() as u64, bytes: corpus.len() as u64, ..Outcome::default() };
    let mut scanned = 0;
    for &byte in corpus {
        buffer.put_u8(byte);
        if let Some(line) = take_line(buffer, &mut scanned) {
            out.checksum += value(&line);
        }
    }
    out
}

pub fn pass(scenario: &str, folder: &Path) -> Option<Pass> {
    match scenario {
        "find-absent-byte" => {
            let corpus = load(folder, scenario);
            Some(Box::new(move || absent(&corpus, memchr(b'\n', &corpus))))
        }
        "find-absent-crlf" | "find-dense" => {
            let corpus = load(folder, scenario);
            Some(Box::new(move || absent(&corpus, memmem::find(&corpus, b"\r\n"))))
        }
        "find-astride" => {
            let corpus = load(folder, scenario);
            Some(Box::new(move || astride(&corpus)))
        }
        "trickle" => {
            let corpus = load(folder, scenario);
            let mut buffer = BytesMut::with_capacity(64 * 1024);
            Some(Box::new(move || trickle(&corpus, &mut buffer)))
        }
        _ => None,
    }
}
