//! A dropped key is nowhere in the memory of the process.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    fs::{self, File},
    hint::black_box,
    os::unix::fs::FileExt,
    sync::Mutex,
};

use venue_auth::{Bearer, Ed25519, HmacSha256, Secret, Token};

/// A search reads what it finds into a buffer, where another search would find it again.
static ONE_SEARCH_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The bytes of a key, computed one by one, so that no copy of it lies about.
fn key(index: usize) -> u8 {
    u8::try_from((index * index * 7 + index * 3 + 5) % 251).unwrap()
}

/// The digits of the same key in hex.
fn digit(index: usize) -> u8 {
    let byte = key(index / 2);
    let half = if index.is_multiple_of(2) { byte >> 4 } else { byte & 15 };
    b"0123456789abcdef"[usize::from(half)]
}

fn secret() -> Secret {
    let mut text = String::with_capacity(100);
    text.extend((0..64).map(|index| char::from(digit(index))));
    Secret::new(text)
}

/// How often the key's text stands in the memory of this process. Its latter half is looked for,
/// because an allocator writes over the beginning of what it gets back.
fn texts() -> usize {
    occurrences(32, |index| digit(32 + index))
}

/// How often the decoded key does.
fn keys() -> usize {
    occurrences(16, |index| key(16 + index))
}

fn occurrences(length: usize, wanted: fn(usize) -> u8) -> usize {
    let memory = File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut buffer = vec![0; 1 << 16];
    let own = buffer.as_ptr() as usize..buffer.as_ptr() as usize + buffer.len();
    let first = wanted(0);
    let mut found = 0;
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (start, end) = fields.next().unwrap().split_once('-').unwrap();
        if !fields.next().unwrap().starts_with("rw") {
            continue;
        }
        let mut at = usize::from_str_radix(start, 16).unwrap();
        let end = usize::from_str_radix(end, 16).unwrap();
        while at < end {
            let size = buffer.len().min(end - at);
            // A map may be gone by now.
            let Ok(read @ 1..) = memory.read_at(&mut buffer[..size], at as u64) else {
                break;
            };
            for (index, window) in buffer[..read].windows(length).enumerate() {
                let same = || window.iter().enumerate().all(|(i, b)| *b == wanted(i));
                if window[0] == first && same() && !own.contains(&(at + index)) {
                    found += 1;
                }
            }
            // The next piece begins early, for a key that lies across the border.
            at += if at + read < end && read > length { read - length + 1 } else { read };
        }
    }
    buffer.fill(0);
    black_box(&buffer);
    found
}

#[test]
fn a_dropped_secret_is_nowhere_in_memory() {
    let _alone = ONE_SEARCH_AT_A_TIME.lock();
    assert_eq!(texts(), 0, "the search finds itself");

    let first = secret();
    let second = first.clone();
    let header = first.header_value().unwrap();
    assert_eq!(texts(), 1, "a clone or a header value is a copy");

    drop((first, second));
    assert_eq!(texts(), 1, "wiped while a header value needs it");
    drop(header);
    assert_eq!(texts(), 0, "a secret outlives its last owner");

    let token = Token::new(&secret()).unwrap();
    let bearer = Bearer::new(&secret()).unwrap();
    let value = token.header_value();
    assert_eq!(texts(), 2, "making a header value leaves a copy");
    drop((token, bearer, value));
    assert_eq!(texts(), 0, "an authorization outlives its last owner");
}

#[test]
fn a_signing_key_leaves_no_copy_where_it_was_read_moved_and_used() {
    let _alone = ONE_SEARCH_AT_A_TIME.lock();

    let signer = Ed25519::from_hex(&secret()).unwrap();
    assert_eq!((texts(), keys()), (0, 1), "reading a key leaves a copy");
    let moved = black_box([signer.clone(), signer]);
    black_box(moved[0].sign(b"message"));
    assert_eq!(keys(), 1, "moving or using a key leaves a copy");
    drop(moved);
    assert_eq!(keys(), 0, "a key outlives its last owner");

    let signer = HmacSha256::new(&secret()).unwrap();
    assert_eq!(texts(), 0, "expanding a key leaves a copy");
    black_box(signer.sign(&[b"message"]));
    assert_eq!(texts(), 0, "using a key leaves a copy");
}
