//! What a role is called.

use crate::messages::Message;
use crate::msg;
use nabz_access::Role;

/// As a page says it.
pub fn role_title(role: Role) -> Message {
    match role {
        Role::RegistrationClerk => msg::access::role_registration_clerk(),
        Role::TriageNurse => msg::access::role_triage_nurse(),
        Role::Doctor => msg::access::role_doctor(),
        Role::Pharmacist => msg::access::role_pharmacist(),
        Role::StoreKeeper => msg::access::role_store_keeper(),
        Role::FacilityAdministrator => msg::access::role_facility_administrator(),
        Role::RecordsOfficer => msg::access::role_records_officer(),
        Role::Auditor => msg::access::role_auditor(),
    }
}
