package tech

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
	"doorstep/app/payments"
	"doorstep/static"
	"doorstep/views/web"
)

// pay is what the customer owes at the door, how he may pay it, and what he gave.
type pay struct {
	brief
	door    payments.DoorDue
	paid    []payments.Payment
	company string
	pays    string   // how he pays, as it was chosen
	known   []string // keys of what is in all this already: used lines, payments, estimates
	link    string   // of UPI, with a place for reference and amount; empty where the company has no address
}

// placeholders stand in the link where script puts the reference and the amount.
const linkRef, linkAmount = "TR", money.Paise(1)

// chooseable are the ways to pay without money at the door, in the order in which they are shown. Their reasons need no typing.
var chooseable = []struct {
	pays, icon string
	reasons    []string
}{
	{"pending", "clock", []string{"later", "away", "failed", "disputed"}},
	{"invoice", "note", []string{"credit", "office"}},
}

func (p *phone) pay(req *web.Request) error {
	v := pay{}
	var err error
	if v.brief, err = p.brief(req); err != nil {
		return err
	}
	if v.pays, _, err = p.app.Jobs.Pays(req.Ctx(), v.ID); err != nil {
		return err
	}
	if err := p.standing(req, &v); err != nil {
		return err
	}
	v.paid = slices.DeleteFunc(v.paid, func(x payments.Payment) bool { return x.Kind != payments.In })
	v.company = p.app.Settings.Name(req.Ctx())
	if v.door.VPA != "" {
		v.link, _ = upi.Link(upi.Pay{VPA: v.door.VPA, Name: v.door.PayeeName, Ref: linkRef, Note: v.No, Amount: linkAmount}) // a company whose address went wrong has no code
	}
	return styled(req, v.Name, payPage(v), []string{"visit.css", "pay.css"}, []string{"pay.js"})
}

// standing reads what is owed and what was given, as of one moment: where an item of a phone came in between, again.
func (p *phone) standing(req *web.Request, v *pay) error {
	const tries = 5
	for range tries {
		before, err := p.known(req, v)
		if err != nil {
			return err
		}
		if v.door, err = p.app.Payments.DueAt(req.Ctx(), v.job.ID); err != nil {
			return err
		}
		if v.known, err = p.known(req, v); err != nil || slices.Equal(before, v.known) {
			return err
		}
	}
	return nil // the page follows what comes in as long as it is open
}

// known are the keys of what phones sent: used lines, estimates, payments.
func (p *phone) known(req *web.Request, v *pay) ([]string, error) {
	proof, err := p.app.Jobs.Proof(req.Ctx(), v.ID)
	if err != nil {
		return nil, err
	}
	estimates, err := p.app.Billing.EstimatesOf(req.Ctx(), v.job.ID)
	if err != nil {
		return nil, err
	}
	v.paid, err = p.app.Payments.OfJob(req.Ctx(), v.job.ID)
	var keys []string
	for _, l := range proof.Used {
		keys = append(keys, l.Key)
	}
	for _, e := range estimates {
		keys = append(keys, e.Key)
	}
	for _, x := range v.paid {
		keys = append(keys, x.Key)
	}
	return keys, err
}

// given is what came in for the job, verified or not, with whatever else settled it.
func (v pay) given() money.Paise {
	if v.door.Left > 0 {
		return v.door.Due.Total - v.door.Left
	}
	return max(v.door.Due.Total, v.door.Claimed+v.door.Verified)
}

// floor is what the services lack to the least that a visit comes to: more services do not raise the sum before they reach it.
func (v pay) floor() money.Paise {
	for _, l := range v.door.Due.Lines {
		if l.Why == billing.WhyMinimum {
			return l.Total
		}
	}
	return 0
}

// covers are the ways of who pays instead of the customer: as the job is marked, or not.
func (v pay) covers(marked bool) []string {
	return slices.DeleteFunc([]string{string(jobs.AMC), string(jobs.Warranty)}, func(c string) bool { return (c == string(v.Payment)) != marked })
}

// attrs are the figures and words that script needs to go on without the appliance.
func (v pay) attrs() templ.Attributes {
	a := templ.Attributes{
		"data-total": paise(v.door.Due.Total), "data-round": paise(v.door.Due.Round), "data-floor": paise(v.floor()), "data-given": paise(v.given()), "data-pays": v.pays, "data-known": strings.Join(v.known, " "),
		"data-link": v.link, "data-most": paise(upi.MaxAmount), "data-qr": static.URL("qrcode.js"), "data-proof": static.URL("proof.js"),
		"data-company": v.company, "data-job": v.No, "data-name": v.Name,
	}
	for name, key := range map[string]string{
		"over": "tech.pay_over", "none": "tech.pay_none", "toomuch": "tech.pay_too_much", "noqr": "tech.pay_no_qr", "twice": "tech.pay_twice",
		"follows": "tech.receipt_follows", "is-claimed": "tech.receipt_claimed", "is-verified": "tech.receipt_verified",
		"is-rejected": "tech.receipt_rejected", "is-reversed": "tech.receipt_reversed",
		"word-receipt": "tech.receipt", "word-no": "tech.receipt_no", "word-job": "tech.job", "word-name": "tech.receipt_from", "word-at": "tech.receipt_at",
		"word-amount": "tech.receipt_amount", "word-mode": "tech.receipt_mode", "word-ref": "tech.receipt_ref", "word-left": "tech.receipt_left",
		"upi": "tech.mode_upi", "cash": "tech.mode_cash", "bank": "tech.mode_bank", "cheque": "tech.mode_cheque", "card": "tech.mode_card", "gateway": "tech.mode_gateway",
	} {
		a["data-"+name] = i18n.T(v.lang, key)
	}
	return a
}

// receipt is a payment as script shows it.
func (v pay) receipt(p payments.Payment) string {
	b, _ := json.Marshal(map[string]any{ // strings and numbers always marshal
		"amount": int64(p.Amount), "mode": p.Mode, "ref": refOf(p), "no": p.No, "state": p.State, "at": p.AtDevice.UTC().Format(time.RFC3339),
	})
	return string(b)
}

// refOf is the number by which the money can be found again.
func refOf(p payments.Payment) string {
	if p.RRN != "" {
		return p.RRN
	}
	return p.Ref
}

func paise(p money.Paise) string { return strconv.FormatInt(int64(p), 10) }

// wa opens a chat with the customer; the text follows.
func (v pay) wa() string {
	return "https://wa.me/" + strings.TrimPrefix(v.Phone, "+") + "?text="
}

// stateTone is the colour of a payment's state.
func stateTone(s payments.State) string {
	switch s {
	case payments.Verified:
		return "good"
	case payments.Claimed:
		return "warn"
	}
	return "bad"
}
