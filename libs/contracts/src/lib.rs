//! The contracts of the Handrail services: generated messages and calls, their conversion from and
//! to the domain, and the errors that clients see.

pub mod parse;
pub mod status;
pub mod time;

/// The encoded descriptors of every contract, for reflection.
pub const DESCRIPTORS: &[u8] = tonic::include_file_descriptor_set!("descriptors");

/// Generated code, one module a package; its documentation is the proto's.
mod generated;

pub use generated::*;
