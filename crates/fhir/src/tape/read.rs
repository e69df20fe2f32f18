//! Reading: from bytes to where their values stand.

use super::{DEPTH_MAX, FEW_MEMBERS, Kind, NotJson, Slot, escape, short, wide};
use std::collections::HashSet;

/// Room for a slot each so many bytes: fewer come to one in what is sent.
const BYTES_A_SLOT: usize = 12;

/// The slots of one JSON value, white space around it allowed.
pub(super) fn slots(bytes: &[u8]) -> Result<Vec<Slot>, NotJson> {
    let slots = Vec::with_capacity(bytes.len() / BYTES_A_SLOT + 4);
    let mut reader = Reader { bytes, at: 0, slots, depth: 0 };
    reader.blanks();
    reader.value()?;
    reader.blanks();
    if reader.at < bytes.len() {
        return Err(reader.malformed("nothing more"));
    }
    Ok(reader.slots)
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    slots: Vec<Slot>,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<(), NotJson> {
        match self.bytes.get(self.at) {
            Some(b'{') => self.within(Kind::Object),
            Some(b'[') => self.within(Kind::List),
            Some(b'"') => self.string(),
            Some(b't') => self.word(b"true", Kind::Truth),
            Some(b'f') => self.word(b"false", Kind::Truth),
            Some(b'n') => self.word(b"null", Kind::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.malformed("a value")),
        }
    }

    fn within(&mut self, kind: Kind) -> Result<(), NotJson> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(NotJson::TooDeep { at: self.at });
        }
        let slot = self.open(kind);
        let close = if kind == Kind::Object { b'}' } else { b']' };
        self.at += 1;
        self.blanks();
        if self.bytes.get(self.at) != Some(&close) {
            loop {
                if kind == Kind::Object {
                    self.key()?;
                }
                self.value()?;
                self.blanks();
                match self.bytes.get(self.at) {
                    Some(b',') => self.at += 1,
                    Some(byte) if *byte == close => break,
                    _ => return Err(self.malformed("a comma or the end")),
                }
                self.blanks();
            }
        }
        self.at += 1;
        self.depth -= 1;
        self.close(slot);
        if kind == Kind::Object { self.nothing_twice(slot) } else { Ok(()) }
    }

    fn key(&mut self) -> Result<(), NotJson> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.malformed("a name in quotes"));
        }
        let slot = self.slots.len();
        self.string()?;
        if self.slots.get(slot).is_some_and(|key| key.is_escaped) {
            return Err(self.malformed("a name written without backslashes"));
        }
        self.blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.malformed("a colon"));
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    fn string(&mut self) -> Result<(), NotJson> {
        self.at += 1;
        let slot = self.open(Kind::Text);
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let behind = self.bytes.get(self.at + 1..).unwrap_or_default();
                    let Some((_, length)) = escape(behind) else {
                        return Err(self.malformed("an escape that JSON knows"));
                    };
                    if let Some(slot) = self.slots.get_mut(slot) {
                        slot.is_escaped = true;
                    }
                    self.at += 1 + length;
                }
                Some(0..0x20) | None => return Err(self.malformed("the end of a string")),
                Some(_) => self.at += 1,
            }
        }
        self.close(slot);
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<(), NotJson> {
        if !self.bytes.get(self.at..).unwrap_or_default().starts_with(word) {
            return Err(self.malformed("true, false or null"));
        }
        let slot = self.open(kind);
        self.at += word.len();
        self.close(slot);
        Ok(())
    }

    fn number(&mut self) -> Result<(), NotJson> {
        let slot = self.open(Kind::Number);
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.close(slot);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let from = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(self.malformed("a digit")) }
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn open(&mut self, kind: Kind) -> usize {
        let start = short(self.at);
        self.slots.push(Slot { kind, is_escaped: false, start, end: start, next: 0 });
        self.slots.len() - 1
    }

    fn close(&mut self, slot: usize) {
        let (end, next) = (short(self.at), short(self.slots.len()));
        if let Some(slot) = self.slots.get_mut(slot) {
            slot.end = end;
            slot.next = next;
        }
    }

    fn nothing_twice(&self, object: usize) -> Result<(), NotJson> {
        let mut few: Vec<&[u8]> = Vec::with_capacity(FEW_MEMBERS);
        let mut many: HashSet<&[u8]> = HashSet::new();
        let mut at = object + 1;
        while let (Some(key), Some(value)) = (self.slots.get(at), self.slots.get(at + 1)) {
            let name = self.bytes.get(wide(key.start)..wide(key.end)).unwrap_or_default();
            let is_room = few.len() < FEW_MEMBERS;
            if few.contains(&name) || !is_room && !many.insert(name) {
                let key_text = String::from_utf8_lossy(name).into_owned();
                return Err(NotJson::Twice { key: key_text, at: wide(key.start) });
            }
            if is_room {
                few.push(name);
            }
            at = wide(value.next);
        }
        Ok(())
    }

    fn malformed(&self, what: &'static str) -> NotJson {
        NotJson::Malformed { at: self.at, what }
    }
}
