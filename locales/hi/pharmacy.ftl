PHA-001 = PHA-001: इस पर्ची से इस अस्पताल की कोई दवा पर्ची नहीं मिली।
PHA-002 = PHA-002: इस दवा पर्ची की सारी दवाएँ दी जा चुकी हैं।
PHA-003 = PHA-003: शेल्फ़ पर { $medicine } केवल { $there } हैं।
PHA-004 = PHA-004: यह इस दवा पर्ची की ऐसी दवा नहीं है जो देनी बाक़ी हो।
PHA-005 = PHA-005: { $medicine } अब केवल { $left } देनी बाक़ी हैं।
PHA-006 = PHA-006: { $written } की जगह { $offered } नहीं दी जा सकती। डॉक्टर से पूछें।
PHA-007 = PHA-007: ग़लत पैक, यह { $pack } था। पर्ची पर { $slip } है। इसे वापस रखें और फिर स्कैन करें।
PHA-008 = PHA-008: { $medicine } कम या दूसरी क्यों दे रहे हैं, लिखें।
PHA-009 = PHA-009: इस कोड का कोई बैच इस अस्पताल में नहीं है।
PHA-010 = PHA-010: बैच { $batch } की समाप्ति तिथि बीत चुकी है या वह रोका हुआ है। अलग रखें।
PHA-011 = PHA-011: पहले बैच { $batch } लें और स्कैन करें; उसकी समाप्ति तिथि पहले है।
PHA-012 = PHA-012: जितना दिया गया उससे ज़्यादा वापस नहीं आ सकता।
PHA-013 = PHA-013: { $medicine } के लिए रजिस्टर का पृष्ठ लिखें।
PHA-014 = PHA-014: इस अस्पताल में दवा देने वाली कोई खिड़की नहीं है।
PHA-015 = PHA-015: देने के लिए कुछ नहीं चुना गया।
PHA-016 = PHA-016: कोई शब्द छूट गया है, बहुत लंबा है, या उसमें ऐसे चिह्न हैं जो टाइप नहीं होते।
PHA-017 = PHA-017: कोई प्रतीक्षा में नहीं है।
PHA-018 = PHA-018: इस नंबर, लेबल या पर्ची पर यहाँ कोई दवा नहीं दी गई है।
PHA-019 = PHA-019: बैच { $batch } रोका हुआ नहीं है। पहले उसे रोकें; तब यह पृष्ठ बताएगा कि दवा किसे दी गई।
pharmacy-section = दवा देना
pharmacy-returns = वापसी
pharmacy-waiting = प्रतीक्षा में
pharmacy-nobody = दवा के लिए कोई प्रतीक्षा में नहीं है।
pharmacy-call-next = अगले को बुलाएँ
pharmacy-called = बुलाया गया
pharmacy-at-window = खिड़की पर
pharmacy-medicines = { $count ->
    [one] { $count } दवा
   *[other] { $count } दवाएँ
}
pharmacy-scan-slip = पर्ची स्कैन करें
pharmacy-slip-label = पर्ची या टोकन नंबर
pharmacy-slip-hint = दवा पर्ची या टोकन का कोड स्कैन करें, या टोकन नंबर लिखें, जैसे M-148।
pharmacy-open = खोलें
pharmacy-signed = हस्ताक्षरित
pharmacy-signed-at = पर्ची { $time }
pharmacy-scan-each = हर पैक स्कैन करें
pharmacy-progress = { $done ->
    [1] { $all } में से { $done } हो गया
   *[other] { $all } में से { $done } हो गए
}
pharmacy-earliest-first = जिसकी समाप्ति तिथि पहले है वही चुना गया है
pharmacy-all-given = इस दवा पर्ची की सारी दवाएँ दी जा चुकी हैं।
pharmacy-pack-label = पैक का कोड या बैच नंबर
pharmacy-pack-hint = पैक स्कैन करें, या बैच नंबर लिखें
pharmacy-scan = स्कैन करें
pharmacy-done = हो गया
pharmacy-medicine = दवा
pharmacy-batch = बैच
pharmacy-expires = समाप्ति
pharmacy-give = देना है
pharmacy-none-here = यहाँ नहीं है
pharmacy-scanned = स्कैन हो गया
pharmacy-scan-now = अब स्कैन करें
pharmacy-here = इस बैच से { $units }
pharmacy-of-due = { $left } में से
pharmacy-how-many = { $medicine } कितनी
pharmacy-instead = दूसरी मात्रा
pharmacy-gives-instead = बदले में { $medicine }
pharmacy-as-written = जैसा लिखा है
pharmacy-choose = चुनें
pharmacy-why = कम या दूसरी क्यों
pharmacy-reason-stock = स्टॉक में नहीं है
pharmacy-reason-wish = रोगी कम चाहता है
pharmacy-reason-doctor = डॉक्टर से पूछ लिया है
pharmacy-narcotic = रजिस्टर
pharmacy-register = रजिस्टर का पृष्ठ
pharmacy-days = { $count ->
    [one] { $count } दिन
   *[other] { $count } दिन
}
pharmacy-labels = लेबल
pharmacy-labels-after-scan = जो पैक स्कैन होगा उसका लेबल यहाँ दिखेगा।
pharmacy-who-collects = दवा कौन ले रहा है
pharmacy-patient-self = रोगी स्वयं
pharmacy-family = परिवार
pharmacy-hand-over = दवा दें
pharmacy-hand-over-part = { $all } में से { $done } दें
pharmacy-still-to-scan = { $count ->
    [one] { $count } दवा स्कैन करनी बाक़ी
   *[other] { $count } दवाएँ स्कैन करनी बाक़ी
}
pharmacy-slip-title = दवा दी गई, नंबर { $number }
pharmacy-handed-over = दी गई दवाएँ
pharmacy-print-labels = लेबल छापें
pharmacy-given = दी गई
pharmacy-returned = वापस आई
pharmacy-take-back = वापस लें
pharmacy-units-back = कितनी
pharmacy-why-back = क्यों
pharmacy-to-quarantine = अलग रखें
pharmacy-slip-number = लेबल, दवा पर्ची या टोकन
pharmacy-slip-number-hint = दवा का लेबल, दवा पर्ची या टोकन की पर्ची स्कैन करें, या लेबल पर “No.” के बाद छपा नंबर लिखें।
pharmacy-take-morning = सुबह { $amount }
pharmacy-take-noon = दोपहर { $amount }
pharmacy-take-night = रात { $amount }
pharmacy-take-every = हर { $hours } घंटे पर { $amount }
pharmacy-take-needed = ज़रूरत हो तब { $amount }; दिन में { $times } बार से ज़्यादा नहीं
pharmacy-take-weekly = हफ़्ते में एक बार { $amount }
pharmacy-take-once = एक बार { $amount }
pharmacy-meal-before = खाने से पहले
pharmacy-meal-after = खाने के बाद
pharmacy-meal-with = खाने के साथ
pharmacy-meal-empty = ख़ाली पेट
pharmacy-tablets = { $count } गोली
pharmacy-capsules = { $count } कैप्सूल
pharmacy-bottles = { $count } शीशी
pharmacy-tubes = { $count } ट्यूब
pharmacy-ampoules = { $count } एम्प्यूल
pharmacy-vials = { $count } वायल
pharmacy-sachets = { $count } पैकेट
pharmacy-inhalers = { $count } इनहेलर
pharmacy-suppositories = { $count } बत्ती
pharmacy-pessaries = { $count } योनि गोली
pharmacy-bags = { $count } थैली
pharmacy-respules = { $count } रेस्प्यूल
pharmacy-jars = { $count } डिब्बी
pharmacy-in-parts = अलग-अलग बार दी गई
pharmacy-print-prescription = दवा पर्ची फिर छापें
pharmacy-recall = बैच { $batch } किसे दिया गया
pharmacy-recall-none = यह किसी के पास नहीं है।
pharmacy-recall-hint = यह बैच यहाँ जिन्हें दिया गया और जिन्होंने इसे लौटाया नहीं।
pharmacy-recall-slip = नंबर
pharmacy-recall-when = कब
pharmacy-recall-who = कौन
pharmacy-recall-phone = फ़ोन
pharmacy-recall-units = अब भी पास
pharmacy-recall-next = अगला पृष्ठ
