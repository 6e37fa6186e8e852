//! Lines from arrivals: `BytesMut` grows at the end, `split_to` + `freeze` takes a line, `advance` passes a borrowed
//! one.

use std::path::Path;

use bytes::{Buf, Bytes, BytesMut};
use memchr::{memchr, memchr_iter};

use crate::{load, value, Outcome, Pass};

const HELD: usize = 8;
/// Room asked for when an arrival does not fit. Larger than one arrival, because asking for exactly one makes
/// `BytesMut` allocate on every arrival while older lines are still held.
const RESERVE: usize = 64 * 1024;

#[inline(always)]
pub fn arrive(buffer: &mut BytesMut, piece: &[u8]) {
    if buffer.capacity() - buffer.len() < piece.len() {
        buffer.reserve(RESERVE.max(piece.len()));
    }
    buffer.extend_from_slice(piece);
}

/// Takes the next line without its end, or says that more bytes are needed. `scanned` is the resume point.
#[inline(always)]
pub fn take_line(buffer: &mut BytesMut, scanned: &mut usize) -> Option<Bytes> {
    match memchr(b'\n', &buffer[*scanned..]) {
        None => {
            *scanned = buffer.len();
            None
        }
        Some(found) => {
            let end = *scanned + found;
            *scanned = 0;
            let mut line = buffer.split_to(end + 1);
            let has_cr = end > 0 && line[end - 1] == b'\r';
            line.truncate(end - has_cr as usize);
            Some(line.freeze())
        }
    }
}

fn owned(corpus: &[u8], piece: usize, buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    let mut held: [Bytes; HELD] = std::array::from_fn(|_| Bytes::new());
    let mut scanned = 0;
    for arrival in corpus.chunks(piece) {
        arrive(buffer, arrival);
        while let Some(line) = take_line(buffer, &mut scanned) {
            let slot = &mut held[out.ops as usize % HELD];
            out.checksum += value(slot);
            *slot = line;
            out.ops += 1;
        }
    }
    out.checksum += held.iter().map(|line| value(line)).sum::<u64>();
    out
}

fn once(corpus: &[u8], piece: usize, buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    let mut scanned = 0;
    for arrival in corpus.chunks(piece) {
        arrive(buffer, arrival);
        while let Some(line) = take_line(buffer, &mut scanned) {
            out.checksum += value(&line);
            out.ops += 1;
        }
    }
    out
}

/// The next line where it lies, and how far to advance past it.
#[inline(always)]
pub fn next_line<'a>(buffer: &'a BytesMut, scanned: &mut usize) -> Option<(&'a [u8], usize)> {
    match memchr(b'\n', &buffer[*scanned..]) {
        None => {
            *scanned = buffer.len();
            None
        }
        Some(found) => {
            let end = *scanned + found;
            *scanned = 0;
            Some((without_cr(&buffer[..end]), end + 1))
        }
    }
}

#[inline(always)]
fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn borrowed(corpus: &[u8], piece: usize, buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    for arrival in corpus.chunks(piece) {
        arrive(buffer, arrival);
        while let Some(end) = memchr(b'\n', buffer) {
            out.checksum += value(without_cr(&buffer[..end]));
            out.ops += 1;
            buffer.advance(end + 1);
        }
    }
    out
}

fn bulk(corpus: &[u8], piece: usize, buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    for arrival in corpus.chunks(piece) {
        arrive(buffer, arrival);
        let mut begin = 0;
        for end in memchr_iter(b'\n', buffer) {
            out.checksum += value(without_cr(&buffer[begin..end]));
            out.ops += 1;
            begin = end + 1;
        }
        buffer.advance(begin);
    }
    out
}

/// Lines of bytes that are there already, found with one iterator.
fn resident(corpus: &[u8]) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    let mut begin = 0;
    for end in memchr_iter(b'\n', corpus) {
        out.checksum += value(without_cr(&corpus[begin..end]));
        out.ops += 1;
        begin = end + 1;
    }
    out
}

pub fn pass(scenario: &str, folder: &Path) -> Option<Pass> {
    if let Some(size) = scenario.strip_prefix("lines-resident-") {
        let corpus = load(folder, &format!("lines-{size}"));
        return Some(Box::new(move || resident(&corpus)));
    }
    let parts: Vec<&str> = scenario.strip_prefix("lines-")?.split('-').collect();
    let [kind, size, piece] = parts.as_slice() else { return None };
    let work = match *kind {
        "owned" => owned,
        "once" => once,
        "borrowed" => borrowed,
        "bulk" => bulk,
        _ => return None,
    };
    let piece: usize = piece.parse().ok()?;
    let corpus = load(folder, &format!("lines-{size}"));
    let mut buffer = BytesMut::with_capacity(RESERVE);
    Some(Box::new(move || work(&corpus, piece, &mut buffer)))
}
