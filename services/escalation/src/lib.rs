//! Disagreements between teams, and the management levels that must settle them.

pub mod dispute;
