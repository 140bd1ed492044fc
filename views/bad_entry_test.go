package views_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
)

func TestBadField_whatTheOfficeEntersForATechnicianSaysItBesideTheField(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.begun(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	check := s.checks(t, v)
	_, _, machine := s.meera(t)
	slips(t, d, at+"/answers", fill("check", check["number"], "value", "6"), []slip{{"value", "six", ""}, {"value", "1e9", ""}, {"value", "", ""}, {"value", "1.2345", ""}})
	slips(t, d, at+"/answers", fill("check", check["pass_fail"], "result", "pass"), []slip{{"result", "", ""}, {"result", "maybe", ""}}[:1])
	slips(t, d, at+"/answers", fill("check", check["text"], "value", "Fine"), []slip{{"value", "", ""}, {"value", strings.Repeat("x", 501), ""}})
	slips(t, d, at+"/lines", fill("item", "CAP-35", "qty", "1"), []slip{
		{"item", "", ""}, {"item", "NONE-1", ""}, {"qty", "0", ""}, {"qty", "-1", ""}, {"qty", "many", ""}, {"qty", "1.23456", ""},
	})
	slips(t, d, at+"/expenses", fill("kind", "fuel", "amount", "100"), []slip{
		{"kind", "", ""}, {"amount", "", ""}, {"amount", "0", ""}, {"amount", "-5", ""}, {"amount", "1e9", ""}, {"amount", "50001", ""}, {"note", strings.Repeat("x", 201), ""},
	})
	slips(t, d, at+"/serials", fill("asset", machine, "serial", "VT-3003"), []slip{{"serial", "", ""}, {"serial", "VT-1001", ""}})
	slips(t, d, at+"/sign-off", fill("how", "code", "name", "Meera", "code", "12345"), []slip{{"code", "", ""}})
	slips(t, d, at+"/sign-off", fill("how", "refused", "reason", "Angry"), []slip{{"reason", "", ""}, {"how", "", ""}})
	slips(t, d, at+"/sign-off", fill("how", "signature", "name", "Meera"), []slip{{"name", "", ""}})
	slips(t, d, at+"/follow-ups", fill("issue", "Pipe leaks"), []slip{{"issue", "", ""}})
	step := fill("to", "paused", "next", at, "rev", "5")
	slips(t, d, at+"/progress", step, []slip{{"at", "yesterday", ""}, {"at", "0026-11-16T10:00", ""}})
	slips(t, d, at+"/progress", but(step, "to", "partial", "reason", "Part missing"), []slip{{"reason", "", ""}})
}

func TestBadField_aVisitThatIsPutOffWantsAReasonAndATimeToCome(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.sent(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	good := but(d.get(at).want(http.StatusOK).filled(at+"/postponement"), "reason", "Customer is away", "wish", "2026-11-18T16:00")
	slips(t, d, at+"/postponement", good, []slip{{"reason", "", ""}, {"wish", "2026-11-01T10:00", ""}, {"wish", "soon", ""}})
	d.post(at+"/postponement", good).want(http.StatusSeeOther)
	d.get(at).want(http.StatusOK).says("Customer is away").says("The customer wishes")
}
