//! What a token says of whoever holds it.

use crate::client::ClientId;
use crate::scope::Scopes;
use nabz_access::SessionKey;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::PersonId;
use nabz_record::SourceId;
use std::time::Duration;
use uuid::Uuid;

/// A program that acts for itself asks again for each piece of work.
pub(crate) const SERVICE_TOKEN_LIVES: Duration = Duration::from_mins(5);

/// What a member of staff allowed lasts as long as their sign-in, and no longer than this.
pub(crate) const STAFF_TOKEN_LIVES: Duration = Duration::from_hours(1);
/// Whatever an app was let ends by then, in however many tokens: the longest shift.
pub(crate) const GRANT_LIVES: Duration = Duration::from_hours(12);
/// An app fetches its token at once.
pub(crate) const CODE_LIVES: Duration = Duration::from_mins(1);
/// Between opening an app and being asked whether to let it, it has to start.
pub(crate) const LAUNCH_LIVES: Duration = Duration::from_mins(5);

id!(
    /// What was allowed at once, and all tokens that came of it.
    GrantId,
    SmartGrant
);

/// On whose behalf a token asks.
#[derive(Clone, Copy, Debug)]
pub enum Behalf {
    /// The client's own: it sees and writes what its source does.
    Service,
    /// A member of staff's, through the sign-in in which they allowed it, for as long as that lasts.
    Staff(SessionKey),
}

/// For whom an app was opened, or whom was chosen for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Who.
    pub patient: Option<PersonId>,
    /// During which visit.
    pub encounter: Option<Uuid>,
}

/// A token that holds.
#[derive(Clone, Debug)]
pub struct Token {
    /// Through which app.
    pub client: ClientId,
    /// The app's source.
    pub source: SourceId,
    /// For whom.
    pub behalf: Behalf,
    /// What it may.
    pub scopes: Scopes,
    /// About whom.
    pub context: Context,
    /// Until when.
    pub expires_at: Instant,
}

/// A token that is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: GrantId,
    pub(crate) client: ClientId,
    pub(crate) scopes: Scopes,
    pub(crate) behalf: Behalf,
    pub(crate) context: Context,
}
