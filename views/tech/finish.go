package tech

import (
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/web"
)

// finish is the end of a visit: what is missing, the customer's word, done.
type finish struct {
	brief
	needs  []need
	signed *jobs.SignOff
	pays   string
}

// unsigned are the reasons for which a customer gives no word.
var unsigned = excuse{name: "unsigned", kind: "visit.sign_off", fields: []string{"how", "refused"}, reasons: []string{"away", "refused", "no_time"}}

func (p *phone) finish(req *web.Request) error {
	f := finish{}
	var err error
	if f.brief, err = p.brief(req); err != nil {
		return err
	}
	proof, err := p.app.Jobs.Proof(req.Ctx(), f.ID)
	if err != nil {
		return err
	}
	f.signed = proof.SignOff
	demands, err := p.app.Jobs.Demands(req.Ctx(), f.ID)
	if err != nil {
		return err
	}
	f.needs = needs(f.lang, demands)
	if f.pays, _, err = p.app.Jobs.Pays(req.Ctx(), f.ID); err != nil {
		return err
	}
	if f.onward, err = p.after(req, f.ID); err != nil {
		return err
	}
	return ofVisit(req, f.Name, finishPage(f), "proof.js", "sign.js")
}

// after is the visit that the technician goes to when this one is over; empty if it was the last.
func (p *phone) after(req *web.Request, visit string) (string, error) {
	cards, err := p.app.Jobs.Mine(req.Ctx(), req.By.Technician, clock.Today())
	if err != nil {
		return "", err
	}
	for i, c := range cards {
		if c.ID == visit {
			return first(append(cards[i+1:len(cards):len(cards)], cards[:i]...)), nil
		}
	}
	return first(cards), nil
}

// signer is who is most likely to sign: whom the technician was told to ask for.
func (b brief) signer() string {
	if b.job.ContactName != "" {
		return b.job.ContactName
	}
	return b.Name
}
