//! Forms that carry a file. They are read with limits, and whoever sends too much hears why: a
//! browser that is cut off in the middle of sending shows a page of its own.

use crate::crowd::{Crowd, Inside};
use crate::desk::Visitor;
use crate::forms::{Fields, hex};
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use nabz_kernel::refusal::Refused;
use nabz_kernel::visitor::VisitorAddress;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// As much as a form says beside its file.
const FIELDS_BYTES_MAX: usize = 64 * 1024;
/// So much is let pass that nobody keeps: more than the largest picture of a phone. Whoever sends
/// still more is cut off.
const PASSED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Files that are taken in at once; each lies in memory until it is kept.
const UPLOADS_MAX: usize = 64;
/// Of one address: a family and its neighbours behind one line.
const UPLOADS_OF_ONE_MAX: usize = 8;

/// Who sends a file at this moment.
pub(crate) struct Uploads {
    seats: Arc<Semaphore>,
    crowd: Crowd,
}

impl Default for Uploads {
    fn default() -> Self {
        let seats = Arc::new(Semaphore::new(UPLOADS_MAX));
        Self { seats, crowd: Crowd::of(UPLOADS_OF_ONE_MAX) }
    }
}

impl Uploads {
    /// A place for one more, kept until it is dropped.
    fn place(&self, address: Option<VisitorAddress>) -> Option<(OwnedSemaphorePermit, Inside)> {
        let inside = self.crowd.enter(address)?;
        let seat = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        Some((seat, inside))
    }
}

/// A form with a field for a file, or with several of which one is filled. What the file was called
/// is not kept.
pub struct Upload {
    fields: Fields,
    file: Sent,
}

/// What came in place of a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Sent {
    /// None was chosen.
    Nothing,
    /// One, all of it; there may be nothing in it.
    One(Bytes),
    /// More than the page takes.
    TooLarge,
    /// More than one.
    Several,
}

impl Sent {
    /// With what came in one more field.
    fn and(self, has_name: bool, bytes: Bytes) -> Self {
        match self {
            // A field in which nothing was chosen is sent without a name and without a byte.
            before if !has_name && bytes.is_empty() => before,
            Self::Nothing => Self::One(bytes),
            Self::One(_) | Self::TooLarge | Self::Several => Self::Several,
        }
    }
}

impl Upload {
    /// Reads a form whose file has at most so many bytes. Its key is bound to the file as to every
    /// other field, by its digest.
    ///
    /// Refuses with `WEB-010` when too many files come at once, and with `WEB-002` what is no such
    /// form. A file that is too large is no refusal: the page says so where it was chosen.
    pub async fn read(visitor: &Visitor, request: Request, most: usize) -> Result<Self, Problem> {
        let Some(_place) = visitor.app().uploads().place(visitor.address()) else {
            discard(request).await;
            return Err(Refused::plain("WEB-010").busy().into());
        };
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let taken = take(body, most.saturating_add(FIELDS_BYTES_MAX)).await?;
        let form = form(&parts.headers, taken.bytes).await?;
        Self::of(form, (path, taken.whole)).await
    }

    /// Of a form that is not whole, the fields before its file are read.
    async fn of(mut form: Multipart, (path, whole): (String, bool)) -> Result<Self, Problem> {
        let (mut list, mut file) = (Vec::new(), Sent::Nothing);
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => break,
                Err(_) if !whole => break,
                Err(_) => return Err(unreadable()),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let called = field.file_name().map(|called| !called.is_empty());
            let bytes = match field.bytes().await {
                Ok(bytes) => bytes,
                Err(_) if !whole => break,
                Err(_) => return Err(unreadable()),
            };
            if let Some(has_name) = called {
                let digest: [u8; 32] = Sha256::digest(&bytes).into();
                list.push((name, hex(&digest)));
                file = file.and(has_name, bytes);
            } else {
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())?;
                list.push((name, text));
            }
        }
        let file = if whole { file } else { Sent::TooLarge };
        Ok(Self { fields: Fields::sent(list, path), file })
    }

    /// What stands in the other fields; a field for a file holds the digest of what was chosen.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The file.
    pub fn file(&self) -> &Sent {
        &self.file
    }
}

/// Lets pass what a browser sends and nobody reads, so that it hears the answer.
pub async fn discard(request: Request) {
    drop(take(request.into_body(), 0).await);
}

/// What was taken in of a body.
struct Taken {
    bytes: Vec<u8>,
    /// Whether that is all of it.
    whole: bool,
}

/// Takes in so many bytes, and lets the rest pass.
async fn take(body: Body, most: usize) -> Result<Taken, Problem> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut passed) = (Vec::new(), 0_usize);
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| unreadable())?;
        let room = most.saturating_sub(bytes.len()).min(part.len());
        let (kept, rest) = part.split_at(room);
        bytes.extend_from_slice(kept);
        passed = passed.saturating_add(rest.len());
        if passed > PASSED_BYTES_MAX {
            break;
        }
    }
    Ok(Taken { bytes, whole: passed == 0 })
}

async fn form(headers: &HeaderMap, bytes: Vec<u8>) -> Result<Multipart, Problem> {
    let mut request = Request::new(Body::from(bytes));
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    // It was measured when it was taken in.
    DefaultBodyLimit::disable().apply(&mut request);
    Multipart::from_request(request, &()).await.map_err(|_| unreadable())
}

fn unreadable() -> Problem {
    Refused::plain("WEB-002").invalid().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_sends_so_many_files_at_once_and_others_still_find_a_place() {
        let [one, other] = ["203.0.113.7", "203.0.113.8"]
            .map(|address| Some(VisitorAddress::of(address.parse().unwrap())));
        let uploads = Uploads::default();
        let theirs: Vec<_> = (0..=UPLOADS_OF_ONE_MAX).map(|_| uploads.place(one)).collect();
        assert_eq!(theirs.iter().flatten().count(), UPLOADS_OF_ONE_MAX);
        assert!(uploads.place(other).is_some());
        drop(theirs);
        assert!(uploads.place(one).is_some());
        let all: Vec<_> = (0..=UPLOADS_MAX).map(|_| uploads.place(None)).collect();
        assert_eq!(all.iter().flatten().count(), UPLOADS_MAX);
    }
}
