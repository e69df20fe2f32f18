# फ़ोन पर संदेश: कोई काम क्यों नहीं हुआ, पेज क्या कहता है, और फ़ोन पर क्या दिखता है।
OTP-001 = OTP-001: इस फ़ोन पर अभी के लिए काफ़ी कोड भेजे जा चुके हैं। आख़िरी कोड लिखें, या { $minutes } मिनट बाद फिर माँगें।
OTP-002 = OTP-002: यह वह कोड नहीं है जो भेजा गया था। बाक़ी मौक़े: { $left }।
OTP-003 = OTP-003: यह कोड अब नहीं चलेगा। कृपया नया कोड माँगें।
OTP-004 = OTP-004: आपके नेटवर्क से बहुत सारे कोड माँगे गए या ग़लत लिखे गए हैं। एक घंटे बाद फिर कोशिश करें, या काउंटर पर आएँ।
MSG-001 = MSG-001: ऐसा कोई संदेश नहीं है।
MSG-002 = MSG-002: यह संदेश रुका हुआ नहीं है, या किसी और ने इसे फिर से भेजा है।
MSG-003 = MSG-003: इस संदेश के कोड का समय निकल गया है। जिसे ज़रूरत हो वह नया कोड माँगेगा।

messages-title = संदेश
messages-hint = शहर की ओर से फ़ोन पर जाने वाले संदेश: कोड, कार्ड की सूचना, और अनुरोध के जवाब की सूचना। नए सबसे ऊपर हैं; किसी का नाम इनमें नहीं होता।
messages-console-only = SMS भेजने का गेटवे नहीं जुड़ा है। संदेश किसी फ़ोन पर नहीं जाते; सिर्फ़ यहाँ दिखते हैं।
messages-demonstration = डेमो: कोई संदेश इस मशीन से बाहर नहीं जाता। फ़ोन पर जो दिखता, वह यहाँ लिखा है।
messages-none = यहाँ कोई संदेश नहीं है।
messages-filter = कौन से संदेश
messages-all = सभी
messages-failed = जो नहीं गए
messages-col-written = कब लिखा गया
messages-col-phone = फ़ोन
messages-col-text = क्या लिखा है
messages-col-state = स्थिति
messages-kind-code = एक बार का कोड
messages-kind-card-ready = कार्ड तैयार है
messages-kind-card-expires = कार्ड की तारीख़ निकलने वाली है
messages-kind-card-sent = कार्ड भेजा गया
messages-kind-applied = आवेदन मिला
messages-kind-request-answered = डेटा के अनुरोध का जवाब
messages-state-queued = भेजना बाक़ी
messages-state-due = { $when } को जाएगा
messages-state-sent = { $when } को भेजा गया
messages-state-failed = { $when } को नहीं जा सका
messages-why-gateway = SMS गेटवे ने इसे नहीं लिया।
messages-why-lapsed = भेजे जाने से पहले ही कोड का समय निकल गया।
messages-tries = { $count } बार कोशिश हुई
messages-text-hidden = कोड यहाँ नहीं दिखाया जाता।
messages-text-gone = कोड काम आ चुका या उसका समय निकल गया, इसलिए लिखा हुआ हटा दिया गया।
messages-retry = फिर भेजें
messages-retried = संदेश फिर से भेजा जा रहा है।
messages-latest = सबसे नए
messages-older = पुराने
messages-codes-in-an-hour = { $count ->
    [0] पिछले एक घंटे में कोई कोड नहीं भेजा गया।
   *[other] पिछले एक घंटे में { $count } कोड भेजे गए।
}
messages-alarm-title = असामान्य रूप से बहुत कोड माँगे गए
messages-alarm = { $from } से एक घंटे में { $count } कोड, { $when }
messages-alarm-asked = पूरी सार्वजनिक साइट पर एक घंटे में { $count } कोड माँगे गए, { $when }
messages-alarm-wrong = पूरी सार्वजनिक साइट पर एक घंटे में { $count } ग़लत कोड लिखे गए, { $when }
messages-alarm-hint = एक पते से एक घंटे तक और कोड नहीं भेजे जाएँगे। किसी दफ़्तर या साइबर कैफ़े से भी इतने माँगे जा सकते हैं, और दूसरों के नंबर आज़माने वाला भी ऐसा ही करता है।
messages-sms-code-apply = { $code } हेल्थ कार्ड के आवेदन के लिए आपका कोड है, { $minutes } मिनट तक चलेगा। किसी को न बताएँ। अस्पताल का कोई व्यक्ति यह कोड नहीं माँगता।
messages-sms-code-own = { $code } अपना हेल्थ कार्ड और आवेदन देखने का आपका कोड है, { $minutes } मिनट तक चलेगा। किसी को न बताएँ। अस्पताल का कोई व्यक्ति यह कोड नहीं माँगता।
