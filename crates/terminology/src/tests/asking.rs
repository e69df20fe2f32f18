//! What is answered.

use super::samples::{AILMENTS, City, LETTERS, ailments, concept_map, value_set};
use crate::ask::{
    Coded, Expansion, Of, Wanted, Wish, expand, judge_in_set, judge_in_system, lookup, subsumes,
    translate,
};
use crate::{codes_of, is_in, subsumed, subsuming};
use nabz_fhir::tape::Tape;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Database, city_tests};
use serde_json::{Value, json};

/// A city that has everything loaded.
struct Loaded(City);

impl Loaded {
    fn on(database: Database) -> Self {
        let city = City::on(database);
        for resource in [ailments("1"), value_set(), concept_map()] {
            city.load(&resource);
        }
        Self(city)
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, &'static str> {
        match self.0.store.read_blocking(question) {
            Ok(answer) => Ok(answer),
            Err(Stop::Refused(refused)) => Err(refused.code),
            Err(stop @ (Stop::Fault(_) | Stop::Again)) => panic!("{stop}"),
        }
    }

    fn expand(&self, of: Of, wish: Wish) -> Result<Expansion, &'static str> {
        self.ask(move |view| expand(view, &of, &wish))
    }

    fn codes(&self, compose: &Value) -> Result<String, &'static str> {
        let set = json!({"resourceType": "ValueSet", "compose": compose});
        let found = self.expand(body(&set), Wish::default())?;
        let codes: Vec<String> = found.items.into_iter().map(|item| item.code).collect();
        assert_eq!(u64::try_from(codes.len()).unwrap(), found.total);
        Ok(codes.join(" "))
    }

    fn filtered(
        &self,
        property: &str,
        operator: &str,
        value: &str,
    ) -> Result<String, &'static str> {
        let filter = json!({"property": property, "op": operator, "value": value});
        self.codes(&json!({"include": [{"system": AILMENTS, "filter": [filter]}]}))
    }
}

fn body(set: &Value) -> Of {
    Of::Body(Tape::parse(set.to_string().into_bytes()).unwrap())
}

fn fevers() -> Of {
    Of::Address("http://example.org/fevers".to_owned())
}

fn coded(code: &str) -> Coded {
    Coded { system: AILMENTS.into(), code: code.into(), ..Coded::default() }
}

city_tests! { Loaded;
    fn a_code_is_looked_up_in_the_language_of_whoever_asks(city) {
        let asked = coded("a12");
        let found = city.ask(move |view| lookup(view, &asked, &[], Some("hi-IN"))).unwrap();
        assert_eq!((found.code.as_str(), found.display.as_str()), ("A12", "बुखार और खाँसी"));
        let said: Vec<_> = found.properties.iter().map(|(one, name)| (one.name.as_str(), one.value.as_str(), name.as_deref())).collect();
        assert_eq!(said, [("inactive", "false", None), ("parent", "A1", Some("Fever")), ("parent", "A2", Some("Cough"))]);
        let (asked, wanted) = (coded("A1"), ["child".to_owned(), "part".to_owned()]);
        let found = city.ask(move |view| lookup(view, &asked, &wanted, None)).unwrap();
        let said: Vec<_> = found.properties.iter().map(|(one, _)| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(said, [("part", "whole body"), ("child", "A11"), ("child", "A12")]);
        let asked = coded("B1");
        assert_eq!(city.ask(move |view| lookup(view, &asked, &[], None)).unwrap_err(), "TRM-005");
    }

    fn one_code_subsumes_another_along_every_parent(city) {
        let stands = |a: &str, b: &str| {
            let (a, b) = (coded(a), b.to_owned());
            city.ask(move |view| subsumes(view, &a, &b)).map(crate::ask::Subsumption::name)
        };
        assert_eq!(stands("A", "A12"), Ok("subsumes"));
        assert_eq!(stands("A2", "A12"), Ok("subsumes"));
        assert_eq!(stands("A12", "A1"), Ok("subsumed-by"));
        assert_eq!(stands("A11", "A2"), Ok("not-subsumed"));
        assert_eq!(stands("a1", "A1"), Ok("equivalent"));
        assert_eq!(stands("A1", "Z"), Err("TRM-005"));
    }

    fn every_filter_of_a_value_set_finds_what_it_says(city) {
        for (property, operator, value, codes) in [
            ("concept", "is-a", "A1", "A1 A11 A12"),
            ("concept", "descendent-of", "A2", "A12"),
            ("concept", "is-not-a", "A1", "A A2 A9"),
            ("concept", "generalizes", "A12", "A A1 A12 A2"),
            ("code", "in", "A2, A9,Z", "A2 A9"),
            ("code", "not-in", "A2,A9", "A A1 A11 A12"),
            ("code", "regex", "A1.?", "A1 A11 A12"),
            ("display", "regex", ".*[Ff]ever.*", "A1 A11 A12"),
            ("display", "=", "Cough", "A2"),
            ("parent", "=", "A2", "A12"),
            ("child", "=", "A12", "A1 A2"),
            ("ancestor", "=", "A1", "A11 A12"),
            ("inactive", "=", "true", "A9"),
            ("part", "=", "chest", "A2"),
            ("part", "in", "chest,whole body", "A1 A2"),
            ("part", "exists", "false", "A A11 A12 A9"),
            ("part", "regex", "w.*", "A1"),
        ] {
            assert_eq!(city.filtered(property, operator, value).as_deref(), Ok(codes), "{property} {operator} {value}");
        }
        assert_eq!(city.filtered("colour", "=", "red"), Err("TRM-008"));
        assert_eq!(city.filtered("concept", "child-of", "A1"), Err("TRM-008"));
        assert_eq!(city.filtered("concept", "is-a", "Z"), Err("TRM-005"));
        assert_eq!(city.filtered("code", "regex", "(A"), Err("TRM-010"));
        assert_eq!(city.filtered("code", "regex", &"a{1000}".repeat(60)), Err("TRM-010"));
    }

    fn a_value_set_is_its_parts_joined_shared_and_taken_away(city) {
        let shared = json!({"include": [{"valueSet": ["http://example.org/fevers", "http://example.org/all-ailments"]}]});
        assert_eq!(city.codes(&shared).as_deref(), Ok("A1 A12"));
        let joined = json!({"inactive": false, "include": [
            {"system": AILMENTS, "concept": [{"code": "A2"}, {"code": "A9"}, {"code": "A77"}]},
            {"system": AILMENTS},
        ]});
        assert_eq!(city.codes(&joined).as_deref(), Ok("A2 A77 A A1 A11 A12"));
        let gender = json!({"include": [{"valueSet": ["http://hl7.org/fhir/ValueSet/administrative-gender"]}]});
        assert_eq!(city.codes(&gender).as_deref(), Ok("female male other unknown"), "R4's own need no loading");
        assert_eq!(city.codes(&json!({"include": [{"valueSet": ["http://example.org/none"]}]})), Err("TRM-002"));
        assert_eq!(city.codes(&json!({"include": [{"system": "http://example.org/unloaded"}]})), Err("TRM-001"));
        assert_eq!(city.codes(&json!({"include": [{}]})), Err("TRM-009"));
    }

    fn value_sets_that_are_made_of_one_another_are_refused(city) {
        let set = |url: &str, of: &str| json!({"resourceType": "ValueSet", "url": url, "status": "active", "compose": {"include": [{"valueSet": [of]}]}});
        city.0.load(&set("http://example.org/hen", "http://example.org/egg"));
        city.0.load(&set("http://example.org/egg", "http://example.org/hen"));
        assert_eq!(city.expand(Of::Address("http://example.org/hen".into()), Wish::default()).unwrap_err(), "TRM-007");
    }

    fn pages_of_an_expansion_make_the_whole(city) {
        let whole = city.expand(fevers(), Wish { with_designations: true, language: Some("hi".into()), ..Wish::default() }).unwrap();
        let shown: Vec<_> = whole.items.iter().map(|one| (one.code.as_str(), one.display.as_deref().unwrap())).collect();
        assert_eq!(shown, [("A1", "बुखार"), ("A12", "बुखार और खाँसी"), ("hot", "गरम"), ("cold", "Cold")]);
        assert_eq!(whole.items[0].designations[0].language, "hi");
        let mut paged = Vec::new();
        for offset in 0..4 {
            let page = city.expand(fevers(), Wish { offset, count: Some(1), ..Wish::default() }).unwrap();
            assert_eq!((page.total, page.items.len()), (4, 1));
            paged.extend(page.items.into_iter().map(|one| one.code));
        }
        assert_eq!(paged, ["A1", "A12", "hot", "cold"]);
        let nested = city.expand(Of::Address("http://example.org/all-ailments".into()), Wish { is_nested: true, ..Wish::default() }).unwrap();
        let codes = |items: &[crate::ask::Item]| items.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
        assert_eq!((codes(&nested.items), codes(&nested.items[0].within)), (vec!["A".to_owned()], vec!["A1".to_owned(), "A2".into(), "A9".into()]));
        assert_eq!(codes(&nested.items[0].within[0].within), ["A11", "A12"]);
        assert_eq!(city.expand(fevers(), Wish { count: Some(0), ..Wish::default() }).unwrap().items, []);
    }

    fn what_is_typed_finds_by_the_beginnings_of_words_in_both_scripts(city) {
        let all = || Of::Address("http://example.org/all-ailments".to_owned());
        let typed = |of: Of, words: &str| {
            let found = city.expand(of, Wish { filter: Some(words.into()), ..Wish::default() }).unwrap();
            found.items.into_iter().map(|one| one.code).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(typed(all(), "fev"), "A1 A12 A11", "what begins so comes first, and what says little else");
        assert_eq!(typed(all(), "cou fev"), "A12");
        assert_eq!(typed(all(), "बुख"), "A1 A12");
        assert_eq!(typed(all(), "A1"), "A1 A11 A12");
        assert_eq!(typed(fevers(), "गर"), "hot");
        assert_eq!(typed(all(), "zzz"), "");
        let active = city.expand(all(), Wish { only_active: true, ..Wish::default() }).unwrap();
        assert_eq!(active.total, 5);
    }

    fn a_code_is_judged_with_what_it_is_called(city) {
        let in_system = |code: &str, display: Option<&str>| {
            let asked = Coded { display: display.map(str::to_owned), ..coded(code) };
            let said = city.ask(move |view| judge_in_system(view, &asked, false, None)).unwrap();
            (said.result, said.message.unwrap_or_default())
        };
        assert_eq!(in_system("A1", Some("FEVER")), (true, String::new()));
        assert_eq!(in_system("A1", Some("बुखार")), (true, String::new()));
        assert_eq!(in_system("A1", Some("Cough")), (false, "A1 is not called \"Cough\" but \"Fever\"".into()));
        assert_eq!(in_system("A9", None), (true, "A9 is out of use".into()));
        assert_eq!(in_system("A", None), (false, "A only groups others: it is abstract".into()));
        assert!(!in_system("Z", None).0);
        let in_set = |codes: Vec<Coded>| city.ask(move |view| judge_in_set(view, &fevers(), &codes, (false, None))).unwrap();
        assert!(in_set(vec![coded("A2"), coded("A12")]).result);
        let other = in_set(vec![coded("A11")]);
        assert_eq!((other.result, other.display.as_deref()), (false, Some("Remittent fever")));
        let listed = Coded { system: "http://example.org/unloaded".into(), code: "hot".into(), version: None, display: Some("गरम".into()) };
        assert!(in_set(vec![listed]).result);
        assert!(!in_set(vec![]).result);
    }

    fn a_code_is_translated_and_translated_back(city) {
        let asked = |asked: Coded, wanted: Wanted| {
            let found = city.ask(move |view| translate(view, std::slice::from_ref(&asked), &wanted))?;
            let shown = found.matches.iter().map(|one| format!("{} {}", one.equivalence, one.concept.as_ref().map_or("-", |c| &c.code)));
            Ok((found.is_found(), shown.collect::<Vec<_>>().join(", ")))
        };
        let letters = Wanted { system: Some(LETTERS.into()), ..Wanted::default() };
        assert_eq!(asked(coded("A1"), letters), Ok((true, "equivalent f, wider x".into())));
        let within = |set: &str| Wanted { set: Some(set.to_owned()), ..Wanted::default() };
        assert_eq!(asked(coded("A1"), within("http://example.org/fevers")), Ok((false, String::new())));
        assert_eq!(asked(coded("A1"), within("http://example.org/none")), Err("TRM-002"));
        assert_eq!(asked(coded("A2"), Wanted::default()), Ok((false, "unmatched -".into())));
        let map = |url: &str| Wanted { map: Some((url.to_owned(), None)), ..Wanted::default() };
        assert_eq!(asked(coded("A12"), map("http://example.org/ailments-as-letters")), Ok((true, "inexact z".into())));
        assert_eq!(asked(coded("A1"), map("http://example.org/none")), Err("TRM-004"));
        let letter = Coded { system: LETTERS.into(), code: "f".into(), ..Coded::default() };
        assert_eq!(asked(letter, Wanted { reverse: true, ..Wanted::default() }), Ok((true, "equivalent A1".into())));
    }

    fn a_search_is_told_which_codes_are_meant(city) {
        let pair = |system: &str, code: &str| (system.to_owned(), code.to_owned());
        let unloaded = "http://example.org/unloaded";
        let codes = city.ask(|view| codes_of(view, "http://example.org/fevers|1")).unwrap();
        assert_eq!(codes, [pair(AILMENTS, "A1"), pair(AILMENTS, "A12"), pair(unloaded, "hot"), pair(unloaded, "cold")]);
        assert_eq!(city.ask(|view| codes_of(view, "http://example.org/fevers|2")).unwrap_err(), "TRM-003");
        assert!(city.ask(|view| is_in(view, "http://example.org/all-ailments", (AILMENTS, "A"))).unwrap());
        assert!(!city.ask(|view| is_in(view, "http://example.org/fevers", (AILMENTS, "A2"))).unwrap());
        assert_eq!(city.ask(|view| subsumed(view, AILMENTS, "A2")).unwrap(), ["A12", "A2"]);
        assert_eq!(city.ask(|view| subsuming(view, AILMENTS, "A11")).unwrap(), ["A", "A1", "A11"]);
        assert_eq!(city.ask(|view| subsumed(view, "http://example.org/unloaded", "x")).unwrap(), ["x"]);
    }
}
