//! The tables of the stores. Every statement is written here once, for both engines.

mod counts;
mod ledger;
mod lists;
mod shelves;
mod transfers;
mod words;

pub use counts::{add_count, count, counts_waiting, decide_count};
pub use ledger::{
    LEDGER_ROWS_MAX, MOVEMENT_CORRECTED, balance, check, movement, movements_of, post,
    post_correction, received, with_patients,
};
pub use lists::{expiring, level, levels, low, lying, set_level};
pub use shelves::{
    STOREROOM_CODE_TAKEN, add_storeroom, batch, find_batches, hold, keep_batch, on_hand,
    quarantine, release, rename_storeroom, shelf, shelves_with, storeroom, storeroom_by_code,
    storerooms,
};
pub use transfers::{acknowledge, add_transfer, on_their_way, transfer};
