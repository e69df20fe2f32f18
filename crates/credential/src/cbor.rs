//! CBOR in its one deterministic form, and nothing else.
//!
//! A reader that takes several spellings of one value lets a signed card be rewritten by whoever
//! copies it, and lets two programs disagree about what it says. So this reader takes exactly the
//! bytes that this writer would have written. Of CBOR it knows integers, byte and text strings,
//! arrays, maps with integer keys, one tag and null: all that our messages are made of.
//!
//! Source: RFC 8949, section 4.2.1 (core deterministic encoding).

use thiserror::Error;

/// Why bytes are not CBOR as we write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CborFault {
    /// They end in the middle of a value.
    #[error("ends in the middle of a value")]
    Truncated,
    /// They go on after the value.
    #[error("goes on after the end")]
    TrailingBytes,
    /// A string, list or map without a stated length.
    #[error("indefinite length")]
    IndefiniteLength,
    /// A number or a length in more bytes than it needs.
    #[error("a number in more bytes than it needs")]
    LongForm,
    /// A first byte that CBOR reserves (additional information 28 to 30).
    #[error("a reserved first byte")]
    ReservedHead,
    /// Another kind of value than belongs here.
    #[error("another kind of value than belongs here")]
    WrongKind,
    /// A number that does not fit into 64 bits with a sign.
    #[error("a number out of range")]
    NumberRange,
    /// A map that gives one key twice.
    #[error("a key twice")]
    DuplicateKey,
    /// A map whose keys are not in ascending order of their bytes.
    #[error("keys out of order")]
    UnsortedKeys,
    /// A text string that is not UTF-8.
    #[error("text that is not UTF-8")]
    NotUtf8,
}

/// The kinds of value, by the three high bits of their first byte.
const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const SIMPLE: u8 = 7;
const NULL: u8 = 22;
/// What the five low bits say when the number does not fit into them: how many bytes it has, or
/// that nobody counted. 28 to 30 are reserved.
const ONE_BYTE: u8 = 24;
const TWO_BYTES: u8 = 25;
const FOUR_BYTES: u8 = 26;
const EIGHT_BYTES: u8 = 27;
const NOT_STATED: u8 = 31;

/// Writes values one behind another.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn head(mut self, kind: u8, value: u64) -> Self {
        let first = kind << 5;
        let bytes = value.to_be_bytes();
        let [.., seventh, eighth] = bytes;
        if value < ONE_BYTE.into() {
            self.0.push(first | eighth);
        } else if value <= u8::MAX.into() {
            self.0.extend([first | ONE_BYTE, eighth]);
        } else if value <= u16::MAX.into() {
            self.0.extend([first | TWO_BYTES, seventh, eighth]);
        } else if let Ok(short) = u32::try_from(value) {
            self.0.push(first | FOUR_BYTES);
            self.0.extend(short.to_be_bytes());
        } else {
            self.0.push(first | EIGHT_BYTES);
            self.0.extend(bytes);
        }
        self
    }

    fn long(self, kind: u8, length: usize) -> Self {
        self.head(kind, u64::try_from(length).unwrap_or(u64::MAX))
    }

    /// A whole number that is not negative.
    pub(crate) fn unsigned(self, value: impl Into<u64>) -> Self {
        self.head(UNSIGNED, value.into())
    }

    /// A whole number with a sign.
    pub(crate) fn signed(self, value: i64) -> Self {
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            Err(_) => self.head(NEGATIVE, value.unsigned_abs() - 1),
        }
    }

    pub(crate) fn bytes(self, value: &[u8]) -> Self {
        let mut written = self.long(BYTES, value.len());
        written.0.extend_from_slice(value);
        written
    }

    pub(crate) fn text(self, value: &str) -> Self {
        let mut written = self.long(TEXT, value.len());
        written.0.extend_from_slice(value.as_bytes());
        written
    }

    /// A list; its `length` values follow.
    pub(crate) fn array(self, length: usize) -> Self {
        self.long(ARRAY, length)
    }

    /// A map; its `length` keys follow in ascending order, each with its value.
    pub(crate) fn map(self, length: usize) -> Self {
        self.long(MAP, length)
    }

    pub(crate) fn tag(self, number: u64) -> Self {
        self.head(TAG, number)
    }

    pub(crate) fn null(self) -> Self {
        self.head(SIMPLE, NULL.into())
    }
}

/// Reads values one behind another, and refuses all but the one right spelling of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Refuses what is left over.
    pub(crate) const fn end(self) -> Result<(), CborFault> {
        if self.0.is_empty() { Ok(()) } else { Err(CborFault::TrailingBytes) }
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], CborFault> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(CborFault::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The kind of the next value, and its number or its length.
    fn head(&mut self) -> Result<(u8, u64), CborFault> {
        let first = *self.take(1)?.first().ok_or(CborFault::Truncated)?;
        let (kind, short) = (first >> 5, first & 0x1f);
        let (length, least) = match short {
            0..ONE_BYTE => return Ok((kind, short.into())),
            ONE_BYTE => (1, ONE_BYTE.into()),
            TWO_BYTES => (2, 1 << 8),
            FOUR_BYTES => (4, 1 << 16),
            EIGHT_BYTES => (8, 1 << 32),
            NOT_STATED => return Err(CborFault::IndefiniteLength),
            _ => return Err(CborFault::ReservedHead),
        };
        let value = self.take(length)?.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        if value < least { Err(CborFault::LongForm) } else { Ok((kind, value)) }
    }

    fn expect(&mut self, kind: u8) -> Result<u64, CborFault> {
        let (found, value) = self.head()?;
        if found == kind { Ok(value) } else { Err(CborFault::WrongKind) }
    }

    fn string(&mut self, kind: u8) -> Result<&'b [u8], CborFault> {
        let length = self.expect(kind)?;
        self.take(usize::try_from(length).map_err(|_| CborFault::Truncated)?)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, CborFault> {
        self.expect(UNSIGNED)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, CborFault> {
        let (kind, value) = self.head()?;
        let value = i64::try_from(value).map_err(|_| CborFault::NumberRange)?;
        match kind {
            UNSIGNED => Ok(value),
            NEGATIVE => Ok(-1 - value),
            _ => Err(CborFault::WrongKind),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], CborFault> {
        self.string(BYTES)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, CborFault> {
        str::from_utf8(self.string(TEXT)?).map_err(|_| CborFault::NotUtf8)
    }

    /// How many values the list has that follow.
    pub(crate) fn array(&mut self) -> Result<u64, CborFault> {
        self.expect(ARRAY)
    }

    pub(crate) fn tag(&mut self) -> Result<u64, CborFault> {
        self.expect(TAG)
    }

    /// Null, or what `read` makes of a value that is not null.
    pub(crate) fn or_null<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CborFault>,
    ) -> Result<Option<T>, CborFault> {
        let null = (SIMPLE << 5) | NULL;
        if self.0.first() == Some(&null) {
            self.take(1)?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// The start of a map with integer keys; [`Keys::next`] reads them.
    pub(crate) fn map(&mut self) -> Result<Keys<'b>, CborFault> {
        Ok(Keys { left: self.expect(MAP)?, last: None })
    }
}

/// The keys of a map that is being read: each once, in ascending order of their bytes.
#[derive(Debug)]
pub(crate) struct Keys<'b> {
    left: u64,
    last: Option<&'b [u8]>,
}

impl<'b> Keys<'b> {
    /// The next key, or `None` behind the last. Its value is the caller's to read.
    pub(crate) fn next(&mut self, reader: &mut Reader<'b>) -> Result<Option<i64>, CborFault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let before = *reader;
        let key = reader.signed()?;
        let length = before.0.len() - reader.0.len();
        let spelled = before.0.get(..length).ok_or(CborFault::Truncated)?;
        match self.last.map(|last| last.cmp(spelled)) {
            Some(std::cmp::Ordering::Equal) => return Err(CborFault::DuplicateKey),
            Some(std::cmp::Ordering::Greater) => return Err(CborFault::UnsortedKeys),
            Some(std::cmp::Ordering::Less) | None => self.last = Some(spelled),
        }
        Ok(Some(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 8949, appendix A.
    #[test]
    fn numbers_are_written_and_read_as_in_the_standard() {
        for (value, bytes) in [
            (0, &b"\x00"[..]),
            (23, b"\x17"),
            (24, b"\x18\x18"),
            (100, b"\x18\x64"),
            (1000, b"\x19\x03\xe8"),
            (1_000_000, b"\x1a\x00\x0f\x42\x40"),
            (1_000_000_000_000, b"\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00"),
            (-1, b"\x20"),
            (-100, b"\x38\x63"),
            (-1000, b"\x39\x03\xe7"),
            (-70_001, b"\x3a\x00\x01\x11\x70"),
        ] {
            assert_eq!(Writer::default().signed(value).into_bytes(), bytes, "{value}");
            assert_eq!(Reader::new(bytes).signed(), Ok(value));
        }
    }

    #[test]
    fn every_other_spelling_is_refused_by_its_own_name() {
        let number = |bytes: &[u8]| Reader::new(bytes).signed();
        assert_eq!(number(b""), Err(CborFault::Truncated));
        assert_eq!(number(b"\x19\x01"), Err(CborFault::Truncated));
        assert_eq!(number(b"\x18\x17"), Err(CborFault::LongForm));
        assert_eq!(number(b"\x19\x00\xff"), Err(CborFault::LongForm));
        assert_eq!(number(b"\x1a\x00\x00\xff\xff"), Err(CborFault::LongForm));
        assert_eq!(number(b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff"), Err(CborFault::LongForm));
        assert_eq!(number(b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff"), Err(CborFault::NumberRange));
        assert_eq!(number(b"\x1c"), Err(CborFault::ReservedHead));
        assert_eq!(number(b"\x40"), Err(CborFault::WrongKind));
        assert_eq!(Reader::new(b"\x5f\x41a\xff").bytes(), Err(CborFault::IndefiniteLength));
        assert_eq!(Reader::new(b"\x9f\xff").array(), Err(CborFault::IndefiniteLength));
        assert_eq!(Reader::new(b"\x62\xc3\x28").text(), Err(CborFault::NotUtf8));
        assert_eq!(
            Reader::new(b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff").bytes(),
            Err(CborFault::Truncated)
        );
        assert_eq!(Reader::new(b"\x00").end(), Err(CborFault::TrailingBytes));
    }

    #[test]
    fn keys_stand_once_and_in_order() {
        let keys = |bytes: &[u8]| {
            let mut reader = Reader::new(bytes);
            let mut keys = reader.map()?;
            while keys.next(&mut reader)?.is_some() {}
            reader.end()
        };
        assert_eq!(keys(b"\xa3\x04\x06\x20"), Ok(()));
        assert_eq!(keys(b"\xa2\x04\x04"), Err(CborFault::DuplicateKey));
        assert_eq!(keys(b"\xa2\x06\x04"), Err(CborFault::UnsortedKeys));
        assert_eq!(keys(b"\xa1\x04\x06"), Err(CborFault::TrailingBytes));
        assert_eq!(keys(b"\xbf\xff"), Err(CborFault::IndefiniteLength));
    }

    #[test]
    fn null_is_null_and_not_a_number() {
        let nothing = Writer::default().null().into_bytes();
        assert_eq!(Reader::new(&nothing).or_null(Reader::unsigned), Ok(None));
        assert_eq!(Reader::new(b"\x05").or_null(Reader::unsigned), Ok(Some(5)));
        assert_eq!(Reader::new(b"\xf7").or_null(Reader::unsigned), Err(CborFault::WrongKind));
    }
}
