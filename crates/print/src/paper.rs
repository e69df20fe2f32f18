//! From sheets to the bytes of a PDF.

use crate::PrintFault;
use crate::face::Face;
use crate::icon::Step;
use crate::sheet::{Area, Mark, Sheet};
use crate::text::Ink;
use krilla::color::{luma, rgb};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Paint, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

/// One page: its size in points and what stands on it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Points.
    pub width: f32,
    /// Points.
    pub height: f32,
    /// What stands on it.
    pub sheet: Sheet,
}

/// The line width of pictures, in points.
pub(crate) const ICON_STROKE: f32 = 0.9;

/// The file. Its title says what kind of paper it is and never whose.
///
/// # Errors
/// `PrintFault::Pdf` when a page has no size or the file cannot be built.
pub fn pdf(title: &str, pages: &[Page]) -> Result<Vec<u8>, PrintFault> {
    let mut document = Document::new_with(SerializeSettings::default());
    for page in pages {
        let settings = PageSettings::from_wh(page.width, page.height)
            .ok_or_else(|| PrintFault::Pdf("a page without a size".into()))?;
        let mut leaf = document.start_page_with(settings);
        let mut surface = leaf.surface();
        for mark in &page.sheet.marks {
            draw(&mut surface, mark)?;
        }
        surface.finish();
        leaf.finish();
    }
    document.set_metadata(
        // No date and no random id: the same paper is the same bytes.
        Metadata::new().title(title.into()).producer("Nabz".into()).document_id(title.into()),
    );
    document.finish().map_err(|fault| PrintFault::Pdf(format!("{fault:?}")))
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) -> Result<(), PrintFault> {
    match mark {
        Mark::Glyphs { run, weight, size, ink, x, baseline } => {
            fill(surface, *ink);
            let font = Face::of(run.script, *weight)?.embedded.clone();
            let start = Point::from_xy(*x, *baseline);
            surface.draw_glyphs(start, &run.glyphs, font, &run.text, *size, false);
        }
        Mark::Filled(areas) => {
            fill(surface, Ink::Black);
            draw_path(surface, rectangles(areas));
        }
        Mark::Frame { area, stroke, ink } => {
            outline(surface, *ink, *stroke);
            draw_path(surface, rectangles(std::slice::from_ref(area)));
        }
        Mark::Icon { icon, x, y, size } => {
            outline(surface, Ink::Black, ICON_STROKE);
            draw_path(surface, strokes(&icon.steps(*x, *y, *size)));
        }
    }
    Ok(())
}

fn draw_path(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn strokes(steps: &[Step]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Go((x, y)) => path.move_to(x, y),
            Step::Line((x, y)) => path.line_to(x, y),
            Step::Curve([from, to, end]) => {
                path.cubic_to(from.0, from.1, to.0, to.1, end.0, end.1);
            }
        }
    }
    path.finish()
}

fn rectangles(areas: &[Area]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for area in areas {
        path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    }
    path.finish()
}

fn fill(surface: &mut Surface<'_>, ink: Ink) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: paint(ink), ..Fill::default() }));
}

fn outline(surface: &mut Surface<'_>, ink: Ink, width: f32) {
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: paint(ink),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
}

fn paint(ink: Ink) -> Paint {
    match ink {
        Ink::Black => luma::Color::black().into(),
        Ink::Grey => luma::Color::new(74).into(),
        Ink::Red => rgb::Color::new(170, 28, 28).into(),
        Ink::White => luma::Color::new(255).into(),
        Ink::Bar => rgb::Color::new(16, 49, 46).into(),
        Ink::Pale => rgb::Color::new(188, 214, 209).into(),
    }
}
