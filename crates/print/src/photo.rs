//! A photograph for a card. It goes into the file as the JPEG that it came as.

use crate::PrintFault;
use std::fmt;

/// A photograph whose size was read and whose bytes were not opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    pub(crate) jpeg: Vec<u8>,
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) is_grey: bool,
}

/// A face of 22 × 28 mm at 300 dpi takes a tenth of it.
pub const PHOTO_BYTES_MAX: usize = 512 * 1024;

impl Photo {
    /// A photograph the right way up: what a camera notes beside it about turning is not read.
    ///
    /// # Errors
    /// `PrintFault::Photo` above [`PHOTO_BYTES_MAX`], and for anything but a JPEG of eight bits
    /// in grey or in colours of a screen.
    pub fn new(jpeg: Vec<u8>) -> Result<Self, PrintFault> {
        if jpeg.len() > PHOTO_BYTES_MAX {
            return Err(PrintFault::Photo(format!("more than {PHOTO_BYTES_MAX} bytes")));
        }
        let (width, height, is_grey) =
            frame(&jpeg).ok_or_else(|| PrintFault::Photo("not a JPEG that is printed".into()))?;
        Ok(Self { jpeg, width, height, is_grey })
    }
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹{} × {}›", self.width, self.height)
    }
}

/// Width, height, and whether it is grey, as the header of its frame says.
/// Source: ITU-T T.81, annex B.2.2; of its ways of coding, those that PDF takes.
fn frame(jpeg: &[u8]) -> Option<(u16, u16, bool)> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (marker, after) = rest.strip_prefix(&[0xff])?.split_first()?;
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let segment = after.get(2..length)?;
        match marker {
            0xc0..=0xc2 => return frame_of(segment),
            // The picture itself begins, and no frame was said.
            0xda => return None,
            _ => rest = after.get(length..)?,
        }
    }
}

fn frame_of(segment: &[u8]) -> Option<(u16, u16, bool)> {
    let [8, high, low, left, right, colours, ..] = segment else { return None };
    let height = u16::from_be_bytes([*high, *low]);
    let width = u16::from_be_bytes([*left, *right]);
    let is_grey = match colours {
        1 => true,
        3 => false,
        _ => return None,
    };
    (width > 0 && height > 0).then_some((width, height, is_grey))
}
