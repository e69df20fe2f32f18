//! The words of households as messages.

use super::model::{Gone, HouseholdKind, Kinship, Leaving, Left, Place, PlaceKind, Role, Tie};
use super::rules::is_sensitive;
use crate::registry::model::Sex;
use nabz_kernel::clock::Instant;
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::numbers::date_message;

/// Family, hostel, street, guests.
pub fn kind(kind: HouseholdKind) -> Message {
    match kind {
        HouseholdKind::Home => msg::kind_home(),
        HouseholdKind::Institution => msg::kind_institution(),
        HouseholdKind::Street => msg::kind_street(),
        HouseholdKind::Visiting => msg::kind_visiting(),
    }
}

/// Night shelter, hostel, prison.
pub fn place_kind(kind: PlaceKind) -> Message {
    match kind {
        PlaceKind::NightShelter => msg::place_night_shelter(),
        PlaceKind::OldAgeHome => msg::place_old_age_home(),
        PlaceKind::ChildrensHome => msg::place_childrens_home(),
        PlaceKind::Hostel => msg::place_hostel(),
        PlaceKind::LabourCamp => msg::place_labour_camp(),
        PlaceKind::WomensShelter => msg::place_womens_shelter(),
        PlaceKind::Prison => msg::place_prison(),
        PlaceKind::DeAddiction => msg::place_de_addiction(),
        PlaceKind::HivCare => msg::place_hiv_care(),
        PlaceKind::HalfwayHome => msg::place_halfway_home(),
        PlaceKind::Street => msg::place_street(),
        PlaceKind::Other => msg::place_other(),
    }
}

/// In which place somebody lives, and since when. Where the place tells something of them, only
/// whoever keeps places reads which it is.
pub fn lives_in(place: &Place, since: Instant, keeps: bool) -> Message {
    let since = date_message(since.date_in_india());
    if keeps || !is_sensitive(place.kind) {
        msg::lives_in(place_kind(place.kind), place.called.as_str(), since)
    } else {
        msg::lives_in_institution(since)
    }
}

/// What somebody is to the head.
pub fn tie(tie: Tie) -> Message {
    match tie {
        Tie::Head => msg::tie_head(),
        Tie::Spouse => msg::tie_spouse(),
        Tie::Child => msg::tie_child(),
        Tie::Parent => msg::tie_parent(),
        Tie::Sibling => msg::tie_sibling(),
        Tie::Grandchild => msg::tie_grandchild(),
        Tie::ChildInLaw => msg::tie_child_in_law(),
        Tie::ParentInLaw => msg::tie_parent_in_law(),
        Tie::Kin => msg::tie_kin(),
        Tie::Unrelated => msg::tie_unrelated(),
    }
}

/// The same of somebody whose sex is known: `Wife`, where [`tie`] says `Husband or wife`.
pub fn tie_of(tie: Tie, sex: Option<Sex>) -> Message {
    match (tie, sex) {
        (Tie::Spouse, Some(Sex::Male)) => msg::husband(),
        (Tie::Spouse, Some(Sex::Female)) => msg::wife(),
        (Tie::Child, Some(Sex::Male)) => msg::son(),
        (Tie::Child, Some(Sex::Female)) => msg::daughter(),
        (Tie::Parent, Some(Sex::Male)) => msg::father(),
        (Tie::Parent, Some(Sex::Female)) => msg::mother(),
        (Tie::Sibling, Some(Sex::Male)) => msg::brother(),
        (Tie::Sibling, Some(Sex::Female)) => msg::sister(),
        (Tie::Grandchild, Some(Sex::Male)) => msg::grandson(),
        (Tie::Grandchild, Some(Sex::Female)) => msg::granddaughter(),
        (Tie::ChildInLaw, Some(Sex::Male)) => msg::son_in_law(),
        (Tie::ChildInLaw, Some(Sex::Female)) => msg::daughter_in_law(),
        (Tie::ParentInLaw, Some(Sex::Male)) => msg::father_in_law(),
        (Tie::ParentInLaw, Some(Sex::Female)) => msg::mother_in_law(),
        (Tie::Head | Tie::Kin | Tie::Unrelated, _) | (_, Some(Sex::Other) | None) => self::tie(tie),
    }
}

/// Why somebody no longer lives there.
pub fn leaving(why: Leaving) -> Message {
    match why {
        Leaving::Moved => msg::left_moved(),
        Leaving::Split => msg::left_split(),
        Leaving::Died => msg::left_died(),
        Leaving::Mistake => msg::left_mistake(),
    }
}

/// Why somebody lives in a place no longer.
pub fn left(why: Left) -> Message {
    match why {
        Left::Said(why) => leaving(why),
        Left::Death => msg::left_died(),
        Left::Away => msg::left_away(),
        Left::Closing => msg::left_closing(),
    }
}

/// Why somebody lives nowhere that is written down, and how it is taken back if that was a mistake.
pub fn gone(gone: Gone) -> Message {
    match gone {
        Gone::Died => msg::died_hint(),
        Gone::Away => msg::moved_hint(),
    }
}

/// Mother, father, guardian.
pub fn role(role: Role) -> Message {
    match role {
        Role::Mother => msg::role_mother(),
        Role::Father => msg::role_father(),
        Role::Guardian => msg::role_guardian(),
    }
}

/// What somebody is to the one of their family who was registered first.
pub fn kinship(kinship: Kinship) -> Message {
    match kinship {
        Kinship::Child => msg::kin_child(),
        Kinship::Spouse => msg::kin_spouse(),
        Kinship::Parent => msg::kin_parent(),
        Kinship::Sibling => msg::kin_sibling(),
        Kinship::Other => msg::kin_other(),
    }
}
