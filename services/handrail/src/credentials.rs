//! Synthetic credentials, for evaluation and tests: an authority whose certificates the services show, and
//! an issuer whose tokens callers show. A real deployment has both already.

mod authority;
mod files;
mod issuer;

pub use authority::{Authority, Certified};
pub use files::{Made, make};
pub use issuer::{AUDIENCE, Grant, ISSUER, Issuer};

/// Why credentials can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// A name that a certificate can't have.
    #[error("a certificate can't be for \"{0}\": give host names or addresses")]
    Name(String),
    /// Not the key of an issuer.
    #[error("{0}: not a private key on P-256 in PEM (PKCS #8)")]
    Key(String),
    /// Cryptography failed.
    #[error("a {what} can't be made: {why}")]
    Unmade {
        /// What it would have been.
        what: &'static str,
        /// What the library says.
        why: String,
    },
    /// Files that are there already.
    #[error("there already: {}; they are replaced with --force alone", .0.join(", "))]
    Exist(Vec<String>),
    /// A file or folder can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
}
