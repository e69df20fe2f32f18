//! The numbers of one counter: how many it may still give out by itself.

use super::counter_of;
use askama::Template;
use nabz_access::{Access, Role};
use nabz_people::registry::actions::RegisterPerson;
use nabz_people::registry::model::CounterBlock;
use nabz_people::registry::{self, RENEW_BELOW};
use nabz_store::{Stop, Tx};
use nabz_web::filters;
use nabz_web::messages::Message;
use nabz_web::msg::frontdesk as msg;
use nabz_web::{Desk, Page, Problem, Shell, numbers};

#[derive(Template)]
#[template(path = "frontdesk/pages/counter.html")]
struct CounterPage {
    shell: Shell,
    place: Message,
    block: Option<BlockView>,
    renew_below: i64,
}

struct BlockView {
    left: String,
    in_use: String,
    spare: String,
    leased: String,
}

impl BlockView {
    fn of(block: &CounterBlock) -> Self {
        let spare = block.left() - block.left_in_use();
        Self {
            left: numbers::grouped(block.left()),
            in_use: numbers::grouped(block.left_in_use()),
            spare: numbers::grouped(spare),
            leased: numbers::clock_time(block.leased_at),
        }
    }
}

/// The page of the counter where the person sits.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<RegisterPerson>()?;
    let (facility, counter) = (desk.facility(), counter_of(&desk));
    let place = if counter.is_empty() {
        msg::counter_of_facility()
    } else {
        msg::counter_named(counter.clone())
    };
    let block = desk.read(move |view| registry::block(view, facility, &counter)).await?;
    let block = block.as_ref().map(BlockView::of);
    desk.page(&CounterPage { shell: desk.shell(), place, block, renew_below: RENEW_BELOW })
}

/// Whoever sits down to register finds numbers at the counter, before anybody stands there.
pub fn seated(tx: &mut Tx<'_>, access: &Access) -> Result<(), Stop> {
    let today = tx.today();
    if !access.roles(today).contains(&Role::RegistrationClerk) {
        return Ok(());
    }
    let place = access.place();
    registry::lease_ahead(tx, place.facility, place.counter.as_deref().unwrap_or_default())
}
