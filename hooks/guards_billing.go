package hooks

import (
	"reflect"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
)

// bindBillingGuards: an issued document and its lines stay as they are; what is owed of it is its total less what settled it;
// settlements are only added, and only by the pages; of documents only drafts are deleted.
func bindBillingGuards(a *app.App) {
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordUpdate("settlements").BindFunc(refuse)
	a.Core.OnRecordDelete("settlements").BindFunc(refuse)
	a.Core.OnRecordCreate("settlements").BindFunc(func(e *core.RecordEvent) error {
		if act.From(e.Context).Source == "" {
			return errKept
		}
		return e.Next()
	})
	a.Core.OnRecordUpdate("invoices").BindFunc(issuedStays)
	a.Core.OnRecordDelete("invoices").BindFunc(func(e *core.RecordEvent) error {
		if isIssued(e.Record.Original()) || isIssued(e.Record) {
			return errKept
		}
		return e.Next()
	})
	a.Core.OnRecordCreate("invoice_lines").BindFunc(linesOfDrafts)
	a.Core.OnRecordUpdate("invoice_lines").BindFunc(linesOfDrafts)
	a.Core.OnRecordDelete("invoice_lines").BindFunc(linesOfDrafts)
}

func isIssued(r *core.Record) bool { return r.GetString("state") == string(billing.Issued) }

// linesOfDrafts lets only lines of drafts come, change and go; neither may one be moved from an issued document.
func linesOfDrafts(e *core.RecordEvent) error {
	for _, id := range []string{e.Record.GetString("invoice"), e.Record.Original().GetString("invoice")} {
		if id == "" {
			continue
		}
		r, err := e.App.FindRecordById("invoices", id)
		if err != nil {
			return err
		}
		if isIssued(r) {
			return errKept
		}
	}
	return e.Next()
}

// Of an issued document these change with what is settled; those are filled once, when its paper is made.
var (
	settledFields = []string{"settled_paise", "balance_paise", "rev", "updated"}
	paperFields   = []string{"snapshot", "pdf", "pdf_sha256"}
)

func issuedStays(e *core.RecordEvent) error {
	was, is := e.Record.Original(), e.Record
	if !isIssued(was) {
		return e.Next()
	}
	before := was.FieldsData()
	for field, now := range is.FieldsData() {
		switch {
		case reflect.DeepEqual(now, before[field]), slices.Contains(settledFields, field):
		case slices.Contains(paperFields, field) && (was.GetString(field) == "" || was.GetString(field) == "null"):
		case field == "customer" && act.Now(e.Context).Verb == mergeVerb:
		default:
			return errKept
		}
	}
	if is.GetInt("settled_paise") != was.GetInt("settled_paise") || is.GetInt("balance_paise") != was.GetInt("balance_paise") {
		if ok, err := balanced(e); err != nil || !ok {
			return errKept
		}
	}
	return e.Next()
}

// mergeVerb is the one act in which issued documents come to another customer: the one that took theirs over.
const mergeVerb = "customers.merge"

// balanced reports whether what stands as settled is what the settlements come to.
func balanced(e *core.RecordEvent) (bool, error) {
	total, settled, balance := e.Record.GetInt("total_paise"), e.Record.GetInt("settled_paise"), e.Record.GetInt("balance_paise")
	if !billing.Kind(e.Record.GetString("kind")).Owed() {
		return balance == 0 && settled >= 0 && settled <= total, nil
	}
	var sum int
	err := e.App.DB().NewQuery("SELECT COALESCE(SUM(paise), 0) FROM settlements WHERE invoice = {:id}").
		Bind(dbx.Params{"id": e.Record.Id}).WithContext(e.Context).Row(&sum)
	return settled == sum && balance == total-settled, err
}
