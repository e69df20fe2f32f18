//! A code as a picture: PNG for a phone, SVG for whoever prints it.

use crate::qr::Modules;
use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt::Write as _;

/// Light modules around a code. Source: ISO/IEC 18004, section 6.3.8.
const QUIET: usize = 4;
/// Dots of a module: a code of seventy modules is six hundred dots wide, which fills a phone.
pub const DOTS: usize = 8;
const PACKED: u8 = 9;
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// One bit a dot, shades of grey, and the only method of everything else.
const GREY_OF_ONE_BIT: [u8; 5] = [1, 0, 0, 0, 0];

/// The code in its quiet zone as SVG, one unit a module.
pub fn svg(code: &Modules) -> String {
    let side = code.side() + 2 * QUIET;
    let mut dark = String::new();
    for (down, row) in code.rows().enumerate() {
        for (across, _) in row.iter().enumerate().filter(|(_, module)| **module) {
            // Writing to a string does not fail.
            let _ = write!(dark, "M{} {}h1v1h-1z", across + QUIET, down + QUIET);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{dark}\"/></svg>\n"
    )
}

/// The same as PNG, [`DOTS`] dots a module.
///
/// Source: W3C, Portable Network Graphics (third edition), sections 5 and 11.2.
pub fn png(code: &Modules) -> Vec<u8> {
    let side = (code.side() + 2 * QUIET) * DOTS;
    let wide = u32::try_from(side).unwrap_or(u32::MAX).to_be_bytes();
    let mut file = SIGNATURE.to_vec();
    chunk(&mut file, *b"IHDR", &[&wide[..], &wide, &GREY_OF_ONE_BIT].concat());
    chunk(&mut file, *b"IDAT", &compress_to_vec_zlib(&dots(code), PACKED));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// The lines of dots from the top, each behind the number of its filter, which is none. A set bit
/// is light.
fn dots(code: &Modules) -> Vec<u8> {
    let light = vec![false; code.side()];
    let quiet = || std::iter::repeat_n(light.as_slice(), QUIET);
    let mut lines = Vec::new();
    for row in quiet().chain(code.rows()).chain(quiet()) {
        let padded = [&[false; QUIET], row, &[false; QUIET]].concat();
        // Eight dots a module are one byte a module.
        let line = padded.iter().map(|dark| if *dark { 0 } else { u8::MAX });
        let line: Vec<u8> = std::iter::once(0).chain(line).collect();
        lines.extend(std::iter::repeat_n(line, DOTS).flatten());
    }
    lines
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(crc(&[&kind, data]).to_be_bytes());
}

/// Source: the same, annex D.
fn crc(pieces: &[&[u8]]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    };
    !pieces.iter().copied().flatten().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::modules;
    use miniz_oxide::inflate::decompress_to_vec_zlib;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc(&[b"123", b"456789"]), 0xcbf4_3926);
        assert_eq!(crc(&[b"IEND"]), 0xae42_6082, "as every PNG ends");
    }

    #[test]
    fn a_picture_shows_the_modules_and_light_around_them() {
        let code = modules("HC1:A CERTIFICATE").unwrap();
        let file = png(&code);
        assert!(file.starts_with(&SIGNATURE));
        let length = u32::from_be_bytes(file[33..37].try_into().unwrap());
        let data = &file[41..41 + usize::try_from(length).unwrap()];
        let (lines, side) = (decompress_to_vec_zlib(data).unwrap(), code.side() + 2 * QUIET);
        assert_eq!(lines.len(), side * DOTS * (side + 1));
        let line = |down: usize| &lines[(down + QUIET) * DOTS * (side + 1)..][..=side];
        for (down, row) in code.rows().enumerate() {
            let drawn: Vec<bool> =
                line(down)[1..].iter().skip(QUIET).take(row.len()).map(|dot| *dot == 0).collect();
            assert_eq!(drawn, row);
        }
        assert!(lines[1..=side].iter().all(|dot| *dot == u8::MAX), "the quiet zone");
        let dark = code.rows().flatten().filter(|module| **module).count();
        assert_eq!(svg(&code).matches("h1v1h-1z").count(), dark);
    }
}
