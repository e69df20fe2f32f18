//! Who asks: a member of staff with a session, or a source with its key, or an app of either with a
//! token; and how much of what they ask for each of them sees.

mod eyes;

pub(crate) use eyes::Eyes;

use crate::door::Writer;
use crate::within::{Within, not_allowed};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use eyes::Who;
use nabz_access::relations::refused_about;
use nabz_access::{Act, Permit, act, city, session};
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Aim;
use nabz_kernel::refusal::Refused;
use nabz_record::{BySource, SourceId, source};
use nabz_smart::scope::Right;
use nabz_smart::{Behalf, NO_TOKEN, is_token};
use nabz_store::{Stop, Store, Tx};
use nabz_web::{App, Desk, Problem};
use sha2::{Digest, Sha256};
use uuid::Uuid;

act!(
    /// Reading the record over the FHIR API.
    ReadRecord = "exchange.read-record",
    [TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// Whoever asks, and how far the token reaches with which they do.
#[derive(Clone)]
pub(crate) struct Caller {
    who: Asks,
    /// Whoever asks with a session or a key of their own has none.
    within: Option<Within>,
}

#[derive(Clone)]
enum Asks {
    /// Staff read whom they are related to.
    Staff(Permit<ReadRecord>),
    /// A source reads and writes its own.
    Source(SourceId),
}

/// What was answered or refused, and whom it let be seen.
type Asked<T> = (Result<T, Refused>, Eyes);

/// Of this type, which one.
type On<'a> = (ResourceType, &'a Aim);

impl Caller {
    /// The source that may do this with the type, or why not.
    pub(crate) fn writer(&self, right: Right, of: ResourceType) -> Result<Writer, Problem> {
        self.may(right, of)?;
        self.speaker()
    }

    /// The source that may change what is meant; see [`Self::may_look_up`].
    pub(crate) fn changer(&self, right: Right, on: On<'_>) -> Result<Writer, Problem> {
        if let (of, Aim::Criteria(_)) = on {
            self.may_look_up(of)?;
        }
        self.writer(right, on.0)
    }

    /// The same for a patch, which says something of what stands there.
    pub(crate) fn patcher(&self, on: On<'_>) -> Result<Writer, Problem> {
        self.may(Right::Read, on.0)?;
        let reads = self.reads_all(on.0);
        if reads { self.changer(Right::Update, on) } else { Err(not_allowed(on.0).into()) }
    }

    /// The source that writes; what it may write is asked with [`Self::may`].
    pub(crate) fn speaker(&self) -> Result<Writer, Problem> {
        match self.who {
            Asks::Source(source) => Ok(Writer { source, through: self.through() }),
            Asks::Staff(_) => Err(Refused::plain("EXC-002").forbidden().into()),
        }
    }

    /// Refuses with `SMA-010` what the token does not allow with any entry of the type.
    pub(crate) fn may(&self, right: Right, of: ResourceType) -> Result<(), Problem> {
        match &self.within {
            Some(within) => Ok(within.may(right, of)?),
            None => Ok(()),
        }
    }

    /// Whether a condition may be looked up: nothing that a token does not reach can be left out.
    pub(crate) fn may_look_up(&self, of: ResourceType) -> Result<(), Problem> {
        self.may(Right::Search, of)?;
        if self.reads_all(of) { Ok(()) } else { Err(not_allowed(of).into()) }
    }

    /// Whether everything of the type that the caller may see otherwise is open to the token.
    pub(crate) fn reads_all(&self, of: ResourceType) -> bool {
        self.within.as_ref().is_none_or(|within| within.reads_all(of))
    }

    fn through(&self) -> Option<Uuid> {
        self.within.as_ref().map(|within| within.client().uuid())
    }

    /// Asks the record with the caller's eyes, and writes down whom they have seen, through broken
    /// glass before the answer goes out; or whom they were refused to see.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        store: &Store,
        question: impl FnMut(&mut Tx<'_>, &mut Eyes) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem> {
        let asked = store.read(self.clone().with_eyes(question)).await?;
        Self::accounted(store, asked).await
    }

    /// The same of a few rows, without waiting for another thread: see [`Store::glance`].
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        store: &Store,
        question: impl FnMut(&mut Tx<'_>, &mut Eyes) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem> {
        let asked = store.glance(self.clone().with_eyes(question)).await?;
        Self::accounted(store, asked).await
    }

    /// What the store is asked. A refusal comes with the eyes that met it.
    fn with_eyes<T>(
        self,
        mut question: impl FnMut(&mut Tx<'_>, &mut Eyes) -> Result<T, Stop>,
    ) -> impl FnMut(&mut Tx<'_>) -> Result<Asked<T>, Stop> {
        move |view| {
            let mut eyes = self.eyes(view)?;
            match question(view, &mut eyes) {
                Ok(answer) => Ok((Ok(answer), eyes)),
                Err(Stop::Refused(refused)) => Ok((Err(refused), eyes)),
                Err(stop) => Err(stop),
            }
        }
    }

    async fn accounted<T>(store: &Store, asked: Asked<T>) -> Result<T, Problem> {
        match asked {
            (Ok(answer), eyes) => {
                eyes.account(store).await?;
                Ok(answer)
            }
            (Err(refused), eyes) => {
                if let Some(person) = refused_about(&refused) {
                    eyes.who.account_refused(store, person)?;
                }
                Err(refused.into())
            }
        }
    }

    /// Looked at again inside the transaction.
    fn eyes(&self, tx: &mut Tx<'_>) -> Result<Eyes, Stop> {
        let who = match &self.who {
            Asks::Staff(permit) => {
                permit.recheck(tx)?;
                Who::Staff(permit.clone())
            }
            Asks::Source(source) => {
                let (act, through) = (ReadRecord::NAME, self.through());
                Who::Source(BySource { source: *source, act, at: city(tx)?, through })
            }
        };
        Ok(Eyes::of(who, self.within.clone()))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(sent) = bearer_of(parts).filter(|sent| is_token(sent)) {
            let sent = sent.to_owned();
            let found = app.store().glance(move |view| Self::holding(view, &sent)).await?;
            return found.ok_or_else(|| Problem::no_token(Refused::plain(NO_TOKEN)));
        }
        if let Some(source) = source_of(parts, app).await? {
            return Ok(Self { who: Asks::Source(source), within: None });
        }
        let desk = <Desk as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        Ok(Self { who: Asks::Staff(desk.permit::<ReadRecord>()?), within: None })
    }
}

impl Caller {
    /// Whoever holds a token; nobody when it holds no longer, or the sign-in has ended in which it
    /// was allowed.
    fn holding(tx: &mut Tx<'_>, sent: &str) -> Result<Option<Self>, Stop> {
        let Some(token) = nabz_smart::bearer(tx, sent)? else { return Ok(None) };
        let who = match token.behalf {
            Behalf::Service => Asks::Source(token.source),
            Behalf::Staff(key) => match session::resume(tx, key) {
                Ok(resumed) => Asks::Staff(resumed.access.permit(tx.today())?),
                Err(Stop::Refused(_)) => return Ok(None),
                Err(stop) => return Err(stop),
            },
        };
        let within = Some(Within::of(tx, token)?);
        Ok(Some(Self { who, within }))
    }
}

/// What a request carries behind `Bearer`.
pub(crate) fn bearer_of(parts: &Parts) -> Option<&str> {
    let given = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    given.strip_prefix("Bearer ")
}

/// The source whose key a request carries; `None` where it carries none, as that of staff.
pub(crate) async fn source_of(parts: &Parts, app: &App) -> Result<Option<SourceId>, Problem> {
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given else { return Ok(None) };
    let unknown = || Problem::no_token(Refused::plain("EXC-001"));
    let digest = digest(given.strip_prefix("Bearer ").ok_or_else(unknown)?);
    let found = app.store().glance(move |view| source::holding_key(view, &digest)).await?;
    found.map(Some).ok_or_else(unknown)
}

/// What is kept of a source's key.
pub fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}
