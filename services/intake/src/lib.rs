//! The front door: registers what is told about children and finds the team it belongs to.

pub mod contact;
