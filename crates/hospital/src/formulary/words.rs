//! The words of a medicine list: each enum, its spelling in tables and sheets, and nothing else.

use nabz_kernel::spelt;

spelt!(
    /// What the medicine looks like.
    #[derive(PartialOrd, Ord)]
    Form {
        /// Swallowed whole or halved.
        Tablet = "tablet",
        /// Swallowed whole.
        Capsule = "capsule",
        /// Sweet liquid.
        Syrup = "syrup",
        /// Shaken before use.
        Suspension = "suspension",
        /// Clear liquid to drink or to breathe in.
        Solution = "solution",
        /// Drops to swallow.
        OralDrops = "oral-drops",
        /// Powder dissolved before use.
        Powder = "powder",
        /// Given with a needle.
        Injection = "injection",
        /// Given into a vein over time.
        Infusion = "infusion",
        /// For the skin, soft.
        Cream = "cream",
        /// For the skin, greasy.
        Ointment = "ointment",
        /// For the skin, clear.
        Gel = "gel",
        /// For the skin, liquid.
        Lotion = "lotion",
        /// For the eye, liquid.
        EyeDrops = "eye-drops",
        /// For the eye, greasy.
        EyeOintment = "eye-ointment",
        /// For the ear.
        EarDrops = "ear-drops",
        /// For the nose, liquid.
        NasalDrops = "nasal-drops",
        /// For the nose, sprayed.
        NasalSpray = "nasal-spray",
        /// Breathed in from a device.
        Inhaler = "inhaler",
        /// Into the rectum.
        Suppository = "suppository",
        /// Into the vagina.
        Pessary = "pessary",
        /// To rinse the mouth or throat.
        Gargle = "gargle",
    }
);

spelt!(
    /// How it gets into the body.
    #[derive(PartialOrd, Ord)]
    Route {
        /// Through the mouth.
        Oral = "oral",
        /// Under the tongue.
        Sublingual = "sublingual",
        /// Into a vein.
        Intravenous = "intravenous",
        /// Into a muscle.
        Intramuscular = "intramuscular",
        /// Under the skin.
        Subcutaneous = "subcutaneous",
        /// Into the skin.
        Intradermal = "intradermal",
        /// On the skin.
        Topical = "topical",
        /// Into the eye.
        Ocular = "ocular",
        /// Into the ear.
        Aural = "aural",
        /// Into the nose.
        Nasal = "nasal",
        /// Breathed in.
        Inhaled = "inhaled",
        /// Into the rectum.
        Rectal = "rectal",
        /// Into the vagina.
        Vaginal = "vaginal",
        /// In the mouth, not swallowed.
        Buccal = "buccal",
    }
);

spelt!(
    /// How strictly it is handed out, after the schedules of the Drugs Rules, 1945, and the
    /// Narcotic Drugs and Psychotropic Substances Act, 1985. A demo list simplifies them.
    #[derive(PartialOrd, Ord)]
    Schedule {
        /// Sold without a prescription.
        Open = "open",
        /// Only under a doctor's eye.
        G = "G",
        /// On prescription.
        H = "H",
        /// On prescription, each supply entered in a register for three years.
        H1 = "H1",
        /// On prescription in duplicate, kept locked.
        X = "X",
        /// A narcotic or psychotropic substance: double signature, running register.
        Narcotic = "narcotic",
    }
);

spelt!(
    /// What the stock counts: the smallest thing that is handed over.
    #[derive(PartialOrd, Ord)]
    DispensingUnit {
        /// One tablet.
        Tablet = "tablet",
        /// One capsule.
        Capsule = "capsule",
        /// One bottle.
        Bottle = "bottle",
        /// One tube.
        Tube = "tube",
        /// One ampoule.
        Ampoule = "ampoule",
        /// One vial.
        Vial = "vial",
        /// One sachet.
        Sachet = "sachet",
        /// One inhaler.
        Inhaler = "inhaler",
        /// One suppository.
        Suppository = "suppository",
        /// One pessary.
        Pessary = "pessary",
        /// One bag.
        Bag = "bag",
        /// One respule.
        Respule = "respule",
        /// One jar.
        Jar = "jar",
    }
);

spelt!(
    /// What a dose is counted in when the doctor writes `1-0-1`.
    #[derive(PartialOrd, Ord)]
    Measure {
        /// Tablets.
        Tablet = "tablet",
        /// Capsules.
        Capsule = "capsule",
        /// Millilitres.
        Millilitre = "ml",
        /// Drops.
        Drop = "drop",
        /// Puffs.
        Puff = "puff",
        /// Applications to the skin or a membrane.
        Application = "application",
        /// Ampoules.
        Ampoule = "ampoule",
        /// Vials.
        Vial = "vial",
        /// Sachets.
        Sachet = "sachet",
        /// Suppositories.
        Suppository = "suppository",
        /// Pessaries.
        Pessary = "pessary",
        /// Bags.
        Bag = "bag",
        /// Respules.
        Respule = "respule",
        /// International units.
        Unit = "iu",
        /// Grams.
        Gram = "g",
    }
);

spelt!(
    /// What the substance in a measure is weighed in.
    #[derive(PartialOrd, Ord)]
    Weight {
        /// Milligrams.
        Milligram = "mg",
        /// Micrograms.
        Microgram = "mcg",
        /// Grams.
        Gram = "g",
        /// International units.
        Unit = "iu",
        /// Millimoles.
        Millimole = "mmol",
    }
);
