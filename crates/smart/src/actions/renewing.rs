//! How an app that was let stays let, for as long as the sign-in lasts in which it was.

use super::staff::is_signed_in;
use super::{ISSUE, REVOKE, not_issued};
use crate::client::{Registered, acting};
use crate::scope::Scopes;
use crate::secret::{Secret, Use};
use crate::store::{self, Refresh};
use crate::token::{Behalf, Context, Grant, STAFF_TOKEN_LIVES};
use nabz_store::{Stop, Tx};

/// What an app is to hold next.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) token: Secret,
    /// What fetches the token after that, where it was let to.
    pub(crate) refresh: Secret,
}

impl Drawn {
    /// Both new.
    pub(crate) fn new() -> Result<Self, Stop> {
        Ok(Self { token: Secret::draw(Use::Token)?, refresh: Secret::draw(Use::Refresh)? })
    }
}

/// What an app asks to go on with.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    pub(crate) refresh: Secret,
    /// Less than before; `None` for as much.
    pub(crate) scopes: Option<Scopes>,
}

/// Gives an app what it was let: a token of these scopes, and what fetches the next one of all of
/// them.
pub(super) fn give(
    tx: &mut Tx<'_>,
    client: &Registered,
    (let_in, scopes): (&Refresh, &Scopes),
    drawn: &Drawn,
) -> Result<(), Stop> {
    let grant = Grant {
        id: let_in.grant,
        client: client.id,
        scopes: scopes.clone(),
        behalf: Behalf::Staff(let_in.session),
        context: let_in.context,
    };
    let until = tx.now().plus(STAFF_TOKEN_LIVES);
    store::add_token(tx, (&drawn.token, until), &grant)?;
    if let_in.scopes.go_on() {
        store::add_refresh(tx, (&drawn.refresh, client.id), let_in)?;
    }
    let by = acting(tx, client, ISSUE)?;
    match grant.context.patient {
        Some(person) => tx.audit_about(&by, grant.id, person),
        None => tx.audit(&by, grant.id),
    }
}

/// Gives an app its next token; nothing when what it fetches it with is over, another's or was used
/// before, or when the sign-in has ended. One that comes twice has been seen by somebody who should
/// not have: all that came of its grant ends.
pub(crate) fn renew(
    tx: &mut Tx<'_>,
    client: &Registered,
    (renewal, drawn): (&Renewal, &Drawn),
) -> Result<Option<(Scopes, Context)>, Stop> {
    let Some(kept) = store::refresh(tx, client.id, &renewal.refresh)? else {
        not_issued(tx, client)?;
        return Ok(None);
    };
    let is_first = store::use_refresh(tx, &renewal.refresh)?;
    if !is_first {
        store::revoke_grant(tx, kept.grant)?;
    }
    let given = match &renewal.scopes {
        Some(fewer) => fewer.within(&kept.scopes),
        None => kept.scopes.clone(),
    };
    let holds = is_first && kept.is_fresh && kept.expires_at > tx.now() && !given.is_empty();
    if !holds || !is_signed_in(tx, kept.session)? {
        not_issued(tx, client)?;
        return Ok(None);
    }
    give(tx, client, (&kept, &given), drawn)?;
    Ok(Some((given, kept.context)))
}

/// Ends all that came of one grant, when an app has no more use for it.
pub(crate) fn end(tx: &mut Tx<'_>, client: &Registered, refresh: &Secret) -> Result<(), Stop> {
    let Some(kept) = store::refresh(tx, client.id, refresh)? else { return Ok(()) };
    store::revoke_grant(tx, kept.grant)?;
    let by = acting(tx, client, REVOKE)?;
    tx.audit(&by, client.id)
}
