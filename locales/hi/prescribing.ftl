PRE-001 = PRE-001: { $several ->
    [no] { $medicine } की चेतावनी का उत्तर नहीं दिया गया।
   *[yes] दवाओं की { $alerts } चेतावनियों का उत्तर नहीं दिया गया; पहली { $medicine } पर है।
} दवा बदलें या कारण लिखें।
PRE-002 = PRE-002: { $medicine }: यह खुराक पढ़ी नहीं जा सकी। 1-0-1, BD, q8h, 1 SOS 3, weekly या stat लिखें।
PRE-003 = PRE-003: { $medicine }: दिन 1 से { $days } तक हो सकते हैं।
PRE-004 = PRE-004: यह दवा सूची में नहीं है, या अब नहीं रही।
PRE-005 = PRE-005: एक दवा पर्ची में अधिक से अधिक { $lines } दवाएँ हो सकती हैं।
PRE-006 = PRE-006: इस विज़िट की दवा पर्ची बन चुकी है। उसी में बदलाव करें।
PRE-007 = PRE-007: इस अस्पताल में ऐसी कोई दवा पर्ची नहीं है।
PRE-008 = PRE-008: { $medicine }: इतनी मात्रा एक बार में नहीं दी जा सकती। खुराक और दिन जाँचें।
PRE-010 = PRE-010: { $medicine }: टिप्पणी या कारण बहुत लंबा है, या उसमें ऐसे अक्षर हैं जो रखे नहीं जा सकते।
prescribing-grid = { $grid }
prescribing-every-hours = { $hours ->
    [1] हर घंटे { $amount }
   *[other] हर { $hours } घंटे पर { $amount }
}
prescribing-as-needed = ज़रूरत हो तभी { $amount }; दिन में { $times } बार तक
prescribing-weekly = हफ़्ते में एक बार { $amount }
prescribing-once = अभी एक बार { $amount }
prescribing-much-tablet = { $count ->
   *[other] { $amount } गोली
}
prescribing-much-capsule = { $count ->
   *[other] { $amount } कैप्सूल
}
prescribing-much-ml = { $amount } मिली
prescribing-much-drop = { $count ->
    [one] { $amount } बूँद
   *[other] { $amount } बूँदें
}
prescribing-much-puff = { $count ->
   *[other] { $amount } पफ़
}
prescribing-much-application = { $count ->
   *[other] { $amount } बार लगाएँ
}
prescribing-much-ampoule = { $count ->
   *[other] { $amount } एम्प्यूल
}
prescribing-much-vial = { $count ->
   *[other] { $amount } वायल
}
prescribing-much-sachet = { $count ->
   *[other] { $amount } पैकेट
}
prescribing-much-suppository = { $count ->
   *[other] { $amount } बत्ती
}
prescribing-much-pessary = { $count ->
   *[other] { $amount } योनि गोली
}
prescribing-much-bag = { $count ->
   *[other] { $amount } थैली
}
prescribing-much-respule = { $count ->
   *[other] { $amount } रेस्प्यूल
}
prescribing-much-iu = { $amount } IU
prescribing-much-g = { $amount } ग्राम
prescribing-decided-allergy = { $to } से एलर्जी: डॉक्टर ने जानकर फिर भी देना तय किया।
prescribing-decided-cross-allergy = इसी समूह की दवा { $to } से एलर्जी: डॉक्टर ने जानकर फिर भी यह देना तय किया।
prescribing-decided-duplicate = { $ingredient } दो बार: डॉक्टर का निर्णय।
prescribing-decided-taken = { $ingredient } पहले से चल रही है: डॉक्टर का निर्णय।
prescribing-decided-over = सामान्य से ज़्यादा खुराक: डॉक्टर का निर्णय।
prescribing-decided-under = सामान्य से कम खुराक: डॉक्टर का निर्णय।
prescribing-decided-weight = वज़न ज्ञात नहीं: खुराक डॉक्टर का निर्णय।
prescribing-decided-child-dose = बच्चों की सामान्य खुराक ज्ञात नहीं: खुराक डॉक्टर का निर्णय।
