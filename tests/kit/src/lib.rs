//! Starts Handrail in tests: databases of their own, and (feature `suite`) the whole suite on a virtual
//! clock, with clients for any officer of the sample organisation.

pub mod database;
