//! The nouns of papers that a family sends ahead.

use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// So many papers of one person wait or fit: one of each thing that a counter asks to see. The table
/// holds no more.
pub const SCANS_A_PERSON_MAX: usize = 3;
/// So many of one family, that is with one phone: a household of four with three each.
pub const SCANS_A_FAMILY_MAX: usize = 12;
/// The largest file, in bytes: a page that is photographed and made smaller on the phone has half a
/// million.
pub const SCAN_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The same in megabytes, as a sentence says it.
pub const SCAN_MEGABYTES_MAX: usize = 2;

id!(
    /// One paper that was sent.
    ScanId,
    ScanMark
);

words!(
    /// Which paper it is, as whoever sent it says. There is no kind for Aadhaar.
    ScanKind {
        /// Who somebody is, with a picture of them.
        Identity = "identity",
        /// Where they live.
        Residence = "residence",
        /// When they were born.
        Birth = "birth",
        /// राशन कार्ड
        RationCard = "ration-card",
        /// मतदाता पहचान पत्र
        VoterCard = "voter-card",
        /// जन्म पंजीकरण
        BirthRegistration = "birth-registration",
        /// Another one.
        Other = "other",
    }
);

words!(
    /// What a file is.
    ScanFormat {
        /// A photograph.
        Jpeg = "jpeg",
        /// A picture without loss.
        Png = "png",
        /// A document.
        Pdf = "pdf",
    }
);

words!(
    /// Why a paper does not fit.
    Misfit {
        /// Too dark, too small or blurred.
        Unreadable = "unreadable",
        /// A side or an edge is not on it.
        PartMissing = "part-missing",
        /// Another name stands on it.
        OfSomebodyElse = "of-somebody-else",
        /// It is not the paper that it was said to be.
        AnotherPaper = "another-paper",
        /// Its time is over.
        OutOfDate = "out-of-date",
        /// An Aadhaar card, which is not kept.
        Aadhaar = "aadhaar",
    }
);

impl ScanFormat {
    /// What the first bytes of a file say; its name and what a browser says of it do not count.
    ///
    /// Sources: ITU-T T.81 (1992), annex B: SOI and the next marker; W3C, PNG (third edition), 5.2;
    /// ISO 32000-2 (2020), 7.5.2.
    pub fn of_first_bytes(bytes: &[u8]) -> Option<Self> {
        const JPEG: &[u8] = &[0xff, 0xd8, 0xff];
        const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
        const PDF: &[u8] = b"%PDF-";
        [(JPEG, Self::Jpeg), (PNG, Self::Png), (PDF, Self::Pdf)]
            .into_iter()
            .find_map(|(begins, format)| bytes.starts_with(begins).then_some(format))
    }

    /// As an answer names it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// As people call it, in either language.
    pub const fn called(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Pdf => "PDF",
        }
    }
}

/// A file that can be kept. Its `Debug` hides what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct ScanFile {
    format: ScanFormat,
    size: u32,
    digest: [u8; 32],
    bytes: Vec<u8>,
}

impl ScanFile {
    /// Reads what was sent.
    ///
    /// Refuses with `SCN-002` an empty file, with `SCN-003` one that is neither JPEG nor PNG nor PDF,
    /// and with `SCN-004` one of more than [`SCAN_BYTES_MAX`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, ScanRefusal> {
        if bytes.is_empty() {
            return Err(ScanRefusal::Empty);
        }
        if bytes.len() > SCAN_BYTES_MAX {
            return Err(ScanRefusal::TooLarge);
        }
        let format = ScanFormat::of_first_bytes(&bytes).ok_or(ScanRefusal::NoSuchFormat)?;
        let size = u32::try_from(bytes.len()).map_err(|_| ScanRefusal::TooLarge)?;
        let digest = Sha256::digest(&bytes).into();
        Ok(Self { format, size, digest, bytes })
    }

    /// What it is.
    pub const fn format(&self) -> ScanFormat {
        self.format
    }

    /// In bytes.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// Its SHA-256.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for ScanFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ‹hidden›", self.format.word())
    }
}

/// A paper that somebody wants to send.
#[derive(Clone, Debug)]
pub struct NewScan {
    /// Whose family sends it.
    pub phone: Mobile,
    /// Whose paper it is.
    pub person: PersonId,
    /// Which.
    pub kind: ScanKind,
    /// The file.
    pub file: ScanFile,
}

/// A paper that was sent; the file is asked for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Which.
    pub id: ScanId,
    /// Whose.
    pub person: PersonId,
    /// Which paper it is said to be.
    pub kind: ScanKind,
    /// What the file is.
    pub format: ScanFormat,
    /// In bytes.
    pub size: u32,
    /// When it was sent.
    pub sent_at: Instant,
    /// When it is taken away.
    pub until: Instant,
    /// What was said of it.
    pub state: ScanState,
}

impl Scan {
    /// Whether its file is there.
    pub fn has_file(&self) -> bool {
        match self.state {
            ScanState::Waits => true,
            ScanState::Judged(judged) => judged.verdict != Verdict::Misfit(Misfit::Aadhaar),
        }
    }

    /// Whether it counts among those that a person and a family may have: it waits or fits.
    pub fn takes_a_place(&self) -> bool {
        match self.state {
            ScanState::Waits => true,
            ScanState::Judged(judged) => judged.verdict == Verdict::Fits,
        }
    }
}

/// Where a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanState {
    /// Nobody has decided.
    Waits,
    /// Somebody has.
    Judged(Judged),
}

/// What an office said of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What.
    pub verdict: Verdict,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// What can be said of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was seen, and shows what it is to show.
    Fits,
    /// It does not, and why.
    Misfit(Misfit),
}

impl Verdict {
    /// As the table spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Misfit(why) => why.word(),
        }
    }

    /// The value of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        if word == Self::Fits.word() {
            return Some(Self::Fits);
        }
        Misfit::of_word(word).map(Self::Misfit)
    }
}

/// That one of the staff has opened a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who.
    pub staff: StaffId,
    /// When first.
    pub at: Instant,
}

/// How it stands with the papers that a family sent of somebody, for one of the staff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// So many wait.
    pub waiting: u32,
    /// So many of these they have not opened.
    pub unopened: u32,
    /// About so many somebody has decided.
    pub judged: u32,
}

/// Why a paper is not taken, opened or decided about. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanRefusal {
    /// No file was chosen.
    NoFile,
    /// There is nothing in the file.
    Empty,
    /// The first bytes are those of no format that is taken.
    NoSuchFormat,
    /// The file is larger than one that is taken.
    TooLarge,
    /// Several files came at once.
    Several,
    /// Nobody said which paper it is.
    NoKind,
    /// As many of this person wait or fit as may.
    PersonIsFull,
    /// As many of this family do.
    FamilyIsFull,
    /// The same file of the same person is there.
    Known,
    /// There is no such paper, or not any more.
    NoSuchScan,
    /// An office has decided about it meanwhile.
    Judged,
    /// Nobody said why it does not fit.
    NoReason,
    /// Whoever decides has not opened it.
    NotOpened,
    /// The file was of an Aadhaar card and is gone.
    NoFileLeft,
    /// Others were sent in its place.
    NoRoom,
}

impl From<ScanRefusal> for Refused {
    fn from(refusal: ScanRefusal) -> Self {
        match refusal {
            ScanRefusal::NoFile => Self::plain("SCN-001").invalid(),
            ScanRefusal::Empty => Self::plain("SCN-002").invalid(),
            ScanRefusal::NoSuchFormat => Self::plain("SCN-003").invalid(),
            ScanRefusal::TooLarge => {
                Self::plain("SCN-004").invalid().with("most", SCAN_MEGABYTES_MAX)
            }
            ScanRefusal::Several => Self::plain("SCN-005").invalid(),
            ScanRefusal::NoKind => Self::plain("SCN-006").invalid(),
            ScanRefusal::PersonIsFull => Self::plain("SCN-007").with("most", SCANS_A_PERSON_MAX),
            ScanRefusal::FamilyIsFull => Self::plain("SCN-008").with("most", SCANS_A_FAMILY_MAX),
            ScanRefusal::Known => Self::plain("SCN-009"),
            ScanRefusal::NoSuchScan => Self::plain("SCN-010").missing(),
            ScanRefusal::Judged => Self::plain("SCN-011"),
            ScanRefusal::NoReason => Self::plain("SCN-012").invalid(),
            ScanRefusal::NotOpened => Self::plain("SCN-013"),
            ScanRefusal::NoFileLeft => Self::plain("SCN-014"),
            ScanRefusal::NoRoom => Self::plain("SCN-015"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Result<ScanFormat, ScanRefusal>) {
        let read = ScanFile::parse(bytes.to_vec()).map(|file| file.format());
        assert_eq!(read, expect, "{:?}", bytes.get(..bytes.len().min(12)));
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say_and_nothing_else_is_taken() {
        check(&[0xff, 0xd8, 0xff, 0xe0, 0, 16], Ok(ScanFormat::Jpeg));
        check(b"\x89PNG\r\n\x1a\n....", Ok(ScanFormat::Png));
        check(b"%PDF-1.7\n", Ok(ScanFormat::Pdf));
        check(b"", Err(ScanRefusal::Empty));
        for wrong in [
            &b"<!doctype html><script>"[..],
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"GIF89a",
            b"RIFF....WEBP",
            b"PK\x03\x04",
            b"\n%PDF-1.7",
            b"%PDF",
            b"\x89PNG\n",
            &[0xff, 0xd8],
        ] {
            check(wrong, Err(ScanRefusal::NoSuchFormat));
        }
    }

    #[test]
    fn the_largest_file_is_taken_and_one_byte_more_is_not() {
        let mut bytes = b"%PDF-".to_vec();
        bytes.resize(SCAN_BYTES_MAX, b' ');
        check(&bytes, Ok(ScanFormat::Pdf));
        bytes.push(b' ');
        check(&bytes, Err(ScanRefusal::TooLarge));
    }

    #[test]
    fn every_verdict_is_read_back_from_its_own_word() {
        let misfits = Misfit::ALL.iter().copied().map(Verdict::Misfit);
        for verdict in misfits.chain([Verdict::Fits]) {
            assert_eq!(Verdict::of_word(verdict.word()), Some(verdict));
        }
        assert_eq!(Verdict::of_word("waits"), None);
    }

    #[test]
    fn there_is_no_kind_for_aadhaar_and_no_file_stands_in_a_log() {
        assert!(ScanKind::ALL.iter().all(|kind| !kind.word().contains("aadhaar")));
        let file = ScanFile::parse(b"%PDF-1.7 Sunita Devi".to_vec()).unwrap();
        assert_eq!(format!("{file:?}"), "pdf: ‹hidden›");
    }
}
