//! Slices, appends, merges, allocation and retention.

use std::collections::VecDeque;
use std::hint::black_box;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::{load, value, Outcome, Pass};

const CHUNK: usize = 4096;
const SLICES: usize = 4096;
const SOURCES: usize = 64;
const ARRIVAL: usize = 64 * 1024;
const ARRIVALS: usize = 256;
const KEEP: usize = 32;

/// `Bytes::slice` and drop: `bytes` has one kind of count, an atomic one, so local and shared are the same work.
fn slices(parent: &Bytes) -> Outcome {
    let mut out = Outcome { ops: SLICES as u64, bytes: (SLICES * 64) as u64, ..Outcome::default() };
    for i in 0..SLICES {
        let start = (i * 61) & 2047;
        out.checksum += value(&parent.slice(start..start + 64));
    }
    out
}

fn append(corpus: &[u8], buffer: &mut BytesMut) -> Outcome {
    buffer.clear();
    for piece in corpus[..65536].chunks(64) {
        buffer.extend_from_slice(piece);
        black_box(&mut *buffer);
    }
    let checksum = buffer.len() as u64 * 31 + buffer[65535] as u64;
    Outcome { ops: 1024, bytes: 65536, checksum, retained: 0 }
}

/// A queue of `Bytes`, as HTTP libraries on top of `bytes` keep one; taking across a border copies, as theirs does.
#[derive(Default)]
struct Queue {
    chunks: VecDeque<Bytes>,
}

impl Queue {
    fn take(&mut self, count: usize) -> Bytes {
        let front = self.chunks.front_mut().expect("take from an empty queue");
        if front.len() > count {
            return front.split_to(count);
        }
        if front.len() == count {
            return self.chunks.pop_front().expect("the front was just seen");
        }
        let mut copy = BytesMut::with_capacity(count);
        while copy.len() < count {
            let Some(front) = self.chunks.front_mut() else { break };
            let part = front.len().min(count - copy.len());
            copy.put_slice(&front[..part]);
            front.advance(part);
            if front.is_empty() {
                self.chunks.pop_front();
            }
        }
        copy.freeze()
    }
}

fn merge(sources: &[Bytes], queue: &mut Queue) -> Outcome {
    let mut out = Outcome { ops: SOURCES as u64, bytes: (SOURCES * CHUNK) as u64, ..Outcome::default() };
    queue.chunks.extend(sources.iter().cloned());
    drop(queue.take(CHUNK / 2));
    while !queue.chunks.is_empty() {
        out.checksum += value(&queue.take(CHUNK));
    }
    out
}

fn rent_same() -> Outcome {
    let mut out = Outcome { ops: 4096, bytes: 4096 * CHUNK as u64, ..Outcome::default() };
    for i in 0..4096u64 {
        let mut block = black_box(Vec::<u8>::with_capacity(CHUNK));
        block.push(i as u8);
        out.checksum += black_box(&block)[0] as u64;
    }
    out
}

fn rent_burst(held: &mut Vec<Vec<u8>>) -> Outcome {
    let mut out = Outcome { ops: 4096, bytes: 4096 * CHUNK as u64, ..Outcome::default() };
    for _ in 0..64 {
        for i in 0..64u64 {
            let mut block = Vec::<u8>::with_capacity(CHUNK);
            block.push(i as u8);
            held.push(black_box(block));
        }
        out.checksum += held.drain(..).map(|block| block[0] as u64).sum::<u64>();
    }
    out
}

/// Batches of 64 blocks go to another thread, which drops them; at most 8 batches are under way.
fn rent_cross() -> Outcome {
    const BATCHES: usize = 512;
    let (sender, receiver) = sync_channel::<Vec<Vec<u8>>>(8);
    let releaser = std::thread::spawn(move || {
        receiver.into_iter().flatten().map(|block| block[0] as u64).sum::<u64>()
    });
    for _ in 0..BATCHES {
        let batch = (0..64u64)
            .map(|i| {
                let mut block = Vec::<u8>::with_capacity(CHUNK);
                block.push(i as u8);
                black_box(block)
            })
            .collect();
        sender.send(batch).expect("the releasing thread is there");
    }
    drop(sender);
    let ops = (BATCHES * 64) as u64;
    let checksum = releaser.join().expect("the releasing thread ended well");
    Outcome { ops, bytes: ops * CHUNK as u64, checksum, retained: 0 }
}

/// Keep 32 bytes of every 64 KiB as a slice: each slice keeps the whole allocation, which `retained` shows.
fn retention(corpus: &[u8]) -> Outcome {
    let mut out = Outcome { ops: ARRIVALS as u64, bytes: (ARRIVALS * ARRIVAL) as u64, ..Outcome::default() };
    let mut kept = Vec::with_capacity(ARRIVALS);
    let mut buffer = BytesMut::with_capacity(ARRIVAL);
    for _ in 0..ARRIVALS {
        buffer.reserve(ARRIVAL);
        buffer.extend_from_slice(&corpus[..ARRIVAL]);
        kept.push(buffer.split_to(KEEP).freeze());
        buffer.advance(ARRIVAL - KEEP);
        // What is left of the allocation cannot be used again while the slice lives.
        out.retained += ARRIVAL as u64;
    }
    out.checksum = kept.iter().map(|slice| value(slice)).sum();
    out
}

pub fn pass(scenario: &str, folder: &Path) -> Option<Pass> {
    let corpus = || load(folder, "lines-64");
    let pass: Pass = match scenario {
        "slice-local" | "slice-shared" => {
            let parent = Bytes::from(corpus()).slice(..CHUNK);
            Box::new(move || slices(&parent))
        }
        "append-64" => {
            let (corpus, mut buffer) = (corpus(), BytesMut::with_capacity(65536));
            Box::new(move || append(&corpus, &mut buffer))
        }
        "merge-64" => {
            let corpus = Bytes::from(corpus());
            let sources: Vec<Bytes> = (0..SOURCES).map(|i| corpus.slice(i * CHUNK..(i + 1) * CHUNK)).collect();
            let mut queue = Queue::default();
            Box::new(move || merge(&sources, &mut queue))
        }
        "rent-same" => Box::new(rent_same),
        "rent-burst" => {
            let mut held = Vec::with_capacity(64);
            Box::new(move || rent_burst(&mut held))
        }
        "rent-cross" => Box::new(rent_cross),
        "retention" => {
            let corpus = corpus();
            Box::new(move || retention(&corpus))
        }
        _ => return None,
    };
    Some(pass)
}
