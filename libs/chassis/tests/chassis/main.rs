//! The chassis on real sockets, files and databases.
#![cfg(test)]

mod service;

mod calls;
mod config;
mod database;
mod health;
mod identity;
mod lifecycle;
mod limits;
mod reload;
mod shutdown;
mod worker;
mod world;
