//! TLS in both directions, from PEM files that may be replaced while the process runs.
//!
//! Files that can't be used are refused as a whole, and the old ones stay in use. There is one crypto
//! provider in a process, aws-lc-rs.

mod client;
mod pem;
mod server;

use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use tokio::io::{AsyncRead, AsyncWrite};

pub use self::client::{ClientTls, ClientTlsSettings};
pub use self::pem::KeyPairFiles;
pub use self::server::{ServerTls, ServerTlsSettings};

/// The one protocol that is spoken over TLS.
pub(crate) const ALPN: &[u8] = b"h2";

/// A connection, with or without TLS.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Makes aws-lc-rs the crypto provider of the process. Everything of ours does this before it needs
/// one; a program does it first of all, so that nothing else can choose another.
pub fn install_provider() {
    provider();
}

/// The crypto provider of the process.
fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let ours = PROVIDER.get_or_init(|| {
        let ours = rustls::crypto::aws_lc_rs::default_provider();
        // Whoever was faster can only have installed the same one: no other is in the build.
        let _ = ours.clone().install_default();
        Arc::new(ours)
    });
    Arc::clone(ours)
}
