//! Lists as offices keep them, linked.

use super::*;

/// A line of given name, family name, day of birth, phone, house number, street, locality.
type Written = [&'static str; 7];

const FIELDS: [Field; 7] = [
    Field::GivenName,
    Field::Surname,
    Field::BirthDate,
    Field::Phone,
    Field::AddressNumber,
    Field::AddressLine,
    Field::Locality,
];

fn add(people: &mut People, written: &[&str; 7]) {
    let mut cells = [""; Field::COUNT];
    for (cell, field) in written.iter().zip(FIELDS) {
        let place = Field::ALL.iter().position(|known| *known == field).unwrap();
        cells[place] = cell;
    }
    people.add(&cells);
}

const GIVEN: [&str; 12] = [
    "Sunita", "Ramesh", "Kavita", "Mohan", "Anita", "Imran", "Farida", "Gurpreet", "Lakshmi",
    "Vijay", "Pooja", "Salim",
];
const FAMILY: [&str; 10] = [
    "Sharma", "Gupta", "Ansari", "Yadav", "Verma", "Saxena", "Qureshi", "Chopra", "Mishra",
    "Thakur",
];
const STREET: [&str; 5] = ["Tank Road", "Gali Mandir", "Church Lane", "Nehru Marg", "Canal Path"];
const LOCALITY: [&str; 4] = ["Karol Bagh", "Narela", "Mehrauli", "Seelampur"];

/// Ninety houses of four, in which everybody has one family name, phone and address.
fn city() -> Vec<[String; 7]> {
    let mut lines = Vec::new();
    for house in 0..90_usize {
        for member in 0..4_usize {
            let year = 1940 + (house * 7 + member * 19) % 75;
            let (month, day) = ((house * 5 + member) % 12 + 1, (house * 3 + member * 11) % 28 + 1);
            lines.push([
                GIVEN[(house * 5 + member * 7 + house / 12) % 12].to_owned(),
                FAMILY[(house * 3 + house / 10) % 10].to_owned(),
                format!("{year}-{month:02}-{day:02}"),
                format!("98110{:05}", house * 97),
                format!("{}", house % 60 + 1),
                STREET[house % 5].to_owned(),
                LOCALITY[house % 4].to_owned(),
            ]);
        }
    }
    lines
}

/// The city, then a second list of it with slips; everybody's partner stands at the same place.
fn two_lists(spoil: impl Fn(usize, &mut [String; 7])) -> Linker {
    two_lists_of(city(), spoil)
}

fn two_lists_of(city: Vec<[String; 7]>, spoil: impl Fn(usize, &mut [String; 7])) -> Linker {
    let mut people = People::new(None);
    let add_all = |people: &mut People, lines: &[[String; 7]]| {
        for line in lines {
            add(people, &line.each_ref().map(String::as_str));
        }
    };
    add_all(&mut people, &city);
    people.second_list();
    let mut second = city;
    second.iter_mut().enumerate().for_each(|(place, line)| spoil(place, line));
    add_all(&mut people, &second);
    Linker::learn(people)
}

fn slips(place: usize, line: &mut [String; 7]) {
    match place % 6 {
        0 => line[0].insert(1, 'h'),
        1 => line[2].replace_range(9..10, "9"),
        2 => line.swap(0, 1),
        3 => line[3].clear(),
        4 => line[6] = "Old Delhi".to_owned(),
        _ => {}
    }
}

#[test]
fn everybody_is_found_again_and_nobody_is_taken_for_their_brother() {
    let linker = two_lists(slips);
    let links = linker.links(LINK_PROBABILITY_MIN);
    let own = city().len();
    let right = links.iter().filter(|link| link.second == link.first + own).count();
    let wrong: Vec<&Link> = links.iter().filter(|link| link.second != link.first + own).collect();
    assert!(right * 100 >= own * 97, "{right} of {own}");
    assert!(wrong.len() * 100 <= own, "{wrong:?}");
}

#[test]
fn the_same_lists_give_the_same_links() {
    assert_eq!(two_lists(slips).links(0.01), two_lists(slips).links(0.01));
}

#[test]
fn a_link_says_why_strongest_first() {
    let linker = two_lists(slips);
    let own = city().len();
    let swapped = Link { first: 2, second: own + 2, probability: 1.0 };
    let reasons = linker.because(&swapped);
    let of = |fact: Fact| reasons.iter().find(|because| because.fact == fact);
    assert_eq!(of(Fact::NameOrder).map(|because| because.agreement), Some(Agreement::Turned));
    assert_eq!(of(Fact::GivenName).map(|because| because.agreement), Some(Agreement::Same));
    assert!(of(Fact::Phone).is_some_and(|because| because.doublings > 3.0));
    assert!(of(Fact::Sex).is_none(), "nobody says");
    let strengths: Vec<f64> = reasons.iter().map(|because| because.doublings.abs()).collect();
    assert!(strengths.is_sorted_by(|a, b| a >= b), "{strengths:?}");
}

#[test]
fn a_list_is_searched_for_its_own_duplicates() {
    let mut people = People::new(None);
    for line in city() {
        add(&mut people, &line.each_ref().map(String::as_str));
    }
    let again: Written =
        ["सुनीता", "शर्मा", "1940-01-01", "9811000000", "1", "Tank Road", "Karol Bagh"];
    assert_eq!(city()[0][0], "Sunita");
    add(&mut people, &again);
    let links = Linker::learn(people).links(LINK_PROBABILITY_MIN);
    let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.first, link.second)).collect();
    assert_eq!(pairs, [(0, city().len())]);
}

/// A list of its own duplicates: the city, and everybody in it once more with slips.
fn with_duplicates(add_all: impl Fn(&mut People, &[Cells<'_>])) -> Linker {
    let mut lines = city();
    let mut again = city();
    again.iter_mut().enumerate().for_each(|(place, line)| slips(place, line));
    lines.extend(again);
    let cells: Vec<Cells<'_>> = lines
        .iter()
        .map(|line| {
            let mut cells = [""; Field::COUNT];
            for (cell, field) in line.iter().zip(FIELDS) {
                cells[field.place()] = cell;
            }
            cells
        })
        .collect();
    let mut people = People::new(None);
    // So many that a thread helps.
    for _ in 0..2 {
        add_all(&mut people, &cells);
    }
    Linker::learn(people)
}

#[test]
fn lines_taken_at_once_are_linked_as_lines_taken_one_by_one() {
    let at_once = with_duplicates(People::add_all);
    let each = with_duplicates(|people, lines| lines.iter().for_each(|line| people.add(line)));
    assert_eq!(at_once.links(0.1), each.links(0.1));
    assert_eq!(at_once.people.len(), 4 * city().len());
}

#[test]
fn lines_that_came_later_are_linked_with_all_before_them() {
    let linker = with_duplicates(People::add_all);
    let (later, lines) = (1_000..1_200, linker.people.len());
    let all = linker.links_of(0..lines, 0.1, &|_| ());
    let parts = std::sync::atomic::AtomicUsize::new(0);
    let watch = |of: usize| {
        let done = parts.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        assert!(done <= of, "{done} of {of}");
    };
    let found = linker.links_of(later.clone(), 0.1, &watch);
    let expected: Vec<Link> =
        all.iter().filter(|link| later.contains(&link.second)).cloned().collect();
    assert_eq!(found, expected);
    assert!(!found.is_empty() && parts.into_inner() > 0);
    assert_eq!(linker.links_of(lines..lines, 0.1, &|_| ()), []);
}

#[test]
fn a_short_list_is_judged_as_a_city_taught() {
    let judged = |lines: &[Written]| {
        let mut people = People::new(None);
        for line in lines {
            add(&mut people, line);
        }
        let links = Linker::knowing(people, &Learned::of_a_city()).links(LINK_PROBABILITY_MIN);
        links.iter().map(|link| (link.first, link.second)).collect::<Vec<_>>()
    };
    let sunita = ["Sunita", "Sharma", "1984-03-12", "9811000001", "12", "", "Narela"];
    let in_hindi = ["सुनीता", "शर्मा", "1984", "9811000001", "", "", ""];
    let brother = ["Ramesh", "Sharma", "1981-05-02", "9811000001", "12", "", "Narela"];
    let namesake = ["Sunita", "Sharma", "1984", "9899012345", "7", "", "Mehrauli"];
    assert_eq!(judged(&[sunita, brother, in_hindi, namesake]), [(0, 2)]);
}

#[test]
fn a_phone_that_neither_has_speaks_for_one_person_and_one_that_only_one_has_against() {
    let learned = with_phones_of_half_the_city().learned().to_string();
    let silence = |class: &str| -> Vec<f64> {
        let row = learned.lines().find(|row| row.starts_with(&format!("{class}\tphone")));
        let cells = row.unwrap().split('\t').skip(2).map(|cell| cell.parse().unwrap());
        cells.collect()
    };
    let (person, strangers) = (silence("person"), silence("strangers"));
    let (neither, one) = (Agreement::Missing.place(), Agreement::OneSided.place());
    assert!(person[neither] > strangers[neither] + 0.3, "{person:?} {strangers:?}");
    assert!(person[one] < strangers[one] - 0.7, "{person:?} {strangers:?}");
    let deaf = Learned::of_a_city().to_string();
    let row = deaf.lines().find(|row| row.starts_with("person\tphone\t0.000000e0")).unwrap();
    assert!(row.ends_with("\t0.000000e0"), "{row}");
}

/// Houses of an even number have no phone, on either list.
fn with_phones_of_half_the_city() -> Linker {
    let mut city = city();
    let silent = |(place, _): &(usize, &mut [String; 7])| place / 4 % 2 == 0;
    city.iter_mut().enumerate().filter(silent).for_each(|(_, line)| line[3].clear());
    two_lists_of(city, |_, _| ())
}

#[test]
fn a_rare_name_says_more_than_one_that_half_a_city_bears() {
    let learned = Learned::of_a_city();
    let odds = |name: &str, other: &str| {
        let told = |name: &str| -> Told {
            [(Field::FullName, Some(name.to_owned()))].into_iter().collect()
        };
        Judge::of(&learned, &told(name).cells()).odds(&told(other).cells())
    };
    let (rare, common) = (odds("Zubeida Qadri", "Zubeida Qadri"), odds("Ram Devi", "Ram Devi"));
    assert!(rare > common + 3.0, "{rare} {common}");
    assert!(odds("Zubeida Qadri", "ज़ुबैदा क़ादरी") > common, "in the other script, too");
    assert!(odds("Zubeida Qadri", "Sunita Devi") < odds("", ""));
}

#[test]
fn few_lines_and_empty_lines_link_nobody_without_reason() {
    let mut people = People::new(None);
    for line in [[""; 7], [""; 7], ["Sunita", "", "", "", "", "", ""]] {
        add(&mut people, &line);
    }
    let linker = Linker::learn(people);
    assert_eq!(linker.links(LINK_PROBABILITY_MIN), []);
    assert!(linker.prior().is_finite());
    assert_eq!(Linker::learn(People::new(None)).links(0.0), []);
}

#[test]
fn a_city_of_namesakes_costs_no_more_than_its_blocks() {
    let mut people = People::new(None);
    let lines = 6_000;
    for n in 0..lines {
        let born = format!("1980-01-{:02}", n % 20 + 1);
        add(&mut people, &["Mohammad", "Khan", &born, "", "", "", "Narela"]);
    }
    people.seal(None);
    let met: Vec<Met> = blocks::Blocks::of(&people).visit(Met::default);
    let met: usize = met.iter().map(|met| met.0).sum();
    assert!(met < lines * 5 * blocks::BLOCK_LINES_MAX, "{met}");
}

/// How many pairs blocks bring.
#[derive(Default)]
struct Met(usize);

impl blocks::Visitor for Met {
    fn block(&mut self, lines: &[u32], reach: usize) {
        self.0 += (0..lines.len()).map(|n| reach.min(lines.len() - n - 1)).sum::<usize>();
    }
}

#[test]
fn an_age_is_compared_with_a_day_of_birth_where_its_year_is_known() {
    let linker = |ages_in| {
        let mut people = People::new(ages_in);
        let mut cells = [""; Field::COUNT];
        cells[3] = "Sunita Devi";
        cells[5] = "1984-03-12";
        people.add(&cells);
        people.second_list();
        cells[5] = "";
        cells[6] = "42";
        people.add(&cells);
        Linker::learn(people)
    };
    let link = Link { first: 0, second: 1, probability: 1.0 };
    let birth = |linker: &Linker| {
        linker.because(&link).into_iter().find(|because| because.fact == Fact::BirthYear)
    };
    let agreement = birth(&linker(Some(2026))).map(|because| because.agreement);
    assert_eq!(agreement, Some(Agreement::SameSound));
    assert_eq!(birth(&linker(None)), None);
}
