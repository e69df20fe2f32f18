// People whom the stories make up. All stories share one city, so that one meets the people of another.

/** Registered by keyboard alone; different in each language, so that both stories fit in one city. */
export const NEW = {
  hi: { typed: "सुखवंती टमटा", other: "#name_en", age: "52" },
  en: { typed: "Sukhvanti Tamta", other: "#name_hi", age: "47" },
} as const;

/** Who goes from the door to the medicine. */
export const VISITOR = { en: ["Balwant Lakra", "61"], hi: ["हरनाम टोकस", "58"] } as const;

/** Who does the same in the pseudo-locale. */
export const PSEUDO_VISITOR = "Girdhari Ahlawat";

/** Every word of their names, in both scripts: the program adds the other one. */
export const NAMES =
  "Sukhvanti Tamta सुखवंती टमटा Balwant Lakra बलवंत लाकड़ा Harnam Tokas हरनाम टोकस Girdhari Ahlawat गिरधारी अहलवत";
