//! The rules of moving a child's plan between teams, as pure data and pure functions.
//!
//! Nothing here reads a clock, mints an id, touches a file or speaks a protocol: time, ids and
//! documents are handed in, decisions and explanations come out. The services wrap this crate in
//! I/O; the crate itself can be read, and tested, like the protocol.

pub mod calendar;
pub mod child;
pub mod clause;
pub mod deadline;
pub mod directory;
pub mod edition;
pub mod ids;
pub mod lead;
pub mod located;
pub mod obligation;
pub mod routing;
pub mod team;
pub mod text;
pub mod threshold;

pub use clause::{ClauseId, Strength};
pub use ids::*;
pub use located::Located;
pub use team::{Role, TeamKind};
