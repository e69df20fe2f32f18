// People whom the stories make up. All stories share one city, so that one meets the people of another.
import type { Member } from "./family";

/** Registered by keyboard alone; different in each language, so that both stories fit in one city. */
export const NEW = {
  hi: { typed: "झुनिया टोपनो", other: "#name_en", age: "52" },
  en: { typed: "Sukhvanti Tamta", other: "#name_hi", age: "47" },
} as const;

/** Who goes from the door to the medicine. */
export const VISITOR = { en: ["Balwant Lakra", "61"], hi: ["हरनाम टोकस", "58"] } as const;

/** Who does the same in the pseudo-locale. */
export const PSEUDO_VISITOR = "Girdhari Ahlawat";

/** Families that register themselves: mother, father, a child and an infant. */
export const FAMILY = {
  hi: [
    { name: "गोमती बैरवा", sex: "female", age: "34" },
    { name: "धर्मपाल बैरवा", sex: "male", age: "38", tie: "spouse" },
    { name: "ख़ुशबू बैरवा", sex: "female", age: "9", tie: "child" },
    { name: "मुन्ना बैरवा", sex: "male", age: "5", unit: "m", tie: "child" },
  ],
  en: [
    { name: "Phulo Murmu", sex: "female", age: "31" },
    { name: "Budhan Murmu", sex: "male", age: "36", tie: "spouse" },
    { name: "Sonamuni Murmu", sex: "female", age: "8", tie: "child" },
    { name: "Chotu Murmu", sex: "male", age: "4", unit: "m", tie: "child" },
  ],
} as const satisfies Record<string, readonly Member[]>;

/** Who has a card of plastic made, who loses a card, and who is on record twice. */
export const PLASTIC: Record<"hi" | "en", Member> = {
  hi: { name: "रुक्मिणी खटीक", sex: "female", age: "45" },
  en: { name: "Champa Oraon", sex: "female", age: "43" },
};
export const LOSER: Record<"hi" | "en", Member> = {
  hi: { name: "भगवती रैगर", sex: "female", age: "56" },
  en: { name: "Dulari Kerketta", sex: "female", age: "53" },
};
export const TWICE: Record<"hi" | "en", Member> = {
  hi: { name: "केसर धानुक", sex: "female", age: "63" },
  en: { name: "Jauni Hembrom", sex: "female", age: "66" },
};

/** A couple whose cards are followed from the first day to the last; the phone is hers. */
export const COUPLE: readonly Member[] = [
  { name: "रामरती निषाद", sex: "female", age: "47" },
  { name: "गंगाराम निषाद", sex: "male", age: "52", tie: "spouse" },
];

/** Who is on record under the name of her parents and under that of her husband. */
export const MARRIED: Record<"hi" | "en", readonly [Member, Member]> = {
  hi: [
    { name: "सुगिया टेटे", sex: "female", age: "38" },
    { name: "पुनई डुंगडुंग", sex: "female", age: "39" },
  ],
  en: [
    { name: "Chunki Marandi", sex: "female", age: "46" },
    { name: "Dhaneswari Besra", sex: "female", age: "45" },
  ],
};

/** Who sends photographs of their papers ahead. */
export const SENDER: Record<"hi" | "en", Member> = {
  hi: { name: "मैना सहरिया", sex: "female", age: "41" },
  en: { name: "Phulmani Soren", sex: "female", age: "44" },
};

/** Who asks what the city holds of them. */
export const ASKER: Record<"hi" | "en", Member> = {
  hi: { name: "फूलमती लोहार", sex: "female", age: "49" },
  en: { name: "Salomi Minz", sex: "female", age: "51" },
};

/** Who has their phone and house erased. */
export const ERASER: Record<"hi" | "en", Member> = {
  hi: { name: "बुधनी खड़िया", sex: "female", age: "48" },
  en: { name: "Karmi Dungdung", sex: "female", age: "50" },
};

/** A mother and her child, who move. */
export const MOVERS = {
  hi: [
    { name: "चमेली कोरवा", sex: "female", age: "36" },
    { name: "रिंकी कोरवा", sex: "female", age: "7", tie: "child" },
  ],
  en: [
    { name: "Sukurmani Hansda", sex: "female", age: "33" },
    { name: "Rinki Hansda", sex: "female", age: "6", tie: "child" },
  ],
} as const satisfies Record<string, readonly Member[]>;

/** Who is given a sticker in the field. */
export const FIELD: Member = { name: "Etwari Barla", sex: "female", age: "39" };

/** Who come while the network is down. */
export const OUTAGE = {
  hi: { name: "बिरसी टुडू", age: "44" },
  en: { name: "Mangri Soren", age: "29" },
} as const;

/** Who come to live in a shelter. */
export const RESIDENT = {
  hi: { name: "सालगी पूर्ती", age: "33" },
  en: { name: "Phulkumari Purty", age: "35" },
} as const;

/** Who goes all these ways in the pseudo-locale: a mother and her child. */
export const PSEUDO_FAMILY: readonly Member[] = [
  { name: "Rampyari Baghel", sex: "female", age: "37" },
  { name: "Bulbul Baghel", sex: "female", age: "7", tie: "child" },
];

/** Who is on record twice there. */
export const PSEUDO_TWICE: Member = { name: "Jhuniya Pasi", sex: "female", age: "58" };

const OF_FAMILIES = [
  ...Object.values(FAMILY).flat(),
  ...Object.values(MOVERS).flat(),
  ...[PLASTIC, LOSER, TWICE, SENDER, ASKER, ERASER].flatMap((one) => Object.values(one)),
  ...COUPLE,
  ...Object.values(MARRIED).flat(),
  FIELD,
  ...Object.values(OUTAGE),
  ...Object.values(RESIDENT),
  ...PSEUDO_FAMILY,
  PSEUDO_TWICE,
];

/** Every word of their names; of whoever comes to a counter in both scripts, for the program adds the other one. */
export const NAMES =
  "Sukhvanti Tamta सुखवंती टमटा Jhuniya Topno झुनिया टोपनो Balwant Lakra बलवंत लाकड़ा Harnam Tokas हरनाम टोकस Girdhari Ahlawat गिरधारी अहलवत " +
  OF_FAMILIES.map(({ name }) => name).join(" ");
