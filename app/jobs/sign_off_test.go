package jobs_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

func TestSignOff_wantsAWordThatCanBeShown(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{SignOff: true}, checks)
	for name, c := range map[string]struct {
		in   jobs.Signed
		want string
	}{
		"no way":                {jobs.Signed{How: "nod"}, "required [how]"},
		"a signature of nobody": {jobs.Signed{How: "signature", Signature: signature(t, true)}, "required [name]"},
		"no signature":          {jobs.Signed{How: "signature", Name: "Meera"}, "required [signature]"},
		"a blank one":           {jobs.Signed{How: "signature", Name: "Meera", Signature: signature(t, false)}, "signature_bad"},
		"a photo of one":        {jobs.Signed{How: "signature", Name: "Meera", Signature: photo(t, 1, 80)}, "signature_bad"},
		"a huge one":            {jobs.Signed{How: "signature", Name: "Meera", Signature: append(signature(t, true), make([]byte, 200<<10)...)}, "signature_bad"},
		"a refusal without why": {jobs.Signed{How: "refused", Reason: " "}, "required [reason]"},
		"no code":               {jobs.Signed{How: "code", Name: "Meera"}, "required [code]"},
		"a long name":           {jobs.Signed{How: "refused", Reason: "x", Name: strings.Repeat("x", 81)}, "too_long [name]"},
	} {
		c.in.Visit = v.ID
		if _, err := a.Jobs.SignOff(ravi, c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p := must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID)); p.SignOff != nil {
		t.Errorf("something was kept: %+v", p.SignOff)
	}
}

func TestSignOff_countsWrongCodesAndEndsThem(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{SignOff: true}, checks)
	_, err := a.Jobs.Code(ravi, v.ID)
	refuses(t, err, fault.Forbidden, "not_allowed")
	_, err = a.Jobs.Code(apptest.As(t, a, act.Dispatcher), "nosuchvisit0001")
	refuses(t, err, fault.NotFound, "not_found")
	try := func(code string) error {
		_, err := a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "code", Name: "Meera", Code: code})
		return err
	}
	refuses(t, try("0000"), fault.Invalid, "code_wrong [code] map[left:4]") // before the office gave one
	code := must[string](t)(a.Jobs.Code(apptest.As(t, a, act.Dispatcher), v.ID))
	if again := must[string](t)(a.Jobs.Code(apptest.As(t, a, act.Owner), v.ID)); again != code || len(code) != 4 {
		t.Errorf("the code is %q, then %q", code, again)
	}
	wrong := "1111"
	if code == wrong {
		wrong = "2222"
	}
	refuses(t, try(wrong), fault.Invalid, "map[left:3]")
	if err := try(" " + code + " "); err != nil {
		t.Fatal(err)
	}
	refuses(t, try(wrong), fault.Invalid, "map[left:2]")
	refuses(t, try(wrong), fault.Invalid, "map[left:1]")
	refuses(t, try(wrong), fault.Invalid, "map[left:0]")
	refuses(t, try(code), fault.Conflict, "code_spent")
	p := must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID))
	if p.SignOff == nil || p.SignOff.How != "code" || p.SignOff.Name != "Meera" {
		t.Errorf("kept %+v", p.SignOff)
	}
}

func TestSignOff_countsAWrongCodeWhenATransactionAroundItIsUndone(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{SignOff: true}, checks)
	in := jobs.Signed{Visit: v.ID, How: "code", Name: "Meera", Code: "1234"}
	for range 5 {
		err := txn.Run(ravi, a.Core, func(tx core.App) error {
			_, err := a.Jobs.In(tx).SignOff(ravi, in)
			return err
		})
		refuses(t, err, fault.Invalid, "code_wrong")
	}
	_, err := a.Jobs.SignOff(ravi, in)
	refuses(t, err, fault.Conflict, "code_spent")
}

func TestSignOff_leavesTheKeyOfAFormFreeForAnotherTry(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := asking(t, a, catalog.Asks{SignOff: true}, checks)
	by := act.From(apptest.As(t, a, act.Dispatcher))
	by.Claim = &act.Claim{Actor: by.User, Key: "form-0001", Hash: "x"}
	_, err := a.Jobs.SignOff(act.In(t.Context(), by), jobs.Signed{Visit: v.ID, How: "code", Name: "Meera", Code: "1234"})
	refuses(t, err, fault.Invalid, "code_wrong")
	if _, claimed, err := a.Claims.Find(t.Context(), by.User, "form-0001"); claimed || err != nil {
		t.Errorf("the key is claimed: %v, %v", claimed, err)
	}
}
