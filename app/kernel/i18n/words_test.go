package i18n_test

import (
	"regexp"
	"strings"
	"testing"

	"doorstep/app/kernel/i18n"
)

// kept are the words of app/GLOSSARY.md that a catalog keeps to: what stands there, and what was tried and left.
var kept = map[string][]struct{ word, left string }{
	i18n.English: {
		{"asset, machine", `\b(unit|equipment)s?\b`},
		{"contract", `\b(agreement|maintenance contract|AMCs)\b`},
		{"copy", `(^|[^/])\b[Bb]ackups?\b`},
		{"customer", `\b[Cc]lients?\b`},
		{"e-mail", `(^|[^-])\b[Mm]ail\b|\b[Ee]mail`},
		{"estimate", `\b[Qq]uot(e|ed|es|ation|ing)\b`},
		{"invoice", `\b(bills|check the bill|in this bill)\b`},
		{"job", `\b([Tt]icket|[Ww]ork order)s?\b`},
		{"left out", `\b[Ss]kip(ped|ping)\b`},
		{"position", `\byour location\b|\bNo location\b|\b[Mm]y location\b`},
		{"price list", `\b([Rr]ate list|[Pp]rice book)s?\b`},
		{"reload the page", `\b[Ll]oad (the page|it) again\b|\bReload to\b|already\. Look again`},
		{"technician", `\b([Ee]ngineer|[Mm]echanic|[Ww]orker)s?\b`},
		{"UPI ID", `\bUPI address\b`},
		{"visit", `\b([Aa]ppointment|[Tt]rip)s?\b`},
	},
	i18n.Hindi: {
		{"अकाउंटेंट", `लेखाकार`},
		{"नुक़्ता सिर्फ़ ज फ ड ढ पर, और अलग अक्षर में", `[कखग]\x{093C}|[\x{0958}-\x{095F}]`},
		{"इनवॉइस", `बीजक|चालान`},
		{"इस्तेमाल", `उपयोग`},
		{"ई-मेल", `(^|[ ,])मेल( पता|,| या)`},
		{"एक्स्ट्रा काम", `अतिरिक्त`},
		{"एडवांस", `अग्रिम`},
		{"एस्टीमेट", `अनुमान`},
		{"ऑफ़िस", `दफ़्तर|दफ्तर|कार्यालय|ऑफिस`},
		{"काम", `जॉब`},
		{"कॉन्ट्रैक्ट", `अनुबंध|कांट्रैक्ट|समझौता`},
		{"खत्म", `समाप्त`},
		{"चार्ज लगेगा", `पैसे लगेंगे|सशुल्क`},
		{"चेकलिस्ट", `जाँच सूची`},
		{"ज़्यादा से ज़्यादा", `अधिक`},
		{"टेक्नीशियन", `तकनीशियन|टेक्निशियन|मिस्त्री|मैकेनिक`},
		{"टैक्स", `(^|[ (])कर से|(^|[ (])कर भी|कर काट`},
		{"दाम", `कीमत`},
		{"नकद", `नकदी|कैश`},
		{"नोट", `टिप्पणी`},
		{"नामंज़ूर", `स्वीकृत|अस्वीकार`},
		{"पार्ट", `पुर्ज|पुरज|कलपुर्ज`},
		{"पिन कोड", `PIN|पिनकोड`},
		{"पेज", `पन्न|पृष्ठ`},
		{"प्लान", `योजना`},
		{"प्लेस ऑफ़ सप्लाई", `आपूर्ति`},
		{"प्रूफ़", `सबूत|प्रमाणपत्र`},
		{"फ़ोन करें", `कॉल कर`},
		{"ब्रांच", `शाखा`},
		{"मैसेज", `संदेश|सन्देश`},
		{"रकम", `राशि`},
		{"रिन्यूअल", `नवीनीकरण`},
		{"रेट लिस्ट", `मूल्य सूची|सूची`},
		{"रेफ़रेंस", `संदर्भ`},
		{"रोल", `भूमिका`},
		{"लाइन", `पंक्ति|प्रविष्टि`},
		{"लेबर", `मज़दूरी`},
		{"लोकेशन", `जगह, कैमरा|भेजी गई जगह|यह जगह सही`},
		{"सर्विस", `सेवा`},
		{"साइट", `ग्राहक का पता चुनें|ग्राहक की जगह|स्थान`},
		{"साइन", `हस्ताक्षर|दस्तख`},
		{"सिर्फ़", `केवल`},
		{"सीरीज़", `श्रृंखला|शृंखला`},
		{"सेव", `सहेज|सँभाल|संभाल`},
		{"स्किल", `कौशल|हुनर`},
		{"स्टेप", `चरण|कदम|क़दम`},
		{"नुक़्ता जो चाहिए", `ज्यादा|जरूर|मंजूर|इंतजार|फोन|फोटो|फाइल|ड्राफ्ट|रिफंड|विजिट|सर्टिफिकेट|हफ्त|(सिर्फ|सीरीज)([^\x{093C}]|$)`},
	},
}

// A word that was tried and left does not come back, in whatever sentence.
func TestCatalogs_keepToOneWordForAThing(t *testing.T) {
	for lang, words := range kept {
		texts := catalog(t, lang)
		for _, k := range words {
			left := regexp.MustCompile(k.left)
			for key, text := range texts {
				if found := left.FindString(text); found != "" {
					t.Errorf("%s.json: %s says %q for “%s”: %s", lang, key, found, k.word, text)
				}
			}
		}
	}
}

// A refusal ends as a sentence, and says no name of the program: those stand in braces and come out as words.
func TestCatalogs_faultsAreSentences(t *testing.T) {
	code := regexp.MustCompile(`[a-z]+_[a-z]+|\b(null|nil|error|invalid|exception|failed)\b`)
	for _, lang := range i18n.Langs() {
		for key, text := range catalog(t, lang) {
			if !strings.HasPrefix(key, "fault.") {
				continue
			}
			if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "।") && !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "{reason}") {
				t.Errorf("%s.json: %s is no sentence: %s", lang, key, text)
			}
			if found := code.FindString(placeholder.ReplaceAllString(text, "")); found != "" && !strings.Contains(text, "rzp_live_") {
				t.Errorf("%s.json: %s names %q: %s", lang, key, found, text)
			}
		}
	}
}
