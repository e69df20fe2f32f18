//! Stories of the whole program.
//!
//! It is killed in the middle of a simulated day, twenty times on each engine and twenty times on
//! a disk that loses what was not synced. Whatever it had acknowledged must be there afterwards,
//! once; whoever heard nothing sends the same form again; and stock, record and audit must agree.
//!
//! And a demo begins with a morning that looks like one, and with cards in every state.

mod card_story;
mod crowd;
mod kills;
mod morning;
mod program;
mod rows;
