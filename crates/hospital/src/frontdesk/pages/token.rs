//! Giving a token to somebody on record or to somebody unknown, and taking one back.

use super::search::again;
use super::{counter_of, load_for, next_page, page, person_of, shows_family};
use crate::facilities;
use crate::frontdesk::actions::{admit_unknown, give_tokens};
use crate::frontdesk::form::{along, wish};
use crate::frontdesk::views::Chosen;
use crate::queue as tokens;
use crate::queue::actions::{CancelToken, IssueToken, cancel};
use crate::queue::model::{QueueRefusal, TokenId, TokenState, WhyLeft};
use crate::queue::paper::{LISTED_MAX, list, listed};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::actions::RegisterPerson;
use nabz_people::registry::model::{RegistryRefusal, Sex, UnknownPerson};
use nabz_people::registry::rules::guessed_age;
use nabz_people::registry::shows_as_one;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Nobody has said which department is meant.
const NO_UNIT: &str = "FRO-003";

/// Gives the token, and one to each of the family who came along; or shows the pane again with why
/// not and with everything that was chosen.
pub(super) async fn give(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<IssueToken>()?;
    let person = person_of(&fields)?;
    let asked = wish(&fields).and_then(|wish| Ok((wish, along(&fields, wish.unit)?)));
    let (wish, along) = match asked {
        Ok(asked) => asked,
        Err(refused) => return refuse(&desk, (&permit, person), (&refused, &fields)).await,
    };
    let act = move |tx: &mut Tx<'_>, permit: &_| give_tokens(tx, permit, (person, &wish), &along);
    match desk.write_once(permit.clone(), &fields.once(), act).await {
        Ok(done) => Ok(next_page(&done).into_response()),
        Err(problem) => match problem.told() {
            Some(refused) => refuse(&desk, (&permit, person), (refused, &fields)).await,
            None => Err(problem),
        },
    }
}

async fn refuse(
    desk: &Desk,
    (permit, person): (&Permit<IssueToken>, PersonId),
    (refused, fields): (&Refused, &Fields),
) -> Result<Response, Problem> {
    let chosen = Chosen::of(fields);
    let searched = chosen.searched.clone();
    let mut loaded = load_for(desk, Some(person), chosen).await?;
    loaded.token = loaded.token.map(|token| token.refused(refused));
    let results = again(desk, &searched, person).await?;
    shows_as_one(desk, permit, person, Reason::Counter).await?;
    shows_family(desk, permit, &loaded).await?;
    let shell = desk.shell().at("/desk").searched(searched);
    let page = desk.page(&page(desk, shell, results, loaded))?;
    Ok(page.refused(refused.kind).into_response())
}

/// One press: a number, a name of ours, and an emergency token for the unit that sees emergencies;
/// with it an age, where somebody guesses one. Where the lists know of no such unit, the desk asks for
/// the department and guesses none.
pub(super) async fn unknown(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let register_permit = desk.permit::<RegisterPerson>()?;
    let token_permit = desk.permit::<IssueToken>()?;
    let (sex, age) = match guessed(&fields) {
        Ok(guessed) => guessed,
        Err(refused) => return ask_again(&desk, &fields, ("age", &refused)).await,
    };
    let unknown = UnknownPerson { sex, age, counter: counter_of(&desk) };
    let facility = desk.facility();
    let units = desk.read(move |view| facilities::units(view, facility)).await?;
    let known = units.iter().find(|unit| unit.sees_emergencies()).map(|unit| unit.id);
    let chosen = || fields.get("unit").parse::<Uuid>().ok().map(Id::from_uuid);
    let Some(unit) = known.or_else(chosen) else {
        return ask_again(&desk, &fields, ("unit", &Refused::plain(NO_UNIT))).await;
    };
    let once = fields.once();
    let kept = desk.write_once(token_permit, &once, move |tx, token_permit| {
        admit_unknown(tx, (&register_permit, token_permit), &unknown, unit)
    });
    Ok(next_page(&kept.await?).into_response())
}

/// What somebody unknown seems to be.
fn guessed(fields: &Fields) -> Result<(Sex, Option<Age>), Refused> {
    let sex = Sex::of_word(fields.get("sex")).ok_or(RegistryRefusal::NoSuchChoice)?;
    Ok((sex, guessed_age(fields.get("age"), fields.get("band"))?))
}

/// The desk once more, asking for what is missing or wrong of somebody unknown: which department
/// takes them, or the age that they seem to have.
async fn ask_again(
    desk: &Desk,
    fields: &Fields,
    why: (&'static str, &Refused),
) -> Result<Response, Problem> {
    let mut loaded = load_for(desk, None, Chosen::default()).await?;
    loaded.unknown = loaded.unknown.again(fields, why);
    let asking = page(desk, desk.shell().at("/desk"), None, loaded);
    Ok(desk.page(&asking)?.with_errors().into_response())
}

/// Takes back a token that nobody has called yet.
pub(super) async fn undo(desk: Desk, Path(token): Path<Uuid>) -> Result<Redirect, Problem> {
    let permit = desk.permit::<CancelToken>()?;
    let id: TokenId = Id::from_uuid(token);
    desk.write(permit, move |tx, permit| take_back(tx, permit, id)).await?;
    Ok(Redirect::to(&format!("/desk?undone={token}")))
}

/// Takes back some of the tokens that a family was given, or all of them: those or none.
pub(super) async fn undo_listed(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    let permit = desk.permit::<CancelToken>()?;
    let named = fields.all("token").map(|one| one.parse().map(TokenId::from_uuid));
    let named: Option<Vec<TokenId>> = named.map(Result::ok).collect();
    let named = named.filter(|all| (1..=LISTED_MAX).contains(&all.len()));
    let named = named.ok_or(Refused::from(QueueRefusal::NoSuchToken))?;
    let (undone, rest) = (list(&named), list(&listed(fields.get("rest"))));
    desk.write(permit, move |tx, permit| {
        named.iter().try_for_each(|token| take_back(tx, permit, *token))
    })
    .await?;
    let rest = if rest.is_empty() { rest } else { format!("&rest={rest}") };
    Ok(Redirect::to(&format!("/desk?undone={undone}{rest}")))
}

fn take_back(tx: &mut Tx<'_>, permit: &Permit<CancelToken>, id: TokenId) -> Result<(), Stop> {
    let found = tokens::token(tx, permit.facility(), id)?;
    match found.map(|token| token.state) {
        Some(TokenState::Waiting { .. }) => cancel(tx, permit, (id, WhyLeft::Mistake)).map(drop),
        // The button was pressed twice; the second time is answered as the first was.
        Some(TokenState::Left { why: WhyLeft::Mistake, .. }) => Ok(()),
        Some(_) | None => Err(Refused::plain("FRO-004").into()),
    }
}
