//! The transfer, given what happened and when somebody asks: what then? The names of the tests are the
//! clauses they prove.

pub(crate) mod case;
mod world;

mod asked;
mod checklist;
mod early_warning;
mod held;
mod moving;
mod refused;
mod reviews;
mod sequences;
mod siblings;
mod simulated;
mod wire;
