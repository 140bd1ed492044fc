package web

import (
	"testing"

	"doorstep/app/kernel/i18n"
)

func TestWords_ofEveryFailureAreInTheCatalogs(t *testing.T) {
	keys := []string{"problem.reference", "problem.sign_in", "problem.back", "problem.home", "problem.already_saved", "problem.disk", "problem.disk_next"}
	for kind, name := range kinds {
		if _, ok := statuses[kind]; !ok {
			t.Errorf("kind %d has no status", kind)
		}
		keys = append(keys, "problem."+name, "problem."+name+"_next")
	}
	for _, code := range []string{
		"unsigned", "not_allowed", "page_not_found", "cross_site", "too_many", "body_too_large", "bad_request",
		"key_missing", "key_reused", "already_saved", "still_saving", "internal", "disk_full", "disk_refuses",
	} {
		keys = append(keys, "fault."+code)
	}
	for _, k := range keys {
		if !i18n.Has(k) {
			t.Errorf("%s is in no catalog", k)
		}
	}
}
