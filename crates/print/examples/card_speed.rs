//! How fast cards are printed: `card_speed CARDS` makes a file of them on one thread, then one each
//! on two, and prints CSV. What is signed and where it is written are not in it.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use nabz_kernel::clock::Stopwatch;
use nabz_print::bulk::{PIECES_PER_FILE_MAX, cards};
use nabz_print::card::{BirthYear, Card, Issuer};
use nabz_print::{Both, PrintFault};
use std::error::Error;
use std::io::sink;

const NAMES: [(&str, &str); 6] = [
    ("सुनीता देवी", "Sunita Devi"),
    ("मोहम्मद शरीफ़", "Mohammad Sharif"),
    ("गुरप्रीत कौर", "Gurpreet Kaur"),
    ("लक्ष्मीनारायणन वेंकटरमण", "Lakshminarayanan Venkataram"),
    ("आशा का शिशु", "B/o Asha"),
    ("", "Ravi"),
];
/// Letters of a signed card with a name of usual length.
const SIGNED_LETTERS: usize = 207;
const BASE45: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:";

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok());
    let count = count.unwrap_or(PIECES_PER_FILE_MAX).min(PIECES_PER_FILE_MAX);
    println!("threads,faces,seconds,faces_per_second");
    for threads in [1, 2] {
        let watch = Stopwatch::start();
        let printed: Vec<Result<usize, PrintFault>> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..threads).map(|_| scope.spawn(move || print(count))).collect();
            presses.into_iter().filter_map(|press| press.join().ok()).collect()
        });
        let mut faces: u32 = 0;
        for pieces in printed {
            faces += 2 * u32::try_from(pieces?)?;
        }
        let seconds = watch.elapsed().as_secs_f64();
        println!("{threads},{faces},{seconds:.3},{:.0}", f64::from(faces) / seconds);
    }
    Ok(())
}

fn print(count: usize) -> Result<usize, PrintFault> {
    let issuer = Issuer {
        title: Both::new("दिल्ली स्वास्थ्य कार्ड", "Delhi Health Card"),
        helpline: "1800 000 0000".into(),
        is_sample: false,
    };
    let mut all = (0..count).map(|nth| Ok::<_, PrintFault>(card(nth)));
    Ok(cards(&mut all, &issuer, sink())?.pieces)
}

fn card(nth: usize) -> Card {
    let (hindi, english) = NAMES.get(nth % NAMES.len()).copied().unwrap_or_default();
    Card {
        name: Both::new(hindi, english),
        health_id: format!("DH 4071 9926 {nth:04} 5"),
        born: BirthYear::Known(1984),
        sex: Both::new("महिला", "Female"),
        serial: format!("000 {nth:06}"),
        valid_until: None,
        photo: None,
        qr: signed(nth),
    }
}

/// Letters as base45 has them, another row of them for every card.
fn signed(nth: usize) -> String {
    let letter = |place: usize| {
        let mixed = place.wrapping_mul(place.wrapping_add(nth)).wrapping_add(nth >> 3);
        char::from(BASE45.get(mixed % BASE45.len()).copied().unwrap_or(b'0'))
    };
    "DH1:".chars().chain((1..).map(letter)).take(SIGNED_LETTERS).collect()
}
