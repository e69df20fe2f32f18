//! The card office: requests that wait for a decision, batches for the print shop, the post, and
//! rolls of stickers, cards that end soon, birthdays from which on somebody has another card.
//! Here is what its lists have in common.

pub(super) mod batch;
pub(super) mod batches;
pub(super) mod check;
pub(super) mod expiring;
pub(super) mod file;
pub(super) mod orders;
pub(super) mod press;
pub(super) mod roll;
pub(super) mod rolls;
pub(super) mod scan;
pub(super) mod turning;
pub(super) mod way;

use crate::cards::model::{Making, OrderState, PAGE_ROWS};
use crate::cards::store;
use crate::places;
use crate::places::model::Ward;
use crate::registry::rules::text;
use nabz_access::{Act, Permit, city};
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, Problem, numbers};
use serde::Deserialize;
use uuid::Uuid;

/// Stands for those who said no ward.
const NO_WARD: &str = "-";
/// Wards whose names are asked for in one go.
const WARDS_NAMED: usize = 20;

/// What a list is asked for, as its address or a form of its page says it.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    ward: String,
    /// The id or the place behind which the page begins.
    #[serde(default)]
    after: String,
    /// What just happened.
    #[serde(default)]
    done: String,
    /// To how many.
    #[serde(default)]
    count: String,
}

impl Asked {
    /// From the hidden fields of a form on the page.
    fn of(fields: &Fields) -> Self {
        let field = |name| fields.get(name).to_owned();
        let (state, ward, after) = (field("state"), field("ward"), field("after"));
        Self { state, ward, after, ..Self::default() }
    }

    /// The ward that was typed; `None` for all of them.
    fn ward(&self) -> Result<Option<String>, Refused> {
        let typed = text(Some(&self.ward))?;
        Ok(typed.map(|ward| if ward == NO_WARD { String::new() } else { ward }))
    }

    fn after(&self) -> Option<Uuid> {
        self.after.parse().ok()
    }

    /// The state and the ward for an address that goes on with the same list.
    fn kept(&self) -> String {
        let plain = |word: &&String| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
            !word.is_empty() && word.bytes().all(is_plain)
        };
        let state = Some(&self.state).filter(plain).map(|state| format!("&state={state}"));
        let ward = Some(&self.ward).filter(plain).map(|ward| format!("&ward={ward}"));
        state.into_iter().chain(ward).collect()
    }
}

/// One of the lists of the office.
struct Tab {
    path: &'static str,
    title: Message,
    count: String,
    current: bool,
}

/// Requests, batches and the post, each with how much waits there, the rolls, what ends soon, and
/// whose birthday is near.
fn tabs(view: &mut Tx<'_>, at: FacilityId, current: &str) -> Result<Vec<Tab>, Stop> {
    let under_way = store::orders_under_way(view, at)?;
    let asked = under_way.iter().find(|(state, _)| *state == OrderState::Asked);
    let waiting: u32 = store::waiting_by_ward(view)?.into_iter().map(|(_, count)| count).sum();
    let way = store::way_by_step(view, at)?;
    let posted = way.iter().filter(|(step, _)| matches!(step, Making::Checked | Making::Returned));
    let posted: u32 = posted.map(|(_, count)| *count).sum();
    let tab = |(path, title, count): (&'static str, Message, u32)| Tab {
        path,
        title,
        count: if count == 0 { String::new() } else { numbers::grouped(count.into()) },
        current: path == current,
    };
    let all = [
        ("/cards/office", msg::tab_requests(), asked.map_or(0, |(_, count)| *count)),
        ("/cards/office/batches", msg::tab_batches(), waiting),
        ("/cards/office/post", msg::tab_post(), posted),
        ("/cards/office/stickers", msg::tab_stickers(), 0),
        // Of these nobody waits for anything; counting them would read them all.
        ("/cards/office/expiring", msg::tab_expiring(), 0),
        ("/cards/office/turning", msg::tab_turning(), 0),
    ];
    Ok(all.into_iter().map(tab).collect())
}

/// Whose people and cards an office lists: its own, and those of families that registered themselves,
/// whom no other office would look after.
fn looked_after(view: &mut Tx<'_>, at: FacilityId) -> Result<Vec<FacilityId>, Stop> {
    let mut facilities = vec![at, city(view)?];
    facilities.dedup();
    Ok(facilities)
}

/// One of the states by which a list is narrowed.
struct Chip {
    word: &'static str,
    said: Message,
    /// How many there are, where that is counted.
    count: Option<String>,
    current: bool,
}

impl Chip {
    fn of((word, said): (&'static str, Message), count: Option<u32>, current: &str) -> Self {
        let count = count.map(|count| numbers::grouped(count.into()));
        Self { word, said, count, current: word == current }
    }
}

/// What each part of a press has done: the first, which was written once for the key of its form,
/// and those that follow as long as one says that more is left, at most so many with it. Each is a
/// transaction of its own, so that what is broken off goes on with the next press.
async fn parts<A, T>(
    desk: &Desk,
    permit: &Permit<A>,
    (first, most): (T, usize),
    part: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<T, Stop> + Clone + Send + 'static,
    more_is_left: fn(&T) -> bool,
) -> Result<Vec<T>, Problem>
where
    A: Act + 'static,
    T: Send + 'static,
{
    let mut done = vec![first];
    while done.len() < most && done.last().is_some_and(more_is_left) {
        done.push(desk.write(permit.clone(), part.clone()).await?);
    }
    Ok(done)
}

/// A page of rows without the one that only says that there are more; and whether it did.
fn paged<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    (rows, more)
}

/// What wards are called, however many they are.
fn wards<'n>(view: &mut Tx<'_>, numbers: impl Iterator<Item = &'n str>) -> Result<Vec<Ward>, Stop> {
    let mut distinct: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut named = Vec::with_capacity(distinct.len());
    for some in distinct.chunks(WARDS_NAMED) {
        named.extend(places::wards_named(view, some.iter().copied())?);
    }
    Ok(named)
}

/// `176 Sangam Vihar`; a ward that no list has by its number alone.
fn ward_said(wards: &[Ward], number: &str, language: Language) -> Message {
    if number.is_empty() {
        return msg::no_ward();
    }
    match wards.iter().find(|ward| ward.number == number) {
        Some(ward) => msg::ward(language.pick(&ward.name_hi, &ward.name_en), number),
        None => msg::ward_number(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_plain_and_nothing_that_somebody_typed_besides() {
        let asked = |ward: &str| {
            let (ward, state) = (ward.to_owned(), "asked".to_owned());
            Asked { state, ward, ..Asked::default() }
        };
        assert_eq!(asked("NDMC_5").kept(), "&state=asked&ward=NDMC_5");
        assert_eq!(asked("11&state=done").kept(), "&state=asked");
        assert_eq!(asked("-").ward(), Ok(Some(String::new())));
        assert_eq!(asked(" ").ward(), Ok(None));
    }
}
