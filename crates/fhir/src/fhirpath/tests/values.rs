use super::*;

#[test]
fn operators_bind_as_the_grammar_has_it() {
    check(
        PATIENT,
        &[
            ("1 + 2 * 3 - 4", "[3]"),
            ("(1 + 2) * 3", "[9]"),
            ("-1 + 2", "[1]"),
            ("-name.count()", "[-2]"),
            ("7 div 2 mod 2", "[1]"),
            ("'a' & 'b' = 'ab'", "[true]"),
            ("1 | 2 | 2", "[1,2]"),
            ("1 > 2 is Boolean", "[true]"),
            ("true or true and false", "[true]"),
            ("false implies false implies false", "[false]"),
            ("true xor false or true", "[true]"),
            ("2 in 1 | 2 and (1 in {}) = false", "[true]"),
            ("name[0].given[1 + 0 - 1]", r#"["Asha"]"#),
            ("1 /* one */ + 1 // and one", "[2]"),
            ("`name`.`use`", r#"["official","usual"]"#),
            ("%`vs-x` & %ucum", r#"["http://hl7.org/fhir/ValueSet/xhttp://unitsofmeasure.org"]"#),
            (r"'\'\\\u0915\ud83d\ude00'", r#"["'\\क😀"]"#),
        ],
    );
}

#[test]
fn what_is_not_known_stays_so_unless_the_other_side_decides() {
    let all = ["true", "false", "{}"];
    let expect = |operator: &str, outcomes: [&str; 9]| {
        let pairs = all.iter().flat_map(|left| all.iter().map(move |right| (left, right)));
        for ((left, right), outcome) in pairs.zip(outcomes) {
            let text = format!("{left} {operator} {right}");
            assert_eq!(told(PATIENT, &text), format!("[{outcome}]"), "{text}");
        }
    };
    expect("and", ["true", "false", "", "false", "false", "false", "", "false", ""]);
    expect("or", ["true", "true", "true", "true", "false", "", "true", "", ""]);
    expect("xor", ["false", "true", "", "true", "false", "", "", "", ""]);
    expect("implies", ["true", "false", "", "true", "true", "true", "true", "", ""]);
    // One item that is no truth is true; what the left side settles is not asked of the right.
    check_true(PATIENT, &["active and gender", "gender.not() = false", "true or (1 | 2)"]);
    check_empty(
        PATIENT,
        &["{} = 1", "{} != {}", "{} < 1", "{} + 1", "{}.not()", "{} in name", "{} and {}"],
    );
}

#[test]
fn numbers_are_exact_and_too_large_ones_say_nothing() {
    check(
        PATIENT,
        &[
            ("0.1 + 0.2", "[0.3]"),
            ("1.10", "[1.10]"),
            ("1 / 4", "[0.25]"),
            ("1.1 * 3", "[3.3]"),
            ("2.2 mod 1.8", "[0.4]"),
            ("(-7) div 2", "[-3]"),
            ("2.power(10) | 2.power(-1) | 2.25.power(0.5)", "[1024,0.50,1.5]"),
            ("(-1.5).round() | 1.25.round(1) | (-1.5).floor()", "[-2,1.3]"),
            ("16.log(2) | 100.log(10) | 1.exp().round(4)", "[4,2,2.7183]"),
            ("(-5).abs() | (-5.5 'mg').abs().value", "[5,5.5]"),
            ("(1 | 2 | 3).aggregate($this * $total, 4)", "[24]"),
        ],
    );
    check_true(PATIENT, &["1 = 1.0", "1.20 ~ 1.2", "1.2 / 1.8 ~ 0.67", "0.1 != 0.11", "1 ~ 1.0"]);
    check_empty(
        PATIENT,
        &[
            "1 / 0",
            "1 mod 0",
            "9223372036854775807 + 1",
            "10.power(30)",
            "99999999999999999999999999.0 * 10000",
            "(-1).sqrt()",
            "0.ln()",
            "(-1).power(0.5)",
        ],
    );
}

#[test]
fn moments_are_compared_as_far_as_both_are_said() {
    check_true(
        PATIENT,
        &[
            "@2012 < @2013-04",
            "@2012-04-15 != @2012-04-16",
            "@2012-04-15 != @T10:00",
            "@2012-04-15T15:00:00 = @2012-04-15T15:00:00.000",
            "@2012-04-15T15:00+02:00 = @2012-04-15T16:00+03:00",
            "@2012-04-15T15:00Z < @2012-04-16T12:00",
            "@T10:30:00 < @T10:30:00.5",
            "@2012-04 ~ @2012-04",
            "(@2012 ~ @2012-04) = false",
            "birthDate = @1990-05-17",
            "birthDate < today() and today() = @2026-11-23",
            "now() = @2026-11-23T08:50:00.123+05:30",
            "timeOfDay() = @T08:50:00.123",
            "now().toString() = '2026-11-23T08:50:00.123+05:30'",
        ],
    );
    check_empty(
        PATIENT,
        &[
            "@2012 = @2012-04",
            "@2012 < @2012-04",
            "@2012-04-15 = @2012-04-15T10:00:00",
            "@T10 = @T10:30",
            "@2012-04-15T15:00Z = @2012-04-15T10:00",
            "birthDate != @1990-05-17T03:00:00Z",
            "now() > today()",
        ],
    );
}

#[test]
fn a_moment_moves_by_what_it_is_precise_to() {
    check(
        PATIENT,
        &[
            ("@2024-01-31 + 1 month", r#"["2024-02-29"]"#),
            ("@2024-02-29 - 1 year", r#"["2023-02-28"]"#),
            ("@2024-03-01 - 1.9 days", r#"["2024-02-29"]"#),
            ("@2024-12-31 + 25 hours", r#"["2025-01-01"]"#),
            ("@2024 + 23 months", r#"["2025"]"#),
            ("@2024-01 + 60 days", r#"["2024-03"]"#),
            ("@2024-01-01T00:00:00Z - 1 'ms'", r#"["2023-12-31T23:59:59.999Z"]"#),
            ("@2024-01-01T10 + 90 minutes", r#"["2024-01-01T11"]"#),
            ("@T23:30 + 45 minutes", r#"["00:15"]"#),
            ("birthDate + 18 years", r#"["2008-05-17"]"#),
        ],
    );
    check_empty(PATIENT, &["@9999-12-31 + 1 day", "@0001 - 1 year", "@T10:00 + 1 month"]);
    let faults = ["@2024-01-01 + 1 'a'", "@2024-01-01 + 1", "@2024-01-01 * 2 days"];
    for text in faults {
        assert!(told(PATIENT, text).contains("stands something"), "{text}");
    }
}

#[test]
fn quantities_are_compared_across_units() {
    check_true(
        PATIENT,
        &[
            "4 'g' = 4000 'mg'",
            "1 'U/L' = 1 'umol/min/L'",
            "120 'mm[Hg]' < 20 'kPa'",
            "7 days = 1 week and 7 days = 1 'wk'",
            "12 months = 1 year and 1 year > 364 days",
            "1 year ~ 1 'a' and 4 'g' ~ 4040 'mg'",
            "2.0 'cm' * 2.0 'm' = 0.040 'm2'",
            "6 'g' / 2 'L' = 3 'g/L' and 3 'm' / 1 'm' = 3",
            "1 'g' + 1 'mg' = 1001 'mg'",
            "5 = 5 '1' and 100 '%' = 1",
            "'4.5 \\'mg\\''.toQuantity() = 4.5 'mg' and '4 days'.toQuantity() = 4 days",
            "4 'g'.toQuantity('mg') = 4000 'mg'",
        ],
    );
    check_empty(PATIENT, &["1 'g' = 1 'm'", "1 'g' < 1 'm'", "1 year = 1 'a'", "1 'foo' = 1 'g'"]);
    check_true(
        OBSERVATION,
        &[
            "value = 61.5 'kg' and value > 61 'kg' and value < 62000 'g'",
            "value.is(Quantity) and value.value = 61.5",
            "component.value.ofType(Quantity).first() = component[0].value",
            "component[3].value > 24 years",
        ],
    );
    check_empty(OBSERVATION, &["component[0].value = 5 'mg'", "component[0].value > 1"]);
    check(OBSERVATION, &[("value.toString()", r#"["61.50 'kg'"]"#), ("value.value", "[61.50]")]);
}

#[test]
fn what_can_be_converted_is() {
    check(
        PATIENT,
        &[
            ("'1'.toInteger() | '+7'.toInteger() | true.toInteger()", "[1,7]"),
            ("'1.50'.toDecimal() | 'Y'.toBoolean() | 1.0.toBoolean()", "[1.50,true]"),
            ("'2015-02'.toDate() | @2015-02-04T10:00Z.toDate()", r#"["2015-02","2015-02-04"]"#),
            ("'10:30'.toTime() | '2015'.toDateTime()", r#"["10:30","2015"]"#),
            ("birthDate.toString() | active.toString()", r#"["1990-05-17","true"]"#),
            ("1.50.toString() | (4 days).toString()", r#"["1.50","4 days"]"#),
            ("iif(name.empty(), 1 / 0, 'named') | iif(false, 1)", r#"["named"]"#),
            ("name.where(false).iif(empty(), 'none', use)", r#"["none"]"#),
        ],
    );
    check_empty(
        PATIENT,
        &[
            "'1.0'.toInteger()",
            "2.toBoolean()",
            "'x'.toDate()",
            "'1 wk'.toQuantity()",
            "{}.toString()",
        ],
    );
    check_true(
        PATIENT,
        &[
            "'1'.convertsToInteger() and '1.a'.convertsToDecimal().not()",
            "name[0].convertsToString().not() and {}.convertsToString().empty()",
        ],
    );
}

#[test]
fn texts_are_counted_in_characters() {
    check(
        PATIENT,
        &[
            ("'आशा'.length() | 'आशा'.indexOf('शा')", "[3,1]"),
            ("'आशा'.substring(1, 1) | 'abc'.substring(1)", r#"["श","bc"]"#),
            ("'abc'.indexOf('z') | 'abc'.indexOf('')", "[-1,0]"),
            ("'ab'.toChars() | 'aBc'.upper() | ' a '.trim()", r#"["a","b","ABC"]"#),
            ("'a,,b'.split(',').count() | name.given.join('+')", r#"[3,"Asha+Rani"]"#),
            ("'ab'.split('') | name.given.skip(1).join('+')", r#"["a","b","Rani"]"#),
            ("'abc'.replace('', '-')", r#"["-a-b-c-"]"#),
            ("'2026-11'.replaceMatches('(\\\\d+)-(\\\\d+)', '$2/$1')", r#"["11/2026"]"#),
            ("'abc'.replaceMatches('', 'x')", r#"["abc"]"#),
        ],
    );
    check_true(
        PATIENT,
        &[
            "'abc'.startsWith('') and 'abc'.endsWith('bc') and 'abc'.contains('b')",
            "'a\\nb'.matches('a.b') and 'xay'.matches('a') and 'xay'.matches('^a$').not()",
            "'Asha  Rani' ~ ' asha RANI' and ('a' = 'A').not() and 'A' < 'a'",
        ],
    );
    check_empty(
        PATIENT,
        &["'abc'.substring(3)", "'abc'.substring(-1)", "'a'.startsWith({})", "{}.length()"],
    );
}

#[test]
fn collections_keep_their_order_and_what_stands_twice() {
    check(
        PATIENT,
        &[
            ("(1 | 2).combine(2) | 3", "[1,2,3]"),
            ("1.combine(1).exclude(2) | {}", "[1]"),
            ("1.combine(1).exclude(2)", "[1,1]"),
            ("(3 | 1 | 2).intersect(2 | 3)", "[3,2]"),
            ("name.given.combine(name.use).skip(2).take(2)", r#"["Rani","official"]"#),
            ("(1 | 2 | 3).where($index > 0).select($this * 10)", "[20,30]"),
            ("(1 | 2 | 3).tail().first() | (1 | 2 | 3).last()", "[2,3]"),
            ("telecom.select(rank.combine(system))", r#"[2,"phone",1,"email"]"#),
            ("1.repeat(iif($this < 5, $this + 2))", "[3,5]"),
        ],
    );
    check_true(
        PATIENT,
        &[
            "(1 | 2) = (1 | 2) and ((1 | 2) = (2 | 1)).not() and (1 | 2) ~ (2 | 1)",
            "(1 | 2).subsetOf(3 | 2 | 1) and (3 | 2).supersetOf(2) and {}.subsetOf(1)",
            "1.combine(1.0).isDistinct().not() and (1 | 2).isDistinct()",
            "{}.allTrue() and {}.all(false) and {}.anyTrue().not()",
            "(true | false).anyFalse() and telecom.all(value.exists())",
            "name.first() = name[0] and name[0] != name[1] and name ~ name",
            "(1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14).isDistinct()",
            "(1|2|3|4|5|6|7|8|9|10|11|12|13|14).combine(7.0).isDistinct().not()",
        ],
    );
}
