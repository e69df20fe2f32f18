//! Bodies as tables keep them: packed with a dictionary of what FHIR says again and again. A body
//! of a kilobyte becomes a quarter of that, which is a quarter of what is written, synced and held
//! in memory; unpacking it takes about three microseconds.
//!
//! A frame names the dictionary that it was packed with. Dictionaries are numbered and kept for good:
//! a better one is added, and packs what is written from then on.

use nabz_store::Stop;
use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::get_frame_content_size;

/// How it was made stands in ADR 0041.
const DICTIONARY: &[u8] = include_bytes!("packed/dictionary");
/// Small and fast: a body is about a kilobyte.
const LEVEL: i32 = 3;
/// More bytes than any body unpacks to; a profile is the longest.
const UNPACKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// A body that is kept as it is begins with this; no frame does.
const PLAIN: u8 = b'{';

static FOR_PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static FOR_UNPACKING: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

thread_local! {
    // Setting one up costs more than packing a body.
    static PACKS: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKS: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A body as tables keep it. Nothing is kept as nothing.
pub(crate) fn packed(body: &[u8]) -> Result<Vec<u8>, Stop> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    let packed = PACKS.with_borrow_mut(|packs| {
        let packs = match packs {
            Some(packs) => packs,
            None => packs.insert(Compressor::with_prepared_dictionary(&FOR_PACKING)?),
        };
        packs.compress(body)
    });
    packed.map_err(|why| fault(&why))
}

/// A body as it was. What an earlier release kept as it is comes back as it is.
pub(crate) fn unpacked(kept: &[u8]) -> Result<Vec<u8>, Stop> {
    if is_plain(kept) {
        return Ok(kept.to_vec());
    }
    let body = UNPACKS.with_borrow_mut(|unpacks| {
        let unpacks = match unpacks {
            Some(unpacks) => unpacks,
            None => unpacks.insert(Decompressor::with_prepared_dictionary(&FOR_UNPACKING)?),
        };
        unpacks.decompress(kept, UNPACKED_BYTES_MAX)
    });
    body.map_err(|why| fault(&why))
}

/// How many bytes a body has, by the first eighteen of those that are kept of it, in which a frame
/// says it, and by how many are kept.
pub(crate) fn bytes(head: &[u8], kept: usize) -> usize {
    let says = get_frame_content_size(head).ok().flatten().filter(|_| !is_plain(head));
    says.map_or(kept, |says| usize::try_from(says).unwrap_or(usize::MAX))
}

fn is_plain(kept: &[u8]) -> bool {
    kept.first().is_none_or(|first| *first == PLAIN)
}

fn fault(why: &io::Error) -> Stop {
    Stop::fault(format!("a body could not be packed or unpacked: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD_BYTES: usize = 18;

    const BODY: &str = r#"{"resourceType":"Observation","id":"o1","meta":{"versionId":"1","lastUpdated":"2026-01-05T09:30:00.000000Z","source":"https://nabz.example/source/lab"},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},"subject":{"reference":"Patient/p1"},"valueQuantity":{"value":72.50,"unit":"beats/minute","system":"http://unitsofmeasure.org","code":"/min"}}"#;

    #[test]
    fn a_body_comes_back_to_the_byte_and_takes_less_than_half_of_its_room() {
        for body in [BODY, "{}", r#"{"नाम":"सुनीता"}"#] {
            let kept = packed(body.as_bytes()).unwrap();
            assert_eq!(unpacked(&kept).unwrap(), body.as_bytes());
            let head = &kept[..kept.len().min(HEAD_BYTES)];
            assert_eq!(bytes(head, kept.len()), body.len());
        }
        assert!(packed(BODY.as_bytes()).unwrap().len() < BODY.len() / 2);
    }

    #[test]
    fn what_was_kept_before_comes_back() {
        let without_dictionary = zstd::bulk::compress(BODY.as_bytes(), LEVEL).unwrap();
        assert_eq!(unpacked(&without_dictionary).unwrap(), BODY.as_bytes());
        assert_eq!(unpacked(BODY.as_bytes()).unwrap(), BODY.as_bytes());
        assert_eq!(bytes(&BODY.as_bytes()[..HEAD_BYTES], BODY.len()), BODY.len());
        assert_eq!(unpacked(b"").unwrap(), b"");
        assert_eq!(packed(b"").unwrap(), b"");
    }

    #[test]
    fn what_is_damaged_is_a_fault() {
        let mut kept = packed(BODY.as_bytes()).unwrap();
        kept.truncate(kept.len() / 2);
        assert!(unpacked(&kept).is_err());
        assert!(unpacked(&[7; 40]).is_err());
    }
}
