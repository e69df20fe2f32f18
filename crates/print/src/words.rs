//! The printed words of the papers themselves. Both scripts always stand on the paper, so these
//! do not follow the language of a screen.

/// Hindi and English of one printed word.
pub type Pair = (&'static str, &'static str);

/// Over a token number.
pub const TOKEN: Pair = ("टोकन", "Token");
/// Before a door's number.
pub const ROOM: Pair = ("कमरा", "Room");
/// Under a slip.
pub const WATCH_THE_BOARD: Pair = (
    "बोर्ड पर अपना नंबर देखें। छूट जाए तो काउंटर पर बताएँ; बारी बनी रहेगी।",
    "Watch the board. Missed it? Tell the counter; you keep your turn.",
);
/// The column of medicines.
pub const MEDICINE: Pair = ("दवा", "Medicine");
/// A column of the dose grid.
pub const MORNING: Pair = ("सुबह", "Morning");
/// A column of the dose grid.
pub const NOON: Pair = ("दोपहर", "Noon");
/// A column of the dose grid.
pub const NIGHT: Pair = ("रात", "Night");
/// The column that says how long.
pub const UNTIL: Pair = ("कब तक", "Until");
/// Over the tests.
pub const TESTS: Pair = ("जाँच", "Tests");
/// Over the advice.
pub const ADVICE: Pair = ("सलाह", "Advice");
/// Before the day of the next visit.
pub const SEE_AGAIN: Pair = ("फिर दिखाएँ", "See again");
/// Before the names of allergies.
pub const ALLERGY: Pair = ("एलर्जी", "Allergy");
/// Where no allergy is known to the record. Nobody may read it as "has none".
pub const NO_ALLERGY_RECORDED: Pair = ("एलर्जी: कोई दर्ज नहीं", "No allergy recorded");
/// Beside the code of a prescription.
pub const SHOW_AT_THE_PHARMACY: Pair = ("दवाखाने में दिखाएँ", "Show at the pharmacy");
/// Beside the code of an OPD card.
pub const BRING_THIS_CARD: Pair = ("हर बार यह पर्चा साथ लाएँ", "Bring this card every time");
/// The foot's telephone number.
pub const HELPLINE: Pair = ("हेल्पलाइन", "Helpline");
/// The first print.
pub const FIRST_COPY: Pair = ("पहली प्रति", "Copy 1");
/// A later print; a number follows.
pub const DUPLICATE: Pair = ("प्रतिलिपि", "Duplicate");
/// A paper signed again after a change; a number follows.
pub const AMENDED: Pair = ("संशोधित", "Amended");
/// Before the doctor's name and time.
pub const SIGNED_ON_SCREEN: Pair = ("स्क्रीन पर हस्ताक्षर", "Signed on screen");
/// Page numbers.
pub const PAGE: Pair = ("पृष्ठ", "Page");
/// Under a prescription without medicines.
pub const NO_MEDICINES: Pair = ("कोई दवा नहीं लिखी गई", "No medicines prescribed");
/// On an OPD card.
pub const GUARDIAN: Pair = ("पिता / पति / अभिभावक", "Guardian");
/// On an OPD card.
pub const ADDRESS: Pair = ("पता", "Address");
/// On an OPD card.
pub const PHONE: Pair = ("फ़ोन", "Phone");
/// On an OPD card: the empty lines for a day without power.
pub const NOTES: Pair = ("जाँच और सलाह", "Findings and advice");
/// On an OPD card.
pub const AGE_AND_SEX: Pair = ("उम्र, लिंग", "Age, sex");
/// On a label.
pub const EXPIRES: Pair = ("उपयोग तक", "Use by");
