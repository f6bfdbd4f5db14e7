//! Telling people: notices are written from the journals of the other services, to whoever answers
//! for a post, and delivered once, without disclosing what must not be disclosed.

pub mod notice;
