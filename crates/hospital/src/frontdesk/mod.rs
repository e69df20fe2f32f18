//! Front desk: find whoever is in front of you, or register them, and hand out a token.
//!
//! Owns: nothing; it joins the registry and the queue.     Publishes: nothing of its own.
//! Promises: nobody is registered before somebody looked for them; nobody is chosen for a token by a
//! search that is not sure who is meant; what was typed is never lost; a registration and its token
//! are kept together or not at all; a form that is sent twice is answered twice and done once; an
//! unknown patient takes one press, with an age where somebody guesses one, a department is asked for
//! only where no unit is known for seeing emergencies, and they stay on a list until somebody knows who
//! they are; no question about a phone stands between a person and a token; of a family that
//! came together everybody chosen gets a token or nobody does, and each can be taken back by itself.
//! Start at [`actions::register_and_give_token`]. What a counter writes with the network down is told
//! by `outage`, in the same form.

pub mod actions;
mod form;
pub mod pages;
pub mod rules;
mod views;

pub(crate) use form::NewForm;
