//! TLS of our own, where no proxy speaks it.

use crate::ended::Ended;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// A client that opens a connection and says nothing holds no one up for longer.
const HANDSHAKE_SECONDS_MAX: u64 = 10;
const HANDSHAKES_WAITING_MAX: usize = 256;

type Shaken = (TlsStream<TcpStream>, SocketAddr);

/// Connections whose handshake is done; handshakes run beside each other.
pub(super) struct Listener {
    ready: mpsc::Receiver<Shaken>,
    address: SocketAddr,
}

impl Listener {
    pub(super) fn new(tcp: TcpListener, certificates: &Path, key: &Path) -> Result<Self, Ended> {
        let acceptor = TlsAcceptor::from(Arc::new(settings(certificates, key)?));
        let address = tcp.local_addr()?;
        let (done, ready) = mpsc::channel(HANDSHAKES_WAITING_MAX);
        tokio::spawn(async move {
            loop {
                let Ok((stream, from)) = tcp.accept().await else {
                    // Out of file handles: some will be given back.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let (acceptor, done) = (acceptor.clone(), done.clone());
                tokio::spawn(async move {
                    let limit = Duration::from_secs(HANDSHAKE_SECONDS_MAX);
                    if let Ok(Ok(stream)) =
                        tokio::time::timeout(limit, acceptor.accept(stream)).await
                    {
                        drop(done.send((stream, from)).await);
                    }
                });
            }
        });
        Ok(Self { ready, address })
    }
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Shaken {
        match self.ready.recv().await {
            Some(shaken) => shaken,
            // The accepting task ends only with the program.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}

fn settings(certificates: &Path, key: &Path) -> Result<ServerConfig, Ended> {
    let broken = |path: &Path, error: &dyn std::fmt::Display| {
        Ended::usage(format!("{}: {error}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| broken(certificates, &error))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| broken(key, &error))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| broken(certificates, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
