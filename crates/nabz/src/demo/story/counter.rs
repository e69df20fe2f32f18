//! At the counter: what people agree to, cards on paper, numbers of papers, stickers.

use super::list::Stage;
use super::{Desks, Story};
use crate::demo::families::Known;
use crate::ended::Ended;
use nabz_access::{Access, Permit};
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::language::Language;
use nabz_people::cards::actions::{
    BindSticker, HandleStickers, MakeStickers, begin_roll, bind, hand_out, issue, print_roll,
    sign_stickers, team_called,
};
use nabz_people::cards::model::KeyPurpose;
use nabz_people::cards::{self, KeyRing};
use nabz_people::consent;
use nabz_people::consent::actions::RecordConsent;
use nabz_people::consent::model::{
    Asked, Basis, By, GuardianPaper, Guardianship, How, Proxy, Purpose, Tie, Wish,
};
use nabz_people::registry;
use nabz_people::registry::actions::{KeepPapers, add_paper};
use nabz_people::registry::model::{PaperKind, PaperNumber, Person};
use nabz_store::{Stop, Tx};

impl Story<'_> {
    /// A family that was just registered is asked what it agrees to, and whoever wants one has a
    /// card on paper.
    pub(super) fn are_asked(&self, known: &[Known]) -> Result<(), Ended> {
        let (at, ring, known) = (self.at, self.ring.clone(), known.to_vec());
        self.write(move |tx| {
            let Some(head) = known.first() else { return Ok(()) };
            for one in &known {
                if let Some(stage) = one.member.card {
                    agrees(tx, at, (one, head), stage)?;
                    has_paper(tx, (at, &ring), one.person, stage)?;
                }
                shows_papers(tx, at, one)?;
            }
            Ok(())
        })
    }

    /// A roll of stickers is made and handed out, and some of them become cards.
    pub(super) fn gives_stickers(&self, desks: &Desks) -> Result<(), Ended> {
        let (roll, ring) = (self.list.roll.clone(), self.ring.clone());
        let bearers = self.at_stages(&[Stage::Sticker]);
        let (counter, office) = (desks.counter.clone(), desks.office.clone());
        self.write(move |tx| {
            let makes = office.permit::<MakeStickers>(tx.today())?;
            let begun = begin_roll(tx, &makes, (&roll.ward, roll.stickers))?;
            let signer = ring.signer(tx, KeyPurpose::Cards)?;
            let whole = sign_stickers(tx, &makes, &*signer, (begun.id, roll.stickers))?;
            let printed = print_roll(tx, &makes, (whole.id, whole.version))?;
            let hands = office.permit::<HandleStickers>(tx.today())?;
            let team = team_called(&roll.team)?;
            let out = hand_out(tx, &hands, (printed.id, printed.version), &team)?;
            let stickers = cards::store::stickers_behind(tx, out.id, (None, 0), roll.stickers)?;
            for (bearer, sticker) in bearers.iter().zip(&stickers) {
                sticks(tx, &counter, (&sticker.sealed.text(), bearer.person))?;
            }
            Ok(())
        })
    }
}

fn sticks(tx: &mut Tx<'_>, counter: &Access, (text, person): (&str, PersonId)) -> Result<(), Stop> {
    let permit = counter.permit::<BindSticker>(tx.today())?;
    let trusted = cards::trust(tx)?.ok_or_else(|| Stop::fault("no root has said anything"))?;
    bind(tx, &permit, &trusted.list, (text, person)).map(drop)
}

fn has_paper(
    tx: &mut Tx<'_>,
    (at, ring): (FacilityId, &KeyRing),
    person: PersonId,
    stage: Stage,
) -> Result<(), Stop> {
    if !stage.begins_on_paper() {
        return Ok(());
    }
    let signer = ring.signer(tx, KeyPurpose::Cards)?;
    issue(tx, &Permit::of_the_program(at), &*signer, person).map(drop)
}

fn agrees(
    tx: &mut Tx<'_>,
    at: FacilityId,
    (one, head): (&Known, &Known),
    stage: Stage,
) -> Result<(), Stop> {
    let person = somebody(tx, one.person)?;
    let by = answerer(tx, &person, (one, head))?;
    let card = (Purpose::HealthCard, stage != Stage::Refused);
    let messages = one.member.sms.then_some((Purpose::Sms, true));
    for (purpose, says_yes) in [card, (Purpose::RecordSharing, true)].into_iter().chain(messages) {
        let notice = consent::notice(tx, purpose)?;
        let notice = notice.ok_or_else(|| Stop::fault("people are asked without a notice"))?;
        let asked = Asked {
            person: person.id,
            purpose,
            wish: if says_yes { Wish::Yes { shares: Vec::new() } } else { Wish::No },
            seen: 0,
            notice: notice.version,
            shown_in: Language::Hindi,
            by: by.clone(),
            how: How::Screen,
        };
        let permit = Permit::<RecordConsent>::of_the_program(at);
        consent::actions::answer(tx, &permit, &asked)?;
    }
    Ok(())
}

/// A child is answered for by the head of its family.
fn answerer(tx: &Tx<'_>, person: &Person, (one, head): (&Known, &Known)) -> Result<By, Stop> {
    if consent::rules::is_child(person.details.birth, tx.today()) != Some(true) {
        return Ok(By::Themselves);
    }
    let name = head.member.name()?.roman().cloned();
    let name = name.ok_or_else(|| Stop::fault("a guardian has no name in Roman letters"))?;
    let tie = match (one.member.is_ward(), head.member.is_woman()) {
        (true, _) => Tie::Guardian,
        (false, true) => Tie::Mother,
        (false, false) => Tie::Father,
    };
    // The head shows the ration card on which both stand, whether or not they were named.
    let basis = Some(Basis::Paper(GuardianPaper::RationCard));
    Ok(By::Guardian(Guardianship { proxy: Proxy { name, tie }, basis }))
}

fn shows_papers(tx: &mut Tx<'_>, at: FacilityId, one: &Known) -> Result<(), Stop> {
    let permit = Permit::<KeepPapers>::of_the_program(at);
    let abha = one.member.abha.iter().map(|number| (PaperKind::Abha, number));
    let ration = one.member.ration_card.iter().map(|number| (PaperKind::RationCard, number));
    for (kind, number) in abha.chain(ration) {
        let number = PaperNumber::parse(kind, number)?;
        add_paper(tx, &permit, one.person, (&number, true))?;
    }
    Ok(())
}

pub(super) fn somebody(tx: &mut Tx<'_>, person: PersonId) -> Result<Person, Stop> {
    registry::person(tx, person)?.ok_or_else(|| Stop::fault("somebody of the story is not there"))
}
