package tech

import (
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	list "doorstep/app/kernel/page"
	"doorstep/views/web"
)

// work is a visit with all that was given for it, and what may be given.
type work struct {
	brief
	tariff
	proof    jobs.Proof
	needs    []need
	checks   []check
	expected []jobs.Line // not used yet
	items    []catalog.Item
}

// check is one question of the checklist; a reading is asked for each machine of the job.
type check struct {
	jobs.Check
	asset  customers.Asset
	given  jobs.Given
	before string // the machine's last reading
	first  bool   // the anchor of the check stands here
}

// itemsMost bounds the price list on a phone's page; what is not on it, the office adds.
const itemsMost = 250

func (p *phone) work(req *web.Request) error {
	w := work{}
	var err error
	if w.brief, err = p.brief(req); err != nil {
		return err
	}
	if w.proof, err = p.app.Jobs.Proof(req.Ctx(), w.ID); err != nil {
		return err
	}
	demands, err := p.app.Jobs.Demands(req.Ctx(), w.ID)
	if err != nil {
		return err
	}
	w.needs = needs(w.lang, demands)
	if w.tariff, err = p.tariff(req, w.brief); err != nil {
		return err
	}
	if w.checks, err = p.checks(req, w); err != nil {
		return err
	}
	if w.expected, err = p.app.Jobs.Lines(req.Ctx(), w.job.ID); err != nil {
		return err
	}
	w.expected = slices.DeleteFunc(w.expected, func(l jobs.Line) bool {
		return l.Item == "" || slices.ContainsFunc(w.proof.Used, func(u jobs.Line) bool { return u.Item == l.Item })
	})
	if w.items, err = p.items(req); err != nil {
		return err
	}
	return ofVisit(req, w.Name, workPage(w), "proof.js", "work.js")
}

// checks lays the checklist out with the answers given at this visit.
func (p *phone) checks(req *web.Request, w work) ([]check, error) {
	var all []check
	for _, c := range w.job.Checklist {
		machines := []customers.Asset{{}}
		if c.Kind == "reading" && len(w.machines) > 0 {
			machines = w.machines
		}
		for i, m := range machines {
			one := check{Check: c, asset: m, first: i == 0}
			for _, g := range w.proof.Answers {
				if g.Check == c.ID && (g.Asset == m.ID || m.ID == "") {
					one.given = g
				}
			}
			if c.Kind == "reading" {
				milli, ok, err := p.app.Jobs.Before(req.Ctx(), m.ID, c.ID, w.ID)
				if err != nil {
					return nil, err
				}
				if ok {
					one.before = catalog.QtyText(int(milli))
				}
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// items is the price list of today, parts before services.
func (p *phone) items(req *web.Request) ([]catalog.Item, error) {
	var all []catalog.Item
	for _, kind := range []string{catalog.KindPart, catalog.KindService} {
		cursor := list.Cursor{}
		for len(all) < itemsMost {
			rows, err := p.app.Catalog.Items(req.Ctx(), clock.Today(), catalog.ItemFilter{Kind: kind, ActiveOnly: true}, cursor)
			if err != nil {
				return nil, err
			}
			all = append(all, rows.Rows...)
			if rows.Next == "" {
				break
			}
			if cursor, err = list.Parse(rows.Next); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// has reports whether the answer is there, and is this value or result.
func (c check) has(value string) bool {
	return c.given.ID != "" && (c.given.Value == value || c.given.Result == value)
}

// typed is the answer as it stands in the field.
func (c check) typed() string {
	if c.given.ID == "" || c.Kind == "tick" || c.Kind == "pass_fail" {
		return ""
	}
	return c.given.Value
}

// name is unique on the page, for ids.
func (c check) name() string {
	if c.first {
		return "check-" + c.ID
	}
	return "check-" + c.ID + "-" + c.asset.ID
}

// of picks the captures that were taken for a slot.
func of(captures []jobs.Capture, slot string) []jobs.Capture {
	return slices.DeleteFunc(slices.Clone(captures), func(c jobs.Capture) bool { return c.Slot != slot })
}

// rupees is an amount without paise that are none.
func rupees(p money.Paise) string { return strings.TrimSuffix(p.Rupees(), ".00") }

// priced is an item as it stands in a list: its name and price.
func priced(i catalog.Item) string { return i.Name + " · " + rupees(i.Price) }

func kindOf(items []catalog.Item, kind string) []catalog.Item {
	return slices.DeleteFunc(slices.Clone(items), func(i catalog.Item) bool { return i.Kind != kind })
}
