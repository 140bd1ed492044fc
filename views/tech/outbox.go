package tech

import (
	"encoding/json"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
)

// kindPairs and statusPairs are the words that script needs for the list, as JSON objects.
func kindPairs(lang string) string {
	all := map[string]string{}
	for _, k := range itemKinds {
		all[k] = i18n.T(lang, "item."+k)
	}
	return pairs(all)
}

func statusPairs(lang string) string {
	all := map[string]string{}
	for _, s := range []jobs.VisitStatus{
		jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused, jobs.Done, jobs.Partial, jobs.CannotComplete,
	} {
		all[string(s)] = statusWord(lang, s)
	}
	return pairs(all)
}

func pairs(words map[string]string) string {
	b, _ := json.Marshal(words) // a map of strings always marshals
	return string(b)
}
