//! Codes that a scanner reads, drawn at whole printer dots so that no edge is blurred.

use crate::{PrintFault, mm};
use fast_qr::{ECL, QRBuilder};

/// One dot of a 203 dpi label or slip printer. Laser printers are finer and lose nothing by it.
pub const DOT_MILLIMETRES: f32 = 0.125;
/// Four light modules around a QR code. Source: ISO/IEC 18004, quiet zone.
pub const QR_QUIET_MODULES: u16 = 4;
/// Ten narrow bars of light on both sides. Source: ISO/IEC 15417, quiet zone.
pub const CODE128_QUIET_BARS: u16 = 10;

/// A black rectangle: x, y, width, height in points from the code's top left.
pub type Dark = (f32, f32, f32, f32);

/// A code ready to draw: its black parts and the room it takes, quiet zone included.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Black rectangles.
    pub dark: Vec<Dark>,
    /// Points.
    pub width: f32,
    /// Points.
    pub height: f32,
}

/// A QR code (level M) before anybody says how large it is drawn, counted in modules from the top
/// left of its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Modules {
    /// Along one side, quiet zone included.
    pub(crate) side: u16,
    /// The dark pieces of its rows: how far right, how far down, how long.
    pub(crate) dark: Vec<(u16, u16, u16)>,
}

impl Modules {
    /// The smallest code that holds the text.
    ///
    /// # Errors
    /// `PrintFault::Code` when no code does.
    pub(crate) fn of(text: &str) -> Result<Self, PrintFault> {
        let code = QRBuilder::new(text)
            .ecl(ECL::M)
            .build()
            .map_err(|_| PrintFault::Code("text too long for a QR code".into()))?;
        let modules = u16::try_from(code.size).unwrap_or(u16::MAX);
        let rows = code.data.chunks(code.size).take(code.size);
        let mut dark = Vec::new();
        for (row, y) in rows.zip(QR_QUIET_MODULES..) {
            let mut x = QR_QUIET_MODULES;
            for run in row.chunk_by(|left, right| left.value() == right.value()) {
                let length = u16::try_from(run.len()).unwrap_or_default();
                if run.first().is_some_and(|first| first.value()) {
                    dark.push((x, y, length));
                }
                x += length;
            }
        }
        Ok(Self { side: modules + 2 * QR_QUIET_MODULES, dark })
    }
}

/// A QR code (level M) as large as fits into `side` points at whole printer dots a module.
///
/// # Errors
/// `PrintFault::Code` when the text does not fit at one dot a module.
pub fn qr(text: &str, side: f32) -> Result<Code, PrintFault> {
    let code = Modules::of(text)?;
    let across = f32::from(code.side);
    let module = whole_dots(side / across)?;
    let points = |modules: u16| f32::from(modules) * module;
    let dark = code.dark.iter().map(|(x, y, length)| {
        let (x, y, length) = (points(*x), points(*y), points(*length));
        (x, y, length, module)
    });
    Ok(Code { dark: dark.collect(), width: across * module, height: across * module })
}

/// A Code 128 of printable ASCII, as wide as fits into `width` points at whole dots a bar.
///
/// # Errors
/// `PrintFault::Code` when a character is not printable ASCII or the bars do not fit.
pub fn code128(text: &str, width: f32, height: f32) -> Result<Code, PrintFault> {
    let symbols = code128_symbols(text)?;
    let bars: Vec<u16> = symbols
        .iter()
        .filter_map(|symbol| CODE128_WIDTHS.get(usize::from(*symbol)))
        .chain(std::iter::once(&CODE128_STOP))
        .flat_map(|widths| widths.bytes())
        .map(|digit| u16::from(digit.saturating_sub(b'0')))
        .collect();
    let across: u16 = bars.iter().sum::<u16>() + 2 * CODE128_QUIET_BARS;
    let bar = whole_dots(width / f32::from(across))?;
    let mut x = CODE128_QUIET_BARS;
    let mut dark = Vec::new();
    for (nth, width) in bars.iter().enumerate() {
        if nth % 2 == 0 {
            dark.push((f32::from(x) * bar, 0.0, f32::from(*width) * bar, height));
        }
        x += width;
    }
    Ok(Code { dark, width: f32::from(across) * bar, height })
}

fn whole_dots(points: f32) -> Result<f32, PrintFault> {
    let dot = mm(DOT_MILLIMETRES);
    let dots = (points / dot + 0.001).floor();
    if dots < 1.0 {
        return Err(PrintFault::Code("no room for the code at one printer dot a bar".into()));
    }
    Ok(dots * dot)
}

const START_B: u16 = 104;
const START_C: u16 = 105;
const CHECK_MODULO: u32 = 103;

/// Start, data and check symbols. An even run of digits is packed two a symbol (set C).
fn code128_symbols(text: &str) -> Result<Vec<u16>, PrintFault> {
    let digits = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = |byte: u8| u16::from(byte - b'0');
    let mut symbols = vec![if digits { START_C } else { START_B }];
    if text.is_empty() || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(PrintFault::Code("Code 128 takes printable ASCII".into()));
    }
    if digits {
        let pairs = text.as_bytes().chunks_exact(2);
        symbols.extend(pairs.map(|pair| pair.iter().fold(0, |sum, b| sum * 10 + value(*b))));
    } else {
        symbols.extend(text.bytes().map(|byte| u16::from(byte - b' ')));
    }
    let weighted = symbols.iter().zip(0_u32..).map(|(s, nth)| u32::from(*s) * nth.max(1));
    let check = weighted.sum::<u32>() % CHECK_MODULO;
    symbols.push(u16::try_from(check).unwrap_or_default());
    Ok(symbols)
}

const CODE128_STOP: &str = "2331112";

/// Bar and space widths of symbols 0 to 105. Source: ISO/IEC 15417, table 1.
#[rustfmt::skip]
pub(crate) const CODE128_WIDTHS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
