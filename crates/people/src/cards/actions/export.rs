//! A copy of who somebody is, for the readers of others.

use super::unsigned;
use super::{agrees, person_of};
use crate::cards::model::{CardCopy, CardsRefusal, CopyForm};
use crate::cards::{cards_together, rules};
use nabz_access::{Permit, act};
use nabz_credential::exports::ExportFault;
use nabz_credential::exports::hcert::certificate;
use nabz_credential::exports::smart::health_card;
use nabz_credential::keys::Signer;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Where the city lies. Source: ISO 3166-1, alpha-2.
const COUNTRY: &str = "IN";

act!(
    /// Giving somebody a copy of who they are, as a file.
    ExportCard = "cards.export",
    [RegistrationClerk, RecordsOfficer]
);

/// Signs a copy for somebody whose card counts. It says who they are and nothing about their
/// health, so their yes to a card is a yes to it. `issuer` is the address under which others find
/// the signer's key.
///
/// Refuses with `CRD-050` whoever holds no card that counts, with `CRD-026` whoever wants none any
/// more, with `CRD-051` a name that the form cannot hold, and whoever may have no card.
pub fn export(
    tx: &mut Tx<'_>,
    permit: &Permit<ExportCard>,
    signer: &dyn Signer,
    (person, form): (PersonId, CopyForm),
    issuer: &str,
) -> Result<CardCopy, Stop> {
    let (person, is_linked) = person_of(tx, person)?;
    rules::may_have(&person, is_linked)?;
    rules::agreed(agrees(tx, person.id)?)?;
    let (cards, today) = (cards_together(tx, person.id)?, tx.today());
    let card = rules::copied(&cards, person.life, today)?;
    let (said, validity) = (rules::copy_of(&person), rules::copy_validity(card, today));
    let made = match form {
        CopyForm::HealthCard => {
            health_card(signer, issuer, validity, &said, &[]).map(CardCopy::HealthCard)
        }
        CopyForm::Text | CopyForm::Picture | CopyForm::Drawing => {
            certificate(signer, COUNTRY, validity, &said).map(CardCopy::Certificate)
        }
    };
    let made = made.map_err(stop)?;
    tx.audit_about(permit, card.id, person.id)?;
    Ok(made)
}

fn stop(fault: ExportFault) -> Stop {
    match fault {
        ExportFault::NoName | ExportFault::TooLong => CardsRefusal::NoNameForACopy.into(),
        ExportFault::Sign(fault) => unsigned(fault),
        ExportFault::Json(fault) => Stop::fault(fault),
    }
}
