//! What the audit calls an act and a subject, in words.

use nabz_web::{Message, msg};

/// As the audit writes it, and in words.
type Words = (&'static str, fn() -> Message);

/// Every act that may stand in the audit.
const ACTS: &[Words] = &[
    ("access.begin-second-factor", msg::acts::access_begin_second_factor),
    ("access.break-glass", msg::acts::access_break_glass),
    ("access.change-password", msg::acts::access_change_password),
    ("access.change-place", msg::acts::access_change_place),
    ("access.choose-language", msg::acts::access_choose_language),
    ("access.confirm-second-factor", msg::acts::access_confirm_second_factor),
    ("access.end-session", msg::acts::access_end_session),
    ("access.end-sign-ins", msg::acts::access_end_sign_ins),
    ("access.grant-roles", msg::acts::access_grant_roles),
    ("access.load-users", msg::acts::access_load_users),
    ("access.lock", msg::acts::access_lock),
    ("access.read", msg::acts::access_read),
    ("access.read-audit", msg::acts::access_read_audit),
    ("access.reopen-account", msg::acts::access_reopen_account),
    ("access.reset-password", msg::acts::access_reset_password),
    ("access.review-break-glass", msg::acts::access_review_break_glass),
    ("access.sign-in", msg::acts::access_sign_in),
    ("access.sign-out", msg::acts::access_sign_out),
    ("access.stop-account", msg::acts::access_stop_account),
    ("access.who-looked", msg::acts::access_who_looked),
    ("allergies.note", msg::acts::allergies_note),
    ("allergies.refute", msg::acts::allergies_refute),
    ("chart.open-note", msg::acts::chart_open_note),
    ("chart.read", msg::acts::chart_read),
    ("codes.load", msg::acts::codes_load),
    ("consent.load-notices", msg::acts::consent_load_notices),
    ("consent.read", msg::acts::consent_read),
    ("consent.record", msg::acts::consent_record),
    ("exchange.create", msg::acts::exchange_create),
    ("exchange.delete", msg::acts::exchange_delete),
    ("exchange.give-key", msg::acts::exchange_give_key),
    ("exchange.import", msg::acts::exchange_import),
    ("exchange.read-record", msg::acts::exchange_read_record),
    ("exchange.register-partner", msg::acts::exchange_register_partner),
    ("exchange.transaction", msg::acts::exchange_transaction),
    ("exchange.update", msg::acts::exchange_update),
    ("facilities.arrange", msg::acts::facilities_arrange),
    ("formulary.load", msg::acts::formulary_load),
    ("opd.begin-visit", msg::acts::opd_begin_visit),
    ("opd.end-visit", msg::acts::opd_end_visit),
    ("opd.print-prescription", msg::acts::opd_print_prescription),
    ("opd.sign-visit", msg::acts::opd_sign_visit),
    ("opd.write-note", msg::acts::opd_write_note),
    ("pharmacy.dispense", msg::acts::pharmacy_dispense),
    ("pharmacy.take-back", msg::acts::pharmacy_take_back),
    ("places.load-localities", msg::acts::places_load_localities),
    ("places.load-wards", msg::acts::places_load_wards),
    ("places.name-ward", msg::acts::places_name_ward),
    ("prescribing.load-templates", msg::acts::prescribing_load_templates),
    ("queue.call-out-of-turn", msg::acts::queue_call_out_of_turn),
    ("queue.call-token", msg::acts::queue_call_token),
    ("queue.cancel-token", msg::acts::queue_cancel_token),
    ("queue.issue-token", msg::acts::queue_issue_token),
    ("queue.move-token", msg::acts::queue_move_token),
    ("record.rebuild", msg::acts::record_rebuild),
    ("registry.adopt", msg::acts::registry_adopt),
    ("registry.ask-correction", msg::acts::registry_ask_correction),
    ("registry.check-phone", msg::acts::registry_check_phone),
    ("registry.decide-correction", msg::acts::registry_decide_correction),
    ("registry.identify", msg::acts::registry_identify),
    ("registry.link", msg::acts::registry_link),
    ("registry.record-life", msg::acts::registry_record_life),
    ("registry.register", msg::acts::registry_register),
    ("registry.search", msg::acts::registry_search),
    ("registry.void-health-id", msg::acts::registry_void_health_id),
    ("stores.acknowledge", msg::acts::stores_acknowledge),
    ("stores.approve-count", msg::acts::stores_approve_count),
    ("stores.arrange", msg::acts::stores_arrange),
    ("stores.count", msg::acts::stores_count),
    ("stores.issue", msg::acts::stores_issue),
    ("stores.quarantine", msg::acts::stores_quarantine),
    ("stores.receive", msg::acts::stores_receive),
    ("stores.see", msg::acts::stores_see),
    ("stores.trace-batch", msg::acts::stores_trace_batch),
    ("triage.set-target", msg::acts::triage_set_target),
    ("triage.take-vitals", msg::acts::triage_take_vitals),
];
/// Kinds of what an act was done to.
const SUBJECTS: &[Words] = &[
    ("AdoptionMark", msg::acts::subject_adoption_mark),
    ("AllergyMark", msg::acts::subject_allergy_mark),
    ("ConsentMark", msg::acts::subject_consent_mark),
    ("ConsultingRoom", msg::acts::subject_consulting_room),
    ("CorrectionMark", msg::acts::subject_correction_mark),
    ("Delivery", msg::acts::subject_delivery),
    ("Facility", msg::acts::subject_facility),
    ("GlassBreak", msg::acts::subject_glass_break),
    ("LinkMark", msg::acts::subject_link_mark),
    ("MedicineDispense", msg::acts::subject_medicine_dispense),
    ("MedicineReturn", msg::acts::subject_medicine_return),
    ("OrganisationNode", msg::acts::subject_organisation_node),
    ("Person", msg::acts::subject_person),
    ("PrescriptionKind", msg::acts::subject_prescription_kind),
    ("Rebuilding", msg::acts::subject_rebuilding),
    ("Record", msg::acts::subject_record),
    ("RecordEntry", msg::acts::subject_record_entry),
    ("Registration", msg::acts::subject_registration),
    ("RoleGrant", msg::acts::subject_role_grant),
    ("Session", msg::acts::subject_session),
    ("Source", msg::acts::subject_source),
    ("Staff", msg::acts::subject_staff),
    ("StockBatch", msg::acts::subject_stock_batch),
    ("StockCount", msg::acts::subject_stock_count),
    ("StockReceipt", msg::acts::subject_stock_receipt),
    ("StockTransfer", msg::acts::subject_stock_transfer),
    ("StoreroomMark", msg::acts::subject_storeroom_mark),
    ("Unit", msg::acts::subject_unit),
    ("Visit", msg::acts::subject_visit),
    ("VitalsKind", msg::acts::subject_vitals_kind),
    ("MedicineKind", msg::acts::subject_medicine_kind),
];

/// What was done; nothing for an act of another time.
pub(super) fn act(word: &str) -> Option<Message> {
    called(ACTS, word)
}

/// What it was done to; nothing for a kind of another time.
pub(super) fn subject(kind: &str) -> Option<Message> {
    called(SUBJECTS, kind)
}

fn called(words: &[Words], word: &str) -> Option<Message> {
    words.iter().find(|(known, _)| *known == word).map(|(_, said)| said())
}
