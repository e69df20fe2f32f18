//! What the pharmacist has done so far on a dispensing page. It travels in the form itself, so a
//! reload or a second window loses nothing of what others did.

use crate::formulary::model::MedicineId;
use crate::pharmacy::model::{Collector, DispenseOrder, OrderLine};
use crate::prescribing::model::{LineId, PrescriptionId};
use crate::stores::model::{BatchId, StockRefusal, StoreroomId, Units};
use crate::stores::rules::parse_units;
use nabz_kernel::ids::Id;
use nabz_web::Fields;
use uuid::Uuid;

/// More packs than are scanned for one person.
const SCANNED_MAX: usize = 200;

/// What the form carries.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) scanned: Vec<BatchId>,
    pub(super) lines: Vec<DraftLine>,
    pub(super) collector: Collector,
}

/// What it carries for one line.
#[derive(Clone, Debug)]
pub(super) struct DraftLine {
    pub(super) line: LineId,
    pub(super) medicine: Option<MedicineId>,
    /// Of which medicine the page had counted the units that came back.
    counted: Option<MedicineId>,
    pub(super) units: String,
    pub(super) reason: String,
    pub(super) register: String,
}

impl DraftLine {
    /// Of which medicine the units are: whoever picks another one has not counted it yet.
    pub(super) fn counted(&self) -> Option<MedicineId> {
        self.counted.or(self.medicine)
    }

    /// How many units the form says; an empty field says none.
    pub(super) fn units(&self) -> Result<Units, StockRefusal> {
        if self.units.is_empty() { Ok(Units::NONE) } else { parse_units(&self.units) }
    }
}

impl Draft {
    /// Nothing done yet.
    pub(super) fn empty() -> Self {
        Self { scanned: Vec::new(), lines: Vec::new(), collector: Collector::Patient }
    }

    /// From the form. What cannot be read counts as not done.
    pub(super) fn of(fields: &Fields) -> Self {
        let id = |text: &str| text.parse::<Uuid>().ok();
        let lines = fields.all("line").filter_map(id).map(|line| {
            let field = |name: &str| fields.get(&format!("{name}-{line}")).to_owned();
            DraftLine {
                line: Id::from_uuid(line),
                medicine: id(&field("medicine")).map(Id::from_uuid),
                counted: id(&field("counted")).map(Id::from_uuid),
                units: field("units"),
                reason: field("reason"),
                register: field("register"),
            }
        });
        Self {
            scanned: fields
                .all("scanned")
                .filter_map(id)
                .map(Id::from_uuid)
                .take(SCANNED_MAX)
                .collect(),
            lines: lines.collect(),
            collector: match fields.get("collector") {
                "family" => Collector::Family,
                _ => Collector::Patient,
            },
        }
    }

    /// What the form says about one line.
    pub(super) fn line(&self, line: LineId) -> Option<&DraftLine> {
        self.lines.iter().find(|one| one.line == line)
    }

    /// The order that the form asks for. A line of which none is given is left for another time;
    /// what is no number is refused, lest a slip of the finger leave a medicine out.
    pub(super) fn order(
        &self,
        prescription: PrescriptionId,
        storeroom: StoreroomId,
        written: impl Fn(LineId) -> Option<MedicineId>,
    ) -> Result<DispenseOrder, StockRefusal> {
        let mut lines = Vec::with_capacity(self.lines.len());
        for one in &self.lines {
            let units = one.units()?;
            let medicine = one.medicine.or_else(|| written(one.line));
            let Some(medicine) = medicine.filter(|_| !units.is_none()) else { continue };
            lines.push(OrderLine {
                line: one.line,
                medicine,
                units,
                scanned: self.scanned.clone(),
                reason: one.reason.clone(),
                register: one.register.clone(),
            });
        }
        Ok(DispenseOrder { prescription, storeroom, collector: self.collector, lines })
    }
}
