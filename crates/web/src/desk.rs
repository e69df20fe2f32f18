//! What a handler is given: somebody at a place, in a language, with the store behind them.

use crate::app::App;
use crate::context::{Context, cookie};
use crate::filters::LANGUAGE;
use crate::forms::OnceKey;
use crate::messages::{Language, Message, PSEUDO, say};
use crate::problem::{Page, Problem};
use crate::session::{self, SESSION_COOKIE, Signed};
use crate::shell::{PublicShell, Shell};
use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use nabz_access::relations::refused_about;
use nabz_access::{Act, Permit, Reason, Role, looks};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{Stop, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::Deref;
use std::sync::Arc;

/// Anyone who looks at a public page.
pub struct Visitor {
    app: App,
    context: Arc<Context>,
    address: Option<VisitorAddress>,
}

impl Visitor {
    /// The language of their pages.
    pub fn language(&self) -> Language {
        self.context.language
    }

    /// Whether their pages mark every sentence, for a test.
    pub(crate) fn is_pseudo(&self) -> bool {
        self.context.pseudo
    }

    /// From where they ask; nothing where there is no network in between, as in a test.
    pub fn address(&self) -> Option<VisitorAddress> {
        self.address
    }

    /// Everything the program was put together from.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.app.clock().now()
    }

    /// The day on an Indian calendar.
    pub fn today(&self) -> Date {
        self.now().date_in_india()
    }

    /// A sentence in their language.
    pub fn say(&self, message: &Message) -> String {
        say(message, self.language())
    }

    /// Whether htmx asks for a part of a page.
    pub fn wants_fragment(&self) -> bool {
        self.context.wants == crate::context::Wants::Fragment
    }

    /// Asks the database something.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem> {
        Ok(self.app.store().read(marked(self.context.pseudo, question)).await?)
    }

    /// Draws a paper that anyone may ask for, when it is their turn.
    ///
    /// Refuses with `WEB-010` when too many wait for theirs.
    pub async fn draw<T: Send + 'static>(
        &self,
        drawing: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.app.papers().work(self.address, drawing).await
    }

    /// Does something for somebody who has not signed in, once for the key of their form. `scope` is
    /// whom it is about: the same key is another one for somebody else.
    ///
    /// Refuses with `WEB-012` a form without a key.
    pub async fn write_once<T>(
        &self,
        (scope, act): (PersonId, &str),
        key: &OnceKey,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let once = key.wish(scope.uuid(), act)?;
        Ok(self.app.store().write_once(once, action).await?)
    }

    /// The frame of a public page.
    pub fn public_shell(&self) -> PublicShell {
        PublicShell::of(&self.context)
    }

    /// A page, or a part of one, in their language.
    pub fn page(&self, view: &impl Template) -> Result<Page, Problem> {
        let language = self.language();
        let values: [(&str, &dyn std::any::Any); 1] = [(LANGUAGE, &language)];
        Ok(Page::of(view.render_with_values(&values)?))
    }
}

/// Somebody signed in who has said where they sit today.
pub struct Desk {
    visitor: Visitor,
    signed: Signed,
}

impl Deref for Desk {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Desk {
    /// Who is signed in.
    pub fn staff(&self) -> StaffId {
        self.signed.staff()
    }

    /// Where they sit.
    pub fn facility(&self) -> FacilityId {
        self.signed.facility()
    }

    /// Who they are and what they were granted.
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The permit for one act where they sit, or the refusal that explains why not.
    pub fn permit<A: Act>(&self) -> Result<Permit<A>, Problem> {
        Ok(self.signed.permit(self.today())?)
    }

    /// Whether the act would be permitted, for showing or hiding a button.
    pub fn may<A: Act>(&self) -> bool {
        self.signed.permit::<A>(self.today()).is_ok()
    }

    /// Whether they act in any of these roles today, for what another capability keeps.
    pub fn is_any_of(&self, roles: &[Role]) -> bool {
        self.signed.access().roles(self.today()).iter().any(|role| roles.contains(role))
    }

    /// Asks the database something; a refusal to read about somebody stands in the audit.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem> {
        let marked = marked(self.context.pseudo, question);
        self.accounted(self.app().store().read(marked).await)
    }

    fn accounted<T>(&self, outcome: Result<T, Stop>) -> Result<T, Problem> {
        if let Err(Stop::Refused(refused)) = &outcome
            && let Some(person) = refused_about(refused)
        {
            looks::refused_to(self.app().store(), self.signed.access(), person)?;
        }
        Ok(outcome?)
    }

    /// Does one action in one transaction, and answers after the commit.
    ///
    /// The permit is looked up again inside the transaction: a grant that was withdrawn a moment
    /// ago no longer counts.
    pub async fn write<A, T>(
        &self,
        permit: Permit<A>,
        mut action: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem>
    where
        A: Act + 'static,
        T: Send + 'static,
    {
        let checked = move |tx: &mut Tx<'_>| {
            permit.recheck(tx)?;
            action(tx, &permit)
        };
        self.accounted(self.app().store().write(checked).await)
    }

    /// [`Self::write`] for a form that carries a `once` key: sending it twice does it once, and
    /// the second time answers what the first did.
    ///
    /// Refuses with `WEB-012` a form without a key, since any two of them would be one, and with
    /// `STO-005` a key that came before with another address or other fields.
    pub async fn write_once<A, T>(
        &self,
        permit: Permit<A>,
        key: &OnceKey,
        mut action: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Problem>
    where
        A: Act + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let once = key.wish(self.staff().uuid(), A::NAME)?;
        let checked = move |tx: &mut Tx<'_>| {
            permit.recheck(tx)?;
            action(tx, &permit)
        };
        self.accounted(self.app().store().write_once(once, checked).await)
    }

    /// Writes down that the page of this handler shows a person. Every handler that shows one
    /// calls it before it answers; the access snapshot looks whether it did.
    pub async fn shows<A: Act>(
        &self,
        permit: &Permit<A>,
        person: PersonId,
        reason: impl Into<Reason>,
    ) -> Result<(), Problem> {
        self.shows_together(permit, &[person], reason).await
    }

    /// The same of a page that reads several records of one person together, the asked one first: the
    /// look stands under each of them, and stays there when they are parted.
    pub async fn shows_together<A: Act>(
        &self,
        permit: &Permit<A>,
        records: &[PersonId],
        reason: impl Into<Reason>,
    ) -> Result<(), Problem> {
        Ok(looks::account(self.app().store(), permit, records, reason.into()).await?)
    }

    /// The frame of a staff page: place, menu, search, language.
    pub fn shell(&self) -> Shell {
        Shell::of(self.app(), &self.visitor.context, &self.signed, self.now())
    }
}

/// A question whose words are marked in the pseudo-locale; it is asked on a thread of the store's.
fn marked<T>(
    pseudo: bool,
    mut question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop>,
) -> impl FnMut(&mut Tx<'_>) -> Result<T, Stop> {
    move |view| PSEUDO.sync_scope(pseudo, || question(view))
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let context = parts.extensions.get::<Arc<Context>>().cloned();
        let context =
            context.unwrap_or_else(|| Context::of(app, &parts.method, &parts.uri, &parts.headers));
        let address = parts.extensions.get::<VisitorAddress>().copied();
        Ok(Self { app: app.clone(), context, address })
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let Some(token) = cookie(&parts.headers, SESSION_COOKIE) else {
            return Err(Problem::sign_in());
        };
        let Some(signed) = session::find(app, token).await? else {
            return Err(Problem::sign_in());
        };
        if signed.staff.must_change_password && visitor.context.path != "/password" {
            return Err(Problem::choose_password());
        }
        let desk = Self { visitor, signed };
        // Only the first desk of a request fills it; a second would say the same.
        drop(desk.visitor.context.shell.set(desk.shell()));
        Ok(desk)
    }
}

impl OptionalFromRequestParts<App> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        match <Self as FromRequestParts<App>>::from_request_parts(parts, app).await {
            Ok(desk) => Ok(Some(desk)),
            Err(problem) if problem.leads_elsewhere() => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}
