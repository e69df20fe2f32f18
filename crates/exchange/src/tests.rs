//! What the world can do, as sentences, on both engines.

mod api;
mod importing;
mod staff;
