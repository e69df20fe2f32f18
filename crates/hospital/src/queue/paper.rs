//! What of a visit is printed: the 80 mm slip and the A5 card that the resident keeps.

use super::model::{Lane, Token, TokenId};
use super::store;
use crate::facilities;
use crate::facilities::model::{Facility, FacilityRefusal, Room, RoomId, Unit};
use crate::queue::model::QueueRefusal;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::names::{NameText, PersonName};
use nabz_people::cards::{self, model::Helpline};
use nabz_people::places::{self, model::Ward};
use nabz_people::registry::model::{Person, RegistryRefusal};
use nabz_people::registry::{self as people, words};
use nabz_print::opd_card::OpdCard;
use nabz_print::token_slip::TokenSlip;
use nabz_print::{Both, PrintCount};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::{Language, msg, numbers};
use uuid::Uuid;

/// Everything that a paper of a visit says, read in one go.
pub struct VisitPaper {
    token: Token,
    person: Person,
    facility: Facility,
    unit: Unit,
    rooms: Vec<Room>,
    doctors: Vec<nabz_access::Names>,
    ward: Option<Ward>,
    age_and_sex: Both,
    helpline: Helpline,
}

/// Reads what the papers of a visit say.
///
/// Refuses with `QUE-006` what is no token of this facility.
pub fn read(view: &mut Tx<'_>, at: FacilityId, token: TokenId) -> Result<VisitPaper, Stop> {
    let token = store::token(view, at, token)?.ok_or(QueueRefusal::NoSuchToken)?;
    let person = people::person(view, token.person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let facility = facilities::facility(view, at)?;
    let facility = facility.ok_or(FacilityRefusal::NoSuchFacility)?;
    let unit = facilities::unit(view, at, token.unit)?;
    let unit = unit.ok_or(FacilityRefusal::NoSuchUnit)?;
    let mut rooms = facilities::rooms(view, at)?;
    rooms.retain(|room| room.unit == unit.id);
    let day = token.issued_at.date_in_india();
    let sitting = facilities::doctors_on(view, at, day)?.into_iter();
    let here = |room: &RoomId| rooms.iter().any(|own| own.id == *room);
    let doctors = sitting.filter(|(room, _)| here(room)).map(|(_, names)| names).collect();
    let ward = match &person.details.address.ward {
        Some(number) => places::ward(view, number)?,
        None => None,
    };
    let age_and_sex = age_and_sex(&person, day);
    let helpline = cards::helpline(view)?;
    Ok(VisitPaper { token, person, facility, unit, rooms, doctors, ward, age_and_sex, helpline })
}

impl VisitPaper {
    /// Whose papers they are.
    pub fn person(&self) -> PersonId {
        self.token.person
    }

    /// The slip, as which print.
    pub fn slip(&self, copy: u32) -> TokenSlip {
        TokenSlip {
            facility: names(&self.facility.names),
            unit: names(&self.unit.names),
            room: self.doors(),
            doctor: self.doctors(),
            token: self.token.number.to_string(),
            lane: match self.token.lane {
                Lane::Emergency => both(&msg::queue::lane_emergency()),
                Lane::Priority => both(&msg::queue::lane_priority()),
                Lane::General => Both::default(),
            },
            name: name(&self.person.details.name),
            health_id: self.person.health_id.to_string(),
            issued: self.issued(),
            qr: code(self.token.id),
            print: PrintCount { copy, amended: None },
        }
    }

    /// The card, as which print.
    pub fn card(&self, copy: u32) -> OpdCard {
        let details = &self.person.details;
        let guardian = details.guardian.as_ref().map(|guardian| name(&guardian.name));
        OpdCard {
            facility: names(&self.facility.names),
            unit: names(&self.unit.names),
            name: name(&details.name),
            health_id: self.person.health_id.to_string(),
            age_and_sex: self.age_and_sex.clone(),
            guardian: guardian.unwrap_or_default(),
            address: self.address(),
            phone: details.phone.as_ref().map(|phone| phone.mobile.spaced()).unwrap_or_default(),
            token: self.token.number.to_string(),
            date: self.issued(),
            helpline: self.helpline.to_string(),
            qr: self.person.health_id.to_string(),
            print: PrintCount { copy, amended: None },
        }
    }

    /// House, locality, ward and district; the ward by its name, in both scripts where they differ.
    fn address(&self) -> Both {
        let address = &self.person.details.address;
        let joined = |ward: Option<&str>| {
            let parts = [
                address.line.as_deref(),
                address.locality.as_deref(),
                ward.or(address.ward.as_deref()),
                address.district.as_deref(),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        let Some(ward) = &self.ward else { return Both::new("", joined(None)) };
        Both::new(joined(Some(&ward.name_hi)), joined(Some(&ward.name_en)))
    }

    /// Who sits there that day; a unit with many rooms says no name.
    fn doctors(&self) -> Both {
        if self.doctors.len() > SLIP_DOCTORS_MAX {
            return Both::default();
        }
        let joined = |name: fn(&nabz_access::Names) -> &str| {
            self.doctors.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        Both::new(joined(|names| &names.hindi), joined(|names| &names.english))
    }

    fn doors(&self) -> String {
        let doors: Vec<&str> = self.rooms.iter().map(|room| &*room.door).collect();
        doors.join(", ")
    }

    fn issued(&self) -> Both {
        let at = |language| numbers::date_time(self.token.issued_at, language);
        Both::new(at(Language::Hindi), at(Language::English))
    }
}

/// More names than a slip has room for.
const SLIP_DOCTORS_MAX: usize = 2;
const CODE_PREFIX: &str = "NABZ:T:";

/// What the slip's code carries: the visit and nothing about its person.
pub fn code(token: TokenId) -> String {
    format!("{CODE_PREFIX}{}", token.uuid().simple()).to_uppercase()
}

/// The token behind a scanned code; `None` for any other code.
pub fn scanned(text: &str) -> Option<TokenId> {
    let text = text.trim().to_uppercase();
    let digits = text.strip_prefix(CODE_PREFIX)?;
    Uuid::parse_str(digits).ok().map(TokenId::from_uuid)
}

/// More tokens than a counter gives in one go, or prints.
pub const LISTED_MAX: usize = 20;

/// The tokens that a part of an address lists, at most [`LISTED_MAX`]; what is no id is left out.
pub fn listed(list: &str) -> Vec<TokenId> {
    let ids = list.split(',').filter_map(|id| Uuid::parse_str(id).ok());
    ids.take(LISTED_MAX).map(TokenId::from_uuid).collect()
}

/// Tokens as [`listed`] reads them.
pub fn list(tokens: &[TokenId]) -> String {
    tokens.iter().map(TokenId::to_string).collect::<Vec<_>>().join(",")
}

fn both(message: &Message) -> Both {
    Both::new(say(message, Language::Hindi), say(message, Language::English))
}

fn names(names: &nabz_access::Names) -> Both {
    Both::new(names.hindi.clone(), names.english.clone())
}

fn name(name: &PersonName) -> Both {
    let text = |name: Option<&NameText>| name.map(|name| name.as_str().to_owned());
    Both::new(text(name.devanagari()).unwrap_or_default(), text(name.roman()).unwrap_or_default())
}

fn age_and_sex(person: &Person, today: nabz_kernel::clock::Date) -> Both {
    let details = &person.details;
    let age = details.birth.map(|birth| words::age(birth.age(today), birth.is_estimated()));
    let sex = details.sex.map(words::sex);
    let said = |language| {
        let parts = [&age, &sex].into_iter().flatten().map(|message| say(message, language));
        parts.collect::<Vec<_>>().join(", ")
    };
    Both::new(said(Language::Hindi), said(Language::English))
}
