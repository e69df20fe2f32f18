//! The objects of a PDF file: each is written once, and the table at the end says where it begins.

use crate::PrintFault;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use std::fmt;
use std::io::{BufWriter, Write};

/// An object's number; written out, a reference to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

impl Id {
    /// The number alone.
    pub(super) const fn number(self) -> usize {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 0 R", self.0)
    }
}

/// A file while it is written. Of what is out, only the beginnings of the objects are remembered.
pub(super) struct File<W: Write> {
    out: BufWriter<W>,
    /// Bytes so far.
    at: u64,
    /// Where each object begins, from number 1; 0 while it is only promised.
    starts: Vec<u64>,
    /// Kept from stream to stream: it is larger than most of them.
    packer: Box<CompressorOxide>,
}

/// Bytes above 127 tell programs that move files that this one is not text.
const HEADER: &[u8] = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
/// Greedy matches over short chains: a content stream is digits, and better costs more than it
/// saves.
const PACKING_LEVEL: i32 = 3;
/// Anything above 0 asks for a zlib header, which PDF wants.
const ZLIB: i32 = 1;

impl<W: Write> File<W> {
    pub(super) fn begin(out: W) -> Result<Self, PrintFault> {
        let flags = create_comp_flags_from_zip_params(PACKING_LEVEL, ZLIB, 0);
        let packer = Box::new(CompressorOxide::new(flags));
        let mut file = Self { out: BufWriter::new(out), at: 0, starts: Vec::new(), packer };
        file.write(HEADER)?;
        Ok(file)
    }

    /// A number for an object that is written later.
    pub(super) fn promise(&mut self) -> Id {
        self.starts.push(0);
        Id(self.starts.len())
    }

    /// Writes an object that was promised.
    pub(super) fn put(&mut self, id: Id, body: &str) -> Result<(), PrintFault> {
        self.start(id);
        self.write(format!("{} 0 obj\n{body}\nendobj\n", id.0).as_bytes())
    }

    /// Writes an object.
    pub(super) fn add(&mut self, body: &str) -> Result<Id, PrintFault> {
        let id = self.promise();
        self.put(id, body)?;
        Ok(id)
    }

    /// Writes bytes as a stream, packed. `entries` are further entries of its dictionary.
    pub(super) fn add_stream(&mut self, entries: &str, bytes: &[u8]) -> Result<Id, PrintFault> {
        let packed = self.packed(bytes)?;
        self.add_packed(&format!("{entries}/Filter/FlateDecode"), &packed)
    }

    /// Writes a stream of bytes that are packed already, as `entries` say.
    pub(super) fn add_packed(&mut self, entries: &str, bytes: &[u8]) -> Result<Id, PrintFault> {
        let id = self.promise();
        self.start(id);
        let length = bytes.len();
        let head = format!("{} 0 obj\n<<{entries}/Length {length}>>\nstream\n", id.0);
        self.write(head.as_bytes())?;
        self.write(bytes)?;
        self.write(b"\nendstream\nendobj\n")?;
        Ok(id)
    }

    /// Writes the table, and gives back what was written to.
    pub(super) fn finish(mut self, catalog: Id, info: Id) -> Result<W, PrintFault> {
        let table = self.at;
        let starts = std::mem::take(&mut self.starts);
        if starts.contains(&0) {
            return Err(PrintFault::Pdf("an object was promised and not written".into()));
        }
        let size = starts.len() + 1;
        self.write(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes())?;
        for start in starts {
            self.write(format!("{start:010} 00000 n \n").as_bytes())?;
        }
        let trailer = format!("trailer\n<</Size {size}/Root {catalog}/Info {info}>>\n");
        self.write(trailer.as_bytes())?;
        self.write(format!("startxref\n{table}\n%%EOF\n").as_bytes())?;
        self.out.into_inner().map_err(|fault| PrintFault::Write(fault.into_error()))
    }

    fn start(&mut self, id: Id) {
        if let Some(start) = self.starts.get_mut(id.0 - 1) {
            *start = self.at;
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), PrintFault> {
        self.out.write_all(bytes)?;
        self.at += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }

    fn packed(&mut self, bytes: &[u8]) -> Result<Vec<u8>, PrintFault> {
        let mut packed = Vec::with_capacity(bytes.len() / 2);
        self.packer.reset();
        let (status, _) = compress_to_output(&mut self.packer, bytes, TDEFLFlush::Finish, |part| {
            packed.extend_from_slice(part);
            true
        });
        if status == TDEFLStatus::Done {
            Ok(packed)
        } else {
            Err(PrintFault::Pdf("a stream could not be packed".into()))
        }
    }
}
