//! Handrail in one process, and its command line.

pub mod cli;

pub mod caseload;

pub mod client;
pub mod contract;
pub mod credentials;
pub mod exit;
pub mod journey;

pub mod render;
pub mod suite;
pub mod virtual_time;
