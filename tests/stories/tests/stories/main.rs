//! Stories across the four services, told as the protocol tells them. Each is told on SQLite, on
//! PostgreSQL, and on PostgreSQL with two of transfers and two of notifications.

mod case;
mod wire;

mod accepted;
mod conference;
mod forwarded;
mod siblings;
mod together;
mod unborn;

mod front_door;
mod ladder;
mod meeting;
mod older_edition;
mod unanswered;

mod cover;
mod forbidden;
mod notices;
mod organisation;
mod processes;

mod bad_input;
mod every_rpc;
mod idempotent;
mod journal;
mod reflection;
