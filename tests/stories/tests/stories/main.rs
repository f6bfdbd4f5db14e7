//! Stories across the four services, told as the protocol tells them: on SQLite, and on PostgreSQL with
//! two of transfers and two of notifications; some also with every service in a process of its own.

mod case;
mod wire;

mod accepted;
mod conference;
mod consent;
mod forwarded;
mod siblings;
mod together;
mod unborn;

mod agenda;
mod front_door;
mod ladder;
mod letters;
mod looked_after;
mod meeting;
mod older_edition;
mod unanswered;

mod cover;
mod forbidden;
mod notices;
mod organisation;
mod processes;
mod protocol;
mod watched;

mod deployed;
mod images;
mod outside;

mod bad_input;
mod deadlines;
mod every_rpc;
mod hostile;
mod idempotent;
mod identity;
mod journal;
mod reflection;
