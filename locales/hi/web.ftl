web-name = नब्ज़
web-skip = मुख्य सामग्री पर जाएँ
web-language = भाषा
web-main-nav = मुख्य
web-more-sections = और
web-search-label = किसी को खोजें
web-search-hint = नंबर, QR, फ़ोन या नाम से खोजें
web-linked = केंद्र से जुड़ा
web-offline = { $time } से सर्वर से संपर्क नहीं है। लिखा हुआ इसी पन्ने पर बना रहेगा; लाइन लौटने पर बटन फिर दबाएँ।
web-me = { $name }: मेरे साइन इन, साइन आउट
web-my-sessions = मेरे साइन इन
web-change-place = जगह बदलें
web-sign-out = साइन आउट
web-lock = स्क्रीन बंद करें
web-undo = वापस लें
web-close = बंद करें
web-error-summary = निशान लगी जगहें देखें
web-refused-title = यह नहीं हो सकता
web-missing-title = नहीं मिला
web-fault-title = हमारी ओर से गड़बड़ी हुई
web-fault = कुछ भी सहेजा नहीं गया। एक बार फिर कोशिश करें; फिर भी हो तो सहायता डेस्क को यह नंबर बताएँ: { $incident }।
web-minutes = { $count } मिनट
web-hours = { $count } घंटे
web-hours-minutes = { $hours } घंटे { $minutes } मिनट
web-days = { $count } दिन
web-age-days = { $count } दिन
web-age-weeks = { $count ->
    [one] { $count } सप्ताह
   *[other] { $count } सप्ताह
}
web-age-months = { $count ->
    [one] { $count } माह
   *[other] { $count } माह
}
web-age-years = { $count } वर्ष
web-just-now = अभी-अभी
web-ago = { $time } पहले
web-residents = { $count ->
    [one] { $count } निवासी
   *[other] { $count } निवासी
}
web-date = { $day } { $month } { $year }
web-january = जन॰
web-february = फ़र॰
web-march = मार्च
web-april = अप्रैल
web-may = मई
web-june = जून
web-july = जुल॰
web-august = अग॰
web-september = सित॰
web-october = अक्टू॰
web-november = नव॰
web-december = दिस॰
web-back = वापस जाएँ
web-home = मेरे काम पर जाएँ
web-live = लाइव
web-stale = { $time } से नए नंबर नहीं आ रहे। यह { $age } मिनट पुराना है; आवाज़ पर ध्यान दें।
web-room = कमरा { $door }
web-counter = काउंटर { $counter }
WEB-001 = WEB-001: ऐसा कोई पन्ना नहीं है।
WEB-002 = WEB-002: फ़ॉर्म पढ़ा नहीं जा सका। वापस जाकर एक बार फिर भेजें।
WEB-003 = WEB-003: यह किसी दूसरी साइट से भेजा गया था, इसलिए नहीं किया गया।
WEB-004 = WEB-004: यह पन्ने की सीमा से बड़ा है।
WEB-005 = WEB-005: आगे बढ़ने के लिए साइन इन करें।
WEB-007 = WEB-007: “{ $field }” में ऐसे अक्षर हैं जो रखे नहीं जा सकते।
WEB-008 = WEB-008: “{ $field }” { $limit } अक्षरों से लंबा है।
WEB-009 = WEB-009: यह पन्ना इस तरह इस्तेमाल नहीं हो सकता।
WEB-010 = WEB-010: सर्वर समय पर जवाब नहीं दे पा रहा। थोड़ी देर में फिर कोशिश करें।
WEB-011 = WEB-011: यह पन्ना वहाँ की ख़बर नहीं ले सकता।
WEB-012 = WEB-012: यह पन्ना अपने नंबर के बिना भेजा गया, इसलिए कुछ नहीं किया गया। इसे फिर से खोलकर एक बार और भेजें।
WEB-013 = WEB-013: दोनों नए पासवर्ड एक जैसे नहीं हैं।
WEB-014 = WEB-014: जगह चुनें।
web-keys = इस पन्ने की कुंजियाँ
