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
/// On a card, before a year.
pub const BORN: Pair = ("जन्म", "Born");
/// Before a year that somebody worked out from a guessed age.
pub const ABOUT: Pair = ("लगभग", "about");
/// On a card, where not even that is known.
pub const BIRTH_YEAR_UNKNOWN: Pair = ("जन्म का साल ज्ञात नहीं", "Birth year not known");
/// On the bar of a card that is good for a year.
pub const TEMPORARY: Pair = ("अस्थायी", "Temporary");
/// With the last day of such a card: behind it in Hindi, before it in English.
pub const VALID_UNTIL: Pair = ("तक मान्य", "Valid until");
/// Before the number of an issue, which is new with every card.
pub const SERIAL: Pair = ("क्रमांक", "Serial");
/// Beside a card's code.
pub const SCAN_TO_CHECK: Pair = ("जाँचने के लिए स्कैन करें।", "Scan to check.");
/// After it: nobody may be sent away for want of a card.
pub const CARE_WITHOUT_A_CARD: Pair =
    ("इलाज कार्ड के बिना भी मिलेगा।", "Care is given without a card too.");
/// At the foot of a card.
pub const FOUND_A_CARD: Pair = ("मिला? किसी भी डिस्पेंसरी में दें।", "Found? Leave it at any dispensary.");
/// Over what a stranger who helps has to know.
pub const IN_AN_EMERGENCY: Pair = ("इमरजेंसी के लिए", "For an emergency");
/// With the day of a snapshot: behind it in Hindi, before it in English.
pub const AS_RECORDED: Pair = ("को जैसा दर्ज था", "As recorded on");
/// Under a snapshot.
pub const MAY_HAVE_CHANGED: Pair = (
    "इसके बाद कुछ बदला हो सकता है: स्कैन करके रिकॉर्ड देखें।",
    "It may have changed since: scan and look at the record.",
);
/// In a snapshot.
pub const BLOOD_GROUP: Pair = ("रक्त समूह", "Blood group");
/// In a snapshot.
pub const LONG_TERM_CONDITIONS: Pair = ("पुरानी बीमारियाँ", "Long-term conditions");
/// In a snapshot.
pub const LAST_SURGERY: Pair = ("पिछला ऑपरेशन", "Last surgery");
/// Where nothing is known to the record. Nobody may read it as "has none".
pub const NONE_RECORDED: Pair = ("कोई दर्ज नहीं", "None recorded");
/// Before the name of whom a letter is for; `जी` follows the name in Hindi.
pub const DEAR: Pair = ("प्रिय", "Dear");
/// Before a letter's number.
pub const REFERENCE: Pair = ("पत्र संख्या", "Reference");
/// On letters and leaflets whose words no department has given yet.
pub const DEMO_TEXT: Pair = ("नमूना पाठ", "Demo text");
/// The same on cards and stickers, behind the number to call.
pub const SAMPLE: Pair = ("नमूना", "Sample");
