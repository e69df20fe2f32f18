//! The program is killed in the middle of a simulated day, twenty times on each engine and twenty
//! times on a disk that loses what was not synced. Whatever it had acknowledged must be there
//! afterwards, once; whoever heard nothing sends the same form again; and stock, record and audit
//! must agree.

mod crowd;
mod kills;
mod program;
mod rows;
