package hooks

import (
	"errors"
	"reflect"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
)

// paymentLives is where a payment's state may go: what is verified is never a claim again, what was rejected stays so.
var paymentLives = map[string][]string{"claimed": {"verified", "rejected"}, "verified": {"reversed"}}

// bindGuardsMoney holds what keeps the books honest whichever way in is taken: cash moves, counts and allocations are added to,
// never changed; a payment's amount, number and origin stay as they were recorded, and its state moves only forward.
func bindGuardsMoney(a *app.App) {
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordDelete("payments", "allocations", "cash_moves", "handovers", "deposits").BindFunc(refuse)
	a.Core.OnRecordUpdate("allocations", "cash_moves", "handovers").BindFunc(refuse)
	a.Core.OnRecordUpdate("deposits").BindFunc(func(e *core.RecordEvent) error {
		return changedOnly(e, "bank_line")
	})
	a.Core.OnRecordCreate("payments").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetInt("paise") <= 0 {
			return errors.New("a payment is of more than nothing")
		}
		return e.Next()
	})
	a.Core.OnRecordUpdate("payments").BindFunc(paymentKept)
}

// paymentKept refuses a payment that was not recorded so, that goes back, or of which more was used than there is.
func paymentKept(e *core.RecordEvent) error {
	was, is := e.Record.Original().GetString("state"), e.Record.GetString("state")
	if was != is && !slices.Contains(paymentLives[was], is) {
		return errors.New("a payment cannot go from " + was + " to " + is)
	}
	applied, refunded := e.Record.GetInt("applied_paise"), e.Record.GetInt("refunded_paise")
	if applied < 0 || refunded < 0 || applied+refunded > e.Record.GetInt("paise") {
		return errors.New("more of a payment is used than there is")
	}
	if applied+refunded > 0 && is != "verified" {
		return errors.New("only verified money is used")
	}
	return changedOnly(
		e, "state", "applied_paise", "refunded_paise", "rrn", "was_rrn", "customer", "invoice", "handover", "bank_line", "gateway_id",
		"tr", "voucher", "verified_how", "verified_at", "verified_by", "verified_name", "reason", "lat", "lng",
	)
}

// changedOnly lets the named fields be changed and no other.
func changedOnly(e *core.RecordEvent, may ...string) error {
	may = append(may, "rev", "updated")
	before := e.Record.Original().FieldsData()
	for field, is := range e.Record.FieldsData() {
		if !slices.Contains(may, field) && !reflect.DeepEqual(is, before[field]) {
			return errKept
		}
	}
	return e.Next()
}
