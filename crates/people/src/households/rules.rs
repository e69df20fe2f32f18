//! What people of one household are to each other, and until when a child is a child. Pure.

use super::model::{
    Guardian, Household, HouseholdKind, HouseholdRefusal, Kinship, LastHome, Member, Place,
    PlaceKind, PlacesAsked, Role, Tie,
};
use crate::registry::model::Sex;
use crate::registry::rules::text;
use nabz_kernel::birth::Birth;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::digits_of;
use nabz_kernel::refusal::Refused;
use nabz_linkage::fold::fold;
use std::ops::RangeInclusive;

/// How many figures the phone of a desk has: those of a helpline such as 181 are the fewest.
const DESK_FIGURES: RangeInclusive<usize> = 3..=11;

/// A place as it is kept; what was left out is not known.
///
/// Refuses with `HOU-009` a place without a name, and with `HOU-017` what is no phone.
pub fn tidy_place(place: &Place) -> Result<Place, Refused> {
    Ok(Place {
        called: place_name(&place.called)?,
        kind: place.kind,
        ward: text(place.ward.as_deref())?,
        contact: text(place.contact.as_deref())?,
        phone: desk_phone(place.phone.as_deref().unwrap_or_default())?,
        caretaker: text(place.caretaker.as_deref())?,
    })
}

/// What a place is called, on one line.
pub fn place_name(typed: &str) -> Result<String, Refused> {
    text(Some(typed))?.ok_or_else(|| HouseholdRefusal::NoName.into())
}

/// The figures of a desk's phone, with the code of its town and without that of the country; nothing
/// where none was typed.
pub fn desk_phone(typed: &str) -> Result<Option<String>, HouseholdRefusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let figures = digits_of(typed).ok_or(HouseholdRefusal::NoPhone)?;
    let bare = match figures.len() {
        12 | 13 => figures.trim_start_matches('0').strip_prefix("91"),
        14 => figures.strip_prefix("0091"),
        _ => None,
    };
    let bare = bare.unwrap_or(&figures);
    if DESK_FIGURES.contains(&bare.len()) {
        Ok(Some(bare.to_owned()))
    } else {
        Err(HouseholdRefusal::NoPhone)
    }
}

/// Whether two places are one: of the same name, in the same ward.
pub fn is_same(one: &Place, other: &Place) -> bool {
    one.ward == other.ward && one.called.to_lowercase() == other.called.to_lowercase()
}

/// Whether it tells something of somebody that they live in such a place. Of a place of which nobody
/// has said what it is, it may.
pub const fn is_sensitive(kind: PlaceKind) -> bool {
    match kind {
        PlaceKind::NightShelter
        | PlaceKind::OldAgeHome
        | PlaceKind::ChildrensHome
        | PlaceKind::Hostel
        | PlaceKind::LabourCamp
        | PlaceKind::Street => false,
        PlaceKind::WomensShelter
        | PlaceKind::Prison
        | PlaceKind::DeAddiction
        | PlaceKind::HivCare
        | PlaceKind::HalfwayHome
        | PlaceKind::Other => true,
    }
}

/// The places that a list shows, in the order in which they came.
pub fn places_with(asked: &PlacesAsked, places: Vec<Household>) -> Vec<Household> {
    let (typed, sound) = (asked.called.trim().to_lowercase(), folded(&asked.called));
    let is_called = |called: &str| {
        called.to_lowercase().contains(&typed)
            || (!sound.is_empty() && folded(called).contains(&sound))
    };
    let fits = |place: &Place| {
        asked.kind.is_none_or(|kind| kind == place.kind)
            && (asked.ward.is_none() || asked.ward == place.ward)
            && is_called(&place.called)
    };
    places.into_iter().filter(|home| home.place.as_ref().is_some_and(fits)).collect()
}

/// A name as it sounds, in whichever script it was written.
fn folded(text: &str) -> String {
    text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether those who live there are a family.
pub const fn is_family(kind: HouseholdKind) -> bool {
    match kind {
        HouseholdKind::Home | HouseholdKind::Visiting => true,
        HouseholdKind::Institution | HouseholdKind::Street => false,
    }
}

/// Somebody who speaks for a household of a kind: a head, but nobody is kin to a hostel.
pub const fn first_tie(kind: HouseholdKind) -> Tie {
    if is_family(kind) { Tie::Head } else { Tie::Unrelated }
}

/// What somebody is to the head who is so related to a member of that tie.
#[expect(clippy::match_same_arms, reason = "a table of kinship is read line by line")]
pub const fn through(first: Tie, kinship: Kinship) -> Tie {
    match (first, kinship) {
        (Tie::Head, Kinship::Child) => Tie::Child,
        (Tie::Head, Kinship::Spouse) => Tie::Spouse,
        (Tie::Head, Kinship::Parent) => Tie::Parent,
        (Tie::Head, Kinship::Sibling) => Tie::Sibling,
        (Tie::Spouse, Kinship::Child) => Tie::Child,
        (Tie::Spouse, Kinship::Parent) => Tie::ParentInLaw,
        (Tie::Child, Kinship::Sibling) => Tie::Child,
        (Tie::Child, Kinship::Parent) => Tie::Spouse,
        (Tie::Child, Kinship::Spouse) => Tie::ChildInLaw,
        (Tie::Child | Tie::ChildInLaw, Kinship::Child) => Tie::Grandchild,
        (Tie::Parent, Kinship::Spouse) => Tie::Parent,
        (Tie::Parent, Kinship::Child) => Tie::Sibling,
        (Tie::Grandchild, Kinship::Sibling) => Tie::Grandchild,
        (Tie::ParentInLaw, Kinship::Spouse) => Tie::ParentInLaw,
        (Tie::Unrelated, _) => Tie::Unrelated,
        _ => Tie::Kin,
    }
}

/// What a member is to a new head, who was `head` to the old one. Whatever does not follow is a
/// relative, whom the form lets anybody put right.
#[expect(clippy::match_same_arms, reason = "a table of kinship is read line by line")]
pub const fn seen_from(head: Tie, member: Tie) -> Tie {
    match (head, member) {
        (Tie::Head, same) => same,
        (Tie::Unrelated, _) | (_, Tie::Unrelated) => Tie::Unrelated,
        (Tie::Spouse, Tie::Head) => Tie::Spouse,
        (Tie::Spouse, Tie::Child) => Tie::Child,
        (Tie::Spouse, Tie::Grandchild) => Tie::Grandchild,
        (Tie::Spouse, Tie::ChildInLaw) => Tie::ChildInLaw,
        (Tie::Spouse, Tie::Parent) => Tie::ParentInLaw,
        (Tie::Spouse, Tie::ParentInLaw) => Tie::Parent,
        (Tie::Child, Tie::Head | Tie::Spouse) => Tie::Parent,
        (Tie::Child, Tie::Child) => Tie::Sibling,
        (Tie::Parent, Tie::Head | Tie::Sibling) => Tie::Child,
        (Tie::Parent, Tie::Spouse) => Tie::ChildInLaw,
        (Tie::Parent, Tie::Parent) => Tie::Spouse,
        (Tie::Parent, Tie::Child) => Tie::Grandchild,
        (Tie::Sibling, Tie::Head | Tie::Sibling) => Tie::Sibling,
        (Tie::Sibling, Tie::Parent) => Tie::Parent,
        (Tie::ChildInLaw, Tie::Head | Tie::Spouse) => Tie::ParentInLaw,
        (Tie::ParentInLaw, Tie::Spouse) => Tie::Child,
        (Tie::ParentInLaw, Tie::Head) => Tie::ChildInLaw,
        (Tie::ParentInLaw, Tie::Child) => Tie::Grandchild,
        (Tie::ParentInLaw, Tie::ParentInLaw) => Tie::Spouse,
        _ => Tie::Kin,
    }
}

/// Everybody as the new head sees them; the head is one of them.
pub fn with_head(members: &[Member], head: PersonId) -> Result<Vec<Member>, HouseholdRefusal> {
    let of_head = members.iter().find(|member| member.person == head);
    let from = of_head.ok_or(HouseholdRefusal::NotThere)?.tie;
    Ok(members
        .iter()
        .map(|member| {
            let tie = if member.person == head { Tie::Head } else { seen_from(from, member.tie) };
            Member { tie, ..*member }
        })
        .collect())
}

/// What somebody who is back is to the head of the household in which they lived. Of another head than
/// before nothing follows.
pub fn tie_again(last: &LastHome, head: Option<PersonId>) -> Tie {
    let tie = last.member.tie;
    if tie == Tie::Unrelated || head.is_none() || head == last.head { tie } else { Tie::Kin }
}

/// Whether somebody is a child on that day. Without a birth nobody is: care must not wait for a
/// guardian who was never heard of.
pub fn is_child(birth: Option<&Birth>, today: Date) -> bool {
    birth.is_some_and(|birth| birth.is_child(today))
}

/// Whether a guardian answers for the child: one who is of age, as long as the child is none.
pub fn answers(guardian: &Guardian, child: Option<&Birth>, today: Date) -> bool {
    let is_of_age = guardian.from.is_none_or(|from| from <= today);
    guardian.until.is_none() && is_of_age && is_child(child, today)
}

/// From which day on somebody can answer for a child: once they are of age; nothing where they are.
pub fn answers_from(birth: Option<&Birth>, today: Date) -> Option<Date> {
    birth.filter(|birth| birth.is_child(today)).map(Birth::comes_of_age)
}

/// Whether somebody can be named for a child: whoever is of age, as anything; and a mother who is a
/// child herself, where she is the older one of the two.
pub fn can_be_named(
    role: Role,
    (child, person): (Option<&Birth>, Option<&Birth>),
    today: Date,
) -> bool {
    let Some(of_child) = answers_from(child, today) else { return false };
    let of_person = answers_from(person, today);
    of_person.is_none_or(|of_age| role == Role::Mother && of_age < of_child)
}

/// As what a relative answers for a child who was registered with them; nobody when they
/// are not father or mother.
pub fn role_of(kinship: Kinship, parent: Option<Sex>) -> Option<Role> {
    match (kinship, parent) {
        (Kinship::Child, Some(Sex::Female)) => Some(Role::Mother),
        (Kinship::Child, Some(Sex::Male)) => Some(Role::Father),
        (Kinship::Child, Some(Sex::Other) | None) => Some(Role::Guardian),
        (Kinship::Spouse | Kinship::Parent | Kinship::Sibling | Kinship::Other, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::birth::{BirthDate, BirthQuality};
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    #[test]
    fn the_phone_of_a_desk_is_one_of_its_town_or_a_helpline() {
        let check = |typed: &str, expect: Result<Option<&str>, HouseholdRefusal>| {
            let phone = desk_phone(typed);
            assert_eq!(phone.as_ref().map(Option::as_deref).map_err(|no| *no), expect, "{typed}");
        };
        check("  ", Ok(None));
        check("011-2338 6031", Ok(Some("01123386031")));
        check("+91 00000 12099", Ok(Some("0000012099")));
        check("0091 00000 12099", Ok(Some("0000012099")));
        check("१०९८", Ok(Some("1098")));
        check("12", Err(HouseholdRefusal::NoPhone));
        check("the warden", Err(HouseholdRefusal::NoPhone));
        check("000001209900001", Err(HouseholdRefusal::NoPhone));
    }

    fn place(kind: PlaceKind, called: &str, ward: &str) -> Household {
        let place = Place { ward: Some(ward.into()), ..Place::named(kind, called) };
        Household {
            id: Id::from_uuid(Uuid::nil()),
            kind: kind.household(),
            head: None,
            version: 1,
            facility: Id::from_uuid(Uuid::nil()),
            opened_at: Instant::from_microseconds(0),
            closed_at: None,
            place: Some(place),
        }
    }

    #[test]
    fn a_place_is_found_by_its_kind_its_ward_and_its_name_in_either_script() {
        let all = vec![
            place(PlaceKind::NightShelter, "Rain Basera, Sarai Kale Khan", "11"),
            place(PlaceKind::Hostel, "कन्या छात्रावास", "11"),
            place(PlaceKind::Hostel, "Boys Hostel", "12"),
        ];
        let check = |asked: PlacesAsked, expect: usize| {
            assert_eq!(places_with(&asked, all.clone()).len(), expect, "{asked:?}");
        };
        let called = |called: &str| PlacesAsked { called: called.into(), ..PlacesAsked::default() };
        check(PlacesAsked::default(), 3);
        check(PlacesAsked { kind: Some(PlaceKind::Hostel), ..PlacesAsked::default() }, 2);
        check(PlacesAsked { ward: Some("11".into()), ..called("basera") }, 1);
        check(called("काले"), 1);
        check(called("hostel"), 1);
        check(called("nowhere"), 0);
    }

    #[test]
    fn a_place_of_which_nobody_said_what_it_is_may_tell_something() {
        assert!(is_sensitive(PlaceKind::Other) && is_sensitive(PlaceKind::Prison));
        assert!(!is_sensitive(PlaceKind::OldAgeHome));
    }

    fn born(typed: &str) -> Birth {
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        Birth { date: BirthDate::parse(typed, today).unwrap(), quality: BirthQuality::Stated }
    }

    #[test]
    fn nobody_is_a_child_of_whom_no_birth_is_known() {
        let on = |month, day| Date::from_calendar(2033, month, day).unwrap();
        assert!(!is_child(None, on(1, 1)));
        assert!(is_child(Some(&born("12/03/2015")), on(3, 11)));
        assert!(!is_child(Some(&born("12/03/2015")), on(3, 12)));
    }

    #[test]
    fn a_mother_may_be_a_child_herself_and_nobody_else_who_is_named() {
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        let check = |role, child: &str, person: &str, expect: bool| {
            let births = (Some(born(child)), Some(born(person)));
            let births = (births.0.as_ref(), births.1.as_ref());
            assert_eq!(can_be_named(role, births, today), expect, "{role:?} {child} {person}");
        };
        check(Role::Mother, "01/11/2026", "1984", true);
        check(Role::Mother, "01/11/2026", "12/03/2010", true);
        check(Role::Father, "01/11/2026", "12/03/2010", false);
        check(Role::Mother, "12/03/2010", "01/11/2026", false);
        check(Role::Guardian, "1984", "1950", false);
        assert!(can_be_named(Role::Father, (Some(&born("2015")), None), today));
        assert_eq!(
            answers_from(Some(&born("12/03/2010")), today),
            Date::from_calendar(2028, 3, 12)
        );
    }

    #[test]
    fn whoever_joins_is_to_the_head_what_follows_and_else_a_relative() {
        let check = |first: Tie, kinship: Kinship, expect: Tie| {
            assert_eq!(through(first, kinship), expect, "{kinship:?} of {first:?}");
        };
        check(Tie::Head, Kinship::Child, Tie::Child);
        check(Tie::Spouse, Kinship::Parent, Tie::ParentInLaw);
        check(Tie::Child, Kinship::Child, Tie::Grandchild);
        check(Tie::Child, Kinship::Parent, Tie::Spouse);
        check(Tie::Parent, Kinship::Sibling, Tie::Kin);
        check(Tie::Unrelated, Kinship::Spouse, Tie::Unrelated);
    }

    #[test]
    fn whoever_comes_back_is_what_they_were_unless_another_speaks_for_the_household() {
        let id = |tail: u128| Id::from_uuid(Uuid::from_u128(tail));
        let (asha, wife, son) = (id(1), id(2), id(3));
        let check = |tie, (then, now), expect: Tie| {
            let since = Instant::from_microseconds(0);
            let household = Id::from_uuid(Uuid::nil());
            let member = Member { person: asha, household, tie, since };
            let stay = Id::from_uuid(Uuid::nil());
            let last = LastHome { stay, member, head: then };
            assert_eq!(tie_again(&last, now), expect, "{tie:?}");
        };
        check(Tie::Head, (Some(asha), None), Tie::Head);
        check(Tie::Head, (Some(asha), Some(wife)), Tie::Kin);
        check(Tie::Child, (Some(wife), Some(wife)), Tie::Child);
        check(Tie::Child, (Some(wife), Some(son)), Tie::Kin);
        check(Tie::Child, (Some(wife), None), Tie::Child);
        check(Tie::Unrelated, (None, Some(son)), Tie::Unrelated);
    }

    #[test]
    fn a_new_head_sees_everybody_as_it_follows_and_else_as_relatives() {
        let check = |head: Tie, member: Tie, expect: Tie| {
            assert_eq!(seen_from(head, member), expect, "{head:?} sees {member:?}");
        };
        check(Tie::Head, Tie::ChildInLaw, Tie::ChildInLaw);
        check(Tie::Spouse, Tie::Head, Tie::Spouse);
        check(Tie::Spouse, Tie::Parent, Tie::ParentInLaw);
        check(Tie::Child, Tie::Spouse, Tie::Parent);
        check(Tie::Child, Tie::Child, Tie::Sibling);
        check(Tie::Child, Tie::Grandchild, Tie::Kin);
        check(Tie::Parent, Tie::Child, Tie::Grandchild);
        check(Tie::Unrelated, Tie::Head, Tie::Unrelated);
    }
}
