//! What is sensitive, and on whose authority: one table for the whole program.
//!
//! The categories are those that a person can share by name ([`Sensitive`]), each of which the law
//! keeps closer than other health data:
//!
//! - HIV: HIV and AIDS (Prevention and Control) Act 2017, sections 8 (nobody's status is disclosed
//!   without their consent, tests and treatment included) and 11 (how such data are kept).
//! - Mental health and substance use: Mental Healthcare Act 2017, section 23 (confidentiality);
//!   its mental illness includes what comes of alcohol and drugs (section 2, clause s).
//! - Reproductive: Medical Termination of Pregnancy Act 1971, section 5A (no particulars of a woman
//!   are revealed), and what HL7 keeps under SEX and STD.
//! - Sexual violence: Bharatiya Nyaya Sanhita 2023, section 72, and Protection of Children from
//!   Sexual Offences Act 2012, section 33 (nobody is made known), and HL7's SDV.
//!
//! HL7's codes are those of `ActInformationSensitivityPolicy` in `v3-ActCode`.

use crate::consent::model::Sensitive::{
    self, Hiv, MentalHealth, Reproductive, SexualViolence, SubstanceUse,
};

/// Categories of ICD-10, from the first to the last of each span; the first span that holds one
/// says what it is.
///
/// Source: WHO, ICD-10 (2019), chapters I, V, XV, XVIII to XXI.
pub(super) const ICD_10: &[(&str, &str, Sensitive)] = &[
    ("B20", "B24", Hiv),
    ("R75", "R75", Hiv),
    ("Z21", "Z21", Hiv),
    ("F10", "F19", SubstanceUse),
    ("F00", "F99", MentalHealth),
    // Harm that somebody did to themselves: section 115 of the Mental Healthcare Act.
    ("X60", "X84", MentalHealth),
    ("A50", "A64", Reproductive),
    ("O04", "O08", Reproductive),
    ("Z30", "Z30", Reproductive),
    ("T74", "T74", SexualViolence),
    ("Y05", "Y07", SexualViolence),
];

/// What lies in a category that is open as a whole, without the dot.
///
/// Source: as above.
pub(super) const ICD_10_WITHIN: &[(&str, Sensitive)] = &[
    ("O987", Hiv),
    ("Z114", Hiv),
    ("Z206", Hiv),
    ("Z717", Hiv),
    ("Z502", SubstanceUse),
    ("Z503", SubstanceUse),
    ("Z720", SubstanceUse),
    ("Z721", SubstanceUse),
    ("Z722", SubstanceUse),
    ("Z915", MentalHealth),
    ("Z640", Reproductive),
    ("Z044", SexualViolence),
    ("Z614", SexualViolence),
    ("Z615", SexualViolence),
];

/// The city's own short list of diagnoses; a deployment's list has codes of ICD-10.
///
/// Source: `fixtures/codes-demo.csv`, by the categories of ICD-10 that its words belong to.
pub(super) const OWN: &[(&str, Sensitive)] = &[
    ("D-090", MentalHealth),
    ("D-091", MentalHealth),
    ("D-093", SubstanceUse),
    ("D-094", SubstanceUse),
];

/// Tests. That somebody was tested is told by the order as well as by the result.
///
/// Source: LOINC; the tests are those of the National AIDS Control Organisation's guidelines (2021)
/// for finding and following HIV, and the two for syphilis.
pub(super) const LOINC: &[(&str, Sensitive)] = &[
    ("75622-1", Hiv),
    ("7918-6", Hiv),
    ("68961-2", Hiv),
    ("29893-5", Hiv),
    ("5221-7", Hiv),
    ("56888-1", Hiv),
    ("20447-9", Hiv),
    ("24467-3", Hiv),
    ("20507-0", Reproductive),
    ("5292-8", Reproductive),
];

/// Substances, as the list of medicines spells its ingredients. A medicine for which nobody can
/// tell what it is taken for is among them: a mark too many keeps a line closed to whoever does not
/// treat the person. What calms or stops seizures as well is not.
///
/// Source: WHO, Model List of Essential Medicines (2023), sections 6.4.2, 22 and 24, and what else
/// is sold in India for the same.
pub(super) const MEDICINES: &[(Sensitive, &[&str])] = &[
    (
        Hiv,
        &[
            "abacavir",
            "atazanavir",
            "bictegravir",
            "cabotegravir",
            "darunavir",
            "didanosine",
            "dolutegravir",
            "efavirenz",
            "emtricitabine",
            "etravirine",
            "lamivudine",
            "lopinavir",
            "nevirapine",
            "raltegravir",
            "rilpivirine",
            "ritonavir",
            "stavudine",
            "tenofovir",
            "zidovudine",
        ],
    ),
    (
        MentalHealth,
        &[
            "amisulpride",
            "amitriptyline",
            "aripiprazole",
            "atomoxetine",
            "bupropion",
            "buspirone",
            "chlorpromazine",
            "citalopram",
            "clomipramine",
            "clozapine",
            "desvenlafaxine",
            "donepezil",
            "duloxetine",
            "escitalopram",
            "fluoxetine",
            "flupenthixol",
            "flupentixol",
            "fluphenazine",
            "fluvoxamine",
            "haloperidol",
            "imipramine",
            "lithium",
            "lurasidone",
            "memantine",
            "methylphenidate",
            "mirtazapine",
            "nortriptyline",
            "olanzapine",
            "paliperidone",
            "paroxetine",
            "quetiapine",
            "risperidone",
            "sertraline",
            "trazodone",
            "trifluoperazine",
            "venlafaxine",
            "vortioxetine",
            "ziprasidone",
        ],
    ),
    (
        SubstanceUse,
        &[
            "acamprosate",
            "buprenorphine",
            "disulfiram",
            "methadone",
            "naltrexone",
            "nicotine",
            "varenicline",
        ],
    ),
    (
        Reproductive,
        &[
            "ethinylestradiol",
            "levonorgestrel",
            "medroxyprogesterone",
            "mifepristone",
            "misoprostol",
            "ormeloxifene",
            "ulipristal",
        ],
    ),
];

/// Words, for what has no code: a diagnosis that was typed, a test that was asked for, a partner's
/// name for something. Small letters, without nukta, words parted by blanks; one that ends in a
/// star is the beginning of a word. A list of words finds what it names and no more.
///
/// Source: the titles of the categories above, and how people write them in the two scripts.
pub(super) const WORDS: &[(Sensitive, &[&str])] = &[
    (
        Hiv,
        &[
            "hiv",
            "plhiv",
            "aids",
            "ictc",
            "cd4*",
            "human immunodeficiency virus*",
            "acquired immunodeficiency*",
            "acquired immune deficiency*",
            "retroviral*",
            "antiretroviral*",
            "एचआईवी",
            "एच आई वी",
            "एड्स",
        ],
    ),
    (
        MentalHealth,
        &[
            "depression",
            "depressive*",
            "antidepress*",
            "antipsychotic*",
            "anxiety*",
            "panic disorder",
            "schizophren*",
            "psychos*",
            "psychotic*",
            "psychiatr*",
            "bipolar disorder",
            "bipolar affective*",
            "manic episode*",
            "obsessive compulsive*",
            "post traumatic stress*",
            "ptsd",
            "suicid*",
            "self harm*",
            "dementia",
            "autis*",
            "adhd",
            "attention deficit*",
            "intellectual disabilit*",
            "personality disorder*",
            "anorexia nervosa",
            "bulimia*",
            "अवसाद",
            "घबराहट का रोग",
            "मनोरोग*",
            "मानसिक*",
            "सिजोफ्रेनिया",
            "बाइपोलर विकार",
            "आत्महत्या*",
        ],
    ),
    (
        SubstanceUse,
        &[
            "alcohol use*",
            "alcohol depend*",
            "alcohol withdrawal*",
            "alcohol intoxication",
            "alcoholi*",
            "opioid depend*",
            "opioid use*",
            "substance use*",
            "substance abuse*",
            "drug abuse*",
            "drug depend*",
            "addict*",
            "tobacco use*",
            "tobacco depend*",
            "nicotine depend*",
            "शराब की लत",
            "नशे की लत",
            "तंबाकू की लत",
            "नशामुक्ति*",
            "नशा मुक्ति*",
        ],
    ),
    (
        Reproductive,
        &[
            "abortion*",
            "mtp",
            "termination of pregnancy",
            "contracept*",
            "sexually transmitted*",
            "venereal*",
            "syphili*",
            "gonorrh*",
            "gonococc*",
            "chlamydia*",
            "chancroid",
            "genital herpes",
            "genital wart*",
            "vdrl",
            "गर्भपात*",
            "गर्भनिरोधक*",
            "यौन रोग",
            "यौन संचारित*",
            "सिफलिस",
            "सूजाक",
        ],
    ),
    (
        SexualViolence,
        &[
            "rape",
            "raped",
            "sexual assault*",
            "sexual abuse*",
            "sexual violence",
            "sexually assaulted",
            "sexually abused",
            "domestic violence",
            "child abuse*",
            "pocso",
            "बलात्कार*",
            "यौन हिंसा",
            "यौन शोषण",
            "घरेलू हिंसा",
        ],
    ),
];

/// What holds one of these words and means something else.
pub(super) const UNMEANT: &[&str] = &[
    " hearing aids ",
    " walking aids ",
    " visual aids ",
    " st depression ",
    " st segment depression ",
    " respiratory depression ",
    " marrow depression ",
];
