//! What programs of others rely on, and what they cannot do, as sentences, on both engines.

mod allowing;
mod asking;
mod assertions;
mod registering;
mod renewing;
mod scopes;
mod signer;
