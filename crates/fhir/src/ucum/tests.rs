use super::*;

/// A code, how much one of it is in base units, and these.
const KNOWN: &[(&str, &str, &str)] = &[
    ("1", "1", "1"),
    ("{score}", "1", "1"),
    ("%", "0.01", "1"),
    ("mmol/mol", "0.001", "1"),
    ("10*3", "1000", "1"),
    ("/[HPF]", "1", "1"),
    ("mol", "6.02214076e23", "1"),
    ("osm", "6.02214076e23", "1"),
    ("mosm/kg", "6.02214076e17", "g-1"),
    ("mmol/L", "6.02214076e23", "m-3"),
    ("umol/L", "6.02214076e20", "m-3"),
    ("pmol/L", "6.02214076e14", "m-3"),
    ("meq/L", "6.02214076e23", "m-3"),
    ("10*3/uL", "1e12", "m-3"),
    ("10*9/L", "1e12", "m-3"),
    ("10*12/L", "1e15", "m-3"),
    ("{cells}/uL", "1e9", "m-3"),
    ("U/L", "1.003690126666667e19", "m-3.s-1"),
    ("nkat/L", "6.02214076e17", "m-3.s-1"),
    ("[IU]/mL", "1e6", "m-3.[iU]"),
    ("m[IU]/L", "1", "m-3.[iU]"),
    ("u[IU]/mL", "1", "m-3.[iU]"),
    ("[arb'U]/mL", "1e6", "m-3.[arb'U]"),
    ("[CFU]/mL", "1e6", "m-3.[CFU]"),
    ("mg/dL", "10", "g.m-3"),
    ("g/dL", "10000", "g.m-3"),
    ("g/L", "1000", "g.m-3"),
    ("ng/mL", "0.001", "g.m-3"),
    ("ug/L", "0.001", "g.m-3"),
    ("pg", "1e-12", "g"),
    ("mg", "0.001", "g"),
    ("kg", "1000", "g"),
    ("[lb_av]", "453.59237", "g"),
    ("[oz_av]", "28.349523125", "g"),
    ("kg/m2", "1000", "g.m-2"),
    ("cm", "0.01", "m"),
    ("[in_i]", "0.0254", "m"),
    ("[ft_i]", "0.3048", "m"),
    ("m2", "1", "m2"),
    ("[diop]", "1", "m-1"),
    ("fL", "1e-18", "m3"),
    ("mL", "1e-6", "m3"),
    ("[foz_us]", "2.95735295625e-5", "m3"),
    ("s", "1", "s"),
    ("ms", "0.001", "s"),
    ("min", "60", "s"),
    ("h", "3600", "s"),
    ("d", "86400", "s"),
    ("wk", "604800", "s"),
    ("mo", "2629800", "s"),
    ("a", "31557600", "s"),
    ("/min", "0.01666666666666667", "s-1"),
    ("{beats}/min", "0.01666666666666667", "s-1"),
    ("Hz", "1", "s-1"),
    ("L/min", "1.666666666666667e-5", "m3.s-1"),
    ("mL/min/{1.73_m2}", "1.666666666666667e-8", "m3.s-1"),
    ("mL/kg/h", "2.777777777777778e-13", "g-1.m3.s-1"),
    ("mm/h", "2.777777777777778e-7", "m.s-1"),
    ("mm[Hg]", "133322", "g.m-1.s-2"),
    ("cm[H2O]", "98066.5", "g.m-1.s-2"),
    ("kPa", "1e6", "g.m-1.s-2"),
    ("kcal", "4184000", "g.m2.s-2"),
    ("mV", "1", "g.m2.s-2.C-1"),
    ("mSv", "0.001", "m2.s-2"),
    ("deg", "0.01745329251994330", "rad"),
    ("K", "1", "K"),
    ("Cel", "274.15", "K"),
    ("[degF]", "255.9277777777778", "K"),
    ("[degRe]", "274.4", "K"),
    ("[pH]", "1", "[pH]"),
    ("dB", "0.1", "B"),
    ("B[SPL]", "1", "B[SPL]"),
    ("Np", "1", "Np"),
];

/// Numbers without a pattern, the same ones in every run.
pub(super) fn random() -> impl FnMut() -> u64 {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

fn number(text: &str) -> Sortable {
    Canonical::without_unit().amount(text).unwrap_or_else(|| panic!("{text}"))
}

fn wanted(prefix: Prefix, value: &str, code: &str) -> Vec<RangeInclusive<Sortable>> {
    let unit = Canonical::of(code).unwrap_or_else(|| panic!("{code}"));
    unit.ranges(prefix, value).unwrap_or_else(|| panic!("{value}"))
}

/// Does a search for the one find the other?
fn finds(prefix: Prefix, (value, code): (&str, &str), (found, found_code): (&str, &str)) -> bool {
    let (amount, unit) = canonical(found, found_code).unwrap();
    assert_eq!(unit, Canonical::of(code).unwrap().unit, "{code} and {found_code}");
    wanted(prefix, value, code).iter().any(|range| range.contains(&amount))
}

#[test]
fn what_laboratories_and_wards_write_is_known_in_base_units() {
    for (code, amount, unit) in KNOWN {
        assert_eq!(canonical("1", code), Some((number(amount), (*unit).to_owned())), "{code}");
    }
}

#[test]
fn what_is_no_unit_is_refused() {
    let none = "mmHg mg//dL µg °C cc lbs MMOL/L tablet kg. -1 0 m^2 /(/m) 2x m-2-3 { {} {a}{b} \
                [ k Cel/h [pH]2 m9999999999 Ym128 [in_i (m";
    for code in none.split(' ').chain(["", " ", "mg / dL", "m\n"]) {
        assert_eq!(Canonical::of(code), None, "{code:?}");
    }
    assert_eq!(Canonical::of(&format!("{{{}}}", "a".repeat(CODE_BYTES_MAX))), None);
    assert!(Canonical::of(&format!("{{{}}}", "a".repeat(CODE_BYTES_MAX - 2))).is_some());
    for value in ["", " 1", "+1", ".5", "1,5", "1e", "NaN", "1e-2147483648", "1e99999999999"] {
        assert_eq!(canonical(value, "g"), None, "{value}");
    }
}

#[test]
fn an_amount_is_found_whatever_unit_it_was_written_in() {
    for (one, other) in [
        (("5.4", "g"), ("5400", "mg")),
        (("5.4", "g"), ("0.0054000", "kg")),
        (("120", "mm[Hg]"), ("16", "kPa")),
        (("37", "Cel"), ("98.6", "[degF]")),
        (("37.0", "Cel"), ("310.15", "K")),
        (("-40", "Cel"), ("-40", "[degF]")),
        (("250", "10*3/uL"), ("250", "10*9/L")),
        (("4.5", "10*6/uL"), ("4.5", "10*12/L")),
        (("140", "mmol/L"), ("140", "meq/L")),
        (("5.5", "mmol/L"), ("5500", "umol/L")),
        (("72", "/min"), ("1.2", "Hz")),
        (("70", "[in_i]"), ("177.8", "cm")),
        (("150", "[lb_av]"), ("68.0", "kg")),
        (("2", "wk"), ("14", "d")),
        (("9", "mo"), ("0.75", "a")),
        (("13.5", "g/dL"), ("135", "g/L")),
        (("2", "u[IU]/mL"), ("2", "m[IU]/L")),
        (("7.4", "[pH]"), ("7.40", "[pH]")),
        (("20", "dB"), ("2", "B")),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            assert!(finds(Prefix::Eq, one, other), "{one:?} finds {other:?}");
            assert!(!finds(Prefix::Ne, one, other), "{one:?} is {other:?}");
        }
    }
    assert!(!finds(Prefix::Eq, ("5.4", "g"), ("5450", "mg")));
    assert!(finds(Prefix::Gt, ("100", "Cel"), ("212.1", "[degF]")));
    assert!(!finds(Prefix::Gt, ("100", "Cel"), ("212", "[degF]")));
    assert!(finds(Prefix::Lt, ("1", "mol/L"), ("999", "mmol/L")));
}

#[test]
fn each_prefix_reaches_as_far_as_r4_says() {
    use Prefix::{Ap, Eb, Eq, Ge, Gt, Le, Lt, Ne, Sa};
    for (prefix, value, found, not_found) in [
        (Eq, "5.4", &["5.35", "5.4", "5.4499999999"][..], &["5.45", "5.3499999999"][..]),
        (Eq, "5.40", &["5.395", "5.40499"], &["5.405", "5.35"]),
        (Eq, "-5.4", &["-5.45", "-5.4"], &["-5.35"]),
        (Eq, "1e2", &["50", "149.9"], &["150"]),
        (Eq, "0", &["-0.5", "0", "0.49"], &["0.5"]),
        (Eq, "5.4000000000000000000000", &["5.4"], &["5.400000000000001"]),
        (Ne, "5.4", &["5.45", "-5.4", "0"], &["5.35", "5.4"]),
        (Gt, "5.4", &["5.400000000000001", "1e300"], &["5.4", "5.3"]),
        (Sa, "5.4", &["5.400000000000001"], &["5.4"]),
        (Lt, "5.4", &["5.399999999999999", "-1e300"], &["5.4", "5.5"]),
        (Eb, "5.4", &["5.399999999999999"], &["5.4"]),
        (Ge, "5.4", &["5.4", "5.41"], &["5.39"]),
        (Le, "5.4", &["5.4", "5.39", "-6"], &["5.41"]),
        (Ap, "100", &["90", "109.9"], &["89.9", "110"]),
        (Ap, "-100", &["-110", "-90.1"], &["-90"]),
        (Ap, "3", &["2.5", "3.49"], &["3.5"]),
    ] {
        let meets = |found: &&str| finds(prefix, (value, "g"), (*found, "g"));
        assert!(found.iter().all(meets), "{prefix:?} {value}");
        assert!(!not_found.iter().any(meets), "{prefix:?} {value}");
    }
    assert!(finds(Ap, ("37", "Cel"), ("40", "Cel")));
    assert!(!finds(Ap, ("37", "Cel"), ("45", "Cel")), "a tenth of 310 K would be too much");
}

#[test]
fn equal_amounts_in_two_units_are_one_key_and_their_ranges_meet() {
    let mut random = random();
    for (one, other, shift) in [
        ("g", "mg", 3),
        ("mmol/L", "umol/L", 3),
        ("kPa", "Pa", 3),
        ("L/min", "mL/min", 3),
        ("g/dL", "ug/L", 7),
        ("km", "pm", 15),
        ("mol/L", "fmol/L", 15),
        ("%", "1", -2),
    ] {
        let (one_unit, other_unit) = (Canonical::of(one).unwrap(), Canonical::of(other).unwrap());
        for _ in 0..2_000 {
            let digits = i64::try_from(random() % 1_000_000).unwrap() - 500_000;
            let (exponent, zeros) = (i64::try_from(random() % 8).unwrap() - 6, random() % 4);
            let short = format!("{digits}e{exponent}");
            let scaled = exponent + shift - i64::try_from(zeros).unwrap();
            let long = format!("{digits}{:0<1$}e{scaled}", "", usize::try_from(zeros).unwrap());
            let key = one_unit.amount(&short).unwrap();
            assert_eq!(other_unit.amount(&long), Some(key), "{short} {one} = {long} {other}");
            for prefix in [Prefix::Eq, Prefix::Ap, Prefix::Ge, Prefix::Le] {
                let wide = one_unit.ranges(prefix, &short).unwrap();
                let narrow = other_unit.ranges(prefix, &long).unwrap();
                assert!(wide[0].contains(&key) && narrow[0].contains(&key), "{short} {one}");
            }
        }
    }
    for tenths in (-2_000..6_000).step_by(5) {
        let degrees = |tenths: i32| format!("{tenths}e-1");
        let (celsius, fahrenheit) = (degrees(tenths), degrees(tenths * 9 / 5 + 320));
        assert_eq!(canonical(&celsius, "Cel"), canonical(&fahrenheit, "[degF]"), "{celsius}");
        let per_hour = format!("{}e-1", tenths * 60);
        assert_eq!(canonical(&celsius, "/min"), canonical(&per_hour, "/h"), "{celsius}");
    }
}

#[test]
fn nothing_that_may_be_sent_stops_the_program() {
    let pieces: Vec<&str> = "m g k 10* 10^ [IU] {a} { } ( ) . / - + 2 2147483647 -2147483648 Cel \
                             [degF] dB [pH] 0 Y mol [ ] é \\ \u{0} % e 1.5 😀 \
                             99999999999999999999999999999999"
        .split(' ')
        .chain([" "])
        .collect();
    let mut random = random();
    let mut text = || {
        let length = random() % 9;
        let piece = |_| pieces[usize::try_from(random()).unwrap() % pieces.len()];
        (0..length).map(piece).collect::<String>()
    };
    let prefixes = [Prefix::Eq, Prefix::Ne, Prefix::Gt, Prefix::Lt, Prefix::Ap];
    for _ in 0..30_000 {
        let unit = Canonical::of(&text()).unwrap_or_else(Canonical::without_unit);
        for value in [text().as_str(), "-98.6", "1e2147483647", "5e-2147483646"] {
            for prefix in prefixes {
                let ranges = unit.ranges(prefix, value).unwrap_or_default();
                assert!(ranges.iter().all(|range| range.start() <= range.end()), "{value}");
            }
        }
    }
    for deep in ["(", "/", "{", "[", "m/", "(m/", "m.", "10*"] {
        assert_eq!(Canonical::of(&deep.repeat(CODE_BYTES_MAX / deep.len())), None);
    }
}
