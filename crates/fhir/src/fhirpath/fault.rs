//! What can be wrong with a path, and with evaluating it.

use super::grammar::DEPTH_MAX;
use super::lexer::TEXT_BYTES_MAX;

/// Why a text is no FHIRPath, or could not be evaluated. Places are bytes of the text, counted
/// from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// More than [`TEXT_BYTES_MAX`] bytes.
    #[error("longer than {TEXT_BYTES_MAX} bytes")]
    TooLong,
    /// More than [`DEPTH_MAX`] operators and functions within one another.
    #[error("nested more than {DEPTH_MAX} deep at {at}")]
    TooDeep {
        /// Where.
        at: usize,
    },
    /// Something cannot stand where it stands.
    #[error("not FHIRPath at {at}: {what} was expected")]
    Malformed {
        /// Where.
        at: usize,
        /// What was looked for.
        what: &'static str,
    },
    /// A function that FHIRPath in R4 does not have.
    #[error("no function is called {name}, at {at}")]
    UnknownFunction {
        /// Where its name begins.
        at: usize,
        /// Its name.
        name: String,
    },
    /// Too few or too many arguments.
    #[error("{name} at {at} does not take that many arguments")]
    Arguments {
        /// Where the function's name begins.
        at: usize,
        /// The function.
        name: String,
    },
    /// A type that neither FHIR nor FHIRPath has.
    #[error("no type is called {name}, at {at}")]
    UnknownType {
        /// Where.
        at: usize,
        /// Its name.
        name: String,
    },
    /// `%name` is nothing that is known here.
    #[error("nothing is called %{name}, at {at}")]
    UnknownVariable {
        /// Where.
        at: usize,
        /// Its name.
        name: String,
    },
    /// Not a regular expression, one that needs to look ahead or back, or one that is too large.
    #[error("the regular expression at {at} cannot be used")]
    Pattern {
        /// Where the function that takes it stands.
        at: usize,
    },
    /// Several items where the operator or function takes one.
    #[error("several items at {at}, where one is wanted")]
    Several {
        /// Where the operator or function stands.
        at: usize,
    },
    /// The operator or function cannot be used with items of these types.
    #[error("at {at} stands something that is not {what}")]
    Mismatch {
        /// Where the operator or function stands.
        at: usize,
        /// What it takes.
        what: &'static str,
    },
    /// The present moment is asked for, and the context does not say it.
    #[error("the present moment, asked for at {at}, is not known here")]
    NoMoment {
        /// Where.
        at: usize,
    },
    /// More items were touched than the context allows.
    #[error("the evaluation takes more steps than are allowed")]
    TooMuch,
}
