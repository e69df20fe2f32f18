//! What is held as a file that other programs read: what the page shows, under names that stay the same
//! in whichever language the page is read. Days are ISO 8601, moments RFC 3339 in UTC; what nobody said
//! is null. Kinds and states are the words of the tables.

use super::{Home, OfRecord, WhatIsHeld, under};
use crate::cards::model::{Card, CardState};
use crate::cards::words::serial;
use crate::consent::model::{Answer, Said};
use crate::households::model::HouseholdKind;
use crate::registry::model::{Address, Details, Life, Paper, Person, Sex, VoterId};
use crate::rights::model::{Nominee, Request, RequestState};
use crate::rights::words::why_looked;
use crate::scans::model::{Scan, ScanState};
use nabz_access::{Names, Role, Seen};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::names::NameText;
use serde::Serialize;

/// Counts changes after which whoever reads such files has to look at them anew. A member that is
/// added is none.
const FORMAT: u32 = 1;
/// What is held and stands neither on the page nor in the file: where it was written gives it.
const NOT_HERE: [&str; 1] = ["medical-record"];

/// The whole file.
#[derive(Serialize)]
pub(crate) struct HeldFile<'h> {
    format: u32,
    at: String,
    #[serde(flatten)]
    own: RecordRows<'h>,
    /// The same members once more for each other number of theirs; most people have none.
    under_other_numbers: Vec<RecordRows<'h>>,
    looks: Vec<LookRow<'h>>,
    earlier_looks: bool,
    not_here: [&'static str; 1],
}

/// What stands under one number, which is that of `who`.
#[derive(Serialize)]
struct RecordRows<'h> {
    who: WhoRow<'h>,
    numbers: Vec<NumberRow>,
    photographs: Vec<PhotographRow>,
    home: HomeRow,
    cards: Vec<CardRow>,
    consents: Vec<ConsentRow<'h>>,
    requests: Vec<RequestRow>,
    nominees: Vec<NomineeRow<'h>>,
}

#[derive(Serialize)]
struct WhoRow<'h> {
    health_id: String,
    name_devanagari: Option<&'h str>,
    name_roman: Option<&'h str>,
    sex: Option<&'static str>,
    /// As exactly as it is known: `1984`, `1984-03`, `1984-03-12`.
    born: Option<String>,
    relation: Option<&'static str>,
    relative_devanagari: Option<&'h str>,
    relative_roman: Option<&'h str>,
    phone: Option<&'h str>,
    phone_of: Option<&'static str>,
    house_and_street: Option<&'h str>,
    locality: Option<&'h str>,
    ward: Option<&'h str>,
    district: Option<&'h str>,
    state: Option<&'h str>,
    /// Masked, as on the page.
    voter_card: Option<String>,
    life: Option<LifeRow>,
    registered: RegisteredRow<'h>,
}

#[derive(Serialize)]
struct LifeRow {
    state: &'static str,
    on: Option<String>,
}

#[derive(Serialize)]
struct RegisteredRow<'h> {
    at: String,
    place: Option<&'h Names>,
}

#[derive(Serialize)]
struct NumberRow {
    kind: &'static str,
    /// Masked, as on the page.
    number: String,
    seen: bool,
}

#[derive(Serialize)]
struct PhotographRow {
    kind: &'static str,
    format: &'static str,
    bytes: u32,
    sent_on: String,
    /// When an office opened it first, until it decides.
    opened_on: Option<String>,
    /// `waits`, `fits`, or why it does not fit.
    state: &'static str,
    decided_on: Option<String>,
    kept_until: String,
}

#[derive(Serialize)]
struct HomeRow {
    kind: Option<&'static str>,
    tie: Option<&'static str>,
    since: Option<String>,
    people: Option<usize>,
    children: Option<usize>,
}

#[derive(Serialize)]
struct CardRow {
    kind: &'static str,
    /// Whoever says the serial of a card that nobody has yet has it in hand, so it is not told.
    serial: Option<String>,
    state: &'static str,
    /// Where it is being made, or why it does not count.
    step: Option<&'static str>,
    from: String,
    until: String,
}

#[derive(Serialize)]
struct ConsentRow<'h> {
    purpose: &'static str,
    answer: &'static str,
    at: String,
    by: ByRow<'h>,
    way: &'static str,
    witness: Option<&'h str>,
    notice: u32,
    shares: Vec<&'static str>,
}

#[derive(Serialize)]
struct ByRow<'h> {
    answerer: &'static str,
    name: Option<&'h str>,
    tie: Option<&'static str>,
    why: Option<&'h str>,
}

#[derive(Serialize)]
struct RequestRow {
    number: u32,
    right: &'static str,
    at: String,
    state: &'static str,
}

#[derive(Serialize)]
struct NomineeRow<'h> {
    name: &'h str,
    tie: &'static str,
    phone: &'h str,
    at: String,
    ended: Option<EndedRow>,
}

#[derive(Serialize)]
struct EndedRow {
    why: &'static str,
    at: String,
}

#[derive(Serialize)]
struct LookRow<'h> {
    at: String,
    place: Option<&'h Names>,
    roles: Vec<&'static str>,
    /// HL7's code of the purpose; nothing for one of another time, and for whoever saw nothing.
    purpose: Option<&'h str>,
    reason: Option<&'h str>,
    refused: bool,
    /// The other number of theirs under which they looked.
    under: Option<String>,
}

impl WhatIsHeld {
    /// As a file.
    pub(crate) fn file(&self) -> HeldFile<'_> {
        let Self { at, own, others, looks, more_looks } = self;
        HeldFile {
            format: FORMAT,
            at: at.to_string(),
            own: record(own),
            under_other_numbers: others.iter().map(record).collect(),
            looks: looks.iter().map(|seen| look(seen, others)).collect(),
            earlier_looks: *more_looks,
            not_here: NOT_HERE,
        }
    }
}

fn record(record: &OfRecord) -> RecordRows<'_> {
    let OfRecord {
        person,
        registered_in,
        numbers,
        sent,
        home,
        cards,
        consents,
        requests,
        nominees,
    } = record;
    RecordRows {
        who: who(person, registered_in.as_ref()),
        numbers: numbers.iter().map(number).collect(),
        photographs: sent.iter().map(photograph).collect(),
        home: where_they_live(home),
        cards: cards.iter().map(card).collect(),
        consents: consents.iter().map(consent).collect(),
        requests: requests.iter().map(request).collect(),
        nominees: nominees.iter().map(nominee).collect(),
    }
}

fn day(at: Instant) -> String {
    at.date_in_india().to_string()
}

fn who<'h>(person: &'h Person, registered_in: Option<&'h Names>) -> WhoRow<'h> {
    // Which language they speak stands on no page.
    let Details { name, sex, birth, guardian, phone, address, language: _, voter_id } =
        &person.details;
    let Address { line, locality, ward, district, state } = address;
    let guardian = guardian.as_ref();
    WhoRow {
        health_id: person.health_id.compact(),
        name_devanagari: name.devanagari().map(NameText::as_str),
        name_roman: name.roman().map(NameText::as_str),
        sex: sex.map(Sex::word),
        born: birth.map(|birth| birth.date.to_string()),
        relation: guardian.map(|one| one.relation.word()),
        relative_devanagari: guardian.and_then(|one| one.name.devanagari()).map(NameText::as_str),
        relative_roman: guardian.and_then(|one| one.name.roman()).map(NameText::as_str),
        phone: phone.as_ref().map(|phone| phone.mobile.digits()),
        phone_of: phone.as_ref().map(|phone| phone.whose.word()),
        house_and_street: line.as_deref(),
        locality: locality.as_deref(),
        ward: ward.as_deref(),
        district: district.as_deref(),
        state: state.as_deref(),
        voter_card: voter_id.as_ref().map(VoterId::masked),
        life: life(person.life),
        registered: RegisteredRow { at: person.registered_at.to_string(), place: registered_in },
    }
}

fn life(life: Life) -> Option<LifeRow> {
    let (state, on) = match life {
        Life::Living => return None,
        Life::Deceased { on } => ("deceased", on),
        Life::Moved { on } => ("moved", on),
    };
    Some(LifeRow { state, on: on.map(|day| day.to_string()) })
}

fn number(paper: &Paper) -> NumberRow {
    let (kind, number) = (paper.number.kind().word(), paper.number.masked());
    NumberRow { kind, number, seen: paper.seen }
}

fn photograph((scan, seen_at): &(Scan, Option<Instant>)) -> PhotographRow {
    let (state, opened_on, decided_on) = match scan.state {
        ScanState::Waits => ("waits", seen_at.map(day), None),
        ScanState::Judged(judged) => (judged.verdict.word(), None, Some(day(judged.at))),
    };
    PhotographRow {
        kind: scan.kind.word(),
        format: scan.format.word(),
        bytes: scan.size,
        sent_on: day(scan.sent_at),
        opened_on,
        state,
        decided_on,
        kept_until: day(scan.until),
    }
}

fn where_they_live(home: &Home) -> HomeRow {
    let member = home.member.as_ref();
    HomeRow {
        kind: home.kind.map(HouseholdKind::word),
        tie: member.map(|member| member.tie.word()),
        since: member.map(|member| day(member.since)),
        people: member.map(|_| home.people).filter(|people| *people > 0),
        children: (home.children > 0).then_some(home.children),
    }
}

fn card(card: &Card) -> CardRow {
    let (state, step) = match card.state {
        CardState::Making(step) => ("making", Some(step.word())),
        CardState::Active => ("active", None),
        CardState::Suspended(why) => ("suspended", Some(why.word())),
        CardState::Ended(why) => ("ended", Some(why.word())),
    };
    let is_told = !matches!(card.state, CardState::Making(_));
    let is_sticker = is_told && card.sticker.is_some();
    CardRow {
        kind: if is_sticker { "sticker" } else { card.kind.word() },
        serial: is_told.then(|| serial(card.status)),
        state,
        step,
        from: card.issued.to_string(),
        until: card.expires.to_string(),
    }
}

fn consent(answer: &Answer) -> ConsentRow<'_> {
    let proxy = answer.by.proxy();
    ConsentRow {
        purpose: answer.purpose.word(),
        answer: match answer.said {
            Said::Given { .. } => "given",
            Said::Refused => "refused",
            Said::Withdrawn { .. } => "withdrawn",
        },
        at: answer.at.to_string(),
        by: ByRow {
            answerer: answer.by.answerer().word(),
            name: proxy.map(|proxy| proxy.name.as_str()),
            tie: proxy.map(|proxy| proxy.tie.word()),
            why: answer.by.why(),
        },
        way: answer.how.way().word(),
        witness: answer.how.witness().map(NameText::as_str),
        notice: answer.notice,
        shares: answer.shares().iter().map(|category| category.word()).collect(),
    }
}

fn request(request: &Request) -> RequestRow {
    RequestRow {
        number: request.number,
        right: request.right.word(),
        at: request.asked_at.to_string(),
        state: match request.state {
            RequestState::Received => "received",
            RequestState::Looking { .. } => "looking",
            RequestState::Answered { .. } => "answered",
            RequestState::Withdrawn { .. } => "withdrawn",
        },
    }
}

fn nominee(nominee: &Nominee) -> NomineeRow<'_> {
    NomineeRow {
        name: nominee.proxy.name.as_str(),
        tie: nominee.proxy.tie.word(),
        phone: nominee.phone.digits(),
        at: nominee.named.1.to_string(),
        ended: nominee
            .ended
            .map(|(ended, _, at)| EndedRow { why: ended.word(), at: at.to_string() }),
    }
}

fn look<'h>(seen: &'h Seen, others: &[OfRecord]) -> LookRow<'h> {
    let is_known = !seen.refused && why_looked(&seen.purpose).is_some();
    LookRow {
        at: seen.at.to_string(),
        place: seen.place.as_ref(),
        roles: seen.roles.iter().copied().map(Role::word).collect(),
        purpose: is_known.then_some(seen.purpose.as_str()),
        reason: seen.reason.as_deref(),
        refused: seen.refused,
        under: under(seen, others).map(HealthId::compact),
    }
}
