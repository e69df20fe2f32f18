//! TLS from certificate files.

use super::ServeFault;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// Reads the chain and its key; TLS 1.2 and 1.3, HTTP/2 preferred.
pub(super) fn acceptor(certificates: &Path, key: &Path) -> Result<TlsAcceptor, ServeFault> {
    let broken = |file: &Path, fault: String| ServeFault::Certificate {
        file: file.display().to_string(),
        fault,
    };
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|fault| broken(certificates, fault.to_string()))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| broken(key, e.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|fault| broken(certificates, fault.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|fault| broken(certificates, fault.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
