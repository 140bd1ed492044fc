package tech

import (
	"slices"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
)

// need is one thing that the job asks for before a visit of it is done. Token is what forms give.
type need struct {
	token, text string
	met         bool
}

// wanted are the words for what is asked for besides checks, which have their own.
var wanted = map[string]string{"before": "tech.photo_before", "after": "tech.photo_after", "signoff": "tech.customers_word", "payment": "tech.payment"}

// needs are the demands on a visit in the reader's language.
func needs(lang string, demands []jobs.Demand) []need {
	all := make([]need, len(demands))
	for i, d := range demands {
		all[i] = need{d.Token, d.Text, d.Met}
		if key := wanted[d.Token]; key != "" {
			all[i].text = i18n.T(lang, key)
		}
	}
	return all
}

// those picks the needs that fit.
func those(all []need, fit func(token string) bool) []need {
	return slices.DeleteFunc(slices.Clone(all), func(n need) bool { return !fit(n.token) })
}

func isPhoto(token string) bool { return token == "before" || token == "after" }

func isCheck(token string) bool { return strings.HasPrefix(token, "check:") }

// met reports whether every need is.
func met(all []need) bool { return !slices.ContainsFunc(all, func(n need) bool { return !n.met }) }

// place is where on the visit's pages the need is given.
func (n need) place(visit string) string {
	switch {
	case n.token == "signoff":
		return page(visit, "finish") + "#word"
	case n.token == "payment":
		return page(visit, "pay")
	case isCheck(n.token):
		return page(visit, "work") + "#check-" + strings.TrimPrefix(n.token, "check:")
	}
	return page(visit, "work") + "#photo-" + n.token
}
