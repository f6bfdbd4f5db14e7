//! Transfers on a real socket and a real database, with journals of intake and escalation to follow.

#![cfg(test)]

mod asking;
mod serving;

mod births;
mod calls;
mod following;
mod late;
mod meetings;
mod register;
mod upgrading;
mod who_leads;
