use super::*;
use crate::schema::TYPES;

#[test]
fn every_rule_of_r4_is_read() {
    let elements = TYPES.iter().flat_map(|of| of.elements).flat_map(|element| element.rules);
    let mut count = 0;
    for rule in TYPES.iter().flat_map(|of| of.rules).chain(elements) {
        count += 1;
        if let Err(fault) = parse(rule.expression) {
            panic!("{}: {fault}: {}", rule.key, rule.expression);
        }
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn what_is_no_expression_says_where() {
    let malformed = |at, what| PathFault::Malformed { at, what };
    let value = "a name or a value";
    let end = "an operator or the end";
    let cases = [
        ("", malformed(0, value)),
        ("name.", malformed(5, "a name")),
        ("name..given", malformed(5, "a name")),
        ("name given", malformed(5, end)),
        ("(1 + 2", malformed(6, ")")),
        ("name[0", malformed(6, "]")),
        ("1 +", malformed(3, value)),
        ("and true", malformed(0, value)),
        ("'abc", malformed(0, "a quote that is closed")),
        (r"'a\q'", malformed(2, "a known escape")),
        ("name # given", malformed(5, "a name, a value or an operator")),
        ("1 /* one", malformed(2, "the end of a comment")),
        ("name = @2012-13", malformed(7, "a date or a time")),
        ("@T14:34Z", malformed(0, "a date or a time")),
        ("$that", malformed(0, value)),
        ("name.where(use = 'x'", malformed(20, "a comma or )")),
        ("name is 7", malformed(8, "the name of a type")),
        ("123456789012345678901234567890", malformed(0, "a number of at most 28 digits")),
    ];
    for (text, fault) in cases {
        assert_eq!(parse(text).err(), Some(fault), "{text:?}");
    }
    let name = |name: &str| name.to_owned();
    let cases = [
        ("name.shout()", PathFault::UnknownFunction { at: 5, name: name("shout") }),
        ("name.first(1)", PathFault::Arguments { at: 5, name: name("first") }),
        ("name.where()", PathFault::Arguments { at: 5, name: name("where") }),
        ("name is Name", PathFault::UnknownType { at: 8, name: name("Name") }),
        ("ofType(System.Patient)", PathFault::UnknownType { at: 7, name: name("Patient") }),
        ("1 = %me", PathFault::UnknownVariable { at: 4, name: name("me") }),
        ("id.matches('(')", PathFault::Pattern { at: 3 }),
        ("id.matches('(?=a)')", PathFault::Pattern { at: 3 }),
        ("id.matches('\\\\w{1000}{1000}')", PathFault::Pattern { at: 3 }),
    ];
    for (text, fault) in cases {
        assert_eq!(parse(text).err(), Some(fault), "{text:?}");
    }
    assert_eq!(parse(&" ".repeat(TEXT_BYTES_MAX + 1)).err(), Some(PathFault::TooLong));
}

#[test]
fn what_cannot_be_computed_is_refused_where_it_stands() {
    for (text, fault) in [
        ("name.single()", PathFault::Several { at: 5 }),
        ("name.given + 'a'", PathFault::Several { at: 11 }),
        ("telecom.rank > 1", PathFault::Several { at: 13 }),
        ("(1 | 2) and true", PathFault::Several { at: 8 }),
        ("-'a'", PathFault::Mismatch { at: 0, what: "a number or a quantity" }),
        ("name[0].upper()", PathFault::Mismatch { at: 8, what: "a text" }),
        ("birthDate.length()", PathFault::Mismatch { at: 10, what: "a text" }),
        ("name['a']", PathFault::Mismatch { at: 4, what: "a whole number" }),
        ("(true | 'a').allTrue()", PathFault::Mismatch { at: 13, what: "true or false" }),
    ] {
        assert_eq!(told(PATIENT, text), fault.to_string(), "{text}");
    }
    let tape = tape(PATIENT);
    let asked = parse("now()").unwrap().evaluate(&Context::of(&tape).unwrap());
    assert_eq!(asked.err(), Some(PathFault::NoMoment { at: 0 }));
}

#[test]
fn whatever_is_asked_comes_to_an_end() {
    let list: Vec<String> = (0..2_000).map(|n| format!(r#"{{"family":"F{n}"}}"#)).collect();
    let many = format!(r#"{{"resourceType":"Patient","name":[{}]}}"#, list.join(","));
    for text in [
        "1.repeat($this + 1)",
        "name.select(%resource.name.select(%resource.name))",
        "name.select(%resource.descendants())",
        "name.where(%resource.iif($this.exists(), name).exists($this.family = 'x'))",
        "name.aggregate($total.combine($total), 1)",
        "name.aggregate($total & $total, 'aa')",
        "name.aggregate($total.replace('a', 'aa'), 'a')",
        "name.aggregate($total.replaceMatches('a', '$0$0$0'), 'a')",
        "name.where(family.matches(family & '{1,9}'))",
        "name ~ name.skip(1000).combine(name.take(1000))",
    ] {
        assert_eq!(told(&many, text), PathFault::TooMuch.to_string(), "{text}");
    }
    // What does not depend on the item is found once, and what is looked for among many is found.
    check_true(
        &many,
        &[
            "name.all(family in %resource.descendants().family.take(100)).not()",
            "name.family.isDistinct() and name.isDistinct()",
            "name.combine(name).distinct() = name",
            "name.all($this.subsetOf(%resource.name.take(3))).not()",
        ],
    );
}

#[test]
fn what_is_as_deep_as_allowed_is_evaluated_and_what_is_deeper_is_refused() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}true{}", open.repeat(times), close.repeat(times))
    };
    for (open, close) in [
        ("(", ")"),
        ("iif(true,", ")"),
        ("name.where(", ")"),
        ("-", ""),
        ("", ".not()"),
        ("", " or 1"),
    ] {
        let deepest =
            (1..=DEPTH_MAX).rev().find(|times| parse(&nested(open, close, *times)).is_ok());
        let deepest = deepest.unwrap();
        assert!(deepest >= DEPTH_MAX / 2, "{open} {deepest}");
        told(PATIENT, &nested(open, close, deepest));
        for times in [deepest + 1, 4_000] {
            let fault = parse(&nested(open, close, times.min(TEXT_BYTES_MAX / 12))).err();
            assert!(matches!(fault, Some(PathFault::TooDeep { .. })), "{open} {fault:?}");
        }
    }
}

#[test]
fn nothing_about_a_person_is_told_to_a_log() {
    let tape = tape(PATIENT);
    let context = Context::of(&tape).unwrap();
    let items =
        parse("name | birthDate | 'x' & id | active.toString() | 61 'kg' | birthDate + 1 day");
    let told = format!("{:?}", items.unwrap().evaluate(&context).unwrap());
    for secret in ["Sharma", "1990", "asha", "61", "true"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
