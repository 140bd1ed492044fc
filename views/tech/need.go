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

// needs are all things that the job asks for, in order, with those met that are not among the missing.
func needs(lang string, j jobs.Job, missing []jobs.Lack) []need {
	var all []need
	ask := func(wanted bool, token, text string) {
		if wanted {
			met := !slices.ContainsFunc(missing, func(l jobs.Lack) bool { return l.Token == token })
			all = append(all, need{token, text, met})
		}
	}
	ask(j.Asks.Before, "before", i18n.T(lang, "tech.photo_before"))
	for _, c := range j.Checklist {
		ask(c.Required, "check:"+c.ID, c.Text)
	}
	ask(j.Asks.After, "after", i18n.T(lang, "tech.photo_after"))
	ask(j.Asks.SignOff, "signoff", i18n.T(lang, "tech.customers_word"))
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
	case isCheck(n.token):
		return page(visit, "work") + "#check-" + strings.TrimPrefix(n.token, "check:")
	}
	return page(visit, "work") + "#photo-" + n.token
}
