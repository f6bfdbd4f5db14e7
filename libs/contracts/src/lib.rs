//! The contracts of the Handrail services: generated messages and calls, their conversion from and
//! to the domain, and the errors that clients see.

mod generated;
pub mod obligation;
pub mod parse;
pub mod status;
pub mod time;

pub use generated::*;

/// The encoded descriptors of every contract, for reflection.
pub const DESCRIPTORS: &[u8] = tonic::include_file_descriptor_set!("descriptors");
