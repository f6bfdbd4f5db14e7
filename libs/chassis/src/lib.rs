//! What every service is bolted to: time and ids, configuration, identity, telemetry, database,
//! lifecycle, background work and the server's edge.
//!
//! Nothing here knows about children, transfers or the protocol; nothing outside here reads the
//! clock, draws a random number or spawns a task.

pub mod world;

pub mod config;
pub mod identity;
pub mod tls;

pub mod server;

pub mod health;
pub mod probe;

pub mod peer;

pub mod lifecycle;
pub mod worker;

pub mod reload;

pub mod database;
pub mod telemetry;

mod acceptor;
mod edge;
