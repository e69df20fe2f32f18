//! The socket: HTTP/1.1 and HTTP/2, over TLS of ours or a proxy's, until asked to stop.

mod opening;
mod tls;

use crate::crowd::{Crowd, Inside};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use nabz_kernel::visitor::VisitorAddress;
use opening::Opened;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Browsers of a whole hospital with their streams; the next one waits in the kernel's queue.
const CONNECTIONS_MAX: usize = 8_192;
/// Of one address, so that nobody alone takes all of them.
const CONNECTIONS_OF_ONE_MAX: usize = 256;
/// Before its first bytes, and again before its headers are whole, a client that says nothing
/// holds a connection no longer than this.
const HEADERS_SECONDS_MAX: u64 = 15;
const HANDSHAKE_SECONDS_MAX: u64 = 10;
/// Answers that have begun may finish; streams to waiting halls never would.
const GOODBYE_SECONDS_MAX: u64 = 5;
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Who speaks TLS, if anyone. Cookies, cameras and service workers need it everywhere but on the
/// machine itself.
#[derive(Clone, Debug)]
pub enum Tls {
    /// Nobody: only this machine can reach us.
    Loopback,
    /// A proxy in front of us, on this machine or at one of these addresses. Only what comes from
    /// there says for whom it asks.
    InFront {
        /// Those of other machines.
        proxies: Vec<IpAddr>,
    },
    /// We do, with these two PEM files.
    Ours {
        /// The chain, our own certificate first.
        certificates: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
}

/// Why the socket could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// Others could reach the address and read what it says.
    #[error(
        "{0} can be reached from other machines: give certificate files, or let a proxy in front speak TLS"
    )]
    Unprotected(SocketAddr),
    /// The address is taken or not ours.
    #[error("{address}: {fault}")]
    Address {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// What the system says.
        fault: std::io::Error,
    },
    /// The PEM files do not hold a chain and its key.
    #[error("{file}: {fault}")]
    Certificate {
        /// Which file.
        file: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// A socket that is bound and not yet served, so that its address can be said first.
pub struct Bound {
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    address: SocketAddr,
    /// Where there is a proxy in front of us: its addresses besides loopback.
    proxies: Option<Vec<IpAddr>>,
    crowd: Crowd,
    patience: Duration,
}

impl Bound {
    /// Binds.
    ///
    /// # Errors
    /// When the address is not a loopback one and nobody speaks TLS; when it is taken; when the
    /// certificate files cannot be used.
    pub async fn bind(address: SocketAddr, tls: &Tls) -> Result<Self, ServeFault> {
        let acceptor = match tls {
            Tls::Loopback if !address.ip().is_loopback() => {
                return Err(ServeFault::Unprotected(address));
            }
            Tls::Loopback | Tls::InFront { .. } => None,
            Tls::Ours { certificates, key } => Some(tls::acceptor(certificates, key)?),
        };
        let bound = TcpListener::bind(address).await;
        let listener = bound.map_err(|fault| ServeFault::Address { address, fault })?;
        let address = listener.local_addr().unwrap_or(address);
        let proxies = match tls {
            Tls::InFront { proxies } => Some(proxies.iter().map(IpAddr::to_canonical).collect()),
            Tls::Loopback | Tls::Ours { .. } => None,
        };
        let crowd = Crowd::of(CONNECTIONS_OF_ONE_MAX);
        let patience = Duration::from_secs(HEADERS_SECONDS_MAX);
        Ok(Self { listener, acceptor, address, proxies, crowd, patience })
    }

    /// What to type into a browser on this machine.
    pub fn url(&self) -> String {
        let scheme = if self.acceptor.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Serves until `stop` is done, then lets every answer that has begun reach its reader.
    pub async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        let free = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let graceful = GracefulShutdown::new();
        let (open, closing) = watch::channel(());
        let mut stop = pin!(stop);
        loop {
            let Ok(seat) = Arc::clone(&free).acquire_owned().await else { break };
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut stop => break,
            };
            let Ok((stream, peer)) = accepted else {
                // Out of file handles, or a client that was gone already: neither lasts.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let peer = peer.ip().to_canonical();
            let Some(place) = self.place_of(peer) else {
                tracing::debug!("one address has as many connections as it may have");
                continue;
            };
            let line = Line {
                router: router.clone(),
                watcher: graceful.watcher(),
                closing: closing.clone(),
                peer,
                behind_proxy: self.is_proxy(peer),
                patience: self.patience,
                _seats: (seat, place),
            };
            tokio::spawn(line.answer(stream, self.acceptor.clone()));
        }
        drop((self.listener, open));
        let goodbye = Duration::from_secs(GOODBYE_SECONDS_MAX);
        if tokio::time::timeout(goodbye, graceful.shutdown()).await.is_err() {
            tracing::debug!("streams were cut off at the end");
        }
    }

    /// Whether it is believed for whom it asks.
    fn is_proxy(&self, peer: IpAddr) -> bool {
        let named = |proxies: &Vec<IpAddr>| peer.is_loopback() || proxies.contains(&peer);
        self.proxies.as_ref().is_some_and(named)
    }

    /// A place for one more connection, unless its address has as many as it may. A proxy brings
    /// everybody's, and this machine is no stranger.
    fn place_of(&self, peer: IpAddr) -> Option<Inside> {
        let is_near = peer.is_loopback() || self.is_proxy(peer);
        self.crowd.enter((!is_near).then(|| VisitorAddress::of(peer)))
    }
}

/// One connection.
struct Line {
    router: Router,
    watcher: Watcher,
    /// Ends when no more connections are taken.
    closing: watch::Receiver<()>,
    peer: IpAddr,
    behind_proxy: bool,
    patience: Duration,
    _seats: (OwnedSemaphorePermit, Inside),
}

impl Line {
    async fn answer(self, stream: TcpStream, acceptor: Option<TlsAcceptor>) {
        // A small answer is sent at once: a counter waits for it.
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!("{fault}");
        }
        let Some(acceptor) = acceptor else { return self.hear(stream).await };
        let patience = Duration::from_secs(HANDSHAKE_SECONDS_MAX);
        match tokio::time::timeout(patience, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => self.hear(stream).await,
            Ok(Err(fault)) => tracing::debug!("a TLS handshake failed: {fault}"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    /// Waits for the first bytes: the server behind this has no clock before it knows the HTTP.
    async fn hear(mut self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let opening = tokio::time::timeout(self.patience, Opened::of(stream));
        let opened = tokio::select! {
            opened = opening => opened,
            _ = self.closing.changed() => return,
        };
        match opened {
            Ok(Ok(stream)) => self.speak(stream).await,
            Ok(Err(fault)) => tracing::debug!("a connection ended early: {fault}"),
            Err(_) => tracing::debug!("a connection was opened, and nothing was said"),
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (router, peer, behind_proxy) = (self.router, self.peer, self.behind_proxy);
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = Request::from(request.map(axum::body::Body::new));
            let told = behind_proxy.then(|| forwarded(request.headers())).flatten();
            let visitor = told.unwrap_or_else(|| VisitorAddress::of(peer));
            request.extensions_mut().insert(visitor);
            router.clone().oneshot(request)
        });
        let mut builder = auto::Builder::new(TokioExecutor::new());
        let patience = self.patience;
        builder.http1().timer(TokioTimer::new()).header_read_timeout(patience);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(Some(patience));
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        if let Err(fault) = self.watcher.watch(connection).await {
            tracing::debug!("a connection ended: {fault}");
        }
    }
}

/// For whom the proxy asks. It may write a line of its own behind one that was sent to it.
fn forwarded(headers: &HeaderMap) -> Option<VisitorAddress> {
    let last = headers.get_all(FORWARDED_FOR).into_iter().next_back()?;
    VisitorAddress::forwarded(last.to_str().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Extension;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Longer than any of this takes, and shorter than a goodbye to whom nobody closes.
    const LONG: Duration = Duration::from_secs(3);

    #[tokio::test]
    async fn an_address_that_others_can_reach_is_refused_without_tls() {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let refused = Bound::bind(everywhere, &Tls::Loopback).await;
        assert!(matches!(refused, Err(ServeFault::Unprotected(_))));
        assert!(Bound::bind(everywhere, &in_front(&[])).await.is_ok());
    }

    #[tokio::test]
    async fn an_answer_that_has_begun_is_finished_after_the_wish_to_stop() {
        let slow = get(async || {
            tokio::time::sleep(Duration::from_millis(150)).await;
            "done"
        });
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let bound = Bound::bind(here, &Tls::Loopback).await.unwrap();
        let address = bound.address;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let router = Router::new().route("/", slow);
        let served = tokio::spawn(bound.serve(router, async { drop(stopped.await) }));
        let asked = tokio::spawn(ask(address));
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.send(()).unwrap();
        assert!(asked.await.unwrap().ends_with("done"));
        served.await.unwrap();
    }

    #[tokio::test]
    async fn who_asks_is_said_by_the_socket_and_by_a_proxy_only_where_there_is_one() {
        let said = "X-Forwarded-For: 10.9.8.7\r\nX-Forwarded-For: 10.9.8.7, 203.0.113.7\r\n";
        for (tls, seen) in [(Tls::Loopback, "127.0.0.1"), (in_front(&[]), "203.0.113.7")] {
            let here = SocketAddr::from(([127, 0, 0, 1], 0));
            let bound = Bound::bind(here, &tls).await.unwrap();
            let address = bound.address;
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let router = Router::new().route("/", get(whoever));
            let served = tokio::spawn(bound.serve(router, async { drop(stopped.await) }));
            assert!(ask_saying(address, said).await.ends_with(seen), "{tls:?}");
            stop.send(()).unwrap();
            served.await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_proxy_on_another_machine_is_believed_when_it_was_named() {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let [named, other, loopback] =
            ["203.0.113.7", "203.0.113.8", "::1"].map(|text| text.parse::<IpAddr>().unwrap());
        let bound = Bound::bind(here, &in_front(&[named])).await.unwrap();
        assert!(bound.is_proxy(named) && bound.is_proxy(loopback));
        assert!(!bound.is_proxy(other));
        let alone = Bound::bind(here, &Tls::Loopback).await.unwrap();
        assert!(!alone.is_proxy(named) && !alone.is_proxy(loopback));
    }

    #[tokio::test]
    async fn one_address_has_no_more_than_its_share_of_connections() {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let [proxy, one, other] =
            ["203.0.113.7", "203.0.113.8", "203.0.113.9"].map(|text| text.parse().unwrap());
        let bound = Bound::bind(here, &in_front(&[proxy])).await.unwrap();
        let many = |peer| -> Vec<Option<Inside>> {
            (0..=CONNECTIONS_OF_ONE_MAX).map(|_| bound.place_of(peer)).collect()
        };
        let theirs = many(one);
        assert_eq!(theirs.iter().filter(|place| place.is_some()).count(), CONNECTIONS_OF_ONE_MAX);
        assert!(bound.place_of(other).is_some());
        assert!(many(proxy).iter().all(Option::is_some), "it brings everybody's");
        assert!(many(here.ip()).iter().all(Option::is_some));
        drop(theirs);
        assert!(bound.place_of(one).is_some());
    }

    #[tokio::test]
    async fn a_connection_that_says_too_little_is_closed() {
        for said in ["", "PRI * HT", "GET / HT"] {
            let here = SocketAddr::from(([127, 0, 0, 1], 0));
            let mut bound = Bound::bind(here, &Tls::Loopback).await.unwrap();
            bound.patience = Duration::from_millis(50);
            let address = bound.address;
            tokio::spawn(bound.serve(Router::new(), std::future::pending()));
            let mut line = TcpStream::connect(address).await.unwrap();
            line.write_all(said.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let ended = tokio::time::timeout(LONG, line.read_to_end(&mut answer)).await;
            assert!(ended.is_ok(), "{said} holds its seat");
        }
    }

    #[tokio::test]
    async fn a_connection_that_says_nothing_delays_no_goodbye() {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let bound = Bound::bind(here, &Tls::Loopback).await.unwrap();
        let address = bound.address;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(bound.serve(Router::new(), async { drop(stopped.await) }));
        let _line = TcpStream::connect(address).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.send(()).unwrap();
        tokio::time::timeout(LONG, served).await.unwrap().unwrap();
    }

    fn in_front(proxies: &[IpAddr]) -> Tls {
        Tls::InFront { proxies: proxies.to_vec() }
    }

    async fn whoever(Extension(visitor): Extension<VisitorAddress>) -> String {
        visitor.to_string()
    }

    async fn ask(address: SocketAddr) -> String {
        ask_saying(address, "").await
    }

    async fn ask_saying(address: SocketAddr, headers: &str) -> String {
        let mut line = TcpStream::connect(address).await.unwrap();
        let asked = format!("GET / HTTP/1.1\r\nHost: here\r\n{headers}Connection: close\r\n\r\n");
        line.write_all(asked.as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        answer
    }
}
