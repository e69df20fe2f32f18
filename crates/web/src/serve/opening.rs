//! The first bytes of a connection. They say which HTTP is spoken, and whoever waits for them
//! without a clock waits for ever.

use bytes::{Bytes, BytesMut};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// How HTTP/2 begins. Source: RFC 9113, section 3.4.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection on which enough was said to know the HTTP; what was read is given back first.
pub(super) struct Opened<S> {
    first: Bytes,
    stream: S,
}

impl<S: AsyncRead + Unpin> Opened<S> {
    /// Reads until what was said is no beginning of HTTP/2, or the whole of it.
    pub(super) async fn of(mut stream: S) -> io::Result<Self> {
        let mut first = BytesMut::with_capacity(PREFACE.len());
        while first.len() < PREFACE.len() && PREFACE.starts_with(&first) {
            if stream.read_buf(&mut first).await? == 0 {
                break;
            }
        }
        Ok(Self { first: first.freeze(), stream })
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Opened<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.first.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, into);
        }
        let now = self.first.len().min(into.remaining());
        into.put_slice(&self.first.split_to(now));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Opened<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::io::AsyncWriteExt;

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn what_was_read_to_know_the_language_is_given_back_first() {
        let whole = [PREFACE, &b"settings"[..]].concat();
        let all: [&[u8]; 6] = [b"GET / HTTP/1.1\r\n\r\n", b"G", b"PRX", b"", PREFACE, &whole];
        for said in all {
            let (mut theirs, ours) = tokio::io::duplex(5);
            let sent = said.to_vec();
            let sending = tokio::spawn(async move { theirs.write_all(&sent).await });
            let mut heard = Vec::new();
            Opened::of(ours).await.unwrap().read_to_end(&mut heard).await.unwrap();
            assert_eq!(heard, said);
            sending.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn silence_and_half_a_beginning_of_http_2_are_waited_for() {
        let all: [&[u8]; 3] = [b"", b"P", b"PRI * HT"];
        for said in all {
            let (mut theirs, ours) = tokio::io::duplex(64);
            theirs.write_all(said).await.unwrap();
            assert!(tokio::time::timeout(SHORT, Opened::of(ours)).await.is_err());
        }
    }
}
