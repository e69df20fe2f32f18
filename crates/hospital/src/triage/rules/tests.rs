use super::*;
use crate::triage::model::{
    BeatsAMinute, BreathsAMinute, Celsius, MilligramsADecilitre, Oxygen, SaturationScale,
};
use nabz_kernel::birth::Age;

fn well() -> Signs {
    Signs {
        temperature: Some(Temperature::Celsius(Celsius::parse("37.0").unwrap())),
        pulse: Some(BeatsAMinute::parse("80").unwrap()),
        pressure: pressure(
            Some(MillimetresOfMercury::parse("120").unwrap()),
            Some(MillimetresOfMercury::parse("80").unwrap()),
        )
        .unwrap(),
        saturation: Some(Percent::parse("98").unwrap()),
        oxygen: Some(Oxygen::Air),
        respiration: Some(BreathsAMinute::parse("16").unwrap()),
        consciousness: Some(Consciousness::Alert),
        ..Signs::default()
    }
}

fn saturated(percent: &str, signs: Signs) -> Signs {
    Signs { saturation: Some(Percent::parse(percent).unwrap()), ..signs }
}

fn about(years: Option<u16>, pregnant: bool) -> About {
    About { age: years.map(Age::Years), pregnant, ..About::default() }
}

fn judged(signs: Signs, years: Option<u16>, pregnant: bool) -> (Option<u8>, Urgency) {
    let judged = judge(&signs, about(years, pregnant)).unwrap();
    (judged.news2, judged.urgency)
}

#[test]
fn a_missing_sign_leaves_no_score_but_one_red_sign_is_still_red() {
    assert_eq!(judged(well(), Some(42), false), (Some(0), Urgency::Steady));
    let unread = Signs { respiration: None, ..well() };
    assert_eq!(judged(unread, Some(42), false), (None, Urgency::Steady));
    let blue = saturated("88", unread);
    assert_eq!(judged(blue, Some(42), false), (None, Urgency::Red));
}

#[test]
fn a_low_saturation_is_red_though_nobody_said_what_was_breathed() {
    let blue = saturated("75", Signs::default());
    for years in [None, Some(4), Some(42)] {
        assert_eq!(judged(blue, years, false), (None, Urgency::Red), "{years:?}");
    }
    let two = About { scale: SaturationScale::Two, ..About::default() };
    let high = saturated("98", Signs::default());
    assert_eq!(judge(&high, two).unwrap().urgency, Urgency::Red, "perhaps on oxygen");
    let on_air = Signs { oxygen: Some(Oxygen::Air), ..high };
    assert_eq!(judge(&on_air, two).unwrap().urgency, Urgency::Steady);
}

#[test]
fn children_and_pregnant_women_are_not_scored_and_have_flags_of_their_own() {
    assert_eq!(judged(well(), Some(15), false), (None, Urgency::Steady));
    assert_eq!(judged(well(), Some(16), false), (Some(0), Urgency::Steady));
    assert_eq!(judged(well(), None, false), (Some(0), Urgency::Steady));
    assert_eq!(judged(well(), Some(24), true), (None, Urgency::Steady));
    let drowsy = Signs { consciousness: Some(Consciousness::Voice), ..well() };
    assert_eq!(judged(drowsy, Some(4), false), (None, Urgency::Red));
    let fast = Signs { pulse: Some(BeatsAMinute::parse("140").unwrap()), ..well() };
    assert_eq!(judged(fast, Some(1), false), (None, Urgency::Steady));
}

#[test]
fn a_medium_total_without_a_red_sign_is_amber() {
    let signs = Signs {
        pulse: Some(BeatsAMinute::parse("115").unwrap()),
        respiration: Some(BreathsAMinute::parse("22").unwrap()),
        saturation: Some(Percent::parse("95").unwrap()),
        ..well()
    };
    assert_eq!(judged(signs, Some(60), false), (Some(5), Urgency::Amber));
}

/// Whatever turns a person of any group red is a sign that says so, or the total does.
#[test]
fn what_turns_somebody_red_is_marked_red() {
    let cases = [
        (Sign::Sugar, Signs { sugar: Some(MilligramsADecilitre::parse("53").unwrap()), ..well() }),
        (Sign::Saturation, saturated("89", well())),
        (Sign::Consciousness, Signs { consciousness: Some(Consciousness::Confused), ..well() }),
    ];
    for about in [about(Some(42), false), about(Some(4), false), about(Some(24), true)] {
        for (sign, signs) in &cases {
            assert_eq!(judge(signs, about).unwrap().urgency, Urgency::Red, "{sign:?} {about:?}");
            assert_eq!(says(*sign, signs, about), Says::Red, "{sign:?} {about:?}");
            let others = Sign::ALL.into_iter().filter(|other| other != sign);
            assert!(others.into_iter().all(|other| says(other, signs, about) == Says::Nothing));
        }
    }
}

#[test]
fn a_child_is_not_measured_with_the_numbers_of_adults() {
    let warm = Temperature::Celsius(Celsius::parse("37.6").unwrap());
    let lively = Signs {
        pulse: Some(BeatsAMinute::parse("130").unwrap()),
        respiration: Some(BreathsAMinute::parse("34").unwrap()),
        temperature: Some(warm),
        ..well()
    };
    let of = |sign, years| says(sign, &lively, about(Some(years), false));
    assert_eq!([of(Sign::Pulse, 1), of(Sign::Respiration, 1)], [Says::Nothing; 2]);
    assert_eq!([of(Sign::Pulse, 42), of(Sign::Respiration, 42)], [Says::Out, Says::Red]);
    assert_eq!([of(Sign::Temperature, 1), of(Sign::Temperature, 42)], [Says::Out, Says::Nothing]);
}
