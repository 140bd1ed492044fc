// Package i18n has the words shown to people, in English and Hindi.
//
// Owns: the catalogs (en.json, hi.json), filling placeholders, plurals, the sentence of a fault, choosing a language.
// Does not own: numbers and dates, which have one Indian form in all languages (money, clock).
// Keys are flat: "tech.today". A countable one has two: "tech.visits.one" and "tech.visits.other". A fault's is "fault."+Code.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"

	"golang.org/x/text/language"
)

// English is spoken where a language or a key of it is missing.
const (
	English = "en"
	Hindi   = "hi"
)

//go:embed en.json hi.json
var files embed.FS

var (
	catalogs = load()
	matcher  = language.NewMatcher([]language.Tag{language.English, language.Hindi})
)

func load() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range Langs() {
		raw, err := files.ReadFile(lang + ".json")
		if err != nil {
			panic(err)
		}
		words := map[string]string{}
		if err := json.Unmarshal(raw, &words); err != nil {
			panic(fmt.Errorf("catalog %s: %w", lang, err))
		}
		all[lang] = words
	}
	return all
}

// Langs are the languages there are, English first.
func Langs() []string { return []string{English, Hindi} }

// Match chooses a language for an Accept-Language header; English where none fits.
func Match(acceptLanguage string) string {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, i, _ := matcher.Match(wanted...)
	return Langs()[i]
}

// T is the text of key with its {placeholders} filled; pairs are their names and values in turn. An unknown key comes back
// in ⟦⟧, so that it is seen and found.
func T(lang, key string, pairs ...any) string {
	text, ok := find(lang, key)
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(pairs) == 0 {
		return text
	}
	oldnew := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		oldnew = append(oldnew, "{"+fmt.Sprint(pairs[i])+"}", show(pairs[i+1]))
	}
	return strings.NewReplacer(oldnew...).Replace(text)
}

// N is T for a number of things; {n} is the number. Hindi counts none as one does, English as many.
func N(lang, key string, n int, pairs ...any) string {
	form := ".other"
	if n == 1 || n == 0 && lang == Hindi {
		form = ".one"
	}
	return T(lang, key+form, append([]any{"n", n}, pairs...)...)
}

// Has says whether the key is in the catalogs.
func Has(key string) bool {
	_, ok := catalogs[English][key]
	return ok
}

// Message is the sentence that tells a person of a fault: what happened and what to do, with words for the codes in it. A fault
// without words of its own, which a test rules out, reads as an internal one.
func Message(lang string, e *fault.Error) string {
	if e == nil || !Has("fault."+e.Code) {
		return T(lang, "fault.internal")
	}
	pairs := make([]any, 0, 2*len(e.Params))
	for name, value := range e.Params {
		pairs = append(pairs, name, decoded(lang, coded[e.Code+" "+name], value))
	}
	return T(lang, "fault."+e.Code, pairs...)
}

// coded are the parameters of faults that hold codes of the program, several apart by ", ": how the keys of their words begin.
var coded = map[string]string{
	"bill_state state":    "contracts.bill_",
	"issue_missing what":  "billing.missing_",
	"payment_state state": "payment.state_",
	"sla_missing payment": "tech.",
	"visit_step from":     "visit.status.",
	"visit_step to":       "visit.status.",
}

func decoded(lang, prefix string, value any) any {
	codes, ok := value.(string)
	if !ok || prefix == "" {
		return value
	}
	words := strings.Split(codes, ", ")
	for i, code := range words {
		if Has(prefix + code) {
			words[i] = T(lang, prefix+code)
		}
	}
	return strings.Join(words, ", ")
}

func find(lang, key string) (string, bool) {
	if text, ok := catalogs[lang][key]; ok {
		return text, true
	}
	text, ok := catalogs[English][key]
	return text, ok
}

// show prints a value as pages do: amounts with ₹, days and instants in the Indian form.
func show(value any) string {
	switch v := value.(type) {
	case money.Paise:
		return v.Rupees()
	case clock.Date:
		return v.Short()
	case time.Time:
		return clock.Stamp(v)
	}
	return fmt.Sprint(value)
}
