//! The press: a PDF that is written while it is drawn.
//!
//! krilla keeps a document until it is finished, which suits a paper of three pages and not a print
//! run of twenty thousand. Here a page is out as soon as it is drawn. What is the same on many
//! pages is drawn once as a [`Stamp`]; the fonts come last, each once, with the glyphs that all
//! pages together used.
//!
//! Promises: the same pages give the same bytes, without date, id or chance; what is kept in memory
//! is a few bytes a page.

mod content;
mod file;
mod fonts;

pub(crate) use content::Content;

use crate::PrintFault;
use crate::barcode::Modules;
use crate::paper::Page;
use crate::photo::Photo;
use content::PER_POINT;
use file::{File, Id};
use fonts::Fonts;
use std::io::Write;

/// Something drawn once that stands on many pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(Id);

impl Stamp {
    fn name(self) -> String {
        format!("X{}", self.0.number())
    }
}

/// A file that is being printed.
pub(crate) struct Press<W: Write> {
    file: File<W>,
    fonts: Fonts,
    title: &'static str,
    /// Promised to every page and written at the end: the tree of pages and the list of fonts.
    tree: Id,
    font_list: Id,
    /// The full branches of the tree, with their pages counted.
    branches: Vec<(Id, usize)>,
    open: Option<Branch>,
}

struct Branch {
    id: Id,
    pages: Vec<Id>,
}

/// A flat tree of twenty thousand pages is slow to open.
const PAGES_PER_BRANCH: usize = 128;

impl<W: Write> Press<W> {
    /// A file with a title, which says what kind of paper it is and never whose.
    pub(crate) fn new(out: W, title: &'static str) -> Result<Self, PrintFault> {
        let mut file = File::begin(out)?;
        let (tree, font_list) = (file.promise(), file.promise());
        let (branches, open) = (Vec::new(), None);
        Ok(Self { file, fonts: Fonts::new()?, title, tree, font_list, branches, open })
    }

    /// Draws the next page, `width` by `height` points.
    pub(crate) fn page(
        &mut self,
        width: f32,
        height: f32,
        draw: impl FnOnce(&mut Content<'_>),
    ) -> Result<(), PrintFault> {
        let mut content = Content::of_page(&mut self.fonts, height);
        draw(&mut content);
        let (operators, stamps) = content.done();
        let body = self.file.add_stream("", &operators)?;
        let named: Vec<String> =
            stamps.iter().map(|stamp| format!("/{} {}", stamp.name(), stamp.0)).collect();
        let (fonts, stamps) = (self.font_list, named.concat());
        let branch =
            self.open.get_or_insert_with(|| Branch { id: self.file.promise(), pages: Vec::new() });
        let page = self.file.add(&format!(
            "<</Type/Page/Parent {}/MediaBox[0 0 {width:.2} {height:.2}]/Contents {body}\
             /Resources<</Font {fonts}/XObject<<{stamps}>>>>>>",
            branch.id
        ))?;
        branch.pages.push(page);
        if branch.pages.len() == PAGES_PER_BRANCH {
            self.end_branch()?;
        }
        Ok(())
    }

    /// The next page, from a sheet that was written on.
    pub(crate) fn paper(&mut self, paper: &Page) -> Result<(), PrintFault> {
        self.page(paper.width, paper.height, |page| page.sheet(&paper.sheet))
    }

    /// Draws a stamp within `width` by `height` points.
    pub(crate) fn stamp(
        &mut self,
        width: f32,
        height: f32,
        draw: impl FnOnce(&mut Content<'_>),
    ) -> Result<Stamp, PrintFault> {
        let mut content = Content::of_stamp(&mut self.fonts);
        draw(&mut content);
        let (operators, _) = content.done();
        self.form(width * PER_POINT, height * PER_POINT, &operators)
    }

    /// A code as a stamp for [`Content::code`], so that it is drawn once for both its sizes.
    pub(crate) fn code(&mut self, code: &Modules) -> Result<Stamp, PrintFault> {
        let mut content = Content::of_stamp(&mut self.fonts);
        content.modules(code);
        let (operators, _) = content.done();
        self.form(f32::from(code.side), f32::from(code.side), &operators)
    }

    /// A photograph as a stamp for [`Content::photo`]. Its bytes go into the file as they are.
    pub(crate) fn photo(&mut self, photo: &Photo) -> Result<Stamp, PrintFault> {
        let colours = if photo.is_grey { "DeviceGray" } else { "DeviceRGB" };
        let entries = format!(
            "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/{colours}\
             /BitsPerComponent 8/Filter/DCTDecode",
            photo.width, photo.height
        );
        Ok(Stamp(self.file.add_packed(&entries, &photo.jpeg)?))
    }

    /// Writes what all pages share, and gives back what was written to.
    pub(crate) fn finish(mut self) -> Result<W, PrintFault> {
        self.end_branch()?;
        let fonts = self.fonts.write(&mut self.file)?;
        self.file.put(self.font_list, &fonts)?;
        let pages: usize = self.branches.iter().map(|(_, pages)| pages).sum();
        let kids = listed(self.branches.iter().map(|(id, _)| *id));
        self.file.put(self.tree, &format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"))?;
        let info = self.file.add(&format!("<</Title({})/Producer(Nabz)>>", self.title))?;
        let catalog = format!("<</Type/Catalog/Pages {}/Lang(hi)>>", self.tree);
        let catalog = self.file.add(&catalog)?;
        self.file.finish(catalog, info)
    }

    fn form(&mut self, width: f32, height: f32, operators: &[u8]) -> Result<Stamp, PrintFault> {
        let entries = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 {width:.0} {height:.0}]/Resources<</Font {}>>",
            self.font_list
        );
        Ok(Stamp(self.file.add_stream(&entries, operators)?))
    }

    fn end_branch(&mut self) -> Result<(), PrintFault> {
        let Some(Branch { id, pages }) = self.open.take() else { return Ok(()) };
        let (count, tree) = (pages.len(), self.tree);
        let kids = listed(pages.into_iter());
        let body = format!("<</Type/Pages/Parent {tree}/Count {count}/Kids[{kids}]>>");
        self.file.put(id, &body)?;
        self.branches.push((id, count));
        Ok(())
    }
}

fn listed(ids: impl Iterator<Item = Id>) -> String {
    ids.map(|id| format!("{id}")).collect::<Vec<_>>().join(" ")
}
