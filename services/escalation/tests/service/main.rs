//! The service on real sockets and databases, following the journals of stand-ins for intake and
//! transfers.
#![cfg(test)]

mod support;

mod calls;
mod climbing;
mod clocks;
mod kept;
mod opening;
mod upgrading;
