//! RESP replies and HTTP/1.1 chunked bodies, 4 KiB arrivals: lines are read in place, payloads taken as owned `Bytes`.

use std::path::Path;

use bytes::{Buf, BytesMut};

use crate::lines::{arrive, next_line};
use crate::{load, value, Outcome, Pass};

const PIECE: usize = 4096;

fn decimal(digits: &[u8]) -> i64 {
    let (negative, digits) = match digits.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let number = digits.iter().fold(0i64, |sum, digit| sum * 10 + (digit - b'0') as i64);
    if negative { -number } else { number }
}

fn hexadecimal(digits: &[u8]) -> usize {
    digits.iter().fold(0, |sum, &digit| sum * 16 + (digit as char).to_digit(16).unwrap_or(0) as usize)
}

fn resp(corpus: &[u8], buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    let mut scanned = 0;
    let mut payload: Option<usize> = None;
    for arrival in corpus.chunks(PIECE) {
        arrive(buffer, arrival);
        loop {
            if let Some(length) = payload {
                if buffer.len() < length + 2 {
                    break;
                }
                let bulk = buffer.split_to(length).freeze();
                buffer.advance(2);
                out.checksum += value(&bulk);
                out.ops += 1;
                payload = None;
                continue;
            }
            let Some((header, skip)) = next_line(buffer, &mut scanned) else { break };
            let length = decimal(&header[1..]);
            buffer.advance(skip);
            match length {
                -1 => {
                    out.checksum += 7;
                    out.ops += 1;
                }
                length => payload = Some(length as usize),
            }
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Head,
    Size,
    Payload(usize),
    Trailer,
}

fn http(corpus: &[u8], buffer: &mut BytesMut) -> Outcome {
    let mut out = Outcome { bytes: corpus.len() as u64, ..Outcome::default() };
    let mut scanned = 0;
    let mut state = State::Head;
    for arrival in corpus.chunks(PIECE) {
        arrive(buffer, arrival);
        loop {
            if let State::Payload(length) = state {
                if buffer.len() < length + 2 {
                    break;
                }
                let chunk = buffer.split_to(length).freeze();
                buffer.advance(2);
                out.checksum += value(&chunk);
                out.ops += 1;
                state = State::Size;
                continue;
            }
            let Some((line, skip)) = next_line(buffer, &mut scanned) else { break };
            state = match state {
                State::Head => {
                    out.checksum += value(line);
                    if line.is_empty() { State::Size } else { State::Head }
                }
                State::Size => match hexadecimal(line) {
                    0 => State::Trailer,
                    length => State::Payload(length),
                },
                _ if line.is_empty() => State::Head,
                other => other,
            };
            buffer.advance(skip);
        }
    }
    out
}

pub fn pass(scenario: &str, folder: &Path) -> Option<Pass> {
    let work = match scenario {
        "resp-16" | "resp-1024" => resp,
        "http-chunked" => http,
        _ => return None,
    };
    let corpus = load(folder, scenario);
    let mut buffer = BytesMut::with_capacity(64 * 1024);
    Some(Box::new(move || work(&corpus, &mut buffer)))
}
