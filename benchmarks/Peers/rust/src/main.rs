//! Rust's `bytes` and `memchr` on the same work as the .NET benchmarks.
//!
//! Takes `scenario corpus-folder rounds` and prints one JSON line. Exit code 3 says that this peer has no such work.

mod lines;
mod memory;
mod protocols;
mod search;

use std::path::Path;
use std::time::{Duration, Instant};

const WARM_UP: Duration = Duration::from_millis(40);
const ROUND: Duration = Duration::from_millis(12);
const UNKNOWN_SCENARIO: i32 = 3;

/// What one pass did; the checksum must be the same for every peer.
#[derive(Clone, Copy, Default)]
pub struct Outcome {
    pub ops: u64,
    pub bytes: u64,
    pub checksum: u64,
    pub retained: u64,
}

pub type Pass = Box<dyn FnMut() -> Outcome>;

/// The value of one piece of output: the same formula in every program.
#[inline(always)]
pub fn value(bytes: &[u8]) -> u64 {
    match bytes.first() {
        Some(&first) => bytes.len() as u64 * 31 + first as u64,
        None => 0,
    }
}

pub fn load(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(format!("{name}.bin"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

extern "C" {
    fn clock() -> std::ffi::c_long;
}

/// The processor time of this process. POSIX fixes the unit of clock() at a microsecond.
fn processor_time() -> Duration {
    // SAFETY: clock() takes nothing, touches no memory of ours and may be called at any time.
    Duration::from_micros(unsafe { clock() } as u64)
}

fn measure(scenario: &str, rounds: usize, mut pass: Pass) {
    let first = pass();
    let start = Instant::now();
    let mut passes = 0u64;
    while start.elapsed() < WARM_UP {
        pass();
        passes += 1;
    }
    let per_round = ROUND.as_nanos() as u64 * passes / start.elapsed().as_nanos() as u64 + 1;

    let mut last = first;
    let mut samples = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let processor_start = processor_time();
        let start = Instant::now();
        for _ in 0..per_round {
            last = pass();
            assert_eq!(last.checksum, first.checksum, "two passes disagree");
        }
        // Less processor time than elapsed time: the scheduler gave the processor to somebody else meanwhile.
        let taken = start.elapsed().min(processor_time() - processor_start);
        samples.push(taken.as_nanos() as f64 / (per_round * first.ops) as f64);
    }

    let mut sorted = samples.clone();
    sorted.sort_by(f64::total_cmp);
    let list: Vec<String> = samples.iter().map(|sample| format!("{sample:.4}")).collect();
    println!(
        "{{\"scenario\":\"{scenario}\",\"peer\":\"rust-bytes\",\"ns_per_op\":{:.4},\"ops\":{},\"bytes\":{},\
         \"checksum\":\"{}\",\"retained\":{},\"samples\":[{}]}}",
        sorted[sorted.len() / 2],
        first.ops,
        first.bytes,
        first.checksum,
        last.retained,
        list.join(",")
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, scenario, folder, rounds] = arguments.as_slice() else {
        eprintln!("usage: rust-bytes-peer SCENARIO CORPUS-FOLDER ROUNDS");
        std::process::exit(2);
    };
    let folder = Path::new(folder);
    let pass = lines::pass(scenario, folder)
        .or_else(|| protocols::pass(scenario, folder))
        .or_else(|| search::pass(scenario, folder))
        .or_else(|| memory::pass(scenario, folder));
    match pass {
        Some(pass) => measure(scenario, rounds.parse::<usize>().unwrap_or(1).max(1), pass),
        None => std::process::exit(UNKNOWN_SCENARIO),
    }
}
