//! The ledger on real databases: every test runs on SQLite and, where there is one, on PostgreSQL.
#![cfg(test)]

mod support;

mod commands;
mod feed;
mod follower;
mod hash;
mod journal;
mod list;
mod timer;
mod verify;
